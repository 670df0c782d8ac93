//! What a browser sees: plain pages that need no script, and the one that
//! loads the others, if this build has it.

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use crate::support::{Reply, World};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const OURS: (&str, &str) = ("sec-fetch-site", "same-origin");

async fn with_password() -> World {
    let world = World::new().await;
    let path = format!("/api/users/{}", world.owner);
    world
        .operator()
        .patch(&path, json!({ "password": "correct horse" }))
        .await
        .ok();
    world
}

async fn send_form(world: &World, path: &str, headers: &[(&str, &str)], form: &str) -> Reply {
    let mut all = vec![FORM];
    all.extend_from_slice(headers);
    world
        .anonymous()
        .send(Method::POST, path, &all, Body::from(form.to_owned()))
        .await
}

#[tokio::test]
async fn a_form_signs_in_and_goes_on() {
    let world = with_password().await;
    let page = world.anonymous().get("/sign-in?next=/create/tokens").await;
    assert!(page.text().contains("value=\"/create/tokens\""));
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("default-src 'none'") && !policy.contains("script-src"));
    let right = "email=owner%40example.com&password=correct+horse&next=%2Fcreate%2Ftokens%3Fa%3Db";
    let done = send_form(&world, "/sign-in", &[OURS], right).await;
    assert_eq!(done.status, 303);
    assert_eq!(done.header("location"), Some("/create/tokens?a=b"));
    let cookie = done.cookie().unwrap();
    world.session(&cookie).get("/api/account").await.ok();
    // An address elsewhere is not gone on to.
    let away = "email=owner%40example.com&password=correct+horse&next=%2F%2Fevil.example";
    let done = send_form(&world, "/sign-in", &[OURS], away).await;
    assert_eq!(done.header("location"), Some("/"));
    // Browsers without `Sec-Fetch-Site`, as on plain http, send `Origin`.
    let origin = ("origin", "http://basekey.test");
    assert_eq!(
        send_form(&world, "/sign-in", &[origin], right).await.status,
        303
    );
}

#[tokio::test]
async fn a_wrong_password_is_told_and_nothing_of_it_shown() {
    let world = with_password().await;
    let wrong = "email=%22%3E%3Cb%3E%40example.com&password=battery+staple";
    let reply = send_form(&world, "/sign-in", &[OURS], wrong).await;
    assert_eq!(reply.status, 401);
    assert!(reply.header("set-cookie").is_none());
    assert!(reply.text().contains("role=\"alert\""));
    assert!(reply.text().contains("&quot;&gt;&lt;b&gt;@example.com"));
    assert!(!reply.text().contains("battery"));
    let lure = world
        .anonymous()
        .get("/sign-in?email=x;curl+evil.example")
        .await;
    assert!(lure.text().contains("sign-in-link YOU@EXAMPLE.COM"));
    let cross = send_form(
        &world,
        "/sign-in",
        &[("sec-fetch-site", "cross-site")],
        wrong,
    )
    .await;
    assert_eq!(cross.status, 403);
}

#[tokio::test]
async fn tokens_are_deleted_without_a_script() {
    let world = with_password().await;
    let cookie = world.sign_in(&world.owner).await;
    let stranger = world.anonymous().get("/plain/tokens").await;
    assert_eq!(stranger.status, 303);
    assert_eq!(
        stranger.header("location"),
        Some("/sign-in?next=/plain/tokens")
    );
    let page = world.session(&cookie).get("/plain/tokens").await;
    let id = world.token.split('.').next().unwrap();
    assert!(page.text().contains(id));
    assert!(!page.text().contains(&world.token));
    let line = format!("basekey_session={cookie}");
    let path = format!("/plain/tokens/{id}/delete");
    let cross = [("cookie", line.as_str()), ("sec-fetch-site", "cross-site")];
    assert_eq!(send_form(&world, &path, &cross, "").await.status, 403);
    world.good().get("/v0/meta/whoami").await.ok();
    let ours = [("cookie", line.as_str()), OURS];
    let done = send_form(&world, &path, &ours, "").await;
    assert_eq!(done.status, 303);
    let after = world
        .session(&cookie)
        .get(done.header("location").unwrap())
        .await;
    assert!(after.text().contains("Deleted."), "{}", after.text());
    world
        .good()
        .get("/v0/meta/whoami")
        .await
        .is(401, "UNAUTHORIZED");
    let cross = [("sec-fetch-site", "cross-site")];
    let away = send_form(&world, "/sign-out", &cross, "").await;
    assert_eq!(away.status, 403);
    assert!(away.header("set-cookie").is_none(), "nobody else signs out");
    let out = send_form(&world, "/sign-out", &ours, "").await;
    assert_eq!(out.header("location"), Some("/sign-in"));
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    world
        .session(&cookie)
        .get("/api/account")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
}

#[tokio::test]
async fn programs_get_errors_and_browsers_get_pages() {
    let world = World::new().await;
    let html = [("accept", "text/html,application/xhtml+xml")];
    let open = async |path: &str| {
        world
            .anonymous()
            .send(Method::GET, path, &html, Body::empty())
            .await
    };
    for path in [
        "/v0/nothing/here/at/all",
        "/api/nothing",
        "/assets/nothing.js",
        "/assets",
    ] {
        open(path).await.is(404, "NOT_FOUND");
    }
    world
        .anonymous()
        .get("/create/tokens")
        .await
        .is(404, "NOT_FOUND");
    if basekey_http::has_pages() {
        let page = open("/create/tokens").await;
        assert_eq!(page.status, 200);
        assert_eq!(open("/nothing").await.status, 404);
        let policy = page.header("content-security-policy").unwrap();
        let nonce = policy.split("'nonce-").nth(1).unwrap();
        let nonce = nonce.split('\'').next().unwrap();
        assert!(page.text().contains(&format!("nonce=\"{nonce}\"")));
        assert!(
            !open("/").await.text().contains(nonce),
            "a nonce is used once"
        );
        assert!(!policy.contains("unsafe") && policy.contains("default-src 'none'"));
        assert_eq!(page.header("cache-control"), Some("no-store"));
    } else {
        open("/create/tokens").await.is(404, "NOT_FOUND");
        assert!(open("/").await.text().contains("without the pages"));
    }
}
