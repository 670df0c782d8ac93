use basekey_model::cell::{People, RecordNames};
use basekey_model::field::{
    AiText, Count, DateFormat, DurationFormat, Formula, Link, Lookup, Rollup,
};
use basekey_model::id::{RecordId, TableId};
use basekey_model::testing::{Fixed, Office};
use basekey_model::time::Millis;

use super::*;

struct Records;

impl RecordNames for Records {
    fn record(&self, id: RecordId) -> Option<&str> {
        match id.tail() {
            "AAAAAAAAAAAAA1" => Some("One"),
            "AAAAAAAAAAAAA2" => Some(""),
            "AAAAAAAAAAAAA3" => Some("Three, too"),
            _ => None,
        }
    }
}

fn names() -> Names<'static> {
    const PEOPLE: &dyn People = &Office;
    const RECORDS: &dyn RecordNames = &Records;
    Names {
        people: PEOPLE,
        records: RECORDS,
    }
}

fn text(text: &str) -> Value<'_> {
    Value::text(text)
}

fn texts_of(items: &[&'static str]) -> Value<'static> {
    Value::List(items.iter().map(|item| text(item)).collect())
}

fn choices() -> Choices {
    Choices::named(["Todo", "Done, really"], &Fixed::new(1))
}

fn lookup(of: FieldKind) -> FieldKind {
    let entropy = Fixed::new(3);
    FieldKind::MultipleLookupValues(Lookup {
        link: basekey_model::id::FieldId::random(&entropy),
        field: basekey_model::id::FieldId::random(&entropy),
        result: Some(Box::new(of)),
        upkeep: basekey_model::field::Upkeep::Stored,
    })
}

fn rollup(formula: &str, result: FieldKind) -> FieldKind {
    let entropy = Fixed::new(3);
    FieldKind::Rollup(Rollup {
        link: basekey_model::id::FieldId::random(&entropy),
        field: basekey_model::id::FieldId::random(&entropy),
        formula: formula.to_owned(),
        format: None,
        referenced: Vec::new(),
        result: Some(Box::new(result)),
        upkeep: basekey_model::field::Upkeep::Stored,
    })
}

fn formula(result: Option<FieldKind>) -> FieldKind {
    FieldKind::Formula(Formula {
        result: result.map(Box::new),
        ..Formula::default()
    })
}

fn link() -> FieldKind {
    FieldKind::MultipleRecordLinks(Link::to(TableId::random(&Fixed::new(9))))
}

const NUMBER: FieldKind = FieldKind::Number { precision: 1 };
const DATE: FieldKind = FieldKind::Date {
    date: DateFormat::Iso,
};
const LEAP_DAY: Millis = Millis(1_709_164_800_000);

#[test]
fn cells_of_every_kind() {
    let files = r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x.png"},{"id":"attAAAAAAAAAAAAA2","url":"https://a.example/y","filename":"y \"z\".png"}]"#;
    let file = r##"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x.png"},{"error":"#ERROR!"}]"##;
    let day = Value::Date(LEAP_DAY.into());
    let error = Value::Error(Failure::Cell);
    for (kind, raw, wanted) in [
        (FieldKind::RichText, r#""a **b**\n""#, text("a **b**\n")),
        (
            FieldKind::Url,
            r#""https://a.example""#,
            text("https://a.example"),
        ),
        (FieldKind::Email, r#""""#, Value::Blank),
        (NUMBER, "-1.5e+22", Value::Number(-1.5e22)),
        (
            FieldKind::Percent { precision: 0 },
            "0.25",
            Value::Number(0.25),
        ),
        (
            FieldKind::Duration {
                format: DurationFormat::Minutes,
            },
            "90",
            Value::Number(90.0),
        ),
        (NUMBER, "x", Value::Blank),
        (DATE, r#""2024-02-29""#, day.clone()),
        (DATE, r#""2024-02-30""#, Value::Blank),
        (
            FieldKind::CreatedTime {
                result: TimeResult::Date {
                    date: DateFormat::Iso,
                },
            },
            r#""2024-02-29T00:00:00.000Z""#,
            day.clone(),
        ),
        (
            FieldKind::SingleSelect(choices()),
            "1",
            text("Done, really"),
        ),
        (FieldKind::SingleSelect(choices()), "7", Value::Blank),
        (
            FieldKind::MultipleSelects(choices()),
            "[1,0]",
            texts_of(&["Done, really", "Todo"]),
        ),
        (FieldKind::MultipleSelects(choices()), "[7]", Value::Blank),
        (FieldKind::SingleCollaborator, "8", text("Smith, Bob")),
        (FieldKind::CreatedBy, "99", Value::Blank),
        (
            FieldKind::MultipleCollaborators,
            "[7,99,8]",
            texts_of(&["Ann Lee", "Smith, Bob"]),
        ),
        (
            link(),
            r#"["recAAAAAAAAAAAAA3","recAAAAAAAAAAAAA2","recAAAAAAAAAAAAA1","recAAAAAAAAAAAAA9"]"#,
            texts_of(&["Three, too", "One"]),
        ),
        (
            FieldKind::MultipleAttachments { reversed: false },
            files,
            texts_of(&[
                "x.png (https://a.example/x)",
                "y \"z\".png (https://a.example/y)",
            ]),
        ),
        (
            FieldKind::Barcode,
            r#"{"text":"0123","type":"upce"}"#,
            text("0123"),
        ),
        (
            FieldKind::AiText(AiText::default()),
            r#"{"state":"generated","isStale":false,"value":"So"}"#,
            text("So"),
        ),
        (
            FieldKind::Button,
            r#"{"label":"Go","url":null}"#,
            Value::Blank,
        ),
        (formula(Some(NUMBER)), "3", Value::Number(3.0)),
        (formula(Some(NUMBER)), DERIVED_ERROR, error.clone()),
        (
            formula(Some(NUMBER)),
            r#"{"specialValue":"-Infinity"}"#,
            Value::Number(f64::NEG_INFINITY),
        ),
        (
            formula(Some(DATE)),
            r#""2024-02-29T00:00:00.000Z""#,
            day.clone(),
        ),
        (formula(None), "3", error.clone()),
        (
            lookup(NUMBER),
            "[1,2]",
            Value::List(vec![Value::Number(1.0), Value::Number(2.0)]),
        ),
        (lookup(DATE), r#"["2024-02-29"]"#, Value::List(vec![day])),
        (
            lookup(FieldKind::SingleSelect(choices())),
            "[0,7,1]",
            texts_of(&["Todo", "Done, really"]),
        ),
        (
            lookup(FieldKind::MultipleSelects(choices())),
            "[0,1]",
            texts_of(&["Todo", "Done, really"]),
        ),
        (
            lookup(FieldKind::MultipleCollaborators),
            "[7]",
            texts_of(&["Ann Lee"]),
        ),
        (
            lookup(link()),
            r#"["recAAAAAAAAAAAAA1","recAAAAAAAAAAAAA2"]"#,
            texts_of(&["One"]),
        ),
        (
            lookup(FieldKind::MultipleAttachments { reversed: false }),
            file,
            Value::List(vec![text("x.png (https://a.example/x)"), error.clone()]),
        ),
        (
            lookup(FieldKind::Checkbox {
                icon: basekey_model::field::CheckboxIcon::Check,
                color: basekey_model::field::BrightColor::Green,
            }),
            "[true,true]",
            Value::List(vec![Value::Number(1.0); 2]),
        ),
        (
            rollup("ARRAYUNIQUE(values)", FieldKind::SingleLineText),
            r#"["a","b"]"#,
            texts_of(&["a", "b"]),
        ),
    ] {
        assert_eq!(
            value(&kind, Some(raw), &names()),
            wanted,
            "{} {raw}",
            kind.type_name()
        );
    }
    assert_eq!(value(&NUMBER, None, &names()), Value::Blank);
    assert_eq!(value(&lookup(NUMBER), None, &names()), Value::Blank);
    assert_eq!(value(&formula(None), None, &names()), error);
    let nan = formula(Some(NUMBER));
    let nan = value(&nan, Some(r#"{"specialValue":"NaN"}"#), &names());
    assert!(matches!(nan, Value::Number(number) if number.is_nan()));
}

#[test]
fn texts_without_escapes_are_borrowed() {
    let value = value(&FieldKind::SingleLineText, Some("\"Ann ☃\""), &names());
    assert!(matches!(value, Value::Text(Cow::Borrowed("Ann ☃"))));
}

#[test]
fn types_of_fields() {
    let count = |valid| {
        FieldKind::Count(Count {
            link: basekey_model::id::FieldId::random(&Fixed::new(3)),
            valid,
            upkeep: basekey_model::field::Upkeep::Stored,
        })
    };
    let list = |item| Some(Type::List(item));
    for (kind, wanted) in [
        (FieldKind::AutoNumber, Some(Type::Number)),
        (count(true), Some(Type::Number)),
        (DATE, Some(Type::Date { time: false })),
        (FieldKind::Button, None),
        (FieldKind::Barcode, Some(Type::Text)),
        (link(), list(Item::Text)),
        (formula(Some(NUMBER)), Some(Type::Number)),
        (formula(None), Some(Type::Any)),
        (lookup(DATE), list(Item::Date { time: false })),
        (lookup(FieldKind::MultipleCollaborators), list(Item::Text)),
    ] {
        assert_eq!(type_of(&kind), wanted, "{kind:?}");
    }
}

#[test]
fn rollups_that_give_lists() {
    let list = Type::List(Item::Number);
    for (text, wanted) in [
        ("SUM(values)", Type::Number),
        ("values", list),
        ("(ARRAYUNIQUE(values))", list),
        (
            "IF(COUNT(values) > 3, ARRAYSLICE(values, 1, 3), values)",
            list,
        ),
        ("IF(COUNT(values) > 3, 1, 2)", Type::Number),
        ("{Other}", Type::Any),
        ("IF(1, {Other}, 2)", Type::Any),
    ] {
        assert_eq!(type_of(&rollup(text, NUMBER)), Some(wanted), "{text}");
    }
}

#[test]
fn values_as_cells() {
    let day = Value::Date(LEAP_DAY.into());
    let nested = Value::List(vec![
        Value::Number(1.0),
        Value::Blank,
        Value::List(vec![text("a"), text("")]),
        day.clone(),
    ]);
    for (value, lists, wanted) in [
        (Value::Blank, true, None),
        (text(""), false, None),
        (text("a\"b"), false, Some(r#""a\"b""#)),
        (Value::Number(-0.0), false, Some("0")),
        (Value::Number(1e21), false, Some("1e+21")),
        (
            Value::Number(f64::NAN),
            false,
            Some(r#"{"specialValue":"NaN"}"#),
        ),
        (
            Value::Number(f64::INFINITY),
            false,
            Some(r#"{"specialValue":"Infinity"}"#),
        ),
        (day, false, Some(r#""2024-02-29T00:00:00.000Z""#)),
        (Value::Error(Failure::Date), false, Some(DERIVED_ERROR)),
        (
            nested.clone(),
            true,
            Some(r#"[1,"a","2024-02-29T00:00:00.000Z"]"#),
        ),
        (
            nested,
            false,
            Some(r#""1, , a, , 2024-02-29T00:00:00.000Z""#),
        ),
        (Value::List(vec![]), true, None),
        (Value::List(vec![text(""), Value::Blank]), true, None),
        (
            Value::List(vec![Value::Number(f64::NAN)]),
            false,
            Some(r#""NaN""#),
        ),
        (
            Value::List(vec![text("a"), Value::Error(Failure::Cell)]),
            false,
            Some(DERIVED_ERROR),
        ),
        (
            Value::List(vec![text("a"), Value::Error(Failure::Cell)]),
            true,
            Some(r##"["a",{"error":"#ERROR!"}]"##),
        ),
    ] {
        assert_eq!(stored(&value, lists).as_deref(), wanted, "{value:?}");
    }
}
