//! How columns take records in: all of a table, and those that were written
//! since, as the log of changes tells.

use basekey_model::cell::{Names, Nobody};
use basekey_model::change::ChangeItem;
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::filter::Row;
use basekey_model::id::RecordId;
use basekey_model::schema::{Field, FieldKey};
use basekey_store::{Read, RecordRef, Result as StoreResult};

use super::column::{Need, place};
use super::plan::Plan;
use super::sort::Keys;
use super::table::{State, TableColumns, TooLarge};

/// Records read at a time.
const CHUNK: usize = 1_000;

/// Changes read at a time. One can be long: a field's new type tells hundreds
/// of records.
const CHANGES: usize = 20;

/// Changes that are always followed; more of them only if the table is large,
/// since reading a small one anew is quicker.
const FOLLOWED: usize = 100;

/// Which columns take in what is read, by their places.
#[derive(Default)]
pub(super) struct Intake<'p> {
    pub(super) columns: Vec<usize>,
    pub(super) sorts: Vec<(usize, Keys<'p>)>,
    pub(super) views: Vec<usize>,
}

impl Intake<'_> {
    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty() && self.sorts.is_empty() && self.views.is_empty()
    }
}

/// Records that changes name, and whether anything else happened that makes
/// columns useless.
#[derive(Default)]
struct Touched {
    records: Vec<RecordId>,
    all: bool,
}

impl TableColumns {
    /// Takes all records in. Rows that are there already are these records.
    pub(super) fn read_all(
        &mut self,
        read: &dyn Read,
        plan: &Plan,
        into: &Intake<'_>,
        most: usize,
    ) -> StoreResult<Result<(), TooLarge>> {
        let (mut after, mut row) = (None, 0);
        loop {
            let chunk = read.page(self.base, self.table, after, CHUNK)?;
            for record in chunk.iter() {
                after = Some(record.head.id);
                while self.gone.get(row) && self.ids.get(row) != Some(&record.head.id) {
                    row += 1;
                }
                self.put(row, record, plan, into);
                row += 1;
            }
            if self.bytes() > most {
                return Ok(Err(TooLarge));
            }
            if chunk.len() < CHUNK {
                return Ok(Ok(()));
            }
        }
    }

    /// Takes a record in.
    fn put(&mut self, row: usize, record: RecordRef<'_>, plan: &Plan, into: &Intake<'_>) {
        let head = record.head;
        place(&mut self.ids, row, head.id, head.id);
        place(&mut self.created, row, head.created.0, 0);
        place(&mut self.modified, row, head.modified.0, 0);
        for at in &into.columns {
            let Some(column) = self.columns.get_mut(*at) else {
                continue;
            };
            if column.need.creator {
                column.set(row, Some(&head.created_by.0.to_string()));
            } else {
                column.set(row, Doc(record.doc).get(column.need.key));
            }
        }
        for (at, keys) in &into.sorts {
            if let Some(sort) = self.sorts.get_mut(*at) {
                sort.set(row, record, keys);
            }
        }
        let names = Names {
            people: &*plan.people,
            records: &Nobody,
        };
        for at in &into.views {
            if let Some(kept) = self.views.get_mut(*at) {
                let seen = Row {
                    created: head.created,
                    created_by: head.created_by,
                    doc: record.doc,
                };
                let keeps = kept.keeper.keeps(seen, &names);
                kept.rows.set(row, keeps);
            }
        }
    }

    /// Takes in what was written since.
    pub(super) fn catch_up(&mut self, read: &dyn Read, plan: &Plan) -> StoreResult<State> {
        let (seq, at) = self.known;
        let last = read.last_change(self.base)?;
        if last < seq {
            return Ok(State::Newer);
        }
        let most = FOLLOWED + self.ids.len() / 10;
        if usize::try_from(last - seq).map_or(true, |newer| newer > most) {
            return Ok(State::Stale);
        }
        let mut changes = read.changes(self.base, seq - 1, CHANGES)?;
        if changes.first().map(|change| (change.seq, change.at)) != Some((seq, at)) {
            return Ok(State::Stale);
        }
        changes.remove(0);
        let mut touched = Touched::default();
        let mut known = (seq, at);
        loop {
            for change in &changes {
                for item in &change.what {
                    self.look_at(item, &mut touched);
                }
                known = (change.seq, change.at);
            }
            if touched.all || touched.records.len() > most.max(CHUNK) * 4 {
                return Ok(State::Stale);
            }
            if known.0 >= last {
                break;
            }
            changes = read.changes(self.base, known.0, CHANGES)?;
            if changes.is_empty() {
                return Ok(State::Stale);
            }
        }
        if !self.renew(read, plan, touched.records)? {
            return Ok(State::Stale);
        }
        self.known = known;
        Ok(State::Current)
    }

