use basekey_access::{Scope, TokenState, op};
use basekey_app::TokenFilter;
use basekey_model::id::{BaseId, TokenId, UserId};

use crate::error::{Answer, Refusal};
use crate::extract::{Call, Query};
use crate::wire::own::{InstanceTokensOut, RevokeTokensIn, RevokedTokensOut};
use crate::wire::{docs, json};

/// Lists the tokens of all users, newest first. Those that ended over a year
/// ago are left out.
#[utoipa::path(
    get, path = "/api/instance/tokens", operation_id = "listAllTokens", tag = "Instance",
    params(docs::InstanceTokensParams),
    responses((status = 200, body = InstanceTokensOut))
)]
pub(super) async fn list(call: Call) -> Answer {
    let ctx = call.ctx::<op::ListAllTokens>().await?;
    let mut query = Query::parse(call.query());
    let user = query.text("user")?;
    let scope = query.text("scope")?;
    let base = query.text("base")?;
    let state = query.text("state")?;
    let unused_days = query.number("unusedDays")?;
    let older_than_days = query.number("olderThanDays")?;
    let search = query.text("search")?;
    let after = query.text("after")?;
    let limit = query.number("limit")?.unwrap_or(100);
    query.finish()?;
    let filter = TokenFilter {
        user: read("user", user, "must be the id of a user (usr…)", |text| {
            text.parse::<UserId>().ok()
        })?,
        scope: read(
            "scope",
            scope,
            "must be the name of a scope",
            Scope::from_name,
        )?,
        base: read("base", base, "must be the id of a base (app…)", |text| {
            text.parse::<BaseId>().ok()
        })?,
        state: read(
            "state",
            state,
            "must be a state of tokens such as `active`",
            TokenState::from_name,
        )?,
        unused_days: days("unusedDays", unused_days)?,
        older_than_days: days("olderThanDays", older_than_days)?,
        search,
    };
    let after = read(
        "after",
        after,
        "must be `next` of the page before",
        |text| text.parse::<TokenId>().ok(),
    )?;
    let limit = usize::try_from(limit)
        .ok()
        .filter(|limit| (1..=200).contains(limit))
        .ok_or_else(|| Refusal::parameter("limit", "must be a number from 1 to 200"))?;
    let permit = call.instance::<op::ListAllTokens>(&ctx)?;
    let page = call
        .app()
        .list_all_tokens(permit, filter, after, limit)
        .await?;
    json(&InstanceTokensOut::from(page))
}

/// Refuses tokens of any users for good, from the next request on. Those that
/// are not there, or were revoked before, do not hold up the others.
#[utoipa::path(
    post, path = "/api/instance/tokens/revoke", operation_id = "revokeTokens", tag = "Instance",
    request_body = RevokeTokensIn,
    responses((status = 200, body = RevokedTokensOut))
)]
pub(super) async fn revoke(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::RevokeTokens>().await?;
    let body: RevokeTokensIn = call.json().await?;
    let permit = call.instance::<op::RevokeTokens>(&ctx)?;
    let done = call
        .app()
        .revoke_tokens(permit, &ctx, body.token_ids, body.reason)
        .await?;
    json(&RevokedTokensOut::from(done))
}

fn read<T>(
    name: &str,
    text: Option<String>,
    wants: &str,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Answer<Option<T>> {
    match text {
        None => Ok(None),
        Some(text) => parse(&text)
            .map(Some)
            .ok_or_else(|| Refusal::parameter(name, wants)),
    }
}

/// A number of days within reason: a hundred years.
fn days(name: &str, number: Option<i64>) -> Answer<Option<u32>> {
    let Some(number) = number else {
        return Ok(None);
    };
    u32::try_from(number)
        .ok()
        .filter(|days| (1..=36_500).contains(days))
        .map(Some)
        .ok_or_else(|| Refusal::parameter(name, "must be a number from 1 to 36500"))
}
