//! The operations, against a real store.

#![expect(
    clippy::unwrap_used,
    reason = "a set-up that fails is a test that fails"
)]

mod accounts;
mod base;
mod deleted;
mod derived;
mod filtering;
mod finding;
mod imports;
mod invites;
mod links;
mod listing;
mod lowering;
mod paging;
mod pairs;
mod people;
mod records;
mod retype;
mod sharing;
mod sound;
mod support;
mod token_limits;
mod tokens;
mod tries;
mod upsert;
mod usage;
mod views;
