//! Cells that are computed when they are read.

use std::sync::Arc;

use basekey_model::schema::{BaseNo, TableNo};
use basekey_model::time::Millis;
use basekey_store::{Read, Records};

use super::evaluate::Evaluator;
use super::graph::Graph;
use crate::App;
use crate::directory::People;
use crate::error::Result;
use crate::schemas::TableHandle;

/// Puts the cells of fields that are computed at reading into documents.
#[derive(Clone)]
pub(crate) struct Fresh {
    graph: Arc<Graph>,
    people: Arc<People>,
    base: BaseNo,
    table: TableNo,
    now: Millis,
}

impl Fresh {
    /// `None` if all derived cells of the table are stored.
    pub(crate) fn of(app: &App, table: &TableHandle, people: Arc<People>) -> Option<Self> {
        let graph = app.inner.graphs.of(table.schema())?;
        graph.unstored(table.no).next()?;
        Some(Self {
            graph,
            people,
            base: table.base(),
            table: table.no,
            now: app.now(),
        })
    }

    /// The records with all cells in their documents.
    pub(crate) fn apply(&self, read: &dyn Read, records: Records) -> Result<Records> {
        Evaluator::reading(read, self.base, &self.graph, &*self.people, self.now)
            .fresh(self.table, records)
    }
}
