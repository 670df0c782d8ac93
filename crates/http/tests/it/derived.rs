//! Formulas, rollups, lookups and counts as clients make, read and change them.

mod changes;

use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use crate::support::{Rich, World, text};

const OPTIONS: &str = "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE";

/// Makes a field of the tasks.
async fn make(rich: &Rich, name: &str, kind: &str, options: Value) -> Value {
    let path = rich.path("M/tables/Tasks/fields");
    let body = json!({ "name": name, "type": kind, "options": options });
    rich.world.good().post(&path, body).await.ok()
}

async fn formula(rich: &Rich, name: &str, formula: &str) -> Value {
    make(rich, name, "formula", json!({ "formula": formula })).await
}

/// The options that lead from the tasks to the ages of their owners.
fn to_ages(rich: &Rich) -> Value {
    json!({ "recordLinkFieldId": rich.id("Tasks.Owner"), "fieldIdInLinkedTable": rich.id("People.Age") })
}

fn with(mut options: Value, more: Value) -> Value {
    if let Value::Object(more) = more {
        for (key, value) in more {
            options[key] = value;
        }
    }
    options
}

/// One of each kind.
async fn one_of_each() -> Rich {
    one_of_each_in(World::new().await).await
}

async fn one_of_each_in(world: World) -> Rich {
    let rich = Rich::of(world).await;
    formula(&rich, "Label", "{Name} & '/' & Points").await;
    make(&rich, "Ages", "multipleLookupValues", to_ages(&rich)).await;
    let sum = with(to_ages(&rich), json!({ "formula": "SUM(values)" }));
    make(&rich, "Age", "rollup", sum).await;
    let link = json!({ "recordLinkFieldId": rich.id("Tasks.Owner") });
    make(&rich, "Owners", "count", link).await;
    rich
}

async fn cells(rich: &Rich, task: &str) -> Value {
    let path = rich.path(&format!("T/<{task}>"));
    rich.world.good().get(&path).await.ok()["fields"].clone()
}

/// The names of a list's records.
async fn listed(rich: &Rich, query: &str) -> Vec<String> {
    let list = rich.world.good().get(&rich.path(query)).await.ok();
    let records = list["records"].as_array().unwrap().iter();
    records
        .map(|record| text(&record["fields"]["Name"]))
        .collect()
}

#[tokio::test]
async fn each_kind_is_made_and_read_back() {
    let rich = Rich::new().await;
    let number = json!({ "type": "number", "options": { "precision": 0 } });
    let (name, points) = (rich.id("Tasks.Name"), rich.id("Tasks.Points"));
    let made = formula(&rich, "Label", "{Name} & '/' & Points").await;
    assert_eq!(
        made["options"],
        json!({
            "isValid": true, "formula": format!("{{{name}}} & '/' & {{{points}}}"),
            "referencedFieldIds": [name, points], "result": { "type": "singleLineText" },
        })
    );
    let path = to_ages(&rich);
    let lookup = make(&rich, "Ages", "multipleLookupValues", path.clone()).await;
    assert_eq!(
        lookup["options"],
        with(path.clone(), json!({ "isValid": true, "result": number }))
    );
    let sum = json!({ "formula": "SUM(values)" });
    let rollup = make(&rich, "Age", "rollup", with(path.clone(), sum.clone())).await;
    let shown = json!({ "isValid": true, "referencedFieldIds": [], "result": number });
    assert_eq!(rollup["options"], with(with(path, sum), shown));
    let link = json!({ "recordLinkFieldId": rich.id("Tasks.Owner") });
    let count = make(&rich, "Owners", "count", link.clone()).await;
    assert_eq!(count["options"], with(link, json!({ "isValid": true })));
    // The schema says the same, and whoever reads a field may make it again.
    let schema = rich.world.good().get(&rich.path("M/tables")).await.ok();
    let fields = schema["tables"][0]["fields"].as_array().unwrap();
    for made in [made, lookup, rollup, count] {
        assert!(fields.contains(&made), "{made}");
        let kind = text(&made["type"]);
        let again = make(
            &rich,
            &format!("{kind} again"),
            &kind,
            made["options"].clone(),
        )
        .await;
        assert_eq!(again["options"], made["options"]);
    }
}

