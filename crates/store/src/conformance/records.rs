//! Records.

use basekey_model::id::RecordId;
use basekey_model::schema::{BaseNo, TableNo, UserNo};

use super::samples::{
    add_base, at, deleted_table, doc, head, listed, numbers, record_id, records, table,
};
use super::{Ground, Outcome, holds, refused, same};
use crate::error::{Result, StoreError};
use crate::rows::{RecordHead, Records};

const TABLE: TableNo = TableNo(1);

/// A base with records of these numbers in its first table.
async fn with(ground: &Ground, stored: impl IntoIterator<Item = u64>) -> Result<BaseNo> {
    let stored = records(stored);
    ground
        .write(move |tx| {
            let base = add_base(tx, 1)?;
            tx.add_records(base, TABLE, &stored)?;
            Ok(base)
        })
        .await
}

pub(super) async fn records_come_back_as_they_were(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=3).await?;
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    same!(listed(&all), listed(&records(1..=3)));
    let one = ground
        .read(move |read| read.record(base, TABLE, record_id(2)))
        .await?;
    same!(listed(&one), listed(&records([2])));
    Ok(())
}

pub(super) async fn missing_records_are_left_out(ground: Ground) -> Outcome {
    let base = with(&ground, [1, 3]).await?;
    let found = ground
        .read(move |read| {
            let ids = [9, 3, 2, 1].map(record_id);
            Ok((
                numbers(&read.records(base, TABLE, &ids)?),
                read.record(base, TABLE, record_id(2))?.len(),
                read.record(base, TableNo(2), record_id(1))?.len(),
                read.records(base, TABLE, &[])?.len(),
            ))
        })
        .await?;
    same!(found, (vec![3, 1], 0, 0, 0));
    Ok(())
}

pub(super) async fn records_come_in_the_order_asked(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=200).await?;
    let ids: Vec<_> = (1..=200).rev().chain([7, 7]).map(record_id).collect();
    let found = ground
        .read(move |read| read.records(base, TABLE, &ids))
        .await?;
    same!(
        numbers(&found),
        (1..=200).rev().chain([7, 7]).collect::<Vec<_>>()
    );
    Ok(())
}

pub(super) async fn pages_follow_each_other(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=250).await?;
    let mut after = None;
    let mut sizes = Vec::new();
    let mut all = Vec::new();
    loop {
        let page = ground
            .read(move |read| read.page(base, TABLE, after, 100))
            .await?;
        sizes.push(page.len());
        all.extend(numbers(&page));
        match page.iter().last() {
            Some(last) => after = Some(last.head.id),
            None => break,
        }
    }
    same!(sizes, [100, 100, 50, 0]);
    same!(all, (1..=250).collect::<Vec<_>>());
    let none = ground
        .read(move |read| read.page(base, TABLE, None, 0))
        .await?;
    holds!(none.is_empty());
    let most = ground
        .read(move |read| read.page(base, TABLE, None, usize::MAX))
        .await?;
    same!(most.len(), 250);
    Ok(())
}

pub(super) async fn pages_are_in_order_of_id(ground: Ground) -> Outcome {
    // Digits before capitals before small letters, as their bytes are.
    let tails = [
        "a0000000000000",
        "Z0000000000000",
        "00000000000000",
        "z0000000000000",
    ];
    let ids: Vec<_> = tails
        .iter()
        .filter_map(|tail| RecordId::from_tail(tail))
        .collect();
    let mut stored = Records::default();
    for id in &ids {
        stored.push(RecordHead { id: *id, ..head(1) }, "{}");
    }
    let base = with(&ground, [5]).await?;
    ground
        .write(move |tx| tx.add_records(base, TABLE, &stored))
        .await?;
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    let found: Vec<_> = all.iter().map(|record| record.head.id).collect();
    same!(found, [ids[2], record_id(5), ids[1], ids[0], ids[3]]);
    let after = ids[1];
    let rest = ground
        .read(move |read| read.page(base, TABLE, Some(after), 10))
        .await?;
    same!(rest.len(), 2);
    Ok(())
}

