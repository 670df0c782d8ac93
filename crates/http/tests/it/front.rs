//! What holds for every request: limits, headers, pages.

use axum::body::Body;
use axum::http::Method;
use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::json;

use crate::support::World;

#[tokio::test]
async fn browsers_may_call_the_public_api() {
    let world = World::new().await;
    let headers = [
        ("origin", "https://app.example"),
        ("access-control-request-method", "PATCH"),
        (
            "access-control-request-headers",
            "authorization,content-type,x-airtable-application-id,x-airtable-user-agent,x-api-version",
        ),
    ];
    for path in [
        world.table(),
        "/v0/meta/bases".to_owned(),
        "/v0/unknown".to_owned(),
    ] {
        let preflight = world
            .anonymous()
            .send(Method::OPTIONS, &path, &headers, Body::empty())
            .await;
        assert_eq!(preflight.status, 204, "{path}");
        assert_eq!(preflight.header("access-control-allow-origin"), Some("*"));
        let allowed = preflight.header("access-control-allow-headers").unwrap();
        for name in [
            "authorization",
            "content-type",
            "x-airtable-application-id",
            "x-airtable-user-agent",
            "x-api-version",
        ] {
            assert!(allowed.contains(name), "{name}");
        }
        assert!(
            preflight
                .header("access-control-allow-methods")
                .unwrap()
                .contains("PATCH")
        );
    }
    let answer = world
        .anonymous()
        .send(
            Method::GET,
            &world.table(),
            &[("origin", "https://app.example")],
            Body::empty(),
        )
        .await;
    answer.is(401, "AUTHENTICATION_REQUIRED");
    assert_eq!(
        answer.header("access-control-allow-origin"),
        Some("*"),
        "errors too"
    );
    assert_eq!(
        world
            .good()
            .get(&world.table())
            .await
            .header("access-control-allow-origin"),
        Some("*")
    );
}

