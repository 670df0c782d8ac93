//! Values as numbers, texts, dates and truths (formulas 3.2 to 3.6).

use std::borrow::Cow;

use basekey_model::cell::number_text;

use crate::context::Context;
use crate::date;
use crate::value::{Failure, Moment, Value};

/// As a text.
pub(crate) fn text<'v>(value: &'v Value<'_>, context: &Context) -> Result<Cow<'v, str>, Failure> {
    match value {
        Value::Blank => Ok(Cow::Borrowed("")),
        Value::Text(text) => Ok(Cow::Borrowed(text)),
        Value::Number(number) => Ok(Cow::Owned(of_number(*number))),
        Value::Date(moment) => Ok(Cow::Owned(moment.at.to_string())),
        Value::List(items) => {
            let text = joined(items)?;
            if !context.step(items.len() as u64) || !context.make(text.len()) {
                return Err(Failure::TooMuch);
            }
            Ok(Cow::Owned(text))
        }
        Value::Error(failure) => Err(*failure),
    }
}

fn of_number(number: f64) -> String {
    if number.is_nan() {
        "NaN".to_owned()
    } else if number.is_infinite() {
        if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        number_text(number)
    }
}

/// The items of a list as one text.
pub(crate) fn joined(items: &[Value<'_>]) -> Result<String, Failure> {
    let mut out = String::new();
    append(items, ", ", &mut out)?;
    Ok(out)
}

/// Appends the items, those of lists within lists as well.
pub(crate) fn append(
    items: &[Value<'_>],
    separator: &str,
    out: &mut String,
) -> Result<(), Failure> {
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            out.push_str(separator);
        }
        match item {
            Value::Blank => {}
            Value::Text(text) => out.push_str(text),
            Value::Number(number) => out.push_str(&of_number(*number)),
            Value::Date(moment) => out.push_str(&moment.at.to_string()),
            Value::List(inner) => append(inner, separator, out)?,
            Value::Error(failure) => return Err(*failure),
        }
    }
    Ok(())
}

/// As a number, as arithmetic takes it: a text is none, whatever it says.
pub(crate) fn number(value: &Value<'_>) -> Result<f64, Failure> {
    match value {
        Value::Blank => Ok(0.0),
        Value::Number(number) => Ok(*number),
        Value::Text(_) => Ok(f64::NAN),
        Value::Date(_) => Err(Failure::Kind),
        Value::List(items) => match items.as_slice() {
            [] => Ok(0.0),
            [one] => number(one),
            _ => Err(Failure::Several),
        },
        Value::Error(failure) => Err(*failure),
    }
}

/// As a whole number of characters or places; what is no number is an error.
pub(crate) fn whole(value: &Value<'_>) -> Result<f64, Failure> {
    let number = number(value)?;
    if number.is_nan() {
        return Err(Failure::Kind);
    }
    Ok(number.trunc())
}

/// As a point in time; blank has none. Texts are read as by `DATETIME_PARSE`.
pub(crate) fn date(value: &Value<'_>) -> Result<Option<Moment>, Failure> {
    match value {
        Value::Blank => Ok(None),
        Value::Date(moment) => Ok(Some(moment.clone())),
        Value::Text(text) if text.trim().is_empty() => Ok(None),
        Value::Text(text) => match date::parse(text, None, None) {
            Some(at) => Ok(Some(Moment::from(at))),
            None => Err(Failure::Date),
        },
        Value::Number(_) => Err(Failure::Kind),
        Value::List(items) => match items.as_slice() {
            [] => Ok(None),
            [one] => date(one),
            _ => Err(Failure::Several),
        },
        Value::Error(failure) => Err(*failure),
    }
}

/// Whether it counts as true.
pub(crate) fn truth(value: &Value<'_>) -> bool {
    match value {
        Value::Blank | Value::Error(_) => false,
        Value::Number(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::Date(_) => true,
        Value::List(items) => !items.is_empty(),
    }
}
