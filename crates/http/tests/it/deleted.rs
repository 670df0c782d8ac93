//! Tables and fields that are deleted and come back (our own API).

use serde_json::{Value, json};

use crate::support::{Rich, text};

async fn field_names(rich: &Rich, table: usize) -> Vec<String> {
    let schema = rich.world.good().get(&rich.path("M/tables")).await.ok();
    schema["tables"][table]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| text(&field["name"]))
        .collect()
}

#[tokio::test]
async fn a_field_comes_back_with_its_cells_and_its_place() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let before = field_names(&rich, 0).await;
    let gone = good
        .delete(&rich.path("A/tables/Tasks/fields/Points"))
        .await
        .ok();
    let id = rich.id("Tasks.Points");
    assert_eq!(gone, json!({ "id": id, "deleted": true, "also": [] }));
    let record = good.get(&rich.path("T/<task1>")).await.ok();
    assert!(record["fields"].get("Points").is_none());
    assert!(!record.to_string().contains(id));
    good.get(&rich.path("T?fields[]=Points"))
        .await
        .is(422, "UNKNOWN_FIELD_NAME");
    // Its name is free meanwhile; who comes back gets a number.
    let other = json!({ "name": "points", "type": "email" });
    let other = good
        .post(&rich.path("M/tables/Tasks/fields"), other)
        .await
        .ok();
    let back = good
        .post(&rich.path("A/deleted/<Tasks.Points>/restore"), json!({}))
        .await
        .ok();
    assert_eq!(
        back,
        json!({ "id": id, "restored": true, "name": "Points 2", "also": [] })
    );
    let record = good.get(&rich.path("T/<task1>")).await.ok();
    assert_eq!(record["fields"]["Points 2"], 1);
    let mut expected = before.clone();
    let place = before.iter().position(|name| name == "Points").unwrap();
    expected[place] = "Points 2".to_owned();
    expected.push(text(&other["name"]));
    assert_eq!(field_names(&rich, 0).await, expected);
    good.post(&rich.path("A/deleted/<Tasks.Points>/restore"), json!({}))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
}

#[tokio::test]
async fn both_sides_of_a_link_go_and_come_together() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let gone = good
        .delete(&rich.path("A/tables/Tasks/fields/Owner"))
        .await
        .ok();
    let other = json!([{ "tableId": rich.id("People"), "fieldId": rich.id("People.Tasks"), "name": "Tasks" }]);
    assert_eq!(gone["also"], other);
    assert!(!field_names(&rich, 1).await.contains(&"Tasks".to_owned()));
    // A linked record that goes meanwhile is not named afterwards.
    good.delete(&rich.path("/v0/<base>/People/<Ann>"))
        .await
        .ok();
    // Either side brings both back.
    let back = good
        .post(&rich.path("A/deleted/<People.Tasks>/restore"), json!({}))
        .await
        .ok();
    assert_eq!(
        back["also"],
        json!([{ "tableId": rich.id("Tasks"), "fieldId": rich.id("Tasks.Owner"), "name": "Owner" }])
    );
    let record = good.get(&rich.path("T/<task1>")).await.ok();
    assert!(record["fields"].get("Owner").is_none());
    let body = json!({ "fields": { "Owner": [rich.id("Bob")] } });
    good.patch(&rich.path("T/<task1>"), body).await.ok();
    let bob = good.get(&rich.path("/v0/<base>/People/<Bob>")).await.ok();
    assert_eq!(bob["fields"]["Tasks"], json!([rich.id("task1")]));
}

#[tokio::test]
async fn a_table_comes_back_with_its_records_and_links() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let gone = good.delete(&rich.path("A/tables/People")).await.ok();
    assert_eq!(
        gone,
        json!({ "id": rich.id("People"), "deleted": true, "also": [
            { "tableId": rich.id("Tasks"), "fieldId": rich.id("Tasks.Owner"), "name": "Owner" },
        ] })
    );
    good.get(&rich.path("/v0/<base>/People"))
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    good.get(&rich.path("T/<Ann>"))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    assert!(!field_names(&rich, 0).await.contains(&"Owner".to_owned()));
    let listed = good.get(&rich.path("A/deleted")).await.ok();
    assert!(
        !listed.to_string().contains(rich.id("Tasks.Owner")),
        "it comes back with its table, not by itself"
    );
    let last = good.delete(&rich.path("A/tables/Tasks")).await;
    last.is(422, "INVALID_REQUEST_UNKNOWN");
    // The name is taken meanwhile.
    let body = json!({ "name": "people", "fields": [{ "name": "F", "type": "email" }] });
    good.post(&rich.path("M/tables"), body).await.ok();
    let back = good
        .post(&rich.path("A/deleted/<People>/restore"), json!({}))
        .await
        .ok();
    assert_eq!(
        (&back["id"], &back["name"], &back["restored"]),
        (&json!(rich.id("People")), &json!("People 2"), &json!(true))
    );
    assert_eq!(back["also"], gone["also"]);
    let ann = good.get(&rich.path("/v0/<base>/<People>/<Ann>")).await.ok();
    assert_eq!(
        ann["fields"],
        json!({ "Name": "Ann", "Age": 30, "Tasks": [rich.id("task1")] })
    );
    let task = good.get(&rich.path("T/<task1>")).await.ok();
    assert_eq!(task["fields"]["Owner"], json!([rich.id("Ann")]));
}

#[tokio::test]
async fn what_can_be_restored_is_listed_newest_first() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    rich.world.clock.advance_seconds(60);
    good.delete(&rich.path("A/tables/Tasks/fields/State"))
        .await
        .ok();
    let listed = good.get(&rich.path("A/deleted")).await.ok();
    let items = listed["deleted"].as_array().unwrap();
    assert_eq!(items.len(), 3);
    assert_eq!(
        items[0],
        json!({
            "id": rich.id("Tasks.State"), "kind": "field", "name": "State", "type": "singleSelect",
            "tableId": rich.id("Tasks"), "tableName": "Tasks",
            "deletedTime": "2025-10-09T08:54:20.000Z", "deletedByUserId": rich.id("owner"),
            "restorableUntil": "2025-11-08T08:54:20.000Z",
        })
    );
    let table = items.iter().find(|item| item["kind"] == "table").unwrap();
    assert_eq!(table["id"], rich.id("Lost"));
    assert_eq!(
        (&table["type"], &table["tableId"], &table["tableName"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
}

#[tokio::test]
async fn creators_delete_and_editors_do_not() {
    let rich = Rich::new().await;
    let world = &rich.world;
    world.role_on_base(rich.id("stranger"), Some("edit")).await;
    let scopes = ["schema.bases:write", "schema.bases:read"];
    let token = world
        .mint("stranger@example.com", &scopes, json!({ "mode": "all" }))
        .await;
    let client = world.bearer(&token);
    for path in [
        "A/tables/Tasks/fields/Notes",
        "A/tables/Tasks/fields/Nothing",
        "A/tables/People",
    ] {
        client
            .delete(&rich.path(path))
            .await
            .is(403, "INVALID_PERMISSIONS");
    }
    client
        .post(&rich.path("A/deleted/<Lost>/restore"), json!({}))
        .await
        .is(403, "INVALID_PERMISSIONS");
    client
        .get(&rich.path("A/deleted"))
        .await
        .is(403, "INVALID_PERMISSIONS");
}
