//! Invites: who may make one, what it gives, and how often.

mod joining;

use serde_json::{Value, json};

use crate::support::{Client, Reply, World, text};

/// The code in an invite's path.
fn code(made: &Value) -> String {
    let path = text(&made["path"]);
    path.strip_prefix("/invite#").unwrap().to_owned()
}

fn invites(world: &World) -> String {
    format!("/api/workspaces/{}/invites", world.workspace)
}

async fn accept(client: &Client<'_>, code: &str) -> Reply {
    client
        .post("/api/invites/accept", json!({ "code": code }))
        .await
}

async fn join(world: &World, code: &str, email: &str) -> Reply {
    let body = json!({ "code": code, "name": "Jo", "email": email, "password": "correct horse" });
    world.anonymous().post("/api/invites/join", body).await
}

async fn look(world: &World, code: &str) -> Reply {
    let body = json!({ "code": code });
    world.anonymous().post("/api/invites/look", body).await
}

async fn owners(world: &World) -> String {
    world.sign_in(&world.owner).await
}

#[tokio::test]
async fn an_invite_is_looked_at_and_joined_once() {
    let world = World::new().await;
    let cookie = owners(&world).await;
    let owner = world.session(&cookie);
    let made = owner
        .post(&invites(&world), json!({ "permissionLevel": "edit" }))
        .await
        .ok();
    assert_eq!(made["createdByUserId"], world.owner);
    assert_eq!(made["createdByName"], "Olive");
    assert_eq!(made["expires"], "2025-10-16T08:53:20.000Z");
    let code = code(&made);
    // The list has all but the code.
    let listed = owner.get(&invites(&world)).await;
    assert_eq!(listed.ok()["invites"][0]["id"], made["id"]);
    assert!(!listed.text().contains(&code) && !listed.text().contains("path"));
    for _ in 0..2 {
        let look = look(&world, &code).await.ok();
        assert_eq!(
            look,
            json!({
                "kind": "workspace", "name": "My workspace", "permissionLevel": "edit",
                "invitedBy": "Olive", "email": null, "expires": made["expires"],
            })
        );
    }
    let joined = join(&world, &code, "Jo@Example.com").await;
    let user = &joined.ok()["user"];
    assert_eq!(
        (&user["email"], &user["instanceOwner"], &user["hasPassword"]),
        (&json!("jo@example.com"), &json!(false), &json!(true))
    );
    // Signed in, with the role at once and a workspace of their own.
    let cookie = joined.cookie().unwrap();
    let jo = world.session(&cookie);
    let spaces = jo.get("/api/workspaces").await.ok();
    let levels: Vec<_> = spaces["workspaces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|space| space["permissionLevel"].as_str().unwrap())
        .collect();
    assert_eq!(levels, ["edit", "owner"]);
    let people = owner
        .get(&invites(&world).replace("invites", "collaborators"))
        .await
        .ok();
    assert_eq!(people["collaborators"][1]["grantedByUserId"], world.owner);
    let again = json!({ "email": "jo@example.com", "password": "correct horse" });
    world.anonymous().post("/api/session", again).await.ok();
    // Once.
    join(&world, &code, "second@example.com")
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    look(&world, &code).await.is(404, "MODEL_ID_NOT_FOUND");
    assert_eq!(owner.get(&invites(&world)).await.ok()["invites"], json!([]));
    // The log tells of it, and has no code.
    let log = owner.get("/api/audit?limit=8").await;
    let mut actions: Vec<_> = log.ok()["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| (text(&entry["action"]), entry["userId"].clone()))
        .collect();
    actions.truncate(7);
    let by_jo = |action: &str| (action.to_owned(), user["id"].clone());
    let by_owner = |action: &str| (action.to_owned(), json!(world.owner));
    assert_eq!(
        actions,
        [
            by_jo("signIn.done"),
            by_jo("signIn.done"),
            by_jo("invite.used"),
            by_jo("collaborator.added"),
            by_jo("user.created"),
            by_owner("invite.created"),
            by_owner("signIn.done"),
        ]
    );
    assert!(!log.text().contains(&code));
    let log = owner.get("/api/audit?action=invite.used").await.ok();
    assert_eq!(log["entries"][0]["subject"], world.workspace);
    assert_eq!(log["entries"][0]["detail"]["invite"], made["id"]);
}

#[tokio::test]
async fn an_invite_to_a_base_reaches_the_base_at_once_and_nothing_else() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    let token = world
        .mint(
            "ann@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let reader = world.bearer(&token);
    reader
        .get(&world.table())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    let cookie = owners(&world).await;
    let path = format!("/api/bases/{}/invites", world.base);
    let made = world
        .session(&cookie)
        .post(&path, json!({ "permissionLevel": "read" }))
        .await
        .ok();
    assert_eq!(look(&world, &code(&made)).await.ok()["kind"], "base");
    let annas = world.sign_in(&ann).await;
    let anna = world.session(&annas);
    let used = accept(&anna, &code(&made)).await.ok();
    assert_eq!(
        used,
        json!({ "workspaceId": null, "baseId": world.base, "permissionLevel": "read" })
    );
    // What was kept in memory of her role is stale.
    reader.get(&world.table()).await.ok();
    anna.get(&format!("/api/workspaces/{}", world.workspace))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    accept(&anna, &code(&made))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    world.role_on_workspace(&ann, Some("create")).await;
    let annas = world.sign_in(&ann).await;
    let anna = world.session(&annas);
    let ask = |role: &str| json!({ "permissionLevel": role });
    anna.post(&invites(&world), ask("owner"))
        .await
        .is(403, "INVALID_PERMISSIONS");
    anna.post(&invites(&world), ask("create")).await.ok();
    world.role_on_workspace(&ann, Some("edit")).await;
    anna.post(&invites(&world), ask("read"))
        .await
        .is(403, "INVALID_PERMISSIONS");
    // The operator is as good as whom they act for.
    world
        .acting("ann@example.com")
        .post(&invites(&world), ask("read"))
        .await
        .is(403, "INVALID_PERMISSIONS");
}

#[tokio::test]
async fn an_invite_is_worth_what_its_maker_is_worth() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    let bob = world.user("bob@example.com").await;
    world.role_on_workspace(&ann, Some("owner")).await;
    let annas = world.sign_in(&ann).await;
    let bobs = world.sign_in(&bob).await;
    let ask = |role: &str| json!({ "permissionLevel": role });
    let made = world
        .session(&annas)
        .post(&invites(&world), ask("owner"))
        .await
        .ok();
    let code = code(&made);
    let refused = async || {
        look(&world, &code).await.is(404, "MODEL_ID_NOT_FOUND");
        accept(&world.session(&bobs), &code)
            .await
            .is(404, "MODEL_ID_NOT_FOUND");
        join(&world, &code, "jo@example.com")
            .await
            .is(404, "MODEL_ID_NOT_FOUND");
    };
    world.role_on_workspace(&ann, Some("create")).await;
    refused().await;
    world.role_on_workspace(&ann, None).await;
    refused().await;
    world.role_on_workspace(&ann, Some("owner")).await;
    let active = async |on: bool| {
        let path = format!("/api/users/{ann}");
        let body = json!({ "active": on });
        world.operator().patch(&path, body).await.ok();
    };
    active(false).await;
    refused().await;
    active(true).await;
    // It is as good as before.
    accept(&world.session(&bobs), &code).await.ok();
}

#[tokio::test]
async fn an_invite_for_an_address_is_for_that_address() {
    let world = World::new().await;
    let bob = world.user("bob@example.com").await;
    let cookie = owners(&world).await;
    let owner = world.session(&cookie);
    let ask = json!({ "permissionLevel": "edit", "email": " Ann@Example.com " });
    let made = owner.post(&invites(&world), ask.clone()).await.ok();
    assert_eq!(made["email"], "ann@example.com");
    let bobs = world.sign_in(&bob).await;
    accept(&world.session(&bobs), &code(&made))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    join(&world, &code(&made), "jo@example.com")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    let users = world.operator().get("/api/users").await.ok();
    assert_eq!(
        users["users"].as_array().unwrap().len(),
        2,
        "nobody was made"
    );
    join(&world, &code(&made), "ANN@example.com").await.ok();
    // And who has an account already accepts.
    let made = owner.post(&invites(&world), ask).await.ok();
    join(&world, &code(&made), "ann@example.com")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    owner
        .post(
            &invites(&world),
            json!({ "permissionLevel": "read", "email": "nonsense" }),
        )
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
}

#[tokio::test]
async fn an_invite_raises_a_role_and_never_lowers_one() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    world.role_on_workspace(&ann, Some("edit")).await;
    let cookie = owners(&world).await;
    let annas = world.sign_in(&ann).await;
    let (owner, anna) = (world.session(&cookie), world.session(&annas));
    let made = async |path: &str, role: &str| {
        let body = json!({ "permissionLevel": role });
        code(&owner.post(path, body).await.ok())
    };
    let base = format!("/api/bases/{}/invites", world.base);
    for (path, role) in [
        (&invites(&world), "edit"),
        (&invites(&world), "read"),
        (&base, "read"),
    ] {
        let code = made(path, role).await;
        accept(&anna, &code)
            .await
            .is(422, "INVALID_REQUEST_UNKNOWN");
        look(&world, &code).await.ok();
    }
    let code = made(&invites(&world), "create").await;
    accept(&anna, &code).await.ok();
    let space = anna
        .get(&format!("/api/workspaces/{}", world.workspace))
        .await
        .ok();
    assert_eq!(space["permissionLevel"], "create");
}

