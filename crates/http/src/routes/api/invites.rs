//! Invites: made, listed and taken back by those who share; looked at and
//! used by whoever has the code.

use basekey_access::op;
use basekey_app::Joining;

use super::sessions::with_session;
use crate::error::Answer;
use crate::extract::{Call, same_origin, shaped};
use crate::wire::own::{
    InviteAcceptedOut, InviteCodeIn, InviteIn, InviteLookOut, InvitesOut, JoinIn, JoinedOut,
    NewInviteOut,
};
use crate::wire::{docs, json};

/// Lists the invites to a workspace that can still be used, newest first.
#[utoipa::path(
    get, path = "/api/workspaces/{workspaceId}/invites", operation_id = "listWorkspaceInvites", tag = "Sharing",
    responses((status = 200, body = InvitesOut))
)]
pub(super) async fn of_workspace(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::ListWorkspaceInvites>().await?;
    let permit = call
        .workspace::<op::ListWorkspaceInvites>(&ctx, &workspace)
        .await?;
    json(&InvitesOut::from(
        call.app().workspace_invites(permit).await?,
    ))
}

/// Makes an invite to a workspace: a code that gives whoever uses it a role,
/// once, within seven days. It is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/workspaces/{workspaceId}/invites", operation_id = "createWorkspaceInvite", tag = "Sharing",
    request_body = InviteIn,
    responses((status = 200, body = NewInviteOut))
)]
pub(super) async fn to_workspace(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::CreateWorkspaceInvite>().await?;
    let body: InviteIn = call.json().await?;
    let permit = call
        .workspace::<op::CreateWorkspaceInvite>(&ctx, &workspace)
        .await?;
    let (invite, code) = call
        .app()
        .create_workspace_invite(permit, &ctx, body.into())
        .await?;
    json(&NewInviteOut::new(invite, code.expose()))
}

/// Takes an invite to a workspace back.
#[utoipa::path(
    delete, path = "/api/workspaces/{workspaceId}/invites/{inviteId}", operation_id = "revokeWorkspaceInvite",
    tag = "Sharing",
    responses((status = 200, body = docs::Done))
)]
pub(super) async fn revoke_of_workspace(mut call: Call) -> Answer {
    let [workspace, invite] = call.workspace_path().await?;
    shaped(&invite, "inv")?;
    let ctx = call.ctx::<op::RevokeWorkspaceInvite>().await?;
    let permit = call
        .workspace::<op::RevokeWorkspaceInvite>(&ctx, &workspace)
        .await?;
    call.app()
        .revoke_workspace_invite(permit, &ctx, &invite)
        .await?;
    json(&docs::Done { done: true })
}

/// Lists the invites to a base that can still be used, newest first.
#[utoipa::path(
    get, path = "/api/bases/{baseId}/invites", operation_id = "listBaseInvites", tag = "Sharing",
    responses((status = 200, body = InvitesOut))
)]
pub(super) async fn of_base(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::ListBaseInvites>().await?;
    let permit = call.base::<op::ListBaseInvites>(&ctx, &base).await?;
    json(&InvitesOut::from(call.app().base_invites(permit).await?))
}

/// Makes an invite to a base: a code that gives whoever uses it a role, once,
/// within seven days. It is in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/invites", operation_id = "createBaseInvite", tag = "Sharing",
    request_body = InviteIn,
    responses((status = 200, body = NewInviteOut))
)]
pub(super) async fn to_base(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::CreateBaseInvite>().await?;
    let body: InviteIn = call.json().await?;
    let permit = call.base::<op::CreateBaseInvite>(&ctx, &base).await?;
    let (invite, code) = call
        .app()
        .create_base_invite(permit, &ctx, body.into())
        .await?;
    json(&NewInviteOut::new(invite, code.expose()))
}

/// Takes an invite to a base back.
#[utoipa::path(
    delete, path = "/api/bases/{baseId}/invites/{inviteId}", operation_id = "revokeBaseInvite", tag = "Sharing",
    responses((status = 200, body = docs::Done))
)]
pub(super) async fn revoke_of_base(mut call: Call) -> Answer {
    let [base, invite] = call.base_path().await?;
    shaped(&invite, "inv")?;
    let ctx = call.ctx::<op::RevokeBaseInvite>().await?;
    let permit = call.base::<op::RevokeBaseInvite>(&ctx, &base).await?;
    call.app().revoke_base_invite(permit, &ctx, &invite).await?;
    json(&docs::Done { done: true })
}

/// Tells what an invite offers, to whoever has its code. Changes nothing.
#[utoipa::path(
    post, path = "/api/invites/look", operation_id = "lookAtInvite", tag = "Sharing",
    request_body = InviteCodeIn,
    responses((status = 200, body = InviteLookOut))
)]
pub(super) async fn look(mut call: Call) -> Answer {
    same_origin(call.headers(), false)?;
    let body: InviteCodeIn = call.json().await?;
    let origin = call.origin();
    json(&InviteLookOut::from(
        call.app().look_at_invite(&body.code, &origin).await?,
    ))
}

/// Uses an invite for who is signed in. It works once.
#[utoipa::path(
    post, path = "/api/invites/accept", operation_id = "acceptInvite", tag = "Sharing",
    request_body = InviteCodeIn,
    responses((status = 200, body = InviteAcceptedOut))
)]
pub(super) async fn accept(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::AcceptInvite>().await?;
    let body: InviteCodeIn = call.json().await?;
    let permit = call.account::<op::AcceptInvite>(&ctx)?;
    json(&InviteAcceptedOut::from(
        call.app().accept_invite(permit, &ctx, &body.code).await?,
    ))
}

/// Makes an account for whoever has an invite's code, gives it the role and
/// signs it in. The session is in `Set-Cookie`.
#[utoipa::path(
    post, path = "/api/invites/join", operation_id = "joinByInvite", tag = "Sharing",
    request_body = JoinIn,
    responses((status = 200, body = JoinedOut))
)]
pub(super) async fn join(mut call: Call) -> Answer {
    // A page elsewhere must not sign a visitor in as somebody else.
    same_origin(call.headers(), false)?;
    let body: JoinIn = call.json().await?;
    let joining = Joining {
        name: body.name,
        email: body.email,
        password: body.password,
    };
    let origin = call.origin();
    let (signed_in, to) = call
        .app()
        .join_by_invite(&body.code, joining, &origin)
        .await?;
    let answer = json(&JoinedOut::new(&signed_in, to))?;
    with_session(&call, &signed_in, answer)
}
