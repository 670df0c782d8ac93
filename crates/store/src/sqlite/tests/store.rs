//! The queue, threads, the log, the whole store.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use basekey_model::schema::{BaseNo, TableNo};

use super::super::checkpoint::Log;
use super::super::dir::Lock;
use super::super::writer::Writer;
use super::super::{DB_FILE, open};
use super::batch::{Answers, outcomes, set, settings};
use super::{bare, open_store};
use crate::error::{Result, StoreError};
use crate::iface::{Cost, Pending, ReadJob, Store, StoreExt, Tx, Undo, WriteJob};
use crate::rows::Records;

/// The value of a future that needs no one to wake it.
fn now<T>(mut future: Pending<'_, T>) -> T {
    match future
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
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

#[test]
fn no_wake_up_is_lost() {
    const THREADS: usize = 8;
    const EACH: usize = 150;
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let log = Log::of(&mut conn, dir.path().join(DB_FILE)).unwrap();
    let lock = Lock::take(dir.path(), Duration::ZERO).unwrap();
    let writer = Arc::new(Writer::new(conn, log, lock));
    // Without a runtime, so that nothing but the callers' threads is there
    // to do the work: a lost wake-up leaves its caller waiting for ever.
    let (done, all_done) = std::sync::mpsc::channel();
    for thread in 0..THREADS {
        let (writer, done) = (writer.clone(), done.clone());
        std::thread::spawn(move || {
            for n in 0..EACH {
                let undo = n % 7 == 6;
                let work: WriteJob = Box::new(move |tx: &mut dyn Tx| {
                    tx.set_counter(BaseNo(1), &format!("{thread}"), n as i64)
                        .map_err(|_| Undo)?;
                    if undo { Err(Undo) } else { Ok(()) }
                });
                let answer = writer.write(work).unwrap();
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

#[test]
fn what_was_taken_on_is_done_when_the_store_is_dropped() {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let log = Log::of(&mut conn, dir.path().join(DB_FILE)).unwrap();
    let lock = Lock::take(dir.path(), Duration::ZERO).unwrap();
    let writer = Arc::new(Writer::new(conn, log, lock));
    let answers: Answers = {
        // As if another thread were at it, and then gone with its runtime.
        let _busy = writer.hold();
        ["a", "b", "c"]
            .map(|name| writer.write(set(name)).unwrap())
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_log_begins_anew() {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(open_store(dir.path()));
    let writers = (0..4_u8).map(|writer| {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0..150_u32 {
                let write = move |tx: &mut dyn Tx| {
                    let mut records = Records::default();
                    for row in 0..50_u32 {
                        let tail = format!("{writer}{n:06}{row:07}");
                        let id = basekey_model::id::RecordId::from_tail(&tail).unwrap();
                        let head = crate::rows::RecordHead {
                            id,
                            created: basekey_model::time::Millis(0),
                            created_by: basekey_model::schema::UserNo(1),
                            modified: basekey_model::time::Millis(0),
                            modified_by: basekey_model::schema::UserNo(1),
                        };
                        records.push(head, &format!("{{\"1\":\"{}\"}}", "x".repeat(700)));
                    }
                    tx.add_records(BaseNo(1), TableNo(i64::from(writer)), &records)
                };
                store.run_write::<_, StoreError, _>(write).await.unwrap();
            }
        })
    });
    for writer in futures_util::future::join_all(writers).await {
        writer.unwrap();
    }
    // 30,000 records are some 7,000 pages; the log was written at least twice over.
    let log = std::fs::metadata(dir.path().join("basekey.db-wal")).unwrap();
    assert!(log.len() < 6000 * 4096, "{}", log.len());
    let all = store
        .run_read::<_, StoreError, _>(Cost::Long, |read| {
            (0..4)
                .map(|n| read.count(BaseNo(1), TableNo(n)))
                .collect::<Result<Vec<_>>>()
        })
        .await;
    assert_eq!(all.unwrap(), [7500; 4]);
    store.close().await.unwrap();
    let log = dir.path().join("basekey.db-wal");
    assert!(!log.exists() || std::fs::metadata(log).unwrap().len() == 0);
}
