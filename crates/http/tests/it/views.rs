//! Views as a client sees them (web-api 4.8 and our own API).

use serde_json::{Value, json};

use crate::support::{Rich, text};

fn names(list: &Value) -> Vec<&str> {
    list["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["fields"]["Name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn a_view_is_made_read_changed_and_deleted() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let (name, points, state) = (
        rich.id("Tasks.Name"),
        rich.id("Tasks.Points"),
        rich.id("Tasks.State"),
    );
    let filters = json!({ "conjunction": "and", "conditions": [
        { "fieldId": points, "operator": ">=", "value": 2 },
        { "conjunction": "or", "conditions": [{ "fieldId": name, "operator": "contains", "value": "T" }] },
    ] });
    let body = json!({
        "name": "Mine", "type": "grid", "description": "what I look at", "fieldOrder": [points, state],
        "hiddenFieldIds": [state], "columnWidths": { points: 80 }, "filters": filters,
        "sorts": [{ "fieldId": points, "direction": "desc" }], "groups": [{ "fieldId": state }],
    });
    let made = good
        .post(&rich.path("A/tables/Tasks/views"), body)
        .await
        .ok();
    let id = text(&made["id"]);
    assert!(id.starts_with("viw") && id.len() == 17);
    let expected = json!({
        "id": id, "name": "Mine", "type": "grid", "tableId": rich.id("Tasks"), "description": "what I look at",
        "fieldOrder": [points, state], "hiddenFieldIds": [state], "columnWidths": { points: 80 },
        "filters": filters, "filterByFormula": null,
        "sorts": [{ "fieldId": points, "direction": "desc" }],
        "groups": [{ "fieldId": state, "direction": "asc" }],
    });
    assert_eq!(made, expected);
    let path = rich.path(&format!("A/views/{id}"));
    assert_eq!(good.get(&path).await.ok(), made);
    // Airtable's call shows it, too.
    let meta = rich.path(&format!("M/views/{id}"));
    assert_eq!(
        good.get(&meta).await.ok(),
        json!({ "id": id, "name": "Mine", "type": "grid" })
    );
    // Absent parts stay, `null` takes away.
    let changed = good
        .patch(
            &path,
            json!({ "name": "Ours", "filters": null, "sorts": [], "description": null }),
        )
        .await
        .ok();
    let mut expected = expected;
    expected["name"] = json!("Ours");
    expected["filters"] = Value::Null;
    expected["sorts"] = json!([]);
    expected["description"] = Value::Null;
    assert_eq!(changed, expected);
    assert_eq!(
        good.delete(&meta).await.ok(),
        json!({ "id": id, "deleted": true })
    );
    good.get(&path).await.is(404, "MODEL_ID_NOT_FOUND");
    good.get(&rich.path(&format!("T?view={id}")))
        .await
        .is(422, "VIEW_ID_NOT_FOUND");
    good.get(&rich.path("T?view=Ours"))
        .await
        .is(422, "VIEW_NAME_NOT_FOUND");
}

#[tokio::test]
async fn a_list_takes_a_views_filter_and_order() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let points = rich.id("Tasks.Points");
    let patch = async |body: Value| good.patch(&rich.path("A/views/<Open>"), body).await.ok();
    let list = async |query: &str| {
        good.get(&rich.path(&format!("T?view=Open{query}")))
            .await
            .ok()
    };
    assert_eq!(names(&list("").await), ["one", "two", "three"]);
    patch(json!({ "sorts": [{ "fieldId": points, "direction": "desc" }] })).await;
    assert_eq!(names(&list("").await), ["three", "two", "one"]);
    // A sort of the request overrides the view's.
    assert_eq!(
        names(&list("&sort[0][field]=Points").await),
        ["one", "two", "three"]
    );
    patch(json!({ "filters": { "conjunction": "or", "conditions": [
        { "fieldId": points, "operator": "=", "value": 1 }, { "fieldId": points, "operator": ">", "value": 2 },
    ] } }))
    .await;
    assert_eq!(names(&list("").await), ["three", "one"]);
    // Page by page, by GET and by POST, by name and by id.
    let first = list("&pageSize=1").await;
    assert_eq!(names(&first), ["three"]);
    let offset = text(&first["offset"]);
    let second = list(&format!("&pageSize=1&offset={offset}")).await;
    assert_eq!(names(&second), ["one"]);
    assert!(second.get("offset").is_none());
    let body = json!({ "view": rich.id("Open"), "maxRecords": 1 });
    let posted = good.post(&rich.path("T/listRecords"), body).await.ok();
    assert_eq!(names(&posted), ["three"]);
    assert!(posted.get("offset").is_none());
    // A filter alone keeps the order of creation, and pages as well.
    patch(json!({ "sorts": [] })).await;
    let first = list("&pageSize=1").await;
    assert_eq!(names(&first), ["one"]);
    let offset = text(&first["offset"]);
    let second = list(&format!("&pageSize=1&offset={offset}")).await;
    assert_eq!(names(&second), ["three"]);
    assert!(second.get("offset").is_none());
}

