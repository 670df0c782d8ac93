use serde_json::json;

use super::*;
use crate::cell::{Locale, Nobody, check, plain, plain_in, value};
use crate::field::computed_samples::{broken, count, formula, lookup, rollup};
use crate::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, Link, MomentFormat, RatingIcon, TimeFormat,
};
use crate::id::TableId;
use crate::testing::{Fixed, Office};
use crate::time::Zone;

const NAN_IN_LIST: &str = r#"[1,{"specialValue":"NaN"},2.5]"#;
const FILES: &str = r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/a.png","filename":"a.png"},{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/a.png","filename":"a.png"}]"#;

fn text_kind() -> FieldKind {
    FieldKind::SingleLineText
}

fn number() -> FieldKind {
    FieldKind::Number { precision: 1 }
}

fn day() -> FieldKind {
    FieldKind::Date {
        date: DateFormat::Us,
    }
}

fn moment() -> FieldKind {
    FieldKind::DateTime(MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "Europe/Berlin".to_owned(),
    })
}

fn choices() -> Choices {
    Choices::named(["Todo", "a, b"], &Fixed::new(1))
}

fn links() -> FieldKind {
    FieldKind::MultipleRecordLinks(Link::to(TableId::random(&Fixed::new(1))))
}

fn tick() -> FieldKind {
    FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    }
}

/// `rec…1` is called One.
struct One;

impl crate::cell::RecordNames for One {
    fn record(&self, id: RecordId) -> Option<&str> {
        id.tail().ends_with('1').then_some("One, of many")
    }
}

const NAMES: Names<'static> = Names {
    people: &Office,
    records: &One,
};

