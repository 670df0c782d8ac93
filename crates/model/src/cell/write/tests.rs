use serde_json::json;

use super::*;
use crate::cell::Nobody;
use crate::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, RatingIcon, TimeFormat,
};
use crate::testing::Fixed;

fn exact(kind: &FieldKind, value: &Value) -> Result<Written, CellError> {
    limited(kind, value, false, &Limits::default())
}

fn cast(kind: &FieldKind, value: &Value) -> Result<Written, CellError> {
    limited(kind, value, true, &Limits::default())
}

fn limited(
    kind: &FieldKind,
    value: &Value,
    typecast: bool,
    limits: &Limits,
) -> Result<Written, CellError> {
    let context = WriteContext {
        typecast,
        limits,
        people: &Nobody,
        entropy: &Fixed::new(1),
    };
    write(kind, value, &context)
}

#[expect(clippy::unnecessary_wraps, reason = "it is compared with results")]
fn raw(text: &str) -> Result<Written, CellError> {
    Ok(Written::Raw(text.to_owned()))
}

const CLEAR: Result<Written, CellError> = Ok(Written::Clear);

fn number_kind() -> FieldKind {
    FieldKind::Number { precision: 1 }
}

fn stars() -> FieldKind {
    FieldKind::Rating {
        max: 5,
        icon: RatingIcon::Star,
        color: BrightColor::Yellow,
    }
}

fn tick() -> FieldKind {
    FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    }
}

fn moments(date: DateFormat, zone: &str) -> FieldKind {
    FieldKind::DateTime(MomentFormat {
        date,
        time: TimeFormat::TwentyFourHour,
        zone: zone.to_owned(),
    })
}

fn choices() -> Choices {
    Choices::named(["Todo", "In progress", "Smith, John"], &Fixed::new(1))
}

