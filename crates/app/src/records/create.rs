//! Making records.

use basekey_access::{Permit, Role, op};
use basekey_model::change::{ChangeItem, RawDoc};
use basekey_model::doc::DocBuilder;
use basekey_model::field::{ChoiceColor, Choices};
use basekey_model::id::{BaseId, FieldId, RecordId};
use basekey_model::schema::{BaseNo, Table};
use basekey_model::time::Millis;
use basekey_store::{RecordHead, Records, StoreError, StoreExt, Tx};

use super::cells::{Cells, Kept, cells_of, counter_of};
use super::{RecordInput, RecordPage, WriteOptions};
use crate::App;
use crate::error::{AppError, Missing, Result, Rule};
use crate::schemas::{ATTEMPTS, Attempt, contended, still};
use crate::tables::{Author, change_by};

/// How a record that is not there is told.
pub(crate) type TellMissing = fn(String) -> Missing;

/// Choices that a write needs first.
pub(crate) struct NewChoices {
    pub(crate) names: Vec<(FieldId, String)>,
    /// Whether the writer may make choices at all.
    pub(crate) allowed: bool,
    /// The records that the write changes, and how a missing one is told.
    pub(crate) for_records: Option<(Vec<RecordId>, TellMissing)>,
}

impl App {
    /// Makes records in the order given: all of them or none.
    pub async fn create_records(
        &self,
        permit: Permit<op::CreateRecords>,
        table: &str,
        inputs: Vec<RecordInput>,
        options: WriteOptions,
    ) -> Result<RecordPage> {
        self.check_count(inputs.len())?;
        let ((base, no), who) = (permit.base(), change_by(&permit));
        for _ in 0..ATTEMPTS {
            let handle = self.table(base, no, table).await?;
            let mut choices = Vec::new();
            let cells = inputs
                .iter()
                .map(|input| cells_of(self, &handle, &input.fields, options, &mut choices))
                .collect::<Result<Vec<_>>>()?;
            if !choices.is_empty() {
                let wanted = NewChoices {
                    names: choices,
                    allowed: permit.can(Role::Creator),
                    for_records: None,
                };
                self.add_choices(base, no, &handle, wanted, who).await?;
                continue;
            }
            let (app, in_write) = (self.clone(), handle.clone());
            let done = self
                .store()
                .run_write(move |tx| {
                    still(tx, in_write.schema())?;
                    let now = app.now();
                    let (records, item) = insert(&app, tx, no, &in_write, cells, who, now)?;
                    let mut change = who.at(now);
                    change.what.push(item);
                    tx.add_change(no, &change)?;
                    Ok(records)
                })
                .await;
            match done {
                Ok(records) => {
                    return Ok(RecordPage {
                        table: handle,
                        records,
                        offset: None,
                    });
                }
                Err(Attempt::Stale) => self.schemas_changed(),
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
        Err(contended())
    }

    /// Refuses an empty request and one over the limit.
    pub(crate) fn check_count(&self, count: usize) -> Result<()> {
        let most = self.limits().records_per_write;
        if count == 0 || count > most {
            return Err(AppError::invalid(
                Rule::Records,
                format!("from 1 to {most} records, not {count}"),
            ));
        }
        Ok(())
    }

    /// Adds choices that a typecast found missing. Records that the write
    /// is about must be there, so that one that fails leaves no choice behind.
    pub(crate) async fn add_choices(
        &self,
        base: BaseId,
        no: BaseNo,
        table: &Table,
        wanted: NewChoices,
        who: Author,
    ) -> Result<()> {
        let NewChoices {
            names,
            allowed,
            for_records,
        } = wanted;
        if !allowed {
            let name = names
                .into_iter()
                .next()
                .map(|(_, name)| name)
                .unwrap_or_default();
            return Err(AppError::invalid(Rule::ChoiceNotAllowed, name));
        }
        let id = table.id;
        let app = self.clone();
        self.write_schema(move |tx| {
            let schema = tx.schema(base, no)?;
            let mut table = schema
                .tables
                .into_iter()
                .find(|table| table.id == id)
                .ok_or(Missing::Table(id.to_string()))?;
            if let Some((ids, missing)) = for_records {
                for id in ids {
                    if tx.record(no, table.no, id)?.is_empty() {
                        return Err(missing(id.to_string()).into());
                    }
                }
            }
            let mut change = who.at(app.now());
            for (field, name) in names {
                let Some(field) = table.fields.iter_mut().find(|other| other.id == field) else {
                    continue;
                };
                let before = field.clone();
                let Some(choices) = field.kind.choices_mut() else {
                    continue;
                };
                if choices.find(&name).is_some() {
                    continue;
                }
                let color = next_color(choices);
                choices.add(&name, color, app.entropy());
                field.kind.validate(app.limits()).map_err(|error| {
                    AppError::invalid(
                        Rule::FieldOptions,
                        format!("field \"{}\": {error}", before.name),
                    )
                })?;
                change.what.push(ChangeItem::FieldUpdated {
                    table: table.no,
                    before: Box::new(before),
                    after: Box::new(field.clone()),
                });
            }
            if !change.what.is_empty() {
                tx.put_table(no, &table)?;
                tx.add_change(no, &change)?;
            }
            Ok::<_, AppError>(())
        })
        .await
    }
}

/// New choices go through the light colours in turn, unless the field has colours off.
fn next_color(choices: &Choices) -> Option<ChoiceColor> {
    let light: Vec<_> = ChoiceColor::ALL
        .iter()
        .filter(|color| color.name().ends_with("Light2"))
        .collect();
    let turn = light.get(choices.list.len() % light.len().max(1))?;
    choices.has_colors().then_some(**turn)
}

/// Stores new records inside a transaction and tells what to log.
pub(crate) fn insert(
    app: &App,
    tx: &mut dyn Tx,
    base: BaseNo,
    table: &Table,
    cells: Vec<Cells>,
    who: Author,
    now: Millis,
) -> Result<(Records, ChangeItem), StoreError> {
    let ids = app
        .inner
        .record_ids
        .take(&*tx, base, table.no, cells.len(), now, app.entropy())?;
    let kept = Kept::of(table);
    let mut numbers = Vec::with_capacity(kept.auto_numbers.len());
    for key in &kept.auto_numbers {
        numbers.push((
            *key,
            counter_of(table.no, *key),
            tx.counter(base, &counter_of(table.no, *key))?,
        ));
    }
    let (time, user) = (format!("\"{now}\""), who.user.0.to_string());
    let mut records = Records::with_capacity(cells.len());
    let mut logged = Vec::with_capacity(cells.len());
    for (id, mut cells) in ids.into_iter().zip(cells) {
        if kept.stamps() {
            let set: Vec<_> = cells
                .iter()
                .filter(|(_, cell)| cell.is_some())
                .map(|(key, _)| *key)
                .collect();
            kept.stamp(
                table,
                &|key| set.contains(&key),
                true,
                &time,
                &user,
                &mut cells,
            );
        }
        for (key, _, next) in &mut numbers {
            cells.insert(*key, Some(next.to_string()));
            *next += 1;
        }
        let mut doc =
            DocBuilder::with_capacity(cells.values().flatten().map(|raw| raw.len() + 8).sum());
        for (key, cell) in &cells {
            if let Some(raw) = cell {
                doc.push(*key, raw);
            }
        }
        let doc = doc.finish();
        let head = RecordHead {
            id,
            created: now,
            created_by: who.user,
            modified: now,
            modified_by: who.user,
        };
        records.push(head, &doc);
        logged.push((id, raw_doc(doc)?));
    }
    for (_, name, next) in &numbers {
        tx.set_counter(base, name, *next)?;
    }
    tx.add_records(base, table.no, &records)?;
    Ok((
        records,
        ChangeItem::RecordsCreated {
            table: table.no,
            records: logged,
        },
    ))
}

/// A document that was just put together, for the log.
pub(crate) fn raw_doc(doc: String) -> Result<RawDoc, StoreError> {
    RawDoc::new(doc).map_err(|error| StoreError::Damaged {
        what: "document",
        cause: error.to_string(),
    })
}
