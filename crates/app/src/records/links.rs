//! Keeping the other side of links in step.
//!
//! While records are written, what came and went in their link cells is
//! noted. At the end of the write every record on the other side is read
//! once, changed and stored.

use std::collections::{BTreeMap, HashSet};

use basekey_model::change::{ChangeItem, LinkEdit};
use basekey_model::doc::{Doc, merge};
use basekey_model::field::{Link, linked, linked_raw};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseSchema, FieldKey, Table, TableNo, UserNo};
use basekey_model::time::Millis;
use basekey_store::{RecordHead, Result as StoreResult, Tx};

use super::cells::{Cells, Kept, in_order};
use crate::compute::Touched;

/// Records changed at a time.
const CHUNK: usize = 500;

/// What came and went on the other side of links.
#[derive(Default)]
pub(crate) struct Followed {
    cells: BTreeMap<(TableNo, FieldKey), BTreeMap<RecordId, Delta>>,
}

#[derive(Default)]
struct Delta {
    removed: Vec<RecordId>,
    added: Vec<RecordId>,
}

/// Where the other side of a link is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct OtherSide {
    /// In the records of this table.
    pub(crate) table: TableNo,
    /// Under this key.
    pub(crate) key: FieldKey,
}

/// The table that a link leads to, deleted ones included.
pub(crate) fn linked_table<'s>(schema: &'s BaseSchema, link: &Link) -> Option<&'s Table> {
    schema
        .tables
        .iter()
        .chain(&schema.deleted)
        .find(|table| table.id == link.table)
}

/// Where the other side of a link is kept; `None` if it is gone for good.
pub(crate) fn other_side(schema: &BaseSchema, link: &Link) -> Option<OtherSide> {
    let table = linked_table(schema, link)?;
    Some(OtherSide {
        table: table.no,
        key: table.inverse_key(link.inverse)?,
    })
}

impl Followed {
    /// Notes that record `from` began or ceased to name others. What came and
    /// what went are told apart from the cells before and after.
    pub(crate) fn note(
        &mut self,
        side: OtherSide,
        from: RecordId,
        before: Option<&str>,
        after: Option<&str>,
    ) {
        let list = |raw: Option<&str>| raw.map(|raw| linked(raw).collect()).unwrap_or_default();
        let (before, after): (Vec<RecordId>, Vec<RecordId>) = (list(before), list(after));
        let differ = Difference::of(&before, &after);
        let cells = self.cells.entry((side.table, side.key)).or_default();
        for id in differ.went {
            let delta = cells.entry(id).or_default();
            if delta.added.last() == Some(&from) {
                delta.added.pop();
            } else {
                delta.added.retain(|other| *other != from);
            }
            delta.removed.push(from);
        }
        for id in differ.came {
            cells.entry(id).or_default().added.push(from);
        }
    }

    /// Changes the other sides and tells what to log, and `touched` what
    /// changed. Records that are not
    /// there any more are passed over: they were deleted in the same write.
    pub(crate) fn apply(
        self,
        tx: &mut dyn Tx,
        schema: &BaseSchema,
        stamp: Option<(Millis, UserNo)>,
        touched: &mut Touched,
    ) -> StoreResult<Vec<ChangeItem>> {
        let mut items = Vec::new();
        for ((table_no, key), deltas) in self.cells {
            let Some(table) = schema
                .tables
                .iter()
                .chain(&schema.deleted)
                .find(|table| table.no == table_no)
            else {
                continue;
            };
            // A side that nobody sees is no change that people look for.
            let stamp = stamp.filter(|_| table.field_by_key(key).is_some());
            let stamper = Stamper::new(table, stamp);
            let mut edits = Vec::new();
            let mut deltas = deltas.into_iter().peekable();
            while deltas.peek().is_some() {
                let chunk: Vec<(RecordId, Delta)> = deltas.by_ref().take(CHUNK).collect();
                let ids: Vec<RecordId> = chunk.iter().map(|(id, _)| *id).collect();
                let records = tx.records(schema.no, table_no, &ids)?;
                let mut found = records.iter().peekable();
                for (id, delta) in &chunk {
                    // The records come in the order asked, with gaps.
                    let Some(record) = found.next_if(|record| record.head.id == *id) else {
                        continue;
                    };
                    let Some((edit, raw)) = delta.edit(*id, Doc(record.doc).get(key)) else {
                        continue;
                    };
                    edits.push(edit);
                    let (head, doc, keys) = stamper.store(record.head, record.doc, key, raw);
                    tx.put_record(schema.no, table_no, &head, &doc)?;
                    touched.changed(table_no, *id, keys, stamp.is_some());
                }
            }
            if !edits.is_empty() {
                items.push(ChangeItem::LinksFollowed {
                    table: table_no,
                    key,
                    records: edits,
                });
            }
        }
        Ok(items)
    }
}

