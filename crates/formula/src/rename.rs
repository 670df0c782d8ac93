//! Field names to ids and back, touching nothing else of the text.

use basekey_model::id::FieldId;

use crate::ast::{Expr, ExprKind, Span};
use crate::lex::{Lexer, TokenKind};
use crate::print::braced;

/// The formula with every field that `find` knows written as `{fld…}`. `expr`
/// is what was read from `text`.
pub fn to_ids(text: &str, expr: &Expr, find: &dyn Fn(&str) -> Option<FieldId>) -> String {
    let mut found = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match &expr.kind {
            ExprKind::Field(name) | ExprKind::Word(name) => {
                found.extend(find(name).map(|id| (expr.span, format!("{{{id}}}"))));
            }
            ExprKind::Call { args, .. } => left.extend(args),
            ExprKind::Unary { of, .. } => left.push(of),
            ExprKind::Binary {
                left: one,
                right: other,
                ..
            } => left.extend([&**one, &**other]),
            ExprKind::Paren(inner) => left.push(inner),
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Missing => {}
        }
    }
    found.sort_by_key(|(span, _)| span.start);
    replaced(text, &found)
}

/// A stored formula with every field that `name` knows written by name. The
/// text need not be a formula any more.
pub fn to_names(text: &str, name: &dyn Fn(FieldId) -> Option<String>) -> String {
    let mut lexer = Lexer::new(text);
    let mut found = Vec::new();
    loop {
        let token = lexer.next();
        match &token.kind {
            TokenKind::End => return replaced(text, &found),
            // One that is not closed is none.
            TokenKind::Field(id)
                if text
                    .get(..token.span.end)
                    .is_some_and(|read| read.ends_with('}')) =>
            {
                let name = id.parse().ok().and_then(name);
                found.extend(name.map(|name| (token.span, braced(&name))));
            }
            _ => {}
        }
    }
}

/// The text with parts, which are in order, written anew.
fn replaced(text: &str, parts: &[(Span, String)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for (span, new) in parts {
        out.push_str(text.get(at..span.start).unwrap_or_default());
        out.push_str(new);
        at = span.end;
    }
    out.push_str(text.get(at..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests;
