//! Bare SQLite that takes in rows which name a row of another table: that one
//! is looked up or made, and its list of links grows.

use std::time::Instant;

use anyhow::Result;
use rusqlite::OptionalExtension;
use rusqlite::types::Value;

use crate::Rate;
use crate::links::append;
use crate::sqlite::{create, in_one, insert, inserting, open};

/// Different names that the rows link to.
const NAMES: i64 = 5_000;

/// Inserts all rows once, so many per transaction, and tells rows per second.
pub(crate) fn run(database: &str, rows: i64, batch: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "items", &["owner"])?;
    connection.execute(
        "CREATE TABLE owners (id INTEGER PRIMARY KEY, name UNIQUE, links)",
        [],
    )?;
    let statement = inserting("items", &["owner"]);
    let began = Instant::now();
    let mut seen = 0;
    for from in (0..rows).step_by(usize::try_from(batch)?) {
        seen += in_one(&mut connection, |transaction| {
            let mut find = transaction.prepare_cached("SELECT id FROM owners WHERE name = ?1")?;
            let mut make = transaction.prepare_cached("INSERT INTO owners (name) VALUES (?1)")?;
            for n in from..rows.min(from + batch) {
                let name = format!("Owner {}", n.wrapping_mul(7_919) % NAMES);
                let found: Option<i64> = find.query_row([&name], |row| row.get(0)).optional()?;
                let owner = match found {
                    Some(id) => id,
                    None => make.insert([&name])?,
                };
                let item = insert(transaction, &statement, n, [Value::Integer(owner)])?;
                append(transaction, "owners", owner, &[item])?;
            }
            Ok(1)
        })?;
    }
    Ok(Rate {
        per_second: rows as f64 / began.elapsed().as_secs_f64(),
        seen,
    })
}
