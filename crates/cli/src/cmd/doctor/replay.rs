//! Whether a base's change log is complete: its numbers have no gaps, and
//! playing it from the beginning gives the tables and records that are there.
//!
//! Records are not kept while the log is played, only sums of hashes of their
//! cells, so that a changed cell can be taken out and another put in. Memory
//! grows with the number of records and not with what is in them. Of links
//! that follow their other side the log tells only which came and went; so
//! every record has two sums: one that knows the order of its links, which
//! counts until a link of the record follows, and one that does not, which
//! always counts.
//!
//! Left out are computed cells, which the server fills without an entry of
//! their own, and cells of fields that are gone for good or on their way,
//! which it takes away without one.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use basekey_model::change::{Change, ChangeItem, LinkEdit, RawDoc};
use basekey_model::doc::Doc;
use basekey_model::field::linked;
use basekey_model::id::{ID_LEN, RecordId};
use basekey_model::schema::{BaseSchema, Field, FieldKey, TableNo};
use basekey_store::{Read, StoreError};

use super::links::hidden_key;
use super::pages::pages;
use super::{Findings, Frame, all_tables};
use crate::cmd::count;

#[cfg(test)]
mod tests;

/// Changes read at a time.
const CHUNK: usize = 200;

/// Plays the log and compares.
pub(super) fn check(
    read: &dyn Read,
    schema: &BaseSchema,
    frame: &Frame,
) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let mut played = Played::new(schema, frame);
    let mut last = 0i64;
    loop {
        let changes = read.changes(schema.no, last, CHUNK)?;
        for change in &changes {
            found.expect(change.seq == last + 1, || {
                format!("change {} follows change {last}", change.seq)
            });
            last = change.seq;
            played.apply(change, &mut found);
        }
        if changes.len() < CHUNK {
            break;
        }
    }
    found.expect(last > 0, || {
        "the log is empty; it begins with the base".to_owned()
    });
    played.compare_tables(schema, &mut found);
    for table in all_tables(schema) {
        pages(read, schema.no, table.no, |records| {
            for record in records.iter() {
                let id = record.head.id;
                let here = played.sums(table.no, record.doc);
                match played.records.remove(&(table.no, id)) {
                    None => found.add(format!(
                        "record {id} of table {} is not in the log",
                        table.id
                    )),
                    Some(logged) => found.expect(logged.matches(here), || {
                        format!("record {id} of table {} is not what the log says", table.id)
                    }),
                }
            }
        })?;
    }
    let leaving: HashSet<TableNo> = schema
        .deleted
        .iter()
        .filter(|table| frame.is_overdue(table.deleted))
        .map(|table| table.no)
        .collect();
    for (table, id) in played.records.keys() {
        // Nothing is logged while a table's records are taken away for good.
        found.expect(leaving.contains(table), || {
            format!(
                "record {id} of table number {} is in the log and not in the table",
                table.0
            )
        });
    }
    found.seen = count(last.unsigned_abs(), "change");
    Ok(found)
}

/// Where playing the log has come to.
struct Played {
    tables: HashMap<TableNo, State>,
    records: HashMap<(TableNo, RecordId), Sums>,
    /// Where cells count: not computed and not about to go.
    counted: HashSet<(TableNo, FieldKey)>,
}

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Live,
    Deleted,
    Purged,
}

/// The cells of a record, or of a part of one, as sums of their hashes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Sums {
    /// Lists of records are summed up record by record.
    loose: u64,
    /// Lists of records are hashed as they stand. `None` after a link followed.
    strict: Option<u64>,
}

impl Sums {
    const NOTHING: Self = Self {
        loose: 0,
        strict: Some(0),
    };

    fn add(&mut self, other: Self) {
        self.loose = self.loose.wrapping_add(other.loose);
        self.strict = self
            .strict
            .zip(other.strict)
            .map(|(own, other)| own.wrapping_add(other));
    }

