//! The operations, against a real store.

#![expect(
    clippy::unwrap_used,
    reason = "a set-up that fails is a test that fails"
)]

mod imports;
mod records;
mod sharing;
mod support;
mod tokens;
