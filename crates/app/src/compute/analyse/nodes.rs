//! The derived fields of a schema, what they read, and in which order they come.

use std::collections::{HashMap, HashSet, VecDeque};

use basekey_formula::{Bounds, Expr, parse, rename};
use basekey_model::field::FieldKind;
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{BaseSchema, Table};

use crate::compute::refs::references;

/// Fields of a circle that are named.
const NAMED: usize = 12;

/// A derived field before it is known in which order they come.
pub(super) struct Node {
    pub(super) table: usize,
    pub(super) field: usize,
    pub(super) text: Option<Text>,
    /// Whether its formula was valid before, and so has its fields by id.
    pub(super) settled: bool,
    /// Fields it reads: the places of their tables and their own.
    pub(super) reads: Vec<Read>,
    pub(super) problem: Option<String>,
}

/// A formula's text and tree.
pub(super) struct Text {
    /// As it was given.
    pub(super) written: String,
    pub(super) by_id: String,
    pub(super) expr: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Read {
    pub(super) table: usize,
    pub(super) field: usize,
    pub(super) through_link: bool,
}

/// The derived fields with what they read.
pub(super) fn nodes(schema: &BaseSchema) -> Vec<Node> {
    let mut nodes = Vec::new();
    for (table_at, table) in schema.tables.iter().enumerate() {
        for (field_at, field) in table.fields.iter().enumerate() {
            if !field.kind.is_derived() {
                continue;
            }
            let mut node = Node {
                table: table_at,
                field: field_at,
                text: None,
                settled: field.kind.shown().is_some(),
                reads: Vec::new(),
                problem: None,
            };
            match &field.kind {
                FieldKind::Formula(formula) => node.read_formula(schema, &formula.formula),
                FieldKind::Rollup(rollup) => {
                    node.read_path(schema, rollup.link, Some(rollup.field));
                    node.read_formula(schema, &rollup.formula);
                }
                FieldKind::MultipleLookupValues(lookup) => {
                    node.read_path(schema, lookup.link, Some(lookup.field));
                }
                FieldKind::Count(count) => node.read_path(schema, count.link, None),
                _ => {}
            }
            nodes.push(node);
        }
    }
    nodes
}

impl Node {
    fn read(&mut self, table: usize, field: usize, through_link: bool) {
        let read = Read {
            table,
            field,
            through_link,
        };
        if !self.reads.contains(&read) {
            self.reads.push(read);
        }
    }

    fn problem(&mut self, text: impl Into<String>) {
        self.problem.get_or_insert(text.into());
    }

    /// Reads a formula of the node's table.
    fn read_formula(&mut self, schema: &BaseSchema, text: &str) {
        let table = &schema.tables[self.table];
        let expr = match parse(text, &Bounds::default()).ok() {
            Ok(expr) => expr,
            Err(problem) => {
                self.problem(problem.placed(text));
                return;
            }
        };
        // A stored formula has its fields by id: a new field that is named like
        // `values` or `NOW` is none of them.
        let settled = self.settled;
        let is_field = |name: &str| !(settled && is_reserved(name));
        for name in references(&expr) {
            if let Some(place) = place(table, &name).filter(|_| is_field(&name)) {
                self.read(self.table, place, false);
                self.read_names(schema, self.table, place);
            }
        }
        let find = |name: &str| {
            let field = table.field(name).filter(|_| is_field(name));
            field.map(|field| field.id)
        };
        self.text = Some(Text {
            written: text.to_owned(),
            by_id: rename::to_ids(text, &expr, &find),
            expr,
        });
    }

    /// A link is read by the names of the records it names.
    fn read_names(&mut self, schema: &BaseSchema, table: usize, field: usize) {
        let kind = &schema.tables[table].fields[field].kind;
        let link = kind.shown().and_then(FieldKind::link);
        let linked = link.and_then(|link| table_at(schema, link.table));
        if let Some(linked) = linked
            && let Some(primary) = primary_at(&schema.tables[linked])
        {
            self.read(linked, primary, true);
        }
    }

