//! Changing the schema of a base: what is to be stored, logged and filled is
//! gathered and then written as one.

use std::collections::BTreeSet;
use std::sync::Arc;

use basekey_model::change::{Change, ChangeItem};
use basekey_model::id::{BaseId, FieldId, TableId, ViewId};
use basekey_model::schema::{BaseNo, BaseSchema, Field, FieldDraft, Table, TableDraft, TableNo};
use basekey_store::Tx;

use super::Author;
use crate::App;
use crate::compute::{Settled, settle};
use crate::drafts::{bad_options, build_table, push_field};
use crate::error::{AppError, Missing, Result};
use crate::records::{Fill, fill_computed, is_filled};

/// A schema while it is changed: a copy of its tables, which of them differ
/// from those stored, and what to log.
pub(crate) struct SchemaEdit<'a> {
    pub(super) app: &'a App,
    pub(super) schema: BaseSchema,
    was: BaseSchema,
    changed: BTreeSet<TableNo>,
    what: Vec<ChangeItem>,
    fill: Vec<(TableNo, Field, Fill)>,
    /// Fields that are refused if they are not valid: those the caller made or
    /// changed.
    asked: Vec<FieldId>,
}

impl<'a> SchemaEdit<'a> {
    /// Begins with the schema as it is stored.
    pub(super) fn begin(app: &'a App, schema: BaseSchema) -> Self {
        Self {
            app,
            was: schema.clone(),
            schema,
            changed: BTreeSet::new(),
            what: Vec::new(),
            fill: Vec::new(),
            asked: Vec::new(),
        }
    }

    /// The table with this id or exactly this name.
    pub(super) fn find(&self, id_or_name: &str) -> Result<&Table> {
        self.schema
            .table(id_or_name)
            .ok_or_else(|| Missing::Table(id_or_name.to_owned()).into())
    }

    /// The table of this id.
    pub(super) fn table(&self, id: TableId) -> Result<&Table> {
        self.schema
            .table_of_id(id)
            .ok_or_else(|| Missing::Table(id.to_string()).into())
    }

    /// The table of this id, deleted or not, to change it.
    pub(super) fn table_mut(&mut self, id: TableId) -> Result<&mut Table> {
        let BaseSchema {
            tables, deleted, ..
        } = &mut self.schema;
        let table = tables
            .iter_mut()
            .chain(deleted)
            .find(|table| table.id == id)
            .ok_or_else(|| Missing::Table(id.to_string()))?;
        self.changed.insert(table.no);
        Ok(table)
    }

    /// Puts a changed table in the place of the live table of its id. What
    /// changed is logged by the caller; if nothing did, nothing is stored.
    pub(super) fn put(&mut self, table: Table) -> Result<()> {
        let id = table.id;
        if *self.table(id)? != table {
            *self.table_mut(id)? = table;
        }
        Ok(())
    }

    /// Puts `after` in the place of the field `before` and logs it; if they
    /// are the same, nothing is stored.
    pub(super) fn replace_field(
        &mut self,
        table: TableId,
        before: Field,
        after: Field,
    ) -> Result<()> {
        if before == after {
            return Ok(());
        }
        let own = self.table_mut(table)?;
        let (no, stored) = (
            own.no,
            own.fields.iter_mut().find(|field| field.id == before.id),
        );
        *stored.ok_or_else(|| Missing::Field(before.id.to_string()))? = after.clone();
        self.log(ChangeItem::FieldUpdated {
            table: no,
            before: Box::new(before),
            after: Box::new(after),
        });
        Ok(())
    }

    /// Takes a deleted view out of the link fields that name it.
    pub(super) fn forget_view(&mut self, view: ViewId) -> Result<()> {
        let tables = self.schema.tables.iter().chain(&self.schema.deleted);
        let naming: Vec<(TableId, Field)> = tables
            .flat_map(|table| table.links().map(|(field, link)| (table.id, field, link)))
            .filter(|(.., link)| link.view == Some(view))
            .map(|(table, field, _)| (table, field.clone()))
            .collect();
        for (table, before) in naming {
            let mut after = before.clone();
            if let Some(link) = after.kind.link_mut() {
                link.view = None;
            }
            let own = self.table_mut(table)?;
            let gone = own.deleted_fields.iter_mut().map(|gone| &mut gone.field);
            match gone.into_iter().find(|field| field.id == before.id) {
                Some(field) => *field = after,
                None => self.replace_field(table, before, after)?,
            }
        }
        Ok(())
    }

    /// Adds something to the log.
    pub(super) fn log(&mut self, item: ChangeItem) {
        self.what.push(item);
    }

    /// Adds a checked table with the other sides of its links.
    pub(super) fn add_table(&mut self, draft: TableDraft) -> Result<TableId> {
        let no = self.schema.next_table;
        let table = build_table(self.app, &self.schema.tables, no, draft)?;
        let id = table.id;
        self.schema.next_table = TableNo(no.0 + 1);
        self.schema.tables.push(table);
        let links: Vec<_> = self
            .table_mut(id)?
            .links()
            .map(|(field, _)| field.id)
            .collect();
        let mut others = Vec::new();
        let made = self.table(id)?.fields.iter().map(|field| field.id);
        self.asked.extend(made.collect::<Vec<_>>());
        for field in links {
            others.extend(self.make_other_side(id, field)?);
        }
        self.log(ChangeItem::TableCreated {
            table: Box::new(self.table(id)?.clone()),
        });
        self.log_fields(others);
        Ok(id)
    }

