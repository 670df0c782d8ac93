//! Storing derived cells that were too many for one write, part by part, so
//! that other writers get their turn in between.
//!
//! While a field is being filled, readers compute its cells and writers keep
//! those that are there up to date. Once all parts are stored under one and
//! the same schema, the field is marked as stored. If the schema changes
//! meanwhile, or a write leaves more cells behind than it can bring up to date
//! (which counts as a change), filling begins anew.

use std::collections::HashSet;
use std::sync::Arc;

use basekey_model::cell::Nobody;
use basekey_model::change::{Change, ChangeItem};
use basekey_model::field::Upkeep;
use basekey_model::id::{BaseId, RecordId};
use basekey_model::schema::{BaseNo, BaseSchema, TableNo};
use basekey_store::{Cost, StoreExt};
use parking_lot::Mutex;

use super::analyse::analyse;
use super::evaluate::Evaluator;
use super::graph::Graph;
use crate::App;
use crate::error::AppError;
use crate::schemas::{Attempt, still};

/// Records stored in one write.
const CHUNK: usize = 500;

/// Links that one write goes along.
const LINKS: usize = 100_000;

/// The bases that are being filled by this process.
#[derive(Default)]
pub(crate) struct Fills(Mutex<HashSet<BaseNo>>);

impl App {
    /// Fills the fields of a base that are not, in the background.
    pub(crate) fn fill_derived(&self, schema: &Arc<BaseSchema>) {
        let mut fields = schema.tables.iter().flat_map(|table| &table.fields);
        if !fields.any(|field| field.kind.upkeep() == Some(Upkeep::Filling)) {
            return;
        }
        let (base, no) = (schema.base, schema.no);
        if !self.inner.fills.0.lock().insert(no) {
            return;
        }
        let turn = Turn {
            app: self.clone(),
            base: no,
        };
        tokio::spawn(async move {
            let app = turn.app.clone();
            // If it fails, whoever asks for the schema next begins again; and
            // nobody may ask before this one has let go.
            let _ = app.fill_base(base, no).await;
            drop(turn);
            app.schemas_changed();
        });
    }

    /// Ends once nothing is left to fill.
    async fn fill_base(&self, base: BaseId, no: BaseNo) -> Result<(), AppError> {
        loop {
            let schema = self
                .store()
                .run_read(Cost::Short, move |read| read.schema(base, no))
                .await?;
            let schema = Arc::new(schema);
            match self.fill_once(&schema).await {
                Ok(()) => return Ok(()),
                Err(Attempt::Stale) => {}
                Err(Attempt::Failed(error)) => return Err(error),
            }
        }
    }

    async fn fill_once(&self, schema: &Arc<BaseSchema>) -> Result<(), Attempt> {
        let graph = Arc::new(analyse((**schema).clone()).graph);
        for stage in &graph.stages {
            let fields: Vec<usize> = stage
                .fields
                .clone()
                .filter(|field| graph.fields[*field].upkeep == Upkeep::Filling)
                .collect();
            if fields.is_empty() {
                continue;
            }
            let fields: Arc<[usize]> = fields.into();
            let mut after = None;
            loop {
                let part = Part {
                    schema: schema.clone(),
                    graph: graph.clone(),
                    table: stage.table,
                    fields: fields.clone(),
                };
                after = self.fill_part(part, after).await?;
                if after.is_none() {
                    break;
                }
            }
        }
        self.filled(schema.clone()).await
    }

    /// Stores one part and tells the last of its records, if more follow.
    async fn fill_part(
        &self,
        part: Part,
        after: Option<RecordId>,
    ) -> Result<Option<RecordId>, Attempt> {
        let now = self.now();
        self.store()
            .run_write(move |tx| {
                still(tx, &part.schema)?;
                let no = part.schema.no;
                let mut records = tx.page(no, part.table, after, CHUNK)?;
                let mut more = records.len() == CHUNK;
                // Fewer of records that many others are linked to.
                while records.len() > 1 && part.graph.links_of(&records, &part.fields) > LINKS {
                    records.truncate(records.len() / 2);
                    more = true;
                }
                let mut changed = Vec::new();
                Evaluator::new(tx.reader(), no, &part.graph, &Nobody, now).compute(
                    &records,
                    &part.fields,
                    |_, _, _| true,
                    |at, doc, _| {
                        changed.push((at, doc));
                        Ok(())
                    },
                )?;
                for (at, doc) in changed {
                    if let Some(record) = records.get(at) {
                        tx.put_record(no, part.table, record.head, &doc)?;
                    }
                }
                let last = records.last();
                Ok::<_, Attempt>(last.filter(|_| more).map(|last| last.head.id))
            })
            .await
    }

    /// Marks all fields as stored.
    async fn filled(&self, schema: Arc<BaseSchema>) -> Result<(), Attempt> {
        let now = self.now();
        self.write_schema(move |tx| {
            still(tx, &schema)?;
            let mut what = Vec::new();
            for table in &schema.tables {
                let mut filled = table.clone();
                for field in &mut filled.fields {
                    if field.kind.upkeep() == Some(Upkeep::Filling) {
                        let before = Box::new(field.clone());
                        field.kind.set_upkeep(Upkeep::Stored);
                        what.push(ChangeItem::FieldUpdated {
                            table: table.no,
                            before,
                            after: Box::new(field.clone()),
                        });
                    }
                }
                if filled != *table {
                    tx.put_table(schema.no, &filled)?;
                }
            }
            if !what.is_empty() {
                let change = Change::of_system(now, what);
                tx.add_change(schema.no, &change)?;
            }
            Ok::<_, Attempt>(())
        })
        .await
    }
}

/// The right to fill a base, given back whatever becomes of filling it.
struct Turn {
    app: App,
    base: BaseNo,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.app.inner.fills.0.lock().remove(&self.base);
    }
}

/// What one write of filling is about.
struct Part {
    schema: Arc<BaseSchema>,
    graph: Arc<Graph>,
    table: TableNo,
    fields: Arc<[usize]>,
}
