//! Formulas with cells and expected results, as data: what `basekey formula
//! eval` reads, and what the language is held to by tests.
//!
//! A case is an object: `formula`; `fields`, from names to `{type, value}` with
//! the types and values of the Web API (`multipleLookupValues` has `of`, the type
//! looked up; the field `values` is what a rollup sees); and perhaps `record`
//! with `id`, `createdTime` and `lastModifiedTime`.

use std::collections::HashMap;

use basekey_model::cell::{Names, People, Person, number_text};
use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, FieldKind, Link, Lookup,
    MomentFormat, RatingIcon, TimeFormat, TimeResult, Upkeep,
};
use basekey_model::id::{Entropy, FieldId, RecordId, TableId, UserId};
use basekey_model::schema::{Field, FieldDraft, FieldKey, Table, TableDraft, TableNo, UserNo};
use basekey_model::time::Millis;
use serde_json::{Map, Value as Json, json};

use crate::check::{Scope, check};
use crate::context::{Context, Row};
use crate::problem::Problem;
use crate::program::Program;
use crate::types::{Item, Type};
use crate::value::{Moment, Value};
use crate::{cells, parse};

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
        let mut drafts = Vec::new();
        let mut raws = Vec::new();
        let mut values = None;
        for (name, field) in fields {
            let kind = kind(field, &mut named)
                .ok_or_else(|| shape(format!("the field \"{name}\" has no type that is known")))?;
            if name == "values"
                && let FieldKind::MultipleLookupValues(lookup) = &kind
                && let Some(item) = &lookup.result
            {
                let items = field["value"].as_array().cloned().unwrap_or_default();
                values = Some(((**item).clone(), items));
                continue;
            }
            raws.push(raw(&kind, &field["value"], &mut named));
            drafts.push(FieldDraft::new(name, kind));
        }
        let draft = TableDraft {
            name: "Table".to_owned(),
            description: None,
            fields: drafts,
        };
        let table = draft.build(TableNo(1), &Counter);
        let table = distinct(table);
        let cells = table
            .fields
            .iter()
            .zip(raws)
            .filter_map(|(field, raw)| Some((field.id, raw?)))
            .collect();
        let record = &case["record"];
        let time = |key: &str| record[key].as_str().and_then(Millis::parse);
        let created = time("createdTime").unwrap_or(Millis(0));
        Ok(Self {
            table,
            cells,
            values,
            named,
            id: record["id"]
                .as_str()
                .and_then(|id| id.parse().ok())
                .unwrap_or_else(|| RecordId::random(&Counter)),
            created,
            modified: time("lastModifiedTime").unwrap_or(created),
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
            first.unwrap_or_else(|| unreachable_problem(formula))
        })
    }

    /// What a formula gives for the case's record.
    pub fn evaluate(&self, formula: &str, context: &Context) -> Result<Json, CaseError> {
        let program = self
            .program(formula, context)
            .map_err(CaseError::Formula)?;
        let row = CaseRow {
            case: self,
            fields: program
                .fields()
                .iter()
                .map(|id| self.table.field_of_id(*id))
                .collect(),
        };
        Ok(to_json(&program.evaluate(&row, context)))
    }
}

/// A refusal always comes with a problem.
fn unreachable_problem(formula: &str) -> Problem {
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
            let text = if *number > 0.0 { "Infinity" } else { "-Infinity" };
            json!({ "specialValue": text })
        }
        // A whole number is written as one.
        Value::Number(number) => {
            serde_json::from_str(&number_text(*number)).unwrap_or(Json::Null)
        }
        Value::Text(text) => json!(text),
        Value::Date(moment) => json!(moment.at.to_string()),
        Value::List(items) => items.iter().map(to_json).collect(),
        Value::Error(_) => json!({ "error": "#ERROR!" }),
    }
}

/// Whether a result is what a case expects: any error where one is expected,
/// numbers to nine digits, blank for empty text, dates by the moment.
pub fn matches(expected: &Json, got: &Result<Json, CaseError>) -> bool {
    let got = match got {
        Ok(got) => got,
        Err(_) => return expected["error"] == true && expected.get("specialValue").is_none(),
    };
    same(expected, got)
}

