//! Whether stored derived cells are what they would be if all were computed
//! anew.

use std::sync::Arc;

use basekey_model::cell::Nobody;
use basekey_model::field::Upkeep;
use basekey_model::schema::BaseSchema;
use basekey_model::time::Millis;
use basekey_store::{Read, StoreError};

use super::analyse::analyse;
use super::evaluate::Evaluator;
use crate::error::{AppError, Result};

/// Records computed at a time.
const CHUNK: usize = 500;

/// Computes every stored derived cell of a base anew and tells of each that
/// differs, never what is in it. Gives the number of cells looked at.
pub fn verify_derived(
    read: &dyn Read,
    schema: &Arc<BaseSchema>,
    tell: &mut dyn FnMut(String),
) -> Result<u64, StoreError> {
    verify(read, schema, tell).map_err(|error| match error {
        AppError::Store(error) => error,
        other => StoreError::Damaged {
            what: "derived cells",
            cause: other.to_string(),
        },
    })
}

fn verify(read: &dyn Read, schema: &Arc<BaseSchema>, tell: &mut dyn FnMut(String)) -> Result<u64> {
    let analysis = analyse((**schema).clone());
    for (stored, derived) in schema.tables.iter().zip(&analysis.schema.tables) {
        for (stored, derived) in stored.fields.iter().zip(&derived.fields) {
            if stored != derived {
                tell(format!("field {} is not settled", stored.id));
            }
        }
    }
    let graph = analysis.graph;
    let mut cells = 0u64;
    for stage in &graph.stages {
        let fields: Vec<usize> = stage
            .fields
            .clone()
            .filter(|field| graph.fields[*field].upkeep == Upkeep::Stored)
            .collect();
        if fields.is_empty() {
            continue;
        }
        // No stored cell depends on the present time.
        let evaluator = Evaluator::new(read, schema.no, &graph, &Nobody, Millis(0));
        let mut after = None;
        loop {
            let records = read.page(schema.no, stage.table, after, CHUNK)?;
            cells += (records.len() * fields.len()) as u64;
            evaluator.compute(
                &records,
                &fields,
                |_, _, _| true,
                |at, _, keys| {
                    for key in keys {
                        let record = records.get(at).map(|record| record.head.id);
                        let field = graph.at(stage.table, *key).map(|field| field.field.id);
                        if let (Some(record), Some(field)) = (record, field) {
                            tell(format!(
                                "record {record}: the cell of field {field} is not what its cells give"
                            ));
                        }
                    }
                    Ok(())
                },
            )?;
            let last = records.last();
            match last {
                Some(last) if records.len() == CHUNK => after = Some(last.head.id),
                _ => break,
            }
        }
    }
    Ok(cells)
}
