//! Asking the audit log, taking it away as a file, and a token's own history.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::support::{World, text};

fn actions(page: &Value) -> Vec<String> {
    let entries = page["entries"].as_array().unwrap();
    entries.iter().map(|entry| text(&entry["action"])).collect()
}

#[tokio::test]
async fn the_log_is_filtered_by_each_part_and_by_all() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    let owner = world.acting("owner@example.com");
    let manager = world
        .mint_whole(
            "ann@example.com",
            &["tokens:manage", "data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    world.clock.advance_seconds(60);
    let body = json!({ "name": "n", "scopes": ["data.records:read"], "access": { "mode": "all" } });
    let made = world
        .bearer(manager["token"].as_str().unwrap())
        .post("/api/tokens", body)
        .await
        .ok();
    let moment = world.app.now().to_string();
    world.clock.advance_seconds(60);
    let path = format!("/api/tokens/{}", text(&made["id"]));
    world.acting("ann@example.com").delete(&path).await.ok();
    let ask = async |query: &str| actions(&owner.get(&format!("/api/audit?{query}")).await.ok());
    assert_eq!(
        ask(&format!("subject={}", text(&made["id"]))).await,
        ["token.revoked", "token.created"]
    );
    assert_eq!(
        ask(&format!("tokenId={}", text(&manager["id"]))).await,
        ["token.created"]
    );
    assert_eq!(
        ask(&format!("userId={ann}")).await,
        ["token.revoked", "token.created", "token.created"]
    );
    assert_eq!(ask("action=token.revoked").await, ["token.revoked"]);
    assert_eq!(
        ask("action=token").await,
        [
            "token.revoked",
            "token.created",
            "token.created",
            "token.created"
        ]
    );
    assert_eq!(ask("action=tok").await, [""; 0]);
    assert_eq!(
        ask(&format!("from={moment}")).await,
        ["token.revoked", "token.created"]
    );
    assert_eq!(
        ask(&format!("from={moment}&to={moment}")).await,
        [""; 0],
        "the end is not among them"
    );
    assert_eq!(
        ask(&format!(
            "action=token&userId={ann}&to={moment}&subject={}",
            text(&manager["id"])
        ))
        .await,
        ["token.created"]
    );
    // Filtered pages follow each other.
    let first = owner
        .get(&format!("/api/audit?userId={ann}&limit=2"))
        .await
        .ok();
    assert_eq!(actions(&first), ["token.revoked", "token.created"]);
    let second = owner
        .get(&format!(
            "/api/audit?userId={ann}&limit=2&before={}",
            first["next"]
        ))
        .await
        .ok();
    assert_eq!(actions(&second), ["token.created"]);
    assert_eq!(second["next"], Value::Null);
    // People are called what they are called now.
    assert_eq!(first["entries"][0]["userName"], "ann");
    let body = json!({ "name": "Ann Other" });
    world
        .operator()
        .patch(&format!("/api/users/{ann}"), body)
        .await
        .ok();
    let page = owner.get(&format!("/api/audit?userId={ann}")).await.ok();
    assert_eq!(page["entries"][0]["userName"], "Ann Other");
}

/// Splits a CSV text by RFC 4180.
fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut cell)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            other => cell.push(other),
        }
    }
    assert!(row.is_empty() && cell.is_empty(), "ends with a whole line");
    rows
}

