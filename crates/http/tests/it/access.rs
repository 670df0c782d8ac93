//! Every operation of the OpenAPI document, called by every kind of caller.
//!
//! What each is answered is checked in as `outcomes.txt`, and operations that
//! no recipe below can call must be listed in `uncovered.txt`, which is empty.

use std::collections::BTreeMap;
use std::fmt::Write;

use axum::body::Body;
use axum::http::Method;
use basekey_access::{Op, Role, Secret};
use basekey_model::testing::Fixed;
use serde_json::{Value, json};

mod recipe;

use recipe::recipe;

use crate::support::{Caller, Client, World, all_scopes, compare, fields};

/// One operation as the document describes it.
struct Described {
    id: String,
    method: Method,
    path: String,
    op: Option<Op>,
}

fn described() -> Vec<Described> {
    let document: Value = serde_json::from_str(&basekey_http::openapi_json()).unwrap();
    let mut found = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let name = operation.get("x-basekey-operation").and_then(Value::as_str);
            found.push(Described {
                id: operation["operationId"].as_str().unwrap().to_owned(),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                op: name.map(|name| *Op::ALL.iter().find(|op| op.name() == name).unwrap()),
            });
        }
    }
    found.sort_by(|a, b| a.id.cmp(&b.id));
    found
}

/// The callers, in the order in which they call: those who may, last.
async fn callers(world: &World, op: Option<Op>) -> Vec<(&'static str, Caller)> {
    let everything = json!({ "mode": "all" });
    let owner = "owner@example.com";
    let operator = world.acting(owner);
    let token =
        async |scopes: &[&str], access: Value| world.mint_whole(owner, scopes, access).await;
    let text = |made: &Value| Caller::Token(made["token"].as_str().unwrap().to_owned());
    let path = |made: &Value| format!("/api/tokens/{}", made["id"].as_str().unwrap());
    let all = all_scopes();

    let (_, unknown) = Secret::mint(&Fixed::new(77));
    let mut mistyped = world.token.clone();
    let last = if mistyped.pop() == Some('0') {
        '1'
    } else {
        '0'
    };
    mistyped.push(last);

    let bounded = async |settings: Value| {
        let made = token(&all, everything.clone()).await;
        operator.patch(&path(&made), settings).await.ok();
        text(&made)
    };
    let tomorrow = world.app.now().plus_seconds(24 * 3600).to_string();
    let early = bounded(json!({ "notBefore": tomorrow })).await;
    let elsewhere_only = bounded(json!({ "allowedAddresses": ["198.51.100.0/24"] })).await;

    let paused = token(&all, everything.clone()).await;
    operator
        .post(&format!("{}/pause", path(&paused)), json!({}))
        .await
        .ok();
    let expired = token(&all, everything.clone()).await;
    let soon = world.app.now().plus_seconds(1).to_string();
    operator
        .patch(&path(&expired), json!({ "expires": soon }))
        .await
        .ok();
    let revoked = token(&all, everything.clone()).await;
    operator.delete(&path(&revoked)).await.ok();

    let gone = world.user("gone@example.com").await;
    world.role_on_workspace(&gone, Some("owner")).await;
    let orphan = world
        .mint("gone@example.com", &all, everything.clone())
        .await;
    world
        .operator()
        .patch(&format!("/api/users/{gone}"), json!({ "active": false }))
        .await
        .ok();

    let needed: Vec<_> = op
        .map_or(&[][..], |op| op.info().scopes.listed())
        .iter()
        .map(|scope| scope.name())
        .collect();
    let lacking: Vec<_> = all
        .iter()
        .copied()
        .filter(|scope| !needed.contains(scope))
        .collect();
    let scopeless = token(&lacking, everything.clone()).await;

    let elsewhere = operator
        .post("/api/workspaces", json!({ "name": "Elsewhere" }))
        .await
        .ok();
    let narrow = token(
        &all,
        json!({ "mode": "specificModelIds", "ids": [elsewhere["id"]] }),
    )
    .await;

    // One role below what is needed: none at all, if read-only is enough.
    let low = world.user("low@example.com").await;
    let below = op
        .and_then(|op| op.info().role)
        .and_then(|role| Role::ALL.iter().rev().find(|other| **other < role));
    world
        .role_on_workspace(&low, below.map(|role| role.wire()))
        .await;
    let low_token = world
        .mint("low@example.com", &all, everything.clone())
        .await;
    let low_cookie = world.sign_in(&low).await;

    let good = token(&all, everything).await;
    let cookie = world.sign_in(&world.owner).await;
    world.clock.advance_seconds(2);
    vec![
        ("anonymous", Caller::Anonymous),
        ("malformed token", Caller::Token("pat123".to_owned())),
        ("mistyped token", Caller::Token(mistyped)),
        ("unknown token", Caller::Token(unknown.expose().to_owned())),
        ("token not valid yet", early),
        ("token from another address", elsewhere_only),
        ("paused token", text(&paused)),
        ("expired token", text(&expired)),
        ("revoked token", text(&revoked)),
        ("token of a deactivated user", Caller::Token(orphan)),
        ("token without the scope", text(&scopeless)),
        ("token without the access", text(&narrow)),
        ("token of a too low role", Caller::Token(low_token)),
        ("session of a too low role", Caller::Session(low_cookie)),
        ("good token", text(&good)),
        ("session", Caller::Session(cookie)),
        ("operator", Caller::Operator(Some(owner.to_owned()))),
    ]
}

