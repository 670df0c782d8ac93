use basekey_access::op;

use super::{Whole, answer};
use crate::error::Answer;
use crate::extract::Call;
use crate::wire::docs;
use crate::wire::records;

/// Makes one record, or up to ten.
///
/// A body with `fields` makes one and is answered with one; a body with
/// `records` is answered with `records` in the same order. All are made or none.
#[utoipa::path(
    post, path = "/v0/{baseId}/{tableIdOrName}", operation_id = "createRecords", tag = "Records",
    request_body = docs::CreateBody,
    responses((status = 200, body = docs::RecordOrRecords))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let [base, table] = call.base_path().await?;
    let ctx = call.ctx::<op::CreateRecords>().await?;
    records::write_query(call.query())?;
    let body = call.value().await?;
    let (inputs, single, manner) = records::create(body, call.app().limits().records_per_write)?;
    let permit = call.base::<op::CreateRecords>(&ctx, &base).await?;
    let page = call
        .app()
        .create_records(permit, &table, inputs, manner.options)
        .await?;
    let whole = if single { Whole::One } else { Whole::Many };
    answer(&call, &page, &manner.show, None, whole).await
}
