//! Whether both sides of every link agree: each record that one side names,
//! names it from the other side.
//!
//! While cells are read, each side adds up hashes of (naming, named); the two
//! sums of a sound link are equal, so memory grows with the number of link
//! fields alone. Only where they differ is the link read once more, to say
//! which records are at fault. A record that is not there has no cell to name
//! anything from, so the sums differ for it as well.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use basekey_model::doc::Doc;
use basekey_model::field::{Inverse, linked};
use basekey_model::id::{FieldId, RecordId, TableId};
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table, TableNo};
use basekey_store::{Read, StoreError};

use super::pages::pages;
use super::{Findings, Frame, all_tables};

/// The links of a base, live, deleted and hidden, and what was read of them.
pub(super) struct Links<'s> {
    schema: &'s BaseSchema,
    pairs: Vec<Pair>,
    /// Which pair a cell belongs to, and on which side it stands.
    sides: HashMap<(TableNo, FieldKey), (usize, Which)>,
}

/// The two sides of one link.
struct Pair {
    near: Side,
    far: Side,
    /// What the near side has named and the far side has not, as a sum.
    difference: u64,
    /// Both sides may be on their way out.
    is_leaving: bool,
}

#[derive(Clone, Copy)]
struct Side {
    table: TableId,
    no: TableNo,
    key: FieldKey,
    /// The field, or the one whose hidden other side this is.
    field: FieldId,
}

#[derive(Clone, Copy, PartialEq)]
enum Which {
    Near,
    Far,
}

/// A link field as it was found.
struct Found<'s> {
    table: &'s Table,
    field: &'s Field,
    /// Neither it nor its table is deleted.
    is_live: bool,
    is_overdue: bool,
}

/// The key under which a link within one table keeps its other side.
pub(super) fn hidden_key(field: &Field) -> Option<FieldKey> {
    match field.kind.link()?.inverse {
        Inverse::Hidden(key) => Some(key),
        Inverse::Field(_) | Inverse::Pending => None,
    }
}

impl<'s> Links<'s> {
    /// Pairs the sides up, and tells of links that have no other side.
    pub(super) fn new(schema: &'s BaseSchema, frame: &Frame, found: &mut Findings) -> Self {
        let mut links = Self {
            schema,
            pairs: Vec::new(),
            sides: HashMap::new(),
        };
        let mut paired = HashSet::new();
        for table in all_tables(schema) {
            for one in links_of(table, frame) {
                if paired.contains(&one.field.id) {
                    continue;
                }
                if let Some(far) = links.other_side(&one, frame, &mut paired, found) {
                    links.pair(&one, far, frame);
                }
            }
        }
        links
    }

    /// The other side of a link, if all is as it should be.
    fn other_side(
        &self,
        one: &Found<'_>,
        frame: &Frame,
        paired: &mut HashSet<FieldId>,
        found: &mut Findings,
    ) -> Option<Side> {
        let (id, table) = (one.field.id, one.table);
        let link = one.field.kind.link()?;
        let Some(linked) = all_tables(self.schema).find(|other| other.id == link.table) else {
            found.add(format!(
                "field {id} links to table {}, which is not there",
                link.table
            ));
            return None;
        };
        match link.inverse {
            Inverse::Pending => {
                found.add(format!("field {id} links without another side"));
                None
            }
            Inverse::Hidden(key) => {
                found.expect(linked.id == table.id, || {
                    format!(
                        "field {id} hides the other side of a link to another table, {}",
                        linked.id
                    )
                });
                Some(Side {
                    table: linked.id,
                    no: linked.no,
                    key,
                    field: id,
                })
            }
            Inverse::Field(other) => {
                let Some(other) = links_of(linked, frame).find(|far| far.field.id == other) else {
                    found.add(format!(
                        "the other side of field {id}, {other}, is no link of table {}",
                        linked.id
                    ));
                    return None;
                };
                paired.insert(other.field.id);
                let back = other.field.kind.link()?;
                let points_back = back.table == table.id && back.inverse == Inverse::Field(id);
                found.expect(points_back, || {
                    format!(
                        "field {} is the other side of field {id} and names another",
                        other.field.id
                    )
                });
                found.expect(one.is_live == other.is_live, || {
                    format!(
                        "of the two sides of a link, {id} and {}, one alone is deleted",
                        other.field.id
                    )
                });
                Some(Side {
                    table: linked.id,
                    no: linked.no,
                    key: other.field.key,
                    field: other.field.id,
                })
            }
        }
    }

