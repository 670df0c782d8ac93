use basekey_model::field::{Choices, DateFormat, Watch};
use basekey_model::schema::FieldKey;
use basekey_model::testing::Fixed;

use super::super::{changed, kind, options};
use super::*;
use crate::error::Code;

const PLACE: Place<'_> = Place {
    table: "T",
    field: "F",
};

fn id(n: u64) -> FieldId {
    FieldId::random(&Fixed::new(n))
}

fn make(name: &str, value: &Value) -> Answer<FieldKind> {
    kind(PLACE, name, Some(value), &Fixed::new(1))
}

fn change(old: &FieldKind, body: &Value) -> Answer<FieldKind> {
    let entropy = Fixed::new(7);
    let found = changed(
        PLACE,
        old,
        body["type"].as_str(),
        body.get("options"),
        &entropy,
    );
    found.map(|kind| kind.unwrap_or_else(|| panic!("{body} changes nothing")))
}

/// What a field is after the server found out what it gives.
fn settled(mut kind: FieldKind, result: FieldKind) -> FieldKind {
    let result = Some(Box::new(result));
    match &mut kind {
        FieldKind::Formula(formula) => {
            formula.result = result;
            formula.referenced = vec![id(3)];
        }
        FieldKind::Rollup(rollup) => rollup.result = result,
        FieldKind::MultipleLookupValues(lookup) => lookup.result = result,
        FieldKind::Count(count) => count.valid = true,
        _ => panic!("{kind:?} is not derived"),
    }
    kind
}

fn number() -> FieldKind {
    FieldKind::Number { precision: 2 }
}

#[test]
fn each_kind_takes_its_options() {
    let made = make("formula", &json!({ "formula": "{Price} * 2" })).unwrap();
    let FieldKind::Formula(formula) = made else {
        panic!("not a formula");
    };
    assert_eq!(formula.formula, "{Price} * 2", "names and all");
    assert_eq!((formula.format, formula.result), (None, None));
    let wish =
        json!({ "formula": "1", "result": { "type": "percent", "options": { "precision": 1 } } });
    let FieldKind::Formula(formula) = make("formula", &wish).unwrap() else {
        panic!("not a formula");
    };
    let percent = FieldKind::Percent { precision: 1 };
    assert_eq!(formula.format, Some(Box::new(percent)));
    let path = json!({ LINK: id(1), FIELD: id(2) });
    let mut with_formula = path.clone();
    with_formula["formula"] = json!("SUM(values)");
    let FieldKind::Rollup(rollup) = make("rollup", &with_formula).unwrap() else {
        panic!("not a rollup");
    };
    assert_eq!((rollup.link, rollup.field), (id(1), id(2)));
    assert_eq!(rollup.formula, "SUM(values)");
    let FieldKind::MultipleLookupValues(lookup) = make("multipleLookupValues", &path).unwrap()
    else {
        panic!("not a lookup");
    };
    assert_eq!((lookup.link, lookup.field), (id(1), id(2)));
    let FieldKind::Count(count) = make("count", &json!({ LINK: id(1) })).unwrap() else {
        panic!("not a count");
    };
    assert_eq!(count.link, id(1));
}

#[test]
fn what_is_shown_can_be_sent_to_another_base() {
    let path = json!({ LINK: id(1), FIELD: id(2), "formula": "MAX(values)" });
    let choices = FieldKind::SingleSelect(Choices::named(["a"], &Fixed::new(1)));
    let mut lookup_of = path.clone();
    lookup_of.as_object_mut().unwrap().remove("formula");
    for (name, sent, result) in [
        ("formula", json!({ "formula": "1" }), number()),
        (
            "formula",
            json!({ "formula": "'x'" }),
            FieldKind::SingleLineText,
        ),
        (
            "rollup",
            path,
            FieldKind::Date {
                date: DateFormat::Us,
            },
        ),
        ("multipleLookupValues", lookup_of, choices),
        ("count", json!({ LINK: id(1) }), number()),
    ] {
        let made = settled(make(name, &sent).unwrap(), result.clone());
        let shown = options(&made).unwrap();
        assert_eq!(shown["isValid"], true);
        let again = settled(make(name, &shown).unwrap(), result);
        assert_eq!(
            options(&again).unwrap()["result"],
            shown["result"],
            "{name}"
        );
        // And to the same field, where it changes nothing that is shown.
        let same = change(&made, &json!({ "options": shown })).unwrap();
        assert_eq!(options(&same).unwrap(), shown, "{name}");
    }
}

