//! A batch of closures and its transaction.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use basekey_model::schema::BaseNo;
use rusqlite::Connection;
use tokio::sync::oneshot;

use super::super::bases;
use super::super::pen::{Job, Pen};
use super::bare;
use crate::error::Result;
use crate::iface::{Tx, Undo, WriteJob};

pub(super) type Answers = Vec<oneshot::Receiver<Result<bool>>>;

/// Hands all jobs to the pen at once.
fn batch(pen: &mut Pen, works: Vec<WriteJob>) -> Answers {
    let mut answers = Vec::new();
    let mut jobs: std::collections::VecDeque<_> = works
        .into_iter()
        .map(|work| {
            let (answer, receive) = oneshot::channel();
            answers.push(receive);
            Job { work, answer }
        })
        .collect();
    while !jobs.is_empty() {
        pen.batch(|| jobs.pop_front());
    }
    answers
}

pub(super) fn outcomes(answers: Answers) -> Vec<Option<bool>> {
    answers
        .into_iter()
        .map(|mut answer| answer.try_recv().unwrap().ok())
        .collect()
}

pub(super) fn set(name: &'static str) -> WriteJob {
    Box::new(move |tx: &mut dyn Tx| tx.put_setting(name, "1").map_err(|_| Undo))
}

fn take_back(name: &'static str) -> WriteJob {
    Box::new(move |tx: &mut dyn Tx| {
        tx.put_setting(name, "1").map_err(|_| Undo)?;
        Err(Undo)
    })
}

pub(super) fn settings(conn: &Connection) -> Vec<String> {
    let mut names = conn
        .prepare("SELECT name FROM settings ORDER BY name")
        .unwrap();
    let names = names.query_map([], |row| row.get(0)).unwrap();
    names.map(std::result::Result::unwrap).collect()
}

#[test]
fn a_batch_is_one_commit() {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let commits = Arc::new(AtomicUsize::new(0));
    let count = commits.clone();
    conn.commit_hook(Some(move || {
        count.fetch_add(1, Ordering::Relaxed);
        false
    }))
    .unwrap();
    let mut pen = Pen::new(conn);
    let answers = batch(
        &mut pen,
        vec![take_back("a"), set("b"), take_back("c"), set("d"), set("e")],
    );
    assert_eq!(
        outcomes(answers),
        [Some(false), Some(true), Some(false), Some(true), Some(true)]
    );
    assert_eq!(settings(pen.conn()), ["b", "d", "e"]);
    assert_eq!(commits.load(Ordering::Relaxed), 1);
}

#[test]
fn a_batch_that_undid_all_is_not_flushed() {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let pages = Arc::new(AtomicUsize::new(0));
    let told = pages.clone();
    conn.wal_hook(Some(move |_: &mut rusqlite::hooks::Wal, count: i32| {
        told.store(count as usize, Ordering::Relaxed);
        Ok(())
    }))
    .unwrap();
    let log = dir.path().join("basekey.db-wal");
    let mut pen = Pen::new(conn);
    let before = std::fs::metadata(&log).unwrap().len();
    let answers = batch(&mut pen, vec![take_back("a"), take_back("b")]);
    assert_eq!(outcomes(answers), [Some(false), Some(false)]);
    assert_eq!(pages.load(Ordering::Relaxed), 0);
    assert_eq!(std::fs::metadata(&log).unwrap().len(), before);
    outcomes(batch(&mut pen, vec![set("c")]));
    assert!(pages.load(Ordering::Relaxed) > 0);
}

#[test]
fn a_commit_that_fails_fails_all_that_were_kept() {
    let dir = tempfile::tempdir().unwrap();
    let mut conn = bare(dir.path());
    let veto = Arc::new(AtomicBool::new(true));
    let asked = veto.clone();
    conn.commit_hook(Some(move || asked.load(Ordering::Relaxed)))
        .unwrap();
    let mut pen = Pen::new(conn);
    let change = || -> WriteJob {
        Box::new(|tx: &mut dyn Tx| {
            let change = basekey_model::change::Change {
                seq: 0,
                at: basekey_model::time::Millis(1),
                user: None,
                token: None,
                source: basekey_model::change::ChangeSource::System,
                what: vec![],
            };
            tx.add_change(BaseNo(1), &change)
                .map(drop)
                .map_err(|_| Undo)
        })
    };
    let answers = batch(&mut pen, vec![set("a"), take_back("b"), change()]);
    assert_eq!(outcomes(answers), [None, Some(false), None]);
    assert!(settings(pen.conn()).is_empty());
    // The next is not hindered, and no change number was used up.
    veto.store(false, Ordering::Relaxed);
    assert_eq!(
        outcomes(batch(&mut pen, vec![change(), set("c")])),
        [Some(true), Some(true)]
    );
    assert_eq!(bases::last_change(pen.conn(), BaseNo(1)).unwrap(), 1);
    assert_eq!(settings(pen.conn()), ["c"]);
}

#[test]
fn when_the_engine_gives_a_transaction_up_what_went_before_fails() {
    let dir = tempfile::tempdir().unwrap();
    let conn = bare(dir.path());
    // As it does by itself when the disk is full.
    conn.execute_batch(
        "CREATE TEMP TRIGGER give_up BEFORE INSERT ON settings WHEN new.name = 'x'
         BEGIN SELECT raise(ROLLBACK, 'given up'); END",
    )
    .unwrap();
    let mut pen = Pen::new(conn);
    let answers = batch(&mut pen, vec![set("a"), set("x"), set("b"), take_back("c")]);
    assert_eq!(
        outcomes(answers),
        [None, Some(false), Some(true), Some(false)]
    );
    assert_eq!(settings(pen.conn()), ["b"]);
    // Alone, it is no more than an undone write.
    assert_eq!(
        outcomes(batch(&mut pen, vec![set("x"), set("y")])),
        [Some(false), Some(true)]
    );
}
