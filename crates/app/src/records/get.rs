//! Reading one record.

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;
use basekey_model::schema::Field;
use basekey_store::{Cost, StoreExt};

use super::RecordPage;
use super::names::{Finish, names_records};
use crate::App;
use crate::error::{Missing, Result};
use crate::schemas::TableHandle;

impl App {
    /// One record. If the named table does not have it but another of the
    /// base does, it is found there (web-api 2.2); deleted tables have none.
    /// `names` asks what the records are called that its cells link to.
    pub async fn get_record(
        &self,
        permit: Permit<op::GetRecord>,
        table: &str,
        id: &str,
        names: bool,
    ) -> Result<RecordPage> {
        let (base, no) = permit.base();
        let here = self.table(base, no, table).await?;
        let missing = || Missing::Record(id.to_owned());
        let wanted: RecordId = id.parse().map_err(|_| missing())?;
        if let Some(found) = self.one_record(&here, wanted, names).await? {
            return Ok(found);
        }
        let elsewhere = self
            .store()
            .run_read(Cost::One, move |read| read.table_of(no, wanted))
            .await?;
        let table = elsewhere.and_then(|other| TableHandle::numbered(here.schema(), other));
        let found = match table {
            Some(table) => self.one_record(&table, wanted, names).await?,
            None => None,
        };
        Ok(found.ok_or_else(missing)?)
    }

    /// A record of a table, if it is there.
    async fn one_record(
        &self,
        table: &TableHandle,
        id: RecordId,
        names: bool,
    ) -> Result<Option<RecordPage>> {
        let (base, no) = (table.base(), table.no);
        let links: Option<Vec<Field>> = names.then(|| {
            let fields = table.fields.iter();
            fields
                .filter(|field| names_records(&field.kind))
                .cloned()
                .collect()
        });
        let finish = Finish::new(self, table, links.as_deref()).await?;
        let cost = if finish.is_some() {
            Cost::Long
        } else {
            Cost::One
        };
        let (records, names) = self
            .store()
            .run_read(cost, move |read| {
                let records = read.record(base, no, id)?;
                Finish::page(finish.as_ref(), read, records)
            })
            .await?;
        Ok((!records.is_empty()).then(|| RecordPage {
            table: table.clone(),
            records,
            offset: None,
            names,
        }))
    }
}
