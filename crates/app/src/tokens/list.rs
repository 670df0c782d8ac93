//! Reading tokens and their refusals.

use basekey_access::{Operation, Permit, manages, op};
use basekey_model::id::TokenId;
use basekey_store::{Cost, StoreExt, StoredRefusal, UserKey};

use super::{TokenInfo, home, own_token};
use crate::App;
use crate::error::{AppError, Missing, Result};

impl App {
    /// The caller's tokens, newest first, revoked ones included; for a token
    /// that asks, those it may manage.
    pub async fn list_tokens(&self, permit: Permit<op::ListTokens>) -> Result<Vec<TokenInfo>> {
        let (now, app, owner_id) = (self.now(), self.clone(), permit.user_id());
        self.store()
            .run_read(Cost::Short, move |read| {
                let owner = read
                    .user(UserKey::No(permit.user()))?
                    .ok_or(Missing::User)?;
                let mut found = Vec::new();
                for stored in read.tokens_of(owner.no)? {
                    if let Some(minter) = permit.token_settings()
                        && manages(minter, &stored.token, &home(read)).is_err()
                    {
                        continue;
                    }
                    let last_used = app.unwritten_use(stored.token.id).or(stored.last_used);
                    found.push(TokenInfo::of(
                        &stored.token,
                        owner_id,
                        owner.active,
                        last_used,
                        now,
                    ));
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
        let (now, unwritten) = (self.now(), self.unwritten_use(id));
        self.store()
            .run_read(Cost::Short, move |read| {
                let token = own_token(read, &permit, id)?;
                let owner = read.user(UserKey::No(token.owner))?.ok_or(Missing::User)?;
                let stored = read.token(id)?.and_then(|stored| stored.last_used);
                Ok::<_, AppError>(TokenInfo::of(
                    &token,
                    owner.id,
                    owner.active,
                    unwritten.or(stored),
                    now,
                ))
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
