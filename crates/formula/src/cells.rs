//! Cells as values, and values as cells (formulas 3.1, 4).

use std::borrow::Cow;

use basekey_model::cell::{self, DERIVED_ERROR, Names, attachments, number_text, unquoted};
use basekey_model::field::{Choices, FieldKind, TimeResult};

use crate::ast::{Expr, ExprKind};
use crate::bounds::Bounds;
use crate::check::branches;
use crate::function::Function;
use crate::types::{Item, Type};
use crate::value::{Failure, Value};

/// The type that cells of this kind have in a formula; `None` if they can not
/// be used in one.
pub fn type_of(kind: &FieldKind) -> Option<Type> {
    Some(match kind {
        FieldKind::Checkbox { .. } | FieldKind::Count(_) => Type::Number,
        FieldKind::Date { .. }
        | FieldKind::CreatedTime {
            result: TimeResult::Date { .. },
        }
        | FieldKind::LastModifiedTime {
            result: TimeResult::Date { .. },
            ..
        } => Type::Date { time: false },
        FieldKind::DateTime(_)
        | FieldKind::CreatedTime { .. }
        | FieldKind::LastModifiedTime { .. } => Type::Date { time: true },
        FieldKind::MultipleSelects(_)
        | FieldKind::MultipleCollaborators
        | FieldKind::MultipleRecordLinks(_)
        | FieldKind::MultipleAttachments { .. } => Type::List(Item::Text),
        FieldKind::Button => return None,
        // Cells of a field that is not valid are errors.
        FieldKind::Formula(formula) => match formula.result.as_deref() {
            Some(result) => type_of(result)?,
            None => Type::Any,
        },
        FieldKind::MultipleLookupValues(lookup) => match lookup.result.as_deref() {
            Some(result) => Type::List(Item::of(type_of(result)?)),
            None => Type::Any,
        },
        FieldKind::Rollup(rollup) => match rollup.result.as_deref() {
            Some(result) => match (type_of(result)?, gives_list(&rollup.formula)) {
                // A list of texts is as good as the text of it.
                (Type::Text, _) => Type::Text,
                (item, Some(true)) => Type::List(Item::of(item)),
                (one, Some(false)) => one,
                (_, None) => Type::Any,
            },
            None => Type::Any,
        },
        _ if kind.is_number() => Type::Number,
        _ => Type::Text,
    })
}

/// True for cells that show what people are called.
pub(crate) fn names_people(kind: &FieldKind) -> bool {
    kind.shown().is_some_and(|kind| {
        matches!(
            kind,
            FieldKind::SingleCollaborator
                | FieldKind::MultipleCollaborators
                | FieldKind::CreatedBy
                | FieldKind::LastModifiedBy { .. }
        )
    })
}

/// Whether a rollup's formula gives lists; `None` if that depends on a field.
pub(crate) fn gives_list(formula: &str) -> Option<bool> {
    fn of(expr: &Expr) -> Option<bool> {
        match &expr.kind {
            ExprKind::Paren(of_it) => of(of_it),
            ExprKind::Word(word) if word.eq_ignore_ascii_case("values") => Some(true),
            ExprKind::Field(_) | ExprKind::Word(_) => None,
            ExprKind::Call { function, args, .. } => match function {
                Function::Arraycompact
                | Function::Arrayflatten
                | Function::Arrayslice
                | Function::Arrayunique => Some(true),
                Function::If | Function::Switch => {
                    let branches = branches(*function, args).map(of);
                    let mut known = Some(false);
                    for branch in branches {
                        match branch {
                            Some(true) => return Some(true),
                            Some(false) => {}
                            None => known = None,
                        }
                    }
                    known
                }
                _ => Some(false),
            },
            _ => Some(false),
        }
    }
    of(&crate::parse::parse(formula, &Bounds::default()).ok().ok()?)
}

/// A stored cell as a value; blank if it is damaged.
pub fn value<'a>(kind: &'a FieldKind, raw: Option<&'a str>, names: &Names<'a>) -> Value<'a> {
    let Some(raw) = raw else {
        return match kind.shown() {
            Some(_) => Value::Blank,
            None => Value::Error(Failure::Cell),
        };
    };
    if !kind.is_derived() {
        return plain(kind, raw, names).unwrap_or(Value::Blank);
    }
    let Some(shown) = kind.shown() else {
        return Value::Error(Failure::Cell);
    };
    if raw.starts_with('[')
        && let Some(items) = cell::items(raw)
    {
        let items = items.map(|item| of_derived(shown, item, names));
        return list(items.filter(|item| *item != Value::Blank));
    }
    of_derived(shown, raw, names)
}

/// One item of a derived cell.
fn of_derived<'a>(shown: &'a FieldKind, raw: &'a str, names: &Names<'a>) -> Value<'a> {
    if raw.starts_with('{') {
        if raw == DERIVED_ERROR {
            return Value::Error(Failure::Cell);
        }
        let dated = matches!(shown, FieldKind::Date { .. } | FieldKind::DateTime(_));
        if let Some(number) = cell::special_number(raw).filter(|_| !dated) {
            return Value::Number(number);
        }
    }
    item(shown, raw, names).unwrap_or(Value::Blank)
}

