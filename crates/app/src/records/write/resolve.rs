//! What is to be stored of cells that only the store can tell.

use std::collections::HashSet;

use basekey_model::cell::{CellError, LinkTarget, attachments_raw};
use basekey_model::doc::Doc;
use basekey_model::field::{linked, linked_raw};
use basekey_model::id::RecordId;
use basekey_model::schema::{FieldKey, Table};
use basekey_store::Result as StoreResult;

use super::Batch;
use crate::error::{AppError, Result};
use crate::records::cells::{Cells, NewCell, NewCells};
use crate::records::links::linked_table;
use crate::records::matching::{KeyOf, joined};

/// Linked records read at a time.
const CHUNK: usize = 50;

impl Batch<'_> {
    /// What is to be stored of cells, some of which only the store can tell.
    pub(super) fn resolve(
        &mut self,
        table: &Table,
        row: usize,
        old: Option<Doc<'_>>,
        cells: NewCells,
    ) -> Result<Cells> {
        let mut resolved = Cells::new();
        for (key, cell) in cells {
            let before = old.and_then(|doc| doc.get(key));
            let raw = match cell {
                NewCell::Clear => Ok(None),
                NewCell::Raw(raw) => Ok(Some(raw)),
                NewCell::Links(targets) => self.links(table, key, before, targets),
                NewCell::Attachments(inputs) => attachments_raw(before, &inputs)
                    .map(Some)
                    .map_err(Unresolved::Cell),
            };
            let raw = match (raw, &mut self.rejected) {
                (Ok(raw), _) => raw,
                (Err(Unresolved::Cell(error)), Some(rejected)) => {
                    rejected.push((row, key, error));
                    None
                }
                (Err(Unresolved::Cell(error)), None) => {
                    let field = table.field_by_key(key).map(|field| field.name.clone());
                    return Err(AppError::Cell {
                        field: field.unwrap_or_default(),
                        error,
                    });
                }
                (Err(Unresolved::Other(error)), _) => return Err(error),
            };
            resolved.insert(key, raw);
        }
        Ok(resolved)
    }

    /// The raw cell of links, all of which are there.
    fn links(
        &mut self,
        table: &Table,
        key: FieldKey,
        before: Option<&str>,
        targets: Vec<LinkTarget>,
    ) -> Result<Option<String>, Unresolved> {
        let schema = self.schema.clone();
        let link = table.field_by_key(key).and_then(|field| field.kind.link());
        let Some(linked_to) = link.and_then(|link| linked_table(&schema, link)) else {
            return Err(Unresolved::Cell(CellError::Wrong {
                wanted: "a link to a table that is there",
            }));
        };
        let before: HashSet<RecordId> = before.into_iter().flat_map(linked).collect();
        // A text that no record reads as a whole is a list.
        let targets = match targets.as_slice() {
            [LinkTarget::Text(text)] => match self.first_named(linked_to, text)? {
                Some(id) => return Ok(linked_raw(&[id])),
                None => LinkTarget::parts(text),
            },
            _ => targets,
        };
        let mut ids: Vec<RecordId> = Vec::with_capacity(targets.len());
        let mut unseen = Vec::new();
        let mut seen = HashSet::with_capacity(targets.len());
        for target in targets {
            let id = match target {
                LinkTarget::Id(id) => {
                    if !before.contains(&id) {
                        unseen.push(id);
                    }
                    id
                }
                LinkTarget::Named(text) | LinkTarget::Text(text) => self.named(linked_to, &text)?,
            };
            if seen.insert(id) {
                ids.push(id);
            }
        }
        self.expect_records(linked_to, &unseen)?;
        Ok(linked_raw(&ids))
    }

    /// Refuses ids of records that are not in this table.
    fn expect_records(&mut self, table: &Table, ids: &[RecordId]) -> Result<(), Unresolved> {
        // A few at a time: records can be long, and a cell can name many.
        for some in ids.chunks(CHUNK) {
            let records = self.tx.records(self.schema.no, table.no, some)?;
            let mut found = records.iter().map(|record| record.head.id).peekable();
            // In the order asked, with gaps; one that is asked twice comes twice.
            let Some(id) = some.iter().find(|id| found.next_if_eq(id).is_none()) else {
                continue;
            };
            let other = self.tx.table_of(self.schema.no, *id)?;
            let other = other.and_then(|no| self.schema.tables.iter().find(|table| table.no == no));
            return Err(Unresolved::Cell(match other {
                Some(other) => CellError::RecordOfOtherTable {
                    id: *id,
                    table: other.id,
                    linked: table.id,
                },
                None => CellError::NoSuchRecord(*id),
            }));
        }
        Ok(())
    }

    /// The first record whose primary cell reads so.
    fn first_named(&mut self, table: &Table, text: &str) -> StoreResult<Option<RecordId>> {
        let asked = (table.no, text.to_owned());
        if let Some(id) = self.named.get(&asked) {
            return Ok(Some(*id));
        }
        let Some(primary) = table.primary() else {
            return Ok(None);
        };
        let by = KeyOf::Text(primary.key);
        let found = self.matches(table, &by, text)?.first().copied();
        self.named.extend(found.map(|id| (asked, id)));
        Ok(found)
    }

    /// The record whose primary cell reads so: the first, or else the first
    /// whose cell would be the same (`5` and `5.00` are one number), or a new one.
    fn named(&mut self, table: &Table, text: &str) -> Result<RecordId, Unresolved> {
        if let Some(id) = self.first_named(table, text)? {
            return Ok(id);
        }
        let id = self.same_or_new(table, text)?;
        self.named.insert((table.no, text.to_owned()), id);
        Ok(id)
    }

    fn same_or_new(&mut self, table: &Table, text: &str) -> Result<RecordId, Unresolved> {
        let Some(primary) = table.primary() else {
            return Err(Unresolved::Cell(CellError::RecordNotMade));
        };
        let Some(raw) = self.cell_of(primary, text) else {
            return Err(Unresolved::Cell(CellError::RecordNotMade));
        };
        if !primary.kind.is_text() {
            let (by, key) = (
                KeyOf::Cells(vec![primary.key]),
                joined([Some(raw.as_str())].into_iter()),
            );
            if let Some(id) = self.matches(table, &by, &key)?.first() {
                return Ok(*id);
            }
        }
        let max = self.app.limits().records_made_per_write;
        if self.made_for_links >= max {
            return Err(Unresolved::Cell(CellError::TooManyMade { max }));
        }
        self.made_for_links += 1;
        let made = self.insert(table, vec![Cells::from([(primary.key, Some(raw))])])?;
        made.get(0)
            .map(|record| record.head.id)
            .ok_or(Unresolved::Cell(CellError::RecordNotMade))
    }
}

/// Why a link could not be found.
enum Unresolved {
    Cell(CellError),
    Other(AppError),
}

impl<E: Into<AppError>> From<E> for Unresolved {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}
