//! Sort keys: bytes whose order (as `memcmp` compares them) is the order in
//! which people expect the cells (field-types 7).
//!
//! A key is one byte that tells blank, filled and failed cells apart, then:
//!
//! | kinds | bytes |
//! | --- | --- |
//! | text family, single users by name, barcodes by text, buttons by label, models' texts by value | the collation key of the Unicode root collation with numbers inside of text compared as numbers; letters first, then accents, then case; then a zero |
//! | several users by name, links by the text of primary cells, attachments by file name | for each item a one and its key as text; then a zero |
//! | number family | the double, its bits arranged so that they ascend |
//! | checkbox | nothing: ticked is filled |
//! | date, times | the text in ISO form, which ascends; then a zero |
//! | selects | the places of the choices in the field's list; then, for several, zeros |
//! | formulas, counts | as their results; nothing if the cell failed |
//! | rollups, lookups | for each item a one and its key, or a two if it failed; then a zero |
//!
//! For descending order all bytes are inverted, which puts blanks last and
//! failed cells first: errors, and numbers that are none; infinite numbers are
//! numbers. Damaged cells sort as blank, and so do such as name nothing that is
//! left. Keys hold for one version of this program: they are made when a list
//! is sorted and never stored.

use std::collections::HashMap;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use serde::{Deserialize, Serialize};

use crate::cell::{self, Names, attachments, keys, number, special_number, unquoted};
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

/// Text, or the items of a list together, are compared by their beginning
/// only, so that sorting a column of novels needs no more memory than sorting
/// their first pages.
const TEXT_CHARS: usize = 1_000;

/// Of a computed list, items are compared until their keys are so long.
const LIST_BYTES: usize = 4_000;

const BLANK: u8 = 0;
const FILLED: u8 = 1;
const FAILED: u8 = 2;

/// Makes the keys of one field.
pub struct KeyMaker<'a> {
    how: How,
    computed: Computed,
    direction: Direction,
    names: Names<'a>,
}

enum How {
    Text(CollatorBorrowed<'static>, Text),
    Number,
    Tick,
    Iso,
    /// The place of each choice by its key, counted from 1.
    Choices(HashMap<u32, u32>),
}

/// What may stand in a cell instead of one value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Computed {
    /// Nothing else.
    No,
    /// An error.
    One,
    /// An error, or several values with errors among them.
    List,
}

/// Where the text of a cell stands.
#[derive(Clone, Copy)]
enum Text {
    Own,
    Person,
    People,
    Record,
    Records,
    File,
    Files,
    Barcode,
    Button,
    Ai,
}

impl How {
    fn of(kind: &FieldKind, computed: Computed) -> Self {
        // What is looked up is always one value after the other.
        let text = |one, list| {
            let from = if computed == Computed::No { list } else { one };
            Self::Text(collator(), from)
        };
        match kind {
            FieldKind::Checkbox { .. } => Self::Tick,
            FieldKind::Date { .. }
            | FieldKind::DateTime(_)
            | FieldKind::CreatedTime { .. }
            | FieldKind::LastModifiedTime { .. } => Self::Iso,
            FieldKind::SingleSelect(choices)
            | FieldKind::MultipleSelects(choices)
            | FieldKind::ExternalSyncSource(choices) => {
                let keys = choices.list.iter().map(|choice| choice.key);
                Self::Choices(keys.zip(1..).collect())
            }
            FieldKind::SingleCollaborator
            | FieldKind::CreatedBy
            | FieldKind::LastModifiedBy { .. } => text(Text::Person, Text::Person),
            FieldKind::MultipleCollaborators => text(Text::Person, Text::People),
            FieldKind::MultipleRecordLinks(_) => text(Text::Record, Text::Records),
            FieldKind::MultipleAttachments { .. } => text(Text::File, Text::Files),
            FieldKind::Barcode => text(Text::Barcode, Text::Barcode),
            FieldKind::Button => text(Text::Button, Text::Button),
            FieldKind::AiText(_) => text(Text::Ai, Text::Ai),
            _ if kind.is_text() => text(Text::Own, Text::Own),
            _ => Self::Number,
        }
    }
}

impl<'a> KeyMaker<'a> {
    /// Keys for cells of `kind`.
    pub fn new(kind: &FieldKind, direction: Direction) -> Self {
        let computed = match kind {
            FieldKind::Formula(_) | FieldKind::Count(_) => Computed::One,
            FieldKind::Rollup(_) | FieldKind::MultipleLookupValues(_) => Computed::List,
            _ => Computed::No,
        };
        Self {
            // All cells of a field that is not valid are errors.
            how: kind
                .shown()
                .map_or(How::Number, |kind| How::of(kind, computed)),
            computed,
            direction,
            names: Names::NONE,
        }
    }

    /// Looks up users and records here, whose names order them; without, they
    /// sort as blank.
    #[must_use]
    pub fn with_names(mut self, names: Names<'a>) -> Self {
        self.names = names;
        self
    }

