//! Records are found by what their cells hold, whatever was tried and undone.

use basekey_access::op;
use basekey_app::{RecordEdit, RecordInput, RecordPage, UpdateMode, UpsertElement, WriteOptions};
use basekey_model::field::{DateFormat, FieldKind, Link, TimeResult};
use basekey_model::schema::{FieldDraft, TableDraft};
use serde_json::{Value, json};

use crate::support::{World, map, rows};

const NUMBERS: &str = "Numbers";

/// A table whose records are called by numbers and link to each other.
async fn numbers() -> World {
    let world = World::new().await;
    let table = TableDraft {
        name: NUMBERS.to_owned(),
        description: None,
        fields: vec![FieldDraft::new("N", FieldKind::Number { precision: 0 })],
    };
    let permit = world.permit::<op::CreateTable>().await;
    let id = world.app.create_table(permit, table).await.unwrap().id;
    let next = FieldDraft::new("Next", FieldKind::MultipleRecordLinks(Link::to(id)));
    let permit = world.permit::<op::CreateField>().await;
    let made = world.app.create_field(permit, NUMBERS, next).await;
    made.unwrap();
    world
}

async fn make(world: &World, records: Vec<Value>) -> RecordPage {
    let permit = world.permit::<op::CreateRecords>().await;
    let inputs = records.into_iter().map(|fields| RecordInput {
        fields: map(fields),
    });
    let made = world
        .app
        .create_records(permit, NUMBERS, inputs.collect(), WriteOptions::default())
        .await;
    made.unwrap()
}

/// How many records an upsert by number made.
async fn made_by_upsert(world: &World, number: i64) -> usize {
    let element = UpsertElement {
        id: None,
        fields: map(json!({"N": number})),
    };
    let permit = world.permit::<op::UpdateRecords>().await;
    let done = world
        .app
        .upsert_records(
            permit,
            NUMBERS,
            vec![element],
            vec!["N".to_owned()],
            UpdateMode::Patch,
            WriteOptions::default(),
        )
        .await
        .unwrap();
    done.created.len()
}

#[tokio::test]
async fn what_is_undone_after_a_look_up_is_found_as_it_was() {
    for known in [false, true] {
        let world = numbers().await;
        let page = make(&world, vec![json!({"N": 5})]).await;
        let id = page.records.get(0).unwrap().head.id.to_string();
        if known {
            assert_eq!(made_by_upsert(&world, 5).await, 0);
            // Since then it was another number for a while.
            for number in [4, 5] {
                let done = change(&world, vec![(&id, json!({"N": number}))]).await;
                assert!(done.is_some());
            }
        }
        let done = change(
            &world,
            vec![
                (&id, json!({"N": 6})),
                // Makes one look for a 7 while the 5 is a 6.
                (&id, json!({"Next": ["7"]})),
                ("recAAAAAAAAAAAAAA", json!({})),
            ],
        )
        .await;
        assert!(done.is_none(), "all of it is undone");
        assert_eq!(
            made_by_upsert(&world, 5).await,
            0,
            "the 5 is there: {known}"
        );
        assert_eq!(made_by_upsert(&world, 6).await, 1);
    }
}

#[tokio::test]
async fn a_name_that_the_same_write_changed_is_looked_for_again() {
    let world = numbers().await;
    let page = make(&world, vec![json!({"N": 5}), json!({"N": 7})]).await;
    let id = |place| page.records.get(place).unwrap().head.id.to_string();
    let (five, seven) = (id(0), id(1));
    let edits = |last| {
        vec![
            (five.as_str(), json!({"N": 6})),
            (seven.as_str(), json!({"N": 8})),
            // Before the write there was one; now another is made.
            (five.as_str(), json!({"Next": ["7"]})),
            (last, json!({})),
        ]
    };
    assert!(change(&world, edits("recAAAAAAAAAAAAAA")).await.is_none());
    for number in [5, 7] {
        assert_eq!(made_by_upsert(&world, number).await, 0, "{number}");
    }
    let page = change(&world, edits(five.as_str())).await.unwrap();
    let linked = rows(&page)[2]["Next"].clone();
    assert_eq!(linked.as_array().unwrap().len(), 1);
    assert_ne!(linked, json!([seven]));
    for (number, made) in [(5, 1), (7, 0), (6, 0), (8, 0)] {
        assert_eq!(made_by_upsert(&world, number).await, made, "{number}");
    }
}

/// When a record changed is in no log, and it may be what the record is called.
#[tokio::test]
async fn records_called_by_their_last_change_are_found_after_it() {
    let world = World::new().await;
    let at = FieldKind::LastModifiedTime {
        watched: Vec::new(),
        result: TimeResult::Date {
            date: DateFormat::Iso,
        },
    };
    let table = TableDraft {
        name: NUMBERS.to_owned(),
        description: None,
        fields: vec![
            FieldDraft::new("At", at),
            FieldDraft::new("N", FieldKind::Number { precision: 0 }),
        ],
    };
    let permit = world.permit::<op::CreateTable>().await;
    let id = world.app.create_table(permit, table).await.unwrap().id;
    let next = FieldDraft::new("Next", FieldKind::MultipleRecordLinks(Link::to(id)));
    let permit = world.permit::<op::CreateField>().await;
    let made = world.app.create_field(permit, NUMBERS, next).await;
    made.unwrap();
    let page = make(&world, vec![json!({"N": 1}), json!({"N": 2})]).await;
    let id = |place| page.records.get(place).unwrap().head.id.to_string();
    let (one, two) = (id(0), id(1));
    for (day, name) in [(0, "2025-10-09"), (1, "2025-10-10"), (2, "2025-10-11")] {
        assert!(
            change(&world, vec![(&two, json!({"N": day}))])
                .await
                .is_some()
        );
        let edits = vec![(two.as_str(), json!({"Next": name}))];
        let page = change(&world, edits).await.unwrap();
        let first = if day == 0 { &one } else { &two };
        assert_eq!(rows(&page)[0]["Next"], json!([first]), "{name}");
        world.clock.advance_seconds(24 * 60 * 60);
    }
}

/// Changes records with typecast; `None` if that was refused.
async fn change(world: &World, edits: Vec<(&str, Value)>) -> Option<RecordPage> {
    let edits = edits.into_iter().map(|(id, fields)| RecordEdit {
        id: id.to_owned(),
        fields: map(fields),
    });
    let permit = world.permit::<op::UpdateRecords>().await;
    let (edits, options) = (edits.collect(), WriteOptions { typecast: true });
    let done = world
        .app
        .update_records(permit, NUMBERS, edits, UpdateMode::Patch, options, false)
        .await;
    done.ok()
}
