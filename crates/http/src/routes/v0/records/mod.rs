//! `/v0/{baseId}/{tableIdOrName}…`: records (web-api 2).

mod create;
mod delete;
mod get;
mod list;
mod update;

use axum::response::Response;
use basekey_app::RecordPage;
use basekey_model::cell::People;
use utoipa_axum::routes;

use crate::error::Answer;
use crate::extract::Call;
use crate::routes::Routes;
use crate::wire::json_text;
use crate::wire::records::Show;
use crate::wire::render::Writer;

pub(super) fn routes() -> Routes {
    Routes::default()
        .routes(routes!(
            list::get,
            create::create,
            update::patch_many,
            update::put_many,
            delete::many
        ))
        .routes(routes!(list::post))
        .routes(routes!(
            get::one,
            update::patch_one,
            update::put_one,
            delete::one
        ))
}

/// Bytes that one record takes, roughly, beyond its document.
const FRAME: usize = 80;

/// A page of records, or one bare record.
async fn answer(
    call: &Call,
    page: &RecordPage,
    show: &Show,
    fields: Option<&[String]>,
    single: bool,
) -> Answer {
    let plan = call.site.plans.get(&page.table, show.by_id);
    let people = if plan.shows_people {
        Some(call.app().people().await?)
    } else {
        None
    };
    let shown: Option<Vec<bool>> = fields.map(|names| {
        let asked: Vec<_> = names
            .iter()
            .filter_map(|name| page.table.field(name))
            .map(|field| field.id)
            .collect();
        page.table
            .fields
            .iter()
            .map(|field| asked.contains(&field.id))
            .collect()
    });
    let documents: usize = page.records.iter().map(|record| record.doc.len()).sum();
    let labels: usize = plan.columns.iter().map(|column| column.label.len()).sum();
    let room = documents + page.records.len() * (FRAME + labels) + 64;
    let people = people.as_deref().map(|people| people as &dyn People);
    let mut writer = Writer::new(&plan, people, shown.as_deref(), room);
    if single {
        writer.records(&page.records);
        return Ok(text(writer));
    }
    writer.out.extend_from_slice(b"{\"records\":[");
    writer.records(&page.records);
    writer.out.push(b']');
    if let Some(offset) = &page.offset {
        writer.out.extend_from_slice(b",\"offset\":\"");
        // Ids and slashes: nothing to escape.
        writer.out.extend_from_slice(offset.as_bytes());
        writer.out.push(b'"');
    }
    writer.out.push(b'}');
    Ok(text(writer))
}

fn text(writer: Writer<'_>) -> Response {
    json_text(writer.out)
}
