//! Records: list, get, create, update, delete.

mod cells;
mod create;
mod delete;
mod fill;
mod get;
mod ids;
mod iterators;
mod list;
mod offset;
mod update;

use basekey_store::Records;
use serde_json::{Map, Value};

pub(crate) use fill::fill_computed;
pub(crate) use ids::Ids;
pub(crate) use iterators::Iterators;

pub(crate) use cells::{Cells, cell_of};
pub(crate) use create::{NewChoices, insert};

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
