//! From a schema to its derived fields: what they read, whether they are
//! valid, of what type their cells are, and in which order they are computed.

use std::collections::{HashMap, HashSet, VecDeque};

use basekey_formula::check::{Scope, check};
use basekey_formula::types::Item;
use basekey_formula::{Bounds, Expr, ExprKind, Function, Program, Type, cells, parse, rename};
use basekey_model::field::{DateFormat, FieldKind, MomentFormat, TimeFormat, Upkeep, Watch};
use basekey_model::id::FieldId;
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table};

use super::graph::{
    Derived, Graph, How, Input, MODIFIED, Named, Path, Reader, Slot, Slots, Stage, names_people,
};
use super::refs::references;
use crate::records::linked_table;

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

/// A derived field before it is known in which order they come.
struct Node {
    table: usize,
    field: usize,
    text: Option<Text>,
    /// Fields it reads: the places of their tables and their own.
    reads: Vec<Read>,
    problem: Option<String>,
}

/// A formula's text and tree.
struct Text {
    by_id: String,
    expr: Expr,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Read {
    table: usize,
    field: usize,
    through_link: bool,
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

/// The derived fields with what they read.
fn nodes(schema: &BaseSchema) -> Vec<Node> {
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
        for name in references(&expr) {
            if let Some(place) = place(table, &name) {
                self.read(self.table, place, false);
                self.read_names(schema, self.table, place);
            }
        }
        let find = |name: &str| table.field(name).map(|field| field.id);
        self.text = Some(Text {
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

fn table_at(schema: &BaseSchema, id: basekey_model::id::TableId) -> Option<usize> {
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
fn in_order(
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
fn circle(
    schema: &BaseSchema,
    nodes: &[Node],
    places: &HashMap<(usize, usize), usize>,
    start: usize,
    looped: &HashSet<usize>,
) -> String {
    let mut way = vec![start];
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
        if let Some(first) = way.iter().position(|seen| seen == next) {
            way.push(*next);
            break first;
        }
        way.push(*next);
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
    let path: Vec<String> = way[first..].iter().map(name).collect();
    format!(
        "the fields refer to each other in a circle: {}",
        path.join(" → ")
    )
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

/// How a field is computed, its kind, and whether it reads the clock.
fn how(schema: &mut BaseSchema, node: &Node) -> Result<(How, FieldKind, bool), String> {
    let field = schema.tables[node.table].fields[node.field].clone();
    match field.kind {
        FieldKind::Formula(mut formula) => {
            let (program, text) = program(schema, node, None)?;
            formula.formula.clone_from(&text.by_id);
            formula.referenced = program.fields().to_vec();
            formula.watches = watches(&mut schema.tables[node.table], &formula.watches, &program);
            formula.result = Some(Box::new(result(
                &program,
                formula.format.as_deref(),
                None,
                false,
            )?));
            let slots = slots(schema, node, &program, &formula.watches);
            let now = program.uses().now;
            let how = How::Formula { program, slots };
            Ok((how, FieldKind::Formula(formula), now))
        }
        FieldKind::Rollup(mut rollup) => {
            let path = path(schema, node, rollup.link, rollup.field)?;
            let item = cells::type_of(&path.source.kind).ok_or_else(|| {
                format!("the field \"{}\" can not be rolled up", path.source.name)
            })?;
            let (program, text) = program(schema, node, Some(list_of(item)))?;
            if !program.watched().is_empty() {
                return Err("LAST_MODIFIED_TIME of fields can not be used in a rollup; \
                     use a formula field, or a last modified time field"
                    .to_owned());
            }
            rollup.formula.clone_from(&text.by_id);
            rollup.referenced = program.fields().to_vec();
            let like = path.source.kind.shown().filter(|_| keeps_unit(&text.expr));
            rollup.result = Some(Box::new(result(
                &program,
                rollup.format.as_deref(),
                like,
                true,
            )?));
            let slots = slots(schema, node, &program, &[]);
            let now = program.uses().now;
            let how = How::Rollup {
                path,
                program,
                slots,
            };
            Ok((how, FieldKind::Rollup(rollup), now))
        }
        FieldKind::MultipleLookupValues(mut lookup) => {
            let path = path(schema, node, lookup.link, lookup.field)?;
            let source = path.source.kind.shown().cloned();
            let source =
                source.ok_or_else(|| format!("the field \"{}\" is not valid", path.source.name))?;
            lookup.result = Some(Box::new(source));
            Ok((
                How::Lookup(path),
                FieldKind::MultipleLookupValues(lookup),
                false,
            ))
        }
        FieldKind::Count(mut count) => {
            let table = &schema.tables[node.table];
            let link = table.field_of_id(count.link).map(|field| field.key);
            let link = link.ok_or_else(|| "its link field is not there".to_owned())?;
            count.valid = true;
            Ok((How::Count(link), FieldKind::Count(count), false))
        }
        _ => Err("the field is not derived".to_owned()),
    }
}

fn program<'n>(
    schema: &BaseSchema,
    node: &'n Node,
    values: Option<Type>,
) -> Result<(Program, &'n Text), String> {
    let text = node.text.as_ref().ok_or("the formula can not be read")?;
    let scope = Scope {
        table: &schema.tables[node.table],
        values,
    };
    let program = check(&text.expr, &scope, &Bounds::default()).map_err(|problems| {
        let problem = problems.into_iter().next();
        problem.map_or_else(
            || "the formula is not valid".to_owned(),
            |problem| problem.to_string(),
        )
    })?;
    Ok((program, text))
}

fn list_of(item: Type) -> Type {
    Type::List(match item {
        Type::Number => Item::Number,
        Type::Text => Item::Text,
        Type::Date { time } => Item::Date { time },
        Type::List(item) => item,
        Type::Blank | Type::Any => Item::Any,
    })
}

/// Where last changes of fields are kept: those there are, which stay although
/// nobody asks for them now, and new keys.
fn watches(table: &mut Table, known: &[Watch], program: &Program) -> Vec<Watch> {
    let mut watches = known.to_vec();
    for fields in program.watched() {
        if !watches.iter().any(|watch| watch.fields == *fields) {
            watches.push(Watch {
                fields: fields.clone(),
                key: table.take_key(),
            });
        }
    }
    watches
}

fn slots(schema: &BaseSchema, node: &Node, program: &Program, watches: &[Watch]) -> Slots {
    let table = &schema.tables[node.table];
    let slot = |id: &FieldId| {
        let field = table.field_of_id(*id)?.clone();
        Some(Slot {
            named: named(schema, &field.kind),
            field,
        })
    };
    Slots {
        cells: program.fields().iter().filter_map(slot).collect(),
        watched: program
            .watched()
            .iter()
            .filter_map(|fields| watches.iter().find(|watch| watch.fields == *fields))
            .map(|watch| watch.key)
            .collect(),
    }
}

/// For cells that name records: where those are.
fn named(schema: &BaseSchema, kind: &FieldKind) -> Option<Named> {
    let link = kind.shown()?.link()?;
    let table = linked_table(schema, link)?;
    Some(Named {
        table: table.no,
        primary: table.primary()?.clone(),
    })
}

fn path(schema: &BaseSchema, node: &Node, link: FieldId, source: FieldId) -> Result<Path, String> {
    let missing = || "its link or the field that it reads is not there".to_owned();
    let own = schema.tables[node.table]
        .field_of_id(link)
        .ok_or_else(missing)?;
    let link = own.kind.link().ok_or_else(missing)?;
    let table = schema.table_of_id(link.table).ok_or_else(missing)?;
    let source = table.field_of_id(source).ok_or_else(missing)?;
    if matches!(source.kind, FieldKind::Button) {
        return Err(format!(
            "the field \"{}\" can not be looked up",
            source.name
        ));
    }
    Ok(Path {
        link: own.key,
        table: table.no,
        source: source.clone(),
        named: named(schema, &source.kind),
    })
}

/// The kind of the cells: as the client wishes if that fits, else as the cells
/// that are rolled up, else by the type.
fn result(
    program: &Program,
    format: Option<&FieldKind>,
    like: Option<&FieldKind>,
    lists: bool,
) -> Result<FieldKind, String> {
    let kind = match program.result() {
        Type::List(item) if lists => Type::from(item),
        Type::List(_) => Type::Text,
        other => other,
    };
    let fits = |kind: &FieldKind, wanted: Type| match wanted {
        Type::Number => {
            kind.is_number() && !matches!(kind, FieldKind::AutoNumber | FieldKind::Rating { .. })
        }
        Type::Date { .. } => matches!(kind, FieldKind::Date { .. } | FieldKind::DateTime(_)),
        _ => kind.is_text(),
    };
    if let Some(format) = format {
        return if fits(format, kind) {
            Ok(format.clone())
        } else {
            Err(format!(
                "result: the formula gives {}, which can not be shown as {}",
                in_words(kind),
                format.type_name()
            ))
        };
    }
    if let Some(like) = like.filter(|like| fits(like, kind)) {
        return Ok(like.clone());
    }
    Ok(match kind {
        Type::Number => FieldKind::Number {
            precision: program.decimals().min(8),
        },
        Type::Date { time: false } => FieldKind::Date {
            date: DateFormat::Local,
        },
        Type::Date { time: true } => FieldKind::DateTime(MomentFormat {
            date: DateFormat::Local,
            time: TimeFormat::TwelveHour,
            zone: "utc".to_owned(),
        }),
        _ => FieldKind::SingleLineText,
    })
}

/// True if a formula gives an amount of what it is given: the sum of prices is
/// a price, their number is not.
fn keeps_unit(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Call { function, .. } => matches!(
            function,
            Function::Sum
                | Function::Average
                | Function::Min
                | Function::Max
                | Function::Arrayunique
                | Function::Arraycompact
                | Function::Arrayflatten
                | Function::Arrayslice
        ),
        ExprKind::Word(_) => true,
        _ => false,
    }
}

fn in_words(kind: Type) -> &'static str {
    match kind {
        Type::Number => "a number",
        Type::Date { .. } => "a date",
        _ => "a text",
    }
}

impl Graph {
    /// Notes who reads which cells.
    fn connect(&mut self, schema: &BaseSchema) {
        let mut own: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, derived) in self.fields.iter().enumerate() {
            let How::Formula { slots, .. } = &derived.how else {
                continue;
            };
            let of_table = own.entry(derived.table).or_default();
            let is_own = derived.upkeep == Upkeep::Stored
                && slots.cells.iter().all(|slot| {
                    slot.named.is_none()
                        && (!slot.field.kind.is_derived()
                            || of_table
                                .iter()
                                .any(|other| self.fields[*other].field.id == slot.field.id))
                });
            if is_own {
                of_table.push(index);
            }
        }
        self.own = own;
        let places: HashMap<FieldId, usize> = self
            .fields
            .iter()
            .enumerate()
            .map(|(index, derived)| (derived.field.id, index))
            .collect();
        let ids: HashMap<_, _> = schema.tables.iter().map(|t| (t.no, t.id)).collect();
        for derived in &mut self.fields {
            let own = ids.get(&derived.table).copied();
            derived.own_reads = derived
                .inputs
                .iter()
                .filter(|input| !input.through_link && Some(input.table) == own)
                .filter_map(|input| places.get(&input.field).copied())
                .collect();
        }
        let mut readers: HashMap<_, Vec<Reader>> = HashMap::new();
        let mut read = |table, key: FieldKey, field, through| {
            readers
                .entry((table, key))
                .or_default()
                .push(Reader { field, through });
        };
        for (index, derived) in self.fields.iter().enumerate() {
            let own = derived.table;
            let table = schema.tables.iter().find(|table| table.no == own);
            let Some(table) = table else { continue };
            match &derived.how {
                How::Invalid => {}
                How::Count(link) => read(own, *link, index, None),
                How::Lookup(path) => {
                    read(own, path.link, index, None);
                    through(schema, table, path.link, |back| {
                        read(path.table, path.source.key, index, Some(back));
                    });
                }
                How::Formula { program, slots } | How::Rollup { program, slots, .. } => {
                    for slot in &slots.cells {
                        read(own, slot.field.key, index, None);
                        if let (Some(named), Some(_)) = (&slot.named, slot.field.kind.link()) {
                            through(schema, table, slot.field.key, |back| {
                                read(named.table, named.primary.key, index, Some(back));
                            });
                        }
                    }
                    for key in &slots.watched {
                        read(own, *key, index, None);
                    }
                    if program.uses().modified {
                        read(own, MODIFIED, index, None);
                    }
                    if let How::Rollup { path, .. } = &derived.how {
                        read(own, path.link, index, None);
                        through(schema, table, path.link, |back| {
                            read(path.table, path.source.key, index, Some(back));
                        });
                    }
                }
            }
        }
        self.readers = readers;
    }
}

/// Tells the key under which linked records hold who links to them.
fn through(schema: &BaseSchema, table: &Table, link: FieldKey, mut with: impl FnMut(FieldKey)) {
    let field: Option<&Field> = table.field_by_key(link);
    if let Some(link) = field.and_then(|field| field.kind.link())
        && let Some(linked) = linked_table(schema, link)
        && let Some(key) = linked.inverse_key(link.inverse)
    {
        with(key);
    }
}