#[test]
fn a_field_that_is_not_valid_shows_no_result_and_no_path() {
    let path = json!({ LINK: id(1), FIELD: id(2) });
    let lookup = options(&make("multipleLookupValues", &path).unwrap()).unwrap();
    assert_eq!(
        lookup,
        json!({ "isValid": false, LINK: null, FIELD: null, "result": null })
    );
    let mut with_formula = path;
    with_formula["formula"] = json!("SUM(values)");
    let rollup = options(&make("rollup", &with_formula).unwrap()).unwrap();
    assert_eq!(
        rollup,
        json!({ "isValid": false, "referencedFieldIds": [], "formula": "SUM(values)", "result": null })
    );
    let count = options(&make("count", &json!({ LINK: id(1) })).unwrap()).unwrap();
    assert_eq!(count, json!({ "isValid": false }));
    let formula = options(&make("formula", &json!({ "formula": "1" })).unwrap()).unwrap();
    assert_eq!(
        formula,
        json!({ "isValid": false, "formula": "1", "referencedFieldIds": [], "result": null })
    );
    // `null` is what was shown, so it may be sent.
    make("formula", &formula).unwrap();
}

#[test]
fn options_that_do_not_belong_are_named() {
    let wish = |kind: Value| json!({ "formula": "1", "result": kind });
    for (name, value, path) in [
        ("formula", json!({}), "options.formula"),
        ("formula", json!({ "formula": 1 }), "options.formula"),
        ("formula", json!({ "formula": " " }), "options.formula"),
        (
            "formula",
            json!({ "formula": "1", "precision": 2 }),
            "options.precision",
        ),
        ("formula", wish(json!("number")), "options.result"),
        ("formula", wish(json!({})), "options.result.type"),
        (
            "formula",
            wish(json!({ "type": "singleSelect" })),
            "options.result.type",
        ),
        (
            "formula",
            wish(json!({ "type": "formula" })),
            "options.result.type",
        ),
        (
            "formula",
            wish(json!({ "type": "number" })),
            "options.result.options.precision",
        ),
        (
            "formula",
            wish(json!({ "type": "number", "options": { "precision": 1, "x": 1 } })),
            "options.result.options.x",
        ),
        (
            "formula",
            wish(json!({ "type": "email", "x": 1 })),
            "options.result.x",
        ),
        (
            "rollup",
            json!({ FIELD: id(2), "formula": "1" }),
            "options.recordLinkFieldId",
        ),
        (
            "rollup",
            json!({ LINK: id(1), "formula": "1" }),
            "options.fieldIdInLinkedTable",
        ),
        (
            "rollup",
            json!({ LINK: id(1), FIELD: id(2) }),
            "options.formula",
        ),
        (
            "rollup",
            json!({ LINK: "Project", FIELD: id(2), "formula": "1" }),
            "the id of a field",
        ),
        (
            "multipleLookupValues",
            json!({ LINK: id(1) }),
            "options.fieldIdInLinkedTable",
        ),
        (
            "multipleLookupValues",
            json!({ LINK: id(1), FIELD: id(2), "formula": "values" }),
            "options.formula",
        ),
        ("count", json!({}), "options.recordLinkFieldId"),
        ("count", json!({ LINK: 1 }), "options.recordLinkFieldId"),
        (
            "count",
            json!({ LINK: id(1), FIELD: id(2) }),
            "options.fieldIdInLinkedTable",
        ),
    ] {
        let refusal = make(name, &value).unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidFieldOptions, "{name} {value}");
        assert!(
            refusal.message().contains(path),
            "{name} {value}: {}",
            refusal.message()
        );
    }
}

