//! The tokens of who may leave.

use serde_json::{Value, json};

use crate::support::{World, text};

fn names(list: &Value) -> Vec<String> {
    let tokens = list["tokens"].as_array().unwrap();
    tokens.iter().map(|token| text(&token["name"])).collect()
}

#[tokio::test]
async fn what_stops_with_a_collaborator_is_listed() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let ann = world.user("ann@example.com").await;
    world.role_on_workspace(&ann, Some("edit")).await;
    let other = world.new_base(&world.workspace, "Other").await;
    let anna = world.acting("ann@example.com");
    let hers = anna.get("/api/workspaces").await.ok();
    let hers = hers["workspaces"]
        .as_array()
        .unwrap()
        .iter()
        .find(|space| space["permissionLevel"] == "owner")
        .unwrap()["id"]
        .clone();
    let mint = async |name: &str, access: Value| {
        let body = json!({ "name": name, "scopes": ["data.records:read"], "access": access });
        anna.post("/api/tokens", body).await.ok()
    };
    let listed = |ids: &[&Value]| json!({ "mode": "specificModelIds", "ids": ids });
    mint("everything", json!({ "mode": "all" })).await;
    mint("workspace", listed(&[&json!(world.workspace)])).await;
    mint("base", listed(&[&json!(world.base)])).await;
    mint("other base", listed(&[&json!(other)])).await;
    mint("elsewhere", listed(&[&hers])).await;
    mint("nowhere", listed(&[])).await;
    let paused = mint("paused", listed(&[&json!(world.base)])).await;
    let path = format!("/api/tokens/{}", text(&paused["id"]));
    anna.post(&format!("{path}/pause"), json!({})).await.ok();
    let revoked = mint("revoked", json!({ "mode": "all" })).await;
    anna.delete(&format!("/api/tokens/{}", text(&revoked["id"])))
        .await
        .ok();
    let soon = world.app.now().plus_seconds(1).to_string();
    let body =
        json!({ "name": "expired", "scopes": [], "access": { "mode": "all" }, "expires": soon });
    anna.post("/api/tokens", body).await.ok();
    world.clock.advance_seconds(2);

    let of_workspace = format!(
        "/api/workspaces/{}/collaborators/{ann}/tokens",
        world.workspace
    );
    let list = owner.get(&of_workspace).await;
    assert_eq!(
        names(&list.ok()),
        ["paused", "other base", "base", "workspace", "everything"]
    );
    let tokens = &list.ok()["tokens"];
    assert_eq!(tokens[0]["state"], "paused");
    assert_eq!(
        tokens[4],
        json!({
            "id": tokens[4]["id"], "name": "everything", "scopes": ["data.records:read"],
            "state": "active", "everything": true, "lastUsedTime": null,
        })
    );
    assert_eq!(tokens[3]["everything"], false);

    // She is no collaborator of the base itself, until she is.
    let of_base = format!("/api/bases/{}/collaborators/{ann}/tokens", world.base);
    owner.get(&of_base).await.is(404, "MODEL_ID_NOT_FOUND");
    world.role_on_base(&ann, Some("read")).await;
    assert_eq!(
        names(&owner.get(&of_base).await.ok()),
        ["paused", "base", "workspace", "everything"]
    );
    // Who does not share does not see them, not even herself.
    let annas = world.sign_in(&ann).await;
    for path in [&of_workspace, &of_base] {
        world
            .session(&annas)
            .get(path)
            .await
            .is(403, "INVALID_PERMISSIONS");
    }
    // Who shares sees nothing of a stranger.
    let bob = world.user("bob@example.com").await;
    owner
        .get(&of_workspace.replace(&ann, &bob))
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    // Those of somebody deactivated do nothing already.
    let body = json!({ "active": false });
    world
        .operator()
        .patch(&format!("/api/users/{ann}"), body)
        .await
        .ok();
    assert_eq!(owner.get(&of_workspace).await.ok(), json!({ "tokens": [] }));
}

#[tokio::test]
async fn a_use_is_told_before_it_is_written() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    world.role_on_workspace(&ann, Some("edit")).await;
    let token = world
        .mint(
            "ann@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    world.bearer(&token).get(&world.table()).await.ok();
    let path = format!(
        "/api/workspaces/{}/collaborators/{ann}/tokens",
        world.workspace
    );
    let list = world.acting("owner@example.com").get(&path).await;
    assert_eq!(
        list.ok()["tokens"][0]["lastUsedTime"],
        world.app.now().to_string()
    );
    // From where they call is their own affair.
    assert!(!list.text().contains("192.0.2.7"), "{}", list.text());
}
