//! From tree to text.

use std::fmt::Write as _;

use crate::ast::{Expr, ExprKind, UnaryOp};

/// The formula of a tree. Reading it again gives the tree that was read from a
/// text, places aside. A tree made in another way gets the parentheses that it
/// needs to mean the same.
pub fn print(expr: &Expr) -> String {
    let mut out = String::new();
    put(expr, 0, &mut out);
    out
}

/// A field's name or id as a formula writes it, in braces.
pub fn braced(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 2);
    out.push('{');
    // Backslashes mean something only before a closing brace.
    let mut slashes = 0;
    for letter in name.chars() {
        match letter {
            '\\' => slashes += 1,
            '}' => {
                out.extend(std::iter::repeat_n('\\', slashes + 1));
                slashes = 0;
            }
            _ => slashes = 0,
        }
        out.push(letter);
    }
    out.extend(std::iter::repeat_n('\\', slashes));
    out.push('}');
    out
}

/// A text as a formula writes it.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

/// Writes an expression where operators must bind more tightly than `least`.
fn put(expr: &Expr, least: u8, out: &mut String) {
    let (first, row) = expr.row();
    let binds: Vec<u8> = row.iter().map(|(op, ..)| op.precedence()).collect();
    let wrapped = binds.last().is_some_and(|last| *last <= least);
    // What binds less tightly than the operator after it is put in parentheses.
    let looser = |pair: &[u8]| matches!(pair, [one, next] if one < next);
    let opened = binds.windows(2).filter(|pair| looser(pair)).count() + usize::from(wrapped);
    out.extend(std::iter::repeat_n('(', opened));
    put_one(first, out);
    for (place, (op, right, _)) in row.into_iter().enumerate() {
        if place > 0 && binds.get(place - 1..=place).is_some_and(looser) {
            out.push(')');
        }
        // Writing into a text does not fail.
        let _ = write!(out, " {} ", op.text());
        put(right, op.precedence(), out);
    }
    if wrapped {
        out.push(')');
    }
}

/// Writes what is no operator between two expressions.
fn put_one(expr: &Expr, out: &mut String) {
    match &expr.kind {
        ExprKind::Number(number) => {
            let _ = write!(out, "{number}");
        }
        ExprKind::Text(text) => out.push_str(&quoted(text)),
        ExprKind::Field(name) => out.push_str(&braced(name)),
        ExprKind::Word(word) => out.push_str(word),
        ExprKind::Call { function, args, .. } => {
            out.push_str(function.name());
            out.push('(');
            for (place, arg) in args.iter().enumerate() {
                if place > 0 {
                    out.push_str(", ");
                }
                put(arg, 0, out);
            }
            out.push(')');
        }
        ExprKind::Unary { op, of } => {
            out.push(match op {
                UnaryOp::Minus => '-',
                UnaryOp::Plus => '+',
            });
            put(of, u8::MAX, out);
        }
        ExprKind::Paren(inner) => {
            out.push('(');
            put(inner, 0, out);
            out.push(')');
        }
        ExprKind::Binary { .. } | ExprKind::Missing => {}
    }
}

#[cfg(test)]
mod tests;
