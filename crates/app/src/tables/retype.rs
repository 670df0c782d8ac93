//! A change of a field's type or options inside its write.

use std::sync::Arc;

use basekey_model::change::ChangeItem;
use basekey_model::convert::{Conversion as Converter, merge_choices};
use basekey_model::field::{FieldKind, Inverse};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{BaseSchema, Field, Table, TableNo};
use basekey_store::Tx;

use super::convert_cells::{Conversion, Found, NewPlace, OldCells};
use super::edit::SchemaEdit;
use super::{Author, dates};
use crate::App;
use crate::base_people::BasePeople;
use crate::compute::Fresh;
use crate::directory::People;
use crate::drafts::{bad_options, check_kind, check_primary, description, field_name};
use crate::error::{Missing, Result};
use crate::records::Fill;
use crate::schemas::TableHandle;

/// What to change of a field beside its type; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct FieldChange {
    /// Unique in the table without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
    /// Delete choices that the new options leave out, and clear the cells that
    /// use them. Without, they stay at the end of the list.
    pub delete_choices: bool,
    /// Only tell what would become of the cells.
    pub dry_run: bool,
}

/// A field as changed, and what became of its cells.
#[derive(Debug, Clone)]
pub struct FieldChanged {
    /// The field as it is now, or would be.
    pub field: Field,
    /// Present if cells had to be converted: another precision or another name
    /// of a choice leaves them as they are.
    pub conversion: Option<Conversion>,
}

/// One change of one field.
pub(super) struct Retype {
    pub(super) who: Author,
    pub(super) table: TableId,
    pub(super) field: FieldId,
    pub(super) change: FieldChange,
    pub(super) kind: Option<FieldKind>,
    pub(super) people: Arc<People>,
    pub(super) finder: Arc<BasePeople>,
}

/// The other side of a link that is one no longer: a field, which becomes text
/// as well. One that no field shows goes with the other hidden cells.
struct OtherSide(TableId, Field);

impl Retype {
    /// Carries the change out on a schema that is the transaction's.
    pub(super) fn run(
        self,
        app: &App,
        tx: &mut dyn Tx,
        schema: &Arc<BaseSchema>,
    ) -> Result<FieldChanged> {
        let mut edit = SchemaEdit::begin(app, (**schema).clone());
        let table = edit.table(self.table)?.clone();
        let before = table
            .field_of_id(self.field)
            .cloned()
            .ok_or_else(|| Missing::Field(self.field.to_string()))?;
        let mut after = before.clone();
        if let Some(name) = &self.change.name {
            after.name = field_name(app, &table.fields, name, Some(self.field))?;
        }
        if let Some(text) = self.change.description.clone() {
            after.description = description(app, Some(text))?;
        }
        if let Some(kind) = self.kind.clone() {
            after.kind = self.wanted(&edit, &table, &before, kind)?;
        }
        edit.must_be_valid(self.field);
        if after.kind == before.kind {
            edit.replace_field(self.table, before, after.clone())?;
            edit.store(tx, self.who)?;
            return Ok(FieldChanged {
                field: self.stored(tx, schema)?,
                conversion: None,
            });
        }
        let mut converter = Converter::plan(&before.kind, &after.kind);
        let mut old = self.old_cells(app, schema, table.no, &before, &converter);
        if converter.needs_names() {
            old.note(tx, &mut converter)?;
            after.kind = converter.kind().clone();
            check_choices(app, &after)?;
        }
        if converter.takes_new_key() {
            after.key = edit.table_mut(self.table)?.take_key();
        }
        let other = self.store_schema(&mut edit, &before, &mut after)?;
        edit.store(tx, self.who)?;
        let after = self.stored(tx, schema)?;
        if converter.keeps_cells() {
            return Ok(FieldChanged {
                field: after,
                conversion: None,
            });
        }
        let stored = Arc::new(tx.schema(schema.base, schema.no)?);
        let place = NewPlace {
            schema: &stored,
            who: self.who,
            table: live(&stored, self.table)?,
            key: after.key,
            cleared: before
                .hidden_keys()
                .filter(|key| !after.hidden_keys().any(|kept| kept == *key))
                .collect(),
        };
        let report = old.convert(tx, &converter, &place)?;
        if let Some(OtherSide(other, was)) = &other {
            let (other, kind) = (live(&stored, *other)?, &FieldKind::SingleLineText);
            let converter = Converter::plan(&was.kind, kind);
            let mut old = self.old_cells(app, schema, other.no, was, &converter);
            let place = NewPlace {
                table: other,
                key: was.key,
                cleared: Vec::new(),
                ..place
            };
            old.convert(tx, &converter, &place)?;
        }
        Ok(FieldChanged {
            field: after,
            conversion: Some(report),
        })
    }

    /// The field as it is stored by now, with what was derived of it.
    fn stored(&self, tx: &dyn Tx, schema: &BaseSchema) -> Result<Field> {
        let stored = tx.schema(schema.base, schema.no)?;
        let field = live(&stored, self.table)?.field_of_id(self.field).cloned();
        field.ok_or_else(|| Missing::Field(self.field.to_string()).into())
    }

