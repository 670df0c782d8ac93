//! What of a condition a store can decide by itself.
//!
//! A part is handed to the store only if a predicate says of every record
//! exactly what the evaluator would say. Three things can come of a condition:
//! it holds, it does not, or it is an error; so every part is lowered to two
//! predicates, one for the first and one for the last.

mod cell;
mod compare;
mod logic;
mod rest;
mod truth;

use basekey_model::predicate::Predicate;
use basekey_model::schema::Table;

use crate::program::Program;

/// A condition in two parts. A record is kept if both say so.
#[derive(Debug, Clone)]
pub struct Lowered {
    /// What the store decides exactly.
    pub predicate: Predicate,
    /// What is left for the evaluator; `None` if nothing is.
    pub rest: Option<Program>,
}

/// Splits a condition. The parts together keep exactly the records that the
/// program keeps alone.
pub fn lower(program: &Program, table: &Table) -> Lowered {
    let by = Lowerer { program, table };
    let (mut lowered, mut left) = (Vec::new(), Vec::new());
    by.split(&program.root, &mut lowered, &mut left);
    if lowered.is_empty() {
        return Lowered {
            predicate: Predicate::TRUE,
            rest: Some(program.clone()),
        };
    }
    let predicate = logic::all(lowered);
    let rest = (!left.is_empty() && !predicate.is_false()).then(|| rest::of(program, table, &left));
    Lowered { predicate, rest }
}

struct Lowerer<'p> {
    program: &'p Program,
    table: &'p Table,
}
