//! The limits that Basekey is measured against, each as bare as it can be.
//!
//! ```text
//! basekey-bench serve FOLDER READY-FILE      axum, two workers; answers what lies in FOLDER
//! basekey-bench sqlite WHAT DB ROWS SECONDS  one thread, WAL, synchronous=FULL; WHAT is one of
//!                                            read, page, insert, update, link, names,
//!                                            hub, upsert, filter, rollup
//! basekey-bench formula WHAT ROWS SECONDS    WHAT is one of check, evaluate, hand
//! basekey-bench import DB ROWS BATCH         so many rows once, so many per transaction
//! ```
//!
//! `bench/run` starts these beside a server and compares.

mod formula;
mod import;
mod links;
mod peer;
mod rows;
mod scan;
mod sqlite;
mod upsert;

use anyhow::{Context, Result, bail};

// The same allocator as the server's, or the comparison would measure allocators.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let number = |text: &str| text.parse().with_context(|| format!("{text} is a number"));
    let rate = match arguments[..] {
        ["serve", folder, ready] => return peer::serve(folder, ready),
        ["sqlite", what, database, rows, seconds] => {
            let (rows, seconds) = (number(rows)?, number(seconds)?);
            match what {
                "link" => links::link(database, rows, seconds)?,
                "names" => links::names(database, rows, seconds)?,
                "hub" => links::hub(database, rows, seconds)?,
                "filter" => scan::filter(database, rows, seconds)?,
                "rollup" => scan::rollup(database, rows, seconds)?,
                "upsert" => upsert::run(database, rows, seconds)?,
                _ => sqlite::run(what, database, rows, seconds)?,
            }
        }
        ["formula", what, rows, seconds] => formula::run(what, number(rows)?, number(seconds)?)?,
        ["import", database, rows, batch] => import::run(database, number(rows)?, number(batch)?)?,
        _ => bail!("see bench/README.md; this is run by bench/run"),
    };
    let line = serde_json::json!({ "per_second": rate.per_second, "seen": rate.seen });
    std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes())?;
    Ok(())
}

/// What a run found.
struct Rate {
    /// How often the work was done.
    per_second: f64,
    /// Printed, which keeps reads from being optimised away.
    seen: usize,
}
