//! Functions of lists (formulas 15).

use std::collections::HashSet;

use super::flat;
use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function of lists on its evaluated arguments.
pub(super) fn call<'r>(
    function: Function,
    args: Vec<Value<'r>>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let mut args = args.into_iter();
    let items = list(args.next());
    if !context.step(items.len() as u64) {
        return Err(Failure::TooMuch);
    }
    Ok(match function {
        Function::Arraycompact => {
            let filled = |item: &Value<'_>| match item {
                Value::Blank => false,
                Value::Text(text) => !text.is_empty(),
                _ => true,
            };
            Value::List(items.into_iter().filter(filled).collect())
        }
        Function::Arrayflatten => Value::List(flat(items)),
        Function::Arrayunique => Value::List(unique(items, context)?),
        Function::Arrayslice => {
            let start = args.next().map_or(Ok(1.0), |start| coerce::whole(&start))?;
            let end = args.next().map_or(Ok(-1.0), |end| coerce::whole(&end))?;
            Value::List(slice(items, start, end))
        }
        _ => {
            let separator = args.next();
            let separator = match &separator {
                Some(separator) => coerce::text(separator, context)?,
                None => ", ".into(),
            };
            let mut text = String::new();
            let most = separator.len().saturating_mul(items.len());
            if !context.make(most) {
                return Err(Failure::TooMuch);
            }
            coerce::append(&items, &separator, &mut text)?;
            if !context.make(text.len() - most.min(text.len())) {
                return Err(Failure::TooMuch);
            }
            Value::text(text)
        }
    })
}

/// A value as a list: one that is none is a list of one, blank an empty one.
fn list(value: Option<Value<'_>>) -> Vec<Value<'_>> {
    match value {
        None | Some(Value::Blank) => Vec::new(),
        Some(Value::List(items)) => items,
        Some(one) => vec![one],
    }
}

/// The first of each.
fn unique<'r>(items: Vec<Value<'r>>, context: &Context) -> Result<Vec<Value<'r>>, Failure> {
    let mut seen: HashSet<(u8, String)> = HashSet::new();
    let mut kept = Vec::new();
    for item in items {
        let kind = match &item {
            Value::Blank => 0,
            Value::Number(_) => 1,
            Value::Text(_) => 2,
            Value::Date(_) => 3,
            Value::List(_) => 4,
            Value::Error(failure) => return Err(*failure),
        };
        if seen.insert((kind, coerce::text(&item, context)?.into_owned())) {
            kept.push(item);
        }
    }
    Ok(kept)
}

/// From `start` to `end`, both counted from 1 and both taken; negative ones
/// are counted from the end.
fn slice(items: Vec<Value<'_>>, start: f64, end: f64) -> Vec<Value<'_>> {
    let length = items.len() as f64;
    let place = |place: f64| if place < 0.0 { length + place + 1.0 } else { place };
    let start = place(start).max(1.0);
    let end = place(end).min(length);
    if start > end {
        return Vec::new();
    }
    let (skipped, taken) = (start as usize - 1, (end - start) as usize + 1);
    items.into_iter().skip(skipped).take(taken).collect()
}
