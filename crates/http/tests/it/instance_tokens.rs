//! The tokens of all users, as the instance's owner sees and ends them.

use serde_json::{Value, json};

use crate::support::World;

const OWNER: &str = "owner@example.com";
const BOB: &str = "bob@example.com";
const PATH: &str = "/api/instance/tokens";
const REVOKE: &str = "/api/instance/tokens/revoke";

fn id_of(made: &Value) -> &str {
    made["id"].as_str().unwrap()
}

async fn page(world: &World, query: &str) -> Value {
    let cookie = world.sign_in(&world.owner).await;
    world
        .session(&cookie)
        .get(&format!("{PATH}?{query}"))
        .await
        .ok()
}

async fn listed(world: &World, query: &str) -> Vec<String> {
    let page = page(world, query).await;
    assert_eq!(page["next"], Value::Null);
    let tokens = page["tokens"].as_array().unwrap().iter();
    tokens.map(|token| id_of(token).to_owned()).collect()
}

async fn mint(world: &World, email: &str, name: &str, scopes: &[&str], access: &Value) -> Value {
    world.clock.advance_seconds(1);
    let body = json!({ "name": name, "scopes": scopes, "access": access, "expires": null });
    world.acting(email).post("/api/tokens", body).await.ok()
}

#[tokio::test]
async fn tokens_of_everybody_are_listed_and_filtered() {
    let world = World::new().await;
    let first = world.token.split('.').next().unwrap().to_owned();
    let bob = world.user(BOB).await;
    let all = json!({ "mode": "all" });
    let here = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let read = ["data.records:read"];
    let a = mint(&world, OWNER, "Nightly Sync", &read, &here).await;
    let b = mint(&world, BOB, "Bob's", &read, &all).await;
    let c = mint(&world, BOB, "other", &[], &all).await;
    let (a, b, c) = (id_of(&a), id_of(&b), id_of(&c));
    let path = |id: &str| format!("/api/tokens/{id}");

    assert_eq!(listed(&world, "").await, [c, b, a, &first]);
    let whole = page(&world, "").await;
    assert_eq!(
        whole["tokens"][0]["owner"],
        json!({ "id": bob, "name": "bob", "email": BOB })
    );
    assert_eq!(whole["tokens"][0]["userId"], bob);
    assert_eq!(whole["tokens"][0]["unusedScopes"], Value::Null);
    assert!(whole["tokens"][0].get("token").is_none());

    assert_eq!(listed(&world, &format!("user={bob}")).await, [c, b]);
    assert!(listed(&world, "user=usrZZZZZZZZZZZZZZ").await.is_empty());
    let scope = "scope=data.records%3Aread";
    assert_eq!(listed(&world, scope).await, [b, a, &first]);
    // Bob has no role there yet, so his tokens do not reach the base.
    let base = format!("base={}", world.base);
    assert_eq!(listed(&world, &base).await, [a, &first]);
    world.role_on_base(&bob, Some("read")).await;
    assert_eq!(listed(&world, &base).await, [c, b, a, &first]);
    let other = world.new_base(&world.workspace, "Other").await;
    assert_eq!(
        listed(&world, &format!("base={other}")).await,
        [first.as_str()]
    );
    assert!(listed(&world, "base=appZZZZZZZZZZZZZZ").await.is_empty());

    assert_eq!(listed(&world, "search=nightly").await, [a]);
    let part = a[4..12].to_lowercase();
    assert_eq!(listed(&world, &format!("search=%20{part}%20")).await, [a]);
    assert!(listed(&world, "search=nothing").await.is_empty());
    assert_eq!(listed(&world, "search=").await.len(), 4);

    let owner = world.acting(OWNER);
    owner
        .post(&format!("{}/pause", path(a)), json!({}))
        .await
        .ok();
    assert_eq!(listed(&world, "state=paused").await, [a]);
    assert_eq!(listed(&world, "state=active").await, [c, b, &first]);
    owner.delete(&path(a)).await.ok();
    assert_eq!(listed(&world, "state=revoked").await, [a]);
    let off = json!({ "active": false });
    owner.patch(&format!("/api/users/{bob}"), off).await.ok();
    assert_eq!(listed(&world, "state=ownerDeactivated").await, [c, b]);
    assert_eq!(
        listed(&world, &format!("state=ownerDeactivated&{scope}")).await,
        [b],
        "all conditions must hold"
    );
    // What was revoked over a year ago is in no list.
    world.clock.advance_seconds(364 * 86_400);
    assert_eq!(listed(&world, "").await.len(), 4);
    world.clock.advance_seconds(2 * 86_400);
    assert_eq!(listed(&world, "").await, [c, b, &first]);
    assert!(listed(&world, "state=revoked").await.is_empty());
}

