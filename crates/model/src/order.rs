//! Sort keys: bytes whose order (as `memcmp` compares them) is the order in
//! which people expect the cells (field-types 7).
//!
//! A key is one byte that tells blank from filled, then:
//!
//! | kinds | bytes |
//! | --- | --- |
//! | text family, users by name | the collation key of the Unicode root collation with numbers inside of text compared as numbers; letters first, then accents, then case; then a zero |
//! | number family | the double, its bits arranged so that they ascend |
//! | checkbox | nothing: ticked is filled |
//! | date, times | the text in ISO form, which ascends; then a zero |
//! | selects | the places of the choices in the field's list; then, for several, zeros |
//!
//! For descending order all bytes are inverted, which puts blanks last.
//! Damaged cells sort as blank. Keys hold for one version of this program:
//! they are made when a list is sorted and never stored.

use std::collections::HashMap;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use serde::{Deserialize, Serialize};

use crate::cell::{People, keys, number, unquoted};
use crate::field::FieldKind;
use crate::schema::UserNo;

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Direction {
    /// Smallest first, blanks before all.
    #[default]
    #[serde(rename = "asc")]
    Ascending,
    /// Greatest first, blanks after all.
    #[serde(rename = "desc")]
    Descending,
}

/// Text is compared by its beginning only, so that sorting a column of
/// novels needs no more memory than sorting their first pages.
const TEXT_CHARS: usize = 1_000;

const BLANK: u8 = 0;
const FILLED: u8 = 1;

/// Makes the keys of one field.
pub struct KeyMaker<'a> {
    how: How,
    direction: Direction,
    people: Option<&'a dyn People>,
}

enum How {
    Text(CollatorBorrowed<'static>),
    Person(CollatorBorrowed<'static>),
    Number,
    Tick,
    Iso,
    /// The place of each choice by its key, counted from 1.
    Choices(HashMap<u32, u32>),
}

impl<'a> KeyMaker<'a> {
    /// Keys for cells of `kind`.
    pub fn new(kind: &FieldKind, direction: Direction) -> Self {
        let how = match kind {
            FieldKind::Checkbox { .. } => How::Tick,
            FieldKind::Date { .. }
            | FieldKind::DateTime(_)
            | FieldKind::CreatedTime { .. }
            | FieldKind::LastModifiedTime { .. } => How::Iso,
            FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices) => How::Choices(
                choices
                    .list
                    .iter()
                    .map(|choice| choice.key)
                    .zip(1..)
                    .collect(),
            ),
            FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => How::Person(collator()),
            _ if kind.is_text() => How::Text(collator()),
            _ => How::Number,
        };
        Self {
            how,
            direction,
            people: None,
        }
    }

    /// Looks up users here, whose names order them; without, they sort as blank.
    #[must_use]
    pub fn with_people(mut self, people: &'a dyn People) -> Self {
        self.people = Some(people);
        self
    }

    /// Appends the key of a cell (`None` if blank). Keys of several fields may
    /// follow each other: no key is the beginning of another.
    pub fn key(&self, raw: Option<&str>, out: &mut Vec<u8>) {
        let start = out.len();
        out.push(FILLED);
        if raw.and_then(|raw| self.filled(raw, out)).is_none() {
            out.truncate(start);
            out.push(BLANK);
        }
        if self.direction == Direction::Descending {
            for byte in &mut out[start..] {
                *byte = !*byte;
            }
        }
    }

    /// Appends the bytes of a filled cell; `None` if it is damaged.
    fn filled(&self, raw: &str, out: &mut Vec<u8>) -> Option<()> {
        match &self.how {
            How::Text(collator) => put_text(collator, &unquoted(raw)?, out),
            How::Person(collator) => {
                let person = self.people?.person(UserNo(raw.parse().ok()?))?;
                put_text(collator, person.name, out);
            }
            How::Number => {
                let bits = number(raw)?.to_bits();
                // Negative numbers ascend as their bits descend, and stand first.
                let ascending = if bits >> 63 == 1 {
                    !bits
                } else {
                    bits | 1 << 63
                };
                out.extend_from_slice(&ascending.to_be_bytes());
            }
            How::Tick => return (raw == "true").then_some(()),
            How::Iso => {
                out.extend_from_slice(unquoted(raw)?.as_bytes());
                out.push(0);
            }
            How::Choices(places) => match keys(raw) {
                Some(keys) => {
                    let start = out.len();
                    for place in keys.filter_map(|key| places.get(&key)) {
                        out.extend_from_slice(&place.to_be_bytes());
                    }
                    if out.len() == start {
                        return None;
                    }
                    out.extend_from_slice(&[0; 4]);
                }
                None => {
                    out.extend_from_slice(&places.get(&raw.parse().ok()?)?.to_be_bytes());
                }
            },
        }
        Some(())
    }
}

fn put_text(collator: &CollatorBorrowed<'static>, text: &str, out: &mut Vec<u8>) {
    let end = text
        .char_indices()
        .nth(TEXT_CHARS)
        .map_or(text.len(), |(end, _)| end);
    let Ok(()) = collator.write_sort_key_to(&text[..end], out);
    // Collation keys hold no zero. None seems to begin another, but only the
    // end makes that sure.
    out.push(0);
}

fn collator() -> CollatorBorrowed<'static> {
    let mut preferences = CollatorPreferences::default();
    preferences.numeric_ordering = Some(CollationNumericOrdering::True);
    let mut options = CollatorOptions::default();
    options.strength = Some(Strength::Tertiary);
    #[expect(
        clippy::expect_used,
        reason = "the root collation is compiled in; no input reaches this"
    )]
    CollatorBorrowed::try_new(preferences, options).expect("the root collation is compiled in")
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;

    use super::*;
    use crate::cell::{Person, number_text};
    use crate::field::{BrightColor, CheckboxIcon, Choices, DateFormat};
    use crate::id::UserId;
    use crate::testing::Fixed;

    fn key(kind: &FieldKind, direction: Direction, raw: Option<&str>) -> Vec<u8> {
        let mut out = Vec::new();
        KeyMaker::new(kind, direction).key(raw, &mut out);
        out
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
        struct Two;
        impl People for Two {
            fn person(&self, no: UserNo) -> Option<Person<'_>> {
                let name = if no == UserNo(1) { "Zoe" } else { "ann" };
                Some(Person {
                    id: UserId::from_tail("AAAAAAAAAAAAAA")?,
                    email: "",
                    name,
                })
            }
        }
        let maker = KeyMaker::new(&FieldKind::CreatedBy, Direction::Ascending).with_people(&Two);
        let (mut zoe, mut ann) = (Vec::new(), Vec::new());
        maker.key(Some("1"), &mut zoe);
        maker.key(Some("2"), &mut ann);
        assert!(ann < zoe);
    }

    #[test]
    fn damaged_cells_sort_as_blank() {
        for (kind, raw) in [
            (FieldKind::Email, "12"),
            (FieldKind::Number { precision: 0 }, "\"x\""),
            (FieldKind::SingleSelect(Choices::default()), "4"),
            (FieldKind::MultipleSelects(Choices::default()), "[4]"),
            (FieldKind::CreatedBy, "1"),
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
}
