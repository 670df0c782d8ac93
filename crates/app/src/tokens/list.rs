//! Reading tokens and their refusals.

use basekey_access::{Operation, Permit, Token, manages, op};
use basekey_model::id::TokenId;
use basekey_model::time::Millis;
use basekey_store::{Cost, StoreExt, StoredRefusal, UserKey};

use super::{TokenInfo, home, own_token};
use crate::App;
use crate::error::{AppError, Missing, Result};

/// How long after its end a token is still listed, in seconds: a year.
const LISTED_SECONDS: i64 = 365 * 24 * 3600;

/// True for a token that ended so long ago that it is in no list any more.
pub(super) fn is_over(token: &Token, now: Millis) -> bool {
    let forgotten = now.plus_seconds(-LISTED_SECONDS);
    token.ended().is_some_and(|end| end < forgotten)
}

impl App {
    /// The caller's tokens, newest first; for a token that asks, those it may
    /// manage. Revoked and expired ones stay in the list for a year.
    pub async fn list_tokens(&self, permit: Permit<op::ListTokens>) -> Result<Vec<TokenInfo>> {
        let (now, app) = (self.now(), self.clone());
        self.store()
            .run_read(Cost::Short, move |read| {
                let owner = read
                    .user(UserKey::No(permit.user()))?
                    .ok_or(Missing::User)?;
                let mut found = Vec::new();
                for stored in read.tokens_of(owner.no)? {
                    if is_over(&stored.token, now) {
                        continue;
                    }
                    if let Some(minter) = permit.token_settings()
                        && manages(minter, &stored.token, &home(read)).is_err()
                    {
                        continue;
                    }
                    found.push(app.stored_as_seen(read, stored, &owner, now)?);
                }
                Ok::<_, AppError>(found)
            })
            .await
    }

    /// One of the caller's tokens.
    pub async fn token(&self, permit: Permit<op::GetToken>, id: &str) -> Result<TokenInfo> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        self.token_info(permit, id).await
    }

    pub(super) async fn token_info<O: Operation + 'static>(
        &self,
        permit: Permit<O>,
        id: TokenId,
    ) -> Result<TokenInfo> {
        let (now, app) = (self.now(), self.clone());
        self.store()
            .run_read(Cost::Short, move |read| {
                let token = own_token(read, &permit, id)?;
                app.token_as_seen(read, &token, now)
            })
            .await
    }

    /// Why calls of a token were refused, newest first, at most fifty.
    pub async fn list_refusals(
        &self,
        permit: Permit<op::ListRefusals>,
        id: &str,
    ) -> Result<Vec<StoredRefusal>> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        self.flush_activity().await?;
        self.store()
            .run_read(Cost::Short, move |read| {
                own_token(read, &permit, id)?;
                read.refusals(id).map_err(AppError::from)
            })
            .await
    }
}
