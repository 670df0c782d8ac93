//! From the fields of a request to the cells of a document.

use std::collections::BTreeMap;

use basekey_model::cell::{Written, write};
use basekey_model::field::FieldKind;
use basekey_model::id::FieldId;
use basekey_model::schema::{FieldKey, Table, TableNo};
use serde_json::{Map, Value};

use super::WriteOptions;
use crate::App;
use crate::error::{AppError, Result};

/// Checked cells of one record, by key: text to store, or `None` to clear.
pub(crate) type Cells = BTreeMap<FieldKey, Option<String>>;

/// The cells that a request names. New choices, which only a typecast can
/// bring, are added to `choices`, and the cell is left for a second try.
pub(crate) fn cells_of(
    app: &App,
    table: &Table,
    fields: &Map<String, Value>,
    options: WriteOptions,
    choices: &mut Vec<(FieldId, String)>,
) -> Result<Cells> {
    let mut cells = Cells::new();
    for (name, value) in fields {
        if let Some((key, cell)) = cell_of(app, table, name, value, options, choices)? {
            cells.insert(key, cell);
        }
    }
    Ok(cells)
}

/// One cell; `None` if it waits for a choice that is not there yet.
pub(crate) fn cell_of(
    app: &App,
    table: &Table,
    name: &str,
    value: &Value,
    options: WriteOptions,
    choices: &mut Vec<(FieldId, String)>,
) -> Result<Option<(FieldKey, Option<String>)>> {
    let field = table
        .field(name)
        .ok_or_else(|| AppError::UnknownField(name.to_owned()))?;
    match write(&field.kind, value, options.typecast, app.limits()) {
        Ok(Written::Clear) => Ok(Some((field.key, None))),
        Ok(Written::Raw(raw)) => Ok(Some((field.key, Some(raw)))),
        Ok(Written::NewChoices { names }) => {
            choices.extend(names.into_iter().map(|name| (field.id, name)));
            Ok(None)
        }
        Err(error) => Err(AppError::Cell {
            field: field.name.clone(),
            error,
        }),
    }
}

/// Fields whose cells the server keeps by itself when a record changes.
pub(crate) struct Kept<'a> {
    pub(crate) auto_numbers: Vec<FieldKey>,
    modified_times: Vec<(FieldKey, &'a [FieldId])>,
    modified_bys: Vec<(FieldKey, &'a [FieldId])>,
}

impl<'a> Kept<'a> {
    pub(crate) fn of(table: &'a Table) -> Self {
        let mut kept = Self {
            auto_numbers: Vec::new(),
            modified_times: Vec::new(),
            modified_bys: Vec::new(),
        };
        for field in &table.fields {
            match &field.kind {
                FieldKind::AutoNumber => kept.auto_numbers.push(field.key),
                FieldKind::LastModifiedTime { watched, .. } => {
                    kept.modified_times.push((field.key, watched));
                }
                FieldKind::LastModifiedBy { watched } => {
                    kept.modified_bys.push((field.key, watched));
                }
                _ => {}
            }
        }
        kept
    }

    /// Adds what a change of the cells `changed` does to last modified fields.
    pub(crate) fn stamp(
        &self,
        table: &Table,
        changed: &dyn Fn(FieldKey) -> bool,
        any: bool,
        time: &str,
        user: &str,
        into: &mut Cells,
    ) {
        let touched = |watched: &[FieldId]| {
            if watched.is_empty() {
                any
            } else {
                watched.iter().any(|id| {
                    table
                        .fields
                        .iter()
                        .any(|field| field.id == *id && changed(field.key))
                })
            }
        };
        for (key, watched) in &self.modified_times {
            if touched(watched) {
                into.insert(*key, Some(time.to_owned()));
            }
        }
        for (key, watched) in &self.modified_bys {
            if touched(watched) {
                into.insert(*key, Some(user.to_owned()));
            }
        }
    }

    pub(crate) fn stamps(&self) -> bool {
        !(self.modified_times.is_empty() && self.modified_bys.is_empty())
    }
}

/// The name of an autonumber field's counter.
pub(crate) fn counter_of(table: TableNo, key: FieldKey) -> String {
    format!("t{}.f{}", table.0, key.0)
}
