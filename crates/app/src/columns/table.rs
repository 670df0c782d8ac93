//! The columns of one table.

use basekey_model::filter::Keeper;
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, FieldKey, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, Result as StoreResult};

use super::column::Column;
use super::data::Bits;
use super::intake::Intake;
use super::plan::Plan;
use super::sort::{Keys, SortIndex};

/// Changes that are followed in no time.
const NEAR: i64 = 50;

/// Filters of views whose results are kept.
const VIEWS: usize = 16;

/// What a view's filter keeps.
pub(super) struct Kept {
    pub(super) keeper: Keeper,
    /// What it looks at.
    pub(super) fields: Vec<FieldKey>,
    pub(super) rows: Bits,
}

/// The columns of a table. A row is a record, in order of id.
pub(super) struct TableColumns {
    pub(super) base: BaseNo,
    pub(super) table: TableNo,
    /// The newest change of the base that they know, and when that was made: a
    /// number alone could be given again after a commit that failed.
    pub(super) known: (i64, Millis),
    pub(super) ids: Vec<RecordId>,
    pub(super) created: Vec<i64>,
    pub(super) modified: Vec<i64>,
    /// Rows whose record was deleted.
    pub(super) gone: Bits,
    pub(super) gone_count: usize,
    pub(super) columns: Vec<Column>,
    pub(super) sorts: Vec<SortIndex>,
    /// The newest stands last.
    pub(super) views: Vec<Kept>,
}

/// How columns stand to one state of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// They are of this state.
    Current,
    /// They are of a later one.
    Newer,
    /// They have to be made anew.
    Stale,
}

/// They take more memory than there is for them.
#[derive(Debug)]
pub(super) struct TooLarge;

/// The newest change and its time; `None` if there is none.
fn newest(read: &dyn Read, base: BaseNo) -> StoreResult<Option<(i64, Millis)>> {
    let last = read.last_change(base)?;
    let changes = read.changes(base, last - 1, 1)?;
    Ok(changes.first().map(|change| (change.seq, change.at)))
}

impl TableColumns {
    /// No columns yet, but the rows to come will be of the state read.
    /// `None` if the base has no changes to go by.
    pub(super) fn begin(
        read: &dyn Read,
        base: BaseNo,
        table: TableNo,
    ) -> StoreResult<Option<Self>> {
        let Some(known) = newest(read, base)? else {
            return Ok(None);
        };
        Ok(Some(Self {
            base,
            table,
            known,
            ids: Vec::new(),
            created: Vec::new(),
            modified: Vec::new(),
            gone: Bits::default(),
            gone_count: 0,
            columns: Vec::new(),
            sorts: Vec::new(),
            views: Vec::new(),
        }))
    }

    pub(super) fn column(&self, key: FieldKey) -> Option<&Column> {
        self.columns.iter().find(|column| column.need.key == key)
    }

    pub(super) fn sort(&self, key: FieldKey) -> Option<&SortIndex> {
        self.sorts.iter().find(|sort| sort.key == key)
    }

    pub(super) fn view(&self, keeper: &Keeper) -> Option<&Kept> {
        self.views.iter().find(|kept| kept.keeper == *keeper)
    }

    pub(super) fn has_gone(&self) -> bool {
        self.gone_count > 0
    }

    /// True if they are of the state read.
    pub(super) fn is_current(&self, read: &dyn Read) -> StoreResult<bool> {
        Ok(read.last_change(self.base)? == self.known.0
            && newest(read, self.base)? == Some(self.known))
    }

    /// True if they are of the state read, or of one shortly before.
    pub(super) fn is_near(&self, read: &dyn Read) -> StoreResult<bool> {
        let newer = read.last_change(self.base)? - self.known.0;
        Ok((0..NEAR).contains(&newer))
    }

    /// True if all that a plan needs is there, whatever state it is of.
    pub(super) fn has(&self, plan: &Plan) -> bool {
        plan.needs
            .iter()
            .all(|need| self.columns.iter().any(|column| column.need == *need))
            && plan.sorts.iter().all(|(field, _)| {
                let sort = self.sort(field.key);
                sort.is_some_and(|sort| sort.kind == field.kind && sort.is_settled())
            })
            && plan
                .view
                .as_ref()
                .is_none_or(|view| self.view(&view.keeper).is_some())
    }

    /// True if what a plan needs can be relied on.
    pub(super) fn is_sound(&self, plan: &Plan) -> bool {
        let columns = plan.needs.iter().map(|need| self.column(need.key));
        let sorts = plan.sorts.iter().map(|(field, _)| self.sort(field.key));
        columns.into_iter().flatten().all(Column::is_sound)
            && sorts.into_iter().flatten().all(SortIndex::is_sound)
    }

    pub(super) fn bytes(&self) -> usize {
        let rows = self.ids.capacity() * size_of::<RecordId>()
            + (self.created.capacity() + self.modified.capacity()) * 8
            + self.gone.bytes();
        let columns = self.columns.iter().map(Column::bytes);
        let sorts = self.sorts.iter().map(SortIndex::bytes);
        let views = self.views.iter().map(|kept| kept.rows.bytes());
        rows + columns.chain(sorts).chain(views).sum::<usize>()
    }

    /// Makes what a plan needs and is not there. The columns are of the state
    /// read. `most` is the bytes they may take; if they take more, they are of
    /// no use any more.
    pub(super) fn complete(
        &mut self,
        read: &dyn Read,
        plan: &Plan,
        most: usize,
    ) -> StoreResult<Result<(), TooLarge>> {
        let first = self.ids.is_empty();
        // What was made for a field as it was before is of no use.
        self.columns.retain(|column| {
            let wanted = plan.needs.iter().find(|need| need.key == column.need.key);
            wanted.is_none_or(|need| *need == column.need)
        });
        self.sorts.retain(|sort| {
            let mut wanted = plan.sorts.iter();
            let wanted = wanted.find(|(field, _)| field.key == sort.key);
            wanted.is_none_or(|(field, _)| field.kind == sort.kind)
        });
        let mut new = Intake::default();
        for need in &plan.needs {
            if self.column(need.key).is_none() {
                new.columns.push(self.columns.len());
                self.columns.push(Column::new(*need));
            }
        }
        for (field, _) in &plan.sorts {
            if self.sort(field.key).is_none() {
                new.sorts.push((self.sorts.len(), Keys::of(field)));
                self.sorts.push(SortIndex::new(field));
            }
        }
        if let Some(view) = &plan.view
            && self.view(&view.keeper).is_none()
        {
            if self.views.len() == VIEWS {
                self.views.remove(0);
            }
            new.views.push(self.views.len());
            self.views.push(Kept {
                keeper: view.keeper.clone(),
                fields: view.fields.clone(),
                rows: Bits::default(),
            });
        }
        if (first || !new.is_empty()) && self.read_all(read, plan, &new, most)?.is_err() {
            return Ok(Err(TooLarge));
        }
        for sort in &mut self.sorts {
            if plan.sorts.iter().any(|(field, _)| field.key == sort.key) {
                sort.settle();
            }
        }
        Ok(if self.bytes() > most {
            Err(TooLarge)
        } else {
            Ok(())
        })
    }
}
