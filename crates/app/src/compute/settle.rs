//! What a change of the schema means for derived fields: types of results,
//! what is valid, and which cells are computed anew.

use std::collections::{HashMap, HashSet};

use basekey_model::cell::Nobody;
use basekey_model::change::ChangeItem;
use basekey_model::field::{DateFormat, FieldKind, TimeResult, Upkeep};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{BaseSchema, Field, FieldKey, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, Tx};

use super::analyse::{Analysis, analyse};
use super::evaluate::Evaluator;
use super::graph::{Graph, has_derived};
use crate::error::Result;

/// Records computed at a time.
const CHUNK: usize = 500;

/// A schema with its derived fields settled.
pub(crate) struct Settled {
    /// As it is to be stored.
    pub(crate) schema: BaseSchema,
    /// The fields that differ from what they were before settling: their
    /// tables, and as they were.
    pub(crate) changed: Vec<(TableNo, Field)>,
    /// Why fields are not valid.
    pub(crate) problems: HashMap<FieldId, String>,
    graph: Graph,
    /// Places in the graph of the fields to compute anew within the write.
    anew: Vec<usize>,
}

/// Settles a changed schema. `was` is what is stored; `most` is the number of
/// records that one write computes anew.
pub(crate) fn settle(
    read: &dyn Read,
    was: &BaseSchema,
    schema: BaseSchema,
    most: usize,
) -> Result<Settled> {
    if !has_derived(&schema) || same_fields(was, &schema) {
        return Ok(Settled {
            schema,
            changed: Vec::new(),
            problems: HashMap::new(),
            graph: Graph::default(),
            anew: Vec::new(),
        });
    }
    let asked = schema.clone();
    let Analysis {
        mut schema,
        mut graph,
        problems,
    } = analyse(schema);
    let mut anew = to_compute(was, &schema, &graph);
    let mut tables: Vec<TableNo> = anew.iter().map(|at| graph.fields[*at].table).collect();
    tables.dedup();
    let mut records = 0usize;
    for table in tables.iter().collect::<HashSet<_>>() {
        records += usize::try_from(read.count(schema.no, *table)?).unwrap_or(0);
    }
    if records > most {
        for at in anew.drain(..) {
            let derived = &mut graph.fields[at];
            derived.upkeep = Upkeep::Filling;
            set_upkeep(
                &mut schema,
                derived.table,
                derived.field.key,
                Upkeep::Filling,
            );
        }
    }
    let mut changed = Vec::new();
    for (table, settled) in asked.tables.iter().zip(&schema.tables) {
        for (before, after) in table.fields.iter().zip(&settled.fields) {
            if before != after {
                changed.push((table.no, before.clone()));
            }
        }
    }
    Ok(Settled {
        schema,
        changed,
        problems,
        graph,
        anew,
    })
}

/// Marks fields whose cells a write of records could not bring up to date, and
/// those that read them, to be filled, and tells what to log.
pub(crate) fn leave_behind(
    tx: &mut dyn Tx,
    known: &BaseSchema,
    left: &[(TableNo, FieldKey)],
) -> Result<Vec<ChangeItem>> {
    // As it is stored: an earlier part of the same write may have marked some.
    let was = tx.schema(known.base, known.no)?;
    let mut schema = was.clone();
    for (table, key) in left {
        set_upkeep(&mut schema, *table, *key, Upkeep::Filling);
    }
    let schema = analyse(schema).schema;
    let mut items = Vec::new();
    for (before, after) in was.tables.iter().zip(&schema.tables) {
        let fields = before.fields.iter().zip(&after.fields);
        let changed = fields.filter(|(before, after)| before != after);
        let mut any = left.iter().any(|(table, _)| *table == before.no);
        for (was, is) in changed {
            any = true;
            items.push(ChangeItem::FieldUpdated {
                table: before.no,
                before: Box::new(was.clone()),
                after: Box::new(is.clone()),
            });
        }
        if any {
            // Also if the field is being filled already: whoever fills it has
            // to begin anew, and sees that by the schema's version.
            tx.put_table(was.no, after)?;
        }
    }
    Ok(items)
}

/// True if nothing changed that derived fields could follow from.
fn same_fields(was: &BaseSchema, is: &BaseSchema) -> bool {
    was.tables.len() == is.tables.len()
        && was.tables.iter().zip(&is.tables).all(|(was, is)| {
            was.id == is.id && was.primary_field == is.primary_field && was.fields == is.fields
        })
}

/// Says where the cells of a field are.
fn set_upkeep(schema: &mut BaseSchema, table: TableNo, key: FieldKey, upkeep: Upkeep) {
    let tables = schema.tables.iter_mut();
    for table in tables.filter(|other| other.no == table) {
        for field in table.fields.iter_mut().filter(|field| field.key == key) {
            field.kind.set_upkeep(upkeep);
        }
    }
}

impl Settled {
    /// Computes what has to be computed anew, once the schema is stored, and
    /// tells what to log.
    pub(crate) fn compute(&self, tx: &mut dyn Tx, now: Millis) -> Result<()> {
        for stage in &self.graph.stages {
            let fields: Vec<usize> = stage
                .fields
                .clone()
                .filter(|field| self.anew.contains(field))
                .collect();
            if !fields.is_empty() {
                compute_table(tx, &self.schema, &self.graph, stage.table, &fields, now)?;
            }
        }
        Ok(())
    }

