//! Reading a table from beginning to end.

use basekey_model::schema::{BaseNo, TableNo};
use basekey_store::{Read, Records, StoreError};

/// Records read at a time.
const CHUNK: usize = 1_000;

/// Every page of a table's records.
pub(super) fn pages(
    read: &dyn Read,
    base: BaseNo,
    table: TableNo,
    mut with: impl FnMut(&Records),
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let records = read.page(base, table, after, CHUNK)?;
        with(&records);
        match records.last() {
            Some(last) if records.len() == CHUNK => after = Some(last.head.id),
            _ => return Ok(()),
        }
    }
}
