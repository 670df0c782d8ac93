use basekey_access::op;
use basekey_app::{NewToken, OldSecretEnds, TokenEdit};

use crate::error::Answer;
use crate::extract::{Call, shaped};
use crate::wire::json;
use crate::wire::own::{
    DuplicateIn, NewTokenIn, RefusalOut, RefusalsOut, RegenerateIn, TokenEditIn, TokenOut,
    TokensOut, expiry, moment,
};

/// Lists the caller's tokens, newest first, revoked ones included. A token
/// sees those that it may manage.
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
/// itself in scope, access and life.
#[utoipa::path(
    post, path = "/api/tokens", operation_id = "createToken", tag = "Tokens",
    request_body = NewTokenIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn create(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::CreateToken>().await?;
    let body: NewTokenIn = call.json().await?;
    let new = NewToken {
        name: body.name,
        scopes: body.scopes,
        access: body.access,
        expires: expiry(&body.expires)?.unwrap_or_default(),
    };
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
#[utoipa::path(
    patch, path = "/api/tokens/{tokenId}", operation_id = "editToken", tag = "Tokens",
    request_body = TokenEditIn,
    responses((status = 200, body = TokenOut))
)]
pub(super) async fn edit(mut call: Call) -> Answer {
    let id = token_path(&mut call).await?;
    let ctx = call.ctx::<op::EditToken>().await?;
    let body: TokenEditIn = call.json().await?;
    let edit = TokenEdit {
        name: body.name,
        scopes: body.scopes,
        access: body.access,
        expires: expiry(&body.expires)?,
    };
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

async fn token_path(call: &mut Call) -> Answer<String> {
    let [id] = call.path().await?;
    shaped(&id, "pat")?;
    Ok(id)
}
