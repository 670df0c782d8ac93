//! What an evaluation is given.

use std::cell::Cell;

use basekey_model::id::RecordId;
use basekey_model::time::Millis;

use crate::bounds::Bounds;
use crate::value::Value;

/// One record, as a formula sees it.
pub trait Row {
    /// The cell of the field at this place of [`Program::fields`](crate::Program::fields).
    fn cell(&self, slot: usize) -> Value<'_>;
    /// `values` of a rollup: the linked records' cells.
    fn values(&self) -> Value<'_> {
        Value::Blank
    }
    /// The record's id.
    fn id(&self) -> RecordId;
    /// When the record was made.
    fn created(&self) -> Millis;
    /// When a person last changed any of its cells.
    fn modified(&self) -> Millis;
    /// When one of the fields at this place of
    /// [`Program::watched`](crate::Program::watched) last changed; `None` if
    /// never.
    fn modified_of(&self, watched: usize) -> Option<Millis>;
}

/// What all evaluations of one request share: the present moment, and bounds.
#[derive(Debug)]
pub struct Context {
    /// The present moment.
    pub now: Millis,
    /// What one evaluation may ask for.
    pub bounds: Bounds,
    steps: Cell<u64>,
    bytes: Cell<usize>,
}

impl Context {
    /// At this moment, within these bounds.
    pub fn new(now: Millis, bounds: Bounds) -> Self {
        Self {
            now,
            bounds,
            steps: Cell::new(0),
            bytes: Cell::new(0),
        }
    }

    /// Begins the next evaluation.
    pub(crate) fn reset(&self) {
        self.steps.set(0);
        self.bytes.set(0);
    }

    /// Counts steps; false once there have been too many.
    pub(crate) fn step(&self, steps: u64) -> bool {
        let taken = self.steps.get().saturating_add(steps);
        self.steps.set(taken);
        taken <= self.bounds.steps
    }

    /// Counts bytes of a text about to be made; false once there are too many.
    pub(crate) fn make(&self, bytes: usize) -> bool {
        let made = self.bytes.get().saturating_add(bytes);
        self.bytes.set(made);
        made <= self.bounds.output_bytes
    }
}
