//! What the log says of a request, and what it must never say.

use std::io::Write;
use std::sync::{Arc, Mutex, OnceLock};

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};
use tracing_subscriber::fmt::MakeWriter;

use crate::support::World;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Everything at every level from all tests of this process, as JSON lines.
/// One subscriber for all, because what a call site is interested in is kept
/// per process, and subscribers that come and go race for it.
fn listen() -> &'static Lines {
    static LINES: OnceLock<Lines> = OnceLock::new();
    LINES.get_or_init(|| {
        let lines = Lines::default();
        let subscriber = tracing_subscriber::fmt()
            .json()
            .with_max_level(tracing::Level::TRACE)
            .with_writer(lines.clone())
            .finish();
        tracing::subscriber::set_global_default(subscriber).unwrap();
        lines
    })
}

fn text(lines: &Lines) -> String {
    String::from_utf8(lines.0.lock().unwrap().clone()).unwrap()
}

#[tokio::test]
async fn one_line_tells_of_each_request() {
    let world = World::new().await;
    let lines = listen();
    let reply = world.good().get(&world.table()).await;
    let nothing = world.anonymous().get("/v0/nothing").await;
    let ids = [&reply, &nothing].map(|reply| reply.header("x-request-id").unwrap().to_owned());
    let text = text(lines);
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter(|line| line["target"] == "basekey::access")
        .filter(|line| ids.iter().any(|id| line["fields"]["request"] == *id))
        .collect();
    assert_eq!(lines.len(), 2);
    let fields = &lines[0]["fields"];
    assert_eq!(fields["request"].as_str(), reply.header("x-request-id"));
    assert_eq!(fields["token"].as_str(), world.token.split('.').next());
    assert_eq!(fields["base"], world.base);
    assert_eq!(fields["operation"], "listRecords");
    assert_eq!(fields["status"], 200);
    assert_eq!(fields["bytes"], reply.bytes.len());
    assert!(fields["micros"].is_u64());
    assert_eq!(
        (
            &lines[1]["fields"]["operation"],
            &lines[1]["fields"]["status"]
        ),
        (&json!("none"), &json!(404))
    );
}

#[tokio::test]
async fn no_line_holds_a_secret_or_a_cell() {
    let world = World::new().await;
    let lines = listen();
    let good = world.good();
    let cell = "VERY-PRIVATE-CELL";
    let made = good
        .post(&world.table(), json!({ "fields": { "Name": cell } }))
        .await
        .ok();
    good.get(&format!(
        "{}?filterByFormula={cell}&view={cell}",
        world.table()
    ))
    .await;
    good.post(
        &world.table(),
        json!({ "fields": { "Points": cell, "State": cell } }),
    )
    .await;
    good.patch(
        &format!("{}/{}", world.table(), made["id"].as_str().unwrap()),
        json!({ "fields": { "Stars": cell } }),
    )
    .await;
    good.send(
        Method::POST,
        &world.table(),
        &[],
        Body::from(format!("{{{cell}")),
    )
    .await;
    let token = world
        .mint_whole(
            "owner@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    let token = token["token"].as_str().unwrap();
    world.bearer(token).get(&world.table()).await.ok();
    world.bearer(&format!("{token}0")).get(&world.table()).await;
    let cookie = world.sign_in(&world.owner).await;
    world.session(&cookie).get("/api/account").await.ok();
    world
        .anonymous()
        .post(
            "/api/session",
            json!({ "email": "owner@example.com", "password": cell }),
        )
        .await;
    world.app.close().await.unwrap();
    good.post(&world.table(), json!({ "fields": { "Name": cell } }))
        .await;
    let text = text(lines);
    assert!(text.contains("basekey::access"), "something was logged");
    assert!(!text.contains(cell));
    for secret in [token, &world.token, &cookie] {
        assert!(!text.contains(secret.split('.').nth(1).unwrap()));
    }
}
