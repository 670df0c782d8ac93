//! Connections for reading.
//!
//! Short reads run on the thread that asks: a key costs microseconds, handing
//! it to another thread costs more. Long reads have connections and threads
//! of their own, so that they never hold up a short one.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use parking_lot::{Mutex, MutexGuard};
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::sql::{Doing, Reading};
use super::work::Work;
use super::{blocking, open};
use crate::error::{Result, StoreError};
use crate::iface::ReadJob;

/// Long reads, copies and checks that may run at once.
const LONG: u32 = 4;

/// A long read walks through pages that it does not see again, so it gets a
/// small part of the cache.
const LONG_SHARE: usize = 8;

/// All connections that read.
pub(super) struct Readers {
    path: PathBuf,
    /// `None` once closed.
    short: Vec<Mutex<Option<Connection>>>,
    turn: AtomicUsize,
    long: Mutex<Vec<Connection>>,
    slots: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn open(path: PathBuf, count: usize) -> Result<Self> {
        let count = count.max(1);
        let short = (0..count)
            .map(|_| open::reader(&path, count).map(|conn| Mutex::new(Some(conn))))
            .collect::<Result<_>>()?;
        Ok(Self {
            path,
            short,
            turn: AtomicUsize::new(0),
            long: Mutex::new(Vec::new()),
            slots: Arc::new(Semaphore::new(LONG as usize)),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Runs a read of a single call on this thread. The call's own statement
    /// is the transaction; calls of several statements see to it themselves.
    pub(super) fn one(&self, job: ReadJob) -> Result<()> {
        let guard = self.free();
        let conn = guard.as_ref().ok_or(StoreError::Closed)?;
        job(&Work::reading(conn));
        Ok(())
    }

    /// Runs a short read on this thread.
    pub(super) fn short(&self, job: ReadJob) -> Result<()> {
        let guard = self.free();
        let conn = guard.as_ref().ok_or(StoreError::Closed)?;
        read(conn, job)
    }

    /// A connection that no other thread has. The first free one is taken, so
    /// that the same few have the hot pages; only if none is free is one
    /// waited for, each in turn.
    fn free(&self) -> MutexGuard<'_, Option<Connection>> {
        if let Some(guard) = self.short.iter().find_map(Mutex::try_lock) {
            return guard;
        }
        let turn = self.turn.fetch_add(1, Ordering::Relaxed);
        self.short[turn % self.short.len()].lock()
    }

    /// Runs a long read on the blocking pool.
    pub(super) async fn long(self: Arc<Self>, job: ReadJob) -> Result<()> {
        let slot = self.slot().await?;
        blocking::run("run a long read", move || {
            let pooled = self.long.lock().pop();
            let conn = pooled.map_or_else(|| open::reader(&self.path, LONG_SHARE), Ok)?;
            let done = read(&conn, job);
            self.long.lock().push(conn);
            drop(slot);
            done
        })
        .await
    }

    /// Waits until one more piece of long work may start.
    pub(super) async fn slot(&self) -> Result<OwnedSemaphorePermit> {
        self.slots
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| StoreError::Closed)
    }

    /// Waits until no long work is under way and lets none start.
    pub(super) async fn finish(&self) {
        // Fails only if it was closed before, when there is nothing to wait for.
        let all = self.slots.acquire_many(LONG).await;
        self.slots.close();
        drop(all);
    }

    /// Closes all connections; waits for the short reads that are under way.
    pub(super) fn close(&self) {
        for conn in &self.short {
            drop(conn.lock().take());
        }
        self.long.lock().clear();
    }
}

/// Runs a job on one consistent state.
fn read(conn: &Connection, job: ReadJob) -> Result<()> {
    // Ends also if the job panics.
    let _end = Reading::begin(conn).doing("begin to read")?;
    job(&Work::reading(conn));
    Ok(())
}