#[tokio::test]
async fn a_table_is_made_with_formulas() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let table = json!({ "name": "Sums", "fields": [
        { "name": "Sum", "type": "formula", "options": { "formula": "A + {B}" } },
        { "name": "A", "type": "number", "options": { "precision": 1 } },
        { "name": "B", "type": "number", "options": { "precision": 0 } },
    ] });
    let made = good.post(&rich.path("M/tables"), table).await.ok();
    assert_eq!(made["primaryFieldId"], made["fields"][0]["id"]);
    assert_eq!(made["fields"][0]["options"]["isValid"], true);
    let path = rich.path("/v0/<base>/Sums");
    let record = good
        .post(&path, json!({ "fields": { "A": 1.5, "B": 2 } }))
        .await
        .ok();
    assert_eq!(record["fields"], json!({ "Sum": 3.5, "A": 1.5, "B": 2 }));
}

#[tokio::test]
async fn every_answer_shows_what_is_computed() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let computed = |fields: &Value| {
        ["Label", "Ages", "Age", "Owners"].map(|name| fields.get(name).cloned().unwrap_or_default())
    };
    let one = [json!("one/1"), json!([30]), json!(30), json!(1)];
    let two = [json!("two/2"), Value::Null, json!(0), json!(0)];
    assert_eq!(computed(&cells(&rich, "task1").await), one);
    assert_eq!(computed(&cells(&rich, "task2").await), two);
    let list = good.get(&rich.path("T")).await.ok();
    assert_eq!(computed(&list["records"][0]["fields"]), one);
    assert_eq!(computed(&list["records"][1]["fields"]), two);
    // In the answers of writes, too.
    let both = json!([rich.id("Ann"), rich.id("Bob")]);
    let body = json!({ "fields": { "Name": "x", "Points": 1.5, "Owner": both } });
    let made = good.post(&rich.path("T"), body).await.ok();
    let expected = [json!("x/1.5"), json!([30]), json!(30), json!(2)];
    assert_eq!(computed(&made["fields"]), expected);
    let body = json!({ "fields": { "Owner": both } });
    let changed = good.patch(&rich.path("T/<task2>"), body).await.ok();
    let expected = [json!("two/2"), json!([30]), json!(30), json!(2)];
    assert_eq!(computed(&changed["fields"]), expected);
    let body = json!({ "records": [{ "id": rich.id("task1"), "fields": { "Points": 7 } }] });
    let changed = good.patch(&rich.path("T"), body).await.ok();
    assert_eq!(changed["records"][0]["fields"]["Label"], "one/7");
    // And where it comes from far.
    let body = json!({ "fields": { "Age": 31 } });
    good.patch(&rich.path("/v0/<base>/People/<Ann>"), body)
        .await
        .ok();
    assert_eq!(cells(&rich, "task1").await["Ages"], json!([31]));
    let query = "T?returnFieldsByFieldId=true&fields[]=Label&fields[]=Owners&maxRecords=1";
    let list = good.get(&rich.path(query)).await.ok();
    assert_eq!(list["records"][0]["fields"].as_object().unwrap().len(), 2);
}

#[tokio::test]
async fn nobody_writes_what_is_computed() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let before = rich.world.digest().await;
    for name in ["Label", "Ages", "Age", "Owners"] {
        for value in [json!(1), json!("x"), json!([1]), Value::Null] {
            let body = json!({ "fields": { name: value }, "typecast": true });
            for reply in [
                good.post(&rich.path("T"), body.clone()).await,
                good.patch(&rich.path("T/<task1>"), body.clone()).await,
                good.put(&rich.path("T/<task1>"), body).await,
            ] {
                reply.is(422, "INVALID_VALUE_FOR_COLUMN");
                assert_eq!(
                    reply.message(),
                    format!("Field \"{name}\" cannot accept a value because the field is computed")
                );
            }
        }
    }
    assert_eq!(rich.world.digest().await, before);
}

