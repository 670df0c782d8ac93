//! Imports: rows of a file that arrive in batches, each stored together with
//! how far the import has come, so that an interrupted one goes on exactly
//! where it stopped and no row comes twice.

use basekey_access::{Permit, op};
use basekey_model::cell::checkbox_word;
use basekey_model::change::ChangeSource;
use basekey_model::field::FieldKind;
use basekey_model::id::{FieldId, ImportId};
use basekey_model::schema::Table;
use basekey_store::{Cost, Import, StoreExt};
use serde_json::{Map, Value};

use crate::App;
use crate::error::{AppError, Missing, Result, Rule};
use crate::records::{Cells, NewChoices, WriteOptions, cell_of, insert};
use crate::schemas::{ATTEMPTS, Attempt, contended, still};
use crate::tables::{Author, change_by};

/// Rows taken in one batch at most.
const BATCH: usize = 1_000;

/// What an import begins with.
#[derive(Debug, Clone)]
pub struct NewImport {
    /// SHA-256 of the file in hex: the same file goes on, another begins anew.
    pub file: String,
    /// The importer's own plan as JSON text, given back when it goes on.
    pub plan: String,
}

/// Where an import stands.
#[derive(Debug, Clone)]
pub struct ImportBegun {
    /// `imp…`
    pub id: ImportId,
    /// Rows that are done; go on with this one.
    pub done: i64,
    /// The plan that the import began with.
    pub plan: String,
    /// True if an earlier, interrupted import goes on.
    pub resumed: bool,
}

/// A batch of rows.
#[derive(Debug, Clone)]
pub struct ImportRows {
    /// A table's id or name.
    pub table: String,
    /// The number of the first row, counted from 0.
    pub from: i64,
    /// The rows: field names or ids, and values.
    pub rows: Vec<Map<String, Value>>,
}

/// A cell that was left blank because its field does not take the value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRejection {
    /// The row, counted from 0.
    pub row: i64,
    /// The field's name.
    pub field: String,
    /// Why.
    pub reason: String,
}

/// What became of a batch.
#[derive(Debug, Clone)]
pub struct ImportedRows {
    /// Rows that are done now.
    pub done: i64,
    /// Cells left blank.
    pub rejected: Vec<ImportRejection>,
}

impl App {
    /// Begins an import, or finds where an interrupted one of the same file stopped.
    pub async fn begin_import(
        &self,
        permit: Permit<op::ImportRecords>,
        new: NewImport,
    ) -> Result<ImportBegun> {
        let (_, no) = permit.base();
        let id = ImportId::random(self.entropy());
        self.store()
            .run_write(move |tx| {
                if let Some(open) = tx.open_import(no, &new.file)? {
                    return Ok(ImportBegun {
                        id: open.id,
                        done: open.done,
                        plan: open.plan,
                        resumed: true,
                    });
                }
                let plan = new.plan.clone();
                tx.put_import(&Import {
                    id,
                    base: no,
                    file: new.file,
                    plan: new.plan,
                    done: 0,
                    finished: None,
                })?;
                Ok(ImportBegun {
                    id,
                    done: 0,
                    plan,
                    resumed: false,
                })
            })
            .await
    }