#[tokio::test]
async fn other_sites_may_not_call_what_a_cookie_opens() {
    let world = World::new().await;
    for path in ["/api/tokens", "/api/account", "/"] {
        let headers = [
            ("origin", "https://evil.example"),
            ("access-control-request-method", "POST"),
        ];
        for method in [Method::OPTIONS, Method::GET] {
            let answer = world
                .anonymous()
                .send(method, path, &headers, Body::empty())
                .await;
            assert_eq!(answer.header("access-control-allow-origin"), None, "{path}");
        }
    }
    let world = World::with(
        HttpConfig {
            cors: false,
            ..HttpConfig::default()
        },
        Limits::default(),
    )
    .await;
    let answer = world
        .anonymous()
        .send(
            Method::OPTIONS,
            &world.table(),
            &[("origin", "https://x.example")],
            Body::empty(),
        )
        .await;
    answer.is(404, "NOT_FOUND");
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn urls_and_bodies_have_limits() {
    let limits = Limits {
        body_bytes: 2000,
        ..Limits::default()
    };
    let world = World::with(HttpConfig::default(), limits).await;
    let path = |length: usize| {
        let start = format!("{}?view=", world.table());
        let rest = length - start.len();
        start + &"x".repeat(rest)
    };
    world
        .good()
        .get(&path(16_000))
        .await
        .is(414, "REQUEST_URL_TOO_LONG");
    world
        .good()
        .get(&path(15_999))
        .await
        .is(422, "VIEW_NAME_NOT_FOUND");
    let big = json!({ "fields": { "Notes": "x".repeat(2000) } });
    world
        .good()
        .post(&world.table(), big)
        .await
        .is(413, "REQUEST_TOO_LARGE");
    let chunks: Vec<_> = (0..100)
        .map(|_| Ok::<_, std::io::Error>("x".repeat(100)))
        .collect();
    let stream = Body::from_stream(futures_util::stream::iter(chunks));
    world
        .good()
        .send(Method::POST, &world.table(), &[], stream)
        .await
        .is(413, "REQUEST_TOO_LARGE");
    let fine = json!({ "fields": { "Notes": "x".repeat(1500) } });
    world.good().post(&world.table(), fine).await.ok();
    let nested = "[".repeat(900) + &"]".repeat(900);
    let reply = world
        .good()
        .send(Method::POST, &world.table(), &[], Body::from(nested))
        .await;
    reply.is(422, "INVALID_REQUEST_BODY");
}

#[tokio::test]
async fn nothing_is_to_be_kept_by_caches() {
    let world = World::new().await;
    let made = world
        .mint_whole("owner@example.com", &[], json!({ "mode": "all" }))
        .await;
    let path = format!("/api/tokens/{}/regenerate", made["id"].as_str().unwrap());
    for reply in [
        world
            .acting("owner@example.com")
            .post(&path, json!({}))
            .await,
        world.good().get("/api/tokens").await,
        world.good().get(&world.table()).await,
        world.anonymous().get("/sign-in?code=x").await,
        world.anonymous().get("/v0/meta/whoami").await,
    ] {
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    }
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let world = World::new().await;
    let reply = world
        .good()
        .send(Method::HEAD, &world.table(), &[], Body::empty())
        .await;
    assert_eq!((reply.status.as_u16(), reply.bytes.len()), (200, 0));
}

#[tokio::test]
async fn pages_are_plain_and_locked_down() {
    let world = World::new().await;
    for path in ["/sign-in", "/sign-in?code=abc", "/sign-in?next=/account"] {
        let page = world.anonymous().get(path).await;
        assert_eq!(page.status, 200);
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(page.header("referrer-policy"), Some("same-origin"));
        assert_eq!(page.header("x-frame-options"), Some("DENY"));
        assert!(!page.text().contains("<script") && !page.text().contains("style="));
    }
    let page = world
        .anonymous()
        .get("/sign-in?code=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
        .await;
    assert!(!page.text().contains("<script"), "{}", page.text());
    let style = world.anonymous().get("/plain.css").await;
    assert_eq!(
        style.header("content-type"),
        Some("text/css; charset=utf-8")
    );
}

#[tokio::test]
async fn health_readiness_and_metrics_answer() {
    let world = World::new().await;
    assert_eq!(
        world.anonymous().get("/healthz").await.ok(),
        json!({ "status": "ok" })
    );
    assert_eq!(
        world.anonymous().get("/readyz").await.ok(),
        json!({ "status": "ready" })
    );
    world.good().get("/v0/meta/whoami").await.ok();
    world.anonymous().get("/v0/meta/whoami").await;
    let metrics = world.anonymous().get("/metrics").await;
    for line in [
        "basekey_http_requests_total{operation=\"whoAmI\",status=\"200\"} 1",
        "basekey_http_requests_total{operation=\"whoAmI\",status=\"401\"} 1",
        "basekey_http_request_duration_seconds_count{operation=\"whoAmI\"} 2",
        "basekey_http_running 1",
    ] {
        assert!(metrics.text().contains(line), "{line}\n{}", metrics.text());
    }
    assert!(metrics.text().ends_with("# EOF\n"));
    world.server.stop_accepting();
    let stopping = world.anonymous().get("/readyz").await;
    assert_eq!(stopping.status, 503);
    assert_eq!(world.anonymous().get("/healthz").await.status, 200);

    let world = World::with(
        HttpConfig {
            metrics: false,
            ..HttpConfig::default()
        },
        Limits::default(),
    )
    .await;
    world.anonymous().get("/metrics").await.is(404, "NOT_FOUND");
    assert_eq!(world.operator().get("/metrics").await.status, 200);
}

#[tokio::test]
async fn a_store_that_fails_is_our_trouble_and_said_so() {
    let world = World::new().await;
    world.app.close().await.unwrap();
    let reply = world.good().get(&world.table()).await;
    assert_eq!(reply.status, 503, "{}", reply.text());
    assert_eq!(reply.kind(), "RETRIABLE_ERROR");
    assert!(reply.header("retry-after").is_some());
    assert_eq!(world.anonymous().get("/readyz").await.status, 503);
}
