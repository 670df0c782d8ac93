use basekey_access::{Role, op};
use serde_json::{Map, Value, json};

use super::bases::individual;
use super::include;
use crate::error::Answer;
use crate::extract::Call;
use crate::wire::{docs, json as json_answer};

/// Reads a workspace and its bases.
///
/// `include` may hold `collaborators` and `inviteLinks`.
#[utoipa::path(
    get, path = "/v0/meta/workspaces/{workspaceId}", operation_id = "getWorkspace", tag = "Meta",
    params(docs::IncludeParams),
    responses((status = 200, body = docs::Workspace))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let [workspace] = call.workspace_path().await?;
    let ctx = call.ctx::<op::GetWorkspace>().await?;
    let include = include(call.query(), &["collaborators", "inviteLinks"])?;
    let permit = call.workspace::<op::GetWorkspace>(&ctx, &workspace).await?;
    let (found, collaborators) = call.app().workspace(permit).await?;
    let mut answer = Map::new();
    answer.insert("id".to_owned(), json!(found.id));
    answer.insert("name".to_owned(), json!(found.name));
    answer.insert("createdTime".to_owned(), json!(found.created.to_string()));
    answer.insert(
        "permissionLevel".to_owned(),
        json!(found.role.map_or("none", Role::wire)),
    );
    answer.insert("baseIds".to_owned(), json!(found.bases));
    answer.insert(
        "workspaceRestrictions".to_owned(),
        json!({ "inviteCreationRestriction": "unrestricted", "shareCreationRestriction": "unrestricted" }),
    );
    let wants = |what: &str| include.iter().any(|item| item == what);
    if wants("collaborators") {
        answer.insert(
            "individualCollaborators".to_owned(),
            json!({
                "baseCollaborators": [],
                "workspaceCollaborators": collaborators.iter().map(individual).collect::<Vec<_>>(),
            }),
        );
        answer.insert(
            "groupCollaborators".to_owned(),
            json!({ "baseCollaborators": [], "workspaceCollaborators": [] }),
        );
    }
    if wants("inviteLinks") {
        answer.insert(
            "inviteLinks".to_owned(),
            json!({ "baseInviteLinks": [], "workspaceInviteLinks": [] }),
        );
    }
    json_answer(&Value::Object(answer))
}
