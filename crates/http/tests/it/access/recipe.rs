//! How each operation is called so that it could succeed.

use serde_json::{Value, json};

use super::Described;
use crate::support::World;

/// A request that succeeds for whoever may make it.
pub(super) struct Recipe {
    pub(super) path: String,
    pub(super) body: Option<Value>,
}

fn plain(path: &str) -> Recipe {
    Recipe {
        path: path.to_owned(),
        body: None,
    }
}

fn with(path: &str, body: Value) -> Recipe {
    Recipe {
        path: path.to_owned(),
        body: Some(body),
    }
}

/// Makes what the operation is done to, and the request. `None` for an
/// operation nobody thought of.
pub(super) async fn recipe(world: &World, operation: &Described, turn: usize) -> Option<Recipe> {
    let operator = world.acting("owner@example.com");
    let base = &world.base;
    let table = world.table();
    let meta = format!("/v0/meta/bases/{base}");
    let record = &world.records[0];
    let access = json!({ "mode": "all" });
    let fresh_record = async || {
        let made = operator
            .post(&table, json!({ "fields": { "Name": "to be deleted" } }))
            .await
            .ok();
        made["id"].as_str().unwrap().to_owned()
    };
    let fresh_token = async || {
        let made = world
            .mint_whole(
                "owner@example.com",
                &["data.records:read"],
                json!({ "mode": "all" }),
            )
            .await;
        format!("/api/tokens/{}", made["id"].as_str().unwrap())
    };
    let guest = async |shared: &str| {
        let user = world.user(&format!("guest{turn}@example.com")).await;
        let body = json!({ "user": user, "permissionLevel": "read" });
        operator
            .post(&format!("{shared}/collaborators"), body)
            .await
            .ok();
        format!("{shared}/collaborators/{user}")
    };
    let of_base = format!("/api/bases/{base}");
    let of_workspace = format!("/api/workspaces/{}", world.workspace);
    let begun = async || {
        let body = json!({ "file": format!("{turn}"), "plan": { "x": 1 } });
        let made = operator
            .post(&format!("{of_base}/imports"), body)
            .await
            .ok();
        format!("{of_base}/imports/{}", made["id"].as_str().unwrap())
    };
    let tables = format!("{of_base}/tables");
    let fresh_view = async || {
        let body = json!({ "name": format!("V{turn}") });
        let made = operator.post(&format!("{tables}/Tasks/views"), body).await;
        made.ok()["id"].as_str().unwrap().to_owned()
    };
    let fresh_table = async || {
        let body = json!({ "name": format!("T{turn}"), "fields": [{ "name": "F", "type": "singleLineText" }] });
        let made = operator.post(&format!("{meta}/tables"), body).await;
        made.ok()["id"].as_str().unwrap().to_owned()
    };
    let invite = async |shared: &str| {
        let body = json!({ "permissionLevel": "read" });
        let made = operator.post(&format!("{shared}/invites"), body).await.ok();
        let path = made["path"].as_str().unwrap();
        (
            format!("{shared}/invites/{}", made["id"].as_str().unwrap()),
            path.split('#').nth(1).unwrap().to_owned(),
        )
    };
    // One that the owner, who has a role on everything else, can use.
    let invite_from_other = async || {
        let ivy = world.user(&format!("ivy{turn}@example.com")).await;
        let hers = world.acting(&format!("ivy{turn}@example.com"));
        let space = hers
            .post("/api/workspaces", json!({ "name": "Hers" }))
            .await
            .ok();
        let space = space["id"].as_str().unwrap();
        let body = json!({ "permissionLevel": "read" });
        let made = hers
            .post(&format!("/api/workspaces/{space}/invites"), body)
            .await
            .ok();
        assert_eq!(made["createdByUserId"], ivy);
        let path = made["path"].as_str().unwrap();
        path.split('#').nth(1).unwrap().to_owned()
    };
    let simple_table = json!({ "name": format!("T{turn}"), "fields": [{ "name": "F", "type": "singleLineText" }] });
    Some(match operation.id.as_str() {
        "whoAmI" => plain("/v0/meta/whoami"),
        "listBases" => plain("/v0/meta/bases"),
        "createBase" => with(
            "/v0/meta/bases",
            json!({ "name": "B", "workspaceId": world.workspace, "tables": [simple_table] }),
        ),
        "getBaseCollaborators" => plain(&format!(
            "{meta}?include=collaborators&include=inviteLinks&include=interfaces"
        )),
        "getBaseSchema" => plain(&format!("{meta}/tables?include=visibleFieldIds")),
        "createTable" => with(&format!("{meta}/tables"), simple_table),
        "updateTable" => with(
            &format!("{meta}/tables/Tasks"),
            json!({ "description": "d" }),
        ),
        "createField" => with(
            &format!("{meta}/tables/Tasks/fields"),
            json!({ "name": format!("N{turn}"), "type": "number", "options": { "precision": 0 } }),
        ),
        "updateField" => with(
            &format!("{meta}/tables/Tasks/fields/Notes"),
            json!({ "description": "d" }),
        ),
        "listViews" => plain(&format!("{meta}/views")),
        "getView" => {
            let views = operator.get(&format!("{meta}/views")).await.ok();
            plain(&format!(
                "{meta}/views/{}",
                views["views"][0]["id"].as_str().unwrap()
            ))
        }
        "deleteView" => plain(&format!("{meta}/views/{}", fresh_view().await)),
        "createView" => with(
            &format!("{tables}/Tasks/views"),
            json!({ "name": format!("V{turn}") }),
        ),
        "getViewSettings" => plain(&format!("{of_base}/views/{}", fresh_view().await)),
        "updateView" => with(
            &format!("{of_base}/views/{}", fresh_view().await),
            json!({ "description": "d" }),
        ),
        "changeField" => with(
            &format!("{tables}/Tasks/fields/Notes"),
            json!({ "type": "richText" }),
        ),
        "deleteField" => {
            let body = json!({ "name": format!("F{turn}"), "type": "email" });
            operator
                .post(&format!("{meta}/tables/Tasks/fields"), body)
                .await
                .ok();
            plain(&format!("{tables}/Tasks/fields/F{turn}"))
        }
        "deleteTable" => plain(&format!("{tables}/{}", fresh_table().await)),
        "listDeleted" => plain(&format!("{of_base}/deleted")),
        "restoreDeleted" => {
            let table = fresh_table().await;
            operator.delete(&format!("{tables}/{table}")).await.ok();
            plain(&format!("{of_base}/deleted/{table}/restore"))
        }
        "getWorkspace" => plain(&format!(
            "/v0/meta/workspaces/{}?include=collaborators",
            world.workspace
        )),
        "listRecords" => plain(&table),
        "listRecordsByPost" => with(&format!("{table}/listRecords"), json!({})),
        "getRecord" => plain(&format!("{table}/{record}")),
        "createRecords" => with(&table, json!({ "fields": { "Name": "x" } })),
        "updateRecords" | "replaceRecords" => with(
            &table,
            json!({ "records": [{ "id": record, "fields": { "Name": "x" } }] }),
        ),
        "updateRecord" | "replaceRecord" => with(
            &format!("{table}/{record}"),
            json!({ "fields": { "Name": "x" } }),
        ),
        "deleteRecords" => plain(&format!("{table}?records[]={}", fresh_record().await)),
        "deleteRecord" => plain(&format!("{table}/{}", fresh_record().await)),
        "listScopes" => plain("/api/scopes"),
        "listTokens" => plain("/api/tokens"),
        "createToken" => with(
            "/api/tokens",
            json!({ "name": "n", "scopes": ["data.records:read"], "access": access, "expires": null }),
        ),
        "getToken" | "revokeToken" => plain(&fresh_token().await),
        "editToken" => with(&fresh_token().await, json!({ "name": "other" })),
        "pauseToken" => plain(&format!("{}/pause", fresh_token().await)),
        "resumeToken" => {
            let path = fresh_token().await;
            operator
                .post(&format!("{path}/pause"), json!({}))
                .await
                .ok();
            plain(&format!("{path}/resume"))
        }
        "regenerateToken" => with(
            &format!("{}/regenerate", fresh_token().await),
            json!({ "oldSecretEnds": "atFirstUse" }),
        ),
        "duplicateToken" => plain(&format!("{}/duplicate", fresh_token().await)),
        "endOldSecret" => {
            let path = fresh_token().await;
            operator
                .post(
                    &format!("{path}/regenerate"),
                    json!({ "oldSecretEnds": "atFirstUse" }),
                )
                .await
                .ok();
            plain(&format!("{path}/end-old-secret"))
        }
        "findToken" => with("/api/tokens/find", json!({ "token": world.token })),
        "listRefusals" => plain(&format!("{}/refusals", fresh_token().await)),
        "getTokenHistory" => plain(&format!("{}/history", fresh_token().await)),
        "listWorkspaceInvites" => plain(&format!("{of_workspace}/invites")),
        "listBaseInvites" => plain(&format!("{of_base}/invites")),
        "createWorkspaceInvite" => with(
            &format!("{of_workspace}/invites"),
            json!({ "permissionLevel": "read" }),
        ),
        "createBaseInvite" => with(
            &format!("{of_base}/invites"),
            json!({ "permissionLevel": "read" }),
        ),
        "revokeWorkspaceInvite" => plain(&invite(&of_workspace).await.0),
        "revokeBaseInvite" => plain(&invite(&of_base).await.0),
        "listWorkspaceCollaboratorTokens" => {
            plain(&format!("{}/tokens", guest(&of_workspace).await))
        }
        "listBaseCollaboratorTokens" => plain(&format!("{}/tokens", guest(&of_base).await)),
        "lookAtInvite" => with(
            "/api/invites/look",
            json!({ "code": invite(&of_base).await.1 }),
        ),
        "acceptInvite" => with(
            "/api/invites/accept",
            json!({ "code": invite_from_other().await }),
        ),
        "joinByInvite" => with(
            "/api/invites/join",
            json!({
                "code": invite(&of_base).await.1,
                "name": "New",
                "email": format!("new{turn}@example.com"),
                "password": "correct horse",
            }),
        ),
        "getTokenActivity" => plain(&format!("{}/activity", fresh_token().await)),
        "getPolicy" => plain("/api/policy"),
        "listAllTokens" => plain("/api/instance/tokens"),
        "revokeTokens" => {
            let path = fresh_token().await;
            let id = path.rsplit('/').next();
            with(
                "/api/instance/tokens/revoke",
                json!({ "tokenIds": [id], "reason": "test" }),
            )
        }
        "getSession" | "signOut" => plain("/api/session"),
        "signIn" => with(
            "/api/session",
            json!({ "email": "owner@example.com", "password": "correct horse" }),
        ),
        "signInByLink" => {
            let link = operator
                .post(
                    &format!("/api/users/{}/sign-in-link", world.owner),
                    json!({}),
                )
                .await
                .ok();
            with("/api/session/link", json!({ "code": link["code"] }))
        }
        "confirmSession" => with(
            "/api/session/confirm",
            json!({ "password": "correct horse" }),
        ),
        "listSessions" => plain("/api/sessions"),
        "endSession" => {
            let cookie = world.sign_in(&world.owner).await;
            plain(&format!(
                "/api/sessions/{}",
                cookie.split('.').next().unwrap()
            ))
        }
        "getAccount" => plain("/api/account"),
        "updateAccount" => with("/api/account", json!({ "name": "Olive" })),
        "listWorkspaces" => plain("/api/workspaces"),
        "createWorkspace" => with("/api/workspaces", json!({ "name": "W" })),
        "readWorkspace" => plain(&of_workspace),
        "updateWorkspace" => with(&of_workspace, json!({ "name": "W" })),
        "listWorkspaceCollaborators" => plain(&format!("{of_workspace}/collaborators")),
        "addWorkspaceCollaborator" | "addBaseCollaborator" => {
            let user = world.user(&format!("guest{turn}@example.com")).await;
            let shared = if operation.id == "addBaseCollaborator" {
                &of_base
            } else {
                &of_workspace
            };
            with(
                &format!("{shared}/collaborators"),
                json!({ "user": user, "permissionLevel": "read" }),
            )
        }
        "updateWorkspaceCollaborator" => with(
            &guest(&of_workspace).await,
            json!({ "permissionLevel": "edit" }),
        ),
        "removeWorkspaceCollaborator" => plain(&guest(&of_workspace).await),
        "updateBase" => with(&of_base, json!({ "name": "Base" })),
        "listBaseCollaborators" => plain(&format!("{of_base}/collaborators")),
        "updateBaseCollaborator" => {
            with(&guest(&of_base).await, json!({ "permissionLevel": "edit" }))
        }
        "removeBaseCollaborator" => plain(&guest(&of_base).await),
        "importRecords" => with(
            &format!("{of_base}/imports"),
            json!({ "file": "f", "plan": {} }),
        ),
        "importRows" => with(
            &format!("{}/rows", begun().await),
            json!({ "table": "Tasks", "from": 0, "rows": [{ "Name": "x" }] }),
        ),
        "finishImport" => plain(&format!("{}/finish", begun().await)),
        "listUsers" => plain("/api/users"),
        "createUser" => with(
            "/api/users",
            json!({ "email": format!("new{turn}@example.com") }),
        ),
        "updateUser" => {
            let user = world.user(&format!("guest{turn}@example.com")).await;
            with(&format!("/api/users/{user}"), json!({ "active": false }))
        }
        "createSignInLink" => plain(&format!("/api/users/{}/sign-in-link", world.owner)),
        "listAudit" => plain("/api/audit"),
        "exportAudit" => plain("/api/audit/export"),
        "getSettings" => plain("/api/settings"),
        "updateSettings" => with("/api/settings", json!({ "tokenDefaultDays": 30 })),
        "health" => plain("/healthz"),
        "readiness" => plain("/readyz"),
        "metrics" => plain("/metrics"),
        "openApi" => plain("/openapi.json"),
        _ => return None,
    })
}
