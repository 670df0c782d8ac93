//! Typed columns of tables in memory, by which lists are filtered and sorted
//! without reading documents.
//!
//! A table's columns are made by the first list that needs them and kept as
//! long as there is room. Inside the read that uses them they are brought to
//! the state that it sees: the base's log of changes names the records that
//! were written since, and these are read anew. A list that can not be
//! answered from columns (because cells name records of other tables or are
//! computed at reading, because there is no room, or because another list has
//! taken the columns to a later state already) is answered from the documents,
//! with the same result.

mod column;
mod data;
mod intake;
mod plan;
mod row;
mod select;
mod sort;
mod table;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::time::Duration;

use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, Result as StoreResult};
use parking_lot::{Mutex, RwLock, RwLockWriteGuard};

use column::Need;
pub(crate) use plan::Plan;
use table::{State, TableColumns};

use crate::App;

/// Tables at most, however small.
const TABLES: usize = 1_000;

/// A table that was too large is not tried again for so many seconds.
const PATIENCE: i64 = 600;

/// How long a list waits for another that makes the columns, or is slow to
/// use them; then it reads documents.
const WAIT: Duration = Duration::from_secs(1);

/// The columns of all tables.
pub(crate) struct Columns {
    /// Bytes that they may take together; 0 for no columns at all.
    most: usize,
    /// The one used last stands last.
    slots: Mutex<Vec<Arc<Slot>>>,
    answered: AtomicU64,
}

/// What columns in memory take and do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnUse {
    /// Bytes that they take.
    pub bytes: usize,
    /// Lists that were answered from them since the start.
    pub answered: u64,
}

/// The place of one table's columns.
struct Slot {
    base: BaseNo,
    table: TableNo,
    /// Empty until they are made.
    kept: RwLock<Option<TableColumns>>,
    /// What they take.
    bytes: AtomicUsize,
    /// Which columns were too many, and when.
    refused: Mutex<Option<(Vec<Need>, usize, Millis)>>,
}

impl Columns {
    /// With room for so many MiB.
    pub(crate) fn new(mib: usize) -> Self {
        Self {
            most: mib.saturating_mul(1024 * 1024),
            slots: Mutex::default(),
            answered: AtomicU64::new(0),
        }
    }

    fn in_use(&self) -> ColumnUse {
        let slots = self.slots.lock();
        ColumnUse {
            bytes: slots.iter().map(|slot| slot.bytes.load(Relaxed)).sum(),
            answered: self.answered.load(Relaxed),
        }
    }

    /// True if the columns of a plan are there, and little was written since.
    pub(crate) fn have(&self, read: &dyn Read, plan: &Plan) -> StoreResult<bool> {
        let (base, table) = (plan.base(), plan.table());
        let slots = self.slots.lock();
        let slot = slots.iter().find(|slot| slot.is(base, table)).cloned();
        drop(slots);
        match slot.as_ref().and_then(|slot| slot.kept.try_read()) {
            Some(kept) => match kept.as_ref() {
                Some(kept) => Ok(kept.has(plan) && kept.is_near(read)?),
                None => Ok(false),
            },
            None => Ok(false),
        }
    }

    /// The ids of all records that a plan keeps, in its order; `None` if the
    /// documents have to tell.
    pub(crate) fn ordered(
        &self,
        read: &dyn Read,
        plan: &Plan,
    ) -> StoreResult<Option<Vec<RecordId>>> {
        let found = self.ask(read, plan, |columns| columns.ordered(plan))?;
        Ok(self.counted(found))
    }

    /// The ids of the first records after one that a plan keeps, in order of
    /// id; `None` if the documents have to tell.
    pub(crate) fn after(
        &self,
        read: &dyn Read,
        plan: &Plan,
        after: Option<RecordId>,
        most: usize,
    ) -> StoreResult<Option<Vec<RecordId>>> {
        let found = self.ask(read, plan, |columns| columns.after(plan, after, most))?;
        Ok(self.counted(found))
    }

    fn counted<T>(&self, found: Option<T>) -> Option<T> {
        self.answered.fetch_add(found.is_some().into(), Relaxed);
        found
    }

