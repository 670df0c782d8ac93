//! `performUpsert` as a client sees it (web-api 2.5).

use serde_json::{Value, json};

use crate::support::{World, text};

fn body(merge_on: &[&str], fields: &[Value]) -> Value {
    let records: Vec<_> = fields
        .iter()
        .map(|fields| json!({ "fields": fields }))
        .collect();
    json!({ "performUpsert": { "fieldsToMergeOn": merge_on }, "records": records })
}

#[tokio::test]
async fn what_is_there_is_changed_and_the_rest_is_made() {
    let world = World::new().await;
    let good = world.good();
    let sent = body(
        &["Name"],
        &[
            json!({ "Name": "new", "Points": 9 }),
            json!({ "Name": "two", "Points": 20 }),
            json!({ "Name": "three" }),
        ],
    );
    let done = good.patch(&world.table(), sent.clone()).await;
    let done = done.ok();
    let keys: Vec<_> = done.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["records", "createdRecords", "updatedRecords"]);
    let new = &done["records"][0];
    assert_eq!(done["createdRecords"], json!([new["id"]]));
    assert_eq!(
        done["updatedRecords"],
        json!([world.records[1], world.records[2]]),
        "what does not change is updated all the same"
    );
    assert_eq!(done["records"][1]["fields"]["Points"], 20);
    assert_eq!(done["records"][2]["fields"]["Points"], 3, "PATCH keeps");
    assert!(new["createdTime"].is_string());
    // Again: all are there.
    let again = good.patch(&world.table(), sent).await.ok();
    assert_eq!(again["createdRecords"], json!([]));
    assert_eq!(again["records"][0]["id"], new["id"]);
    // PUT clears what is not named.
    let put = body(&["Name"], &[json!({ "Name": "two" })]);
    let put = good.put(&world.table(), put).await.ok();
    assert!(put["records"][0]["fields"].get("Points").is_none());
    assert_eq!(put["updatedRecords"], json!([world.records[1]]));
}

#[tokio::test]
async fn an_id_is_taken_for_the_record_whatever_its_cells() {
    let world = World::new().await;
    let sent = json!({ "performUpsert": { "fieldsToMergeOn": ["Name"] }, "records": [
        { "id": world.records[0], "fields": { "Name": "two", "Points": 5 } },
        { "id": null, "fields": { "Name": "fresh" } },
    ] });
    let done = world.good().patch(&world.table(), sent).await.ok();
    assert_eq!(done["updatedRecords"], json!([world.records[0]]));
    assert_eq!(done["createdRecords"], json!([done["records"][1]["id"]]));
    assert_eq!(done["records"][0]["fields"]["Name"], "two");
}

#[tokio::test]
async fn elements_act_one_after_the_other() {
    let world = World::new().await;
    let sent = body(
        &["Name"],
        &[
            json!({ "Name": "new", "Points": 1 }),
            json!({ "Name": "new", "Points": 2 }),
        ],
    );
    let done = world.good().patch(&world.table(), sent).await.ok();
    assert_eq!(done["records"][0]["id"], done["records"][1]["id"]);
    assert_eq!(done["createdRecords"].as_array().unwrap().len(), 1);
    let list = world.good().get(&world.table()).await.ok();
    let newest = list["records"].as_array().unwrap().last().unwrap();
    assert_eq!(newest["fields"]["Points"], 2);
}

#[tokio::test]
async fn several_that_match_are_refused_in_words_that_clients_know() {
    let world = World::new().await;
    let good = world.good();
    good.post(&world.table(), json!({ "fields": { "Name": "one" } }))
        .await
        .ok();
    let before = world.digest().await;
    let sent = body(
        &["Name"],
        &[json!({ "Name": "made first" }), json!({ "Name": "one" })],
    );
    let refused = good.patch(&world.table(), sent).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused
            .message()
            .contains("Cannot update more than one record"),
        "{}",
        refused.text()
    );
    assert_eq!(world.digest().await, before, "nothing was made");
    // A second field tells them apart.
    let sent = body(
        &["Name", "Points"],
        &[json!({ "Name": "one", "Points": 1, "State": null })],
    );
    let done = good.patch(&world.table(), sent).await.ok();
    assert_eq!(done["updatedRecords"], json!([world.records[0]]));
    // `null` matches blank cells.
    let sent = body(
        &["Name", "Points"],
        &[json!({ "Name": "one", "Points": null, "Notes": "blank" })],
    );
    let done = good.patch(&world.table(), sent).await.ok();
    assert_eq!(done["createdRecords"], json!([]));
    assert_eq!(done["records"][0]["fields"]["Notes"], "blank");
}

#[tokio::test]
async fn fields_of_many_types_can_be_merged_on() {
    let world = World::new().await;
    let good = world.good();
    let schema = good
        .get(&format!("/v0/meta/bases/{}/tables", world.base))
        .await
        .ok();
    let fields = schema["tables"][0]["fields"].as_array().unwrap();
    let id_of =
        |name: &str| text(&fields.iter().find(|field| field["name"] == name).unwrap()["id"]);
    for (name, value) in [
        ("Notes", json!("n")),
        ("Email", json!("a@b.c")),
        ("Points", json!(7.5)),
        ("Price", json!(-2)),
        ("Share", json!(0.5)),
        ("Took", json!(90)),
        ("Stars", json!(4)),
        ("Due", json!("2024-02-29")),
        ("Met", json!("2024-05-06T07:08:09.000Z")),
        ("State", json!("open")),
        ("Tags", json!(["blue", "red"])),
    ] {
        let id = id_of(name);
        // By name in one place and by id in the other.
        let sent = body(&[&id], &[json!({ name: value, "Rich": name })]);
        let first = good.patch(&world.table(), sent.clone()).await.ok();
        let second = good.patch(&world.table(), sent).await.ok();
        assert_eq!(second["createdRecords"], json!([]), "{name}");
        assert_eq!(
            first["records"][0]["id"], second["records"][0]["id"],
            "{name}"
        );
    }
}

#[tokio::test]
async fn typecast_and_field_ids_work_as_with_updates() {
    let world = World::new().await;
    let mut sent = body(
        &["Points"],
        &[json!({ "Points": "2", "State": "brand new" })],
    );
    sent["typecast"] = json!(true);
    sent["returnFieldsByFieldId"] = json!(true);
    let done = world.good().patch(&world.table(), sent).await.ok();
    assert_eq!(done["updatedRecords"], json!([world.records[1]]));
    let cells = done["records"][0]["fields"].as_object().unwrap();
    assert!(cells.keys().all(|key| key.starts_with("fld")));
    assert!(cells.values().any(|cell| cell == "brand new"));
}

#[tokio::test]
async fn null_is_no_upsert() {
    let world = World::new().await;
    let good = world.good();
    let sent =
        json!({ "performUpsert": null, "records": [{ "id": world.records[0], "fields": {} }] });
    let done = good.patch(&world.table(), sent).await.ok();
    assert!(done.get("createdRecords").is_none());
    let sent = json!({ "performUpsert": null, "fields": { "Name": "x" } });
    good.post(&world.table(), sent).await.ok();
}
