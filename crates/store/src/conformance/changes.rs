//! The change log.

use std::sync::Arc;

use basekey_model::change::{
    Change, ChangeItem, ChangeSource, DeletedRecord, LinkEdit, RecordEdit, TableLabel,
};
use basekey_model::id::RecordIds;
use basekey_model::schema::{BaseNo, DateDependency, Rescheduling, TableNo, UserNo};
use basekey_model::testing::Fixed;
use futures_util::future::join_all;
use parking_lot::Mutex;

use super::samples::{
    add_base, at, change, deleted_table, doc, head, raw, record_id, table, token_id,
};
use super::{Failure, Ground, Outcome, holds, same};
use crate::error::{Result, StoreError};
use crate::rows::{RecordHead, Records};

/// The numbers and moments of a base's changes.
async fn logged(ground: &Ground, base: BaseNo) -> Result<Vec<(i64, i64)>> {
    let changes = ground
        .read(move |read| read.changes(base, 0, usize::MAX))
        .await?;
    Ok(changes
        .iter()
        .map(|change| (change.seq, change.at.0 - at(0).0))
        .collect())
}

pub(super) async fn numbers_begin_at_one_in_each_base(ground: Ground) -> Outcome {
    let (first, second) = ground
        .write(|tx| Ok((add_base(tx, 1)?, add_base(tx, 2)?)))
        .await?;
    let mut given = Vec::new();
    for n in 0..6 {
        let base = if n % 3 == 0 { second } else { first };
        given.push(
            ground
                .write(move |tx| tx.add_change(base, &change(n)))
                .await?,
        );
    }
    same!(given, [1, 1, 2, 2, 3, 4]);
    same!(
        logged(&ground, first).await?,
        [(1, 1), (2, 2), (3, 4), (4, 5)]
    );
    same!(logged(&ground, second).await?, [(1, 0), (2, 3)]);
    Ok(())
}

/// One change with every kind of item.
fn everything() -> std::result::Result<Change, Failure> {
    let t = table(2);
    let field = Box::new(t.fields[0].clone());
    let mut view = Box::new(t.views[0].clone());
    view.settings.hidden.insert(field.id);
    let label = TableLabel::from(&t);
    let no = TableNo(2);
    Ok(Change {
        user: Some(UserNo(4)),
        token: Some(token_id(3)),
        source: ChangeSource::Import,
        what: vec![
            ChangeItem::BaseCreated {
                name: "Ünder".to_owned(),
            },
            ChangeItem::BaseRenamed {
                before: "a".to_owned(),
                after: "b".to_owned(),
            },
            ChangeItem::TableCreated { table: Box::new(t) },
            ChangeItem::TableUpdated {
                table: no,
                before: label.clone(),
                after: label,
            },
            ChangeItem::FieldCreated {
                table: no,
                field: field.clone(),
            },
            ChangeItem::FieldUpdated {
                table: no,
                before: field.clone(),
                after: field.clone(),
            },
            ChangeItem::FieldDeleted {
                table: no,
                field: field.clone(),
            },
            ChangeItem::FieldRestored {
                table: no,
                field: field.clone(),
            },
            ChangeItem::FieldPurged {
                table: no,
                key: field.key,
            },
            ChangeItem::ViewCreated {
                table: no,
                view: view.clone(),
            },
            ChangeItem::ViewUpdated {
                table: no,
                before: view.clone(),
                after: view.clone(),
            },
            ChangeItem::ViewDeleted { table: no, view },
            ChangeItem::DateDependencyUpdated {
                table: no,
                before: None,
                after: Some(Box::new(DateDependency {
                    enabled: true,
                    start: field.id,
                    end: field.id,
                    duration: field.id,
                    predecessor: Some(field.id),
                    rescheduling: Rescheduling::Fixed,
                    skips_holidays: true,
                    holidays: vec!["2026-12-25".to_owned()],
                    forward_only: false,
                })),
            },
            ChangeItem::TableDeleted { table: no },
            ChangeItem::TableRestored {
                table: Box::new(deleted_table(2)),
            },
            ChangeItem::TablePurged { table: no },
            ChangeItem::LinksFollowed {
                table: no,
                key: field.key,
                records: vec![LinkEdit {
                    id: record_id(1),
                    removed: vec![(0, record_id(3)), (7, record_id(4))],
                    added: vec![record_id(5)],
                }],
            },
            ChangeItem::RecordsCreated {
                table: no,
                records: vec![(record_id(1), raw(&doc(1))?), (record_id(2), raw("{}")?)],
            },
            ChangeItem::RecordsUpdated {
                table: no,
                records: vec![RecordEdit {
                    id: record_id(1),
                    before: raw("{\"1\":null}")?,
                    after: raw(&doc(3))?,
                }],
            },
            ChangeItem::RecordsDeleted {
                table: no,
                records: vec![DeletedRecord {
                    id: record_id(1),
                    doc: raw(&doc(1))?,
                    created: at(1),
                    created_by: UserNo(1),
                    modified: at(2),
                    modified_by: UserNo(2),
                }],
            },
        ],
        ..change(1)
    })
}

