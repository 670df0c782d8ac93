//! What a token is made with, and how that is changed later.

use basekey_model::id::TokenId;
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;

use super::{Token, TokenError};
use crate::grant::Access;
use crate::network::Addresses;
use crate::scope::ScopeSet;

/// Most characters of a token's name.
pub const NAME_CHARS: usize = 200;

/// Most characters of a token's note.
pub const NOTE_CHARS: usize = 1000;

/// The greatest limit of requests per second; without one there is none.
pub const MOST_PER_SECOND: u32 = 1000;

/// What decides about calls of a token, and is made with it: scopes, access,
/// limits and life.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewTokenSettings {
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Where it may be used.
    pub access: Access,
    /// From where it may be used.
    pub allowed_addresses: Addresses,
    /// How often it may be used; `None` means as often as its owner may call.
    pub requests_per_second: Option<u32>,
    /// From when it is accepted; `None` means from its making.
    pub not_before: Option<Millis>,
    /// When it ends by itself; `None` means never.
    pub expires: Option<Millis>,
}

impl NewTokenSettings {
    /// Without limits and without end.
    pub fn new(scopes: ScopeSet, access: Access) -> Self {
        Self {
            scopes,
            access,
            allowed_addresses: Addresses::ANYWHERE,
            requests_per_second: None,
            not_before: None,
            expires: None,
        }
    }

    /// Whether the settings make sense together, whenever that is asked.
    pub(super) fn check(&self) -> Result<(), TokenError> {
        if self
            .requests_per_second
            .is_some_and(|rate| !(1..=MOST_PER_SECOND).contains(&rate))
        {
            return Err(TokenError::Rate);
        }
        match (self.not_before, self.expires) {
            (Some(begins), Some(ends)) if ends <= begins => Err(TokenError::NeverValid),
            _ => Ok(()),
        }
    }
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
    /// What its owner writes down about it.
    pub note: Option<String>,
    /// Scopes, access, limits and life.
    pub settings: NewTokenSettings,
    /// The token that makes it, if one does.
    pub created_by_token: Option<TokenId>,
}

/// A change of settings; `None` leaves one as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenEdit {
    /// The revision that the caller has seen; if the token is at another,
    /// nothing is changed.
    pub if_revision: Option<u32>,
    /// A new name.
    pub name: Option<String>,
    /// A new note; `Some(None)` takes it away.
    pub note: Option<Option<String>>,
    /// New scopes, all of them.
    pub scopes: Option<ScopeSet>,
    /// A new access list, all of it.
    pub access: Option<Access>,
    /// New addresses, all of them.
    pub allowed_addresses: Option<Addresses>,
    /// A new limit; `Some(None)` takes it away.
    pub requests_per_second: Option<Option<u32>>,
    /// A new beginning; `Some(None)` takes it away.
    pub not_before: Option<Option<Millis>>,
    /// A new expiry; `Some(None)` takes it away.
    pub expires: Option<Option<Millis>>,
}

impl Token {
    /// Scopes, access, limits and life, for a duplicate.
    pub fn settings(&self) -> NewTokenSettings {
        NewTokenSettings {
            scopes: self.scopes,
            access: self.access.clone(),
            allowed_addresses: self.allowed_addresses.clone(),
            requests_per_second: self.requests_per_second,
            not_before: self.not_before,
            expires: self.expires,
        }
    }

    /// Changes settings in place; true if anything is different now, which
    /// counts as a revision. The secret stays the same. An expired token may
    /// be given a later expiry.
    pub fn edit(&mut self, edit: TokenEdit, now: Millis) -> Result<bool, TokenError> {
        self.refuse_revoked()?;
        if edit.if_revision.is_some_and(|seen| seen != self.revision) {
            return Err(TokenError::ChangedMeanwhile { now: self.revision });
        }
        if let Some(expires) = edit.expires {
            check_expiry(expires, now)?;
        }
        let name = match edit.name {
            Some(name) => checked_name(&name)?,
            None => self.name.clone(),
        };
        let note = match edit.note {
            Some(note) => checked_note(note.as_deref())?,
            None => self.note.clone(),
        };
        let before = self.settings();
        let settings = NewTokenSettings {
            scopes: edit.scopes.unwrap_or(before.scopes),
            access: edit.access.unwrap_or_else(|| before.access.clone()),
            allowed_addresses: edit
                .allowed_addresses
                .unwrap_or_else(|| before.allowed_addresses.clone()),
            requests_per_second: edit
                .requests_per_second
                .unwrap_or(before.requests_per_second),
            not_before: edit.not_before.unwrap_or(before.not_before),
            expires: edit.expires.unwrap_or(before.expires),
        };
        settings.check()?;
        if (&self.name, &self.note, &before) == (&name, &note, &settings) {
            return Ok(false);
        }
        (self.name, self.note) = (name, note);
        self.scopes = settings.scopes;
        self.access = settings.access;
        self.allowed_addresses = settings.allowed_addresses;
        self.requests_per_second = settings.requests_per_second;
        self.not_before = settings.not_before;
        self.expires = settings.expires;
        self.revision = self.revision.saturating_add(1);
        Ok(true)
    }
}

pub(super) fn checked_name(name: &str) -> Result<String, TokenError> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_CHARS {
        return Err(TokenError::Name);
    }
    Ok(name.to_owned())
}

/// A note that says nothing is none.
pub(super) fn checked_note(note: Option<&str>) -> Result<Option<String>, TokenError> {
    match trimmed(note) {
        Some(note) if note.chars().count() > NOTE_CHARS => Err(TokenError::Note),
        note => Ok(note.map(str::to_owned)),
    }
}

pub(super) fn trimmed(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| !text.is_empty())
}

pub(super) fn check_expiry(expires: Option<Millis>, now: Millis) -> Result<(), TokenError> {
    if expires.is_some_and(|expires| expires <= now) {
        return Err(TokenError::ExpiryPast);
    }
    Ok(())
}
