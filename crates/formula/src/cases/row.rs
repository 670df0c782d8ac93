//! The record of a case, as a formula sees it.

use std::collections::HashMap;

use basekey_model::cell::{Names, People, Person};
use basekey_model::field::FieldKind;
use basekey_model::id::{RecordId, UserId};
use basekey_model::schema::{Field, UserNo};
use basekey_model::time::Millis;
use serde_json::Value as Json;

use super::Case;
use crate::cells;
use crate::context::Row;
use crate::program::Program;
use crate::types::Type;
use crate::value::{Failure, Moment, Value};

/// The people and records that cells name.
#[derive(Default)]
pub(super) struct Named {
    people: Vec<(UserId, String, String)>,
    records: HashMap<RecordId, String>,
}

impl Named {
    /// A person's stored form.
    pub(super) fn person(&mut self, value: &Json) -> Result<String, &'static str> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let id = value["id"].as_str().and_then(|id| id.parse().ok());
        let id = id.ok_or("a person: {id, email, name}")?;
        self.people.push((id, text("email"), text("name")));
        Ok((self.people.len() - 1).to_string())
    }

    /// A linked record's stored form.
    pub(super) fn record(&mut self, value: &Json) -> Result<String, &'static str> {
        let id = value["id"].as_str().and_then(|id| id.parse().ok());
        let id: RecordId = id.ok_or("a record: {id, name}")?;
        let name = value["name"].as_str().unwrap_or_default();
        self.records.insert(id, name.to_owned());
        Ok(format!("\"{id}\""))
    }
}

impl People for Named {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        let (id, email, name) = self.people.get(usize::try_from(no.0).ok()?)?;
        Some(Person {
            id: *id,
            email,
            name,
        })
    }
}

pub(super) struct CaseRow<'c> {
    case: &'c Case,
    fields: Vec<Option<&'c Field>>,
}

impl<'c> CaseRow<'c> {
    pub(super) fn new(case: &'c Case, program: &Program) -> Self {
        let fields = program.fields().iter();
        Self {
            case,
            fields: fields.map(|id| case.table.field_of_id(*id)).collect(),
        }
    }
}

impl Row for CaseRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let Some(Some(field)) = self.fields.get(slot) else {
            return Value::Blank;
        };
        let raw = self.case.cells.get(&field.id).map(String::as_str);
        let names = Names {
            people: &self.case.named,
            records: &self.case.named.records,
        };
        cells::value(&field.kind, raw, &names)
    }

    fn values(&self) -> Value<'_> {
        let Some((kind, items)) = &self.case.values else {
            return Value::Blank;
        };
        Value::List(items.iter().map(|item| value_of(kind, item)).collect())
    }

    fn id(&self) -> RecordId {
        self.case.id
    }

    fn created(&self) -> Millis {
        self.case.created
    }

    fn modified(&self) -> Millis {
        self.case.modified
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        Some(self.case.modified)
    }
}

/// A value of the Web API as a value, in `values`, which may hold blanks.
fn value_of<'v>(kind: &FieldKind, value: &'v Json) -> Value<'v> {
    match value {
        Json::Null => Value::Blank,
        Json::Bool(is) => Value::truth(*is),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::Array(items) => Value::List(items.iter().map(|item| value_of(kind, item)).collect()),
        Json::String(text) => {
            let is_date = matches!(cells::type_of(kind), Some(Type::Date { .. }));
            let at = Millis::parse(text)
                .or_else(|| Millis::parse(&format!("{text}T00:00:00Z")))
                .filter(|_| is_date);
            at.map_or_else(|| Value::text(&**text), |at| Value::Date(Moment::from(at)))
        }
        Json::Object(object) => match object.get("specialValue").and_then(Json::as_str) {
            Some("NaN") => Value::Number(f64::NAN),
            Some("Infinity") => Value::Number(f64::INFINITY),
            Some("-Infinity") => Value::Number(f64::NEG_INFINITY),
            _ => Value::Error(Failure::Cell),
        },
    }
}
