//! When and how what tokens were used for is written.

use std::sync::Arc;

use basekey_access::{Access, Op, ScopeSet, op};
use basekey_app::{App, NotedCall, Origin, Parts, TokenActivity};
use basekey_model::id::{RequestId, TokenId};
use basekey_model::limits::Limits;
use basekey_model::testing::Fixed;
use basekey_store::{Cost, StoreExt};
use serde_json::Value;

use crate::support::World;

fn note(app: &App, token: TokenId) {
    app.note_call(NotedCall {
        token,
        secret: app.now(),
        origin: Arc::new(Origin::default()),
        request: RequestId::random(app.entropy()),
        operation: Some(Op::ListRecords),
        status: 200,
        resource: None,
        micros: 1,
    });
}

async fn a_token(world: &World) -> TokenId {
    let (id, _) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    id.parse().unwrap()
}

/// Calls that are stored.
async fn stored(world: &World, token: TokenId) -> Option<u64> {
    let text = world
        .store
        .run_read(Cost::Short, move |read| read.token_usage(token))
        .await
        .unwrap()?;
    let document: Value = serde_json::from_str(&text).unwrap();
    document["operations"]["listRecords"]["calls"].as_u64()
}

async fn put(world: &World, token: TokenId, text: &'static str) {
    world
        .store
        .run_write(move |tx| tx.put_token_usage(token, text))
        .await
        .unwrap();
}

async fn activity(world: &World, token: TokenId) -> basekey_app::Result<TokenActivity> {
    let ctx = world.ctx().await;
    let permit = world.app.permit_account::<op::GetTokenActivity>(&ctx)?;
    world.app.token_activity(permit, &token.to_string()).await
}

#[tokio::test]
async fn counts_are_written_now_and_then_on_reading_and_at_the_end() {
    let world = World::new().await;
    let (token, other) = (a_token(&world).await, a_token(&world).await);
    world.app.flush_activity().await.unwrap();
    note(&world.app, token);
    note(&world.app, other);
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, token).await, None, "it is too early");
    world.clock.advance_seconds(29);
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, token).await, None);
    world.clock.advance_seconds(1);
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, token).await, Some(1));
    note(&world.app, token);
    note(&world.app, other);
    let read = activity(&world, token).await.unwrap();
    assert_eq!(read.operations[0].1.calls, 2);
    assert_eq!(stored(&world, token).await, Some(2));
    assert_eq!(stored(&world, other).await, Some(1), "nobody asked for it");
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, other).await, Some(1));
    world.clock.advance_seconds(30);
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, other).await, Some(2));
}

#[tokio::test]
async fn two_processes_add_up() {
    let world = World::new().await;
    let token = a_token(&world).await;
    let parts = Parts {
        clock: world.clock.clone(),
        entropy: Arc::new(Fixed::new(7)),
        limits: Limits::default(),
    };
    let second = App::open(world.store.clone(), parts);
    for _ in 0..3 {
        note(&world.app, token);
        note(&second, token);
        world.clock.advance_seconds(30);
        second.flush_activity().await.unwrap();
        world.app.flush_activity().await.unwrap();
    }
    assert_eq!(stored(&world, token).await, Some(6));
}

#[tokio::test]
async fn damaged_counts_hold_nothing_up() {
    let world = World::new().await;
    let (token, other) = (a_token(&world).await, a_token(&world).await);
    world.clock.advance_seconds(8 * 86_400);
    put(&world, token, "{").await;
    let ctx = world.ctx().await;
    let permit = world.app.permit_account::<op::ListTokens>(&ctx).unwrap();
    let listed = world.app.list_tokens(permit).await.unwrap();
    assert!(listed.iter().all(|token| token.unused_scopes.is_none()));
    let error = activity(&world, token).await.unwrap_err();
    assert!(error.to_string().contains("damaged"), "{error}");
    note(&world.app, token);
    note(&world.app, other);
    world.app.flush_activity().await.unwrap();
    assert_eq!(stored(&world, token).await, Some(1));
    assert_eq!(stored(&world, other).await, Some(1));
}

#[tokio::test]
async fn what_waits_is_written_at_the_end() {
    let world = World::new().await;
    let token = a_token(&world).await;
    world.app.flush_activity().await.unwrap();
    note(&world.app, token);
    let copy = tempfile::tempdir().unwrap();
    world.app.close().await.unwrap();
    let (from, to) = (world.folder(), copy.path());
    for file in std::fs::read_dir(from).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
    let options = basekey_store::sqlite::SqliteOptions::new(to);
    let again = basekey_store::sqlite::SqliteStore::open(&options).unwrap();
    let text = again
        .run_read(Cost::Short, move |read| read.token_usage(token))
        .await
        .unwrap();
    assert!(text.is_some_and(|text| text.contains("listRecords")));
}
