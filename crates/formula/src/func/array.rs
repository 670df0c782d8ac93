//! Functions of lists (formulas 15). A value that is no list is a list of one,
//! and blank is an empty list.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::context::Context;
use crate::eval::{coerce, take};
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function of lists on its evaluated arguments.
pub(super) fn call<'r>(
    function: Function,
    args: &mut [Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let items = match take(args, 0) {
        Value::Blank => Vec::new(),
        Value::List(items) => items,
        one => vec![one],
    };
    context.visit(items.len())?;
    let items = match function {
        Function::Arrayjoin => {
            let separator = match args.get(1) {
                Some(separator) => coerce::text(separator, context)?,
                None => Cow::Borrowed(", "),
            };
            let mut text = String::new();
            coerce::push_items(&items, &separator, &mut text, context)?;
            return Ok(Value::text(text));
        }
        Function::Arraycompact => items.into_iter().filter(is_filled).collect(),
        Function::Arrayslice => {
            let start = args.get(1).map_or(Ok(1.0), coerce::whole)?;
            let end = args.get(2).map_or(Ok(-1.0), coerce::whole)?;
            slice(items, start, end)
        }
        Function::Arrayunique => unique(flat(items, context)?),
        _ => flat(items, context)?,
    };
    Ok(Value::List(items))
}

fn is_filled(value: &Value<'_>) -> bool {
    match value {
        Value::Blank => false,
        Value::Text(text) => !text.is_empty(),
        _ => true,
    }
}

/// The items of a list, and those of lists within it in their place.
fn flat<'r>(items: Vec<Value<'r>>, context: &Context) -> Result<Vec<Value<'r>>, Failure> {
    if !items.iter().any(|item| matches!(item, Value::List(_))) {
        return Ok(items);
    }
    let mut all = Vec::with_capacity(items.len());
    for item in items {
        match item {
            Value::List(inner) => {
                context.visit(inner.len())?;
                all.extend(flat(inner, context)?);
            }
            item => all.push(item),
        }
    }
    Ok(all)
}

/// The first of each.
fn unique(mut items: Vec<Value<'_>>) -> Vec<Value<'_>> {
    /// What two items have in common that are the same.
    #[derive(PartialEq, Eq, Hash)]
    enum Same<'v> {
        Blank,
        Error,
        Number(u64),
        Date(i64),
        Text(&'v str),
    }
    let mut seen = HashSet::with_capacity(items.len());
    let mut first = Vec::with_capacity(items.len());
    for item in &items {
        let same = match item {
            Value::Number(number) if number.is_nan() => Same::Number(f64::NAN.to_bits()),
            // Both zeros are one.
            Value::Number(number) => Same::Number((number + 0.0).to_bits()),
            Value::Text(text) => Same::Text(text),
            Value::Date(moment) => Same::Date(moment.at.0),
            Value::Error(_) => Same::Error,
            Value::Blank | Value::List(_) => Same::Blank,
        };
        first.push(seen.insert(same));
    }
    drop(seen);
    let mut first = first.into_iter();
    items.retain(|_| first.next().unwrap_or(false));
    items
}

/// From `start` to `end`, both counted from 1 and both taken; negative ones
/// are counted from the end.
fn slice(items: Vec<Value<'_>>, start: f64, end: f64) -> Vec<Value<'_>> {
    let length = items.len() as f64;
    let place = |place: f64| {
        if place < 0.0 {
            length + place + 1.0
        } else {
            place
        }
    };
    let start = place(start).max(1.0);
    let end = place(end).min(length);
    if start > end {
        return Vec::new();
    }
    let (skipped, taken) = (start as usize - 1, (end - start) as usize + 1);
    items.into_iter().skip(skipped).take(taken).collect()
}

#[cfg(test)]
mod tests;
