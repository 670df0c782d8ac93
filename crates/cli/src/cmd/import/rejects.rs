//! Cells that were left blank because their field does not take them.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::out;

/// Told in full; the rest is counted.
const TOLD: usize = 20;

/// One cell.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Reject {
    /// As in the file, whose first row is the header.
    pub(crate) row: u64,
    /// The column's name.
    pub(crate) column: String,
    /// What is in the file.
    pub(crate) value: String,
    /// Why it was not taken.
    pub(crate) reason: String,
}

/// The first ones, the number of all, and a file for all.
pub(crate) struct Rejects {
    first: Vec<Reject>,
    count: u64,
    file: Option<csv::Writer<std::fs::File>>,
}

impl Rejects {
    /// Gathers, into `file` as well if one is given. An import that goes on
    /// adds to the file of its beginning.
    pub(crate) fn new(file: Option<&Path>, goes_on: bool) -> Result<Self> {
        let file = match file {
            None => None,
            Some(path) => {
                let mut options = OpenOptions::new();
                options
                    .create(true)
                    .write(true)
                    .append(goes_on)
                    .truncate(!goes_on);
                let opened = options
                    .open(path)
                    .with_context(|| format!("writing {}", path.display()))?;
                let fresh = opened.metadata()?.len() == 0;
                Some(
                    csv::WriterBuilder::new()
                        .has_headers(fresh)
                        .from_writer(opened),
                )
            }
        };
        Ok(Self {
            first: Vec::new(),
            count: 0,
            file,
        })
    }

    pub(crate) fn add(&mut self, reject: Reject) -> Result<()> {
        self.count += 1;
        if let Some(file) = &mut self.file {
            file.serialize(&reject)
                .context("writing the rejected cells")?;
        }
        if self.first.len() < TOLD {
            self.first.push(Reject {
                value: out::brief(&reject.value, 60),
                ..reject
            });
        }
        Ok(())
    }

    pub(crate) fn first(&self) -> &[Reject] {
        &self.first
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Writes what is not in the file yet.
    pub(crate) fn flush(&mut self) -> Result<()> {
        match &mut self.file {
            Some(file) => file.flush().context("writing the rejected cells"),
            None => Ok(()),
        }
    }

    /// For people.
    pub(crate) fn text(&self) -> String {
        if self.first.is_empty() {
            return String::new();
        }
        let rows: Vec<_> = self
            .first
            .iter()
            .map(|one| {
                vec![
                    one.row.to_string(),
                    out::brief(&one.column, 30),
                    out::brief(&one.value, 40),
                    one.reason.clone(),
                ]
            })
            .collect();
        let mut text = String::from("Rejected cells, which were left blank:\n");
        text.push_str(&out::table(&["ROW", "COLUMN", "VALUE", "WHY"], &rows));
        let more = self.count - self.first.len() as u64;
        if more > 0 {
            let hint = if self.file.is_some() {
                ""
            } else {
                "; --rejects FILE writes all"
            };
            // Writing into a text does not fail.
            let _ = writeln!(text, "and {more} more{hint}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reject(row: u64) -> Reject {
        Reject {
            row,
            column: "c".into(),
            value: "v,1".into(),
            reason: "no".into(),
        }
    }

    #[test]
    fn all_are_written_and_the_first_are_told() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("r.csv");
        let mut rejects = Rejects::new(Some(&path), false).unwrap();
        for row in 2..30 {
            rejects.add(reject(row)).unwrap();
        }
        rejects.flush().unwrap();
        assert_eq!((rejects.count(), rejects.first().len()), (28, TOLD));
        assert!(rejects.text().contains("and 8 more\n"));
        let mut again = Rejects::new(Some(&path), true).unwrap();
        again.add(reject(30)).unwrap();
        again.flush().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text.lines().count(), 30);
        assert!(text.starts_with("row,column,value,reason\n2,c,\"v,1\",no\n"));
        let fresh = Rejects::new(Some(&path), false).unwrap();
        assert_eq!(fresh.text(), "");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "");
    }
}