#[tokio::test]
async fn errors_and_days_are_shown_as_values() {
    let rich = Rich::new().await;
    let good = rich.world.good();
    let body = json!({ "fields": { "Due": "2024-02-28", "Met": "2024-05-06T07:08:09.000Z" } });
    good.patch(&rich.path("T/<task1>"), body).await.ok();
    let iso = json!({ "name": "iso" });
    let day = json!({ "type": "date", "options": { "dateFormat": iso } });
    let clock = json!({ "dateFormat": iso, "timeFormat": { "name": "24hour" }, "timeZone": "utc" });
    let moment = json!({ "type": "dateTime", "options": clock });
    for (text, result, expected, shown) in [
        (
            "1 / 0",
            Value::Null,
            json!({ "specialValue": "Infinity" }),
            "Infinity",
        ),
        (
            "-1 / 0",
            Value::Null,
            json!({ "specialValue": "-Infinity" }),
            "-Infinity",
        ),
        (
            "0 / 0",
            Value::Null,
            json!({ "specialValue": "NaN" }),
            "NaN",
        ),
        (
            "ERROR()",
            Value::Null,
            json!({ "error": "#ERROR!" }),
            "#ERROR!",
        ),
        (
            "DATEADD({Due}, 1, 'day')",
            day.clone(),
            json!("2024-02-29"),
            "2024-02-29",
        ),
        // A day may have an hour that it does not show.
        (
            "DATEADD({Due}, 30, 'hours')",
            day,
            json!("2024-02-29"),
            "2024-02-29",
        ),
        (
            "DATEADD({Met}, 1, 'hour')",
            moment,
            json!("2024-05-06T08:08:09.000Z"),
            "2024-05-06 10:08",
        ),
        ("{Points} / 4", Value::Null, json!(0.25), "0.25"),
        ("IF(0, 1)", Value::Null, Value::Null, ""),
        ("''", Value::Null, Value::Null, ""),
    ] {
        let options = json!({ "formula": text, "result": result });
        make(&rich, text, "formula", options).await;
        let found = cells(&rich, "task1").await;
        assert_eq!(
            found.get(text).cloned().unwrap_or_default(),
            expected,
            "{text}"
        );
        let query = "T/<task1>?cellFormat=string&timeZone=Europe/Berlin&userLocale=en-us";
        let strings = good.get(&rich.path(query)).await.ok();
        let seen = strings["fields"][text].as_str().unwrap_or_default();
        assert_eq!(seen, shown, "{text}");
    }
}

#[tokio::test]
async fn texts_are_what_people_read() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    let euro = json!({ "type": "currency", "options": { "precision": 2, "symbol": "€" } });
    let cost = json!({ "formula": "Points * 2", "result": euro });
    let made = make(&rich, "Cost", "formula", cost).await;
    assert_eq!(made["options"]["result"], euro);
    let names = json!({ "recordLinkFieldId": rich.id("Tasks.Owner"), "fieldIdInLinkedTable": rich.id("People.Tasks") });
    make(&rich, "Theirs", "multipleLookupValues", names).await;
    let query = "T?cellFormat=string&timeZone=utc&userLocale=en-us&fields[]=Label&fields[]=Ages\
                 &fields[]=Owners&fields[]=Cost&fields[]=Theirs";
    let list = good.get(&rich.path(query)).await.ok();
    let fields = |place: usize| list["records"][place]["fields"].clone();
    assert_eq!(
        fields(0),
        json!({ "Label": "one/1", "Ages": "30", "Owners": "1", "Cost": "€2.00", "Theirs": "one" })
    );
    assert_eq!(
        fields(1),
        json!({ "Label": "two/2", "Owners": "0", "Cost": "€4.00" })
    );
}