#[tokio::test]
async fn invites_are_taken_back_and_end() {
    let world = World::new().await;
    let cookie = owners(&world).await;
    let owner = world.session(&cookie);
    let ask = json!({ "permissionLevel": "edit" });
    let made = owner.post(&invites(&world), ask.clone()).await.ok();
    let id = text(&made["id"]);
    // Not under another workspace or base.
    let base = format!("/api/bases/{}/invites/{id}", world.base);
    owner.delete(&base).await.is(404, "MODEL_ID_NOT_FOUND");
    look(&world, &code(&made)).await.ok();
    let path = format!("{}/{id}", invites(&world));
    owner.delete(&path).await.ok();
    look(&world, &code(&made))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    owner.delete(&path).await.is(404, "MODEL_ID_NOT_FOUND");
    let log = owner.get("/api/audit?action=invite.revoked").await.ok();
    assert_eq!(log["entries"][0]["detail"]["invite"], id);
    // Seven days.
    let made = owner.post(&invites(&world), ask).await.ok();
    world.clock.advance_seconds(7 * 24 * 3600 - 1);
    look(&world, &code(&made)).await.ok();
    world.clock.advance_seconds(1);
    join(&world, &code(&made), "jo@example.com")
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    assert_eq!(owner.get(&invites(&world)).await.ok()["invites"], json!([]));
}
