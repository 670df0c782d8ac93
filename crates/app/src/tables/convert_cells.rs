//! Converting the cells of a field, a few records at a time.

use std::collections::HashMap;
use std::sync::Arc;

use basekey_model::cell::{LinkTarget, Names, RecordNames, plain};
use basekey_model::convert::{Becomes, Conversion as Converter, ConvertContext};
use basekey_model::doc::Doc;
use basekey_model::field::linked;
use basekey_model::id::RecordId;
use basekey_model::limits::Limits;
use basekey_model::schema::{BaseNo, BaseSchema, Field, FieldKey, Table, TableNo};
use basekey_store::{Read, RecordRef, Records, Tx};

use super::Author;
use crate::App;
use crate::base_people::BasePeople;
use crate::compute::Fresh;
use crate::directory::People;
use crate::error::{Missing, Result};
use crate::records::{Batch, NewCell, NewCells, UpdateMode, cell_text, stored_cell};

/// Records converted at a time, and told by one entry of the log.
const CHUNK: usize = 500;

/// Names of linked records kept at a time.
const NAMES: usize = 50_000;

/// Lost cells of which the text is told, and how much of it.
const EXAMPLES: usize = 10;
const EXAMPLE_CHARS: usize = 200;

/// What became of a field's cells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conversion {
    /// Cells that held something before.
    pub cells: u64,
    /// Of those, cells whose content was lost in whole or in part.
    pub lost: u64,
    /// The first of those, with the beginning of the text they had.
    pub examples: Vec<(RecordId, String)>,
}

/// The cells of one field, as they were before its type changed.
pub(super) struct OldCells<'a> {
    pub(super) app: &'a App,
    pub(super) people: &'a People,
    pub(super) finder: &'a BasePeople,
    pub(super) base: BaseNo,
    pub(super) table: TableNo,
    pub(super) field: &'a Field,
    /// The table that they link to and its primary field, if it matters what
    /// its records are called.
    pub(super) linked: Option<(TableNo, &'a Field)>,
    pub(super) names: Found,
    /// If the cells are not stored.
    pub(super) fresh: Option<Fresh>,
    /// If what names the linked records is not stored.
    pub(super) linked_fresh: Option<Fresh>,
}

/// What linked records are called, as far as it was looked up.
#[derive(Default)]
pub(super) struct Found(HashMap<RecordId, String>);

impl RecordNames for Found {
    fn record(&self, id: RecordId) -> Option<&str> {
        self.0.get(&id).map(String::as_str)
    }
}

/// Where converted cells go.
pub(super) struct NewPlace<'a> {
    /// As it is stored by now.
    pub(super) schema: &'a Arc<BaseSchema>,
    pub(super) who: Author,
    /// The field's table and key by now.
    pub(super) table: &'a Table,
    pub(super) key: FieldKey,
    /// Keys whose cells go.
    pub(super) cleared: Vec<FieldKey>,
}

/// One record and the cells it gets.
struct Row {
    id: RecordId,
    cells: NewCells,
    /// The raw text that was there, and whether some of it is lost.
    had: Option<(String, bool)>,
}

