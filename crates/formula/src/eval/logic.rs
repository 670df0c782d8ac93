//! What leaves arguments unevaluated or looks at errors (formulas 8).

use super::{coerce, compare, evaluate};
use crate::ast::BinaryOp;
use crate::context::{Context, Row};
use crate::function::Function;
use crate::program::Node;
use crate::value::{Failure, Value};

/// `IF`. Only the chosen branch is evaluated.
pub(super) fn choose<'r>(args: &'r [Node], row: &'r dyn Row, context: &Context) -> Value<'r> {
    let [condition, yes, rest @ ..] = args else {
        return Value::Blank;
    };
    let is = match evaluate(condition, row, context) {
        Value::Error(failure) => return Value::Error(failure),
        value => coerce::truth(&value),
    };
    let branch = if is { Some(yes) } else { rest.first() };
    branch.map_or(Value::Blank, |branch| evaluate(branch, row, context))
}

/// `SWITCH`. Patterns are evaluated up to the first that is equal, then its
/// result alone.
pub(super) fn switch<'r>(args: &'r [Node], row: &'r dyn Row, context: &Context) -> Value<'r> {
    match switched(args, row, context) {
        Ok(Some(branch)) => evaluate(branch, row, context),
        Ok(None) => Value::Blank,
        Err(failure) => Value::Error(failure),
    }
}

#[inline(never)]
fn switched<'r>(
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Result<Option<&'r Node>, Failure> {
    let Some((of, cases)) = args.split_first() else {
        return Ok(None);
    };
    let value = sound(evaluate(of, row, context))?;
    let pairs = cases.chunks_exact(2);
    let default = pairs.remainder().first();
    for pair in pairs {
        let [pattern, result] = pair else {
            continue;
        };
        let pattern = sound(evaluate(pattern, row, context))?;
        if compare::compare(BinaryOp::Equal, &value, &pattern, context)? {
            return Ok(Some(result));
        }
    }
    Ok(default)
}

fn sound(value: Value<'_>) -> Result<Value<'_>, Failure> {
    match value {
        Value::Error(failure) => Err(failure),
        value => Ok(value),
    }
}

/// `ISERROR`: errors, numbers that are none or infinite, and lists of which an
/// item is an error.
pub(super) fn is_error<'r>(args: &'r [Node], row: &'r dyn Row, context: &Context) -> Value<'r> {
    fn wrong(value: &Value<'_>) -> bool {
        match value {
            Value::Error(_) => true,
            Value::Number(number) => !number.is_finite(),
            Value::List(items) => items.iter().any(wrong),
            _ => false,
        }
    }
    let value = args.first().map(|of| evaluate(of, row, context));
    Value::truth(value.as_ref().is_some_and(wrong))
}

/// `AND`, `OR` and `XOR` of all arguments and all items of lists. An empty
/// list is one thing that is not true.
pub(super) fn all<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let mut seen = Seen {
        falses: 0,
        trues: 0,
    };
    for arg in args {
        if let Err(failure) = seen.note(&evaluate(arg, row, context), context) {
            return Value::Error(failure);
        }
    }
    Value::truth(match function {
        Function::And => seen.falses == 0,
        Function::Or => seen.trues > 0,
        _ => seen.trues % 2 == 1,
    })
}

struct Seen {
    falses: usize,
    trues: usize,
}

impl Seen {
    fn note(&mut self, value: &Value<'_>, context: &Context) -> Result<(), Failure> {
        match value {
            Value::Error(failure) => return Err(*failure),
            Value::List(items) if !items.is_empty() => {
                context.visit(items.len())?;
                for item in items {
                    self.note(item, context)?;
                }
            }
            value if coerce::truth(value) => self.trues += 1,
            _ => self.falses += 1,
        }
        Ok(())
    }
}