#[tokio::test]
async fn lists_are_sorted_and_filtered_by_what_is_computed() {
    let rich = one_of_each().await;
    let good = rich.world.good();
    formula(&rich, "Rank", "IF(Points = 2, ERROR(), 10 - Points)").await;
    let sorted = async |query: &str| listed(&rich, &format!("T?sort[0][field]={query}")).await;
    assert_eq!(sorted("Rank").await, ["three", "one", "two"], "errors last");
    assert_eq!(
        sorted("Rank&sort[0][direction]=desc").await,
        ["two", "one", "three"]
    );
    assert_eq!(sorted("Ages&sort[0][direction]=desc").await[0], "one");
    assert_eq!(sorted("Label").await, ["one", "three", "two"]);
    assert_eq!(
        listed(&rich, "T?filterByFormula=%7BAge%7D%3D30").await,
        ["one"]
    );
    assert_eq!(
        listed(&rich, "T?filterByFormula=NOT(ISERROR(%7BRank%7D))").await,
        ["one", "three"]
    );
    let schema = good.get(&rich.path("M/tables")).await.ok();
    let id = |name: &str| {
        let fields = schema["tables"][0]["fields"].as_array().unwrap();
        fields.iter().find(|field| field["name"] == name).unwrap()["id"].clone()
    };
    for (name, operator, value, kept) in [
        ("Rank", ">", json!(7), &["one"][..]),
        ("Rank", "!=", json!(9), &["three"]),
        ("Rank", "isNotEmpty", Value::Null, &["one", "two", "three"]),
        ("Owners", "=", json!(0), &["two", "three"]),
        ("Ages", "=", json!(30), &["one"]),
        ("Ages", "isEmpty", Value::Null, &["two", "three"]),
        ("Label", "contains", json!("T"), &["two", "three"]),
    ] {
        let condition = json!({ "fieldId": id(name), "operator": operator, "value": value });
        let filters = json!({ "conjunction": "and", "conditions": [condition] });
        let view = json!({ "name": format!("{name} {operator}"), "filters": filters });
        let made = good
            .post(&rich.path("A/tables/Tasks/views"), view)
            .await
            .ok();
        let found = listed(&rich, &format!("T?view={}", text(&made["id"]))).await;
        assert_eq!(found, kept, "{name} {operator} {value}");
    }
    let condition = json!({ "fieldId": id("Rank"), "operator": "contains", "value": "x" });
    let filters = json!({ "conjunction": "and", "conditions": [condition] });
    let view = json!({ "name": "Wrong", "filters": filters });
    let refused = good.post(&rich.path("A/tables/Tasks/views"), view).await;
    assert_eq!(refused.status, 422);
    assert!(
        refused.message().contains("of type number"),
        "{}",
        refused.text()
    );
}

/// Whatever is too much for one write is right all the same.
#[tokio::test]
async fn recalculated_per_write_decides_nothing_that_a_client_sees() {
    for recalculated_per_write in [1, 1_000] {
        let limits = Limits {
            recalculated_per_write,
            ..Limits::default()
        };
        let world = World::with(HttpConfig::default(), limits).await;
        let rich = one_of_each_in(world).await;
        let good = rich.world.good();
        for task in ["task2", "task3"] {
            let body = json!({ "fields": { "Owner": [rich.id("Ann")] } });
            good.patch(&rich.path(&format!("T/<{task}>")), body)
                .await
                .ok();
        }
        let body = json!({ "fields": { "Age": 33 } });
        good.patch(&rich.path("/v0/<base>/People/<Ann>"), body)
            .await
            .ok();
        for task in ["task1", "task2", "task3"] {
            assert_eq!(cells(&rich, task).await["Age"], 33, "{task}");
        }
        let found = listed(&rich, "T?filterByFormula=%7BAge%7D%3D33").await;
        assert_eq!(found.len(), 3);
    }
}