#[test]
fn text_is_kept_as_given() {
    for kind in [
        FieldKind::SingleLineText,
        FieldKind::MultilineText,
        FieldKind::Email,
    ] {
        assert_eq!(
            exact(&kind, &json!("a\r\nb \"q\" \u{1}é")),
            raw(r#""a\r\nb \"q\" \u0001é""#)
        );
        assert_eq!(exact(&kind, &json!(" ")), raw("\" \""));
        assert_eq!(exact(&kind, &json!("")), CLEAR);
        assert_eq!(exact(&kind, &Value::Null), CLEAR);
        for wrong in [json!(1), json!(true), json!([]), json!({}), json!(["a"])] {
            assert_eq!(
                exact(&kind, &wrong),
                Err(CellError::Wrong { wanted: "text" }),
                "{wrong}"
            );
        }
    }
    let kind = FieldKind::Url;
    assert_eq!(cast(&kind, &json!(1.50)), raw("\"1.5\""));
    assert_eq!(cast(&kind, &json!(true)), raw("\"true\""));
    assert_eq!(cast(&kind, &json!(["a", 2])), raw("\"a, 2\""));
    assert_eq!(cast(&kind, &json!([])), CLEAR);
    assert!(cast(&kind, &json!({"a": 1})).is_err());
    assert!(cast(&kind, &json!([[1]])).is_err());
}

#[test]
fn text_has_a_longest_length_in_characters() {
    let limits = Limits {
        cell_chars: 3,
        ..Limits::default()
    };
    let kind = FieldKind::MultilineText;
    assert_eq!(
        limited(&kind, &json!("ééé"), false, &limits),
        raw("\"ééé\"")
    );
    assert_eq!(
        limited(&kind, &json!("abcd"), false, &limits),
        Err(CellError::TooLong { max: 3 })
    );
    assert_eq!(
        limited(&kind, &json!(["ab", "c"]), true, &limits),
        Err(CellError::TooLong { max: 3 })
    );
    assert!(exact(&kind, &json!("x".repeat(100_000))).is_ok());
    assert!(exact(&kind, &json!("x".repeat(100_001))).is_err());
}

#[test]
fn numbers() {
    let currency = FieldKind::Currency {
        precision: 2,
        symbol: "$".to_owned(),
    };
    let percent = FieldKind::Percent { precision: 0 };
    for kind in [number_kind(), currency.clone(), percent.clone()] {
        assert_eq!(exact(&kind, &json!(12.50)), raw("12.5"));
        assert_eq!(exact(&kind, &json!(-0.0)), raw("0"));
        assert_eq!(exact(&kind, &json!(0)), raw("0"));
        assert_eq!(
            exact(&kind, &json!(9_007_199_254_740_993_u64)),
            raw("9007199254740992")
        );
        assert_eq!(exact(&kind, &Value::Null), CLEAR);
        for wrong in [json!("1"), json!(""), json!(true), json!([1]), json!([])] {
            assert_eq!(
                exact(&kind, &wrong),
                Err(CellError::Wrong { wanted: "a number" }),
                "{wrong}"
            );
        }
    }
    for (text, number) in [
        ("$1,234.50", "1234.5"),
        ("50%", "0.5"),
        (" 7 ", "7"),
        ("-€3", "-3"),
    ] {
        for kind in [number_kind(), currency.clone(), percent.clone()] {
            assert_eq!(cast(&kind, &json!(text)), raw(number), "{text}");
        }
    }
    assert_eq!(cast(&number_kind(), &json!(2.5)), raw("2.5"));
    assert_eq!(cast(&number_kind(), &json!(["2.5"])), raw("2.5"));
    for text in ["", "n/a", "1e999", "NaN", "Infinity"] {
        assert_eq!(cast(&number_kind(), &json!(text)), CLEAR, "{text}");
    }
    assert!(cast(&number_kind(), &json!({})).is_err());
    assert!(cast(&number_kind(), &json!([1, 2])).is_err());
}

#[test]
fn durations_are_seconds() {
    let kind = FieldKind::Duration {
        format: DurationFormat::Minutes,
    };
    assert_eq!(exact(&kind, &json!(5400.25)), raw("5400.25"));
    assert!(exact(&kind, &json!("1:30")).is_err());
    assert_eq!(cast(&kind, &json!("1:30")), raw("5400"));
    assert_eq!(cast(&kind, &json!("90")), raw("90"));
    assert_eq!(cast(&kind, &json!(90)), raw("90"));
    assert_eq!(cast(&kind, &json!("soon")), CLEAR);
    let kind = FieldKind::Duration {
        format: DurationFormat::Seconds,
    };
    assert_eq!(cast(&kind, &json!("1:30")), raw("90"));
}

#[test]
fn ratings_stay_in_range() {
    assert_eq!(exact(&stars(), &json!(5)), raw("5"));
    assert_eq!(exact(&stars(), &json!(3.0)), raw("3"));
    assert_eq!(exact(&stars(), &json!(0)), CLEAR);
    for wrong in [json!(6), json!(-1), json!(2.5)] {
        assert_eq!(
            exact(&stars(), &wrong),
            Err(CellError::Rating { max: 5 }),
            "{wrong}"
        );
    }
    assert!(exact(&stars(), &json!("3")).is_err());
    for (value, result) in [
        (json!("3"), raw("3")),
        (json!("9"), raw("5")),
        (json!(9), raw("5")),
        (json!("2.6"), raw("3")),
        (json!("0"), CLEAR),
        (json!("-2"), CLEAR),
        (json!("good"), CLEAR),
    ] {
        assert_eq!(cast(&stars(), &value), result, "{value}");
    }
}

#[test]
fn checkboxes() {
    assert_eq!(exact(&tick(), &json!(true)), raw("true"));
    assert_eq!(exact(&tick(), &json!(false)), CLEAR);
    for wrong in [json!("true"), json!(1), json!([])] {
        assert!(exact(&tick(), &wrong).is_err(), "{wrong}");
    }
    for yes in [
        json!("TRUE"),
        json!("checked"),
        json!(" Yes "),
        json!("1"),
        json!(1),
        json!("✓"),
        json!(true),
    ] {
        assert_eq!(cast(&tick(), &yes), raw("true"), "{yes}");
    }
    for no in [
        json!("false"),
        json!("no"),
        json!(""),
        json!(0),
        json!("maybe"),
        json!(false),
    ] {
        assert_eq!(cast(&tick(), &no), CLEAR, "{no}");
    }
}

#[test]
fn days() {
    let kind = FieldKind::Date {
        date: DateFormat::Us,
    };
    assert_eq!(exact(&kind, &json!("2019-03-14")), raw("\"2019-03-14\""));
    assert_eq!(
        exact(&kind, &json!("2019-03-14T23:30:00-05:00")),
        raw("\"2019-03-14\"")
    );
    assert_eq!(exact(&kind, &json!("0001-01-01")), raw("\"0001-01-01\""));
    for wrong in [
        json!("3/14/2019"),
        json!("2019-02-30"),
        json!("2019-03-14T25:00"),
        json!(""),
        json!(20_190_314),
    ] {
        assert!(exact(&kind, &wrong).is_err(), "{wrong}");
    }
    let european = FieldKind::Date {
        date: DateFormat::European,
    };
    assert_eq!(cast(&kind, &json!("8/7/2019")), raw("\"2019-08-07\""));
    assert_eq!(cast(&european, &json!("8/7/2019")), raw("\"2019-07-08\""));
    assert_eq!(cast(&european, &json!("8/27/2019")), raw("\"2019-08-27\""));
    assert_eq!(
        cast(&kind, &json!("Aug 7 1998 1:30 pm")),
        raw("\"1998-08-07\"")
    );
    assert_eq!(cast(&kind, &json!("someday")), CLEAR);
    assert_eq!(cast(&kind, &json!("")), CLEAR);
}

#[test]
fn moments_are_read_in_the_fields_zone() {
    for (zone, text, instant) in [
        ("utc", "2024-06-01T12:30:00", "2024-06-01T12:30:00.000Z"),
        ("client", "2024-06-01T12:30:00", "2024-06-01T12:30:00.000Z"),
        (
            "Europe/Berlin",
            "2024-06-01T12:30:00",
            "2024-06-01T10:30:00.000Z",
        ),
        (
            "Europe/Berlin",
            "2024-06-01T12:30:00Z",
            "2024-06-01T12:30:00.000Z",
        ),
        (
            "Europe/Berlin",
            "2024-06-01T12:30:00+05:00",
            "2024-06-01T07:30:00.000Z",
        ),
        ("Europe/Berlin", "2024-06-01", "2024-05-31T22:00:00.000Z"),
        ("America/New_York", "2024-01-01", "2024-01-01T05:00:00.000Z"),
    ] {
        let kind = moments(DateFormat::Us, zone);
        assert_eq!(
            exact(&kind, &json!(text)),
            raw(&format!("\"{instant}\"")),
            "{text} in {zone}"
        );
        assert_eq!(
            cast(&kind, &json!(text)),
            raw(&format!("\"{instant}\"")),
            "{text} in {zone}"
        );
    }
    let kind = moments(DateFormat::European, "Europe/Berlin");
    assert_eq!(
        cast(&kind, &json!("1/6/2024 12:30pm")),
        raw("\"2024-06-01T10:30:00.000Z\"")
    );
    assert!(exact(&kind, &json!("1/6/2024 12:30pm")).is_err());
    assert!(exact(&kind, &json!(1_717_245_000)).is_err());
    assert_eq!(cast(&kind, &json!("tomorrow")), CLEAR);
}

#[test]
fn one_choice() {
    let kind = FieldKind::SingleSelect(choices());
    assert_eq!(exact(&kind, &json!("In progress")), raw("1"));
    let id = choices().list[0].id.to_string();
    assert_eq!(exact(&kind, &json!(id)), raw("0"));
    for unknown in ["todo", "", " Todo"] {
        let error = Err(CellError::UnknownChoice(unknown.to_owned()));
        assert_eq!(exact(&kind, &json!(unknown)), error);
    }
    for wrong in [json!(1), json!(["Todo"]), json!({"name": "Todo"})] {
        assert!(
            matches!(exact(&kind, &wrong), Err(CellError::Wrong { .. })),
            "{wrong}"
        );
    }
    assert_eq!(cast(&kind, &json!(" todo ")), raw("0"));
    assert_eq!(cast(&kind, &json!(["Todo"])), raw("0"));
    assert_eq!(cast(&kind, &json!("")), CLEAR);
    assert_eq!(
        cast(&kind, &json!(" Later ")),
        Ok(Written::NewChoices {
            names: vec!["Later".to_owned()]
        })
    );
    assert_eq!(
        cast(&kind, &json!(7)),
        Ok(Written::NewChoices {
            names: vec!["7".to_owned()]
        })
    );
    assert!(cast(&kind, &json!({"name": "Todo"})).is_err());
}

#[test]
fn several_choices() {
    let kind = FieldKind::MultipleSelects(choices());
    assert_eq!(
        exact(&kind, &json!(["In progress", "Todo", "In progress"])),
        raw("[1,0]")
    );
    let id = choices().list[0].id.to_string();
    for list in [json!(["Todo", id]), json!([id, "Todo", id])] {
        assert_eq!(exact(&kind, &list), raw("[0]"));
        assert_eq!(cast(&kind, &list), raw("[0]"));
    }
    assert_eq!(exact(&kind, &json!([])), CLEAR);
    assert_eq!(
        exact(&kind, &json!(["Todo", "Later"])),
        Err(CellError::UnknownChoice("Later".to_owned()))
    );
    for wrong in [json!("Todo"), json!([1]), json!([null]), json!({})] {
        assert!(
            matches!(exact(&kind, &wrong), Err(CellError::Wrong { .. })),
            "{wrong}"
        );
    }
    assert_eq!(cast(&kind, &json!("todo, In progress")), raw("[0,1]"));
    assert_eq!(cast(&kind, &json!("Smith, John")), raw("[2]"));
    assert_eq!(cast(&kind, &json!("\"Smith, John\",Todo")), raw("[2,0]"));
    assert_eq!(cast(&kind, &json!(["Smith, John"])), raw("[2]"));
    assert_eq!(cast(&kind, &json!(["Todo", "", null])), raw("[0]"));
    assert_eq!(cast(&kind, &json!("")), CLEAR);
    let names = vec!["b".to_owned(), "c".to_owned()];
    assert_eq!(
        cast(&kind, &json!("Todo,b,B, c")),
        Ok(Written::NewChoices { names })
    );
    assert!(cast(&kind, &json!([["Todo"]])).is_err());
}

#[test]
fn new_choices_have_limits() {
    let limits = Limits {
        choices_per_field: 4,
        choice_chars: 5,
        ..Limits::default()
    };
    let kind = FieldKind::MultipleSelects(choices());
    assert!(matches!(
        limited(&kind, &json!(["d"]), true, &limits),
        Ok(Written::NewChoices { .. })
    ));
    assert_eq!(
        limited(&kind, &json!(["d", "e"]), true, &limits),
        Err(CellError::TooManyChoices { max: 4 })
    );
    assert_eq!(
        limited(&kind, &json!(["longer"]), true, &limits),
        Err(CellError::TooLong { max: 5 })
    );
}

#[test]
fn computed_kinds_take_nothing() {
    for kind in [
        FieldKind::AutoNumber,
        FieldKind::CreatedBy,
        FieldKind::LastModifiedBy { watched: vec![] },
        FieldKind::Button,
        FieldKind::ExternalSyncSource(choices()),
        FieldKind::AiText(crate::field::AiText::default()),
    ] {
        for value in [json!(1), json!("x"), Value::Null] {
            assert_eq!(exact(&kind, &value), Err(CellError::Computed));
            assert_eq!(cast(&kind, &value), Err(CellError::Computed));
        }
    }
    assert_eq!(
        CellError::Computed.kind(),
        crate::cell::CellErrorKind::Computed
    );
    assert_eq!(
        CellError::UnknownChoice(String::new()).kind(),
        crate::cell::CellErrorKind::Choice
    );
    assert_eq!(
        CellError::TooLong { max: 1 }.kind(),
        crate::cell::CellErrorKind::Value
    );
}
