//! What is particular to this engine; what every engine promises is in
//! [`crate::conformance`].

mod batch;
mod plans;
mod store;

use std::path::Path;

use rusqlite::Connection;

use super::{DB_FILE, SqliteOptions, SqliteStore, migrate, open};

pub(super) fn open_store(dir: &Path) -> SqliteStore {
    SqliteStore::open(&SqliteOptions::new(dir)).unwrap()
}

/// A store's connection without the store around it.
pub(super) fn bare(dir: &Path) -> Connection {
    let path = dir.join(DB_FILE);
    std::fs::File::create(&path).unwrap();
    let mut conn = open::writer(&path).unwrap();
    migrate::run(&mut conn, migrate::MIGRATIONS).unwrap();
    conn
}
