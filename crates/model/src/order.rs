//! Sort keys: bytes whose order (as `memcmp` compares them) is the order in
//! which people expect the cells (field-types 7).
//!
//! A key is one byte that tells blank from filled, then:
//!
//! | kinds | bytes |
//! | --- | --- |
//! | text family, single users by name, barcodes by text, buttons by label, models' texts by value | the collation key of the Unicode root collation with numbers inside of text compared as numbers; letters first, then accents, then case; then a zero |
//! | several users by name, links by the text of primary cells, attachments by file name | for each item a one and its key as text; then a zero |
//! | number family | the double, its bits arranged so that they ascend |
//! | checkbox | nothing: ticked is filled |
//! | date, times | the text in ISO form, which ascends; then a zero |
//! | selects | the places of the choices in the field's list; then, for several, zeros |
//!
//! For descending order all bytes are inverted, which puts blanks last.
//! Damaged cells sort as blank, and so do such as name nothing that is left. Keys hold for one version of this program:
//! they are made when a list is sorted and never stored.

use std::collections::HashMap;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use serde::{Deserialize, Serialize};

use crate::cell::{self, Names, attachments, keys, number, unquoted};
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

const BLANK: u8 = 0;
const FILLED: u8 = 1;

/// Makes the keys of one field.
pub struct KeyMaker<'a> {
    how: How,
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

/// Where the text of a cell stands.
#[derive(Clone, Copy)]
enum Text {
    Own,
    Person,
    People,
    Records,
    Files,
    Barcode,
    Button,
    Ai,
}

impl<'a> KeyMaker<'a> {
    /// Keys for cells of `kind`.
    pub fn new(kind: &FieldKind, direction: Direction) -> Self {
        let text = |from| How::Text(collator(), from);
        let how = match kind {
            FieldKind::Checkbox { .. } => How::Tick,
            FieldKind::Date { .. }
            | FieldKind::DateTime(_)
            | FieldKind::CreatedTime { .. }
            | FieldKind::LastModifiedTime { .. } => How::Iso,
            FieldKind::SingleSelect(choices)
            | FieldKind::MultipleSelects(choices)
            | FieldKind::ExternalSyncSource(choices) => {
                let keys = choices.list.iter().map(|choice| choice.key);
                How::Choices(keys.zip(1..).collect())
            }
            FieldKind::SingleCollaborator
            | FieldKind::CreatedBy
            | FieldKind::LastModifiedBy { .. } => text(Text::Person),
            FieldKind::MultipleCollaborators => text(Text::People),
            FieldKind::MultipleRecordLinks(_) => text(Text::Records),
            FieldKind::MultipleAttachments { .. } => text(Text::Files),
            FieldKind::Barcode => text(Text::Barcode),
            FieldKind::Button => text(Text::Button),
            FieldKind::AiText(_) => text(Text::Ai),
            _ if kind.is_text() => text(Text::Own),
            _ => How::Number,
        };
        Self {
            how,
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
            How::Text(collator, from) => return self.text(collator, *from, raw, out),
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