    /// Adds a checked field, with its other side if it is a link.
    pub(super) fn add_field(&mut self, table: TableId, draft: FieldDraft) -> Result<Field> {
        let app = self.app;
        let own = self.table_mut(table)?;
        let (no, id) = (own.no, push_field(app, own, draft)?);
        let other = match own.field_of_id(id) {
            Some(field) if field.kind.link().is_some() => self.make_other_side(table, id)?,
            _ => None,
        };
        let field = self
            .table(table)?
            .field_of_id(id)
            .cloned()
            .ok_or_else(|| Missing::Field(id.to_string()))?;
        self.fill(no, &field, Fill::New);
        self.must_be_valid(id);
        self.log_fields([(no, field.clone())].into_iter().chain(other));
        Ok(field)
    }

    /// Notes that the cells of a field are to be filled, if it is computed.
    pub(super) fn fill(&mut self, table: TableNo, field: &Field, fill: Fill) {
        if is_filled(&field.kind) {
            self.fill.push((table, field.clone(), fill));
        }
    }

    /// Logs fields that were added.
    pub(super) fn log_fields(&mut self, fields: impl IntoIterator<Item = (TableNo, Field)>) {
        for (table, field) in fields {
            self.log(ChangeItem::FieldCreated {
                table,
                field: Box::new(field),
            });
        }
    }

    /// Refuses the whole change if this field is derived and not valid.
    pub(super) fn must_be_valid(&mut self, field: FieldId) {
        self.asked.push(field);
    }

    /// Stores all of it: the tables that changed, with what follows for
    /// derived fields; one entry of the log; and the cells of computed fields
    /// that are new.
    pub(super) fn store(mut self, tx: &mut dyn Tx, who: Author) -> Result<()> {
        let now = self.app.now();
        let most = self.app.limits().recalculated_per_write;
        let schema = std::mem::replace(&mut self.schema, self.was.clone());
        let settled = settle(tx.reader(), &self.was, schema, most)?;
        self.check_asked(&settled)?;
        let base = settled.schema.no;
        for (table, before) in &settled.changed {
            self.changed.insert(*table);
            let mut fields = settled.schema.tables.iter().flat_map(|table| &table.fields);
            if let Some(after) = fields.find(|field| field.id == before.id) {
                settle_log(&mut self.what, *table, before, after);
            }
        }
        for table in settled.schema.tables.iter().chain(&settled.schema.deleted) {
            if self.changed.contains(&table.no) {
                tx.put_table(base, table)?;
            }
        }
        self.what.extend(settled.log());
        if !self.what.is_empty() {
            let change = Change {
                what: self.what,
                ..who.at(now)
            };
            tx.add_change(base, &change)?;
        }
        for (table, field, fill) in &self.fill {
            fill_computed(tx, base, *table, field, *fill)?;
        }
        for (table, watch) in settled.new_watches(&self.was) {
            fill_computed(tx, base, table, &watch, Fill::New)?;
        }
        settled.compute(tx, now)
    }

    fn check_asked(&self, settled: &Settled) -> Result<()> {
        let asked = self.asked.iter().find_map(|id| {
            let problem = settled.problems.get(id)?;
            let mut fields = settled.schema.tables.iter().flat_map(|table| &table.fields);
            Some((fields.find(|field| field.id == *id)?, problem))
        });
        match asked {
            None => Ok(()),
            Some((field, problem)) => Err(bad_options(&field.name, problem)),
        }
    }
}

/// Brings the log up to date with what settling made of a field: as part of
/// what is told of it anyway, or as a change of its own.
fn settle_log(what: &mut Vec<ChangeItem>, table: TableNo, before: &Field, after: &Field) {
    for item in what.iter_mut() {
        let told = match item {
            ChangeItem::FieldCreated { field, .. }
            | ChangeItem::FieldRestored { field, .. }
            | ChangeItem::FieldUpdated { after: field, .. } => Some(&mut **field),
            ChangeItem::TableCreated { table } | ChangeItem::TableRestored { table } => {
                table.fields.iter_mut().find(|field| field.id == after.id)
            }
            _ => None,
        };
        if let Some(field) = told
            && field.id == after.id
        {
            field.clone_from(after);
            return;
        }
    }
    what.push(ChangeItem::FieldUpdated {
        table,
        before: Box::new(before.clone()),
        after: Box::new(after.clone()),
    });
}

impl App {
    /// Carries out `plan` on the schema of a base as one transaction, and
    /// gives the schema as it then is. Whatever others change at the same time
    /// comes before or after.
    pub(super) async fn change_schema<T, F>(
        &self,
        (base, no): (BaseId, BaseNo),
        who: Author,
        plan: F,
    ) -> Result<(Arc<BaseSchema>, T)>
    where
        T: Send + 'static,
        F: FnOnce(&mut SchemaEdit<'_>) -> Result<T> + Send + 'static,
    {
        let app = self.clone();
        self.write_schema(move |tx| {
            let mut edit = SchemaEdit::begin(&app, tx.schema(base, no)?);
            let made = plan(&mut edit)?;
            edit.store(tx, who)?;
            Ok::<_, AppError>((Arc::new(tx.schema(base, no)?), made))
        })
        .await
    }
}
