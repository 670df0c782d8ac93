//! Listing records, page by page.
//!
//! Without a sort the order is that of ids, which is that of creation; a page
//! is one read by key and nothing is kept between pages. With a sort the
//! first page reads the whole table once, and the order is kept for the
//! pages after it.

use std::sync::Arc;

use basekey_access::{Permit, op};
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::id::{RecordId, ViewId, has_shape};
use basekey_model::order::{Direction, KeyMaker};
use basekey_model::schema::{BaseNo, Field, UserNo};
use basekey_store::{Cost, Read, RecordRef, Records, StoreExt};

use super::iterators::Question;
use super::offset::Offset;
use super::{ListQuery, RecordPage};
use crate::App;
use crate::directory::People;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

/// Records read at a time while a whole table is sorted.
const CHUNK: usize = 1_000;

/// Bytes of sort keys that one list may take while it is sorted: a million
/// records by a few short fields, or fewer by longer ones.
const SORT_BYTES: usize = 256 * 1024 * 1024;

impl App {
    /// One page of a table's records.
    pub async fn list_records(
        &self,
        permit: Permit<op::ListRecords>,
        table: &str,
        query: ListQuery,
    ) -> Result<RecordPage> {
        let (base, no) = permit.base();
        let handle = self.table(base, no, table).await?;
        let most = self.limits().records_per_page;
        let size = query.page_size.unwrap_or(most);
        if size == 0 || size > most {
            return Err(AppError::invalid(
                Rule::Request,
                format!("pageSize is a number from 1 to {most}"),
            ));
        }
        if query.max_records == Some(0) {
            return Err(AppError::invalid(
                Rule::Request,
                "maxRecords is a number greater than 0",
            ));
        }
        for name in query.fields.iter().flatten() {
            field(&handle, name)?;
        }
        check_view(&handle, query.view.as_deref())?;
        let mut sort = Vec::with_capacity(query.sort.len());
        for by in &query.sort {
            let field = field(&handle, &by.field)?;
            // A field decides once: a second time costs a key of every record and changes nothing.
            if !sort
                .iter()
                .any(|(other, _): &(Field, _)| other.id == field.id)
            {
                sort.push((field.clone(), by.direction));
            }
        }
        let offset = match query.offset.as_deref().filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(Offset::parse(text, (no, handle.no)).ok_or_else(bad_offset)?),
        };
        if sort.is_empty() {
            self.by_id(no, handle, size, query.max_records, offset)
                .await
        } else {
            let max = query.max_records;
            self.sorted(permit.user(), no, handle, size, max, offset, sort)
                .await
        }
    }

    async fn by_id(
        &self,
        no: BaseNo,
        handle: TableHandle,
        size: usize,
        max: Option<u64>,
        offset: Option<Offset>,
    ) -> Result<RecordPage> {
        let (given, after) = match offset {
            None => (0, None),
            Some(Offset::ById { given, after }) => (given, Some(after)),
            Some(Offset::Kept { .. }) => return Err(bad_offset()),
        };
        let left = max.map_or(u64::MAX, |max| max.saturating_sub(given));
        let wanted = size.min(usize::try_from(left).unwrap_or(usize::MAX));
        let table = handle.no;
        // One more than wanted tells whether there is another page.
        let mut records = self
            .store()
            .run_read(Cost::One, move |read| {
                read.page(no, table, after, wanted + 1)
            })
            .await?;
        let more = records.len() > wanted;
        records.truncate(wanted);
        let given = given + records.len() as u64;
        let last = records
            .len()
            .checked_sub(1)
            .and_then(|index| records.get(index))
            .map(|record| record.head.id);
        let offset = match last {
            Some(after) if more && max.is_none_or(|max| given < max) => {
                Some(Offset::ById { given, after }.text((no, table)))
            }
            _ => None,
        };
        Ok(RecordPage {
            table: handle,
            records,
            offset,
        })
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one half of the operation above, apart so that it can be read"
    )]
    async fn sorted(
        &self,
        user: UserNo,
        no: BaseNo,
        handle: TableHandle,
        size: usize,
        max: Option<u64>,
        offset: Option<Offset>,
        sort: Vec<(Field, Direction)>,
    ) -> Result<RecordPage> {
        let question = Question {
            base: no,
            table: handle.no,
            sort: sort
                .iter()
                .map(|(field, direction)| (field.key.0, *direction == Direction::Descending))
                .collect(),
        };
        let (list, order, start) = match offset {
            None => {
                let people = self.people().await?;
                let table = handle.no;
                let order = self
                    .store()
                    .run_read(Cost::Long, move |read| {
                        sort_table(read, no, table, &sort, &people)
                    })
                    .await?;
                let keep = max.map_or(order.len(), |max| {
                    order.len().min(usize::try_from(max).unwrap_or(usize::MAX))
                });
                (None, Arc::<[RecordId]>::from(&order[..keep]), 0)
            }
            Some(Offset::Kept { list, next }) => {
                let expired = || {
                    AppError::invalid(
                        Rule::OffsetExpired,
                        "this list is no longer kept; begin again",
                    )
                };
                let order = self
                    .inner
                    .iterators
                    .find(list, &question, self.now())
                    .ok_or_else(expired)?;
                let start = order
                    .iter()
                    .position(|id| *id == next)
                    .ok_or_else(bad_offset)?;
                (Some(list), order, start)
            }
            Some(Offset::ById { .. }) => return Err(bad_offset()),
        };
        let end = (start + size).min(order.len());
        let ids = order[start..end].to_vec();
        let table = handle.no;
        // Records deleted since the order was made are left out.
        let records = self
            .store()
            .run_read(Cost::Short, move |read| read.records(no, table, &ids))
            .await?;
        let next = order.get(end).copied();
        let list = match (list, next) {
            (Some(list), _) => Some(list),
            (None, Some(_)) => {
                self.inner
                    .iterators
                    .keep(user, question, order, self.now(), self.entropy())
            }
            (None, None) => None,
        };
        let offset = match (list, next) {
            (Some(list), Some(next)) => Some(Offset::Kept { list, next }.text((no, table))),
            _ => None,
        };
        Ok(RecordPage {
            table: handle,
            records,
            offset,
        })
    }
}