    fn pair(&mut self, one: &Found<'_>, far: Side, frame: &Frame) {
        let near = Side {
            table: one.table.id,
            no: one.table.no,
            key: one.field.key,
            field: one.field.id,
        };
        let far_is_overdue = all_tables(self.schema)
            .filter(|table| table.no == far.no)
            .flat_map(|table| links_of(table, frame))
            .any(|other| other.field.id == far.field && other.is_overdue);
        let at = self.pairs.len();
        self.sides.insert((near.no, near.key), (at, Which::Near));
        self.sides.insert((far.no, far.key), (at, Which::Far));
        self.pairs.push(Pair {
            near,
            far,
            difference: 0,
            is_leaving: one.is_overdue || far_is_overdue,
        });
    }

    /// Takes note of a link's cell, whichever side it stands on.
    pub(super) fn read(&mut self, table: TableNo, key: FieldKey, record: RecordId, raw: &str) {
        let Some((at, which)) = self.sides.get(&(table, key)) else {
            return;
        };
        let Some(pair) = self.pairs.get_mut(*at) else {
            return;
        };
        for named in linked(raw) {
            pair.difference = match which {
                Which::Near => pair.difference.wrapping_add(hash((record, named))),
                Which::Far => pair.difference.wrapping_sub(hash((named, record))),
            };
        }
    }

    /// After all cells were read: says where the sides do not agree.
    pub(super) fn compare(&self, read: &dyn Read, found: &mut Findings) -> Result<(), StoreError> {
        for pair in &self.pairs {
            // A link that is taken away for good goes record by record.
            if pair.difference == 0 || pair.is_leaving {
                continue;
            }
            let near = self.explain(read, pair.near, pair.far, found)?;
            let far = self.explain(read, pair.far, pair.near, found)?;
            found.expect(near + far > 0, || {
                format!(
                    "the sides of the link of field {} do not agree",
                    pair.near.field
                )
            });
        }
        Ok(())
    }

    /// Tells of the records that `side` names without being named by them, and
    /// how many they are.
    fn explain(
        &self,
        read: &dyn Read,
        side: Side,
        other: Side,
        found: &mut Findings,
    ) -> Result<usize, StoreError> {
        // For each record of the other table: who names it less whom it names.
        let mut sums: HashMap<RecordId, u64> = HashMap::new();
        self.cells(read, side, |record, named| {
            let sum = sums.entry(named).or_default();
            *sum = sum.wrapping_add(hash(record));
        })?;
        self.cells(read, other, |record, named| {
            let sum = sums.entry(record).or_default();
            *sum = sum.wrapping_sub(hash(named));
        })?;
        let mut wrong: Vec<RecordId> = sums
            .into_iter()
            .filter(|(_, sum)| *sum != 0)
            .map(|(id, _)| id)
            .collect();
        wrong.sort_unstable();
        let number = wrong.len();
        for id in wrong {
            let (field, table) = (side.field, other.table);
            // What is not told needs no look.
            if !found.is_full() && read.record(self.schema.no, other.no, id)?.is_empty() {
                found.add(format!(
                    "field {field} names record {id}, which table {table} does not have"
                ));
            } else {
                found.add(format!(
                    "record {id} of table {table} names others than name it in field {field}"
                ));
            }
        }
        Ok(number)
    }

    /// Every record with each that its cell names.
    fn cells(
        &self,
        read: &dyn Read,
        side: Side,
        mut with: impl FnMut(RecordId, RecordId),
    ) -> Result<(), StoreError> {
        pages(read, self.schema.no, side.no, |records| {
            for record in records.iter() {
                let raw = Doc(record.doc).get(side.key).unwrap_or_default();
                for named in linked(raw) {
                    with(record.head.id, named);
                }
            }
        })
    }
}

/// The link fields of a table, deleted ones included.
fn links_of<'s>(table: &'s Table, frame: &Frame) -> impl Iterator<Item = Found<'s>> {
    let is_live = table.deleted.is_none();
    let leaves = frame.is_overdue(table.deleted);
    let live = table.fields.iter().map(move |field| Found {
        table,
        field,
        is_live,
        is_overdue: leaves,
    });
    let deleted = table.deleted_fields.iter().map(move |gone| Found {
        table,
        field: &gone.field,
        is_live: false,
        is_overdue: leaves || frame.is_overdue(Some(gone.deletion)),
    });
    live.chain(deleted)
        .filter(|found| found.field.kind.link().is_some())
}

fn hash(thing: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}
