use basekey_access::op;
use basekey_app::{UpdateMode, Upserted};

use super::{Whole, answer};
use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::docs;
use crate::wire::records::{self, ManyEdits};

/// Changes up to ten records; cells that are not named stay. All are changed or none.
///
/// With `performUpsert`, a record without `id` is looked for by the cells of
/// one to three fields: it is changed if there is one, made if there is none,
/// and refused if there are several.
#[utoipa::path(
    patch, path = "/v0/{baseId}/{tableIdOrName}", operation_id = "updateRecords", tag = "Records",
    request_body = docs::UpdateBody,
    responses((status = 200, body = docs::Written))
)]
pub(super) async fn patch_many(call: Call) -> Answer {
    many(call, UpdateMode::Patch).await
}

/// Changes up to ten records; cells that are not named are cleared. All are changed or none.
///
/// `performUpsert` works as with PATCH.
#[utoipa::path(
    put, path = "/v0/{baseId}/{tableIdOrName}", operation_id = "replaceRecords", tag = "Records",
    request_body = docs::UpdateBody,
    responses((status = 200, body = docs::Written)),
    extensions(("x-basekey-operation" = json!("updateRecords")))
)]
pub(super) async fn put_many(call: Call) -> Answer {
    many(call, UpdateMode::Put).await
}

/// Changes one record; cells that are not named stay.
#[utoipa::path(
    patch, path = "/v0/{baseId}/{tableIdOrName}/{recordId}", operation_id = "updateRecord", tag = "Records",
    request_body = docs::UpdateOneBody,
    responses((status = 200, body = docs::Record)),
    extensions(("x-basekey-operation" = json!("updateRecords")))
)]
pub(super) async fn patch_one(call: Call) -> Answer {
    one(call, UpdateMode::Patch).await
}

/// Changes one record; cells that are not named are cleared.
#[utoipa::path(
    put, path = "/v0/{baseId}/{tableIdOrName}/{recordId}", operation_id = "replaceRecord", tag = "Records",
    request_body = docs::UpdateOneBody,
    responses((status = 200, body = docs::Record)),
    extensions(("x-basekey-operation" = json!("updateRecords")))
)]
pub(super) async fn put_one(call: Call) -> Answer {
    one(call, UpdateMode::Put).await
}

async fn many(mut call: Call, mode: UpdateMode) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateRecords>().await?;
    records::write_query(call.query())?;
    let body = call.value().await?;
    let (edits, manner) = records::update_many(body, call.app().limits())?;
    let permit = call.base::<op::UpdateRecords>(&ctx, &base).await?;
    match edits {
        ManyEdits::ById(edits) => {
            let page = call
                .app()
                .update_records(permit, &table, edits, mode, manner.options, false)
                .await?;
            answer(&call, &page, &manner.show, None, Whole::Many).await
        }
        ManyEdits::Upsert { merge_on, elements } => {
            let Upserted {
                page,
                created,
                updated,
            } = call
                .app()
                .upsert_records(permit, &table, elements, merge_on, mode, manner.options)
                .await?;
            let whole = Whole::Upserted(&created, &updated);
            answer(&call, &page, &manner.show, None, whole).await
        }
    }
}

async fn one(mut call: Call, mode: UpdateMode) -> Answer {
    let [base, table, record] = call.base_path().await?;
    shaped(&record, "rec")?;
    let ctx = call.ctx::<op::UpdateRecords>().await?;
    records::write_query(call.query())?;
    let body = call.value().await?;
    let (edit, manner) = records::update_one(record, body)?;
    let permit = call.base::<op::UpdateRecords>(&ctx, &base).await?;
    let page = call
        .app()
        .update_records(permit, &table, vec![edit], mode, manner.options, true)
        .await?;
    answer(&call, &page, &manner.show, None, Whole::One).await
}
