//! What tokens were used for, as their owners see it.

use axum::body::Body;
use axum::http::Method;
use basekey_http::{HttpConfig, RateLimits};
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use crate::support::{World, all_scopes};

const OWNER: &str = "owner@example.com";

fn everything() -> Value {
    json!({ "mode": "all" })
}

fn path_of(made: &Value) -> String {
    format!("/api/tokens/{}", made["id"].as_str().unwrap())
}

async fn activity(world: &World, made: &Value) -> Value {
    let path = format!("{}/activity", path_of(made));
    world.acting(OWNER).get(&path).await.ok()
}

#[tokio::test]
async fn the_owner_sees_hours_calls_clients_and_operations() {
    let world = World::new().await;
    let scopes = ["data.records:read", "schema.bases:read", "tokens:manage"];
    let made = world.mint_whole(OWNER, &scopes, everything()).await;
    let untouched = activity(&world, &made).await;
    assert_eq!(
        untouched,
        json!({ "hours": [], "calls": [], "clients": [], "operations": [], "unusedScopes": null, "since": null })
    );
    let client = world.bearer(made["token"].as_str().unwrap());
    let listed = client.get(&world.table()).await;
    listed.ok();
    let denied = client
        .post(&world.table(), json!({ "fields": { "Name": "x" } }))
        .await;
    denied.is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    world.clock.advance_seconds(60);
    client.get("/v0/meta/bases").await.ok();
    world.clock.advance_seconds(3600);
    let agent = [("user-agent", "sync/1.0")];
    let last = client
        .send(Method::GET, &world.table(), &agent, Body::empty())
        .await;
    last.ok();
    // Others leave nothing here: another token, a session, the operator.
    world.good().get(&world.table()).await.ok();
    let cookie = world.sign_in(&world.owner).await;
    world.session(&cookie).get(&path_of(&made)).await.ok();

    let seen = activity(&world, &made).await;
    assert_eq!(
        seen["hours"],
        json!([
            { "time": "2025-10-09T08:00:00.000Z", "calls": 3, "refused": 1 },
            { "time": "2025-10-09T09:00:00.000Z", "calls": 1, "refused": 0 },
        ])
    );
    let calls = seen["calls"].as_array().unwrap();
    let of = |key: &str| -> Vec<_> { calls.iter().map(|call| call[key].clone()).collect() };
    assert_eq!(of("status"), [200, 200, 403, 200]);
    assert_eq!(
        of("operation"),
        ["listRecords", "listBases", "createRecords", "listRecords"]
    );
    let base = json!(world.base);
    assert_eq!(
        of("resource"),
        [base.clone(), Value::Null, Value::Null, base]
    );
    assert_eq!(
        of("client"),
        [json!("sync/1.0"), Value::Null, Value::Null, Value::Null]
    );
    assert_eq!(calls[0]["requestId"], last.header("x-request-id").unwrap());
    assert_eq!(
        calls[2]["requestId"],
        denied.header("x-request-id").unwrap()
    );
    assert_eq!(
        calls[3]["requestId"],
        listed.header("x-request-id").unwrap()
    );
    assert_eq!(calls[0]["address"], "192.0.2.7");
    assert!(calls.iter().all(|call| call["micros"].is_u64()));
    let clients = seen["clients"].as_array().unwrap();
    assert_eq!(
        clients[0],
        json!({
            "address": "192.0.2.7", "client": "sync/1.0", "calls": 1,
            "firstUsed": "2025-10-09T09:54:20.000Z", "lastUsed": "2025-10-09T09:54:20.000Z",
            "secretCreatedTime": made["createdTime"],
        })
    );
    assert_eq!(
        (&clients[1]["calls"], &clients[1]["client"]),
        (&json!(3), &Value::Null)
    );
    // Refused calls are no use of an operation.
    assert_eq!(
        seen["operations"],
        json!([
            { "operation": "listBases", "calls": 1, "lastUsed": "2025-10-09T08:54:20.000Z" },
            { "operation": "listRecords", "calls": 2, "lastUsed": "2025-10-09T09:54:20.000Z" },
        ])
    );
    assert_eq!(seen["since"], made["createdTime"]);
    assert_eq!(seen["unusedScopes"], Value::Null);

    // The token may ask itself, and that is a call of it, too.
    let path = format!("{}/activity", path_of(&made));
    client.get(&path).await.ok();
    let own = client.get(&path).await.ok();
    assert_eq!(own["calls"][0]["operation"], "getTokenActivity");
}

#[tokio::test]
async fn a_call_names_the_workspace_it_was_about() {
    let world = World::new().await;
    let made = world
        .mint_whole(OWNER, &["workspacesAndBases:read"], everything())
        .await;
    let client = world.bearer(made["token"].as_str().unwrap());
    let path = format!("/v0/meta/workspaces/{}", world.workspace);
    client.get(&path).await.ok();
    let absent = client.get("/v0/meta/workspaces/wspZZZZZZZZZZZZZZ").await;
    absent.is(404, "MODEL_ID_NOT_FOUND");
    let seen = activity(&world, &made).await;
    assert_eq!(seen["calls"][1]["resource"], world.workspace);
    assert_eq!(
        seen["calls"][0]["resource"],
        Value::Null,
        "no leave was given"
    );
}

