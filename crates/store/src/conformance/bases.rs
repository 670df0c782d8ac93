//! Tables, counters, imports, and that bases are apart.

use basekey_model::schema::{BaseNo, TableNo};

use super::samples::{
    add_base, at, base_id, change, deleted_table, import, numbers, record_id, records, table,
    workspace,
};
use super::{Ground, Outcome, holds, refused, same};
use crate::error::StoreError;
use crate::rows::Import;

pub(super) async fn a_new_base_has_no_tables(ground: Ground) -> Outcome {
    let no = ground
        .write(|tx| tx.add_base(base_id(1), workspace(1).id, "One", at(1)))
        .await?;
    let schema = ground.read(move |read| read.schema(base_id(1), no)).await?;
    same!(
        (schema.base, schema.no, schema.version),
        (base_id(1), no, 0)
    );
    holds!(schema.tables.is_empty() && schema.deleted.is_empty());
    same!(schema.next_table, TableNo(1));
    Ok(())
}

pub(super) async fn tables_come_in_order(ground: Ground) -> Outcome {
    let no = ground
        .write(|tx| {
            let no = tx.add_base(base_id(1), workspace(1).id, "One", at(1))?;
            for n in [2, 1, 10] {
                tx.put_table(no, &table(n))?;
            }
            Ok(no)
        })
        .await?;
    let schema = ground.read(move |read| read.schema(base_id(1), no)).await?;
    same!(schema.tables, [table(1), table(2), table(10)]);
    Ok(())
}

pub(super) async fn every_stored_table_counts_the_version(ground: Ground) -> Outcome {
    let (first, second) = ground
        .write(|tx| {
            let first = tx.add_base(base_id(1), workspace(1).id, "One", at(1))?;
            let second = tx.add_base(base_id(2), workspace(1).id, "Two", at(1))?;
            tx.put_table(first, &table(1))?;
            tx.put_table(first, &table(2))?;
            Ok((first, second))
        })
        .await?;
    same!(
        ground.read(move |read| read.schema_version(first)).await?,
        2
    );
    same!(
        ground.read(move |read| read.schema_version(second)).await?,
        0
    );
    let mut renamed = table(1);
    renamed.name = String::from("Renamed");
    let put = renamed.clone();
    ground.write(move |tx| tx.put_table(first, &put)).await?;
    let schema = ground
        .read(move |read| read.schema(base_id(1), first))
        .await?;
    same!(schema.version, 3);
    same!(schema.tables, [renamed, table(2)]);
    Ok(())
}

pub(super) async fn a_table_needs_a_base(ground: Ground) -> Outcome {
    let stored = ground.write(|tx| tx.put_table(BaseNo(9), &table(1))).await;
    refused!(stored, StoreError::Engine { .. });
    Ok(())
}

pub(super) async fn deleted_tables_come_apart(ground: Ground) -> Outcome {
    let no = ground
        .write(|tx| {
            let no = tx.add_base(base_id(1), workspace(1).id, "One", at(1))?;
            for n in [4, 1, 3] {
                tx.put_table(no, &table(n))?;
            }
            for n in [3, 2, 9] {
                tx.put_table(no, &deleted_table(n))?;
            }
            Ok(no)
        })
        .await?;
    let look = move |read: &dyn crate::iface::Read| read.schema(base_id(1), no);
    let schema = ground.read(look).await?;
    same!(schema.tables, [table(1), table(4)]);
    same!(schema.deleted, [2, 3, 9].map(deleted_table));
    same!((schema.version, schema.next_table), (6, TableNo(10)));
    // Restoring is storing it without the mark.
    ground.write(move |tx| tx.put_table(no, &table(3))).await?;
    let schema = ground.read(look).await?;
    same!(schema.tables, [table(1), table(3), table(4)]);
    same!(schema.deleted, [2, 9].map(deleted_table));
    Ok(())
}

pub(super) async fn a_removed_tables_number_is_not_given_again(mut ground: Ground) -> Outcome {
    let (first, second) = ground
        .write(|tx| Ok((add_base(tx, 1)?, add_base(tx, 2)?)))
        .await?;
    let look = move |read: &dyn crate::iface::Read| {
        let schema = read.schema(base_id(1), first)?;
        let numbers: Vec<_> = schema.tables.iter().map(|table| table.no.0).collect();
        Ok((numbers, schema.version, schema.next_table.0))
    };
    ground
        .write(move |tx| {
            for n in 2..=5 {
                tx.put_table(first, &table(n))?;
            }
            tx.put_table(first, &deleted_table(6))?;
            // The greatest number first, then smaller ones, which move nothing.
            tx.remove_table(first, TableNo(6))?;
            tx.remove_table(first, TableNo(2))?;
            tx.remove_table(first, TableNo(5))
        })
        .await?;
    same!(ground.read(look).await?, (vec![1, 3, 4], 9, 7));
    ground.reopen().await?;
    same!(ground.read(look).await?, (vec![1, 3, 4], 9, 7));
    // An undone removal moves nothing, and all may go but the counting.
    let undone = ground.write(move |tx| {
        tx.put_table(first, &table(8))?;
        tx.remove_table(first, TableNo(8))?;
        Err::<(), _>(StoreError::Closed)
    });
    refused!(undone.await, StoreError::Closed);
    ground
        .write(move |tx| {
            for n in [1, 3, 4] {
                tx.remove_table(first, TableNo(n))?;
            }
            Ok(())
        })
        .await?;
    same!(ground.read(look).await?, (vec![], 12, 7));
    let other = ground
        .read(move |read| read.schema(base_id(2), second))
        .await?;
    same!((other.version, other.next_table), (1, TableNo(2)));
    Ok(())
}