    fn ask<T>(
        &self,
        read: &dyn Read,
        plan: &Plan,
        answer: impl FnOnce(&TableColumns) -> T,
    ) -> StoreResult<Option<T>> {
        if self.most == 0 {
            return Ok(None);
        }
        let slot = self.slot(plan.table.base(), plan.table.no);
        {
            let Some(kept) = slot.kept.try_read_for(WAIT) else {
                return Ok(None);
            };
            if let Some(kept) = kept.as_ref()
                && kept.has(plan)
                && kept.is_current(read)?
            {
                return Ok(kept.is_sound(plan).then(|| answer(kept)));
            }
        }
        if slot.is_refused(plan) {
            return Ok(None);
        }
        let Some(mut guard) = slot.kept.try_write_for(WAIT) else {
            return Ok(None);
        };
        // Taken out, so that what fails half way leaves nothing behind.
        match self.prepared(guard.take(), read, plan)? {
            Ready::Columns(columns) => {
                slot.bytes.store(columns.bytes(), Relaxed);
                *guard = Some(columns);
            }
            Ready::Newer(columns) => {
                *guard = Some(columns);
                return Ok(None);
            }
            Ready::TooLarge => {
                slot.bytes.store(0, Relaxed);
                slot.refuse(plan);
                return Ok(None);
            }
            Ready::Nothing => {
                slot.bytes.store(0, Relaxed);
                return Ok(None);
            }
        }
        self.drop_oldest();
        let kept = RwLockWriteGuard::downgrade(guard);
        Ok(kept.as_ref().filter(|kept| kept.is_sound(plan)).map(answer))
    }

    /// Columns of the state read with all that a plan needs.
    fn prepared(
        &self,
        old: Option<TableColumns>,
        read: &dyn Read,
        plan: &Plan,
    ) -> StoreResult<Ready> {
        if let Some(mut old) = old {
            match old.catch_up(read, plan)? {
                State::Newer => return Ok(Ready::Newer(old)),
                State::Current => {
                    if old.complete(read, plan, self.most)?.is_ok() {
                        return Ok(Ready::Columns(old));
                    }
                    // Without what other lists need there may be room.
                }
                State::Stale => {}
            }
        }
        let Some(mut new) = TableColumns::begin(read, plan.table.base(), plan.table.no)? else {
            return Ok(Ready::Nothing);
        };
        Ok(match new.complete(read, plan, self.most)? {
            Ok(()) => Ready::Columns(new),
            Err(_) => Ready::TooLarge,
        })
    }

    /// The place of a table, as the one used last.
    fn slot(&self, base: BaseNo, table: TableNo) -> Arc<Slot> {
        let mut slots = self.slots.lock();
        let place = slots.iter().position(|slot| slot.is(base, table));
        let slot = match place {
            Some(place) => slots.remove(place),
            None => Arc::new(Slot {
                base,
                table,
                kept: RwLock::new(None),
                bytes: AtomicUsize::new(0),
                refused: Mutex::new(None),
            }),
        };
        slots.push(slot.clone());
        slot
    }

    /// Keeps the tables used last, as far as there is room.
    fn drop_oldest(&self) {
        let mut slots = self.slots.lock();
        let mut total = 0usize;
        let room = slots
            .iter()
            .rev()
            .take(TABLES)
            .take_while(|slot| {
                total = total.saturating_add(slot.bytes.load(Relaxed));
                total <= self.most
            })
            .count();
        let gone = slots.len() - room;
        slots.drain(..gone);
    }
}

/// What became of columns that were asked for.
enum Ready {
    Columns(TableColumns),
    /// They are of a later state than the one read.
    Newer(TableColumns),
    TooLarge,
    Nothing,
}

impl Slot {
    fn is(&self, base: BaseNo, table: TableNo) -> bool {
        self.base == base && self.table == table
    }

    /// True if what a plan needs was too much a short while ago.
    fn is_refused(&self, plan: &Plan) -> bool {
        let now = plan.context.now;
        self.refused
            .lock()
            .as_ref()
            .is_some_and(|(needs, sorts, at)| {
                at.plus_seconds(PATIENCE) > now
                    && *sorts <= plan.sorts.len()
                    && needs.iter().all(|need| plan.needs.contains(need))
            })
    }

    fn refuse(&self, plan: &Plan) {
        let refused = (plan.needs.clone(), plan.sorts.len(), plan.context.now);
        *self.refused.lock() = Some(refused);
    }
}

impl App {
    /// What columns in memory take and do, for whoever watches the server.
    pub fn column_use(&self) -> ColumnUse {
        self.inner.columns.in_use()
    }
}

#[cfg(test)]
mod tests;
