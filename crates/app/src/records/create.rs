//! Making records.

use basekey_access::{Permit, op};

use super::plan::{Writer, link_keys};
use super::{LinkNames, RecordInput, RecordPage, WriteOptions};
use crate::App;
use crate::error::{AppError, Result, Rule};

impl App {
    /// Makes records in the order given: all of them or none.
    pub async fn create_records(
        &self,
        permit: Permit<op::CreateRecords>,
        table: &str,
        inputs: Vec<RecordInput>,
        options: WriteOptions,
    ) -> Result<RecordPage> {
        self.check_count(inputs.len())?;
        let writer = Writer::of(&permit, options);
        let (table, records) = self
            .write_records(
                &writer,
                table,
                |reader, choices| {
                    inputs
                        .iter()
                        .map(|input| reader.cells(&input.fields, choices))
                        .collect::<Result<Vec<_>>>()
                },
                |table, cells| link_keys(table, cells.iter()),
                |batch, table, cells| Ok(batch.create(table, cells)?),
            )
            .await?;
        Ok(RecordPage {
            table,
            records,
            offset: None,
            names: LinkNames::default(),
        })
    }

    /// Refuses an empty request and one over the limit.
    pub(crate) fn check_count(&self, count: usize) -> Result<()> {
        let most = self.limits().records_per_write;
        if count == 0 || count > most {
            return Err(AppError::invalid(
                Rule::Records,
                format!("from 1 to {most} records, not {count}"),
            ));
        }
        Ok(())
    }
}
