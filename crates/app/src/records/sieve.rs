//! Reading a table from beginning to end: what filters keep, and in which
//! order.

use std::sync::Arc;

use basekey_formula::{Bounds, Context, Program};
use basekey_model::cell::Names;
use basekey_model::filter::{Filter, Keeper, Row};
use basekey_model::id::RecordId;
use basekey_model::order::{Direction, KeyMaker};
use basekey_model::predicate::Predicate;
use basekey_model::schema::Field;
use basekey_model::time::Millis;
use basekey_store::{Read, RecordRef, Records};

use super::asked::Asked;
use super::condition::Condition;
use super::names::{LinkField, LinkNames, is_unstored, names_records, stored};
use super::row::StoredRow;
use crate::App;
use crate::compute::Fresh;
use crate::directory::People;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

/// Records read at a time.
const CHUNK: usize = 1_000;

/// Bytes of sort keys that one list may take while it is sorted: a million
/// records by a few short fields, or fewer by longer ones.
const SORT_BYTES: usize = 256 * 1024 * 1024;

/// A table's records, sieved by filters.
pub(super) struct Sieve {
    table: TableHandle,
    people: Arc<People>,
    /// `None` lets all through.
    keeper: Option<Keeper>,
    condition: Option<Arc<Condition>>,
    context: Context,
    /// If cells that decide are computed at reading.
    fresh: Option<Fresh>,
    /// Fields whose linked records' names matter.
    links: Vec<LinkField>,
    names: LinkNames,
}

/// The records found so far.
pub(super) struct Found {
    pub(super) records: Records,
    /// The record to go on after; `None` if there are no more to look at, or
    /// enough were found.
    pub(super) rest: Option<RecordId>,
}

impl Sieve {
    /// For a list that asks for this; `keeper` is its view's filter.
    pub(super) fn new(
        app: &App,
        table: &TableHandle,
        people: Arc<People>,
        asked: &Asked,
        keeper: Option<Keeper>,
        now: Millis,
    ) -> Self {
        let by_view = keeper.as_ref().map_or(&[][..], Keeper::links);
        let rest = asked.condition.as_ref().and_then(|c| c.rest.as_ref());
        let by_formula = || {
            rest.into_iter()
                .flat_map(|rest| rest.slots.iter().flatten())
        };
        let named = table.fields.iter().filter(|field| {
            by_view.contains(&field.key)
                || asked.sort.iter().any(|(other, _)| other.id == field.id)
                || names_records(&field.kind) && by_formula().any(|other| other.id == field.id)
        });
        let links = LinkField::among(app, table.schema(), &people, named);
        let by_filter = asked
            .filter
            .as_ref()
            .map(Filter::fields)
            .unwrap_or_default();
        let unstored = asked.condition.as_ref().is_some_and(|c| c.unstored)
            || asked.sort.iter().any(|(field, _)| is_unstored(&field.kind))
            || by_filter
                .iter()
                .filter_map(|id| table.field_of_id(*id))
                .any(|field| is_unstored(&field.kind));
        Self {
            fresh: unstored
                .then(|| Fresh::of(app, table, people.clone()))
                .flatten(),
            links,
            table: table.clone(),
            people,
            keeper,
            condition: asked.condition.clone(),
            context: Context::new(now, Bounds::default()),
            names: LinkNames::default(),
        }
    }

    /// True if the records that come out have all their cells.
    pub(super) fn is_fresh(&self) -> bool {
        self.fresh.is_some()
    }

    /// Records after one, as many as asked for at most; fewer only at the end.
    /// Those that the store can tell do not come through may be left out.
    fn chunk(&mut self, read: &dyn Read, after: Option<RecordId>, most: usize) -> Result<Records> {
        let (base, table) = (self.table.base(), self.table.no);
        let chunk = match self.condition.as_deref() {
            // The store knows neither what is computed at reading nor, in such
            // a case, anything but ids.
            Some(Condition { predicate, .. }) if self.fresh.is_some() => match predicate.ids() {
                Some(ids) => {
                    let ids = Predicate::Id(ids.to_vec());
                    read.find(base, table, after, most, &ids)?
                }
                None => read.page(base, table, after, most)?,
            },
            Some(Condition { predicate, .. }) => read.find(base, table, after, most, predicate)?,
            None => read.page(base, table, after, most)?,
        };
        self.prepared(read, chunk)
    }

