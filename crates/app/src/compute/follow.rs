//! Bringing derived cells up to date inside the write that changes what they
//! are computed from: only of records that can change, in order of dependence.

use std::collections::{BTreeMap, HashSet};

use basekey_model::cell::Nobody;
use basekey_model::doc::Doc;
use basekey_model::field::{Upkeep, linked};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, FieldKey, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, Records, Tx};

use super::evaluate::Evaluator;
use super::graph::{Graph, MODIFIED, Stage};
use crate::error::Result;

/// Records computed at a time.
const CHUNK: usize = 500;

/// Bytes of documents that one write stores anew.
const BYTES: usize = 64 * 1024 * 1024;

/// Links that one write goes along.
const LINKS: usize = 400_000;

/// What a write has changed.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    tables: BTreeMap<TableNo, BTreeMap<RecordId, Keys>>,
}

/// Cells of one record.
#[derive(Debug)]
enum Keys {
    /// All: the record is new.
    All,
    These(Vec<FieldKey>),
}

impl Touched {
    /// A record was made.
    pub(crate) fn made(&mut self, table: TableNo, id: RecordId) {
        self.tables.entry(table).or_default().insert(id, Keys::All);
    }

    /// Cells of a record changed; `stamped` says that its last change did too.
    pub(crate) fn changed(
        &mut self,
        table: TableNo,
        id: RecordId,
        keys: impl IntoIterator<Item = FieldKey>,
        stamped: bool,
    ) {
        let records = self.tables.entry(table).or_default();
        let known = records.entry(id).or_insert_with(|| Keys::These(Vec::new()));
        if let Keys::These(known) = known {
            for key in keys.into_iter().chain(stamped.then_some(MODIFIED)) {
                if !known.contains(&key) {
                    known.push(key);
                }
            }
        }
    }
}

/// The documents of records about to be stored with what follows from their
/// own cells alone, and which keys that changes. The rest follows at the end of
/// the write; without this, every record with a formula would be stored twice.
pub(crate) fn derive_own(
    read: &dyn Read,
    base: BaseNo,
    table: TableNo,
    graph: &Graph,
    records: Records,
    now: Millis,
) -> Result<(Records, Vec<Vec<FieldKey>>)> {
    let mut changed: Vec<Vec<FieldKey>> = vec![Vec::new(); records.len()];
    let Some(fields) = graph.own.get(&table).filter(|fields| !fields.is_empty()) else {
        return Ok((records, changed));
    };
    let mut docs: Vec<Option<String>> = vec![None; records.len()];
    Evaluator::new(read, base, graph, &Nobody, now).compute(
        &records,
        fields,
        |_, _, _| true,
        |at, doc, keys| {
            docs[at] = Some(doc);
            changed[at] = keys.to_vec();
            Ok(())
        },
    )?;
    let mut all = Records::with_capacity(records.len());
    for (record, doc) in records.iter().zip(&docs) {
        all.push(*record.head, doc.as_deref().unwrap_or(record.doc));
    }
    Ok((all, changed))
}

/// What became of derived cells.
#[derive(Debug, Default)]
pub(crate) struct Followed {
    /// Records that were stored anew, by table.
    pub(crate) recalculated: Vec<(TableNo, Vec<RecordId>)>,
    /// Fields of which more cells may have changed than one write can bring up
    /// to date.
    pub(crate) left: Vec<(TableNo, FieldKey)>,
}

/// Which fields of a record are to be computed.
enum Want {
    All,
    Fields(Vec<usize>),
}

impl Want {
    fn add(&mut self, field: usize) {
        if let Self::Fields(fields) = self
            && !fields.contains(&field)
        {
            fields.push(field);
        }
    }
}

