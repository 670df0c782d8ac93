//! From a schema to its derived fields: what they read, whether they are
//! valid, of what type their cells are, and in which order they are computed.

mod connect;
mod how;
mod nodes;

use std::collections::HashMap;

use basekey_model::field::{FieldKind, Upkeep};
use basekey_model::id::FieldId;
use basekey_model::schema::BaseSchema;

use super::graph::{Derived, Graph, How, Input, Stage, names_people};
use how::how;
use nodes::{Node, Read, circle, in_order, nodes};

/// Links that a value may come through, one after the other.
const LINKS_IN_A_ROW: usize = 30;

/// What follows from a schema.
pub(crate) struct Analysis {
    /// The schema with all that is derived up to date: formulas by id, types
    /// of results, what is read.
    pub(crate) schema: BaseSchema,
    pub(super) graph: Graph,
    /// Why fields are not valid.
    pub(crate) problems: HashMap<FieldId, String>,
}

/// Works out what follows from a schema.
pub(crate) fn analyse(mut schema: BaseSchema) -> Analysis {
    let nodes = nodes(&schema);
    let places: HashMap<(usize, usize), usize> = nodes
        .iter()
        .enumerate()
        .map(|(index, node)| ((node.table, node.field), index))
        .collect();
    let (order, looped) = in_order(&nodes, &places);
    let mut found = Found {
        graph: Graph::default(),
        problems: HashMap::new(),
        links: vec![0; nodes.len()],
        upkeep: vec![Upkeep::Stored; nodes.len()],
    };
    for index in &looped {
        let text = circle(&schema, &nodes, &places, *index, &looped);
        found.refuse(&mut schema, &nodes[*index], text);
        found.upkeep[*index] = Upkeep::AtRead;
    }
    for index in order {
        found.derive(&mut schema, &nodes, &places, index);
    }
    found.graph.connect(&schema);
    Analysis {
        schema,
        graph: found.graph,
        problems: found.problems,
    }
}

/// What was found so far.
struct Found {
    graph: Graph,
    problems: HashMap<FieldId, String>,
    /// By node: through how many links in a row its value comes.
    links: Vec<usize>,
    upkeep: Vec<Upkeep>,
}

impl Found {
    /// Marks a field as not valid.
    fn refuse(&mut self, schema: &mut BaseSchema, node: &Node, problem: String) {
        let table = &mut schema.tables[node.table];
        let field = &mut table.fields[node.field];
        self.problems.insert(field.id, problem);
        match &mut field.kind {
            FieldKind::Formula(formula) => {
                formula.result = None;
                formula.referenced.clear();
                if let Some(text) = &node.text {
                    formula.formula.clone_from(&text.by_id);
                }
            }
            FieldKind::Rollup(rollup) => {
                rollup.result = None;
                rollup.referenced.clear();
                if let Some(text) = &node.text {
                    rollup.formula.clone_from(&text.by_id);
                }
            }
            FieldKind::MultipleLookupValues(lookup) => lookup.result = None,
            FieldKind::Count(count) => count.valid = false,
            _ => {}
        }
        field.kind.set_upkeep(Upkeep::AtRead);
        let derived = Derived {
            table: table.no,
            field: field.clone(),
            upkeep: Upkeep::AtRead,
            how: How::Invalid,
            own_reads: Vec::new(),
            inputs: inputs(schema, node),
        };
        self.push(derived, false);
    }

    /// Works out one field, after those it reads.
    fn derive(
        &mut self,
        schema: &mut BaseSchema,
        nodes: &[Node],
        places: &HashMap<(usize, usize), usize>,
        index: usize,
    ) {
        let node = &nodes[index];
        let mut links = 0;
        let mut read_by = Upkeep::Stored;
        for read in &node.reads {
            let field = &schema.tables[read.table].fields[read.field];
            // Names of people change without a write to the base; and what a
            // linked record's links are called is not followed.
            let far = read.through_link && field.kind.shown().and_then(FieldKind::link).is_some();
            let of_lookup = !read.through_link
                && field.kind.is_derived()
                && field.kind.shown().and_then(FieldKind::link).is_some();
            let copies = matches!(
                schema.tables[node.table].fields[node.field].kind,
                FieldKind::MultipleLookupValues(_)
            );
            if !copies && (names_people(&field.kind) || far || of_lookup) {
                read_by = Upkeep::AtRead;
            }
            let Some(other) = places.get(&(read.table, read.field)) else {
                links = links.max(usize::from(read.through_link));
                continue;
            };
            links = links.max(self.links[*other] + usize::from(read.through_link));
            read_by = match (read_by, self.upkeep[*other]) {
                (Upkeep::AtRead, _) | (_, Upkeep::AtRead) => Upkeep::AtRead,
                (Upkeep::Filling, _) | (_, Upkeep::Filling) => Upkeep::Filling,
                _ => Upkeep::Stored,
            };
        }
        self.links[index] = links;
        let worked = if links > LINKS_IN_A_ROW {
            Err(format!(
                "its value comes through more than {LINKS_IN_A_ROW} links in a row"
            ))
        } else {
            match &node.problem {
                Some(problem) => Err(problem.clone()),
                None => how(schema, node),
            }
        };
        let (how, kind, now) = match worked {
            Ok(worked) => worked,
            Err(problem) => {
                self.upkeep[index] = Upkeep::AtRead;
                self.refuse(schema, node, problem);
                return;
            }
        };
        let table = &mut schema.tables[node.table];
        let field = &mut table.fields[node.field];
        let was = field.kind.upkeep();
        field.kind = kind;
        let upkeep = match (now, read_by, was) {
            (true, ..) | (_, Upkeep::AtRead, _) => Upkeep::AtRead,
            (_, Upkeep::Filling, _) | (_, _, Some(Upkeep::Filling)) => Upkeep::Filling,
            _ => Upkeep::Stored,
        };
        field.kind.set_upkeep(upkeep);
        self.upkeep[index] = upkeep;
        let derived = Derived {
            table: table.no,
            field: field.clone(),
            upkeep,
            how,
            own_reads: Vec::new(),
            inputs: inputs(schema, node),
        };
        let stage = self.graph.stages.last().map(|stage| stage.fields.clone());
        let reads_stage = node
            .reads
            .iter()
            .filter(|read| read.through_link)
            .any(|read| {
                let field = &schema.tables[read.table].fields[read.field];
                stage.clone().is_some_and(|stage| {
                    self.graph.fields[stage]
                        .iter()
                        .any(|other| other.field.id == field.id)
                })
            });
        self.push(derived, reads_stage);
    }

    fn push(&mut self, derived: Derived, new_stage: bool) {
        let graph = &mut self.graph;
        let at = graph.fields.len();
        graph.of_table.entry(derived.table).or_default().push(at);
        match graph.stages.last_mut() {
            Some(stage) if stage.table == derived.table && !new_stage => stage.fields.end = at + 1,
            _ => graph.stages.push(Stage {
                table: derived.table,
                fields: at..at + 1,
            }),
        }
        graph.fields.push(derived);
    }
}

fn inputs(schema: &BaseSchema, node: &Node) -> Vec<Input> {
    let input = |read: &Read| {
        let table = &schema.tables[read.table];
        Input {
            table: table.id,
            field: table.fields[read.field].id,
            through_link: read.through_link,
        }
    };
    node.reads.iter().map(input).collect()
}
