//! Finding records by what is in their cells: for upserts, and for links that
//! are given by text.
//!
//! An index is made by reading a table once, and kept in memory. It is brought
//! up to date inside the write that uses it, from the base's log of changes,
//! so it never misses a record. It may name too many: what it finds is
//! compared with the documents before it counts.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

use basekey_model::cell::{Names, plain};
use basekey_model::change::ChangeItem;
use basekey_model::doc::Doc;
use basekey_model::field::{FieldKind, Upkeep};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, FieldKey, Table, TableNo};
use basekey_store::{Read, RecordRef, Result as StoreResult};
use parking_lot::Mutex;

/// Records of all indexes together. An entry takes about 32 bytes.
const ENTRIES: usize = 2_000_000;

/// Indexes at most, however small.
const SLOTS: usize = 500;

/// Records read at a time while an index is made.
const CHUNK: usize = 1_000;

/// Changes read at a time. One can be long: a field's new type tells hundreds
/// of records.
const CHANGES: usize = 20;

/// After more changes than these, reading the table anew is quicker.
const CATCH_UP: i64 = 20_000;

/// By what records are found.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum KeyOf {
    /// The stored cells of these fields, to the letter.
    Cells(Vec<FieldKey>),
    /// What a person reads in this field, without space around it.
    Text(FieldKey),
}

impl KeyOf {
    fn fields(&self) -> &[FieldKey] {
        match self {
            Self::Cells(keys) => keys,
            Self::Text(key) => std::slice::from_ref(key),
        }
    }

    /// The key of a document; `None` if nothing is to be found by it.
    pub(crate) fn of(&self, table: &Table, doc: &str) -> Option<String> {
        match self {
            Self::Cells(keys) => Some(joined(keys.iter().map(|key| Doc(doc).get(*key)))),
            Self::Text(key) => {
                let kind = &table.field_by_key(*key)?.kind;
                if kind.upkeep().is_some_and(|upkeep| upkeep != Upkeep::Stored) {
                    // What the document has is not what people read.
                    return None;
                }
                let raw = Doc(doc).get(*key)?;
                let text = plain(kind, raw, &Names::NONE);
                let text = text.trim();
                (!text.is_empty()).then(|| text.to_owned())
            }
        }
    }
}

/// One text from several cells. Raw JSON has no control characters, so the
/// separator stands in none of them.
pub(crate) fn joined<'c>(cells: impl Iterator<Item = Option<&'c str>>) -> String {
    let mut key = String::new();
    for raw in cells {
        key.push_str(raw.unwrap_or_default());
        key.push('\u{1}');
    }
    key
}

/// Keys of records to the records that may have them.
#[derive(Default)]
struct Index {
    hasher: RandomState,
    first: HashMap<u64, RecordId>,
    /// Where several records have one key.
    more: HashMap<u64, Vec<RecordId>>,
    entries: usize,
}

impl Index {
    /// Adds a record. One that has the key already may be there twice then:
    /// looking for it would take long where many have one key.
    fn add(&mut self, key: &str, id: RecordId) {
        let hash = self.hasher.hash_one(key);
        match self.first.entry(hash) {
            Entry::Vacant(free) => {
                free.insert(id);
            }
            Entry::Occupied(taken) if *taken.get() == id => return,
            Entry::Occupied(_) => self.more.entry(hash).or_default().push(id),
        }
        self.entries += 1;
    }

    fn candidates(&self, key: &str, into: &mut Vec<RecordId>) {
        let hash = self.hasher.hash_one(key);
        into.extend(self.first.get(&hash));
        into.extend(self.more.get(&hash).into_iter().flatten());
    }
}

/// An index and what it was made from.
struct Kept {
    base: BaseNo,
    table: TableNo,
    by: KeyOf,
    /// The type that says how people read the cells, if that is the key.
    kind: Option<FieldKind>,
    /// The newest change of the base that it knows, and when that was made: a
    /// number alone could be given again after a commit that failed.
    known: Option<(i64, basekey_model::time::Millis)>,
    /// Entries when it was made: twice as many are mostly stale ones.
    made: usize,
    index: Index,
}

