use basekey_access::op;
use basekey_app::OldSecretEnds;

use super::audit;
use crate::error::Answer;
use crate::extract::{Call, Query, shaped};
use crate::wire::own::{
    ActivityOut, AuditOut, DuplicateIn, FindTokenIn, FoundTokenOut, NewTokenIn, RefusalOut,
    RefusalsOut, RegenerateIn, TokenEditIn, TokenOut, TokensOut, moment,
};
use crate::wire::{docs, json};

/// Lists the caller's tokens, newest first. A token sees those that it may
/// manage.
///
/// Revoked and expired tokens stay in the list for a year.
#[utoipa::path(
    get, path = "/api/tokens", operation_id = "listTokens", tag = "Tokens",
    responses((status = 200, body = TokensOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListTokens>().await?;
    let permit = call.account::<op::ListTokens>(&ctx)?;
    let tokens = call.app().list_tokens(permit).await?;
    json(&TokensOut {
        tokens: tokens
            .iter()
            .map(|token| TokenOut::of(token, None))
            .collect(),
    })
}

/// Makes a token. Its text is in this answer and nowhere else.
///
/// A token with `tokens:manage` can only make tokens that are narrower than
/// itself in scope, access, addresses, rate and life. Addresses and rate that
/// are not named are its own.
#[utoipa::path(
    post, path = "/api/tokens", operation_id = "createToken", tag = "Tokens",
    request_body = NewTokenIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::CreateToken>().await?;
    let body: NewTokenIn = call.json().await?;
    let new = body.read()?;
    let permit = call.account::<op::CreateToken>(&ctx)?;
    let (token, secret) = call.app().create_token(permit, &ctx, new).await?;
    json(&TokenOut::of(&token, Some(secret.expose())))
}

/// Reads a token's settings and state.
#[utoipa::path(
    get, path = "/api/tokens/{tokenId}", operation_id = "getToken", tag = "Tokens",
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn get(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::GetToken>().await?;
    let permit = call.account::<op::GetToken>(&ctx)?;
    json(&TokenOut::of(&call.app().token(permit, &id).await?, None))
}

/// Changes a token in place; its text stays the same.
///
/// A session that adds scopes, access or addresses must have signed in or been
/// confirmed within fifteen minutes: else 403 `CONFIRMATION_REQUIRED`.
#[utoipa::path(
    patch, path = "/api/tokens/{tokenId}", operation_id = "editToken", tag = "Tokens",
    request_body = TokenEditIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn edit(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::EditToken>().await?;
    let body: TokenEditIn = call.json().await?;
    let edit = body.read()?;
    let permit = call.account::<op::EditToken>(&ctx)?;
    json(&TokenOut::of(
        &call.app().edit_token(permit, &ctx, &id, edit).await?,
        None,
    ))
}

/// Refuses a token for good, from the next request on. Its history stays.
#[utoipa::path(
    delete, path = "/api/tokens/{tokenId}", operation_id = "revokeToken", tag = "Tokens",
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn revoke(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::RevokeToken>().await?;
    let permit = call.account::<op::RevokeToken>(&ctx)?;
    json(&TokenOut::of(
        &call.app().revoke_token(permit, &ctx, &id).await?,
        None,
    ))
}

/// Refuses a token until it is resumed.
#[utoipa::path(
    post, path = "/api/tokens/{tokenId}/pause", operation_id = "pauseToken", tag = "Tokens",
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn pause(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::PauseToken>().await?;
    let permit = call.account::<op::PauseToken>(&ctx)?;
    json(&TokenOut::of(
        &call.app().pause_token(permit, &ctx, &id).await?,
        None,
    ))
}

/// Ends a pause.
#[utoipa::path(
    post, path = "/api/tokens/{tokenId}/resume", operation_id = "resumeToken", tag = "Tokens",
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn resume(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::ResumeToken>().await?;
    let permit = call.account::<op::ResumeToken>(&ctx)?;
    json(&TokenOut::of(
        &call.app().resume_token(permit, &ctx, &id).await?,
        None,
    ))
}