#[test]
fn lists_are_taken_apart() {
    for (raw, parts) in [
        (
            r#"["a","b,\"]",3,-1.5]"#,
            &[r#""a""#, r#""b,\"]""#, "3", "-1.5"][..],
        ),
        (
            r##"[{"error":"#ERROR!"},{"id":"x","t":[1,{"a":"]"}]},[1,2]]"##,
            &[
                r##"{"error":"#ERROR!"}"##,
                r#"{"id":"x","t":[1,{"a":"]"}]}"#,
                "[1,2]",
            ],
        ),
        ("[]", &[]),
        ("[1,", &[]),
        (r#"["a"#, &[]),
        ("[1,,2]", &["1"]),
        (r#"["a"x,"b"]"#, &[r#""a""#]),
    ] {
        let found: Vec<&str> = items(raw).into_iter().flatten().collect();
        assert_eq!(found, parts, "{raw}");
    }
    for raw in ["", "1", "\"[1]\"", "{}"] {
        assert!(items(raw).is_none(), "{raw}");
    }
}

#[test]
fn numbers_that_are_none_read_back() {
    for number in [f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(special_number(special_raw(number)), Some(number));
    }
    assert!(special_number(special_raw(f64::NAN)).is_some_and(f64::is_nan));
    assert_eq!(special_number(ERROR), None);
}

#[test]
fn one_value_is_a_list_of_one() {
    for (raw, expected) in [
        ("[1,2]", &["1", "2"][..]),
        ("1", &["1"]),
        (r#""[1]""#, &[r#""[1]""#]),
        (ERROR, &[ERROR]),
        ("[]", &[]),
        ("[1", &["[1"]),
    ] {
        let found: Vec<&str> = parts(raw).collect();
        assert_eq!(found, expected, "{raw}");
    }
}

#[test]
fn failures_are_told_from_values() {
    for raw in [ERROR, NAN, INFINITE, MINUS_INFINITE] {
        assert!(is_failure(raw), "{raw}");
    }
    for raw in ["1", r#""NaN""#, r#"{"text":"x"}"#, r#"{"error":"x"}"#, ""] {
        assert!(!is_failure(raw), "{raw}");
    }
}

#[test]
fn cells_read_as_people_and_programs_see_them() {
    let one = choices();
    let ann = json!({ "id": "usrAAAAAAAAAAAAA7", "email": "ann@example.com", "name": "Ann Lee" });
    for (kind, raw, text, wire) in [
        (formula(number()), "12.25", "12.3", json!(12.25)),
        (formula(text_kind()), r#""a\n""#, "a\n", json!("a\n")),
        (
            formula(day()),
            r#""2024-02-29T13:45:00.000Z""#,
            "2/29/2024",
            json!("2024-02-29"),
        ),
        (
            formula(moment()),
            r#""2024-02-29T23:45:00.000Z""#,
            "2024-03-01 00:45",
            json!("2024-02-29T23:45:00.000Z"),
        ),
        (
            formula(number()),
            ERROR,
            "#ERROR!",
            json!({ "error": "#ERROR!" }),
        ),
        (
            formula(number()),
            NAN,
            "NaN",
            json!({ "specialValue": "NaN" }),
        ),
        (
            formula(number()),
            INFINITE,
            "Infinity",
            json!({ "specialValue": "Infinity" }),
        ),
        (
            formula(text_kind()),
            MINUS_INFINITE,
            "-Infinity",
            json!({ "specialValue": "-Infinity" }),
        ),
        (count(), "0", "0", json!(0.0)),
        (rollup(number()), "3", "3.0", json!(3.0)),
        (
            rollup(number()),
            NAN_IN_LIST,
            "1.0, NaN, 2.5",
            json!([1.0, { "specialValue": "NaN" }, 2.5]),
        ),
        (
            rollup(day()),
            r#"["2024-02-29T00:00:00.000Z","2024-03-01T00:00:00.000Z"]"#,
            "2/29/2024, 3/1/2024",
            json!(["2024-02-29", "2024-03-01"]),
        ),
        (
            lookup(day()),
            r#"["2024-02-29"]"#,
            "2/29/2024",
            json!(["2024-02-29"]),
        ),
        (
            lookup(text_kind()),
            r#"["a, b","c"]"#,
            "a, b, c",
            json!(["a, b", "c"]),
        ),
        (
            lookup(tick()),
            "[true,true]",
            "checked, checked",
            json!([true, true]),
        ),
        // Choices and people who are gone say nothing.
        (
            lookup(FieldKind::MultipleSelects(one.clone())),
            "[1,0,7,1]",
            "\"a, b\", Todo, \"a, b\"",
            json!(["a, b", "Todo", "a, b"]),
        ),
        (
            lookup(FieldKind::SingleSelect(one.clone())),
            "[0]",
            "Todo",
            json!(["Todo"]),
        ),
        (
            lookup(FieldKind::MultipleCollaborators),
            "[7,9]",
            "Ann Lee",
            json!([ann]),
        ),
        (lookup(FieldKind::CreatedBy), "[7]", "Ann Lee", json!([ann])),
        (
            lookup(FieldKind::CreatedTime {
                result: TimeResult::Date {
                    date: DateFormat::Iso,
                },
            }),
            r#"["2024-02-29T13:45:00.000Z"]"#,
            "2024-02-29",
            json!(["2024-02-29"]),
        ),
        (
            lookup(links()),
            r#"["rec00000000000001","rec00000000000002"]"#,
            "\"One, of many\"",
            json!(["rec00000000000001", "rec00000000000002"]),
        ),
        (
            lookup(FieldKind::Barcode),
            r##"[{"text":"4006"},{"error":"#ERROR!"}]"##,
            "4006, #ERROR!",
            json!([{ "text": "4006" }, { "error": "#ERROR!" }]),
        ),
        (
            lookup(FieldKind::MultipleAttachments { reversed: false }),
            FILES,
            "a.png (https://z.example/a.png), a.png (https://z.example/a.png)",
            serde_json::from_str(FILES).unwrap(),
        ),
        // Nothing is left of what it names.
        (lookup(FieldKind::SingleSelect(one)), "[7]", "", Value::Null),
        // Damaged.
        (formula(number()), r#""x""#, "", Value::Null),
        (lookup(number()), "[1,x,2]", "1.0, 2.0", json!([1.0, 2.0])),
        // Not valid.
        (
            broken(count()),
            ERROR,
            "#ERROR!",
            json!({ "error": "#ERROR!" }),
        ),
        (broken(lookup(number())), "[1]", "", Value::Null),
    ] {
        assert_eq!(plain(&kind, raw, &NAMES), text, "{kind:?} {raw}");
        assert_eq!(value(&kind, raw, &Office), wire, "{kind:?} {raw}");
    }
}

#[test]
fn a_reader_elsewhere_sees_other_clocks() {
    let tokyo = Zone::named("Asia/Tokyo");
    let format = TextFormat {
        zone: tokyo.as_ref(),
        locale: Locale::default(),
    };
    let raw = r#""2024-02-29T23:45:00.000Z""#;
    let names = Names {
        people: &Office,
        records: &Nobody,
    };
    let seen = plain_in(&formula(moment()), raw, &names, &format);
    assert_eq!(seen, "2024-03-01 08:45");
    // A day is the same everywhere.
    assert_eq!(plain_in(&formula(day()), raw, &names, &format), "2/29/2024");
}

#[test]
fn stored_forms_are_told_from_others() {
    let stars = FieldKind::Rating {
        max: 5,
        icon: RatingIcon::Star,
        color: BrightColor::Red,
    };
    let instants = r#"["2024-02-29T00:00:00.000Z"]"#;
    for (kind, good, bad) in [
        (
            formula(number()),
            &["1.5", "0", ERROR, NAN][..],
            &["1.50", "[1]", r#""1""#, "true"][..],
        ),
        (
            formula(text_kind()),
            &[r#""a""#, NAN],
            &[r#""""#, "1", r#"["a"]"#],
        ),
        (
            formula(day()),
            &[r#""2024-02-29T10:00:00.000Z""#, ERROR],
            &[r#""2024-02-29""#, "1"],
        ),
        (
            formula(moment()),
            &[r#""2024-02-29T10:00:00.000Z""#],
            &[r#""2024-02-29""#],
        ),
        (count(), &["0", "12"], &["\"0\"", "[1]"]),
        (
            rollup(number()),
            &["1", "[1,2]", NAN_IN_LIST, ERROR],
            &["[]", "[1, 2]", "[1,]", r#"["a"]"#, "[null]", "[1,[2]]"],
        ),
        (rollup(day()), &[instants], &[r#"["2024-02-29"]"#]),
        (
            lookup(day()),
            &[instants, r#"["2024-02-29","2024-02-29"]"#, ERROR],
            &[r#""2024-02-29""#, r#"["2024-02-30"]"#, r#"["2024-2-29"]"#],
        ),
        (lookup(number()), &["[1,1]"], &["1", "[01]", NAN]),
        (lookup(stars), &["[5]"], &["[6]", "[0]"]),
        (
            lookup(FieldKind::MultipleSelects(choices())),
            &["[1,0,1]"],
            &["[2]", "[00]", "[]"],
        ),
        (
            lookup(FieldKind::MultipleCollaborators),
            &["[7,7]"],
            &["[x]"],
        ),
        (
            lookup(links()),
            &[r#"["rec00000000000001","rec00000000000001"]"#],
            &[r#"["x"]"#, "[1]"],
        ),
        (
            lookup(FieldKind::MultipleAttachments { reversed: false }),
            &[FILES],
            &[r#"[{"id":"x"}]"#],
        ),
        (lookup(tick()), &["[true]"], &["[false]"]),
    ] {
        for raw in good {
            assert_eq!(check(&kind, raw), Ok(()), "{kind:?} {raw}");
        }
        for raw in bad {
            assert!(check(&kind, raw).is_err(), "{kind:?} {raw}");
        }
    }
    // What an earlier formula left behind is never read.
    assert_eq!(check(&broken(formula(number())), r#""old""#), Ok(()));
    let mut filling = formula(number());
    filling.set_upkeep(Upkeep::Filling);
    assert_eq!(check(&filling, r#""old""#), Ok(()));
}

#[test]
fn nothing_that_is_damaged_takes_a_reader_down() {
    let damaged = [
        "",
        "[",
        "]",
        "[]",
        "[[",
        "[]]",
        "{",
        "[{",
        r#"[""#,
        r#"["\"#,
        "[,",
        "[,]",
        "[1 2]",
        "[é",
        "é",
        r#"["é"#,
        "[true",
        r#"{"error"}"#,
        "[\u{0}]",
        "[1]]",
        "-",
    ];
    let kinds = [
        number(),
        text_kind(),
        day(),
        moment(),
        links(),
        tick(),
        FieldKind::MultipleSelects(choices()),
        FieldKind::MultipleCollaborators,
        FieldKind::MultipleAttachments { reversed: false },
        FieldKind::Barcode,
    ];
    for shown in kinds {
        for kind in [formula(shown.clone()), rollup(shown.clone()), lookup(shown)] {
            for raw in damaged {
                let _ = plain(&kind, raw, &NAMES);
                let _ = value(&kind, raw, &Office);
                assert!(check(&kind, raw).is_err(), "{kind:?} {raw}");
            }
        }
    }
}
