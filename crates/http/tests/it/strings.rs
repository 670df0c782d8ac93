//! `cellFormat=string`: every cell as the text a person sees (web-api 2.8).

use serde_json::{Value, json};

use crate::support::Rich;

const BERLIN: &str = "cellFormat=string&timeZone=Europe/Berlin&userLocale=en-us";

/// Fills the first task with something of everything.
async fn filled() -> Rich {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let cells = json!({
        "Name": "A \"quoted\" näme", "Notes": "two\nlines", "Rich": "**bold**", "Email": "a@b.c",
        "Link": "https://x.y", "Phone": "+1", "Points": 1.25, "Price": -1234.5, "Share": 0.5, "Took": 9000,
        "Stars": 4, "Done": true, "Due": "2024-02-29", "Met": "2024-05-06T07:08:09.000Z",
        "State": "shut \"x\"", "Tags": ["blue", "red"],
        "Owner": [rich.id("Bob"), rich.id("Ann")], "After": [rich.id("task2")],
        "Files": [{ "url": "https://example.com/b.pdf" }], "Code": { "text": "12", "type": "upce" },
        "Who": { "id": rich.id("owner") }, "Team": [{ "id": rich.id("owner") }],
    });
    good.patch(&rich.path("T/<task1>"), json!({ "fields": cells }))
        .await
        .ok();
    rich
}

#[tokio::test]
async fn every_cell_is_text() {
    let rich = filled().await;
    let good = rich.world.good();
    let one = good
        .get(&rich.path(&format!("T/<task1>?{BERLIN}")))
        .await
        .ok();
    let expected = json!({
        "Name": "A \"quoted\" näme", "Notes": "two\nlines", "Rich": "**bold**", "Email": "a@b.c",
        "Link": "https://x.y", "Phone": "+1", "Points": "1.3", "Price": "-$1,234.50", "Share": "50%",
        "Took": "2:30", "Stars": "4", "Done": "checked", "Due": "2024-02-29", "Met": "2024-05-06 09:08",
        "State": "shut \"x\"", "Tags": "blue, red", "No": "1", "Made": "2025-10-09 10:53", "Maker": "Olive",
        "Changed": "2025-10-09 10:53", "Changer": "Olive", "Owner": "Bob, Ann", "After": "two",
        "Files": "b.pdf (https://example.com/b.pdf)", "Code": "12", "Who": "Olive", "Team": "Olive",
    });
    assert_eq!(one["fields"], expected);
    assert_eq!(one["id"], rich.id("task1"));
    assert_eq!(one["createdTime"], "2025-10-09T08:53:20.000Z");
    let keys: Vec<_> = one["fields"].as_object().unwrap().keys().take(3).collect();
    assert_eq!(keys, ["Name", "Notes", "Rich"], "in table order");
    // Blank cells are left out.
    let two = good
        .get(&rich.path(&format!("T/<task2>?{BERLIN}")))
        .await
        .ok();
    assert!(two["fields"].get("Done").is_none() && two["fields"].get("Owner").is_none());
    // A record of another table is shown with that table's fields.
    let ann = good
        .get(&rich.path(&format!("T/<Ann>?{BERLIN}")))
        .await
        .ok();
    assert_eq!(ann["fields"]["Age"], "30");
    assert_eq!(ann["fields"]["Tasks"], "A \"quoted\" näme");
}

