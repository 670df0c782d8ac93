//! From one kind of value to another.

use basekey_access::op;
use basekey_app::{AppError, FieldChange, Missing, Rule, TableEdit};
use basekey_model::change::ChangeItem;
use basekey_model::field::{Choice, Choices, FieldKind};
use basekey_model::limits::Limits;
use basekey_model::schema::{DateDependency, Rescheduling};
use basekey_model::testing::Fixed;
use serde_json::{Value, json};

use super::{become_kind, counts, days, notes, number, retype, select, tick};
use crate::base::{broken, draft, link_to, text};
use crate::support::{TABLE, World};

#[tokio::test]
async fn what_can_be_kept_is_kept_and_the_rest_is_told() {
    let world = notes(&["1", "$2,000.50", "three", "", "4"]).await;
    let stamps = world.column(TABLE, "Changed").await;
    let heads = |page: basekey_app::RecordPage| -> Vec<_> {
        page.records.iter().map(|record| *record.head).collect()
    };
    let before = heads(world.page(TABLE).await);
    world.clock.advance_seconds(60);
    let told = become_kind(&world, TABLE, "Note", number()).await;
    assert_eq!(counts(&told), (4, 1));
    assert_eq!(told.examples, [(before[2].id, "three".to_owned())]);
    assert_eq!(
        world.column(TABLE, "Note").await,
        [json!(1), json!(2000.5), Value::Null, Value::Null, json!(4)]
    );
    // The schema changed, not what people wrote.
    assert_eq!(world.column(TABLE, "Changed").await, stamps);
    assert_eq!(heads(world.page(TABLE).await), before);
    let stored = world.sound().await;
    let [schema, records] = &stored.log[stored.log.len() - 2..] else {
        panic!("two entries");
    };
    assert!(matches!(
        schema.what.as_slice(),
        [ChangeItem::FieldUpdated { .. }]
    ));
    let [ChangeItem::RecordsUpdated { records, .. }] = records.what.as_slice() else {
        panic!("{records:?}");
    };
    assert_eq!(records.len(), 4);
}

#[tokio::test]
async fn a_dry_run_tells_the_same_and_changes_nothing() {
    let world = notes(&["1", "two"]).await;
    let (schema, cells, log) = (
        world.schema().await,
        world.cells(TABLE).await,
        world.stored().await.log.len(),
    );
    for kind in [
        number(),
        select(&[]),
        FieldKind::AutoNumber,
        link_to(schema.tables[0].id),
    ] {
        let change = FieldChange {
            dry_run: true,
            name: Some("Other".to_owned()),
            ..FieldChange::default()
        };
        let tried = retype(&world, TABLE, "Note", kind.clone(), change)
            .await
            .unwrap();
        assert_eq!(tried.field.name, "Other");
        assert_eq!(tried.field.kind.type_name(), kind.type_name());
        assert_eq!(tried.conversion.unwrap().cells, 2);
        let now = world.schema().await;
        assert_eq!((&now.tables, now.version), (&schema.tables, schema.version));
        assert_eq!(world.cells(TABLE).await, cells);
        assert_eq!(world.sound().await.log.len(), log);
    }
    world.clock.advance_seconds(1);
    let told = become_kind(&world, TABLE, "Note", number()).await;
    assert_eq!(counts(&told), (2, 1));
    world.sound().await;
}

#[tokio::test]
async fn each_text_becomes_a_choice() {
    let world = notes(&["red", " red", "Blue", "RED", "green, blue"]).await;
    let told = become_kind(&world, TABLE, "Note", select(&["Blue"])).await;
    assert_eq!(counts(&told), (5, 0));
    let field = world.table(TABLE).await.field("Note").unwrap().clone();
    let choices = field.kind.choices().unwrap();
    let names: Vec<&str> = choices.list.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["Blue", "red", "green, blue"]);
    assert_eq!(
        world.column(TABLE, "Note").await,
        [json!(1), json!(1), json!(0), json!(1), json!(2)]
    );
    world.sound().await;
    let told = become_kind(&world, TABLE, "Note", FieldKind::SingleLineText).await;
    assert_eq!(counts(&told), (5, 0));
    let kind = FieldKind::MultipleSelects(Choices::default());
    become_kind(&world, TABLE, "Note", kind).await;
    assert_eq!(world.column(TABLE, "Note").await[4], json!([2, 1]));
    world.sound().await;
}

