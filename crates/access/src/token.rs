//! A personal access token: its settings, its secrets, its states and the
//! steps between them.

mod secrets;
mod settings;

use std::fmt;

use basekey_model::id::{TokenId, UserId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use serde::{Deserialize, Serialize};

use crate::grant::Access;
use crate::network::Addresses;
use crate::scope::ScopeSet;
use crate::secret::KeptSecret;

pub use secrets::{LastRegenerate, Regenerated, SecretEnd, Standing, StoredSecret, Verified};
pub use settings::{
    MOST_PER_SECOND, NAME_CHARS, NOTE_CHARS, NewToken, NewTokenSettings, TokenEdit,
};

/// Most characters of the reason for which a token was revoked.
pub const REASON_CHARS: usize = 500;

/// A token as it is stored. The serde form is the stored one; it holds
/// hashes and no secret. Whatever was added to it later has a default, so
/// that tokens stored before are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Token {
    /// `pat…`, the public part of its text.
    pub id: TokenId,
    /// For whom it acts.
    pub owner: UserNo,
    /// As its owner calls it; stands in the history of what it changes.
    pub name: String,
    /// What its owner wrote down about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// From where it may be used.
    #[serde(default, skip_serializing_if = "Addresses::is_anywhere")]
    pub allowed_addresses: Addresses,
    /// How often it may be used; `None` means as often as its owner may call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<u32>,
    /// When it was made.
    pub created: Millis,
    /// The token that made it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created_by_token: Option<TokenId>,
    /// From when it is accepted; `None` means from its making.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Millis>,
    /// When it ends by itself; `None` means never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Millis>,
    /// Counts the edits that changed something, from 1.
    #[serde(default = "first")]
    pub revision: u32,
    /// Refused until it is resumed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paused: bool,
    /// Since when it is refused for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Millis>,
    /// Who revoked it; `None` also for an operator who is no user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_by: Option<UserId>,
    /// Why it was revoked, in the words of who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoke_reason: Option<String>,
    /// At most two, the newest last. Ended ones stay until the next
    /// regeneration, so that their use can be told from a wrong guess.
    pub secrets: Vec<StoredSecret>,
    /// The last regeneration that carried an idempotency key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_regenerate: Option<LastRegenerate>,
}

/// The revision of a token that was never edited.
fn first() -> u32 {
    1
}

/// Whether a token is accepted, and if not, why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenState {
    /// Accepted.
    Active,
    /// Accepted from a later moment on.
    NotYetValid,
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
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Active,
        Self::Paused,
        Self::Expired,
        Self::Revoked,
        Self::OwnerDeactivated,
        Self::NotYetValid,
    ];

    /// The state of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// One word for programs: listings and metrics.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::NotYetValid => "notYetValid",
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
            Self::NotYetValid => "not valid yet",
            Self::Paused => "paused",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
            Self::OwnerDeactivated => "that of a deactivated user",
        })
    }
}

/// Who revokes a token, and why.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revocation {
    /// Who, if it is a user.
    pub by: Option<UserId>,
    /// Why; blank text counts as none.
    pub reason: Option<String>,
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
    /// It would end before it is accepted.
    #[error("the token must become valid before it expires")]
    NeverValid,
    /// The old secret of a regenerated token must end some time.
    #[error("the old secret must end: now, at the first use of the new one, or at a given time")]
    OldMustEnd,
    /// Only the newest secret is accepted.
    #[error("the token has one working secret only, and no old one to end")]
    NoOldSecret,
    /// Empty, or longer than [`NAME_CHARS`] characters.
    #[error("a token's name has 1 to {NAME_CHARS} characters")]
    Name,
    /// Longer than [`NOTE_CHARS`] characters.
    #[error("a token's note has at most {NOTE_CHARS} characters")]
    Note,
    /// Longer than [`REASON_CHARS`] characters.
    #[error("the reason for revoking a token has at most {REASON_CHARS} characters")]
    Reason,
    /// Not from 1 to [`MOST_PER_SECOND`].
    #[error("a token's limit is 1 to {MOST_PER_SECOND} requests per second")]
    Rate,
    /// It was edited since the caller looked at it.
    #[error(
        "the token was changed meanwhile: it is at revision {now}; read it again and repeat your change"
    )]
    ChangedMeanwhile {
        /// Its revision.
        now: u32,
    },
}

impl Token {
    /// A new token with one secret.
    pub fn issue(new: NewToken, secret: KeptSecret, now: Millis) -> Result<Self, TokenError> {
        let NewToken {
            id,
            owner,
            name,
            note,
            settings,
            created_by_token,
        } = new;
        settings.check()?;
        settings::check_expiry(settings.expires, now)?;
        let NewTokenSettings {
            scopes,
            access,
            allowed_addresses,
            requests_per_second,
            not_before,
            expires,
        } = settings;
        Ok(Self {
            id,
            owner,
            name: settings::checked_name(&name)?,
            note: settings::checked_note(note.as_deref())?,
            scopes,
            access,
            allowed_addresses,
            requests_per_second,
            created: now,
            created_by_token,
            not_before,
            expires,
            revision: first(),
            paused: false,
            revoked: None,
            revoked_by: None,
            revoke_reason: None,
            secrets: vec![StoredSecret::new(secret, now)],
            last_regenerate: None,
        })
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
        } else if self.not_before.is_some_and(|begins| now < begins) {
            TokenState::NotYetValid
        } else {
            TokenState::Active
        }
    }

    /// When it was revoked or expires, whichever comes first.
    pub fn ended(&self) -> Option<Millis> {
        match (self.revoked, self.expires) {
            (Some(revoked), Some(expires)) => Some(revoked.min(expires)),
            (revoked, expires) => revoked.or(expires),
        }
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
    pub fn revoke(&mut self, revocation: Revocation, now: Millis) -> Result<(), TokenError> {
        self.refuse_revoked()?;
        let Revocation { by, reason } = revocation;
        let reason = settings::trimmed(reason.as_deref());
        if reason.is_some_and(|reason| reason.chars().count() > REASON_CHARS) {
            return Err(TokenError::Reason);
        }
        self.revoke_reason = reason.map(str::to_owned);
        self.revoked_by = by;
        self.revoked = Some(now);
        Ok(())
    }

    fn refuse_revoked(&self) -> Result<(), TokenError> {
        if self.revoked.is_some() {
            Err(TokenError::Revoked)
        } else {
            Ok(())
        }
    }
}
