//! What an evaluation is given.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use basekey_model::id::RecordId;
use basekey_model::time::Millis;

use crate::bounds::Bounds;
use crate::value::{Failure, Value};

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
    /// Regular expressions that are no constants, as they were compiled for
    /// earlier rows; `None` for what is none.
    pub(crate) regexes: RefCell<HashMap<String, Option<regex::Regex>>>,
}

/// Bytes of a text that are read in the time of one step.
const READ_BYTES: usize = 64;

impl Context {
    /// At this moment, within these bounds.
    pub fn new(now: Millis, bounds: Bounds) -> Self {
        Self {
            now,
            bounds,
            steps: Cell::new(0),
            bytes: Cell::new(0),
            regexes: RefCell::default(),
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

    /// Counts items of a list about to be gone through.
    pub(crate) fn visit(&self, items: usize) -> Result<(), Failure> {
        if self.step(items as u64) {
            Ok(())
        } else {
            Err(Failure::TooMuch)
        }
    }

    /// Counts a text about to be read; short ones cost nothing.
    pub(crate) fn read(&self, bytes: usize) -> Result<(), Failure> {
        if bytes < READ_BYTES {
            return Ok(());
        }
        self.visit(bytes / READ_BYTES)
    }

    /// Counts bytes of a text about to be made.
    pub(crate) fn made(&self, bytes: usize) -> Result<(), Failure> {
        if self.make(bytes) {
            Ok(())
        } else {
            Err(Failure::TooMuch)
        }
    }
}
