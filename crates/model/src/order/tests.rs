mod computed;

use std::cmp::Ordering;
use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::cell::number_text;
use crate::field::{AiText, BrightColor, CheckboxIcon, Choices, DateFormat, Link, linked_raw};
use crate::id::{RecordId, TableId};
use crate::testing::{Fixed, Office};

/// Users are those of the office, records those of [`titles`].
fn key(kind: &FieldKind, direction: Direction, raw: Option<&str>) -> Vec<u8> {
    let titles = titles();
    let names = Names {
        people: &Office,
        records: &titles,
    };
    let mut out = Vec::new();
    KeyMaker::new(kind, direction)
        .with_names(names)
        .key(raw, &mut out);
    out
}

/// Records called `a`, `B` and `c`, and one whose primary cell is blank.
const TITLES: [&str; 4] = ["a", "B", "c", ""];

fn record(place: usize) -> RecordId {
    RecordId::from_tail(&format!("{place:014}")).unwrap()
}

fn titles() -> HashMap<RecordId, String> {
    let titles = TITLES.iter().map(|title| (*title).to_owned());
    titles
        .enumerate()
        .map(|(place, title)| (record(place), title))
        .collect()
}

/// Checks that the cells, blank ones first, stand in ascending order.
fn ascending(kind: &FieldKind, raws: &[Option<&str>]) {
    for pair in raws.windows(2) {
        let up = |raw| key(kind, Direction::Ascending, raw);
        let down = |raw| key(kind, Direction::Descending, raw);
        assert!(up(pair[0]) < up(pair[1]), "{pair:?}");
        assert!(down(pair[0]) > down(pair[1]), "{pair:?} descending");
    }
}

#[test]
fn text_sorts_as_people_expect() {
    let raws = [
        None,
        Some("\"-1\""),
        Some("\"item 2\""),
        Some("\"item 02b\""),
        Some("\"item 10\""),
        Some("\"Item 10a\""),
        Some("\"resume\""),
        Some("\"Resume\""),
        Some("\"résumé\""),
        Some("\"Zebra \\\"q\\\"\""),
        Some("\"zoo\""),
        Some("\"Ωmega\""),
    ];
    ascending(&FieldKind::SingleLineText, &raws);
}

#[test]
fn no_key_is_the_beginning_of_another() {
    let marks = ["a", "A", "b", "é", "2", " ", "\u{3042}", "\u{30a2}"];
    let mut words = vec![String::new()];
    for _ in 0..3 {
        let longer: Vec<String> = words
            .iter()
            .flat_map(|word| marks.iter().map(move |mark| format!("{word}{mark}")))
            .collect();
        words.extend(longer);
    }
    let kind = FieldKind::SingleLineText;
    let maker = KeyMaker::new(&kind, Direction::Ascending);
    let mut keys: Vec<Vec<u8>> = words
        .iter()
        .map(|word| {
            let mut out = Vec::new();
            maker.key(Some(&format!("\"{word}\"")), &mut out);
            out
        })
        .collect();
    keys.sort();
    keys.dedup();
    // A key that another begins with would stand right before such a one.
    for pair in keys.windows(2) {
        assert!(!pair[1].starts_with(&pair[0]), "{pair:?}");
    }
}

/// Marks that the collation passes over make a text no more than empty.
#[test]
fn marks_that_do_not_count_are_no_text() {
    let key = |raw| key(&FieldKind::SingleLineText, Direction::Ascending, Some(raw));
    assert_eq!(key("\"\u{610}\""), key("\"\""));
}

#[test]
fn only_the_beginning_of_text_counts() {
    let long = |end: char| format!("\"{}{end}\"", "é".repeat(TEXT_CHARS));
    let key = |raw: String| key(&FieldKind::MultilineText, Direction::Ascending, Some(&raw));
    assert_eq!(key(long('a')), key(long('b')));
}

#[test]
fn numbers_days_and_ticks() {
    let numbers = [
        None,
        Some("-1.7e+308"),
        Some("-2"),
        Some("-0.5"),
        Some("0"),
        Some("1e-7"),
        Some("9"),
        Some("10"),
    ];
    ascending(&FieldKind::Number { precision: 0 }, &numbers);
    let days = [
        None,
        Some("\"0001-01-01\""),
        Some("\"1999-12-31\""),
        Some("\"2000-01-01\""),
    ];
    ascending(
        &FieldKind::Date {
            date: DateFormat::Us,
        },
        &days,
    );
    let tick = FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    };
    ascending(&tick, &[None, Some("true")]);
}