/// The cell of a field that is not derived.
fn plain<'a>(kind: &'a FieldKind, raw: &'a str, names: &Names<'a>) -> Option<Value<'a>> {
    Some(match kind {
        FieldKind::MultipleSelects(choices) => {
            let keys = cell::keys(raw)?;
            list(keys.filter_map(|key| choice(choices, key)))
        }
        FieldKind::MultipleCollaborators => texts(cell::names_of_people(raw, names.people)),
        FieldKind::MultipleRecordLinks(_) => texts(cell::names_of_records(raw, names.records)),
        FieldKind::MultipleAttachments { .. } => {
            let files = attachments(raw).into_iter();
            list(files.map(|file| Value::text(format!("{} ({})", file.filename, file.url))))
        }
        _ => return item(kind, raw, names),
    })
}

/// A cell of one value, or one item of a cell of several.
fn item<'a>(kind: &'a FieldKind, raw: &'a str, names: &Names<'a>) -> Option<Value<'a>> {
    Some(match kind {
        FieldKind::Checkbox { .. } => {
            if raw == "true" {
                Value::Number(1.0)
            } else {
                Value::Blank
            }
        }
        FieldKind::Date { .. }
        | FieldKind::DateTime(_)
        | FieldKind::CreatedTime { .. }
        | FieldKind::LastModifiedTime { .. } => Value::Date(cell::moment(raw)?.into()),
        FieldKind::SingleSelect(choices)
        | FieldKind::MultipleSelects(choices)
        | FieldKind::ExternalSyncSource(choices) => choice(choices, raw.parse().ok()?)?,
        FieldKind::SingleCollaborator
        | FieldKind::MultipleCollaborators
        | FieldKind::CreatedBy
        | FieldKind::LastModifiedBy { .. } => filled(Cow::Borrowed(
            cell::names_of_people(raw, names.people).next()?,
        )),
        FieldKind::MultipleRecordLinks(_) => {
            let id = unquoted(raw)?.parse().ok()?;
            filled(Cow::Borrowed(names.records.record(id)?))
        }
        FieldKind::MultipleAttachments { .. } => {
            let file: cell::Attachment<'_> = serde_json::from_str(raw).ok()?;
            Value::text(format!("{} ({})", file.filename, file.url))
        }
        FieldKind::Barcode => filled(Cow::Owned(cell::barcode_text(raw)?)),
        FieldKind::AiText(_) => filled(Cow::Owned(cell::ai_value(raw)?)),
        FieldKind::Button => return None,
        _ if kind.is_text() => filled(unquoted(raw)?),
        _ => Value::Number(cell::number(raw)?),
    })
}

fn choice(choices: &Choices, key: u32) -> Option<Value<'_>> {
    Some(filled(Cow::Borrowed(&choices.by_key(key)?.name)))
}

/// A text; an empty one is blank.
fn filled(text: Cow<'_, str>) -> Value<'_> {
    if text.is_empty() {
        Value::Blank
    } else {
        Value::Text(text)
    }
}

fn texts<'a>(texts: impl Iterator<Item = &'a str>) -> Value<'a> {
    list(texts.map(Value::text))
}

/// A list; an empty one is blank.
fn list<'a>(items: impl Iterator<Item = Value<'a>>) -> Value<'a> {
    let items: Vec<Value<'a>> = items.collect();
    if items.is_empty() {
        Value::Blank
    } else {
        Value::List(items)
    }
}

/// A value as the raw JSON of a computed cell; `None` if the cell is blank. A
/// list becomes a text of its items unless `lists` are kept.
pub fn stored(value: &Value<'_>, lists: bool) -> Option<String> {
    let Value::List(items) = value else {
        return one(value);
    };
    let mut flat = Vec::new();
    flatten(items, &mut flat);
    if lists {
        let raws: Vec<String> = flat.into_iter().filter_map(one).collect();
        return (!raws.is_empty()).then(|| format!("[{}]", raws.join(",")));
    }
    let mut text = String::new();
    for (at, item) in flat.into_iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        match item {
            Value::Blank | Value::List(_) => {}
            Value::Number(number) => text.push_str(&number_as_text(*number)),
            Value::Text(part) => text.push_str(part),
            Value::Date(moment) => text.push_str(&moment.at.to_string()),
            Value::Error(_) => return Some(DERIVED_ERROR.to_owned()),
        }
    }
    quoted(&text)
}

/// The raw JSON of a value that is no list.
fn one(value: &Value<'_>) -> Option<String> {
    match value {
        Value::Blank | Value::List(_) => None,
        Value::Number(number) if number.is_finite() => Some(number_text(*number)),
        Value::Number(number) => Some(cell::special_raw(*number).to_owned()),
        Value::Text(text) => quoted(text),
        Value::Date(moment) => Some(format!("\"{}\"", moment.at)),
        Value::Error(_) => Some(DERIVED_ERROR.to_owned()),
    }
}

fn quoted(text: &str) -> Option<String> {
    if text.is_empty() {
        return None;
    }
    serde_json::to_string(text).ok()
}

fn number_as_text(number: f64) -> String {
    if number.is_finite() {
        number_text(number)
    } else {
        // `NaN`, `inf`: as ECMAScript has them.
        let text = if number.is_nan() {
            "NaN"
        } else if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        };
        text.to_owned()
    }
}

/// The values of nested lists, one after the other.
fn flatten<'v, 'a>(items: &'v [Value<'a>], into: &mut Vec<&'v Value<'a>>) {
    for item in items {
        match item {
            Value::List(inner) => flatten(inner, into),
            item => into.push(item),
        }
    }
}

#[cfg(test)]
mod tests;
