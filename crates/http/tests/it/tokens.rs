//! Tokens through our own API, and that changes of them hold at the very next request.

use serde_json::{Value, json};

use crate::support::{World, all_scopes};

fn id_of(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}

fn text_of(made: &Value) -> &str {
    made["token"].as_str().unwrap()
}

#[tokio::test]
async fn a_token_is_shown_once_and_never_again() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let body = json!({ "name": "Sync", "scopes": ["data.records:read"], "access": { "mode": "specificModelIds", "ids": [world.base] }, "expires": "2030-01-01T00:00:00.000Z" });
    let made = owner.post("/api/tokens", body).await.ok();
    let text = text_of(&made);
    assert_eq!(text.len(), 82);
    assert!(text.starts_with(id_of(&made)) && text.as_bytes()[17] == b'.');
    assert_eq!(made["state"], "active");
    assert_eq!(made["expires"], "2030-01-01T00:00:00.000Z");
    assert_eq!(
        made["access"],
        json!({ "mode": "specificModelIds", "ids": [world.base] })
    );
    assert_eq!(made["lastUsed"], Value::Null);
    let secret = text.split('.').nth(1).unwrap();
    for path in [
        format!("/api/tokens/{}", id_of(&made)),
        "/api/tokens".to_owned(),
        "/api/audit".to_owned(),
    ] {
        let reply = owner.get(&path).await;
        reply.ok();
        assert!(!reply.text().contains(secret), "{path}");
    }
    world.bearer(text).get(&world.table()).await.ok();
    let read = owner
        .get(&format!("/api/tokens/{}", id_of(&made)))
        .await
        .ok();
    assert!(read.get("token").is_none());
    assert_eq!(read["lastUsed"]["time"], "2025-10-09T08:53:20.000Z");
    assert_eq!(read["lastUsed"]["address"], "192.0.2.7");
}

