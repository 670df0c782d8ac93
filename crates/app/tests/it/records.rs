//! Records: creation, update, deletion, listing.

use basekey_access::op;
use basekey_app::{
    AppError, Direction, ListQuery, Missing, RecordEdit, RecordInput, Rule, SortBy, UpdateMode,
    WriteOptions,
};
use basekey_model::field::FieldKind;
use basekey_model::id::FieldId;
use basekey_model::schema::FieldDraft;
use serde_json::{Value, json};

use crate::support::{TABLE, World, map, rows};

fn edit(id: &str, fields: Value) -> RecordEdit {
    RecordEdit {
        id: id.to_owned(),
        fields: map(fields),
    }
}

async fn list(world: &World, query: ListQuery) -> Result<basekey_app::RecordPage, AppError> {
    world
        .app
        .list_records(world.permit::<op::ListRecords>().await, TABLE, query)
        .await
}

#[tokio::test]
async fn records_are_numbered_and_stamped_in_order() {
    let world = World::new().await;
    let page = world
        .create(vec![
            json!({"Name": "a"}),
            json!({"Name": "b", "Points": 3}),
        ])
        .await;
    let made = rows(&page);
    assert_eq!((&made[0]["No"], &made[1]["No"]), (&json!(1), &json!(2)));
    assert_eq!(made[0]["Changed"], json!("2025-10-09T08:53:20.000Z"));
    let ids: Vec<_> = page.records.iter().map(|record| record.head.id).collect();
    assert!(ids[0] < ids[1]);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_a_put_clears_the_rest() {
    let world = World::new().await;
    let page = world.create(vec![json!({"Name": "a", "Points": 1})]).await;
    let id = page.records.get(0).unwrap().head.id.to_string();
    world.clock.advance_seconds(60);
    let update = |mode, fields| {
        let world = &world;
        let id = id.clone();
        async move {
            let permit = world.permit::<op::UpdateRecords>().await;
            let edits = vec![edit(&id, fields)];
            world
                .app
                .update_records(permit, TABLE, edits, mode, WriteOptions::default(), true)
                .await
        }
    };
    let patched = rows(
        &update(UpdateMode::Patch, json!({"Points": 2}))
            .await
            .unwrap(),
    );
    assert_eq!(patched[0]["Name"], json!("a"));
    assert_eq!(patched[0]["Points"], json!(2));
    assert_eq!(patched[0]["Changed"], json!("2025-10-09T08:54:20.000Z"));
    world.clock.advance_seconds(60);
    let same = rows(
        &update(UpdateMode::Patch, json!({"Points": 2}))
            .await
            .unwrap(),
    );
    assert_eq!(
        same[0]["Changed"], patched[0]["Changed"],
        "a write of the same value is no change"
    );
    let put = rows(&update(UpdateMode::Put, json!({"Name": "b"})).await.unwrap());
    assert!(!put[0].contains_key("Points"));
    assert_eq!(put[0]["No"], json!(1), "computed cells stay");
    let error = update(UpdateMode::Patch, json!({"No": 9}))
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::Cell { .. }), "{error}");
    let error = update(UpdateMode::Patch, json!({"Nope": 9}))
        .await
        .unwrap_err();
    assert!(matches!(error, AppError::UnknownField(name) if name == "Nope"));
}

#[tokio::test]
async fn a_batch_is_written_whole_or_not_at_all() {
    let world = World::new().await;
    let page = world.create(vec![json!({"Name": "a"})]).await;
    let id = page.records.get(0).unwrap().head.id.to_string();
    let edits = vec![
        edit(&id, json!({"Name": "changed"})),
        edit("recAAAAAAAAAAAAAA", json!({"Name": "x"})),
    ];
    let permit = world.permit::<op::UpdateRecords>().await;
    let error = world
        .app
        .update_records(
            permit,
            TABLE,
            edits,
            UpdateMode::Patch,
            WriteOptions::default(),
            false,
        )
        .await
        .unwrap_err();
    assert!(
        matches!(error, AppError::NotFound(Missing::OneOfRecords(_))),
        "{error}"
    );
    assert_eq!(
        rows(&list(&world, ListQuery::default()).await.unwrap())[0]["Name"],
        json!("a")
    );
    let permit = world.permit::<op::DeleteRecords>().await;
    let ids = vec![id.clone(), "recAAAAAAAAAAAAAA".to_owned()];
    assert!(
        world
            .app
            .delete_records(permit, TABLE, ids, false)
            .await
            .is_err()
    );
    assert_eq!(
        list(&world, ListQuery::default())
            .await
            .unwrap()
            .records
            .len(),
        1
    );
    let permit = world.permit::<op::DeleteRecords>().await;
    assert_eq!(
        world
            .app
            .delete_records(permit, TABLE, vec![id], true)
            .await
            .unwrap()
            .len(),
        1
    );
    assert!(
        list(&world, ListQuery::default())
            .await
            .unwrap()
            .records
            .is_empty()
    );
}