    /// Where last changes of fields are kept from now on: as fields that no
    /// table has, by which existing records are filled.
    pub(crate) fn new_watches(&self, was: &BaseSchema) -> Vec<(TableNo, Field)> {
        let mut new = Vec::new();
        for table in &self.schema.tables {
            let before = was.tables.iter().find(|before| before.no == table.no);
            let first = before.map_or(table.next_key, |before| before.next_key);
            for field in &table.fields {
                let FieldKind::Formula(formula) = &field.kind else {
                    continue;
                };
                let watches = formula.watches.iter();
                new.extend(watches.filter(|watch| watch.key >= first).map(|watch| {
                    let kind = FieldKind::LastModifiedTime {
                        watched: watch.fields.clone(),
                        result: TimeResult::Date {
                            date: DateFormat::Iso,
                        },
                    };
                    let field = Field {
                        key: watch.key,
                        kind,
                        ..field.clone()
                    };
                    (table.no, field)
                }));
            }
        }
        new
    }

    /// Which cells [`Settled::compute`] changes, for the log.
    pub(crate) fn log(&self) -> Vec<ChangeItem> {
        let mut items: Vec<(TableNo, Vec<FieldKey>)> = Vec::new();
        for at in &self.anew {
            let derived = &self.graph.fields[*at];
            match items.iter_mut().find(|(no, _)| *no == derived.table) {
                Some((_, keys)) => keys.push(derived.field.key),
                None => items.push((derived.table, vec![derived.field.key])),
            }
        }
        items
            .into_iter()
            .map(|(table, keys)| ChangeItem::FieldsRecalculated { table, keys })
            .collect()
    }
}

/// Computes fields of all records of a table.
fn compute_table(
    tx: &mut dyn Tx,
    schema: &BaseSchema,
    graph: &Graph,
    table: TableNo,
    fields: &[usize],
    now: Millis,
) -> Result<()> {
    let mut after = None;
    loop {
        let records = tx.page(schema.no, table, after, CHUNK)?;
        let mut changed = Vec::new();
        Evaluator::new(tx.reader(), schema.no, graph, &Nobody, now).compute(
            &records,
            fields,
            |_, _, _| true,
            |at, doc, _| {
                changed.push((at, doc));
                Ok(())
            },
        )?;
        for (at, doc) in changed {
            if let Some(record) = records.get(at) {
                tx.put_record(schema.no, table, record.head, &doc)?;
            }
        }
        let last = records.last();
        match last {
            Some(last) if records.len() == CHUNK => after = Some(last.head.id),
            _ => return Ok(()),
        }
    }
}

/// The fields of all tables.
fn by_id(schema: &BaseSchema) -> HashMap<(TableId, FieldId), &Field> {
    let tables = schema.tables.iter();
    tables
        .flat_map(|table| {
            table
                .fields
                .iter()
                .map(|field| ((table.id, field.id), field))
        })
        .collect()
}

/// The stored fields whose cells may differ from what they were: those that
/// are new or compute something else, and those that read such.
fn to_compute(was: &BaseSchema, schema: &BaseSchema, graph: &Graph) -> Vec<usize> {
    let (before, after) = (by_id(was), by_id(schema));
    let table_ids: HashMap<TableNo, TableId> = schema
        .tables
        .iter()
        .map(|table| (table.no, table.id))
        .collect();
    let mut stale: HashSet<(TableId, FieldId)> = HashSet::new();
    let mut anew = Vec::new();
    for (at, derived) in graph.fields.iter().enumerate() {
        let Some(table) = table_ids.get(&derived.table) else {
            continue;
        };
        let place = (*table, derived.field.id);
        let own = before.get(&place).is_none_or(|was| {
            was.key != derived.field.key
                || computes(&was.kind) != computes(&derived.field.kind)
                || was.kind.upkeep() != Some(Upkeep::Stored)
        });
        let inputs = derived.inputs.iter().any(|input| {
            let input = (input.table, input.field);
            stale.contains(&input)
                || match (before.get(&input), after.get(&input)) {
                    (Some(was), Some(is)) => {
                        // What names a record is read as it is shown.
                        was.key != is.key
                            || was.kind.shown() != is.kind.shown()
                            || (!is.kind.is_derived() && was.kind != is.kind)
                            || was.kind.is_derived() != is.kind.is_derived()
                    }
                    _ => true,
                }
        });
        if own || inputs {
            stale.insert(place);
            if derived.upkeep == Upkeep::Stored {
                anew.push(at);
            }
        }
    }
    anew
}

/// What of a kind decides what its cells hold: which one it is, link and field,
/// formula, and the form of what it gives.
type Computes<'k> = (
    u8,
    Option<FieldId>,
    Option<FieldId>,
    &'k str,
    Option<&'static str>,
);

/// What of a kind decides what its cells hold.
fn computes(kind: &FieldKind) -> Option<Computes<'_>> {
    let none = None;
    match kind {
        FieldKind::Formula(formula) => Some((
            0,
            none,
            none,
            &formula.formula,
            family(formula.result.as_deref()),
        )),
        FieldKind::Rollup(rollup) => Some((
            1,
            Some(rollup.link),
            Some(rollup.field),
            &rollup.formula,
            family(rollup.result.as_deref()),
        )),
        FieldKind::MultipleLookupValues(lookup) => {
            Some((2, Some(lookup.link), Some(lookup.field), "", None))
        }
        FieldKind::Count(count) => Some((3, Some(count.link), none, "", None)),
        _ => None,
    }
}

/// Results of one family are stored alike.
fn family(kind: Option<&FieldKind>) -> Option<&'static str> {
    let kind = kind?;
    Some(if kind.is_number() {
        "number"
    } else if kind.is_text() {
        "text"
    } else {
        "date"
    })
}
