//! Conditions on stored records that an engine can decide by itself.
//!
//! [`Predicate::matches`] is the meaning of every predicate; an engine may find
//! the same records in its own way.
//!
//! Conditions on cells read them as formulas do: what is damaged reads as
//! blank, and the error of a computed cell is a thing of its own, which meets
//! no condition but [`Predicate::Error`] and those that say "not".

mod text;

use std::borrow::Cow;

use memchr::memmem;

use crate::cell::{self, DERIVED_ERROR, attachments};
use crate::doc::Doc;
use crate::id::RecordId;
use crate::schema::FieldKey;
use crate::time::Millis;

/// A condition on a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// All of these; none of them is true.
    All(Vec<Predicate>),
    /// One of these; none of them is false.
    Any(Vec<Predicate>),
    /// Not this.
    Not(Box<Predicate>),
    /// The record is one of these, which are in ascending order.
    Id(Vec<RecordId>),
    /// When the record was made.
    Created(Compare, Millis),
    /// When the record was last changed.
    Modified(Compare, Millis),
    /// The computed cell is an error.
    Error(FieldKey),
    /// The cell is a number, be it NaN or infinite.
    HasNumber(FieldKey),
    /// A number compared with another, as floating point numbers are; a blank
    /// cell is 0.
    Number(FieldKey, Compare, f64),
    /// The cell is a day or a moment.
    HasDate(FieldKey),
    /// A day (its midnight in UTC) or a moment compared with another; a blank
    /// cell never matches.
    Date(FieldKey, Compare, Millis),
    /// The cell's text is exactly this; a blank cell is the empty text. A
    /// computed cell that is no text, but NaN or infinite, never matches.
    Text(FieldKey, String),
    /// The cell's text, as before, has this in it.
    Contains(FieldKey, String),
    /// The choice of a single select, or one of those of a multiple select, is
    /// one of these, which are in ascending order.
    Choice(FieldKey, Vec<u32>),
    /// The checkbox is ticked.
    Ticked(FieldKey),
    /// The attachment cell holds a file.
    HasFile(FieldKey),
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Compare {
    /// Whether the comparison holds; of NaN none does but `!=`.
    pub fn holds<T: PartialOrd>(self, left: &T, right: &T) -> bool {
        match self {
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
        }
    }

    /// The same comparison with its sides exchanged.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Equal | Self::NotEqual => self,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// A stored record, as far as a predicate looks.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// `rec…`
    pub id: RecordId,
    /// When it was made.
    pub created: Millis,
    /// When it was last changed.
    pub modified: Millis,
    /// Its document.
    pub doc: Doc<'a>,
}

impl Predicate {
    /// Lets everything through.
    pub const TRUE: Self = Self::All(Vec::new());

    /// Lets nothing through.
    pub const FALSE: Self = Self::Any(Vec::new());

    /// True if it is [`Predicate::TRUE`].
    pub fn is_true(&self) -> bool {
        matches!(self, Self::All(parts) if parts.is_empty())
    }

    /// True if it is [`Predicate::FALSE`].
    pub fn is_false(&self) -> bool {
        matches!(self, Self::Any(parts) if parts.is_empty())
    }

    /// Records among which all are that match, in ascending order; `None` if
    /// nothing is known of them.
    pub fn ids(&self) -> Option<&[RecordId]> {
        match self {
            Self::Id(ids) => Some(ids),
            Self::All(parts) => {
                let known = parts.iter().filter_map(Self::ids);
                known.min_by_key(|ids| ids.len())
            }
            Self::Any(parts) if parts.is_empty() => Some(&[]),
            _ => None,
        }
    }

    /// Whether a record is one that is looked for.
    pub fn matches(&self, record: Stored<'_>) -> bool {
        let cell = |key: &FieldKey| record.doc.get(*key);
        match self {
            Self::All(parts) => parts.iter().all(|part| part.matches(record)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(record)),
            Self::Not(part) => !part.matches(record),
            Self::Id(ids) => ids.binary_search(&record.id).is_ok(),
            Self::Created(compare, at) => compare.holds(&record.created, at),
            Self::Modified(compare, at) => compare.holds(&record.modified, at),
            Self::Error(key) => cell(key) == Some(DERIVED_ERROR),
            Self::HasNumber(key) => cell(key).and_then(number).is_some(),
            Self::Number(key, compare, with) => match cell(key) {
                Some(DERIVED_ERROR) => false,
                raw => compare.holds(&raw.and_then(number).unwrap_or(0.0), with),
            },
            Self::HasDate(key) => cell(key).and_then(cell::moment).is_some(),
            Self::Date(key, compare, with) => cell(key)
                .and_then(cell::moment)
                .is_some_and(|at| compare.holds(&at, with)),
            Self::Text(key, wanted) => text(cell(key)).is_some_and(|text| text == *wanted),
            Self::Contains(key, part) => text(cell(key))
                .is_some_and(|text| memmem::find(text.as_bytes(), part.as_bytes()).is_some()),
            Self::Choice(key, wanted) => cell(key).is_some_and(|raw| match cell::keys(raw) {
                Some(mut keys) => keys.any(|key| wanted.binary_search(&key).is_ok()),
                None => raw
                    .parse()
                    .is_ok_and(|key| wanted.binary_search(&key).is_ok()),
            }),
            Self::Ticked(key) => cell(key) == Some("true"),
            Self::HasFile(key) => cell(key).is_some_and(|raw| !attachments(raw).is_empty()),
        }
    }
}

/// A stored text; `None` of a computed cell that holds something else.
fn text(raw: Option<&str>) -> Option<Cow<'_, str>> {
    let Some(raw) = raw else {
        return Some(Cow::Borrowed(""));
    };
    if raw.starts_with('{') && (raw == DERIVED_ERROR || cell::special_number(raw).is_some()) {
        return None;
    }
    Some(cell::unquoted(raw).unwrap_or_default())
}

/// A stored number, or the cell of one that is none.
fn number(raw: &str) -> Option<f64> {
    cell::number(raw).or_else(|| cell::special_number(raw))
}

#[cfg(test)]
mod tests;
