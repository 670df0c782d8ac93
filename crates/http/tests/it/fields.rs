//! Types of fields as a client makes, reads and writes them (web-api 2.8, 4.9).

use serde_json::{Value, json};

use crate::support::{Rich, text};

async fn make(rich: &Rich, body: Value) -> Value {
    let path = rich.path("M/tables/Tasks/fields");
    rich.world.good().post(&path, body).await.ok()
}

#[tokio::test]
async fn new_types_are_made_with_the_options_they_have() {
    let rich = Rich::new().await;
    for (kind, sent, shown) in [
        ("barcode", None, None),
        ("barcode", Some(json!({})), None),
        ("singleCollaborator", None, None),
        ("singleCollaborator", Some(json!({})), None),
        ("multipleCollaborators", None, None),
        ("multipleCollaborators", Some(json!({})), None),
        (
            "multipleAttachments",
            None,
            Some(json!({ "isReversed": false })),
        ),
        (
            "multipleAttachments",
            Some(json!({ "isReversed": true })),
            Some(json!({ "isReversed": true })),
        ),
        (
            "multipleRecordLinks",
            Some(
                json!({ "linkedTableId": rich.id("Tasks"), "viewIdForRecordSelection": rich.id("Open") }),
            ),
            Some(json!({
                "linkedTableId": rich.id("Tasks"), "isReversed": false, "prefersSingleRecordLink": false,
                "viewIdForRecordSelection": rich.id("Open"),
            })),
        ),
    ] {
        let name = format!("{kind} {sent:?}");
        let name = name.get(..name.len().min(60)).unwrap();
        let mut body = json!({ "name": name, "type": kind, "description": "made here" });
        if let Some(options) = sent {
            body["options"] = options;
        }
        let made = make(&rich, body).await;
        assert_eq!(made["type"], kind);
        assert_eq!(made["description"], "made here");
        assert_eq!(made.get("options").cloned(), shown, "{name}");
    }
}

#[tokio::test]
async fn people_are_named_by_id_or_e_mail() {
    let rich = Rich::new().await;
    let world = &rich.world;
    let good = world.good();
    world.role_on_base(rich.id("stranger"), Some("read")).await;
    let olive = json!({ "id": rich.id("owner"), "email": "owner@example.com", "name": "Olive" });
    let record = rich.path("T/<task2>");
    for (sent, team) in [
        (
            json!([{ "id": rich.id("stranger") }, { "email": "OWNER@example.com" }]),
            2,
        ),
        (json!([rich.id("owner")]), 1),
        (json!([olive, { "id": rich.id("owner") }]), 1),
    ] {
        let body = json!({ "fields": { "Team": sent, "Who": { "email": "owner@example.com" } } });
        let changed = good.patch(&record, body).await.ok();
        assert_eq!(changed["fields"]["Who"], olive);
        let shown = changed["fields"]["Team"].as_array().unwrap();
        assert_eq!(shown.len(), team);
        assert_eq!(*shown.last().unwrap(), olive);
    }
    // What is read may be written again.
    let read = good.get(&record).await.ok();
    let body =
        json!({ "fields": { "Team": read["fields"]["Team"], "Who": read["fields"]["Who"] } });
    let again = good.patch(&record, body).await.ok();
    assert_eq!(again["fields"], read["fields"]);
    // With typecast a name or a plain e-mail does.
    let body = json!({ "fields": { "Who": "olive", "Team": "Olive, stranger@example.com" }, "typecast": true });
    let cast = good.patch(&record, body).await.ok();
    assert_eq!(cast["fields"]["Who"], olive);
    assert_eq!(cast["fields"]["Team"].as_array().unwrap().len(), 2);
    // Who loses their role stays named.
    world.role_on_base(rich.id("stranger"), None).await;
    let after = good.get(&record).await.ok();
    assert_eq!(after["fields"]["Team"], cast["fields"]["Team"]);
    let body = json!({ "fields": { "Who": null, "Team": [] } });
    let cleared = good.patch(&record, body).await.ok();
    assert!(cleared["fields"].get("Who").is_none() && cleared["fields"].get("Team").is_none());
}

#[tokio::test]
async fn files_are_kept_as_they_are_described() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let record = rich.path("T/<task1>");
    let read = good.get(&record).await.ok();
    let first = read["fields"]["Files"][0].clone();
    assert_eq!(
        first,
        json!({ "id": rich.id("file"), "url": "https://example.com/a.png", "filename": "a.png" })
    );
    assert!(text(&first["id"]).starts_with("att"));
    // One is kept by its id, one is new; the order is that of the request.
    let body = json!({ "fields": { "Files": [
        { "url": "https://example.com/files/b.pdf?x=1", "filename": "report.pdf" }, { "id": first["id"] },
    ] } });
    let changed = good.patch(&record, body).await.ok();
    let files = changed["fields"]["Files"].as_array().unwrap();
    assert_eq!(files[1], first);
    assert_eq!(files[0]["filename"], "report.pdf");
    assert_ne!(files[0]["id"], first["id"]);
    // What is not listed is taken away.
    let body = json!({ "fields": { "Files": [{ "id": files[0]["id"] }] } });
    let changed = good.patch(&record, body).await.ok();
    assert_eq!(changed["fields"]["Files"], json!([files[0]]));
    let body = json!({ "fields": { "Files": "https://example.com/c.txt" }, "typecast": true });
    let cast = good.patch(&record, body).await.ok();
    assert_eq!(cast["fields"]["Files"][0]["filename"], "c.txt");
}

