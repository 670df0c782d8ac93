//! Requests that must be refused: each with its answer, and nothing changed.

mod cells;
mod change;
mod fuzz;
mod limits;
mod links;
mod lists;
mod messages;
mod options;
mod own;
mod paths;
mod records;
mod schema;
mod structure;
mod upsert;
mod views;

use axum::body::Body;
use axum::http::Method;
use serde_json::Value;

use crate::support::{Reply, Rich};

const UNKNOWN: &str = "INVALID_REQUEST_UNKNOWN";
const BODY: &str = "INVALID_REQUEST_BODY";
const RECORDS: &str = "INVALID_RECORDS";
const VALUE: &str = "INVALID_VALUE_FOR_COLUMN";
const CHOICE: &str = "INVALID_MULTIPLE_CHOICE_OPTIONS";
const FIELD: &str = "UNKNOWN_FIELD_NAME";
const OPTIONS: &str = "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE";
const FORMULA: &str = "INVALID_FILTER_BY_FORMULA";
const UNSUPPORTED: &str = "UNSUPPORTED_FIELD_TYPE_FOR_CREATE";
const FIELD_NAME: &str = "DUPLICATE_OR_EMPTY_FIELD_NAME";
const TABLE_NAME: &str = "DUPLICATE_TABLE_NAME";
const ROW: &str = "ROW_DOES_NOT_EXIST";
const OTHER_TABLE: &str = "ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE";
const FILE: &str = "INVALID_ATTACHMENT_OBJECT";
const HIDDEN: &str = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND";
const ROLE: &str = "INVALID_PERMISSIONS";
const ABSENT: &str = "MODEL_ID_NOT_FOUND";

/// Types that come as `{"error": "TYPE"}`.
const BARE: &[&str] = &["NOT_FOUND"];
/// Types that come as `{"error": {"type": "TYPE"}}`.
const TYPE_ONLY: &[&str] = &["FAILED_STATE_CHECK", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"];

/// Method, path, body, status, type. Paths and bodies are those of
/// [`Rich::path`] and [`Rich::ids`]. Bodies are text, so that broken JSON is a
/// case too.
type Case = (&'static str, &'static str, &'static str, u16, &'static str);

const ALL: &[(&str, &[Case])] = &[
    ("cells", cells::CASES),
    ("change", change::CASES),
    ("links", links::CASES),
    ("lists", lists::CASES),
    ("options", options::CASES),
    ("own", own::CASES),
    ("paths", paths::CASES),
    ("records", records::CASES),
    ("schema", schema::CASES),
    ("structure", structure::CASES),
    ("upsert", upsert::CASES),
    ("views", views::CASES),
];

#[tokio::test]
async fn each_is_refused_and_changes_nothing() {
    let rich = Rich::new().await;
    let mut before = rich.world.digest().await;
    let mut wrong = Vec::new();
    let mut count = 0;
    for (area, cases) in ALL {
        for (method, path, body, status, kind) in *cases {
            count += 1;
            let headers: &[_] = &[("content-type", "application/json")];
            let reply = rich
                .world
                .good()
                .send(
                    method.parse::<Method>().unwrap(),
                    &rich.path(path),
                    headers,
                    Body::from(rich.ids(body)),
                )
                .await;
            let mut complain = |what: String| {
                wrong.push(format!("{area}: {method} {path} {body}\n    {what}"));
            };
            if reply.status.as_u16() != *status || reply.kind() != *kind {
                complain(format!(
                    "expected {status} {kind}, found {}: {}",
                    reply.outcome(),
                    reply.text()
                ));
            } else if let Err(what) = envelope(&reply, kind) {
                complain(format!("{what}: {}", reply.text()));
            }
            let after = rich.world.digest().await;
            let differs = after.differs_from(&before);
            if !differs.is_empty() {
                complain(format!("changed {}", differs.join(", ")));
                before = after;
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count}:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(count >= 250, "{count} cases");
}

/// Checks that the error is written in the form that its type has, and says
/// something where it has something to say.
fn envelope(reply: &Reply, kind: &str) -> Result<(), &'static str> {
    let json = reply.json();
    let keys = |value: &Value| -> Vec<String> {
        value
            .as_object()
            .map(|object| object.keys().cloned().collect())
            .unwrap_or_default()
    };
    if keys(&json) != ["error"] {
        return Err("is no error alone");
    }
    let error = &json["error"];
    if BARE.contains(&kind) {
        return error.is_string().then_some(()).ok_or("is not bare");
    }
    if TYPE_ONLY.contains(&kind) {
        return (keys(error) == ["type"])
            .then_some(())
            .ok_or("has more than a type");
    }
    if keys(error) != ["type", "message"] {
        return Err("is not a type and a message");
    }
    // Nobody should have to guess what was wrong.
    if reply.message().len() < 10 {
        return Err("says too little");
    }
    Ok(())
}

/// The check above is worth something only if it notices.
#[tokio::test]
async fn a_change_is_noticed_wherever_it_is() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    for (path, body, part) in [
        ("T", r#"{"fields":{"Name":"x"}}"#, "records of Tasks"),
        (
            "M/tables/Tasks/fields",
            r#"{"name":"x","type":"email"}"#,
            "schema",
        ),
        (
            "/api/tokens",
            r#"{"name":"n","scopes":[],"access":{"mode":"all"}}"#,
            "tokens of",
        ),
    ] {
        let before = rich.world.digest().await;
        let body = serde_json::from_str(&rich.ids(body)).unwrap();
        good.post(&rich.path(path), body).await.ok();
        let differs = rich.world.digest().await.differs_from(&before);
        assert!(
            differs.iter().any(|found| found.contains(part)),
            "{path}: {differs:?}"
        );
    }
}
