//! Moving the write-ahead log into the store's file.
//!
//! SQLite would do it inside a commit, and every two hundredth write would
//! wait for it. Here a thread of its own copies most of the log while writes
//! go on; only the last few pages, after which the log can begin anew, are
//! copied while nobody writes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::sql::Doing;
use crate::error::Result;

/// Pages of log after which they are copied.
const COPY_AT: i64 = 1000;

/// Pages of log after which it is to begin anew.
const ANEW_AT: i64 = 4000;

/// Pages of log after which writes wait for it: the thread that copies gets
/// too little of the machine to keep up with them.
const TOO_LONG: i64 = 5000;

/// Pages that may be copied while writes wait.
const LAST_FEW: i64 = 200;

/// Times the log is copied before the last pages are, however many they are.
const ROUNDS: usize = 3;

/// The write-ahead log.
pub(super) struct Log {
    path: PathBuf,
    /// Pages in it, told by SQLite after each commit.
    pages: Arc<AtomicI64>,
    /// Pages in it when it was last looked after.
    seen: AtomicI64,
    /// Pages in it when writes last waited for it.
    helped: AtomicI64,
    busy: AtomicBool,
    conn: Mutex<Copier>,
}

/// The connection that copies.
enum Copier {
    /// Opened when first needed.
    Not,
    Open(Connection),
    Closed,
}

impl Log {
    /// The log of the connection that writes.
    pub(super) fn of(conn: &mut Connection, path: PathBuf) -> Result<Self> {
        let pages = Arc::new(AtomicI64::new(0));
        let told = pages.clone();
        // This also turns off SQLite's own way of doing it.
        conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count| {
            told.store(i64::from(count), Ordering::Relaxed);
            Ok(())
        }))
        .doing("open the store")?;
        Ok(Self {
            path,
            pages,
            seen: AtomicI64::new(0),
            helped: AtomicI64::new(0),
            busy: AtomicBool::new(false),
            conn: Mutex::new(Copier::Not),
        })
    }

    /// True, once, if the log should be looked after.
    pub(super) fn is_due(&self) -> bool {
        let pages = self.pages();
        let seen = self.seen.load(Ordering::Relaxed);
        // Fewer than before: it began anew.
        let added = if pages < seen { pages } else { pages - seen };
        added >= COPY_AT && !self.busy.swap(true, Ordering::AcqRel)
    }

    /// True if whoever writes should copy the log before writing more. Not
    /// asked of every write while a reader keeps the log from beginning anew.
    pub(super) fn needs_help(&self) -> bool {
        let pages = self.pages();
        let helped = self.helped.load(Ordering::Relaxed);
        let added = if pages < helped {
            pages
        } else {
            pages - helped
        };
        let needs = pages >= TOO_LONG && added >= COPY_AT;
        if needs {
            self.helped.store(pages, Ordering::Relaxed);
        }
        needs
    }

    /// Copies what is there while writes go on. True if the log is so long
    /// that it should begin anew.
    pub(super) fn copy(&self) -> bool {
        let mut copier = self.conn.lock();
        for _ in 0..ROUNDS {
            match copier.copy(&self.path) {
                Ok(None) => return false,
                Ok(Some(done)) if self.pages() - done <= LAST_FEW => break,
                Ok(Some(_)) => {}
                Err(error) => {
                    tracing::error!(%error, "the log could not be copied");
                    return false;
                }
            }
            if self.pages() < ANEW_AT {
                return false;
            }
        }
        self.pages() >= ANEW_AT
    }

    fn pages(&self) -> i64 {
        self.pages.load(Ordering::Relaxed)
    }

    /// Copies the rest on the connection that writes.
    pub(super) fn finish(writer: &Connection) {
        if let Err(error) = passive(writer) {
            tracing::error!(%error, "the log could not be copied");
        }
    }

    /// Done for now.
    pub(super) fn rest(&self) {
        self.seen.store(self.pages(), Ordering::Relaxed);
        self.busy.store(false, Ordering::Release);
    }

    /// Closes the connection; waits for a copy that is under way.
    pub(super) fn close(&self) {
        *self.conn.lock() = Copier::Closed;
    }
}

impl Copier {
    /// Copies once; how many pages are copied now, `None` if it is closed.
    fn copy(&mut self, path: &Path) -> Result<Option<i64>> {
        if let Self::Not = self {
            *self = Self::Open(super::open::copier(path)?);
        }
        let Self::Open(conn) = self else {
            return Ok(None);
        };
        passive(conn).map(Some).doing("copy the log")
    }
}

/// Copies what no reader still needs as it is; how many pages of the log are copied now.
fn passive(conn: &Connection) -> rusqlite::Result<i64> {
    conn.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(2))
}

/// Copies all and cuts the log to nothing, if no one else reads it.
pub(super) fn empty(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
