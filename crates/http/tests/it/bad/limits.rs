//! Every limit that a request can meet: what it answers, and that raising it
//! lets the same request pass (web-api 7, field-types 9).

use axum::body::Body;
use axum::http::Method;
use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use super::{CHOICE, FIELD_NAME, OPTIONS, RECORDS, TABLE_NAME, UNKNOWN, VALUE};
use crate::support::{Reply, Rich, World};

/// A limit, a request that meets it, and its answer.
struct Met {
    limit: &'static str,
    /// The value that refuses the request, and the one that lets it pass.
    values: (usize, usize),
    set: fn(&mut Limits, usize),
    method: &'static str,
    path: String,
    body: Value,
    answer: (u16, &'static str),
    /// What the message says of the limit.
    says: &'static str,
}

fn records(count: usize) -> Value {
    json!({ "records": vec![json!({ "fields": { "Name": "x" } }); count] })
}

fn named(length: usize) -> String {
    "n".repeat(length)
}

fn field(name: &str) -> Value {
    json!({ "name": name, "type": "email" })
}

fn select(names: &[String]) -> Value {
    let choices: Vec<_> = names.iter().map(|name| json!({ "name": name })).collect();
    json!({ "name": "Select", "type": "singleSelect", "options": { "choices": choices } })
}

fn all() -> Vec<Met> {
    let met = |limit,
               values,
               set: fn(&mut Limits, usize),
               request: (&'static str, &str, Value),
               answer,
               says| {
        let (method, path, body) = request;
        Met {
            limit,
            values,
            set,
            method,
            path: path.to_owned(),
            body,
            answer,
            says,
        }
    };
    let upsert = json!({ "records": records(4)["records"], "performUpsert": { "fieldsToMergeOn": ["Name"] } });
    let two = json!({ "records": [{ "fields": { "Name": "x", "Points": 1 } }], "performUpsert": { "fieldsToMergeOn": ["Name", "Points"] } });
    let edits: Vec<_> = (0..4)
        .map(|_| json!({ "id": "<task1>", "fields": {} }))
        .collect();
    let condition = json!({ "fieldId": "<Tasks.Name>", "operator": "isNotEmpty" });
    let tables: Vec<_> = (0..4)
        .map(|at| json!({ "name": format!("T{at}"), "fields": [field("F")] }))
        .collect();
    let fields: Vec<_> = (0..31).map(|at| field(&format!("F{at}"))).collect();
    let choices: Vec<_> = (0..4).map(|at| format!("c{at}")).collect();
    let many = format!("T?{}", "fields[]=Name&".repeat(30));
    vec![
        met(
            "records_per_write",
            (3, 4),
            |limits, value| limits.records_per_write = value,
            ("POST", "T", records(4)),
            (422, RECORDS),
            "up to 3 record objects",
        ),
        met(
            "records_per_write",
            (3, 4),
            |limits, value| limits.records_per_write = value,
            ("PATCH", "T", json!({ "records": edits })),
            (422, RECORDS),
            "up to 3 record objects",
        ),
        met(
            "records_per_write",
            (3, 4),
            |limits, value| limits.records_per_write = value,
            ("PATCH", "T", upsert),
            (422, RECORDS),
            "up to 3 record objects",
        ),
        met(
            "records_per_write",
            (3, 4),
            |limits, value| limits.records_per_write = value,
            (
                "DELETE",
                "T?records[]=<task1>&records[]=<task2>&records[]=<task3>&records[]=<task1>",
                Value::Null,
            ),
            (422, RECORDS),
            "up to 3",
        ),
        met(
            "records_per_page",
            (2, 3),
            |limits, value| limits.records_per_page = value,
            ("GET", "T?pageSize=3", Value::Null),
            (422, UNKNOWN),
            "1 to 2",
        ),
        met(
            "url_length",
            (300, 1_000),
            |limits, value| limits.url_length = value,
            ("GET", &many, Value::Null),
            (414, "REQUEST_URL_TOO_LONG"),
            "URL",
        ),
        met(
            "body_bytes",
            (4_000, 8_000),
            |limits, value| limits.body_bytes = value,
            (
                "POST",
                "T",
                json!({ "fields": { "Notes": "x".repeat(5_000) } }),
            ),
            (413, "REQUEST_TOO_LARGE"),
            "body",
        ),
        met(
            "cell_chars",
            (40, 41),
            |limits, value| limits.cell_chars = value,
            ("POST", "T", json!({ "fields": { "Name": "x".repeat(41) } })),
            (422, VALUE),
            "40 characters",
        ),
        met(
            "tables_per_base",
            (3, 4),
            |limits, value| limits.tables_per_base = value,
            (
                "POST",
                "/v0/meta/bases",
                json!({ "name": "B", "workspaceId": "<workspace>", "tables": tables }),
            ),
            (422, UNKNOWN),
            "3 tables",
        ),
        met(
            "fields_per_table",
            (30, 31),
            |limits, value| limits.fields_per_table = value,
            (
                "POST",
                "M/tables",
                json!({ "name": "Wide", "fields": fields }),
            ),
            (422, UNKNOWN),
            "30 fields",
        ),
        met(
            "views_per_table",
            (2, 3),
            |limits, value| limits.views_per_table = value,
            ("POST", "A/tables/Tasks/views", json!({ "name": "Third" })),
            (422, UNKNOWN),
            "2 views",
        ),
        met(
            "records_made_per_write",
            (1, 2),
            |limits, value| limits.records_made_per_write = value,
            (
                "POST",
                "T",
                json!({ "typecast": true, "records": [
                    { "fields": { "Owner": ["Ann", "New one"] } },
                    { "fields": { "Owner": "New one, New two" } },
                ] }),
            ),
            (422, VALUE),
            "at most 1 records",
        ),
        met(
            "links_per_cell",
            (1, 2),
            |limits, value| limits.links_per_cell = value,
            (
                "POST",
                "T",
                json!({ "fields": { "Owner": ["<Ann>", "<Bob>"] } }),
            ),
            (422, VALUE),
            "more than 1",
        ),
        met(
            "attachments_per_cell",
            (1, 2),
            |limits, value| limits.attachments_per_cell = value,
            (
                "POST",
                "T",
                json!({ "fields": { "Files": [{ "url": "https://x.y/1" }, { "url": "https://x.y/2" }] } }),
            ),
            (422, VALUE),
            "more than 1",
        ),
        met(
            "people_per_cell",
            (1, 2),
            |limits, value| limits.people_per_cell = value,
            (
                "POST",
                "T",
                json!({ "fields": { "Team": [{ "id": "<owner>" }, { "email": "second@example.com" }] } }),
            ),
            (422, VALUE),
            "more than 1",
        ),
        met(
            "merge_fields",
            (1, 2),
            |limits, value| limits.merge_fields = value,
            ("PATCH", "T", two),
            (422, UNKNOWN),
            "1 to 1",
        ),
        met(
            "filter_conditions",
            (1, 2),
            |limits, value| limits.filter_conditions = value,
            (
                "PATCH",
                "A/views/<Open>",
                json!({ "filters": { "conjunction": "and", "conditions": [condition, condition] } }),
            ),
            (422, UNKNOWN),
            "at most 1",
        ),
        met(
            "choices_per_field",
            (3, 4),
            |limits, value| limits.choices_per_field = value,
            ("POST", "M/tables/Tasks/fields", select(&choices)),
            (422, OPTIONS),
            "at most 3",
        ),
        met(
            "choices_per_field",
            (3, 4),
            |limits, value| limits.choices_per_field = value,
            (
                "POST",
                "T",
                json!({ "fields": { "Tags": ["three", "four"] }, "typecast": true }),
            ),
            (422, CHOICE),
            "more than 3 choices",
        ),
        met(
            "name_chars",
            (30, 31),
            |limits, value| limits.name_chars = value,
            ("PATCH", "M/tables/Tasks", json!({ "name": named(31) })),
            (422, TABLE_NAME),
            "30 characters",
        ),
        met(
            "name_chars",
            (30, 31),
            |limits, value| limits.name_chars = value,
            ("POST", "M/tables/Tasks/fields", field(&named(31))),
            (422, FIELD_NAME),
            "30 characters",
        ),
        met(
            "name_chars",
            (30, 31),
            |limits, value| limits.name_chars = value,
            ("PATCH", "A/views/<Open>", json!({ "name": named(31) })),
            (422, UNKNOWN),
            "30 characters",
        ),
        met(
            "choice_chars",
            (10, 11),
            |limits, value| limits.choice_chars = value,
            ("POST", "M/tables/Tasks/fields", select(&[named(11)])),
            (422, OPTIONS),
            "10 characters",
        ),
        met(
            "symbol_chars",
            (1, 3),
            |limits, value| limits.symbol_chars = value,
            (
                "POST",
                "M/tables/Tasks/fields",
                json!({ "name": "Cost", "type": "currency", "options": { "precision": 2, "symbol": "CHF" } }),
            ),
            (422, OPTIONS),
            "1 characters",
        ),
        met(
            "description_chars",
            (5, 6),
            |limits, value| limits.description_chars = value,
            (
                "PATCH",
                "M/tables/Tasks",
                json!({ "description": "longer" }),
            ),
            (422, UNKNOWN),
            "5 characters",
        ),
        met(
            "description_chars",
            (5, 6),
            |limits, value| limits.description_chars = value,
            (
                "PATCH",
                "A/tables/Tasks/fields/Name",
                json!({ "description": "longer" }),
            ),
            (422, UNKNOWN),
            "5 characters",
        ),
    ]
}

impl Met {
    async fn send(&self, value: usize) -> Reply {
        let mut limits = Limits::default();
        (self.set)(&mut limits, value);
        let rich = Rich::of(World::with(HttpConfig::default(), limits).await).await;
        let second = rich.world.user("second@example.com").await;
        rich.world.role_on_base(&second, Some("read")).await;
        let before = rich.world.digest().await;
        let body = match &self.body {
            Value::Null => Body::empty(),
            body => Body::from(rich.ids(&body.to_string())),
        };
        let method: Method = self.method.parse().unwrap();
        let headers: &[_] = &[("content-type", "application/json")];
        let reply = rich
            .world
            .good()
            .send(method, &rich.path(&self.path), headers, body)
            .await;
        if reply.status != 200 {
            assert_eq!(rich.world.digest().await, before, "{}", self.limit);
        }
        reply
    }
}

#[tokio::test]
async fn each_has_its_answer_and_can_be_raised() {
    let mut wrong = Vec::new();
    for met in all() {
        let (small, raised) = met.values;
        let refused = met.send(small).await;
        let (status, kind) = met.answer;
        if refused.status != status
            || refused.kind() != kind
            || !refused.message().contains(met.says)
        {
            wrong.push(format!(
                "{} {} {}: expected {status} {kind} \"{}\", found {}",
                met.limit,
                met.method,
                met.path,
                met.says,
                refused.text()
            ));
        }
        let passed = met.send(raised).await;
        // Deleting one record twice is another mistake than deleting too many.
        let another_mistake = met.method == "DELETE" && passed.kind() != kind;
        if passed.status != 200 && !another_mistake {
            wrong.push(format!(
                "{} raised to {raised}: {}",
                met.limit,
                passed.text()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A limit that is added is to be met here, too.
#[test]
fn no_limit_is_left_out() {
    // These have tests of their own, below and with what they are about.
    let mut met = vec![
        "bases_per_page",
        "deleted_days",
        "recalculated_per_write",
        "columns_mib",
    ];
    met.extend(all().iter().map(|met| met.limit));
    let limits = serde_json::to_value(Limits::default()).unwrap();
    for name in limits.as_object().unwrap().keys() {
        assert!(met.contains(&name.as_str()), "no request meets {name}");
    }
}

/// A list of bases is cut into pages; nothing is refused.
#[tokio::test]
async fn bases_per_page_decides_where_a_page_ends() {
    for (bases_per_page, pages) in [(1, 2), (2, 1)] {
        let limits = Limits {
            bases_per_page,
            ..Limits::default()
        };
        let world = World::with(HttpConfig::default(), limits).await;
        world.new_base(&world.workspace, "Second").await;
        let first = world.good().get("/v0/meta/bases").await.ok();
        assert_eq!(first["offset"].is_string(), pages == 2, "{first}");
        assert_eq!(first["bases"].as_array().unwrap().len(), bases_per_page);
    }
}

#[tokio::test]
async fn deleted_days_decide_until_when_a_table_comes_back() {
    for (deleted_days, comes_back) in [(1, false), (3, true)] {
        let limits = Limits {
            deleted_days,
            ..Limits::default()
        };
        let rich = Rich::of(World::with(HttpConfig::default(), limits).await).await;
        rich.world.clock.advance_seconds(2 * 86_400);
        let listed = rich.world.good().get(&rich.path("A/deleted")).await.ok();
        let listed = listed["deleted"].as_array().unwrap().len();
        assert_eq!(listed, if comes_back { 2 } else { 0 });
        let restored = rich
            .world
            .good()
            .post(&rich.path("A/deleted/<Lost>/restore"), json!({}))
            .await;
        if comes_back {
            restored.ok();
        } else {
            restored.is(404, "MODEL_ID_NOT_FOUND");
        }
    }
}
