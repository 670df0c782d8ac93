//! The queue, threads, the log, the whole store.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use basekey_model::schema::BaseNo;

use super::super::checkpoint::{self, Due, LENGTHS, Lengths, Log};
use super::super::dir::Lock;
use super::super::writer::Writer;
use super::super::{DB_FILE, open};
use super::batch::{Answers, outcomes, set, settings};
use super::{bare, open_store};
use crate::error::StoreError;
use crate::iface::{Cost, Pending, ReadJob, Store, StoreExt, Tx, Undo, WriteJob};

/// The value of a future that needs no one else to wake it.
fn now<T>(mut future: Pending<'_, T>) -> T {
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..3 {
        if let Poll::Ready(value) = future.as_mut().poll(&mut context) {
            return value;
        }
    }
    panic!("it waits");
}

#[test]
fn a_command_without_a_runtime_can_use_it() {
    let dir = tempfile::tempdir().unwrap();
    let store = open_store(dir.path());
    // More than the log holds before it is copied.
    for n in 0..300_u64 {
        let text = n.to_string().repeat(4000);
        let work: WriteJob = Box::new(move |tx: &mut dyn Tx| {
            tx.put_setting(&text[..20.min(text.len())], &text)
                .map_err(|_| Undo)
        });
        assert!(now(store.write(work)).unwrap());
    }
    let seen = Arc::new(AtomicBool::new(false));
    let note = seen.clone();
    now(store.read(
        Cost::Long,
        Box::new(move |read| {
            let found = read.setting(&"299".repeat(7)[..20]).unwrap();
            note.store(found.is_some(), Ordering::Relaxed);
        }),
    ))
    .unwrap();
    assert!(seen.load(Ordering::Relaxed));
    assert_eq!(now(store.verify()).unwrap(), Vec::<String>::new());
    now(store.close()).unwrap();
}

/// A queue and its connection without the store around it.
fn bare_writer(dir: &Path, lengths: Lengths) -> Arc<Writer> {
    let mut conn = bare(dir);
    let log = Log::of(&mut conn, dir.join(DB_FILE), lengths).unwrap();
    let lock = Lock::take(dir, Duration::ZERO).unwrap();
    Arc::new(Writer::new(conn, log, lock))
}

#[test]
fn no_wake_up_is_lost() {
    const THREADS: usize = 4;
    const EACH: usize = 400;
    let dir = tempfile::tempdir().unwrap();
    let writer = bare_writer(dir.path(), LENGTHS);
    // Without a runtime, so that nothing but the callers' threads is there
    // to do the work, and in step, so that no later call finds what an
    // earlier one left: a lost wake-up leaves its caller waiting for ever.
    let step = Arc::new(std::sync::Barrier::new(THREADS));
    let (done, all_done) = std::sync::mpsc::channel();
    for thread in 0..THREADS {
        let (writer, step, done) = (writer.clone(), step.clone(), done.clone());
        std::thread::spawn(move || {
            for n in 0..EACH {
                let undo = n % 7 == 6;
                let work: WriteJob = Box::new(move |tx: &mut dyn Tx| {
                    tx.set_counter(BaseNo(1), &format!("{thread}"), n as i64)
                        .map_err(|_| Undo)?;
                    if undo { Err(Undo) } else { Ok(()) }
                });
                step.wait();
                let answer = writer.write(work).unwrap().answer;
                assert_eq!(answer.blocking_recv().unwrap().unwrap(), !undo);
            }
            done.send(()).unwrap();
        });
    }
    for _ in 0..THREADS {
        all_done.recv_timeout(Duration::from_mins(1)).unwrap();
    }
    writer.close().unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_caller_does_not_work_for_others_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let writer = bare_writer(dir.path(), LENGTHS);
    let batches = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let job = || -> WriteJob {
        let batches = batches.clone();
        Box::new(move |_: &mut dyn Tx| {
            batches.lock().push(std::thread::current().id());
            Ok(())
        })
    };
    let mut answers: Answers = {
        let _busy = writer.hold();
        (0..500)
            .map(|_| writer.write(job()).unwrap().answer)
            .collect()
    };
    // The next caller finds them all, does one batch, and leaves the rest to
    // another thread.
    answers.push(writer.write(job()).unwrap().answer);
    let here = std::thread::current().id();
    for answer in answers {
        let answer = tokio::time::timeout(Duration::from_mins(1), answer).await;
        assert!(answer.unwrap().unwrap().unwrap());
    }
    let done_here = batches.lock().iter().filter(|by| **by == here).count();
    assert_eq!(done_here, 64);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_caller_with_many_writes_lets_others_in() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open_store(dir.path()));
    let others = store.clone();
    // One thread for both: the other comes to its turn when this one waits.
    let waited = tokio::spawn(async move {
        let (done, other) = (Arc::new(AtomicUsize::new(0)), others.clone());
        let count = done.clone();
        let other = tokio::spawn(async move {
            other.write(set("other")).await.unwrap();
            count.load(Ordering::Relaxed)
        });
        for _ in 0..100 {
            others.write(set("one")).await.unwrap();
            done.fetch_add(1, Ordering::Relaxed);
        }
        other.await.unwrap()
    });
    let waited = waited.await.unwrap();
    assert!(waited < 5, "{waited}");
}

