//! The audit log.

use rusqlite::{Connection, params};

use super::sql;
use crate::error::Result;
use crate::rows::{AuditEntry, AuditFilter};

/// A question to the log. All take the same values; they differ in the part
/// that leads to the rows, because an index is used only where its column is
/// compared without an `OR`.
macro_rules! question {
    ($lead:literal) => {
        concat!(
            "SELECT seq, body FROM audit WHERE ",
            $lead,
            "seq < ?1
             AND (?3 IS NULL OR action = ?3 OR substr(action, 1, length(?3) + 1) = ?3 || '.')
             AND (?4 IS NULL OR user = ?4)
             AND (?5 IS NULL OR by_token = ?5)
             AND (?6 IS NULL OR subject = ?6)
             AND (?7 IS NULL OR at >= ?7)
             AND (?8 IS NULL OR at < ?8)
             ORDER BY seq DESC LIMIT ?2"
        )
    };
}

pub(super) const BY_SUBJECT: &str = question!("subject = ?6 AND ");
pub(super) const BY_TOKEN: &str = question!("by_token = ?5 AND ");
pub(super) const BY_USER: &str = question!("user = ?4 AND ");
pub(super) const BY_NUMBER: &str = question!("");

pub(super) fn list(
    conn: &Connection,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<AuditEntry>> {
    // What leads to the fewest entries.
    let question = if filter.subject.is_some() {
        BY_SUBJECT
    } else if filter.by_token.is_some() {
        BY_TOKEN
    } else if filter.user.is_some() {
        BY_USER
    } else {
        BY_NUMBER
    };
    sql::all(
        conn,
        question,
        params![
            before.unwrap_or(i64::MAX),
            sql::limit(limit),
            filter.action,
            filter.user.map(|id| id.to_string()),
            filter.by_token.map(|id| id.to_string()),
            filter.subject,
            filter.from.map(|at| at.0),
            filter.to.map(|at| at.0)
        ],
        "read the audit log",
        |row| {
            let mut entry: AuditEntry = sql::json(row, 1, "audit entry")?;
            entry.seq = sql::get(row, 0, "audit entry")?;
            Ok(entry)
        },
    )
}

pub(super) fn add(conn: &Connection, entry: &AuditEntry) -> Result<i64> {
    const DOING: &str = "store an audit entry";
    sql::run(
        conn,
        "INSERT INTO audit (at, body) VALUES (?1, ?2)",
        params![entry.at.0, sql::to_json(entry, DOING)?],
        DOING,
    )?;
    Ok(conn.last_insert_rowid())
}
