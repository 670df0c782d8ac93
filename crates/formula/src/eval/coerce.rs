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
        Value::Text(text) => {
            context.read(text.len())?;
            Ok(Cow::Borrowed(text))
        }
        Value::Error(failure) => Err(*failure),
        _ => made(value, context).map(Cow::Owned),
    }
}

/// As a text. One that is a text already is handed on as it is.
pub(crate) fn into_text<'r>(value: Value<'r>, context: &Context) -> Result<Cow<'r, str>, Failure> {
    match value {
        Value::Blank => Ok(Cow::Borrowed("")),
        Value::Text(text) => {
            context.read(text.len())?;
            Ok(text)
        }
        Value::Error(failure) => Err(failure),
        _ => made(&value, context).map(Cow::Owned),
    }
}

/// The text of what is none.
fn made(value: &Value<'_>, context: &Context) -> Result<String, Failure> {
    let mut text = String::new();
    push_text(value, &mut text, context)?;
    Ok(text)
}

/// Appends the value as a text.
pub(crate) fn push_text(
    value: &Value<'_>,
    out: &mut String,
    context: &Context,
) -> Result<(), Failure> {
    match value {
        Value::Blank => Ok(()),
        Value::Number(number) => push(&of_number(*number), out, context),
        Value::Text(text) => push(text, out, context),
        Value::Date(moment) => push(&moment.at.to_string(), out, context),
        Value::List(items) => push_items(items, ", ", out, context),
        Value::Error(failure) => Err(*failure),
    }
}

/// Appends the items, those of lists within lists as well.
pub(crate) fn push_items(
    items: &[Value<'_>],
    separator: &str,
    out: &mut String,
    context: &Context,
) -> Result<(), Failure> {
    context.visit(items.len())?;
    for (place, item) in items.iter().enumerate() {
        if place > 0 {
            push(separator, out, context)?;
        }
        match item {
            Value::List(inner) => push_items(inner, separator, out, context)?,
            item => push_text(item, out, context)?,
        }
    }
    Ok(())
}

/// Appends a text if there may be that much.
pub(crate) fn push(text: &str, out: &mut String, context: &Context) -> Result<(), Failure> {
    context.made(text.len())?;
    out.push_str(text);
    Ok(())
}

/// As ECMAScript writes it.
fn of_number(number: f64) -> Cow<'static, str> {
    if number.is_finite() {
        return Cow::Owned(number_text(number));
    }
    Cow::Borrowed(if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    })
}

/// As a number, as arithmetic takes it: a text is none, whatever it says.
pub(crate) fn number(value: &Value<'_>) -> Result<f64, Failure> {
    match value {
        Value::Number(number) => Ok(*number),
        Value::Blank => Ok(0.0),
        Value::Text(_) => Ok(f64::NAN),
        Value::Date(_) => Err(Failure::Kind),
        Value::List(items) => number(only(items)?),
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

/// As a point in time; blank has none, and neither has empty text. Other texts
/// are read as by `DATETIME_PARSE`.
pub(crate) fn date(value: &Value<'_>) -> Result<Option<Moment>, Failure> {
    match value {
        Value::Blank => Ok(None),
        Value::Date(moment) => Ok(Some(moment.clone())),
        Value::Text(text) if text.trim().is_empty() => Ok(None),
        Value::Text(text) => match date::parse(text, None) {
            Some(at) => Ok(Some(Moment::from(at))),
            None => Err(Failure::Date),
        },
        Value::Number(_) => Err(Failure::Kind),
        Value::List(items) => date(only(items)?),
        Value::Error(failure) => Err(*failure),
    }
}

/// The one item of a list; of an empty one, blank.
pub(crate) fn only<'v, 'r>(items: &'v [Value<'r>]) -> Result<&'v Value<'r>, Failure> {
    match items {
        [] => Ok(&Value::Blank),
        [one] => Ok(one),
        _ => Err(Failure::Several),
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
