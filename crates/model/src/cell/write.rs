//! What clients may write.

use std::borrow::Cow;

use serde_json::Value;

use super::amount::{parse_amount, parse_duration};
use super::loose::parse_loose;
use super::number::number_text;
use super::select;
use crate::field::{FieldKind, MomentFormat};
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
}

/// Why a value can not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// The value is of the wrong JSON type, or does not read as the kind's.
    #[error("the value is not {wanted}")]
    Wrong {
        /// What the kind takes, as the end of "the value is not …".
        wanted: &'static str,
    },
    /// A text longer than a cell holds.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The greatest possible number of characters.
        max: usize,
    },
    /// A rating outside of its range.
    #[error("the rating is not from 0 to {max}")]
    Rating {
        /// The field's greatest rating.
        max: u8,
    },
    /// The server fills cells of this kind.
    #[error("the field is computed")]
    Computed,
    /// The field has no choice of this name, and adding one was not asked for.
    #[error("the field has no choice named \"{0}\"")]
    UnknownChoice(String),
    /// Adding the named choices would exceed what a field may have.
    #[error("the field would have more than {max} choices")]
    TooManyChoices {
        /// The greatest possible number.
        max: usize,
    },
}

/// The three ways in which clients are told of a [`CellError`] (field-types 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellErrorKind {
    /// The field cannot accept the provided value.
    Value,
    /// The field cannot accept a value because it is computed.
    Computed,
    /// The choice does not exist and may not be made.
    Choice,
}

impl CellError {
    /// How clients are told.
    pub fn kind(&self) -> CellErrorKind {
        match self {
            Self::Wrong { .. } | Self::TooLong { .. } | Self::Rating { .. } => CellErrorKind::Value,
            Self::Computed => CellErrorKind::Computed,
            Self::UnknownChoice(_) | Self::TooManyChoices { .. } => CellErrorKind::Choice,
        }
    }
}

/// Checks a value and gives what is to be stored. `typecast` asks for
/// best-effort conversion (field-types 4): text that does not read as the
/// kind's value clears the cell; objects, and arrays where one value is
/// wanted, are refused all the same.
///
/// # Errors
///
/// See [`CellError`]. A computed kind takes nothing, not even `null`.
pub fn write(
    kind: &FieldKind,
    value: &Value,
    typecast: bool,
    limits: &Limits,
) -> Result<Written, CellError> {
    if kind.is_computed() {
        return Err(CellError::Computed);
    }
    if value.is_null() {
        return Ok(Written::Clear);
    }
    if let FieldKind::MultipleSelects(choices) = kind {
        return select::many(choices, value, typecast, limits);
    }
    if kind.is_text() {
        return text(value, typecast, limits);
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
    // An array of one is taken for its item.
    let value = match value {
        Value::Array(items) => match items.as_slice() {
            [] => return Ok(Written::Clear),
            [item] => item,
            _ => {
                return Err(CellError::Wrong {
                    wanted: "one value",
                });
            }
        },
        value => value,
    };
    let Some(text) = scalar_text(value) else {
        return if value.is_null() {
            Ok(Written::Clear)
        } else {
            Err(CellError::Wrong { wanted: "text" })
        };
    };
    cast(kind, value, text.trim(), limits)
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
    let max = limits.cell_chars;
    // No text has more characters than bytes, which are known.
    if text.len() > max && text.chars().count() > max {
        return Err(CellError::TooLong { max });
    }
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
