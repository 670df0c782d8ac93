//! Deleting records.

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;

use super::WriteOptions;
use super::plan::Writer;
use super::write::TellMissing;
use crate::App;
use crate::error::{Missing, Result};

impl App {
    /// Deletes records: all of them or none. They disappear from every cell
    /// that links to them. `one` as in updates.
    pub async fn delete_records(
        &self,
        permit: Permit<op::DeleteRecords>,
        table: &str,
        ids: Vec<String>,
        one: bool,
    ) -> Result<Vec<RecordId>> {
        self.check_count(ids.len())?;
        let missing: TellMissing = if one {
            Missing::Record
        } else {
            Missing::OneOfRecords
        };
        let writer = Writer::of(&permit, WriteOptions::default());
        let (_, deleted) = self
            .write_records(
                &writer,
                table,
                |_, _| {
                    let mut wanted: Vec<RecordId> = Vec::with_capacity(ids.len());
                    for text in &ids {
                        let id = text.parse().map_err(|_| missing(text.clone()))?;
                        if !wanted.contains(&id) {
                            wanted.push(id);
                        }
                    }
                    Ok(wanted)
                },
                |_, _| Vec::new(),
                move |batch, table, ids| {
                    for id in &ids {
                        batch.delete(table, *id, missing)?;
                    }
                    Ok(ids)
                },
            )
            .await?;
        Ok(deleted)
    }
}
