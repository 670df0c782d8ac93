//! Tokens, refusals and scopes as people see them.

use anyhow::Result;
use basekey_access::SCOPES;
use hyper::Method;
use serde_json::{Value, json};

use super::{OwnerArgs, TokenArgs};
use crate::client::Api;
use crate::cmd::{list, short_time, text};
use crate::out;

/// Shows a token with its text.
pub(super) fn show_new(made: &Value, as_json: bool) {
    if as_json {
        out::json(made);
        return;
    }
    out::line(format!("{} {}", text(made, "id"), text(made, "name")));
    match made["token"].as_str() {
        Some(secret) => out::line(format!(
            "\n  {secret}\n\nKeep it now: it is not shown again."
        )),
        None => out::line("This key was used before, so nothing was changed and no text was made."),
    }
}

pub(super) async fn show_all(api: &Api, args: &OwnerArgs, as_json: bool) -> Result<()> {
    let answer = api.get("/api/tokens", args.user.as_deref()).await?;
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let rows: Vec<_> = list(&answer, "tokens")
        .iter()
        .map(|token| {
            let last = text(&token["lastUsed"], "time");
            vec![
                text(token, "id").to_owned(),
                out::brief(text(token, "name"), 30),
                text(token, "state").to_owned(),
                access_words(token),
                token["expires"]
                    .as_str()
                    .map_or_else(|| "never".to_owned(), short_time),
                if last.is_empty() {
                    "never".to_owned()
                } else {
                    short_time(last)
                },
            ]
        })
        .collect();
    out::text(out::table(
        &["ID", "NAME", "STATE", "ACCESS", "EXPIRES", "LAST USED"],
        &rows,
    ));
    Ok(())
}

fn access_words(token: &Value) -> String {
    match list(&token["access"], "ids") {
        _ if text(&token["access"], "mode") == "all" => "all".to_owned(),
        [] => "nothing".to_owned(),
        [one] => one.as_str().unwrap_or_default().to_owned(),
        several => format!("{} workspaces or bases", several.len()),
    }
}

pub(super) fn show(token: &Value, as_json: bool) {
    if as_json {
        out::json(token);
        return;
    }
    let line = |name: &str, value: &str| out::line(format!("{name:<12}{value}"));
    line("Id", text(token, "id"));
    line("Name", text(token, "name"));
    line("State", text(token, "state"));
    let scopes: Vec<_> = list(token, "scopes")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    line("Scopes", &scopes.join(", "));
    let ids: Vec<_> = list(&token["access"], "ids")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    line(
        "Access",
        &if ids.is_empty() {
            access_words(token)
        } else {
            ids.join(", ")
        },
    );
    line("Expires", token["expires"].as_str().unwrap_or("never"));
    line("Created", text(token, "createdTime"));
    match token["lastUsed"].as_object() {
        None => line("Last used", "never"),
        Some(last) => {
            let part = |key: &str| {
                last.get(key)
                    .and_then(Value::as_str)
                    .unwrap_or("-")
                    .to_owned()
            };
            line(
                "Last used",
                &format!(
                    "{} from {} by {}",
                    part("time"),
                    part("address"),
                    part("client")
                ),
            );
        }
    }
    for secret in list(token, "secrets") {
        let state = if secret["live"] == true {
            "live"
        } else {
            "ended"
        };
        let ends = match text(secret, "ends") {
            "never" => String::new(),
            "atFirstUse" => ", ends when the newer one is first used".to_owned(),
            at => format!(", ends {at}"),
        };
        line(
            "Secret",
            &format!("made {}, {state}{ends}", text(secret, "createdTime")),
        );
    }
}

pub(super) async fn refusals(api: &Api, args: &TokenArgs, as_json: bool) -> Result<()> {
    let answer = args.call(api, Method::GET, "/refusals", None).await?;
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let rows: Vec<_> = list(&answer, "refusals")
        .iter()
        .map(|refusal| {
            vec![
                short_time(text(refusal, "time")),
                text(refusal, "requestId").to_owned(),
                text(refusal, "operation").to_owned(),
                text(refusal, "resource").to_owned(),
                text(refusal, "reason").to_owned(),
                text(refusal, "detail").to_owned(),
            ]
        })
        .collect();
    out::text(out::table(
        &["TIME", "REQUEST", "OPERATION", "ON", "REASON", ""],
        &rows,
    ));
    Ok(())
}

pub(super) fn scopes(as_json: bool) {
    if as_json {
        let all: Vec<_> = SCOPES
            .iter()
            .map(|info| json!({ "name": info.name, "group": info.group, "title": info.title, "meaning": info.meaning }))
            .collect();
        out::json(&json!({ "scopes": all }));
        return;
    }
    let rows: Vec<_> = SCOPES
        .iter()
        .map(|info| vec![info.name.to_owned(), info.meaning.to_owned()])
        .collect();
    out::text(out::table(&["SCOPE", "ALLOWS ITS HOLDER TO"], &rows));
}
