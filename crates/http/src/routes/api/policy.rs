use basekey_access::op;

use crate::error::Answer;
use crate::extract::Call;
use crate::wire::json;
use crate::wire::own::PolicyOut;

/// Reads what the instance's owner allows tokens, and whether the caller may create any.
#[utoipa::path(
    get, path = "/api/policy", operation_id = "getPolicy", tag = "Tokens",
    responses((status = 200, body = PolicyOut))
)]
pub(super) async fn get(call: Call) -> Answer {
    let ctx = call.ctx::<op::GetPolicy>().await?;
    let permit = call.account::<op::GetPolicy>(&ctx)?;
    json(&PolicyOut::from(call.app().policy(permit).await?))
}
