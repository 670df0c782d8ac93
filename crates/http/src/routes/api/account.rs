use basekey_access::op;
use basekey_app::AccountEdit;

use crate::error::Answer;
use crate::extract::Call;
use crate::wire::json;
use crate::wire::own::{AccountEditIn, UserOut};

/// Reads the caller's own account.
#[utoipa::path(
    get, path = "/api/account", operation_id = "getAccount", tag = "Account",
    responses((status = 200, body = UserOut))
)]
pub(super) async fn get(call: Call) -> Answer {
    let ctx = call.ctx::<op::GetAccount>().await?;
    let permit = call.account::<op::GetAccount>(&ctx)?;
    json(&UserOut::from(&call.app().account(permit).await?))
}

/// Changes the caller's name, e-mail or password. A new e-mail or password
/// needs the current password, and a new password ends the caller's other sessions.
#[utoipa::path(
    patch, path = "/api/account", operation_id = "updateAccount", tag = "Account",
    request_body = AccountEditIn,
    responses((status = 200, body = UserOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::UpdateAccount>().await?;
    let body: AccountEditIn = call.json().await?;
    let permit = call.account::<op::UpdateAccount>(&ctx)?;
    let edit = AccountEdit {
        name: body.name,
        email: body.email,
        password: body.password,
        current_password: body.current_password,
    };
    json(&UserOut::from(
        &call.app().update_account(permit, &ctx, edit).await?,
    ))
}
