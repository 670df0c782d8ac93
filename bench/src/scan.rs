//! Bare SQLite that does what filters and rollups ask, over real columns.

use anyhow::Result;
use rusqlite::params;
use rusqlite::types::Value;

use crate::Rate;
use crate::rows::WORDS;
use crate::sqlite::{create, fill, in_one, open, repeat, spread};

/// Scans all rows for a number and a part of a text, and reads the first 100
/// of those kept in the order of a third column.
pub(crate) fn filter(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "rows", &[])?;
    fill(&mut connection, "rows", rows)?;
    // As much memory as the server may take for columns.
    connection.pragma_update(None, "cache_size", -256 * 1024)?;
    repeat(seconds, |turn| {
        let mut statement = connection.prepare_cached(
            "SELECT * FROM rows WHERE number > ?1 AND instr(name, ?2) > 0
             ORDER BY name LIMIT 100",
        )?;
        let least = spread(turn, 100) * 100_000;
        let word = WORDS[turn.rem_euclid(8).unsigned_abs() as usize];
        let mut found = statement.query(params![least, word])?;
        let mut seen = 0;
        while let Some(row) = found.next()? {
            for column in 0..row.as_ref().column_count() {
                seen += usize::from(row.get::<_, Value>(column)? != Value::Null);
            }
        }
        Ok(seen)
    })
}

/// Changes one number of many and keeps their total.
pub(crate) fn rollup(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "items", &["owner"])?;
    fill(&mut connection, "items", rows)?;
    create(&connection, "owners", &["total"])?;
    fill(&mut connection, "owners", 1)?;
    connection.execute("UPDATE items SET owner = 1", [])?;
    connection.execute(
        "CREATE INDEX IF NOT EXISTS items_by_owner ON items (owner)",
        [],
    )?;
    repeat(seconds, |turn| {
        in_one(&mut connection, |transaction| {
            let mut change =
                transaction.prepare_cached("UPDATE items SET number = ?2 WHERE id = ?1")?;
            let mut total = transaction.prepare_cached(
                "UPDATE owners SET total = (SELECT sum(number) FROM items WHERE owner = 1)
                 WHERE id = 1",
            )?;
            Ok(change.execute(params![spread(turn, rows), turn])? + total.execute([])?)
        })
    })
}
