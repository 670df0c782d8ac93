//! Sort keys: bytes whose order (as `memcmp` compares them) is the order in
//! which people expect the cells.

use crate::cell::People;
use crate::field::FieldKind;

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Direction {
    /// Smallest first, blanks before all.
    #[default]
    Ascending,
    /// Greatest first, blanks after all.
    Descending,
}

/// Makes the keys of one field.
pub struct KeyMaker<'a> {
    kind: &'a FieldKind,
    direction: Direction,
    people: Option<&'a dyn People>,
}

impl<'a> KeyMaker<'a> {
    /// Keys for cells of `kind`.
    pub fn new(kind: &'a FieldKind, direction: Direction) -> Self {
        Self {
            kind,
            direction,
            people: None,
        }
    }

    /// Looks up users here, whose names order them.
    #[must_use]
    pub fn with_people(mut self, people: &'a dyn People) -> Self {
        self.people = Some(people);
        self
    }

    /// Appends the key of a cell (`None` if blank). Keys of several fields may
    /// follow each other: no key is the beginning of another.
    pub fn key(&self, raw: Option<&str>, out: &mut Vec<u8>) {
        let _ = (self.kind, self.direction, self.people, raw, out);
    }
}
