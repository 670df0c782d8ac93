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
        let records = self
            .store()
            .run_read(Cost::One, move |read| read.record(no, named_no, wanted))
            .await?;
        if !records.is_empty() {
            return Ok(RecordPage {
                table: named,
                records,
                offset: None,
            });
        }
        let elsewhere = self
            .store()
            .run_read(Cost::Short, move |read| -> StoreResult<_> {
                match read.table_of(no, wanted)? {
                    Some(other) => Ok(Some((other, read.record(no, other, wanted)?))),
                    None => Ok(None),
                }
            })
            .await?;
        let found = elsewhere.and_then(|(other, records)| {
            let table = TableHandle::numbered(named.schema(), other)?;
            Some(RecordPage {
                table,
                records,
                offset: None,
            })
        });
        found.ok_or_else(|| Missing::Record(id.to_owned()).into())
    }
}
