//! Links between records as a client sees them (field-types 5.13).

use serde_json::{Value, json};

use crate::support::{Rich, text};

/// The cells of a record.
async fn cells(rich: &Rich, path: &str) -> Value {
    rich.world.good().get(&rich.path(path)).await.ok()["fields"].clone()
}

#[tokio::test]
async fn a_link_field_has_another_side() {
    let rich = Rich::new().await;
    let schema = rich.world.good().get(&rich.path("M/tables")).await.ok();
    let field = |table: usize, name: &str| {
        let fields = schema["tables"][table]["fields"].as_array().unwrap();
        fields
            .iter()
            .find(|field| field["name"] == name)
            .unwrap()
            .clone()
    };
    assert_eq!(
        field(0, "Owner")["options"],
        json!({
            "linkedTableId": rich.id("People"), "isReversed": false, "prefersSingleRecordLink": false,
            "inverseLinkFieldId": rich.id("People.Tasks"),
        })
    );
    assert_eq!(
        field(1, "Tasks")["options"],
        json!({
            "linkedTableId": rich.id("Tasks"), "isReversed": false, "prefersSingleRecordLink": false,
            "inverseLinkFieldId": rich.id("Tasks.Owner"),
        })
    );
    // Within one table there is no second field.
    assert_eq!(
        field(0, "After")["options"],
        json!({ "linkedTableId": rich.id("Tasks"), "isReversed": false, "prefersSingleRecordLink": false })
    );
    assert!(
        schema["tables"][1]
            .to_string()
            .matches("multipleRecordLinks")
            .count()
            == 1,
        "one other side, for one link"
    );
}

#[tokio::test]
async fn both_sides_are_in_step() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let (ann, bob) = (rich.id("Ann"), rich.id("Bob"));
    let (one, two) = (rich.id("task1"), rich.id("task2"));
    assert_eq!(
        cells(&rich, "/v0/<base>/People/<Ann>").await["Tasks"],
        json!([one])
    );
    // Twice the same is once; the order is kept.
    let body = json!({ "fields": { "Owner": [bob, ann, bob] } });
    let changed = good.patch(&rich.path("T/<task2>"), body).await.ok();
    assert_eq!(changed["fields"]["Owner"], json!([bob, ann]));
    assert_eq!(
        cells(&rich, "/v0/<base>/People/<Ann>").await["Tasks"],
        json!([one, two]),
        "what comes stands at the end"
    );
    // From the other side, by field id.
    let body = rich.ids(r#"{"fields":{"<People.Tasks>":["<task3>","<task2>"]}}"#);
    let body = serde_json::from_str(&body).unwrap();
    good.patch(&rich.path("/v0/<base>/People/<Ann>"), body)
        .await
        .ok();
    assert!(cells(&rich, "T/<task1>").await.get("Owner").is_none());
    assert_eq!(cells(&rich, "T/<task2>").await["Owner"], json!([bob, ann]));
    assert_eq!(cells(&rich, "T/<task3>").await["Owner"], json!([ann]));
    // PUT clears what it does not name.
    let body = json!({ "fields": { "Name": "bare" } });
    good.put(&rich.path("T/<task2>"), body).await.ok();
    assert!(
        cells(&rich, "/v0/<base>/People/<Bob>")
            .await
            .get("Tasks")
            .is_none()
    );
    // A record that goes is named nowhere.
    good.delete(&rich.path("/v0/<base>/People/<Ann>"))
        .await
        .ok();
    assert!(cells(&rich, "T/<task3>").await.get("Owner").is_none());
}

#[tokio::test]
async fn a_link_within_one_table_shows_one_side() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let body = json!({ "fields": { "After": [rich.id("task2"), rich.id("task1")] } });
    let changed = good.patch(&rich.path("T/<task1>"), body).await.ok();
    assert_eq!(
        changed["fields"]["After"],
        json!([rich.id("task2"), rich.id("task1")]),
        "a record may name itself"
    );
    let other = cells(&rich, "T/<task2>").await;
    assert!(other.get("After").is_none(), "{other}");
    let known = [
        "Name", "Points", "No", "Made", "Maker", "Changed", "Changer",
    ];
    for name in other.as_object().unwrap().keys() {
        assert!(known.contains(&name.as_str()), "{name} is no field");
    }
    good.delete(&rich.path("T/<task2>")).await.ok();
    assert_eq!(
        cells(&rich, "T/<task1>").await["After"],
        json!([rich.id("task1")])
    );
}

#[tokio::test]
async fn several_records_of_one_request_may_link_to_one() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let body = rich.ids(
        r#"{"records":[{"fields":{"Name":"a","Owner":["<Bob>"]}},{"fields":{"Name":"b","Owner":["<Bob>"]}}]}"#,
    );
    let body = serde_json::from_str(&body).unwrap();
    let made = good.post(&rich.path("T"), body).await.ok();
    let ids: Vec<_> = made["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| text(&record["id"]))
        .collect();
    assert_eq!(
        cells(&rich, "/v0/<base>/People/<Bob>").await["Tasks"],
        json!(ids)
    );
}