    fn old_cells<'a>(
        &'a self,
        app: &'a App,
        schema: &'a Arc<BaseSchema>,
        table: TableNo,
        field: &'a Field,
        converter: &Converter,
    ) -> OldCells<'a> {
        let link = field.kind.shown().and_then(FieldKind::link);
        let link = link.filter(|_| converter.reads_links());
        let fresh = |table| {
            TableHandle::numbered(schema, table)
                .and_then(|table| Fresh::of(app, &table, self.people.clone()))
        };
        let linked = link.and_then(|link| {
            let table = schema.table_of_id(link.table)?;
            Some((table.no, table.primary()?))
        });
        OldCells {
            app,
            people: &self.people,
            finder: &self.finder,
            base: schema.no,
            table,
            field,
            linked_fresh: linked.and_then(|(table, _)| fresh(table)),
            linked,
            names: Found::default(),
            fresh: if field.kind.is_derived() {
                fresh(table)
            } else {
                None
            },
        }
    }

    /// The kind to store, checked.
    fn wanted(
        &self,
        edit: &SchemaEdit<'_>,
        table: &Table,
        before: &Field,
        mut kind: FieldKind,
    ) -> Result<FieldKind> {
        let name = &before.name;
        if let (Some(old), Some(new)) = (before.kind.link(), kind.link_mut()) {
            if old.table != new.table {
                return Err(bad_options(
                    name,
                    "linkedTableId can not be changed; make another field, or turn this \
                     one into text first",
                ));
            }
            new.inverse = old.inverse;
        }
        if let Some(link) = kind.link() {
            edit.check_link(name, link)?;
        }
        if let (FieldKind::Formula(old), FieldKind::Formula(new)) = (&before.kind, &mut kind) {
            // Records have these, whatever the formula is.
            new.watches.clone_from(&old.watches);
        }
        if let (Some(old), Some(new)) = (before.kind.choices(), kind.choices_mut()) {
            *new = merge_choices(old, std::mem::take(new), self.change.delete_choices);
        }
        if kind == before.kind {
            return Ok(kind);
        }
        if matches!(
            kind,
            FieldKind::Button | FieldKind::ExternalSyncSource(_) | FieldKind::AiText(_)
        ) {
            let what = format!("type: a field can not be made {}", kind.type_name());
            return Err(bad_options(name, &what));
        }
        if table.primary_field == before.id {
            check_primary(&kind)?;
        }
        check_kind(edit.app, table, name, &kind)?;
        Ok(kind)
    }

    /// Puts the field into the schema, with what else follows from its new
    /// type, and tells which other side is to be converted.
    fn store_schema(
        &self,
        edit: &mut SchemaEdit<'_>,
        before: &Field,
        after: &mut Field,
    ) -> Result<Option<OtherSide>> {
        let table = edit.table_mut(self.table)?;
        let no = table.no;
        for field in table.fields.iter_mut().filter(|field| field.id == after.id) {
            field.clone_from(after);
        }
        let made = match after.kind.link().map(|link| link.inverse) {
            Some(Inverse::Pending) => edit.make_other_side(self.table, after.id)?,
            _ => None,
        };
        if let Some(field) = edit.table(self.table)?.field_of_id(after.id) {
            after.clone_from(field);
        }
        edit.log(ChangeItem::FieldUpdated {
            table: no,
            before: Box::new(before.clone()),
            after: Box::new(after.clone()),
        });
        edit.log_fields(made);
        if before.key != after.key {
            edit.fill(no, after, Fill::New);
        }
        dates::drop_unfit(edit, self.table, after)?;
        let Some(link) = before.kind.link().filter(|_| after.kind.link().is_none()) else {
            return Ok(None);
        };
        match link.inverse {
            Inverse::Pending | Inverse::Hidden(_) => Ok(None),
            Inverse::Field(id) => {
                let other = edit.table(link.table)?.field_of_id(id).cloned();
                let was = other.ok_or_else(|| Missing::Field(id.to_string()))?;
                let mut is = was.clone();
                is.kind = FieldKind::SingleLineText;
                edit.replace_field(link.table, was.clone(), is)?;
                Ok(Some(OtherSide(link.table, was)))
            }
        }
    }
}

/// Refuses more choices than a field may have, which its cells came to.
fn check_choices(app: &App, field: &Field) -> Result<()> {
    let most = app.limits().choices_per_field;
    match field.kind.choices() {
        Some(choices) if choices.list.len() > most => Err(bad_options(
            &field.name,
            &format!(
                "choices: the cells have more different texts than the {most} choices \
                 that a field can have"
            ),
        )),
        _ => Ok(()),
    }
}

fn live(schema: &BaseSchema, table: TableId) -> Result<&Table> {
    schema
        .table_of_id(table)
        .ok_or_else(|| Missing::Table(table.to_string()).into())
}
