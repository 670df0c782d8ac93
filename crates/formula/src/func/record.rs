//! Functions of the record itself (formulas 16).

use crate::context::Row;
use crate::function::Function;
use crate::value::{Moment, Value};

/// Calls a function that takes nothing but the row.
#[inline(never)]
pub(crate) fn call<'r>(function: Function, row: &dyn Row) -> Value<'r> {
    match function {
        Function::RecordId => Value::text(row.id().to_string()),
        Function::CreatedTime => Value::Date(Moment::from(row.created())),
        _ => Value::Date(Moment::from(row.modified())),
    }
}
