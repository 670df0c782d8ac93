//! Sending the rows, batch by batch. A thread reads ahead while the server
//! stores, and never further than a batch or two.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use indicatif::ProgressBar;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc;

use super::file::Rows;
use super::plan::{Plan, Target, field_named};
use super::rejects::{Reject, Rejects};
use crate::client::Api;
use crate::cmd::{list, text};

/// Rows in one batch at most, which is also the server's limit.
const ROWS: usize = 1_000;

/// Bytes of cells in one batch at most, well below the server's limit on bodies.
const BYTES: usize = 2 * 1024 * 1024;

/// What is to be sent where.
pub(crate) struct Job<'j> {
    pub(crate) api: &'j Api,
    /// The import's path.
    pub(crate) at: &'j str,
    pub(crate) user: Option<&'j str>,
    pub(crate) table: &'j Value,
    pub(crate) plan: &'j Plan,
    pub(crate) file: &'j Path,
    /// Rows that are stored already.
    pub(crate) done: u64,
    /// Rows of the file.
    pub(crate) rows: u64,
}

/// How far it came.
pub(crate) struct Sent {
    /// Rows that are stored now.
    pub(crate) done: u64,
    /// True if Ctrl-C ended it before the last row.
    pub(crate) interrupted: bool,
    /// How long it took.
    pub(crate) seconds: f64,
}

/// Rows on their way.
struct Batch {
    from: u64,
    rows: Vec<Map<String, Value>>,
    /// Cells beyond the last column.
    beyond: Vec<Reject>,
}

/// Sends what is not stored yet.
pub(crate) async fn run(job: &Job<'_>, rejects: &mut Rejects, bar: &ProgressBar) -> Result<Sent> {
    let fields = fields(job)?;
    let names: HashMap<&str, &str> = job
        .plan
        .columns
        .iter()
        .zip(&fields)
        .filter_map(|(column, field)| Some((field.as_deref()?, column.name.as_str())))
        .collect();
    let started = Instant::now();
    let (sender, mut batches) = mpsc::channel(1);
    let reading = Reading {
        file: job.file.to_owned(),
        delimiter: job.plan.delimiter,
        from: job.done,
        fields: fields.clone(),
    };
    let reader = tokio::task::spawn_blocking(move || reading.run(&sender));
    let path = format!("{}/rows", job.at);
    let mut done = job.done;
    let mut interrupted = false;
    let interrupt = tokio::signal::ctrl_c();
    tokio::pin!(interrupt);
    loop {
        let next = tokio::select! {
            biased;
            _ = &mut interrupt => { interrupted = true; None }
            batch = batches.recv() => batch,
        };
        let Some(batch) = next else { break };
        let body =
            json!({ "table": text(job.table, "id"), "from": batch.from, "rows": batch.rows });
        let call = job.api.post(&path, &body, job.user);
        tokio::pin!(call);
        // A batch that is on its way is stored, whatever the signal.
        let answer = loop {
            tokio::select! {
                answer = &mut call => break answer,
                _ = &mut interrupt, if !interrupted => interrupted = true,
            }
        };
        let answer =
            answer.with_context(|| format!("storing the rows from {} on", batch.from + 2))?;
        for reject in batch.beyond {
            rejects.add(reject)?;
        }
        for rejected in list(&answer, "rejected") {
            rejects.add(told(rejected, &batch.rows, batch.from, &names))?;
        }
        done = answer["done"].as_u64().unwrap_or(done);
        bar.set_position(done);
        if interrupted {
            break;
        }
    }
    drop(batches);
    reader.await?.context("reading the file")?;
    if !interrupted && done != job.rows {
        bail!(
            "the file has {} rows and {done} are stored; it was changed while it was read",
            job.rows
        );
    }
    let interrupted = interrupted && done < job.rows;
    Ok(Sent {
        done,
        interrupted,
        seconds: started.elapsed().as_secs_f64(),
    })
}

