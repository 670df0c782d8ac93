//! `basekey doctor`: proves a store sound, or says what is wrong with it.
//!
//! It reads beside a running server, each base in one consistent state, and
//! changes nothing.

mod access;
mod base;
mod links;
mod pages;
mod replay;
mod tables;
#[cfg(test)]
mod testing;

use std::collections::HashSet;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use basekey_model::limits::Limits;
use basekey_model::schema::{BaseSchema, Deletion, Table, UserNo};
use basekey_model::time::{Clock, Millis};
use basekey_store::{Base, Cost, Store, StoreError, StoreExt, sqlite};
use serde_json::{Value, json};

use crate::config::Config;
use crate::out;
use crate::system::SystemClock;

/// Problems told of each check.
const TOLD: usize = 20;

/// What a check found. Never holds a cell value.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    /// What was looked at, in numbers.
    seen: String,
    problems: Vec<String>,
    more: usize,
}

impl Findings {
    /// Notes a problem.
    fn add(&mut self, problem: impl Into<String>) {
        if self.problems.len() < TOLD {
            self.problems.push(problem.into());
        } else {
            self.more += 1;
        }
    }

    /// Notes a problem unless `holds`.
    fn expect(&mut self, holds: bool, problem: impl FnOnce() -> String) {
        if !holds {
            self.add(problem());
        }
    }

    /// True if further problems are only counted.
    fn is_full(&self) -> bool {
        self.problems.len() >= TOLD
    }
}

/// What a base is judged by.
struct Frame {
    /// Everybody there is.
    users: HashSet<UserNo>,
    limits: Limits,
    /// What was deleted before this can not be restored any more, and may be
    /// half gone: it is taken away for good in several writes.
    overdue: Millis,
}

impl Frame {
    /// True if what was deleted so may be half gone.
    fn is_overdue(&self, deletion: Option<Deletion>) -> bool {
        deletion.is_some_and(|deletion| deletion.at <= self.overdue)
    }
}

/// The tables of a base, deleted ones included.
fn all_tables(schema: &BaseSchema) -> impl Iterator<Item = &Table> {
    schema.tables.iter().chain(&schema.deleted)
}

/// Prints checks as they are done, or gathers them for one JSON object.
struct Report {
    as_json: bool,
    checks: Vec<Value>,
    failed: bool,
}

impl Report {
    fn add(&mut self, name: &str, found: Result<Findings>) {
        let found = found.unwrap_or_else(|error| {
            let mut findings = Findings::default();
            findings.add(format!("{error:#}"));
            findings
        });
        let ok = found.problems.is_empty();
        self.failed |= !ok;
        if self.as_json {
            self.checks.push(json!({
                "check": name, "ok": ok, "seen": found.seen, "problems": found.problems, "more": found.more,
            }));
            return;
        }
        let seen = if found.seen.is_empty() {
            String::new()
        } else {
            format!(": {}", found.seen)
        };
        out::line(format!("{:<5}{name}{seen}", if ok { "ok" } else { "FAIL" }));
        for problem in &found.problems {
            out::line(format!("       {problem}"));
        }
        if found.more > 0 {
            out::line(format!("       and {} more", found.more));
        }
    }
}

/// Runs every check. The exit code is 1 if one fails.
pub(crate) async fn run(config: &Config, as_json: bool) -> Result<ExitCode> {
    if !sqlite::exists(&config.data) {
        bail!("there is no Basekey store in {}", config.data.display());
    }
    let mut report = Report {
        as_json,
        checks: Vec::new(),
        failed: false,
    };
    match sqlite::open_read_only(&config.data) {
        Ok(store) => examine(store, &config.limits, &mut report).await,
        Err(error) => report.add("the store opens", Err(error.into())),
    }
    if as_json {
        out::json(&json!({ "ok": !report.failed, "checks": report.checks }));
    } else {
        let words = if report.failed {
            "The store is NOT sound. Keep the directory as it is, and restore a backup into a new one."
        } else {
            "The store is sound."
        };
        out::line(words);
    }
    Ok(if report.failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

async fn examine(store: Arc<dyn Store>, limits: &Limits, report: &mut Report) {
    let engine = store
        .verify()
        .await
        .context("checking the file")
        .map(|problems| {
            let mut found = Findings::default();
            for problem in problems {
                found.add(problem);
            }
            found
        });
    report.add("the store's file", engine);
    report.add(
        "people, workspaces, bases and tokens",
        read(&store, access::check).await,
    );

    let listed = read(&store, |read| Ok((read.bases()?, read.users()?))).await;
    let (bases, users): (Vec<Base>, HashSet<UserNo>) = match listed {
        Ok((bases, users)) => (bases, users.iter().map(|user| user.no).collect()),
        Err(error) => {
            report.add("the list of bases", Err(error));
            return;
        }
    };
    let kept = i64::from(limits.deleted_days) * 24 * 60 * 60 * 1000;
    let frame = Arc::new(Frame {
        users,
        limits: limits.clone(),
        overdue: Millis(SystemClock.now().0 - kept),
    });
    for base in bases {
        let frame = frame.clone();
        let id = base.id;
        let found = read(&store, move |read| {
            let schema = read.schema(base.id, base.no)?;
            let rows = base::check(read, &schema, &frame)?;
            let log = replay::check(read, &schema, &frame)?;
            let derived = derived_cells(read, schema)?;
            Ok((rows, log, derived))
        })
        .await;
        match found {
            Ok((rows, log, derived)) => {
                report.add(&format!("base {id}, tables and records"), Ok(rows));
                report.add(&format!("base {id}, change log"), Ok(log));
                report.add(&format!("base {id}, formulas and the like"), Ok(derived));
            }
            Err(error) => report.add(&format!("base {id}"), Err(error)),
        }
    }
}

/// Whether formulas, rollups, lookups and counts are what they should be.
fn derived_cells(
    read: &dyn basekey_store::Read,
    schema: BaseSchema,
) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let cells = basekey_app::verify_derived(read, &Arc::new(schema), &mut |problem| {
        found.add(problem);
    })?;
    found.seen = crate::cmd::count(cells, "cell");
    Ok(found)
}

/// Reads one consistent state.
async fn read<T, F>(store: &Arc<dyn Store>, job: F) -> Result<T>
where
    T: Send + 'static,
    F: FnOnce(&dyn basekey_store::Read) -> Result<T, StoreError> + Send + 'static,
{
    Ok(store.run_read(Cost::Long, job).await?)
}
