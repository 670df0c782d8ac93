//! A personal access token: its settings, its secrets, its states and the
//! steps between them.

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
    /// One word for listings and metrics.
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

/// A presented secret is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verified {
    /// Which of the token's secrets it is.
    pub secret_index: usize,
    /// It was never accepted before: call [`Token::mark_used`] and store the token.
    pub first_use: bool,
    /// Marking it used ends an older secret.
    pub ends_old: bool,
}

/// A presented secret is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretRefusal {
    /// It is none of this token's.
    #[error(
        "the secret is none of this token's: the text was made up, or the secret was replaced long ago"
    )]
    Unknown,
    /// It was this token's and has been replaced. Worth telling the owner:
    /// either a client was forgotten, or someone else has the old text.
    #[error(
        "an old secret of this token was used, which was replaced by a newer one; give the client the newer one"
    )]
    Ended {
        /// Which of the token's secrets it is.
        secret_index: usize,
    },
}

/// What [`Token::regenerate`] did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Regenerated {
    /// The new secret is in place; store the token and show the secret once.
    Made {
        /// How many secrets that were accepted until now are gone at once:
        /// one that was never used, or the oldest of two. The secret that
        /// `old_ends` speaks of is not counted.
        dropped: usize,
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
    pub fn verify(&self, hash: &SecretHash, now: Millis) -> Result<Verified, SecretRefusal> {
        let mut found = None;
        // No early exit: which secret matched does not show in the time taken.
        for (index, secret) in self.secrets.iter().enumerate() {
            if secret.hash.matches(hash) {
                found = Some(index);
            }
        }
        let index = found.ok_or(SecretRefusal::Unknown)?;
        if !self.is_live(index, now) {
            return Err(SecretRefusal::Ended {
                secret_index: index,
            });
        }
        let first_use = self.secrets[index].first_used.is_none();
        let ends_old = first_use
            && (0..index).any(|older| {
                self.secrets[older].ends == SecretEnd::AtFirstUseOfNext && self.is_live(older, now)
            });
        Ok(Verified {
            secret_index: index,
            first_use,
            ends_old,
        })
    }

    /// Spends the time that [`verify`](Self::verify) would, for a token that
    /// is not there, so that the answer's delay does not tell which ids exist.
    pub fn verify_absent(hash: &SecretHash) -> SecretRefusal {
        let nothing = SecretHash::from_bytes([0; 32]);
        // A text whose SHA-256 is all zeros is not known to exist; were one
        // found, it would be refused all the same.
        std::hint::black_box(nothing.matches(hash));
        SecretRefusal::Unknown
    }

    /// Records the first use of a secret. False, and nothing changed, if it
    /// was recorded before or there is no such secret.
    pub fn mark_used(&mut self, secret_index: usize, now: Millis) -> bool {
        match self.secrets.get_mut(secret_index) {
            Some(secret) if secret.first_used.is_none() => {
                secret.first_used = Some(now);
                true
            }
            _ => false,
        }
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
        let older_live = (1..self.secrets.len()).any(|index| self.is_live(index - 1, now));
        let newest_unused = self
            .secrets
            .last()
            .is_some_and(|newest| newest.first_used.is_none());
        let mut dropped = 0;
        if older_live && newest_unused {
            self.secrets.pop();
            dropped = 1;
        } else if older_live {
            dropped = 1;
        }
        // What is left of this step: the secret that `old_ends` speaks of.
        let keep_from = self.secrets.len().saturating_sub(1);
        self.secrets.drain(..keep_from);
        if let Some(old) = self.secrets.last_mut() {
            old.ends = old_ends;
        }
        self.secrets.push(StoredSecret::new(new, now));
        if let Some(key_hash) = key_hash {
            self.last_regenerate = Some(LastRegenerate { key_hash, at: now });
        }
        Ok(Regenerated::Made { dropped })
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