    /// Appends the key of a cell (`None` if blank). Keys of several fields may
    /// follow each other: no key is the beginning of another.
    pub fn key(&self, raw: Option<&str>, out: &mut Vec<u8>) {
        let start = out.len();
        out.push(FILLED);
        let filled = raw.and_then(|raw| match self.computed {
            Computed::No => self.filled(raw, out),
            Computed::List if !self.has_failed(raw) => self.list(raw, out),
            Computed::One | Computed::List => self.filled_or_failed(raw, start, out),
        });
        if filled.is_none() {
            out.truncate(start);
            out.push(BLANK);
        }
        if self.direction == Direction::Descending {
            for byte in &mut out[start..] {
                *byte = !*byte;
            }
        }
    }

    /// True for what stands in place of a value. Infinite numbers are numbers.
    fn has_failed(&self, raw: &str) -> bool {
        let is_infinite = || {
            matches!(self.how, How::Number)
                && special_number(raw).is_some_and(|number| !number.is_nan())
        };
        cell::is_failure(raw) && !is_infinite()
    }

    /// Appends the bytes of one value, or marks it as failed in the byte at
    /// `mark`, which says that it is filled.
    fn filled_or_failed(&self, raw: &str, mark: usize, out: &mut Vec<u8>) -> Option<()> {
        if self.has_failed(raw) {
            *out.get_mut(mark)? = FAILED;
            return Some(());
        }
        self.filled(raw, out)
    }

    /// Appends the keys of several values; `None` if there are none. One value
    /// is a list of one, since a column may have both.
    fn list(&self, raw: &str, out: &mut Vec<u8>) -> Option<()> {
        let start = out.len();
        for item in cell::parts(raw) {
            let mark = out.len();
            if mark - start > LIST_BYTES {
                break;
            }
            out.push(FILLED);
            if self.filled_or_failed(item, mark, out).is_none() {
                out.truncate(mark);
            }
        }
        if out.len() == start {
            return None;
        }
        out.push(BLANK);
        Some(())
    }

    /// Appends the bytes of a filled cell; `None` if it is damaged.
    fn filled(&self, raw: &str, out: &mut Vec<u8>) -> Option<()> {
        match &self.how {
            How::Text(collator, from) => return self.text(collator, *from, raw, out),
            How::Number => {
                let infinite = || special_number(raw).filter(|_| self.computed != Computed::No);
                let bits = number(raw).or_else(infinite)?.to_bits();
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

    fn text(
        &self,
        collator: &CollatorBorrowed<'static>,
        from: Text,
        raw: &str,
        out: &mut Vec<u8>,
    ) -> Option<()> {
        let Names { people, records } = self.names;
        let one = |text: &str, out: &mut Vec<u8>| {
            put_text(collator, text, out);
            Some(())
        };
        match from {
            Text::Own => one(&unquoted(raw)?, out),
            Text::Person => one(people.person(UserNo(raw.parse().ok()?))?.name, out),
            Text::Barcode => one(&cell::barcode_text(raw)?, out),
            Text::Button => one(&cell::button_label(raw)?, out),
            Text::Ai => one(&cell::ai_value(raw).filter(|text| !text.is_empty())?, out),
            Text::People => put_list(collator, cell::names_of_people(raw, people), out),
            Text::Record => {
                let name = records.record(cell::record_of_item(raw)?)?;
                one(Some(name).filter(|name| !name.is_empty())?, out)
            }
            Text::File => one(&cell::attachment(raw)?.filename, out),
            Text::Records => put_list(collator, cell::names_of_records(raw, records), out),
            Text::Files => {
                let files = attachments(raw);
                let names = files.iter().map(|file| file.filename.as_ref());
                put_list(collator, names, out)
            }
        }
    }
}

/// Appends the keys of several texts; `None` if there are none.
fn put_list<'n>(
    collator: &CollatorBorrowed<'static>,
    texts: impl Iterator<Item = &'n str>,
    out: &mut Vec<u8>,
) -> Option<()> {
    let start = out.len();
    let mut left = TEXT_CHARS;
    for text in texts.filter(|text| !text.is_empty()) {
        if left == 0 {
            break;
        }
        // Whatever the key of an item begins with, it is not the list's end.
        out.push(FILLED);
        put_start(collator, text, left, out);
        left -= text.chars().take(left).count();
    }
    if out.len() == start {
        return None;
    }
    out.push(BLANK);
    Some(())
}

fn put_text(collator: &CollatorBorrowed<'static>, text: &str, out: &mut Vec<u8>) {
    put_start(collator, text, TEXT_CHARS, out);
}

/// Appends the key of the first `chars` characters.
fn put_start(collator: &CollatorBorrowed<'static>, text: &str, chars: usize, out: &mut Vec<u8>) {
    let end = text
        .char_indices()
        .nth(chars)
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
mod tests;
