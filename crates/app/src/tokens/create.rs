//! Making tokens.

use basekey_access::{
    Addresses, NewToken as Issue, NewTokenSettings, Operation, Permit, Secret, Token, may_mint, op,
};
use basekey_model::id::TokenId;
use basekey_store::UserKey;

use super::{
    Expiry, NewToken, TokenInfo, check_access, end_of, home, minter, own_token, settings_json,
};
use crate::audit::Actor;
use crate::error::{Missing, Result};
use crate::policy::{check_creator, check_wanted};
use crate::sessions::require_confirmed;
use crate::{App, Ctx};

/// From which settings a token is made.
enum Model {
    New(NewToken),
    Same { id: TokenId, name: Option<String> },
}

impl App {
    /// Makes a token and gives its text, this once.
    pub async fn create_token(
        &self,
        permit: Permit<op::CreateToken>,
        ctx: &Ctx,
        new: NewToken,
    ) -> Result<(TokenInfo, Secret)> {
        self.issue(permit, ctx, Model::New(new)).await
    }

    /// Makes a token with the settings of another. One that has an end gets
    /// as long a life again.
    pub async fn duplicate_token(
        &self,
        permit: Permit<op::DuplicateToken>,
        ctx: &Ctx,
        id: &str,
        name: Option<String>,
    ) -> Result<(TokenInfo, Secret)> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        self.issue(permit, ctx, Model::Same { id, name }).await
    }

    async fn issue<O: Operation + 'static>(
        &self,
        permit: Permit<O>,
        ctx: &Ctx,
        model: Model,
    ) -> Result<(TokenInfo, Secret)>
    where
        Permit<O>: Send,
    {
        let (id, secret) = Secret::mint(self.entropy());
        let (kept, actor, now) = (secret.kept(), Actor::of(ctx), self.now());
        let app = self.clone();
        let info = self
            .write_directory(move |tx| {
                check_creator(tx.reader(), &permit)?;
                require_confirmed(tx.reader(), permit.via(), now)?;
                let wanted = match model {
                    Model::New(new) => new,
                    Model::Same { id, name } => {
                        let other = own_token(tx.reader(), &permit, id)?;
                        let expires = match other.expires {
                            None => Expiry::Never,
                            Some(end) => {
                                let life = (end.0 - other.created.0).max(0) / 1000;
                                let end = now.plus_seconds(life);
                                // A token can not make one that outlives it, so its end comes first.
                                let own = permit.token_settings().and_then(|own| own.expires);
                                Expiry::At(own.map_or(end, |own| end.min(own)))
                            }
                        };
                        let name = name.unwrap_or_else(|| copy_name(&other.name));
                        NewToken {
                            name,
                            scopes: other.scopes,
                            access: other.access,
                            expires,
                            note: other.note,
                            not_before: other.not_before.filter(|begins| *begins > now),
                            allowed_addresses: Some(other.allowed_addresses),
                            requests_per_second: Some(other.requests_per_second),
                        }
                    }
                };
                let owner = tx.user(UserKey::No(permit.user()))?.ok_or(Missing::User)?;
                check_access(tx.reader(), owner.no, &wanted.access)?;
                let minter = minter(tx.reader(), &permit)?;
                // What is not named is as narrow as whoever asks.
                let inherited = minter.as_ref().map(Token::settings);
                let settings = NewTokenSettings {
                    scopes: wanted.scopes,
                    access: wanted.access,
                    allowed_addresses: wanted.allowed_addresses.unwrap_or_else(|| {
                        inherited
                            .as_ref()
                            .map_or(Addresses::ANYWHERE, |own| own.allowed_addresses.clone())
                    }),
                    requests_per_second: wanted
                        .requests_per_second
                        .unwrap_or_else(|| inherited.and_then(|own| own.requests_per_second)),
                    not_before: wanted.not_before,
                    expires: minted_end(tx.reader(), &permit, wanted.expires, now)?,
                };
                check_wanted(tx.reader(), None, &settings)?;
                if let Some(minter) = &minter {
                    may_mint(minter, &settings, &home(tx.reader()))?;
                }
                let issue = Issue {
                    id,
                    owner: owner.no,
                    name: wanted.name,
                    note: wanted.note,
                    settings,
                    created_by_token: permit.token(),
                };
                let token = Token::issue(issue, kept, now)?;
                tx.put_token(&token)?;
                actor.log(
                    tx,
                    now,
                    "token.created",
                    Some(id.to_string()),
                    settings_json(&token),
                )?;
                app.token_as_seen(tx.reader(), &token, now)
            })
            .await?;
        Ok((info, secret))
    }
}

/// A token that names no end inherits its minter's, if that comes first.
fn minted_end<O: Operation>(
    read: &dyn basekey_store::Read,
    permit: &Permit<O>,
    expiry: Expiry,
    now: basekey_model::time::Millis,
) -> Result<Option<basekey_model::time::Millis>> {
    let end = end_of(read, expiry, now)?;
    let minter_end = permit.token_settings().and_then(|minter| minter.expires);
    Ok(match (expiry, end, minter_end) {
        (Expiry::Default, Some(end), Some(minter)) => Some(end.min(minter)),
        (Expiry::Default, None, minter) => minter,
        (_, end, _) => end,
    })
}

fn copy_name(name: &str) -> String {
    let short: String = name.chars().take(190).collect();
    format!("{short} copy")
}