pub(super) async fn every_kind_of_change_comes_back(ground: Ground) -> Outcome {
    let stored = everything()?;
    let plain = Change {
        user: None,
        source: ChangeSource::System,
        what: vec![],
        ..change(2)
    };
    let wanted = [
        Change {
            seq: 1,
            ..stored.clone()
        },
        Change {
            seq: 2,
            ..plain.clone()
        },
    ];
    let base = ground
        .write(move |tx| {
            let base = add_base(tx, 1)?;
            tx.add_change(base, &stored)?;
            tx.add_change(base, &plain)?;
            Ok(base)
        })
        .await?;
    same!(
        ground.read(move |read| read.changes(base, 0, 10)).await?,
        wanted
    );
    Ok(())
}

pub(super) async fn changes_are_paged(ground: Ground) -> Outcome {
    let base = ground
        .write(|tx| {
            let base = add_base(tx, 1)?;
            // Neighbours, whose changes must not be met.
            let (before, after) = (BaseNo(base.0 - 1), BaseNo(base.0 + 1));
            for n in 1..=7 {
                tx.add_change(base, &change(n))?;
                tx.add_change(before, &change(100))?;
                tx.add_change(after, &change(200))?;
            }
            Ok(base)
        })
        .await?;
    let page = |after, limit| {
        ground.read(move |read| {
            let changes = read.changes(base, after, limit)?;
            Ok(changes
                .iter()
                .map(|change| (change.seq, change.at))
                .collect::<Vec<_>>())
        })
    };
    same!(page(0, 3).await?, [1, 2, 3].map(|n| (n, at(n))));
    same!(page(3, 3).await?, [4, 5, 6].map(|n| (n, at(n))));
    same!(page(6, 3).await?, [(7, at(7))]);
    same!(page(7, 3).await?, []);
    same!(page(-5, 1).await?, [(1, at(1))]);
    Ok(())
}

pub(super) async fn an_undone_change_leaves_no_gap(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let fail = || StoreError::Duplicate { what: "nothing" };
    for n in 1..=9 {
        let done = ground.write(move |tx| {
            // Two at once, and in a base that was not yet touched.
            let seq = tx.add_change(base, &change(n))?;
            tx.add_change(base, &change(n))?;
            tx.add_change(BaseNo(base.0 + n), &change(n))?;
            if n % 3 == 0 { Ok(seq) } else { Err(fail()) }
        });
        let done = done.await;
        same!(done.ok(), (n % 3 == 0).then_some(n / 3 * 2 - 1));
    }
    same!(
        logged(&ground, base).await?,
        [(1, 3), (2, 3), (3, 6), (4, 6), (5, 9), (6, 9)]
    );
    // The bases of undone writes begin at one as well.
    let first = ground
        .write(move |tx| tx.add_change(BaseNo(base.0 + 1), &change(1)))
        .await?;
    same!(first, 1);
    Ok(())
}

pub(super) async fn many_writers_leave_no_gap(ground: Ground) -> Outcome {
    const WRITERS: i64 = 16;
    const EACH: i64 = 40;
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    let ids = Arc::new(Mutex::new(RecordIds::default()));
    let store = ground.store.clone();
    let writers = (0..WRITERS).map(|writer| {
        let (store, ids) = (store.clone(), ids.clone());
        tokio::spawn(async move {
            let mut kept = Vec::new();
            for n in 0..EACH {
                let ids = ids.clone();
                let wrote: Result<i64> = crate::StoreExt::run_write(&*store, move |tx| {
                    let entropy = Fixed::new((writer * EACH + n) as u64);
                    let id = ids.lock().next(at(0), &entropy);
                    let mut records = Records::default();
                    records.push(RecordHead { id, ..head(1) }, "{}");
                    tx.add_records(base, TableNo(1), &records)?;
                    let seq = tx.add_change(base, &change(writer * EACH + n))?;
                    // Every fifth write takes all of it back.
                    if n % 5 == 4 {
                        Err(StoreError::Closed)
                    } else {
                        Ok(seq)
                    }
                })
                .await;
                match wrote {
                    Ok(seq) => kept.push((seq, writer * EACH + n)),
                    Err(StoreError::Closed) if n % 5 == 4 => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(kept)
        })
    });
    let mut kept = Vec::new();
    for writer in join_all(writers).await {
        let writer = writer.map_err(|error| Failure(error.to_string()))??;
        holds!(writer.is_sorted());
        kept.extend(writer);
    }
    kept.sort_unstable();
    same!(logged(&ground, base).await?, kept);
    let wanted = WRITERS * EACH * 4 / 5;
    holds!(kept.iter().map(|(seq, _)| *seq).eq(1..=wanted));
    same!(
        ground
            .read(move |read| read.count(base, TableNo(1)))
            .await?,
        wanted
    );
    Ok(())
}

pub(super) async fn numbers_go_on_after_reopening(mut ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    for n in 1..=3 {
        ground
            .write(move |tx| tx.add_change(base, &change(n)))
            .await?;
        ground.reopen().await?;
    }
    same!(logged(&ground, base).await?, [(1, 1), (2, 2), (3, 3)]);
    Ok(())
}