#[tokio::test]
async fn pausing_revoking_and_expiry_hold_at_once() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let made = world
        .mint_whole(
            "owner@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let path = format!("/api/tokens/{}", id_of(&made));
    let client = world.bearer(text_of(&made));
    client.get(&world.table()).await.ok();
    assert_eq!(
        owner.post(&format!("{path}/pause"), json!({})).await.ok()["state"],
        "paused"
    );
    client.get(&world.table()).await.is(401, "UNAUTHORIZED");
    assert_eq!(
        owner.post(&format!("{path}/resume"), json!({})).await.ok()["state"],
        "active"
    );
    client.get(&world.table()).await.ok();
    let soon = world.app.now().plus_seconds(10).to_string();
    owner.patch(&path, json!({ "expires": soon })).await.ok();
    client.get(&world.table()).await.ok();
    world.clock.advance_seconds(11);
    client.get(&world.table()).await.is(401, "UNAUTHORIZED");
    owner
        .patch(
            &path,
            json!({ "expires": null, "name": "renamed", "scopes": ["schema.bases:read"] }),
        )
        .await
        .ok();
    client
        .get(&world.table())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    client.get("/v0/meta/bases").await.ok();
    assert_eq!(owner.delete(&path).await.ok()["state"], "revoked");
    client.get("/v0/meta/bases").await.is(401, "UNAUTHORIZED");
    owner
        .post(&format!("{path}/resume"), json!({}))
        .await
        .is(422, "INVALID_REQUEST");
    let listed = owner.get("/api/tokens").await.ok();
    assert!(
        listed["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .any(|token| token["id"] == made["id"] && token["name"] == "renamed")
    );
}

#[tokio::test]
async fn roles_deactivation_and_moves_hold_at_once() {
    let world = World::new().await;
    let ed = world.user("ed@example.com").await;
    world.role_on_base(&ed, Some("edit")).await;
    let token = world
        .mint("ed@example.com", &all_scopes(), json!({ "mode": "all" }))
        .await;
    let client = world.bearer(&token);
    let create = json!({ "fields": { "Name": "x" } });
    client.post(&world.table(), create.clone()).await.ok();
    world.role_on_base(&ed, Some("read")).await;
    client
        .post(&world.table(), create.clone())
        .await
        .is(403, "INVALID_PERMISSIONS");
    client.get(&world.table()).await.ok();
    world.role_on_base(&ed, None).await;
    client
        .get(&world.table())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    world.role_on_workspace(&ed, Some("create")).await;
    client.post(&world.table(), create.clone()).await.ok();

    // A base that moves leaves the reach of its old workspace's tokens and people.
    let access = json!({ "mode": "specificModelIds", "ids": [world.workspace] });
    let narrow = world.mint("owner@example.com", &all_scopes(), access).await;
    world.bearer(&narrow).get(&world.table()).await.ok();
    let owner = world.acting("owner@example.com");
    let elsewhere = owner
        .post("/api/workspaces", json!({ "name": "Elsewhere" }))
        .await
        .ok();
    let moved = owner
        .patch(
            &format!("/api/bases/{}", world.base),
            json!({ "workspaceId": elsewhere["id"] }),
        )
        .await
        .ok();
    assert_eq!(moved["workspaceId"], elsewhere["id"]);
    world
        .bearer(&narrow)
        .get(&world.table())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    client
        .get(&world.table())
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    world.good().get(&world.table()).await.ok();

    client.get("/v0/meta/whoami").await.ok();
    world
        .operator()
        .patch(&format!("/api/users/{ed}"), json!({ "active": false }))
        .await
        .ok();
    client.get("/v0/meta/whoami").await.is(401, "UNAUTHORIZED");
    world
        .operator()
        .patch(&format!("/api/users/{ed}"), json!({ "active": true }))
        .await
        .ok();
    client.get("/v0/meta/whoami").await.ok();
}

#[tokio::test]
async fn refusals_are_kept_with_their_true_reason() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let access = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let made = world
        .mint_whole("owner@example.com", &["data.records:read"], access)
        .await;
    let path = format!("/api/tokens/{}", id_of(&made));
    let client = world.bearer(text_of(&made));
    let other = world.new_base(&world.workspace, "Other").await;
    let scope = client.post(&world.table(), json!({ "fields": {} })).await;
    let place = client.get(&format!("/v0/{other}/Tasks")).await;
    owner.post(&format!("{path}/pause"), json!({})).await.ok();
    let state = client.get(&world.table()).await;
    owner.post(&format!("{path}/resume"), json!({})).await.ok();
    let forged = format!(
        "{}.{}",
        id_of(&made),
        text_of(
            &world
                .mint_whole("owner@example.com", &[], json!({ "mode": "all" }))
                .await
        )
        .split('.')
        .nth(1)
        .unwrap()
    );
    world
        .bearer(&forged)
        .get(&world.table())
        .await
        .is(401, "UNAUTHORIZED");
    let kept = owner.get(&format!("{path}/refusals")).await.ok();
    let kept = kept["refusals"].as_array().unwrap();
    let reasons: Vec<_> = kept
        .iter()
        .map(|refusal| refusal["reason"].as_str().unwrap())
        .collect();
    assert_eq!(
        reasons,
        ["state", "access", "scope"],
        "newest first; a forged text is not this token's"
    );
    for (refusal, answer) in kept.iter().zip([&state, &place, &scope]) {
        assert_eq!(refusal["requestId"].as_str(), answer.header("x-request-id"));
        assert_eq!(refusal["address"], "192.0.2.7");
    }
    assert_eq!(kept[1]["resource"], other);
    assert_eq!(kept[2]["operation"], "createRecords");
    assert!(
        kept[2]["detail"]
            .as_str()
            .unwrap()
            .contains("data.records:write")
    );
    for _ in 0..60 {
        client.get("/v0/meta/bases").await;
    }
    let kept = owner.get(&format!("{path}/refusals")).await.ok();
    assert_eq!(kept["refusals"].as_array().unwrap().len(), 50);
}

#[tokio::test]
async fn regenerating_keeps_the_token_and_lets_the_old_text_end_as_chosen() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let made = world
        .mint_whole(
            "owner@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let path = format!("/api/tokens/{}/regenerate", id_of(&made));
    let old = world.bearer(text_of(&made));
    old.get(&world.table()).await.ok();
    let again = owner
        .post(
            &path,
            json!({ "oldSecretEnds": "atFirstUse", "idempotencyKey": "k1" }),
        )
        .await
        .ok();
    assert_eq!(again["id"], made["id"]);
    assert_eq!(again["secrets"].as_array().unwrap().len(), 2);
    let repeated = owner
        .post(
            &path,
            json!({ "oldSecretEnds": "atFirstUse", "idempotencyKey": "k1" }),
        )
        .await
        .ok();
    assert!(
        repeated.get("token").is_none(),
        "a repeated call makes no third secret"
    );
    assert_eq!(repeated["secrets"].as_array().unwrap().len(), 2);
    old.get(&world.table()).await.ok();
    world.bearer(text_of(&again)).get(&world.table()).await.ok();
    old.get(&world.table()).await.is(401, "UNAUTHORIZED");
    let now = owner
        .send(
            axum::http::Method::POST,
            &path,
            &[("idempotency-key", "k2")],
            axum::body::Body::empty(),
        )
        .await
        .ok();
    world
        .bearer(text_of(&again))
        .get(&world.table())
        .await
        .is(401, "UNAUTHORIZED");
    world.bearer(text_of(&now)).get(&world.table()).await.ok();
    let at = world.app.now().plus_seconds(60).to_string();
    let timed = owner.post(&path, json!({ "oldSecretEnds": at })).await.ok();
    world.bearer(text_of(&now)).get(&world.table()).await.ok();
    world.clock.advance_seconds(61);
    world
        .bearer(text_of(&now))
        .get(&world.table())
        .await
        .is(401, "UNAUTHORIZED");
    world.bearer(text_of(&timed)).get(&world.table()).await.ok();
}

