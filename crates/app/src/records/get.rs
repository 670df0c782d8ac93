//! Reading one record.

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;
use basekey_store::{Cost, Result as StoreResult, StoreExt};

use super::RecordPage;
use crate::App;
use crate::error::{Missing, Result};
use crate::schemas::TableHandle;

impl App {
    /// One record. If the named table does not have it but another of the
    /// base does, it is found there (web-api 2.2).
    pub async fn get_record(
        &self,
        permit: Permit<op::GetRecord>,
        table: &str,
        id: &str,
    ) -> Result<RecordPage> {
        let (base, no) = permit.base();
        let named = self.table(base, no, table).await?;
        let wanted: RecordId = id.parse().map_err(|_| Missing::Record(id.to_owned()))?;
        let named_no = named.no;
        let (found_in, records) = self
            .store()
            .run_read(Cost::Short, move |read| -> StoreResult<_> {
                let records = read.record(no, named_no, wanted)?;
                let elsewhere = if records.is_empty() {
                    read.table_of(no, wanted)?
                } else {
                    None
                };
                Ok(match elsewhere {
                    Some(other) => (other, read.record(no, other, wanted)?),
                    None => (named_no, records),
                })
            })
            .await?;
        let schema = named.schema();
        let holder = schema
            .tables
            .iter()
            .find(|table| table.no == found_in)
            .map(|table| table.id.to_string());
        match holder {
            Some(holder) if !records.is_empty() => Ok(RecordPage {
                table: TableHandle::find(schema, &holder)?,
                records,
                offset: None,
            }),
            _ => Err(Missing::Record(id.to_owned()).into()),
        }
    }
}
