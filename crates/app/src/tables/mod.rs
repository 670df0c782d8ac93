//! Tables, fields and views of a base.

mod aside;
mod change;
mod convert_cells;
mod dates;
mod deleted;
mod edit;
mod pairs;
mod purge;
mod retype;
mod views;

use std::sync::Arc;

use basekey_access::{Operation, Permit, Via, op};
use basekey_model::change::{Change, ChangeItem, ChangeSource, TableLabel};
use basekey_model::id::TokenId;
use basekey_model::schema::{BaseSchema, DateDependency, Field, FieldDraft, TableDraft, UserNo};
use basekey_model::time::Millis;

use crate::App;
use crate::drafts::{description, field_name, table_name};
use crate::error::{Missing, Result};
use crate::schemas::TableHandle;

use dates::check_dates;

pub use convert_cells::Conversion;
pub use deleted::{DeletedItem, Gone};
pub use retype::{FieldChange, FieldChanged};
pub use views::{ListedView, ViewDraft, ViewEdit};

/// What to change of a table; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct TableEdit {
    /// Unique in the base without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
    /// How dates depend on each other; `Some(None)` takes it away.
    pub date_dependency: Option<Option<DateDependency>>,
}

/// What to change of a field; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct FieldEdit {
    /// Unique in the table without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
}

/// Who changes a base, for the change log.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author {
    pub(crate) user: UserNo,
    pub(crate) token: Option<TokenId>,
    pub(crate) source: ChangeSource,
}

impl Author {
    /// An empty change of this author.
    pub(crate) fn at(self, at: Millis) -> Change {
        Change {
            seq: 0,
            at,
            user: Some(self.user),
            token: self.token,
            source: self.source,
            what: Vec::new(),
        }
    }
}

/// The author of a change is whoever holds the permit.
pub(crate) fn change_by<O: Operation>(permit: &Permit<O>) -> Author {
    let source = match permit.via() {
        Via::Token(_) => ChangeSource::PublicApi,
        Via::Session(_) => ChangeSource::Client,
        Via::Operator => ChangeSource::System,
    };
    Author {
        user: permit.user(),
        token: permit.token(),
        source,
    }
}

impl App {
    /// All tables of a base.
    pub async fn base_schema(&self, permit: Permit<op::GetBaseSchema>) -> Result<Arc<BaseSchema>> {
        let (id, no) = permit.base();
        Ok(self.schema(id, no).await?)
    }

    /// Makes a table. A link among its fields gets its other side in the table
    /// that it leads to.
    pub async fn create_table(
        &self,
        permit: Permit<op::CreateTable>,
        draft: TableDraft,
    ) -> Result<TableHandle> {
        let (base, who) = (permit.base(), change_by(&permit));
        let (schema, id) = self
            .change_schema(base, who, move |edit| edit.add_table(draft))
            .await?;
        TableHandle::find(&schema, &id.to_string())
    }

    /// Renames or describes a table, or says how its dates depend on each other.
    pub async fn update_table(
        &self,
        permit: Permit<op::UpdateTable>,
        id_or_name: &str,
        change: TableEdit,
    ) -> Result<TableHandle> {
        let (base, who) = (permit.base(), change_by(&permit));
        let wanted = id_or_name.to_owned();
        let (schema, id) = self
            .change_schema(base, who, move |edit| {
                let mut table = edit.find(&wanted)?.clone();
                let (before, dates) = (TableLabel::from(&table), table.date_dependency.clone());
                if let Some(name) = &change.name {
                    table.name = table_name(edit.app, &edit.schema.tables, name, Some(table.id))?;
                }
                if let Some(text) = change.description {
                    table.description = description(edit.app, Some(text))?;
                }
                if let Some(settings) = change.date_dependency {
                    if let Some(settings) = &settings {
                        check_dates(&table, settings)?;
                    }
                    table.date_dependency = settings.map(Box::new);
                }
                let after = TableLabel::from(&table);
                if before != after {
                    edit.log(ChangeItem::TableUpdated {
                        table: table.no,
                        before,
                        after,
                    });
                }
                if dates != table.date_dependency {
                    edit.log(ChangeItem::DateDependencyUpdated {
                        table: table.no,
                        before: dates,
                        after: table.date_dependency.clone(),
                    });
                }
                let id = table.id;
                edit.put(table)?;
                Ok(id)
            })
            .await?;
        TableHandle::find(&schema, &id.to_string())
    }

    /// Adds a field. Existing records get its computed value, if it has one; a
    /// link gets its other side.
    pub async fn create_field(
        &self,
        permit: Permit<op::CreateField>,
        table: &str,
        draft: FieldDraft,
    ) -> Result<(TableHandle, Field)> {
        let (base, who) = (permit.base(), change_by(&permit));
        let table = table.to_owned();
        let (schema, (id, field)) = self
            .change_schema(base, who, move |edit| {
                let id = edit.find(&table)?.id;
                Ok((id, edit.add_field(id, draft)?.id))
            })
            .await?;
        let table = TableHandle::find(&schema, &id.to_string())?;
        let field = table.field_of_id(field).cloned();
        let field = field.ok_or_else(|| Missing::Field(id.to_string()))?;
        Ok((table, field))
    }

    /// Renames or describes a field.
    pub async fn update_field(
        &self,
        permit: Permit<op::UpdateField>,
        table: &str,
        field: &str,
        change: FieldEdit,
    ) -> Result<Field> {
        let (base, who) = (permit.base(), change_by(&permit));
        let (table, wanted) = (table.to_owned(), field.to_owned());
        let (_, field) = self
            .change_schema(base, who, move |edit| {
                let table = edit.find(&table)?;
                let before = table
                    .field(&wanted)
                    .cloned()
                    .ok_or(Missing::Field(wanted))?;
                let mut after = before.clone();
                if let Some(name) = &change.name {
                    after.name = field_name(edit.app, &table.fields, name, Some(before.id))?;
                }
                if let Some(text) = change.description {
                    after.description = description(edit.app, Some(text))?;
                }
                edit.replace_field(table.id, before, after.clone())?;
                Ok(after)
            })
            .await?;
        Ok(field)
    }
}
