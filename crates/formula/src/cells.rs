//! Cells as values, and values as cells (formulas 3.1, 4).

use basekey_model::cell::Names;
use basekey_model::field::FieldKind;

use crate::types::Type;
use crate::value::Value;

/// The type that cells of this kind have in a formula; `None` if they can not
/// be used in one.
pub fn type_of(kind: &FieldKind) -> Option<Type> {
    let _ = kind;
    None
}

/// A stored cell as a value; blank if it is damaged.
pub fn value<'a>(kind: &'a FieldKind, raw: Option<&'a str>, names: &Names<'a>) -> Value<'a> {
    let _ = (kind, raw, names);
    Value::Blank
}

/// A value as the raw JSON of a computed cell; `None` if the cell is blank. A
/// list becomes a text of its items unless `lists` are kept.
pub fn stored(value: &Value<'_>, lists: bool) -> Option<String> {
    let _ = (value, lists);
    None
}
