//! Bare SQLite that finds rows by two columns with an index over them, and
//! updates the other columns.

use anyhow::Result;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::Rate;
use crate::rows::{COLUMNS, cells};
use crate::sqlite::{BATCH, create, fill, in_one, open, repeat, spread};

/// The columns merged on, by their place.
const KEYS: [usize; 2] = [0, 2];

/// Looks ten rows up and updates them, per transaction.
pub(crate) fn run(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "rows", &[])?;
    fill(&mut connection, "rows", rows)?;
    let keys = KEYS.map(|at| COLUMNS[at]);
    connection.execute(
        &format!(
            "CREATE INDEX IF NOT EXISTS rows_by_keys ON rows ({})",
            keys.join(", ")
        ),
        [],
    )?;
    let others: Vec<_> = (0..COLUMNS.len()).filter(|at| !KEYS.contains(at)).collect();
    let sets: Vec<_> = others
        .iter()
        .enumerate()
        .map(|(n, at)| format!("{} = ?{}", COLUMNS[*at], n + 2))
        .collect();
    let change = format!("UPDATE rows SET {} WHERE id = ?1", sets.join(", "));
    let find = format!(
        "SELECT id FROM rows WHERE {} = ?1 AND {} = ?2",
        keys[0], keys[1]
    );
    repeat(seconds, |turn| {
        in_one(&mut connection, |transaction| {
            let mut find = transaction.prepare_cached(&find)?;
            let mut change = transaction.prepare_cached(&change)?;
            let mut updated = 0;
            for n in 0..BATCH {
                let row = spread(turn * BATCH + n, rows);
                let key = KEYS.map(|at| cells(row - 1, 0)[at].clone());
                let id: i64 = find.query_row(params_from_iter(key), |row| row.get(0))?;
                let new = cells(row, turn + 1);
                let mut values = vec![Value::Integer(id)];
                values.extend(others.iter().map(|at| new[*at].clone()));
                updated += change.execute(params_from_iter(values))?;
            }
            Ok(updated)
        })
    })
}
