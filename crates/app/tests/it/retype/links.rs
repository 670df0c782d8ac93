//! To links and from links.

use basekey_app::{FieldChange, Rule};
use basekey_model::change::ChangeItem;
use basekey_model::field::{FieldKind, Inverse, Link};
use basekey_model::limits::Limits;
use serde_json::{Value, json};

use super::{become_kind, counts, number, retype};
use crate::base::{broken, draft, link_to, text};
use crate::support::{TABLE, World};

/// What the records of a table are called, in the order that cells name them.
async fn called(world: &World, table: &str, field: &str, other: &str) -> Vec<Vec<String>> {
    let page = world.page(other).await;
    let primary = page.table.primary().unwrap().name.clone();
    let names = world.column(other, &primary).await;
    let name = |id: &Value| {
        let mut records = page.records.iter();
        let at = records.position(|record| json!(record.head.id.to_string()) == *id);
        names[at.unwrap()].as_str().unwrap_or("-").to_owned()
    };
    let cells = world.column(table, field).await;
    cells
        .iter()
        .map(|cell| cell.as_array().into_iter().flatten().map(name).collect())
        .collect()
}

async fn with_notes(notes: &[&str]) -> World {
    let world = World::new().await;
    world.make_table("People", vec![]).await;
    world
        .make(
            "People",
            vec![json!({"Name": "Ann"}), json!({"Name": "Bob, jr."})],
        )
        .await;
    world.make_field(TABLE, text("Note")).await;
    let rows = notes.iter().map(|note| json!({"Name": note, "Note": note}));
    let rows: Vec<Value> = rows.collect();
    if !rows.is_empty() {
        world.make(TABLE, rows).await;
    }
    world
}

#[tokio::test]
async fn text_becomes_links_and_missing_records_are_made() {
    let world = with_notes(&["Ann", "Bob, jr.", "Cem, Ann", "", "Cem"]).await;
    let people = world.table("People").await.id;
    let stamps = world.column(TABLE, "Changed").await;
    world.clock.advance_seconds(60);
    let told = become_kind(&world, TABLE, "Note", link_to(people)).await;
    assert_eq!(counts(&told), (4, 0));
    let names: &[&[&str]] = &[&["Ann"], &["Bob, jr."], &["Cem", "Ann"], &[], &["Cem"]];
    assert_eq!(called(&world, TABLE, "Note", "People").await, names);
    assert_eq!(
        world.column("People", "Name").await,
        [json!("Ann"), json!("Bob, jr."), json!("Cem")]
    );
    let tasks = called(&world, "People", TABLE, TABLE).await;
    assert_eq!(tasks[0], ["Ann", "Cem, Ann"]);
    assert_eq!(tasks[2], ["Cem, Ann", "Cem"]);
    assert_eq!(world.column(TABLE, "Changed").await, stamps);
    let stored = world.sound().await;
    let schema = &stored.log[stored.log.len() - 2].what;
    assert!(matches!(
        schema.as_slice(),
        [
            ChangeItem::FieldUpdated { .. },
            ChangeItem::FieldCreated { .. }
        ]
    ));
    // The links can be written and deleted as any.
    world.make(TABLE, vec![json!({"Note": ["Dora"]})]).await;
    world.delete_table("People").await;
    assert!(world.table(TABLE).await.field("Note").is_none());
    world.sound().await;
}

#[tokio::test]
async fn text_becomes_links_within_a_table() {
    let world = with_notes(&["a", "b, a", "c"]).await;
    let tasks = world.table(TABLE).await.id;
    let told = become_kind(&world, TABLE, "Note", link_to(tasks)).await;
    assert_eq!(counts(&told), (3, 0));
    // "b, a" is what the second record is called, as a whole.
    let names: &[&[&str]] = &[&["a"], &["b, a"], &["c"]];
    assert_eq!(called(&world, TABLE, "Note", TABLE).await, names);
    let field = world.table(TABLE).await.field("Note").unwrap().clone();
    let Some(Inverse::Hidden(hidden)) = field.kind.link().map(|link| link.inverse) else {
        panic!("{field:?}");
    };
    let stored = world.sound().await;
    let no = world.table(TABLE).await.no;
    assert!(
        stored
            .records(no)
            .all(|(_, cells)| cells.contains_key(&hidden))
    );
    // And back: the hidden side goes.
    become_kind(&world, TABLE, "Note", FieldKind::SingleLineText).await;
    assert_eq!(
        world.column(TABLE, "Note").await,
        [json!("a"), json!("\"b, a\""), json!("c")]
    );
    let stored = world.sound().await;
    assert!(
        stored
            .records(no)
            .all(|(_, cells)| !cells.contains_key(&hidden))
    );
}

