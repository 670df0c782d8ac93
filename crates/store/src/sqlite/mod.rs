//! The SQLite engine: one file, one process, no server.
//!
//! A data directory holds `basekey.db`, its log beside it, and `lock`, which
//! keeps a second process out. Writes go through one connection and are
//! flushed together (`writer`), short reads run where they are asked for
//! (`readers`), the log is copied by a thread of its own (`checkpoint`).

mod audit;
mod bases;
mod blocking;
mod check;
mod checkpoint;
mod copy;
mod dir;
mod invites;
mod migrate;
mod open;
mod pen;
mod people;
mod readers;
mod records;
mod sharing;
mod sql;
mod tokens;
mod work;
mod writer;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

pub use copy::{backup_file, restore};
pub use dir::{DB_FILE, LOCK_FILE, exists};

use self::checkpoint::Log;
use self::dir::Lock;
use self::migrate::Found;
use self::readers::Readers;
use self::sql::Doing;
use self::writer::{Taken, Writer};
use crate::error::{Result, StoreError};
use crate::iface::{Cost, Pending, ReadJob, Store, WriteJob};

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// The data directory.
    pub dir: PathBuf,
    /// Connections for short reads: as many as threads that serve requests.
    /// They share one budget of pages kept in memory.
    pub readers: usize,
    /// How long to wait for another process to let go of the directory.
    pub lock_wait: Duration,
    /// Make the directory and an empty store if they are not there.
    pub create: bool,
}

impl SqliteOptions {
    /// The usual settings for a data directory.
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self {
            dir: dir.into(),
            readers: (threads * 2).clamp(4, 8),
            lock_wait: Duration::ZERO,
            create: true,
        }
    }
}

/// An open store.
pub struct SqliteStore {
    readers: Arc<Readers>,
    /// `None` if it was opened for reading only.
    writer: Option<Arc<Writer>>,
    closing: AtomicBool,
}

/// Opens the store of a data directory for reading, also while another
/// process has it open: no lock is taken and nothing is changed. Writes are
/// refused.
///
/// Fails if there is no store or if its layout is not the one of this version.
pub fn open_read_only(dir: &Path) -> Result<Arc<dyn Store>> {
    const DOING: &str = "open the store for reading";
    let path = dir::db_path(dir);
    if !path.exists() {
        return Err(StoreError::Engine {
            doing: DOING,
            cause: "the directory holds no store".to_owned(),
        });
    }
    let readers = Readers::open(path, 1)?;
    let found = migrate::inspect(&open::reader(readers.path(), 1)?, migrate::MIGRATIONS)?;
    if found != Found::Store(migrate::MIGRATIONS.len()) {
        return Err(StoreError::Engine {
            doing: DOING,
            cause: "its layout is older than this version; start the server once, which brings \
                    it up to date"
                .to_owned(),
        });
    }
    Ok(Arc::new(SqliteStore {
        readers: Arc::new(readers),
        writer: None,
        closing: AtomicBool::new(false),
    }))
}

impl SqliteStore {
    /// Opens the store of a data directory and brings its layout up to date.
    ///
    /// Fails with [`StoreError::InUse`] if another process has it, with
    /// [`StoreError::TooNew`] or [`StoreError::Altered`] if this version can
    /// not know what is in it.
    pub fn open(options: &SqliteOptions) -> Result<Self> {
        const DOING: &str = "open the store";
        let dir = &options.dir;
        let path = dir::db_path(dir);
        if options.create {
            dir::make(dir)?;
        } else if !path.exists() {
            return Err(StoreError::Engine {
                doing: DOING,
                cause: "the directory holds no store".to_owned(),
            });
        }
        let lock = Lock::take(dir, options.lock_wait)?;
        // Made by us and not by SQLite: for its owner alone. The files that
        // SQLite puts beside it get the same permissions.
        dir::private()
            .create(true)
            .truncate(false)
            .open(&path)
            .doing(DOING)?;
        let mut conn = open::writer(&path)?;
        if migrate::run(&mut conn, migrate::MIGRATIONS)? > 0 {
            dir::sync(dir)?;
        }
        let log = Log::of(&mut conn, path.clone(), checkpoint::LENGTHS)?;
        Ok(Self {
            readers: Arc::new(Readers::open(path, options.readers)?),
            writer: Some(Arc::new(Writer::new(conn, log, lock))),
            closing: AtomicBool::new(false),
        })
    }
}

impl Store for SqliteStore {
    fn read(&self, cost: Cost, job: ReadJob) -> Pending<'_, Result<()>> {
        match cost {
            Cost::One => Box::pin(async move { self.readers.one(job) }),
            Cost::Short => Box::pin(async move { self.readers.short(job) }),
            Cost::Long => Box::pin(self.readers.clone().long(job)),
        }
    }

    /// The write is taken on, and for a lone caller done, before the future
    /// is returned; it only listens for the answer.
    fn write(&self, job: WriteJob) -> Pending<'_, Result<bool>> {
        let taken = match &self.writer {
            Some(writer) => writer.write(job),
            None if self.closing.load(Ordering::Acquire) => Err(StoreError::Closed),
            None => Err(StoreError::Engine {
                doing: "write",
                cause: "the store was opened for reading only".to_owned(),
            }),
        };
        Box::pin(async move {
            let Taken { answer, led } = taken?;
            if led {
                // A caller with one write after the other would never wait,
                // and keep its thread from the tasks that are meant for it.
                tokio::task::yield_now().await;
            }
            answer.await.unwrap_or(Err(StoreError::Closed))
        })
    }

    fn backup(&self, to: PathBuf) -> Pending<'_, Result<()>> {
        Box::pin(async move {
            let slot = self.readers.slot().await?;
            let readers = self.readers.clone();
            blocking::run("back up the store", move || {
                let _slot = slot;
                copy::backup(readers.path(), &to)
            })
            .await
        })
    }

    fn verify(&self) -> Pending<'_, Result<Vec<String>>> {
        Box::pin(async move {
            let slot = self.readers.slot().await?;
            let readers = self.readers.clone();
            blocking::run("check the store", move || {
                let _slot = slot;
                check::all(&open::reader(readers.path(), 1)?)
            })
            .await
        })
    }

    fn close(&self) -> Pending<'_, Result<()>> {
        Box::pin(async move {
            if self.closing.swap(true, Ordering::AcqRel) {
                return Err(StoreError::Closed);
            }
            if let Some(writer) = &self.writer {
                writer.refuse();
            }
            self.readers.finish().await;
            let (readers, writer) = (self.readers.clone(), self.writer.clone());
            blocking::run("close the store", move || {
                readers.close();
                writer.map_or(Ok(()), |writer| writer.close())
            })
            .await
        })
    }
}