#[tokio::test]
async fn numbers_are_not_given_again_after_a_deletion() {
    let world = World::new().await;
    let page = world.create(vec![json!({}), json!({})]).await;
    let last = page.records.get(1).unwrap().head.id.to_string();
    let permit = world.permit::<op::DeleteRecords>().await;
    world
        .app
        .delete_records(permit, TABLE, vec![last], true)
        .await
        .unwrap();
    assert_eq!(
        rows(&world.create(vec![json!({})]).await)[0]["No"],
        json!(3)
    );
}

#[tokio::test]
async fn pages_lose_and_repeat_nothing_while_others_write() {
    let world = World::new().await;
    for start in 0..25 {
        world
            .create((0..10).map(|i| json!({"Points": start * 10 + i})).collect())
            .await;
    }
    let mut seen = Vec::new();
    let mut offset = None;
    loop {
        let query = ListQuery {
            page_size: Some(30),
            offset,
            ..Default::default()
        };
        let page = list(&world, query).await.unwrap();
        seen.extend(page.records.iter().map(|record| record.head.id.to_string()));
        // While the list goes on, the last given and a coming one go, and new ones come.
        let gone = vec![seen.last().unwrap().clone()];
        world
            .app
            .delete_records(world.permit::<op::DeleteRecords>().await, TABLE, gone, true)
            .await
            .unwrap();
        if seen.len() < 200 {
            world.create(vec![json!({"Name": "new"})]).await;
        }
        offset = page.offset;
        if offset.is_none() {
            break;
        }
    }
    let mut unique = seen.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), seen.len());
    assert_eq!(
        seen.len(),
        250 + 6,
        "all that were there, and what six pages before the last two hundredth brought"
    );
}

#[tokio::test]
async fn max_records_ends_a_list_without_an_offset() {
    let world = World::new().await;
    world
        .create((0..10).map(|i| json!({"Points": i})).collect())
        .await;
    let sorts = [
        vec![],
        vec![SortBy {
            field: "Points".to_owned(),
            direction: Direction::Descending,
        }],
    ];
    for sort in sorts {
        let query = ListQuery {
            page_size: Some(4),
            max_records: Some(6),
            sort: sort.clone(),
            ..Default::default()
        };
        let first = list(&world, query.clone()).await.unwrap();
        assert_eq!(first.records.len(), 4);
        let second = list(
            &world,
            ListQuery {
                offset: first.offset,
                ..query.clone()
            },
        )
        .await
        .unwrap();
        assert_eq!((second.records.len(), &second.offset), (2, &None));
        let whole = list(
            &world,
            ListQuery {
                page_size: Some(10),
                max_records: Some(10),
                ..query
            },
        )
        .await
        .unwrap();
        assert_eq!((whole.records.len(), whole.offset), (10, None));
    }
}

