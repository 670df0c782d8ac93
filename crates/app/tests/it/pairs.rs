//! Link fields: both sides are made, named and refused together.

use std::collections::BTreeSet;

use basekey_access::op;
use basekey_app::{AppError, FieldEdit, NewBase, Rule, TableEdit};
use basekey_model::change::ChangeItem;
use basekey_model::field::{FieldKind, Inverse, Link};
use basekey_model::id::{TableId, ViewId};
use basekey_model::limits::Limits;
use basekey_model::schema::{Field, Table, TableDraft, TableNo};
use basekey_model::testing::Fixed;
use serde_json::json;

use crate::base::{broken, draft, link_to, text};
use crate::support::{TABLE, World};

fn link(field: &Field) -> &Link {
    field.kind.link().unwrap()
}

fn names(table: &Table) -> Vec<&str> {
    table
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect()
}

#[tokio::test]
async fn a_link_between_two_tables_gets_a_field_on_the_other_side() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    let field = world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    let other = world.table("People").await;
    let made = other.field(TABLE).unwrap();
    assert_eq!(link(&field).inverse, Inverse::Field(made.id));
    let tasks = world.table(TABLE).await;
    assert_eq!(
        *link(made),
        Link {
            inverse: Inverse::Field(field.id),
            ..Link::to(tasks.id)
        }
    );
    // A second one is named so that it can be told apart, in whatever case.
    world
        .make_field(TABLE, draft("Checker", link_to(people)))
        .await;
    let rename = FieldEdit {
        name: Some("tASKS 3".to_owned()),
        description: None,
    };
    let permit = world.permit::<op::UpdateField>().await;
    world
        .app
        .update_field(permit, "People", "Tasks 2", rename)
        .await
        .unwrap();
    world
        .make_field(TABLE, draft("Third", link_to(people)))
        .await;
    world
        .make_field(TABLE, draft("Fourth", link_to(people)))
        .await;
    assert_eq!(
        names(&world.table("People").await),
        ["Name", "Tasks", "tASKS 3", "Tasks 2", "Tasks 4"]
    );
    // Both fields stand in one change.
    let stored = world.sound().await;
    let made: Vec<(TableNo, &str)> = stored
        .log
        .last()
        .unwrap()
        .what
        .iter()
        .map(|item| match item {
            ChangeItem::FieldCreated { table, field } => (*table, field.name.as_str()),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(made, [(tasks.no, "Fourth"), (other.no, "Tasks 4")]);
}

#[tokio::test]
async fn a_link_within_a_table_has_no_field_on_the_other_side() {
    let world = World::new().await;
    let tasks = world.table(TABLE).await;
    let field = world
        .make_field(TABLE, draft("After", link_to(tasks.id)))
        .await;
    let Inverse::Hidden(key) = link(&field).inverse else {
        panic!("{field:?}");
    };
    let now = world.table(TABLE).await;
    assert_eq!(now.fields.len(), tasks.fields.len() + 1);
    assert!(now.field_by_key(key).is_none() && key < now.next_key);
    let ids = world.make(TABLE, vec![json!({"Name": "a"})]).await;
    world.make(TABLE, vec![json!({"After": ids})]).await;
    world.sound().await;
}

#[tokio::test]
async fn a_new_table_may_link_to_tables_that_are_there() {
    let world = World::new().await;
    let (tasks, people) = (
        world.table(TABLE).await.id,
        world.make_table("People", vec![]).await,
    );
    let links = vec![
        draft("Who", link_to(people)),
        draft("What", link_to(tasks)),
        draft("Also", link_to(tasks)),
    ];
    let id = world.make_table("Hours", links).await;
    let hours = world.table("Hours").await;
    assert_eq!(names(&world.table("People").await), ["Name", "Hours"]);
    let tasks = world.table(TABLE).await;
    assert_eq!(names(&tasks)[5..], ["Hours", "Hours 2"]);
    for (own, other) in [("What", "Hours"), ("Also", "Hours 2")] {
        let (own, other) = (hours.field(own).unwrap(), tasks.field(other).unwrap());
        assert_eq!(link(own).inverse, Inverse::Field(other.id));
        assert_eq!(link(other).inverse, Inverse::Field(own.id));
        assert_eq!(link(other).table, id);
    }
    let stored = world.sound().await;
    let [created, others @ ..] = stored.log.last().unwrap().what.as_slice() else {
        panic!("nothing was logged");
    };
    assert!(
        matches!(created, ChangeItem::TableCreated { table } if **table == hours),
        "with the other sides that were made"
    );
    let is_field = |item: &ChangeItem| matches!(item, ChangeItem::FieldCreated { .. });
    assert!(others.len() == 3 && others.iter().all(is_field));
}

#[tokio::test]
async fn a_link_leads_to_a_table_and_view_that_are_there() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    let (own_view, view) = (
        world.table(TABLE).await.views[0].id,
        world.table("People").await.views[0].id,
    );
    let before = world.stored().await;
    let nowhere = TableId::random(&Fixed::new(7));
    let (rule, message) = broken(world.try_field(TABLE, draft("x", link_to(nowhere))).await);
    assert_eq!(rule, Rule::FieldOptions);
    assert!(message.contains("linkedTableId") && message.contains(&nowhere.to_string()));
    let with_view = |view: ViewId| {
        FieldKind::MultipleRecordLinks(Link {
            view: Some(view),
            ..Link::to(people)
        })
    };
    let (rule, message) = broken(
        world
            .try_field(TABLE, draft("x", with_view(own_view)))
            .await,
    );
    assert_eq!(rule, Rule::FieldOptions);
    assert!(message.contains("viewIdForRecordSelection"), "{message}");
    let (rule, message) = broken(
        world
            .try_table("y", vec![draft("x", link_to(people))])
            .await,
    );
    assert_eq!(rule, Rule::FieldOptions);
    assert!(message.contains("primary"), "{message}");
    assert_eq!(world.stored().await.log.len(), before.log.len());
    let field = world.make_field(TABLE, draft("x", with_view(view))).await;
    assert_eq!(link(&field).view, Some(view));
    // A deleted table is none.
    world.delete_table("People").await;
    let (rule, _) = broken(world.try_field(TABLE, draft("z", link_to(people))).await);
    assert_eq!(rule, Rule::FieldOptions);
}