fn same(expected: &Json, got: &Json) -> bool {
    if expected.is_object() {
        return got.is_object();
    }
    match (expected, got) {
        (Json::Null, Json::String(text)) | (Json::String(text), Json::Null) => text.is_empty(),
        (Json::Null, Json::Array(items)) | (Json::Array(items), Json::Null) => items.is_empty(),
        (Json::Number(expected), Json::Number(got)) => {
            match (expected.as_f64(), got.as_f64()) {
                (Some(expected), Some(got)) => {
                    (expected - got).abs() <= 1e-9 * expected.abs().max(1.0)
                }
                _ => false,
            }
        }
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

/// Gives every field an id of its own, which a fixed random source does not.
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

/// Ids that nobody tells apart.
struct Counter;

impl Entropy for Counter {
    fn fill(&self, into: &mut [u8]) {
        into.fill(1);
    }
}

fn moment() -> MomentFormat {
    MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    }
}

fn kind(field: &Json, named: &mut Named) -> Option<FieldKind> {
    kind_of(field["type"].as_str()?, field, named)
}

fn kind_of(name: &str, field: &Json, named: &mut Named) -> Option<FieldKind> {
    let time = TimeResult::DateTime(moment());
    let choices = |field: &Json| {
        let value = &field["value"];
        let names: Vec<&str> = match value {
            Json::String(name) => vec![name.as_str()],
            Json::Array(names) => names.iter().filter_map(Json::as_str).collect(),
            _ => Vec::new(),
        };
        let mut choices = Choices::default();
        for name in names {
            if choices.list.iter().all(|choice| choice.name != name) {
                choices.add(name, None, &Counter);
            }
        }
        choices
    };
    Some(match name {
        "singleLineText" => FieldKind::SingleLineText,
        "multilineText" => FieldKind::MultilineText,
        "richText" => FieldKind::RichText,
        "email" => FieldKind::Email,
        "url" => FieldKind::Url,
        "phoneNumber" => FieldKind::PhoneNumber,
        "number" => FieldKind::Number { precision: 8 },
        "percent" => FieldKind::Percent { precision: 2 },
        "currency" => FieldKind::Currency {
            precision: 2,
            symbol: "$".to_owned(),
        },
        "duration" => FieldKind::Duration {
            format: DurationFormat::ALL[0],
        },
        "rating" => FieldKind::Rating {
            max: 10,
            icon: RatingIcon::Star,
            color: BrightColor::Yellow,
        },
        "checkbox" => FieldKind::Checkbox {
            icon: CheckboxIcon::Check,
            color: BrightColor::Green,
        },
        "date" => FieldKind::Date {
            date: DateFormat::Iso,
        },
        "dateTime" => FieldKind::DateTime(moment()),
        "createdTime" | "lastModifiedTime" => FieldKind::LastModifiedTime {
            watched: Vec::new(),
            result: time,
        },
        "singleSelect" => FieldKind::SingleSelect(choices(field)),
        "multipleSelects" => FieldKind::MultipleSelects(choices(field)),
        "singleCollaborator" | "createdBy" | "lastModifiedBy" => FieldKind::SingleCollaborator,
        "multipleCollaborators" => FieldKind::MultipleCollaborators,
        "multipleRecordLinks" => {
            FieldKind::MultipleRecordLinks(Link::to(TableId::random(&Counter)))
        }
        "multipleAttachments" => FieldKind::MultipleAttachments { reversed: false },
        "barcode" => FieldKind::Barcode,
        "autoNumber" | "count" => FieldKind::AutoNumber,
        "button" => FieldKind::Button,
        "aiText" => FieldKind::AiText(basekey_model::field::AiText::default()),
        "multipleLookupValues" | "rollup" | "formula" => {
            let of = field["of"].as_str().unwrap_or("singleLineText");
            let item = kind_of(of, field, named)?;
            FieldKind::MultipleLookupValues(Lookup {
                link: FieldId::random(&Counter),
                field: FieldId::random(&Counter),
                result: Some(Box::new(item)),
                upkeep: Upkeep::Stored,
            })
        }
        _ => return None,
    })
}

/// A value of the Web API as a stored cell; `None` if blank.
fn raw(kind: &FieldKind, value: &Json, named: &mut Named) -> Option<String> {
    if matches!(value, Json::Null) {
        return None;
    }
    Some(match kind {
        FieldKind::Checkbox { .. } => value.as_bool().filter(|ticked| *ticked)?.to_string(),
        FieldKind::SingleSelect(choices) => choice(choices, value)?,
        FieldKind::MultipleSelects(choices) => {
            let keys: Vec<String> = value
                .as_array()?
                .iter()
                .filter_map(|name| choice(choices, name))
                .collect();
            list(&keys)?
        }
        FieldKind::SingleCollaborator => named.person(value)?,
        FieldKind::MultipleCollaborators => {
            let people = value.as_array()?.iter();
            list(&people.filter_map(|one| named.person(one)).collect::<Vec<_>>())?
        }
        FieldKind::MultipleRecordLinks(_) => {
            let records = value.as_array()?.iter();
            list(
                &records
                    .filter_map(|one| named.record(one))
                    .collect::<Vec<_>>(),
            )?
        }
        FieldKind::MultipleLookupValues(lookup) => {
            let item = lookup.result.as_deref()?;
            let items = value.as_array()?.iter();
            list(
                &items
                    .filter_map(|one| raw(item, one, named))
                    .collect::<Vec<_>>(),
            )?
        }
        FieldKind::DateTime(_) | FieldKind::LastModifiedTime { .. } => {
            let at = Millis::parse(value.as_str()?)?;
            format!("\"{at}\"")
        }
        FieldKind::AiText(_) => {
            json!({ "state": "generated", "isStale": false, "value": value }).to_string()
        }
        _ => match value {
            Json::Number(number) => number_text(number.as_f64()?),
            Json::String(text) if text.is_empty() => return None,
            other => other.to_string(),
        },
    })
}

fn choice(choices: &Choices, name: &Json) -> Option<String> {
    let name = name.as_str()?;
    let choice = choices.list.iter().find(|choice| choice.name == name)?;
    Some(choice.key.to_string())
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| format!("[{}]", items.join(",")))
}

