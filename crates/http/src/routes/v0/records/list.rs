use basekey_access::op;

use super::{Whole, answer};
use crate::error::Answer;
use crate::extract::Call;
use crate::wire::docs;
use crate::wire::records::{List, list_from_body, list_from_query};

/// Lists a table's records, page by page.
///
/// Send `offset` of the answer, with the same parameters, for the next page;
/// the last page has none. Arrays may be written as `fields[]=A`, `fields=A`
/// or `fields[0]=A`.
#[utoipa::path(
    get, path = "/v0/{baseId}/{tableIdOrName}", operation_id = "listRecords", tag = "Records",
    params(docs::ListParams),
    responses((status = 200, body = docs::RecordList))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::ListRecords>().await?;
    let list = list_from_query(call.query())?;
    page(&call, &ctx, &base, &table, list).await
}

/// Lists a table's records with the parameters in the body.
///
/// For parameters that are too long for a URL. `timeZone` and `userLocale`
/// may stand in the query.
#[utoipa::path(
    post, path = "/v0/{baseId}/{tableIdOrName}/listRecords", operation_id = "listRecordsByPost", tag = "Records",
    request_body = docs::ListBody,
    responses((status = 200, body = docs::RecordList)),
    extensions(("x-basekey-operation" = json!("listRecords")))
)]
pub(super) async fn post(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::ListRecords>().await?;
    let body = call.json_or_default::<Option<serde_json::Value>>().await?;
    let body = body.unwrap_or_else(|| serde_json::json!({}));
    let list = list_from_body(body, call.query())?;
    page(&call, &ctx, &base, &table, list).await
}

async fn page(call: &Call, ctx: &basekey_app::Ctx, base: &str, table: &str, list: List) -> Answer {
    let permit = call.base::<op::ListRecords>(ctx, base).await?;
    let fields = list.query.fields.clone();
    let page = call.app().list_records(permit, table, list.query).await?;
    answer(call, &page, &list.show, fields.as_deref(), Whole::Many).await
}
