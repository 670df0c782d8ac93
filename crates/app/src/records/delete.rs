//! Deleting records.

use basekey_access::{Permit, op};
use basekey_model::change::{ChangeItem, DeletedRecord};
use basekey_model::id::RecordId;
use basekey_store::StoreExt;

use super::create::raw_doc;
use crate::App;
use crate::error::{AppError, Missing, Result};
use crate::tables::change_by;

impl App {
    /// Deletes records: all of them or none. `one` as in updates.
    pub async fn delete_records(
        &self,
        permit: Permit<op::DeleteRecords>,
        table: &str,
        ids: Vec<String>,
        one: bool,
    ) -> Result<Vec<RecordId>> {
        self.check_count(ids.len())?;
        let ((base, no), who) = (permit.base(), change_by(&permit));
        let missing = if one {
            Missing::Record
        } else {
            Missing::OneOfRecords
        };
        let handle = self.table(base, no, table).await?;
        let mut wanted: Vec<RecordId> = Vec::with_capacity(ids.len());
        for text in ids {
            let id = text.parse().map_err(|_| missing(text))?;
            if !wanted.contains(&id) {
                wanted.push(id);
            }
        }
        let app = self.clone();
        self.store()
            .run_write(move |tx| {
                let now = app.now();
                let mut logged = Vec::with_capacity(wanted.len());
                for id in &wanted {
                    let found = tx.record(no, handle.no, *id)?;
                    let record = found.get(0).ok_or_else(|| missing(id.to_string()))?;
                    tx.delete_record(no, handle.no, *id)?;
                    logged.push(DeletedRecord {
                        id: *id,
                        doc: raw_doc(record.doc.to_owned())?,
                        created: record.head.created,
                        created_by: record.head.created_by,
                        modified: record.head.modified,
                        modified_by: record.head.modified_by,
                    });
                }
                let mut change = who.at(now);
                change.what.push(ChangeItem::RecordsDeleted {
                    table: handle.no,
                    records: logged,
                });
                tx.add_change(no, &change)?;
                Ok::<_, AppError>(wanted)
            })
            .await
    }
}
