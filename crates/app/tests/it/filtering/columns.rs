//! Columns in memory: when they are made, followed and dropped.

use basekey_access::op;
use basekey_app::ListQuery;
use basekey_model::field::FieldKind;
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use super::{DOWN, UP, all_ids, by, sorted, without_columns};
use crate::base::draft;
use crate::listing::{ROWS, list};
use crate::support::{World, map};

/// As many records with numbers and texts.
async fn many(count: usize, mib: usize) -> (World, Vec<String>) {
    let limits = Limits {
        records_per_write: 20_000,
        columns_mib: mib,
        ..Limits::default()
    };
    let world = World::with(limits).await;
    make_rows(&world).await;
    let ids = world.make(ROWS, records(count)).await;
    (world, ids)
}

async fn make_rows(world: &World) {
    let more = vec![
        draft("Size", FieldKind::Number { precision: 0 }),
        draft("Notes", FieldKind::MultilineText),
    ];
    world.make_table(ROWS, more).await;
}

fn records(count: usize) -> Vec<Value> {
    (0..count)
        .map(|n| {
            let mixed = n * 7919 % 10_007;
            json!({"Name": format!("n{mixed}"), "Size": mixed % 100, "Notes": "x".repeat(mixed % 50)})
        })
        .collect()
}

async fn same(world: &World, query: &ListQuery) -> Vec<String> {
    let found = all_ids(world, &world.app, ROWS, query).await;
    let scan = without_columns(world);
    assert_eq!(found, all_ids(world, &scan, ROWS, query).await);
    assert_eq!(scan.column_use().bytes, 0);
    found
}

#[tokio::test]
async fn lists_are_answered_from_columns_once_they_are_there() {
    let (world, ids) = many(3_000, 256).await;
    let answered = || world.app.column_use().answered;
    // The first records fill the page.
    list(&world, by("Size > 50")).await.unwrap();
    assert_eq!((answered(), world.app.column_use().bytes), (0, 0));
    // They do not.
    let few = by("AND(Size = 7, LEN(Notes) = 3)");
    assert!(same(&world, &few).await.len() < 20);
    assert_eq!(answered(), 1);
    // Now they are there.
    same(&world, &few).await;
    assert_eq!(answered(), 2);
    let query = sorted(by("Size > 50"), &[("Size", DOWN), ("Name", UP)]);
    assert!(same(&world, &query).await.len() > 1_000);
    assert_eq!(answered(), 3, "the pages after the first are kept");

    world.remove(ROWS, &ids[17]).await;
    world.make(ROWS, records(3)).await;
    same(&world, &query).await;
    same(&world, &few).await;
    assert_eq!(answered(), 5);
}

#[tokio::test]
async fn there_is_no_more_in_memory_than_there_is_room_for() {
    let (world, _) = many(12_000, 1).await;
    let bytes = || world.app.column_use().bytes;
    let by_number = by("Size = 101");
    same(&world, &by_number).await;
    assert!(bytes() > 0 && bytes() < 1 << 20);
    // One more column has room only without the others.
    let by_text = by("Notes = 'none'");
    same(&world, &by_text).await;
    let by_name = by("Name = 'none'");
    same(&world, &by_name).await;
    assert!(bytes() < 1 << 20, "{}", bytes());
    // All texts and their order have none.
    let answered = world.app.column_use().answered;
    let too_much = sorted(by("FIND('xxx', Notes)"), &[("Notes", UP), ("Name", UP)]);
    for _ in 0..2 {
        same(&world, &too_much).await;
    }
    assert!(bytes() < 1 << 20, "{}", bytes());
    assert_eq!(world.app.column_use().answered, answered);
    same(&world, &by_number).await;
    assert_eq!(world.app.column_use().answered, answered + 1);
}