/// The place of one index.
struct Slot {
    base: BaseNo,
    table: TableNo,
    by: KeyOf,
    /// Held while the index is made or used; whoever wants another one does
    /// not wait. Empty until it is made.
    kept: Mutex<Option<Kept>>,
    /// Its entries; 0 until it is made.
    entries: AtomicUsize,
}

/// The indexes of all bases.
#[derive(Default)]
pub(crate) struct Matching {
    /// The one used last stands last.
    slots: Mutex<Vec<Arc<Slot>>>,
}

impl Matching {
    /// True if there is an index already.
    pub(crate) fn has(&self, base: BaseNo, table: TableNo, by: &KeyOf) -> bool {
        let slots = self.slots.lock();
        slots
            .iter()
            .any(|slot| slot.is(base, table, by) && slot.entries.load(Relaxed) > 0)
    }

    /// Makes an index if there is none, which is best done before a write. A
    /// table that is too large for one, or empty, stays without.
    pub(crate) fn warm(
        &self,
        read: &dyn Read,
        base: BaseNo,
        table: &Table,
        by: &KeyOf,
    ) -> StoreResult<()> {
        let slot = self.slot(base, table.no, by);
        let mut kept = slot.kept.lock();
        if kept.is_none() {
            *kept = Kept::read(read, base, table, by)?;
            slot.count(kept.as_ref());
            self.drop_oldest();
        }
        Ok(())
    }

    /// Drops what is known of a base: a write that logged, looked up and is
    /// then undone leaves indexes that know what never was.
    pub(crate) fn forget(&self, base: BaseNo) {
        self.slots.lock().retain(|slot| slot.base != base);
    }

    /// The records that may have one of `keys`, key by key. Asked inside of a
    /// write, it sees all that was written before that write. `changed` says
    /// that the write itself has changed or deleted records of the table: what
    /// is read then must not outlive it, since it may yet be undone.
    pub(crate) fn candidates<'k>(
        &self,
        read: &dyn Read,
        base: BaseNo,
        table: &Table,
        by: &KeyOf,
        keys: &[&'k str],
        changed: bool,
    ) -> StoreResult<HashMap<&'k str, Vec<RecordId>>> {
        if changed {
            return scan(read, base, table, by, keys);
        }
        let slot = self.slot(base, table.no, by);
        let mut kept = slot.kept.lock();
        let current = match kept.take() {
            Some(mut old) => old.catch_up(read, table)?.then_some(old),
            None => None,
        };
        let current = match current {
            Some(current) => current,
            None => match Kept::read(read, base, table, by)? {
                Some(new) => new,
                None => return scan(read, base, table, by, keys),
            },
        };
        let mut found = HashMap::with_capacity(keys.len());
        for key in keys {
            let mut ids = Vec::new();
            current.index.candidates(key, &mut ids);
            found.insert(*key, ids);
        }
        slot.count(Some(&current));
        *kept = Some(current);
        self.drop_oldest();
        Ok(found)
    }

    /// The place of an index, as the one used last.
    fn slot(&self, base: BaseNo, table: TableNo, by: &KeyOf) -> Arc<Slot> {
        let mut slots = self.slots.lock();
        let place = slots.iter().position(|slot| slot.is(base, table, by));
        let slot = match place {
            Some(place) => slots.remove(place),
            None => Arc::new(Slot {
                base,
                table,
                by: by.clone(),
                kept: Mutex::new(None),
                entries: AtomicUsize::new(0),
            }),
        };
        slots.push(slot.clone());
        slot
    }

    /// Keeps the indexes used last, as far as there is room.
    fn drop_oldest(&self) {
        let mut slots = self.slots.lock();
        let mut total = 0;
        let room = slots
            .iter()
            .rev()
            .take(SLOTS)
            .take_while(|slot| {
                total += slot.entries.load(Relaxed);
                total <= ENTRIES
            })
            .count();
        let gone = slots.len() - room;
        slots.drain(..gone);
    }
}

