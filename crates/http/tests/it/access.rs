//! Every operation of the OpenAPI document, called by every kind of caller.
//!
//! What each is answered is checked in as `outcomes.txt`, and operations that
//! no recipe below can call must be listed in `uncovered.txt`, which is empty.

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::body::Body;
use axum::http::Method;
use basekey_access::{Op, Role, Secret};
use basekey_model::testing::Fixed;
use serde_json::{Value, json};

use crate::support::{Caller, Client, World, all_scopes, compare, fields};

/// One operation as the document describes it.
struct Described {
    id: String,
    method: Method,
    path: String,
    op: Option<Op>,
}

fn described() -> Vec<Described> {
    let document: Value = serde_json::from_str(&basekey_http::openapi_json()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation.get("x-basekey-operation").and_then(Value::as_str);
            found.push(Described {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                op: name.map(|name| *Op::ALL.iter().find(|op| op.name() == name).unwrap()),
            });
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// A request that succeeds for whoever may make it.
struct Recipe {
    path: String,
    body: Option<Value>,
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
async fn recipe(world: &World, operation: &Described, turn: usize) -> Option<Recipe> {
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

/// The callers, in the order in which they call: those who may, last.
async fn callers(world: &World, op: Option<Op>) -> Vec<(&'static str, Caller)> {
    let everything = json!({ "mode": "all" });
    let owner = "owner@example.com";
    let operator = world.acting(owner);
    let token =
        async |scopes: &[&str], access: Value| world.mint_whole(owner, scopes, access).await;
    let text = |made: &Value| Caller::Token(made["token"].as_str().unwrap().to_owned());
    let path = |made: &Value| format!("/api/tokens/{}", made["id"].as_str().unwrap());
    let all = all_scopes();

    let (_, unknown) = Secret::mint(&Fixed::new(77));
    let mut mistyped = world.token.clone();
    let last = if mistyped.pop() == Some('0') {
        '1'
    } else {
        '0'
    };
    mistyped.push(last);

    let bounded = async |settings: Value| {
        let made = token(&all, everything.clone()).await;
        operator.patch(&path(&made), settings).await.ok();
        text(&made)
    };
    let tomorrow = world.app.now().plus_seconds(24 * 3600).to_string();
    let early = bounded(json!({ "notBefore": tomorrow })).await;
    let elsewhere_only = bounded(json!({ "allowedAddresses": ["198.51.100.0/24"] })).await;

    let paused = token(&all, everything.clone()).await;
    operator
        .post(&format!("{}/pause", path(&paused)), json!({}))
        .await
        .ok();
    let expired = token(&all, everything.clone()).await;
    let soon = world.app.now().plus_seconds(1).to_string();
    operator
        .patch(&path(&expired), json!({ "expires": soon }))
        .await
        .ok();
    let revoked = token(&all, everything.clone()).await;
    operator.delete(&path(&revoked)).await.ok();

    let gone = world.user("gone@example.com").await;
    world.role_on_workspace(&gone, Some("owner")).await;
    let orphan = world
        .mint("gone@example.com", &all, everything.clone())
        .await;
    world
        .operator()
        .patch(&format!("/api/users/{gone}"), json!({ "active": false }))
        .await
        .ok();

    let needed: Vec<_> = op
        .map_or(&[][..], |op| op.info().scopes.listed())
        .iter()
        .map(|scope| scope.name())
        .collect();
    let lacking: Vec<_> = all
        .iter()
        .copied()
        .filter(|scope| !needed.contains(scope))
        .collect();
    let scopeless = token(&lacking, everything.clone()).await;

    let elsewhere = operator
        .post("/api/workspaces", json!({ "name": "Elsewhere" }))
        .await
        .ok();
    let narrow = token(
        &all,
        json!({ "mode": "specificModelIds", "ids": [elsewhere["id"]] }),
    )
    .await;

    // One role below what is needed: none at all, if read-only is enough.
    let low = world.user("low@example.com").await;
    let below = op
        .and_then(|op| op.info().role)
        .and_then(|role| Role::ALL.iter().rev().find(|other| **other < role));
    world
        .role_on_workspace(&low, below.map(|role| role.wire()))
        .await;
    let low_token = world
        .mint("low@example.com", &all, everything.clone())
        .await;
    let low_cookie = world.sign_in(&low).await;

    let good = token(&all, everything).await;
    let cookie = world.sign_in(&world.owner).await;
    world.clock.advance_seconds(2);
    vec![
        ("anonymous", Caller::Anonymous),
        ("malformed token", Caller::Token("pat123".to_owned())),
        ("mistyped token", Caller::Token(mistyped)),
        ("unknown token", Caller::Token(unknown.expose().to_owned())),
        ("token not valid yet", early),
        ("token from another address", elsewhere_only),
        ("paused token", text(&paused)),
        ("expired token", text(&expired)),
        ("revoked token", text(&revoked)),
        ("token of a deactivated user", Caller::Token(orphan)),
        ("token without the scope", text(&scopeless)),
        ("token without the access", text(&narrow)),
        ("token of a too low role", Caller::Token(low_token)),
        ("session of a too low role", Caller::Session(low_cookie)),
        ("good token", text(&good)),
        ("session", Caller::Session(cookie)),
        ("operator", Caller::Operator(Some(owner.to_owned()))),
    ]
}

#[tokio::test]
async fn every_operation_is_called_by_every_kind_of_caller() {
    let mut table = String::new();
    let mut uncovered = String::new();
    for operation in described() {
        let world = World::new().await;
        if ["signIn", "confirmSession"].contains(&&*operation.id) {
            let path = format!("/api/users/{}", world.owner);
            world
                .operator()
                .patch(&path, json!({ "password": "correct horse" }))
                .await
                .ok();
        }
        let mut outcomes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (turn, (name, caller)) in callers(&world, operation.op).await.into_iter().enumerate() {
            let Some(recipe) = recipe(&world, &operation, turn).await else {
                writeln!(uncovered, "{}", operation.id).unwrap();
                break;
            };
            let body = recipe
                .body
                .map_or(Body::empty(), |body| Body::from(body.to_string()));
            let headers: &[_] = &[("content-type", "application/json")];
            let reply = Client::new(&world.server, caller)
                .send(operation.method.clone(), &recipe.path, headers, body)
                .await;
            if reply.status == 401 {
                assert!(
                    reply.headers.contains_key("www-authenticate"),
                    "{} {name}",
                    operation.id
                );
            }
            let mut outcome = reply.outcome();
            if let Some(challenge) = reply
                .header("www-authenticate")
                .filter(|challenge| challenge.contains("scope="))
            {
                write!(outcome, " {}", challenge.split("scope=").nth(1).unwrap()).unwrap();
            }
            outcomes.entry(outcome).or_default().push(name);
        }
        writeln!(
            table,
            "{} {} {}",
            operation.id, operation.method, operation.path
        )
        .unwrap();
        for (outcome, names) in outcomes {
            writeln!(table, "  {outcome}: {}", names.join(", ")).unwrap();
        }
    }
    compare("tests/it/outcomes.txt", &table);
    let expected = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/uncovered.txt"
    ))
    .unwrap();
    assert_eq!(uncovered, expected, "operations that no recipe calls");
}

/// What is allowed must not depend on how a request is spelled: a base seen
/// through another's path, a token in another scheme's clothes.
#[tokio::test]
async fn access_holds_whatever_the_spelling() {
    let world = World::new().await;
    let other = world.new_base(&world.workspace, "Other").await;
    let access = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let token = world.mint("owner@example.com", &all_scopes(), access).await;
    let client = world.bearer(&token);
    client.get(&world.table()).await.ok();
    let denied = client.get(&format!("/v0/{other}/Tasks")).await;
    denied.is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    let absent = client.get("/v0/appZZZZZZZZZZZZZZ/Tasks").await;
    assert_eq!(
        denied.text(),
        absent.text(),
        "what may not be seen looks like what is not there"
    );
    client
        .get(&format!("/v0/{}/NoSuchTable", world.base))
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    let bases = client.get("/v0/meta/bases").await.ok();
    assert_eq!(bases["bases"].as_array().unwrap().len(), 1);
    let path = format!("/v0/{other}/Tasks/{}", world.records[0]);
    world.good().get(&path).await.is(404, "MODEL_ID_NOT_FOUND");
    assert_eq!(fields().as_array().unwrap().len(), 21);
    for scheme in ["bearer", "BEARER", "Bearer "] {
        let headers = [("authorization", format!("{scheme} {token}"))];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(
            world
                .anonymous()
                .send(Method::GET, &world.table(), &headers, Body::empty())
                .await
                .status,
            200
        );
    }
    for header in [format!("Basic {token}"), token.clone(), "Bearer".to_owned()] {
        let headers = [("authorization", header.as_str())];
        let reply = world
            .anonymous()
            .send(Method::GET, &world.table(), &headers, Body::empty())
            .await;
        reply.is(401, "AUTHENTICATION_REQUIRED");
    }
    world
        .anonymous()
        .get(&format!("{}?api_key={token}", world.table()))
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    let headers = [("x-basekey-act-as", "owner@example.com")];
    let reply = world
        .anonymous()
        .send(Method::GET, "/api/account", &headers, Body::empty())
        .await;
    reply.is(401, "AUTHENTICATION_REQUIRED");
}