    /// Goes through a link, and reads a field there.
    fn read_path(&mut self, schema: &BaseSchema, link: FieldId, source: Option<FieldId>) {
        let table = &schema.tables[self.table];
        let Some(at) = table.fields.iter().position(|field| field.id == link) else {
            self.problem("its link field is not there");
            return;
        };
        self.read(self.table, at, false);
        let Some(link) = table.fields[at].kind.link() else {
            self.problem(format!(
                "recordLinkFieldId: the field \"{}\" is not a link",
                table.fields[at].name
            ));
            return;
        };
        let Some(linked) = table_at(schema, link.table) else {
            self.problem("the table it links to is not there");
            return;
        };
        let Some(source) = source else {
            return;
        };
        let fields = &schema.tables[linked].fields;
        match fields.iter().position(|field| field.id == source) {
            None => self.problem(format!(
                "fieldIdInLinkedTable: the table \"{}\" has no field {source}",
                schema.tables[linked].name
            )),
            Some(source) => {
                self.read(linked, source, true);
                self.read_names(schema, linked, source);
            }
        }
    }
}

/// Words that mean something without being a field.
pub(super) fn is_reserved(name: &str) -> bool {
    ["values", "TRUE", "FALSE", "BLANK", "NOW", "TODAY"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(name))
}

fn table_at(schema: &BaseSchema, id: TableId) -> Option<usize> {
    schema.tables.iter().position(|table| table.id == id)
}

fn primary_at(table: &Table) -> Option<usize> {
    let primary = table.primary_field;
    table.fields.iter().position(|field| field.id == primary)
}

fn place(table: &Table, name: &str) -> Option<usize> {
    let id = table.field(name)?.id;
    table.fields.iter().position(|field| field.id == id)
}

/// The nodes so that each stands after those it reads, those of one table
/// together as far as may be; and those that no order suits.
pub(super) fn in_order(
    nodes: &[Node],
    places: &HashMap<(usize, usize), usize>,
) -> (Vec<usize>, HashSet<usize>) {
    let mut waits = vec![0usize; nodes.len()];
    let mut feeds: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    for (index, node) in nodes.iter().enumerate() {
        for read in &node.reads {
            if let Some(other) = places.get(&(read.table, read.field)) {
                waits[index] += 1;
                feeds[*other].push(index);
            }
        }
    }
    let mut ready: VecDeque<usize> = (0..nodes.len()).filter(|n| waits[*n] == 0).collect();
    let mut order = Vec::with_capacity(nodes.len());
    let mut table = usize::MAX;
    while !ready.is_empty() {
        let same = ready.iter().position(|index| nodes[*index].table == table);
        let Some(index) = ready.remove(same.unwrap_or(0)) else {
            break;
        };
        table = nodes[index].table;
        order.push(index);
        for fed in &feeds[index] {
            waits[*fed] -= 1;
            if waits[*fed] == 0 {
                ready.push_back(*fed);
            }
        }
    }
    let looped = (0..nodes.len()).filter(|n| waits[*n] > 0).collect();
    (order, looped)
}

/// Names the circle that a field is in or leads to.
pub(super) fn circle(
    schema: &BaseSchema,
    nodes: &[Node],
    places: &HashMap<(usize, usize), usize>,
    start: usize,
    looped: &HashSet<usize>,
) -> String {
    let mut way = vec![start];
    let mut seen = HashMap::from([(start, 0usize)]);
    let first = loop {
        let here = way[way.len() - 1];
        let next = nodes[here]
            .reads
            .iter()
            .filter_map(|read| places.get(&(read.table, read.field)))
            .find(|next| looped.contains(next));
        let Some(next) = next else {
            break 0;
        };
        way.push(*next);
        if let Some(first) = seen.insert(*next, way.len() - 1) {
            break first;
        }
    };
    let name = |index: &usize| {
        let node = &nodes[*index];
        let table = &schema.tables[node.table];
        let field = &table.fields[node.field].name;
        if node.table == nodes[start].table {
            format!("{{{field}}}")
        } else {
            format!("{}.{{{field}}}", table.name)
        }
    };
    let circle = &way[first..];
    let mut path: Vec<String> = circle.iter().take(NAMED).map(name).collect();
    if circle.len() > NAMED {
        path.push("…".to_owned());
    }
    format!(
        "the fields refer to each other in a circle: {}",
        path.join(" → ")
    )
}