#[tokio::test]
async fn hidden_fields_are_hidden_from_people_only() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let body = json!({ "fields": { "Notes": "seen" } });
    good.patch(&rich.path("T/<task1>"), body).await.ok();
    let list = good.get(&rich.path("T?view=Open")).await.ok();
    assert_eq!(list["records"][0]["fields"]["Notes"], "seen");
    let schema = good
        .get(&rich.path("M/tables?include[]=visibleFieldIds"))
        .await
        .ok();
    let visible = |view: usize| {
        let ids = schema["tables"][0]["views"][view]["visibleFieldIds"].clone();
        ids.as_array().unwrap().clone()
    };
    let notes = json!(rich.id("Tasks.Notes"));
    assert!(visible(0).contains(&notes));
    assert!(!visible(1).contains(&notes));
    // In the view's order, the primary field first.
    let order = json!({ "fieldOrder": [rich.id("Tasks.Points"), rich.id("Tasks.Name")] });
    good.patch(&rich.path("A/views/<Open>"), order).await.ok();
    let path = rich.path("M/views/<Open>?include=visibleFieldIds");
    let view = good.get(&path).await.ok();
    assert_eq!(
        view["visibleFieldIds"].as_array().unwrap()[..2],
        [json!(rich.id("Tasks.Name")), json!(rich.id("Tasks.Points"))]
    );
}

#[tokio::test]
async fn days_and_choices_and_links_can_be_filtered_by() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    for (task, cells) in [
        ("task1", json!({ "Due": "2025-10-09", "Tags": ["red"] })),
        (
            "task2",
            json!({ "Due": "2025-10-01", "Tags": ["red", "blue"], "Done": true }),
        ),
        ("task3", json!({ "Due": "2024-01-01" })),
    ] {
        good.patch(
            &rich.path(&format!("T/<{task}>")),
            json!({ "fields": cells }),
        )
        .await
        .ok();
    }
    let schema = good.get(&rich.path("M/tables")).await.ok();
    let fields = schema["tables"][0]["fields"].as_array().unwrap();
    let tags = fields.iter().find(|field| field["name"] == "Tags").unwrap();
    let red = &tags["options"]["choices"][0]["id"];
    for (field, operator, value, expected) in [
        ("Due", "is", json!({ "mode": "today" }), vec!["one"]),
        (
            "Due",
            "isWithin",
            json!({ "mode": "pastMonth" }),
            vec!["one", "two"],
        ),
        (
            "Due",
            "isBefore",
            json!({ "mode": "exactDate", "exactDate": "2025-01-01" }),
            vec!["three"],
        ),
        ("State", "=", json!(rich.id("choice")), vec!["one"]),
        ("State", "isEmpty", Value::Null, vec!["two", "three"]),
        ("Tags", "hasAnyOf", json!([red]), vec!["one", "two"]),
        ("Tags", "isExactly", json!([red]), vec!["one"]),
        ("Done", "=", json!(true), vec!["two"]),
        ("Owner", "hasAnyOf", json!([rich.id("Ann")]), vec!["one"]),
        ("Owner", "contains", json!("ann"), vec!["one"]),
        ("Who", "isAnyOf", json!([rich.id("owner")]), vec!["one"]),
        ("Files", "filename", json!("a.png"), vec!["one"]),
        ("Code", "=", json!("12"), vec!["one"]),
        ("Name", "!=", json!("ONE"), vec!["two", "three"]),
    ] {
        let id = rich.id(&format!("Tasks.{field}"));
        let mut condition = json!({ "fieldId": id, "operator": operator });
        if !value.is_null() {
            condition["value"] = value;
        }
        let body = json!({ "filters": { "conjunction": "and", "conditions": [condition] } });
        good.patch(&rich.path("A/views/<Open>"), body).await.ok();
        let list = good.get(&rich.path("T?view=Open")).await.ok();
        assert_eq!(names(&list), expected, "{field} {operator}");
    }
}

#[tokio::test]
async fn editors_make_views_and_readers_do_not() {
    let rich = Rich::new().await;
    let world = &rich.world;
    let scopes = ["schema.bases:write", "workspacesAndBases:read"];
    let token = world
        .mint("stranger@example.com", &scopes, json!({ "mode": "all" }))
        .await;
    let client = world.bearer(&token);
    let path = rich.path("A/tables/Tasks/views");
    let body = json!({ "name": "Theirs" });
    client
        .post(&path, body.clone())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    world.role_on_base(rich.id("stranger"), Some("read")).await;
    client
        .post(&path, body.clone())
        .await
        .is(403, "INVALID_PERMISSIONS");
    client.get(&rich.path("A/views/<Open>")).await.ok();
    world.role_on_base(rich.id("stranger"), Some("edit")).await;
    client.post(&path, body).await.ok();
}
