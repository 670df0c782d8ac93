//! The limits of tokens and who may loosen them, as clients see it.

use axum::body::Body;
use axum::http::Method;
use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use crate::support::{World, text};

fn new(settings: &Value) -> Value {
    let mut body = json!({
        "name": "n", "scopes": ["data.records:read"], "access": { "mode": "all" }, "expires": null,
    });
    for (key, value) in settings.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

async fn make(world: &World, settings: Value) -> Value {
    let owner = world.acting("owner@example.com");
    owner.post("/api/tokens", new(&settings)).await.ok()
}

fn path(made: &Value) -> String {
    format!("/api/tokens/{}", text(&made["id"]))
}

#[tokio::test]
async fn settings_are_written_shown_and_taken_away() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let plain = make(&world, json!({})).await;
    for key in [
        "note",
        "notBefore",
        "requestsPerSecond",
        "revokedTime",
        "revokedByUserId",
        "revokeReason",
        "unusedScopes",
    ] {
        assert_eq!(plain.get(key), Some(&Value::Null), "{key}");
    }
    assert_eq!(plain["allowedAddresses"], json!([]));
    assert_eq!(
        (&plain["revision"], &plain["refusedLastDay"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(plain["secrets"][0]["hint"], text(&plain["token"])[78..]);

    let settings = json!({
        "note": "For the wall\nin the hall",
        "notBefore": "2025-10-09T09:00:00Z",
        "allowedAddresses": ["10.1.2.3/8", "::ffff:192.0.2.7", "2001:DB8::/32"],
        "requestsPerSecond": 5,
    });
    let made = make(&world, settings).await;
    assert_eq!(made["note"], "For the wall\nin the hall");
    assert_eq!(made["notBefore"], "2025-10-09T09:00:00.000Z");
    assert_eq!(
        made["allowedAddresses"],
        json!(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"])
    );
    assert_eq!(made["requestsPerSecond"], 5);
    assert_eq!(made["state"], "notYetValid");

    let renamed = owner.patch(&path(&made), json!({ "name": "m" })).await.ok();
    for key in ["note", "notBefore", "allowedAddresses", "requestsPerSecond"] {
        assert_eq!(renamed[key], made[key], "{key}");
    }
    assert_eq!(renamed["revision"], 2);
    let lifted = json!({
        "note": null, "notBefore": null, "allowedAddresses": null, "requestsPerSecond": null,
    });
    let lifted = owner.patch(&path(&made), lifted).await.ok();
    assert_eq!(lifted["revision"], 3);
    for key in ["note", "notBefore", "allowedAddresses", "requestsPerSecond"] {
        assert_eq!(lifted[key], plain[key], "{key}");
    }
    let gone = owner.delete(&path(&made)).await.ok();
    assert_eq!(gone["revokedTime"], "2025-10-09T08:53:20.000Z");
    assert_eq!(gone["revokedByUserId"], world.owner);
}

#[tokio::test]
async fn a_call_from_elsewhere_or_too_early_is_answered_like_an_unknown_token() {
    let config = HttpConfig {
        trusted_proxies: vec!["192.0.2.7".parse().unwrap()],
        ..HttpConfig::default()
    };
    let world = World::with(config, Limits::default()).await;
    let unknown = {
        let (_, secret) = basekey_access::Secret::mint(&basekey_model::testing::Fixed::new(9));
        world.bearer(secret.expose()).get(&world.table()).await
    };
    unknown.is(401, "UNAUTHORIZED");
    let same = |reply: &crate::support::Reply| {
        assert_eq!(reply.text(), unknown.text());
        assert_eq!(
            reply.header("www-authenticate"),
            unknown.header("www-authenticate")
        );
    };
    let soon = world.app.now().plus_seconds(60).to_string();
    let early = make(&world, json!({ "notBefore": soon })).await;
    same(
        &world
            .bearer(&text(&early["token"]))
            .get(&world.table())
            .await,
    );
    world.clock.advance_seconds(60);
    world
        .bearer(&text(&early["token"]))
        .get(&world.table())
        .await
        .ok();

    // Behind a proxy it is the client's address that counts.
    let made = make(&world, json!({ "allowedAddresses": ["203.0.113.0/24"] })).await;
    let client = world.bearer(&text(&made["token"]));
    let from = async |address: &str| {
        let headers = [("x-forwarded-for", address)];
        client
            .send(Method::GET, &world.table(), &headers, Body::empty())
            .await
    };
    same(&client.get(&world.table()).await);
    same(&from("198.51.100.1").await);
    from("203.0.113.9").await.ok();

    let owner = world.acting("owner@example.com");
    let kept = owner.get(&format!("{}/refusals", path(&made))).await.ok();
    let kept = kept["refusals"].as_array().unwrap();
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (&kept[0]["reason"], &kept[0]["address"]),
        (&json!("address"), &json!("198.51.100.1"))
    );
    assert_eq!(kept[0]["scopes"], json!([]));
    let shown = owner.get(&path(&made)).await.ok();
    assert_eq!(shown["refusedLastDay"], 2);
    let listed = owner.get("/api/tokens").await.ok();
    assert_eq!(listed["tokens"][0]["refusedLastDay"], 2);
}

#[tokio::test]
async fn refusals_name_scopes_and_role() {
    let world = World::new().await;
    let made = make(&world, json!({})).await;
    let client = world.bearer(&text(&made["token"]));
    client
        .post(&world.table(), json!({ "fields": {} }))
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    client.get(&format!("/v0/meta/bases/{}", world.base)).await;
    let owner = world.acting("owner@example.com");
    let kept = owner.get(&format!("{}/refusals", path(&made))).await.ok();
    let kept = &kept["refusals"];
    assert_eq!(kept[1]["scopes"], json!(["data.records:write"]));
    assert_eq!(kept[1]["anyOf"], false);
    assert_eq!(
        kept[0]["scopes"],
        json!(["schema.bases:read", "workspacesAndBases:read"])
    );
    assert_eq!(
        (&kept[0]["anyOf"], &kept[0]["role"]),
        (&json!(true), &Value::Null)
    );
}

#[tokio::test]
async fn a_tokens_own_limit_holds_though_no_others_are_on() {
    let world = World::new().await;
    let made = make(&world, json!({ "requestsPerSecond": 3 })).await;
    let client = world.bearer(&text(&made["token"]));
    let mut refused = None;
    for turn in 0..50 {
        let reply = client.get(&world.table()).await;
        if reply.status != 200 {
            refused = Some((turn, reply));
            break;
        }
    }
    let (turn, reply) = refused.unwrap();
    assert!(turn >= 3, "three a second are free, {turn} were");
    reply.is(429, "RATE_LIMIT_REACHED");
    assert_eq!(reply.header("retry-after"), Some("30"));
    // Others are not held up, and it is no refusal that its owner must look at.
    for _ in 0..20 {
        world.good().get(&world.table()).await.ok();
    }
    let owner = world.acting("owner@example.com");
    let kept = owner.get(&format!("{}/refusals", path(&made))).await.ok();
    assert_eq!(kept["refusals"], json!([]));
    // A greater limit holds at once.
    let more = json!({ "requestsPerSecond": 1000 });
    owner.patch(&path(&made), more).await.ok();
    client.get(&world.table()).await.ok();
}

#[tokio::test]
async fn a_stale_edit_is_told_and_changes_nothing() {
    let world = World::new().await;
    let made = make(&world, json!({})).await;
    let owner = world.acting("owner@example.com");
    let rename = |name: &str, revision| json!({ "name": name, "ifRevision": revision });
    owner.patch(&path(&made), rename("a", 1)).await.ok();
    let stale = owner.patch(&path(&made), rename("b", 1)).await;
    stale.is(422, "CHANGED_MEANWHILE");
    assert!(
        stale.message().contains("revision 2"),
        "{}",
        stale.message()
    );
    let now = owner.get(&path(&made)).await.ok();
    assert_eq!((&now["name"], &now["revision"]), (&json!("a"), &json!(2)));
    owner
        .patch(&path(&made), json!({ "name": "c", "ifRevision": null }))
        .await
        .ok();
}

#[tokio::test]
async fn widening_from_a_browser_needs_a_fresh_password() {
    let world = World::new().await;
    let user = format!("/api/users/{}", world.owner);
    world
        .operator()
        .patch(&user, json!({ "password": "correct horse" }))
        .await
        .ok();
    let made = make(&world, json!({ "allowedAddresses": ["192.0.2.7"] })).await;
    let cookie = world.sign_in(&world.owner).await;
    let browser = world.session(&cookie);
    let anywhere = json!({ "allowedAddresses": [] });
    browser.patch(&path(&made), anywhere.clone()).await.ok();
    let back = json!({ "allowedAddresses": ["192.0.2.7"] });
    world.clock.advance_seconds(15 * 60);
    browser.patch(&path(&made), back).await.ok();
    let refused = browser.patch(&path(&made), anywhere.clone()).await;
    refused.is(403, "CONFIRMATION_REQUIRED");
    assert!(refused.header("www-authenticate").is_none());
    let now = browser.get(&path(&made)).await.ok();
    assert_eq!(now["allowedAddresses"], json!(["192.0.2.7"]));
    // Nor is there another way to the same: a new text is a new right.
    let regenerate = format!("{}/regenerate", path(&made));
    let duplicate = format!("{}/duplicate", path(&made));
    for (at, body) in [
        ("/api/tokens", new(&json!({}))),
        (regenerate.as_str(), json!({})),
        (duplicate.as_str(), json!({})),
    ] {
        browser
            .post(at, body)
            .await
            .is(403, "CONFIRMATION_REQUIRED");
    }
    browser
        .post(&format!("{}/pause", path(&made)), json!({}))
        .await
        .ok();
    browser
        .post(&format!("{}/resume", path(&made)), json!({}))
        .await
        .ok();
    let confirm = async |password: &str| {
        browser
            .post("/api/session/confirm", json!({ "password": password }))
            .await
    };
    confirm("battery staple")
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    browser
        .patch(&path(&made), anywhere.clone())
        .await
        .is(403, "CONFIRMATION_REQUIRED");
    let confirmed = confirm("correct horse").await.ok();
    let until = world.app.now().plus_seconds(15 * 60).to_string();
    assert_eq!(confirmed, json!({ "confirmedUntil": until }));
    browser.patch(&path(&made), anywhere).await.ok();
    // It is the session that was confirmed, and another site can not ask for it.
    let sent = format!("basekey_session={cookie}");
    let headers = [
        ("content-type", "application/json"),
        ("origin", "https://elsewhere.example"),
        ("sec-fetch-site", "cross-site"),
        ("cookie", &*sent),
    ];
    let body = Body::from(json!({ "password": "correct horse" }).to_string());
    world
        .anonymous()
        .send(Method::POST, "/api/session/confirm", &headers, body)
        .await
        .is(403, "CROSS_SITE_REQUEST");
    let log = browser.get("/api/audit").await.ok();
    let actions: Vec<_> = log["entries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| text(&entry["action"]))
        .collect();
    assert!(
        actions.contains(&"session.confirmed".to_owned()),
        "{actions:?}"
    );
    assert!(
        actions.contains(&"signIn.refused".to_owned()),
        "{actions:?}"
    );
    assert!(!log.to_string().contains("correct horse"));
}

#[tokio::test]
async fn a_text_is_told_apart_and_an_old_one_ended() {
    let world = World::new().await;
    let made = make(&world, json!({})).await;
    let owner = world.acting("owner@example.com");
    let find = async |token: &Value| {
        owner
            .post("/api/tokens/find", json!({ "token": token }))
            .await
    };
    world
        .bearer(&text(&made["token"]))
        .get(&world.table())
        .await
        .ok();
    let later = world.app.now().plus_seconds(3600).to_string();
    let again = owner
        .post(
            &format!("{}/regenerate", path(&made)),
            json!({ "oldSecretEnds": later }),
        )
        .await
        .ok();
    let old = find(&made["token"]).await.ok();
    assert_eq!(
        old,
        json!({ "tokenId": made["id"], "name": "n", "state": "active", "secret": "old" })
    );
    assert_eq!(find(&again["token"]).await.ok()["secret"], "current");
    let end = format!("{}/end-old-secret", path(&made));
    let ended = owner.post(&end, json!({})).await.ok();
    assert_eq!(
        ended["secrets"][0]["ends"],
        world.app.now().to_string().as_str()
    );
    assert!(ended.get("token").is_none());
    assert_eq!(find(&made["token"]).await.ok()["secret"], "ended");
    world
        .bearer(&text(&made["token"]))
        .get(&world.table())
        .await
        .is(401, "UNAUTHORIZED");
    owner.post(&end, json!({})).await.is(422, "INVALID_REQUEST");
    world
        .bearer(&text(&again["token"]))
        .get(&world.table())
        .await
        .ok();

    find(&json!("pat123"))
        .await
        .is(422, "INVALID_REQUEST_UNKNOWN");
    world.user("ann@example.com").await;
    let ann = world.acting("ann@example.com");
    let body = json!({ "token": again["token"] });
    ann.post("/api/tokens/find", body.clone())
        .await
        .is(404, "MODEL_ID_NOT_FOUND");
    world
        .good()
        .post("/api/tokens/find", body)
        .await
        .is(403, "INVALID_PERMISSIONS");
}
