//! Derived fields that change, are frozen, or lose what they need.

use super::*;

#[tokio::test]
async fn fields_are_changed_by_our_own_api() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let change = async |name: &str, body: Value| {
        let path = rich.path(&format!("A/tables/Tasks/fields/{name}"));
        good.patch(&path, body).await.ok()
    };
    let points = rich.id("Tasks.Points");
    let changed = change("Label", json!({ "options": { "formula": "Points * 10" } })).await;
    assert_eq!(
        changed["field"]["options"]["formula"],
        format!("{{{points}}} * 10")
    );
    assert_eq!(changed["field"]["options"]["result"]["type"], "number");
    assert_eq!(cells(&rich, "task1").await["Label"], 10);
    let percent = json!({ "type": "percent", "options": { "precision": 0 } });
    let changed = change("Label", json!({ "options": { "result": percent } })).await;
    assert_eq!(changed["field"]["options"]["result"], percent);
    assert_eq!(
        changed["field"]["options"]["formula"],
        format!("{{{points}}} * 10")
    );
    change(
        "Age",
        json!({ "options": { "formula": "MAX(values) + 1" } }),
    )
    .await;
    assert_eq!(cells(&rich, "task1").await["Age"], 31);
    // From one computed type to another: the way stays.
    let changed = change("Age", json!({ "type": "multipleLookupValues" })).await;
    assert_eq!(
        changed["field"]["options"]["recordLinkFieldId"],
        rich.id("Tasks.Owner")
    );
    assert_eq!(cells(&rich, "task1").await["Age"], json!([30]));
    // What becomes computed is computed.
    change(
        "Notes",
        json!({ "type": "formula", "options": { "formula": "UPPER({Name})" } }),
    )
    .await;
    assert_eq!(cells(&rich, "task1").await["Notes"], "ONE");
    let path = rich.path("A/tables/Tasks/fields/Notes");
    let body = json!({ "options": { "formula": "{Notes} & 1" } });
    let refused = good.patch(&path, body).await;
    refused.is(422, OPTIONS);
    assert!(refused.message().contains("circle"), "{}", refused.text());
}

#[tokio::test]
async fn what_is_no_longer_computed_stays_as_it_was() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let change = async |name: &str, body: Value| {
        let path = rich.path(&format!("A/tables/Tasks/fields/{name}"));
        good.patch(&path, body).await.ok()
    };
    let both = json!({ "fields": { "Owner": [rich.id("Ann"), rich.id("Bob")] } });
    good.patch(&rich.path("T/<task1>"), both).await.ok();
    good.patch(
        &rich.path("/v0/<base>/People/<Bob>"),
        json!({ "fields": { "Age": 4 } }),
    )
    .await
    .ok();
    formula(&rich, "Bad", "IF(Points = 1, ERROR(), Points)").await;
    for (name, body, expected) in [
        ("Label", json!({ "type": "singleLineText" }), json!("one/1")),
        ("Ages", json!({ "type": "multilineText" }), json!("30, 4")),
        ("Age", json!({ "type": "number" }), json!(34)),
        ("Owners", json!({ "type": "singleLineText" }), json!("2")),
        ("Bad", json!({ "type": "number" }), Value::Null),
    ] {
        let told = change(name, body).await;
        assert_eq!(
            told["field"].get("options").is_some(),
            name == "Age" || name == "Bad"
        );
        let found = cells(&rich, "task1").await;
        assert_eq!(
            found.get(name).cloned().unwrap_or_default(),
            expected,
            "{name}"
        );
    }
    // It follows nothing any more, and may be written.
    let body = json!({ "fields": { "Points": 9, "Owner": [], "Age": 1 } });
    let changed = good.patch(&rich.path("T/<task1>"), body).await.ok();
    assert_eq!(changed["fields"]["Label"], "one/1");
    assert_eq!(changed["fields"]["Ages"], "30, 4");
    assert_eq!(changed["fields"]["Age"], 1);
}

#[tokio::test]
async fn airtables_call_changes_formulas_and_nothing_else() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let path = rich.path("M/tables/Tasks/fields/Label");
    let body = json!({ "name": "Number", "options": { "formula": "LEN({Name})" } });
    let changed = good.patch(&path, body).await.ok();
    assert_eq!(changed["name"], "Number");
    assert_eq!(changed["options"]["result"]["type"], "number");
    assert_eq!(cells(&rich, "task1").await["Number"], 3);
    let path = rich.path("M/tables/Tasks/fields/Number");
    for body in [
        json!({ "options": { "formula": "LEN(" } }),
        json!({ "options": { "formula": "{Number}" } }),
        json!({ "options": { "x": 1 } }),
    ] {
        good.patch(&path, body).await.is(422, OPTIONS);
    }
    for (name, body) in [
        ("Number", json!({ "type": "email" })),
        ("Points", json!({ "options": { "precision": 2 } })),
        ("Age", json!({ "options": { "formula": "MAX(values)" } })),
    ] {
        let path = rich.path(&format!("M/tables/Tasks/fields/{name}"));
        let refused = good.patch(&path, body).await;
        refused.is(422, "INVALID_REQUEST_UNKNOWN");
        assert!(
            refused.message().contains("/api/bases/"),
            "{}",
            refused.text()
        );
    }
}

#[tokio::test]
async fn what_is_missing_makes_fields_invalid_until_it_is_back() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let gone = good
        .delete(&rich.path("A/tables/Tasks/fields/Owner"))
        .await
        .ok();
    let schema = good.get(&rich.path("M/tables")).await.ok();
    let options = |name: &str| {
        let fields = schema["tables"][0]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap()["options"].clone()
    };
    assert_eq!(options("Owners"), json!({ "isValid": false }));
    assert_eq!(
        options("Ages"),
        json!({ "isValid": false, "recordLinkFieldId": null, "fieldIdInLinkedTable": null, "result": null })
    );
    assert_eq!(options("Age")["isValid"], false);
    assert_eq!(options("Age")["formula"], "SUM(values)");
    let error = json!({ "error": "#ERROR!" });
    let found = cells(&rich, "task1").await;
    for name in ["Ages", "Age", "Owners"] {
        assert_eq!(found[name], error, "{name}");
    }
    assert_eq!(found["Label"], "one/1");
    // Lists can still be sorted by them.
    assert_eq!(listed(&rich, "T?sort[0][field]=Age").await.len(), 3);
    let path = rich.path(&format!("A/deleted/{}/restore", text(&gone["id"])));
    good.post(&path, json!({})).await.ok();
    let found = cells(&rich, "task1").await;
    assert_eq!(
        (&found["Ages"], &found["Owners"]),
        (&json!([30]), &json!(1))
    );
}
