//! Listing records, page by page.
//!
//! Without a sort the order is that of ids, which is that of creation; a page
//! is one read by key, or as many as it takes until a view's filter has kept
//! enough, and nothing is kept between pages. With a sort the first page reads
//! the whole table once, and the order is kept for the pages after it.

use std::sync::Arc;

use basekey_access::{Permit, op};
use basekey_model::id::RecordId;
use basekey_model::schema::UserNo;
use basekey_store::{Cost, StoreExt};

use super::asked::Asked;
use super::iterators::Question;
use super::names::{LinkNames, PageNames};
use super::offset::{Mark, Offset};
use super::sieve::Sieve;
use super::{Direction, ListQuery, RecordPage};
use crate::App;
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

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
        let asked = Asked::of(self.limits(), &table, &query)?;
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
        mut asked: Asked,
        offset: Option<Offset>,
    ) -> Result<RecordPage> {
        let through = Mark::of(asked.filter.as_ref(), asked.only.as_deref());
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
        let naming = self.names_for(&mut asked).await?;
        let (mut records, names) =
            if asked.filter.is_none() && asked.only.is_none() && naming.is_none() {
                let page = self
                    .store()
                    .run_read(Cost::One, move |read| read.page(base, no, after, most))
                    .await?;
                (page, LinkNames::default())
            } else {
                let (people, filter) = (self.people().await?, asked.filter.as_ref());
                let sieve = Sieve::new(&table, people, filter, &[], self.now()).only(asked.only);
                self.store()
                    .run_read(Cost::Long, move |read| {
                        let page = sieve.page(read, after, most)?;
                        PageNames::of(naming.as_ref(), read, base, page)
                    })
                    .await?
            };
        let more = records.len() > wanted;
        records.truncate(wanted);
        let given = given + records.len() as u64;
        let last = records
            .len()
            .checked_sub(1)
            .and_then(|index| records.get(index))
            .map(|record| record.head.id);
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
        mut asked: Asked,
        offset: Option<Offset>,
    ) -> Result<RecordPage> {
        let (base, no) = (table.base(), table.no);
        let question = Question {
            base,
            table: no,
            filter: asked.filter.clone(),
            only: asked.only.clone(),
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
        let naming = self.names_for(&mut asked).await?;
        let cost = match naming {
            Some(_) => Cost::Long,
            None => Cost::Short,
        };
        // Records deleted since the order was made are left out.
        let (records, names) = self
            .store()
            .run_read(cost, move |read| {
                let page = read.records(base, no, &ids)?;
                PageNames::of(naming.as_ref(), read, base, page)
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

    async fn names_for(&self, asked: &mut Asked) -> Result<Option<PageNames>> {
        match asked.named.take() {
            Some(links) => PageNames::new(self, links).await.map(Some),
            None => Ok(None),
        }
    }

    /// The ids of a whole sorted list.
    async fn order(&self, table: &TableHandle, asked: &Asked) -> Result<Arc<[RecordId]>> {
        let people = self.people().await?;
        let (filter, sort) = (asked.filter.as_ref(), asked.sort.clone());
        let sieve = Sieve::new(table, people, filter, &sort, self.now()).only(asked.only.clone());
        let mut order = self
            .store()
            .run_read(Cost::Long, move |read| sieve.sorted(read, &sort))
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
