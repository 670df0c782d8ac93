use basekey_access::op;

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{
    CollaboratorsOut, NameIn, NewCollaboratorsIn, RoleIn, WorkspaceOut, WorkspacesOut,
};

/// Lists the workspaces that both the caller and the credential reach.
#[utoipa::path(
    get, path = "/api/workspaces", operation_id = "listWorkspaces", tag = "Workspaces",
    responses((status = 200, body = WorkspacesOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListWorkspaces>().await?;
    let permit = call.account::<op::ListWorkspaces>(&ctx)?;
    let found = call.app().list_workspaces(permit, &ctx).await?;
    json(&WorkspacesOut {
        workspaces: found.iter().map(Into::into).collect(),
    })
}

/// Makes a workspace, which the caller owns.
#[utoipa::path(
    post, path = "/api/workspaces", operation_id = "createWorkspace", tag = "Workspaces",
    request_body = NameIn,
    responses((status = 200, body = WorkspaceOut))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::CreateWorkspace>().await?;
    let body: NameIn = call.json().await?;
    let permit = call.account::<op::CreateWorkspace>(&ctx)?;
    json(&WorkspaceOut::from(
        &call
            .app()
            .create_workspace(permit, &ctx, &body.name)
            .await?,
    ))
}

/// Reads a workspace.
#[utoipa::path(
    get, path = "/api/workspaces/{workspaceId}", operation_id = "readWorkspace", tag = "Workspaces",
    responses((status = 200, body = WorkspaceOut)),
    extensions(("x-basekey-operation" = json!("getWorkspace")))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::GetWorkspace>().await?;
    let permit = call.workspace::<op::GetWorkspace>(&ctx, &workspace).await?;
    let (found, _) = call.app().workspace(permit).await?;
    json(&WorkspaceOut::from(&found))
}

/// Renames a workspace.
#[utoipa::path(
    patch, path = "/api/workspaces/{workspaceId}", operation_id = "updateWorkspace", tag = "Workspaces",
    request_body = NameIn,
    responses((status = 200, body = WorkspaceOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::UpdateWorkspace>().await?;
    let body: NameIn = call.json().await?;
    let permit = call
        .workspace::<op::UpdateWorkspace>(&ctx, &workspace)
        .await?;
    json(&WorkspaceOut::from(
        &call
            .app()
            .update_workspace(permit, &ctx, &body.name)
            .await?,
    ))
}

/// Lists who collaborates on a workspace.
#[utoipa::path(
    get, path = "/api/workspaces/{workspaceId}/collaborators", operation_id = "listWorkspaceCollaborators",
    tag = "Workspaces",
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn collaborators(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::ListWorkspaceCollaborators>().await?;
    let permit = call
        .workspace::<op::ListWorkspaceCollaborators>(&ctx, &workspace)
        .await?;
    json(&CollaboratorsOut::from(
        call.app().workspace_collaborators(permit).await?,
    ))
}

/// Gives people a role on a workspace: all of them or none.
#[utoipa::path(
    post, path = "/api/workspaces/{workspaceId}/collaborators", operation_id = "addWorkspaceCollaborator",
    tag = "Workspaces",
    request_body = NewCollaboratorsIn,
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn add(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::AddWorkspaceCollaborator>().await?;
    let new = call.json::<NewCollaboratorsIn>().await?.list()?;
    let permit = call
        .workspace::<op::AddWorkspaceCollaborator>(&ctx, &workspace)
        .await?;
    json(&CollaboratorsOut::from(
        call.app()
            .add_workspace_collaborators(permit, &ctx, new)
            .await?,
    ))
}

/// Changes someone's role on a workspace.
#[utoipa::path(
    patch, path = "/api/workspaces/{workspaceId}/collaborators/{userId}",
    operation_id = "updateWorkspaceCollaborator", tag = "Workspaces",
    request_body = RoleIn,
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn change(mut call: Call) -> Answer {
    let [workspace, user] = call.workspace_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::UpdateWorkspaceCollaborator>().await?;
    let body: RoleIn = call.json().await?;
    let permit = call
        .workspace::<op::UpdateWorkspaceCollaborator>(&ctx, &workspace)
        .await?;
    let list = call
        .app()
        .update_workspace_collaborator(permit, &ctx, &user, body.permission_level)
        .await?;
    json(&CollaboratorsOut::from(list))
}

/// Takes someone's role on a workspace away.
#[utoipa::path(
    delete, path = "/api/workspaces/{workspaceId}/collaborators/{userId}",
    operation_id = "removeWorkspaceCollaborator", tag = "Workspaces",
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn remove(mut call: Call) -> Answer {
    let [workspace, user] = call.workspace_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::RemoveWorkspaceCollaborator>().await?;
    let permit = call
        .workspace::<op::RemoveWorkspaceCollaborator>(&ctx, &workspace)
        .await?;
    json(&CollaboratorsOut::from(
        call.app()
            .remove_workspace_collaborator(permit, &ctx, &user)
            .await?,
    ))
}
