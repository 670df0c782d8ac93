//! What clients may write.

use std::borrow::Cow;

use serde_json::Value;

use super::amount::{parse_amount, parse_duration};
use super::attachment::{self, AttachmentInput};
use super::error::CellError;
use super::link::{self, LinkTarget};
use super::loose::parse_loose;
use super::names::FindPerson;
use super::number::number_text;
use super::{barcode, people, select};
use crate::field::{FieldKind, MomentFormat};
use crate::id::Entropy;
use crate::limits::Limits;
use crate::time::Zone;
use crate::time::iso::parse_iso;

/// What is to be done with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The cell becomes blank.
    Clear,
    /// The cell becomes this raw JSON.
    Raw(String),
    /// With typecast only: the value names choices that the field does not
    /// have. The caller adds them (if it may) and writes the value again.
    NewChoices {
        /// The names to add, none twice, in the order written.
        names: Vec<String>,
    },
    /// The cell is to link to these, none twice and at least one; the caller
    /// finds them (or, with typecast, makes them) and keeps the other side.
    Links(Vec<LinkTarget>),
    /// The cell is to hold these files, at least one; the caller knows which
    /// ones it holds already.
    Attachments(Vec<AttachmentInput>),
}

/// What writing needs to know beside the value.
#[derive(Clone, Copy)]
pub struct WriteContext<'a> {
    /// Best-effort conversion of text instead of a refusal.
    pub typecast: bool,
    /// How much of anything is allowed.
    pub limits: &'a Limits,
    /// The users that cells of this base may name.
    pub people: &'a dyn FindPerson,
    /// For ids of new attachments.
    pub entropy: &'a dyn Entropy,
}

/// Checks a value and gives what is to be stored. `typecast` asks for
/// best-effort conversion (field-types 4): text that does not read as the
/// kind's value clears the cell, or is dropped from a list; objects of another
/// form than the kind's, and arrays where one value is wanted, are refused all
/// the same, and so are ids of nobody.
///
/// # Errors
///
/// See [`CellError`]. A computed kind takes nothing, not even `null`.
pub fn write(
    kind: &FieldKind,
    value: &Value,
    context: &WriteContext<'_>,
) -> Result<Written, CellError> {
    let WriteContext {
        typecast, limits, ..
    } = *context;
    if kind.is_computed() {
        return Err(CellError::Computed);
    }
    if value.is_null() {
        return Ok(Written::Clear);
    }
    if kind.is_text() {
        return text(value, typecast, limits);
    }
    match kind {
        FieldKind::MultipleSelects(choices) => {
            return select::many(choices, value, typecast, limits);
        }
        FieldKind::SingleCollaborator => return people::one(value, context),
        FieldKind::MultipleCollaborators => return people::many(value, context),
        FieldKind::MultipleRecordLinks(_) => return link::write(value, typecast, limits),
        FieldKind::MultipleAttachments { .. } => return attachment::write(value, context),
        FieldKind::Barcode => return barcode::write(value, typecast, limits),
        _ => {}
    }
    if !typecast {
        return match kind {
            FieldKind::Checkbox { .. } => checkbox(value),
            FieldKind::Rating { max, .. } => rating(value, *max),
            FieldKind::Date { .. } => day(value),
            FieldKind::DateTime(format) => moment(value, format),
            FieldKind::SingleSelect(choices) => select::one(choices, value),
            _ => number(value),
        };
    }
    let Some(value) = only_item(value)? else {
        return Ok(Written::Clear);
    };
    let text = scalar_text(value).ok_or(CellError::Wrong { wanted: "text" })?;
    cast(kind, value, text.trim(), limits)
}

/// With typecast, an array of one is taken for its item; `None` if it is empty
/// or the item is `null`.
pub(super) fn only_item(value: &Value) -> Result<Option<&Value>, CellError> {
    let item = match value {
        Value::Array(items) => match items.as_slice() {
            [] => return Ok(None),
            [item] => item,
            _ => {
                return Err(CellError::Wrong {
                    wanted: "one value",
                });
            }
        },
        value => value,
    };
    Ok((!item.is_null()).then_some(item))
}

/// A text that is not longer than a cell holds.
pub(super) fn fitting<'t>(text: &'t str, limits: &Limits) -> Result<&'t str, CellError> {
    let max = limits.cell_chars;
    // No text has more characters than bytes, which are known.
    if text.len() > max && text.chars().count() > max {
        return Err(CellError::TooLong { max });
    }
    Ok(text)
}

