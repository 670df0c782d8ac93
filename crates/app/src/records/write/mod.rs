//! Records written inside one transaction, together with all that follows
//! from it: links keep their other side, texts become links, the log gets one
//! change.

mod find;
mod resolve;

use std::collections::HashMap;
use std::sync::Arc;

use basekey_model::cell::CellError;
use basekey_model::change::{ChangeItem, DeletedRecord, RawDoc, RecordEdit as LoggedEdit};
use basekey_model::doc::{Doc, DocBuilder, diff, merge};
use basekey_model::field::{Inverse, Link};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseSchema, FieldKey, Table, TableNo};
use basekey_model::time::Millis;
use basekey_store::{RecordHead, Records, StoreError, Tx};

use super::UpdateMode;
use super::cells::{Cells, Kept, NewCell, NewCells, counter_of, in_order};
use super::links::{Followed, OtherSide, other_side};
use super::matching::{KeyOf, Overlay};
use crate::App;
use crate::compute::{Graph, Touched, derive_own, follow, leave_behind};
use crate::error::{Missing, Result};
use crate::tables::Author;

/// How a record that is not there is told.
pub(crate) type TellMissing = fn(String) -> Missing;

/// The records of one write.
pub(crate) struct Batch<'t> {
    app: &'t App,
    tx: &'t mut dyn Tx,
    schema: Arc<BaseSchema>,
    graph: Option<Arc<Graph>>,
    who: Author,
    now: Millis,
    /// Records that may have a key, as found before this write began to write.
    found: HashMap<(TableNo, KeyOf, String), Vec<RecordId>>,
    overlay: Overlay,
    /// Which record a text was found to name. A record that thousands link to
    /// is long, and is read once for a thousand rows that name it.
    named: HashMap<(TableNo, String), RecordId>,
    /// Records that were made because links name them.
    made_for_links: usize,
    followed: Followed,
    /// What derived cells may follow from.
    touched: Touched,
    /// For imports: a link that can not be made leaves its cell blank, which
    /// is told here by row.
    rejected: Option<Vec<(usize, FieldKey, CellError)>>,
    /// Whether records that change get the time and user of this write.
    stamps: bool,
    schema_items: Vec<ChangeItem>,
    created: Vec<(TableNo, Vec<(RecordId, RawDoc)>)>,
    updated: Vec<(TableNo, Vec<LoggedEdit>)>,
    deleted: Vec<(TableNo, Vec<DeletedRecord>)>,
}

impl<'t> Batch<'t> {
    /// A write to a base whose schema is this one, as the transaction has seen
    /// or will have stored it.
    pub(crate) fn new(
        app: &'t App,
        tx: &'t mut dyn Tx,
        schema: Arc<BaseSchema>,
        who: Author,
        now: Millis,
    ) -> Self {
        Self {
            app,
            tx,
            graph: app.inner.graphs.of(&schema),
            schema,
            who,
            now,
            found: HashMap::new(),
            overlay: Overlay::default(),
            named: HashMap::new(),
            made_for_links: 0,
            followed: Followed::default(),
            touched: Touched::default(),
            rejected: None,
            stamps: true,
            schema_items: Vec::new(),
            created: Vec::new(),
            updated: Vec::new(),
            deleted: Vec::new(),
        }
    }

    /// From now on, records that are there keep the time and user of their
    /// last change: their cells change with their field's type.
    pub(crate) fn keep_stamps(&mut self) {
        self.stamps = false;
    }

    /// From now on, cells of new records that can not be made are left blank.
    pub(crate) fn reject_cells(&mut self) {
        self.rejected = Some(Vec::new());
    }

    /// The cells that were left blank, by row, with their fields' keys.
    pub(crate) fn take_rejected(&mut self) -> Vec<(usize, FieldKey, CellError)> {
        self.rejected.take().unwrap_or_default()
    }

    /// Logs a change of the schema, before the records.
    pub(crate) fn log(&mut self, item: ChangeItem) {
        self.schema_items.push(item);
    }

    /// The transaction.
    pub(crate) fn tx(&mut self) -> &mut dyn Tx {
        self.tx
    }

    /// Makes records in the order given.
    pub(crate) fn create(&mut self, table: &Table, cells: Vec<NewCells>) -> Result<Records> {
        self.look_up_links(table, cells.iter())?;
        // A link may name by text a record of the same table that stands
        // before it in the request, which must then be there already.
        let of_itself: Vec<FieldKey> = links_of(table)
            .filter(|(_, link)| link.table == table.id)
            .map(|(key, _)| key)
            .collect();
        let names_itself = |cells: &NewCells| {
            of_itself
                .iter()
                .any(|key| cells.get(key).is_some_and(NewCell::names_records))
        };
        if cells.iter().any(names_itself) {
            let mut records = Records::with_capacity(cells.len());
            for (row, cells) in cells.into_iter().enumerate() {
                let resolved = self.resolve(table, row, None, cells)?;
                for record in self.insert(table, vec![resolved])?.iter() {
                    records.push(*record.head, record.doc);
                }
            }
            return Ok(records);
        }
        let resolved = cells
            .into_iter()
            .enumerate()
            .map(|(row, cells)| self.resolve(table, row, None, cells))
            .collect::<Result<Vec<_>>>()?;
        self.insert(table, resolved)
    }

