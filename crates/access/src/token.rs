//! A personal access token: its settings, its secrets, its states and the
//! steps between them.

use std::fmt;

use basekey_model::id::TokenId;
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::grant::Access;
use crate::scope::ScopeSet;
use crate::secret::SecretHash;

/// Most characters of a token's name.
pub const NAME_CHARS: usize = 200;

/// A token as it is stored. The serde form is the stored one; it holds
/// hashes and no secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// `pat…`, the public part of its text.
    pub id: TokenId,
    /// For whom it acts.
    pub owner: UserNo,
    /// As its owner calls it; stands in the history of what it changes.
    pub name: String,
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// When it was made.
    pub created: Millis,
    /// The token that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by_token: Option<TokenId>,
    /// When it ends by itself; `None` means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// Refused until it is resumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Since when it is refused for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Millis>,
    /// At most two, the newest last. Ended ones stay until the next
    /// regeneration, so that their use can be told from a wrong guess.
    pub secrets: Vec<StoredSecret>,
    /// The last regeneration that carried an idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_regenerate: Option<LastRegenerate>,
}

/// One secret of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredSecret {
    /// SHA-256 of the whole token text.
    pub hash: SecretHash,
    /// When it was made.
    pub created: Millis,
    /// When it stops being accepted.
    pub ends: SecretEnd,
    /// When it was first accepted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_used: Option<Millis>,
}

/// When a secret stops being accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SecretEnd {
    /// With its token.
    Never,
    /// As soon as the next secret is accepted for the first time.
    AtFirstUseOfNext,
    /// At this moment.
    At(Millis),
}

/// A regeneration that carried an idempotency key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastRegenerate {
    /// SHA-256 of the key.
    pub key_hash: SecretHash,
    /// When.
    pub at: Millis,
}

/// Whether a token is accepted, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenState {
    /// Accepted.
    Active,
    /// Refused until its owner resumes it.
    Paused,
    /// Its time is over; a later expiry brings it back.
    Expired,
    /// Refused for good.
    Revoked,
    /// Its owner may not sign in either.
    OwnerDeactivated,
}

impl TokenState {
    /// One word for programs: listings and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::OwnerDeactivated => "ownerDeactivated",
        }
    }
}

/// As the end of "the token is …".
impl fmt::Display for TokenState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::OwnerDeactivated => "that of a deactivated user",
        })
    }
}

/// Scopes, access and life: what a token is made with, beside its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTokenSettings {
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// When it ends by itself; `None` means never.
    pub expires: Option<Millis>,
}

/// A token about to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// From [`Secret::mint`](crate::Secret::mint).
    pub id: TokenId,
    /// For whom it acts.
    pub owner: UserNo,
    /// As its owner calls it.
    pub name: String,
    /// Scopes, access and life.
    pub settings: NewTokenSettings,
    /// The token that makes it, if one does.
    pub created_by_token: Option<TokenId>,
}

/// A change of settings; `None` leaves one as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenEdit {
    /// A new name.
    pub name: Option<String>,
    /// New scopes, all of them.
    pub scopes: Option<ScopeSet>,
    /// A new access list, all of it.
    pub access: Option<Access>,
    /// A new expiry; `Some(None)` takes it away.
    pub expires: Option<Option<Millis>>,
}

/// What became of a presented secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// It is accepted.
    Current {
        /// It was never accepted before: call [`Token::mark_used`] and store
        /// the token, which is what ends an older secret that waits for it.
        first_use: bool,
    },
    /// It was this token's and has ended. Refused, and worth telling the
    /// owner: a client was forgotten, or someone else has the old text.
    Ended,
    /// It is none of this token's. Refused.
    No,
}

/// What [`Token::regenerate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regenerated {
    /// The new secret is in place; store the token and show the secret once.
    Made {
        /// There were two live secrets, and one of them is gone at once: the
        /// newest, if it was never used, or else the oldest.
        dropped: bool,
    },
    /// The same idempotency key as last time: nothing changed, and the
    /// secret in hand must be thrown away.
    Repeated {
        /// When it was done.
        at: Millis,
    },
}