impl Slot {
    fn is(&self, base: BaseNo, table: TableNo, by: &KeyOf) -> bool {
        self.base == base && self.table == table && self.by == *by
    }

    fn count(&self, kept: Option<&Kept>) {
        let entries = kept.map_or(0, |kept| kept.index.entries);
        self.entries.store(entries, Relaxed);
    }
}

/// For tables too large for an index: all of it is read.
fn scan<'k>(
    read: &dyn Read,
    base: BaseNo,
    table: &Table,
    by: &KeyOf,
    keys: &[&'k str],
) -> StoreResult<HashMap<&'k str, Vec<RecordId>>> {
    let mut found: HashMap<&'k str, Vec<RecordId>> =
        keys.iter().map(|key| (*key, Vec::new())).collect();
    each_record(read, base, table.no, |record| {
        if let Some(key) = by.of(table, record.doc)
            && let Some(ids) = found.get_mut(key.as_str())
        {
            ids.push(record.head.id);
        }
        true
    })?;
    Ok(found)
}

/// Every record of a table in order of id, until `with` says no.
fn each_record(
    read: &dyn Read,
    base: BaseNo,
    table: TableNo,
    mut with: impl FnMut(RecordRef<'_>) -> bool,
) -> StoreResult<()> {
    let mut after = None;
    loop {
        let chunk = read.page(base, table, after, CHUNK)?;
        for record in chunk.iter() {
            if !with(record) {
                return Ok(());
            }
            after = Some(record.head.id);
        }
        if chunk.len() < CHUNK {
            return Ok(());
        }
    }
}

impl Kept {
    /// What a key is made with, beside the cells. Stored cells are compared as
    /// they are, and every change of theirs is in the log, whatever becomes of
    /// the field's type.
    fn kind(table: &Table, by: &KeyOf) -> Option<FieldKind> {
        match by {
            KeyOf::Cells(_) => None,
            KeyOf::Text(key) => Some(table.field_by_key(*key)?.kind.clone()),
        }
    }

    /// Reads the whole table; `None` if it is too large.
    fn read(read: &dyn Read, base: BaseNo, table: &Table, by: &KeyOf) -> StoreResult<Option<Self>> {
        let mut index = Index::default();
        each_record(read, base, table.no, |record| {
            if let Some(key) = by.of(table, record.doc) {
                index.add(&key, record.head.id);
            }
            index.entries <= ENTRIES
        })?;
        if index.entries > ENTRIES {
            return Ok(None);
        }
        let last = read.last_change(base)?;
        let known = read
            .changes(base, last - 1, 1)?
            .first()
            .map(|change| (change.seq, change.at));
        Ok(Some(Self {
            base,
            table: table.no,
            by: by.clone(),
            kind: Self::kind(table, by),
            known,
            made: index.entries,
            index,
        }))
    }

    /// True if cells change that the log does not tell: the server stamps them.
    fn is_unlogged(&self) -> bool {
        matches!(self.kind, Some(FieldKind::LastModifiedTime { .. }))
    }

    /// True if the log tells which records have another key and not which.
    fn is_derived(&self) -> bool {
        self.kind.as_ref().is_some_and(FieldKind::is_derived)
    }

    /// Takes in what was written since; false if reading the table anew is
    /// needed or quicker.
    fn catch_up(&mut self, read: &dyn Read, table: &Table) -> StoreResult<bool> {
        let Some((seq, at)) = self.known else {
            return Ok(false);
        };
        let last = read.last_change(self.base)?;
        if last - seq > CATCH_UP
            || self.is_unlogged()
            || self.kind != Self::kind(table, &self.by)
            || self.index.entries > 2 * self.made + CHUNK
        {
            return Ok(false);
        }
        let mut changes = read.changes(self.base, seq - 1, CHANGES)?;
        if changes.first().map(|change| (change.seq, change.at)) != Some((seq, at)) {
            return Ok(false);
        }
        changes.remove(0);
        loop {
            let mut newer = Vec::new();
            for change in &changes {
                for item in &change.what {
                    if !self.take_in(item, table, &mut newer) {
                        return Ok(false);
                    }
                }
                self.known = Some((change.seq, change.at));
            }
            newer.sort_unstable();
            newer.dedup();
            for ids in newer.chunks(CHUNK) {
                for record in read.records(self.base, self.table, ids)?.iter() {
                    self.add(table, record);
                }
            }
            let Some((known, _)) = self.known else {
                return Ok(false);
            };
            if known >= last {
                return Ok(true);
            }
            changes = read.changes(self.base, known, CHANGES)?;
            if changes.is_empty() {
                return Ok(false);
            }
        }
    }

    fn add(&mut self, table: &Table, record: RecordRef<'_>) {
        if let Some(key) = self.by.of(table, record.doc) {
            self.index.add(&key, record.head.id);
        }
    }

    /// Adds records as the log shows them; those of which it shows a part are
    /// named to be read. False if it shows nothing of what changed.
    fn take_in(&mut self, item: &ChangeItem, table: &Table, newer: &mut Vec<RecordId>) -> bool {
        match item {
            ChangeItem::RecordsCreated { table: of, records }
                if *of == self.table && self.is_derived() =>
            {
                newer.extend(records.iter().map(|(id, _)| *id));
            }
            ChangeItem::RecordsUpdated { table: of, records }
                if *of == self.table && self.is_derived() =>
            {
                newer.extend(records.iter().map(|edit| edit.id));
            }
            ChangeItem::LinksFollowed {
                table: of, records, ..
            } if *of == self.table && self.is_derived() => {
                newer.extend(records.iter().map(|edit| edit.id));
            }
            ChangeItem::RecordsRecalculated { table: of, records } if *of == self.table => {
                newer.extend_from_slice(records);
            }
            ChangeItem::FieldsRecalculated { table: of, .. }
            | ChangeItem::FieldUpdated { table: of, .. }
                if *of == self.table =>
            {
                return !self.is_derived();
            }
            ChangeItem::RecordsCreated { table: of, records } if *of == self.table => {
                for (id, doc) in records {
                    if let Some(key) = self.by.of(table, doc.as_str()) {
                        self.index.add(&key, *id);
                    }
                }
            }
            ChangeItem::RecordsUpdated { table: of, records } if *of == self.table => {
                let fields = self.by.fields();
                newer.extend(
                    records
                        .iter()
                        .filter(|edit| {
                            edit.after
                                .doc()
                                .cells()
                                .any(|(key, _)| fields.contains(&key))
                        })
                        .map(|edit| edit.id),
                );
            }
            _ => {}
        }
        true
    }
}

/// What one write itself has written so far, which no log tells yet.
#[derive(Default)]
pub(crate) struct Overlay {
    by: Vec<(TableNo, KeyOf, Index)>,
}

impl Overlay {
    /// From now on, what is written to `table` can be found by `by`; false if
    /// it could before.
    pub(crate) fn watch(&mut self, table: TableNo, by: &KeyOf) -> bool {
        let watched = self.by.iter().any(|(of, key, _)| *of == table && key == by);
        if !watched {
            self.by.push((table, by.clone(), Index::default()));
        }
        !watched
    }

    /// Takes in a record as it was just written.
    pub(crate) fn wrote(&mut self, table: &Table, id: RecordId, doc: &str) {
        for (of, by, index) in &mut self.by {
            if *of == table.no
                && let Some(key) = by.of(table, doc)
            {
                index.add(&key, id);
            }
        }
    }

    /// Records that may have this key.
    pub(crate) fn candidates(&self, table: TableNo, by: &KeyOf, key: &str) -> Vec<RecordId> {
        let mut found = Vec::new();
        for (of, other, index) in &self.by {
            if *of == table && other == by {
                index.candidates(key, &mut found);
            }
        }
        found
    }
}
