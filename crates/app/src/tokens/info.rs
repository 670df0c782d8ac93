//! A token as its owner sees it.

use basekey_access::{Access, Addresses, ScopeSet, SecretEnd, Token, TokenState};
use basekey_model::id::{TokenId, UserId};
use basekey_model::time::Millis;
use basekey_store::{LastUsed, Read, StoredToken, User, UserKey};

use crate::App;
use crate::activity::REFUSALS_KEPT;
use crate::error::{Missing, Result};
use crate::usage::unused_scopes;

/// How far back refusals are counted, in seconds.
const DAY: i64 = 24 * 3600;

/// A token as its owner sees it. No secret and no hash.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenInfo {
    /// `pat…`
    pub id: TokenId,
    /// Whose it is.
    pub owner: UserId,
    /// As its owner calls it.
    pub name: String,
    /// What its owner wrote down about it.
    pub note: Option<String>,
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// From where it may be used.
    pub allowed_addresses: Addresses,
    /// How often it may be used; `None` means as often as its owner may call.
    pub requests_per_second: Option<u32>,
    /// Whether it is accepted now.
    pub state: TokenState,
    /// When it was made.
    pub created: Millis,
    /// The token that made it, if one did.
    pub created_by_token: Option<TokenId>,
    /// From when it is accepted.
    pub not_before: Option<Millis>,
    /// When it ends by itself.
    pub expires: Option<Millis>,
    /// Counts the edits that changed something, from 1.
    pub revision: u32,
    /// When it was revoked.
    pub revoked: Option<Millis>,
    /// Who revoked it, if it was a user.
    pub revoked_by: Option<UserId>,
    /// Why it was revoked.
    pub revoke_reason: Option<String>,
    /// Its last use, at most some seconds old.
    pub last_used: Option<LastUsed>,
    /// Its secrets, the newest last.
    pub secrets: Vec<SecretInfo>,
    /// Calls refused within the last day, as far as they are kept.
    pub refused_last_day: usize,
    /// Scopes that no accepted call has needed; `None` if nobody knows yet.
    pub unused_scopes: Option<ScopeSet>,
}

/// A secret of a token, without the secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretInfo {
    /// The last four characters of its text; `None` for an old one.
    pub hint: Option<String>,
    /// When it was made.
    pub created: Millis,
    /// When it stops being accepted.
    pub ends: SecretEnd,
    /// When it was first accepted.
    pub first_used: Option<Millis>,
    /// True if it is accepted now.
    pub live: bool,
}

impl App {
    /// A token as it is in this transaction, with what is kept beside it.
    pub(crate) fn token_as_seen(
        &self,
        read: &dyn Read,
        token: &Token,
        now: Millis,
    ) -> Result<TokenInfo> {
        let owner = read.user(UserKey::No(token.owner))?.ok_or(Missing::User)?;
        let stored = StoredToken {
            last_used: read.token(token.id)?.and_then(|stored| stored.last_used),
            token: token.clone(),
        };
        self.stored_as_seen(read, stored, &owner, now)
    }

    /// The same for one that was just read, whose owner is known.
    pub(crate) fn stored_as_seen(
        &self,
        read: &dyn Read,
        stored: StoredToken,
        owner: &User,
        now: Millis,
    ) -> Result<TokenInfo> {
        let StoredToken { token, last_used } = stored;
        let since = now.plus_seconds(-DAY);
        let written = read.refusals(token.id)?;
        let written = written.iter().filter(|refusal| refusal.at >= since).count();
        let refused = written + self.unwritten_refusals(token.id, since);
        let unused_scopes = unused_scopes(read, &token, self.unwritten_usage(token.id), now)?;
        let secrets = token
            .secrets
            .iter()
            .enumerate()
            .map(|(index, secret)| SecretInfo {
                hint: secret.hint.clone(),
                created: secret.created,
                ends: secret.ends,
                first_used: secret.first_used,
                live: token.is_live(index, now),
            });
        Ok(TokenInfo {
            secrets: secrets.collect(),
            state: token.state(now, owner.active),
            id: token.id,
            owner: owner.id,
            name: token.name,
            note: token.note,
            scopes: token.scopes,
            access: token.access,
            allowed_addresses: token.allowed_addresses,
            requests_per_second: token.requests_per_second,
            created: token.created,
            created_by_token: token.created_by_token,
            not_before: token.not_before,
            expires: token.expires,
            revision: token.revision,
            revoked: token.revoked,
            revoked_by: token.revoked_by,
            revoke_reason: token.revoke_reason,
            last_used: self.unwritten_use(token.id).or(last_used),
            refused_last_day: refused.min(REFUSALS_KEPT),
            unused_scopes,
        })
    }
}
