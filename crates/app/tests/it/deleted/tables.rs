//! Tables, with the pairs that go and come with them.

use basekey_access::op;
use basekey_app::{AppError, ListQuery};
use serde_json::{Value, json};

use super::{linked, listed, update};
use crate::base::{broken, text};
use crate::support::TABLE;

#[tokio::test]
async fn a_deleted_table_can_not_be_reached() {
    let world = linked().await;
    let before = world.schema().await;
    let ann = world.page("People").await.records.get(0).unwrap().head.id;
    let task = world.page(TABLE).await.records.get(0).unwrap().head.id;
    let id = world.table("People").await.id.to_string();
    let gone = world.delete_table("People").await;
    assert_eq!(
        (gone.id.as_str(), gone.name.as_str()),
        (id.as_str(), "People")
    );
    assert_eq!(gone.also[0].2, "Doer");
    let items = world.deleted().await;
    assert_eq!(listed(&items), ["People"], "the field comes with the table");
    assert!(items[0].table.is_none() && items[0].field_type.is_none());
    assert!(world.table(TABLE).await.field("Doer").is_none());
    let is_missing = |result: Result<(), AppError>| {
        assert!(
            matches!(result, Err(AppError::NotFound(_))),
            "it can be reached: {result:?}"
        );
    };
    for name in ["People", id.as_str()] {
        let app = &world.app;
        let permit = world.permit::<op::ListRecords>().await;
        let query = ListQuery::default();
        is_missing(app.list_records(permit, name, query).await.map(drop));
        let permit = world.permit::<op::GetRecord>().await;
        is_missing(
            app.get_record(permit, name, &ann.to_string(), false)
                .await
                .map(drop),
        );
        is_missing(update(&world, name, &ann.to_string(), json!({})).await);
        let permit = world.permit::<op::DeleteRecords>().await;
        let ids = vec![ann.to_string()];
        is_missing(app.delete_records(permit, name, ids, true).await.map(drop));
        is_missing(world.try_delete_table(name).await.map(drop));
        is_missing(world.try_field(name, text("x")).await.map(drop));
    }
    // A record is looked for in the whole base, but not in what is deleted.
    let permit = world.permit::<op::GetRecord>().await;
    let found = world
        .app
        .get_record(permit, TABLE, &ann.to_string(), false)
        .await;
    is_missing(found.map(drop));
    let field = world.delete_field(TABLE, "After").await;
    world.restore(&field.id).await;
    let own = json!({"After": [ann.to_string()]});
    let named = update(&world, TABLE, &task.to_string(), own).await;
    assert!(matches!(named, Err(AppError::Cell { .. })), "{named:?}");
    let view = before.table("People").unwrap().views[0].id.to_string();
    let permit = world.permit::<op::GetView>().await;
    is_missing(world.app.view(permit, &view).await.map(drop));
    let permit = world.permit::<op::ListViews>().await;
    assert_eq!(world.app.list_views(permit).await.unwrap().len(), 1);
    // Records that it links to may go meanwhile.
    world.remove(TABLE, &task.to_string()).await;
    world.sound().await;
    let back = world.restore(&gone.id).await;
    assert_eq!(back.also[0].2, "Doer");
    assert_eq!(world.schema().await.tables, before.tables);
    assert_eq!(world.column("People", "City").await[0], json!("Bonn"));
    assert_eq!(world.column("People", TABLE).await[0], Value::Null);
    let linked = world.column("People", TABLE).await;
    assert_eq!(linked[1].as_array().map(Vec::len), Some(1));
    world.sound().await;
}

#[tokio::test]
async fn a_pair_waits_for_the_table_that_comes_last() {
    for deleted_first in [TABLE, "People"] {
        for restored_first in [TABLE, "People"] {
            let world = linked().await;
            world.make_table("Other", vec![]).await;
            let before = world.schema().await;
            let cells = (world.cells(TABLE).await, world.cells("People").await);
            let other = |table| if table == TABLE { "People" } else { TABLE };
            let id = |name| before.table(name).unwrap().id.to_string();
            let gone = world.delete_table(deleted_first).await;
            assert_eq!(gone.also.len(), 1);
            world.sound().await;
            let gone = world.delete_table(other(deleted_first)).await;
            assert!(gone.also.is_empty());
            assert_eq!(world.deleted().await.len(), 2);
            world.sound().await;
            let back = world.restore(&id(restored_first)).await;
            assert!(back.also.is_empty());
            let now = world.table(restored_first).await;
            assert!(now.links().count() > 0 && now.deleted_fields.len() == 1);
            assert_eq!(
                listed(&world.deleted().await),
                [other(restored_first)],
                "what waits is not listed"
            );
            let waiting = now.deleted_fields[0].field.id.to_string();
            let refused = world.try_restore(&waiting).await;
            assert!(refused.is_err(), "{refused:?}");
            world.sound().await;
            let back = world.restore(&id(other(restored_first))).await;
            assert_eq!(back.also.len(), 1);
            assert_eq!(world.schema().await.tables, before.tables);
            let now = (world.cells(TABLE).await, world.cells("People").await);
            assert_eq!(now, cells);
            world.sound().await;
        }
    }
}

#[tokio::test]
async fn a_field_that_links_to_a_deleted_table_waits_for_it() {
    let world = linked().await;
    let field = world.delete_field(TABLE, "Doer").await;
    let table = world.delete_table("People").await;
    assert!(table.also.is_empty(), "it was deleted before");
    let (_, message) = broken(world.try_restore(&field.id).await);
    assert!(message.contains(&table.id), "{message}");
    let back = world.restore(&table.id).await;
    assert!(back.also.is_empty(), "it was deleted by itself");
    assert!(world.table("People").await.field(TABLE).is_none());
    world.restore(&field.id).await;
    assert!(world.table("People").await.field(TABLE).is_some());
    world.sound().await;
}
