//! Lists filtered by a formula (web-api 2.1, formulas 5).

use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use crate::support::{Rich, World};

fn names(page: &Value) -> Vec<&str> {
    let records = page["records"].as_array().unwrap().iter();
    records
        .map(|record| record["fields"]["Name"].as_str().unwrap())
        .collect()
}

/// `OR(RECORD_ID()='rec…', …)`: pyairtable's object mapper loads linked
/// records so.
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

#[tokio::test]
async fn a_formula_keeps_what_it_is_true_for() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let list = rich.path("T/listRecords");
    for (formula, kept) in [
        ("1", &["one", "two", "three"][..]),
        ("0", &[]),
        ("", &["one", "two", "three"]),
        ("  ", &["one", "two", "three"]),
        ("{Points} >= 2", &["two", "three"]),
        ("Points >= 2", &["two", "three"]),
        ("{<Tasks.Points>} = 1", &["one"]),
        ("AND({State} = 'open', FIND('o', {Name}))", &["one"]),
        ("{Owner} = 'Ann'", &["one"]),
        ("NOT({State})", &["two", "three"]),
        ("0/0", &[]),
        ("1/0", &["one", "two", "three"]),
        ("ERROR()", &[]),
    ] {
        let body = json!({ "filterByFormula": rich.ids(formula) });
        let found = good.post(&list, body).await.ok();
        assert_eq!(names(&found), kept, "{formula}");
    }
    // On top of the view's filter, and of a sort.
    let view = json!({ "name": "Some", "filters": { "conjunction": "and", "conditions": [
        { "fieldId": rich.id("Tasks.Points"), "operator": "<", "value": 3 },
    ] } });
    good.post(&rich.path("A/tables/Tasks/views"), view)
        .await
        .ok();
    let body = json!({
        "filterByFormula": "LEN({Name}) = 3", "view": "Some",
        "sort": [{ "field": "Points", "direction": "desc" }],
    });
    assert_eq!(names(&good.post(&list, body).await.ok()), ["two", "one"]);
    let path = rich.path("T?filterByFormula=%7BPoints%7D%3D2&maxRecords=1");
    assert_eq!(names(&good.get(&path).await.ok()), ["two"]);
}

#[tokio::test]
async fn a_long_formula_is_posted() {
    let world = World::new().await;
    let list = format!("{}/listRecords", world.table());
    let parts: Vec<String> = (0..1_000).map(|n| format!("{{Points}} = {n}.5")).collect();
    let formula = format!("OR({}, {{Name}} = 'two')", parts.join(", "));
    assert!(formula.len() > 16_000);
    let body = json!({ "filterByFormula": formula });
    let found = world.good().post(&list, body).await.ok();
    assert_eq!(names(&found), ["two"]);
}

#[tokio::test]
async fn what_is_no_formula_is_refused_in_the_words_that_clients_know() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let list = rich.path("T/listRecords");
    for (formula, said) in [
        ("{Nope} = 1", "Unknown field names: nope"),
        (
            "AND({Nope}, {Other One}, {Name})",
            "Unknown field names: nope, other one",
        ),
        (
            "{Points} = =",
            "Invalid formula. Please check your formula text.",
        ),
        (
            "NOPE(1)",
            "Invalid formula. Please check your formula text.",
        ),
    ] {
        let refused = good
            .post(&list, json!({ "filterByFormula": formula }))
            .await;
        refused.is(422, "INVALID_FILTER_BY_FORMULA");
        let expected = format!("The formula for filtering records is invalid: {said}");
        assert!(
            refused.message().starts_with(&expected),
            "{}",
            refused.text()
        );
    }
}

/// How a list is answered is nothing that a client sees.
#[tokio::test]
async fn columns_mib_decides_nothing_that_a_client_sees() {
    for columns_mib in [0, 8] {
        let limits = Limits {
            columns_mib,
            ..Limits::default()
        };
        let world = World::with(HttpConfig::default(), limits).await;
        let list = format!("{}/listRecords", world.table());
        for (formula, sort, found) in [
            ("{Points} > 1", "Name", ["three", "two"]),
            ("{State} = ''", "Points", ["two", "three"]),
        ] {
            let body = json!({ "filterByFormula": formula, "sort": [{ "field": sort }] });
            let answer = world.good().post(&list, body).await.ok();
            assert_eq!(names(&answer), found, "{formula}");
        }
    }
}
