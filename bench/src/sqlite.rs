//! Bare SQLite: one thread, one connection, prepared statements, a table with
//! a real column per field.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rusqlite::types::Value;
use rusqlite::{Connection, Transaction, params_from_iter};

use crate::Rate;
use crate::rows::{COLUMNS, cells};

/// Rows written per transaction.
pub(crate) const BATCH: i64 = 10;

/// Runs one kind of work for so many seconds.
pub(crate) fn run(what: &str, database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "rows", &[])?;
    fill(&mut connection, "rows", rows)?;
    repeat(seconds, |turn| match what {
        "read" => read(&connection, spread(turn, rows), 1),
        "page" => read(&connection, spread(turn, rows), 100),
        "insert" => in_one(&mut connection, |transaction| {
            insert_all(transaction, "rows", 0..BATCH)
        }),
        "update" => in_one(&mut connection, |transaction| {
            update(transaction, rows, turn)
        }),
        _ => bail!("no such work: {what}"),
    })
}

/// Does `work` again and again for so many seconds; it is told how often it was done.
pub(crate) fn repeat(seconds: i64, mut work: impl FnMut(i64) -> Result<usize>) -> Result<Rate> {
    let (mut done, mut seen) = (0_i64, 0_usize);
    let began = Instant::now();
    let until = Duration::from_secs(seconds.max(0).unsigned_abs());
    while began.elapsed() < until {
        seen += work(done)?;
        done += 1;
    }
    Ok(Rate {
        per_second: done as f64 / began.elapsed().as_secs_f64(),
        seen,
    })
}

/// Row numbers in no particular order.
pub(crate) fn spread(n: i64, rows: i64) -> i64 {
    1 + n.wrapping_mul(7_919).rem_euclid((rows - 100).max(1))
}

/// A database as durable as the server's.
pub(crate) fn open(database: &str) -> Result<Connection> {
    let connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    Ok(connection)
}

/// A table of the twelve columns, and of some others.
pub(crate) fn create(connection: &Connection, table: &str, more: &[&str]) -> Result<()> {
    let columns = [&COLUMNS[..], more].concat().join(", ");
    connection.execute(
        &format!("CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY, {columns})"),
        [],
    )?;
    Ok(())
}

/// Rows up to the number that a table begins with.
pub(crate) fn fill(connection: &mut Connection, table: &str, rows: i64) -> Result<()> {
    let there: i64 = connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
        row.get(0)
    })?;
    in_one(connection, |transaction| {
        insert_all(transaction, table, there..rows)
    })?;
    Ok(())
}

/// Does `work` in one transaction.
pub(crate) fn in_one<T>(
    connection: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T>,
) -> Result<T> {
    let transaction = connection.transaction()?;
    let done = work(&transaction)?;
    transaction.commit()?;
    Ok(done)
}

fn read(connection: &Connection, from: i64, count: i64) -> Result<usize> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM rows WHERE id >= ?1 ORDER BY id LIMIT ?2")?;
    let mut rows = statement.query([from, count])?;
    let mut seen = 0;
    while let Some(row) = rows.next()? {
        for column in 0..=COLUMNS.len() {
            if row.get::<_, Value>(column)? != Value::Null {
                seen += 1;
            }
        }
    }
    Ok(seen)
}

/// The statement that [`insert`] takes, for a table with some other columns.
pub(crate) fn inserting(table: &str, more: &[&str]) -> String {
    let columns = [&COLUMNS[..], more].concat();
    let marks = vec!["?"; columns.len()].join(", ");
    let columns = columns.join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES ({marks})")
}

/// Inserts row `n` and gives its key.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    statement: &str,
    n: i64,
    more: impl IntoIterator<Item = Value>,
) -> Result<i64> {
    let mut statement = transaction.prepare_cached(statement)?;
    let values = cells(n, 0).into_iter().chain(more);
    Ok(statement.insert(params_from_iter(values))?)
}

/// Inserts rows with nothing but the twelve columns.
fn insert_all(
    transaction: &Transaction<'_>,
    table: &str,
    numbers: std::ops::Range<i64>,
) -> Result<usize> {
    let (statement, mut inserted) = (inserting(table, &[]), 0);
    for n in numbers {
        insert(transaction, &statement, n, [])?;
        inserted += 1;
    }
    Ok(inserted)
}

fn update(transaction: &Transaction<'_>, rows: i64, turn: i64) -> Result<usize> {
    let sets: Vec<_> = COLUMNS
        .iter()
        .enumerate()
        .map(|(at, name)| format!("{name} = ?{}", at + 1))
        .collect();
    let mut statement = transaction.prepare_cached(&format!(
        "UPDATE rows SET {} WHERE id = ?13",
        sets.join(", ")
    ))?;
    let mut updated = 0;
    for n in 0..BATCH {
        let id = spread(turn * BATCH + n, rows);
        let mut values = cells(id, turn + 1);
        values.push(Value::Integer(id));
        updated += statement.execute(params_from_iter(values))?;
    }
    Ok(updated)
}
