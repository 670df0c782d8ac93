//! Tokens and other parts of our own API.

use super::{ABSENT, BODY, Case, ROLE, UNKNOWN};

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
    ("POST", "/api/tokens", r#"{"name":1,"scopes":[],"access":{"mode":"all"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":"data.records:read","access":{"mode":"all"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"specificModelIds","ids":["appZZZZZZZZZZZZZZ"]}}"#, 422, UNKNOWN),
    ("PATCH", "/api/tokens/patZZZZZZZZZZZZZZ", r#"{"name":"x"}"#, 404, ABSENT),
    ("POST", "/api/tokens/patZZZZZZZZZZZZZZ/regenerate", r#"{"oldSecretEnds":"later"}"#, 422, UNKNOWN),
    // What takes a session and nothing else says so after it has read the body.
    ("POST", "/api/workspaces", "{}", 422, UNKNOWN),
    ("POST", "/api/workspaces", r#"{"name":"W","x":1}"#, 422, UNKNOWN),
    ("POST", "/api/workspaces", r#"{"name":"W"}"#, 403, ROLE),
    ("PATCH", "/api/workspaces/<workspace>", r#"{"name":1}"#, 422, UNKNOWN),
    ("GET", "/api/workspaces/wspZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("PATCH", "A", "{}", 422, UNKNOWN),
    ("PATCH", "A", r#"{"name":"B"}"#, 403, ROLE),
    ("POST", "A/collaborators", "{}", 422, UNKNOWN),
    ("POST", "A/collaborators", r#"{"user":"<stranger>","permissionLevel":"boss"}"#, 422, UNKNOWN),
    ("POST", "A/collaborators", r#"{"user":"<stranger>","permissionLevel":"edit"}"#, 403, ROLE),
    ("POST", "/api/users", "{}", 422, UNKNOWN),
    ("POST", "/api/users", r#"{"email":"new@example.com"}"#, 403, ROLE),
    ("PATCH", "/api/settings", r#"{"tokenDefaultDays":"x"}"#, 422, UNKNOWN),
    ("PATCH", "/api/settings", r#"{"tokenDefaultDays":1}"#, 403, ROLE),
    ("GET", "/api/audit", "", 403, ROLE),
    ("POST", "/api/session", r#"{"email":"owner@example.com","password":"wrong"}"#, 401, "UNAUTHORIZED"),
    ("POST", "/api/session/link", r#"{"code":"x"}"#, 401, "UNAUTHORIZED"),
    // Imports.
    ("POST", "A/imports", "{}", 422, UNKNOWN),
    ("POST", "A/imports", r#"{"file":"f","x":1}"#, 422, UNKNOWN),
    ("POST", "A/imports/impZZZZZZZZZZZZZZ/rows", "{}", 422, UNKNOWN),
    ("POST", "A/imports/impZZZZZZZZZZZZZZ/rows", r#"{"table":"Tasks","from":0,"rows":[1]}"#, 422, UNKNOWN),
    ("POST", "A/imports/impZZZZZZZZZZZZZZ/rows", r#"{"table":"Tasks","from":0,"rows":[]}"#, 404, ABSENT),
    ("POST", "A/imports/impZZZZZZZZZZZZZZ/finish", "", 404, ABSENT),
    ("POST", "A/imports/imp1/finish", "", 404, "NOT_FOUND"),
];
