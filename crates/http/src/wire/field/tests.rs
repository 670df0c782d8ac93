use basekey_model::id::{FieldId, TableId, ViewId};
use basekey_model::testing::Fixed;

use super::*;
use crate::error::{Answer, Code};

fn read(name: &str, value: &Value) -> Answer<FieldKind> {
    let place = Place {
        table: "T",
        field: "F",
    };
    kind(place, name, Some(value), &Fixed::new(1))
}

#[test]
fn what_is_written_can_be_read_again() {
    for (name, value) in [
        ("singleLineText", Value::Null),
        ("barcode", Value::Null),
        ("singleCollaborator", Value::Null),
        ("multipleCollaborators", Value::Null),
        ("multipleAttachments", json!({ "isReversed": true })),
        ("number", json!({ "precision": 8 })),
        ("percent", json!({ "precision": 0 })),
        ("currency", json!({ "precision": 7, "symbol": "€" })),
        ("duration", json!({ "durationFormat": "h:mm:ss.SSS" })),
        (
            "rating",
            json!({ "icon": "dot", "max": 10, "color": "tealBright" }),
        ),
        (
            "checkbox",
            json!({ "icon": "xCheckbox", "color": "grayBright" }),
        ),
        (
            "date",
            json!({ "dateFormat": { "name": "us", "format": "M/D/YYYY" } }),
        ),
        (
            "dateTime",
            json!({
                "timeZone": "Europe/Berlin",
                "dateFormat": { "name": "friendly", "format": "LL" },
                "timeFormat": { "name": "12hour", "format": "h:mma" },
            }),
        ),
        (
            "createdTime",
            json!({ "result": { "type": "date", "options": { "dateFormat": { "name": "iso", "format": "YYYY-MM-DD" } } } }),
        ),
    ] {
        let kind = read(name, &value).unwrap();
        assert_eq!(kind.type_name(), name);
        assert_eq!(options(&kind).unwrap_or(Value::Null), value, "{name}");
    }
}

#[test]
fn choices_get_ids_and_colours() {
    let kind = read("singleSelect", &json!({ "choices": [{ "name": "A" }, { "name": "B", "color": "redDark1", "id": "selX" }, { "name": "C", "color": null }] })).unwrap();
    let written = options(&kind).unwrap();
    let choices = written["choices"].as_array().unwrap();
    assert_eq!(choices[0]["color"], "blueLight2");
    assert_eq!(choices[1]["color"], "redDark1");
    assert_eq!(choices[2].get("color"), None);
    assert!(choices[1]["id"].as_str().unwrap().starts_with("sel") && choices[1]["id"] != "selX");
}