#[tokio::test]
async fn old_hours_are_not_shown() {
    let world = World::new().await;
    let made = world.mint_whole(OWNER, &[], everything()).await;
    let client = world.bearer(made["token"].as_str().unwrap());
    client.get("/v0/meta/whoami").await.ok();
    world.clock.advance_seconds(167 * 3600);
    assert_eq!(activity(&world, &made).await["hours"][0]["calls"], 1);
    world.clock.advance_seconds(3600);
    let seen = activity(&world, &made).await;
    assert_eq!(seen["hours"], json!([]));
    assert_eq!(seen["operations"][0]["operation"], "whoAmI");
}

#[tokio::test]
async fn each_secret_has_its_clients() {
    let world = World::new().await;
    let made = world.mint_whole(OWNER, &[], everything()).await;
    let old = world.bearer(made["token"].as_str().unwrap());
    old.get("/v0/meta/whoami").await.ok();
    world.clock.advance_seconds(60);
    let until = world.app.now().plus_seconds(3600).to_string();
    let again = world
        .acting(OWNER)
        .post(
            &format!("{}/regenerate", path_of(&made)),
            json!({ "oldSecretEnds": until }),
        )
        .await
        .ok();
    let new = world.bearer(again["token"].as_str().unwrap());
    new.get("/v0/meta/whoami").await.ok();
    world.clock.advance_seconds(1);
    old.get("/v0/meta/whoami").await.ok();
    let seen = activity(&world, &made).await;
    let clients: Vec<_> = seen["clients"]
        .as_array()
        .unwrap()
        .iter()
        .map(|client| (client["secretCreatedTime"].clone(), client["calls"].clone()))
        .collect();
    let created = |turn: usize| again["secrets"][turn]["createdTime"].clone();
    assert_eq!(
        clients,
        [(created(0), json!(2)), (created(1), json!(1))],
        "the one used last first"
    );
    assert_ne!(created(0), created(1));
}

#[tokio::test]
async fn calls_above_the_rate_limit_are_refused_calls() {
    let rate_limits = RateLimits {
        enabled: true,
        per_base: 2,
        per_user: 1000,
        ..RateLimits::default()
    };
    let config = HttpConfig {
        rate_limits,
        ..HttpConfig::default()
    };
    let world = World::with(config, Limits::default()).await;
    let made = world.mint_whole(OWNER, &all_scopes(), everything()).await;
    let client = world.bearer(made["token"].as_str().unwrap());
    let mut limited = 0;
    for _ in 0..10 {
        let reply = client.get(&world.table()).await;
        limited += u64::from(reply.status == 429);
    }
    assert!(limited > 0);
    let seen = activity(&world, &made).await;
    assert_eq!(seen["hours"][0]["calls"], 10);
    assert_eq!(seen["hours"][0]["refused"], limited);
    assert_eq!(seen["operations"][0]["calls"], 10 - limited);
}

#[tokio::test]
async fn unused_scopes_are_told_after_a_week() {
    let world = World::new().await;
    let owner = world.acting(OWNER);
    let scopes = [
        "data.records:read",
        "data.records:write",
        "schema.bases:read",
    ];
    let made = world.mint_whole(OWNER, &scopes, everything()).await;
    let idle = world.mint_whole(OWNER, &scopes, everything()).await;
    let told = async |made: &Value| {
        let listed = owner.get("/api/tokens").await.ok();
        let listed = listed["tokens"].as_array().unwrap().iter();
        let listed = listed.filter(|token| token["id"] == made["id"]);
        let listed: Vec<_> = listed.map(|token| token["unusedScopes"].clone()).collect();
        let single = owner.get(&path_of(made)).await.ok();
        assert_eq!(listed, [single["unusedScopes"].clone()]);
        single["unusedScopes"].clone()
    };
    assert_eq!(made["unusedScopes"], Value::Null);
    let client = world.bearer(made["token"].as_str().unwrap());
    client.get(&world.table()).await.ok();
    // Refused for its content, but the scope was needed.
    client
        .post(&world.table(), json!({ "fields": { "Nope": 1 } }))
        .await
        .is(422, "UNKNOWN_FIELD_NAME");
    world.clock.advance_seconds(7 * 86_400 - 1);
    assert_eq!(told(&made).await, Value::Null, "too young");
    world.clock.advance_seconds(1);
    let wanted = json!(["schema.bases:read"]);
    assert_eq!(told(&made).await, wanted, "nothing is written yet");
    assert_eq!(activity(&world, &made).await["unusedScopes"], wanted);
    assert_eq!(told(&made).await, wanted);
    client.get("/v0/meta/bases").await.ok();
    assert_eq!(
        told(&made).await,
        json!([]),
        "what is written and what is not"
    );
    assert_eq!(activity(&world, &made).await["unusedScopes"], json!([]));
    assert_eq!(told(&idle).await, Value::Null, "never used");
    assert_eq!(activity(&world, &idle).await["unusedScopes"], Value::Null);
}

#[tokio::test]
async fn nobody_sees_the_activity_of_other_peoples_tokens() {
    let world = World::new().await;
    let bob = world.user("bob@example.com").await;
    let made = world.mint_whole(OWNER, &[], everything()).await;
    let path = format!("{}/activity", path_of(&made));
    let cookie = world.sign_in(&bob).await;
    world
        .session(&cookie)
        .get(&path)
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    let token = world
        .mint("bob@example.com", &["tokens:manage"], everything())
        .await;
    world
        .bearer(&token)
        .get(&path)
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    // Nor does a token see that of a wider one.
    let narrow = world.mint(OWNER, &["tokens:manage"], everything()).await;
    let wide = world.mint_whole(OWNER, &all_scopes(), everything()).await;
    world
        .bearer(&narrow)
        .get(&format!("{}/activity", path_of(&wide)))
        .await
        .is(403, "INVALID_PERMISSIONS");
}
