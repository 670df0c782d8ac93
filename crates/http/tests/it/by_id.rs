//! Lists of named records: `OR(RECORD_ID()='rec…', …)` (pyairtable's object
//! mapper loads linked records so).

use serde_json::{Value, json};

use crate::support::World;

fn names(page: &Value) -> Vec<&str> {
    let records = page["records"].as_array().unwrap().iter();
    records
        .map(|record| record["fields"]["Name"].as_str().unwrap())
        .collect()
}

#[tokio::test]
async fn named_records_come_in_pages_like_others() {
    let world = World::new().await;
    let good = world.good();
    let mut ids = Vec::new();
    for name in ["a", "b", "c", "d"] {
        let made = good
            .post(&world.table(), json!({ "fields": { "Name": name } }))
            .await
            .ok();
        ids.push(made["id"].as_str().unwrap().to_owned());
    }
    let absent = "recZZZZZZZZZZZZZZ".to_owned();
    let wanted = [&ids[3], &absent, &ids[0], &ids[2], &ids[0]];
    let compared: Vec<String> = wanted
        .iter()
        .map(|id| format!("RECORD_ID()='{id}'"))
        .collect();
    let formula = format!("OR({})", compared.join(", "));
    let list = format!("{}/listRecords", world.table());
    let ask = |more: Value| {
        let mut body = json!({ "filterByFormula": formula, "pageSize": 2 });
        for (key, value) in more.as_object().unwrap() {
            body[key] = value.clone();
        }
        good.post(&list, body)
    };
    for (sort, order) in [
        (json!([]), ["a", "c", "d"]),
        (
            json!([{ "field": "Name", "direction": "desc" }]),
            ["d", "c", "a"],
        ),
    ] {
        let first = ask(json!({ "sort": sort })).await.ok();
        assert_eq!(names(&first), order[..2]);
        let offset = first["offset"].clone();
        let second = ask(json!({ "sort": sort, "offset": offset })).await.ok();
        assert_eq!(names(&second), order[2..]);
        assert!(second.get("offset").is_none());
        // Of another list, the offset is none.
        let body = json!({ "sort": sort, "offset": offset });
        let refused = good.post(&list, body).await;
        assert_eq!(refused.status, 422);
    }
    let one = ask(json!({ "maxRecords": 1 })).await.ok();
    assert_eq!(names(&one), ["a"]);
    let query = format!("?filterByFormula=RECORD_ID()%3D%22{}%22", ids[1]);
    let one = good.get(&format!("{}{query}", world.table())).await.ok();
    assert_eq!(names(&one), ["b"]);
}
