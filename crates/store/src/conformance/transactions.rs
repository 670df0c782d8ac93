//! What a write and a read are.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use basekey_model::schema::TableNo;
use futures_util::future::join_all;

use super::samples::{
    add_base, at, base_id, change, fill, head, invite, numbers, record_id, records, table, user,
    workspace,
};
use super::{Failure, Ground, Outcome, holds, refused, same};
use crate::error::{Result, StoreError};
use crate::iface::{Cost, StoreExt, Undo};
use crate::rows::{NewUser, UserKey};

const TABLE: TableNo = TableNo(1);

pub(super) async fn a_write_reads_what_it_wrote(ground: Ground) -> Outcome {
    let seen = ground
        .write(|tx| {
            let base = add_base(tx, 1)?;
            tx.add_records(base, TABLE, &records(1..=3))?;
            tx.delete_record(base, TABLE, record_id(2))?;
            let reader = tx.reader();
            Ok((
                numbers(&reader.page(base, TABLE, None, 9)?),
                tx.count(base, TABLE)?,
            ))
        })
        .await?;
    same!(seen, (vec![1, 3], 2));
    Ok(())
}

pub(super) async fn undo_leaves_all_as_it_was(ground: Ground) -> Outcome {
    ground.write(fill).await?;
    let before = ground.dump().await?;
    let worked = Arc::new(AtomicBool::new(false));
    let note = worked.clone();
    let kept = ground
        .store
        .write(Box::new(move |tx| {
            let done: Result<()> = (|| {
                tx.add_user(&user(8))?;
                tx.add_invite(&invite(3, at(9)))?;
                tx.sweep(basekey_model::time::Millis(i64::MAX))?;
                let base = add_base(tx, 9)?;
                tx.add_change(base, &change(1))?;
                let old = tx.bases()?[0].no;
                tx.add_change(old, &change(3))?;
                tx.delete_record(old, TABLE, record_id(1))?;
                tx.add_records(old, TABLE, &records(10..300))?;
                tx.put_setting("first", "null")
            })();
            note.store(done.is_ok(), Ordering::Relaxed);
            Err(Undo)
        }))
        .await?;
    holds!(!kept);
    holds!(worked.load(Ordering::Relaxed));
    same!(ground.dump().await?, before);
    Ok(())
}

pub(super) async fn an_error_undoes(ground: Ground) -> Outcome {
    let before = ground.dump().await?;
    let failed: Result<()> = ground
        .write(|tx| {
            tx.put_workspace(&workspace(1))?;
            Err(StoreError::Duplicate { what: "nothing" })
        })
        .await;
    refused!(failed, StoreError::Duplicate { what: "nothing" });
    same!(ground.dump().await?, before);
    Ok(())
}

pub(super) async fn a_panic_undoes_one_write_alone(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let writes = (1..=20).map(|n| {
        ground.write(move |tx| {
            tx.add_records(base, TABLE, &records([n]))?;
            tx.add_change(base, &change(n as i64))?;
            // No hook is run, so that the tests' output stays clean.
            if n % 4 == 0 {
                std::panic::resume_unwind(Box::new("part of the check"));
            }
            Ok(())
        })
    });
    let outcomes = join_all(writes).await;
    let kept: Vec<_> = (1..=20).filter(|n| n % 4 != 0).collect();
    for (n, outcome) in (1..).zip(outcomes) {
        same!(outcome.is_ok(), n % 4 != 0);
    }
    let found = ground
        .read(move |read| read.page(base, TABLE, None, 100))
        .await?;
    same!(numbers(&found), kept);
    let changes = ground.read(move |read| read.changes(base, 0, 100)).await?;
    holds!(changes.iter().map(|change| change.seq).eq(1..=15));
    Ok(())
}