pub(super) async fn a_page_goes_on_after_a_deleted_record(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=6).await?;
    ground
        .write(move |tx| {
            tx.delete_record(base, TABLE, record_id(3))?;
            tx.delete_record(base, TABLE, record_id(4))
        })
        .await?;
    let page = ground
        .read(move |read| read.page(base, TABLE, Some(record_id(3)), 2))
        .await?;
    same!(numbers(&page), [5, 6]);
    Ok(())
}

pub(super) async fn a_record_is_replaced_but_not_its_making(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=3).await?;
    let new = RecordHead {
        id: record_id(2),
        created: at(777),
        created_by: UserNo(77),
        modified: at(99),
        modified_by: UserNo(9),
    };
    ground
        .write(move |tx| tx.put_record(base, TABLE, &new, "{\"1\":\"new\"}"))
        .await?;
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    let mut wanted = listed(&records(1..=3));
    wanted[1].0.modified = at(99);
    wanted[1].0.modified_by = UserNo(9);
    wanted[1].1 = String::from("{\"1\":\"new\"}");
    same!(listed(&all), wanted);
    Ok(())
}

pub(super) async fn a_missing_record_is_not_replaced(ground: Ground) -> Outcome {
    let base = with(&ground, [1]).await?;
    let put = ground
        .write(move |tx| tx.put_record(base, TABLE, &head(2), "{}"))
        .await;
    refused!(put, StoreError::Engine { .. });
    let elsewhere = ground
        .write(move |tx| tx.put_record(base, TableNo(2), &head(1), "{}"))
        .await;
    refused!(elsewhere, StoreError::Engine { .. });
    same!(ground.read(move |read| read.count(base, TABLE)).await?, 1);
    Ok(())
}

pub(super) async fn a_record_is_deleted_once(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=3).await?;
    holds!(
        !ground
            .write(move |tx| tx.delete_record(base, TableNo(2), record_id(2)))
            .await?
    );
    holds!(
        ground
            .write(move |tx| tx.delete_record(base, TABLE, record_id(2)))
            .await?
    );
    holds!(
        !ground
            .write(move |tx| tx.delete_record(base, TABLE, record_id(2)))
            .await?
    );
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    same!(numbers(&all), [1, 3]);
    // It can be brought back under its id.
    ground
        .write(move |tx| tx.add_records(base, TABLE, &records([2])))
        .await?;
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    same!(listed(&all), listed(&records(1..=3)));
    Ok(())
}

pub(super) async fn record_ids_are_unique_in_a_table(ground: Ground) -> Outcome {
    let base = with(&ground, [3]).await?;
    let again = ground
        .write(move |tx| tx.add_records(base, TABLE, &records(1..=5)))
        .await;
    refused!(again, StoreError::Duplicate { .. });
    // Nothing of the refused write is there, nor is the old record another.
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    same!(listed(&all), listed(&records([3])));
    Ok(())
}

pub(super) async fn a_records_table_is_found(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=3).await?;
    ground
        .write(move |tx| {
            tx.put_table(base, &table(2))?;
            tx.put_table(base, &table(3))?;
            tx.add_records(base, TableNo(3), &records([7]))
        })
        .await?;
    let found = ground
        .read(move |read| {
            Ok([
                read.table_of(base, record_id(2))?,
                read.table_of(base, record_id(7))?,
                read.table_of(base, record_id(9))?,
                read.table_of(BaseNo(base.0 + 1), record_id(2))?,
            ])
        })
        .await?;
    same!(found, [Some(TableNo(1)), Some(TableNo(3)), None, None]);
    Ok(())
}

