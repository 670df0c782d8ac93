//! From the fields of a request to the cells of a document.

use std::collections::BTreeMap;
use std::sync::Arc;

use basekey_model::cell::{AttachmentInput, FindPerson, LinkTarget, WriteContext, Written, write};
use basekey_model::field::FieldKind;
use basekey_model::id::{BaseId, FieldId};
use basekey_model::schema::{FieldKey, Table, TableNo};
use serde_json::{Map, Value};

use super::WriteOptions;
use crate::App;
use crate::base_people::BasePeople;
use crate::error::{AppError, Result};

/// Checked cells of one record, by key: text to store, or `None` to clear.
pub(crate) type Cells = BTreeMap<FieldKey, Option<String>>;

/// Cells of one record as a request says them; some are known only inside of
/// the write.
pub(crate) type NewCells = BTreeMap<FieldKey, NewCell>;

/// One cell as a request says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NewCell {
    /// It becomes blank.
    Clear,
    /// It becomes this raw text.
    Raw(String),
    /// It links to these, which are yet to be found.
    Links(Vec<LinkTarget>),
    /// It holds these files, of which some may be there already.
    Attachments(Vec<AttachmentInput>),
}

impl NewCell {
    /// True for links of which some are named by text.
    pub(crate) fn names_records(&self) -> bool {
        let Self::Links(targets) = self else {
            return false;
        };
        targets
            .iter()
            .any(|target| !matches!(target, LinkTarget::Id(_)))
    }
}

/// Choices that a typecast found missing: the field and the name.
pub(crate) type MissingChoices = Vec<(FieldId, String)>;

/// Reads the values of requests for one table.
pub(crate) struct CellReader<'a> {
    pub(crate) app: &'a App,
    pub(crate) table: &'a Table,
    pub(crate) options: WriteOptions,
    pub(crate) people: &'a dyn FindPerson,
}

impl CellReader<'_> {
    /// The cells that a request names. New choices, which only a typecast can
    /// bring, are added to `choices`, and the cell is left for a second try.
    pub(crate) fn cells(
        &self,
        fields: &Map<String, Value>,
        choices: &mut MissingChoices,
    ) -> Result<NewCells> {
        let mut cells = NewCells::new();
        for (name, value) in fields {
            if let Some((key, cell)) = self.cell(name, value, choices)? {
                cells.insert(key, cell);
            }
        }
        Ok(cells)
    }

    /// One cell; `None` if it waits for a choice that is not there yet.
    pub(crate) fn cell(
        &self,
        name: &str,
        value: &Value,
        choices: &mut MissingChoices,
    ) -> Result<Option<(FieldKey, NewCell)>> {
        let field = self
            .table
            .field(name)
            .ok_or_else(|| AppError::UnknownField(name.to_owned()))?;
        let context = WriteContext {
            typecast: self.options.typecast,
            limits: self.app.limits(),
            people: self.people,
            entropy: self.app.entropy(),
        };
        let cell = match write(&field.kind, value, &context) {
            Ok(Written::Clear) => NewCell::Clear,
            Ok(Written::Raw(raw)) => NewCell::Raw(raw),
            Ok(Written::Links(targets)) => NewCell::Links(targets),
            Ok(Written::Attachments(inputs)) => NewCell::Attachments(inputs),
            Ok(Written::NewChoices { names }) => {
                choices.extend(names.into_iter().map(|name| (field.id, name)));
                return Ok(None);
            }
            Err(error) => {
                return Err(AppError::Cell {
                    field: field.name.clone(),
                    error,
                });
            }
        };
        Ok(Some((field.key, cell)))
    }
}

impl App {
    /// Who may be named in the cells of a table; nobody is looked up if it has
    /// no field for it.
    pub(crate) async fn people_for(
        &self,
        base: BaseId,
        table: &Table,
    ) -> Result<Option<Arc<BasePeople>>> {
        let names_people = table.fields.iter().any(|field| {
            matches!(
                field.kind,
                FieldKind::SingleCollaborator | FieldKind::MultipleCollaborators
            )
        });
        if names_people {
            Ok(Some(self.collaborators_of(base).await?))
        } else {
            Ok(None)
        }
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
        // Those of deleted formulas as well, which may come back.
        let deleted = table.deleted_fields.iter().map(|gone| &gone.field);
        for field in table.fields.iter().chain(deleted) {
            if let FieldKind::Formula(formula) = &field.kind {
                let watches = formula.watches.iter();
                kept.modified_times
                    .extend(watches.map(|watch| (watch.key, watch.fields.as_slice())));
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

/// Cells in order of key, as documents take them.
pub(crate) fn in_order(cells: &Cells) -> Vec<(FieldKey, Option<String>)> {
    cells
        .iter()
        .map(|(key, cell)| (*key, cell.clone()))
        .collect()
}
