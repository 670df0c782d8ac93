//! Comparing values (formulas 3.4, 3.5 and 3.7).
//!
//! Beside a text, a list is its text. Beside anything else, an empty list is
//! blank, a list of one is that one, and a longer list is its text. Values of
//! different kinds are not equal and have no order, except that blank is 0
//! beside numbers and empty beside texts; a blank date is neither before nor
//! after any other.

use std::borrow::Cow;
use std::cmp::Ordering;

use basekey_model::time::Millis;

use super::coerce;
use crate::ast::BinaryOp;
use crate::context::Context;
use crate::value::{Failure, Value};

/// Whether a comparison holds. Neither value is an error.
pub(super) fn compare(
    op: BinaryOp,
    left: &Value<'_>,
    right: &Value<'_>,
    context: &Context,
) -> Result<bool, Failure> {
    // Most comparisons are between these.
    if let (Value::Number(left), Value::Number(right)) = (left, right) {
        return Ok(holds(op, left.partial_cmp(right)));
    }
    let (as_text_left, as_text_right) = (is_texts(right), is_texts(left));
    let left = plain(left, as_text_left, context)?;
    let right = plain(right, as_text_right, context)?;
    if let (Plain::Text(left), Plain::Text(right)) = (&left, &right)
        && matches!(op, BinaryOp::Equal | BinaryOp::NotEqual)
    {
        return Ok((left == right) == (op == BinaryOp::Equal));
    }
    Ok(holds(op, order(&left, &right)))
}

fn holds(op: BinaryOp, order: Option<Ordering>) -> bool {
    match op {
        BinaryOp::Equal => order == Some(Ordering::Equal),
        BinaryOp::NotEqual => order != Some(Ordering::Equal),
        BinaryOp::Less => order == Some(Ordering::Less),
        BinaryOp::LessOrEqual => order.is_some_and(Ordering::is_le),
        BinaryOp::Greater => order == Some(Ordering::Greater),
        _ => order.is_some_and(Ordering::is_ge),
    }
}

/// A value that is no list and no error.
enum Plain<'v> {
    Blank,
    Number(f64),
    Text(Cow<'v, str>),
    Date(Millis),
}

/// True for what a list beside it is compared with as a text.
fn is_texts(value: &Value<'_>) -> bool {
    match value {
        Value::Text(_) => true,
        Value::List(items) => match items.as_slice() {
            [] => false,
            [one] => is_texts(one),
            _ => true,
        },
        _ => false,
    }
}

fn plain<'v>(value: &'v Value<'_>, as_text: bool, context: &Context) -> Result<Plain<'v>, Failure> {
    Ok(match value {
        Value::Blank => Plain::Blank,
        Value::Number(number) => Plain::Number(*number),
        Value::Text(_) => Plain::Text(coerce::text(value, context)?),
        Value::Date(moment) => Plain::Date(moment.at),
        Value::List(items) => match items.as_slice() {
            [] => Plain::Blank,
            [one] if !as_text => plain(one, false, context)?,
            _ => Plain::Text(coerce::text(value, context)?),
        },
        Value::Error(failure) => return Err(*failure),
    })
}

/// `None` for what has no order: neither `<` nor `>=` holds then, nor `=`.
fn order(left: &Plain<'_>, right: &Plain<'_>) -> Option<Ordering> {
    match (left, right) {
        (Plain::Blank, Plain::Blank) => Some(Ordering::Equal),
        (Plain::Blank, Plain::Number(number)) => 0.0.partial_cmp(number),
        (Plain::Number(number), Plain::Blank) => number.partial_cmp(&0.0),
        (Plain::Number(left), Plain::Number(right)) => left.partial_cmp(right),
        (Plain::Blank, Plain::Text(text)) => Some("".cmp(text)),
        (Plain::Text(text), Plain::Blank) => Some((**text).cmp("")),
        (Plain::Text(left), Plain::Text(right)) => Some(by_units(left, right)),
        (Plain::Date(left), Plain::Date(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

/// By UTF-16 code units, as scripts compare texts.
fn by_units(left: &str, right: &str) -> Ordering {
    if left.is_ascii() || right.is_ascii() {
        return left.cmp(right);
    }
    left.encode_utf16().cmp(right.encode_utf16())
}
