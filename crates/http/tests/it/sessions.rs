//! Signing in, cookies, and requests that other sites' pages make.

use axum::body::Body;
use axum::http::Method;
use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn a_link_signs_in_once() {
    let world = World::new().await;
    let link = world
        .operator()
        .post(
            &format!("/api/users/{}/sign-in-link", world.owner),
            json!({}),
        )
        .await
        .ok();
    let code = link["code"].as_str().unwrap();
    let page = world.anonymous().get(link["path"].as_str().unwrap()).await;
    assert!(
        page.text().contains(code) && page.header("set-cookie").is_none(),
        "looking changes nothing"
    );
    let form = || Body::from(format!("code={code}"));
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
    ];
    let cross = [("sec-fetch-site", "cross-site")];
    assert_eq!(
        world
            .anonymous()
            .send(Method::POST, "/sign-in", &cross, form())
            .await
            .status,
        403
    );
    let done = world
        .anonymous()
        .send(Method::POST, "/sign-in", &headers, form())
        .await;
    assert_eq!(
        (done.status.as_u16(), done.header("location")),
        (303, Some("/"))
    );
    let cookie = done.cookie().unwrap();
    assert_eq!(
        world.session(&cookie).get("/api/session").await.ok()["email"],
        "owner@example.com"
    );
    let again = world
        .anonymous()
        .send(Method::POST, "/sign-in", &headers, form())
        .await;
    assert_eq!(again.status, 401);
    world
        .anonymous()
        .post("/api/session/link", json!({ "code": code }))
        .await
        .is(401, "UNAUTHORIZED");
    assert!(again.header("set-cookie").is_none());
}

#[tokio::test]
async fn a_link_ends_after_a_day() {
    let world = World::new().await;
    let link = world
        .operator()
        .post(
            &format!("/api/users/{}/sign-in-link", world.owner),
            json!({}),
        )
        .await
        .ok();
    world.clock.advance_seconds(24 * 3600 + 1);
    world
        .anonymous()
        .post("/api/session/link", json!({ "code": link["code"] }))
        .await
        .is(401, "UNAUTHORIZED");
}

#[tokio::test]
async fn passwords_sign_in_and_failures_look_alike() {
    let world = World::new().await;
    let path = format!("/api/users/{}", world.owner);
    world
        .operator()
        .patch(&path, json!({ "password": "correct horse" }))
        .await
        .ok();
    let try_it = async |email: &str, password: &str| {
        world
            .anonymous()
            .post(
                "/api/session",
                json!({ "email": email, "password": password }),
            )
            .await
    };
    let right = try_it("Owner@Example.com", "correct horse").await;
    right.ok();
    let set = right.header("set-cookie").unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/"] {
        assert!(set.contains(part), "{part}");
    }
    assert!(!set.contains("Secure"));
    assert!(!right.text().contains(&right.cookie().unwrap()));
    let wrong = try_it("owner@example.com", "battery staple").await;
    let nobody = try_it("nobody@example.com", "correct horse").await;
    wrong.is(401, "UNAUTHORIZED");
    assert_eq!(wrong.text(), nobody.text());
    assert!(!wrong.header("www-authenticate").unwrap().contains("error"));
    let hash = world.operator().get("/api/users").await;
    assert!(!hash.text().contains("argon2"));
}

#[tokio::test]
async fn cookies_are_secure_where_configured() {
    let config = HttpConfig {
        secure_cookies: true,
        ..HttpConfig::default()
    };
    let world = World::with(config, Limits::default()).await;
    let link = world
        .operator()
        .post(
            &format!("/api/users/{}/sign-in-link", world.owner),
            json!({}),
        )
        .await
        .ok();
    let reply = world
        .anonymous()
        .post("/api/session/link", json!({ "code": link["code"] }))
        .await;
    assert!(reply.header("set-cookie").unwrap().ends_with("; Secure"));
    assert!(reply.header("strict-transport-security").is_some());
}

#[tokio::test]
async fn a_cookie_opens_the_apis_and_changes_things_from_our_pages_only() {
    let world = World::new().await;
    let cookie = world.sign_in(&world.owner).await;
    let session = world.session(&cookie);
    session.get("/api/account").await.ok();
    session.get(&world.table()).await.ok();
    session
        .patch("/api/account", json!({ "name": "Olivia" }))
        .await
        .ok();
    let send_to = async |method: Method, path: &str, body: &str, headers: &[(&str, &str)]| {
        let line = format!("basekey_session={cookie}");
        let mut all = vec![
            ("cookie", line.as_str()),
            ("content-type", "application/json"),
        ];
        all.extend_from_slice(headers);
        let body = Body::from(body.to_owned());
        world.anonymous().send(method, path, &all, body).await
    };
    let send = async |headers: &[(&str, &str)]| {
        let body = json!({ "name": "Mallory" }).to_string();
        send_to(Method::PATCH, "/api/account", &body, headers).await
    };
    let records = json!({ "records": [{ "fields": {} }] }).to_string();
    for headers in [
        &[][..],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
    ] {
        send(headers).await.is(403, "CROSS_SITE_REQUEST");
        send_to(Method::POST, &world.table(), &records, headers)
            .await
            .is(403, "CROSS_SITE_REQUEST");
    }
    assert_eq!(session.get("/api/account").await.ok()["name"], "Olivia");
    send(&[("origin", "http://basekey.test")]).await.ok();
}

#[tokio::test]
async fn sessions_are_listed_and_ended() {
    let world = World::new().await;
    let first = world.sign_in(&world.owner).await;
    let second = world.sign_in(&world.owner).await;
    let listed = world.session(&first).get("/api/sessions").await.ok();
    let sessions = listed["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(
        sessions
            .iter()
            .filter(|session| session["current"] == true)
            .count(),
        1
    );
    assert!(
        !listed
            .to_string()
            .contains(second.split('.').nth(1).unwrap())
    );
    let id = second.split('.').next().unwrap();
    world
        .session(&first)
        .delete(&format!("/api/sessions/{id}"))
        .await
        .ok();
    world
        .session(&second)
        .get("/api/account")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    let out = world.session(&first).delete("/api/session").await;
    assert!(out.header("set-cookie").unwrap().contains("Max-Age=0"));
    world
        .session(&first)
        .get("/api/account")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    let third = world.sign_in(&world.owner).await;
    world.clock.advance_seconds(31 * 24 * 3600);
    world
        .session(&third)
        .get("/api/account")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
}

#[tokio::test]
async fn a_token_counts_before_a_cookie() {
    let world = World::new().await;
    let cookie = world.sign_in(&world.owner).await;
    for (header, status) in [("Bearer nonsense", 401), ("Basic nonsense", 401)] {
        let reply = world
            .session(&cookie)
            .send(
                Method::GET,
                "/api/tokens",
                &[("authorization", header)],
                Body::empty(),
            )
            .await;
        assert_eq!(reply.status, status, "{header}");
    }
}

#[tokio::test]
async fn deactivation_ends_sessions() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    let cookie = world.sign_in(&ann).await;
    world.session(&cookie).get("/api/account").await.ok();
    world
        .operator()
        .patch(&format!("/api/users/{ann}"), json!({ "active": false }))
        .await
        .ok();
    world
        .session(&cookie)
        .get("/api/account")
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
}
