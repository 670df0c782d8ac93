//! Requests that must be refused: each with its answer, and nothing changed.

use axum::body::Body;
use axum::http::Method;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{TABLE, World};

const UNKNOWN: &str = "INVALID_REQUEST_UNKNOWN";
const BODY: &str = "INVALID_REQUEST_BODY";
const RECORDS: &str = "INVALID_RECORDS";
const VALUE: &str = "INVALID_VALUE_FOR_COLUMN";
const FIELD: &str = "UNKNOWN_FIELD_NAME";
const OPTIONS: &str = "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE";
const UNSUPPORTED: &str = "UNSUPPORTED_FIELD_TYPE_FOR_CREATE";
const HIDDEN: &str = "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND";
const ABSENT: &str = "MODEL_ID_NOT_FOUND";

/// Method, path, body, status, type. In paths `B` stands for the base, `T` for
/// `/v0/{base}/{table}`, `M` for `/v0/meta/bases/{base}`, `R` for a record, `W`
/// for the workspace. Bodies are text, so that broken JSON is a case too.
type Case = (&'static str, &'static str, &'static str, u16, &'static str);

#[rustfmt::skip]
const CASES: &[Case] = &[
    // Paths.
    ("GET", "/", "", 200, ""),
    ("GET", "/nowhere", "", 404, "NOT_FOUND"),
    ("GET", "/v0", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta/nothing", "", 404, "NOT_FOUND"),
    ("GET", "/v0/nobase/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/appshort/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/appAAAAAAAAAAAAA-/T", "", 404, "NOT_FOUND"),
    ("GET", "/v0/B", "", 404, "NOT_FOUND"),
    ("GET", "/v0/B/%FF", "", 404, "NOT_FOUND"),
    ("GET", "T/recshort", "", 404, "NOT_FOUND"),
    ("GET", "T/norecord", "", 404, "NOT_FOUND"),
    ("GET", "T/R/comments", "", 404, "NOT_FOUND"),
    ("POST", "T/R", "{}", 404, "NOT_FOUND"),
    ("GET", "T/listRecords", "", 404, "NOT_FOUND"),
    ("PATCH", "/v0/meta/whoami", "{}", 404, "NOT_FOUND"),
    ("GET", "M/views/viwshort", "", 404, "NOT_FOUND"),
    ("GET", "/v0/meta/workspaces/wsp1", "", 404, "NOT_FOUND"),
    ("GET", "/v0/bases/B/webhooks", "", 404, "NOT_FOUND"),
    ("GET", "/api/tokens/pat1", "", 404, "NOT_FOUND"),
    // Things that are not there.
    ("GET", "/v0/appZZZZZZZZZZZZZZ/T", "", 403, HIDDEN),
    ("GET", "/v0/B/NoTable", "", 403, HIDDEN),
    ("GET", "/v0/B/tblZZZZZZZZZZZZZZ", "", 403, HIDDEN),
    ("POST", "/v0/B/NoTable", r#"{"fields":{}}"#, 403, HIDDEN),
    ("GET", "T/recZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("PATCH", "T/recZZZZZZZZZZZZZZ", r#"{"fields":{}}"#, 404, ABSENT),
    ("PUT", "T/recZZZZZZZZZZZZZZ", r#"{"fields":{}}"#, 404, ABSENT),
    ("DELETE", "T/recZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("GET", "M/views/viwZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("GET", "/v0/meta/workspaces/wspZZZZZZZZZZZZZZ", "", 404, ABSENT),
    ("PATCH", "M/tables/NoTable", r#"{"name":"x"}"#, 403, HIDDEN),
    ("PATCH", "M/tables/Tasks/fields/NoField", r#"{"name":"x"}"#, 404, ABSENT),
    ("GET", "/api/tokens/patZZZZZZZZZZZZZZ", "", 404, ABSENT),
    // Lists by GET.
    ("GET", "T?pageSize=0", "", 422, UNKNOWN),
    ("GET", "T?pageSize=101", "", 422, UNKNOWN),
    ("GET", "T?pageSize=-1", "", 422, UNKNOWN),
    ("GET", "T?pageSize=many", "", 422, UNKNOWN),
    ("GET", "T?pageSize[]=1", "", 422, UNKNOWN),
    ("GET", "T?maxRecords=0", "", 422, UNKNOWN),
    ("GET", "T?maxRecords=1.5", "", 422, UNKNOWN),
    ("GET", "T?fields[]=Nope", "", 422, FIELD),
    ("GET", "T?fields[a]=Name", "", 422, UNKNOWN),
    ("GET", "T?sort[0][field]=Nope", "", 422, FIELD),
    ("GET", "T?sort[0][direction]=asc", "", 422, UNKNOWN),
    ("GET", "T?sort[0][field]=Name&sort[0][direction]=up", "", 422, UNKNOWN),
    ("GET", "T?sort[0][field]=Name&sort[0][x]=1", "", 422, UNKNOWN),
    ("GET", "T?sort=Name", "", 422, UNKNOWN),
    ("GET", "T?sort[field]=Name", "", 422, UNKNOWN),
    ("GET", "T?view=Nope", "", 422, "VIEW_NAME_NOT_FOUND"),
    ("GET", "T?view=viwZZZZZZZZZZZZZZ", "", 422, "VIEW_ID_NOT_FOUND"),
    ("GET", "T?offset=nonsense", "", 422, "INVALID_OFFSET_VALUE"),
    ("GET", "T?offset=itrsAAAAAAAAAAAAA/recAAAAAAAAAAAAAA&sort[0][field]=Name", "", 422, "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"),
    ("GET", "T?filterByFormula=%7BName%7D%3D%22x%22", "", 422, "INVALID_FILTER_BY_FORMULA"),
    ("GET", "T?cellFormat=string", "", 422, UNKNOWN),
    ("GET", "T?cellFormat=string&timeZone=utc&userLocale=en", "", 422, UNKNOWN),
    ("GET", "T?cellFormat=xml", "", 422, UNKNOWN),
    ("GET", "T?returnFieldsByFieldId=maybe", "", 422, UNKNOWN),
    ("GET", "T?recordMetadata[]=color", "", 422, UNKNOWN),
    ("GET", "T?unknown=1", "", 422, UNKNOWN),
    ("GET", "T?fields[=1", "", 422, UNKNOWN),
    ("GET", "T/R?fields[]=Name", "", 422, UNKNOWN),
    ("GET", "/v0/meta/bases?pageSize=1", "", 422, UNKNOWN),
    ("GET", "/v0/meta/bases?offset=x", "", 422, "INVALID_OFFSET_VALUE"),
    ("GET", "M/tables?include[]=everything", "", 422, UNKNOWN),
    // Lists by POST.
    ("POST", "T/listRecords", "[]", 422, UNKNOWN),
    ("POST", "T/listRecords", "{", 422, BODY),
    ("POST", "T/listRecords", r#"{"limit":1}"#, 422, UNKNOWN),
    ("POST", "T/listRecords", r#"{"pageSize":"1"}"#, 422, UNKNOWN),
    ("POST", "T/listRecords", r#"{"fields":"Name"}"#, 422, UNKNOWN),
    ("POST", "T/listRecords", r#"{"sort":[{"field":"Name","x":1}]}"#, 422, UNKNOWN),
    ("POST", "T/listRecords", r#"{"filterByFormula":"1"}"#, 422, "INVALID_FILTER_BY_FORMULA"),
    ("POST", "T/listRecords?pageSize=1", "{}", 422, UNKNOWN),
    // Creating.
    ("POST", "T", "", 422, BODY),
    ("POST", "T", "{\"fields\":", 422, BODY),
    ("POST", "T", "null", 422, UNKNOWN),
    ("POST", "T", "[]", 422, UNKNOWN),
    ("POST", "T", "{}", 422, RECORDS),
    ("POST", "T", r#"{"records":[]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":{}}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":null}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[1]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[{}]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[{"fields":[]}]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[{"fields":{},"x":1}]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[{"id":"R","fields":{}}]}"#, 422, RECORDS),
    ("POST", "T", r#"{"records":[{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}},{"fields":{}}]}"#, 422, RECORDS),
    ("POST", "T", r#"{"fields":{},"records":[]}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":null}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":"x"}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":{},"unknown":1}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":{},"typecast":"yes"}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":{},"performUpsert":{"fieldsToMergeOn":["Name"]}}"#, 422, UNKNOWN),
    ("POST", "T?x=1", r#"{"fields":{}}"#, 422, UNKNOWN),
    ("POST", "T", r#"{"fields":{"Nope":1}}"#, 422, FIELD),
    ("POST", "T", r#"{"fields":{"fldZZZZZZZZZZZZZZ":1}}"#, 422, FIELD),
    ("POST", "T", r#"{"fields":{"Name":1}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Points":"1"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Points":[1]}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Stars":6}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Stars":1.5}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Done":"yes"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Due":"yesterday"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Due":"2023-02-29"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Met":12}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Tags":"red"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Tags":[1]}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"State":"nope"}}"#, 422, "INVALID_MULTIPLE_CHOICE_OPTIONS"),
    ("POST", "T", r#"{"fields":{"Tags":["red","nope"]}}"#, 422, "INVALID_MULTIPLE_CHOICE_OPTIONS"),
    ("POST", "T", r#"{"fields":{"No":1}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Made":"2024-01-01T00:00:00.000Z"}}"#, 422, VALUE),
    ("POST", "T", r#"{"fields":{"Points":1e999}}"#, 422, BODY),
    // Updating and deleting.
    ("PATCH", "T", r#"{"records":[{"fields":{}}]}"#, 422, RECORDS),
    ("PATCH", "T", r#"{"records":[{"id":1,"fields":{}}]}"#, 422, RECORDS),
    ("PATCH", "T", r#"{"records":[{"id":"R"}]}"#, 422, RECORDS),
    ("PATCH", "T", r#"{"records":[{"id":"recZZZZZZZZZZZZZZ","fields":{}}]}"#, 422, "ROW_DOES_NOT_EXIST"),
    ("PATCH", "T", r#"{"records":[{"id":"R","fields":{"Nope":1}}]}"#, 422, FIELD),
    ("PATCH", "T", r#"{"records":[{"fields":{"Name":"x"}}],"performUpsert":{"fieldsToMergeOn":["Name"]}}"#, 422, UNKNOWN),
    ("PUT", "T", r#"{"fields":{}}"#, 422, RECORDS),
    ("PATCH", "T/R", "{}", 422, UNKNOWN),
    ("PATCH", "T/R", r#"{"records":[]}"#, 422, UNKNOWN),
    ("PATCH", "T/R", r#"{"fields":{"No":1}}"#, 422, VALUE),
    ("PUT", "T/R", r#"{"fields":{"Points":"x"}}"#, 422, VALUE),
    ("DELETE", "T", "", 422, RECORDS),
    ("DELETE", "T?records[]=recZZZZZZZZZZZZZZ", "", 422, "ROW_DOES_NOT_EXIST"),
    ("DELETE", "T?records[]=R&x=1", "", 422, UNKNOWN),
    ("DELETE", "T/R?x=1", "", 422, UNKNOWN),
    // Bases, tables and fields.
    ("POST", "/v0/meta/bases", r#"{"name":"x","tables":[]}"#, 422, "INVALID_REQUEST"),
    ("POST", "/v0/meta/bases", r#"{"name":"x","workspaceId":"W","tables":[]}"#, 422, UNKNOWN),
    ("POST", "/v0/meta/bases", r#"{"name":"x","workspaceId":"W"}"#, 422, UNKNOWN),
    ("POST", "/v0/meta/bases", r#"{"workspaceId":"W","tables":[{"name":"t","fields":[{"name":"f","type":"email"}]}]}"#, 422, UNKNOWN),
    ("POST", "/v0/meta/bases", r#"{"name":"x","workspaceId":"wspZZZZZZZZZZZZZZ","tables":[{"name":"t","fields":[{"name":"f","type":"email"}]}]}"#, 404, ABSENT),
    ("POST", "/v0/meta/bases", r#"{"name":"x","workspaceId":"W","tables":[{"name":"t","fields":[]}]}"#, 422, UNKNOWN),
    ("POST", "M/tables", r#"{"name":"t","fields":[]}"#, 422, UNKNOWN),
    ("POST", "M/tables", r#"{"fields":[{"name":"f","type":"email"}]}"#, 422, UNKNOWN),
    ("POST", "M/tables", r#"{"name":"TASKS","fields":[{"name":"f","type":"email"}]}"#, 422, "DUPLICATE_TABLE_NAME"),
    ("POST", "M/tables", r#"{"name":"t","fields":[{"name":"f","type":"email"},{"name":"F","type":"email"}]}"#, 422, "DUPLICATE_OR_EMPTY_FIELD_NAME"),
    ("POST", "M/tables", r#"{"name":"t","fields":[{"name":"f","type":"checkbox","options":{"icon":"check","color":"redBright"}}]}"#, 422, OPTIONS),
    ("POST", "M/tables", r#"{"name":"t","x":1,"fields":[{"name":"f","type":"email"}]}"#, 422, UNKNOWN),
    ("PATCH", "M/tables/Tasks", "{}", 422, UNKNOWN),
    ("PATCH", "M/tables/Tasks", r#"{"name":""}"#, 422, "DUPLICATE_TABLE_NAME"),
    ("PATCH", "M/tables/Tasks", r#"{"dateDependencySettings":{"isEnabled":true}}"#, 422, UNKNOWN),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f"}"#, 422, UNKNOWN),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"longText"}"#, 422, UNKNOWN),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"NAME","type":"email"}"#, 422, "DUPLICATE_OR_EMPTY_FIELD_NAME"),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"","type":"email"}"#, 422, "DUPLICATE_OR_EMPTY_FIELD_NAME"),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"number"}"#, 422, OPTIONS),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"checkbox"}"#, 422, OPTIONS),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"dateTime","options":{"dateFormat":{"name":"iso"}}}"#, 422, OPTIONS),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"dateTime","options":{"timeZone":"UTC","dateFormat":{"name":"iso"},"timeFormat":{"name":"24hour"}}}"#, 422, OPTIONS),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"singleSelect","options":{"choices":[{"name":"a"},{"name":"a"}]}}"#, 422, OPTIONS),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"formula","options":{"formula":"1"}}"#, 422, UNSUPPORTED),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"multipleRecordLinks","options":{"linkedTableId":"x"}}"#, 422, UNSUPPORTED),
    ("POST", "M/tables/Tasks/fields", r#"{"name":"f","type":"button"}"#, 422, UNSUPPORTED),
    ("PATCH", "M/tables/Tasks/fields/Name", r#"{"options":{}}"#, 422, UNKNOWN),
    ("PATCH", "M/tables/Tasks/fields/Name", r#"{"type":"email"}"#, 422, UNKNOWN),
    ("PATCH", "M/tables/Tasks/fields/Name", r#"{"name":"Notes"}"#, 422, "DUPLICATE_OR_EMPTY_FIELD_NAME"),
    // Our own API.
    ("POST", "/api/tokens", "{}", 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":["nope"],"access":{"mode":"all"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"none"}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"specificModelIds","ids":["x"]}}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"all"},"expires":"tomorrow"}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", r#"{"name":"n","scopes":[],"access":{"mode":"all"},"x":1}"#, 422, UNKNOWN),
    ("POST", "/api/tokens", "x", 422, BODY),
];

#[tokio::test]
async fn each_is_refused_and_changes_nothing() {
    assert!(CASES.len() >= 80);
    let world = World::new().await;
    let before = world.state().await;
    let meta = format!("/v0/meta/bases/{}", world.base);
    let mut wrong = Vec::new();
    for (method, path, body, status, kind) in CASES {
        let full = path
            .strip_prefix('T')
            .map(|rest| format!("{}{rest}", world.table()))
            .or_else(|| path.strip_prefix('M').map(|rest| format!("{meta}{rest}")))
            .unwrap_or_else(|| (*path).to_owned())
            .replace("/B/", &format!("/{}/", world.base))
            .replace("/B\"", &format!("/{}\"", world.base));
        let full = if full.ends_with("/B") {
            full.replace("/B", &format!("/{}", world.base))
        } else {
            full
        };
        let full = full
            .replace("/R", &format!("/{}", world.records[0]))
            .replace("=R", &format!("={}", world.records[0]));
        let body = body
            .replace("\"R\"", &format!("\"{}\"", world.records[0]))
            .replace("\"W\"", &format!("\"{}\"", world.workspace));
        let method: Method = method.parse().unwrap();
        let headers: &[_] = &[("content-type", "application/json")];
        let reply = world
            .good()
            .send(method.clone(), &full, headers, Body::from(body.clone()))
            .await;
        if reply.status.as_u16() != *status || reply.kind() != *kind {
            wrong.push(format!(
                "{method} {path} {body}\n    expected {status} {kind}, found {}: {}",
                reply.outcome(),
                reply.text()
            ));
        }
        // Nobody should have to guess what was wrong.
        let silent = ["NOT_FOUND", "LIST_RECORDS_ITERATOR_NOT_AVAILABLE"];
        if *status == 422 && !silent.contains(kind) && reply.message().len() < 10 {
            wrong.push(format!(
                "{method} {path} {body}\n    says too little: {}",
                reply.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(world.state().await, before);
}

#[tokio::test]
async fn messages_hold_what_clients_search_for() {
    let world = World::new().await;
    let good = world.good();
    for (body, text) in [
        (
            json!({ "records": [] }),
            "You must provide an array of up to 10 record objects",
        ),
        (
            json!({ "fields": { "Nope": 1 } }),
            "Unknown field name: \"Nope\"",
        ),
        (
            json!({ "fields": { "Points": "x" } }),
            "Field \"Points\" cannot accept",
        ),
        (
            json!({ "fields": { "No": 1 } }),
            "Field \"No\" cannot accept a value because the field is computed",
        ),
        (
            json!({ "fields": { "State": "new" } }),
            "Insufficient permissions to create new select option \"\"new\"\"",
        ),
    ] {
        let reply = good.post(&world.table(), body.clone()).await;
        assert!(
            reply.message().contains(text),
            "{body}: {}",
            reply.message()
        );
    }
    let reply = good
        .get(&format!("{}?filterByFormula=1", world.table()))
        .await;
    assert!(
        reply
            .message()
            .starts_with("The formula for filtering records is invalid:"),
        "{}",
        reply.message()
    );
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("content-type", content_type)];
        let reply = good
            .send(
                Method::POST,
                &world.table(),
                &headers,
                Body::from("{\"fields\":{}}"),
            )
            .await;
        reply.is(422, BODY);
    }
    let reply = good
        .send(
            Method::POST,
            &world.table(),
            &[],
            Body::from("{\"fields\":{}}"),
        )
        .await;
    assert_eq!(
        reply.status, 200,
        "a missing content type is taken for JSON"
    );
}

#[tokio::test]
async fn checks_come_in_the_documented_order() {
    let world = World::new().await;
    let stranger = world.user("s@example.com").await;
    let token = world
        .mint(
            "s@example.com",
            &["data.records:write"],
            json!({ "mode": "all" }),
        )
        .await;
    let client = world.bearer(&token);
    // The path before the token, the token before the body, the body before the base.
    world
        .anonymous()
        .post("/v0/nobase/T", json!({}))
        .await
        .is(404, "NOT_FOUND");
    world
        .anonymous()
        .post(&world.table(), json!({ "bad": 1 }))
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    client
        .post(&world.table(), json!({ "bad": 1 }))
        .await
        .is(422, RECORDS);
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(403, HIDDEN);
    world.role_on_base(&stranger, Some("read")).await;
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(403, "INVALID_PERMISSIONS");
    world.role_on_base(&stranger, Some("edit")).await;
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(422, FIELD);
    // The role before the record, the record before its cells.
    let absent = format!("/v0/{}/{TABLE}/recZZZZZZZZZZZZZZ", world.base);
    world.role_on_base(&stranger, Some("read")).await;
    client
        .patch(&absent, json!({ "fields": {} }))
        .await
        .is(403, "INVALID_PERMISSIONS");
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("Name"),
            Just("Points"),
            Just("Tags"),
            Just("Met"),
            Just("red")
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 6, |inner| {
        let key = prop_oneof![
            Just("fields".to_owned()),
            Just("records".to_owned()),
            Just("id".to_owned()),
            Just("Name".to_owned()),
            Just("Tags".to_owned()),
            Just("Points".to_owned()),
            Just("sort".to_owned()),
            Just("typecast".to_owned()),
            ".{0,8}",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

#[test]
fn no_body_makes_a_handler_fail() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let world = runtime.block_on(World::new());
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 150,
        ..ProptestConfig::default()
    });
    let paths = [
        world.table(),
        format!("{}/listRecords", world.table()),
        format!("/v0/meta/bases/{}/tables", world.base),
    ];
    runner
        .run(&any_json(), |body| {
            for path in &paths {
                let reply = runtime.block_on(world.good().post(path, body.clone()));
                prop_assert!(
                    [200, 422].contains(&reply.status.as_u16()),
                    "{path} {body}: {}",
                    reply.text()
                );
            }
            let reply = runtime.block_on(world.good().patch(&world.table(), body.clone()));
            prop_assert!(
                [200, 422].contains(&reply.status.as_u16()),
                "{body}: {}",
                reply.text()
            );
            Ok(())
        })
        .unwrap();
}
