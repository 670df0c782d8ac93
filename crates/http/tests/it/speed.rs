//! Measurements, for a quiet machine and a release build:
//! `cargo test --release -p basekey-http --test it -- --ignored --nocapture how_long`

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::http::{Request, Response};
use basekey_http::Peer;
use serde_json::json;
use tower_service::Service;

use crate::support::World;

/// The best of some rounds, per call.
async fn best<F: Future<Output = Response<Body>>>(call: impl Fn() -> F) -> Duration {
    const CALLS: u32 = 20_000;
    let mut best = Duration::MAX;
    for _ in 0..10 {
        let started = Instant::now();
        for _ in 0..CALLS {
            assert_eq!(call().await.status(), 200);
        }
        best = best.min(started.elapsed() / CALLS);
    }
    best
}

#[tokio::test]
#[ignore = "a measurement"]
#[expect(clippy::print_stdout, reason = "a measurement is there to be read")]
async fn how_long_a_call_takes_without_a_socket() {
    let world = World::new().await;
    let request = |path: &str, token: &str| {
        let request = Request::builder().uri(path).header("host", "127.0.0.1:1");
        request
            .header("authorization", format!("Bearer {token}"))
            .body(Body::empty())
            .unwrap()
    };
    let made = best(async || {
        std::hint::black_box(request("/v0/meta/whoami", &world.token));
        Response::new(Body::empty())
    })
    .await;
    let bare = axum::Router::<()>::new().route(
        "/v0/meta/whoami",
        axum::routing::get(async || axum::Json(json!({ "id": "usrAAAAAAAAAAAAAA" }))),
    );
    let axum = best(async || {
        bare.clone()
            .call(request("/v0/meta/whoami", &world.token))
            .await
            .unwrap()
    })
    .await;
    let peer = Peer::Network(IpAddr::from([127, 0, 0, 1]));
    let ask = async |path: &str| world.server.answer(request(path, &world.token), peer).await;
    let health = best(async || ask("/healthz").await).await;
    let whoami = best(async || ask("/v0/meta/whoami").await).await;
    let record = format!("{}/{}", world.table(), world.records[0]);
    let get = best(async || ask(&record).await).await;
    println!(
        "making a request {made:?}, bare axum {axum:?}, healthz {health:?}, whoami {whoami:?}, get one {get:?}"
    );
}
