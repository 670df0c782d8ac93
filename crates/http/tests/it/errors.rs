//! Envelopes, challenges, request ids.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn both_envelopes_are_spoken() {
    let world = World::new().await;
    assert_eq!(
        world.anonymous().get("/v0/nothing").await.text(),
        r#"{"error":"NOT_FOUND"}"#
    );
    let offset = format!(
        "{}?sort[0][field]=Name&offset=itrsAAAAAAAAAAAAA/recAAAAAAAAAAAAAA",
        world.table()
    );
    let expired = world.good().get(&offset).await;
    assert_eq!(
        expired.text(),
        r#"{"error":{"type":"LIST_RECORDS_ITERATOR_NOT_AVAILABLE"}}"#
    );
    let anonymous = world.anonymous().get("/v0/meta/whoami").await;
    anonymous.is(401, "AUTHENTICATION_REQUIRED");
    assert!(!anonymous.message().is_empty());
    assert_eq!(
        anonymous.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    assert_eq!(anonymous.header("x-content-type-options"), Some("nosniff"));
}

#[tokio::test]
async fn challenges_follow_rfc_6750() {
    let world = World::new().await;
    let anonymous = world.anonymous().get("/v0/meta/whoami").await;
    assert_eq!(
        anonymous.header("www-authenticate"),
        Some("Bearer realm=\"basekey\"")
    );
    for bad in ["nonsense", "pat", world.token.get(..40).unwrap()] {
        let refused = world.bearer(bad).get("/v0/meta/whoami").await;
        refused.is(401, "UNAUTHORIZED");
        assert!(
            refused
                .header("www-authenticate")
                .unwrap()
                .contains("error=\"invalid_token\""),
            "{bad}"
        );
        assert!(
            !refused.text().contains(bad),
            "an answer repeats no credential"
        );
    }
    let token = world
        .mint(
            "owner@example.com",
            &["schema.bases:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let refused = world.bearer(&token).get(&world.table()).await;
    refused.is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    assert_eq!(
        refused.header("www-authenticate"),
        Some("Bearer realm=\"basekey\", error=\"insufficient_scope\", scope=\"data.records:read\"")
    );
    assert!(
        refused.message().contains("data.records:read"),
        "{}",
        refused.message()
    );
}

#[tokio::test]
async fn every_answer_has_its_own_request_id() {
    let world = World::new().await;
    let mut seen = std::collections::HashSet::new();
    for path in [
        "/",
        "/nowhere",
        "/v0/meta/whoami",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/sign-in",
    ] {
        for _ in 0..2 {
            let id = world
                .anonymous()
                .get(path)
                .await
                .header("x-request-id")
                .unwrap()
                .to_owned();
            assert!(id.len() == 17 && seen.insert(id), "{path}");
        }
    }
    let preflight = world
        .anonymous()
        .send(Method::OPTIONS, &world.table(), &[], Body::empty())
        .await;
    assert!(preflight.header("x-request-id").is_some());
}
