//! What a formula is, in words: its tree, its type, what it reads, and which
//! part of it the store decides when it is a filter.

mod node;

use std::fmt::Write as _;

use basekey_model::schema::Table;

use crate::ast::{BinaryOp, Expr, ExprKind, UnaryOp};
use crate::bounds::Bounds;
use crate::check::{Scope, check};
use crate::lower::lower;
use crate::parse::parse;
use crate::print::{braced, print};
use crate::problem::Problem;
use crate::program::Program;
use crate::types::{Item, Type};

/// Explains a formula of this table; the problems if it is none.
pub fn explain(text: &str, table: &Table, bounds: &Bounds) -> Result<String, Vec<Problem>> {
    let parsed = parse(text, bounds);
    if !parsed.problems.is_empty() {
        return Err(parsed.problems);
    }
    let program = check(&parsed.expr, &Scope::of(table), bounds)?;
    let mut out = String::from("tree\n");
    tree(&parsed.expr, 1, &mut out);
    // Writing to a text can not fail.
    let _ = writeln!(out, "type: {}", in_words(&program));
    out.push_str("reads\n");
    reads(&program, table, &mut out);
    let parts = lower(&program, table);
    let _ = writeln!(
        out,
        "as a filter\n  by the store: {}",
        parts.predicate.text(table)
    );
    let rest = match &parts.rest {
        None => "nothing".to_owned(),
        Some(rest) => node::text(&rest.root, rest, table),
    };
    let _ = writeln!(out, "  by the evaluator: {rest}");
    Ok(out)
}

fn line(depth: usize, text: &str, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
    out.push_str(text);
    out.push('\n');
}

/// One line for each part, what belongs to it under it.
fn tree(expr: &Expr, depth: usize, out: &mut String) {
    match &expr.kind {
        ExprKind::Paren(inner) => tree(inner, depth, out),
        ExprKind::Unary { op, of } => {
            let sign = match op {
                UnaryOp::Minus => "-",
                UnaryOp::Plus => "+",
            };
            line(depth, sign, out);
            tree(of, depth + 1, out);
        }
        ExprKind::Call { function, args, .. } => {
            line(depth, function.name(), out);
            for arg in args {
                tree(arg, depth + 1, out);
            }
        }
        ExprKind::Binary { .. } => chain(expr, depth, out),
        _ => line(depth, &print(expr), out),
    }
}

/// Operators in a row are told in one list, since there may be a great many.
fn chain(expr: &Expr, depth: usize, out: &mut String) {
    let mut operations: Vec<(BinaryOp, &Expr)> = Vec::new();
    let mut first = expr;
    while let ExprKind::Binary { op, left, right } = &first.kind {
        operations.push((*op, right));
        first = left;
    }
    operations.reverse();
    let Some((op, _)) = operations.first().copied() else {
        return;
    };
    if operations.iter().all(|(other, _)| *other == op) {
        line(depth, op.text(), out);
        tree(first, depth + 1, out);
        for (_, right) in operations {
            tree(right, depth + 1, out);
        }
        return;
    }
    line(depth, "from left to right", out);
    tree(first, depth + 1, out);
    for (op, right) in operations {
        line(depth + 1, op.text(), out);
        tree(right, depth + 2, out);
    }
}

fn in_words(program: &Program) -> String {
    let of = |item: Item| match item {
        Item::Number => "numbers",
        Item::Text => "texts",
        Item::Date { time: false } => "days",
        Item::Date { time: true } => "moments",
        Item::Any => "values",
    };
    match program.result() {
        Type::Blank => "always blank".to_owned(),
        Type::Number if program.decimals() == 1 => "number, 1 decimal".to_owned(),
        Type::Number => format!("number, {} decimals", program.decimals()),
        Type::Text => "text".to_owned(),
        Type::Date { time: false } => "day".to_owned(),
        Type::Date { time: true } => "moment".to_owned(),
        Type::List(item) => format!("list of {}", of(item)),
        Type::Any => "not known before a record is seen".to_owned(),
    }
}

fn reads(program: &Program, table: &Table, out: &mut String) {
    let before = out.len();
    let called = |id: &basekey_model::id::FieldId| match table.field_of_id(*id) {
        Some(field) => format!("{} {id} ({})", braced(&field.name), field.kind.type_name()),
        None => id.to_string(),
    };
    for id in program.fields() {
        line(1, &called(id), out);
    }
    for fields in program.watched() {
        let fields: Vec<String> = fields.iter().map(called).collect();
        line(
            1,
            &format!("when one of these last changed: {}", fields.join(", ")),
            out,
        );
    }
    let uses = program.uses();
    for (is, what) in [
        (uses.modified, "when the record last changed"),
        (uses.now, "the present moment"),
        (uses.people, "what people are called"),
        (uses.values, "values of linked records"),
    ] {
        if is {
            line(1, what, out);
        }
    }
    if out.len() == before {
        line(1, "nothing", out);
    }
}

#[cfg(test)]
mod tests;
