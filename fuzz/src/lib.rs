//! What must hold whatever bytes come in.
//!
//! Each target is a plain function of bytes that panics if a promise is
//! broken. The tests of this package drive all of them with arbitrary bytes
//! and with the saved corpus on a stable compiler; `README.md` says how to put
//! a coverage-guided fuzzer in front.

#![expect(
    clippy::missing_panics_doc,
    reason = "panicking is how a target tells of a broken promise"
)]

mod cells;
mod documents;
mod formula;
mod infer;
mod requests;
mod token;

pub use cells::cell_write;
pub use documents::doc_scanner;
pub use formula::{formula_evaluate, formula_parse};
pub use infer::csv_inference;
pub use requests::{list_query, record_body};
pub use token::token_text;

/// A target: takes any bytes, panics if a promise is broken.
pub type Target = fn(&[u8]);

/// All targets by name.
pub const TARGETS: &[(&str, Target)] = &[
    ("token_text", token_text),
    ("list_query", list_query),
    ("doc_scanner", doc_scanner),
    ("csv_inference", csv_inference),
    ("cell_write", cell_write),
    ("record_body", record_body),
    ("formula_parse", formula_parse),
    ("formula_evaluate", formula_evaluate),
];

/// Bytes as text; what is not UTF-8 is replaced, so that every input says something.
fn text(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}