    fn take(&mut self, other: Self) {
        self.loose = self.loose.wrapping_sub(other.loose);
        self.strict = self
            .strict
            .zip(other.strict)
            .map(|(own, other)| own.wrapping_sub(other));
    }

    fn matches(self, other: Self) -> bool {
        self.loose == other.loose
            && self
                .strict
                .zip(other.strict)
                .is_none_or(|(own, other)| own == other)
    }
}

fn hash(thing: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    thing.hash(&mut hasher);
    hasher.finish()
}

/// One cell's part of a record's sums.
fn cell(key: FieldKey, raw: &str) -> Sums {
    let whole = hash((key, raw));
    let mut records = 0usize;
    let sum = linked(raw).fold(0u64, |sum, id| {
        records += 1;
        sum.wrapping_add(hash((key, id)))
    });
    // Nothing but ids of records: a list of them, whatever its field is now.
    let is_list = records > 0 && raw.len() == records * (ID_LEN + 3) + 1;
    Sums {
        loose: if is_list { sum } else { whole },
        strict: Some(whole),
    }
}

impl Played {
    fn new(schema: &BaseSchema, frame: &Frame) -> Self {
        let mut counted = HashSet::new();
        // A link goes with the table it leads to.
        let leaves = |field: &Field| {
            let to = field.kind.link().map(|link| link.table);
            let mut deleted = schema.deleted.iter();
            deleted.any(|table| Some(table.id) == to && frame.is_overdue(table.deleted))
        };
        for table in all_tables(schema) {
            let deleted = table
                .deleted_fields
                .iter()
                .filter(|gone| !frame.is_overdue(Some(gone.deletion)))
                .map(|gone| &gone.field);
            for field in table.fields.iter().chain(deleted) {
                if field.kind.is_computed() || leaves(field) {
                    continue;
                }
                counted.insert((table.no, field.key));
                counted.extend(hidden_key(field).map(|key| (table.no, key)));
            }
        }
        Self {
            tables: HashMap::new(),
            records: HashMap::new(),
            counted,
        }
    }

    fn apply(&mut self, change: &Change, found: &mut Findings) {
        let seq = change.seq;
        for item in &change.what {
            match item {
                ChangeItem::TableCreated { table } => {
                    let before = self.tables.insert(table.no, State::Live);
                    found.expect(before.is_none(), || {
                        format!("change {seq} gives table number {} again", table.no.0)
                    });
                }
                ChangeItem::TableDeleted { table } => {
                    self.step(seq, *table, State::Live, State::Deleted, found);
                }
                ChangeItem::TableRestored { table } => {
                    self.step(seq, table.no, State::Deleted, State::Live, found);
                }
                ChangeItem::TablePurged { table } => {
                    self.step(seq, *table, State::Deleted, State::Purged, found);
                    self.records.retain(|(of, _), _| of != table);
                }
                ChangeItem::FieldPurged { table, key } => {
                    // Keys are not given again, so the field can not be another.
                    found.expect(!self.counted.contains(&(*table, *key)), || {
                        format!(
                            "change {seq} took key {} of table number {} away for good, and it is in use",
                            key.0, table.0
                        )
                    });
                }
                ChangeItem::RecordsCreated { table, records } => {
                    for (id, doc) in records {
                        let sums = self.sums(*table, doc.as_str());
                        if self.records.insert((*table, *id), sums).is_some() {
                            found.add(format!(
                                "change {seq} makes record {id}, which is there already"
                            ));
                        }
                    }
                }
                ChangeItem::RecordsUpdated { table, records } => {
                    for edit in records {
                        self.update(seq, *table, edit.id, &edit.before, &edit.after, found);
                    }
                }
                ChangeItem::LinksFollowed {
                    table,
                    key,
                    records,
                } => {
                    for edit in records {
                        self.follow(seq, *table, *key, edit, found);
                    }
                }
                ChangeItem::RecordsDeleted { table, records } => {
                    for gone in records {
                        let sums = self.sums(*table, gone.doc.as_str());
                        match self.records.remove(&(*table, gone.id)) {
                            Some(before) => found.expect(before.matches(sums), || {
                                format!(
                                    "change {seq} deletes another record {} than the log made",
                                    gone.id
                                )
                            }),
                            None => found.add(format!(
                                "change {seq} deletes record {}, which is not there",
                                gone.id
                            )),
                        }
                    }
                }
                ChangeItem::BaseCreated { .. }
                | ChangeItem::BaseRenamed { .. }
                | ChangeItem::TableUpdated { .. }
                | ChangeItem::DateDependencyUpdated { .. }
                | ChangeItem::ViewCreated { .. }
                | ChangeItem::ViewUpdated { .. }
                | ChangeItem::ViewDeleted { .. }
                | ChangeItem::FieldCreated { .. }
                | ChangeItem::FieldUpdated { .. }
                | ChangeItem::FieldDeleted { .. }
                | ChangeItem::FieldRestored { .. }
                | ChangeItem::RecordsRecalculated { .. }
                | ChangeItem::FieldsRecalculated { .. } => {}
            }
        }
    }