#[tokio::test]
async fn ids_that_are_not_there_are_lost_and_the_others_are_kept() {
    let world = with_notes(&[]).await;
    let people = world.page("People").await;
    let ann = people.records.get(0).unwrap().head.id.to_string();
    let nobody = "recAAAAAAAAAAAAAA";
    world
        .make(
            TABLE,
            vec![
                json!({"Note": format!("{ann}, {nobody}, Cem")}),
                json!({"Note": nobody}),
                json!({"Note": ann}),
            ],
        )
        .await;
    let told = become_kind(&world, TABLE, "Note", link_to(people.table.id)).await;
    assert_eq!(counts(&told), (3, 2));
    let names: &[&[&str]] = &[&["Ann", "Cem"], &[], &["Ann"]];
    assert_eq!(called(&world, TABLE, "Note", "People").await, names);
    world.sound().await;
}

#[tokio::test]
async fn no_record_is_made_where_its_name_can_not_be_written() {
    let world = World::new().await;
    let fields = vec![draft("Number", FieldKind::AutoNumber)];
    let counted = world.try_table("Counted", fields).await.unwrap().id;
    world.make("Counted", vec![json!({}), json!({})]).await;
    world.make_field(TABLE, text("Note")).await;
    world
        .make(TABLE, vec![json!({"Note": "2"}), json!({"Note": "7"})])
        .await;
    let told = become_kind(&world, TABLE, "Note", link_to(counted)).await;
    assert_eq!((counts(&told), told.examples[0].1.as_str()), ((2, 1), "7"));
    assert_eq!(world.cells("Counted").await.len(), 2);
    world.sound().await;
}

#[tokio::test]
async fn links_become_text_on_both_sides() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    world
        .make(
            "People",
            vec![
                json!({"Name": "Ann"}),
                json!({"Name": "Bob, jr."}),
                json!({}),
            ],
        )
        .await;
    let doer = world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    let unnamed = world
        .page("People")
        .await
        .records
        .get(2)
        .unwrap()
        .head
        .id
        .to_string();
    world
        .make(
            TABLE,
            vec![
                json!({"Name": "a", "Doer": ["Ann", "Bob, jr."]}),
                json!({"Name": "b", "Doer": ["Bob, jr."]}),
                json!({"Name": "c"}),
                json!({"Name": "d", "Doer": [unnamed]}),
            ],
        )
        .await;
    let told = become_kind(&world, TABLE, "Doer", FieldKind::MultilineText).await;
    assert_eq!(counts(&told), (3, 1), "who has no name is lost");
    assert_eq!(
        world.column(TABLE, "Doer").await,
        [
            json!("Ann, \"Bob, jr.\""),
            json!("\"Bob, jr.\""),
            Value::Null,
            Value::Null
        ]
    );
    let other = world.table("People").await.field(TABLE).unwrap().clone();
    assert_eq!(other.kind, FieldKind::SingleLineText);
    assert_eq!(
        world.column("People", TABLE).await,
        [json!("a"), json!("a, b"), json!("d")]
    );
    let now = world.table(TABLE).await.field("Doer").unwrap().clone();
    assert_eq!((now.id, now.key), (doer.id, doer.key));
    world.sound().await;
    // And back, by another pair.
    become_kind(&world, TABLE, "Doer", link_to(people)).await;
    let names: &[&[&str]] = &[&["Ann", "Bob, jr."], &["Bob, jr."], &[], &[]];
    assert_eq!(called(&world, TABLE, "Doer", "People").await, names);
    assert!(world.table("People").await.field("Tasks 2").is_some());
    world.sound().await;
}

