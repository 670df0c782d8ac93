//! Records: what clients rely on (web-api 2, 9.8).

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{TABLE, World};

fn names(list: &Value) -> Vec<&str> {
    list["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|record| record["fields"]["Name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn every_kind_of_cell_is_written_and_read_back() {
    let world = World::new().await;
    let written = json!({
        "Name": "A \"quoted\" näme\n", "Notes": "two\nlines", "Rich": "**bold**", "Email": "a@b.c", "Link": "https://x.y",
        "Phone": "+1", "Points": 1.5, "Price": -2, "Share": 0.5, "Took": 9000, "Stars": 5, "Done": true,
        "Due": "2024-02-29", "Met": "2024-05-06T07:08:09.000Z", "State": "shut \"x\"", "Tags": ["blue", "red"],
    });
    let reply = world
        .good()
        .post(&world.table(), json!({ "fields": written }))
        .await;
    let record = reply.ok();
    let id = record["id"].as_str().unwrap();
    assert!(id.starts_with("rec") && id.len() == 17);
    assert_eq!(record["createdTime"], "2025-10-09T08:53:20.000Z");
    let mut expected = written.as_object().unwrap().clone();
    // One line of text holds no line break.
    expected.insert("Name".to_owned(), record["fields"]["Name"].clone());
    expected.insert("No".to_owned(), json!(4));
    expected.insert("Made".to_owned(), json!("2025-10-09T08:53:20.000Z"));
    let olive = json!({ "id": world.owner, "email": "owner@example.com", "name": "Olive" });
    expected.insert("Maker".to_owned(), olive.clone());
    for name in ["Changed", "Changer"] {
        if let Some(value) = record["fields"].get(name) {
            expected.insert(name.to_owned(), value.clone());
        }
    }
    assert_eq!(record["fields"], Value::Object(expected));
    let keys: Vec<_> = record["fields"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        &keys[..7],
        ["Name", "Notes", "Rich", "Email", "Link", "Phone", "Points"],
        "in table order"
    );
    let read = world
        .good()
        .get(&format!("{}/{id}", world.table()))
        .await
        .ok();
    assert_eq!(read, record);
    let changed = world
        .good()
        .patch(
            &format!("{}/{id}", world.table()),
            json!({ "fields": { "Points": 2 } }),
        )
        .await
        .ok();
    assert_eq!(changed["fields"]["Changer"], olive);
    assert_eq!(changed["fields"]["Changed"], "2025-10-09T08:53:20.000Z");
}

#[tokio::test]
async fn blank_cells_are_left_out() {
    let world = World::new().await;
    let blank = json!({ "Name": "", "Done": false, "Tags": [], "Points": null, "State": null });
    let record = world
        .good()
        .post(&world.table(), json!({ "fields": blank }))
        .await
        .ok();
    for name in ["Name", "Done", "Tags", "Points", "State"] {
        assert!(record["fields"].get(name).is_none(), "{name}: {record}");
    }
    let emptied = world
        .good()
        .patch(
            &format!("{}/{}", world.table(), world.records[0]),
            json!({ "fields": { "Name": null, "State": null } }),
        )
        .await
        .ok();
    assert!(emptied["fields"].get("Name").is_none() && emptied["fields"].get("State").is_none());
}

#[tokio::test]
async fn create_mirrors_the_shape_of_the_request() {
    let world = World::new().await;
    let good = world.good();
    let one = good
        .post(&world.table(), json!({ "fields": { "Name": "x" } }))
        .await
        .ok();
    assert_eq!(one["fields"]["Name"], "x");
    let many = good.post(&world.table(), json!({ "records": [{ "fields": { "Name": "b" } }, { "fields": {} }, { "fields": { "Name": "a" } }] })).await.ok();
    assert_eq!(many["records"][0]["fields"]["Name"], "b");
    assert_eq!(many["records"][2]["fields"]["Name"], "a");
    assert!(many["records"][1]["createdTime"].is_string());
}

#[tokio::test]
async fn fields_go_by_name_or_id_in_any_mix() {
    let world = World::new().await;
    let good = world.good();
    let schema = good
        .get(&format!("/v0/meta/bases/{}/tables", world.base))
        .await
        .ok();
    let id_of = |name: &str| {
        let fields = schema["tables"][0]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let (name, points) = (id_of("Name"), id_of("Points"));
    let mut mixed = serde_json::Map::new();
    mixed.insert(name.clone(), json!("mixed"));
    mixed.insert("Points".to_owned(), json!(7));
    let by_id = good
        .post(
            &world.table(),
            json!({ "fields": mixed, "returnFieldsByFieldId": true }),
        )
        .await
        .ok();
    assert_eq!(by_id["fields"][&name], "mixed");
    assert_eq!(by_id["fields"][&points], 7);
    assert!(by_id["fields"].get("Name").is_none());
    for (query, keyed) in [
        ("1", &name),
        ("true", &name),
        ("0", &"Name".to_owned()),
        ("false", &"Name".to_owned()),
    ] {
        let record = good
            .get(&format!(
                "{}/{}?returnFieldsByFieldId={query}",
                world.table(),
                world.records[0]
            ))
            .await
            .ok();
        assert_eq!(record["fields"][keyed], "one", "{query}");
    }
    let table = schema["tables"][0]["id"].as_str().unwrap();
    let listed = good
        .get(&format!(
            "/v0/{}/{table}?fields[]={points}&fields[]=Name",
            world.base
        ))
        .await
        .ok();
    assert_eq!(
        listed["records"][0]["fields"],
        json!({ "Name": "one", "Points": 1 })
    );
    let posted = good
        .post(
            &format!("/v0/{}/{table}/listRecords", world.base),
            json!({ "fields": [points], "returnFieldsByFieldId": true }),
        )
        .await
        .ok();
    let mut only = serde_json::Map::new();
    only.insert(points, json!(1));
    assert_eq!(posted["records"][0]["fields"], Value::Object(only));
}

#[tokio::test]
async fn patch_keeps_and_put_clears_what_is_not_named() {
    let world = World::new().await;
    let good = world.good();
    let path = format!("{}/{}", world.table(), world.records[0]);
    let patched = good
        .patch(&path, json!({ "fields": { "Points": 9 } }))
        .await
        .ok();
    assert_eq!(
        (&patched["fields"]["Name"], &patched["fields"]["Points"]),
        (&json!("one"), &json!(9))
    );
    let put = good
        .put(&path, json!({ "fields": { "Name": "only" } }))
        .await
        .ok();
    assert_eq!(put["fields"]["Name"], "only");
    assert!(put["fields"].get("Points").is_none() && put["fields"].get("State").is_none());
    assert_eq!(put["fields"]["No"], 1, "computed cells stay");
    let body = json!({ "records": [
        { "id": world.records[2], "fields": { "Name": "C" } },
        { "id": world.records[1], "fields": { "Name": "B" } },
    ] });
    let many = good.patch(&world.table(), body.clone()).await.ok();
    assert_eq!(names(&many), ["C", "B"], "in the order of the request");
    assert_eq!(many["records"][0]["fields"]["Points"], 3);
    let many = good.put(&world.table(), body).await.ok();
    assert!(many["records"][0]["fields"].get("Points").is_none());
}

#[tokio::test]
async fn deletes_tell_what_is_gone() {
    let world = World::new().await;
    let good = world.good();
    let [one, two, three] = &world.records[..] else {
        panic!()
    };
    let gone = good.delete(&format!("{}/{one}", world.table())).await.ok();
    assert_eq!(gone, json!({ "id": one, "deleted": true }));
    let gone = good
        .delete(&format!(
            "{}?records[]={three}&records%5B%5D={two}",
            world.table()
        ))
        .await
        .ok();
    assert_eq!(
        gone,
        json!({ "records": [{ "id": three, "deleted": true }, { "id": two, "deleted": true }] })
    );
    good.delete(&format!("{}/{one}", world.table()))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    good.get(&format!("{}/{one}", world.table()))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    good.delete(&format!("{}?records[]={two}", world.table()))
        .await
        .is(422, "ROW_DOES_NOT_EXIST");
}

#[tokio::test]
async fn lists_page_until_offset_is_absent() {
    let world = World::new().await;
    let good = world.good();
    let all = good.get(&world.table()).await;
    assert!(!all.text().contains("offset"));
    assert_eq!(names(&all.ok()), ["one", "two", "three"]);
    let mut seen = Vec::new();
    let mut offset = String::new();
    loop {
        // A first page with an empty offset, as airtable.js asks for it.
        let page = good
            .get(&format!(
                "{}/?pageSize=2&offset={}&method=get",
                world.table(),
                offset.replace('/', "%2F")
            ))
            .await
            .ok();
        seen.extend(names(&page).iter().map(|name| (*name).to_owned()));
        match page.get("offset") {
            Some(next) => {
                let next = next.as_str().unwrap();
                assert!(
                    next.starts_with("itr") && next.as_bytes()[17] == b'/' && next.contains("/rec"),
                    "{next}"
                );
                next.clone_into(&mut offset);
            }
            None => break,
        }
    }
    assert_eq!(seen, ["one", "two", "three"]);
    let capped = good
        .get(&format!("{}?maxRecords=2&pageSize=2", world.table()))
        .await;
    assert!(
        !capped.text().contains("offset"),
        "nothing after maxRecords"
    );
    for spelling in ["limit=1", "pageSize=1&limit=2"] {
        let page = good
            .get(&format!("{}?{spelling}", world.table()))
            .await
            .ok();
        assert_eq!(names(&page), ["one"], "{spelling}");
        assert!(page["offset"].is_string());
    }
}

#[tokio::test]
async fn lists_sort_and_post_reads_the_same_as_get() {
    let world = World::new().await;
    let good = world.good();
    let query = "sort%5B0%5D%5Bfield%5D=Points&sort[0][direction]=desc&fields=Name&pageSize=2";
    let first = good.get(&format!("{}?{query}", world.table())).await.ok();
    assert_eq!(names(&first), ["three", "two"]);
    let offset = first["offset"].as_str().unwrap();
    let second = good
        .get(&format!("{}?{query}&offset={offset}", world.table()))
        .await
        .ok();
    assert_eq!(names(&second), ["one"]);
    let path = format!("{}/listRecords?timeZone=utc&userLocale=en", world.table());
    let body = json!({
        "sort": [{ "field": "Points", "direction": "desc" }], "fields": ["Name"], "pageSize": 2,
        "method": "post", "timeZone": "utc", "userLocale": "en", "cellFormat": "json", "filterByFormula": " ", "offset": null,
    });
    let posted = good.post(&path, body).await.ok();
    assert_eq!(posted["records"], first["records"]);
    let view = good
        .get(&format!("{}?view=Grid%20view", world.table()))
        .await
        .ok();
    assert_eq!(names(&view), ["one", "two", "three"]);
    let none = good
        .send(
            Method::POST,
            &format!("{}/listRecords", world.table()),
            &[],
            Body::empty(),
        )
        .await
        .ok();
    assert_eq!(names(&none).len(), 3, "a body may be left out");
}

#[tokio::test]
async fn table_names_may_hold_anything() {
    let world = World::new().await;
    let good = world.good();
    for (name, encoded) in [
        ("a/b", "a%2Fb"),
        ("100 % +", "100%20%25%20+"),
        ("ünï?", "%C3%BCn%C3%AF%3F"),
    ] {
        let body = json!({ "name": name, "fields": [{ "name": "F", "type": "singleLineText" }] });
        good.post(&format!("/v0/meta/bases/{}/tables", world.base), body)
            .await
            .ok();
        let path = format!("/v0/{}/{encoded}", world.base);
        let made = good
            .post(&format!("{path}/?"), json!({ "fields": { "F": name } }))
            .await
            .ok();
        let id = made["id"].as_str().unwrap();
        assert_eq!(
            good.get(&format!("{path}/{id}?")).await.ok()["fields"]["F"],
            name,
            "{name}"
        );
        assert_eq!(
            good.get(&format!("{path}?")).await.ok()["records"]
                .as_array()
                .unwrap()
                .len(),
            1
        );
    }
}

#[tokio::test]
async fn a_record_is_found_by_any_table_of_its_base() {
    let world = World::new().await;
    let body = json!({ "name": "Other", "fields": [{ "name": "F", "type": "singleLineText" }] });
    world
        .good()
        .post(&format!("/v0/meta/bases/{}/tables", world.base), body)
        .await
        .ok();
    let record = world
        .good()
        .get(&format!("/v0/{}/Other/{}", world.base, world.records[0]))
        .await
        .ok();
    assert_eq!(record["fields"]["Name"], "one");
}

#[tokio::test]
async fn typecast_makes_choices_for_creators_only() {
    let world = World::new().await;
    let ed = world.user("ed@example.com").await;
    world.role_on_base(&ed, Some("edit")).await;
    let token = world
        .mint(
            "ed@example.com",
            &["data.records:write"],
            json!({ "mode": "all" }),
        )
        .await;
    let body = json!({ "fields": { "State": "brand new", "Points": "1.5" }, "typecast": true });
    let reply = world
        .bearer(&token)
        .post(&world.table(), body.clone())
        .await;
    reply.is(422, "INVALID_MULTIPLE_CHOICE_OPTIONS");
    assert!(reply.message().contains("brand new"), "{}", reply.message());
    let record = world.good().post(&world.table(), body.clone()).await.ok();
    assert_eq!(
        (&record["fields"]["State"], &record["fields"]["Points"]),
        (&json!("brand new"), &json!(1.5))
    );
    let record = world.bearer(&token).post(&world.table(), body).await.ok();
    assert_eq!(
        record["fields"]["State"], "brand new",
        "once it is there, an editor may use it"
    );
}

#[tokio::test]
async fn a_batch_is_written_whole_or_not_at_all() {
    let world = World::new().await;
    let before = world.digest().await;
    let body =
        json!({ "records": [{ "fields": { "Name": "fine" } }, { "fields": { "Points": "x" } }] });
    world
        .good()
        .post(&world.table(), body)
        .await
        .is(422, "INVALID_VALUE_FOR_COLUMN");
    let absent = "recZZZZZZZZZZZZZZ";
    let body = json!({ "records": [{ "id": world.records[0], "fields": { "Name": "x" } }, { "id": absent, "fields": {} }] });
    world
        .good()
        .patch(&world.table(), body)
        .await
        .is(422, "ROW_DOES_NOT_EXIST");
    let path = format!(
        "{}?records[]={}&records[]={absent}",
        world.table(),
        world.records[0]
    );
    world
        .good()
        .delete(&path)
        .await
        .is(422, "ROW_DOES_NOT_EXIST");
    assert_eq!(world.digest().await, before);
}

#[tokio::test]
async fn the_same_table_renders_alike_after_its_schema_changed() {
    let world = World::new().await;
    let good = world.good();
    good.get(&world.table()).await.ok();
    let path = format!("/v0/meta/bases/{}/tables/{TABLE}/fields/Name", world.base);
    good.patch(&path, json!({ "name": "Title" })).await.ok();
    let list = good.get(&world.table()).await.ok();
    assert_eq!(list["records"][0]["fields"]["Title"], "one");
    assert!(list["records"][0]["fields"].get("Name").is_none());
}
