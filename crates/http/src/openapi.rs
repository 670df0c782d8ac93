//! The OpenAPI document: what the routes say of themselves, completed with
//! what holds for all of them, so that no handler has to repeat it.

use basekey_access::{Callers, Op, PlaceKind, Scopes};
use serde_json::{Map, Value, json};
use utoipa::openapi::{InfoBuilder, OpenApi, OpenApiBuilder};

/// The key under which a route names its row of the table of operations, if
/// that is not its `operationId`.
const OPERATION: &str = "x-basekey-operation";

/// The document before the routes are added.
pub(crate) fn head() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Basekey")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "Airtable's Web API under /v0, and Basekey's own API under /api. A call is allowed if the token has the \
             scope, its access list reaches the base or workspace, and the role of its owner there suffices.",
        ));
    OpenApiBuilder::new().info(info.build()).build()
}

/// The finished document as text.
pub(crate) fn finish(document: OpenApi) -> String {
    let mut document = serde_json::to_value(document).unwrap_or_default();
    if let Some(paths) = document.get_mut("paths").and_then(Value::as_object_mut) {
        for (path, item) in paths {
            let Some(item) = item.as_object_mut() else {
                continue;
            };
            for operation in item.values_mut().filter_map(Value::as_object_mut) {
                complete(path, operation);
            }
        }
    }
    if let Some(document) = document.as_object_mut() {
        let components = document.entry("components").or_insert_with(|| json!({}));
        components["schemas"]["Error"] = json!({
            "type": "object",
            "required": ["error"],
            "properties": {
                "error": {
                    "description": "A bare word, or a type and what to do",
                    "oneOf": [
                        { "type": "string" },
                        {
                            "type": "object",
                            "required": ["type"],
                            "properties": { "type": { "type": "string" }, "message": { "type": "string" } },
                        },
                    ],
                },
            },
        });
        components["securitySchemes"] = json!({
            "token": {
                "type": "http",
                "scheme": "bearer",
                "description": "A personal access token: `Authorization: Bearer <token>`",
            },
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": crate::extract::SESSION_COOKIE,
                "description": "A signed-in browser. Requests that change something must come from this server's own pages.",
            },
        });
    }
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// The row of the table of operations that a route is, if it is one.
fn operation_of(operation: &Map<String, Value>) -> Option<Op> {
    let name = operation
        .get(OPERATION)
        .or_else(|| operation.get("operationId"))?
        .as_str()?;
    Op::ALL.iter().copied().find(|op| op.name() == name)
}

fn complete(path: &str, operation: &mut Map<String, Value>) {
    let found = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<Value> = found.map(path_parameter).collect();
    if let Some(Value::Array(own)) = operation.remove("parameters") {
        parameters.extend(own);
    }
    if !parameters.is_empty() {
        operation.insert("parameters".to_owned(), parameters.into());
    }
    let Some(op) = operation_of(operation) else {
        return;
    };
    let info = op.info();
    operation.insert(OPERATION.to_owned(), json!(info.name));
    let names: Vec<_> = info
        .scopes
        .listed()
        .iter()
        .map(|scope| scope.name())
        .collect();
    let scopes = match info.scopes {
        Scopes::None => json!({}),
        Scopes::All(_) => json!({ "all": names }),
        Scopes::AnyOf(_) => json!({ "any": names }),
    };
    operation.insert("x-basekey-scopes".to_owned(), scopes);
    if let Some(role) = info.role {
        operation.insert("x-basekey-role".to_owned(), json!(role.wire()));
    }
    if info.place == PlaceKind::Instance {
        operation.insert("x-basekey-instance-owner".to_owned(), json!(true));
    }
    let security = match info.callers {
        Callers::Any => json!([{ "token": [] }, { "session": [] }]),
        Callers::SessionOnly => json!([{ "session": [] }]),
    };
    operation.insert("security".to_owned(), security);
    let Some(responses) = operation
        .get_mut("responses")
        .and_then(Value::as_object_mut)
    else {
        return;
    };
    for (status, meaning) in [
        ("401", "No credentials, or none that are accepted"),
        (
            "403",
            "A scope, access or role is missing, or there is nothing there",
        ),
        ("404", "An id that is none, or that is not there"),
        (
            "422",
            "A parameter, body or value that is not accepted; nothing was changed",
        ),
        ("429", "Too many requests"),
        ("500", "A mistake of ours"),
        ("503", "Busy; safe to try again"),
    ] {
        responses.entry(status).or_insert_with(|| {
            json!({
                "description": meaning,
                "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
            })
        });
    }
}

fn path_parameter(name: &str) -> Value {
    let prefix = match name {
        "baseId" => Some("app"),
        "recordId" => Some("rec"),
        "viewId" => Some("viw"),
        "workspaceId" => Some("wsp"),
        "userId" => Some("usr"),
        "tokenId" => Some("pat"),
        "sessionId" => Some("ses"),
        "importId" => Some("imp"),
        "inviteId" => Some("inv"),
        _ => None,
    };
    let schema = match prefix {
        None if name == "id" => {
            json!({ "type": "string", "pattern": "^(tbl|fld)[0-9A-Za-z]{14}$" })
        }
        Some(prefix) => {
            json!({ "type": "string", "pattern": format!("^{prefix}[0-9A-Za-z]{{14}}$") })
        }
        None => json!({ "type": "string" }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}
