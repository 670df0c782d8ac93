//! Connections and how they are set up.

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};

use super::sql::Doing;
use crate::error::Result;

/// Bytes of a page. A record of the usual size takes an eighth of one.
const PAGE_SIZE: i64 = 4096;

/// Page cache of the writing connection in KiB.
const WRITER_CACHE_KIB: i64 = 8 * 1024;

/// Page cache of all reading connections together in KiB. The operating
/// system's cache stands behind it; what it saves is copying the upper pages
/// of the trees, a tenth of all pages, on every look-up.
const READERS_CACHE_KIB: usize = 10 * 1024;

/// More than there are different statements, so that none is prepared twice.
pub(super) const STATEMENTS: usize = 128;

/// For a lock that another process holds, such as one that makes a backup.
const BUSY: Duration = Duration::from_secs(10);

/// What the log is cut to after it grew, for instance during a backup.
const LOG_LIMIT: i64 = 64 * 1024 * 1024;

/// The writing connection. There is one per store.
pub(super) fn writer(path: &Path) -> Result<Connection> {
    const DOING: &str = "open the store";
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).doing(DOING)?;
    harden(&conn)?;
    let set = |name: &str, value: &dyn rusqlite::ToSql| conn.pragma_update(None, name, value);
    set("page_size", &PAGE_SIZE).doing(DOING)?;
    set("journal_mode", &"WAL").doing(DOING)?;
    // FULL: an answered write survives the loss of power.
    set("synchronous", &"FULL").doing(DOING)?;
    set("cache_size", &-WRITER_CACHE_KIB).doing(DOING)?;
    set("journal_size_limit", &LOG_LIMIT).doing(DOING)?;
    Ok(conn)
}

/// A connection that moves the log into the store's file.
pub(super) fn copier(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).doing("open the store")?;
    harden(&conn)?;
    Ok(conn)
}

/// A connection that can only read, one of so many.
pub(super) fn reader(path: &Path, of: usize) -> Result<Connection> {
    let conn = read_only(path)?;
    let kib = (READERS_CACHE_KIB / of.max(1))
        .try_into()
        .unwrap_or(i64::MAX);
    conn.pragma_update(None, "cache_size", -kib)
        .doing("open the store")?;
    Ok(conn)
}

/// A connection that can not change the store, but can write a copy of it.
pub(super) fn read_only(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_with_flags(path, flags).doing("open the store")?;
    harden(&conn)?;
    Ok(conn)
}

/// What every connection gets: a damaged or planted file must not make
/// SQLite run functions or accept doubtful SQL.
fn harden(conn: &Connection) -> Result<()> {
    const DOING: &str = "open the store";
    conn.busy_timeout(BUSY).doing(DOING)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false),
    ] {
        conn.set_db_config(config, on).doing(DOING)?;
    }
    conn.pragma_update(None, "temp_store", "MEMORY")
        .doing(DOING)
}
