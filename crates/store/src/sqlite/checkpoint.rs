//! Moving the write-ahead log into the store's file.
//!
//! SQLite would do it inside a commit, and every hundredth write would wait
//! for it. Here a thread of its own copies the log while writes go on. Only
//! the last few pages, after which the log can begin anew, are copied by the
//! writer, and all of it only if that thread can not keep up.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use parking_lot::Mutex;
use rusqlite::Connection;

use super::sql::Doing;
use crate::error::Result;

/// Lengths of the log in pages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lengths {
    /// New pages after which they are copied.
    pub(super) copy: i64,
    /// From here on it is to begin anew.
    pub(super) anew: i64,
    /// New pages after which writes wait until they are copied.
    pub(super) wait: i64,
}

/// Pages of 4 KiB: at most some 32 MiB of log, unless a long read needs what
/// is in it.
pub(super) const LENGTHS: Lengths = Lengths {
    copy: 1000,
    anew: 4000,
    wait: 4000,
};

/// Pages that may be left for the writer to copy.
const LAST_FEW: i64 = 200;

/// Times the log is copied before the rest is left to the writer, however much it is.
const ROUNDS: usize = 3;

/// The write-ahead log.
pub(super) struct Log {
    path: PathBuf,
    lengths: Lengths,
    /// Pages in it, told by SQLite after each commit.
    pages: Arc<AtomicI64>,
    /// Pages in it when it was last copied.
    copied: AtomicI64,
    /// A thread is at it, or will be soon.
    busy: AtomicBool,
    /// So much is copied that the writer should do the rest.
    ripe: AtomicBool,
    copier: Mutex<Copier>,
}

/// What is to be done about the log.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// Nothing.
    Nothing,
    /// [`Log::copy`] on another thread.
    Copy,
    /// [`Log::finish`] before the next write.
    Finish,
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
    pub(super) fn of(conn: &mut Connection, path: PathBuf, lengths: Lengths) -> Result<Self> {
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
            lengths,
            pages,
            copied: AtomicI64::new(0),
            busy: AtomicBool::new(false),
            ripe: AtomicBool::new(false),
            copier: Mutex::new(Copier::Not),
        })
    }

    fn pages(&self) -> i64 {
        self.pages.load(Ordering::Relaxed)
    }

    /// Asked by the writer after each batch.
    pub(super) fn due(&self) -> Due {
        let pages = self.pages();
        if pages < self.copied.load(Ordering::Relaxed) {
            // It began anew.
            self.copied.store(0, Ordering::Relaxed);
        }
        let added = pages - self.copied.load(Ordering::Relaxed);
        if self.ripe.load(Ordering::Acquire) || added >= self.lengths.wait {
            Due::Finish
        } else if added >= self.lengths.copy && !self.busy.swap(true, Ordering::AcqRel) {
            Due::Copy
        } else {
            Due::Nothing
        }
    }

    /// Copies what is there while writes go on.
    pub(super) fn copy(&self) {
        let mut copier = self.copier.lock();
        for _ in 0..ROUNDS {
            match copier.copy(&self.path) {
                Ok(Some(done)) if self.pages() - done > LAST_FEW => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::error!(%error, "the log could not be copied");
                    break;
                }
            }
        }
        let pages = self.pages();
        self.copied.store(pages, Ordering::Relaxed);
        self.ripe
            .store(pages >= self.lengths.anew, Ordering::Release);
        self.busy.store(false, Ordering::Release);
    }

    /// Copies the rest on the connection that writes, between two writes, so
    /// that the log begins anew with the next. A copy that is under way is
    /// waited for.
    pub(super) fn finish(&self, writer: &Connection) {
        let copier = self.copier.lock();
        if let Err(error) = passive(writer) {
            tracing::error!(%error, "the log could not be copied");
        }
        // Done, or a reader still needs what is in it; later then.
        self.copied.store(self.pages(), Ordering::Relaxed);
        self.ripe.store(false, Ordering::Release);
        drop(copier);
    }

    /// Closes the connection; waits for a copy that is under way.
    pub(super) fn close(&self) {
        *self.copier.lock() = Copier::Closed;
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
    conn.prepare_cached("PRAGMA wal_checkpoint(PASSIVE)")?
        .query_row([], |row| row.get(2))
}

/// Copies all and cuts the log to nothing, if no one else reads it.
pub(super) fn empty(conn: &Connection) -> rusqlite::Result<()> {
    conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}
