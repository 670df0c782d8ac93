//! Tables, fields and views of a base.

use basekey_access::{Operation, Permit, Via, op};
use basekey_model::change::{Change, ChangeItem, ChangeSource, TableLabel};
use basekey_model::field::FieldKind;
use basekey_model::id::{BaseId, TableId, TokenId, ViewId};
use basekey_model::schema::{
    BaseNo, BaseSchema, Field, FieldDraft, Table, TableDraft, UserNo, View,
};
use basekey_model::time::Millis;

use crate::App;
use crate::drafts::{add_field, build_table, description, field_name, table_name};
use crate::error::{Missing, Result};
use crate::records::fill_computed;
use crate::schemas::{ATTEMPTS, Attempt, TableHandle, contended, still};

/// What to change of a table; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct TableEdit {
    /// Unique in the base without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
}

/// What to change of a field; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct FieldEdit {
    /// Unique in the table without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
}

/// A view with the table it belongs to.
#[derive(Debug, Clone)]
pub struct ListedView {
    /// Its table.
    pub table: TableHandle,
    /// The view.
    pub view: View,
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
    pub async fn base_schema(
        &self,
        permit: Permit<op::GetBaseSchema>,
    ) -> Result<std::sync::Arc<BaseSchema>> {
        let (id, no) = permit.base();
        Ok(self.schema(id, no).await?)
    }

    /// Makes a table.
    pub async fn create_table(
        &self,
        permit: Permit<op::CreateTable>,
        draft: TableDraft,
    ) -> Result<TableHandle> {
        let (base, who) = (permit.base(), change_by(&permit));
        let name = draft.name.trim().to_owned();
        self.change_schema(base, move |app, schema| {
            let table = build_table(app, &schema.tables, draft.clone())?;
            let what = vec![ChangeItem::TableCreated {
                table: Box::new(table.clone()),
            }];
            Ok((
                table,
                Change {
                    what,
                    ..who.at(app.now())
                },
                None,
            ))
        })
        .await
        .and_then(|schema| TableHandle::find(&schema, &name))
    }

    /// Renames or describes a table.
    pub async fn update_table(
        &self,
        permit: Permit<op::UpdateTable>,
        id_or_name: &str,
        edit: TableEdit,
    ) -> Result<TableHandle> {
        let (base, who) = (permit.base(), change_by(&permit));
        let id = self.table(base.0, base.1, id_or_name).await?.id;
        let schema = self
            .change_schema(base, move |app, schema| {
                let mut table = find_table(schema, id)?.clone();
                let before = TableLabel::from(&table);
                if let Some(name) = &edit.name {
                    table.name = table_name(app, &schema.tables, name, Some(id))?;
                }
                if let Some(text) = &edit.description {
                    table.description = description(app, Some(text.clone()))?;
                }
                let what = vec![ChangeItem::TableUpdated {
                    table: table.no,
                    before,
                    after: TableLabel::from(&table),
                }];
                Ok((
                    table,
                    Change {
                        what,
                        ..who.at(app.now())
                    },
                    None,
                ))
            })
            .await?;
        TableHandle::find(&schema, &id.to_string())
    }

    /// Adds a field. Existing records get its computed value, if it has one.
    pub async fn create_field(
        &self,
        permit: Permit<op::CreateField>,
        table: &str,
        draft: FieldDraft,
    ) -> Result<(TableHandle, Field)> {
        let (base, who) = (permit.base(), change_by(&permit));
        let id = self.table(base.0, base.1, table).await?.id;
        let name = draft.name.trim().to_owned();
        let schema = self
            .change_schema(base, move |app, schema| {
                let mut table = find_table(schema, id)?.clone();
                let field = add_field(app, &mut table, draft.clone())?;
                let what = vec![ChangeItem::FieldCreated {
                    table: table.no,
                    field: Box::new(field.clone()),
                }];
                let fill = matches!(
                    field.kind,
                    FieldKind::AutoNumber
                        | FieldKind::LastModifiedTime { .. }
                        | FieldKind::LastModifiedBy { .. }
                );
                Ok((
                    table,
                    Change {
                        what,
                        ..who.at(app.now())
                    },
                    fill.then_some(field),
                ))
            })
            .await?;
        let table = TableHandle::find(&schema, &id.to_string())?;
        let field = table.field(&name).cloned().ok_or(Missing::Field(name))?;
        Ok((table, field))
    }

