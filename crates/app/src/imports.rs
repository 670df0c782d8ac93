//! Imports: rows of a file that arrive in batches, each stored together with
//! how far the import has come, so that an interrupted one goes on exactly
//! where it stopped and no row comes twice.

use basekey_access::{Permit, op};
use basekey_model::cell::checkbox_word;
use basekey_model::change::ChangeSource;
use basekey_model::field::FieldKind;
use basekey_model::id::ImportId;
use basekey_model::schema::Table;
use basekey_store::{Cost, Import, StoreExt};
use serde_json::{Map, Value};

use crate::App;
use crate::error::{AppError, Missing, Result, Rule};
use crate::records::{
    CellReader, MissingChoices, NewCell, NewCells, WriteOptions, Writer, link_keys,
};

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
        let (_, no) = permit.base();
        let writer =
            Writer::of(&permit, WriteOptions { typecast: true }).from(ChangeSource::Import);
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
        let done = state.done.max(batch.from + batch.rows.len() as i64);
        let first = batch.from + skip as i64;
        let rows = &batch.rows[skip..];
        let (_, rejected) = self
            .write_records(
                &writer,
                &batch.table,
                |reader, choices| read_rows(reader, rows, first, choices),
                |table, (cells, _)| link_keys(table, cells.iter()),
                move |records, table, (cells, mut rejected)| {
                    let now_state = records.tx().import(id)?.ok_or(Missing::Import)?;
                    if now_state.finished.is_some() {
                        return Err(AppError::from(Missing::Import).into());
                    }
                    if now_state.done != state.done {
                        return Err(AppError::Busy(
                            "another batch of this import was stored meanwhile; ask how far it is",
                        )
                        .into());
                    }
                    records.reject_cells();
                    if !cells.is_empty() {
                        records.create(table, cells)?;
                    }
                    for (row, key, error) in records.take_rejected() {
                        let field = table.field_by_key(key).map(|field| field.name.clone());
                        rejected.push(ImportRejection {
                            row: first + row as i64,
                            field: field.unwrap_or_default(),
                            reason: error.to_string(),
                        });
                    }
                    records.tx().put_import(&Import { done, ..now_state })?;
                    Ok(rejected)
                },
            )
            .await?;
        Ok(ImportedRows { done, rejected })
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

/// The cells of rows, and what of them is left blank.
type ReadRows = (Vec<NewCells>, Vec<ImportRejection>);

/// Reads rows of which the first has this number.
fn read_rows(
    reader: &CellReader<'_>,
    rows: &[Map<String, Value>],
    first: i64,
    choices: &mut MissingChoices,
) -> Result<ReadRows> {
    let mut rejected = Vec::new();
    let mut cells = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let row_number = first + index as i64;
        let mut made = NewCells::new();
        for (name, value) in row {
            match reader.cell(name, value, choices) {
                Ok(Some((key, cell))) => {
                    if cell == NewCell::Clear && !means_blank(reader.table, name, value) {
                        rejected.push(ImportRejection {
                            row: row_number,
                            field: name.clone(),
                            reason: "the value does not read as this field's type".to_owned(),
                        });
                    }
                    made.insert(key, cell);
                }
                Ok(None) => {}
                Err(AppError::Cell { field, error }) => rejected.push(ImportRejection {
                    row: row_number,
                    field,
                    reason: error.to_string(),
                }),
                Err(other) => return Err(other),
            }
        }
        cells.push(made);
    }
    Ok((cells, rejected))
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