pub(super) async fn a_table_with_records_is_not_removed(ground: Ground) -> Outcome {
    let base = ground
        .write(|tx| {
            let base = add_base(tx, 1)?;
            tx.put_table(base, &deleted_table(2))?;
            tx.add_records(base, TableNo(2), &records(1..=1))?;
            Ok(base)
        })
        .await?;
    let removed = ground
        .write(move |tx| tx.remove_table(base, TableNo(2)))
        .await;
    refused!(removed, StoreError::Engine { .. });
    let schema = ground
        .read(move |read| read.schema(base_id(1), base))
        .await?;
    same!((schema.deleted.len(), schema.version), (1, 2));
    // In one write, since a closure sees what it did itself.
    ground
        .write(move |tx| {
            tx.delete_some(base, TableNo(2), 10)?;
            tx.remove_table(base, TableNo(2))
        })
        .await?;
    let schema = ground
        .read(move |read| read.schema(base_id(1), base))
        .await?;
    same!((schema.deleted.len(), schema.version), (0, 3));
    Ok(())
}

pub(super) async fn a_missing_table_is_not_removed(ground: Ground) -> Outcome {
    let base = ground.write(|tx| add_base(tx, 1)).await?;
    for (base, table) in [(base, TableNo(2)), (BaseNo(base.0 + 1), TableNo(1))] {
        let removed = ground.write(move |tx| tx.remove_table(base, table)).await;
        refused!(removed, StoreError::Engine { .. });
    }
    let schema = ground
        .read(move |read| read.schema(base_id(1), base))
        .await?;
    same!(
        (schema.tables.len(), schema.version, schema.next_table),
        (1, 1, TableNo(2))
    );
    Ok(())
}

pub(super) async fn counters_begin_at_one(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            tx.set_counter(BaseNo(1), "a", 5)?;
            tx.set_counter(BaseNo(1), "a", 9)?;
            tx.set_counter(BaseNo(2), "b", i64::MAX)
        })
        .await?;
    let found = ground
        .read(|read| {
            Ok([
                read.counter(BaseNo(1), "a")?,
                read.counter(BaseNo(1), "b")?,
                read.counter(BaseNo(2), "a")?,
                read.counter(BaseNo(2), "b")?,
            ])
        })
        .await?;
    same!(found, [9, 1, 1, i64::MAX]);
    Ok(())
}

pub(super) async fn imports_are_open_until_finished(ground: Ground) -> Outcome {
    let base = BaseNo(1);
    ground
        .write(move |tx| {
            tx.put_import(&import(1, base, "one"))?;
            tx.put_import(&import(2, base, "two"))?;
            tx.put_import(&import(3, BaseNo(2), "one"))
        })
        .await?;
    let open = ground
        .read(move |read| read.open_import(base, "one"))
        .await?;
    same!(open, Some(import(1, base, "one")));
    let moved = Import {
        done: 500,
        ..import(1, base, "one")
    };
    let put = moved.clone();
    ground.write(move |tx| tx.put_import(&put)).await?;
    same!(
        ground
            .read(move |read| read.open_import(base, "one"))
            .await?,
        Some(moved.clone())
    );
    let finished = Import {
        finished: Some(at(9)),
        ..moved
    };
    let put = finished.clone();
    ground.write(move |tx| tx.put_import(&put)).await?;
    same!(
        ground
            .read(move |read| read.open_import(base, "one"))
            .await?,
        None
    );
    same!(
        ground
            .read(move |read| read.import(import(1, base, "").id))
            .await?,
        Some(finished)
    );
    same!(
        ground
            .read(move |read| read.import(import(9, base, "").id))
            .await?,
        None
    );
    let other = ground
        .read(|read| read.open_import(BaseNo(2), "one"))
        .await?;
    same!(other, Some(import(3, BaseNo(2), "one")));
    Ok(())
}

pub(super) async fn bases_do_not_see_each_other(ground: Ground) -> Outcome {
    let table_no = TableNo(1);
    let (first, second) = ground
        .write(move |tx| {
            let (first, second) = (add_base(tx, 1)?, add_base(tx, 2)?);
            tx.add_records(first, table_no, &records(1..=3))?;
            // The same id may be in another base.
            tx.add_records(second, table_no, &records(3..=4))?;
            tx.put_table(second, &table(2))?;
            tx.add_change(first, &change(1))?;
            tx.add_change(first, &change(2))?;
            tx.add_change(second, &change(3))?;
            tx.delete_record(second, table_no, record_id(3))?;
            Ok((first, second))
        })
        .await?;
    let of = move |base| {
        move |read: &dyn crate::iface::Read| {
            Ok((
                numbers(&read.page(base, table_no, None, 10)?),
                read.schema(base_id(1), base)?.tables.len(),
                read.changes(base, 0, 10)?.len(),
                read.table_of(base, record_id(3))?,
                read.last_id(base, table_no)?,
            ))
        }
    };
    let wanted = (vec![1, 2, 3], 1, 2, Some(table_no), Some(record_id(3)));
    same!(ground.read(of(first)).await?, wanted);
    same!(
        ground.read(of(second)).await?,
        (vec![4], 2, 1, None, Some(record_id(4)))
    );
    Ok(())
}