fn bad_offset() -> AppError {
    AppError::invalid(
        Rule::Offset,
        "the offset is not one that this list gave out",
    )
}

fn field<'t>(table: &'t TableHandle, name: &str) -> Result<&'t Field> {
    table
        .field(name)
        .ok_or_else(|| AppError::UnknownField(name.to_owned()))
}

/// Every view of this version shows all records in order of id, so a view
/// needs only to be there.
fn check_view(table: &TableHandle, view: Option<&str>) -> Result<()> {
    let Some(view) = view.filter(|view| !view.is_empty()) else {
        return Ok(());
    };
    if table.view(view).is_some() {
        return Ok(());
    }
    if !has_shape(view, ViewId::PREFIX) {
        return Err(AppError::invalid(Rule::ViewName, view));
    }
    let elsewhere = view
        .parse()
        .ok()
        .and_then(|id| table.schema().table_of_view(id))
        .is_some();
    Err(AppError::invalid(
        if elsewhere {
            Rule::ViewOfOtherTable
        } else {
            Rule::ViewId
        },
        view,
    ))
}

/// All ids of a table in the order asked for; equal records in order of id.
fn sort_table(
    read: &dyn Read,
    base: BaseNo,
    table: basekey_model::schema::TableNo,
    sort: &[(Field, Direction)],
    people: &People,
) -> Result<Vec<RecordId>> {
    let makers: Vec<_> = sort
        .iter()
        .map(|(field, direction)| {
            (
                field,
                KeyMaker::new(&field.kind, *direction).with_people(people),
            )
        })
        .collect();
    // All keys stand in one buffer: a table of a million records is a million ranges, not a million vectors.
    let mut keys: Vec<u8> = Vec::new();
    let mut entries: Vec<(usize, usize, RecordId)> = Vec::new();
    let mut after = None;
    loop {
        let chunk: Records = read.page(base, table, after, CHUNK)?;
        for record in chunk.iter() {
            let start = keys.len();
            for (field, maker) in &makers {
                let raw = cell(field, record);
                maker.key(raw.as_deref(), &mut keys);
            }
            entries.push((start, keys.len(), record.head.id));
            after = Some(record.head.id);
        }
        if keys.len() > SORT_BYTES {
            return Err(AppError::invalid(
                Rule::Request,
                "this table is too large to sort by these fields; sort by fewer or shorter ones",
            ));
        }
        if chunk.len() < CHUNK {
            break;
        }
    }
    entries.sort_unstable_by(|a, b| keys[a.0..a.1].cmp(&keys[b.0..b.1]).then(a.2.cmp(&b.2)));
    Ok(entries.into_iter().map(|(_, _, id)| id).collect())
}

/// A cell's raw text, wherever it is kept.
fn cell<'r>(field: &Field, record: RecordRef<'r>) -> Option<std::borrow::Cow<'r, str>> {
    match field.kind {
        FieldKind::CreatedTime { .. } => Some(format!("\"{}\"", record.head.created).into()),
        FieldKind::CreatedBy => Some(record.head.created_by.0.to_string().into()),
        _ => Doc(record.doc).get(field.key).map(Into::into),
    }
}
