//! Changing records that are there and making those that are not.

use std::collections::HashMap;

use basekey_access::{Permit, op};
use basekey_model::field::FieldKind;
use basekey_model::id::RecordId;
use basekey_model::schema::{FieldKey, Table};
use basekey_store::{RecordHead, Records};

use super::cells::{NewCell, NewCells};
use super::matching::{KeyOf, joined};
use super::plan::{Answer, Writer, link_keys};
use super::write::Batch;
use super::{LinkNames, RecordPage, UpdateMode, UpsertElement, Upserted, WriteOptions};
use crate::App;
use crate::error::{AppError, Missing, Result, Rule};
use crate::schemas::Attempt;

/// One element, read against the table.
struct Planned {
    wanted: Wanted,
    cells: NewCells,
}

/// Which record an element means.
enum Wanted {
    Id(RecordId),
    Key(String),
}

/// All elements and by what they are matched.
struct Plan {
    by: KeyOf,
    elements: Vec<Planned>,
}

/// What an upsert did, as the write tells it.
struct Done {
    records: Records,
    created: Vec<RecordId>,
    updated: Vec<RecordId>,
}

impl Answer for Done {
    fn records(&mut self) -> Option<&mut Records> {
        Some(&mut self.records)
    }
}

impl App {
    /// Changes or makes records: all of them or none (web-api 2.5). `merge_on`
    /// are the fields, by name or id, whose cells tell which record is meant.
    ///
    /// Records are looked for as they are before the request: what one element
    /// changes does not change what another finds. Only a record that is made on
    /// the way, by an element or for a link, is found by those after it, so
    /// that a key that comes twice makes one record.
    pub async fn upsert_records(
        &self,
        permit: Permit<op::UpdateRecords>,
        table: &str,
        elements: Vec<UpsertElement>,
        merge_on: Vec<String>,
        mode: UpdateMode,
        options: WriteOptions,
    ) -> Result<Upserted> {
        self.check_count(elements.len())?;
        let most = self.limits().merge_fields;
        if merge_on.is_empty() || merge_on.len() > most {
            return Err(AppError::invalid(
                Rule::Request,
                format!("fieldsToMergeOn names from 1 to {most} fields"),
            ));
        }
        let writer = Writer::of(&permit, options);
        let (table, done) = self
            .write_records(
                &writer,
                table,
                |reader, choices| {
                    let keys = merge_keys(reader.table, &merge_on)?;
                    let elements = elements
                        .iter()
                        .map(|element| {
                            let cells = reader.cells(&element.fields, choices)?;
                            let wanted = match &element.id {
                                Some(id) => Wanted::Id(
                                    id.parse().map_err(|_| Missing::OneOfRecords(id.clone()))?,
                                ),
                                // Cells that wait for a choice are read again.
                                None if !choices.is_empty() => Wanted::Key(String::new()),
                                None => Wanted::Key(key_of(reader.table, &keys, &cells)?),
                            };
                            Ok(Planned { wanted, cells })
                        })
                        .collect::<Result<Vec<_>>>()?;
                    Ok(Plan {
                        by: KeyOf::Cells(keys),
                        elements,
                    })
                },
                |table, plan| {
                    let cells = plan.elements.iter().map(|planned| &planned.cells);
                    let mut keys = link_keys(table, cells);
                    let by_key = |planned: &Planned| matches!(planned.wanted, Wanted::Key(_));
                    if plan.elements.iter().any(by_key) {
                        keys.push((table.no, plan.by.clone()));
                    }
                    keys
                },
                move |batch, table, plan| carry_out(batch, table, plan, mode),
            )
            .await?;
        Ok(Upserted {
            page: RecordPage {
                table,
                records: done.records,
                offset: None,
                names: LinkNames::default(),
            },
            created: done.created,
            updated: done.updated,
        })
    }
}

