//! Views beyond what Airtable's API does with them.

use basekey_access::op;

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{ViewIn, ViewOut, view_draft, view_edit};

/// Makes a view of a table.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/tables/{tableIdOrName}/views", operation_id = "createView", tag = "Structure",
    request_body = ViewIn,
    responses((status = 200, body = ViewOut))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::CreateView>().await?;
    let draft = view_draft(call.value().await?)?;
    let permit = call.base::<op::CreateView>(&ctx, &base).await?;
    let made = call.app().create_view(permit, &table, draft).await?;
    json(&ViewOut::new(&made.table, &made.view))
}

/// Reads what a view shows, and how.
#[utoipa::path(
    get, path = "/api/bases/{baseId}/views/{viewId}", operation_id = "getViewSettings", tag = "Structure",
    responses((status = 200, body = ViewOut)),
    extensions(("x-basekey-operation" = json!("getView")))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let [base, view] = call.base_path().await?;
    shaped(&view, "viw")?;
    let ctx = call.ctx::<op::GetView>().await?;
    let permit = call.base::<op::GetView>(&ctx, &base).await?;
    let found = call.app().view(permit, &view).await?;
    json(&ViewOut::new(&found.table, &found.view))
}

/// Changes what a view shows, and how. Absent parts stay; `null` takes one away.
#[utoipa::path(
    patch, path = "/api/bases/{baseId}/views/{viewId}", operation_id = "updateView", tag = "Structure",
    request_body = ViewIn,
    responses((status = 200, body = ViewOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [base, view] = call.base_path().await?;
    shaped(&view, "viw")?;
    let ctx = call.ctx::<op::UpdateView>().await?;
    let edit = view_edit(call.value().await?)?;
    let permit = call.base::<op::UpdateView>(&ctx, &base).await?;
    let changed = call.app().update_view(permit, &view, edit).await?;
    json(&ViewOut::new(&changed.table, &changed.view))
}