#[test]
fn options_that_do_not_belong_are_named() {
    for (name, value, path) in [
        ("number", json!({}), "options.precision"),
        ("number", json!({ "precision": 9 }), "options.precision"),
        ("number", json!({ "precision": "1" }), "options.precision"),
        ("number", json!({ "precision": 1, "x": 1 }), "options.x"),
        ("currency", json!({ "precision": 2 }), "options.symbol"),
        ("checkbox", Value::Null, "options.icon"),
        (
            "rating",
            json!({ "icon": "star", "max": 11, "color": "redBright" }),
            "options.max",
        ),
        (
            "date",
            json!({ "dateFormat": { "name": "iso", "format": "LL" } }),
            "options.dateFormat.format",
        ),
        (
            "date",
            json!({ "dateFormat": { "name": "x" } }),
            "options.dateFormat.name",
        ),
        (
            "dateTime",
            json!({ "dateFormat": { "name": "iso" }, "timeZone": "utc" }),
            "options.timeFormat",
        ),
        (
            "singleSelect",
            json!({ "choices": [{ "name": "A", "color": "blue" }] }),
            "options.choices[0].color",
        ),
        (
            "singleSelect",
            json!({ "choices": [{}] }),
            "options.choices[0].name",
        ),
        ("singleSelect", json!({}), "options.choices"),
        ("multipleRecordLinks", json!({}), "options.linkedTableId"),
        (
            "multipleRecordLinks",
            json!({ "linkedTableId": "Tasks" }),
            "options.linkedTableId",
        ),
        (
            "multipleRecordLinks",
            json!({ "linkedTableId": "tblAAAAAAAAAAAAAA", "prefersSingleRecordLink": true }),
            "options.prefersSingleRecordLink",
        ),
        (
            "multipleRecordLinks",
            json!({ "linkedTableId": "tblAAAAAAAAAAAAAA", "viewIdForRecordSelection": 1 }),
            "options.viewIdForRecordSelection",
        ),
        (
            "multipleAttachments",
            json!({ "isReversed": 1 }),
            "options.isReversed",
        ),
        ("barcode", json!({ "x": 1 }), "options.x"),
        ("email", json!({ "x": 1 }), "options.x"),
        ("email", json!("x"), "options must be an object"),
    ] {
        let refusal = read(name, &value).unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidFieldOptions, "{name} {value}");
        assert!(
            refusal.message().contains(path),
            "{name} {value}: {}",
            refusal.message()
        );
    }
    for name in [
        "lookup",
        "button",
        "aiText",
        "externalSyncSource",
        "manualSort",
    ] {
        let refusal = read(name, &Value::Null).unwrap_err();
        assert_eq!(refusal.code(), Code::UnsupportedFieldType, "{name}");
        assert!(refusal.message().contains("\"T.F\""), "{name}");
    }
    assert_eq!(
        read("longText", &Value::Null).unwrap_err().code(),
        Code::InvalidRequestUnknown
    );
}

#[test]
fn options_may_be_an_empty_object_where_there_are_none() {
    for name in ["singleCollaborator", "multipleCollaborators", "barcode"] {
        let kind = read(name, &json!({})).unwrap();
        assert_eq!(options(&kind), None, "{name}");
    }
    let kind = read("multipleAttachments", &Value::Null).unwrap();
    assert_eq!(options(&kind), Some(json!({ "isReversed": false })));
}

#[test]
fn links_show_their_other_side_if_it_is_a_field() {
    let entropy = Fixed::new(3);
    let (table, view) = (TableId::random(&entropy), ViewId::random(&entropy));
    let drafted = read(
        "multipleRecordLinks",
        &json!({ "linkedTableId": table, "viewIdForRecordSelection": view }),
    )
    .unwrap();
    let FieldKind::MultipleRecordLinks(mut link) = drafted else {
        panic!("not a link");
    };
    assert_eq!((link.table, link.view), (table, Some(view)));
    let inverse = FieldId::random(&entropy);
    link.inverse = Inverse::Field(inverse);
    assert_eq!(
        options(&FieldKind::MultipleRecordLinks(link.clone())),
        Some(json!({
            "linkedTableId": table, "isReversed": false, "prefersSingleRecordLink": false,
            "inverseLinkFieldId": inverse, "viewIdForRecordSelection": view,
        }))
    );
    link.inverse = Inverse::Hidden(basekey_model::schema::FieldKey(4));
    link.view = None;
    assert_eq!(
        options(&FieldKind::MultipleRecordLinks(link)),
        Some(
            json!({ "linkedTableId": table, "isReversed": false, "prefersSingleRecordLink": false })
        )
    );
}

#[test]
fn what_only_an_import_makes_is_shown() {
    let field = FieldId::random(&Fixed::new(3));
    let text = AiText {
        prompt: vec![
            PromptPart::Text("Sum up ".to_owned()),
            PromptPart::Field(field),
        ],
        referenced: vec![field],
    };
    assert_eq!(
        options(&FieldKind::AiText(text)),
        Some(
            json!({ "prompt": ["Sum up ", { "field": { "fieldId": field } }], "referencedFieldIds": [field] })
        )
    );
    assert_eq!(options(&FieldKind::Button), None);
    let choices = Choices::named(["CRM"], &Fixed::new(1));
    let shown = options(&FieldKind::ExternalSyncSource(choices)).unwrap();
    assert_eq!(shown["choices"][0]["name"], "CRM");
}
