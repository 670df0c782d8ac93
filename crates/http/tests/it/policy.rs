//! What the instance's owner allows tokens.

use serde_json::{Value, json};

use crate::support::World;

const OWNER: &str = "owner@example.com";
const FORBIDDEN: &str = "403 TOKEN_CREATION_FORBIDDEN";

fn wanted(scopes: &[&str], access: &Value) -> Value {
    json!({ "name": "n", "scopes": scopes, "access": access, "expires": null })
}

fn path_of(made: &Value) -> String {
    format!("/api/tokens/{}", made["id"].as_str().unwrap())
}

async fn settings(world: &World, change: Value) -> Value {
    world
        .acting(OWNER)
        .patch("/api/settings", change)
        .await
        .ok()
}

#[tokio::test]
async fn settings_are_shown_checked_and_lifted() {
    let world = World::new().await;
    let owner = world.acting(OWNER);
    let open = json!({
        "tokenDefaultDays": null, "tokenMaximumDays": null, "forbiddenScopes": [],
        "allowEverything": true, "tokenCreators": { "mode": "everyone", "userIds": [] },
    });
    assert_eq!(owner.get("/api/settings").await.ok(), open);
    let bob = world.user("bob@example.com").await;
    let set = settings(
        &world,
        json!({
            "forbiddenScopes": ["tokens:manage", "data.records:write"], "allowEverything": false,
            "tokenCreators": { "mode": "chosen", "userIds": [bob, bob] },
        }),
    )
    .await;
    assert_eq!(
        set["forbiddenScopes"],
        json!(["data.records:write", "tokens:manage"])
    );
    assert_eq!(set["allowEverything"], false);
    assert_eq!(
        set["tokenCreators"],
        json!({ "mode": "chosen", "userIds": [bob] })
    );
    // Absent parts stay.
    let days = settings(&world, json!({ "tokenDefaultDays": 9 })).await;
    assert_eq!(days["forbiddenScopes"], set["forbiddenScopes"]);
    assert_eq!(days["tokenCreators"], set["tokenCreators"]);
    assert_eq!(owner.get("/api/settings").await.ok(), days);
    let unknown =
        json!({ "tokenCreators": { "mode": "chosen", "userIds": ["usrZZZZZZZZZZZZZZ"] } });
    let refused = owner.patch("/api/settings", unknown).await;
    refused.is(422, "INVALID_REQUEST_UNKNOWN");
    assert!(refused.message().contains("usrZZZZZZZZZZZZZZ"));
    let refused = owner
        .patch(
            "/api/settings",
            json!({ "forbiddenScopes": ["data.records:wipe"] }),
        )
        .await;
    refused.is(422, "INVALID_REQUEST_UNKNOWN");
    assert_eq!(
        owner.get("/api/settings").await.ok(),
        days,
        "nothing changed"
    );
    let lifted = settings(
        &world,
        json!({ "tokenDefaultDays": null, "forbiddenScopes": null, "allowEverything": null, "tokenCreators": null }),
    )
    .await;
    assert_eq!(lifted, open);
}