#[test]
fn choices_sort_by_their_place() {
    let mut choices = Choices::named(["a", "b", "c"], &Fixed::new(1));
    choices.list.swap(0, 2);
    ascending(
        &FieldKind::SingleSelect(choices.clone()),
        &[None, Some("2"), Some("1"), Some("0")],
    );
    let lists = [
        None,
        Some("[2]"),
        Some("[2,1]"),
        Some("[2,1,0]"),
        Some("[2,0]"),
        Some("[1]"),
    ];
    ascending(&FieldKind::MultipleSelects(choices), &lists);
}

#[test]
fn users_sort_by_name() {
    for kind in [
        FieldKind::CreatedBy,
        FieldKind::SingleCollaborator,
        FieldKind::LastModifiedBy { watched: vec![] },
    ] {
        ascending(&kind, &[None, Some("7"), Some("8")]);
    }
    let several = [None, Some("[7]"), Some("[7,8]"), Some("[8]"), Some("[8,7]")];
    ascending(&FieldKind::MultipleCollaborators, &several);
}

#[test]
fn links_sort_by_what_records_are_called() {
    let kind =
        FieldKind::MultipleRecordLinks(Link::to(TableId::from_tail("AAAAAAAAAAAAA1").unwrap()));
    // In order; records that are gone (9) or called nothing (3) say nothing.
    let cells = [
        vec![0],
        vec![0, 1],
        vec![3, 0, 1, 9, 2],
        vec![0, 2],
        vec![1],
        vec![2, 0],
    ];
    let raws: Vec<String> = cells
        .iter()
        .map(|places| {
            let ids: Vec<RecordId> = places.iter().map(|place| record(*place)).collect();
            linked_raw(&ids).unwrap()
        })
        .collect();
    let mut all = vec![None];
    all.extend(raws.iter().map(|raw| Some(raw.as_str())));
    ascending(&kind, &all);
    let gone = linked_raw(&[record(3), record(9)]).unwrap();
    assert_eq!(key(&kind, Direction::Ascending, Some(&gone)), [BLANK]);
}

/// Not even where the collation passes over all that the items say.
#[test]
fn no_list_is_the_beginning_of_another() {
    let kind = FieldKind::MultipleAttachments { reversed: false };
    let key = |count: usize| {
        let file = r#"{"id":"attAAAAAAAAAAAAA1","url":"https://z.example","filename":"\u0610"}"#;
        let raw = format!("[{}]", vec![file; count].join(","));
        key(&kind, Direction::Ascending, Some(&raw))
    };
    assert!(key(1) < key(2) && !key(2).starts_with(&key(1)));
}

#[test]
fn a_long_list_has_no_long_key() {
    let kind = FieldKind::MultipleCollaborators;
    let key = |count: usize| {
        let raw = format!("[{}]", vec!["7"; count].join(","));
        key(&kind, Direction::Ascending, Some(&raw))
    };
    assert!(key(2) < key(3));
    assert_eq!(key(5_000), key(6_000));
    assert!(key(5_000).len() < 5 * TEXT_CHARS);
}