    /// Stores new records.
    fn insert(&mut self, table: &Table, cells: Vec<Cells>) -> Result<Records> {
        let base = self.schema.no;
        let ids = self.app.inner.record_ids.take(
            self.tx,
            base,
            table.no,
            cells.len(),
            self.now,
            self.app.entropy(),
        )?;
        let kept = Kept::of(table);
        let links: Vec<(FieldKey, &Link)> = links_of(table).collect();
        let mut numbers = Vec::with_capacity(kept.auto_numbers.len());
        for key in &kept.auto_numbers {
            let name = counter_of(table.no, *key);
            let next = self.tx.counter(base, &name)?;
            numbers.push((*key, name, next));
        }
        let (time, user) = self.stamp();
        let mut records = Records::with_capacity(cells.len());
        let mut logged = Vec::with_capacity(cells.len());
        for (id, mut cells) in ids.into_iter().zip(cells) {
            if kept.stamps() {
                let set: Vec<_> = cells
                    .iter()
                    .filter(|(_, cell)| cell.is_some())
                    .map(|(key, _)| *key)
                    .collect();
                kept.stamp(
                    table,
                    &|key| set.contains(&key),
                    true,
                    &time,
                    &user,
                    &mut cells,
                );
            }
            for (key, _, next) in &mut numbers {
                cells.insert(*key, Some(next.to_string()));
                *next += 1;
            }
            for (key, link) in &links {
                if let Some(Some(raw)) = cells.get(key)
                    && let Some(side) = other_side(&self.schema, link)
                {
                    self.followed.note(side, id, None, Some(raw));
                }
            }
            let mut doc =
                DocBuilder::with_capacity(cells.values().flatten().map(|raw| raw.len() + 8).sum());
            for (key, cell) in &cells {
                if let Some(raw) = cell {
                    doc.push(*key, raw);
                }
            }
            let doc = doc.finish();
            self.touched.made(table.no, id);
            records.push(
                RecordHead {
                    id,
                    created: self.now,
                    created_by: self.who.user,
                    modified: self.now,
                    modified_by: self.who.user,
                },
                &doc,
            );
            logged.push((id, raw_doc(doc)?));
        }
        for (_, name, next) in &numbers {
            self.tx.set_counter(base, name, *next)?;
        }
        if let Some(graph) = &self.graph {
            let read = self.tx.reader();
            records = derive_own(read, base, table.no, graph, records, self.now)?.0;
        }
        for record in records.iter() {
            self.overlay.wrote(table, record.head.id, record.doc);
        }
        self.tx.add_records(base, table.no, &records)?;
        of_table(&mut self.created, table.no).extend(logged);
        Ok(records)
    }

    /// Changes one record and adds it, as it is then, to `answer`.
    pub(crate) fn update(
        &mut self,
        table: &Table,
        id: RecordId,
        cells: NewCells,
        mode: UpdateMode,
        missing: TellMissing,
        answer: &mut Records,
    ) -> Result<()> {
        let base = self.schema.no;
        let found = self.tx.record(base, table.no, id)?;
        let Some(record) = found.get(0) else {
            return Err(missing(id.to_string()).into());
        };
        let old = Doc(record.doc);
        let mut cells = self.resolve(table, 0, Some(old), cells)?;
        if mode == UpdateMode::Put {
            for field in table
                .fields
                .iter()
                .filter(|field| !field.kind.is_computed())
            {
                cells.entry(field.key).or_insert(None);
            }
        }
        // Only what differs is a change: it alone is logged and stamps.
        cells.retain(|key, cell| old.get(*key) != cell.as_deref());
        if cells.is_empty() {
            answer.push(*record.head, record.doc);
            return Ok(());
        }
        for (key, link) in links_of(table) {
            if let Some(cell) = cells.get(&key)
                && let Some(side) = other_side(&self.schema, link)
            {
                self.followed.note(side, id, old.get(key), cell.as_deref());
            }
        }
        let edited = merge(record.doc, &in_order(&cells));
        if let Some((before, after)) = diff(record.doc, &edited) {
            let edit = LoggedEdit {
                id,
                before: raw_doc(before)?,
                after: raw_doc(after)?,
            };
            of_table(&mut self.updated, table.no).push(edit);
        }
        let kept = Kept::of(table);
        let mut stamps = Cells::new();
        let doc = if self.stamps && kept.stamps() {
            let (time, user) = self.stamp();
            kept.stamp(
                table,
                &|key| cells.contains_key(&key),
                true,
                &time,
                &user,
                &mut stamps,
            );
            merge(&edited, &in_order(&stamps))
        } else {
            edited
        };
        let head = if self.stamps {
            RecordHead {
                modified: self.now,
                modified_by: self.who.user,
                ..*record.head
            }
        } else {
            *record.head
        };
        let keys = cells.keys().chain(stamps.keys()).copied();
        self.touched.changed(table.no, id, keys, self.stamps);
        let mut records = Records::with_capacity(1);
        records.push(head, &doc);
        if let Some(graph) = &self.graph {
            let read = self.tx.reader();
            let (derived, keys) = derive_own(read, base, table.no, graph, records, self.now)?;
            let keys = keys.into_iter().flatten();
            self.touched.changed(table.no, id, keys, false);
            records = derived;
        }
        self.named.retain(|(of, _), _| *of != table.no);
        for record in records.iter() {
            self.tx
                .put_record(base, table.no, record.head, record.doc)?;
            self.overlay.wrote(table, id, record.doc);
            answer.push(*record.head, record.doc);
        }
        Ok(())
    }

