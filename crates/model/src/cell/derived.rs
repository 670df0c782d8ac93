//! Cells of derived fields: formulas, rollups, lookups and counts.
//!
//! | what | raw JSON |
//! | --- | --- |
//! | a value | the stored form of the field's result; a date in full, with time and `Z`, even if only its day is shown |
//! | a list (lookups; rollups that give lists) | array of such, never empty |
//! | an error | `{"error":"#ERROR!"}` |
//! | a number that is none | `{"specialValue":"NaN"}`, `"Infinity"`, `"-Infinity"` |

use memchr::memchr;
use serde_json::Value;

use super::names::{Names, People};
use super::read::{self, TextFormat, unquoted};
use super::select::join_list;
use super::{attachment, link, people};
use crate::doc::{nested_end, string_end};
use crate::field::{FieldKind, TimeResult, Upkeep};
use crate::id::RecordId;
use crate::schema::UserNo;
use crate::time::Millis;
use crate::time::iso::parse_iso;

const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"Infinity"}"#;
const MINUS_INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;

/// The cell of a derived field that could not be computed.
pub const ERROR: &str = r##"{"error":"#ERROR!"}"##;

/// The number that a cell such as `{"specialValue":"NaN"}` stands for.
pub fn special_number(raw: &str) -> Option<f64> {
    match raw {
        NAN => Some(f64::NAN),
        INFINITE => Some(f64::INFINITY),
        MINUS_INFINITE => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// The cell of a number that is not finite.
pub fn special_raw(number: f64) -> &'static str {
    if number.is_nan() {
        NAN
    } else if number > 0.0 {
        INFINITE
    } else {
        MINUS_INFINITE
    }
}

/// The items of a stored list, each in its raw form; `None` if the cell is no
/// list. What is damaged ends it.
pub fn items(raw: &str) -> Option<impl Iterator<Item = &str>> {
    let mut rest = raw.strip_prefix('[')?.strip_suffix(']')?;
    Some(std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let end = match *bytes.first()? {
            b'"' => string_end(bytes, 1)?,
            b'[' | b'{' => nested_end(bytes, 0)?,
            _ => memchr(b',', bytes).unwrap_or(bytes.len()),
        };
        let (item, after) = rest.split_at_checked(end)?;
        // Nothing but a comma and the next item may follow.
        rest = after.strip_prefix(',').unwrap_or_default();
        (!item.is_empty()).then_some(item)
    }))
}

/// The items of a computed cell; what is no list is one.
pub fn parts(raw: &str) -> impl Iterator<Item = &str> {
    let list = items(raw);
    let one = list.is_none().then_some(raw);
    list.into_iter().flatten().chain(one)
}

/// True for what stands in place of a value: an error, or a number that is none.
pub fn is_failure(raw: &str) -> bool {
    failure_text(raw).is_some()
}

/// What people read of an error, or of a number that is none.
fn failure_text(raw: &str) -> Option<&'static str> {
    if !raw.starts_with('{') {
        return None;
    }
    Some(match raw {
        ERROR => "#ERROR!",
        NAN => "NaN",
        INFINITE => "Infinity",
        MINUS_INFINITE => "-Infinity",
        _ => return None,
    })
}

/// The day of a stored day or moment, in UTC and in quotes.
pub fn day_raw(raw: &str) -> Option<String> {
    let date = parse_iso(&unquoted(raw)?)?.date;
    Some(format!("\"{date}\""))
}

/// What people read in a computed cell, item by item; `None` if it is damaged.
pub(super) fn text(
    kind: &FieldKind,
    raw: &str,
    names: &Names<'_>,
    format: &TextFormat<'_>,
) -> Option<String> {
    let shown = kind.shown();
    let Some(items) = items(raw) else {
        return item_text(shown, raw, names, format);
    };
    let texts: Vec<String> = items
        .filter_map(|item| item_text(shown, item, names, format))
        .filter(|text| !text.is_empty())
        .collect();
    // As cells of several do, so that a comma in a name divides nothing.
    Some(if shown.is_some_and(is_named) {
        join_list(texts.iter().map(String::as_str))
    } else {
        texts.join(", ")
    })
}

/// True for kinds whose cells are shown by what they name.
fn is_named(kind: &FieldKind) -> bool {
    kind.choices().is_some() || is_person(kind) || kind.link().is_some()
}

fn is_person(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::SingleCollaborator
            | FieldKind::MultipleCollaborators
            | FieldKind::CreatedBy
            | FieldKind::LastModifiedBy { .. }
    )
}