/// Converts a scalar, given also as text.
fn cast(
    kind: &FieldKind,
    value: &Value,
    text: &str,
    limits: &Limits,
) -> Result<Written, CellError> {
    let as_number = || match value {
        Value::Number(number) => number.as_f64(),
        _ => parse_amount(text).map(|amount| amount.value),
    };
    let raw = match kind {
        FieldKind::Checkbox { .. } => cast_checkbox(value, text).then(|| "true".to_owned()),
        FieldKind::Rating { max, .. } => as_number()
            .map(|stars| stars.round().min(f64::from(*max)))
            .filter(|stars| *stars >= 1.0)
            .map(number_text),
        FieldKind::Duration { format } => match value {
            Value::Number(_) => as_number(),
            _ => parse_duration(text, *format),
        }
        .map(number_text),
        FieldKind::Date { date } => {
            parse_loose(text, date.is_day_first()).map(|found| format!("\"{}\"", found.moment.date))
        }
        FieldKind::DateTime(format) => parse_loose(text, format.date.is_day_first())
            .and_then(|found| found.moment.instant(&Zone::of_option(&format.zone)))
            .map(|instant| format!("\"{instant}\"")),
        FieldKind::SingleSelect(choices) => return select::one_cast(choices, text, limits),
        _ => as_number().map(number_text),
    };
    Ok(raw.map_or(Written::Clear, Written::Raw))
}

/// A string, number or boolean as text.
pub(super) fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number_text(number.as_f64()?))),
        Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "true" } else { "false" })),
        _ => None,
    }
}

fn text(value: &Value, typecast: bool, limits: &Limits) -> Result<Written, CellError> {
    let wrong = CellError::Wrong { wanted: "text" };
    let text = match value {
        Value::String(text) => Cow::Borrowed(text.as_str()),
        Value::Array(items) if typecast => {
            let items: Option<Vec<_>> = items.iter().map(scalar_text).collect();
            Cow::Owned(items.ok_or(wrong)?.join(", "))
        }
        value if typecast => scalar_text(value).ok_or(wrong)?,
        _ => return Err(wrong),
    };
    fitting(&text, limits)?;
    if text.is_empty() {
        return Ok(Written::Clear);
    }
    match serde_json::to_string(&*text) {
        Ok(raw) => Ok(Written::Raw(raw)),
        Err(_) => Err(CellError::Wrong { wanted: "text" }),
    }
}

fn number(value: &Value) -> Result<Written, CellError> {
    match value.as_f64() {
        Some(number) if number.is_finite() => Ok(Written::Raw(number_text(number))),
        _ => Err(CellError::Wrong { wanted: "a number" }),
    }
}

fn rating(value: &Value, max: u8) -> Result<Written, CellError> {
    let stars = value
        .as_f64()
        .ok_or(CellError::Wrong { wanted: "a number" })?;
    if stars.fract() != 0.0 || !(0.0..=f64::from(max)).contains(&stars) {
        return Err(CellError::Rating { max });
    }
    Ok(if stars == 0.0 {
        Written::Clear
    } else {
        Written::Raw(number_text(stars))
    })
}

fn checkbox(value: &Value) -> Result<Written, CellError> {
    match value {
        Value::Bool(true) => Ok(Written::Raw("true".to_owned())),
        Value::Bool(false) => Ok(Written::Clear),
        _ => Err(CellError::Wrong {
            wanted: "true or false",
        }),
    }
}

fn cast_checkbox(value: &Value, text: &str) -> bool {
    match value {
        Value::Bool(ticked) => *ticked,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        _ => checkbox_word(text) == Some(true),
    }
}

/// What a word says of a checkbox, without regard to case; `None` if nothing.
pub fn checkbox_word(text: &str) -> Option<bool> {
    // The longest word has nine letters.
    if text.len() > 16 {
        return None;
    }
    match text.trim().to_lowercase().as_str() {
        "true" | "checked" | "yes" | "y" | "t" | "on" | "x" | "1" | "\u{2713}" | "\u{2714}"
        | "\u{2611}" => Some(true),
        "false" | "unchecked" | "no" | "n" | "f" | "off" | "0" | "\u{2610}" => Some(false),
        _ => None,
    }
}

fn day(value: &Value) -> Result<Written, CellError> {
    match value.as_str().and_then(parse_iso) {
        Some(moment) => Ok(Written::Raw(format!("\"{}\"", moment.date))),
        None => Err(CellError::Wrong {
            wanted: "a day such as 2024-05-06",
        }),
    }
}

fn moment(value: &Value, format: &MomentFormat) -> Result<Written, CellError> {
    let instant = value
        .as_str()
        .and_then(parse_iso)
        .and_then(|moment| moment.instant(&Zone::of_option(&format.zone)));
    match instant {
        Some(instant) => Ok(Written::Raw(format!("\"{instant}\""))),
        None => Err(CellError::Wrong {
            wanted: "a moment such as 2024-05-06T07:08:09.000Z",
        }),
    }
}

#[cfg(test)]
mod tests;
