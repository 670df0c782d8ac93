//! Records to be written or deleted (web-api 2.3 to 2.6).

use basekey_app::{RecordEdit, RecordInput, UpsertElement, WriteOptions};
use basekey_model::limits::Limits;
use serde_json::{Map, Value};

use super::Show;
use crate::error::{Answer, Code, Refusal};
use crate::extract::Query;
use crate::wire::plan::Style;
use crate::wire::schema::Object;

/// A write's query carries nothing of its own.
pub(crate) fn write_query(raw: &str) -> Answer<()> {
    let mut query = Query::parse(raw);
    query.ignore(&["method"]);
    query.finish()
}

/// What all writes may say beside the records.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Manner {
    pub(crate) options: WriteOptions,
    pub(crate) show: Show,
}

fn manner(body: &mut Object<'_>) -> Answer<Manner> {
    let typecast = body.boolean("typecast")?.unwrap_or(false);
    let by_id = body.boolean("returnFieldsByFieldId")?.unwrap_or(false);
    body.ignore(&["method"]);
    Ok(Manner {
        options: WriteOptions { typecast },
        show: Show {
            style: Style {
                by_id,
                ..Style::default()
            },
            text: None,
        },
    })
}

/// Only requests about several records may make those that are not there
/// (web-api 2.5).
fn no_upsert(body: &mut Object<'_>) -> Answer<()> {
    match body.take("performUpsert") {
        None => Ok(()),
        Some(_) => Err(Refusal::parameter(
            "performUpsert",
            "belongs to PATCH or PUT of several records; leave it out here",
        )),
    }
}

/// The fields to merge on: names or ids.
fn merge_on(value: Value, most: usize) -> Answer<Vec<String>> {
    let mut object = Object::of("performUpsert", value)?;
    let fields = object.texts("fieldsToMergeOn")?;
    object.finish()?;
    if fields.is_empty() || fields.len() > most {
        return Err(Refusal::parameter(
            "performUpsert.fieldsToMergeOn",
            &format!("must be an array of 1 to {most} field names or ids"),
        ));
    }
    Ok(fields)
}

fn fields(value: Option<Value>) -> Answer<Map<String, Value>> {
    match value {
        Some(Value::Object(fields)) => Ok(fields),
        Some(_) => Err(Refusal::parameter(
            "fields",
            "must be an object of field names or ids and values",
        )),
        None => Err(Refusal::parameter("fields", "is required")),
    }
}

/// Records to be made; `true` if the answer is one bare record (web-api 2.3).
pub(crate) fn create(body: Value, most: usize) -> Answer<(Vec<RecordInput>, bool, Manner)> {
    let mut body = Object::of("the request body", body)?;
    let manner = manner(&mut body)?;
    no_upsert(&mut body)?;
    if body.has("fields") && body.has("records") {
        return Err(Refusal::parameter(
            "records",
            "and `fields` can not be sent together",
        ));
    }
    let single = body.has("fields");
    let inputs = if single {
        vec![RecordInput {
            fields: fields(body.take_even_null("fields"))?,
        }]
    } else {
        let elements = elements(body.take_even_null("records"), most, Ids::None)?;
        elements
            .into_iter()
            .map(|(_, fields)| RecordInput { fields })
            .collect()
    };
    body.finish()?;
    Ok((inputs, single, manner))
}

/// Several records to be changed, or to be changed or made.
#[derive(Debug)]
pub(crate) enum ManyEdits {
    /// Each has the id of the record to change.
    ById(Vec<RecordEdit>),
    /// Records are found by the cells of these fields.
    Upsert {
        merge_on: Vec<String>,
        elements: Vec<UpsertElement>,
    },
}

/// Several records to be changed (web-api 2.5).
pub(crate) fn update_many(body: Value, limits: &Limits) -> Answer<(ManyEdits, Manner)> {
    let mut body = Object::of("the request body", body)?;
    let manner = manner(&mut body)?;
    let upsert = match body.take("performUpsert") {
        None => None,
        Some(value) => Some(merge_on(value, limits.merge_fields)?),
    };
    let ids = match upsert {
        None => Ids::All,
        Some(_) => Ids::Some,
    };
    let elements = elements(
        body.take_even_null("records"),
        limits.records_per_write,
        ids,
    )?
    .into_iter();
    body.finish()?;
    let edits = match upsert {
        None => ManyEdits::ById(
            elements
                .map(|(id, fields)| RecordEdit {
                    id: id.unwrap_or_default(),
                    fields,
                })
                .collect(),
        ),
        Some(merge_on) => ManyEdits::Upsert {
            merge_on,
            elements: elements
                .map(|(id, fields)| UpsertElement { id, fields })
                .collect(),
        },
    };
    Ok((edits, manner))
}

/// One record to be changed (web-api 2.4).
pub(crate) fn update_one(id: String, body: Value) -> Answer<(RecordEdit, Manner)> {
    let mut body = Object::of("the request body", body)?;
    let manner = manner(&mut body)?;
    no_upsert(&mut body)?;
    let fields = fields(body.take_even_null("fields"))?;
    body.finish()?;
    Ok((RecordEdit { id, fields }, manner))
}

/// The ids of `records[]` to be deleted (web-api 2.6).
pub(crate) fn delete_many(raw: &str, most: usize) -> Answer<Vec<String>> {
    let mut query = Query::parse(raw);
    let ids = query.list("records")?;
    query.ignore(&["method"]);
    query.finish()?;
    if ids.is_empty() || ids.len() > most {
        return Err(bad_records(most, "record ids, as `records[]=rec…`"));
    }
    Ok(ids)
}

/// n8n looks for the first half of this text (web-api 9.4).
fn bad_records(most: usize, each: &str) -> Refusal {
    Refusal::new(Code::InvalidRecords).say(format!(
        "Invalid request: You must provide an array of up to {most} record objects, {each}"
    ))
}

/// Which elements of an array of records have an id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ids {
    None,
    Some,
    All,
}

type Element = (Option<String>, Map<String, Value>);

fn elements(value: Option<Value>, most: usize, ids: Ids) -> Answer<Vec<Element>> {
    let each = match ids {
        Ids::None => "each with a \"fields\" key for cell values",
        Ids::Some => "each with a \"fields\" key for cell values and perhaps an \"id\"",
        Ids::All => "each with an \"id\" and a \"fields\" key for cell values",
    };
    let wrong = || bad_records(most, each);
    let Some(Value::Array(items)) = value else {
        return Err(wrong());
    };
    if items.is_empty() || items.len() > most {
        return Err(wrong());
    }
    let mut elements = Vec::with_capacity(items.len());
    for item in items {
        let Value::Object(mut item) = item else {
            return Err(wrong());
        };
        let id = match (ids, item.shift_remove("id")) {
            (Ids::All | Ids::Some, Some(Value::String(id))) => Some(id),
            (Ids::None | Ids::Some, None) | (Ids::Some, Some(Value::Null)) => None,
            _ => return Err(wrong()),
        };
        let Some(Value::Object(fields)) = item.shift_remove("fields") else {
            return Err(wrong());
        };
        if !item.is_empty() {
            return Err(wrong());
        }
        elements.push((id, fields));
    }
    Ok(elements)
}
