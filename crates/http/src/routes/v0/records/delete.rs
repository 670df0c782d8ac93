use basekey_access::op;
use basekey_model::id::RecordId;
use serde_json::{Value, json};

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::{docs, json as json_answer, records};

/// Deletes up to ten records, named in the query. All are deleted or none.
#[utoipa::path(
    delete, path = "/v0/{baseId}/{tableIdOrName}", operation_id = "deleteRecords", tag = "Records",
    params(docs::DeleteParams),
    responses((status = 200, body = docs::DeletedRecords))
)]
pub(super) async fn many(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::DeleteRecords>().await?;
    let ids = records::delete_many(call.query(), call.app().limits().records_per_write)?;
    let permit = call.base::<op::DeleteRecords>(&ctx, &base).await?;
    let gone = call
        .app()
        .delete_records(permit, &table, ids, false)
        .await?;
    json_answer(&json!({ "records": gone.into_iter().map(deleted).collect::<Vec<_>>() }))
}

/// Deletes one record.
#[utoipa::path(
    delete, path = "/v0/{baseId}/{tableIdOrName}/{recordId}", operation_id = "deleteRecord", tag = "Records",
    responses((status = 200, body = docs::DeletedRecord)),
    extensions(("x-basekey-operation" = json!("deleteRecords")))
)]
pub(super) async fn one(mut call: Call) -> Answer {
    let [base, table, record] = call.base_path().await?;
    shaped(&record, "rec")?;
    let ctx = call.ctx::<op::DeleteRecords>().await?;
    records::write_query(call.query())?;
    let permit = call.base::<op::DeleteRecords>(&ctx, &base).await?;
    let gone = call
        .app()
        .delete_records(permit, &table, vec![record.clone()], true)
        .await?;
    json_answer(
        &gone
            .into_iter()
            .map(deleted)
            .next()
            .unwrap_or_else(|| json!({ "id": record, "deleted": true })),
    )
}

fn deleted(id: RecordId) -> Value {
    json!({ "id": id, "deleted": true })
}