/// The people and records that cells name.
#[derive(Default)]
struct Named {
    people: Vec<(UserId, String, String)>,
    records: HashMap<RecordId, String>,
}

impl Named {
    fn person(&mut self, value: &Json) -> Option<String> {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let id = value["id"].as_str()?.parse().ok()?;
        self.people.push((id, text("email"), text("name")));
        Some((self.people.len() - 1).to_string())
    }

    fn record(&mut self, value: &Json) -> Option<String> {
        let id: RecordId = value["id"].as_str()?.parse().ok()?;
        let name = value["name"].as_str().unwrap_or_default();
        self.records.insert(id, name.to_owned());
        Some(format!("\"{id}\""))
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

struct CaseRow<'c> {
    case: &'c Case,
    fields: Vec<Option<&'c Field>>,
}

impl CaseRow<'_> {
    fn names(&self) -> Names<'_> {
        Names {
            people: &self.case.named,
            records: &self.case.named.records,
        }
    }
}

impl Row for CaseRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let Some(Some(field)) = self.fields.get(slot) else {
            return Value::Blank;
        };
        let raw = self.case.cells.get(&field.id).map(String::as_str);
        cells::value(&field.kind, raw, &self.names())
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
            let is_date = matches!(
                cells::type_of(kind),
                Some(Type::Date { .. })
            );
            let full = if text.len() == 10 {
                Millis::parse(&format!("{text}T00:00:00.000Z"))
            } else {
                Millis::parse(text)
            };
            match full {
                Some(at) if is_date => Value::Date(Moment::from(at)),
                _ => Value::text(text.as_str()),
            }
        }
        Json::Object(object) => match object.get("specialValue").and_then(Json::as_str) {
            Some("NaN") => Value::Number(f64::NAN),
            Some("Infinity") => Value::Number(f64::INFINITY),
            Some("-Infinity") => Value::Number(f64::NEG_INFINITY),
            _ => Value::Error(crate::value::Failure::Cell),
        },
    }
}