/// What people read in an item of a computed cell.
fn item_text(
    shown: Option<&FieldKind>,
    raw: &str,
    names: &Names<'_>,
    format: &TextFormat<'_>,
) -> Option<String> {
    if let Some(text) = failure_text(raw) {
        return Some(text.to_owned());
    }
    let kind = shown?;
    if let Some(choices) = kind.choices() {
        return Some(choices.by_key(raw.parse().ok()?)?.name.clone());
    }
    if is_person(kind) {
        let person = names.people.person(UserNo(raw.parse().ok()?))?;
        return Some(person.name.to_owned());
    }
    match kind {
        FieldKind::MultipleRecordLinks(_) => {
            let name = names.records.record(record(raw)?)?;
            Some(name.to_owned())
        }
        FieldKind::MultipleAttachments { .. } => Some(attachment::plain(&listed(raw))),
        kind if kind.is_derived() => None,
        kind => read::readable(kind, raw, names, format),
    }
}

/// The record that an item names.
pub(crate) fn record(raw: &str) -> Option<RecordId> {
    unquoted(raw)?.parse().ok()
}

/// An item as the cell that holds it alone.
fn listed(item: &str) -> String {
    format!("[{item}]")
}

/// A computed cell as the Web API gives it; `None` if it is damaged, or if
/// nothing is left of what it names.
pub(super) fn value(kind: &FieldKind, raw: &str, users: &dyn People) -> Option<Value> {
    let shown = kind.shown();
    let Some(items) = items(raw) else {
        return item_value(shown, raw, users);
    };
    let values: Vec<Value> = items
        .filter_map(|item| item_value(shown, item, users))
        .collect();
    (!values.is_empty()).then_some(Value::Array(values))
}

fn item_value(shown: Option<&FieldKind>, raw: &str, users: &dyn People) -> Option<Value> {
    if is_failure(raw) {
        return serde_json::from_str(raw).ok();
    }
    let kind = shown?;
    if let Some(choices) = kind.choices() {
        return Some(Value::from(
            choices.by_key(raw.parse().ok()?)?.name.as_str(),
        ));
    }
    if is_person(kind) {
        return people::value_of_one(raw, users);
    }
    if shows_day(kind) {
        return Some(Value::from(unquoted(raw)?.get(..10)?));
    }
    if kind.is_derived() {
        return None;
    }
    read::wire_like(kind, raw, users)
}

/// True for kinds that show the day of a moment only.
fn shows_day(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::Date { .. }
            | FieldKind::CreatedTime {
                result: TimeResult::Date { .. }
            }
            | FieldKind::LastModifiedTime {
                result: TimeResult::Date { .. },
                ..
            }
    )
}

/// True if a raw cell is one that this derived kind stores.
pub(super) fn is_stored(kind: &FieldKind, raw: &str) -> bool {
    if kind.upkeep() != Some(Upkeep::Stored) {
        // What is in the document was left there by an earlier formula; nobody
        // reads it.
        return true;
    }
    let Some(shown) = kind.shown() else {
        return raw == ERROR;
    };
    let is_lookup = matches!(kind, FieldKind::MultipleLookupValues(_));
    match items(raw) {
        None if is_lookup => raw == ERROR,
        None => is_stored_item(shown, raw, false),
        Some(items) if is_lookup || matches!(kind, FieldKind::Rollup(_)) => {
            let items: Vec<&str> = items.collect();
            !items.is_empty()
                && items
                    .iter()
                    .all(|item| is_stored_item(shown, item, is_lookup))
                && listed(&items.join(",")) == raw
        }
        Some(_) => false,
    }
}

/// `days` allows a day without a time, which lookups copy.
fn is_stored_item(shown: &FieldKind, raw: &str, days: bool) -> bool {
    if is_failure(raw) {
        return true;
    }
    if let Some(choices) = shown.choices() {
        return read::integer(raw).is_some_and(|key| choices.by_key(key).is_some());
    }
    if is_person(shown) {
        return people::is_stored_one(raw);
    }
    match shown {
        FieldKind::MultipleRecordLinks(_) => link::is_stored(&listed(raw)),
        FieldKind::MultipleAttachments { .. } => attachment::is_stored(&listed(raw)),
        FieldKind::Date { .. } if days && raw.len() == r#""2024-02-29""#.len() => {
            read::check(shown, raw).is_ok()
        }
        FieldKind::Date { .. } => unquoted(raw)
            .and_then(|text| Millis::parse(&text))
            .is_some_and(|at| format!("\"{at}\"") == raw),
        kind => !kind.is_derived() && read::check(kind, raw).is_ok(),
    }
}

#[cfg(test)]
mod tests;
