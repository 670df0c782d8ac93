//! `/v0/{baseId}/{tableIdOrName}…`: records (web-api 2).

mod create;
mod delete;
mod get;
mod list;
mod update;

use basekey_app::RecordPage;
use basekey_model::cell::{Names, Nobody, People};
use basekey_model::id::RecordId;
use utoipa_axum::routes;

use crate::error::Answer;
use crate::extract::Call;
use crate::routes::Routes;
use crate::wire::json_text;
use crate::wire::records::Show;
use crate::wire::render::Writer;
use crate::wire::render::strings::Strings;

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

/// What an answer is made of.
enum Whole<'a> {
    /// One bare record.
    One,
    /// Records, and perhaps where the next page begins.
    Many,
    /// Records, and which of them were made and which were there.
    Upserted(&'a [RecordId], &'a [RecordId]),
}

/// Records as the client wants them.
async fn answer(
    call: &Call,
    page: &RecordPage,
    show: &Show,
    fields: Option<&[String]>,
    whole: Whole<'_>,
) -> Answer {
    let plan = call.site.plans.get(&page.table, show.style);
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
    let mut out = Vec::with_capacity(room);
    if !matches!(whole, Whole::One) {
        out.extend_from_slice(b"{\"records\":[");
    }
    let mut out = match &show.text {
        None => {
            let mut writer = Writer::new(&plan, people, shown.as_deref(), out);
            writer.records(&page.records);
            writer.out
        }
        Some(reader) => {
            let writer = Strings {
                table: &page.table,
                plan: &plan,
                names: Names {
                    people: people.unwrap_or(&Nobody),
                    records: &page.names,
                },
                reader,
                shown: shown.as_deref(),
            };
            writer.records(&mut out, &page.records);
            out
        }
    };
    if matches!(whole, Whole::One) {
        return Ok(json_text(out));
    }
    out.push(b']');
    if let Some(offset) = &page.offset {
        out.extend_from_slice(b",\"offset\":\"");
        // Ids and slashes: nothing to escape.
        out.extend_from_slice(offset.as_bytes());
        out.push(b'"');
    }
    if let Whole::Upserted(created, updated) = whole {
        ids(&mut out, b",\"createdRecords\":[", created);
        ids(&mut out, b",\"updatedRecords\":[", updated);
    }
    out.push(b'}');
    Ok(json_text(out))
}

/// Both lists are there whatever they hold (web-api 2.5).
fn ids(out: &mut Vec<u8>, label: &[u8], ids: &[RecordId]) {
    out.extend_from_slice(label);
    for (index, id) in ids.iter().enumerate() {
        out.extend_from_slice(if index > 0 { b",\"" } else { b"\"" });
        out.extend_from_slice(&id.bytes());
        out.push(b'"');
    }
    out.push(b']');
}
