//! Running constant SQL and reading what comes back.

use std::str::FromStr;

use basekey_access::SecretHash;
use basekey_model::time::Millis;
use rusqlite::types::FromSql;
use rusqlite::{Connection, Params, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Result, StoreError};

/// Gives an engine's failure the end of "while trying to …".
pub(super) trait Doing<T> {
    /// Names what was being done.
    fn doing(self, doing: &'static str) -> Result<T>;
}

impl<T> Doing<T> for rusqlite::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T> {
        // SQLite's messages name tables and columns and quote our own SQL;
        // bound values never appear in them.
        self.map_err(|error| StoreError::Engine {
            doing,
            cause: error.to_string(),
        })
    }
}

impl<T> Doing<T> for std::io::Result<T> {
    fn doing(self, doing: &'static str) -> Result<T> {
        self.map_err(|error| StoreError::Engine {
            doing,
            cause: error.to_string(),
        })
    }
}

/// The failure of a write that asks for something which is not there.
pub(super) fn missing(doing: &'static str, what: &str) -> StoreError {
    StoreError::Engine {
        doing,
        cause: format!("there is no such {what}"),
    }
}

/// The first row of a query, if any.
pub(super) fn one<T>(
    conn: &Connection,
    sql: &'static str,
    params: impl Params,
    doing: &'static str,
    read: impl FnOnce(&Row<'_>) -> Result<T>,
) -> Result<Option<T>> {
    let mut statement = conn.prepare_cached(sql).doing(doing)?;
    let mut rows = statement.query(params).doing(doing)?;
    rows.next().doing(doing)?.map(read).transpose()
}

/// All rows of a query.
pub(super) fn all<T>(
    conn: &Connection,
    sql: &'static str,
    params: impl Params,
    doing: &'static str,
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut statement = conn.prepare_cached(sql).doing(doing)?;
    let mut rows = statement.query(params).doing(doing)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next().doing(doing)? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// Runs a read of several statements on one state, in a transaction of its
/// own if there is none around it.
pub(super) fn on_one_state<T>(
    conn: &Connection,
    doing: &'static str,
    read: impl FnOnce() -> Result<T>,
) -> Result<T> {
    if !conn.is_autocommit() {
        return read();
    }
    let _end = Reading::begin(conn).doing(doing)?;
    read()
}

/// A reading transaction, which ends when this is dropped.
pub(super) struct Reading<'c>(&'c Connection);

impl<'c> Reading<'c> {
    /// Begins it.
    pub(super) fn begin(conn: &'c Connection) -> rusqlite::Result<Self> {
        conn.prepare_cached("BEGIN DEFERRED")?.execute([])?;
        Ok(Self(conn))
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        let ended = self
            .0
            .prepare_cached("COMMIT")
            .and_then(|mut commit| commit.execute([]));
        if let Err(error) = ended {
            // SQLite may have ended it by itself after an error that the reader has been given.
            if !self.0.is_autocommit() {
                tracing::error!(%error, "a read could not be ended");
            }
        }
    }
}

/// Runs a statement that gives no rows; the number of rows it changed.
pub(super) fn run(
    conn: &Connection,
    sql: &'static str,
    params: impl Params,
    doing: &'static str,
) -> Result<usize> {
    conn.prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params))
        .doing(doing)
}

/// Like [`run`], but tells a value that is taken from other failures:
/// `what(message)` says which, and SQLite's message names the column.
pub(super) fn run_unique(
    conn: &Connection,
    sql: &'static str,
    params: impl Params,
    doing: &'static str,
    what: impl FnOnce(&str) -> &'static str,
) -> Result<usize> {
    let done = conn
        .prepare_cached(sql)
        .and_then(|mut statement| statement.execute(params));
    done.map_err(|error| duplicate(error, doing, what))
}

/// Tells a value that is taken from other failures.
pub(super) fn duplicate(
    error: rusqlite::Error,
    doing: &'static str,
    what: impl FnOnce(&str) -> &'static str,
) -> StoreError {
    use rusqlite::ffi;
    match error {
        rusqlite::Error::SqliteFailure(code, Some(message))
            if matches!(
                code.extended_code,
                ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY
            ) =>
        {
            StoreError::Duplicate {
                what: what(&message),
            }
        }
        error => StoreError::Engine {
            doing,
            cause: error.to_string(),
        },
    }
}

/// A column's value.
pub(super) fn get<T: FromSql>(row: &Row<'_>, at: usize, what: &'static str) -> Result<T> {
    row.get(at).map_err(|error| StoreError::Damaged {
        what,
        cause: error.to_string(),
    })
}

/// A moment.
pub(super) fn millis(row: &Row<'_>, at: usize, what: &'static str) -> Result<Millis> {
    get(row, at, what).map(Millis)
}

/// A value that is stored as its text: an id or a role.
pub(super) fn parsed<T: FromStr>(row: &Row<'_>, at: usize, what: &'static str) -> Result<T> {
    let text = text(row, at, what)?;
    text.parse().map_err(|_| StoreError::Damaged {
        what,
        cause: format!("column {at} has not the form it is written in"),
    })
}

/// A text without a copy of it.
pub(super) fn text<'r>(row: &'r Row<'_>, at: usize, what: &'static str) -> Result<&'r str> {
    row.get_ref(at)
        .map_err(|error| error.to_string())
        .and_then(|value| value.as_str().map_err(|error| error.to_string()))
        .map_err(|cause| StoreError::Damaged { what, cause })
}

/// A secret's hash.
pub(super) fn hash(row: &Row<'_>, at: usize, what: &'static str) -> Result<SecretHash> {
    get(row, at, what).map(SecretHash::from_bytes)
}

/// A value that is stored as JSON.
pub(super) fn json<T: DeserializeOwned>(row: &Row<'_>, at: usize, what: &'static str) -> Result<T> {
    parse_json(text(row, at, what)?, what)
}

/// Reads stored JSON.
pub(super) fn parse_json<T: DeserializeOwned>(text: &str, what: &'static str) -> Result<T> {
    serde_json::from_str(text).map_err(|error| StoreError::Damaged {
        what,
        // Not the error's own words: they can quote the value.
        cause: format!(
            "unexpected {:?} at line {} column {}",
            error.classify(),
            error.line(),
            error.column()
        ),
    })
}

/// The JSON text of a value about to be stored.
pub(super) fn to_json<T: Serialize>(value: &T, doing: &'static str) -> Result<String> {
    serde_json::to_string(value).map_err(|_| StoreError::Engine {
        doing,
        cause: "it has no JSON form".to_owned(),
    })
}

/// A row count as SQLite takes it.
pub(super) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