    /// Renames or describes a field.
    pub async fn update_field(
        &self,
        permit: Permit<op::UpdateField>,
        table: &str,
        field: &str,
        edit: FieldEdit,
    ) -> Result<Field> {
        let (base, who) = (permit.base(), change_by(&permit));
        let handle = self.table(base.0, base.1, table).await?;
        let id = handle.id;
        let field_id = handle
            .field(field)
            .ok_or_else(|| Missing::Field(field.to_owned()))?
            .id;
        let schema = self
            .change_schema(base, move |app, schema| {
                let mut table = find_table(schema, id)?.clone();
                let others = table.fields.clone();
                let Some(field) = table.fields.iter_mut().find(|field| field.id == field_id) else {
                    return Err(Missing::Field(field_id.to_string()).into());
                };
                let before = Box::new(field.clone());
                if let Some(name) = &edit.name {
                    field.name = field_name(app, &others, name, Some(field_id))?;
                }
                if let Some(text) = &edit.description {
                    field.description = description(app, Some(text.clone()))?;
                }
                let after = Box::new(field.clone());
                let what = vec![ChangeItem::FieldUpdated {
                    table: table.no,
                    before,
                    after,
                }];
                Ok((
                    table,
                    Change {
                        what,
                        ..who.at(app.now())
                    },
                    None,
                ))
            })
            .await?;
        let table = TableHandle::find(&schema, &id.to_string())?;
        table
            .field(&field_id.to_string())
            .cloned()
            .ok_or_else(|| Missing::Field(field_id.to_string()).into())
    }

    /// All views of a base, table by table.
    pub async fn list_views(&self, permit: Permit<op::ListViews>) -> Result<Vec<ListedView>> {
        let (id, no) = permit.base();
        let schema = self.schema(id, no).await?;
        let mut listed = Vec::new();
        for table in &schema.tables {
            let handle = TableHandle::find(&schema, &table.id.to_string())?;
            listed.extend(table.views.iter().map(|view| ListedView {
                table: handle.clone(),
                view: view.clone(),
            }));
        }
        Ok(listed)
    }

    /// One view of a base.
    pub async fn view(&self, permit: Permit<op::GetView>, view: &str) -> Result<ListedView> {
        let (id, no) = permit.base();
        let wanted: ViewId = view.parse().map_err(|_| Missing::View(view.to_owned()))?;
        let schema = self.schema(id, no).await?;
        let (table, view) = schema
            .table_of_view(wanted)
            .ok_or_else(|| Missing::View(view.to_owned()))?;
        Ok(ListedView {
            table: TableHandle::find(&schema, &table.id.to_string())?,
            view: view.clone(),
        })
    }

    /// Stores what `plan` makes of the schema, planning again if the schema
    /// changed meanwhile. A field handed back with the plan is filled for the
    /// records that are there.
    async fn change_schema<F>(
        &self,
        base: (BaseId, BaseNo),
        plan: F,
    ) -> Result<std::sync::Arc<BaseSchema>>
    where
        F: Fn(&App, &BaseSchema) -> Result<(Table, Change, Option<Field>)>,
    {
        for _ in 0..ATTEMPTS {
            let schema = self.schema(base.0, base.1).await?;
            let (table, change, fill) = plan(self, &schema)?;
            let done = self
                .write_schema(move |tx| {
                    still(tx, &schema)?;
                    tx.put_table(base.1, &table)?;
                    tx.add_change(base.1, &change)?;
                    if let Some(field) = fill {
                        fill_computed(tx, base.1, table.no, &field)?;
                    }
                    Ok::<_, Attempt>(())
                })
                .await;
            match done {
                Ok(()) => return Ok(self.schema(base.0, base.1).await?),
                Err(Attempt::Stale) => {}
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        Err(contended())
    }
}

fn find_table(schema: &BaseSchema, id: TableId) -> Result<&Table> {
    schema
        .tables
        .iter()
        .find(|table| table.id == id)
        .ok_or_else(|| Missing::Table(id.to_string()).into())
}