#[tokio::test]
async fn lists_show_texts_however_they_are_asked_for() {
    let rich = filled().await;
    let good = rich.world.good();
    let shown = json!({ "Owner": "Bob, Ann", "Points": "1.3" });
    let first = |list: &Value| list["records"][0]["fields"].clone();
    let path = rich.path(&format!("T?fields[]=Owner&fields[]=Points&{BERLIN}"));
    assert_eq!(first(&good.get(&path).await.ok()), shown);
    // Zone and locale in the query, in the body, or in both (web-api 2.1).
    let fields = json!(["Owner", "Points"]);
    for (query, body) in [
        (
            "?timeZone=utc&userLocale=en",
            json!({ "cellFormat": "string", "fields": fields }),
        ),
        (
            "",
            json!({ "cellFormat": "string", "fields": fields, "timeZone": "utc", "userLocale": "en" }),
        ),
        (
            "?timeZone=utc&userLocale=en",
            json!({ "cellFormat": "string", "fields": fields, "timeZone": "utc", "userLocale": "en", "method": "post" }),
        ),
    ] {
        let path = rich.path(&format!("T/listRecords{query}"));
        assert_eq!(first(&good.post(&path, body).await.ok()), shown, "{query}");
    }
    // By field id, sorted and paged.
    let query =
        format!("returnFieldsByFieldId=1&sort[0][field]=Points&pageSize=1&fields=Owner&{BERLIN}");
    let page = good.get(&rich.path(&format!("T?{query}"))).await.ok();
    assert_eq!(first(&page)[rich.id("Tasks.Owner")], "Bob, Ann");
    let offset = page["offset"].as_str().unwrap();
    let next = rich.path(&format!("T?{query}&offset={offset}"));
    assert_eq!(first(&good.get(&next).await.ok()), json!({}));
}

#[tokio::test]
async fn times_are_shown_on_the_clocks_of_the_zone() {
    let rich = filled().await;
    let good = rich.world.good();
    for (zone, met) in [
        ("utc", "2024-05-06 07:08"),
        ("UTC", "2024-05-06 07:08"),
        ("client", "2024-05-06 07:08"),
        ("Asia/Tokyo", "2024-05-06 16:08"),
        ("america/los_angeles", "2024-05-06 00:08"),
    ] {
        let path = rich.path(&format!(
            "T/<task1>?cellFormat=string&timeZone={zone}&userLocale=en"
        ));
        assert_eq!(good.get(&path).await.ok()["fields"]["Met"], met, "{zone}");
    }
    let unknown = rich.path("T/<task1>?cellFormat=string&timeZone=Europe/Atlantis&userLocale=en");
    let refused = good.get(&unknown).await;
    refused.is(422, "INVALID_REQUEST_UNKNOWN");
    assert!(refused.message().contains("Europe/Atlantis"));
}

#[tokio::test]
async fn the_locale_matters_for_local_days_only() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let local = json!({ "name": "Local", "type": "date", "options": { "dateFormat": { "name": "local" } } });
    good.post(&rich.path("M/tables/Tasks/fields"), local)
        .await
        .ok();
    let cells = json!({ "fields": { "Local": "2024-05-06", "Due": "2024-05-06", "Price": 1.5 } });
    good.patch(&rich.path("T/<task1>"), cells).await.ok();
    for (locale, day) in [
        ("en-us", "5/6/2024"),
        ("de", "6.5.2024"),
        ("en-gb", "06/05/2024"),
        ("xx-nowhere", "5/6/2024"),
    ] {
        let path = rich.path(&format!(
            "T/<task1>?cellFormat=string&timeZone=utc&userLocale={locale}"
        ));
        let fields = &good.get(&path).await.ok()["fields"];
        assert_eq!(fields["Local"], day, "{locale}");
        assert_eq!(
            (&fields["Due"], &fields["Price"]),
            (&json!("2024-05-06"), &json!("$1.50"))
        );
    }
}

#[tokio::test]
async fn zone_and_locale_alone_change_nothing() {
    let rich = filled().await;
    let good = rich.world.good();
    let plain = good.get(&rich.path("T/<task1>")).await.ok();
    for query in [
        "timeZone=utc&userLocale=en-ie",
        "timeZone=Mars/Base",
        "cellFormat=json&userLocale=zz",
        "cellFormat=",
    ] {
        let path = rich.path(&format!("T/<task1>?{query}"));
        assert_eq!(good.get(&path).await.ok(), plain, "{query}");
    }
    let body = json!({ "timeZone": "Mars/Base", "cellFormat": "json" });
    good.post(&rich.path("T/listRecords"), body).await.ok();
}
