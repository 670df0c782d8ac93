//! Changing records.

use basekey_access::{Permit, Role, op};
use basekey_model::change::{ChangeItem, RecordEdit as LoggedEdit};
use basekey_model::doc::{Doc, diff, merge};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, FieldKey};
use basekey_model::time::Millis;
use basekey_store::{RecordHead, Records, StoreExt, Tx};

use super::cells::{Cells, Kept, cells_of};
use super::create::{NewChoices, raw_doc};
use super::{RecordEdit, RecordPage, UpdateMode, WriteOptions};
use crate::App;
use crate::error::{AppError, Missing, Result};
use crate::schemas::{ATTEMPTS, Attempt, TableHandle, contended, still};
use crate::tables::{Author, change_by};

impl App {
    /// Changes records in the order given: all of them or none. `one` says
    /// that the request is about a single record, which changes how a missing
    /// one is told (web-api 6.3).
    pub async fn update_records(
        &self,
        permit: Permit<op::UpdateRecords>,
        table: &str,
        edits: Vec<RecordEdit>,
        mode: UpdateMode,
        options: WriteOptions,
        one: bool,
    ) -> Result<RecordPage> {
        self.check_count(edits.len())?;
        let ((base, no), who) = (permit.base(), change_by(&permit));
        let missing: fn(String) -> Missing = if one {
            Missing::Record
        } else {
            Missing::OneOfRecords
        };
        for _ in 0..ATTEMPTS {
            let handle = self.table(base, no, table).await?;
            let mut choices = Vec::new();
            let mut plan = Vec::with_capacity(edits.len());
            for edit in &edits {
                let id: RecordId = edit.id.parse().map_err(|_| missing(edit.id.clone()))?;
                plan.push((
                    id,
                    cells_of(self, &handle, &edit.fields, options, &mut choices)?,
                ));
            }
            if !choices.is_empty() {
                let ids = plan.iter().map(|(id, _)| *id).collect();
                let wanted = NewChoices {
                    names: choices,
                    allowed: permit.can(Role::Creator),
                    for_records: Some((ids, missing)),
                };
                self.add_choices(base, no, &handle, wanted, who).await?;
                continue;
            }
            let (app, in_write) = (self.clone(), handle.clone());
            let done = self
                .store()
                .run_write(move |tx| {
                    still(tx, in_write.schema())?;
                    change_records(tx, no, &in_write, plan, mode, who, app.now(), missing)
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
}

#[expect(
    clippy::too_many_arguments,
    reason = "one step of the write above, apart so that it can be read"
)]
fn change_records(
    tx: &mut dyn Tx,
    base: BaseNo,
    table: &TableHandle,
    plan: Vec<(RecordId, Cells)>,
    mode: UpdateMode,
    who: Author,
    now: Millis,
    missing: fn(String) -> Missing,
) -> Result<Records, Attempt> {
    let kept = Kept::of(table);
    let (time, user) = (format!("\"{now}\""), who.user.0.to_string());
    let mut answer = Records::with_capacity(plan.len());
    let mut logged = Vec::with_capacity(plan.len());
    for (id, mut cells) in plan {
        let found = tx.record(base, table.no, id)?;
        let Some(record) = found.get(0) else {
            return Err(AppError::from(missing(id.to_string())).into());
        };
        if mode == UpdateMode::Put {
            for field in table
                .fields
                .iter()
                .filter(|field| !field.kind.is_computed())
            {
                cells.entry(field.key).or_insert(None);
            }
        }
        // Only what differs is a change: it alone is logged and stamps.
        let old = Doc(record.doc);
        cells.retain(|key, cell| old.get(*key) != cell.as_deref());
        if cells.is_empty() {
            answer.push(*record.head, record.doc);
            continue;
        }
        let edited = merge(record.doc, &in_order(&cells));
        if let Some((before, after)) = diff(record.doc, &edited) {
            logged.push(LoggedEdit {
                id,
                before: raw_doc(before)?,
                after: raw_doc(after)?,
            });
        }
        let doc = if kept.stamps() {
            let mut stamps = Cells::new();
            kept.stamp(
                table,
                &|key| cells.contains_key(&key),
                true,
                &time,
                &user,
                &mut stamps,
            );
            merge(&edited, &in_order(&stamps))
        } else {
            edited
        };
        let head = RecordHead {
            modified: now,
            modified_by: who.user,
            ..*record.head
        };
        tx.put_record(base, table.no, &head, &doc)?;
        answer.push(head, &doc);
    }
    if !logged.is_empty() {
        let mut change = who.at(now);
        change.what.push(ChangeItem::RecordsUpdated {
            table: table.no,
            records: logged,
        });
        tx.add_change(base, &change)?;
    }
    Ok(answer)
}

fn in_order(cells: &Cells) -> Vec<(FieldKey, Option<String>)> {
    cells
        .iter()
        .map(|(key, cell)| (*key, cell.clone()))
        .collect()
}
