//! Proving a store sound.

use rusqlite::Connection;

use super::sql::{self, Doing};
use crate::error::Result;

const DOING: &str = "check the store";

/// Problems told of each kind; a damaged file can have millions.
const MOST: i64 = 100;

/// Statements that give one row for each breach of an invariant, as a
/// sentence without cell values.
const INVARIANTS: &[&str] = &[
    "SELECT 'base ' || base || ' has rows but is not there' FROM (
         SELECT base FROM tables UNION SELECT base FROM records
         UNION SELECT base FROM changes UNION SELECT base FROM counters)
     WHERE base NOT IN (SELECT no FROM bases) LIMIT ?1",
    "SELECT 'base ' || base || ' has records of table ' || tbl || ', which is not there'
     FROM (SELECT DISTINCT base, tbl FROM records) AS r
     WHERE NOT EXISTS (SELECT 1 FROM tables WHERE tables.base = r.base AND no = tbl) LIMIT ?1",
    "SELECT 'the changes of base ' || no || ' have gaps' FROM bases
     WHERE (SELECT count(*) <> max(key) - min(key) + 1 FROM changes
            WHERE key > no << 40 AND key < (no + 1) << 40) LIMIT ?1",
    "SELECT 'record rec' || id || ' of base ' || base || ' is not a document' FROM records
     WHERE NOT json_valid(doc) LIMIT ?1",
    "SELECT 'change ' || seq || ' of base ' || base || ' is not a document' FROM changes
     WHERE NOT json_valid(body) LIMIT ?1",
    "SELECT 'record rec' || id || ' of base ' || base || ' is of a user who is not there'
     FROM records WHERE created_by NOT IN (SELECT no FROM users)
     OR modified_by NOT IN (SELECT no FROM users) LIMIT ?1",
    "SELECT 'base ' || bases.id || ' is in a workspace that is not there' FROM bases
     WHERE workspace NOT IN (SELECT id FROM workspaces) LIMIT ?1",
];

/// Everything: the file's structure first, and if it holds, what stands in it.
pub(super) fn all(conn: &Connection) -> Result<Vec<String>> {
    let mut problems = structure(conn)?;
    if problems.is_empty() {
        for invariant in INVARIANTS {
            problems.extend(sql::all(conn, invariant, [MOST], DOING, |row| {
                sql::get::<String>(row, 0, "check")
            })?);
        }
    }
    Ok(problems)
}

/// Pages, trees, indexes and types of columns.
pub(super) fn structure(conn: &Connection) -> Result<Vec<String>> {
    let mut statement = conn.prepare("PRAGMA integrity_check(100)").doing(DOING)?;
    let lines = statement
        .query_map([], |row| row.get::<_, String>(0))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>);
    match lines {
        Ok(lines) => Ok(lines.into_iter().filter(|line| line != "ok").collect()),
        // So damaged that the check itself can not go on.
        Err(error) => Ok(vec![error.to_string()]),
    }
}