#[tokio::test]
async fn the_whole_log_is_one_file_that_no_spreadsheet_runs() {
    let world = World::new().await;
    let owner = world.acting("owner@example.com");
    let evil = "=HYPERLINK(\"http://evil.example\",\"a,b\")";
    let ann = owner
        .post(
            "/api/users",
            json!({ "email": "ann@example.com", "name": evil }),
        )
        .await
        .ok();
    // More than one part of the export.
    let link = format!("/api/users/{}/sign-in-link", text(&ann["id"]));
    for _ in 0..600 {
        owner.post(&link, json!({})).await.ok();
    }
    let made = owner.post(&link, json!({})).await.ok();
    let headers = [
        ("content-type", "application/json"),
        ("user-agent", "@SUM(1)"),
    ];
    let body = json!({ "code": made["code"] }).to_string();
    let signed_in = world
        .anonymous()
        .send(
            Method::POST,
            "/api/session/link",
            &headers,
            Body::from(body),
        )
        .await;
    signed_in.ok();
    let file = owner.get("/api/audit/export").await;
    assert_eq!(file.status, 200);
    assert_eq!(
        file.header("content-type"),
        Some("text/csv; charset=utf-8; header=present")
    );
    assert_eq!(
        file.header("content-disposition"),
        Some("attachment; filename=\"basekey-audit.csv\"")
    );
    let rows = rows(file.text());
    assert_eq!(
        rows[0].join(" "),
        "seq time action userId userName tokenId subject detail address client"
    );
    assert!(rows.iter().all(|row| row.len() == 10));
    let numbers: Vec<i64> = rows[1..]
        .iter()
        .map(|row| row[0].parse().unwrap())
        .collect();
    assert!(numbers.windows(2).all(|pair| pair[0] == pair[1] + 1));
    assert_eq!(numbers.last(), Some(&1));
    assert!(numbers.len() > 601);
    let newest = &rows[1];
    assert_eq!(newest[2], "signIn.done");
    assert_eq!(newest[4], format!("'{evil}"));
    assert_eq!(newest[7], "{\"by\":\"link\"}");
    assert_eq!(newest[8], "192.0.2.7");
    assert_eq!(newest[9], "'@SUM(1)");
    assert!(!file.text().contains(made["code"].as_str().unwrap()));
    // The same filters as the list's.
    let some = owner
        .get(&format!(
            "/api/audit/export?userId={}&action=signIn",
            text(&ann["id"])
        ))
        .await;
    assert_eq!(self::rows(some.text()).len(), 2);
    let none = owner.get("/api/audit/export?action=nothing").await;
    assert_eq!(self::rows(none.text()).len(), 1);
}

#[tokio::test]
async fn a_tokens_history_is_for_its_owner() {
    let world = World::new().await;
    let ann = world.user("ann@example.com").await;
    let made = world
        .mint_whole(
            "ann@example.com",
            &["data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    world
        .mint("ann@example.com", &[], json!({ "mode": "all" }))
        .await;
    let path = format!("/api/tokens/{}", text(&made["id"]));
    let annas = world.sign_in(&ann).await;
    let anna = world.session(&annas);
    anna.patch(&path, json!({ "name": "other" })).await.ok();
    anna.post(&format!("{path}/pause"), json!({})).await.ok();
    let page = anna.get(&format!("{path}/history")).await.ok();
    assert_eq!(
        actions(&page),
        ["token.paused", "token.edited", "token.created"]
    );
    assert_eq!(page["entries"][0]["userName"], "ann");
    let short = anna.get(&format!("{path}/history?limit=2")).await.ok();
    assert_eq!(short["next"], short["entries"][1]["seq"]);
    let rest = anna
        .get(&format!("{path}/history?before={}", short["next"]))
        .await
        .ok();
    assert_eq!(actions(&rest), ["token.created"]);
    // Not for others, whatever they own.
    let cookie = world.sign_in(&world.owner).await;
    for other in [world.session(&cookie), world.good()] {
        other
            .get(&format!("{path}/history"))
            .await
            .is(404, "MODEL_ID_NOT_FOUND");
    }
    // A token sees it of what it may manage.
    let manager = world
        .mint(
            "ann@example.com",
            &["tokens:manage", "data.records:read"],
            json!({ "mode": "all" }),
        )
        .await;
    world
        .bearer(&manager)
        .get(&format!("{path}/history"))
        .await
        .ok();
    let narrow = world
        .mint(
            "ann@example.com",
            &["tokens:manage"],
            json!({ "mode": "all" }),
        )
        .await;
    world
        .bearer(&narrow)
        .get(&format!("{path}/history"))
        .await
        .is(403, "INVALID_PERMISSIONS");
}