#[tokio::test]
async fn more_texts_than_a_field_has_choices_are_refused() {
    let world = World::with(Limits {
        choices_per_field: 2,
        ..Limits::default()
    })
    .await;
    world.make_field(TABLE, text("Note")).await;
    for note in ["a", "b", "c"] {
        world.make(TABLE, vec![json!({"Note": note})]).await;
    }
    let (schema, log) = (world.schema().await, world.stored().await.log.len());
    let refused = retype(&world, TABLE, "Note", select(&[]), FieldChange::default()).await;
    let (rule, message) = broken(refused);
    assert_eq!(rule, Rule::FieldOptions);
    assert!(
        message.contains("choices") && message.contains("the 2 choices"),
        "{message}"
    );
    assert_eq!(world.schema().await.tables, schema.tables);
    assert_eq!(world.stored().await.log.len(), log);
    let page = world.page(TABLE).await;
    let last = page.records.get(2).unwrap().head.id.to_string();
    world.remove(TABLE, &last).await;
    become_kind(&world, TABLE, "Note", select(&[])).await;
    world.sound().await;
}

#[tokio::test]
async fn choices_that_are_left_out_stay_unless_their_end_is_asked_for() {
    let world = World::new().await;
    world
        .make(
            TABLE,
            vec![json!({"State": "Todo"}), json!({"State": "Done"})],
        )
        .await;
    let old = world.table(TABLE).await.field("State").unwrap().clone();
    let done = old.kind.choices().unwrap().list[1].clone();
    let wanted = FieldKind::SingleSelect(Choices {
        list: vec![Choice {
            name: "Finished".to_owned(),
            ..done
        }],
        next_key: 2,
    });
    let kept = retype(
        &world,
        TABLE,
        "State",
        wanted.clone(),
        FieldChange::default(),
    )
    .await;
    let kept = kept.unwrap();
    assert_eq!(kept.conversion, None, "cells stay as they are");
    let names = |kind: &FieldKind| -> Vec<String> {
        let choices = kind.choices().unwrap();
        choices.list.iter().map(|one| one.name.clone()).collect()
    };
    assert_eq!(names(&kept.field.kind), ["Finished", "Todo"]);
    assert_eq!(world.column(TABLE, "State").await, [json!(0), json!(1)]);
    let change = FieldChange {
        delete_choices: true,
        ..FieldChange::default()
    };
    let gone = retype(&world, TABLE, "State", wanted, change)
        .await
        .unwrap();
    assert_eq!(names(&gone.field.kind), ["Finished"]);
    let told = gone.conversion.unwrap();
    assert_eq!(
        (counts(&told), told.examples[0].1.as_str()),
        ((2, 1), "Todo")
    );
    assert_eq!(world.column(TABLE, "State").await, [Value::Null, json!(1)]);
    world.sound().await;
}

#[tokio::test]
async fn the_primary_field_can_only_become_what_names_records() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    world.make(TABLE, vec![json!({"Name": "7"})]).await;
    for kind in [
        tick(),
        link_to(people),
        FieldKind::SingleCollaborator,
        FieldKind::CreatedBy,
        FieldKind::MultipleAttachments { reversed: false },
    ] {
        let refused = retype(&world, TABLE, "Name", kind, FieldChange::default()).await;
        let (rule, message) = broken(refused);
        assert_eq!(rule, Rule::FieldOptions);
        assert!(message.contains("primary"), "{message}");
    }
    become_kind(&world, TABLE, "Name", number()).await;
    assert_eq!(world.column(TABLE, "Name").await, [json!(7)]);
}

#[tokio::test]
async fn what_is_not_possible_is_refused_and_nothing_changes() {
    let world = notes(&["x"]).await;
    let (schema, log) = (world.schema().await, world.stored().await.log.len());
    let watching = FieldKind::LastModifiedBy {
        watched: vec![basekey_model::id::FieldId::random(&Fixed::new(3))],
    };
    for (kind, expected) in [
        (FieldKind::Button, "button"),
        (
            FieldKind::ExternalSyncSource(Choices::default()),
            "externalSyncSource",
        ),
        (
            FieldKind::AiText(basekey_model::field::AiText::default()),
            "aiText",
        ),
        (FieldKind::Number { precision: 9 }, "precision"),
        (select(&["a", "a"]), "two choices"),
        (watching, "referencedFieldIds"),
    ] {
        let refused = retype(&world, TABLE, "Note", kind, FieldChange::default()).await;
        let (rule, message) = broken(refused);
        assert_eq!(rule, Rule::FieldOptions);
        assert!(
            message.contains(expected) && message.contains("Note"),
            "{message}"
        );
    }
    let taken = FieldChange {
        name: Some("name".to_owned()),
        ..FieldChange::default()
    };
    let (rule, _) = broken(retype(&world, TABLE, "Note", number(), taken).await);
    assert_eq!(rule, Rule::FieldName);
    let gone = retype(&world, TABLE, "Gone", number(), FieldChange::default()).await;
    assert!(matches!(gone, Err(AppError::NotFound(Missing::Field(_)))));
    assert_eq!(world.schema().await.tables, schema.tables);
    assert_eq!(world.stored().await.log.len(), log);
}

