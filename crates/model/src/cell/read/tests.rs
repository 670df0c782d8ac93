use serde_json::json;

use super::*;
use crate::field::{AiText, BrightColor, CheckboxIcon, Choices, RatingIcon};
use crate::testing::{Fixed, Office};

const NAMES: Names<'static> = Names {
    people: &Office,
    records: &crate::cell::Nobody,
};

/// One file as an attachment cell stores it.
const FILE: &str =
    r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/a.png","filename":"a.png"}]"#;

fn moment(date: DateFormat, time: TimeFormat, zone: &str) -> MomentFormat {
    MomentFormat {
        date,
        time,
        zone: zone.to_owned(),
    }
}

#[test]
fn cells_read_as_in_the_grid() {
    let choices = Choices::named(["Todo", "a, b"], &Fixed::new(1));
    let tick = FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    };
    let dollars = FieldKind::Currency {
        precision: 2,
        symbol: "$".to_owned(),
    };
    for (kind, raw, text) in [
        (FieldKind::MultilineText, r#""a\n\"b\"""#, "a\n\"b\""),
        (FieldKind::Number { precision: 1 }, "12.25", "12.3"),
        (FieldKind::Number { precision: 0 }, "1234567", "1234567"),
        (FieldKind::Percent { precision: 0 }, "0.5", "50%"),
        (FieldKind::Percent { precision: 1 }, "-0.1234", "-12.3%"),
        (dollars.clone(), "1234.5", "$1,234.50"),
        (dollars, "-5", "-$5.00"),
        (
            FieldKind::Duration {
                format: DurationFormat::Minutes,
            },
            "9000",
            "2:30",
        ),
        (
            FieldKind::Duration {
                format: DurationFormat::Minutes,
            },
            "3599",
            "1:00",
        ),
        (
            FieldKind::Duration {
                format: DurationFormat::Seconds,
            },
            "-3723.4",
            "-1:02:03",
        ),
        (
            FieldKind::Duration {
                format: DurationFormat::Thousandths,
            },
            "0.0625",
            "0:00:00.063",
        ),
        (
            FieldKind::Duration {
                format: DurationFormat::Tenths,
            },
            "59.96",
            "0:01:00.0",
        ),
        (FieldKind::AutoNumber, "12", "12"),
        (
            FieldKind::Rating {
                max: 5,
                icon: RatingIcon::Star,
                color: BrightColor::Yellow,
            },
            "4",
            "4",
        ),
        (tick, "true", "checked"),
        (
            FieldKind::Date {
                date: DateFormat::Local,
            },
            "\"2024-06-01\"",
            "6/1/2024",
        ),
        (
            FieldKind::Date {
                date: DateFormat::Friendly,
            },
            "\"2024-06-01\"",
            "June 1, 2024",
        ),
        (
            FieldKind::Date {
                date: DateFormat::European,
            },
            "\"2024-06-01\"",
            "1/6/2024",
        ),
        (
            FieldKind::Date {
                date: DateFormat::Iso,
            },
            "\"0024-06-01\"",
            "0024-06-01",
        ),
        (FieldKind::SingleSelect(choices.clone()), "0", "Todo"),
        (FieldKind::SingleSelect(choices.clone()), "1", "a, b"),
        (
            FieldKind::MultipleSelects(choices.clone()),
            "[0,1]",
            "Todo, \"a, b\"",
        ),
        (FieldKind::CreatedBy, "7", "Ann Lee"),
        (FieldKind::SingleCollaborator, "8", "Smith, Bob"),
        (
            FieldKind::MultipleCollaborators,
            "[7,8]",
            "Ann Lee, \"Smith, Bob\"",
        ),
        (
            FieldKind::MultipleAttachments { reversed: true },
            FILE,
            "a.png (https://z.example/a.png)",
        ),
        (FieldKind::Barcode, r#"{"text":"12","type":"upce"}"#, "12"),
        (FieldKind::Button, r#"{"label":"Go","url":null}"#, "Go"),
        (FieldKind::ExternalSyncSource(choices.clone()), "1", "a, b"),
        (
            FieldKind::AiText(AiText::default()),
            r#"{"state":"generated","isStale":false,"value":"a"}"#,
            "a",
        ),
        (
            FieldKind::LastModifiedTime {
                watched: vec![],
                result: TimeResult::Date {
                    date: DateFormat::Us,
                },
            },
            "\"2024-06-01T12:30:00.000Z\"",
            "6/1/2024",
        ),
        // Damaged or gone.
        (FieldKind::MultilineText, "12", ""),
        (FieldKind::Number { precision: 1 }, "\"x\"", ""),
        (FieldKind::Number { precision: 1 }, "inf", ""),
        (FieldKind::SingleSelect(choices.clone()), "9", ""),
        (FieldKind::MultipleSelects(choices), "[9,0]", "Todo"),
        (FieldKind::CreatedBy, "9", ""),
        (FieldKind::SingleCollaborator, "9", ""),
        (FieldKind::SingleCollaborator, "[7]", ""),
        (FieldKind::MultipleCollaborators, "[9]", ""),
        (FieldKind::MultipleAttachments { reversed: true }, "[1]", ""),
        (FieldKind::Barcode, "\"12\"", ""),
        (FieldKind::Button, "null", ""),
        (FieldKind::AiText(AiText::default()), "\"a\"", ""),
    ] {
        assert_eq!(plain(&kind, raw, &NAMES), text, "{kind:?} {raw}");
    }
}

#[test]
fn moments_read_in_a_zone() {
    use DateFormat::{European, Us};
    use TimeFormat::{TwelveHour, TwentyFourHour};
    for (date, time, zone, asked, text) in [
        (Us, TwelveHour, "utc", None, "6/1/2024 12:30pm"),
        (Us, TwelveHour, "client", None, "6/1/2024 12:30pm"),
        (
            European,
            TwentyFourHour,
            "Asia/Tokyo",
            None,
            "1/6/2024 21:30",
        ),
        (Us, TwelveHour, "Pacific/Auckland", None, "6/2/2024 12:30am"),
        (
            Us,
            TwentyFourHour,
            "Asia/Tokyo",
            Some("America/New_York"),
            "6/1/2024 08:30",
        ),
    ] {
        let kind = FieldKind::DateTime(moment(date, time, zone));
        let asked = asked.map(|name| Zone::named(name).unwrap());
        let raw = "\"2024-06-01T12:30:00.000Z\"";
        let format = TextFormat {
            zone: asked.as_ref(),
            locale: Locale::from_tag("de"),
        };
        assert_eq!(plain_in(&kind, raw, &Names::NONE, &format), text);
    }
    let kind = FieldKind::DateTime(moment(Us, TwentyFourHour, "utc"));
    assert_eq!(
        plain(&kind, "\"9999-12-31T23:59:59.999Z\"", &Names::NONE),
        "12/31/9999 23:59"
    );
    assert_eq!(
        plain(&kind, "\"0001-01-01T00:00:00.000Z\"", &Names::NONE),
        "1/1/1 00:00"
    );
}

#[test]
fn days_of_the_format_local_are_the_readers() {
    let (day, raw) = (DateFormat::Local, "\"2024-06-01T23:30:00.000Z\"");
    let berlin = Zone::named("Europe/Berlin").unwrap();
    let shown = moment(day, TimeFormat::TwentyFourHour, "utc");
    let made = |result| FieldKind::CreatedTime { result };
    for (kind, raw, american, german) in [
        (
            FieldKind::Date { date: day },
            "\"2024-06-01\"",
            "6/1/2024",
            "1.6.2024",
        ),
        (
            FieldKind::DateTime(shown.clone()),
            raw,
            "6/2/2024 01:30",
            "2.6.2024 01:30",
        ),
        (
            made(TimeResult::DateTime(shown)),
            raw,
            "6/2/2024 01:30",
            "2.6.2024 01:30",
        ),
        (
            made(TimeResult::Date { date: day }),
            raw,
            "6/2/2024",
            "2.6.2024",
        ),
        // The field says how, whoever reads it.
        (
            FieldKind::Date {
                date: DateFormat::Friendly,
            },
            "\"2024-06-01\"",
            "June 1, 2024",
            "June 1, 2024",
        ),
    ] {
        for (tag, text) in [("en-US", american), ("de", german)] {
            let format = TextFormat {
                zone: Some(&berlin),
                locale: Locale::from_tag(tag),
            };
            assert_eq!(plain_in(&kind, raw, &Names::NONE, &format), text, "{tag}");
        }
    }
}

#[test]
fn values_as_the_web_api_gives_them() {
    let choices = Choices::named(["Todo", "Done"], &Fixed::new(1));
    let sources = choices.clone();
    let day = TimeResult::Date {
        date: DateFormat::Iso,
    };
    for (kind, raw, expected) in [
        (FieldKind::Email, "\"a@b.c\"", json!("a@b.c")),
        (FieldKind::Number { precision: 0 }, "1e+21", json!(1e21)),
        (FieldKind::SingleSelect(choices.clone()), "1", json!("Done")),
        (
            FieldKind::MultipleSelects(choices),
            "[1,0]",
            json!(["Done", "Todo"]),
        ),
        (
            FieldKind::CreatedTime { result: day },
            "\"2024-06-01T12:30:00.000Z\"",
            json!("2024-06-01"),
        ),
        (
            FieldKind::CreatedBy,
            "7",
            json!({"id": "usrAAAAAAAAAAAAA7", "email": "ann@example.com", "name": "Ann Lee"}),
        ),
        (FieldKind::CreatedBy, "9", Value::Null),
        (
            FieldKind::SingleCollaborator,
            "7",
            json!({"id": "usrAAAAAAAAAAAAA7", "email": "ann@example.com", "name": "Ann Lee"}),
        ),
        (
            FieldKind::MultipleCollaborators,
            "[9,7]",
            json!([{"id": "usrAAAAAAAAAAAAA7", "email": "ann@example.com", "name": "Ann Lee"}]),
        ),
        (FieldKind::MultipleCollaborators, "[9]", Value::Null),
        (
            FieldKind::MultipleAttachments { reversed: false },
            FILE,
            json!([{"id": "attAAAAAAAAAAAAA1", "url": "https://z.example/a.png", "filename": "a.png"}]),
        ),
        (
            FieldKind::Barcode,
            r#"{"text":"12","type":"upce"}"#,
            json!({"text": "12", "type": "upce"}),
        ),
        (
            FieldKind::Button,
            r#"{"label":"Go","url":null}"#,
            json!({"label": "Go", "url": null}),
        ),
        (FieldKind::ExternalSyncSource(sources), "1", json!("Done")),
        (
            FieldKind::AiText(AiText::default()),
            r#"{"state":"empty","isStale":true,"value":null}"#,
            json!({"state": "empty", "isStale": true, "value": null}),
        ),
        (FieldKind::Email, "\"unfinished", Value::Null),
    ] {
        assert_eq!(value(&kind, raw, &Office), expected, "{kind:?} {raw}");
    }
}

#[test]
fn cells_of_another_kind_are_found() {
    let choices = Choices::named(["Todo", "Done"], &Fixed::new(1));
    for (kind, good, bad) in [
        (FieldKind::Email, "\"x\"", vec!["\"\"", "1", "true"]),
        (
            FieldKind::Number { precision: 0 },
            "1.5",
            vec!["1.50", "\"1\"", "nan", "inf", "01"],
        ),
        (
            FieldKind::Date {
                date: DateFormat::Iso,
            },
            "\"2024-06-01\"",
            vec!["\"2024-6-1\"", "\"2024-06-01T00:00\"", "1"],
        ),
        (
            FieldKind::DateTime(moment(DateFormat::Iso, TimeFormat::TwelveHour, "utc")),
            "\"2024-06-01T12:30:00.000Z\"",
            vec![
                "\"2024-06-01\"",
                "\"2024-06-01T12:30:00Z\"",
                "\"2024-06-01T12:30:00.000\"",
            ],
        ),
        (
            FieldKind::SingleSelect(choices.clone()),
            "1",
            vec!["2", "\"Todo\"", "[1]"],
        ),
        (
            FieldKind::MultipleSelects(choices.clone()),
            "[1,0]",
            vec!["[]", "[1,1]", "[2]", "1", "[1,x]"],
        ),
        (
            FieldKind::ExternalSyncSource(choices),
            "1",
            vec!["2", "\"Done\"", "[1]"],
        ),
        (FieldKind::SingleCollaborator, "3", vec!["[3]", "03", "1.5"]),
        (
            FieldKind::MultipleCollaborators,
            "[3,1]",
            vec!["[]", "[3,3]", "3", "[3, 1]"],
        ),
        (
            FieldKind::MultipleAttachments { reversed: false },
            FILE,
            vec!["[]", "[1]", "\"a\""],
        ),
        (FieldKind::Barcode, r#"{"text":"1"}"#, vec!["\"1\"", "{}"]),
        (
            FieldKind::Button,
            r#"{"label":"Go","url":null}"#,
            vec!["\"Go\"", "{}"],
        ),
        (
            FieldKind::AiText(AiText::default()),
            r#"{"state":"empty","isStale":true,"value":null}"#,
            vec!["\"a\"", "{}"],
        ),
        (
            FieldKind::LastModifiedBy { watched: vec![] },
            "3",
            vec!["\"usr\"", "1.5"],
        ),
    ] {
        assert_eq!(check(&kind, good), Ok(()), "{kind:?}");
        for bad in bad {
            assert!(check(&kind, bad).is_err(), "{kind:?} {bad}");
        }
    }
}

#[test]
fn a_length_of_time_beyond_all_clocks_is_still_text() {
    for format in DurationFormat::ALL {
        let kind = FieldKind::Duration { format: *format };
        for raw in ["1e+20", "-1.7976931348623157e+308", "9007199254740993"] {
            assert!(plain(&kind, raw, &Names::NONE).contains(':'), "{raw}");
        }
    }
}
