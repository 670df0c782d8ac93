//! Fields, and pairs of them.

use basekey_access::op;
use basekey_app::{AppError, Rule, TableEdit};
use basekey_model::field::{DateFormat, FieldKind, TimeResult};
use basekey_model::limits::Limits;
use basekey_model::schema::{DateDependency, Rescheduling};
use serde_json::{Value, json};

use super::{DAY, linked, update};
use crate::base::{broken, draft, link_to, text};
use crate::support::{TABLE, World};

#[tokio::test]
async fn a_field_comes_back_as_it_was() {
    let world = linked().await;
    let (before, cells) = (world.table(TABLE).await, world.cells(TABLE).await);
    let place = before
        .fields
        .iter()
        .position(|field| field.name == "Points");
    let gone = world.delete_field(TABLE, "Points").await;
    assert_eq!((gone.name.as_str(), gone.also.len()), ("Points", 0));
    let now = world.table(TABLE).await;
    assert!(now.field("Points").is_none() && now.field(&gone.id).is_none());
    let items = world.deleted().await;
    assert_eq!(items.len(), 1);
    assert_eq!(
        (items[0].id.as_str(), items[0].field_type, items[0].by),
        (gone.id.as_str(), Some("number"), Some(world.owner.id))
    );
    assert_eq!(items[0].table, Some((before.id, TABLE.to_owned())));
    assert_eq!(items[0].until.0 - items[0].at.0, 30 * DAY * 1_000);
    assert_eq!(items[0].at, world.app.now());
    let unknown = update(&world, TABLE, "recAAAAAAAAAAAAAA", json!({"Points": 1})).await;
    assert!(matches!(unknown, Err(AppError::UnknownField(_))));
    world.sound().await;
    let back = world.restore(&gone.id).await;
    assert_eq!((back.id, back.name.as_str()), (gone.id, "Points"));
    let after = world.table(TABLE).await;
    assert_eq!(after, before);
    assert_eq!(
        after.fields.iter().position(|field| field.name == "Points"),
        place
    );
    assert_eq!(world.cells(TABLE).await, cells);
    assert!(world.deleted().await.is_empty());
    world.sound().await;
}

#[tokio::test]
async fn the_primary_field_and_the_last_table_stay() {
    let world = World::new().await;
    let (rule, message) = broken(world.try_delete_field(TABLE, "Name").await);
    assert_eq!(rule, Rule::Request);
    assert!(message.contains("primary"), "{message}");
    let (rule, message) = broken(world.try_delete_table(TABLE).await);
    assert_eq!(rule, Rule::Request);
    assert!(message.contains("last table"), "{message}");
    world.make_table("People", vec![]).await;
    world.delete_table(TABLE).await;
    broken(world.try_delete_table("People").await);
}

#[tokio::test]
async fn what_names_a_deleted_field_names_it_when_it_is_back() {
    let world = World::new().await;
    let days = FieldKind::Date {
        date: DateFormat::Iso,
    };
    let start = world.make_field(TABLE, draft("Start", days.clone())).await;
    let end = world.make_field(TABLE, draft("End", days)).await;
    let points = world.table(TABLE).await.field("Points").unwrap().id;
    let watching = FieldKind::LastModifiedTime {
        watched: vec![start.id],
        result: TimeResult::Date {
            date: DateFormat::Iso,
        },
    };
    world.make_field(TABLE, draft("Moved", watching)).await;
    let dates = DateDependency {
        enabled: true,
        start: start.id,
        end: end.id,
        duration: points,
        predecessor: None,
        rescheduling: Rescheduling::Fixed,
        skips_holidays: false,
        holidays: Vec::new(),
        forward_only: false,
    };
    let edit = TableEdit {
        date_dependency: Some(Some(dates)),
        ..TableEdit::default()
    };
    let permit = world.permit::<op::UpdateTable>().await;
    world.app.update_table(permit, TABLE, edit).await.unwrap();
    let before = world.table(TABLE).await;
    let ids = world
        .make(TABLE, vec![json!({"Start": "2025-01-02"})])
        .await;
    let moved = world.column(TABLE, "Moved").await;
    let gone = world.delete_field(TABLE, "Start").await;
    world.clock.advance_seconds(60);
    update(&world, TABLE, &ids[0], json!({"Points": 3}))
        .await
        .unwrap();
    assert_eq!(
        world.column(TABLE, "Moved").await,
        moved,
        "a list that names a deleted field only is not one that names all"
    );
    world.restore(&gone.id).await;
    assert_eq!(world.table(TABLE).await, before);
}

