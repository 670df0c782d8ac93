//! Reading a table from beginning to end: what a view's filter keeps, and in
//! which order.

use std::sync::Arc;

use basekey_model::cell::Names;
use basekey_model::filter::{Filter, Keeper, Row};
use basekey_model::id::RecordId;
use basekey_model::order::{Direction, KeyMaker};
use basekey_model::schema::{BaseNo, Field, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, RecordRef, Records};

use super::names::{LinkField, LinkNames, stored};
use crate::directory::People;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

/// Records read at a time.
const CHUNK: usize = 1_000;

/// Bytes of sort keys that one list may take while it is sorted: a million
/// records by a few short fields, or fewer by longer ones.
const SORT_BYTES: usize = 256 * 1024 * 1024;

/// A table's records, sieved by a filter.
pub(super) struct Sieve {
    table: TableHandle,
    people: Arc<People>,
    /// In order of id; `None` for the whole table.
    only: Option<Arc<[RecordId]>>,
    /// `None` lets all through.
    keeper: Option<Keeper>,
    /// Links whose records' names matter.
    links: Vec<LinkField>,
    names: LinkNames,
}

impl Sieve {
    /// `sort` are the fields by whose cells records will be ordered.
    pub(super) fn new(
        table: &TableHandle,
        people: Arc<People>,
        filter: Option<&Filter>,
        sort: &[(Field, Direction)],
        now: Millis,
    ) -> Self {
        let keeper = filter
            .map(|filter| filter.compile(table, now))
            .filter(|keeper| !keeper.keeps_all());
        let by_filter = keeper.as_ref().map_or(&[][..], Keeper::links);
        let named = table.fields.iter().filter(|field| {
            by_filter.contains(&field.key) || sort.iter().any(|(other, _)| other.id == field.id)
        });
        Self {
            links: LinkField::among(table.schema(), named),
            table: table.clone(),
            people,
            only: None,
            keeper,
            names: LinkNames::default(),
        }
    }

    /// Reads these records only, which are in order of id.
    pub(super) fn only(mut self, ids: Option<Arc<[RecordId]>>) -> Self {
        self.only = ids;
        self
    }

    /// The records after one, as many as asked for at most.
    fn chunk(&mut self, read: &dyn Read, after: Option<RecordId>, most: usize) -> Result<Records> {
        let (base, table) = (self.table.base(), self.table.no);
        let chunk = match &self.only {
            None => read.page(base, table, after, most)?,
            Some(ids) => named(read, base, table, ids, after, most)?,
        };
        self.names.make_room();
        self.names
            .look_up(read, base, &self.links, &chunk, &*self.people)?;
        Ok(chunk)
    }

    fn keeps(&mut self, record: RecordRef<'_>) -> bool {
        let names = Names {
            people: &*self.people,
            records: &self.names,
        };
        let row = Row {
            created: record.head.created,
            created_by: record.head.created_by,
            doc: record.doc,
        };
        self.keeper
            .as_mut()
            .is_none_or(|keeper| keeper.keeps(row, &names))
    }

    /// The first records after one that come through, `most` at most.
    pub(super) fn page(
        mut self,
        read: &dyn Read,
        mut after: Option<RecordId>,
        most: usize,
    ) -> Result<Records> {
        let mut found = Records::with_capacity(most);
        // Most filters let many records through, and then a page needs few.
        let mut asked = most.clamp(1, CHUNK);
        loop {
            let chunk = self.chunk(read, after, asked)?;
            for record in chunk.iter() {
                if found.len() == most {
                    return Ok(found);
                }
                after = Some(record.head.id);
                if self.keeps(record) {
                    found.push(*record.head, record.doc);
                }
            }
            if chunk.len() < asked || found.len() == most {
                return Ok(found);
            }
            asked = (asked * 2).min(CHUNK);
        }
    }

    /// All ids that come through, in the order asked for; equal records in
    /// order of id.
    pub(super) fn sorted(
        mut self,
        read: &dyn Read,
        sort: &[(Field, Direction)],
    ) -> Result<Vec<RecordId>> {
        // All keys stand in one buffer: a table of a million records is a million ranges, not a million vectors.
        let mut keys: Vec<u8> = Vec::new();
        let mut entries: Vec<(usize, usize, RecordId)> = Vec::new();
        let mut after = None;
        loop {
            let chunk = self.chunk(read, after, CHUNK)?;
            let kept: Vec<RecordRef<'_>> = chunk
                .iter()
                .inspect(|record| after = Some(record.head.id))
                .filter(|record| self.keeps(*record))
                .collect();
            let names = Names {
                people: &*self.people,
                records: &self.names,
            };
            let makers: Vec<_> = sort
                .iter()
                .map(|(field, direction)| {
                    let maker = KeyMaker::new(&field.kind, *direction);
                    (field, maker.with_names(names))
                })
                .collect();
            for record in kept {
                let start = keys.len();
                for (field, maker) in &makers {
                    maker.key(stored(field, record).as_deref(), &mut keys);
                }
                entries.push((start, keys.len(), record.head.id));
            }
            if keys.len() > SORT_BYTES {
                return Err(AppError::invalid(
                    Rule::Request,
                    "this table is too large to sort by these fields; sort by fewer or shorter ones",
                ));
            }
            if chunk.len() < CHUNK {
                break;
            }
        }
        entries.sort_unstable_by(|a, b| keys[a.0..a.1].cmp(&keys[b.0..b.1]).then(a.2.cmp(&b.2)));
        Ok(entries.into_iter().map(|(_, _, id)| id).collect())
    }
}

/// The first of these records after one, as [`Read::page`] gives those of a
/// whole table: fewer than `most` only at the end.
fn named(
    read: &dyn Read,
    base: BaseNo,
    table: TableNo,
    ids: &[RecordId],
    after: Option<RecordId>,
    most: usize,
) -> Result<Records> {
    let start = after.map_or(0, |after| ids.partition_point(|id| *id <= after));
    let mut found = Records::with_capacity(most);
    for ids in ids[start..].chunks(most.max(1)) {
        for record in read.records(base, table, ids)?.iter() {
            if found.len() == most {
                return Ok(found);
            }
            found.push(*record.head, record.doc);
        }
    }
    Ok(found)
}
