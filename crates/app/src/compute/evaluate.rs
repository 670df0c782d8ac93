//! Computing derived cells of records.
//!
//! What linked records hold is read for many records at once, in pieces that
//! fit into memory.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

use basekey_formula::{Bounds, Context, Row, Value, cells};
use basekey_model::cell::{DERIVED_ERROR, Names, People, plain};
use basekey_model::doc::{Doc, merge};
use basekey_model::field::{Upkeep, linked};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, Field, FieldKey, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, RecordRef, Records};

use super::graph::{Derived, Graph, How, Named, Path, Slots};
use super::items::{Lookup, fit};
use crate::error::Result;
use crate::records::{cell_value, kept_moment, stored_cell};

/// Linked records read at a time.
const CHUNK: usize = 1_000;

/// Links of records that are computed together.
const LINKS: usize = 20_000;

/// Linked records of which one reading computes cells that are not stored;
/// cells that need more are errors.
const COMPUTED: usize = 1_000_000;

/// Bytes of linked cells kept at a time; a cell that needs more is an error.
const BYTES: usize = 128 * 1024 * 1024;

/// Computes derived cells against one state of the store.
pub(crate) struct Evaluator<'a> {
    pub(super) read: &'a dyn Read,
    pub(super) base: BaseNo,
    pub(super) graph: &'a Graph,
    pub(super) people: &'a dyn People,
    pub(super) context: Context,
    /// What was computed for others to read; `None` inside of writes, where what
    /// is not stored yet is taken as it is: it is stored later, and what reads
    /// it after it.
    computed: Option<RefCell<Computed>>,
}

/// Cells that are not stored, each computed once in a reading: records that
/// link to each other would else be gone through again and again.
#[derive(Default)]
struct Computed {
    /// By field and record; `None` where it is blank.
    cells: HashMap<(usize, RecordId), Option<Box<str>>>,
    bytes: usize,
}

impl<'a> Evaluator<'a> {
    /// For readers: sources that are not stored are computed as well.
    pub(super) fn reading(
        read: &'a dyn Read,
        base: BaseNo,
        graph: &'a Graph,
        people: &'a dyn People,
        now: Millis,
    ) -> Self {
        Self {
            computed: Some(RefCell::default()),
            ..Self::new(read, base, graph, people, now)
        }
    }

    /// For writers, and for whoever looks at stored cells only.
    pub(super) fn new(
        read: &'a dyn Read,
        base: BaseNo,
        graph: &'a Graph,
        people: &'a dyn People,
        now: Millis,
    ) -> Self {
        Self {
            read,
            base,
            graph,
            people,
            context: Context::new(now, Bounds::default()),
            computed: None,
        }
    }

    /// The documents of records of one table with the cells of `fields`, which
    /// are places in the graph in ascending order, computed anew. `wanted`
    /// says whether a field of a record (by its place in `records`) is to be
    /// computed, given the keys that were computed before; `done` is given the
    /// new document if it differs, and the keys that do.
    pub(super) fn compute(
        &self,
        records: &Records,
        fields: &[usize],
        mut wanted: impl FnMut(usize, usize, &[FieldKey]) -> bool,
        mut done: impl FnMut(usize, String, &[FieldKey]) -> Result<()>,
    ) -> Result<()> {
        let mut start = 0;
        while start < records.len() {
            let end = self.group(records, fields, start);
            let mut found = Linked::default();
            self.load(&mut found, records, start..end, fields)?;
            if found.bytes > BYTES {
                // Together too much; one by one each has its own room.
                for one in start..end {
                    self.alone(records, one, fields, &mut wanted, &mut done)?;
                }
            } else {
                for one in start..end {
                    self.one(records, one, fields, &found, &mut wanted, &mut done)?;
                }
            }
            start = end;
        }
        Ok(())
    }

