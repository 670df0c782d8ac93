//! Derived fields: formulas, rollups, lookups and counts.
//!
//! - [`analyse`](analyse()) reads a schema: which fields are valid, of what
//!   type, in which order they are computed. Every change of a schema goes
//!   through it.
//! - [`Evaluator`] computes cells from the documents of records and of those
//!   they link to.
//! - [`follow`] brings the derived cells up to date inside the write that
//!   changes what they are computed from.
//! - [`Fresh`] computes at reading what is not stored: what depends on the
//!   present time or on people's names, and what is still being filled.
//! - [`fill`] stores, part by part, what was too much for one write.

mod analyse;
mod evaluate;
mod fill;
mod follow;
mod fresh;
mod graph;
mod graphs;
mod items;
mod refs;
mod settle;
mod verify;

pub(crate) use analyse::analyse;
pub(crate) use fill::Fills;
pub(crate) use follow::{Touched, derive_own, follow};
pub(crate) use fresh::Fresh;
pub(crate) use graph::Graph;
pub(crate) use graphs::Graphs;
pub(crate) use settle::{Settled, leave_behind, settle};
pub use verify::verify_derived;
