//! `VALUE`: a number out of a text (formulas 9).

use crate::eval::coerce;
use crate::value::{Failure, Value};

/// The number that a text says. Numbers are themselves; blank and empty text
/// are blank.
pub(in crate::func) fn value<'r>(of: &Value<'_>) -> Result<Value<'r>, Failure> {
    match of {
        Value::Blank => Ok(Value::Blank),
        Value::Number(number) => Ok(Value::Number(*number)),
        Value::Text(text) if text.trim().is_empty() => Ok(Value::Blank),
        Value::Text(text) => number(text).map(Value::Number).ok_or(Failure::Number),
        Value::List(items) => value(coerce::only(items)?),
        Value::Date(_) => Err(Failure::Kind),
        Value::Error(failure) => Err(*failure),
    }
}

/// A sign and a currency sign in either order, digits with commas between
/// thousands, and a fraction; the currency may also stand at the end.
fn number(text: &str) -> Option<f64> {
    let (mut negative, mut signed, mut currency) = (false, false, false);
    let mut rest = text.trim();
    loop {
        let mut letters = rest.chars();
        match letters.next()? {
            sign @ ('-' | '+' | '\u{2212}') if !signed => {
                signed = true;
                negative = sign != '+';
            }
            letter if is_currency(letter) && !currency => currency = true,
            _ => break,
        }
        rest = letters.as_str().trim_start();
    }
    if !currency && let Some(before) = rest.strip_suffix(is_currency) {
        rest = before.trim_end();
    }
    let (digits, exponent) = match rest.find(['e', 'E']) {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((whole, fraction)) => (whole, fraction),
        None => (digits, ""),
    };
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole: String = whole.split(',').collect();
    if !are_digits(&whole) || !are_digits(fraction) || (whole.is_empty() && fraction.is_empty()) {
        return None;
    }
    let number: f64 = format!("{whole}.{fraction}{exponent}").parse().ok()?;
    Some(if negative { -number } else { number })
}

/// The signs of general category Sc that are in use.
fn is_currency(letter: char) -> bool {
    matches!(letter, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '\u{e3f}' | '\u{ff04}' | '\u{ffe1}' | '\u{ffe5}')
}