    /// A table goes from one state to another.
    fn step(&mut self, seq: i64, table: TableNo, from: State, to: State, found: &mut Findings) {
        let before = self.tables.insert(table, to);
        found.expect(before == Some(from), || {
            let before = before.map_or("not made", State::word);
            format!(
                "after change {seq} table number {} is {}; it was {before}",
                table.0,
                to.word()
            )
        });
    }

    fn update(
        &mut self,
        seq: i64,
        table: TableNo,
        id: RecordId,
        before: &RawDoc,
        after: &RawDoc,
        found: &mut Findings,
    ) {
        let (before, after) = (
            self.sums(table, before.as_str()),
            self.sums(table, after.as_str()),
        );
        match self.records.get_mut(&(table, id)) {
            Some(sums) => {
                sums.take(before);
                sums.add(after);
            }
            None => found.add(format!(
                "change {seq} changes record {id}, which is not there"
            )),
        }
    }

    fn follow(
        &mut self,
        seq: i64,
        table: TableNo,
        key: FieldKey,
        edit: &LinkEdit,
        found: &mut Findings,
    ) {
        let Some(sums) = self.records.get_mut(&(table, edit.id)) else {
            let id = edit.id;
            found.add(format!(
                "change {seq} changes links of record {id}, which is not there"
            ));
            return;
        };
        if !self.counted.contains(&(table, key)) {
            return;
        }
        sums.strict = None;
        for (_, id) in &edit.removed {
            sums.loose = sums.loose.wrapping_sub(hash((key, *id)));
        }
        for id in &edit.added {
            sums.loose = sums.loose.wrapping_add(hash((key, *id)));
        }
    }

    /// The sums of a document, or of the changed cells of one, in which
    /// `null` stands for a blank cell.
    fn sums(&self, table: TableNo, doc: &str) -> Sums {
        let mut sums = Sums::NOTHING;
        for (key, raw) in Doc(doc).cells() {
            if raw != "null" && self.counted.contains(&(table, key)) {
                sums.add(cell(key, raw));
            }
        }
        sums
    }

    /// The log made the tables that are there, and no others.
    fn compare_tables(&self, schema: &BaseSchema, found: &mut Findings) {
        let mut logged = self.tables.clone();
        for table in all_tables(schema) {
            let here = match table.deleted {
                None => State::Live,
                Some(_) => State::Deleted,
            };
            let said = logged.remove(&table.no);
            found.expect(said == Some(here), || {
                let said = said.map_or("not made", State::word);
                format!(
                    "table {} is {}; by the log it is {said}",
                    table.id,
                    here.word()
                )
            });
        }
        for (table, state) in logged {
            found.expect(state == State::Purged, || {
                format!(
                    "table number {} is {} by the log and is not there",
                    table.0,
                    state.word()
                )
            });
        }
    }
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Live => "there",
            Self::Deleted => "deleted",
            Self::Purged => "gone for good",
        }
    }
}
