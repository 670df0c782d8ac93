//! What of a condition a store can decide by itself.

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
    let _ = table;
    Lowered {
        predicate: Predicate::All(Vec::new()),
        rest: Some(program.clone()),
    }
}
