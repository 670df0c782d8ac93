//! The tokens of all users, as the instance's owner sees them and ends them.

use std::collections::HashMap;

use basekey_access::{Permit, Revocation, Scope, Token, TokenError, TokenState, op};
use basekey_model::id::{BaseId, TokenId, UserId, WorkspaceId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::{Cost, LastUsed, Read, StoreError, StoreExt, User};
use serde_json::json;

use super::list::is_over;
use super::{TokenInfo, settings_json};
use crate::audit::Actor;
use crate::directory::{PersonInfo, role_on_base};
use crate::error::{AppError, Result, Rule};
use crate::{App, Ctx};

/// Tokens given at most in one page.
const PAGE: usize = 200;

/// Tokens read at once while looking for those that a filter keeps.
const READ_AT_ONCE: usize = 500;

/// Tokens revoked at most at once.
const REVOKED_AT_ONCE: usize = 100;

/// Most characters that are searched for.
const SEARCH_CHARS: usize = 200;

const DAY_MS: i64 = 86_400_000;

/// Which tokens to list; all conditions must hold.
#[derive(Debug, Clone, Default)]
pub struct TokenFilter {
    /// Of this user.
    pub user: Option<UserId>,
    /// With this scope.
    pub scope: Option<Scope>,
    /// That reach this base now: by their access and by their owner's role.
    pub base: Option<BaseId>,
    /// In this state.
    pub state: Option<TokenState>,
    /// Not used for so many days; of those never used, made so long ago.
    pub unused_days: Option<u32>,
    /// Made so many days ago.
    pub older_than_days: Option<u32>,
    /// In the name or id, without regard to case.
    pub search: Option<String>,
}

/// A token and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct InstanceToken {
    /// The token.
    pub token: TokenInfo,
    /// Its owner.
    pub owner: PersonInfo,
}

/// One page of the tokens of all users.
#[derive(Debug)]
pub struct InstanceTokens {
    /// The one made last first.
    pub tokens: Vec<InstanceToken>,
    /// Hand this in as `after` for the next page; `None` on the last.
    pub next: Option<TokenId>,
}

/// What became of tokens that were to be revoked.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct RevokedTokens {
    /// They are refused from now on.
    pub revoked: Vec<TokenId>,
    /// Texts that name no such token, and why.
    pub errors: Vec<(String, NotRevoked)>,
}

/// Why a token was not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotRevoked {
    /// There is no such token.
    NotFound,
    /// It was revoked before.
    AlreadyRevoked,
}

impl App {
    /// The tokens of all users, page by page. `limit` is cut to 200.
    pub async fn list_all_tokens(
        &self,
        _permit: Permit<op::ListAllTokens>,
        mut filter: TokenFilter,
        after: Option<TokenId>,
        limit: usize,
    ) -> Result<InstanceTokens> {
        let limit = limit.clamp(1, PAGE);
        filter.search = wanted_text(filter.search)?;
        let (app, now) = (self.clone(), self.now());
        self.store()
            .run_read(Cost::Long, move |read| {
                let users = users_by_no(read)?;
                let mut sieve = Sieve::new(read, &filter, now)?;
                let (mut tokens, mut place) = (Vec::new(), after);
                loop {
                    let page = read.tokens(place, READ_AT_ONCE)?;
                    let Some(last) = page.last() else { break };
                    place = Some(last.token.id);
                    for stored in page {
                        let token = &stored.token;
                        let Some(owner) = users.get(&token.owner) else {
                            continue;
                        };
                        let unwritten = app.unwritten_use(token.id);
                        let last = unwritten.as_ref().or(stored.last_used.as_ref());
                        if !sieve.keeps(token, owner, last)? {
                            continue;
                        }
                        if tokens.len() == limit {
                            let next = tokens.last().map(|shown: &InstanceToken| shown.token.id);
                            return Ok(InstanceTokens { tokens, next });
                        }
                        tokens.push(InstanceToken {
                            token: app.stored_as_seen(read, stored, owner, now)?,
                            owner: person(owner),
                        });
                    }
                }
                Ok::<_, AppError>(InstanceTokens { tokens, next: None })
            })
            .await
    }

