//! The JSON of our own API under `/api`. Times are ISO 8601 in UTC with
//! milliseconds, as in Airtable's API; absent and unset parts of answers are
//! `null`, so that clients find every key.

mod filter;
mod instance;
mod sharing;
mod structure;
mod tokens;
mod users;
mod views;

pub(crate) use instance::*;
pub(crate) use sharing::*;
pub(crate) use structure::*;
pub(crate) use tokens::*;
pub(crate) use users::*;
pub(crate) use views::*;

use serde::{Deserialize, Deserializer};

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

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(d)?.map_or(Self::Null, Self::Set))
    }
}
