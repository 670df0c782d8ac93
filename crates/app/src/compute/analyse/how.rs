//! How one field is computed, and the type of its cells.

use std::borrow::Cow;

use basekey_formula::check::{Scope, check};
use basekey_formula::types::Item;
use basekey_formula::{Bounds, Expr, ExprKind, Function, Program, Type, cells};
use basekey_model::field::{DateFormat, FieldKind, MomentFormat, TimeFormat, Watch};
use basekey_model::id::FieldId;
use basekey_model::schema::{BaseSchema, Table};

use super::nodes::{Node, Text, is_reserved};
use crate::compute::graph::{How, Named, Path, Slot, Slots};
use crate::records::linked_table;

/// How a field is computed, its kind, and whether it reads the clock.
pub(super) fn how(schema: &mut BaseSchema, node: &Node) -> Result<(How, FieldKind, bool), String> {
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
                path: Box::new(path),
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
    let mut table = Cow::Borrowed(&schema.tables[node.table]);
    if node.settled && table.fields.iter().any(|field| is_reserved(&field.name)) {
        // Its fields are found by id; these words are none.
        let fields = table.to_mut().fields.iter_mut();
        for field in fields.filter(|field| is_reserved(&field.name)) {
            field.name.clear();
        }
    }
    let scope = Scope {
        table: &table,
        values,
    };
    let program = check(&text.expr, &scope, &Bounds::default()).map_err(|problems| {
        let problem = problems.into_iter().next();
        problem.map_or_else(
            || "the formula is not valid".to_owned(),
            |problem| problem.placed(&text.written),
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
