//! The JSON of the wire, in both directions.

pub(crate) mod date_dependency;
pub(crate) mod docs;
pub(crate) mod field;
pub(crate) mod instant;
pub(crate) mod own;
pub(crate) mod plan;
pub(crate) mod records;
pub(crate) mod render;
pub(crate) mod schema;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use serde::Serialize;

use crate::error::{Answer, Code, Refusal};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// A 200 with this JSON text.
pub(crate) fn json_text(text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response
}

/// A 200 with this value as JSON.
pub(crate) fn json<T: Serialize>(value: &T) -> Answer {
    // Our own shapes have text keys and no failing parts, so this does not fail.
    serde_json::to_vec(value)
        .map(json_text)
        .map_err(|_| Refusal::new(Code::ServerError))
}
