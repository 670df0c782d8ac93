//! The graphs of the schemas in use, made once each.

use std::collections::HashMap;
use std::sync::Arc;

use basekey_model::schema::{BaseNo, BaseSchema};
use parking_lot::Mutex;

use super::analyse::analyse;
use super::graph::{Graph, has_derived};

/// Graphs kept at most.
const KEPT: usize = 1_000;

/// The graphs of the schemas in use.
#[derive(Default)]
pub(crate) struct Graphs {
    kept: Mutex<HashMap<BaseNo, Known>>,
}

/// A schema and its graph.
type Known = (Arc<BaseSchema>, Option<Arc<Graph>>);

impl Graphs {
    /// The graph of a schema; `None` if it has no derived fields.
    pub(crate) fn of(&self, schema: &Arc<BaseSchema>) -> Option<Arc<Graph>> {
        if let Some((known, graph)) = self.kept.lock().get(&schema.no)
            && Arc::ptr_eq(known, schema)
        {
            return graph.clone();
        }
        let graph = has_derived(schema).then(|| Arc::new(analyse((**schema).clone()).graph));
        let mut kept = self.kept.lock();
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(schema.no, (schema.clone(), graph.clone()));
        graph
    }
}
