//! The JSON of our own API under `/api`. Times are ISO 8601 in UTC with
//! milliseconds, as in Airtable's API; absent and unset parts of answers are
//! `null`, so that clients find every key.

mod activity;
mod audit;
mod filter;
mod instance;
mod instance_tokens;
mod invites;
mod policy;
mod sharing;
mod structure;
mod tokens;
mod users;
mod views;

pub(crate) use activity::*;
pub(crate) use audit::*;
pub(crate) use instance::*;
pub(crate) use instance_tokens::*;
pub(crate) use invites::*;
pub(crate) use policy::*;
pub(crate) use sharing::*;
pub(crate) use structure::*;
pub(crate) use tokens::*;
pub(crate) use users::*;
pub(crate) use views::*;

use serde::{Deserialize, Deserializer};

use crate::error::Answer;

/// A key of a change: absent (stays as it is), `null` (is taken away) or set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Patch<T> {
    /// The key was not sent.
    #[default]
    Absent,
    /// The key was `null`.
    Null,
    /// The key had a value.
    Set(T),
}

impl<T> Patch<T> {
    /// The value, if there is one: for what is new, where absent and `null` are one.
    pub(crate) fn set(self) -> Option<T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// The same with the value in another form.
    pub(crate) fn read<U>(self, form: impl FnOnce(T) -> Answer<U>) -> Answer<Patch<U>> {
        Ok(match self {
            Self::Absent => Patch::Absent,
            Self::Null => Patch::Null,
            Self::Set(value) => Patch::Set(form(value)?),
        })
    }
}

/// For what the application takes: absent, taken away or set.
impl<T> From<Patch<T>> for Option<Option<T>> {
    fn from(patch: Patch<T>) -> Self {
        match patch {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Set(value) => Some(Some(value)),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(d)?.map_or(Self::Null, Self::Set))
    }
}
