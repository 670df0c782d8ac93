//! Changing a field's type and options (our own API).

use serde_json::{Value, json};

use crate::support::{Rich, text};

async fn change(rich: &Rich, field: &str, body: Value) -> Value {
    let path = rich.path(&format!("A/tables/Tasks/fields/{field}"));
    rich.world.good().patch(&path, body).await.ok()
}

/// A cell of the three tasks.
async fn cells(rich: &Rich, field: &str) -> Vec<Value> {
    let list = rich.world.good().get(&rich.path("T")).await.ok();
    list["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["fields"].get(field).cloned().unwrap_or(Value::Null))
        .collect()
}

#[tokio::test]
async fn a_name_and_a_description_change_as_with_airtables_call() {
    let rich = Rich::new().await;
    let changed = change(
        &rich,
        "Notes",
        json!({ "name": "Remarks", "description": "free text" }),
    )
    .await;
    assert_eq!(
        changed,
        json!({
            "field": { "id": rich.id("Tasks.Notes"), "name": "Remarks", "type": "multilineText", "description": "free text" },
            "dryRun": false, "conversion": null,
        })
    );
    let changed = change(&rich, "Remarks", json!({ "description": null })).await;
    assert!(changed["field"].get("description").is_none());
}

#[tokio::test]
async fn cells_are_converted_and_what_is_lost_is_told() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    for (task, notes) in [("task1", "$1,250.5"), ("task2", "many"), ("task3", "7")] {
        let body = json!({ "fields": { "Notes": notes } });
        good.patch(&rich.path(&format!("T/<{task}>")), body)
            .await
            .ok();
    }
    let body = json!({ "type": "number", "options": { "precision": 2 } });
    let mut dry = body.clone();
    dry["dryRun"] = json!(true);
    let before = rich.world.digest().await;
    let told = change(&rich, "Notes", dry).await;
    assert_eq!(
        rich.world.digest().await,
        before,
        "a dry run changes nothing"
    );
    assert_eq!(told["dryRun"], true);
    assert_eq!(told["field"]["type"], "number");
    let conversion = json!({ "cells": 3, "lost": 1, "examples": [{ "recordId": rich.id("task2"), "value": "many" }] });
    assert_eq!(told["conversion"], conversion);
    let done = change(&rich, "Notes", body).await;
    assert_eq!(done["conversion"], conversion);
    assert_eq!(
        done["field"],
        json!({ "id": rich.id("Tasks.Notes"), "name": "Notes", "type": "number", "options": { "precision": 2 } })
    );
    assert_eq!(
        cells(&rich, "Notes").await,
        [json!(1250.5), Value::Null, json!(7)]
    );
    // The new type holds from now on.
    good.patch(
        &rich.path("T/<task1>"),
        json!({ "fields": { "Notes": "x" } }),
    )
    .await
    .is(422, "INVALID_VALUE_FOR_COLUMN");
}

#[tokio::test]
async fn an_option_changes_and_the_others_stay() {
    let rich = Rich::new().await;
    let changed = change(&rich, "Price", json!({ "options": { "symbol": "€" } })).await;
    assert_eq!(
        changed["field"]["options"],
        json!({ "precision": 2, "symbol": "€" })
    );
    let changed = change(&rich, "Price", json!({ "type": "number" })).await;
    assert_eq!(changed["field"]["options"], json!({ "precision": 2 }));
    let options = json!({ "options": { "prefersSingleRecordLink": true, "viewIdForRecordSelection": rich.id("People/view") } });
    let changed = change(&rich, "Owner", options).await;
    assert_eq!(
        changed["field"]["options"],
        json!({
            "linkedTableId": rich.id("People"), "isReversed": false, "prefersSingleRecordLink": true,
            "inverseLinkFieldId": rich.id("People.Tasks"), "viewIdForRecordSelection": rich.id("People/view"),
        })
    );
    // What is read may be sent again.
    let again = json!({ "options": changed["field"]["options"] });
    let again = change(&rich, "Owner", again).await;
    assert_eq!(again["field"], changed["field"]);
}

#[tokio::test]
async fn choices_are_renamed_added_and_deleted() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let choices = |changed: &Value| -> Vec<String> {
        changed["field"]["options"]["choices"]
            .as_array()
            .unwrap()
            .iter()
            .map(|choice| text(&choice["name"]))
            .collect()
    };
    let body = json!({ "options": { "choices": [{ "name": "new" }, { "id": rich.id("choice"), "name": "opened" }] } });
    let changed = change(&rich, "State", body).await;
    assert_eq!(
        choices(&changed),
        ["new", "opened", "shut \"x\""],
        "what is left out stays at the end"
    );
    assert_eq!(cells(&rich, "State").await[0], "opened");
    let body = json!({ "fields": { "State": "shut \"x\"" } });
    good.patch(&rich.path("T/<task2>"), body).await.ok();
    let body = json!({
        "options": { "choices": [{ "name": "opened" }] }, "enableSelectFieldChoiceDeletion": true,
    });
    let changed = change(&rich, "State", body).await;
    assert_eq!(choices(&changed), ["opened"]);
    assert_eq!(changed["conversion"]["lost"], 1);
    assert_eq!(
        changed["conversion"]["examples"],
        json!([{ "recordId": rich.id("task2"), "value": "shut \"x\"" }])
    );
    assert_eq!(
        cells(&rich, "State").await,
        [json!("opened"), Value::Null, Value::Null]
    );
}

#[tokio::test]
async fn text_becomes_choices_and_links_become_text() {
    let rich = Rich::new().await;
    let changed = change(
        &rich,
        "Email",
        json!({ "type": "singleSelect", "name": "Kind" }),
    )
    .await;
    assert_eq!(
        (&changed["field"]["name"], &changed["field"]["type"]),
        (&json!("Kind"), &json!("singleSelect"))
    );
    let changed = change(&rich, "Owner", json!({ "type": "singleLineText" })).await;
    assert_eq!(
        changed["conversion"],
        json!({ "cells": 1, "lost": 0, "examples": [] })
    );
    assert_eq!(cells(&rich, "Owner").await[0], "Ann");
    let schema = rich.world.good().get(&rich.path("M/tables")).await.ok();
    let fields = schema["tables"][1]["fields"].as_array().unwrap();
    let inverse = fields
        .iter()
        .find(|field| field["id"] == rich.id("People.Tasks"))
        .unwrap();
    assert_eq!(inverse["type"], "singleLineText");
    // And back: records are found by what names them, and made.
    let body =
        json!({ "type": "multipleRecordLinks", "options": { "linkedTableId": rich.id("People") } });
    let changed = change(&rich, "Owner", body).await;
    assert_eq!(
        changed["field"]["options"]["linkedTableId"],
        rich.id("People")
    );
    assert_eq!(cells(&rich, "Owner").await[0], json!([rich.id("Ann")]));
}

#[tokio::test]
async fn airtables_own_call_leaves_type_and_options_alone() {
    let rich = Rich::new().await;
    for body in [
        json!({ "options": { "precision": 2 } }),
        json!({ "type": "number" }),
    ] {
        let refused = rich
            .world
            .good()
            .patch(&rich.path("M/tables/Tasks/fields/Points"), body)
            .await;
        refused.is(422, "INVALID_REQUEST_UNKNOWN");
        assert!(
            refused.message().contains("/api/bases/"),
            "{}",
            refused.message()
        );
    }
}
