//! The operations, against a real store.

mod imports;
mod records;
mod sharing;
mod support;
mod tokens;