/// A step that the token's state or the given values do not allow. Nothing changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Revoking is for good.
    #[error("the token is revoked for good; make a new one, for instance as its duplicate")]
    Revoked,
    /// It is paused already.
    #[error("the token is paused already")]
    Paused,
    /// It is not paused.
    #[error("the token is not paused")]
    NotPaused,
    /// A secret for an expired token would not be accepted.
    #[error("the token has expired; give it a later expiry first")]
    Expired,
    /// The expiry is not in the future.
    #[error("the expiry must be in the future")]
    ExpiryPast,
    /// The old secret of a regenerated token must end some time.
    #[error("the old secret must end: now, at the first use of the new one, or at a given time")]
    OldMustEnd,
    /// Empty, or longer than [`NAME_CHARS`] characters.
    #[error("a token's name has 1 to {NAME_CHARS} characters")]
    Name,
}

impl Token {
    /// A new token with one secret.
    pub fn issue(new: NewToken, secret: SecretHash, now: Millis) -> Result<Self, TokenError> {
        let NewToken {
            id,
            owner,
            name,
            settings,
            created_by_token,
        } = new;
        let NewTokenSettings {
            scopes,
            access,
            expires,
        } = settings;
        check_expiry(expires, now)?;
        Ok(Self {
            id,
            owner,
            name: checked_name(&name)?,
            scopes,
            access,
            created: now,
            created_by_token,
            expires,
            paused: false,
            revoked: None,
            secrets: vec![StoredSecret::new(secret, now)],
            last_regenerate: None,
        })
    }

    /// Scopes, access and life, for a duplicate.
    pub fn settings(&self) -> NewTokenSettings {
        NewTokenSettings {
            scopes: self.scopes,
            access: self.access.clone(),
            expires: self.expires,
        }
    }

    /// Whether the token is accepted at `now`. If several reasons speak
    /// against it, the one that is hardest to undo is told.
    pub fn state(&self, now: Millis, owner_active: bool) -> TokenState {
        if self.revoked.is_some() {
            TokenState::Revoked
        } else if !owner_active {
            TokenState::OwnerDeactivated
        } else if self.expires.is_some_and(|expires| expires <= now) {
            TokenState::Expired
        } else if self.paused {
            TokenState::Paused
        } else {
            TokenState::Active
        }
    }

    /// Compares a presented hash with every secret in constant time. Says
    /// nothing about the token's [`state`](Self::state).
    pub fn verify(&self, hash: &SecretHash, now: Millis) -> Verified {
        match self.find(hash) {
            None => Verified::No,
            Some(index) if !self.is_live(index, now) => Verified::Ended,
            Some(index) => Verified::Current {
                first_use: self.secrets[index].first_used.is_none(),
            },
        }
    }

    /// Records the first use of a secret, which ends an older one that ends
    /// [at the first use of the next](SecretEnd::AtFirstUseOfNext). False, and
    /// nothing changed, if it was recorded before or is not accepted.
    pub fn mark_used(&mut self, hash: &SecretHash, now: Millis) -> bool {
        match self.find(hash) {
            Some(index) if self.is_live(index, now) && self.secrets[index].first_used.is_none() => {
                self.secrets[index].first_used = Some(now);
                true
            }
            _ => false,
        }
    }

    /// Which secret it is. No early exit, so that the time taken does not tell.
    fn find(&self, hash: &SecretHash) -> Option<usize> {
        let mut found = None;
        for (index, secret) in self.secrets.iter().enumerate() {
            if secret.hash.matches(hash) {
                found = Some(index);
            }
        }
        found
    }

    /// True if the secret at `index` is accepted at `now`.
    pub fn is_live(&self, index: usize, now: Millis) -> bool {
        self.secrets
            .get(index)
            .is_some_and(|secret| match secret.ends {
                SecretEnd::Never => true,
                SecretEnd::At(end) => now < end,
                SecretEnd::AtFirstUseOfNext => self.secrets[index + 1..]
                    .iter()
                    .all(|next| next.first_used.is_none()),
            })
    }