#[tokio::test]
async fn a_pair_goes_and_comes_together() {
    let world = linked().await;
    let before = world.schema().await;
    let cells = (world.cells(TABLE).await, world.cells("People").await);
    for (table, field, other_table, other) in [
        (TABLE, "Doer", "People", TABLE),
        ("People", TABLE, TABLE, "Doer"),
    ] {
        let gone = world.delete_field(table, field).await;
        let also = &gone.also[0];
        assert_eq!((gone.also.len(), also.2.as_str()), (1, other));
        assert_eq!(also.0, world.table(other_table).await.id);
        assert!(world.table(other_table).await.field(other).is_none());
        assert!(world.cells(other_table).await[0].get(other).is_none());
        assert_eq!(world.deleted().await.len(), 2, "each where it was");
        world.sound().await;
        // Either brings both back.
        let back = world.restore(&also.1.to_string()).await;
        assert_eq!(back.name, other);
        assert_eq!(back.also[0].2, field);
        assert_eq!(world.schema().await.tables, before.tables);
        let now = (world.cells(TABLE).await, world.cells("People").await);
        assert_eq!(now, cells);
    }
    world.sound().await;
}

#[tokio::test]
async fn a_record_deleted_meanwhile_is_named_by_nobody() {
    let world = linked().await;
    let doer = world.delete_field(TABLE, "Doer").await;
    let after = world.delete_field(TABLE, "After").await;
    let people = world.page("People").await;
    let bob = people.records.get(1).unwrap().head.id.to_string();
    world.remove("People", &bob).await;
    let tasks = world.page(TABLE).await;
    let a = tasks.records.get(0).unwrap().head.id.to_string();
    world.remove(TABLE, &a).await;
    world.sound().await;
    world.restore(&doer.id).await;
    world.restore(&after.id).await;
    assert_eq!(world.column(TABLE, "Doer").await, [Value::Null]);
    assert_eq!(world.column(TABLE, "After").await, [Value::Null]);
    assert_eq!(world.column("People", TABLE).await, [Value::Null]);
    world.sound().await;
}

#[tokio::test]
async fn a_name_taken_meanwhile_gets_a_number() {
    let world = linked().await;
    let gone = world.delete_field(TABLE, "Doer").await;
    world.make_field(TABLE, text("doer")).await;
    world.make_field("People", text(TABLE)).await;
    let back = world.restore(&gone.id).await;
    assert_eq!(back.name, "Doer 2");
    assert_eq!(back.also[0].2, "Tasks 2");
    let gone = world.delete_table("People").await;
    world.make_table("PEOPLE", vec![]).await;
    world.make_field(TABLE, text("DOER 2")).await;
    let back = world.restore(&gone.id).await;
    assert_eq!(back.name, "People 2");
    assert_eq!(back.also[0].2, "Doer 2 2");
    assert_eq!(world.table("People 2").await.id.to_string(), gone.id);
    world.sound().await;
}

#[tokio::test]
async fn numbers_go_on_when_they_are_back() {
    let world = World::new().await;
    world.make(TABLE, vec![json!({}), json!({})]).await;
    let changed = world.column(TABLE, "Changed").await;
    let (no, stamp) = (
        world.delete_field(TABLE, "No").await,
        world.delete_field(TABLE, "Changed").await,
    );
    world.clock.advance_seconds(60);
    world.make(TABLE, vec![json!({"Name": "new"})]).await;
    world.restore(&no.id).await;
    world.restore(&stamp.id).await;
    assert_eq!(
        world.column(TABLE, "No").await,
        [json!(1), json!(2), json!(3)]
    );
    let now = world.column(TABLE, "Changed").await;
    assert_eq!(now[..2], changed);
    assert!(now[2].as_str() > now[1].as_str());
    world.make(TABLE, vec![json!({})]).await;
    assert_eq!(world.column(TABLE, "No").await[3], json!(4));
}

#[tokio::test]
async fn what_comes_back_needs_room() {
    let world = World::with(Limits {
        fields_per_table: 6,
        tables_per_base: 2,
        ..Limits::default()
    })
    .await;
    let people = world.make_table("People", vec![]).await;
    world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    let field = world.delete_field(TABLE, "Doer").await;
    world.make_field(TABLE, text("x")).await;
    let before = world.schema().await;
    for id in [field.id.as_str(), &field.also[0].1.to_string()] {
        let (_, message) = broken(world.try_restore(id).await);
        assert!(message.contains("at most 6"), "{message}");
    }
    assert_eq!(world.schema().await.tables, before.tables);
    world.delete_field(TABLE, "x").await;
    world.restore(&field.id).await;
    let table = world.delete_table("People").await;
    world.make_field(TABLE, text("x")).await;
    let (_, message) = broken(world.try_restore(&table.id).await);
    assert!(message.contains("at most 6"), "{message}");
    world.delete_field(TABLE, "x").await;
    world.make_table("Other", vec![]).await;
    let (_, message) = broken(world.try_restore(&table.id).await);
    assert!(message.contains("at most 2"), "{message}");
    world.delete_table("Other").await;
    world.restore(&table.id).await;
    world.sound().await;
}
