//! Giving existing records the cell of a computed field that was just added.

use basekey_model::doc::merge;
use basekey_model::field::FieldKind;
use basekey_model::schema::{BaseNo, Field, TableNo};
use basekey_store::{Result as StoreResult, Tx};

/// Records rewritten at a time.
const CHUNK: usize = 500;

/// Numbers existing records in order of creation, or gives them the time and
/// user of their last change, which is what is known of them.
pub(crate) fn fill_computed(
    tx: &mut dyn Tx,
    base: BaseNo,
    table: TableNo,
    field: &Field,
) -> StoreResult<()> {
    let mut after = None;
    let mut next = 1i64;
    loop {
        let chunk = tx.page(base, table, after, CHUNK)?;
        for record in chunk.iter() {
            let raw = match field.kind {
                FieldKind::AutoNumber => next.to_string(),
                FieldKind::LastModifiedTime { .. } => format!("\"{}\"", record.head.modified),
                FieldKind::LastModifiedBy { .. } => record.head.modified_by.0.to_string(),
                _ => return Ok(()),
            };
            next += 1;
            let doc = merge(record.doc, &[(field.key, Some(raw))]);
            tx.put_record(base, table, record.head, &doc)?;
            after = Some(record.head.id);
        }
        if chunk.len() < CHUNK {
            break;
        }
    }
    if matches!(field.kind, FieldKind::AutoNumber) {
        tx.set_counter(base, &super::cells::counter_of(table, field.key), next)?;
    }
    Ok(())
}
