use basekey_access::op;
use serde_json::json;

use super::include;
use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::schema::view_json;
use crate::wire::{docs, json as json_answer};

/// Lists a base's views, table by table.
#[utoipa::path(
    get, path = "/v0/meta/bases/{baseId}/views", operation_id = "listViews", tag = "Meta",
    params(docs::IncludeParams),
    responses((status = 200, body = docs::ViewList))
)]
pub(super) async fn list(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::ListViews>().await?;
    let visible = !include(call.query(), &["visibleFieldIds"])?.is_empty();
    let permit = call.base::<op::ListViews>(&ctx, &base).await?;
    let views = call.app().list_views(permit).await?;
    let views: Vec<_> = views
        .iter()
        .map(|listed| view_json(&listed.table, &listed.view, visible))
        .collect();
    json_answer(&json!({ "views": views }))
}

/// Reads one view's settings.
#[utoipa::path(
    get, path = "/v0/meta/bases/{baseId}/views/{viewId}", operation_id = "getView", tag = "Meta",
    params(docs::IncludeParams),
    responses((status = 200, body = docs::View))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let [base, view] = call.base_path().await?;
    shaped(&view, "viw")?;
    let ctx = call.ctx::<op::GetView>().await?;
    let visible = !include(call.query(), &["visibleFieldIds"])?.is_empty();
    let permit = call.base::<op::GetView>(&ctx, &base).await?;
    let listed = call.app().view(permit, &view).await?;
    json_answer(&view_json(&listed.table, &listed.view, visible))
}

/// Deletes a view. A table keeps at least one.
#[utoipa::path(
    delete, path = "/v0/meta/bases/{baseId}/views/{viewId}", operation_id = "deleteView", tag = "Meta",
    responses((status = 200, body = docs::DeletedView))
)]
pub(super) async fn delete(mut call: Call) -> Answer {
    let [base, view] = call.base_path().await?;
    shaped(&view, "viw")?;
    let ctx = call.ctx::<op::DeleteView>().await?;
    let permit = call.base::<op::DeleteView>(&ctx, &base).await?;
    let gone = call.app().delete_view(permit, &view).await?;
    json_answer(&json!({ "id": gone, "deleted": true }))
}