    /// Stores a batch. Rows before `done` are skipped, so a batch whose
    /// answer was lost can be sent again.
    pub async fn import_rows(
        &self,
        permit: Permit<op::ImportRecords>,
        import: &str,
        batch: ImportRows,
    ) -> Result<ImportedRows> {
        if batch.rows.len() > BATCH {
            return Err(AppError::invalid(
                Rule::Request,
                format!("a batch has at most {BATCH} rows"),
            ));
        }
        if batch.from < 0 {
            return Err(AppError::invalid(
                Rule::Request,
                "from is the number of a row, counted from 0",
            ));
        }
        let id: ImportId = import.parse().map_err(|_| Missing::Import)?;
        let (base, no) = permit.base();
        let who = Author {
            source: ChangeSource::Import,
            ..change_by(&permit)
        };
        for _ in 0..ATTEMPTS {
            let handle = self.table(base, no, &batch.table).await?;
            let state = self.import_state(no, id).await?;
            if batch.from > state.done {
                return Err(AppError::invalid(
                    Rule::Request,
                    format!("the import goes on with row {}", state.done),
                ));
            }
            let skip = usize::try_from(state.done - batch.from)
                .unwrap_or(usize::MAX)
                .min(batch.rows.len());
            let mut choices: Vec<(FieldId, String)> = Vec::new();
            let mut rejected = Vec::new();
            let mut cells = Vec::with_capacity(batch.rows.len() - skip);
            for (index, row) in batch.rows.iter().enumerate().skip(skip) {
                let mut made = Cells::new();
                for (name, value) in row {
                    match cell_of(
                        self,
                        &handle,
                        name,
                        value,
                        WriteOptions { typecast: true },
                        &mut choices,
                    ) {
                        Ok(Some((key, cell))) => {
                            if cell.is_none() && !means_blank(&handle, name, value) {
                                rejected.push(ImportRejection {
                                    row: batch.from + index as i64,
                                    field: name.clone(),
                                    reason: "the value does not read as this field's type"
                                        .to_owned(),
                                });
                            }
                            made.insert(key, cell);
                        }
                        Ok(None) => {}
                        Err(AppError::Cell { field, error }) => rejected.push(ImportRejection {
                            row: batch.from + index as i64,
                            field,
                            reason: error.to_string(),
                        }),
                        Err(other) => return Err(other),
                    }
                }
                cells.push(made);
            }
            if !choices.is_empty() {
                let wanted = NewChoices {
                    names: choices,
                    allowed: true,
                    for_records: None,
                };
                self.add_choices(base, no, &handle, wanted, who).await?;
                continue;
            }
            let done = state.done.max(batch.from + batch.rows.len() as i64);
            let (app, in_write) = (self.clone(), handle.clone());
            let stored = self
                .store()
                .run_write(move |tx| {
                    still(tx, in_write.schema())?;
                    let now_state = tx.import(id)?.ok_or(Missing::Import)?;
                    if now_state.finished.is_some() {
                        return Err(AppError::from(Missing::Import).into());
                    }
                    if now_state.done != state.done {
                        return Err(Attempt::Stale);
                    }
                    if !cells.is_empty() {
                        let now = app.now();
                        let (_, item) = insert(&app, tx, no, &in_write, cells, who, now)?;
                        let mut change = who.at(now);
                        change.what.push(item);
                        tx.add_change(no, &change)?;
                    }
                    tx.put_import(&Import { done, ..now_state })?;
                    Ok(())
                })
                .await;
            match stored {
                Ok(()) => return Ok(ImportedRows { done, rejected }),
                Err(Attempt::Stale) => self.schemas_changed(),
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        Err(contended())
    }

    /// Closes an import: the same file begins anew afterwards.
    pub async fn finish_import(
        &self,
        permit: Permit<op::ImportRecords>,
        import: &str,
    ) -> Result<i64> {
        let id: ImportId = import.parse().map_err(|_| Missing::Import)?;
        let ((_, no), now) = (permit.base(), self.now());
        self.store()
            .run_write(move |tx| {
                let state = tx
                    .import(id)?
                    .filter(|import| import.base == no)
                    .ok_or(Missing::Import)?;
                let done = state.done;
                tx.put_import(&Import {
                    finished: Some(state.finished.unwrap_or(now)),
                    ..state
                })?;
                Ok::<_, AppError>(done)
            })
            .await
    }

    async fn import_state(
        &self,
        no: basekey_model::schema::BaseNo,
        id: ImportId,
    ) -> Result<Import> {
        let found = self
            .store()
            .run_read(Cost::Short, move |read| read.import(id))
            .await?;
        found
            .filter(|import| import.base == no && import.finished.is_none())
            .ok_or(AppError::NotFound(Missing::Import))
    }
}

/// True if a blank cell is what the value says, rather than a value lost.
fn means_blank(table: &Table, field: &str, value: &Value) -> bool {
    let checkbox = table
        .field(field)
        .is_some_and(|field| matches!(field.kind, FieldKind::Checkbox { .. }));
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::String(text) => {
            text.trim().is_empty() || (checkbox && checkbox_word(text) == Some(false))
        }
        _ => false,
    }
}