#[tokio::test]
async fn a_managing_token_makes_narrower_ones_only() {
    let world = World::new().await;
    let access = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let minter = world
        .mint(
            "owner@example.com",
            &["tokens:manage", "data.records:read"],
            access.clone(),
        )
        .await;
    let client = world.bearer(&minter);
    let new = |scopes: Value, access: Value| json!({ "name": "n", "scopes": scopes, "access": access, "expires": null });
    let made = client
        .post(
            "/api/tokens",
            new(json!(["data.records:read"]), access.clone()),
        )
        .await
        .ok();
    assert!(made["createdByTokenId"].is_string());
    world.bearer(text_of(&made)).get(&world.table()).await.ok();
    client
        .post(
            "/api/tokens",
            new(json!(["data.records:write"]), access.clone()),
        )
        .await
        .is(403, "INVALID_PERMISSIONS");
    client
        .post(
            "/api/tokens",
            new(json!(["data.records:read"]), json!({ "mode": "all" })),
        )
        .await
        .is(403, "INVALID_PERMISSIONS");
    // What is wider than it, it does not see and can not touch.
    let listed = client.get("/api/tokens").await.ok();
    assert!(
        listed["tokens"]
            .as_array()
            .unwrap()
            .iter()
            .all(|token| token["access"] == access)
    );
    let wide = world
        .mint_whole("owner@example.com", &all_scopes(), json!({ "mode": "all" }))
        .await;
    client
        .delete(&format!("/api/tokens/{}", id_of(&wide)))
        .await
        .is(403, "INVALID_PERMISSIONS");
    client
        .get("/api/account")
        .await
        .is(403, "INVALID_PERMISSIONS");
}

#[tokio::test]
async fn duplicates_have_the_same_settings_and_another_text() {
    let world = World::new().await;
    let made = world
        .mint_whole(
            "owner@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let path = format!("/api/tokens/{}/duplicate", id_of(&made));
    let copy = world
        .acting("owner@example.com")
        .post(&path, json!({ "name": "again" }))
        .await
        .ok();
    assert_ne!(copy["id"], made["id"]);
    assert_eq!(
        (&copy["scopes"], &copy["access"], &copy["name"]),
        (&made["scopes"], &made["access"], &json!("again"))
    );
    world.bearer(text_of(&copy)).get(&world.table()).await.ok();
}

#[tokio::test]
async fn the_instance_owner_bounds_how_long_tokens_live() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let settings = owner
        .patch(
            "/api/settings",
            json!({ "tokenDefaultDays": 7, "tokenMaximumDays": 30 }),
        )
        .await
        .ok();
    assert_eq!(settings["tokenDefaultDays"], 7);
    assert_eq!(settings["tokenMaximumDays"], 30);
    let body = |expires: Value| json!({ "name": "n", "scopes": [], "access": { "mode": "all" }, "expires": expires });
    let made = owner
        .post(
            "/api/tokens",
            json!({ "name": "n", "scopes": [], "access": { "mode": "all" } }),
        )
        .await
        .ok();
    assert_eq!(made["expires"], "2025-10-16T08:53:20.000Z");
    owner
        .post("/api/tokens", body(Value::Null))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    owner
        .post("/api/tokens", body(json!("2026-01-01T00:00:00Z")))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    owner
        .post("/api/tokens", body(json!("2025-11-01T00:00:00Z")))
        .await
        .ok();
    owner
        .patch("/api/settings", json!({ "tokenDefaultDays": 31 }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    let settings = owner
        .patch("/api/settings", json!({ "tokenMaximumDays": null }))
        .await
        .ok();
    assert_eq!(settings["tokenDefaultDays"], 7);
    assert_eq!(settings["tokenMaximumDays"], Value::Null);
}