/// The id of each column's field; `None` for columns that are left out.
fn fields(job: &Job<'_>) -> Result<Vec<Option<String>>> {
    job.plan
        .columns
        .iter()
        .map(|column| match &column.target {
            Target::Out { .. } => Ok(None),
            Target::New { field, .. } | Target::Existing { field, .. } => {
                let found = field_named(job.table, field).with_context(|| {
                    format!("the field \"{field}\" that the import goes into is gone")
                })?;
                Ok(Some(text(found, "id").to_owned()))
            }
        })
        .collect()
}

/// A rejected cell in terms of the file.
fn told(
    rejected: &Value,
    rows: &[Map<String, Value>],
    from: u64,
    names: &HashMap<&str, &str>,
) -> Reject {
    let row = rejected["row"].as_u64().unwrap_or(from);
    let field = text(rejected, "field");
    let value = rows
        .get(usize::try_from(row - from).unwrap_or(usize::MAX))
        .and_then(|cells| cells.get(field))
        .and_then(Value::as_str)
        .unwrap_or_default();
    Reject {
        row: row + 2,
        column: (*names.get(field).unwrap_or(&field)).to_owned(),
        value: value.to_owned(),
        reason: text(rejected, "reason").to_owned(),
    }
}

/// What the reading thread needs.
struct Reading {
    file: PathBuf,
    delimiter: u8,
    from: u64,
    fields: Vec<Option<String>>,
}

impl Reading {
    /// Reads batches until the end of the file, or until nobody takes them.
    fn run(self, to: &mpsc::Sender<Batch>) -> Result<()> {
        let mut rows = Rows::from(&self.file, self.delimiter, self.from)?;
        let mut from = self.from;
        loop {
            let batch = self.batch(&mut rows, from)?;
            if batch.rows.is_empty() {
                return Ok(());
            }
            from += batch.rows.len() as u64;
            if to.blocking_send(batch).is_err() {
                return Ok(());
            }
        }
    }

    fn batch(&self, rows: &mut Rows, from: u64) -> Result<Batch> {
        let mut batch = Batch {
            from,
            rows: Vec::new(),
            beyond: Vec::new(),
        };
        let mut bytes = 0;
        while batch.rows.len() < ROWS && bytes < BYTES {
            let number = from + batch.rows.len() as u64 + 2;
            let Some(record) = rows.next()? else { break };
            let mut cells = Map::new();
            for (cell, field) in record.iter().zip(&self.fields) {
                let Some(field) = field else { continue };
                if !cell.is_empty() {
                    bytes += cell.len() + field.len();
                    cells.insert(field.clone(), Value::from(cell));
                }
            }
            for (index, cell) in record.iter().enumerate().skip(self.fields.len()) {
                if !cell.trim().is_empty() {
                    batch.beyond.push(Reject {
                        row: number,
                        column: format!("(column {})", index + 1),
                        value: cell.to_owned(),
                        reason: "the header names no such column".to_owned(),
                    });
                }
            }
            batch.rows.push(cells);
        }
        Ok(batch)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn batches_cover_the_file_once_and_cells_beyond_the_header_are_told() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        writeln!(file, "a,b").unwrap();
        for row in 0..2_500 {
            writeln!(
                file,
                "{row},skipped{}",
                if row == 1_700 { ",more" } else { "" }
            )
            .unwrap();
        }
        let reading = Reading {
            file: file.path().to_owned(),
            delimiter: b',',
            from: 1_200,
            fields: vec![Some("fldA".to_owned()), None],
        };
        let (sender, mut batches) = mpsc::channel(10);
        reading.run(&sender).unwrap();
        drop(sender);
        let mut next = 1_200;
        let mut beyond = Vec::new();
        while let Some(batch) = batches.blocking_recv() {
            assert_eq!(batch.from, next);
            for row in &batch.rows {
                assert_eq!(row["fldA"], next.to_string());
                assert_eq!(row.len(), 1);
                next += 1;
            }
            beyond.extend(batch.beyond);
        }
        assert_eq!(next, 2_500);
        assert_eq!(
            (beyond.len(), beyond[0].row, beyond[0].value.as_str()),
            (1, 1_702, "more")
        );
    }
}