#[tokio::test]
async fn links_become_what_else_is_wanted_and_the_other_side_text() {
    let world = with_notes(&["1", "x"]).await;
    let people = world.table("People").await.id;
    become_kind(&world, TABLE, "Note", link_to(people)).await;
    let told = become_kind(&world, TABLE, "Note", number()).await;
    assert_eq!(counts(&told), (2, 1));
    assert_eq!(world.column(TABLE, "Note").await, [json!(1), Value::Null]);
    assert_eq!(world.column("People", TABLE).await[2], json!("1"));
    world.sound().await;
    become_kind(&world, TABLE, "Note", link_to(people)).await;
    let told = become_kind(&world, TABLE, "Note", FieldKind::AutoNumber).await;
    assert_eq!(counts(&told), (1, 1));
    world.sound().await;
}

#[tokio::test]
async fn a_link_leads_where_it_led_while_it_is_one() {
    let world = World::new().await;
    let (people, tasks) = (
        world.make_table("People", vec![]).await,
        world.table(TABLE).await.id,
    );
    let doer = world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    let refused = retype(
        &world,
        TABLE,
        "Doer",
        link_to(tasks),
        FieldChange::default(),
    )
    .await;
    let (rule, message) = broken(refused);
    assert_eq!(rule, Rule::FieldOptions);
    assert!(message.contains("linkedTableId"), "{message}");
    let view = world.table("People").await.views[0].id;
    let options = Link {
        prefers_single: true,
        reversed: true,
        view: Some(view),
        ..Link::to(people)
    };
    let kind = FieldKind::MultipleRecordLinks(options.clone());
    let changed = retype(&world, TABLE, "Doer", kind, FieldChange::default())
        .await
        .unwrap();
    assert_eq!(changed.conversion, None);
    let inverse = doer.kind.link().unwrap().inverse;
    let expected = FieldKind::MultipleRecordLinks(Link {
        inverse,
        ..options.clone()
    });
    assert_eq!(changed.field.kind, expected);
    assert_eq!(world.table("People").await.fields.len(), 2);
    let elsewhere = FieldKind::MultipleRecordLinks(Link {
        view: Some(world.table(TABLE).await.views[0].id),
        ..options
    });
    let refused = retype(&world, TABLE, "Doer", elsewhere, FieldChange::default()).await;
    assert!(broken(refused).1.contains("viewIdForRecordSelection"));
    world.sound().await;
}

#[tokio::test]
async fn a_field_becomes_a_link_only_where_the_other_side_has_room() {
    let world = World::with(Limits {
        fields_per_table: 6,
        ..Limits::default()
    })
    .await;
    let more = (0..5).map(|n| text(&format!("f{n}"))).collect();
    let people = world.make_table("People", more).await;
    world.make(TABLE, vec![json!({"Points": 1})]).await;
    let log = world.stored().await.log.len();
    let refused = retype(
        &world,
        TABLE,
        "Points",
        link_to(people),
        FieldChange::default(),
    )
    .await;
    assert!(broken(refused).1.contains("at most 6"));
    let stored = world.sound().await;
    assert_eq!(stored.log.len(), log);
    assert_eq!(world.column(TABLE, "Points").await, [json!(1)]);
}

#[tokio::test]
async fn what_a_dry_run_looked_up_is_forgotten() {
    let world = with_notes(&["Zed"]).await;
    let people = world.table("People").await.id;
    let change = FieldChange {
        dry_run: true,
        ..FieldChange::default()
    };
    let tried = retype(&world, TABLE, "Note", link_to(people), change).await;
    assert_eq!(counts(&tried.unwrap().conversion.unwrap()), (1, 0));
    assert_eq!(world.cells("People").await.len(), 2);
    // At the same moment, as the clock of the tests stands still.
    world.make("People", vec![json!({"Name": "Ben"})]).await;
    world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    world.make(TABLE, vec![json!({"Doer": ["Ben"]})]).await;
    assert_eq!(world.cells("People").await.len(), 3);
    world.sound().await;
}