impl Delta {
    /// What becomes of one cell; `None` if it stays as it is.
    fn edit(&self, id: RecordId, old: Option<&str>) -> Option<(LinkEdit, Option<String>)> {
        if let (Some(raw), true) = (old, self.removed.is_empty()) {
            return self.append(id, raw);
        }
        let mut list: Vec<RecordId> = old.map(|raw| linked(raw).collect()).unwrap_or_default();
        let mut removed = Vec::new();
        if !self.removed.is_empty() {
            let gone: HashSet<RecordId> = self.removed.iter().copied().collect();
            let mut place = 0u32;
            list.retain(|other| {
                let goes = gone.contains(other);
                if goes {
                    removed.push((place, *other));
                }
                place += 1;
                !goes
            });
        }
        let mut added = self.added.clone();
        if !added.is_empty() {
            let mut seen: HashSet<RecordId> = list.iter().copied().collect();
            added.retain(|from| seen.insert(*from));
        }
        if removed.is_empty() && added.is_empty() {
            return None;
        }
        list.extend(&added);
        let edit = LinkEdit { id, removed, added };
        Some((edit, linked_raw(&list)))
    }
}

impl Delta {
    /// As [`Delta::edit`] where nothing goes, on the text: the cell of a record
    /// that thousands link to need not be taken to pieces for one more.
    fn append(&self, id: RecordId, raw: &str) -> Option<(LinkEdit, Option<String>)> {
        let inner = raw.strip_suffix(']')?;
        let mut after = String::with_capacity(raw.len() + 20 * self.added.len());
        after.push_str(inner);
        let mut added: Vec<RecordId> = Vec::with_capacity(self.added.len());
        for from in &self.added {
            let quoted = format!("\"{from}\"");
            if added.contains(from)
                || memchr::memmem::find(inner.as_bytes(), quoted.as_bytes()).is_some()
            {
                continue;
            }
            added.push(*from);
            after.push(',');
            after.push_str(&quoted);
        }
        if added.is_empty() {
            return None;
        }
        after.push(']');
        let edit = LinkEdit {
            id,
            removed: Vec::new(),
            added,
        };
        Some((edit, Some(after)))
    }
}

/// Which ids of two lists came and which went, in the order of their lists.
struct Difference {
    came: Vec<RecordId>,
    went: Vec<RecordId>,
}

impl Difference {
    fn of(before: &[RecordId], after: &[RecordId]) -> Self {
        // Long lists mostly share their beginning.
        let shared = before
            .iter()
            .zip(after)
            .take_while(|(left, right)| left == right)
            .count();
        let (before, after) = (&before[shared..], &after[shared..]);
        let had: HashSet<_> = before.iter().collect();
        let has: HashSet<_> = after.iter().collect();
        Self {
            came: after
                .iter()
                .filter(|id| !had.contains(id))
                .copied()
                .collect(),
            went: before
                .iter()
                .filter(|id| !has.contains(id))
                .copied()
                .collect(),
        }
    }
}

/// Stores the other side: a change that people see stamps the record.
struct Stamper<'t> {
    table: &'t Table,
    kept: Kept<'t>,
    stamp: Option<(Millis, UserNo)>,
}

