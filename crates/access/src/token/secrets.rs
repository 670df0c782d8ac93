//! The secrets of a token: which is accepted, and how one follows another.

use basekey_model::time::Millis;
use serde::{Deserialize, Serialize};

use super::{Token, TokenError};
use crate::secret::{KeptSecret, SecretHash};

/// One secret of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredSecret {
    /// SHA-256 of the whole token text.
    pub hash: SecretHash,
    /// The last four characters of the text, by which a person tells one
    /// secret from another; `None` for one made before they were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
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

impl StoredSecret {
    /// A secret that ends with its token.
    pub fn new(secret: KeptSecret, now: Millis) -> Self {
        Self {
            hash: secret.hash,
            hint: Some(secret.hint),
            created: now,
            ends: SecretEnd::Never,
            first_used: None,
        }
    }
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

/// What a text is to its token, for its owner to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its newest secret, which is accepted.
    Current,
    /// An older one that is still accepted.
    Old,
    /// One that was accepted once.
    Ended,
    /// None of this token's.
    Wrong,
}

impl Standing {
    /// One word for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Old => "old",
            Self::Ended => "ended",
            Self::Wrong => "wrong",
        }
    }
}

impl Token {
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

    /// The secret of this hash, in force or ended; compares as [`verify`](Self::verify) does.
    pub fn secret(&self, hash: &SecretHash) -> Option<&StoredSecret> {
        self.find(hash).and_then(|index| self.secrets.get(index))
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
        new: KeptSecret,
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

    /// What a presented hash is to this token. Says nothing about the
    /// token's [`state`](Self::state).
    pub fn standing(&self, hash: &SecretHash, now: Millis) -> Standing {
        match self.find(hash) {
            None => Standing::Wrong,
            Some(index) if !self.is_live(index, now) => Standing::Ended,
            Some(index) if index + 1 == self.secrets.len() => Standing::Current,
            Some(_) => Standing::Old,
        }
    }

    /// Ends every accepted secret but the newest at once.
    pub fn end_old_secrets(&mut self, now: Millis) -> Result<(), TokenError> {
        self.refuse_revoked()?;
        let newest = self.secrets.len().saturating_sub(1);
        let old: Vec<_> = (0..newest)
            .filter(|index| self.is_live(*index, now))
            .collect();
        if old.is_empty() {
            return Err(TokenError::NoOldSecret);
        }
        for index in old {
            self.secrets[index].ends = SecretEnd::At(now);
        }
        Ok(())
    }
}