pub(super) async fn a_write_can_not_step_over_a_failure(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    ground
        .write(move |tx| tx.add_records(base, TABLE, &records([3])))
        .await?;
    let before = ground.dump().await?;
    let stepped = ground
        .write(move |tx| {
            // The first two of these may be there when the third is refused.
            let refused = tx.add_records(base, TABLE, &records(1..=5));
            Ok(refused.is_err())
        })
        .await;
    refused!(stepped, StoreError::Engine { .. });
    same!(ground.dump().await?, before);
    Ok(())
}

pub(super) async fn an_undone_write_does_not_touch_its_neighbours(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    // Handed in at once, so that an engine that groups writes has them in one group.
    let writes = (1..=200u64).map(|n| {
        ground.store.write(Box::new(move |tx| {
            tx.add_records(base, TABLE, &records([n]))
                .map_err(|_| Undo)?;
            tx.add_user(&NewUser {
                email: "same".to_owned(),
                ..user(n)
            })
            .map_err(|_| Undo)?;
            if n < 100 { Err(Undo) } else { Ok(()) }
        }))
    });
    let outcomes = join_all(writes)
        .await
        .into_iter()
        .collect::<Result<Vec<_>>>()?;
    // The first that is kept has the e-mail; all later ones are refused.
    holds!((1..).zip(outcomes).all(|(n, kept)| kept == (n == 100)));
    let found = ground
        .read(move |read| read.page(base, TABLE, None, 999))
        .await?;
    same!(numbers(&found), [100]);
    let found = ground
        .read(|read| read.user(UserKey::Email("same")))
        .await?;
    same!(found.map(|found| found.id), Some(user(100).id));
    Ok(())
}

pub(super) async fn a_reader_sees_one_state(ground: Ground) -> Outcome {
    one_state(ground, Cost::Short).await
}

pub(super) async fn a_long_reader_sees_one_state(ground: Ground) -> Outcome {
    one_state(ground, Cost::Long).await
}

pub(super) async fn a_single_call_sees_one_state(ground: Ground) -> Outcome {
    const ROUNDS: i64 = 200;
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    ground
        .write(move |tx| tx.add_records(base, TABLE, &records(1..=20)))
        .await?;
    let store = ground.store.clone();
    let writer = tokio::spawn(async move {
        for n in 2..ROUNDS {
            let write = move |tx: &mut dyn crate::Tx| {
                // As many tables as the version, and all records the same.
                if n % 10 == 0 {
                    tx.put_table(base, &table(n))?;
                }
                let doc = format!("{{\"2\":{n}}}");
                (1..=20).try_for_each(|n| tx.put_record(base, TABLE, &head(n), &doc))
            };
            store.run_write::<_, StoreError, _>(write).await?;
        }
        Ok::<_, StoreError>(())
    });
    let store = ground.store.clone();
    let mut changed = false;
    while !writer.is_finished() {
        let read = move |read: &dyn crate::Read| read.schema(base_id(1), base);
        let schema = store.run_read::<_, StoreError, _>(Cost::One, read).await?;
        same!(schema.tables.len() as i64, schema.version);
        for _ in 0..20 {
            let read = move |read: &dyn crate::Read| {
                let ids: Vec<_> = (1..=20).map(record_id).collect();
                read.records(base, TABLE, &ids)
            };
            let all = store.run_read::<_, StoreError, _>(Cost::One, read).await?;
            let mut docs: Vec<_> = all.iter().map(|record| record.doc).collect();
            docs.dedup();
            // They differ until the first write.
            holds!(docs.len() == if changed { 1 } else { docs.len() });
            changed |= docs.len() == 1;
        }
        // Nothing above waits, and the writer may be meant for this thread.
        tokio::task::yield_now().await;
    }
    writer.await.map_err(|error| Failure(error.to_string()))??;
    holds!(changed);
    Ok(())
}

