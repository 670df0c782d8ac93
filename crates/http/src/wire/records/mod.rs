//! Requests about records as Airtable's clients send them (web-api 2).

mod list;
mod write;

use super::plan::Style;
use super::render::strings::Reader;

pub(crate) use list::{List, list_from_body, list_from_query, show_from_query};
pub(crate) use write::{ManyEdits, create, delete_many, update_many, update_one, write_query};

/// How records are to be shown.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Show {
    pub(crate) style: Style,
    /// Cells as text for this reader instead of as JSON.
    pub(crate) text: Option<Reader>,
}