pub(super) async fn records_of_a_deleted_table_stay(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=2).await?;
    let other = TableNo(2);
    ground
        .write(move |tx| {
            tx.put_table(base, &table(2))?;
            tx.add_records(base, other, &records(3..=5))
        })
        .await?;
    ground
        .write(move |tx| tx.put_table(base, &deleted_table(2)))
        .await?;
    let look = move |read: &dyn crate::iface::Read| {
        Ok((
            listed(&read.page(base, other, None, 10)?),
            read.count(base, other)?,
            read.last_id(base, other)?,
            // Whoever asks must look whether the table is deleted.
            read.table_of(base, record_id(4))?,
        ))
    };
    let all = listed(&records(3..=5));
    let wanted = (all, 3, Some(record_id(5)), Some(other));
    same!(ground.read(look).await?, wanted);
    // They are written, too: links are kept in step.
    ground
        .write(move |tx| tx.put_record(base, other, &head(3), &doc(3)))
        .await?;
    same!(ground.read(look).await?, wanted);
    ground
        .write(move |tx| {
            tx.delete_some(base, other, 10)?;
            tx.remove_table(base, other)
        })
        .await?;
    same!(ground.read(look).await?, (vec![], 0, None, None));
    Ok(())
}

pub(super) async fn some_records_of_a_table_are_deleted(ground: Ground) -> Outcome {
    let base = with(&ground, 1..=7).await?;
    ground
        .write(move |tx| {
            tx.put_table(base, &table(2))?;
            tx.add_records(base, TableNo(2), &records(4..=8))
        })
        .await?;
    let mut deleted = Vec::new();
    let mut left = Vec::new();
    for limit in [3, 0, 3, 3, usize::MAX] {
        deleted.push(
            ground
                .write(move |tx| tx.delete_some(base, TABLE, limit))
                .await?,
        );
        let rest = ground
            .read(move |read| read.page(base, TABLE, None, 10))
            .await?;
        left.push(numbers(&rest));
    }
    same!(deleted, [3, 0, 3, 1, 0]);
    let wanted: [&[u64]; 5] = [&[4, 5, 6, 7], &[4, 5, 6, 7], &[7], &[], &[]];
    same!(left, wanted);
    let other = ground
        .read(move |read| read.page(base, TableNo(2), None, 10))
        .await?;
    same!(listed(&other), listed(&records(4..=8)));
    let none = ground
        .write(move |tx| tx.delete_some(BaseNo(base.0 + 1), TABLE, 5))
        .await?;
    same!(none, 0);
    Ok(())
}

pub(super) async fn count_and_last_id_follow(ground: Ground) -> Outcome {
    let base = with(&ground, []).await?;
    let look = move |read: &dyn crate::iface::Read| {
        Ok((read.count(base, TABLE)?, read.last_id(base, TABLE)?))
    };
    same!(ground.read(look).await?, (0, None));
    ground
        .write(move |tx| tx.add_records(base, TABLE, &records([2, 9, 4])))
        .await?;
    same!(ground.read(look).await?, (3, Some(record_id(9))));
    ground
        .write(move |tx| tx.delete_record(base, TABLE, record_id(9)))
        .await?;
    same!(ground.read(look).await?, (2, Some(record_id(4))));
    same!(
        ground
            .read(move |read| read.count(base, TableNo(2)))
            .await?,
        0
    );
    Ok(())
}

pub(super) async fn large_documents_are_kept(ground: Ground) -> Outcome {
    let base = with(&ground, [2]).await?;
    let large = format!("{{\"1\":\"{}\"}}", "ä".repeat(500_000));
    let mut stored = Records::default();
    stored.push(head(1), &large);
    stored.push(head(3), "{}");
    ground
        .write(move |tx| tx.add_records(base, TABLE, &stored))
        .await?;
    let all = ground
        .read(move |read| read.page(base, TABLE, None, 10))
        .await?;
    let docs: Vec<_> = all.iter().map(|record| record.doc.to_owned()).collect();
    holds!(docs == [large, doc(2), "{}".to_owned()]);
    Ok(())
}
