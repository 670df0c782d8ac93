//! The formula language of bases.
//!
//! A formula goes through four hands, each a module:
//!
//! 1. [`parse`] makes a tree of the text, with the place of every part;
//! 2. [`check`] finds the fields and functions that the tree names, and the
//!    type of the result, and makes a [`Program`];
//! 3. [`lower`] splits a condition into what a store can decide by itself and
//!    the rest;
//! 4. [`Program::evaluate`] computes a value from a row.
//!
//! Formulas are stored with field ids; [`rename`] turns names into ids and
//! back without touching anything else of the text.
//!
//! Nothing here reads a clock: the present moment is handed in. Whatever the
//! text, nothing panics and nothing runs without bound; see [`Bounds`].

pub mod ast;
pub mod bounds;
pub mod cases;
pub mod cells;
pub mod check;
pub mod context;
pub mod date;
mod eval;
pub mod explain;
mod fold;
mod func;
pub mod function;
mod lex;
pub mod lower;
mod nearest;
pub mod parse;
pub mod print;
pub mod problem;
pub mod program;
mod quick;
pub mod rename;
pub mod types;
pub mod value;

pub use ast::{Expr, ExprKind, Span};
pub use bounds::Bounds;
pub use check::{Scope, check};
pub use context::{Context, Row};
pub use explain::explain;
pub use function::Function;
pub use parse::parse;
pub use problem::Problem;
pub use program::Program;
pub use types::Type;
pub use value::{Moment, Value};
