//! The order of computed cells.

use super::*;
use crate::cell::DERIVED_ERROR as ERROR;
use crate::field::computed_samples::{broken, count, formula, lookup, rollup};
use crate::field::{MomentFormat, TimeFormat};

const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"Infinity"}"#;
const MINUS_INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;

fn number() -> FieldKind {
    FieldKind::Number { precision: 0 }
}

fn day() -> FieldKind {
    FieldKind::Date {
        date: DateFormat::Iso,
    }
}

#[test]
fn cells_sort_as_their_results_and_errors_last() {
    ascending(
        &formula(number()),
        &[
            None,
            Some(MINUS_INFINITE),
            Some("-2"),
            Some("0"),
            Some("10"),
            Some(INFINITE),
            Some(ERROR),
        ],
    );
    ascending(
        &formula(FieldKind::SingleLineText),
        &[None, Some(r#""item 2""#), Some(r#""Item 10""#), Some(ERROR)],
    );
    let moment = FieldKind::DateTime(MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    });
    for kind in [day(), moment] {
        ascending(
            &formula(kind),
            &[
                None,
                Some(r#""2024-02-29T00:00:00.000Z""#),
                Some(r#""2024-02-29T10:00:00.000Z""#),
                Some(ERROR),
            ],
        );
    }
    ascending(&count(), &[None, Some("0"), Some("2"), Some("10")]);
}

#[test]
fn all_failures_are_alike() {
    let up = |kind: &FieldKind, raw| key(kind, Direction::Ascending, Some(raw));
    let numbers = formula(number());
    assert_eq!(up(&numbers, NAN), up(&numbers, ERROR));
    let texts = formula(FieldKind::Email);
    for raw in [NAN, INFINITE, MINUS_INFINITE] {
        assert_eq!(up(&texts, raw), up(&texts, ERROR), "{raw}");
    }
    let broken = broken(numbers);
    assert_eq!(up(&broken, ERROR), up(&texts, ERROR));
    // A number of its own is never one of these.
    assert_eq!(
        up(&number(), INFINITE),
        key(&number(), Direction::Ascending, None)
    );
}

#[test]
fn lists_sort_item_by_item() {
    for kind in [rollup(number()), lookup(number())] {
        ascending(
            &kind,
            &[
                None,
                Some("[1]"),
                Some("[1,-5]"),
                Some("[1,10]"),
                Some(r##"[1,{"error":"#ERROR!"}]"##),
                Some("[2]"),
                Some("[10]"),
                Some(r##"[{"error":"#ERROR!"},1]"##),
                Some(ERROR),
            ],
        );
    }
    // A rollup may give one value for one record and several for the next.
    ascending(&rollup(number()), &[Some("[1]"), Some("2"), Some("[2,0]")]);
    let kind = rollup(number());
    let up = |raw| key(&kind, Direction::Ascending, Some(raw));
    assert_eq!(up("2"), up("[2]"));
    ascending(
        &lookup(FieldKind::SingleLineText),
        &[
            None,
            Some(r#"["a"]"#),
            Some(r#"["a","b"]"#),
            Some(r#"["B","a"]"#),
            Some(ERROR),
        ],
    );
    ascending(
        &lookup(day()),
        &[
            None,
            Some(r#"["2024-02-28","2024-01-01"]"#),
            Some(r#"["2024-02-29"]"#),
        ],
    );
}

#[test]
fn what_is_looked_up_sorts_by_what_it_names() {
    let choices = Choices::named(["z", "a"], &Fixed::new(1));
    for kind in [
        FieldKind::SingleSelect(choices.clone()),
        FieldKind::MultipleSelects(choices),
    ] {
        ascending(
            &lookup(kind),
            &[None, Some("[0]"), Some("[0,1]"), Some("[1]"), Some(ERROR)],
        );
    }
    for kind in [FieldKind::MultipleCollaborators, FieldKind::CreatedBy] {
        let kind = lookup(kind);
        ascending(&kind, &[None, Some("[7]"), Some("[7,8]"), Some("[8]")]);
        // Who is gone counts for nothing.
        let up = |raw| key(&kind, Direction::Ascending, raw);
        assert_eq!(up(Some("[99]")), up(None));
        assert_eq!(up(Some("[99,7]")), up(Some("[7]")));
    }
    let links = |places: &[usize]| {
        let ids: Vec<RecordId> = places.iter().map(|place| record(*place)).collect();
        linked_raw(&ids)
    };
    let table = TableId::random(&Fixed::new(1));
    let (a, b, c) = (links(&[0]), links(&[1, 0]), links(&[2]));
    ascending(
        &lookup(FieldKind::MultipleRecordLinks(Link::to(table))),
        &[
            links(&[3]).filter(|_| false).as_deref(),
            a.as_deref(),
            b.as_deref(),
            c.as_deref(),
        ],
    );
    let file = |name: &str| {
        format!(r#"[{{"id":"attAAAAAAAAAAAAAA","url":"https://x.org/1","filename":"{name}"}}]"#)
    };
    ascending(
        &lookup(FieldKind::MultipleAttachments { reversed: false }),
        &[None, Some(&file("a 2")), Some(&file("a 10"))],
    );
    ascending(
        &lookup(FieldKind::Barcode),
        &[None, Some(r#"[{"text":"2"}]"#), Some(r#"[{"text":"10"}]"#)],
    );
    let tick = FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Red,
    };
    ascending(&lookup(tick), &[None, Some("[true]"), Some("[true,true]")]);
}

#[test]
fn long_lists_have_short_keys() {
    let many: Vec<String> = (0..100_000).map(|n| n.to_string()).collect();
    let raw = format!("[{}]", many.join(","));
    assert!(key(&lookup(number()), Direction::Ascending, Some(&raw)).len() < 2 * LIST_BYTES);
    let texts: Vec<String> = many
        .iter()
        .map(|n| format!("\"{}\"", n.repeat(1_000)))
        .collect();
    let raw = format!("[{}]", texts.get(..50).unwrap().join(","));
    let key = key(&lookup(FieldKind::Email), Direction::Ascending, Some(&raw));
    assert!(key.len() < 4 * LIST_BYTES, "{}", key.len());
}

proptest! {
    /// The first field decides, and the second only where it does not.
    #[test]
    fn keys_may_follow_each_other_of_lists(
        rows in prop::collection::vec((prop::collection::vec(-2i32..3, 0..3), -1i32..2), 2),
    ) {
        let kind = rollup(number());
        let lists = KeyMaker::new(&kind, Direction::Descending);
        let last = number();
        let second = KeyMaker::new(&last, Direction::Ascending);
        let keys: Vec<Vec<u8>> = rows.iter().map(|(list, count)| {
            let mut out = Vec::new();
            // 2 stands for an error.
            let items: Vec<String> = list
                .iter()
                .map(|n| if *n == 2 { ERROR.to_owned() } else { n.to_string() })
                .collect();
            let raw = format!("[{}]", items.join(","));
            lists.key((!list.is_empty()).then_some(raw.as_str()), &mut out);
            second.key(Some(&count.to_string()), &mut out);
            out
        }).collect();
        let expected = rows[1].0.cmp(&rows[0].0).then(rows[0].1.cmp(&rows[1].1));
        prop_assert_eq!(keys[0].cmp(&keys[1]), expected);
    }
}
