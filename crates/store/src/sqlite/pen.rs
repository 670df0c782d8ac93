//! The one connection that writes, and how a batch of closures becomes one
//! transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::sync::oneshot;

use super::sql::Doing;
use super::work::{Seqs, Work};
use crate::error::{Result, StoreError};
use crate::iface::{Undo, WriteJob};

/// Most closures of one transaction.
const MOST_JOBS: usize = 64;

/// No closure is begun after a batch has worked this long, so that the first
/// of it does not wait for ever.
const MOST_TIME: Duration = Duration::from_millis(2);

/// A closure and where its answer goes.
pub(super) struct Job {
    pub(super) work: WriteJob,
    pub(super) answer: oneshot::Sender<Result<bool>>,
}

/// The writing connection.
pub(super) struct Pen {
    conn: Connection,
    seqs: Seqs,
}

impl Pen {
    pub(super) fn new(conn: Connection) -> Self {
        Self {
            conn,
            seqs: Seqs::default(),
        }
    }

    pub(super) fn conn(&self) -> &Connection {
        &self.conn
    }

    pub(super) fn into_conn(self) -> Connection {
        self.conn
    }

    /// Runs the closures that `next` gives as one transaction, makes it
    /// durable and answers them all. What a closure that undoes itself did is
    /// taken back alone; if all do, nothing is made durable.
    pub(super) fn batch(&mut self, mut next: impl FnMut() -> Option<Job>) {
        let started = Instant::now();
        let mut done: Vec<(oneshot::Sender<Result<bool>>, Result<bool>)> = Vec::new();
        let mut kept = 0;
        while done.len() < MOST_JOBS && (done.is_empty() || started.elapsed() < MOST_TIME) {
            let Some(job) = next() else { break };
            let outcome = self.run(job.work, kept > 0);
            kept += usize::from(matches!(outcome, Ok(true)));
            done.push((job.answer, outcome));
            if kept > 0 && self.conn.is_autocommit() {
                // A failure so grave that SQLite gave up the whole transaction.
                self.lose(
                    &mut done,
                    "write a batch",
                    "the engine gave the transaction up",
                );
                kept = 0;
            }
        }
        if kept > 0
            && let Err(error) = self.execute("COMMIT")
        {
            self.lose(&mut done, "make a write durable", &error.to_string());
        }
        for (answer, outcome) in done {
            // Nobody waits any more if the future was dropped; the write stands.
            let _ = answer.send(outcome);
        }
    }

    /// Takes back everything of a batch.
    fn lose(
        &mut self,
        done: &mut [(oneshot::Sender<Result<bool>>, Result<bool>)],
        doing: &'static str,
        cause: &str,
    ) {
        tracing::error!(doing, cause, "a batch of writes was lost");
        self.roll_back();
        self.seqs.forget();
        for (_, outcome) in done
            .iter_mut()
            .filter(|(_, outcome)| matches!(outcome, Ok(true)))
        {
            *outcome = Err(StoreError::Engine {
                doing,
                cause: cause.to_owned(),
            });
        }
    }

    /// Runs one closure: the first that is kept begins the transaction, each
    /// later one has a savepoint. Afterwards a transaction is open if
    /// something is to be kept.
    fn run(&mut self, work: WriteJob, inside: bool) -> Result<bool> {
        const DOING: &str = "begin a write";
        if inside {
            self.execute("SAVEPOINT job").doing(DOING)?;
        } else {
            // Left over only if something here panicked.
            self.roll_back();
            self.execute("BEGIN IMMEDIATE").doing(DOING)?;
        }
        let mut tx = Work::writing(&self.conn, &mut self.seqs);
        let verdict = catch_unwind(AssertUnwindSafe(|| work(&mut tx)));
        let outcome = match verdict {
            Ok(Ok(())) if tx.failed() => Err(StoreError::Engine {
                doing: "keep a write",
                cause: "it went on although one of its steps had failed".to_owned(),
            }),
            Ok(Ok(())) => Ok(true),
            Ok(Err(Undo)) => Ok(false),
            Err(_) => Err(StoreError::Engine {
                doing: "run a write",
                cause: "it panicked".to_owned(),
            }),
        };
        let keep = matches!(outcome, Ok(true));
        let ended = match (inside, keep) {
            (true, true) => self.execute("RELEASE job"),
            // Unless the engine has already taken back more than this closure.
            (true, false) if !self.conn.is_autocommit() => self
                .execute("ROLLBACK TO job")
                .and_then(|()| self.execute("RELEASE job")),
            (false, false) => {
                self.roll_back();
                Ok(())
            }
            _ => Ok(()),
        };
        if keep {
            self.seqs.keep();
        } else {
            self.seqs.undo();
        }
        if let Err(error) = ended {
            // The batch can not go on; `batch` sees that the transaction is gone.
            self.roll_back();
            return Err(error).doing("end a write");
        }
        outcome
    }

    fn roll_back(&self) {
        if !self.conn.is_autocommit()
            && let Err(error) = self.execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    fn execute(&self, sql: &'static str) -> rusqlite::Result<()> {
        self.conn.prepare_cached(sql)?.execute([]).map(drop)
    }
}
