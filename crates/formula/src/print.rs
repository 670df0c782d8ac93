//! From tree to text.

use crate::ast::Expr;

/// The formula of a tree. Reading it again gives the same tree, places aside.
pub fn print(expr: &Expr) -> String {
    let _ = expr;
    String::new()
}

/// A field's name or id as a formula writes it, in braces.
pub fn braced(name: &str) -> String {
    format!("{{{}}}", name.replace('}', "\\}"))
}
