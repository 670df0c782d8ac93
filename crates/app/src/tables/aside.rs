//! Moving tables and fields out of a schema and back.
//!
//! What holds: a link field that can be seen has its other side in a table
//! that can be seen, as a field that can be seen. A pair that was deleted by
//! itself lies among the deleted fields of both tables. A pair whose one table
//! is deleted lies among the fields of that table and among the deleted fields
//! of the other, marked with the table it waits for; if both tables are
//! deleted, it does not matter which one that is.

use basekey_model::change::ChangeItem;
use basekey_model::field::Inverse;
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{DeletedField, Deletion, Field, Table, TableNo};

use super::deleted::{Gone, is_over};
use super::edit::SchemaEdit;
use crate::drafts::{check_room, check_tables, free_name};
use crate::error::{AppError, Missing, Result, Rule};
use crate::records::Fill;

/// A link field whose other side is a field of another table.
struct Pair {
    field: FieldId,
    other_table: TableId,
    other: FieldId,
}

impl Pair {
    fn of(field: &Field) -> Option<Self> {
        let link = field.kind.link()?;
        match link.inverse {
            Inverse::Field(other) => Some(Self {
                field: field.id,
                other_table: link.table,
                other,
            }),
            Inverse::Hidden(_) | Inverse::Pending => None,
        }
    }
}

/// A field that was moved, and its table.
type Moved = (TableId, TableNo, Field);

fn named(moved: &[Moved]) -> Vec<(TableId, FieldId, String)> {
    moved
        .iter()
        .map(|(table, _, field)| (*table, field.id, field.name.clone()))
        .collect()
}

