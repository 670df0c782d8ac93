//! To and from what the server fills.

use basekey_model::field::{DateFormat, FieldKind, TimeResult};
use serde_json::json;

use super::{become_kind, counts, days, last_modified, notes, number};
use crate::base::draft;
use crate::support::TABLE;

#[tokio::test]
async fn what_the_server_fills_gets_a_key_of_its_own() {
    let world = notes(&["x", "y", ""]).await;
    let key = |name: &'static str| {
        let world = &world;
        async move { world.table(TABLE).await.field(name).unwrap().key }
    };
    let first = key("Note").await;
    let told = become_kind(&world, TABLE, "Note", FieldKind::AutoNumber).await;
    assert_eq!(counts(&told), (2, 2));
    let second = key("Note").await;
    assert!(second > first);
    let numbers = [json!(1), json!(2), json!(3)];
    assert_eq!(world.column(TABLE, "Note").await, numbers);
    world.sound().await;
    world.make(TABLE, vec![json!({})]).await;
    let told = become_kind(&world, TABLE, "Note", number()).await;
    assert_eq!(counts(&told), (4, 0));
    assert!(key("Note").await > second);
    assert_eq!(world.column(TABLE, "Note").await[3], json!(4));
    world.sound().await;
    let page = world.page(TABLE).await;
    let last = page.records.get(3).unwrap().head.id.to_string();
    world.remove(TABLE, &last).await;
    become_kind(&world, TABLE, "Note", FieldKind::AutoNumber).await;
    world.make(TABLE, vec![json!({})]).await;
    assert_eq!(
        world.column(TABLE, "Note").await,
        [json!(1), json!(2), json!(3), json!(4)],
        "its counter begins anew"
    );
    // The first field that counts goes on by itself.
    assert_eq!(world.column(TABLE, "No").await[3], json!(5));
    let told = become_kind(&world, TABLE, "Note", FieldKind::MultilineText).await;
    assert_eq!(counts(&told), (4, 0));
    assert_eq!(world.column(TABLE, "Note").await[3], json!("4"));
    world.sound().await;
}

#[tokio::test]
async fn times_and_users_stay_what_they_were() {
    let world = notes(&["x"]).await;
    world.clock.advance_seconds(24 * 60 * 60);
    let created = FieldKind::CreatedTime {
        result: TimeResult::Date {
            date: DateFormat::Iso,
        },
    };
    world.make_field(TABLE, draft("Made", created)).await;
    world
        .make_field(TABLE, draft("By", FieldKind::CreatedBy))
        .await;
    assert_eq!(
        counts(&become_kind(&world, TABLE, "Made", days()).await),
        (1, 0)
    );
    assert_eq!(world.column(TABLE, "Made").await, [json!("2025-10-09")]);
    let one = FieldKind::SingleCollaborator;
    assert_eq!(counts(&become_kind(&world, TABLE, "By", one).await), (1, 0));
    world.sound().await;
    let told = become_kind(&world, TABLE, "By", FieldKind::SingleLineText).await;
    assert_eq!(counts(&told), (1, 0));
    let name = world.owner.name.clone();
    assert_eq!(world.column(TABLE, "By").await, [json!(name)]);
    let told = become_kind(&world, TABLE, "By", FieldKind::MultipleCollaborators).await;
    assert_eq!(counts(&told), (1, 0));
    world.sound().await;
    // A change of type is no change of the record.
    let before = world.column(TABLE, "Changed").await;
    become_kind(&world, TABLE, "Note", last_modified()).await;
    assert_eq!(world.column(TABLE, "Note").await, before);
    let told = become_kind(&world, TABLE, "Note", FieldKind::CreatedBy).await;
    assert_eq!(counts(&told), (1, 1));
    world.sound().await;
}
