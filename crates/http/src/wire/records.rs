//! Requests about records as Airtable's clients send them (web-api 2).

use basekey_app::{Direction, ListQuery, RecordEdit, RecordInput, SortBy, WriteOptions};
use serde_json::{Map, Value};

use super::schema::Object;
use crate::error::{Answer, Code, Refusal};
use crate::extract::Query;

/// How a record is to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Show {
    /// Key cells by field id instead of name.
    pub(crate) by_id: bool,
}

/// A list request.
#[derive(Debug, Default)]
pub(crate) struct List {
    pub(crate) query: ListQuery,
    pub(crate) show: Show,
}

fn size(name: &str, number: Option<i64>) -> Answer<Option<u64>> {
    number
        .map(|number| {
            u64::try_from(number).map_err(|_| Refusal::parameter(name, "must be greater than 0"))
        })
        .transpose()
}

/// Only cells as JSON are available; the text form is refused clearly.
fn cell_format(format: Option<&str>, zone: bool, locale: bool) -> Answer<()> {
    match format {
        None | Some("" | "json") => Ok(()),
        Some("string") if !(zone && locale) => Err(Refusal::parameter(
            "cellFormat",
            "is string, which needs timeZone and userLocale",
        )),
        Some("string") => Err(Refusal::parameter(
            "cellFormat",
            "is string, which is not available in this version of Basekey yet; use json",
        )),
        Some(_) => Err(Refusal::parameter("cellFormat", "must be json or string")),
    }
}

fn no_formula(formula: Option<&str>) -> Answer<()> {
    match formula {
        Some(formula) if !formula.trim().is_empty() => Err(Refusal::new(Code::InvalidFormula)),
        _ => Ok(()),
    }
}

fn metadata(items: &[String]) -> Answer<()> {
    if items.iter().all(|item| item == "commentCount") {
        Ok(())
    } else {
        Err(Refusal::parameter(
            "recordMetadata",
            "may hold commentCount only",
        ))
    }
}

fn direction(text: Option<&str>) -> Answer<Direction> {
    match text {
        None | Some("asc") => Ok(Direction::Ascending),
        Some("desc") => Ok(Direction::Descending),
        Some(_) => Err(Refusal::parameter(
            "sort",
            "has a direction other than asc or desc",
        )),
    }
}

/// A list asked for by GET.
pub(crate) fn list_from_query(raw: &str) -> Answer<List> {
    let mut query = Query::parse(raw);
    let page_size = query.number("pageSize")?;
    // An old name that GET alone knows (web-api 2.1).
    let limit = query.number("limit")?;
    let max_records = query.number("maxRecords")?;
    let offset = query.text("offset")?;
    let view = query.text("view")?;
    let fields = query.list("fields")?;
    no_formula(query.text("filterByFormula")?.as_deref())?;
    metadata(&query.list("recordMetadata")?)?;
    let (zone, locale) = (
        query.text("timeZone")?.is_some(),
        query.text("userLocale")?.is_some(),
    );
    cell_format(query.text("cellFormat")?.as_deref(), zone, locale)?;
    let by_id = query.boolean("returnFieldsByFieldId")?.unwrap_or(false);
    query.boolean("includeDateDependencyMetadata")?;
    let mut sort = Vec::new();
    for object in query.objects("sort")? {
        let (mut field, mut way) = (None, None);
        for (key, value) in object {
            match key.as_str() {
                "field" => field = Some(value),
                "direction" => way = Some(value),
                _ => {
                    return Err(Refusal::parameter(
                        "sort",
                        "may hold field and direction only",
                    ));
                }
            }
        }
        let field = field.ok_or_else(|| Refusal::parameter("sort", "needs a field"))?;
        sort.push(SortBy {
            field,
            direction: direction(way.as_deref())?,
        });
    }
    // airtable.js leaves this one behind (web-api 0.3).
    query.ignore(&["method"]);
    query.finish()?;
    Ok(List {
        query: ListQuery {
            view: view.filter(|view| !view.is_empty()),
            sort,
            max_records: size("maxRecords", max_records)?,
            page_size: size("pageSize", page_size.or(limit))?
                .map(|size| usize::try_from(size).unwrap_or(usize::MAX)),
            offset: offset.filter(|offset| !offset.is_empty()),
            fields: (!fields.is_empty()).then_some(fields),
        },
        show: Show { by_id },
    })
}

