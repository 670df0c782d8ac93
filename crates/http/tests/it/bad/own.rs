//! Tokens and other parts of our own API.

use super::{BODY, Case, UNKNOWN};

#[rustfmt::skip]
pub(super) const CASES: &[Case] = &[
    // Our own API.
    ("POST", "/api/tokens", "{}", 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":["nope"],"access":{"mode":"all"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"none"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"specificModelIds","ids":["x"]}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"all"},"expires":"tomorrow"}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"all"},"x":1}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", "x", 422, BODY),
];