#[test]
fn files_codes_and_buttons_sort_by_their_text() {
    let file = |name: &str| {
        format!(
            r#"{{"id":"attAAAAAAAAAAAAA1","url":"https://z.example/{name}","filename":"{name}"}}"#
        )
    };
    let (first, second) = (file("a 2.png"), file("A 10.png"));
    let (one, both) = (format!("[{first}]"), format!("[{first},{second}]"));
    let other = format!("[{second},{first}]");
    ascending(
        &FieldKind::MultipleAttachments { reversed: false },
        &[None, Some(&one), Some(&both), Some(&other)],
    );
    ascending(
        &FieldKind::Barcode,
        &[
            None,
            Some(r#"{"text":"9","type":"upce"}"#),
            Some(r#"{"text":"10"}"#),
            Some(r#"{"text":"a"}"#),
        ],
    );
    ascending(
        &FieldKind::Button,
        &[
            None,
            Some(r#"{"label":"Go","url":"https://z.example"}"#),
            Some(r#"{"label":"Stop","url":null}"#),
        ],
    );
    ascending(
        &FieldKind::AiText(AiText::default()),
        &[
            Some(r#"{"state":"error","isStale":false,"value":null,"errorType":"x"}"#),
            Some(r#"{"state":"generated","isStale":true,"value":"a"}"#),
            Some(r#"{"state":"generated","isStale":false,"value":"b"}"#),
        ],
    );
    let mut sources = Choices::named(["b", "a"], &Fixed::new(1));
    sources.list.swap(0, 1);
    ascending(
        &FieldKind::ExternalSyncSource(sources),
        &[None, Some("1"), Some("0")],
    );
}

#[test]
fn damaged_cells_sort_as_blank() {
    for (kind, raw) in [
        (FieldKind::Email, "12"),
        (FieldKind::Number { precision: 0 }, "\"x\""),
        (FieldKind::SingleSelect(Choices::default()), "4"),
        (FieldKind::MultipleSelects(Choices::default()), "[4]"),
        (FieldKind::CreatedBy, "1"),
        (FieldKind::SingleCollaborator, "[7]"),
        (FieldKind::MultipleCollaborators, "[1]"),
        (FieldKind::MultipleAttachments { reversed: false }, "[{}]"),
        (
            FieldKind::MultipleAttachments { reversed: false },
            r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://z.example","filename":""}]"#,
        ),
        (FieldKind::Barcode, "\"x\""),
        (FieldKind::Button, "{}"),
        (FieldKind::AiText(AiText::default()), "null"),
        (FieldKind::ExternalSyncSource(Choices::default()), "4"),
    ] {
        assert_eq!(
            key(&kind, Direction::Ascending, Some(raw)),
            [BLANK],
            "{kind:?}"
        );
    }
}

proptest! {
    #[test]
    fn text_keys_order_as_the_collator_compares(left in "(\\PC|[a-cA-C0-9 é]){0,8}", right in "(\\PC|[a-cA-C0-9 é]){0,8}") {
        let raw = |text: &str| serde_json::to_string(text).unwrap();
        let expected = collator().compare(&left, &right);
        let (left, right) = (raw(&left), raw(&right));
        for kind in [FieldKind::SingleLineText, FieldKind::PhoneNumber] {
            let up = |raw| key(&kind, Direction::Ascending, Some(raw));
            prop_assert_eq!(up(&left).cmp(&up(&right)), expected);
            let down = |raw| key(&kind, Direction::Descending, Some(raw));
            prop_assert_eq!(down(&left).cmp(&down(&right)), expected.reverse());
        }
    }

    #[test]
    fn number_keys_order_as_numbers(left in any::<f64>(), right in any::<f64>()) {
        prop_assume!(left.is_finite() && right.is_finite());
        let kind = FieldKind::Number { precision: 0 };
        let up = |number| key(&kind, Direction::Ascending, Some(&number_text(number)));
        prop_assert_eq!(Some(up(left).cmp(&up(right))), left.partial_cmp(&right));
    }

    /// The first field decides, and the second only where it does not.
    #[test]
    fn keys_may_follow_each_other(rows in prop::collection::vec(("[abAé\u{301}2]{0,3}", -1i32..2), 2)) {
        let text = KeyMaker::new(&FieldKind::Email, Direction::Descending);
        let kind = FieldKind::Number { precision: 0 };
        let number = KeyMaker::new(&kind, Direction::Ascending);
        let keys: Vec<Vec<u8>> = rows.iter().map(|(word, count)| {
            let mut out = Vec::new();
            let raw = format!("\"{word}\"");
            text.key((!word.is_empty()).then_some(raw.as_str()), &mut out);
            number.key(Some(&count.to_string()), &mut out);
            out
        }).collect();
        let words: Ordering = collator().compare(&rows[1].0, &rows[0].0);
        let expected = words.then(rows[0].1.cmp(&rows[1].1));
        prop_assert_eq!(keys[0].cmp(&keys[1]), expected);
    }
}
