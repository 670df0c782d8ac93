//! Closing, opening, copies.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use basekey_model::schema::TableNo;
use futures_util::future::join_all;

use super::samples::{add_base, change, fill, numbers, records, user};
use super::{Failure, Ground, Outcome, dump, holds, refused, same};
use crate::error::{Result, StoreError};
use crate::iface::{Cost, StoreExt, Undo};

const TABLE: TableNo = TableNo(1);

pub(super) async fn reopening_keeps_all(mut ground: Ground) -> Outcome {
    ground.write(fill).await?;
    let before = ground.dump().await?;
    // So that equal does not mean equally empty.
    holds!(before.len() > 2000);
    ground.reopen().await?;
    same!(ground.dump().await?, before);
    ground.reopen().await?;
    ground.write(|tx| tx.add_user(&user(3))).await?;
    holds!(ground.dump().await? != before);
    Ok(())
}

pub(super) async fn closing_does_what_was_taken_on(mut ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let store = ground.store.clone();
    let writers: Vec<_> = (0..8u64)
        .map(|writer| {
            let store = store.clone();
            tokio::spawn(async move {
                for n in 1.. {
                    let id = writer * 100_000 + n;
                    let write = store.write(Box::new(move |tx| {
                        tx.add_records(base, TABLE, &records([id]))
                            .map_err(|_| Undo)
                    }));
                    match write.await {
                        Ok(_) => {}
                        Err(StoreError::Closed) => return Ok(n - 1),
                        Err(error) => return Err(error),
                    }
                }
                Ok(0)
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(30)).await;
    ground.reopen().await?;
    let mut wanted = Vec::new();
    for (writer, wrote) in (0..).zip(join_all(writers).await) {
        let wrote = wrote.map_err(|error| Failure(error.to_string()))??;
        wanted.extend((1..=wrote).map(|n| writer * 100_000 + n));
    }
    holds!(!wanted.is_empty());
    let found = ground
        .read(move |read| read.page(base, TABLE, None, usize::MAX))
        .await?;
    // Exactly what was answered: a write that was refused is not there.
    same!(numbers(&found), wanted);
    Ok(())
}

pub(super) async fn a_closed_store_refuses(ground: Ground) -> Outcome {
    ground.write(fill).await?;
    ground.store.close().await?;
    refused!(ground.read(|read| read.users()).await, StoreError::Closed);
    refused!(ground.dump().await, StoreError::Closed);
    refused!(
        ground.write(|tx| tx.add_user(&user(3))).await,
        StoreError::Closed
    );
    refused!(
        ground.store.backup(ground.engine.new_file()).await,
        StoreError::Closed
    );
    refused!(ground.store.verify().await, StoreError::Closed);
    refused!(ground.store.close().await, StoreError::Closed);
    Ok(())
}

pub(super) async fn a_backup_holds_all(ground: Ground) -> Outcome {
    ground.write(fill).await?;
    let before = ground.dump().await?;
    let file = ground.engine.new_file();
    ground.store.backup(file.clone()).await?;
    ground.write(|tx| tx.add_user(&user(3))).await?;
    let copy = ground.engine.restore(&file, ground.place + 1).await?;
    same!(copy.run_read(Cost::Long, dump::all).await?, before);
    same!(copy.verify().await?, Vec::<String>::new());
    // The copy is a store of its own.
    copy.run_write::<_, StoreError, _>(|tx| tx.put_setting("first", "null"))
        .await?;
    copy.close().await?;
    holds!(ground.dump().await? != before);
    Ok(())
}

pub(super) async fn a_backup_made_under_load_is_one_state(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let stop = Arc::new(AtomicBool::new(false));
    let (store, until) = (ground.store.clone(), stop.clone());
    let writer = tokio::spawn(async move {
        for n in 1.. {
            if until.load(Ordering::Relaxed) {
                return Ok(n - 1);
            }
            let write = move |tx: &mut dyn crate::Tx| {
                tx.add_records(base, TABLE, &records([n * 2, n * 2 + 1]))?;
                tx.add_change(base, &change(n as i64))
            };
            store.run_write::<_, StoreError, _>(write).await?;
        }
        Ok::<_, StoreError>(0)
    });
    let mut copies = Vec::new();
    for _ in 0..3 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        let file = ground.engine.new_file();
        ground.store.backup(file.clone()).await?;
        copies.push(file);
    }
    stop.store(true, Ordering::Relaxed);
    let wrote = writer.await.map_err(|error| Failure(error.to_string()))??;
    let last = copies.pop().ok_or_else(|| Failure("no copy".to_owned()))?;
    let copy = ground.engine.restore(&last, ground.place + 1).await?;
    let look = move |read: &dyn crate::Read| {
        Ok((
            read.count(base, TABLE)?,
            read.changes(base, 0, usize::MAX)?.len(),
        ))
    };
    let (records, changes): (i64, usize) =
        copy.run_read::<_, StoreError, _>(Cost::Long, look).await?;
    // Both of a write or none of it.
    same!(records, changes as i64 * 2);
    holds!(changes > 0 && changes as u64 <= wrote);
    copy.close().await?;
    Ok(())
}

pub(super) async fn a_backup_overwrites_nothing(ground: Ground) -> Outcome {
    ground.write(fill).await?;
    let file = ground.engine.new_file();
    std::fs::write(&file, "mine").map_err(|error| Failure(error.to_string()))?;
    refused!(
        ground.store.backup(file.clone()).await,
        StoreError::Duplicate { .. }
    );
    let kept = std::fs::read_to_string(&file).map_err(|error| Failure(error.to_string()))?;
    same!(kept, "mine");
    Ok(())
}

pub(super) async fn a_sound_store_has_no_problems(ground: Ground) -> Outcome {
    let problems: Result<Vec<String>> = ground.store.verify().await;
    same!(problems?, Vec::<String>::new());
    ground.write(fill).await?;
    same!(ground.store.verify().await?, Vec::<String>::new());
    Ok(())
}