/// Brings up to date what follows from `touched`, of `most` records of a
/// table at most.
pub(crate) fn follow(
    tx: &mut dyn Tx,
    base: BaseNo,
    graph: &Graph,
    mut touched: Touched,
    now: Millis,
    most: usize,
) -> Result<Followed> {
    let mut followed = Followed::default();
    let (mut bytes, mut links) = (0usize, 0usize);
    for stage in &graph.stages {
        let fields: Vec<usize> = stage
            .fields
            .clone()
            .filter(|field| graph.fields[*field].upkeep != Upkeep::AtRead)
            .collect();
        if fields.is_empty() {
            continue;
        }
        let Some(affected) = affected(tx, base, graph, stage, &touched, most)? else {
            let key = |field: usize| (stage.table, graph.fields[field].field.key);
            followed.left.extend(fields.into_iter().map(key));
            continue;
        };
        if affected.is_empty() {
            continue;
        }
        let mut stored = Vec::new();
        let wanted: Vec<(RecordId, Want)> = affected.into_iter().collect();
        for chunk in wanted.chunks(CHUNK) {
            let ids: Vec<RecordId> = chunk.iter().map(|(id, _)| *id).collect();
            let records = tx.records(base, stage.table, &ids)?;
            links += graph.links_of(&records, &fields);
            if bytes > BYTES || links > LINKS {
                let key = |field: &usize| (stage.table, graph.fields[*field].field.key);
                followed.left.extend(fields.iter().map(key));
                break;
            }
            // The records come in the order asked, with gaps.
            let mut wants = Vec::with_capacity(records.len());
            let mut asked = chunk.iter();
            for record in records.iter() {
                wants.extend(
                    asked
                        .by_ref()
                        .find(|(id, _)| *id == record.head.id)
                        .map(|(_, want)| want),
                );
            }
            let mut changed = Vec::new();
            Evaluator::new(tx.reader(), base, graph, &Nobody, now).compute(
                &records,
                &fields,
                |field, at, before| match wants.get(at) {
                    Some(Want::All) => true,
                    Some(Want::Fields(wanted)) => {
                        wanted.contains(&field) || graph.reads_any(field, stage.table, before)
                    }
                    None => false,
                },
                |at, doc, keys| {
                    changed.push((at, doc, keys.to_vec()));
                    Ok(())
                },
            )?;
            for (at, doc, keys) in changed {
                let Some(record) = records.get(at) else {
                    continue;
                };
                bytes += doc.len();
                tx.put_record(base, stage.table, record.head, &doc)?;
                touched.changed(stage.table, record.head.id, keys, false);
                stored.push(record.head.id);
            }
        }
        if !stored.is_empty() {
            followed.note(stage.table, stored);
        }
    }
    Ok(followed)
}

impl Followed {
    fn note(&mut self, table: TableNo, stored: Vec<RecordId>) {
        match self.recalculated.iter_mut().find(|(no, _)| *no == table) {
            None => self.recalculated.push((table, stored)),
            Some((_, records)) => {
                let known: HashSet<RecordId> = records.iter().copied().collect();
                records.extend(stored.into_iter().filter(|id| !known.contains(id)));
            }
        }
    }
}

/// The records of a stage's table whose cells can change; `None` if there are
/// too many.
fn affected(
    tx: &dyn Tx,
    base: BaseNo,
    graph: &Graph,
    stage: &Stage,
    touched: &Touched,
    most: usize,
) -> Result<Option<BTreeMap<RecordId, Want>>> {
    let mut affected: BTreeMap<RecordId, Want> = BTreeMap::new();
    if let Some(records) = touched.tables.get(&stage.table) {
        for (id, keys) in records {
            match keys {
                Keys::All => {
                    affected.insert(*id, Want::All);
                }
                Keys::These(keys) => {
                    for field in own_readers(graph, stage, keys) {
                        affected
                            .entry(*id)
                            .or_insert_with(|| Want::Fields(Vec::new()))
                            .add(field);
                    }
                }
            }
        }
    }
    for (table, records) in &touched.tables {
        // The same cell may be read by several fields through several links.
        let mut asked: Vec<(RecordId, Vec<(usize, FieldKey)>)> = Vec::new();
        for (id, keys) in records {
            let Keys::These(keys) = keys else {
                // Nobody linked to it before this write, and whoever does now
                // was touched by that.
                continue;
            };
            let mut readers = Vec::new();
            for key in keys {
                for reader in graph.readers(*table, *key) {
                    if let Some(back) = reader.through
                        && stage.fields.contains(&reader.field)
                    {
                        readers.push((reader.field, back));
                    }
                }
            }
            if !readers.is_empty() {
                asked.push((*id, readers));
            }
        }
        for chunk in asked.chunks(CHUNK) {
            let ids: Vec<RecordId> = chunk.iter().map(|(id, _)| *id).collect();
            let records = tx.records(base, *table, &ids)?;
            let mut asked = chunk.iter();
            for record in records.iter() {
                let Some((_, readers)) = asked.by_ref().find(|(id, _)| *id == record.head.id)
                else {
                    continue;
                };
                for (field, back) in readers {
                    for id in linked(Doc(record.doc).get(*back).unwrap_or_default()) {
                        affected
                            .entry(id)
                            .or_insert_with(|| Want::Fields(Vec::new()))
                            .add(*field);
                    }
                    if affected.len() > most {
                        return Ok(None);
                    }
                }
            }
        }
    }
    Ok((affected.len() <= most).then_some(affected))
}

fn own_readers<'g>(
    graph: &'g Graph,
    stage: &'g Stage,
    keys: &'g [FieldKey],
) -> impl Iterator<Item = usize> + 'g {
    keys.iter()
        .flat_map(|key| graph.readers(stage.table, *key))
        .filter(|reader| reader.through.is_none() && stage.fields.contains(&reader.field))
        .map(|reader| reader.field)
}

impl Graph {
    /// True if a field reads one of these cells of its own record.
    fn reads_any(&self, field: usize, table: TableNo, keys: &[FieldKey]) -> bool {
        keys.iter().any(|key| {
            self.readers(table, *key)
                .iter()
                .any(|reader| reader.field == field && reader.through.is_none())
        })
    }
}
