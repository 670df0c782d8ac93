//! The fields that a formula names.

use basekey_formula::ast::{Expr, ExprKind};

/// Names and ids as they are written, each once. A word may be something else
/// than a field.
pub(super) fn references(expr: &Expr) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut left = vec![expr];
    while let Some(expr) = left.pop() {
        match &expr.kind {
            ExprKind::Field(name) | ExprKind::Word(name) => {
                if !found.contains(name) {
                    found.push(name.clone());
                }
            }
            ExprKind::Call { args, .. } => left.extend(args),
            ExprKind::Unary { of, .. } => left.push(of),
            ExprKind::Binary {
                left: a, right: b, ..
            } => left.extend([&**a, &**b]),
            ExprKind::Paren(inner) => left.push(inner),
            ExprKind::Number(_) | ExprKind::Text(_) | ExprKind::Missing => {}
        }
    }
    found
}
