use basekey_access::op;
use basekey_app::BaseEdit;

use crate::error::{Answer, Code, Refusal};
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{BaseEditIn, BaseOut, CollaboratorsOut, NewCollaboratorsIn, RoleIn};

/// Renames a base or moves it to another workspace; the caller must be a creator
/// on both. A move changes at once which tokens and people reach it.
#[utoipa::path(
    patch, path = "/api/bases/{baseId}", operation_id = "updateBase", tag = "Bases",
    request_body = BaseEditIn,
    responses((status = 200, body = BaseOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::UpdateBase>().await?;
    let body: BaseEditIn = call.json().await?;
    if body.name.is_none() && body.workspace_id.is_none() {
        return Err(Refusal::parameter("name", "or `workspaceId` is required"));
    }
    let permit = call.base::<op::UpdateBase>(&ctx, &base).await?;
    let workspace = match body.workspace_id {
        None => None,
        Some(id) => {
            shaped(&id, "wsp")
                .map_err(|_| Refusal::new(Code::ModelNotFound).say("there is no such workspace"))?;
            Some(call.workspace::<op::UpdateWorkspace>(&ctx, &id).await?)
        }
    };
    json(&BaseOut::from(
        &call
            .app()
            .update_base(
                permit,
                &ctx,
                BaseEdit {
                    name: body.name,
                    workspace,
                },
            )
            .await?,
    ))
}

/// Lists who collaborates on a base by itself, not through its workspace.
#[utoipa::path(
    get, path = "/api/bases/{baseId}/collaborators", operation_id = "listBaseCollaborators", tag = "Bases",
    responses((status = 200, body = CollaboratorsOut)),
    extensions(("x-basekey-operation" = json!("getBaseCollaborators")))
)]
pub(super) async fn collaborators(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::GetBaseCollaborators>().await?;
    let permit = call.base::<op::GetBaseCollaborators>(&ctx, &base).await?;
    json(&CollaboratorsOut::from(
        call.app().base_collaborators(permit).await?.of_base,
    ))
}

/// Gives people a role on a base: all of them or none.
#[utoipa::path(
    post, path = "/api/bases/{baseId}/collaborators", operation_id = "addBaseCollaborator", tag = "Bases",
    request_body = NewCollaboratorsIn,
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn add(mut call: Call) -> Answer {
    let [base] = call.base_path().await?;
    let ctx = call.ctx::<op::AddBaseCollaborator>().await?;
    let new = call.json::<NewCollaboratorsIn>().await?.list()?;
    let permit = call.base::<op::AddBaseCollaborator>(&ctx, &base).await?;
    json(&CollaboratorsOut::from(
        call.app().add_base_collaborators(permit, &ctx, new).await?,
    ))
}

/// Changes someone's role on a base.
#[utoipa::path(
    patch, path = "/api/bases/{baseId}/collaborators/{userId}", operation_id = "updateBaseCollaborator", tag = "Bases",
    request_body = RoleIn,
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn change(mut call: Call) -> Answer {
    let [base, user] = call.base_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::UpdateBaseCollaborator>().await?;
    let body: RoleIn = call.json().await?;
    let permit = call.base::<op::UpdateBaseCollaborator>(&ctx, &base).await?;
    let list = call
        .app()
        .update_base_collaborator(permit, &ctx, &user, body.permission_level)
        .await?;
    json(&CollaboratorsOut::from(list))
}

/// Takes someone's role on a base away.
#[utoipa::path(
    delete, path = "/api/bases/{baseId}/collaborators/{userId}", operation_id = "removeBaseCollaborator",
    tag = "Bases",
    responses((status = 200, body = CollaboratorsOut))
)]
pub(super) async fn remove(mut call: Call) -> Answer {
    let [base, user] = call.base_path().await?;
    shaped(&user, "usr")?;
    let ctx = call.ctx::<op::RemoveBaseCollaborator>().await?;
    let permit = call.base::<op::RemoveBaseCollaborator>(&ctx, &base).await?;
    json(&CollaboratorsOut::from(
        call.app()
            .remove_base_collaborator(permit, &ctx, &user)
            .await?,
    ))
}
