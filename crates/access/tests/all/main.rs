//! What the crate promises, seen from outside.

mod decide;
mod matrix;
mod mint;
mod properties;
mod support;
mod token;
