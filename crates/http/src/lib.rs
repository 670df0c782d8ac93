//! Basekey over HTTP: Airtable's Web API and Basekey's own API.
//!
//! The only crate that knows status codes and JSON as it crosses the wire. It
//! knows no rule of the domain: a handler reads the request, asks
//! `basekey-app` for a permit, hands the permit to the operation, and writes
//! the answer.

mod config;
mod error;
mod exchange;
mod extract;
mod front;
mod leftover;
mod metrics;
mod openapi;
mod rate;
mod routes;
mod serve;
mod site;
mod wire;

use std::net::IpAddr;

pub use basekey_access::{BadNetwork, Network};
pub use config::{HttpConfig, RateLimits};
pub use front::{Server, call_in_process};
pub use serve::serve_tcp;
#[cfg(unix)]
pub use serve::serve_unix;

/// Where a request came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Peer {
    /// The public listener, from this address.
    Network(IpAddr),
    /// The private socket of the data directory, or the same process: whoever
    /// can reach it already owns the machine's files. Requests act as the
    /// operator, or as the user whom `X-Basekey-Act-As` names by e-mail or id.
    Private,
}

/// The OpenAPI document, as served at `/openapi.json`.
pub fn openapi_json() -> String {
    let (_, document) = routes::router();
    String::from_utf8_lossy(&document).into_owned()
}

/// True if this binary has the pages of the Builder Hub in it.
pub fn has_pages() -> bool {
    routes::Pages::are_embedded()
}
