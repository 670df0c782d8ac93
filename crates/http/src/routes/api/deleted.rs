//! Tables and fields that are deleted and come back.

use basekey_access::op;

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{DeletedItemOut, DeletedOut, GoneOut, RestoredOut};

/// Deletes a table with its records and the links to it. It can be restored for 30 days.
#[utoipa::path(
    delete, path = "/api/bases/{baseId}/tables/{tableIdOrName}", operation_id = "deleteTable", tag = "Structure",
    responses((status = 200, body = GoneOut))
)]
pub(super) async fn table(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::DeleteTable>().await?;
    let permit = call.base::<op::DeleteTable>(&ctx, &base).await?;
    json(&GoneOut::from(
        call.app().delete_table(permit, &table).await?,
    ))
}

/// Lists deleted tables and fields that can be restored, newest first.
#[utoipa::path(
    get, path = "/api/bases/{baseId}/deleted", operation_id = "listDeleted", tag = "Structure",
    responses((status = 200, body = DeletedOut))
)]
pub(super) async fn list(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::ListDeleted>().await?;
    let permit = call.base::<op::ListDeleted>(&ctx, &base).await?;
    let deleted = call.app().list_deleted(permit).await?;
    json(&DeletedOut {
        deleted: deleted.iter().map(DeletedItemOut::from).collect(),
    })
}

/// Brings a deleted table or field back, with its cells and links.
///
/// If its name was taken meanwhile, it gets a number.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/deleted/{id}/restore", operation_id = "restoreDeleted", tag = "Structure",
    responses((status = 200, body = RestoredOut))
)]
pub(super) async fn restore(mut call: Call) -> Answer {
    let [base, id] = call.base_path().await?;
    shaped(&id, "tbl").or_else(|_| shaped(&id, "fld"))?;
    let ctx = call.ctx::<op::RestoreDeleted>().await?;
    let permit = call.base::<op::RestoreDeleted>(&ctx, &base).await?;
    json(&RestoredOut::from(
        call.app().restore_deleted(permit, &id).await?,
    ))
}