#[tokio::test]
async fn a_sorted_list_keeps_its_order_and_expires() {
    let world = World::new().await;
    world
        .create(
            (0..10)
                .map(|i| json!({"Points": (i * 7) % 10, "Name": format!("n{i}")}))
                .collect(),
        )
        .await;
    let sort = vec![SortBy {
        field: "Points".to_owned(),
        direction: Direction::Ascending,
    }];
    let query = ListQuery {
        sort,
        page_size: Some(5),
        ..Default::default()
    };
    let first = list(&world, query.clone()).await.unwrap();
    let points: Vec<_> = rows(&first)
        .iter()
        .map(|row| row["Points"].clone())
        .collect();
    assert_eq!(points, [0, 1, 2, 3, 4].map(|n| json!(n)));
    let next = ListQuery {
        offset: first.offset,
        ..query.clone()
    };
    assert_eq!(list(&world, next.clone()).await.unwrap().records.len(), 5);
    // A field that is named again decides nothing and costs nothing.
    let again = ListQuery {
        sort: [&next.sort[..], &next.sort[..]].concat(),
        ..next.clone()
    };
    assert_eq!(list(&world, again).await.unwrap().records.len(), 5);
    let other = ListQuery {
        sort: vec![SortBy {
            field: "Name".to_owned(),
            direction: Direction::Ascending,
        }],
        ..next.clone()
    };
    let error = list(&world, other).await.unwrap_err();
    assert!(
        matches!(
            error,
            AppError::Invalid {
                rule: Rule::OffsetExpired,
                ..
            }
        ),
        "{error}"
    );
    world.clock.advance_seconds(601);
    let error = list(&world, next).await.unwrap_err();
    assert!(
        matches!(
            error,
            AppError::Invalid {
                rule: Rule::OffsetExpired,
                ..
            }
        ),
        "{error}"
    );
    let error = list(
        &world,
        ListQuery {
            offset: Some("nonsense".to_owned()),
            ..query
        },
    )
    .await
    .unwrap_err();
    assert!(
        matches!(
            error,
            AppError::Invalid {
                rule: Rule::Offset,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_new_choice_needs_typecast() {
    let world = World::new().await;
    let create = |typecast| {
        let world = &world;
        async move {
            let inputs = vec![RecordInput {
                fields: map(json!({"State": "Later", "Points": "12"})),
            }];
            let permit = world.permit::<op::CreateRecords>().await;
            world
                .app
                .create_records(permit, TABLE, inputs, WriteOptions { typecast })
                .await
        }
    };
    assert!(matches!(
        create(false).await.unwrap_err(),
        AppError::Cell { .. }
    ));
    let page = create(true).await.unwrap();
    assert_eq!(rows(&page)[0]["Points"], json!(12));
    let choices = page.table.field("State").unwrap().kind.choices().unwrap();
    assert_eq!(
        choices
            .list
            .iter()
            .map(|choice| choice.name.as_str())
            .collect::<Vec<_>>(),
        ["Todo", "Done", "Later"]
    );
}

#[tokio::test]
async fn an_update_that_fails_leaves_no_choice_behind() {
    let world = World::new().await;
    let edits = vec![edit("recAAAAAAAAAAAAAA", json!({"State": "Later"}))];
    let options = WriteOptions { typecast: true };
    let permit = world.permit::<op::UpdateRecords>().await;
    let failed = world
        .app
        .update_records(permit, TABLE, edits, UpdateMode::Patch, options, true)
        .await
        .unwrap_err();
    assert!(matches!(failed, AppError::NotFound(_)), "{failed}");
    let page = list(&world, ListQuery::default()).await.unwrap();
    let choices = page.table.field("State").unwrap().kind.choices().unwrap();
    assert_eq!(choices.list.len(), 2);
}

#[tokio::test]
async fn a_field_watches_only_fields_of_its_table() {
    let world = World::new().await;
    let watching = |ids: Vec<FieldId>| FieldDraft {
        name: "By".to_owned(),
        description: None,
        kind: FieldKind::LastModifiedBy { watched: ids },
    };
    let page = list(&world, ListQuery::default()).await.unwrap();
    let name = page.table.field("Name").unwrap().id;
    let stranger = "fldAAAAAAAAAAAAAA".parse().unwrap();
    for (ids, fine) in [(vec![name, stranger], false), (vec![name], true)] {
        let permit = world.permit::<op::CreateField>().await;
        let made = world.app.create_field(permit, TABLE, watching(ids)).await;
        assert_eq!(made.is_ok(), fine);
    }
}

#[tokio::test]
async fn writers_are_ordered_and_the_change_log_has_no_gap() {
    let world = World::new().await;
    let mut tasks = Vec::new();
    for writer in 0..8 {
        let app = world.app.clone();
        let permits: Vec<_> = {
            let mut permits = Vec::new();
            for _ in 0..20 {
                permits.push(world.permit::<op::CreateRecords>().await);
            }
            permits
        };
        tasks.push(tokio::spawn(async move {
            for permit in permits {
                let inputs = vec![RecordInput {
                    fields: map(json!({"Name": format!("w{writer}")})),
                }];
                app.create_records(permit, TABLE, inputs, WriteOptions::default())
                    .await
                    .unwrap();
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let query = ListQuery {
        page_size: Some(100),
        ..Default::default()
    };
    let first = list(&world, query.clone()).await.unwrap();
    let second = list(
        &world,
        ListQuery {
            offset: first.offset.clone(),
            ..query
        },
    )
    .await
    .unwrap();
    let numbers: Vec<_> = rows(&first)
        .iter()
        .chain(&rows(&second))
        .map(|row| row["No"].as_i64().unwrap())
        .collect();
    assert_eq!(
        numbers,
        (1..=160).collect::<Vec<_>>(),
        "numbers follow the order of ids"
    );
}