/// Gives a token a new secret; id and settings stay.
///
/// The new text is in this answer and nowhere else. Repeating a call with the
/// same idempotency key changes nothing and shows no text.
#[utoipa::path(
    post, path = "/api/tokens/{tokenId}/regenerate", operation_id = "regenerateToken", tag = "Tokens",
    request_body = RegenerateIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn regenerate(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::RegenerateToken>().await?;
    let body: RegenerateIn = call.json_or_default().await?;
    let ends = match body.old_secret_ends.as_deref() {
        None | Some("now") => OldSecretEnds::Now,
        Some("atFirstUse") => OldSecretEnds::AtFirstUse,
        Some(text) => OldSecretEnds::At(moment("oldSecretEnds", text)?),
    };
    let header = call
        .headers()
        .get("idempotency-key")
        .and_then(|key| key.to_str().ok())
        .map(str::to_owned);
    let key = body.idempotency_key.or(header);
    let permit = call.account::<op::RegenerateToken>(&ctx)?;
    let done = call
        .app()
        .regenerate_token(permit, &ctx, &id, ends, key.as_deref())
        .await?;
    json(&TokenOut::regenerated(&done))
}

/// Ends every secret of a token but the newest at once.
#[utoipa::path(
    post, path = "/api/tokens/{tokenId}/end-old-secret", operation_id = "endOldSecret", tag = "Tokens",
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn end_old_secret(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::EndOldSecret>().await?;
    let permit = call.account::<op::EndOldSecret>(&ctx)?;
    json(&TokenOut::of(
        &call.app().end_old_secret(permit, &ctx, &id).await?,
        None,
    ))
}

/// Tells which of the caller's tokens a text is of.
#[utoipa::path(
    post, path = "/api/tokens/find", operation_id = "findToken", tag = "Tokens",
    request_body = FindTokenIn,
    responses((status = 200, body = FoundTokenOut))
)]
pub(super) async fn find(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::FindToken>().await?;
    let body: FindTokenIn = call.json().await?;
    let permit = call.account::<op::FindToken>(&ctx)?;
    let found = call.app().find_token(permit, &body.token).await?;
    json(&FoundTokenOut::from(found))
}

/// Makes a token with the settings of another.
#[utoipa::path(
    post, path = "/api/tokens/{tokenId}/duplicate", operation_id = "duplicateToken", tag = "Tokens",
    request_body = DuplicateIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn duplicate(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::DuplicateToken>().await?;
    let body: DuplicateIn = call.json_or_default().await?;
    let permit = call.account::<op::DuplicateToken>(&ctx)?;
    let (token, secret) = call
        .app()
        .duplicate_token(permit, &ctx, &id, body.name)
        .await?;
    json(&TokenOut::of(&token, Some(secret.expose())))
}

/// Reads why calls of a token were refused: the last fifty, newest first.
#[utoipa::path(
    get, path = "/api/tokens/{tokenId}/refusals", operation_id = "listRefusals", tag = "Tokens",
    responses((status = 200, body = RefusalsOut))
)]
pub(super) async fn refusals(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::ListRefusals>().await?;
    let permit = call.account::<op::ListRefusals>(&ctx)?;
    let refusals = call.app().list_refusals(permit, &id).await?;
    json(&RefusalsOut {
        refusals: refusals.into_iter().map(RefusalOut::from).collect(),
    })
}

/// Reads what a token was used for: hours of the last seven days, the last
/// calls, from where, and which operations.
#[utoipa::path(
    get, path = "/api/tokens/{tokenId}/activity", operation_id = "getTokenActivity", tag = "Tokens",
    responses((status = 200, body = ActivityOut))
)]
pub(super) async fn activity(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::GetTokenActivity>().await?;
    let permit = call.account::<op::GetTokenActivity>(&ctx)?;
    let activity = call.app().token_activity(permit, &id).await?;
    json(&ActivityOut::from(activity))
}

/// Reads what was done to a token, newest first.
#[utoipa::path(
    get, path = "/api/tokens/{tokenId}/history", operation_id = "getTokenHistory", tag = "Tokens",
    params(docs::PageParams),
    responses((status = 200, body = AuditOut))
)]
pub(super) async fn history(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::GetTokenHistory>().await?;
    let mut query = Query::parse(call.query());
    let (before, limit) = audit::page(&mut query)?;
    query.finish()?;
    let permit = call.account::<op::GetTokenHistory>(&ctx)?;
    json(&AuditOut::from(
        call.app().token_history(permit, &id, before, limit).await?,
    ))
}

async fn token_path(call: &mut Call) -> Answer<String> {
    let [id] = call.path().await?;
    shaped(&id, "pat")?;
    Ok(id)
}
