use basekey_access::op;
use basekey_app::{ImportRows, NewImport};

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{DoneOut, ImportIn, ImportOut, ImportRowsIn, ImportedOut};

/// Begins an import, or finds where an interrupted one of the same file stopped.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/imports", operation_id = "importRecords", tag = "Imports",
    request_body = ImportIn,
    responses((status = 200, body = ImportOut))
)]
pub(super) async fn begin(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::ImportRecords>().await?;
    let body: ImportIn = call.json().await?;
    let permit = call.base::<op::ImportRecords>(&ctx, &base).await?;
    let new = NewImport {
        file: body.file,
        plan: body.plan.to_string(),
    };
    json(&ImportOut::from(
        call.app().begin_import(permit, new).await?,
    ))
}

/// Stores a batch of rows. Rows that are done already are skipped, so a batch
/// whose answer was lost can be sent again.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/imports/{importId}/rows", operation_id = "importRows", tag = "Imports",
    request_body = ImportRowsIn,
    responses((status = 200, body = ImportedOut)),
    extensions(("x-basekey-operation" = json!("importRecords")))
)]
pub(super) async fn rows(mut call: Call) -> Answer {
    let [base, import] = call.base_path().await?;
    shaped(&import, "imp")?;
    let ctx = call.ctx::<op::ImportRecords>().await?;
    let body: ImportRowsIn = call.json().await?;
    let permit = call.base::<op::ImportRecords>(&ctx, &base).await?;
    let batch = ImportRows {
        table: body.table,
        from: body.from,
        rows: body.rows,
    };
    json(&ImportedOut::from(
        call.app().import_rows(permit, &import, batch).await?,
    ))
}

/// Closes an import: the same file begins anew afterwards.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/imports/{importId}/finish", operation_id = "finishImport", tag = "Imports",
    responses((status = 200, body = DoneOut)),
    extensions(("x-basekey-operation" = json!("importRecords")))
)]
pub(super) async fn finish(mut call: Call) -> Answer {
    let [base, import] = call.base_path().await?;
    shaped(&import, "imp")?;
    let ctx = call.ctx::<op::ImportRecords>().await?;
    let permit = call.base::<op::ImportRecords>(&ctx, &base).await?;
    json(&DoneOut {
        done: call.app().finish_import(permit, &import).await?,
    })
}