#[test]
fn what_is_not_named_stays() {
    let wish =
        json!({ "formula": "{A}", "result": { "type": "percent", "options": { "precision": 1 } } });
    let mut old = settled(make("formula", &wish).unwrap(), number());
    if let FieldKind::Formula(formula) = &mut old {
        formula.watches.push(Watch {
            fields: vec![id(3)],
            key: FieldKey(9),
        });
    }
    let FieldKind::Formula(was) = &old else {
        panic!("not a formula");
    };
    let FieldKind::Formula(new) =
        change(&old, &json!({ "options": { "formula": "{B}" } })).unwrap()
    else {
        panic!("not a formula");
    };
    assert_eq!(new.formula, "{B}");
    assert_eq!((&new.format, &new.watches), (&was.format, &was.watches));
    let FieldKind::Formula(new) = change(&old, &json!({ "options": { "result": null } })).unwrap()
    else {
        panic!("not a formula");
    };
    assert_eq!((new.formula.as_str(), new.format), ("{A}", None));
    let path = json!({ LINK: id(1), FIELD: id(2), "formula": "SUM(values)" });
    let old = settled(make("rollup", &path).unwrap(), number());
    let FieldKind::Rollup(new) = change(&old, &json!({ "options": { FIELD: id(4) } })).unwrap()
    else {
        panic!("not a rollup");
    };
    assert_eq!((new.link, new.field), (id(1), id(4)));
    assert_eq!(new.formula, "SUM(values)");
    let refusal = change(&old, &json!({ "options": { "formula": "" } })).unwrap_err();
    assert_eq!(refusal.code(), Code::InvalidFieldOptions);
    let refusal = change(&old, &json!({ "options": { "x": 1 } })).unwrap_err();
    assert!(refusal.message().contains("options.x"));
}

#[test]
fn another_type_keeps_what_it_has_too() {
    let path = json!({ LINK: id(1), FIELD: id(2), "formula": "SUM(values)" });
    let rollup = settled(make("rollup", &path).unwrap(), number());
    let FieldKind::MultipleLookupValues(lookup) =
        change(&rollup, &json!({ "type": "multipleLookupValues" })).unwrap()
    else {
        panic!("not a lookup");
    };
    assert_eq!((lookup.link, lookup.field), (id(1), id(2)));
    let FieldKind::Count(count) = change(&rollup, &json!({ "type": "count" })).unwrap() else {
        panic!("not a count");
    };
    assert_eq!(count.link, id(1));
    // Frozen, it is shown as it was.
    assert_eq!(
        change(&rollup, &json!({ "type": "number" })).unwrap(),
        number()
    );
    let day = FieldKind::Date {
        date: DateFormat::Us,
    };
    let formula = settled(
        make("formula", &json!({ "formula": "1" })).unwrap(),
        day.clone(),
    );
    assert_eq!(change(&formula, &json!({ "type": "date" })).unwrap(), day);
    // What a formula gives says nothing of when a record was made.
    change(&formula, &json!({ "type": "createdTime" })).unwrap();
    assert_eq!(
        change(&formula, &json!({ "type": "singleLineText" })).unwrap(),
        FieldKind::SingleLineText
    );
    let choices = Choices::named(["a"], &Fixed::new(1));
    let looked = settled(
        make(
            "multipleLookupValues",
            &json!({ LINK: id(1), FIELD: id(2) }),
        )
        .unwrap(),
        FieldKind::SingleSelect(choices),
    );
    assert_eq!(
        change(&looked, &json!({ "type": "multipleSelects" })).unwrap(),
        FieldKind::MultipleSelects(Choices::default()),
        "they are made of what the cells hold"
    );
    let made = change(
        &number(),
        &json!({ "type": "formula", "options": { "formula": "1" } }),
    );
    assert!(made.unwrap().is_derived());
    let refusal = change(&number(), &json!({ "type": "count" })).unwrap_err();
    assert!(refusal.message().contains("options.recordLinkFieldId"));
}
