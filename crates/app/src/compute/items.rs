//! Values and lists as stored cells.

use std::borrow::Cow;

use basekey_formula::{Value, cells};
use basekey_model::cell::{DERIVED_ERROR, number_text};
use basekey_model::field::FieldKind;

/// Bytes that one derived cell may have.
const MOST: usize = 512 * 1024;

/// A value as the stored cell of a field whose cells are shown as `kind`;
/// `None` if it is blank. A list stays one only if `lists` says so.
pub(super) fn fit(value: Value<'_>, kind: Option<&FieldKind>, lists: bool) -> Option<String> {
    let value = match (kind, value) {
        (Some(kind), Value::List(items)) if lists => {
            Value::List(items.into_iter().map(|item| shaped(item, kind)).collect())
        }
        (Some(kind), value) => shaped(value, kind),
        (None, _) => return Some(DERIVED_ERROR.to_owned()),
    };
    let raw = cells::stored(&value, lists)?;
    if raw.len() > MOST {
        return Some(DERIVED_ERROR.to_owned());
    }
    Some(raw)
}

/// The value as its field's type has it: in a field of texts, everything is
/// one; in a field of dates, nothing is a number.
fn shaped<'v>(value: Value<'v>, kind: &FieldKind) -> Value<'v> {
    let is_date = matches!(kind, FieldKind::Date { .. } | FieldKind::DateTime(_));
    match value {
        // The least of no dates is 0, which is none.
        Value::Number(_) if is_date => Value::Blank,
        value if !kind.is_text() => value,
        Value::Number(number) if number.is_finite() => Value::Text(Cow::Owned(number_text(number))),
        Value::Date(moment) => Value::Text(Cow::Owned(moment.at.to_string())),
        other => other,
    }
}

/// The cell of a lookup while it is put together from linked records' cells.
#[derive(Default)]
pub(super) struct Lookup(String);

impl Lookup {
    /// Adds a stored cell; of a list, its items.
    pub(super) fn push(&mut self, raw: &str) {
        let items = raw
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(raw);
        if items.is_empty() {
            return;
        }
        self.0.push(if self.0.is_empty() { '[' } else { ',' });
        self.0.push_str(items);
    }

    /// The cell; `None` if it is blank.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.0.is_empty() {
            return None;
        }
        if self.0.len() > MOST {
            return Some(DERIVED_ERROR.to_owned());
        }
        self.0.push(']');
        Some(self.0)
    }
}
