//! Sorted lists under way: the order as it was at the first page, so that no
//! record comes twice and none is lost while others write.

use std::sync::Arc;

use basekey_model::id::{Entropy, IteratorId, RecordId};
use basekey_model::schema::{BaseNo, TableNo};
use basekey_model::time::Millis;
use parking_lot::Mutex;

use super::offset::KEPT;

/// A list that is not asked for is kept this long, in seconds.
const IDLE_SECONDS: i64 = 600;

/// Ids kept over all lists: 14 bytes each.
const IDS_KEPT: usize = 1_000_000;

/// What a list was asked with; an offset is good for the same question only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Question {
    pub(crate) base: BaseNo,
    pub(crate) table: TableNo,
    /// Field numbers and directions.
    pub(crate) sort: Vec<(u32, bool)>,
}

struct Kept {
    id: IteratorId,
    question: Question,
    order: Arc<[RecordId]>,
    used: Millis,
}

/// The lists under way.
#[derive(Default)]
pub(crate) struct Iterators {
    lists: Mutex<Vec<Kept>>,
}

impl Iterators {
    /// Keeps a list and names it.
    pub(crate) fn keep(
        &self,
        question: Question,
        order: Arc<[RecordId]>,
        now: Millis,
        entropy: &dyn Entropy,
    ) -> Option<IteratorId> {
        let random = IteratorId::random(entropy);
        let id = IteratorId::from_tail(&format!("{}{}", char::from(KEPT), &random.tail()[1..]))?;
        let mut lists = self.lists.lock();
        lists.retain(|list| list.used.plus_seconds(IDLE_SECONDS) > now);
        lists.push(Kept {
            id,
            question,
            order,
            used: now,
        });
        while lists.len() > 1 && lists.iter().map(|list| list.order.len()).sum::<usize>() > IDS_KEPT
        {
            let oldest = lists
                .iter()
                .enumerate()
                .min_by_key(|(_, list)| list.used)
                .map(|(index, _)| index);
            lists.remove(oldest.unwrap_or(0));
        }
        Some(id)
    }

    /// The kept list of this name, if the question is the same.
    pub(crate) fn find(
        &self,
        id: IteratorId,
        question: &Question,
        now: Millis,
    ) -> Option<Arc<[RecordId]>> {
        let mut lists = self.lists.lock();
        lists.retain(|list| list.used.plus_seconds(IDLE_SECONDS) > now);
        let list = lists
            .iter_mut()
            .find(|list| list.id == id && list.question == *question)?;
        list.used = now;
        Some(list.order.clone())
    }
}
