//! Random sequences of record operations, compared with a map in memory.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use basekey_model::id::{BaseId, RecordId, WorkspaceId};
use basekey_model::schema::{BaseNo, TableNo, UserNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use basekey_store::{Cost, Read, RecordHead, Records, Result, Store, StoreError, StoreExt, Tx};
use proptest::prelude::*;

/// Few ids, so that operations meet.
const IDS: u64 = 24;

#[derive(Debug, Clone)]
enum Op {
    Add(i64, u64, u32),
    Put(i64, u64, u32),
    Delete(i64, u64),
    DeleteSome(i64, usize),
}

#[derive(Debug, Clone)]
enum Step {
    /// One write of several operations, kept or taken back.
    Write(Vec<Op>, bool),
    /// Several writes at once.
    Together(Vec<(Op, bool)>),
    Page(i64, Option<u64>, usize),
    Reopen,
}

fn op() -> impl Strategy<Value = Op> {
    let (table, id, value) = (1..3_i64, 0..IDS, any::<u32>());
    prop_oneof![
        3 => (table.clone(), id.clone(), value).prop_map(|(t, i, v)| Op::Add(t, i, v)),
        2 => (table.clone(), id.clone(), value).prop_map(|(t, i, v)| Op::Put(t, i, v)),
        1 => (table.clone(), id).prop_map(|(t, i)| Op::Delete(t, i)),
        1 => (table, 0..4_usize).prop_map(|(t, limit)| Op::DeleteSome(t, limit)),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (prop::collection::vec(op(), 1..6), prop::bool::weighted(0.7))
            .prop_map(|(ops, keep)| Step::Write(ops, keep)),
        2 => prop::collection::vec((op(), any::<bool>()), 1..8).prop_map(Step::Together),
        4 => (1..3_i64, prop::option::of(0..IDS), 0..40_usize)
            .prop_map(|(table, after, limit)| Step::Page(table, after, limit)),
        1 => Just(Step::Reopen),
    ]
}

type Row = (Millis, Millis, String);
type Map = BTreeMap<(i64, RecordId), Row>;

fn id(n: u64) -> RecordId {
    // Not in the order of their numbers.
    RecordId::from_tail(&format!("{:014}", n * 7919 % 104_729)).unwrap()
}

fn head(n: u64, value: u32) -> RecordHead {
    RecordHead {
        id: id(n),
        created: Millis(i64::from(value)),
        created_by: UserNo(1),
        modified: Millis(i64::from(value) + 1),
        modified_by: UserNo(1),
    }
}

/// Sizes from a few bytes to several pages.
fn doc(value: u32) -> String {
    format!(
        "{{\"1\":\"{}\"}}",
        "abc☃".repeat(value as usize % 7 * (value as usize % 401))
    )
}

/// Does an operation on the map as the store should; false if it is refused.
fn model(map: &mut Map, op: &Op) -> bool {
    match *op {
        Op::Add(table, n, value) => {
            let head = head(n, value);
            let row = (head.created, head.modified, doc(value));
            match map.entry((table, head.id)) {
                std::collections::btree_map::Entry::Occupied(_) => false,
                std::collections::btree_map::Entry::Vacant(free) => {
                    free.insert(row);
                    true
                }
            }
        }
        Op::Put(table, n, value) => match map.get_mut(&(table, id(n))) {
            Some(row) => {
                row.1 = head(n, value).modified;
                row.2 = doc(value);
                true
            }
            None => false,
        },
        Op::Delete(table, n) => {
            map.remove(&(table, id(n)));
            true
        }
        Op::DeleteSome(table, limit) => {
            for (id, _) in wanted(map, table, None, limit) {
                map.remove(&(table, id));
            }
            true
        }
    }
}

fn act(tx: &mut dyn Tx, base: BaseNo, op: &Op) -> Result<()> {
    match *op {
        Op::Add(table, n, value) => {
            let mut records = Records::default();
            records.push(head(n, value), &doc(value));
            tx.add_records(base, TableNo(table), &records)
        }
        Op::Put(table, n, value) => {
            tx.put_record(base, TableNo(table), &head(n, value), &doc(value))
        }
        Op::Delete(table, n) => tx.delete_record(base, TableNo(table), id(n)).map(drop),
        Op::DeleteSome(table, limit) => tx.delete_some(base, TableNo(table), limit).map(drop),
    }
}

fn wanted(map: &Map, table: i64, after: Option<RecordId>, limit: usize) -> Vec<(RecordId, Row)> {
    map.iter()
        .filter(|((of, id), _)| *of == table && after.is_none_or(|after| *id > after))
        .take(limit)
        .map(|((_, id), row)| (*id, row.clone()))
        .collect()
}

fn found(records: &Records) -> Vec<(RecordId, Row)> {
    records
        .iter()
        .map(|r| {
            (
                r.head.id,
                (r.head.created, r.head.modified, r.doc.to_owned()),
            )
        })
        .collect()
}

async fn play(steps: Vec<Step>) {
    let dir = tempfile::tempdir().unwrap();
    let open = || Arc::new(SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap());
    let mut store = open();
    let entropy = Fixed::new(1);
    let (base_id, home) = (BaseId::random(&entropy), WorkspaceId::random(&entropy));
    let base = store
        .run_write::<_, StoreError, _>(move |tx| tx.add_base(base_id, home, "b", Millis(0)))
        .await
        .unwrap();
    let mut map = Map::new();
    for step in steps {
        match step {
            Step::Write(ops, keep) => {
                let mut after = map.clone();
                let fits = ops.iter().all(|op| model(&mut after, op));
                let wrote = store
                    .run_write::<_, StoreError, _>(move |tx| {
                        ops.iter().try_for_each(|op| act(tx, base, op))?;
                        if keep {
                            Ok(())
                        } else {
                            Err(StoreError::Closed)
                        }
                    })
                    .await;
                assert_eq!(wrote.is_ok(), fits && keep);
                if wrote.is_ok() {
                    map = after;
                }
            }
            Step::Together(writes) => {
                let expected: Vec<_> = writes
                    .iter()
                    .map(|(op, keep)| {
                        let mut after = map.clone();
                        let kept = model(&mut after, op) && *keep;
                        if kept {
                            map = after;
                        }
                        kept
                    })
                    .collect();
                let answers = writes.into_iter().map(|(op, keep)| {
                    store.write(Box::new(move |tx| {
                        let done = act(tx, base, &op).is_ok();
                        if done && keep {
                            Ok(())
                        } else {
                            Err(basekey_store::Undo)
                        }
                    }))
                });
                let answers = futures_util::future::join_all(answers).await;
                let kept: Vec<_> = answers
                    .into_iter()
                    .map(std::result::Result::unwrap)
                    .collect();
                assert_eq!(kept, expected);
            }
            Step::Page(table, after, limit) => {
                let after = after.map(id);
                let read = move |read: &dyn Read| read.page(base, TableNo(table), after, limit);
                let page = store
                    .run_read::<_, StoreError, _>(Cost::Short, read)
                    .await
                    .unwrap();
                assert_eq!(found(&page), wanted(&map, table, after, limit));
            }
            Step::Reopen => {
                store.close().await.unwrap();
                store = open();
            }
        }
    }
    for table in 1..3 {
        let read = move |read: &dyn Read| {
            Ok((
                read.page(base, TableNo(table), None, usize::MAX)?,
                read.count(base, TableNo(table))?,
                read.last_id(base, TableNo(table))?,
            ))
        };
        let (all, count, last) = store
            .run_read::<_, StoreError, _>(Cost::Long, read)
            .await
            .unwrap();
        let rows = wanted(&map, table, None, usize::MAX);
        assert_eq!(count, rows.len() as i64);
        assert_eq!(last, rows.last().map(|(id, _)| *id));
        assert_eq!(found(&all), rows);
    }
    store.close().await.unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn records_are_as_in_a_map(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build();
        runtime.unwrap().block_on(play(steps));
    }
}
