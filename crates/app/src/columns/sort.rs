//! The order of a table's rows by one field, kept from list to list.

use basekey_model::field::FieldKind;
use basekey_model::order::{Direction, KeyMaker};
use basekey_model::schema::{Field, FieldKey};
use basekey_store::RecordRef;

use super::column::place;
use super::data::{Arena, Bits};
use crate::records::stored_cell;

/// Rows by a field, ascending. Equal rows have one rank and stand in order of
/// id, which is that of rows.
pub(super) struct SortIndex {
    pub(super) key: FieldKey,
    /// What keys are made with beside the cells.
    pub(super) kind: FieldKind,
    keys: Arena<Vec<u8>>,
    order: Vec<u32>,
    ranks: Vec<u32>,
    /// Rows whose key was set since the order was made.
    dirty: Vec<u32>,
    is_dirty: Bits,
    scratch: Vec<u8>,
    full: bool,
}

/// Makes keys of a field's cells.
pub(super) struct Keys<'f> {
    field: &'f Field,
    maker: KeyMaker<'static>,
}

impl<'f> Keys<'f> {
    pub(super) fn of(field: &'f Field) -> Self {
        Self {
            field,
            maker: KeyMaker::new(&field.kind, Direction::Ascending),
        }
    }
}

impl SortIndex {
    pub(super) fn new(field: &Field) -> Self {
        Self {
            key: field.key,
            kind: field.kind.clone(),
            keys: Arena::default(),
            order: Vec::new(),
            ranks: Vec::new(),
            dirty: Vec::new(),
            is_dirty: Bits::default(),
            scratch: Vec::new(),
            full: false,
        }
    }

    pub(super) fn is_sound(&self) -> bool {
        !self.full
    }

    /// True if the order is that of the keys.
    pub(super) fn is_settled(&self) -> bool {
        self.dirty.is_empty()
    }

    /// Takes a record in.
    pub(super) fn set(&mut self, row: usize, record: RecordRef<'_>, keys: &Keys<'_>) {
        let raw = stored_cell(keys.field, record);
        self.scratch.clear();
        keys.maker.key(raw.as_deref(), &mut self.scratch);
        if self.keys.get(row) == Some(self.scratch.as_slice()) {
            return;
        }
        let Ok(at) = u32::try_from(row) else {
            self.full = true;
            return;
        };
        self.full |= self.keys.set(row, &self.scratch).is_err();
        if !self.is_dirty.get(row) {
            self.is_dirty.set(row, true);
            self.dirty.push(at);
        }
    }

    fn bytes_of(&self, row: u32) -> &[u8] {
        self.keys.get(row as usize).unwrap_or_default()
    }

    /// Puts the rows that were set into their places.
    pub(super) fn settle(&mut self) {
        let mut dirty = std::mem::take(&mut self.dirty);
        if dirty.is_empty() {
            return;
        }
        self.sort(&mut dirty);
        // Both runs are in order; among equals the lower row is first.
        let kept = self.order.iter().copied();
        let old: Vec<u32> = kept
            .filter(|row| !self.is_dirty.get(*row as usize))
            .collect();
        let mut order = Vec::with_capacity(old.len() + dirty.len());
        let mut left = old.as_slice();
        for row in dirty {
            let (before, after) =
                left.split_at(left.partition_point(|old| self.stands_before(*old, row)));
            order.extend_from_slice(before);
            order.push(row);
            left = after;
        }
        order.extend_from_slice(left);
        let mut ranks = Vec::new();
        let (mut rank, mut before): (u32, Option<u32>) = (0, None);
        for row in order.iter().copied() {
            if let Some(before) = before
                && !self.equal(before, row)
            {
                rank += 1;
            }
            place(&mut ranks, row as usize, rank, 0);
            before = Some(row);
        }
        self.order = order;
        self.ranks = ranks;
        self.is_dirty = Bits::default();
    }

    fn stands_before(&self, a: u32, b: u32) -> bool {
        (self.bytes_of(a), a) < (self.bytes_of(b), b)
    }

    /// Two rows next to each other. Of those that stood so before, the ranks
    /// tell it.
    fn equal(&self, a: u32, b: u32) -> bool {
        if self.is_dirty.get(a as usize) || self.is_dirty.get(b as usize) {
            return self.bytes_of(a) == self.bytes_of(b);
        }
        self.rank(a) == self.rank(b)
    }

    /// Sorts rows by their keys.
    fn sort(&self, rows: &mut [u32]) {
        // The first bytes decide most compares without a look at the keys.
        let start = |row: u32| {
            let mut first = [0; 8];
            for (to, from) in first.iter_mut().zip(self.bytes_of(row)) {
                *to = *from;
            }
            u64::from_be_bytes(first)
        };
        let mut entries: Vec<(u64, u32)> = rows.iter().map(|row| (start(*row), *row)).collect();
        entries.sort_unstable_by(|a, b| {
            a.0.cmp(&b.0)
                .then_with(|| self.bytes_of(a.1).cmp(self.bytes_of(b.1)))
                .then(a.1.cmp(&b.1))
        });
        for (row, (_, sorted)) in rows.iter_mut().zip(entries) {
            *row = sorted;
        }
    }

    fn rank(&self, row: u32) -> u32 {
        self.ranks.get(row as usize).copied().unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        let rows = self.order.capacity() + self.ranks.capacity() + self.dirty.capacity();
        self.keys.bytes() + rows * 4 + self.is_dirty.bytes()
    }
}

/// Orders rows, which are in ascending order, by fields in turn.
pub(super) fn order(mut rows: Vec<u32>, by: &[(&SortIndex, Direction)]) -> Vec<u32> {
    match by {
        [] => rows,
        // Where many rows are kept, walking the whole order is quicker than sorting.
        [(index, direction)] if rows.len() > index.order.len() / 16 => {
            walk(&rows, index, *direction)
        }
        _ => {
            let place = |index: &SortIndex, direction: Direction, row: u32| {
                let rank = index.rank(row);
                match direction {
                    Direction::Ascending => rank,
                    Direction::Descending => u32::MAX - rank,
                }
            };
            if let [(index, direction)] = by {
                rows.sort_unstable_by_key(|row| (place(index, *direction, *row), *row));
            } else {
                rows.sort_unstable_by(|a, b| {
                    let by = by.iter();
                    by.map(|(index, direction)| {
                        place(index, *direction, *a).cmp(&place(index, *direction, *b))
                    })
                    .find(|order| order.is_ne())
                    .unwrap_or_else(|| a.cmp(b))
                });
            }
            rows
        }
    }
}

/// The rows in the order of an index.
fn walk(rows: &[u32], index: &SortIndex, direction: Direction) -> Vec<u32> {
    let mut wanted = Bits::default();
    for row in rows.iter().rev() {
        wanted.set(*row as usize, true);
    }
    let mut ordered = Vec::with_capacity(rows.len());
    let mut take = |run: &[u32]| {
        ordered.extend(run.iter().filter(|row| wanted.get(**row as usize)));
    };
    match direction {
        Direction::Ascending => take(&index.order),
        Direction::Descending => {
            // Equal rows stay in order of id.
            let same = |a: &u32, b: &u32| index.rank(*a) == index.rank(*b);
            for run in index.order.chunk_by(same).rev() {
                take(run);
            }
        }
    }
    ordered
}