#[tokio::test]
async fn there_must_be_room_on_both_sides() {
    let world = World::with(Limits {
        fields_per_table: 6,
        ..Limits::default()
    })
    .await;
    let people = world
        .make_table("People", vec![text("b"), text("c"), text("d")])
        .await;
    world.make_field(TABLE, draft("One", link_to(people))).await;
    let (_, message) = broken(world.try_field(TABLE, draft("Two", link_to(people))).await);
    assert!(message.contains("at most 6"), "{message}");
    let tasks = world.table(TABLE).await.id;
    let (_, message) = broken(
        world
            .try_field("People", draft("Two", link_to(tasks)))
            .await,
    );
    assert!(
        message.contains("at most 6") && message.contains(TABLE),
        "{message}"
    );
    // Nothing is left of the half that would have had room.
    assert_eq!(world.table("People").await.fields.len(), 5);
    let links = vec![
        text("a"),
        draft("One", link_to(people)),
        draft("Two", link_to(people)),
    ];
    broken(world.try_table("New", links).await);
    assert!(world.schema().await.table("New").is_none());
    assert_eq!(world.table("People").await.fields.len(), 5);
}

#[tokio::test]
async fn long_names_leave_room_for_a_number() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    let long = "ä".repeat(255);
    world
        .make_table(
            &long,
            vec![draft("a", link_to(people)), draft("b", link_to(people))],
        )
        .await;
    let people = world.table("People").await;
    let made = names(&people);
    assert_eq!(made[1], long);
    assert!(made[2].starts_with("ää") && made[2].chars().count() <= 255);
}

#[tokio::test]
async fn the_first_tables_of_a_base_can_not_link() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let permit = world
        .app
        .permit_workspace::<op::CreateBase>(&ctx, &world.workspace)
        .await
        .unwrap();
    let table = TableDraft {
        name: "a".to_owned(),
        description: None,
        fields: vec![text("b"), draft("c", link_to(world.table(TABLE).await.id))],
    };
    let new = NewBase {
        name: "n".to_owned(),
        tables: vec![table],
    };
    let (rule, message) = broken(world.app.create_base(permit, &ctx, new).await);
    assert_eq!(rule, Rule::FieldOptions);
    assert!(message.contains("\"c\": linkedTableId"), "{message}");
}

#[tokio::test]
async fn many_at_once_make_many_pairs() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..24 {
        let app = world.app.clone();
        let permit = world.permit::<op::CreateField>().await;
        let (table, to) = if n % 2 == 0 {
            (TABLE, people)
        } else {
            ("People", world.table(TABLE).await.id)
        };
        tasks.spawn(async move {
            let draft = draft(&format!("Link {n}"), link_to(to));
            app.create_field(permit, table, draft).await.map(drop)
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    let (tasks, people) = (world.table(TABLE).await, world.table("People").await);
    assert_eq!((tasks.fields.len(), people.fields.len()), (5 + 24, 1 + 24));
    let different: BTreeSet<String> = names(&people)
        .iter()
        .map(|name| name.to_lowercase())
        .collect();
    assert_eq!(different.len(), 25);
    world.sound().await;
}

#[tokio::test]
async fn names_differ_in_more_than_case() {
    let world = World::new().await;
    world.make_table("People", vec![text("Straße")]).await;
    let rename = |table: &'static str, name: &str| {
        let edit = TableEdit {
            name: Some(name.to_owned()),
            ..TableEdit::default()
        };
        let world = &world;
        async move {
            let permit = world.permit::<op::UpdateTable>().await;
            world.app.update_table(permit, table, edit).await
        }
    };
    assert_eq!(broken(rename("People", " tASKS ").await).0, Rule::TableName);
    let (rule, _) = broken(world.try_field("People", text("STRAßE")).await);
    assert_eq!(rule, Rule::FieldName);
    // Another case of the own name is no other name.
    assert_eq!(rename("People", "PEOPLE").await.unwrap().name, "PEOPLE");
    let before = world.stored().await.log.len();
    rename("PEOPLE", "PEOPLE").await.unwrap();
    assert_eq!(world.stored().await.log.len(), before, "nothing changed");
    let permit = world.permit::<op::UpdateTable>().await;
    let gone = world
        .app
        .update_table(permit, "People", TableEdit::default())
        .await;
    assert!(matches!(gone, Err(AppError::NotFound(_))));
}
