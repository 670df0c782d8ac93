use super::*;
use crate::bounds::Bounds;

fn gives(case: &Json) -> Result<Json, CaseError> {
    run(case, &Context::new(Millis(0), Bounds::default()))
}

#[test]
fn values_of_the_web_api_become_cells() {
    let person = json!({ "id": "usrAAAAAAAAAAAAA1", "email": "ann@example.com", "name": "Ann" });
    let record = json!({ "id": "recAAAAAAAAAAAAA1", "name": "One" });
    let file = json!({ "id": "attAAAAAAAAAAAAA1", "filename": "a.png", "url": "https://x.test/1" });
    for (kind, of, value, wanted) in [
        ("number", "", json!(1.5), json!("1.5")),
        ("singleLineText", "", json!("a \"b\""), json!("a \"b\"")),
        ("checkbox", "", json!(true), json!("1")),
        ("checkbox", "", json!(false), json!("")),
        (
            "date",
            "",
            json!("2024-02-29"),
            json!("2024-02-29T00:00:00.000Z"),
        ),
        (
            "dateTime",
            "",
            json!("2024-02-29T01:00:00+01:00"),
            json!("2024-02-29T00:00:00.000Z"),
        ),
        (
            "createdTime",
            "",
            json!("2024-02-29T00:00:00Z"),
            json!("2024-02-29T00:00:00.000Z"),
        ),
        ("singleSelect", "", json!("Done"), json!("Done")),
        ("multipleSelects", "", json!(["b", "a"]), json!("b, a")),
        ("singleCollaborator", "", person.clone(), json!("Ann")),
        ("multipleCollaborators", "", json!([person]), json!("Ann")),
        ("createdBy", "", person.clone(), json!("Ann")),
        ("multipleRecordLinks", "", json!([record]), json!("One")),
        (
            "multipleAttachments",
            "",
            json!([file]),
            json!("a.png (https://x.test/1)"),
        ),
        ("barcode", "", json!({ "text": "0123" }), json!("0123")),
        ("aiText", "", json!("said"), json!("said")),
        ("count", "", json!(3), json!("3")),
        ("duration", "", json!(90), json!("90")),
        ("formula", "number", json!(2), json!("2")),
        (
            "formula",
            "dateTime",
            json!("2024-02-29T00:00:00Z"),
            json!("2024-02-29T00:00:00.000Z"),
        ),
        (
            "formula",
            "number",
            json!({ "specialValue": "NaN" }),
            json!("NaN"),
        ),
        ("rollup", "singleLineText", json!(["a", "b"]), json!("a, b")),
        ("rollup", "number", json!(4), json!("4")),
        (
            "multipleLookupValues",
            "number",
            json!([1, 2]),
            json!("1, 2"),
        ),
        (
            "multipleLookupValues",
            "singleSelect",
            json!(["x", "y"]),
            json!("x, y"),
        ),
        (
            "multipleLookupValues",
            "multipleSelects",
            json!(["x", "y"]),
            json!("x, y"),
        ),
        (
            "multipleLookupValues",
            "multipleRecordLinks",
            json!([record]),
            json!("One"),
        ),
        (
            "multipleLookupValues",
            "multipleAttachments",
            json!([file]),
            json!("a.png (https://x.test/1)"),
        ),
        (
            "multipleLookupValues",
            "singleCollaborator",
            json!([person]),
            json!("Ann"),
        ),
        (
            "multipleLookupValues",
            "number",
            json!([{ "error": "#ERROR!" }]),
            json!({ "error": "#ERROR!" }),
        ),
    ] {
        let case = json!({
            "formula": "{F} & \"\"",
            "fields": { "F": { "type": kind, "of": of, "value": value }, "Other": { "type": "number", "value": 9 } },
        });
        let mut case = case;
        if of.is_empty() {
            case["fields"]["F"].as_object_mut().unwrap().remove("of");
        }
        assert_eq!(gives(&case), Ok(wanted), "{case}");
    }
}

#[test]
fn cases_that_make_no_sense() {
    for (case, wanted) in [
        (json!({}), "a case has a formula"),
        (
            json!({ "formula": "1", "fields": [] }),
            "fields is an object",
        ),
        (
            json!({ "formula": "1", "fields": { "A": { "type": "nothing" } } }),
            "\"A\" has no type",
        ),
        (
            json!({ "formula": "1", "fields": { "A": {} } }),
            "\"A\" has no type",
        ),
        (
            json!({ "formula": "1", "fields": { "A": { "type": "number", "value": "x" } } }),
            "\"A\" is not a number",
        ),
        (
            json!({ "formula": "1", "fields": { "A": { "type": "date", "value": "29/2" } } }),
            "\"A\" is not a date",
        ),
        (
            json!({ "formula": "1", "fields": { "A": { "type": "multipleSelects", "value": "x" } } }),
            "\"A\" is not a list",
        ),
        (
            json!({ "formula": "1", "record": { "id": "x" } }),
            "the id of a record",
        ),
        (
            json!({ "formula": "1", "record": { "createdTime": "now" } }),
            "createdTime is not",
        ),
    ] {
        match gives(&case) {
            Err(CaseError::Shape(told)) => assert!(told.contains(wanted), "{told}"),
            other => panic!("{case} gives {other:?}"),
        }
    }
    assert!(matches!(
        gives(&json!({ "formula": "1 +" })),
        Err(CaseError::Formula(_))
    ));
}

#[test]
fn results_are_compared_as_cases_mean_them() {
    let nan = json!({ "error": true, "specialValue": "NaN" });
    let wrong = json!({ "error": true });
    let refused = Err(CaseError::Formula(unknown_problem("x")));
    for (expected, got, wanted) in [
        (json!(0.3), json!(0.1 + 0.2), true),
        (json!(1e20), json!(1.000_000_000_1e20), true),
        (json!(1e-20), json!(0), true),
        (json!(1), json!(1.000_001), false),
        (json!(1), json!("1"), false),
        (json!(null), json!(""), true),
        (json!(""), json!(null), true),
        (json!(null), json!(0), false),
        (
            json!("2024-02-29T00:00:00Z"),
            json!("2024-02-29T00:00:00.000Z"),
            true,
        ),
        (
            json!("2024-02-29"),
            json!("2024-02-29T00:00:00.000Z"),
            false,
        ),
        (json!([1, "a"]), json!([1, "a"]), true),
        (json!([1]), json!([1, 2]), false),
        (wrong.clone(), json!({ "error": "#ERROR!" }), true),
        (wrong.clone(), json!({ "specialValue": "NaN" }), false),
        (wrong.clone(), json!(1), false),
        (nan.clone(), json!({ "specialValue": "NaN" }), true),
        (nan.clone(), json!({ "specialValue": "Infinity" }), false),
        (nan.clone(), json!({ "error": "#ERROR!" }), false),
        (json!(1), json!({ "error": "#ERROR!" }), false),
    ] {
        assert_eq!(
            matches(&expected, &Ok(got.clone())),
            wanted,
            "{expected} {got}"
        );
    }
    assert!(matches(&wrong, &refused));
    assert!(!matches(&nan, &refused));
    assert!(!matches(&wrong, &Err(shape("no case"))));
}