/// A reader looks, waits for writes to be answered, and looks again.
async fn one_state(ground: Ground, cost: Cost) -> Outcome {
    const PATIENCE: Duration = Duration::from_secs(30);
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    ground
        .write(move |tx| tx.add_records(base, TABLE, &records(1..=3)))
        .await?;
    let (looked, first_look) = mpsc::channel();
    let (go_on, wrote) = mpsc::channel();
    let store = ground.store.clone();
    // On a thread of its own, for a short read holds up the thread it is on.
    let runtime = tokio::runtime::Handle::current();
    let reading = std::thread::spawn(move || {
        runtime.block_on(store.run_read(cost, move |read| {
            let before = numbers(&read.page(base, TABLE, None, 99)?);
            let _ = looked.send(());
            let waited = wrote.recv_timeout(PATIENCE).is_ok();
            let after = numbers(&read.page(base, TABLE, None, 99)?);
            let count = read.count(base, TABLE)?;
            Ok::<_, StoreError>((
                before,
                waited,
                after,
                count,
                read.changes(base, 0, 99)?.len(),
            ))
        }))
    });
    let ready = tokio::task::spawn_blocking(move || first_look.recv_timeout(PATIENCE)).await;
    holds!(matches!(ready, Ok(Ok(()))));
    for n in 4..=6 {
        ground
            .write(move |tx| {
                tx.add_records(base, TABLE, &records([n]))?;
                tx.delete_record(base, TABLE, record_id(n - 3))?;
                tx.add_change(base, &change(n as i64))
            })
            .await?;
    }
    let _ = go_on.send(());
    let seen = tokio::task::spawn_blocking(move || reading.join()).await;
    let Ok(Ok(seen)) = seen else {
        return Err(Failure("the reader broke".to_owned()));
    };
    same!(seen?, (vec![1, 2, 3], true, vec![1, 2, 3], 3, 0));
    let now = ground
        .read(move |read| read.page(base, TABLE, None, 99))
        .await?;
    same!(numbers(&now), [4, 5, 6]);
    Ok(())
}

pub(super) async fn what_was_answered_is_seen(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let store = ground.store.clone();
    let tasks = (0..8u64).map(|task| {
        let store = store.clone();
        tokio::spawn(async move {
            for n in 0..30 {
                let id = task * 100 + n;
                let write =
                    move |tx: &mut dyn crate::Tx| tx.add_records(base, TABLE, &records([id]));
                store.run_write::<_, StoreError, _>(write).await?;
                let cost = if n % 10 == 0 { Cost::Long } else { Cost::Short };
                let read = move |read: &dyn crate::Read| read.record(base, TABLE, record_id(id));
                if store
                    .run_read::<_, StoreError, _>(cost, read)
                    .await?
                    .is_empty()
                {
                    return Ok(false);
                }
            }
            Ok::<_, StoreError>(true)
        })
    });
    for task in join_all(tasks).await {
        holds!(task.map_err(|error| Failure(error.to_string()))??);
    }
    Ok(())
}

pub(super) async fn writes_are_done_in_the_order_they_were_handed_in(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let writes: Vec<_> = (1..=300)
        .map(|n| {
            ground.store.write(Box::new(move |tx| {
                tx.add_change(base, &change(n)).map(drop).map_err(|_| Undo)
            }))
        })
        .collect();
    for outcome in join_all(writes).await {
        holds!(outcome?);
    }
    let changes = ground.read(move |read| read.changes(base, 0, 999)).await?;
    holds!(
        changes
            .iter()
            .map(|c| (c.seq, c.at))
            .eq((1..=300).map(|n| (n, change(n).at)))
    );
    Ok(())
}

pub(super) async fn a_dropped_future_keeps_the_write(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    for n in 1..=50 {
        let write = ground.store.write(Box::new(move |tx| {
            tx.add_records(base, TABLE, &records([n])).map_err(|_| Undo)
        }));
        drop(write);
    }
    // Those before it on the queue are done when it is.
    ground.write(|tx| tx.put_setting("last", "1")).await?;
    let found = ground
        .read(move |read| read.page(base, TABLE, None, 999))
        .await?;
    same!(numbers(&found), (1..=50).collect::<Vec<_>>());
    Ok(())
}