    /// Computes one record, field by field, each with room of its own: whether
    /// a cell is too much does not depend on what is computed beside it.
    fn alone(
        &self,
        records: &Records,
        at: usize,
        fields: &[usize],
        wanted: &mut impl FnMut(usize, usize, &[FieldKey]) -> bool,
        done: &mut impl FnMut(usize, String, &[FieldKey]) -> Result<()>,
    ) -> Result<()> {
        let Some(record) = records.get(at) else {
            return Ok(());
        };
        let mut current = Records::with_capacity(1);
        current.push(*record.head, record.doc);
        let (mut last, mut changed) = (None, Vec::new());
        for field in fields {
            let mut found = Linked::default();
            self.load(&mut found, &current, 0..1, &[*field])?;
            let mut next = None;
            self.one(
                &current,
                0,
                &[*field],
                &found,
                &mut |field, _, _| wanted(field, at, &changed),
                &mut |_, doc, _| {
                    next = Some(doc);
                    Ok(())
                },
            )?;
            if let Some(doc) = next {
                changed.push(self.graph.fields[*field].field.key);
                current = Records::with_capacity(1);
                current.push(*record.head, &doc);
                last = Some(doc);
            }
        }
        match last {
            Some(doc) => done(at, doc, &changed),
            None => Ok(()),
        }
    }

    /// Where the records end that are computed together with the one at `start`.
    fn group(&self, records: &Records, fields: &[usize], start: usize) -> usize {
        let keys = self.graph.link_keys(fields);
        if keys.is_empty() {
            return records.len().min(start + CHUNK);
        }
        let mut links = 0;
        for at in start..records.len() {
            let doc = records.get(at).map_or("", |record| record.doc);
            for (key, raw) in Doc(doc).cells() {
                if keys.contains(&key) {
                    // A record in a list takes 20 bytes.
                    links += raw.len() / 20;
                }
            }
            if links > LINKS {
                return at.max(start) + 1;
            }
        }
        records.len()
    }

    /// Reads what the fields need of linked records.
    fn load(
        &self,
        found: &mut Linked,
        records: &Records,
        range: std::ops::Range<usize>,
        fields: &[usize],
    ) -> Result<()> {
        for field in fields {
            let derived = &self.graph.fields[*field];
            if let Some(path) = derived.path() {
                let ids = named_by(records, range.clone(), path.link);
                self.load_cells(found, path, ids)?;
            }
            let slots = derived.slots().into_iter().flat_map(|slots| &slots.cells);
            for slot in slots {
                if let Some(named) = &slot.named {
                    let ids = named_by(records, range.clone(), slot.field.key);
                    self.load_names(found, named, ids)?;
                }
            }
        }
        Ok(())
    }

    fn load_cells(&self, found: &mut Linked, path: &Path, mut ids: Vec<RecordId>) -> Result<()> {
        let place = (path.table, path.source.key);
        let known = found.cells.entry(place).or_default();
        ids.retain(|id| !known.contains_key(id));
        let mut names = Vec::new();
        for chunk in ids.chunks(CHUNK) {
            if found.bytes > BYTES {
                break;
            }
            let known = found.cells.entry(place).or_default();
            let bytes = &mut found.bytes;
            self.cells_of(path.table, &path.source, chunk, |id, raw| {
                *bytes += raw.map_or(0, str::len) + 64;
                if path.named.is_some() {
                    names.extend(raw.into_iter().flat_map(linked));
                }
                known.insert(id, raw.map(Into::into));
            })?;
        }
        if let Some(named) = &path.named {
            self.load_names(found, named, names)?;
        }
        Ok(())
    }

    fn load_names(&self, found: &mut Linked, named: &Named, mut ids: Vec<RecordId>) -> Result<()> {
        let mut seen = HashSet::new();
        ids.retain(|id| !found.names.contains_key(id) && seen.insert(*id));
        for chunk in ids.chunks(CHUNK) {
            if found.bytes > BYTES {
                break;
            }
            self.cells_of(named.table, &named.primary, chunk, |id, raw| {
                let text = raw.map_or_else(String::new, |raw| {
                    plain(&named.primary.kind, raw, &self.people_only())
                });
                found.bytes += text.len() + 64;
                found.names.insert(id, text);
            })?;
        }
        Ok(())
    }