#[tokio::test]
async fn typecast_finds_records_by_what_names_them_and_makes_the_rest() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let body =
        json!({ "fields": { "Name": "x", "Owner": "Bob, \"Cy, Jr\", Ann" }, "typecast": true });
    let made = good.post(&rich.path("T"), body).await.ok();
    let owners = made["fields"]["Owner"].as_array().unwrap();
    assert_eq!(owners.len(), 3);
    assert_eq!(
        (&owners[0], &owners[2]),
        (&json!(rich.id("Bob")), &json!(rich.id("Ann")))
    );
    let cy = cells(&rich, &format!("/v0/<base>/People/{}", text(&owners[1]))).await;
    assert_eq!(cy, json!({ "Name": "Cy, Jr", "Tasks": [made["id"]] }));
    // What is there now is found; ids and names may be mixed.
    let body = json!({ "records": [
        { "fields": { "Owner": ["Cy, Jr", rich.id("Ann")] } },
        { "fields": { "Owner": ["Dee"] } }, { "fields": { "Owner": ["Dee"] } },
    ], "typecast": true });
    let again = good.post(&rich.path("T"), body).await.ok();
    assert_eq!(
        again["records"][0]["fields"]["Owner"],
        json!([owners[1], rich.id("Ann")])
    );
    assert_eq!(
        again["records"][1]["fields"]["Owner"], again["records"][2]["fields"]["Owner"],
        "made once"
    );
    let people = good.get(&rich.path("/v0/<base>/People")).await.ok();
    assert_eq!(people["records"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn an_editor_may_make_linked_records() {
    let rich = Rich::new().await;
    let world = &rich.world;
    world.role_on_base(rich.id("stranger"), Some("edit")).await;
    let token = world
        .mint(
            "stranger@example.com",
            &["data.records:write"],
            json!({ "mode": "all" }),
        )
        .await;
    let body = json!({ "fields": { "Owner": ["Newcomer"] }, "typecast": true });
    let made = world.bearer(&token).post(&world.table(), body).await.ok();
    assert_eq!(made["fields"]["Owner"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn links_are_objects_where_date_dependencies_are_asked_for() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let objects = json!([{ "id": rich.id("Ann") }]);
    let query = "includeDateDependencyMetadata=true";
    let one = good
        .get(&rich.path(&format!("T/<task1>?{query}")))
        .await
        .ok();
    assert_eq!(one["fields"]["Owner"], objects);
    let list = good
        .get(&rich.path(&format!("T?fields[]=Owner&{query}")))
        .await
        .ok();
    assert_eq!(list["records"][0]["fields"], json!({ "Owner": objects }));
    let body = json!({ "includeDateDependencyMetadata": true, "returnFieldsByFieldId": true });
    let posted = good.post(&rich.path("T/listRecords"), body).await.ok();
    assert_eq!(
        posted["records"][0]["fields"][rich.id("Tasks.Owner")],
        objects
    );
    let plain = good
        .get(&rich.path("T/<task1>?includeDateDependencyMetadata=0"))
        .await
        .ok();
    assert_eq!(plain["fields"]["Owner"], json!([rich.id("Ann")]));
}

#[tokio::test]
async fn the_other_side_has_a_name_of_its_own() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    // A second link to the same table: the name is taken, so it gets a number.
    let body = json!({ "name": "Reviewer", "type": "multipleRecordLinks", "options": {
        "linkedTableId": rich.id("People"), "viewIdForRecordSelection": rich.id("People/view"),
    } });
    let made = good
        .post(&rich.path("M/tables/Tasks/fields"), body)
        .await
        .ok();
    assert_eq!(
        made["options"]["viewIdForRecordSelection"],
        rich.id("People/view")
    );
    let inverse = text(&made["options"]["inverseLinkFieldId"]);
    let schema = good.get(&rich.path("M/tables")).await.ok();
    let fields = schema["tables"][1]["fields"].as_array().unwrap();
    let other = fields.iter().find(|field| field["id"] == inverse).unwrap();
    assert_eq!(other["name"], "Tasks 2");
    let path = rich.path(&format!("M/tables/People/fields/{inverse}"));
    good.patch(&path, json!({ "name": "Reviews" })).await.ok();
    let body = json!({ "fields": { "Reviewer": [rich.id("Bob")] } });
    good.patch(&rich.path("T/<task1>"), body).await.ok();
    assert_eq!(
        cells(&rich, "/v0/<base>/People/<Bob>").await["Reviews"],
        json!([rich.id("task1")])
    );
}
