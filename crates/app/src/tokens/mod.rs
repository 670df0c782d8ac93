//! Personal access tokens: making, listing, editing, pausing, regenerating, revoking.
//!
//! The same operations serve a signed-in user and a token with
//! `tokens:manage`, which manages only what is narrower than itself.

mod change;
mod create;
mod find;
mod info;
mod instance;
mod list;
mod regenerate;

use basekey_access::{
    Access, Addresses, Denial, Operation, Permit, Scope, ScopeSet, Token, TokenState, manages,
};
use basekey_model::id::{BaseId, TokenId, WorkspaceId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::{Read, Shared, UserKey};

use crate::error::{AppError, Missing, Result, Rule};

pub use find::FoundToken;
pub use info::{SecretInfo, TokenInfo};
pub use instance::{InstanceToken, InstanceTokens, NotRevoked, RevokedTokens, TokenFilter};
pub use regenerate::Regenerated;

/// When a new token ends by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expiry {
    /// As the instance's settings say.
    #[default]
    Default,
    /// Never, if the settings allow it.
    Never,
    /// At this moment.
    At(Millis),
}

/// What a token is made from.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// As its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// When it ends.
    pub expires: Expiry,
    /// What its owner writes down about it.
    pub note: Option<String>,
    /// From when it is accepted; `None` means at once.
    pub not_before: Option<Millis>,
    /// From where it may be used; `None` means as the token that makes it,
    /// or anywhere if a person does.
    pub allowed_addresses: Option<Addresses>,
    /// How often it may be used; `None` means as the token that makes it, or
    /// without a limit of its own if a person does.
    pub requests_per_second: Option<Option<u32>>,
}

impl NewToken {
    /// Without a note and without limits of its own.
    pub fn new(name: impl Into<String>, scopes: ScopeSet, access: Access) -> Self {
        Self {
            name: name.into(),
            scopes,
            access,
            expires: Expiry::Default,
            note: None,
            not_before: None,
            allowed_addresses: None,
            requests_per_second: None,
        }
    }
}

/// What to change of a token; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct TokenEdit {
    /// As its owner calls it.
    pub name: Option<String>,
    /// New scopes, all of them.
    pub scopes: Option<ScopeSet>,
    /// A new access list, all of it.
    pub access: Option<Access>,
    /// A new end.
    pub expires: Option<Expiry>,
    /// A new note; `Some(None)` takes it away.
    pub note: Option<Option<String>>,
    /// A new beginning; `Some(None)` takes it away.
    pub not_before: Option<Option<Millis>>,
    /// New addresses, all of them.
    pub allowed_addresses: Option<Addresses>,
    /// A new limit; `Some(None)` takes it away.
    pub requests_per_second: Option<Option<u32>>,
    /// The revision that the caller has seen; at another nothing is changed.
    pub if_revision: Option<u32>,
}

/// When the old secret ends after a regeneration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OldSecretEnds {
    /// At once.
    #[default]
    Now,
    /// When the new one is first used.
    AtFirstUse,
    /// At this moment.
    At(Millis),
}

/// Where a base lives, for comparing access lists.
pub(crate) fn home(read: &dyn Read) -> impl Fn(BaseId) -> Option<WorkspaceId> + '_ {
    |base| read.base(base).ok().flatten().map(|base| base.workspace)
}

/// The caller's own token of this id; for a token that asks, one that it may manage.
pub(crate) fn own_token<O: Operation>(
    read: &dyn Read,
    permit: &Permit<O>,
    id: TokenId,
) -> Result<Token> {
    let stored = read
        .token(id)?
        .filter(|stored| stored.token.owner == permit.user());
    let token = stored.ok_or(AppError::NotFound(Missing::Token))?.token;
    if let Some(minter) = minter(read, permit)? {
        manages(&minter, &token, &home(read))?;
    }
    Ok(token)
}

/// The token that asks, as it is in this transaction: between the permit and
/// the write it may have been narrowed or revoked, and what it makes then
/// would outlive that.
pub(crate) fn minter<O: Operation>(read: &dyn Read, permit: &Permit<O>) -> Result<Option<Token>> {
    let Some(asked) = permit.token_settings() else {
        return Ok(None);
    };
    let stored = read.token(asked.id)?.ok_or(Missing::Token)?.token;
    let owner = read.user(UserKey::No(stored.owner))?.ok_or(Missing::User)?;
    // Its time of beginning and ending was judged with the permit.
    let begun = stored.not_before.unwrap_or(stored.created);
    let state = stored.state(begun, owner.active);
    if state != TokenState::Active {
        return Err(Denial::State(state).into());
    }
    if !stored.scopes.contains(Scope::TokensManage) {
        return Err(Denial::Scope {
            needed: &[Scope::TokensManage],
            any_of: false,
        }
        .into());
    }
    Ok(Some(stored))
}

/// Refuses workspaces and bases that the owner can not reach, as the form
/// offers only those that they can.
pub(crate) fn check_access(read: &dyn Read, user: UserNo, access: &Access) -> Result<()> {
    let Access::Listed { workspaces, bases } = access else {
        return Ok(());
    };
    if workspaces.is_empty() && bases.is_empty() {
        return Ok(());
    }
    let memberships = read.memberships(user)?;
    let holds = |shared| memberships.iter().any(|(other, _)| *other == shared);
    for id in workspaces {
        if !holds(Shared::Workspace(*id)) {
            return Err(AppError::invalid(
                Rule::Request,
                format!("access: you do not collaborate on {id}"),
            ));
        }
    }
    for id in bases {
        let reached = match read.base(*id)? {
            Some(base) => holds(Shared::Base(*id)) || holds(Shared::Workspace(base.workspace)),
            None => false,
        };
        if !reached {
            return Err(AppError::invalid(
                Rule::Request,
                format!("access: you do not collaborate on {id}"),
            ));
        }
    }
    Ok(())
}

/// The moment that an expiry names, within what the settings allow.
pub(crate) fn end_of(read: &dyn Read, expiry: Expiry, now: Millis) -> Result<Option<Millis>> {
    let settings = crate::settings::read_settings(read).map_err(AppError::from)?;
    let days = |days: u32| now.plus_seconds(i64::from(days) * 86_400);
    let end = match expiry {
        Expiry::Default => settings
            .token_default_days
            .or(settings.token_maximum_days)
            .map(days),
        Expiry::Never => None,
        Expiry::At(at) => Some(at),
    };
    let Some(most) = settings.token_maximum_days else {
        return Ok(end);
    };
    // A minute's grace, for a client that counted the days from its own clock.
    match end {
        Some(end) if end <= days(most).plus_seconds(60) => Ok(Some(end)),
        _ => Err(AppError::invalid(
            Rule::Request,
            format!("expires: the owner of this instance lets tokens live at most {most} days"),
        )),
    }
}

/// A token's settings for the audit log.
pub(crate) fn settings_json(token: &Token) -> serde_json::Value {
    serde_json::json!({
        "name": token.name,
        "scopes": token.scopes,
        "access": token.access,
        "expires": token.expires.map(|at| at.to_string()),
        "paused": token.paused,
        "note": token.note,
        "notBefore": token.not_before.map(|at| at.to_string()),
        "allowedAddresses": token.allowed_addresses,
        "requestsPerSecond": token.requests_per_second,
    })
}