/// A list asked for by POST: the body, and the query for what is read there only.
pub(crate) fn list_from_body(body: Value, raw: &str) -> Answer<List> {
    let mut query = Query::parse(raw);
    let mut zone = query.text("timeZone")?.is_some();
    let mut locale = query.text("userLocale")?.is_some();
    query.ignore(&["method"]);
    query.finish()?;
    let mut body = Object::of("the request body", body)?;
    let page_size = body.number("pageSize")?;
    let max_records = body.number("maxRecords")?;
    let offset = body.text("offset")?;
    let view = body.text("view")?;
    let fields = body.texts("fields")?;
    no_formula(body.text("filterByFormula")?.as_deref())?;
    metadata(&body.texts("recordMetadata")?)?;
    zone |= body.text("timeZone")?.is_some();
    locale |= body.text("userLocale")?.is_some();
    cell_format(body.text("cellFormat")?.as_deref(), zone, locale)?;
    let by_id = body.boolean("returnFieldsByFieldId")?.unwrap_or(false);
    body.boolean("includeDateDependencyMetadata")?;
    let mut sort = Vec::new();
    for item in body.array("sort")?.unwrap_or_default() {
        let mut item = Object::of("sort", item)?;
        let field = item.required_text("field")?;
        let way = item.text("direction")?;
        item.finish()?;
        sort.push(SortBy {
            field,
            direction: direction(way.as_deref())?,
        });
    }
    body.ignore(&["method"]);
    body.finish()?;
    Ok(List {
        query: ListQuery {
            view: view.filter(|view| !view.is_empty()),
            sort,
            max_records: size("maxRecords", max_records)?,
            page_size: size("pageSize", page_size)?
                .map(|size| usize::try_from(size).unwrap_or(usize::MAX)),
            offset: offset.filter(|offset| !offset.is_empty()),
            fields: (!fields.is_empty()).then_some(fields),
        },
        show: Show { by_id },
    })
}

/// The query of a request for one record.
pub(crate) fn show_from_query(raw: &str) -> Answer<Show> {
    let mut query = Query::parse(raw);
    let (zone, locale) = (
        query.text("timeZone")?.is_some(),
        query.text("userLocale")?.is_some(),
    );
    cell_format(query.text("cellFormat")?.as_deref(), zone, locale)?;
    let by_id = query.boolean("returnFieldsByFieldId")?.unwrap_or(false);
    query.boolean("includeDateDependencyMetadata")?;
    query.ignore(&["method"]);
    query.finish()?;
    Ok(Show { by_id })
}

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
    if body.take("performUpsert").is_some() {
        return Err(Refusal::parameter(
            "performUpsert",
            "is not available in this version of Basekey yet; look records up and update them by id",
        ));
    }
    let typecast = body.boolean("typecast")?.unwrap_or(false);
    let by_id = body.boolean("returnFieldsByFieldId")?.unwrap_or(false);
    body.ignore(&["method"]);
    Ok(Manner {
        options: WriteOptions { typecast },
        show: Show { by_id },
    })
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
        let elements = elements(body.take_even_null("records"), most, false)?;
        elements
            .into_iter()
            .map(|(_, fields)| RecordInput { fields })
            .collect()
    };
    body.finish()?;
    Ok((inputs, single, manner))
}

/// Several records to be changed (web-api 2.5).
pub(crate) fn update_many(body: Value, most: usize) -> Answer<(Vec<RecordEdit>, Manner)> {
    let mut body = Object::of("the request body", body)?;
    let manner = manner(&mut body)?;
    let elements = elements(body.take_even_null("records"), most, true)?;
    body.finish()?;
    let edits = elements
        .into_iter()
        .map(|(id, fields)| RecordEdit {
            id: id.unwrap_or_default(),
            fields,
        })
        .collect();
    Ok((edits, manner))
}

/// One record to be changed (web-api 2.4).
pub(crate) fn update_one(id: String, body: Value) -> Answer<(RecordEdit, Manner)> {
    let mut body = Object::of("the request body", body)?;
    let manner = manner(&mut body)?;
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

type Element = (Option<String>, Map<String, Value>);

fn elements(value: Option<Value>, most: usize, with_id: bool) -> Answer<Vec<Element>> {
    let each = if with_id {
        "each with an \"id\" and a \"fields\" key for cell values"
    } else {
        "each with a \"fields\" key for cell values"
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
        let id = match (with_id, item.shift_remove("id")) {
            (true, Some(Value::String(id))) => Some(id),
            (false, None) => None,
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