impl OldCells<'_> {
    /// Shows every cell to a converter that makes choices of them. It may make
    /// one more than a field can have, which tells that there are too many.
    pub(super) fn note(&mut self, tx: &dyn Tx, converter: &mut Converter) -> Result<()> {
        let limits = self.app.limits();
        let limits = Limits {
            choices_per_field: limits.choices_per_field.saturating_add(1),
            ..limits.clone()
        };
        let mut after = None;
        loop {
            let chunk = self.page(tx, after)?;
            for record in chunk.iter() {
                after = Some(record.head.id);
                if let Some(raw) = stored_cell(self.field, record) {
                    self.look_up(tx.reader(), &raw)?;
                    converter.note(&raw, &self.context(&limits));
                }
            }
            if chunk.len() < CHUNK {
                return Ok(());
            }
        }
    }

    /// The next records with the cells as they were.
    fn page(&self, tx: &dyn Tx, after: Option<RecordId>) -> Result<Records> {
        let records = tx.page(self.base, self.table, after, CHUNK)?;
        match &self.fresh {
            Some(fresh) => fresh.apply(tx.reader(), records),
            None => Ok(records),
        }
    }

    /// Converts every cell, and tells what was lost.
    pub(super) fn convert(
        &mut self,
        tx: &mut dyn Tx,
        converter: &Converter,
        place: &NewPlace<'_>,
    ) -> Result<Conversion> {
        let mut report = Conversion::default();
        let mut after = None;
        loop {
            let chunk = self.page(tx, after)?;
            let mut rows = Vec::with_capacity(chunk.len());
            for record in chunk.iter() {
                after = Some(record.head.id);
                rows.push(self.row(tx, record, converter, place)?);
            }
            self.write(tx, &mut rows, place)?;
            for row in rows {
                let Some((raw, lost)) = row.had else {
                    continue;
                };
                report.cells += 1;
                report.lost += u64::from(lost);
                if lost && report.examples.len() < EXAMPLES {
                    self.look_up(tx.reader(), &raw)?;
                    let text = plain(&self.field.kind, &raw, &self.names());
                    let text = text.chars().take(EXAMPLE_CHARS).collect();
                    report.examples.push((row.id, text));
                }
            }
            if chunk.len() < CHUNK {
                return Ok(report);
            }
        }
    }

    /// What becomes of one record.
    fn row(
        &mut self,
        tx: &dyn Tx,
        record: RecordRef<'_>,
        converter: &Converter,
        place: &NewPlace<'_>,
    ) -> Result<Row> {
        let mut row = Row {
            id: record.head.id,
            cells: NewCells::new(),
            had: None,
        };
        for key in &place.cleared {
            if Doc(record.doc).get(*key).is_some() {
                row.cells.insert(*key, NewCell::Clear);
            }
        }
        let Some(raw) = stored_cell(self.field, record) else {
            return Ok(row);
        };
        self.look_up(tx.reader(), &raw)?;
        let limits = self.app.limits();
        let new = converter.convert(&raw, &self.context(limits));
        let mut lost = new.lost;
        let moves = place.key != self.field.key;
        if moves && !self.field.kind.is_in_head() {
            row.cells.insert(self.field.key, NewCell::Clear);
        }
        match new.becomes {
            Becomes::Same if !moves => {}
            Becomes::Same => {
                row.cells.insert(place.key, NewCell::Raw(raw.to_string()));
            }
            Becomes::Raw(raw) => {
                row.cells.insert(place.key, NewCell::Raw(raw));
            }
            // What is new under a new key was filled with the schema.
            Becomes::Blank if moves => {}
            Becomes::Blank => {
                row.cells.insert(place.key, NewCell::Clear);
            }
            Becomes::Links(targets) => {
                let (targets, all) = existing(tx, place, targets)?;
                lost |= !all;
                let cell = if targets.is_empty() {
                    NewCell::Clear
                } else {
                    NewCell::Links(targets)
                };
                row.cells.insert(place.key, cell);
            }
        }
        row.had = Some((raw.into_owned(), lost));
        Ok(row)
    }

    /// Writes the cells of some records, told by one entry of the log.
    fn write(&self, tx: &mut dyn Tx, rows: &mut [Row], place: &NewPlace<'_>) -> Result<()> {
        let now = self.app.now();
        let mut batch = Batch::new(self.app, tx, place.schema.clone(), place.who, now);
        batch.keep_stamps();
        batch.look_up_links(place.table, rows.iter().map(|row| &row.cells))?;
        for row in rows.iter_mut().filter(|row| !row.cells.is_empty()) {
            batch.reject_cells();
            let cells = std::mem::take(&mut row.cells);
            let mut answer = Records::with_capacity(1);
            batch.update(
                place.table,
                row.id,
                cells,
                UpdateMode::Patch,
                Missing::OneOfRecords,
                &mut answer,
            )?;
            if !batch.take_rejected().is_empty()
                && let Some((_, lost)) = &mut row.had
            {
                *lost = true;
            }
        }
        batch.finish()?;
        Ok(())
    }

    /// Looks up what the records that a cell links to are called.
    fn look_up(&mut self, read: &dyn Read, raw: &str) -> Result<()> {
        let Some((table, primary)) = self.linked else {
            return Ok(());
        };
        let known = &mut self.names.0;
        if known.len() > NAMES {
            known.clear();
        }
        let unknown: Vec<RecordId> = linked(raw).filter(|id| !known.contains_key(id)).collect();
        for ids in unknown.chunks(CHUNK) {
            let mut records = read.records(self.base, table, ids)?;
            if let Some(fresh) = &self.linked_fresh {
                records = fresh.apply(read, records)?;
            }
            for record in records.iter() {
                known.insert(record.head.id, cell_text(primary, record, self.people));
            }
        }
        Ok(())
    }

    fn names(&self) -> Names<'_> {
        Names {
            people: self.people,
            records: &self.names,
        }
    }

    fn context<'c>(&'c self, limits: &'c Limits) -> ConvertContext<'c> {
        ConvertContext {
            names: self.names(),
            people: self.finder,
            limits,
            entropy: self.app.entropy(),
        }
    }
}

/// The targets without ids of records that are not in the linked table, and
/// whether that is all of them. A text that is a list is taken apart for it.
fn existing(
    read: &dyn Read,
    place: &NewPlace<'_>,
    targets: Vec<LinkTarget>,
) -> Result<(Vec<LinkTarget>, bool)> {
    let link = place.table.field_by_key(place.key);
    let link = link.and_then(|field| field.kind.link());
    let Some(linked) = link.and_then(|link| place.schema.table_of_id(link.table)) else {
        return Ok((targets, true));
    };
    let mut all = true;
    let mut kept = Vec::with_capacity(targets.len());
    for target in targets {
        let parts = match &target {
            LinkTarget::Text(text) => LinkTarget::parts(text),
            LinkTarget::Named(_) | LinkTarget::Id(_) => vec![target.clone()],
        };
        let had = parts.len();
        let mut there = Vec::with_capacity(had);
        for part in parts {
            let gone = match &part {
                LinkTarget::Id(id) => {
                    let found = read.record(place.schema.no, linked.no, *id)?;
                    found.is_empty()
                }
                LinkTarget::Named(_) | LinkTarget::Text(_) => false,
            };
            if !gone {
                there.push(part);
            }
        }
        if there.len() == had {
            kept.push(target);
        } else {
            all = false;
            kept.extend(there);
        }
    }
    Ok((kept, all))
}
