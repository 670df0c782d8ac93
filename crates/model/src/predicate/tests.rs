use super::*;
use crate::field::{Choices, FieldKind};
use crate::schema::{FieldDraft, TableDraft, TableNo};
use crate::testing::Fixed;

const KEY: FieldKey = FieldKey(3);
const DAY: Millis = Millis(1_709_164_800_000);

fn stored(doc: &str) -> Stored<'_> {
    Stored {
        id: RecordId::from_tail("AAAAAAAAAAAAA5").unwrap(),
        created: Millis(1000),
        modified: Millis(2000),
        doc: Doc(doc),
    }
}

/// With this cell, or none.
fn matches(predicate: &Predicate, raw: &str) -> bool {
    let doc = if raw.is_empty() {
        r#"{"2":1,"4":2}"#.to_owned()
    } else {
        format!(r#"{{"2":1,"3":{raw},"4":2}}"#)
    };
    predicate.matches(stored(&doc))
}

#[test]
fn conditions_on_cells() {
    use Compare as C;
    use Predicate as P;
    const NAN: &str = r#"{"specialValue":"NaN"}"#;
    const INFINITE: &str = r#"{"specialValue":"Infinity"}"#;
    for (predicate, yes, no) in [
        (P::Error(KEY), &[DERIVED_ERROR][..], &["", "1", NAN][..]),
        (
            P::HasNumber(KEY),
            &["0", "-1.5", NAN, INFINITE],
            &["", DERIVED_ERROR, "\"a\""],
        ),
        (
            P::Number(KEY, C::Equal, 0.0),
            &["", "0", "\"a\""],
            &["1", NAN, DERIVED_ERROR],
        ),
        (
            P::Number(KEY, C::NotEqual, 0.0),
            &["1", NAN],
            &["", "0", DERIVED_ERROR],
        ),
        (
            P::Number(KEY, C::Greater, -1.0),
            &["", "0", INFINITE],
            &["-1", "-2", NAN],
        ),
        (
            P::Number(KEY, C::LessOrEqual, 1e3),
            &["", "1000"],
            &["1000.5", INFINITE],
        ),
        (
            P::HasDate(KEY),
            &[r#""2024-02-29""#, r#""2024-02-29T10:00:00.000Z""#],
            &["", "7", DERIVED_ERROR],
        ),
        (
            P::Date(KEY, C::Equal, DAY),
            &[r#""2024-02-29""#, r#""2024-02-29T00:00:00.000Z""#],
            &["", r#""2024-02-29T00:00:00.001Z""#],
        ),
        (
            P::Date(KEY, C::Less, DAY),
            &[r#""2024-02-28""#],
            &["", r#""2024-02-29""#],
        ),
        (
            P::Date(KEY, C::NotEqual, DAY),
            &[r#""2024-02-28""#],
            &["", r#""2024-02-29""#],
        ),
        (
            P::Text(KEY, String::new()),
            &["", "\"\""],
            &["\"a\"", DERIVED_ERROR, NAN],
        ),
        (
            P::Text(KEY, "a\"b".to_owned()),
            &[r#""a\"b""#],
            &["", r#""A\"b""#],
        ),
        (
            P::Contains(KEY, "n\n".to_owned()),
            &[r#""Ann\nLee""#],
            &["", r#""Ann""#, DERIVED_ERROR],
        ),
        (
            P::Contains(KEY, "ERR".to_owned()),
            &[r#""ERR""#],
            &[DERIVED_ERROR, NAN],
        ),
        (
            P::Choice(KEY, vec![2, 5]),
            &["2", "5", "[1,5]"],
            &["", "1", "25", "[25,1]", "[]"],
        ),
        (P::Ticked(KEY), &["true"], &["", "false"]),
        (
            P::HasFile(KEY),
            &[r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x"}]"#],
            &["", "[]", "[1]"],
        ),
    ] {
        for raw in yes {
            assert!(matches(&predicate, raw), "{predicate:?} {raw}");
            assert!(!matches(&P::Not(Box::new(predicate.clone())), raw));
        }
        for raw in no {
            assert!(!matches(&predicate, raw), "{predicate:?} {raw}");
        }
    }
}

#[test]
fn conditions_on_records() {
    use Compare as C;
    use Predicate as P;
    let id = |tail: &str| RecordId::from_tail(tail).unwrap();
    for (predicate, wanted) in [
        (P::TRUE, true),
        (P::FALSE, false),
        (P::All(vec![P::TRUE, P::FALSE]), false),
        (P::Any(vec![P::FALSE, P::TRUE]), true),
        (
            P::Id(vec![id("AAAAAAAAAAAAA4"), id("AAAAAAAAAAAAA5")]),
            true,
        ),
        (P::Id(vec![id("AAAAAAAAAAAAA4")]), false),
        (P::Created(C::Less, Millis(1001)), true),
        (P::Created(C::Less, Millis(1000)), false),
        (P::Modified(C::GreaterOrEqual, Millis(2000)), true),
        (P::Modified(C::NotEqual, Millis(2000)), false),
    ] {
        assert_eq!(predicate.matches(stored("{}")), wanted, "{predicate:?}");
    }
    assert!(P::TRUE.is_true() && !P::FALSE.is_true());
    assert!(P::FALSE.is_false() && !P::TRUE.is_false());
}

#[test]
fn records_that_may_match() {
    use Predicate as P;
    let ids = |tails: &[&str]| {
        tails
            .iter()
            .map(|tail| RecordId::from_tail(tail).unwrap())
            .collect::<Vec<_>>()
    };
    let (one, two) = (
        ids(&["AAAAAAAAAAAAA1"]),
        ids(&["AAAAAAAAAAAAA1", "AAAAAAAAAAAAA2"]),
    );
    for (predicate, wanted) in [
        (P::TRUE, None),
        (P::FALSE, Some(&[][..])),
        (P::Id(two.clone()), Some(&two)),
        (
            P::All(vec![P::Ticked(KEY), P::Id(two.clone()), P::Id(one.clone())]),
            Some(&one),
        ),
        (P::All(vec![P::Ticked(KEY)]), None),
        (P::Any(vec![P::Id(one.clone()), P::Ticked(KEY)]), None),
        (P::Not(Box::new(P::Id(one.clone()))), None),
    ] {
        assert_eq!(predicate.ids(), wanted, "{predicate:?}");
    }
}

#[test]
fn sides_are_exchanged() {
    use Compare as C;
    for compare in [
        C::Equal,
        C::NotEqual,
        C::Less,
        C::LessOrEqual,
        C::Greater,
        C::GreaterOrEqual,
    ] {
        for (a, b) in [(1, 2), (2, 2), (3, 2)] {
            assert_eq!(compare.holds(&a, &b), compare.flipped().holds(&b, &a));
        }
    }
}

#[test]
fn in_words() {
    use Predicate as P;
    let draft = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields: vec![
            FieldDraft::new("Name", FieldKind::SingleLineText),
            FieldDraft::new("Price", FieldKind::Number { precision: 0 }),
            FieldDraft::new(
                "State",
                FieldKind::SingleSelect(Choices::named(["A", "B"], &Fixed::new(1))),
            ),
        ],
    };
    let table = draft.build(TableNo(1), &Fixed::new(2));
    let (name, price, state) = (FieldKey(1), FieldKey(2), FieldKey(3));
    let predicate = P::All(vec![
        P::Number(price, Compare::GreaterOrEqual, 2.5),
        P::Any(vec![
            P::Choice(state, vec![0, 1, 7]),
            P::Choice(state, vec![1]),
        ]),
        P::Not(Box::new(P::All(vec![
            P::Text(name, "x".to_owned()),
            P::HasNumber(FieldKey(9)),
        ]))),
        P::Not(Box::new(P::Contains(name, "y".to_owned()))),
        P::Created(Compare::Less, DAY),
    ]);
    assert_eq!(
        predicate.text(&table),
        "{Price} >= 2.5 and ({State} is one of \"A\", \"B\", choice 7 or {State} is \"B\") \
         and not ({Name} = \"x\" and {field 9} has a number) and not {Name} contains \"y\" \
         and made < 2024-02-29T00:00:00.000Z"
    );
    assert_eq!(P::TRUE.text(&table), "true");
    assert_eq!(P::FALSE.text(&table), "false");
}