    /// Refuses tokens for good, from the next request on. One that is not
    /// there, or was revoked before, does not hold up the others.
    pub async fn revoke_tokens(
        &self,
        _permit: Permit<op::RevokeTokens>,
        ctx: &Ctx,
        ids: Vec<String>,
        reason: Option<String>,
    ) -> Result<RevokedTokens> {
        if ids.is_empty() || ids.len() > REVOKED_AT_ONCE {
            return Err(AppError::invalid(
                Rule::Request,
                format!("tokenIds: 1 to {REVOKED_AT_ONCE} tokens can be revoked at once"),
            ));
        }
        let (actor, now) = (Actor::of(ctx), self.now());
        let by = Revocation {
            by: actor.user,
            reason,
        };
        self.write_directory(move |tx| {
            let mut done = RevokedTokens::default();
            for text in ids {
                let stored = match text.parse::<TokenId>() {
                    Ok(id) => tx.token(id)?,
                    Err(_) => None,
                };
                let Some(before) = stored.map(|stored| stored.token) else {
                    done.errors.push((text, NotRevoked::NotFound));
                    continue;
                };
                let (id, mut token) = (before.id, before.clone());
                match token.revoke(by.clone(), now) {
                    Ok(()) => {}
                    // Named twice, it is revoked all the same.
                    Err(TokenError::Revoked) if done.revoked.contains(&id) => continue,
                    Err(TokenError::Revoked) => {
                        done.errors.push((text, NotRevoked::AlreadyRevoked));
                        continue;
                    }
                    Err(error) => return Err(error.into()),
                }
                tx.put_token(&token)?;
                let detail = json!({
                    "before": settings_json(&before),
                    "after": settings_json(&token),
                    "reason": token.revoke_reason,
                });
                actor.log(tx, now, "token.revoked", Some(id.to_string()), detail)?;
                done.revoked.push(id);
            }
            Ok::<_, AppError>(done)
        })
        .await
    }
}

fn wanted_text(search: Option<String>) -> Result<Option<String>> {
    let search = search.map(|text| text.trim().to_lowercase());
    if search
        .as_ref()
        .is_some_and(|text| text.chars().count() > SEARCH_CHARS)
    {
        return Err(AppError::invalid(
            Rule::Request,
            format!("search: at most {SEARCH_CHARS} characters"),
        ));
    }
    Ok(search.filter(|text| !text.is_empty()))
}

fn users_by_no(read: &dyn Read) -> Result<HashMap<UserNo, User>, StoreError> {
    let users = read.users()?;
    Ok(users.into_iter().map(|user| (user.no, user)).collect())
}

fn person(user: &User) -> PersonInfo {
    PersonInfo {
        id: user.id,
        email: user.email.clone(),
        name: user.name.clone(),
    }
}

/// A filter at work.
struct Sieve<'a> {
    read: &'a dyn Read,
    filter: &'a TokenFilter,
    now: Millis,
    /// Where the base of the filter is.
    home: Option<WorkspaceId>,
    /// Which users reach the base, as far as somebody asked.
    reach: HashMap<UserNo, bool>,
}

impl<'a> Sieve<'a> {
    fn new(read: &'a dyn Read, filter: &'a TokenFilter, now: Millis) -> Result<Self, StoreError> {
        let home = match filter.base {
            Some(base) => read.base(base)?.map(|base| base.workspace),
            None => None,
        };
        Ok(Self {
            read,
            filter,
            now,
            home,
            reach: HashMap::new(),
        })
    }

    fn keeps(
        &mut self,
        token: &Token,
        owner: &User,
        last_used: Option<&LastUsed>,
    ) -> Result<bool, StoreError> {
        let (filter, now) = (self.filter, self.now);
        if is_over(token, now) {
            return Ok(false);
        }
        let days_ago = |at: Millis, days: u32| {
            now.0.saturating_sub(at.0) >= i64::from(days).saturating_mul(DAY_MS)
        };
        let used = last_used.map_or(token.created, |last| last.at);
        let kept = filter.user.is_none_or(|user| user == owner.id)
            && filter
                .scope
                .is_none_or(|scope| token.scopes.contains(scope))
            && filter
                .state
                .is_none_or(|state| token.state(now, owner.active) == state)
            && filter.unused_days.is_none_or(|days| days_ago(used, days))
            && filter
                .older_than_days
                .is_none_or(|days| days_ago(token.created, days))
            && filter.search.as_deref().is_none_or(|text| {
                token.name.to_lowercase().contains(text)
                    || token.id.to_string().to_lowercase().contains(text)
                    || token
                        .secrets
                        .iter()
                        .any(|secret| secret.hint.as_deref() == Some(text))
            });
        Ok(kept && self.reaches(token)?)
    }

    fn reaches(&mut self, token: &Token) -> Result<bool, StoreError> {
        let Some(base) = self.filter.base else {
            return Ok(true);
        };
        let Some(workspace) = self.home else {
            return Ok(false);
        };
        if !token.access.reaches_base(base, workspace) {
            return Ok(false);
        }
        if let Some(reaches) = self.reach.get(&token.owner) {
            return Ok(*reaches);
        }
        let reaches = role_on_base(self.read, token.owner, base, workspace)?.is_some();
        self.reach.insert(token.owner, reaches);
        Ok(reaches)
    }
}
