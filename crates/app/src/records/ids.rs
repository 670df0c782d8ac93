//! Record ids that ascend in the order of commit, table by table.

use std::collections::HashSet;

use basekey_model::id::{Entropy, RecordId, RecordIds};
use basekey_model::schema::{BaseNo, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Result as StoreResult, Tx};
use parking_lot::Mutex;

/// The source of record ids. It is asked inside a write only, and writes are
/// ordered, so a list that has passed an id never misses a smaller one.
#[derive(Default)]
pub(crate) struct Ids {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    source: RecordIds,
    /// Tables whose greatest id the source is known to have passed.
    passed: HashSet<(BaseNo, TableNo)>,
}

impl Ids {
    /// `count` new ids for a table, ascending and greater than all it has.
    pub(crate) fn take(
        &self,
        tx: &dyn Tx,
        base: BaseNo,
        table: TableNo,
        count: usize,
        now: Millis,
        entropy: &dyn Entropy,
    ) -> StoreResult<Vec<RecordId>> {
        let mut state = self.state.lock();
        if !state.passed.contains(&(base, table)) {
            // After a restart, or when the clock was set back, the table may be ahead of the clock.
            if let Some(last) = tx.last_id(base, table)? {
                state.source.pass(last);
            }
            state.passed.insert((base, table));
        }
        Ok((0..count)
            .map(|_| state.source.next(now, entropy))
            .collect())
    }
}