    /// Puts a new secret in place; id, name, scopes and access stay. The
    /// secret that was the newest until now ends as `old_ends` says;
    /// `SecretEnd::At(now)` means at once.
    ///
    /// A token never has more than two live secrets. If the newest was never
    /// used while an older one is still live, its text was lost or is not
    /// deployed yet: the new one takes its place, and `old_ends` speaks of
    /// the older one. If both are in use, the older one ends at once.
    ///
    /// `key` is the SHA-256 of the caller's idempotency key. A call that
    /// repeats the last key changes nothing.
    pub fn regenerate(
        &mut self,
        new: SecretHash,
        old_ends: SecretEnd,
        key: Option<[u8; 32]>,
        now: Millis,
    ) -> Result<Regenerated, TokenError> {
        let key_hash = key.map(SecretHash::from_bytes);
        match (self.last_regenerate, key_hash) {
            (Some(last), Some(key)) if last.key_hash.matches(&key) => {
                return Ok(Regenerated::Repeated { at: last.at });
            }
            _ => {}
        }
        self.refuse_revoked()?;
        if self.expires.is_some_and(|expires| expires <= now) {
            return Err(TokenError::Expired);
        }
        if old_ends == SecretEnd::Never {
            return Err(TokenError::OldMustEnd);
        }
        let newest = self.secrets.len().saturating_sub(1);
        let older_live = (0..newest).any(|index| self.is_live(index, now));
        if older_live && self.secrets[newest].first_used.is_none() {
            self.secrets.truncate(newest);
        }
        // One stays, the newest of what is left: the one `old_ends` speaks of.
        self.secrets.drain(..self.secrets.len().saturating_sub(1));
        if let Some(old) = self.secrets.last_mut() {
            old.ends = old_ends;
        }
        self.secrets.push(StoredSecret::new(new, now));
        if let Some(key_hash) = key_hash {
            self.last_regenerate = Some(LastRegenerate { key_hash, at: now });
        }
        Ok(Regenerated::Made {
            dropped: older_live,
        })
    }

    /// Refuses every call until [`resume`](Self::resume).
    pub fn pause(&mut self) -> Result<(), TokenError> {
        self.refuse_revoked()?;
        if self.paused {
            return Err(TokenError::Paused);
        }
        self.paused = true;
        Ok(())
    }

    /// Ends a pause.
    pub fn resume(&mut self) -> Result<(), TokenError> {
        self.refuse_revoked()?;
        if !self.paused {
            return Err(TokenError::NotPaused);
        }
        self.paused = false;
        Ok(())
    }

    /// Refuses every call from now on. The token stays listed.
    pub fn revoke(&mut self, now: Millis) -> Result<(), TokenError> {
        self.refuse_revoked()?;
        self.revoked = Some(now);
        Ok(())
    }

    /// Changes settings in place; true if anything is different now. The
    /// secret stays the same. An expired token may be given a later expiry.
    pub fn edit(&mut self, edit: TokenEdit, now: Millis) -> Result<bool, TokenError> {
        self.refuse_revoked()?;
        let TokenEdit {
            name,
            scopes,
            access,
            expires,
        } = edit;
        let name = name.map(|name| checked_name(&name)).transpose()?;
        if let Some(expires) = expires {
            check_expiry(expires, now)?;
        }
        let before = (self.name.clone(), self.settings());
        self.name = name.unwrap_or_else(|| self.name.clone());
        self.scopes = scopes.unwrap_or(self.scopes);
        if let Some(access) = access {
            self.access = access;
        }
        self.expires = expires.unwrap_or(self.expires);
        Ok(before != (self.name.clone(), self.settings()))
    }

    fn refuse_revoked(&self) -> Result<(), TokenError> {
        if self.revoked.is_some() {
            Err(TokenError::Revoked)
        } else {
            Ok(())
        }
    }
}

impl StoredSecret {
    /// A secret that ends with its token.
    pub fn new(hash: SecretHash, now: Millis) -> Self {
        Self {
            hash,
            created: now,
            ends: SecretEnd::Never,
            first_used: None,
        }
    }
}

fn checked_name(name: &str) -> Result<String, TokenError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(TokenError::Name);
    }
    Ok(name.to_owned())
}

fn check_expiry(expires: Option<Millis>, now: Millis) -> Result<(), TokenError> {
    if expires.is_some_and(|expires| expires <= now) {
        return Err(TokenError::ExpiryPast);
    }
    Ok(())
}