#[tokio::test]
async fn idle_and_old_tokens_are_found() {
    let world = World::new().await;
    let first = world.token.split('.').next().unwrap().to_owned();
    let all = json!({ "mode": "all" });
    let used = mint(&world, OWNER, "used", &[], &all).await;
    let idle = mint(&world, OWNER, "idle", &[], &all).await;
    world.clock.advance_seconds(10 * 86_400);
    let fresh = mint(&world, OWNER, "fresh", &[], &all).await;
    let client = world.bearer(used["token"].as_str().unwrap());
    client.get("/v0/meta/whoami").await.ok();
    let (used, idle, fresh) = (id_of(&used), id_of(&idle), id_of(&fresh));
    assert_eq!(
        listed(&world, "olderThanDays=10").await,
        [idle, used, &first]
    );
    assert!(listed(&world, "olderThanDays=11").await.is_empty());
    // Its use is not written yet.
    assert_eq!(listed(&world, "unusedDays=10").await, [idle, &first]);
    world.app.flush_activity().await.unwrap();
    assert_eq!(listed(&world, "unusedDays=10").await, [idle, &first]);
    world.clock.advance_seconds(86_400);
    assert_eq!(
        listed(&world, "unusedDays=1").await,
        [fresh, idle, used, &first]
    );
}

#[tokio::test]
async fn lists_are_paged() {
    let world = World::new().await;
    let all = json!({ "mode": "all" });
    let mut wanted = vec![world.token.split('.').next().unwrap().to_owned()];
    for turn in 0..6 {
        let name = if turn % 2 == 0 { "even" } else { "odd" };
        let made = mint(&world, OWNER, name, &[], &all).await;
        wanted.push(id_of(&made).to_owned());
    }
    wanted.reverse();
    let gathered = async |query: &str| {
        let (mut ids, mut sizes, mut after) = (Vec::new(), Vec::new(), String::new());
        loop {
            let page = page(&world, &format!("{query}&limit=3{after}")).await;
            let tokens = page["tokens"].as_array().unwrap();
            sizes.push(tokens.len());
            ids.extend(tokens.iter().map(|token| id_of(token).to_owned()));
            let Some(next) = page["next"].as_str() else {
                break;
            };
            after = format!("&after={next}");
        }
        (ids, sizes)
    };
    assert_eq!(gathered("").await, (wanted.clone(), vec![3, 3, 1]));
    let even: Vec<_> = [1, 3, 5].map(|at| wanted[at].clone()).into();
    // A page that is full and has nothing after it is the last.
    assert_eq!(gathered("search=even").await, (even, vec![3]));
}

#[tokio::test]
async fn tokens_of_anybody_are_revoked_at_once() {
    let world = World::new().await;
    world.user(BOB).await;
    let all = json!({ "mode": "all" });
    let a = mint(&world, OWNER, "a", &[], &all).await;
    let b = mint(&world, BOB, "b", &[], &all).await;
    let gone = mint(&world, BOB, "gone", &[], &all).await;
    world
        .acting(BOB)
        .delete(&format!("/api/tokens/{}", id_of(&gone)))
        .await
        .ok();
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let clients = [&a, &b].map(|made| world.bearer(made["token"].as_str().unwrap()));
    // Twice, because first uses and signing in make stale what is kept of tokens.
    for client in clients.iter().chain(&clients) {
        client.get("/v0/meta/whoami").await.ok();
    }
    let ids = [
        id_of(&a),
        "patZZZZZZZZZZZZZZ",
        id_of(&gone),
        "nonsense",
        id_of(&b),
        id_of(&a),
    ];
    let body = json!({ "tokenIds": ids, "reason": "  The laptop was stolen.  " });
    let done = owner.post(REVOKE, body).await.ok();
    assert_eq!(
        done,
        json!({
            "revokedTokens": [a["id"], b["id"]],
            "errors": [
                { "tokenId": "patZZZZZZZZZZZZZZ", "type": "TOKEN_NOT_FOUND" },
                { "tokenId": gone["id"], "type": "ALREADY_REVOKED" },
                { "tokenId": "nonsense", "type": "TOKEN_NOT_FOUND" },
            ],
        })
    );
    for client in &clients {
        client.get("/v0/meta/whoami").await.is(401, "UNAUTHORIZED");
    }
    let log = owner.get("/api/audit?limit=200").await.ok();
    let entries = log["entries"].as_array().unwrap().iter();
    let reasons: Vec<_> = entries
        .filter(|entry| entry["action"] == "token.revoked")
        .map(|entry| (entry["subject"].clone(), entry["detail"]["reason"].clone()))
        .collect();
    let reason = json!("The laptop was stolen.");
    assert_eq!(
        reasons,
        [
            (b["id"].clone(), reason.clone()),
            (a["id"].clone(), reason),
            (gone["id"].clone(), Value::Null),
        ]
    );
}

#[tokio::test]
async fn revoking_has_bounds() {
    let world = World::new().await;
    let made = mint(&world, OWNER, "a", &[], &json!({ "mode": "all" })).await;
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let many = vec![id_of(&made); 101];
    let too_long = json!({ "tokenIds": [made["id"]], "reason": "x".repeat(501) });
    for (body, kind) in [
        (json!({ "tokenIds": [] }), "INVALID_REQUEST_UNKNOWN"),
        (json!({ "tokenIds": many }), "INVALID_REQUEST_UNKNOWN"),
        (too_long, "INVALID_REQUEST"),
    ] {
        owner.post(REVOKE, body).await.is(422, kind);
    }
    let client = world.bearer(made["token"].as_str().unwrap());
    client.get("/v0/meta/whoami").await.ok();
    let body = json!({ "tokenIds": many[..100], "reason": "ü".repeat(500) });
    let done = owner.post(REVOKE, body).await.ok();
    assert_eq!(done, json!({ "revokedTokens": [made["id"]], "errors": [] }));
}