#[tokio::test]
async fn a_name_alone_or_nothing_changes_without_a_conversion() {
    let world = notes(&["x"]).await;
    let log = world.stored().await.log.len();
    let permit = world.permit::<op::UpdateField>().await;
    let none = |_: &basekey_model::schema::Field| Ok::<_, AppError>(None);
    let app = &world.app;
    let same = app.change_field(permit, TABLE, "Note", FieldChange::default(), none);
    assert_eq!(same.await.unwrap().conversion, None);
    assert_eq!(world.stored().await.log.len(), log);
    let change = FieldChange {
        name: Some(" Words ".to_owned()),
        description: Some("Some".to_owned()),
        ..FieldChange::default()
    };
    let permit = world.permit::<op::UpdateField>().await;
    let changed = app.change_field(permit, TABLE, "Note", change, none).await;
    let changed = changed.unwrap();
    assert_eq!(changed.field.name, "Words");
    assert_eq!(
        world.table(TABLE).await.field("Words"),
        Some(&changed.field)
    );
    let kind = FieldKind::Email;
    let other = retype(&world, TABLE, "Words", kind, FieldChange::default()).await;
    let other = other.unwrap();
    assert_eq!(other.conversion, None, "text is text");
    assert_eq!(other.field.key, changed.field.key);
    assert_eq!(world.column(TABLE, "Words").await, [json!("x")]);
    // And the caller's own refusal is passed on.
    let permit = world.permit::<op::UpdateField>().await;
    let refused = app
        .change_field(permit, TABLE, "Words", FieldChange::default(), |_| {
            Err(AppError::Busy("x"))
        })
        .await;
    assert!(matches!(refused, Err(AppError::Busy("x"))));
}

#[tokio::test]
async fn long_tables_are_told_in_several_entries() {
    let values: Vec<String> = (0..1_120).map(|n| format!("v{}", n % 700)).collect();
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    let world = notes(&values).await;
    let log = world.stored().await.log.len();
    let told = become_kind(&world, TABLE, "Note", select(&[])).await;
    assert_eq!(counts(&told), (1_120, 0));
    let stored = world.sound().await;
    assert_eq!(
        stored.log.len(),
        log + 4,
        "the schema and three times 500 records"
    );
    let field = world.table(TABLE).await.field("Note").unwrap().clone();
    assert_eq!(field.kind.choices().unwrap().list.len(), 700);
    let told = become_kind(&world, TABLE, "Note", number()).await;
    assert_eq!((counts(&told), told.examples.len()), ((1_120, 1_120), 10));
    world.sound().await;
}

#[tokio::test]
async fn dates_no_longer_depend_on_what_is_no_date() {
    let world = World::new().await;
    let start = world.make_field(TABLE, draft("Start", days())).await.id;
    let end = world.make_field(TABLE, draft("End", days())).await.id;
    let points = world.table(TABLE).await.field("Points").unwrap().id;
    let dates = DateDependency {
        enabled: true,
        start,
        end,
        duration: points,
        predecessor: None,
        rescheduling: Rescheduling::None,
        skips_holidays: false,
        holidays: Vec::new(),
        forward_only: false,
    };
    let edit = TableEdit {
        date_dependency: Some(Some(dates.clone())),
        ..TableEdit::default()
    };
    let permit = world.permit::<op::UpdateTable>().await;
    world.app.update_table(permit, TABLE, edit).await.unwrap();
    become_kind(&world, TABLE, "State", FieldKind::SingleLineText).await;
    assert!(world.table(TABLE).await.date_dependency.is_some());
    become_kind(&world, TABLE, "End", FieldKind::SingleLineText).await;
    assert_eq!(world.table(TABLE).await.date_dependency, None);
    let items: Vec<_> = world.stored().await.log.pop().unwrap().what;
    assert!(items.contains(&ChangeItem::DateDependencyUpdated {
        table: world.table(TABLE).await.no,
        before: Some(Box::new(dates)),
        after: None,
    }));
}
