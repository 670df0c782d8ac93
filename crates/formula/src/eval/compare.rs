//! Comparing values (formulas 3.4, 3.5 and 3.7).

use std::cmp::Ordering;

use super::coerce;
use crate::ast::BinaryOp;
use crate::value::{Failure, Value};

/// Whether a comparison holds.
pub(super) fn compare(
    op: BinaryOp,
    left: &Value<'_>,
    right: &Value<'_>,
) -> Result<bool, Failure> {
    // A list of one is that one; a longer one is its text.
    if let Value::List(items) = left {
        return match items.as_slice() {
            [] => compare(op, &Value::Blank, right),
            [one] => compare(op, one, right),
            _ => compare(op, &Value::text(coerce::joined(items)?), right),
        };
    }
    if let Value::List(items) = right {
        return match items.as_slice() {
            [] => compare(op, left, &Value::Blank),
            [one] => compare(op, left, one),
            _ => compare(op, left, &Value::text(coerce::joined(items)?)),
        };
    }
    if let Value::Error(failure) = left {
        return Err(*failure);
    }
    if let Value::Error(failure) = right {
        return Err(*failure);
    }
    Ok(match op {
        BinaryOp::Equal => equal(left, right),
        BinaryOp::NotEqual => !equal(left, right),
        _ => {
            let order = order(left, right);
            match op {
                BinaryOp::Less => order == Some(Ordering::Less),
                BinaryOp::LessOrEqual => {
                    matches!(order, Some(Ordering::Less | Ordering::Equal))
                }
                BinaryOp::Greater => order == Some(Ordering::Greater),
                _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
            }
        }
    })
}

/// Blank is equal to 0 and to empty text, which are not equal to each other.
#[expect(clippy::float_cmp, reason = "equal is equal to the last bit")]
fn equal(left: &Value<'_>, right: &Value<'_>) -> bool {
    match (left, right) {
        (Value::Blank, Value::Blank) => true,
        (Value::Blank, Value::Number(number)) | (Value::Number(number), Value::Blank) => {
            *number == 0.0
        }
        (Value::Blank, Value::Text(text)) | (Value::Text(text), Value::Blank) => text.is_empty(),
        (Value::Number(left), Value::Number(right)) => left == right,
        (Value::Text(left), Value::Text(right)) => left == right,
        (Value::Date(left), Value::Date(right)) => left.at == right.at,
        _ => false,
    }
}

/// `None` for what has no order: neither `<` nor `>=` holds then. Blank counts
/// as 0 beside numbers and as empty beside texts.
fn order(left: &Value<'_>, right: &Value<'_>) -> Option<Ordering> {
    match (left, right) {
        (Value::Blank, Value::Blank) => Some(Ordering::Equal),
        (Value::Blank, Value::Number(number)) => 0.0.partial_cmp(number),
        (Value::Number(number), Value::Blank) => number.partial_cmp(&0.0),
        (Value::Number(left), Value::Number(right)) => left.partial_cmp(right),
        (Value::Blank, Value::Text(text)) => Some("".cmp(text)),
        (Value::Text(text), Value::Blank) => Some((**text).cmp("")),
        (Value::Text(left), Value::Text(right)) => Some(by_units(left, right)),
        (Value::Date(left), Value::Date(right)) => Some(left.at.cmp(&right.at)),
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
