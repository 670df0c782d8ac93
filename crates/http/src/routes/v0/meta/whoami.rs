use basekey_access::op;

use crate::error::Answer;
use crate::extract::Call;
use crate::wire::docs;
use crate::wire::json_text;
use crate::wire::plan::quote;

/// Tells a caller who it is.
///
/// `email` is given with the scope `user.email:read` only. Other parameters are ignored.
#[utoipa::path(
    get, path = "/v0/meta/whoami", operation_id = "whoAmI", tag = "Meta",
    responses((status = 200, body = docs::WhoAmI))
)]
pub(super) async fn get(call: Call) -> Answer {
    let ctx = call.ctx::<op::WhoAmI>().await?;
    let permit = call.account::<op::WhoAmI>(&ctx)?;
    let account = call.app().whoami(permit, &ctx).await?;
    let mut out = Vec::with_capacity(128);
    out.extend_from_slice(b"{\"id\":\"");
    out.extend_from_slice(&account.id.bytes());
    out.push(b'"');
    if let Some(email) = &account.email {
        out.extend_from_slice(b",\"email\":");
        quote(&mut out, email);
    }
    out.push(b'}');
    Ok(json_text(out))
}
