//! Listing records, page by page.
//!
//! Without a sort the order is that of ids, which is that of creation; a page
//! is one read by key, or as many as it takes until filters have kept enough,
//! and nothing is kept between pages. With a sort the first page puts the whole
//! table in order, and the order is kept for the pages after it.
//!
//! Filters and sorts are answered from columns in memory where that is
//! possible, else from the documents.

use std::sync::Arc;

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;
use basekey_model::schema::UserNo;
use basekey_store::{Cost, Read, Records, StoreExt};

use super::asked::Asked;
use super::iterators::Question;
use super::names::Finish;
use super::offset::{Mark, Offset};
use super::sieve::{Found, Sieve};
use super::{Direction, ListQuery, RecordPage};
use crate::App;
use crate::columns::Plan;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

/// Records that a filtered list looks at before it asks for columns.
const AT_FIRST: usize = 2_000;

impl App {
    /// One page of a table's records.
    pub async fn list_records(
        &self,
        permit: Permit<op::ListRecords>,
        table: &str,
        query: ListQuery,
    ) -> Result<RecordPage> {
        let (base, no) = permit.base();
        let table = self.table(base, no, table).await?;
        let asked = Asked::of(self.limits(), &table, &query, self.now())?;
        let offset = match query.offset.as_deref().filter(|text| !text.is_empty()) {
            None => None,
            Some(text) => Some(Offset::parse(text, (no, table.no)).ok_or_else(bad_offset)?),
        };
        if asked.sort.is_empty() {
            self.by_id(table, asked, offset).await
        } else {
            self.sorted(permit.user(), table, asked, offset).await
        }
    }

    async fn by_id(
        &self,
        table: TableHandle,
        asked: Asked,
        offset: Option<Offset>,
    ) -> Result<RecordPage> {
        let formula = asked.condition.as_ref().map(|condition| &*condition.text);
        let through = Mark::of(asked.filter.as_ref(), formula);
        let (given, after) = match offset {
            None => (0, None),
            Some(Offset::ById {
                given,
                after,
                through: before,
            }) if before == through => (given, Some(after)),
            Some(_) => return Err(asked.other_question()),
        };
        let left = asked.max.map_or(u64::MAX, |max| max.saturating_sub(given));
        let wanted = asked.size.min(usize::try_from(left).unwrap_or(usize::MAX));
        // One more than wanted tells whether there is another page.
        let most = wanted + 1;
        let (base, no) = (table.base(), table.no);
        let finish = Finish::new(self, &table, asked.named.as_deref()).await?;
        let (mut records, names) = if asked.filter.is_none() && asked.condition.is_none() {
            let cost = if finish.is_some() {
                Cost::Long
            } else {
                Cost::One
            };
            self.store()
                .run_read(cost, move |read| {
                    let page = read.page(base, no, after, most)?;
                    Finish::page(finish.as_ref(), read, page)
                })
                .await?
        } else {
            let (sieve, plan) = self.sieve(&table, &asked).await?;
            let app = self.clone();
            self.store()
                .run_read(Cost::Long, move |read| {
                    // Columns give records as they are stored.
                    let is_fresh = plan.is_none() && sieve.is_fresh();
                    let page = match plan {
                        None => sieve.page(read, after, most, Records::default())?,
                        Some(plan) => app.by_plan(read, &plan, sieve, after, most)?,
                    };
                    match (&finish, is_fresh) {
                        (Some(finish), true) => {
                            let names = finish.names(read, &page)?;
                            Ok((page, names))
                        }
                        _ => Finish::page(finish.as_ref(), read, page),
                    }
                })
                .await?
        };
        let more = records.len() > wanted;
        records.truncate(wanted);
        let given = given + records.len() as u64;
        let last = records.last().map(|record| record.head.id);
        let offset = match last {
            Some(after) if more && asked.max.is_none_or(|max| given < max) => {
                let offset = Offset::ById {
                    given,
                    after,
                    through,
                };
                Some(offset.text((base, no)))
            }
            _ => None,
        };
        Ok(RecordPage {
            table,
            records,
            offset,
            names,
        })
    }