#[tokio::test]
async fn the_tables_used_last_keep_their_columns() {
    let (world, _) = many(6_000, 1).await;
    let query = sorted(ListQuery::default(), &[("Size", UP)]);
    let mut tables = vec![ROWS.to_owned()];
    for n in 0..3 {
        let table = format!("Other {n}");
        let size = draft("Size", FieldKind::Number { precision: 0 });
        world.make_table(&table, vec![size]).await;
        let rows = (0..6_000).map(|n| json!({"Size": n % 7})).collect();
        world.make(&table, rows).await;
        tables.push(table);
    }
    for table in tables.iter().chain(&tables) {
        let found = all_ids(&world, &world.app, table, &query).await;
        let scan = without_columns(&world);
        assert_eq!(found, all_ids(&world, &scan, table, &query).await);
        let bytes = world.app.column_use().bytes;
        assert!(bytes > 0 && bytes <= 1 << 20, "{bytes}");
    }
    assert_eq!(world.app.column_use().answered, 8);
}

#[tokio::test]
async fn a_table_of_the_same_name_has_columns_of_its_own() {
    let (world, _) = many(50, 256).await;
    let query = sorted(by("Size > 50"), &[("Size", UP)]);
    let before = same(&world, &query).await;
    world.delete_table(ROWS).await;
    make_rows(&world).await;
    assert_eq!(same(&world, &query).await, Vec::<String>::new());
    world.make(ROWS, records(10)).await;
    let found = same(&world, &query).await;
    assert!(!found.is_empty() && found.iter().all(|id| !before.contains(id)));
}

#[tokio::test]
async fn a_table_that_is_deleted_and_restored_is_read_anew() {
    let (world, ids) = many(50, 256).await;
    let query = sorted(by("Size >= 0"), &[("Size", UP)]);
    let before = same(&world, &query).await;
    let id = world.table(ROWS).await.id.to_string();
    world.delete_table(ROWS).await;
    world.restore(&id).await;
    assert_eq!(same(&world, &query).await, before);
    world.remove(ROWS, &ids[3]).await;
    assert_eq!(same(&world, &query).await.len(), 49);
}

#[tokio::test]
async fn many_deletions_and_records_leave_nothing_behind() {
    let (world, ids) = many(4_000, 256).await;
    let query = sorted(by("Size > 10"), &[("Name", DOWN)]);
    same(&world, &query).await;
    for ids in ids.chunks(500).take(5) {
        let permit = world.permit::<op::DeleteRecords>().await;
        let ids = ids.to_vec();
        world
            .app
            .delete_records(permit, ROWS, ids, true)
            .await
            .unwrap();
        world.make(ROWS, records(100)).await;
        same(&world, &query).await;
    }
}

/// One number wanders from record to record; whoever lists sees it once.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_list_is_of_one_state() {
    let (world, ids) = many(300, 256).await;
    let world = std::sync::Arc::new(world);
    super::edit(&world, &ids[0], json!({"Size": 1_000_000})).await;
    let lists = (0..3).map(|n| {
        let world = world.clone();
        tokio::spawn(async move {
            for turn in 0..60 {
                let text = "{Size} = 1000000";
                let query = match (n + turn) % 3 {
                    0 => sorted(by(text), &[("Name", UP)]),
                    1 => sorted(by(text), &[("Notes", DOWN)]),
                    _ => by(text),
                };
                let page = list(&world, query).await.unwrap();
                assert_eq!(page.records.len(), 1);
            }
        })
    });
    let lists: Vec<_> = lists.collect();
    let mut at = 0;
    while !lists.iter().all(tokio::task::JoinHandle::is_finished) {
        let next = (at + 7) % ids.len();
        let permit = world.permit::<op::UpdateRecords>().await;
        let edit = |at: usize, size: i64| basekey_app::RecordEdit {
            id: ids[at].clone(),
            fields: map(json!({ "Size": size })),
        };
        let edits = vec![edit(at, 5), edit(next, 1_000_000)];
        let done = world.app.update_records(
            permit,
            ROWS,
            edits,
            basekey_app::UpdateMode::Patch,
            basekey_app::WriteOptions::default(),
            true,
        );
        done.await.unwrap();
        at = next;
    }
    for list in lists {
        list.await.unwrap();
    }
    assert!(world.app.column_use().answered > 0);
}
