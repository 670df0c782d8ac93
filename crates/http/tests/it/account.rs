//! The caller's own account: e-mail, password, and who guesses at it.

use serde_json::json;

use crate::support::World;

const PASSWORD: &str = "correct horse";

async fn with_password() -> World {
    let world = World::new().await;
    let path = format!("/api/users/{}", world.owner);
    let body = json!({ "password": PASSWORD });
    world.operator().patch(&path, body).await.ok();
    world
}

#[tokio::test]
async fn a_new_email_needs_the_password_and_is_unique() {
    let world = with_password().await;
    world.user("ann@example.com").await;
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let set = async |email: &str, password: &str| {
        let body = json!({ "email": email, "currentPassword": password });
        owner.patch("/api/account", body).await
    };
    owner
        .patch("/api/account", json!({ "email": "new@example.com" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    set("new@example.com", "battery staple")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    set("nonsense", PASSWORD)
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    let taken = set("ANN@example.com", PASSWORD).await;
    taken.is(422, "INVALID_REQUEST_UNKNOWN");
    assert!(taken.message().contains("e-mail"), "{}", taken.message());
    let account = owner.get("/api/account").await.ok();
    assert_eq!(account["email"], "owner@example.com");
    // Its own is no change.
    owner
        .patch("/api/account", json!({ "email": "Owner@example.com" }))
        .await
        .ok();
    let changed = set(" New@Example.com ", PASSWORD).await.ok();
    assert_eq!(changed["email"], "new@example.com");
    let log = owner.get("/api/audit?action=account&limit=1").await.ok();
    let detail = &log["entries"][0]["detail"];
    assert_eq!(detail["before"]["email"], "owner@example.com");
    assert_eq!(detail["after"]["email"], "new@example.com");
    assert_eq!(detail["passwordChanged"], false);
    // It signs in from now on; this session goes on.
    let sign_in = async |email: &str| {
        let body = json!({ "email": email, "password": PASSWORD });
        world.anonymous().post("/api/session", body).await
    };
    sign_in("new@example.com").await.ok();
    sign_in("owner@example.com").await.is(401, "UNAUTHORIZED");
    let whoami = world.good().get("/v0/meta/whoami").await.ok();
    assert_eq!(whoami["email"], "new@example.com");
}

#[tokio::test]
async fn without_a_password_the_session_is_enough() {
    let world = World::new().await;
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let body = json!({ "email": "new@example.com", "name": "Neo", "password": PASSWORD });
    let changed = owner.patch("/api/account", body).await.ok();
    assert_eq!(changed["email"], "new@example.com");
    assert_eq!(changed["hasPassword"], true);
    owner
        .patch("/api/account", json!({ "email": "newer@example.com" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
}

#[tokio::test]
async fn the_password_can_not_be_guessed_by_changing_it() {
    let world = with_password().await;
    let cookie = world.sign_in(&world.owner).await;
    let owner = world.session(&cookie);
    let guess = async |password: &str| {
        let body = json!({ "email": "x@example.com", "currentPassword": password });
        owner.patch("/api/account", body).await
    };
    let mut judged = 0;
    while judged < 20 {
        let reply = guess("battery staple").await;
        if reply.status == 503 {
            break;
        }
        reply.is(422, "INVALID_REQUEST_UNKNOWN");
        judged += 1;
    }
    assert_eq!(judged, 10);
    guess(PASSWORD).await.is(503, "RETRIABLE_ERROR");
    let account = owner.get("/api/account").await.ok();
    assert_eq!(account["email"], "owner@example.com");
    // What needs no password goes on, and so does everybody else.
    owner
        .patch("/api/account", json!({ "name": "Olivia" }))
        .await
        .ok();
    world.clock.advance_seconds(30);
    guess("battery staple")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    guess(PASSWORD).await.is(503, "RETRIABLE_ERROR");
    world.clock.advance_seconds(30);
    guess(PASSWORD).await.ok();
}

#[tokio::test]
async fn failed_sign_ins_from_one_address_are_slowed_whatever_the_account() {
    let world = with_password().await;
    let sign_in = async |email: &str, password: &str| {
        let body = json!({ "email": email, "password": password });
        world.anonymous().post("/api/session", body).await
    };
    // Right ones do not count.
    for _ in 0..3 {
        sign_in("owner@example.com", PASSWORD).await.ok();
    }
    let mut judged = 0;
    while judged < 60 {
        let reply = sign_in(&format!("nobody{judged}@example.com"), "wrong word").await;
        if reply.status == 503 {
            break;
        }
        reply.is(401, "UNAUTHORIZED");
        judged += 1;
    }
    assert_eq!(judged, 30);
    sign_in("owner@example.com", PASSWORD)
        .await
        .is(503, "RETRIABLE_ERROR");
    world
        .anonymous()
        .post("/api/session/link", json!({ "code": "guess" }))
        .await
        .is(503, "RETRIABLE_ERROR");
    // The private socket is not an address.
    let body = json!({ "email": "owner@example.com", "password": PASSWORD });
    world.operator().post("/api/session", body).await.ok();
    world.clock.advance_seconds(10);
    sign_in("owner@example.com", PASSWORD).await.ok();
}

/// Whoever forgot their password is sent a link, which is what lets them set another.
#[tokio::test]
async fn a_link_lets_its_user_set_a_password_for_a_while() {
    let world = with_password().await;
    let set = async |cookie: &str, body: serde_json::Value| {
        world.session(cookie).patch("/api/account", body).await
    };
    let cookie = world.sign_in(&world.owner).await;
    let listed = world.session(&cookie).get("/api/sessions").await.ok();
    assert_eq!(listed["sessions"][0]["byLink"], true);
    // Only the password: not where the next link would be asked for.
    let both = json!({ "password": "battery staple", "email": "new@example.com" });
    set(&cookie, both).await.is(422, "INVALID_REQUEST_UNKNOWN");
    world.clock.advance_seconds(15 * 60);
    let late = json!({ "password": "battery staple" });
    set(&cookie, late.clone())
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    let links = format!("/api/users/{}/sign-in-link", world.owner);
    let other = world.operator().post(&links, json!({})).await.ok();
    let cookie = world.sign_in(&world.owner).await;
    let wrong = json!({ "password": "battery staple", "currentPassword": "no horse" });
    set(&cookie, wrong).await.is(422, "INVALID_REQUEST_UNKNOWN");
    set(&cookie, late).await.ok();
    // One link gives one password, and no other link is left.
    let again = json!({ "password": "another horse" });
    set(&cookie, again).await.is(422, "INVALID_REQUEST_UNKNOWN");
    world
        .anonymous()
        .post("/api/session/link", json!({ "code": other["code"] }))
        .await
        .is(401, "UNAUTHORIZED");
    // A session that a password began has no such right.
    let body = json!({ "email": "owner@example.com", "password": "battery staple" });
    let signed_in = world.anonymous().post("/api/session", body).await;
    let cookie = signed_in.cookie().unwrap();
    set(&cookie, json!({ "password": "correct horse" }))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
}