    /// Tells the cells of a field of those records that are there, even if it
    /// is not stored.
    fn cells_of(
        &self,
        table: TableNo,
        field: &Field,
        ids: &[RecordId],
        mut tell: impl FnMut(RecordId, Option<&str>),
    ) -> Result<()> {
        let place = self.graph.place(table, field.key);
        let unstored = place.filter(|at| self.graph.fields[*at].upkeep != Upkeep::Stored);
        let (Some(computed), Some(at)) = (&self.computed, unstored) else {
            for record in self.read.records(self.base, table, ids)?.iter() {
                tell(record.head.id, stored_cell(field, record).as_deref());
            }
            return Ok(());
        };
        let mut unknown = Vec::new();
        for id in ids {
            match computed.borrow().cells.get(&(at, *id)) {
                Some(raw) => tell(*id, raw.as_deref()),
                None => unknown.push(*id),
            }
        }
        let is_spent = {
            let computed = computed.borrow();
            computed.bytes > BYTES || computed.cells.len() + unknown.len() > COMPUTED
        };
        if is_spent {
            for id in unknown {
                tell(id, Some(DERIVED_ERROR));
            }
            return Ok(());
        }
        let records = self.read.records(self.base, table, &unknown)?;
        let records = self.with(&self.graph.unstored_for(at), records)?;
        for record in records.iter() {
            let raw = Doc(record.doc).get(field.key);
            tell(record.head.id, raw);
            let mut computed = computed.borrow_mut();
            computed.bytes += raw.map_or(0, str::len) + 64;
            let cell = (at, record.head.id);
            computed.cells.insert(cell, raw.map(Into::into));
        }
        Ok(())
    }

    fn people_only(&self) -> Names<'_> {
        Names {
            people: self.people,
            ..Names::NONE
        }
    }

    /// The records with the cells of all fields that are not stored.
    pub(super) fn fresh(&self, table: TableNo, records: Records) -> Result<Records> {
        let fields: Vec<usize> = self.graph.unstored(table).collect();
        self.with(&fields, records)
    }

    fn with(&self, fields: &[usize], records: Records) -> Result<Records> {
        if fields.is_empty() {
            return Ok(records);
        }
        let mut docs: Vec<Option<String>> = vec![None; records.len()];
        self.compute(
            &records,
            fields,
            |_, _, _| true,
            |at, doc, _| {
                docs[at] = Some(doc);
                Ok(())
            },
        )?;
        let mut all = Records::with_capacity(records.len());
        for (record, doc) in records.iter().zip(&docs) {
            all.push(*record.head, doc.as_deref().unwrap_or(record.doc));
        }
        Ok(all)
    }

    fn one(
        &self,
        records: &Records,
        at: usize,
        fields: &[usize],
        found: &Linked,
        wanted: &mut impl FnMut(usize, usize, &[FieldKey]) -> bool,
        done: &mut impl FnMut(usize, String, &[FieldKey]) -> Result<()>,
    ) -> Result<()> {
        let Some(record) = records.get(at) else {
            return Ok(());
        };
        let mut doc: Option<String> = None;
        let mut changed: Vec<FieldKey> = Vec::new();
        for field in fields {
            if !wanted(*field, at, &changed) {
                continue;
            }
            let derived = &self.graph.fields[*field];
            let now = RecordRef {
                head: record.head,
                doc: doc.as_deref().unwrap_or(record.doc),
            };
            let raw = self.cell(derived, now, found);
            let key = derived.field.key;
            if Doc(now.doc).get(key) != raw.as_deref() {
                doc = Some(merge(now.doc, &[(key, raw)]));
                changed.push(key);
            }
        }
        match doc {
            Some(doc) => done(at, doc, &changed),
            None => Ok(()),
        }
    }

    /// One cell; `None` if it is blank.
    fn cell(&self, derived: &Derived, record: RecordRef<'_>, found: &Linked) -> Option<String> {
        let reads_links = derived.path().is_some()
            || derived
                .slots()
                .is_some_and(|slots| slots.cells.iter().any(|slot| slot.named.is_some()));
        if reads_links && found.bytes > BYTES {
            return Some(DERIVED_ERROR.to_owned());
        }
        match &derived.how {
            How::Invalid => Some(DERIVED_ERROR.to_owned()),
            How::Count(link) => {
                let count = Doc(record.doc)
                    .get(*link)
                    .map_or(0, |raw| linked(raw).count());
                Some(count.to_string())
            }
            How::Lookup(path) => {
                let mut items = Lookup::default();
                let raws = found.cells.get(&(path.table, path.source.key));
                for id in linked(Doc(record.doc).get(path.link).unwrap_or_default()) {
                    if let Some(Some(raw)) = raws.and_then(|raws| raws.get(&id)) {
                        items.push(raw);
                    }
                }
                items.finish()
            }
            How::Formula { program, slots } => {
                let row = StoredRow {
                    record,
                    slots,
                    found,
                    people: self.people,
                    path: None,
                };
                fit(
                    program.evaluate(&row, &self.context),
                    derived.field.kind.shown(),
                    false,
                )
            }
            How::Rollup {
                path,
                program,
                slots,
            } => {
                let row = StoredRow {
                    record,
                    slots,
                    found,
                    people: self.people,
                    path: Some(path),
                };
                fit(
                    program.evaluate(&row, &self.context),
                    derived.field.kind.shown(),
                    true,
                )
            }
        }
    }
}

