//! Workspaces, collaborators, users, the audit log, imports.

use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn roles_are_given_changed_and_taken_by_those_who_may() {
    let world = World::new().await;
    let (ann, bob) = (
        world.user("ann@example.com").await,
        world.user("bob@example.com").await,
    );
    let path = format!("/api/workspaces/{}/collaborators", world.workspace);
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let several = json!({ "collaborators": [
        { "user": "ann@example.com", "permissionLevel": "create" }, { "user": bob, "permissionLevel": "read" },
    ] });
    let list = owner.post(&path, several).await.ok();
    assert_eq!(list["collaborators"].as_array().unwrap().len(), 3);
    let annas = world.sign_in(&ann).await;
    let anna = world.session(&annas);
    anna.patch(
        &format!("{path}/{bob}"),
        json!({ "permissionLevel": "edit" }),
    )
    .await
    .ok();
    anna.patch(
        &format!("{path}/{bob}"),
        json!({ "permissionLevel": "owner" }),
    )
    .await
    .is(403, "INVALID_PERMISSIONS");
    anna.delete(&format!("{path}/{}", world.owner))
        .await
        .is(403, "INVALID_PERMISSIONS");
    owner
        .delete(&format!("{path}/{}", world.owner))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    anna.delete(&format!("{path}/{bob}")).await.ok();
    anna.delete(&format!("{path}/{bob}"))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    anna.post(
        &path,
        json!({ "user": "nobody@example.com", "permissionLevel": "read" }),
    )
    .await
    .is(404, "MODEL_ID_NOT_FOUND");
    anna.post(&path, json!({ "user": bob, "permissionLevel": "boss" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    let base = format!("/api/bases/{}/collaborators", world.base);
    anna.post(&base, json!({ "user": bob, "permissionLevel": "read" }))
        .await
        .ok();
    assert_eq!(
        anna.get(&base).await.ok()["collaborators"][0]["userId"],
        bob
    );
}

#[tokio::test]
async fn a_base_moves_only_to_where_its_mover_may_put_it() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    world.role_on_base(&ann, Some("create")).await;
    let cookie = world.sign_in(&ann).await;
    let client = world.session(&cookie);
    let spaces = client.get("/api/workspaces").await.ok();
    let hers = &spaces["workspaces"][0]["id"];
    let path = format!("/api/bases/{}", world.base);
    let others = world
        .acting("owner@example.com")
        .post("/api/workspaces", json!({ "name": "Hidden" }))
        .await
        .ok();
    client
        .patch(&path, json!({ "workspaceId": others["id"] }))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    client
        .patch(&path, json!({ "workspaceId": "x" }))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    client
        .patch(&path, json!({}))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    // A role on the base alone does not take it out of its workspace.
    client
        .patch(&path, json!({ "workspaceId": hers }))
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    world.role_on_workspace(&ann, Some("edit")).await;
    client
        .patch(&path, json!({ "workspaceId": hers }))
        .await
        .is(403, "INVALID_PERMISSIONS");
    world.role_on_workspace(&ann, Some("create")).await;
    assert_eq!(
        client
            .patch(&path, json!({ "workspaceId": hers }))
            .await
            .ok()["workspaceId"],
        *hers
    );
}

#[tokio::test]
async fn the_first_user_owns_the_instance_and_the_last_owner_stays() {
    let world = World::new().await;
    let users = world.operator().get("/api/users").await.ok();
    assert_eq!(users["users"][0]["instanceOwner"], true);
    let path = format!("/api/users/{}", world.owner);
    world
        .operator()
        .patch(&path, json!({ "active": false }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    world
        .operator()
        .post("/api/users", json!({ "email": "OWNER@example.com" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    world
        .operator()
        .post("/api/users", json!({ "email": "nonsense" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    world
        .acting("nobody@example.com")
        .get("/api/account")
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
}

#[tokio::test]
async fn the_audit_log_tells_who_did_what() {
    let world = World::new().await;
    let made = world
        .mint_whole(
            "owner@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    world.sign_in(&world.owner).await;
    let owner = world.acting("owner@example.com");
    let log = owner.get("/api/audit?limit=3").await.ok();
    let entries = log["entries"].as_array().unwrap();
    let actions: Vec<_> = entries
        .iter()
        .map(|entry| entry["action"].as_str().unwrap())
        .collect();
    assert_eq!(
        actions,
        ["signIn.done", "signInLink.created", "token.created"]
    );
    assert_eq!(entries[2]["subject"], made["id"]);
    assert_eq!(entries[2]["userId"], world.owner);
    assert_eq!(entries[0]["address"], "192.0.2.7");
    let next = owner
        .get(&format!("/api/audit?before={}", log["next"]))
        .await
        .ok();
    assert!(next["entries"][0]["seq"].as_i64() < entries[2]["seq"].as_i64());
    owner
        .get("/api/audit?limit=0")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    owner
        .get("/api/audit?x=0")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
}

#[tokio::test]
async fn imports_go_on_where_they_stopped() {
    let world = World::new().await;
    let client = world.acting("owner@example.com");
    let path = format!("/api/bases/{}/imports", world.base);
    let begun = client
        .post(
            &path,
            json!({ "file": "abc", "plan": { "table": "Tasks" } }),
        )
        .await
        .ok();
    assert_eq!(
        (&begun["done"], &begun["resumed"]),
        (&json!(0), &json!(false))
    );
    let rows = format!("{path}/{}/rows", begun["id"].as_str().unwrap());
    let batch = json!({ "table": "Tasks", "from": 0, "rows": [
        { "Name": "a", "Points": "1.5" }, { "Name": "b", "Points": "many" },
    ] });
    let done = client.post(&rows, batch.clone()).await.ok();
    assert_eq!(done["done"], 2);
    assert_eq!(
        (&done["rejected"][0]["row"], &done["rejected"][0]["field"]),
        (&json!(1), &json!("Points"))
    );
    client.post(&rows, batch).await.ok();
    let again = client.post(&path, json!({ "file": "abc" })).await.ok();
    assert_eq!(
        (&again["id"], &again["done"], &again["resumed"]),
        (&begun["id"], &json!(2), &json!(true))
    );
    assert_eq!(again["plan"], json!({ "table": "Tasks" }));
    let finished = client
        .post(
            &format!("{path}/{}/finish", begun["id"].as_str().unwrap()),
            json!({}),
        )
        .await
        .ok();
    assert_eq!(finished, json!({ "done": 2 }));
    let list = client.get(&world.table()).await.ok();
    assert_eq!(list["records"].as_array().unwrap().len(), 5);
    client
        .post(&format!("{path}/impZZZZZZZZZZZZZZ/finish"), json!({}))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
}
