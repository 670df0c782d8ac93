//! Changing records.

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;
use basekey_store::Records;

use super::plan::{Writer, link_keys};
use super::write::TellMissing;
use super::{LinkNames, RecordEdit, RecordPage, UpdateMode, WriteOptions};
use crate::App;
use crate::error::{Missing, Result};

impl App {
    /// Changes records in the order given: all of them or none. `one` says
    /// that the request is about a single record, which changes how a missing
    /// one is told (web-api 6.3).
    pub async fn update_records(
        &self,
        permit: Permit<op::UpdateRecords>,
        table: &str,
        edits: Vec<RecordEdit>,
        mode: UpdateMode,
        options: WriteOptions,
        one: bool,
    ) -> Result<RecordPage> {
        self.check_count(edits.len())?;
        let missing: TellMissing = if one {
            Missing::Record
        } else {
            Missing::OneOfRecords
        };
        let writer = Writer::of(&permit, options);
        let (table, records) = self
            .write_records(
                &writer,
                table,
                |reader, choices| {
                    let edit = |edit: &RecordEdit| {
                        let id: RecordId = edit.id.parse().map_err(|_| missing(edit.id.clone()))?;
                        Ok((id, reader.cells(&edit.fields, choices)?))
                    };
                    edits.iter().map(edit).collect::<Result<Vec<_>>>()
                },
                |table, edits| link_keys(table, edits.iter().map(|(_, cells)| cells)),
                move |batch, table, edits| {
                    batch.look_up_links(table, edits.iter().map(|(_, cells)| cells))?;
                    let mut answer = Records::with_capacity(edits.len());
                    for (id, cells) in edits {
                        batch.update(table, id, cells, mode, missing, &mut answer)?;
                    }
                    Ok(answer)
                },
            )
            .await?;
        Ok(RecordPage {
            table,
            records,
            offset: None,
            names: LinkNames::default(),
        })
    }
}
