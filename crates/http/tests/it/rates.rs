use basekey_http::{HttpConfig, RateLimits};
use basekey_model::limits::Limits;
use serde_json::json;

use crate::support::{World, all_scopes};

async fn limited(per_base: u32, per_user: u32) -> World {
    let rate_limits = RateLimits {
        enabled: true,
        per_base,
        per_user,
        ..RateLimits::default()
    };
    World::with(
        HttpConfig {
            rate_limits,
            ..HttpConfig::default()
        },
        Limits::default(),
    )
    .await
}

#[tokio::test]
async fn a_base_is_limited_whoever_calls() {
    let world = limited(5, 1000).await;
    let other = world.new_base(&world.workspace, "Other").await;
    let second = world
        .mint("owner@example.com", &all_scopes(), json!({ "mode": "all" }))
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let mut refused = None;
    for turn in 0..12 {
        let client = if turn % 2 == 0 {
            world.good()
        } else {
            world.bearer(&second)
        };
        let reply = client.get(&world.table()).await;
        if reply.status == 429 {
            refused = Some((turn, reply));
            break;
        }
    }
    let (turn, reply) = refused.unwrap();
    assert!(turn >= 5, "five a second are free, {turn} were");
    reply.is(429, "RATE_LIMIT_REACHED");
    assert_eq!(reply.header("retry-after"), Some("30"));
    world.good().get(&format!("/v0/{other}/Tasks")).await.ok();
    world.good().get("/v0/meta/whoami").await.ok();
}

#[tokio::test]
async fn a_user_is_limited_over_all_tokens() {
    let world = limited(1000, 50).await;
    let second = world
        .mint("owner@example.com", &all_scopes(), json!({ "mode": "all" }))
        .await;
    world.user("ann@example.com").await;
    let ann = world
        .mint("ann@example.com", &[], json!({ "mode": "all" }))
        .await;
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let mut answered = 0;
    for turn in 0..200 {
        let client = if turn % 2 == 0 {
            world.good()
        } else {
            world.bearer(&second)
        };
        match client.get("/v0/meta/whoami").await.status.as_u16() {
            200 => answered += 1,
            429 => break,
            other => panic!("{other}"),
        }
    }
    assert!((50..200).contains(&answered), "{answered}");
    world.bearer(&ann).get("/v0/meta/whoami").await.ok();
    world
        .anonymous()
        .get("/v0/meta/whoami")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
}

#[tokio::test]
async fn limits_are_off_by_default() {
    let world = World::new().await;
    for _ in 0..80 {
        world.good().get(&world.table()).await.ok();
    }
}

/// A program that runs wild on its own limit leaves its owner's other tokens room.
#[tokio::test]
async fn what_a_tokens_own_limit_refuses_does_not_count_for_its_owner() {
    let world = limited(1000, 50).await;
    let body = json!({
        "name": "n", "scopes": [], "access": { "mode": "all" }, "expires": null,
        "requestsPerSecond": 1,
    });
    let made = world
        .acting("owner@example.com")
        .post("/api/tokens", body)
        .await
        .ok();
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    let wild = world.bearer(made["token"].as_str().unwrap());
    let mut refused = 0;
    for _ in 0..200 {
        refused += u32::from(wild.get("/v0/meta/whoami").await.status == 429);
    }
    assert!(refused > 100, "{refused}");
    world.good().get("/v0/meta/whoami").await.ok();
}
