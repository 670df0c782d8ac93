//! Deleting tables and fields, and bringing them back.
//!
//! Both change the schema alone; see [`basekey_model::schema::DeletedField`].
//! What else names a deleted field (views, last modified fields, date
//! dependencies) goes on naming it, which means nothing meanwhile, so that all
//! of it is as it was once the field is back.

use basekey_access::{Permit, op};
use basekey_model::id::{FieldId, TableId, UserId};
use basekey_model::limits::Limits;
use basekey_model::schema::{Deletion, UserNo};
use basekey_model::time::Millis;

use super::change_by;
use crate::App;
use crate::error::{Missing, Result};

const DAY: i64 = 24 * 60 * 60 * 1_000;

/// Something that was deleted or restored, with what went or came with it.
#[derive(Debug, Clone)]
pub struct Gone {
    /// `tbl…` or `fld…`
    pub id: String,
    /// Its name, which a restored thing may have had to change.
    pub name: String,
    /// Fields of other tables that are the other side of its links.
    pub also: Vec<(TableId, FieldId, String)>,
}

/// A deleted table or field that can be restored.
#[derive(Debug, Clone)]
pub struct DeletedItem {
    /// `tbl…` or `fld…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// A field's table: its id and name. `None` for a table.
    pub table: Option<(TableId, String)>,
    /// A field's type. `None` for a table.
    pub field_type: Option<&'static str>,
    /// When.
    pub at: Millis,
    /// By whom.
    pub by: Option<UserId>,
    /// Until when it can be restored.
    pub until: Millis,
}

/// Until when what was deleted can be restored.
pub(super) fn until(limits: &Limits, deletion: &Deletion) -> Millis {
    Millis(deletion.at.0 + i64::from(limits.deleted_days) * DAY)
}

/// True once it can not be restored any more, whether it is purged or not.
pub(super) fn is_over(limits: &Limits, deletion: &Deletion, now: Millis) -> bool {
    until(limits, deletion) <= now
}

impl App {
    /// Deletes a table with its records. The other sides of its links go with
    /// it. The last table of a base stays.
    pub async fn delete_table(&self, permit: Permit<op::DeleteTable>, table: &str) -> Result<Gone> {
        let (base, who, wanted) = (permit.base(), change_by(&permit), table.to_owned());
        let deletion = self.deletion(permit.user());
        let (_, gone) = self
            .change_schema(base, who, move |edit| {
                let id = edit.find(&wanted)?.id;
                edit.delete_table(id, deletion)
            })
            .await?;
        Ok(gone)
    }

    /// Deletes a field with its cells, and the other side if it is a link. The
    /// primary field stays.
    pub async fn delete_field(
        &self,
        permit: Permit<op::DeleteField>,
        table: &str,
        field: &str,
    ) -> Result<Gone> {
        let (base, who) = (permit.base(), change_by(&permit));
        let (table, wanted) = (table.to_owned(), field.to_owned());
        let deletion = self.deletion(permit.user());
        let (_, gone) = self
            .change_schema(base, who, move |edit| {
                let table = edit.find(&table)?;
                let field = table.field(&wanted).ok_or(Missing::Field(wanted.clone()))?;
                let (table, field) = (table.id, field.id);
                edit.delete_field(table, field, deletion)
            })
            .await?;
        Ok(gone)
    }

    /// What of a base can be restored, newest first.
    pub async fn list_deleted(&self, permit: Permit<op::ListDeleted>) -> Result<Vec<DeletedItem>> {
        let (id, no) = permit.base();
        let schema = self.schema(id, no).await?;
        let people = self.people().await?;
        let (limits, now) = (self.limits(), self.now());
        let by = |deletion: &Deletion| {
            let no = deletion.by?;
            people.get(no).map(|person| person.id)
        };
        let tables = schema.deleted.iter().filter_map(|table| {
            let deletion = table.deleted.as_ref()?;
            Some(DeletedItem {
                id: table.id.to_string(),
                name: table.name.clone(),
                table: None,
                field_type: None,
                at: deletion.at,
                by: by(deletion),
                until: until(limits, deletion),
            })
        });
        let fields = schema.tables.iter().flat_map(|table| {
            let own = table.deleted_fields.iter();
            own.filter(|gone| gone.with_table.is_none())
                .map(|gone| DeletedItem {
                    id: gone.field.id.to_string(),
                    name: gone.field.name.clone(),
                    table: Some((table.id, table.name.clone())),
                    field_type: Some(gone.field.kind.type_name()),
                    at: gone.deletion.at,
                    by: by(&gone.deletion),
                    until: until(limits, &gone.deletion),
                })
        });
        let mut items: Vec<DeletedItem> = tables
            .chain(fields)
            .filter(|item| item.until > now)
            .collect();
        items.sort_by_key(|item| std::cmp::Reverse(item.at));
        Ok(items)
    }

    /// Brings a deleted table or field back, with its cells and links. A name
    /// that was taken meanwhile gets a number.
    pub async fn restore_deleted(
        &self,
        permit: Permit<op::RestoreDeleted>,
        id: &str,
    ) -> Result<Gone> {
        let (base, who) = (permit.base(), change_by(&permit));
        let (table, field) = (id.parse::<TableId>(), id.parse::<FieldId>());
        let id = id.to_owned();
        let (_, back) = self
            .change_schema(base, who, move |edit| match (table, field) {
                (Ok(table), _) => edit.restore_table(table),
                (_, Ok(field)) => edit.restore_field(field),
                _ => Err(Missing::Deleted(id).into()),
            })
            .await?;
        Ok(back)
    }

    fn deletion(&self, by: UserNo) -> Deletion {
        Deletion {
            at: self.now(),
            by: Some(by),
        }
    }
}
