use basekey_access::op;

use crate::error::{Answer, Refusal};
use crate::extract::{Call, Query};
use crate::wire::own::AuditOut;
use crate::wire::{docs, json};

/// Reads the log of token, sign-in, user and sharing events, newest first.
#[utoipa::path(
    get, path = "/api/audit", operation_id = "listAudit", tag = "Instance",
    params(docs::AuditParams),
    responses((status = 200, body = AuditOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListAudit>().await?;
    let mut query = Query::parse(call.query());
    let before = query.number("before")?;
    let limit = query.number("limit")?.unwrap_or(100);
    query.finish()?;
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=200).contains(limit))
        .ok_or_else(|| Refusal::parameter("limit", "must be a number from 1 to 200"))?;
    let permit = call.instance::<op::ListAudit>(&ctx)?;
    json(&AuditOut::from(
        call.app().list_audit(permit, before, limit).await?,
    ))
}