impl SchemaEdit<'_> {
    /// Deletes a field and the other side if it is a link.
    pub(super) fn delete_field(
        &mut self,
        table: TableId,
        field: FieldId,
        deletion: Deletion,
    ) -> Result<Gone> {
        let own = self.table(table)?;
        if own.primary_field == field {
            return Err(AppError::invalid(
                Rule::Request,
                "the primary field of a table can not be deleted",
            ));
        }
        let pair = own.field_of_id(field).and_then(Pair::of);
        let Some(moved) = self.set_aside(table, field, deletion, None)? else {
            return Err(Missing::Field(field.to_string()).into());
        };
        let name = moved.2.name.clone();
        self.log_deleted(&[moved]);
        let mut also = Vec::new();
        if let Some(pair) = pair {
            also.extend(self.set_aside(pair.other_table, pair.other, deletion, None)?);
        }
        self.log_deleted(&also);
        Ok(Gone {
            id: field.to_string(),
            name,
            also: named(&also),
        })
    }

    /// Deletes a table. The other sides of its links are set aside until it
    /// comes back.
    pub(super) fn delete_table(&mut self, id: TableId, deletion: Deletion) -> Result<Gone> {
        if self.schema.tables.len() < 2 {
            return Err(AppError::invalid(
                Rule::Request,
                "the last table of a base can not be deleted",
            ));
        }
        let own = self.table_mut(id)?;
        own.deleted = Some(deletion);
        let (no, name) = (own.no, own.name.clone());
        let pairs: Vec<Pair> = own.fields.iter().filter_map(Pair::of).collect();
        let mut also = Vec::new();
        for pair in pairs {
            also.extend(self.set_aside(pair.other_table, pair.other, deletion, Some(id))?);
        }
        move_table(&mut self.schema.tables, &mut self.schema.deleted, id);
        self.log(ChangeItem::TableDeleted { table: no });
        self.log_deleted(&also);
        Ok(Gone {
            id: id.to_string(),
            name,
            also: named(&also),
        })
    }

    /// Brings a field back that was deleted by itself, with the other side if
    /// it is a link.
    pub(super) fn restore_field(&mut self, id: FieldId) -> Result<Gone> {
        let now = self.app.now();
        let found = self.schema.tables.iter().find_map(|table| {
            let mut gone = table.deleted_fields.iter();
            Some((table.id, gone.find(|gone| gone.field.id == id)?))
        });
        let (table, gone) = found
            .filter(|(_, gone)| !is_over(self.app.limits(), &gone.deletion, now))
            .ok_or_else(|| Missing::Deleted(id.to_string()))?;
        let pair = Pair::of(&gone.field);
        if let Some(pair) = &pair
            && let Some(other) = self.deleted_table(pair.other_table)
        {
            return Err(AppError::invalid(
                Rule::Request,
                format!(
                    "the field links to table \"{}\", which is deleted: restore {} first",
                    other.name, other.id
                ),
            ));
        }
        let Some(moved) = self.take_back(table, id)? else {
            return Err(Missing::Deleted(id.to_string()).into());
        };
        let name = moved.2.name.clone();
        self.log_restored(&[moved]);
        let mut also = Vec::new();
        if let Some(pair) = pair {
            also.extend(self.take_back(pair.other_table, pair.other)?);
        }
        self.log_restored(&also);
        Ok(Gone {
            id: id.to_string(),
            name,
            also: named(&also),
        })
    }

    /// Brings a table back, with the other sides of its links as far as their
    /// tables are there.
    pub(super) fn restore_table(&mut self, id: TableId) -> Result<Gone> {
        let (app, now) = (self.app, self.app.now());
        let own = self
            .deleted_table(id)
            .filter(|own| {
                let deletion = own.deleted.as_ref();
                deletion.is_some_and(|deletion| !is_over(app.limits(), deletion, now))
            })
            .ok_or_else(|| Missing::Deleted(id.to_string()))?;
        check_tables(app, &self.schema.tables)?;
        let taken = self.schema.tables.iter().map(|table| table.name.as_str());
        let name = free_name(app, &own.name, taken);
        let pairs: Vec<Pair> = own.fields.iter().filter_map(Pair::of).collect();
        let own = self.table_mut(id)?;
        own.deleted = None;
        own.name.clone_from(&name);
        move_table(&mut self.schema.deleted, &mut self.schema.tables, id);
        let mut also = Vec::new();
        for pair in pairs {
            let other = self.deleted_table(pair.other_table);
            if let Some(deletion) = other.and_then(|other| other.deleted) {
                // The pair waits for the other table from now on.
                self.set_aside(id, pair.field, deletion, Some(pair.other_table))?;
                self.take_back(pair.other_table, pair.other)?;
            } else {
                also.extend(self.take_back(pair.other_table, pair.other)?);
            }
        }
        self.log(ChangeItem::TableRestored {
            table: Box::new(self.table(id)?.clone()),
        });
        self.log_restored(&also);
        Ok(Gone {
            id: id.to_string(),
            name,
            also: named(&also),
        })
    }

    fn deleted_table(&self, id: TableId) -> Option<&Table> {
        self.schema.deleted.iter().find(|table| table.id == id)
    }

    /// Takes a field out of those of its table and keeps it among the deleted
    /// ones. `None` if the table does not have it.
    fn set_aside(
        &mut self,
        table: TableId,
        field: FieldId,
        deletion: Deletion,
        with_table: Option<TableId>,
    ) -> Result<Option<Moved>> {
        let own = self.table_mut(table)?;
        let Some(place) = own.fields.iter().position(|other| other.id == field) else {
            return Ok(None);
        };
        let field = own.fields.remove(place);
        own.deleted_fields.push(DeletedField {
            field: field.clone(),
            place,
            deletion,
            with_table,
        });
        Ok(Some((table, own.no, field)))
    }

    /// Puts a deleted field back in its place. `None` if the table does not
    /// have it.
    fn take_back(&mut self, table: TableId, field: FieldId) -> Result<Option<Moved>> {
        let app = self.app;
        let own = self.table_mut(table)?;
        let mut gone = own.deleted_fields.iter();
        let Some(at) = gone.position(|gone| gone.field.id == field) else {
            return Ok(None);
        };
        if own.deleted.is_none() {
            check_room(app, own)?;
        }
        let DeletedField {
            mut field, place, ..
        } = own.deleted_fields.remove(at);
        let taken = own.fields.iter().map(|other| other.name.as_str());
        field.name = free_name(app, &field.name, taken);
        let place = place.min(own.fields.len());
        own.fields.insert(place, field.clone());
        Ok(Some((table, own.no, field)))
    }

    fn log_deleted(&mut self, moved: &[Moved]) {
        for (_, table, field) in moved {
            self.log(ChangeItem::FieldDeleted {
                table: *table,
                field: Box::new(field.clone()),
            });
        }
    }

    fn log_restored(&mut self, moved: &[Moved]) {
        for (_, table, field) in moved {
            self.fill(*table, field, Fill::Restored);
            self.log(ChangeItem::FieldRestored {
                table: *table,
                field: Box::new(field.clone()),
            });
        }
    }
}

/// Moves a table from one list to the other, in order of number.
fn move_table(from: &mut Vec<Table>, to: &mut Vec<Table>, id: TableId) {
    if let Some(at) = from.iter().position(|table| table.id == id) {
        to.push(from.remove(at));
        to.sort_by_key(|table| table.no);
    }
}
