//! The HTTP side through its front, in memory: typed callers, whole answers.

#![expect(
    clippy::unwrap_used,
    reason = "a set-up that fails is a test that fails"
)]

mod access;
mod account;
mod activity;
mod audit;
mod bad;
mod change_field;
mod deleted;
mod derived;
mod errors;
mod fields;
mod filters;
mod front;
mod instance_tokens;
mod invites;
mod leaving;
mod links;
mod logs;
mod meta;
mod openapi;
mod pages;
mod policy;
mod rates;
mod records;
mod serving;
mod sessions;
mod sharing;
mod strings;
mod support;
mod token_limits;
mod tokens;
mod upsert;
mod views;
