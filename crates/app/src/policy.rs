//! What the instance's owner allows tokens. It holds for what is new: tokens
//! that live already keep what they have.

use basekey_access::{Access, NewTokenSettings, Operation, Permit, ScopeSet, Via, op};
use basekey_store::{Cost, Read, StoreExt, User, UserKey};

use crate::App;
use crate::error::{AppError, Missing, Result, Rule};
use crate::settings::{CreatorsMode, Settings, read_settings};

/// The instance's rules for tokens, as one user is bound by them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Days that a token lives when its maker names no end.
    pub token_default_days: Option<u32>,
    /// Days that a token may live at most.
    pub token_maximum_days: Option<u32>,
    /// Scopes that no token gets.
    pub forbidden_scopes: ScopeSet,
    /// Whether a token may be given all that its owner reaches.
    pub allow_everything: bool,
    /// Whether this user may make tokens.
    pub may_create_tokens: bool,
}

impl App {
    /// The rules for tokens, for whoever is about to make one.
    pub async fn policy(&self, permit: Permit<op::GetPolicy>) -> Result<Policy> {
        self.store()
            .run_read(Cost::Short, move |read| {
                let settings = read_settings(read)?;
                let may_create_tokens = may_create(read, &permit, &settings)?;
                Ok(Policy {
                    token_default_days: settings.token_default_days,
                    token_maximum_days: settings.token_maximum_days,
                    forbidden_scopes: settings.forbidden_scopes,
                    allow_everything: settings.allow_everything,
                    may_create_tokens,
                })
            })
            .await
    }
}

/// Refuses to make a token for a user who may not, whether they ask
/// themselves or by a token. Whoever holds the machine is not bound by this.
pub(crate) fn check_creator<O: Operation>(read: &dyn Read, permit: &Permit<O>) -> Result<()> {
    if may_create(read, permit, &read_settings(read)?)? {
        return Ok(());
    }
    Err(AppError::invalid(
        Rule::TokenCreation,
        "the owner of this instance has not allowed you to create tokens; ask them",
    ))
}

fn may_create<O: Operation>(
    read: &dyn Read,
    permit: &Permit<O>,
    settings: &Settings,
) -> Result<bool> {
    if matches!(permit.via(), Via::Operator) {
        return Ok(true);
    }
    let user = read
        .user(UserKey::No(permit.user()))?
        .ok_or(Missing::User)?;
    Ok(is_creator(settings, &user))
}

fn is_creator(settings: &Settings, user: &User) -> bool {
    match settings.token_creators.mode {
        CreatorsMode::Everyone => true,
        CreatorsMode::InstanceOwners => user.instance_owner,
        CreatorsMode::Chosen => settings.token_creators.user_ids.contains(&user.id),
    }
}

/// Refuses what a token would get that it did not have `before` and that the
/// instance's owner does not allow.
pub(crate) fn check_wanted(
    read: &dyn Read,
    before: Option<&NewTokenSettings>,
    wanted: &NewTokenSettings,
) -> Result<()> {
    let settings = read_settings(read)?;
    let had = before.map_or(ScopeSet::EMPTY, |before| before.scopes);
    let added = wanted.scopes.without(had);
    let allowed = added.without(settings.forbidden_scopes);
    let forbidden = added.without(allowed);
    if !forbidden.is_empty() {
        return Err(AppError::invalid(
            Rule::Request,
            format!("scopes: the owner of this instance does not allow {forbidden} for tokens"),
        ));
    }
    let had_everything = before.is_some_and(|before| before.access == Access::All);
    if wanted.access == Access::All && !had_everything && !settings.allow_everything {
        return Err(AppError::invalid(
            Rule::Request,
            "access: the owner of this instance does not allow tokens for everything; name workspaces or bases",
        ));
    }
    Ok(())
}
