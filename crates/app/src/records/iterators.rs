//! Sorted lists under way: the order as it was at the first page, so that no
//! record comes twice and none is lost while others write.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use basekey_model::filter::Filter;
use basekey_model::id::{Entropy, IteratorId, RecordId};
use basekey_model::schema::{BaseNo, TableNo, UserNo};
use basekey_model::time::Millis;
use parking_lot::Mutex;

use super::offset::KEPT;

/// A list that is not asked for is kept this long, in seconds.
const IDLE_SECONDS: i64 = 600;

/// Ids kept over all lists: 14 bytes each.
const IDS_KEPT: usize = 1_000_000;

/// Lists that one user may have under way; the oldest goes first.
const LISTS_OF_ONE: usize = 200;

/// What a list was asked with; an offset is good for the same question only.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Question {
    pub(crate) base: BaseNo,
    pub(crate) table: TableNo,
    /// As the view has it.
    pub(crate) filter: Option<Filter>,
    /// The formula that records must meet.
    pub(crate) formula: Option<Arc<str>>,
    /// Field numbers and directions.
    pub(crate) sort: Vec<(u32, bool)>,
}

struct Kept {
    id: IteratorId,
    user: UserNo,
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
    /// Keeps a list and names it. Where there is no more room, lists of the
    /// user who has the most go first, so that nobody's client can end the
    /// lists of others.
    pub(crate) fn keep(
        &self,
        user: UserNo,
        question: Question,
        order: Arc<[RecordId]>,
        now: Millis,
        entropy: &dyn Entropy,
    ) -> Option<IteratorId> {
        let random = IteratorId::random(entropy);
        let id = IteratorId::from_tail(&format!("{}{}", char::from(KEPT), &random.tail()[1..]))?;
        let mut lists = self.lists.lock();
        lists.retain(|list| list.used.plus_seconds(IDLE_SECONDS) > now);
        // The same list begun again, as a script in a loop does, is kept once.
        let same = lists
            .iter()
            .find(|list| list.user == user && list.question == question && list.order == order);
        let order = same.map_or(order, |list| list.order.clone());
        lists.push(Kept {
            id,
            user,
            question,
            order,
            used: now,
        });
        let own = lists.iter().filter(|list| list.user == user).count();
        if own > LISTS_OF_ONE {
            remove_oldest(&mut lists, user);
        }
        while let Some(greediest) = over_budget(&lists) {
            remove_oldest(&mut lists, greediest);
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

/// Who has the most ids kept, if there are too many; a single list may be as
/// long as its table.
fn over_budget(lists: &[Kept]) -> Option<UserNo> {
    let mut counted: HashSet<*const RecordId> = HashSet::new();
    let mut of_user: HashMap<UserNo, usize> = HashMap::new();
    for list in lists {
        if counted.insert(list.order.as_ptr()) {
            *of_user.entry(list.user).or_default() += list.order.len();
        }
    }
    let total: usize = of_user.values().sum();
    let most = of_user.into_iter().max_by_key(|(_, ids)| *ids);
    most.filter(|_| total > IDS_KEPT && counted.len() > 1)
        .map(|(user, _)| user)
}

fn remove_oldest(lists: &mut Vec<Kept>, user: UserNo) {
    let oldest = lists
        .iter()
        .enumerate()
        .filter(|(_, list)| list.user == user)
        .min_by_key(|(_, list)| list.used)
        .map(|(index, _)| index);
    if let Some(oldest) = oldest {
        lists.remove(oldest);
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    fn question(table: i64) -> Question {
        Question {
            base: BaseNo(1),
            table: TableNo(table),
            filter: None,
            formula: None,
            sort: vec![(1, false)],
        }
    }

    fn order(length: usize, first: u8) -> Arc<[RecordId]> {
        let tail = format!("{first:014}");
        vec![RecordId::from_tail(&tail).unwrap(); length].into()
    }

    #[test]
    fn one_users_lists_do_not_end_anothers() {
        let (lists, entropy, now) = (Iterators::default(), Fixed::new(1), Millis(0));
        let keep = |user, table, order| {
            lists
                .keep(UserNo(user), question(table), order, now, &entropy)
                .unwrap()
        };
        let quiet = keep(1, 1, order(1000, 0));
        for n in 0..20 {
            keep(2, 2, order(IDS_KEPT / 10, n));
        }
        assert!(lists.find(quiet, &question(1), now).is_some());
        for n in 0..=LISTS_OF_ONE {
            keep(3, 3, order(1, u8::try_from(n % 250).unwrap()));
        }
        assert!(lists.find(quiet, &question(1), now).is_some());
        let kept = lists.lists.lock();
        assert!(over_budget(&kept).is_none());
        assert_eq!(
            kept.iter().filter(|list| list.user == UserNo(3)).count(),
            LISTS_OF_ONE
        );
    }

    #[test]
    fn the_same_list_begun_again_is_kept_once() {
        let (lists, entropy, now) = (Iterators::default(), Fixed::new(1), Millis(0));
        let mut begun = Vec::new();
        for _ in 0..100 {
            let order = order(IDS_KEPT / 2, 7);
            begun.push(lists.keep(UserNo(1), question(1), order, now, &entropy));
        }
        for id in begun {
            assert!(lists.find(id.unwrap(), &question(1), now).is_some());
        }
    }
}
