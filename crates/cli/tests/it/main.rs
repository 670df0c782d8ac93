//! The built binary as people and scripts use it.

#![expect(clippy::unwrap_used, reason = "a test that can not go on has failed")]

mod backup;
mod commands;
mod deleted;
mod demo;
mod doctor;
mod formula;
mod import;
mod serve;
mod support;