    async fn sorted(
        &self,
        user: UserNo,
        table: TableHandle,
        asked: Asked,
        offset: Option<Offset>,
    ) -> Result<RecordPage> {
        let (base, no) = (table.base(), table.no);
        let question = Question {
            base,
            table: no,
            filter: asked.filter.clone(),
            formula: asked.condition.as_ref().map(|c| c.text.clone()),
            sort: asked
                .sort
                .iter()
                .map(|(field, direction)| (field.key.0, *direction == Direction::Descending))
                .collect(),
        };
        let (list, order, start) = match offset {
            None => (None, self.order(&table, &asked).await?, 0),
            Some(Offset::Kept { list, next }) => {
                let kept = self.inner.iterators.find(list, &question, self.now());
                let order = kept.ok_or_else(expired)?;
                let start = order
                    .iter()
                    .position(|id| *id == next)
                    .ok_or_else(bad_offset)?;
                (Some(list), order, start)
            }
            Some(Offset::ById { .. }) => return Err(asked.other_question()),
        };
        let end = (start + asked.size).min(order.len());
        let ids = order[start..end].to_vec();
        let finish = Finish::new(self, &table, asked.named.as_deref()).await?;
        let cost = match finish {
            Some(_) => Cost::Long,
            None => Cost::Short,
        };
        // Records deleted since the order was made are left out.
        let (records, names) = self
            .store()
            .run_read(cost, move |read| {
                let page = read.records(base, no, &ids)?;
                Finish::page(finish.as_ref(), read, page)
            })
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
            (Some(list), Some(next)) => Some(Offset::Kept { list, next }.text((base, no))),
            _ => None,
        };
        Ok(RecordPage {
            table,
            records,
            offset,
            names,
        })
    }

    /// What reads the table for a list, and what it asks of columns, if they
    /// can answer.
    async fn sieve(&self, table: &TableHandle, asked: &Asked) -> Result<(Sieve, Option<Plan>)> {
        let (people, now) = (self.people().await?, self.now());
        let keeper = asked
            .filter
            .as_ref()
            .map(|filter| filter.compile(table, now))
            .filter(|keeper| !keeper.keeps_all());
        let view = asked.filter.as_ref().zip(keeper.as_ref());
        let condition = asked.condition.as_ref();
        let plan = Plan::of(table, people.clone(), view, condition, &asked.sort, now);
        let sieve = Sieve::new(self, table, people, asked, keeper, now);
        Ok((sieve, plan))
    }

    /// A page in order of id. Columns are made only if the first records of
    /// the table do not fill it.
    fn by_plan(
        &self,
        read: &dyn Read,
        plan: &Plan,
        mut sieve: Sieve,
        after: Option<RecordId>,
        most: usize,
    ) -> Result<Records> {
        let columns = &self.inner.columns;
        let (base, no) = (plan.base(), plan.table());
        let mut found = Found {
            records: Records::default(),
            rest: after,
        };
        if !columns.have(read, plan)? {
            found = sieve.within(read, after, most, AT_FIRST)?;
            if found.rest.is_none() {
                return Ok(found.records);
            }
        }
        let more = most - found.records.len();
        match columns.after(read, plan, found.rest, more)? {
            Some(ids) => {
                for record in read.records(base, no, &ids)?.iter() {
                    found.records.push(*record.head, record.doc);
                }
                Ok(found.records)
            }
            None => sieve.page(read, found.rest, most, found.records),
        }
    }

    /// The ids of a whole sorted list.
    async fn order(&self, table: &TableHandle, asked: &Asked) -> Result<Arc<[RecordId]>> {
        let (sieve, plan) = self.sieve(table, asked).await?;
        let (app, sort) = (self.clone(), asked.sort.clone());
        let mut order = self
            .store()
            .run_read(Cost::Long, move |read| {
                let by_columns = match &plan {
                    Some(plan) => app.inner.columns.ordered(read, plan)?,
                    None => None,
                };
                match by_columns {
                    Some(order) => Ok(order),
                    None => sieve.sorted(read, &sort),
                }
            })
            .await?;
        if let Some(max) = asked.max {
            order.truncate(usize::try_from(max).unwrap_or(usize::MAX));
        }
        Ok(order.into())
    }
}

fn bad_offset() -> AppError {
    AppError::invalid(
        Rule::Offset,
        "the offset is not one that this list gave out",
    )
}

fn expired() -> AppError {
    AppError::invalid(
        Rule::OffsetExpired,
        "this list is no longer kept; begin again",
    )
}

impl Asked {
    /// The refusal of an offset of a list that asked something else. If a view
    /// has a say, it may have been changed since, and the list ends as one does
    /// that is no longer kept; else the client mixed offsets up.
    fn other_question(&self) -> AppError {
        if self.by_view {
            expired()
        } else {
            bad_offset()
        }
    }
}