#[tokio::test]
async fn forbidden_scopes_are_given_to_no_token_newly() {
    let world = World::new().await;
    let all = json!({ "mode": "all" });
    let both = ["data.records:read", "data.records:write"];
    let living = world.mint_whole(OWNER, &both, all.clone()).await;
    let reading = world.mint_whole(OWNER, &both[..1], all.clone()).await;
    let minter = world
        .mint(OWNER, &[both[0], both[1], "tokens:manage"], all.clone())
        .await;
    settings(&world, json!({ "forbiddenScopes": ["data.records:write"] })).await;
    let cookie = world.sign_in(&world.owner).await;
    for client in [
        world.session(&cookie),
        world.bearer(&minter),
        world.acting(OWNER),
    ] {
        let created = client.post("/api/tokens", wanted(&both, &all)).await;
        let copied = client
            .post(&format!("{}/duplicate", path_of(&living)), json!({}))
            .await;
        let widened = client
            .patch(&path_of(&reading), json!({ "scopes": both }))
            .await;
        for refused in [created, copied, widened] {
            refused.is(422, "INVALID_REQUEST_UNKNOWN");
            assert!(refused.message().contains("data.records:write"));
            assert!(!refused.message().contains("data.records:read"));
        }
        client
            .post("/api/tokens", wanted(&both[..1], &all))
            .await
            .ok();
        // What it had before is nothing new.
        let edit = json!({ "name": "other", "scopes": both });
        client.patch(&path_of(&living), edit).await.ok();
    }
    let read = world.acting(OWNER).get(&path_of(&reading)).await.ok();
    assert_eq!(read["scopes"], json!(["data.records:read"]));
    // Those that live keep what they have.
    world
        .bearer(living["token"].as_str().unwrap())
        .post(&world.table(), json!({ "fields": { "Name": "x" } }))
        .await
        .ok();
    // Once given up, it does not come back.
    let owner = world.session(&cookie);
    let narrowed = json!({ "scopes": both[..1] });
    owner.patch(&path_of(&living), narrowed).await.ok();
    owner
        .patch(&path_of(&living), json!({ "scopes": both }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
}

#[tokio::test]
async fn access_to_everything_can_be_forbidden() {
    let world = World::new().await;
    let all = json!({ "mode": "all" });
    let some = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let living = world.mint_whole(OWNER, &[], all.clone()).await;
    let narrow = world.mint_whole(OWNER, &[], some.clone()).await;
    settings(&world, json!({ "allowEverything": false })).await;
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let refused = [
        owner.post("/api/tokens", wanted(&[], &all)).await,
        owner
            .post(&format!("{}/duplicate", path_of(&living)), json!({}))
            .await,
        owner
            .patch(&path_of(&narrow), json!({ "access": all }))
            .await,
    ];
    for reply in refused {
        reply.is(422, "INVALID_REQUEST_UNKNOWN");
        assert!(
            reply.message().contains("everything"),
            "{}",
            reply.message()
        );
    }
    owner.post("/api/tokens", wanted(&[], &some)).await.ok();
    owner
        .post(&format!("{}/duplicate", path_of(&narrow)), json!({}))
        .await
        .ok();
    owner
        .patch(&path_of(&living), json!({ "name": "m", "access": all }))
        .await
        .ok();
}

#[tokio::test]
async fn only_those_who_may_create_tokens() {
    let world = World::new().await;
    let bob = world.user("bob@example.com").await;
    let all = json!({ "mode": "all" });
    let scopes = ["tokens:manage"];
    let made = world.mint_whole(OWNER, &scopes, all.clone()).await;
    let bobs = world
        .mint_whole("bob@example.com", &scopes, all.clone())
        .await;
    let (owner_cookie, bob_cookie) = (world.sign_in(&world.owner).await, world.sign_in(&bob).await);
    let (owner, robert) = (world.session(&owner_cookie), world.session(&bob_cookie));
    let may = async |cookie: &str| {
        let policy = world.session(cookie).get("/api/policy").await.ok();
        policy["mayCreateTokens"].clone()
    };
    let tries = async |cookie: &str, token: &Value| {
        let session = world.session(cookie);
        let bearer = world.bearer(token["token"].as_str().unwrap());
        let copy = format!("{}/duplicate", path_of(token));
        let mut outcomes = Vec::new();
        for client in [session, bearer] {
            let created = client.post("/api/tokens", wanted(&scopes, &all)).await;
            let copied = client.post(&copy, json!({})).await;
            outcomes.extend([created.outcome(), copied.outcome()]);
        }
        outcomes.dedup();
        outcomes.join(", ")
    };
    assert_eq!(tries(&owner_cookie, &made).await, "200");
    assert_eq!(tries(&bob_cookie, &bobs).await, "200");

    settings(
        &world,
        json!({ "tokenCreators": { "mode": "instanceOwners", "userIds": [] } }),
    )
    .await;
    assert_eq!(tries(&owner_cookie, &made).await, "200");
    assert_eq!(tries(&bob_cookie, &bobs).await, FORBIDDEN);
    assert_eq!(
        (may(&owner_cookie).await, may(&bob_cookie).await),
        (json!(true), json!(false))
    );

    settings(
        &world,
        json!({ "tokenCreators": { "mode": "chosen", "userIds": [bob] } }),
    )
    .await;
    assert_eq!(tries(&owner_cookie, &made).await, FORBIDDEN);
    assert_eq!(tries(&bob_cookie, &bobs).await, "200");
    assert_eq!(
        (may(&owner_cookie).await, may(&bob_cookie).await),
        (json!(false), json!(true))
    );
    // What lives goes on, and can be changed and get a new secret.
    owner
        .patch(&path_of(&made), json!({ "name": "m" }))
        .await
        .ok();
    owner
        .post(&format!("{}/regenerate", path_of(&made)), json!({}))
        .await
        .ok();
    // Whoever holds the machine is not bound.
    let operator = world.acting(OWNER);
    operator.post("/api/tokens", wanted(&[], &all)).await.ok();
    assert_eq!(
        operator.get("/api/policy").await.ok()["mayCreateTokens"],
        true
    );
    robert
        .get("/api/settings")
        .await
        .is(403, "INVALID_PERMISSIONS");
}

#[tokio::test]
async fn everybody_sees_the_policy() {
    let world = World::new().await;
    let bob = world.user("bob@example.com").await;
    settings(
        &world,
        json!({ "tokenDefaultDays": 7, "tokenMaximumDays": 30, "forbiddenScopes": ["block:manage"], "allowEverything": false }),
    )
    .await;
    let cookie = world.sign_in(&bob).await;
    assert_eq!(
        world.session(&cookie).get("/api/policy").await.ok(),
        json!({
            "tokenDefaultDays": 7, "tokenMaximumDays": 30, "forbiddenScopes": ["block:manage"],
            "allowEverything": false, "mayCreateTokens": true,
        })
    );
}

/// Two owners at once: neither undoes what the other set.
#[tokio::test]
async fn changes_of_different_settings_at_once_are_both_kept() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    for turn in 1..=20 {
        let days = json!({ "tokenMaximumDays": turn });
        let scopes = json!({ "forbiddenScopes": if turn % 2 == 0 { vec!["tokens:manage"] } else { vec![] } });
        let (one, other) = tokio::join!(
            owner.patch("/api/settings", days),
            owner.patch("/api/settings", scopes.clone()),
        );
        one.ok();
        other.ok();
        let now = owner.get("/api/settings").await.ok();
        assert_eq!(now["tokenMaximumDays"], turn);
        assert_eq!(now["forbiddenScopes"], scopes["forbiddenScopes"]);
    }
    for days in [0, 36_501] {
        owner
            .patch("/api/settings", json!({ "tokenMaximumDays": days }))
            .await
            .is(422, "INVALID_REQUEST_UNKNOWN");
    }
}
