//! Formulas with cells and expected results, as data: what `basekey formula
//! eval` reads, and what the language is held to by tests.
//!
//! A case is an object: `formula`; `fields`, from names to `{type, value}` with
//! the types and values of the Web API; and perhaps `record` with `id`,
//! `createdTime` and `lastModifiedTime`. Lookups, formulas and rollups also
//! have `of`, the type looked up or resulting. A lookup named `values` is what a
//! rollup sees, and may hold blanks and lists.

mod fields;
mod row;

use std::collections::HashMap;

use basekey_model::cell::number_text;
use basekey_model::field::FieldKind;
use basekey_model::id::{Entropy, FieldId, RecordId};
use basekey_model::schema::{FieldDraft, FieldKey, Table, TableDraft, TableNo};
use basekey_model::time::Millis;
use serde_json::{Map, Value as Json, json};

use crate::check::{Scope, check};
use crate::context::Context;
use crate::problem::Problem;
use crate::program::Program;
use crate::types::{Item, Type};
use crate::value::Value;
use crate::{cells, parse};

use row::{CaseRow, Named};

/// A case that makes no sense, or a formula that is none.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CaseError {
    /// The case is not of the shape described above.
    #[error("{0}")]
    Shape(String),
    /// The formula is not valid.
    #[error("{0}")]
    Formula(Problem),
}

fn shape(what: impl Into<String>) -> CaseError {
    CaseError::Shape(what.into())
}

/// A case, ready to run.
pub struct Case {
    table: Table,
    cells: HashMap<FieldId, String>,
    values: Option<(FieldKind, Vec<Json>)>,
    named: Named,
    id: RecordId,
    created: Millis,
    modified: Millis,
}

impl Case {
    /// Reads fields and record of a case.
    pub fn read(case: &Json) -> Result<Self, CaseError> {
        let empty = Map::new();
        let fields = match &case["fields"] {
            Json::Null => &empty,
            Json::Object(fields) => fields,
            _ => return Err(shape("fields is an object from names to {type, value}")),
        };
        let mut named = Named::default();
        let (mut drafts, mut raws) = (Vec::new(), Vec::new());
        let mut values = None;
        for (name, field) in fields {
            let kind = fields::kind(field)
                .ok_or_else(|| shape(format!("the field \"{name}\" has no type that is known")))?;
            if name == "values"
                && let FieldKind::MultipleLookupValues(lookup) = &kind
                && let Some(item) = &lookup.result
            {
                let items = field["value"].as_array().cloned().unwrap_or_default();
                values = Some(((**item).clone(), items));
                continue;
            }
            let raw = fields::raw(&kind, &field["value"], &mut named).map_err(|misfit| {
                shape(format!("the value of the field \"{name}\" is not {misfit}"))
            })?;
            raws.push(raw);
            drafts.push(FieldDraft::new(name, kind));
        }
        let draft = TableDraft {
            name: "Table".to_owned(),
            description: None,
            fields: drafts,
        };
        let table = distinct(draft.build(TableNo(1), &Same));
        let cells = table
            .fields
            .iter()
            .zip(raws)
            .filter_map(|(field, raw)| Some((field.id, raw?)))
            .collect();
        let record = &case["record"];
        let time = |key: &str| match &record[key] {
            Json::Null => Ok(None),
            time => match time.as_str().and_then(Millis::parse) {
                Some(at) => Ok(Some(at)),
                None => Err(shape(format!("{key} is not an ISO 8601 time with a zone"))),
            },
        };
        let created = time("createdTime")?.unwrap_or(Millis(0));
        let id = match &record["id"] {
            Json::Null => RecordId::random(&Same),
            id => id
                .as_str()
                .and_then(|id| id.parse().ok())
                .ok_or_else(|| shape("the id of a record is rec and 14 letters and digits"))?,
        };
        Ok(Self {
            table,
            cells,
            values,
            named,
            id,
            created,
            modified: time("lastModifiedTime")?.unwrap_or(created),
        })
    }

    /// The table that the case's formula is about.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// Checks a formula against the case's fields.
    pub fn program(&self, formula: &str, context: &Context) -> Result<Program, Problem> {
        let expr = parse(formula, &context.bounds).ok()?;
        let scope = Scope {
            table: &self.table,
            values: self
                .values
                .as_ref()
                .map(|(kind, _)| Type::List(Item::of(cells::type_of(kind).unwrap_or(Type::Any)))),
        };
        check(&expr, &scope, &context.bounds).map_err(|problems| {
            let first = problems.into_iter().next();
            first.unwrap_or_else(|| unknown_problem(formula))
        })
    }

