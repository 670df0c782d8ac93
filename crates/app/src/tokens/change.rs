//! Changing a token's settings and state.

use basekey_access::{Operation, Permit, Token, TokenEdit as AccessEdit, may_mint, op};
use basekey_model::id::TokenId;
use basekey_store::UserKey;
use serde_json::json;

use super::{TokenEdit, TokenInfo, check_access, end_of, home, minter, own_token, settings_json};
use crate::audit::Actor;
use crate::error::{AppError, Missing, Result};
use crate::{App, Ctx};
use basekey_model::time::Millis;

impl App {
    /// Changes name, scopes, access or end; the secret stays.
    pub async fn edit_token(
        &self,
        permit: Permit<op::EditToken>,
        ctx: &Ctx,
        id: &str,
        edit: TokenEdit,
    ) -> Result<TokenInfo> {
        self.step(
            permit,
            ctx,
            id,
            "token.edited",
            move |read, permit, token, now| {
                if let Some(access) = &edit.access {
                    check_access(read, token.owner, access)?;
                }
                let expires = match edit.expires {
                    Some(expiry) => Some(end_of(read, expiry, now)?),
                    None => None,
                };
                let edit = AccessEdit {
                    name: edit.name,
                    scopes: edit.scopes,
                    access: edit.access,
                    expires,
                };
                token.edit(edit, now)?;
                if let Some(minter) = minter(read, permit)? {
                    may_mint(&minter, &token.settings(), &home(read))?;
                }
                Ok(())
            },
        )
        .await
    }

    /// Refuses a token for a while.
    pub async fn pause_token(
        &self,
        permit: Permit<op::PauseToken>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<TokenInfo> {
        self.step(permit, ctx, id, "token.paused", |_, _, token, _| {
            Ok(token.pause()?)
        })
        .await
    }

    /// Ends a pause.
    pub async fn resume_token(
        &self,
        permit: Permit<op::ResumeToken>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<TokenInfo> {
        self.step(permit, ctx, id, "token.resumed", |_, _, token, _| {
            Ok(token.resume()?)
        })
        .await
    }

    /// Refuses a token for good, from the next request on.
    pub async fn revoke_token(
        &self,
        permit: Permit<op::RevokeToken>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<TokenInfo> {
        self.step(permit, ctx, id, "token.revoked", |_, _, token, now| {
            Ok(token.revoke(now)?)
        })
        .await
    }

    async fn step<O, F>(
        &self,
        permit: Permit<O>,
        ctx: &Ctx,
        id: &str,
        action: &'static str,
        change: F,
    ) -> Result<TokenInfo>
    where
        O: Operation + 'static,
        F: FnOnce(&dyn basekey_store::Read, &Permit<O>, &mut Token, Millis) -> Result<()>
            + Send
            + 'static,
    {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        let (actor, now, unwritten) = (Actor::of(ctx), self.now(), self.unwritten_use(id));
        let info = self
            .write_directory(move |tx| {
                let before = own_token(tx.reader(), &permit, id)?;
                let mut token = before.clone();
                change(tx.reader(), &permit, &mut token, now)?;
                tx.put_token(&token)?;
                let detail =
                    json!({ "before": settings_json(&before), "after": settings_json(&token) });
                actor.log(tx, now, action, Some(id.to_string()), detail)?;
                let owner = tx.user(UserKey::No(token.owner))?.ok_or(Missing::User)?;
                let last = tx.token(id)?.and_then(|stored| stored.last_used);
                Ok::<_, AppError>(TokenInfo::of(
                    &token,
                    owner.id,
                    owner.active,
                    unwritten.or(last),
                    now,
                ))
            })
            .await?;
        Ok(info)
    }
}
