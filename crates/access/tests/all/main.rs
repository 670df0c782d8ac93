//! What the crate promises, seen from outside.

#![expect(
    clippy::unwrap_used,
    reason = "a test that can not go on fails where it stands"
)]

mod decide;
mod matrix;
mod mint;
mod properties;
mod support;
mod token;
