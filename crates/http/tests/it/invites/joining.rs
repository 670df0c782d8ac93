//! Joining: all or nothing, once, and not by guessing.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::{accept, code, invites, join, look, owners};
use crate::support::World;

#[tokio::test]
async fn a_join_that_fails_leaves_nothing_and_the_code() {
    let world = World::new().await;
    let cookie = owners(&world).await;
    let made = world
        .session(&cookie)
        .post(&invites(&world), json!({ "permissionLevel": "edit" }))
        .await
        .ok();
    let before = world.digest().await;
    let code = code(&made);
    let with = async |name: &str, email: &str, password: &str| {
        let body = json!({ "code": code, "name": name, "email": email, "password": password });
        world.anonymous().post("/api/invites/join", body).await
    };
    for (name, email, password) in [
        ("", "jo@example.com", "correct horse"),
        ("Jo", "nonsense", "correct horse"),
        ("Jo", "jo@example.com", "short"),
        ("Jo", "owner@example.com", "correct horse"),
    ] {
        let refused = with(name, email, password).await;
        refused.is(422, "INVALID_REQUEST_UNKNOWN");
        assert!(refused.cookie().is_none());
    }
    let cross = [
        ("content-type", "application/json"),
        ("sec-fetch-site", "cross-site"),
    ];
    let body = json!({ "code": code, "name": "Jo", "email": "jo@example.com", "password": "correct horse" });
    world
        .anonymous()
        .send(
            Method::POST,
            "/api/invites/join",
            &cross,
            Body::from(body.to_string()),
        )
        .await
        .is(403, "CROSS_SITE_REQUEST");
    assert_eq!(world.digest().await.differs_from(&before), [""; 0]);
    let joined = with("Jo", "jo@example.com", "correct horse").await.ok();
    assert!(
        joined["baseId"] == json!(world.base) || joined["workspaceId"] == json!(world.workspace)
    );
}

#[tokio::test]
async fn of_many_at_once_one_uses_the_invite() {
    let world = World::new().await;
    let cookie = owners(&world).await;
    let made = world
        .session(&cookie)
        .post(&invites(&world), json!({ "permissionLevel": "edit" }))
        .await
        .ok();
    let code = code(&made);
    let emails: Vec<_> = (0..6).map(|n| format!("jo{n}@example.com")).collect();
    let tries = emails.iter().map(|email| join(&world, &code, email));
    let replies = futures_util::future::join_all(tries).await;
    let joined = replies.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(joined, 1);
    let users = world.operator().get("/api/users").await.ok();
    assert_eq!(users["users"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn wrong_codes_from_one_address_are_slowed() {
    let world = World::new().await;
    let cookie = owners(&world).await;
    let made = world
        .session(&cookie)
        .post(&invites(&world), json!({ "permissionLevel": "edit" }))
        .await
        .ok();
    let code = code(&made);
    let body = json!({ "code": "guess" });
    let mut judged = 0;
    while judged < 100 {
        // Looking, accepting and joining are one and the same guess.
        let reply = match judged % 3 {
            0 => look(&world, "guess").await,
            1 => accept(&world.session(&cookie), "guess").await,
            _ => join(&world, "guess", "jo@example.com").await,
        };
        if reply.status == 503 {
            break;
        }
        reply.is(404, "MODEL_ID_NOT_FOUND");
        judged += 1;
    }
    assert_eq!(judged, 30);
    look(&world, &code).await.is(503, "RETRIABLE_ERROR");
    // Others are not, and neither is the private socket.
    world
        .operator()
        .post("/api/invites/look", body)
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    world.clock.advance_seconds(10);
    look(&world, &code).await.ok();
    look(&world, &code).await.ok();
}