impl<'t> Stamper<'t> {
    fn new(table: &'t Table, stamp: Option<(Millis, UserNo)>) -> Self {
        Self {
            table,
            kept: Kept::of(table),
            stamp,
        }
    }

    fn store(
        &self,
        head: &RecordHead,
        doc: &str,
        key: FieldKey,
        raw: Option<String>,
    ) -> (RecordHead, String, Vec<FieldKey>) {
        let mut cells = Cells::new();
        cells.insert(key, raw);
        let Some((now, by)) = self.stamp else {
            return (*head, merge(doc, &in_order(&cells)), vec![key]);
        };
        if self.kept.stamps() {
            let (time, user) = (format!("\"{now}\""), by.0.to_string());
            self.kept.stamp(
                self.table,
                &|changed| changed == key,
                true,
                &time,
                &user,
                &mut cells,
            );
        }
        let head = RecordHead {
            modified: now,
            modified_by: by,
            ..*head
        };
        let keys = cells.keys().copied().collect();
        (head, merge(doc, &in_order(&cells)), keys)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> RecordId {
        RecordId::from_tail(&format!("{n:014}")).unwrap()
    }

    fn ids(list: &[u8]) -> Vec<RecordId> {
        list.iter().map(|n| id(*n)).collect()
    }

    #[test]
    fn what_came_and_went_is_told_in_order() {
        let differ = Difference::of(&ids(&[1, 2, 3, 4]), &ids(&[1, 3, 6, 2, 5]));
        assert_eq!((differ.came, differ.went), (ids(&[6, 5]), ids(&[4])));
        let differ = Difference::of(&[], &ids(&[2, 1]));
        assert_eq!((differ.came, differ.went), (ids(&[2, 1]), vec![]));
    }

    #[test]
    fn a_cell_follows_and_tells_where_it_lost() {
        let delta = Delta {
            removed: ids(&[2, 4, 9]),
            added: ids(&[7, 7, 3]),
        };
        let raw = linked_raw(&ids(&[1, 2, 3, 4])).unwrap();
        let (edit, after) = delta.edit(id(0), Some(&raw)).unwrap();
        assert_eq!(edit.removed, [(1, id(2)), (3, id(4))]);
        assert_eq!(edit.added, ids(&[7]));
        assert_eq!(after, linked_raw(&ids(&[1, 3, 7])));
        let raw = linked_raw(&ids(&[3, 7]));
        assert_eq!(delta.edit(id(0), raw.as_deref()), None);
        let delta = Delta {
            removed: vec![],
            added: ids(&[7, 5, 7, 3]),
        };
        let (edit, after) = delta.edit(id(0), raw.as_deref()).unwrap();
        assert_eq!((edit.removed, edit.added), (vec![], ids(&[5])));
        assert_eq!(after, linked_raw(&ids(&[3, 7, 5])));
        assert_eq!(delta.edit(id(0), after.as_deref()), None);
        let (_, after) = delta.edit(id(0), None).unwrap();
        assert_eq!(after, linked_raw(&ids(&[7, 5, 3])));
    }

    #[test]
    fn what_is_taken_and_given_again_stands_last() {
        let side = OtherSide {
            table: TableNo(1),
            key: FieldKey(1),
        };
        let mut followed = Followed::default();
        let raw = linked_raw(&ids(&[5])).unwrap();
        followed.note(side, id(1), Some(&raw), None);
        followed.note(side, id(1), None, Some(&raw));
        let delta = &followed.cells[&(TableNo(1), FieldKey(1))][&id(5)];
        let before = linked_raw(&ids(&[1, 2]));
        let (edit, after) = delta.edit(id(5), before.as_deref()).unwrap();
        assert_eq!(after, linked_raw(&ids(&[2, 1])));
        assert_eq!((edit.removed, edit.added), (vec![(0, id(1))], ids(&[1])));
        followed.note(side, id(1), Some(&raw), None);
        let delta = &followed.cells[&(TableNo(1), FieldKey(1))][&id(5)];
        let (_, after) = delta.edit(id(5), before.as_deref()).unwrap();
        assert_eq!(after, linked_raw(&ids(&[2])));
    }
}
