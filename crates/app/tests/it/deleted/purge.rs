//! The end of what was deleted.

use basekey_app::{AppError, Missing};
use basekey_model::change::ChangeItem;
use basekey_model::schema::TableNo;
use serde_json::json;

use super::{DAY, linked, listed, names};
use crate::base::text;
use crate::support::TABLE;

#[tokio::test]
async fn after_thirty_days_a_field_is_gone_with_its_cells() {
    let world = linked().await;
    world.clock.advance_seconds(5 * DAY);
    let table = world.table(TABLE).await;
    let key = |name: &str| table.field(name).unwrap().key;
    let (points, after) = (key("Last"), key("After"));
    let last = world.delete_field(TABLE, "Last").await;
    let doer = world.delete_field(TABLE, "Doer").await;
    let own = world.delete_field(TABLE, "After").await;
    world.clock.advance_seconds(10 * DAY);
    let later = world.delete_field(TABLE, "State").await;
    world.clock.advance_seconds(20 * DAY - 1);
    assert_eq!(world.app.purge_deleted().await.unwrap(), 0);
    assert_eq!(world.deleted().await.len(), 5);
    world.clock.advance_seconds(1);
    // It is over before anyone sweeps.
    assert_eq!(listed(&world.deleted().await), ["State"]);
    for id in [&last.id, &doer.id, &own.id] {
        let gone = world.try_restore(id).await;
        assert!(matches!(gone, Err(AppError::NotFound(Missing::Deleted(_)))));
    }
    assert_eq!(world.app.purge_deleted().await.unwrap(), 4);
    assert_eq!(world.app.purge_deleted().await.unwrap(), 0);
    let stored = world.sound().await;
    let gone: Vec<_> = table.links().map(|(field, _)| field.key).collect();
    for (_, cells) in stored.records(table.no) {
        for key in gone.iter().chain([&points, &after]) {
            assert!(!cells.contains_key(key), "{cells:?}");
        }
        assert_eq!(cells.len(), cells.keys().filter(|key| key.0 < 6).count());
    }
    let purged = stored.log.last().unwrap();
    assert_eq!((purged.user, purged.what.len()), (None, 5));
    let is_purged = |item: &ChangeItem| matches!(item, ChangeItem::FieldPurged { .. });
    assert!(purged.what.iter().all(is_purged));
    // A key is never given again.
    let new = world.make_field(TABLE, text("Last")).await;
    assert!(new.key >= table.next_key);
    world.restore(&later.id).await;
    world.sound().await;
}

#[tokio::test]
async fn after_thirty_days_a_table_is_gone_with_its_records() {
    let world = linked().await;
    let (before, doer) = (
        world.table("People").await,
        world.table(TABLE).await.field("Doer").unwrap().key,
    );
    // So many that they are not deleted at once.
    for _ in 0..60 {
        let rows = (0..10).map(|n| json!({"Name": format!("{n}"), "Tasks": ["a"]}));
        world.make("People", rows.collect()).await;
    }
    let gone = world.delete_table("People").await;
    world.clock.advance_seconds(30 * DAY);
    let refused = world.try_restore(&gone.id).await;
    assert!(matches!(
        refused,
        Err(AppError::NotFound(Missing::Deleted(_)))
    ));
    assert!(world.deleted().await.is_empty());
    assert_eq!(world.app.purge_deleted().await.unwrap(), 2);
    let stored = world.sound().await;
    assert!(stored.schema.deleted.is_empty());
    assert_eq!(stored.records(before.no).count(), 0);
    let own = world.table(TABLE).await;
    assert!(own.deleted_fields.is_empty());
    assert!(
        stored
            .records(own.no)
            .all(|(_, cells)| !cells.contains_key(&doer))
    );
    assert!(matches!(
        stored.log.last().unwrap().what.as_slice(),
        [
            ChangeItem::FieldPurged { key, .. },
            ChangeItem::TablePurged { table },
        ] if (*key, *table) == (doer, before.no)
    ));
    // Its number is not given again.
    world.make_table("People", vec![]).await;
    assert_eq!(world.table("People").await.no, TableNo(before.no.0 + 1));
}

#[tokio::test]
async fn two_deleted_tables_end_one_after_the_other() {
    for first in [TABLE, "People"] {
        let world = linked().await;
        world.make_table("Other", vec![]).await;
        let second = if first == TABLE { "People" } else { TABLE };
        world.delete_table(first).await;
        world.clock.advance_seconds(DAY);
        let gone = world.delete_table(second).await;
        world.clock.advance_seconds(29 * DAY);
        world.app.purge_deleted().await.unwrap();
        world.sound().await;
        assert_eq!(listed(&world.deleted().await), [second]);
        let back = world.restore(&gone.id).await;
        assert!(back.also.is_empty());
        let left = world.table(second).await;
        let links: Vec<&str> = left.links().map(|(field, _)| field.name.as_str()).collect();
        let expected: &[&str] = if second == TABLE { &["After"] } else { &[] };
        assert_eq!(links, expected);
        world.sound().await;
        world.delete_table(second).await;
        world.clock.advance_seconds(30 * DAY);
        world.app.purge_deleted().await.unwrap();
        let stored = world.sound().await;
        assert_eq!(stored.schema.tables.len(), 1);
        assert!(stored.schema.deleted.is_empty());
    }
}

#[tokio::test]
async fn what_waits_for_a_table_ends_with_it() {
    let world = linked().await;
    let field = world.delete_field(TABLE, "Doer").await;
    world.clock.advance_seconds(DAY);
    let table = world.delete_table("People").await;
    world.clock.advance_seconds(29 * DAY);
    // The pair was deleted first, so it ends first.
    assert_eq!(world.app.purge_deleted().await.unwrap(), 2);
    world.sound().await;
    world.restore(&table.id).await;
    assert!(world.try_restore(&field.id).await.is_err());
    assert_eq!(names(&world.table("People").await), ["Name", "City"]);
    world.sound().await;
}

#[tokio::test]
async fn a_clock_that_was_set_back_loses_nothing_and_leaves_nothing() {
    let world = linked().await;
    world.make_table("Other", vec![]).await;
    world.clock.advance_seconds(2 * DAY);
    let tasks = world.delete_table(TABLE).await;
    world.clock.advance_seconds(-2 * DAY);
    // Deleted last, and over first.
    world.delete_table("People").await;
    world.clock.advance_seconds(30 * DAY);
    assert_eq!(world.app.purge_deleted().await.unwrap(), 2);
    world.sound().await;
    world.restore(&tasks.id).await;
    assert!(world.table(TABLE).await.field("Doer").is_none());
    world.sound().await;
}

#[tokio::test]
async fn what_is_being_taken_away_can_not_be_restored_meanwhile() {
    let world = linked().await;
    let last = world.delete_field(TABLE, "Last").await;
    let doer = world.delete_field(TABLE, "Doer").await;
    let people = world.delete_table("People").await;
    world.clock.advance_seconds(30 * DAY);
    // While it is under way, the clock is set back.
    let restore = async {
        let mut back = Vec::new();
        world.clock.advance_seconds(-DAY);
        for _ in 0..20 {
            for id in [&people.id, &doer.id, &last.id] {
                back.extend(world.try_restore(id).await.ok());
            }
            tokio::task::yield_now().await;
        }
        back
    };
    let (purged, back) = tokio::join!(world.app.purge_deleted(), restore);
    assert!(back.is_empty(), "{back:?}");
    assert_eq!(purged.unwrap(), 3);
    let stored = world.sound().await;
    assert!(stored.schema.deleted.is_empty());
    assert!(world.deleted().await.is_empty());
}
