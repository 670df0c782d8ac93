//! The limits that Basekey is measured against, each as bare as it can be.
//!
//! ```text
//! basekey-bench serve WHOAMI.json PAGE.json READY-FILE     axum, two workers
//! basekey-bench sqlite read|page|insert|update DB SECONDS  one thread, WAL, synchronous=FULL
//! ```
//!
//! `bench/run` starts these beside a server and compares.

mod peer;
mod rows;
mod sqlite;

use anyhow::{Context, Result, bail};

// The same allocator as the server's, or the comparison would measure allocators.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> Result<()> {
    let arguments: Vec<_> = std::env::args().skip(1).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["serve", whoami, page, ready] => peer::serve(whoami, page, ready),
        ["sqlite", what, database, seconds] => {
            let seconds = seconds.parse().context("SECONDS is a number")?;
            sqlite::run(what, database, seconds)
        }
        _ => bail!("see bench/README.md; this is run by bench/run"),
    }
}