    /// Deletes one record and takes it out of every cell that names it.
    pub(crate) fn delete(
        &mut self,
        table: &Table,
        id: RecordId,
        missing: TellMissing,
    ) -> Result<()> {
        let base = self.schema.no;
        let found = self.tx.record(base, table.no, id)?;
        let record = found.get(0).ok_or_else(|| missing(id.to_string()))?;
        for (field, link) in table.links() {
            let sides = [
                other_side(&self.schema, link).map(|side| (field.key, side)),
                // What names it through a hidden side is in its own document.
                hidden_side(table, field.key, link),
            ];
            for (key, side) in sides.into_iter().flatten() {
                if let Some(raw) = Doc(record.doc).get(key) {
                    self.followed.note(side, id, Some(raw), None);
                }
            }
        }
        self.tx.delete_record(base, table.no, id)?;
        self.named.retain(|(of, _), _| *of != table.no);
        of_table(&mut self.deleted, table.no).push(DeletedRecord {
            id,
            doc: raw_doc(record.doc.to_owned())?,
            created: record.head.created,
            created_by: record.head.created_by,
            modified: record.head.modified,
            modified_by: record.head.modified_by,
        });
        Ok(())
    }

    /// Ends the write: other sides of links follow, and the log gets its
    /// change, if there is anything to tell.
    ///
    /// True if derived cells were left behind, which changes the schema.
    pub(crate) fn finish(mut self) -> Result<bool> {
        let mut left_behind = false;
        let mut change = self.who.at(self.now);
        change.what = self.schema_items;
        let created = self.created.into_iter();
        change
            .what
            .extend(created.map(|(table, records)| ChangeItem::RecordsCreated { table, records }));
        let updated = self.updated.into_iter();
        change
            .what
            .extend(updated.map(|(table, records)| ChangeItem::RecordsUpdated { table, records }));
        let stamp = self.stamps.then_some((self.now, self.who.user));
        change.what.extend(
            self.followed
                .apply(self.tx, &self.schema, stamp, &mut self.touched)?,
        );
        let deleted = self.deleted.into_iter();
        change
            .what
            .extend(deleted.map(|(table, records)| ChangeItem::RecordsDeleted { table, records }));
        if let Some(graph) = self.graph {
            let (base, most) = (self.schema.no, self.app.limits().recalculated_per_write);
            let followed = follow(self.tx, base, &graph, self.touched, self.now, most)?;
            let stored = followed.recalculated.into_iter();
            change.what.extend(
                stored.map(|(table, records)| ChangeItem::RecordsRecalculated { table, records }),
            );
            if !followed.left.is_empty() {
                let left = leave_behind(self.tx, &self.schema, &followed.left)?;
                change.what.extend(left);
                self.app.note_left_behind();
                left_behind = true;
            }
        }
        if !change.what.is_empty() {
            self.tx.add_change(self.schema.no, &change)?;
        }
        Ok(left_behind)
    }

    fn stamp(&self) -> (String, String) {
        (format!("\"{}\"", self.now), self.who.user.0.to_string())
    }
}

/// The links of a table that can be written.
fn links_of(table: &Table) -> impl Iterator<Item = (FieldKey, &Link)> {
    table
        .fields
        .iter()
        .filter_map(|field| Some((field.key, field.kind.link()?)))
}

/// For a link within one table: the hidden key under which a record holds who
/// names it, and where they name it.
fn hidden_side(table: &Table, field: FieldKey, link: &Link) -> Option<(FieldKey, OtherSide)> {
    match link.inverse {
        Inverse::Hidden(key) => Some((
            key,
            OtherSide {
                table: table.no,
                key: field,
            },
        )),
        _ => None,
    }
}

/// The list that belongs to a table, made if it is not there.
fn of_table<T>(lists: &mut Vec<(TableNo, Vec<T>)>, table: TableNo) -> &mut Vec<T> {
    let place = lists.iter().position(|(no, _)| *no == table);
    let place = place.unwrap_or_else(|| {
        lists.push((table, Vec::new()));
        lists.len() - 1
    });
    &mut lists[place].1
}

/// A document that was just put together, for the log.
pub(crate) fn raw_doc(doc: String) -> Result<RawDoc, StoreError> {
    RawDoc::new(doc).map_err(|error| StoreError::Damaged {
        what: "document",
        cause: error.to_string(),
    })
}
