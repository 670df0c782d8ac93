//! Many writers, one connection, few flushes to the disk.
//!
//! A write is put on a queue, and whoever gets hold of the connection then
//! does all that is on it as one transaction ("flat combining"). A lone
//! client's write so runs on its own thread without a hand-over, and while
//! one flush is under way the writes of others gather for the next ("group
//! commit").

use std::collections::VecDeque;
use std::sync::Arc;

use parking_lot::Mutex;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::blocking;
use super::checkpoint::{self, Due, Log};
use super::dir::Lock;
use super::pen::{Job, Pen};
use super::sql::Doing;
use crate::error::{Result, StoreError};
use crate::iface::WriteJob;

/// The queue and the connection.
pub(super) struct Writer {
    queue: Mutex<Queue>,
    /// `None` once closed.
    pen: Mutex<Option<Pen>>,
    log: Log,
    /// Last, so that the directory is let go of when all else is closed.
    lock: Mutex<Option<Lock>>,
}

/// A write that was taken on.
pub(super) struct Taken {
    /// Only listens: dropping it changes nothing.
    pub(super) answer: oneshot::Receiver<Result<bool>>,
    /// The caller has held up its thread to do it.
    pub(super) led: bool,
}

struct Queue {
    jobs: VecDeque<Job>,
    open: bool,
}

impl Writer {
    pub(super) fn new(conn: Connection, log: Log, lock: Lock) -> Self {
        Self {
            queue: Mutex::new(Queue {
                jobs: VecDeque::new(),
                open: true,
            }),
            pen: Mutex::new(Some(Pen::new(conn))),
            log,
            lock: Mutex::new(Some(lock)),
        }
    }

    /// Takes a write on and, if no one else is at it, does it.
    pub(super) fn write(self: &Arc<Self>, work: WriteJob) -> Result<Taken> {
        let (answer, receive) = oneshot::channel();
        {
            let mut queue = self.queue.lock();
            if !queue.open {
                return Err(StoreError::Closed);
            }
            queue.jobs.push_back(Job { work, answer });
        }
        // One batch, and so at most one flush, is done for others as well.
        let led = self.lead(1);
        Ok(Taken {
            answer: receive,
            led,
        })
    }

    /// Does what is on the queue unless someone else is at it; false if it
    /// did nothing. After `most` batches a thread of the blocking pool goes on.
    ///
    /// No wake-up is lost: a job is put on the queue before its owner tries
    /// the lock, and whoever holds the lock looks at the queue again after
    /// letting go of it.
    fn lead(self: &Arc<Self>, most: usize) -> bool {
        let mut batches = 0;
        while !self.is_idle() {
            if batches >= most {
                let this = self.clone();
                blocking::start(move || {
                    this.lead(usize::MAX);
                });
                break;
            }
            let Some(mut guard) = self.pen.try_lock() else {
                break;
            };
            let Some(pen) = guard.as_mut() else { break };
            let mut due = Due::Nothing;
            while due != Due::Copy && batches < most && !self.is_idle() {
                batches += 1;
                pen.batch(|| self.queue.lock().jobs.pop_front());
                due = self.log.due();
                if due == Due::Finish {
                    self.log.finish(pen.conn());
                }
            }
            // What comes here between the last look and the next line is
            // seen by the next look; this makes a test likely to come.
            #[cfg(test)]
            std::thread::yield_now();
            // Let go first: without a runtime the next is done here and now.
            drop(guard);
            if due == Due::Copy {
                let this = self.clone();
                blocking::start(move || this.log.copy());
            }
        }
        batches > 0
    }

    fn is_idle(&self) -> bool {
        self.queue.lock().jobs.is_empty()
    }

    /// Takes no more writes.
    pub(super) fn refuse(&self) {
        self.queue.lock().open = false;
    }

    /// Does all that was taken on and closes the connection.
    pub(super) fn close(&self) -> Result<()> {
        let mut guard = self.pen.lock();
        let Some(mut pen) = guard.take() else {
            return Ok(());
        };
        let lock = self.lock.lock().take();
        while !self.is_idle() {
            pen.batch(|| self.queue.lock().jobs.pop_front());
        }
        self.log.close();
        let conn = pen.into_conn();
        // Another process that makes a backup can keep the log from being
        // emptied; then the next start does it.
        checkpoint::empty(&conn).doing("empty the log")?;
        let closed = conn
            .close()
            .map_err(|(_, error)| error)
            .doing("close the store");
        if let Some(lock) = lock {
            lock.release();
        }
        closed
    }
}

#[cfg(test)]
impl Writer {
    /// Keeps everyone from writing.
    pub(super) fn hold(&self) -> parking_lot::MutexGuard<'_, Option<Pen>> {
        self.pen.lock()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        // A runtime that shuts down drops what it had not begun, and with it
        // a thread that was to go on. What was taken on is done all the same.
        let Some(mut pen) = self.pen.get_mut().take() else {
            return;
        };
        let queue = self.queue.get_mut();
        while !queue.jobs.is_empty() {
            pen.batch(|| queue.jobs.pop_front());
        }
    }
}