#[tokio::test]
async fn barcodes_have_a_text_and_perhaps_a_type() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    for code in [
        json!({ "text": "0123" }),
        json!({ "text": "0123", "type": "code39" }),
    ] {
        let body = json!({ "fields": { "Code": code } });
        let made = good.post(&rich.path("T"), body).await.ok();
        assert_eq!(made["fields"]["Code"], code);
    }
    let body = json!({ "fields": { "Code": "77" }, "typecast": true });
    let cast = good.post(&rich.path("T"), body).await.ok();
    assert_eq!(cast["fields"]["Code"], json!({ "text": "77" }));
    let body = json!({ "fields": { "Code": null } });
    let cleared = good.patch(&rich.path("T/<task1>"), body).await.ok();
    assert!(cleared["fields"].get("Code").is_none());
}

#[tokio::test]
async fn new_types_sort() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    for (task, cells) in [
        (
            "task2",
            json!({ "Owner": [rich.id("Bob")], "Code": { "text": "9" } }),
        ),
        ("task3", json!({ "Files": [{ "url": "https://x.y/0" }] })),
    ] {
        let body = json!({ "fields": cells });
        good.patch(&rich.path(&format!("T/<{task}>")), body)
            .await
            .ok();
    }
    for (field, first, last) in [
        ("Owner", "three", "two"),
        ("Code", "three", "one"),
        ("Files", "two", "one"),
        ("Who", "two", "one"),
    ] {
        let path = rich.path(&format!("T?sort[0][field]={field}"));
        let list = good.get(&path).await.ok();
        let names: Vec<_> = list["records"]
            .as_array()
            .unwrap()
            .iter()
            .map(|record| text(&record["fields"]["Name"]))
            .collect();
        assert_eq!(
            (names[0].as_str(), names[2].as_str()),
            (first, last),
            "{field}"
        );
    }
}

#[tokio::test]
async fn date_dependency_settings_are_kept_and_shown() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let path = rich.path("M/tables/Tasks");
    let schema = rich.path("M/tables");
    let table = async || good.get(&schema).await.ok()["tables"][0].clone();
    assert!(table().await.get("dateDependencySettings").is_none());
    let end = make(
        &rich,
        json!({ "name": "End", "type": "date", "options": { "dateFormat": { "name": "iso" } } }),
    )
    .await;
    let mut settings = json!({
        "isEnabled": true, "startDateFieldId": rich.id("Tasks.Due"), "endDateFieldId": end["id"],
        "durationFieldId": rich.id("Tasks.Took"), "predecessorFieldId": rich.id("Tasks.After"),
        "reschedulingMode": "flexible", "shouldSkipWeekendsAndHolidays": true, "holidays": ["2026-12-25"],
    });
    let body = json!({ "dateDependencySettings": settings });
    let changed = good.patch(&path, body).await.ok();
    settings["isForwardOnly"] = json!(false);
    assert_eq!(changed["dateDependencySettings"], settings);
    assert_eq!(table().await["dateDependencySettings"], settings);
    good.patch(&path, json!({ "description": "other" }))
        .await
        .ok();
    assert_eq!(table().await["dateDependencySettings"], settings);
    let changed = good
        .patch(&path, json!({ "dateDependencySettings": null }))
        .await
        .ok();
    assert!(changed.get("dateDependencySettings").is_none());
}

/// Every spelling of web-api 0.4 means the same.
#[tokio::test]
async fn parameters_are_read_however_they_are_spelled() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let expected = good
        .get(
            &rich.path(
                "T?fields[]=Name&fields[]=Points&sort[0][field]=Points&sort[0][direction]=desc",
            ),
        )
        .await
        .ok();
    assert_eq!(
        expected["records"][0]["fields"],
        json!({ "Name": "three", "Points": 3 })
    );
    let sort = "sort[0][field]=Points&sort[0][direction]=desc";
    for query in [
        format!("fields=Name&fields=Points&{sort}"),
        format!("fields[0]=Name&fields[1]=Points&{sort}"),
        format!("fields[][0]=Name&fields[][1]=Points&{sort}"),
        format!("fields%5B%5D=Name&fields%5B%5D=Points&{sort}"),
        "fields[]=Name&fields[]=Points&sort%5B0%5D%5Bfield%5D=Points&sort%5B0%5D%5Bdirection%5D=desc".to_owned(),
        "fields[]=<Tasks.Name>&fields[]=Points&sort[0][field]=<Tasks.Points>&sort[0][direction]=desc".to_string(),
        format!("fields[]=Name&fields[]=Points&{sort}&offset=&filterByFormula=&view=&cellFormat=json&method=get"),
        format!("fields[]=Name&fields[]=Points&{sort}&recordMetadata[]=commentCount&returnFieldsByFieldId=0&"),
        format!("fields[]=Name&fields[]=Points&{sort}&recordMetadata=commentCount&includeDateDependencyMetadata=false"),
    ] {
        let found = good.get(&rich.path(&format!("T/?{query}"))).await.ok();
        assert_eq!(found, expected, "{query}");
    }
    let body = json!({ "fields": ["Name", rich.id("Tasks.Points")], "sort": [{ "field": "Points", "direction": "desc" }], "recordMetadata": ["commentCount"] });
    let posted = good.post(&rich.path("T/listRecords"), body).await.ok();
    assert_eq!(posted, expected);
}
