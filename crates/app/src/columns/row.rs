//! A row of columns as a formula sees it.

use basekey_formula::{Moment, Row, Value, cells};
use basekey_model::cell::{Names, Nobody};
use basekey_model::field::FieldKind;
use basekey_model::id::RecordId;
use basekey_model::time::Millis;

use super::column::{Cells, Column};
use super::plan::Plan;
use super::table::TableColumns;
use crate::records::Rest;

/// Where a program's cells are.
pub(super) struct Slots<'c> {
    columns: &'c TableColumns,
    cells: Vec<Slot<'c>>,
    watched: Vec<Option<&'c Column>>,
    names: Names<'c>,
}

enum Slot<'c> {
    Created,
    Column(&'c Column, &'c FieldKind),
    None,
}

impl<'c> Slots<'c> {
    pub(super) fn of(columns: &'c TableColumns, plan: &'c Plan, rest: &'c Rest) -> Self {
        let slot = |field: &'c Option<basekey_model::schema::Field>| match field {
            Some(field) if matches!(field.kind, FieldKind::CreatedTime { .. }) => Slot::Created,
            Some(field) => match columns.column(field.key) {
                Some(column) => Slot::Column(column, &field.kind),
                None => Slot::None,
            },
            None => Slot::None,
        };
        Self {
            columns,
            cells: rest.slots.iter().map(slot).collect(),
            watched: rest
                .watched
                .iter()
                .map(|key| columns.column(*key))
                .collect(),
            names: Names {
                people: &*plan.people,
                records: &Nobody,
            },
        }
    }

    pub(super) fn row(&self, row: usize) -> Option<ColumnRow<'_>> {
        Some(ColumnRow {
            id: *self.columns.ids.get(row)?,
            slots: self,
            row,
        })
    }
}

/// One row.
pub(super) struct ColumnRow<'s> {
    slots: &'s Slots<'s>,
    id: RecordId,
    row: usize,
}

impl Row for ColumnRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let (column, kind) = match self.slots.cells.get(slot) {
            Some(Slot::Column(column, kind)) => (*column, *kind),
            Some(Slot::Created) => return Value::Date(Moment::from(self.created())),
            Some(Slot::None) | None => return Value::Blank,
        };
        let row = self.row;
        if column.errors.get(row) {
            return Value::Error(basekey_formula::value::Failure::Cell);
        }
        match &column.cells {
            Cells::Number { values, filled } => match values.get(row) {
                Some(number) if filled.get(row) => Value::Number(*number),
                _ => Value::Blank,
            },
            Cells::Text(texts) => texts.get(row).map_or(Value::Blank, Value::text),
            Cells::Moment { values, filled } => match values.get(row) {
                Some(at) if filled.get(row) => Value::Date(Moment::from(Millis(*at))),
                _ => Value::Blank,
            },
            Cells::Tick(ticked) if ticked.get(row) => Value::Number(1.0),
            Cells::Tick(_) => Value::Blank,
            Cells::Choice(keys) => {
                let key = keys.get(row).copied();
                let choice = key.and_then(|key| kind.choices()?.by_key(key));
                match choice {
                    Some(choice) if !choice.name.is_empty() => Value::text(choice.name.as_str()),
                    _ => Value::Blank,
                }
            }
            Cells::Raw(raws) => cells::value(kind, raws.get(row), &self.slots.names),
        }
    }

    fn id(&self) -> RecordId {
        self.id
    }

    fn created(&self) -> Millis {
        let created = self.slots.columns.created.get(self.row);
        Millis(created.copied().unwrap_or_default())
    }

    fn modified(&self) -> Millis {
        let modified = self.slots.columns.modified.get(self.row);
        Millis(modified.copied().unwrap_or_default())
    }

    fn modified_of(&self, watched: usize) -> Option<Millis> {
        let column = (*self.slots.watched.get(watched)?)?;
        match &column.cells {
            Cells::Moment { values, filled } if filled.get(self.row) => {
                values.get(self.row).map(|at| Millis(*at))
            }
            _ => None,
        }
    }
}