#[tokio::test]
async fn every_operation_is_called_by_every_kind_of_caller() {
    let mut table = String::new();
    let mut uncovered = String::new();
    for operation in described() {
        let world = World::new().await;
        if ["signIn", "confirmSession"].contains(&&*operation.id) {
            let path = format!("/api/users/{}", world.owner);
            world
                .operator()
                .patch(&path, json!({ "password": "correct horse" }))
                .await
                .ok();
        }
        let mut outcomes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for (turn, (name, caller)) in callers(&world, operation.op).await.into_iter().enumerate() {
            let Some(recipe) = recipe(&world, &operation, turn).await else {
                writeln!(uncovered, "{}", operation.id).unwrap();
                break;
            };
            let body = recipe
                .body
                .map_or(Body::empty(), |body| Body::from(body.to_string()));
            let headers: &[_] = &[("content-type", "application/json")];
            let reply = Client::new(&world.server, caller)
                .send(operation.method.clone(), &recipe.path, headers, body)
                .await;
            if reply.status == 401 {
                assert!(
                    reply.headers.contains_key("www-authenticate"),
                    "{} {name}",
                    operation.id
                );
            }
            let mut outcome = reply.outcome();
            if let Some(challenge) = reply
                .header("www-authenticate")
                .filter(|challenge| challenge.contains("scope="))
            {
                write!(outcome, " {}", challenge.split("scope=").nth(1).unwrap()).unwrap();
            }
            outcomes.entry(outcome).or_default().push(name);
        }
        writeln!(
            table,
            "{} {} {}",
            operation.id, operation.method, operation.path
        )
        .unwrap();
        for (outcome, names) in outcomes {
            writeln!(table, "  {outcome}: {}", names.join(", ")).unwrap();
        }
    }
    compare("tests/it/outcomes.txt", &table);
    let expected = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/it/uncovered.txt"
    ))
    .unwrap();
    assert_eq!(uncovered, expected, "operations that no recipe calls");
}

/// What is allowed must not depend on how a request is spelled: a base seen
/// through another's path, a token in another scheme's clothes.
#[tokio::test]
async fn access_holds_whatever_the_spelling() {
    let world = World::new().await;
    let other = world.new_base(&world.workspace, "Other").await;
    let access = json!({ "mode": "specificModelIds", "ids": [world.base] });
    let token = world.mint("owner@example.com", &all_scopes(), access).await;
    let client = world.bearer(&token);
    client.get(&world.table()).await.ok();
    let denied = client.get(&format!("/v0/{other}/Tasks")).await;
    denied.is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    let absent = client.get("/v0/appZZZZZZZZZZZZZZ/Tasks").await;
    assert_eq!(
        denied.text(),
        absent.text(),
        "what may not be seen looks like what is not there"
    );
    client
        .get(&format!("/v0/{}/NoSuchTable", world.base))
        .await
        .is(403, "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND");
    let bases = client.get("/v0/meta/bases").await.ok();
    assert_eq!(bases["bases"].as_array().unwrap().len(), 1);
    let path = format!("/v0/{other}/Tasks/{}", world.records[0]);
    world.good().get(&path).await.is(404, "MODEL_ID_NOT_FOUND");
    assert_eq!(fields().as_array().unwrap().len(), 21);
    for scheme in ["bearer", "BEARER", "Bearer "] {
        let headers = [("authorization", format!("{scheme} {token}"))];
        let headers: Vec<_> = headers
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        assert_eq!(
            world
                .anonymous()
                .send(Method::GET, &world.table(), &headers, Body::empty())
                .await
                .status,
            200
        );
    }
    for header in [format!("Basic {token}"), token.clone(), "Bearer".to_owned()] {
        let headers = [("authorization", header.as_str())];
        let reply = world
            .anonymous()
            .send(Method::GET, &world.table(), &headers, Body::empty())
            .await;
        reply.is(401, "AUTHENTICATION_REQUIRED");
    }
    world
        .anonymous()
        .get(&format!("{}?api_key={token}", world.table()))
        .await
        .is(401, "AUTHENTICATION_REQUIRED");
    let headers = [("x-basekey-act-as", "owner@example.com")];
    let reply = world
        .anonymous()
        .send(Method::GET, "/api/account", &headers, Body::empty())
        .await;
    reply.is(401, "AUTHENTICATION_REQUIRED");
}
