//! What stops when somebody is taken off a workspace or base.

use basekey_access::op;

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::LeavingTokensOut;

/// Lists a workspace collaborator's tokens that reach the workspace or one of
/// its bases now, newest first. Those that were revoked or have expired are left out.
#[utoipa::path(
    get, path = "/api/workspaces/{workspaceId}/collaborators/{userId}/tokens",
    operation_id = "listWorkspaceCollaboratorTokens", tag = "Sharing",
    responses((status = 200, body = LeavingTokensOut))
)]
pub(super) async fn of_workspace(mut call: Call) -> Answer {
    let [workspace, user] = call.workspace_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::ListWorkspaceCollaboratorTokens>().await?;
    let permit = call
        .workspace::<op::ListWorkspaceCollaboratorTokens>(&ctx, &workspace)
        .await?;
    json(&LeavingTokensOut::from(
        call.app()
            .workspace_collaborator_tokens(permit, &user)
            .await?,
    ))
}

/// Lists a base collaborator's tokens that reach the base now, newest first.
/// Those that were revoked or have expired are left out.
#[utoipa::path(
    get, path = "/api/bases/{baseId}/collaborators/{userId}/tokens",
    operation_id = "listBaseCollaboratorTokens", tag = "Sharing",
    responses((status = 200, body = LeavingTokensOut))
)]
pub(super) async fn of_base(mut call: Call) -> Answer {
    let [base, user] = call.base_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::ListBaseCollaboratorTokens>().await?;
    let permit = call
        .base::<op::ListBaseCollaboratorTokens>(&ctx, &base)
        .await?;
    json(&LeavingTokensOut::from(
        call.app().base_collaborator_tokens(permit, &user).await?,
    ))
}
