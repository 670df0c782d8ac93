//! Bare SQLite: one thread, one connection, prepared statements, a table with
//! a real column per field.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use crate::rows::{COLUMNS, cells};

/// Rows the table begins with.
const ROWS: i64 = 100_000;
/// Rows written per transaction.
const BATCH: i64 = 10;

/// Runs one kind of work for so many seconds and prints how often per second it was done.
pub(crate) fn run(what: &str, database: &str, seconds: u64) -> Result<()> {
    let mut connection = open(database)?;
    let (mut done, mut sum) = (0_i64, 0_usize);
    let began = Instant::now();
    let until = Duration::from_secs(seconds);
    while began.elapsed() < until {
        match what {
            "read" => sum += read(&connection, spread(done), 1)?,
            "page" => sum += read(&connection, spread(done), 100)?,
            "insert" => insert(&mut connection, BATCH)?,
            "update" => update(&mut connection, done)?,
            _ => bail!("read, page, insert or update"),
        }
        done += 1;
    }
    let rate = done as f64 / began.elapsed().as_secs_f64();
    // The sum keeps the reads from being optimised away.
    let line = serde_json::json!({ "per_second": rate, "cells": sum });
    std::io::Write::write_all(&mut std::io::stdout(), format!("{line}\n").as_bytes())?;
    Ok(())
}

/// Row numbers in no particular order.
fn spread(n: i64) -> i64 {
    1 + n.wrapping_mul(7_919).rem_euclid(ROWS - 100)
}

fn open(database: &str) -> Result<Connection> {
    let mut connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "wal")?;
    connection.pragma_update(None, "synchronous", "full")?;
    let columns = COLUMNS.join(", ");
    connection.execute(
        &format!("CREATE TABLE IF NOT EXISTS rows (id INTEGER PRIMARY KEY, {columns})"),
        [],
    )?;
    let there: i64 = connection.query_row("SELECT count(*) FROM rows", [], |row| row.get(0))?;
    if there < ROWS {
        insert(&mut connection, ROWS - there)?;
    }
    Ok(connection)
}

fn read(connection: &Connection, from: i64, count: i64) -> Result<usize> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM rows WHERE id >= ?1 ORDER BY id LIMIT ?2")?;
    let mut rows = statement.query([from, count])?;
    let mut sum = 0;
    while let Some(row) = rows.next()? {
        for column in 0..=COLUMNS.len() {
            if row.get::<_, Value>(column)? != Value::Null {
                sum += 1;
            }
        }
    }
    Ok(sum)
}

fn insert(connection: &mut Connection, count: i64) -> Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut statement = transaction.prepare_cached(
            "INSERT INTO rows VALUES (NULL, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?;
        for n in 0..count {
            statement.execute(params_from_iter(cells(n, 0)))?;
        }
    }
    transaction.commit()?;
    Ok(())
}

fn update(connection: &mut Connection, turn: i64) -> Result<()> {
    let transaction = connection.transaction()?;
    {
        let sets: Vec<_> = COLUMNS
            .iter()
            .enumerate()
            .map(|(at, name)| format!("{name} = ?{}", at + 1))
            .collect();
        let mut statement = transaction.prepare_cached(&format!(
            "UPDATE rows SET {} WHERE id = ?13",
            sets.join(", ")
        ))?;
        for n in 0..BATCH {
            let id = spread(turn * BATCH + n);
            let mut values = cells(id, turn + 1);
            values.push(Value::Integer(id));
            statement.execute(params_from_iter(values))?;
        }
    }
    transaction.commit()?;
    Ok(())
}