    /// What a formula gives for the case's record.
    pub fn value(&self, formula: &str, context: &Context) -> Result<Value<'static>, CaseError> {
        let program = self.program(formula, context).map_err(CaseError::Formula)?;
        let row = CaseRow::new(self, &program);
        Ok(program.evaluate(&row, context).into_owned())
    }

    /// What a formula gives for the case's record, as JSON.
    pub fn evaluate(&self, formula: &str, context: &Context) -> Result<Json, CaseError> {
        Ok(to_json(&self.value(formula, context)?))
    }
}

/// A refusal always comes with a problem.
fn unknown_problem(formula: &str) -> Problem {
    Problem::new(
        crate::ast::Span::new(0, formula.len()),
        crate::problem::ProblemKind::Values,
    )
}

/// Runs a whole case: its `formula` on its fields.
pub fn run(case: &Json, context: &Context) -> Result<Json, CaseError> {
    let formula = case["formula"]
        .as_str()
        .ok_or_else(|| shape("a case has a formula"))?;
    Case::read(case)?.evaluate(formula, context)
}

/// A result as JSON: errors and special numbers as cells have them, dates as
/// ISO text.
pub fn to_json(value: &Value<'_>) -> Json {
    match value {
        Value::Blank => Json::Null,
        Value::Number(number) if number.is_nan() => json!({ "specialValue": "NaN" }),
        Value::Number(number) if number.is_infinite() => {
            let text = if *number > 0.0 {
                "Infinity"
            } else {
                "-Infinity"
            };
            json!({ "specialValue": text })
        }
        // A whole number is written as one.
        Value::Number(number) => serde_json::from_str(&number_text(*number)).unwrap_or(Json::Null),
        Value::Text(text) => json!(text),
        Value::Date(moment) => json!(moment.at.to_string()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Error(_) => json!({ "error": "#ERROR!" }),
    }
}

/// Whether a result is what a case expects: an error where one is expected, a
/// special number where the case says which, other numbers to nine digits,
/// blank for empty text, and dates by the moment.
pub fn matches(expected: &Json, got: &Result<Json, CaseError>) -> bool {
    match got {
        Ok(got) => same(expected, got),
        Err(CaseError::Formula(_)) => is_error(expected) && special(expected).is_none(),
        Err(CaseError::Shape(_)) => false,
    }
}

fn is_error(value: &Json) -> bool {
    value.get("error").is_some()
}

fn special(value: &Json) -> Option<&str> {
    value.get("specialValue").and_then(Json::as_str)
}

fn same(expected: &Json, got: &Json) -> bool {
    match (expected, got) {
        (Json::Object(_), Json::Object(_)) => match special(expected) {
            Some(which) => special(got) == Some(which),
            None => is_error(expected) && is_error(got),
        },
        (Json::Null, Json::String(text)) | (Json::String(text), Json::Null) => text.is_empty(),
        (Json::Null, Json::Array(items)) | (Json::Array(items), Json::Null) => items.is_empty(),
        (Json::Number(expected), Json::Number(got)) => match (expected.as_f64(), got.as_f64()) {
            (Some(expected), Some(got)) => (expected - got).abs() <= 1e-12 + 1e-9 * expected.abs(),
            _ => false,
        },
        (Json::String(expected), Json::String(got)) => {
            expected == got
                || Millis::parse(expected)
                    .zip(Millis::parse(got))
                    .is_some_and(|(expected, got)| expected == got)
        }
        (Json::Array(expected), Json::Array(got)) => {
            expected.len() == got.len() && expected.iter().zip(got).all(|(a, b)| same(a, b))
        }
        (expected, got) => expected == got,
    }
}

/// Gives every field an id of its own, which the fixed source does not.
fn distinct(mut table: Table) -> Table {
    for (place, field) in table.fields.iter_mut().enumerate() {
        if let Some(id) = FieldId::from_tail(&format!("{place:014}")) {
            field.id = id;
        }
        field.key = FieldKey(place as u32 + 1);
    }
    if let Some(first) = table.fields.first() {
        table.primary_field = first.id;
    }
    table
}

/// Ids that nobody tells apart, the same in every run.
struct Same;

impl Entropy for Same {
    fn fill(&self, into: &mut [u8]) {
        into.fill(1);
    }
}

#[cfg(test)]
mod tests;
