//! Giving existing records the cell of a computed field that was just added.

use basekey_model::doc::{Doc, merge};
use basekey_model::field::FieldKind;
use basekey_model::schema::{BaseNo, Field, TableNo};
use basekey_store::{Result as StoreResult, Tx};

/// Records rewritten at a time.
const CHUNK: usize = 500;

/// True if records that are there get a cell when a field of this kind is
/// added. What stands in a record's head need not be filled.
pub(crate) fn is_filled(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::AutoNumber
            | FieldKind::LastModifiedTime { .. }
            | FieldKind::LastModifiedBy { .. }
    )
}

/// Which cells are filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fill {
    /// All: the field is new.
    New,
    /// Those that went on without the field while it was deleted.
    Restored,
}

/// Numbers existing records in order of creation, or gives them the time and
/// user of their last change, which is what is known of them.
pub(crate) fn fill_computed(
    tx: &mut dyn Tx,
    base: BaseNo,
    table: TableNo,
    field: &Field,
    fill: Fill,
) -> StoreResult<()> {
    let counter = super::cells::counter_of(table, field.key);
    let mut next = match (&field.kind, fill) {
        (FieldKind::AutoNumber, Fill::Restored) => tx.counter(base, &counter)?,
        _ => 1,
    };
    let mut after = None;
    loop {
        let chunk = tx.page(base, table, after, CHUNK)?;
        for record in chunk.iter() {
            after = Some(record.head.id);
            let old = Doc(record.doc).get(field.key);
            if fill == Fill::Restored && old.is_some() && !follows_all(&field.kind) {
                continue;
            }
            let raw = match field.kind {
                FieldKind::AutoNumber => {
                    next += 1;
                    (next - 1).to_string()
                }
                FieldKind::LastModifiedTime { .. } => format!("\"{}\"", record.head.modified),
                FieldKind::LastModifiedBy { .. } => record.head.modified_by.0.to_string(),
                _ => return Ok(()),
            };
            if old != Some(raw.as_str()) {
                let doc = merge(record.doc, &[(field.key, Some(raw))]);
                tx.put_record(base, table, record.head, &doc)?;
            }
        }
        if chunk.len() < CHUNK {
            break;
        }
    }
    if matches!(field.kind, FieldKind::AutoNumber) {
        tx.set_counter(base, &counter, next)?;
    }
    Ok(())
}

/// True if the cells tell the last change of anything in the record, which its
/// head tells as well.
fn follows_all(kind: &FieldKind) -> bool {
    match kind {
        FieldKind::LastModifiedTime { watched, .. } | FieldKind::LastModifiedBy { watched } => {
            watched.is_empty()
        }
        _ => false,
    }
}
