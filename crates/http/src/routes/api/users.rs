use basekey_access::op;
use basekey_app::{NewUserSettings, UserEdit};

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{LinkOut, NewUserIn, UserEditIn, UserOut, UsersOut};

/// Lists all users.
#[utoipa::path(
    get, path = "/api/users", operation_id = "listUsers", tag = "Instance",
    responses((status = 200, body = UsersOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListUsers>().await?;
    let permit = call.instance::<op::ListUsers>(&ctx)?;
    let users = call.app().list_users(permit).await?;
    json(&UsersOut {
        users: users.iter().map(Into::into).collect(),
    })
}

/// Makes a user with a workspace of their own. The first user of an instance is its owner.
#[utoipa::path(
    post, path = "/api/users", operation_id = "createUser", tag = "Instance",
    request_body = NewUserIn,
    responses((status = 200, body = UserOut))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::CreateUser>().await?;
    let body: NewUserIn = call.json().await?;
    let permit = call.instance::<op::CreateUser>(&ctx)?;
    let new = NewUserSettings {
        email: body.email,
        name: body.name,
        password: body.password,
        instance_owner: body.instance_owner,
    };
    json(&UserOut::from(
        &call.app().create_user(permit, &ctx, new).await?,
    ))
}

/// Changes a user. Deactivating one ends their sessions and stops their tokens at once.
#[utoipa::path(
    patch, path = "/api/users/{userId}", operation_id = "updateUser", tag = "Instance",
    request_body = UserEditIn,
    responses((status = 200, body = UserOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [user] = call.path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::UpdateUser>().await?;
    let body: UserEditIn = call.json().await?;
    let permit = call.instance::<op::UpdateUser>(&ctx)?;
    let edit = UserEdit {
        name: body.name,
        active: body.active,
        instance_owner: body.instance_owner,
        password: body.password,
    };
    json(&UserOut::from(
        &call.app().update_user(permit, &ctx, &user, edit).await?,
    ))
}

/// Makes a link that signs a user in once, within a day.
#[utoipa::path(
    post, path = "/api/users/{userId}/sign-in-link", operation_id = "createSignInLink", tag = "Instance",
    responses((status = 200, body = LinkOut))
)]
pub(super) async fn sign_in_link(mut call: Call) -> Answer {
    let [user] = call.path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::CreateSignInLink>().await?;
    let permit = call.instance::<op::CreateSignInLink>(&ctx)?;
    let secret = call.app().create_sign_in_link(permit, &ctx, &user).await?;
    let code = secret.expose().to_owned();
    let path = format!("/sign-in?code={code}");
    json(&LinkOut { code, path })
}
