//! What messages say, and which check comes first.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::{BODY, FIELD, HIDDEN, RECORDS};
use crate::support::{TABLE, World};

#[tokio::test]
async fn messages_hold_what_clients_search_for() {
    let world = World::new().await;
    let good = world.good();
    for (body, text) in [
        (
            json!({ "records": [] }),
            "You must provide an array of up to 10 record objects",
        ),
        (
            json!({ "fields": { "Nope": 1 } }),
            "Unknown field name: \"Nope\"",
        ),
        (
            json!({ "fields": { "Points": "x" } }),
            "Field \"Points\" cannot accept",
        ),
        (
            json!({ "fields": { "No": 1 } }),
            "Field \"No\" cannot accept a value because the field is computed",
        ),
        (
            json!({ "fields": { "State": "new" } }),
            "Insufficient permissions to create new select option \"\"new\"\"",
        ),
    ] {
        let reply = good.post(&world.table(), body.clone()).await;
        assert!(
            reply.message().contains(text),
            "{body}: {}",
            reply.message()
        );
    }
    for (formula, text) in [
        (
            "%7BNope%7D%26%7BNor%20This%7D",
            "The formula for filtering records is invalid: Unknown field names: nope, nor this",
        ),
        (
            "1%2B",
            "The formula for filtering records is invalid: Invalid formula. Please check your formula text.",
        ),
    ] {
        let path = format!("{}?filterByFormula={formula}", world.table());
        let message = good.get(&path).await.message();
        assert!(message.starts_with(text), "{message}");
    }
    for content_type in ["text/plain", "application/x-www-form-urlencoded"] {
        let headers = [("content-type", content_type)];
        let reply = good
            .send(
                Method::POST,
                &world.table(),
                &headers,
                Body::from("{\"fields\":{}}"),
            )
            .await;
        reply.is(422, BODY);
    }
    let reply = good
        .send(
            Method::POST,
            &world.table(),
            &[],
            Body::from("{\"fields\":{}}"),
        )
        .await;
    assert_eq!(
        reply.status, 200,
        "a missing content type is taken for JSON"
    );
}

#[tokio::test]
async fn checks_come_in_the_documented_order() {
    let world = World::new().await;
    let stranger = world.user("s@example.com").await;
    let token = world
        .mint(
            "s@example.com",
            &["data.records:write"],
            json!({ "mode": "all" }),
        )
        .await;
    let client = world.bearer(&token);
    // The path before the token, the token before the body, the body before the base.
    world
        .anonymous()
        .post("/v0/nobase/T", json!({}))
        .await
        .is(404, "NOT_FOUND");
    world
        .anonymous()
        .post(&world.table(), json!({ "bad": 1 }))
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    client
        .post(&world.table(), json!({ "bad": 1 }))
        .await
        .is(422, RECORDS);
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(403, HIDDEN);
    world.role_on_base(&stranger, Some("read")).await;
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(403, "INVALID_PERMISSIONS");
    world.role_on_base(&stranger, Some("edit")).await;
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(422, FIELD);
    // The role before the record, the record before its cells.
    let absent = format!("/v0/{}/{TABLE}/recZZZZZZZZZZZZZZ", world.base);
    world.role_on_base(&stranger, Some("read")).await;
    client
        .patch(&absent, json!({ "fields": {} }))
        .await
        .is(403, "INVALID_PERMISSIONS");
}