fn carry_out(
    batch: &mut Batch<'_>,
    table: &Table,
    plan: Plan,
    mode: UpdateMode,
) -> Result<Done, Attempt> {
    let keys: Vec<&str> = plan
        .elements
        .iter()
        .filter_map(|planned| match &planned.wanted {
            Wanted::Key(key) => Some(key.as_str()),
            Wanted::Id(_) => None,
        })
        .collect();
    batch.look_up(table, &plan.by, &keys)?;
    batch.look_up_links(table, plan.elements.iter().map(|planned| &planned.cells))?;
    // Before anything is written, so that no element changes what another finds.
    let mut before: HashMap<String, RecordId> = HashMap::new();
    for key in keys {
        let found = batch.matches(table, &plan.by, key)?;
        before.extend(only(&found)?.map(|id| (key.to_owned(), id)));
    }
    let (mut created, mut updated) = (Vec::new(), Vec::new());
    let mut order: Vec<RecordId> = Vec::with_capacity(plan.elements.len());
    let mut written: Vec<(RecordHead, String)> = Vec::with_capacity(plan.elements.len());
    for Planned { wanted, cells } in plan.elements {
        let id = match wanted {
            Wanted::Id(id) => Some(id),
            Wanted::Key(key) => match before.get(&key) {
                Some(id) => Some(*id),
                None => only(&batch.matches_made(table, &plan.by, &key)?)?,
            },
        };
        let mut answer = Records::with_capacity(1);
        match id {
            None => {
                answer = batch.create(table, vec![cells])?;
                created.extend(answer.iter().map(|record| record.head.id));
            }
            Some(id) => {
                batch.update(table, id, cells, mode, Missing::OneOfRecords, &mut answer)?;
                if !created.contains(&id) && !updated.contains(&id) {
                    updated.push(id);
                }
            }
        }
        for record in answer.iter() {
            order.push(record.head.id);
            written.push((*record.head, record.doc.to_owned()));
        }
    }
    // A record that several elements mean is shown as the last left it.
    let mut records = Records::with_capacity(order.len());
    for id in order {
        if let Some((head, doc)) = written.iter().rev().find(|(head, _)| head.id == id) {
            records.push(*head, doc);
        }
    }
    Ok(Done {
        records,
        created,
        updated,
    })
}

/// The one record that an element means, if there is one.
fn only(found: &[RecordId]) -> Result<Option<RecordId>> {
    match found {
        [] => Ok(None),
        [id] => Ok(Some(*id)),
        [..] => Err(AppError::invalid(
            Rule::Request,
            "Cannot update more than one record: several records match one element by fieldsToMergeOn",
        )),
    }
}

/// The keys of the fields to merge on, in the order of the table, so that the
/// order in which a request names them makes no difference.
fn merge_keys(table: &Table, names: &[String]) -> Result<Vec<FieldKey>> {
    let mut keys = Vec::with_capacity(names.len());
    for name in names {
        let field = table
            .field(name)
            .ok_or_else(|| AppError::UnknownField(name.clone()))?;
        if !can_merge_on(&field.kind) {
            return Err(AppError::invalid(
                Rule::Request,
                format!(
                    "fieldsToMergeOn names \"{}\", whose type {} can not tell records apart; use text, numbers, dates or selects",
                    field.name,
                    field.kind.type_name()
                ),
            ));
        }
        keys.push(field.key);
    }
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

/// Airtable names number, text, long text, single and multiple select and date
/// (web-api 2.5); their kin are taken as well.
fn can_merge_on(kind: &FieldKind) -> bool {
    kind.is_text()
        || matches!(
            kind,
            FieldKind::Number { .. }
                | FieldKind::Percent { .. }
                | FieldKind::Currency { .. }
                | FieldKind::Duration { .. }
                | FieldKind::Rating { .. }
                | FieldKind::Date { .. }
                | FieldKind::DateTime(_)
                | FieldKind::SingleSelect(_)
                | FieldKind::MultipleSelects(_)
        )
}

/// What an element has in the fields to merge on.
fn key_of(table: &Table, keys: &[FieldKey], cells: &NewCells) -> Result<String> {
    let mut raws = Vec::with_capacity(keys.len());
    for key in keys {
        match cells.get(key) {
            Some(NewCell::Raw(raw)) => raws.push(Some(raw.as_str())),
            Some(_) => raws.push(None),
            None => {
                let name = table.field_by_key(*key).map(|field| field.name.as_str());
                return Err(AppError::invalid(
                    Rule::Request,
                    format!(
                        "a record without an id needs a value for every field of fieldsToMergeOn; \"{}\" is missing",
                        name.unwrap_or_default()
                    ),
                ));
            }
        }
    }
    Ok(joined(raws.into_iter()))
}
