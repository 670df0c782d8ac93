//! The caller's tokens, to look at and delete without a script: a leaked token
//! is no time for a broken bundle.

use std::fmt::Write as _;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use basekey_access::{TokenState, op};
use basekey_app::TokenInfo;

use super::html::{escape, query_value, see_other, wide_page};
use crate::error::{Answer, Code, Refusal};
use crate::extract::{Call, Query, shaped};

const HERE: &str = "/plain/tokens";

/// The list.
pub(super) async fn list(call: Call) -> Response {
    match tokens(&call).await {
        Ok(tokens) => show(&call, &tokens),
        Err(refusal) => elsewhere(refusal),
    }
}

async fn tokens(call: &Call) -> Answer<Vec<TokenInfo>> {
    let ctx = call.ctx::<op::ListTokens>().await?;
    let permit = call.account::<op::ListTokens>(&ctx)?;
    Ok(call.app().list_tokens(permit).await?)
}

fn show(call: &Call, tokens: &[TokenInfo]) -> Response {
    let mut body = String::new();
    if let Ok(Some(id)) = Query::parse(call.query()).text("deleted")
        && let Some(token) = tokens.iter().find(|token| token.id.to_string() == id)
    {
        // Writing to a string does not fail.
        let _ = write!(
            body,
            "<p role=\"status\">Deleted. {} is refused everywhere from now on.</p>",
            escape(&token.name)
        );
    }
    let live: Vec<_> = tokens
        .iter()
        .filter(|token| token.state != TokenState::Revoked)
        .collect();
    if live.is_empty() {
        body.push_str("<p>You have no token.</p>");
    }
    body.push_str("<ul>");
    for token in live {
        let name = escape(&token.name);
        let used = token.last_used.as_ref().map_or_else(
            || "never used".to_owned(),
            |last| {
                let from = last.origin.address.as_deref().unwrap_or("this machine");
                format!("last used {} from {}", last.at, escape(from))
            },
        );
        let _ = write!(
            body,
            "<li><div><strong>{name}</strong><br><span class=\"muted\"><code>{id}</code>, {state}, {used}</span></div>\
             <form method=\"post\" action=\"{HERE}/{id}/delete\">\
             <button class=\"danger\" aria-label=\"Delete token {name}\">Delete token</button></form></li>",
            id = token.id,
            state = token.state.name(),
        );
    }
    body.push_str(
        "</ul><p class=\"muted\">Deleting is for good: calls with the token are refused at once.</p>\
         <form method=\"post\" action=\"/sign-out\"><button class=\"plain\">Sign out</button></form>",
    );
    wide_page(StatusCode::OK, "Your tokens", &body)
}

/// Deletes one.
pub(super) async fn delete(mut call: Call) -> Response {
    match revoke(&mut call).await {
        Ok(id) => see_other(&format!("{HERE}?deleted={}", query_value(&id))),
        Err(refusal) => elsewhere(refusal),
    }
}

async fn revoke(call: &mut Call) -> Answer<String> {
    let [id] = call.path().await?;
    shaped(&id, "pat")?;
    let ctx = call.ctx::<op::RevokeToken>().await?;
    let permit = call.account::<op::RevokeToken>(&ctx)?;
    call.app().revoke_token(permit, &ctx, &id).await?;
    Ok(id)
}

/// Whoever is not signed in is sent to sign in; other refusals are told.
fn elsewhere(refusal: Refusal) -> Response {
    if refusal.code() == Code::AuthenticationRequired {
        return see_other(&format!("/sign-in?next={}", query_value(HERE)));
    }
    let status = refusal.code().status();
    if status.is_server_error() {
        return refusal.into_response();
    }
    wide_page(
        status,
        "That did not work",
        &format!(
            "<p class=\"bad\" role=\"alert\">{}</p><p><a href=\"{HERE}\">Your tokens</a></p>",
            escape(refusal.message())
        ),
    )
}
