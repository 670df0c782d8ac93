//! Bare SQLite that keeps both sides of links: a row names the rows it links to,
//! and each of those names it, as a list in a column of their own.

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Transaction, params};

use crate::Rate;
use crate::sqlite::{BATCH, create, fill, in_one, insert, inserting, open, repeat, spread};

/// Rows that link to the hub from the beginning.
const AT_HUB: i64 = 10_000;

/// Inserts ten rows per transaction, each linked to one row of one table and
/// two of another, and writes the lists of those thirty.
pub(crate) fn link(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "items", &["owner", "topics"])?;
    for table in ["owners", "topics"] {
        create(&connection, table, &["links"])?;
        fill(&mut connection, table, rows)?;
    }
    let item = inserting("items", &["owner", "topics"]);
    repeat(seconds, |turn| {
        in_one(&mut connection, |transaction| {
            for n in 0..BATCH {
                let mixed = (turn * BATCH + n) * 3;
                let [owner, one, other] = [0, 1, 2].map(|at| spread(mixed + at, rows));
                let lists = [list(&[owner]), list(&[one, other])].map(Value::Text);
                let id = insert(transaction, &item, n, lists)?;
                append(transaction, "owners", owner, &[id])?;
                append(transaction, "topics", one, &[id])?;
                append(transaction, "topics", other, &[id])?;
            }
            Ok(1)
        })
    })
}

/// In turn links ten rows to the hub and takes their links away again.
pub(crate) fn hub(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open(database)?;
    create(&connection, "items", &["owner"])?;
    fill(&mut connection, "items", rows.max(AT_HUB + BATCH))?;
    create(&connection, "owners", &["links"])?;
    fill(&mut connection, "owners", 1)?;
    let at_hub: Vec<i64> = (1..=AT_HUB).collect();
    connection.execute("UPDATE owners SET links = ?1 WHERE id = 1", [list(&at_hub)])?;
    let ten: Vec<i64> = (AT_HUB + 1..=AT_HUB + BATCH).collect();
    repeat(seconds, |turn| {
        in_one(&mut connection, |transaction| {
            let comes = turn % 2 == 0;
            let mut own =
                transaction.prepare_cached("UPDATE items SET owner = ?2 WHERE id = ?1")?;
            let mut written = 0;
            for id in &ten {
                written += own.execute(params![id, comes.then(|| list(&[1]))])?;
            }
            if comes {
                append(transaction, "owners", 1, &ten)?;
            } else {
                remove(transaction, "owners", 1, &ten)?;
            }
            Ok(written)
        })
    })
}

/// A record's id as long as the server's.
fn name(id: i64) -> String {
    format!("\"rec{id:014}\"")
}

fn list(ids: &[i64]) -> String {
    let names: Vec<_> = ids.iter().map(|id| name(*id)).collect();
    format!("[{}]", names.join(","))
}

/// The list of a row's links, empty if there are none.
fn links(transaction: &Transaction<'_>, table: &str, id: i64) -> Result<String> {
    let mut statement =
        transaction.prepare_cached(&format!("SELECT links FROM {table} WHERE id = ?1"))?;
    let found: Option<String> = statement.query_row([id], |row| row.get(0))?;
    Ok(found.unwrap_or_else(|| "[]".to_owned()))
}

fn put(transaction: &Transaction<'_>, table: &str, id: i64, links: &str) -> Result<()> {
    let mut statement =
        transaction.prepare_cached(&format!("UPDATE {table} SET links = ?2 WHERE id = ?1"))?;
    statement.execute(params![id, links])?;
    Ok(())
}

/// Adds rows at the end of a row's list.
pub(crate) fn append(
    transaction: &Transaction<'_>,
    table: &str,
    id: i64,
    others: &[i64],
) -> Result<()> {
    let mut text = links(transaction, table, id)?;
    for other in others {
        text.pop();
        if text.len() > 1 {
            text.push(',');
        }
        text.push_str(&name(*other));
        text.push(']');
    }
    put(transaction, table, id, &text)
}

/// Takes rows out of a row's list.
fn remove(transaction: &Transaction<'_>, table: &str, id: i64, others: &[i64]) -> Result<()> {
    let text = links(transaction, table, id)?;
    let gone: Vec<_> = others.iter().map(|other| name(*other)).collect();
    let inner = text.trim_start_matches('[').trim_end_matches(']');
    let kept: Vec<_> = inner
        .split(',')
        .filter(|one| !gone.iter().any(|other| other == one))
        .collect();
    put(transaction, table, id, &format!("[{}]", kept.join(",")))
}
