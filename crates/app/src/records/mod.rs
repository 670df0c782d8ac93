//! Records: list, get, create, update, delete.

mod asked;
mod cells;
mod condition;
mod create;
mod delete;
mod fill;
mod get;
mod ids;
mod iterators;
mod links;
mod list;
mod matching;
mod names;
mod offset;
mod plan;
mod row;
mod sieve;
mod update;
mod upsert;
mod write;

use basekey_model::id::RecordId;
use basekey_store::Records;
use serde_json::{Map, Value};

pub(crate) use condition::checked_formula;
pub(crate) use fill::{Fill, fill_computed, is_filled};
pub(crate) use ids::Ids;
pub(crate) use iterators::Iterators;
pub use names::LinkNames;
pub(crate) use names::{stored as stored_cell, text as cell_text};

pub(crate) use condition::{Condition, Rest};
pub(crate) use names::is_unstored;

pub(crate) use cells::{CellReader, MissingChoices, NewCell, NewCells};
pub(crate) use links::linked_table;
pub(crate) use matching::Matching;
pub(crate) use plan::{Writer, link_keys};
pub(crate) use row::{cell_value, kept_moment};
pub(crate) use write::Batch;

use crate::schemas::TableHandle;

/// What a list asks for (web-api 2.1). Unset parts are `None` or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListQuery {
    /// A view's name or id.
    pub view: Option<String>,
    /// Sort by these, the first first; overrides the view's order.
    pub sort: Vec<SortBy>,
    /// Records over all pages.
    pub max_records: Option<u64>,
    /// Records in one page.
    pub page_size: Option<usize>,
    /// From the page before.
    pub offset: Option<String>,
    /// Only these fields are shown. Checked here, applied by whoever shows them.
    pub fields: Option<Vec<String>>,
    /// Only records for which this formula is true.
    pub filter: Option<String>,
    /// Look up what linked records are called, for whoever shows cells as text.
    pub names: bool,
}

/// One sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortBy {
    /// A field's name or id.
    pub field: String,
    /// Ascending unless said otherwise.
    pub direction: Direction,
}

pub use basekey_model::order::Direction;

/// Records with the table they are of.
#[derive(Debug)]
pub struct RecordPage {
    /// The table as it was when they were read or written.
    pub table: TableHandle,
    /// In the order asked for.
    pub records: Records,
    /// Where the next page begins; `None` on the last.
    pub offset: Option<String>,
    /// What the records that link cells name are called; empty unless asked for.
    pub names: LinkNames,
}

/// The cells of a record to be made: field names or ids, and values.
#[derive(Debug, Clone, Default)]
pub struct RecordInput {
    /// Names and ids may be mixed.
    pub fields: Map<String, Value>,
}

/// The cells of a record to be changed.
#[derive(Debug, Clone)]
pub struct RecordEdit {
    /// `rec…`
    pub id: String,
    /// Names and ids may be mixed.
    pub fields: Map<String, Value>,
}

/// One record of an upsert.
#[derive(Debug, Clone)]
pub struct UpsertElement {
    /// The record to change whatever its cells; without, it is looked for by
    /// the fields to merge on, and made if it is not there.
    pub id: Option<String>,
    /// Names and ids may be mixed.
    pub fields: Map<String, Value>,
}

/// What an upsert did.
#[derive(Debug)]
pub struct Upserted {
    /// The records in the order of the request.
    pub page: RecordPage,
    /// Those that were made.
    pub created: Vec<RecordId>,
    /// Those that were there, changed or not.
    pub updated: Vec<RecordId>,
}

/// What happens to the cells that an update does not name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UpdateMode {
    /// They stay.
    Patch,
    /// They are cleared.
    Put,
}

/// How values are taken.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Best-effort conversion of text instead of a refusal.
    pub typecast: bool,
}
