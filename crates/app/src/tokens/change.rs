//! Changing a token's settings and state.

use basekey_access::{
    Operation, Permit, Revocation, Token, TokenEdit as AccessEdit, may_mint, op, widens,
};
use basekey_model::id::TokenId;
use serde_json::json;

use super::{TokenEdit, TokenInfo, check_access, end_of, home, minter, own_token, settings_json};
use crate::audit::Actor;
use crate::error::{Missing, Result};
use crate::policy::check_wanted;
use crate::sessions::require_confirmed;
use crate::{App, Ctx};
use basekey_model::time::Millis;

impl App {
    /// Changes a token's settings; the secret stays. A session that lets it do
    /// more, or from more addresses, must have been confirmed lately.
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
                    if_revision: edit.if_revision,
                    name: edit.name,
                    note: edit.note,
                    scopes: edit.scopes,
                    access: edit.access,
                    allowed_addresses: edit.allowed_addresses,
                    requests_per_second: edit.requests_per_second,
                    not_before: edit.not_before,
                    expires,
                };
                let before = token.settings();
                token.edit(edit, now)?;
                check_wanted(read, Some(&before), &token.settings())?;
                if widens(&before, &token.settings(), &home(read)) {
                    require_confirmed(read, permit.via(), now)?;
                }
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
        let revocation = Revocation {
            by: Actor::of(ctx).user,
            reason: None,
        };
        self.step(permit, ctx, id, "token.revoked", |_, _, token, now| {
            Ok(token.revoke(revocation, now)?)
        })
        .await
    }

    /// Ends every secret of a token but the newest at once.
    pub async fn end_old_secret(
        &self,
        permit: Permit<op::EndOldSecret>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<TokenInfo> {
        self.step(
            permit,
            ctx,
            id,
            "token.oldSecretEnded",
            |_, _, token, now| Ok(token.end_old_secrets(now)?),
        )
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
        let (app, actor, now) = (self.clone(), Actor::of(ctx), self.now());
        self.write_directory(move |tx| {
            let before = own_token(tx.reader(), &permit, id)?;
            let mut token = before.clone();
            change(tx.reader(), &permit, &mut token, now)?;
            tx.put_token(&token)?;
            let detail =
                json!({ "before": settings_json(&before), "after": settings_json(&token) });
            actor.log(tx, now, action, Some(id.to_string()), detail)?;
            app.token_as_seen(tx.reader(), &token, now)
        })
        .await
    }
}