impl Graph {
    /// The keys whose cells name records that the fields read.
    fn link_keys(&self, fields: &[usize]) -> Vec<FieldKey> {
        let mut keys: Vec<FieldKey> = Vec::new();
        for field in fields {
            let derived = &self.fields[*field];
            keys.extend(derived.path().map(|path| path.link));
            let slots = derived.slots().into_iter().flat_map(|slots| &slots.cells);
            keys.extend(slots.filter(|s| s.named.is_some()).map(|s| s.field.key));
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// About how many linked records the fields of these records read.
    pub(super) fn links_of(&self, records: &Records, fields: &[usize]) -> usize {
        let keys = self.link_keys(fields);
        if keys.is_empty() {
            return 0;
        }
        let cells = records.iter().flat_map(|record| Doc(record.doc).cells());
        // A record in a list takes 20 bytes.
        cells
            .filter(|(key, _)| keys.contains(key))
            .map(|(_, raw)| raw.len() / 20)
            .sum()
    }
}

impl Derived {
    fn path(&self) -> Option<&Path> {
        match &self.how {
            How::Lookup(path) => Some(path),
            How::Rollup { path, .. } => Some(path),
            _ => None,
        }
    }

    fn slots(&self) -> Option<&Slots> {
        match &self.how {
            How::Formula { slots, .. } | How::Rollup { slots, .. } => Some(slots),
            _ => None,
        }
    }
}

/// The records that cells under a key name, each once.
fn named_by(records: &Records, range: std::ops::Range<usize>, key: FieldKey) -> Vec<RecordId> {
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for at in range {
        let doc = records.get(at).map_or("", |record| record.doc);
        let raw = Doc(doc).get(key).unwrap_or_default();
        ids.extend(linked(raw).filter(|id| seen.insert(*id)));
    }
    ids
}

/// The cell of each record, `None` where it is blank.
type CellOf = HashMap<RecordId, Option<Box<str>>>;

/// What was read of linked records.
#[derive(Default)]
struct Linked {
    cells: HashMap<(TableNo, FieldKey), CellOf>,
    names: HashMap<RecordId, String>,
    bytes: usize,
}

/// A record as a formula sees it.
struct StoredRow<'r> {
    record: RecordRef<'r>,
    slots: &'r Slots,
    found: &'r Linked,
    people: &'r dyn People,
    path: Option<&'r Path>,
}

impl StoredRow<'_> {
    fn names(&self) -> Names<'_> {
        Names {
            people: self.people,
            records: &self.found.names,
        }
    }
}

impl Row for StoredRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        match self.slots.cells.get(slot) {
            Some(slot) => cell_value(&slot.field, self.record, &self.names()),
            None => Value::Blank,
        }
    }

    fn values(&self) -> Value<'_> {
        let Some(path) = self.path else {
            return Value::Blank;
        };
        let raws = self.found.cells.get(&(path.table, path.source.key));
        let mut values = Vec::new();
        for id in linked(Doc(self.record.doc).get(path.link).unwrap_or_default()) {
            let Some(raw) = raws.and_then(|raws| raws.get(&id)) else {
                continue;
            };
            match cells::value(&path.source.kind, raw.as_deref(), &self.names()) {
                Value::List(items) => values.extend(items),
                value => values.push(value),
            }
        }
        Value::List(values)
    }

    fn id(&self) -> RecordId {
        self.record.head.id
    }

    fn created(&self) -> Millis {
        self.record.head.created
    }

    fn modified(&self) -> Millis {
        self.record.head.modified
    }

    fn modified_of(&self, watched: usize) -> Option<Millis> {
        kept_moment(self.record, *self.slots.watched.get(watched)?)
    }
}
