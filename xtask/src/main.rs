//! `cargo xtask check`: rules of this repository that the compiler does not know.
//!
//! Each rule is a function from the repository to a list of complaints. All of
//! them run, so that one look shows everything that is wrong.

mod documents;
mod graph;
mod length;
mod repository;
mod secrets;

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::repository::Repository;

/// A rule: its name and what breaks it.
type Rule = (&'static str, fn(&Repository) -> Result<Vec<String>>);

const RULES: &[Rule] = &[
    ("crates depend on what ARCHITECTURE.md says", graph::check),
    ("no source file is too long", length::check),
    ("nothing looks like a token", secrets::check),
    ("every decision is listed", documents::decisions),
    ("every path of the API is documented", documents::api),
    ("links in documents lead somewhere", documents::links),
];

fn main() -> Result<ExitCode> {
    match std::env::args().nth(1).as_deref() {
        Some("check") => check(),
        _ => bail!("usage: cargo xtask check"),
    }
}

fn check() -> Result<ExitCode> {
    let repository = Repository::find()?;
    let mut out = std::io::stdout().lock();
    let mut broken = 0;
    for (name, rule) in RULES {
        let complaints = rule(&repository)?;
        writeln!(
            out,
            "{} {name}",
            if complaints.is_empty() {
                "ok    "
            } else {
                "BROKEN"
            }
        )?;
        for complaint in &complaints {
            writeln!(out, "       {complaint}")?;
        }
        broken += usize::from(!complaints.is_empty());
    }
    writeln!(out, "{} passed, {broken} failed", RULES.len() - broken)?;
    Ok(if broken == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