    /// Records with all that the filters look at.
    fn prepared(&mut self, read: &dyn Read, chunk: Records) -> Result<Records> {
        let chunk = match &self.fresh {
            Some(fresh) => fresh.apply(read, chunk)?,
            None => chunk,
        };
        self.names.make_room();
        let base = self.table.base();
        self.names
            .look_up(read, base, &self.links, &chunk, &*self.people)?;
        Ok(chunk)
    }

    /// Whether a record comes through; `known` says that the store has looked
    /// at the predicate.
    fn keeps(&mut self, record: RecordRef<'_>, known: bool) -> bool {
        let names = Names {
            people: &*self.people,
            records: &self.names,
        };
        let row = Row {
            created: record.head.created,
            created_by: record.head.created_by,
            doc: record.doc,
        };
        if let Some(keeper) = &mut self.keeper
            && !keeper.keeps(row, &names)
        {
            return false;
        }
        let Some(condition) = self.condition.as_deref() else {
            return true;
        };
        if !known && !condition.predicate.matches(record.stored()) {
            return false;
        }
        condition.rest.as_ref().is_none_or(|rest| {
            let row = StoredRow {
                record,
                rest,
                names,
            };
            Program::keeps(&rest.program.evaluate(&row, &self.context))
        })
    }

    /// The first records after one that come through, `most` at most, looking
    /// at `budget` records or a few more.
    pub(super) fn within(
        &mut self,
        read: &dyn Read,
        after: Option<RecordId>,
        most: usize,
        budget: usize,
    ) -> Result<Found> {
        let mut found = Found {
            records: Records::with_capacity(most),
            rest: after,
        };
        let (base, table) = (self.table.base(), self.table.no);
        let (mut asked, mut left) = (most.clamp(1, CHUNK), budget);
        while left > 0 {
            let chunk = read.page(base, table, found.rest, asked)?;
            let chunk = self.prepared(read, chunk)?;
            if self.take(&chunk, false, most, &mut found) || chunk.len() < asked {
                found.rest = None;
                return Ok(found);
            }
            left = left.saturating_sub(chunk.len());
            asked = (asked * 2).min(CHUNK);
        }
        Ok(found)
    }

    /// The first records after one that come through, `most` at most, added to
    /// those found before.
    pub(super) fn page(
        mut self,
        read: &dyn Read,
        after: Option<RecordId>,
        most: usize,
        before: Records,
    ) -> Result<Records> {
        let mut found = Found {
            records: before,
            rest: after,
        };
        let known = self.fresh.is_none();
        // Most filters let many records through, and then a page needs few.
        let mut asked = most.clamp(1, CHUNK);
        loop {
            let chunk = self.chunk(read, found.rest, asked)?;
            if self.take(&chunk, known, most, &mut found) || chunk.len() < asked {
                return Ok(found.records);
            }
            asked = (asked * 2).min(CHUNK);
        }
    }

    /// Adds what comes through; true once there are `most`.
    fn take(&mut self, chunk: &Records, known: bool, most: usize, found: &mut Found) -> bool {
        for record in chunk.iter() {
            if found.records.len() == most {
                break;
            }
            found.rest = Some(record.head.id);
            if self.keeps(record, known) {
                found.records.push(*record.head, record.doc);
            }
        }
        found.records.len() == most
    }

    /// All ids that come through, in the order asked for; equal records in
    /// order of id.
    pub(super) fn sorted(
        mut self,
        read: &dyn Read,
        sort: &[(Field, Direction)],
    ) -> Result<Vec<RecordId>> {
        let known = self.fresh.is_none();
        // All keys stand in one buffer: a table of a million records is a million ranges, not a million vectors.
        let mut keys: Vec<u8> = Vec::new();
        let mut entries: Vec<(usize, usize, RecordId)> = Vec::new();
        let mut after = None;
        loop {
            let chunk = self.chunk(read, after, CHUNK)?;
            let kept: Vec<RecordRef<'_>> = chunk
                .iter()
                .inspect(|record| after = Some(record.head.id))
                .filter(|record| self.keeps(*record, known))
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