#[test]
fn what_was_taken_on_is_done_when_the_store_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let writer = bare_writer(dir.path(), LENGTHS);
    let answers: Answers = {
        // As if another thread were at it, and then gone with its runtime.
        let _busy = writer.hold();
        ["a", "b", "c"]
            .map(|name| writer.write(set(name)).unwrap().answer)
            .into()
    };
    drop(writer);
    assert_eq!(outcomes(answers), [Some(true); 3]);
    let conn = open::reader(&dir.path().join(DB_FILE), 1).unwrap();
    assert_eq!(settings(&conn), ["a", "b", "c"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_read_that_panics_leaves_the_connection_usable() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open_store(dir.path()));
    for cost in [Cost::One, Cost::Short, Cost::Long] {
        for _ in 0..20 {
            let store = store.clone();
            let task = tokio::spawn(async move {
                let job: ReadJob = Box::new(|read| {
                    read.users().unwrap();
                    std::panic::resume_unwind(Box::new("part of the test"));
                });
                store.read(cost, job).await
            });
            assert!(!matches!(task.await, Ok(Ok(()))));
        }
        store
            .run_write::<_, StoreError, _>(|tx| tx.put_setting("a", "1"))
            .await
            .unwrap();
        let found = store.run_read(cost, |read| read.setting("a")).await;
        assert_eq!(found.unwrap().as_deref(), Some("1"));
    }
    store.close().await.unwrap();
}

/// Writes some twenty pages of log.
fn twenty_pages(n: u64) -> WriteJob {
    let text = format!("{n}").repeat(80_000 / format!("{n}").len());
    Box::new(move |tx: &mut dyn Tx| tx.put_setting("text", &text).map_err(|_| Undo))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_begins_anew() {
    const SHORT: Lengths = Lengths {
        copy: 100,
        anew: 400,
        wait: 800,
    };
    let dir = tempfile::tempdir().unwrap();
    let writer = bare_writer(dir.path(), SHORT);
    for n in 0..300 {
        writer
            .write(twenty_pages(n))
            .unwrap()
            .answer
            .await
            .unwrap()
            .unwrap();
    }
    // Some 6,000 pages went through it.
    let log = dir.path().join("basekey.db-wal");
    let pages = std::fs::metadata(&log).unwrap().len() / 4096;
    assert!((300..1500).contains(&pages), "{pages}");
    let closing = writer.clone();
    tokio::task::spawn_blocking(move || closing.close())
        .await
        .unwrap()
        .unwrap();
    assert!(!log.exists() || std::fs::metadata(&log).unwrap().len() == 0);
    let conn = open::reader(&dir.path().join(DB_FILE), 1).unwrap();
    let text: String = conn
        .query_row("SELECT value FROM settings", [], |row| row.get(0))
        .unwrap();
    assert!(text.starts_with("299299"));
}

#[test]
fn writes_wait_for_a_copy_that_does_not_keep_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let lengths = Lengths {
        copy: 20,
        anew: 1000,
        wait: 80,
    };
    checkpoint::empty(&conn).unwrap();
    let log = Log::of(&mut conn, dir.path().join(DB_FILE), lengths).unwrap();
    let commit = |n: u8| {
        // All of it differs from what was there: SQLite writes no page that does not.
        let text = n.to_string().repeat(80_000);
        let set = "INSERT OR REPLACE INTO settings VALUES ('a', ?1)";
        conn.execute(set, [text]).unwrap();
        log.due()
    };
    // A thread is asked to copy, once, and never comes.
    let due: Vec<_> = (0..5).map(commit).collect();
    assert_eq!(
        due,
        [
            Due::Copy,
            Due::Nothing,
            Due::Nothing,
            Due::Finish,
            Due::Finish
        ]
    );
    log.finish(&conn);
    // All is copied, and the log begins anew; what was before does not count.
    let due: Vec<_> = (5..9).map(commit).collect();
    assert_eq!(due, [Due::Nothing, Due::Nothing, Due::Nothing, Due::Finish]);
    log.finish(&conn);
    assert_eq!(commit(9), Due::Nothing);
    let pages: i64 = conn
        .query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get(1))
        .unwrap();
    assert!(pages < 40, "{pages}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_a_reader_needs_is_kept() {
    const SHORT: Lengths = Lengths {
        copy: 20,
        anew: 40,
        wait: 80,
    };
    let dir = tempfile::tempdir().unwrap();
    let writer = bare_writer(dir.path(), SHORT);
    writer
        .write(set("a"))
        .unwrap()
        .answer
        .await
        .unwrap()
        .unwrap();
    let conn = open::reader(&dir.path().join(DB_FILE), 1).unwrap();
    conn.execute_batch("BEGIN").unwrap();
    assert_eq!(settings(&conn), ["a"]);
    for n in 0..50 {
        writer
            .write(twenty_pages(n))
            .unwrap()
            .answer
            .await
            .unwrap()
            .unwrap();
    }
    assert_eq!(settings(&conn), ["a"]);
    conn.execute_batch("COMMIT").unwrap();
    assert_eq!(settings(&conn), ["a", "text"]);
    // Now it can be copied, and does not grow further.
    let log = dir.path().join("basekey.db-wal");
    let before = std::fs::metadata(&log).unwrap().len();
    assert!(before > 900 * 4096, "{before}");
    for n in 0..100 {
        writer
            .write(twenty_pages(n))
            .unwrap()
            .answer
            .await
            .unwrap()
            .unwrap();
    }
    let after = std::fs::metadata(&log).unwrap().len();
    assert!(after < before + 200 * 4096, "{before} {after}");
}
