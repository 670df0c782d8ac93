//! Source files stay short enough to be read in one sitting.

use std::collections::BTreeMap;

use anyhow::{Context, Result};

use crate::repository::Repository;

/// Lines from which a file needs a reason.
const MOST: usize = 600;

/// What counts as source.
const SOURCES: &[&str] = &[".rs", ".py", ".mjs", ".sh", ".sql", ".ts", ".tsx", ".css"];

/// Files that are longer for a reason.
const EXCEPTIONS: &str = "xtask/long-files.txt";

pub(crate) fn check(repository: &Repository) -> Result<Vec<String>> {
    let listed = repository.text(EXCEPTIONS)?;
    let mut exceptions = BTreeMap::new();
    for line in listed
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (path, reason) = line
            .split_once(": ")
            .with_context(|| format!("{EXCEPTIONS}: \"{line}\" has no reason"))?;
        exceptions.insert(path, reason);
    }
    let mut complaints = Vec::new();
    for path in repository.ending(SOURCES) {
        let lines = repository.text(path)?.lines().count();
        let excused = exceptions.remove(path).is_some();
        if lines > MOST && !excused {
            complaints.push(format!(
                "{path} has {lines} lines; split it, or give a reason in {EXCEPTIONS}"
            ));
        }
        if lines <= MOST && excused {
            complaints.push(format!(
                "{path} has {lines} lines and needs no reason in {EXCEPTIONS} any more"
            ));
        }
    }
    complaints.extend(
        exceptions
            .keys()
            .map(|path| format!("{path} is in {EXCEPTIONS} and not in the repository")),
    );
    Ok(complaints)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::scratch;

    #[test]
    fn long_files_need_a_reason_and_short_ones_must_not_have_one() {
        let long = "x\n".repeat(MOST + 1);
        let folder = scratch("length");
        let repository = Repository::of(
            &folder.0,
            &[
                (
                    EXCEPTIONS,
                    "# why\nexcused.rs: a table\nshort.rs: was long\ngone.rs: was there\n",
                ),
                ("excused.rs", &long),
                ("long.py", &long),
                ("long.md", &long),
                ("short.rs", "x\n"),
            ],
        );
        let complaints = check(&repository).unwrap();
        assert_eq!(complaints.len(), 3, "{complaints:?}");
        assert!(complaints[0].starts_with("long.py has 601 lines"));
        assert!(complaints[1].starts_with("short.rs has 1 lines"));
        assert!(complaints[2].starts_with("gone.rs is in"));
    }
}
