//! Which records a client asks for, and how it wants them shown (web-api 2.1, 2.2).

use basekey_app::{Direction, ListQuery, SortBy};
use basekey_model::cell::Locale;
use basekey_model::time::Zone;
use serde_json::Value;

use super::Show;
use crate::error::{Answer, Refusal};
use crate::extract::{Query, shorten};
use crate::wire::plan::Style;
use crate::wire::render::strings::Reader;
use crate::wire::schema::Object;

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

/// What a request says of the form of cells.
#[derive(Debug, Default)]
struct Form {
    format: Option<String>,
    zone: Option<String>,
    locale: Option<String>,
    by_id: Option<bool>,
    link_objects: Option<bool>,
}

impl Form {
    fn from_query(query: &mut Query<'_>) -> Answer<Self> {
        Ok(Self {
            format: query.text("cellFormat")?,
            zone: query.text("timeZone")?,
            locale: query.text("userLocale")?,
            by_id: query.boolean("returnFieldsByFieldId")?,
            link_objects: query.boolean("includeDateDependencyMetadata")?,
        })
    }

    /// Zone and locale are only looked at where cells are shown as text.
    fn show(self) -> Answer<Show> {
        let text = match self.format.as_deref() {
            None | Some("" | "json") => None,
            Some("string") => Some(reader(self.zone.as_deref(), self.locale.as_deref())?),
            Some(_) => return Err(Refusal::parameter("cellFormat", "must be json or string")),
        };
        Ok(Show {
            style: Style {
                by_id: self.by_id.unwrap_or(false),
                link_objects: self.link_objects.unwrap_or(false),
            },
            text,
        })
    }
}

fn reader(zone: Option<&str>, locale: Option<&str>) -> Answer<Reader> {
    let given = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    if !given(zone) || !given(locale) {
        return Err(Refusal::parameter(
            "cellFormat",
            "is string, which needs timeZone and userLocale",
        ));
    }
    let name = zone.unwrap_or_default();
    // Nobody knows the client's own zone here; as with fields, it is UTC.
    let zone = if name.eq_ignore_ascii_case("client") {
        Some(Zone::utc())
    } else {
        Zone::named(name)
    };
    let zone = zone.ok_or_else(|| {
        Refusal::parameter(
            "timeZone",
            &format!(
                "is \"{}\"; it must be utc or an IANA name such as Europe/Berlin",
                shorten(name)
            ),
        )
    })?;
    Ok(Reader {
        zone,
        locale: Locale::from_tag(locale.unwrap_or_default()),
    })
}

/// A query that asks for so much and nothing else.
fn sizes(page_size: Option<i64>, max_records: Option<i64>) -> Answer<ListQuery> {
    Ok(ListQuery {
        max_records: size("maxRecords", max_records)?,
        page_size: size("pageSize", page_size)?
            .map(|size| usize::try_from(size).unwrap_or(usize::MAX)),
        ..ListQuery::default()
    })
}

/// One sort, read from either form.
fn sort_by(field: String, way: Option<&str>) -> Answer<SortBy> {
    Ok(SortBy {
        field,
        direction: direction(way)?,
    })
}

/// A formula that says something; the table's owner reads it.
fn filter(formula: Option<String>) -> Option<String> {
    formula.filter(|formula| !formula.trim().is_empty())
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
    let filter = filter(query.text("filterByFormula")?);
    metadata(&query.list("recordMetadata")?)?;
    let show = Form::from_query(&mut query)?.show()?;
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
        sort.push(sort_by(field, way.as_deref())?);
    }
    // airtable.js leaves this one behind (web-api 0.3).
    query.ignore(&["method"]);
    query.finish()?;
    Ok(List {
        query: ListQuery {
            view: view.filter(|view| !view.is_empty()),
            sort,
            offset: offset.filter(|offset| !offset.is_empty()),
            fields: (!fields.is_empty()).then_some(fields),
            names: show.text.is_some(),
            filter,
            ..sizes(page_size.or(limit), max_records)?
        },
        show,
    })
}

/// A list asked for by POST: the body, and the query for what is read there only.
pub(crate) fn list_from_body(body: Value, raw: &str) -> Answer<List> {
    let mut query = Query::parse(raw);
    let mut zone = query.text("timeZone")?;
    let mut locale = query.text("userLocale")?;
    query.ignore(&["method"]);
    query.finish()?;
    let mut body = Object::of("the request body", body)?;
    let page_size = body.number("pageSize")?;
    let max_records = body.number("maxRecords")?;
    let offset = body.text("offset")?;
    let view = body.text("view")?;
    let fields = body.texts("fields")?;
    let filter = filter(body.text("filterByFormula")?);
    metadata(&body.texts("recordMetadata")?)?;
    // Clients send them in the query, and some in both (web-api 2.1).
    zone = zone.or(body.text("timeZone")?);
    locale = locale.or(body.text("userLocale")?);
    let form = Form {
        format: body.text("cellFormat")?,
        zone,
        locale,
        by_id: body.boolean("returnFieldsByFieldId")?,
        link_objects: body.boolean("includeDateDependencyMetadata")?,
    };
    let show = form.show()?;
    let mut sort = Vec::new();
    for item in body.array("sort")?.unwrap_or_default() {
        let mut item = Object::of("sort", item)?;
        let field = item.required_text("field")?;
        let way = item.text("direction")?;
        item.finish()?;
        sort.push(sort_by(field, way.as_deref())?);
    }
    body.ignore(&["method"]);
    body.finish()?;
    Ok(List {
        query: ListQuery {
            view: view.filter(|view| !view.is_empty()),
            sort,
            offset: offset.filter(|offset| !offset.is_empty()),
            fields: (!fields.is_empty()).then_some(fields),
            names: show.text.is_some(),
            filter,
            ..sizes(page_size, max_records)?
        },
        show,
    })
}

/// The query of a request for one record.
pub(crate) fn show_from_query(raw: &str) -> Answer<Show> {
    let mut query = Query::parse(raw);
    let show = Form::from_query(&mut query)?.show()?;
    query.ignore(&["method"]);
    query.finish()?;
    Ok(show)
}
