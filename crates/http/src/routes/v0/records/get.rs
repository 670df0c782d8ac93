use basekey_access::op;

use super::{Whole, answer};
use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::docs;
use crate::wire::records::show_from_query;

/// Reads one record.
#[utoipa::path(
    get, path = "/v0/{baseId}/{tableIdOrName}/{recordId}", operation_id = "getRecord", tag = "Records",
    params(docs::ShowParams),
    responses((status = 200, body = docs::Record))
)]
pub(super) async fn one(mut call: Call) -> Answer {
    let [base, table, record] = call.base_path().await?;
    shaped(&record, "rec")?;
    let ctx = call.ctx::<op::GetRecord>().await?;
    let show = show_from_query(call.query())?;
    let permit = call.base::<op::GetRecord>(&ctx, &base).await?;
    let page = call
        .app()
        .get_record(permit, &table, &record, show.text.is_some())
        .await?;
    answer(&call, &page, &show, None, Whole::One).await
}