    /// Notes what a change says, and drops columns that it touches as a whole.
    fn look_at(&mut self, item: &ChangeItem, touched: &mut Touched) {
        use ChangeItem as I;
        let here = self.table;
        match item {
            I::RecordsCreated { table, records } if *table == here => {
                touched.records.extend(records.iter().map(|(id, _)| *id));
            }
            I::RecordsUpdated { table, records } if *table == here => {
                touched.records.extend(records.iter().map(|edit| edit.id));
            }
            I::LinksFollowed { table, records, .. } if *table == here => {
                touched.records.extend(records.iter().map(|edit| edit.id));
            }
            I::RecordsRecalculated { table, records } if *table == here => {
                touched.records.extend(records);
            }
            I::RecordsDeleted { table, records } if *table == here => {
                touched.records.extend(records.iter().map(|gone| gone.id));
            }
            I::FieldsRecalculated { table, keys } if *table == here => {
                for key in keys {
                    self.drop_column(*key);
                }
            }
            I::FieldCreated { table, field }
            | I::FieldDeleted { table, field }
            | I::FieldRestored { table, field }
                if *table == here =>
            {
                self.drop_columns_of(field);
            }
            I::FieldUpdated {
                table,
                before,
                after,
            } if *table == here => {
                if !stay(before, after) {
                    self.drop_columns_of(before);
                    self.drop_columns_of(after);
                }
            }
            I::FieldPurged { table, key } if *table == here => self.drop_column(*key),
            I::TableCreated { table } | I::TableRestored { table } if table.no == here => {
                touched.all = true;
            }
            I::TableDeleted { table } | I::TablePurged { table } if *table == here => {
                touched.all = true;
            }
            // Of other tables, or nothing that columns hold.
            I::RecordsCreated { .. }
            | I::RecordsUpdated { .. }
            | I::LinksFollowed { .. }
            | I::RecordsRecalculated { .. }
            | I::RecordsDeleted { .. }
            | I::FieldsRecalculated { .. }
            | I::FieldCreated { .. }
            | I::FieldDeleted { .. }
            | I::FieldRestored { .. }
            | I::FieldUpdated { .. }
            | I::FieldPurged { .. }
            | I::TableCreated { .. }
            | I::TableRestored { .. }
            | I::TableDeleted { .. }
            | I::TablePurged { .. }
            | I::BaseCreated { .. }
            | I::BaseRenamed { .. }
            | I::TableUpdated { .. }
            | I::DateDependencyUpdated { .. }
            | I::ViewCreated { .. }
            | I::ViewUpdated { .. }
            | I::ViewDeleted { .. } => {}
        }
    }

    fn drop_columns_of(&mut self, field: &Field) {
        self.drop_column(field.key);
        for key in field.hidden_keys() {
            self.drop_column(key);
        }
    }

    fn drop_column(&mut self, key: FieldKey) {
        self.columns.retain(|column| column.need.key != key);
        self.sorts.retain(|sort| sort.key != key);
        self.views.retain(|kept| !kept.fields.contains(&key));
    }

    /// Reads records anew. False if a row would have to be put in between.
    fn renew(&mut self, read: &dyn Read, plan: &Plan, mut ids: Vec<RecordId>) -> StoreResult<bool> {
        if ids.is_empty() {
            return Ok(true);
        }
        ids.sort_unstable();
        ids.dedup();
        // A sort goes on with the fields as they were made for; if the schema
        // has another, the index would not be used and is not worth following.
        let fields = &plan.table.fields;
        self.sorts.retain(|sort| {
            let mut fields = fields.iter();
            fields.any(|field| field.key == sort.key && field.kind == sort.kind)
        });
        let mut into = Intake {
            columns: (0..self.columns.len()).collect(),
            sorts: Vec::new(),
            views: (0..self.views.len()).collect(),
        };
        for (at, sort) in self.sorts.iter().enumerate() {
            if let Some(field) = fields.iter().find(|field| field.key == sort.key) {
                into.sorts.push((at, Keys::of(field)));
            }
        }
        for ids in ids.chunks(CHUNK) {
            let records = read.records(self.base, self.table, ids)?;
            let mut found = records.iter().peekable();
            for id in ids {
                let record = found.next_if(|record| record.head.id == *id);
                let row = match self.ids.binary_search(id) {
                    Ok(row) => row,
                    Err(_) if record.is_none() => continue,
                    Err(row) if row == self.ids.len() => row,
                    Err(_) => return Ok(false),
                };
                match record {
                    Some(record) => {
                        if self.gone.get(row) {
                            self.gone.set(row, false);
                            self.gone_count -= 1;
                        }
                        self.put(row, record, plan, &into);
                    }
                    None if self.gone.get(row) => {}
                    None => {
                        self.gone.set(row, true);
                        self.gone_count += 1;
                    }
                }
            }
        }
        // Rows that are gone are in the way of every list.
        Ok(self.gone_count <= CHUNK + self.ids.len() / 4)
    }
}

/// True if the columns of a field hold what they would if made anew. Sorts and
/// views look at the field as it is by themselves.
fn stay(before: &Field, after: &Field) -> bool {
    let by_server = |kind: &FieldKind| {
        kind.is_derived()
            || matches!(
                kind,
                FieldKind::LastModifiedTime { .. }
                    | FieldKind::LastModifiedBy { .. }
                    | FieldKind::AutoNumber
            )
    };
    before.key == after.key
        && !by_server(&before.kind)
        && !by_server(&after.kind)
        && std::mem::discriminant(&before.kind) == std::mem::discriminant(&after.kind)
        && Need::of(before) == Need::of(after)
}
