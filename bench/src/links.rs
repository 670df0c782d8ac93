//! Bare SQLite that keeps both sides of links: a row names the rows it links to,
//! and each of those names it, as a list in a column of their own.

use anyhow::Result;
use rusqlite::types::Value;
use rusqlite::{Connection, Statement, Transaction, params};

use crate::Rate;
use crate::sqlite::{BATCH, create, fill, in_one, insert, inserting, open, repeat, spread};

/// Rows that link to the hub from the beginning.
const AT_HUB: i64 = 10_000;

/// The three rows that row `n` links to: one of one table, two of another.
fn targets(n: i64, rows: i64) -> [i64; 3] {
    [0, 1, 2].map(|at| spread(n * 3 + at, rows))
}

/// Tables of rows to link to, and an empty one of rows that do.
fn open_tables(database: &str, rows: i64) -> Result<Connection> {
    let mut connection = open(database)?;
    create(&connection, "items", &["owner", "topics"])?;
    for table in ["owners", "topics"] {
        create(&connection, table, &["links"])?;
        fill(&mut connection, table, rows)?;
    }
    Ok(connection)
}

/// Inserts ten rows per transaction, each linked to one row of one table and
/// two of another, and writes the lists of those thirty.
pub(crate) fn link(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open_tables(database, rows)?;
    let item = inserting("items", &["owner", "topics"]);
    repeat(seconds, |turn| {
        in_one(&mut connection, |transaction| {
            for n in 0..BATCH {
                let [owner, one, other] = targets(turn * BATCH + n, rows);
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

/// Reads 100 rows in order, and of each the names of the three rows it links to.
pub(crate) fn names(database: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let mut connection = open_tables(database, rows)?;
    let item = inserting("items", &["owner", "topics"]);
    let there: i64 = connection.query_row("SELECT count(*) FROM items", [], |row| row.get(0))?;
    in_one(&mut connection, |transaction| {
        for n in there..rows {
            let [owner, one, other] = targets(n, rows);
            let lists = [list(&[owner]), list(&[one, other])].map(Value::Text);
            insert(transaction, &item, n, lists)?;
        }
        Ok(())
    })?;
    repeat(seconds, |turn| {
        let mut page = connection
            .prepare_cached("SELECT * FROM items WHERE id >= ?1 ORDER BY id LIMIT 100")?;
        let mut owner = connection.prepare_cached("SELECT name FROM owners WHERE id = ?1")?;
        let mut topic = connection.prepare_cached("SELECT name FROM topics WHERE id = ?1")?;
        let mut found = page.query([spread(turn, rows)])?;
        let mut seen = 0;
        while let Some(row) = found.next()? {
            for column in 0..row.as_ref().column_count() {
                seen += usize::from(row.get::<_, Value>(column)? != Value::Null);
            }
            let id: i64 = row.get(0)?;
            let [one, two, three] = targets(id - 1, rows);
            seen +=
                called(&mut owner, one)? + called(&mut topic, two)? + called(&mut topic, three)?;
        }
        Ok(seen)
    })
}

/// The length of a row's name.
fn called(statement: &mut Statement<'_>, id: i64) -> Result<usize> {
    let name: String = statement.query_row([id], |row| row.get(0))?;
    Ok(name.len())
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
