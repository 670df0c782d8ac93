//! Views: made, changed and deleted; and date dependencies of tables.

use std::collections::{BTreeMap, BTreeSet};

use basekey_access::op;
use basekey_app::{
    AppError, Direction, ListQuery, ListedView, Missing, Rule, TableEdit, TableHandle, ViewDraft,
    ViewEdit,
};
use basekey_model::change::ChangeItem;
use basekey_model::field::{DateFormat, DurationFormat, FieldKind, Link};
use basekey_model::filter::{Condition, Conjunction, Filter, Operator};
use basekey_model::id::{FieldId, ViewId};
use basekey_model::limits::Limits;
use basekey_model::schema::{DateDependency, Rescheduling, ViewSettings, ViewSort};
use basekey_model::testing::Fixed;
use serde_json::json;

use crate::base::{broken, draft, link_to};
use crate::support::{TABLE, World};

async fn create(world: &World, draft: ViewDraft) -> Result<ListedView, AppError> {
    let permit = world.permit::<op::CreateView>().await;
    world.app.create_view(permit, TABLE, draft).await
}

async fn update(world: &World, view: ViewId, edit: ViewEdit) -> Result<ListedView, AppError> {
    let permit = world.permit::<op::UpdateView>().await;
    let view = view.to_string();
    world.app.update_view(permit, &view, edit).await
}

async fn delete(world: &World, view: ViewId) -> Result<ViewId, AppError> {
    let permit = world.permit::<op::DeleteView>().await;
    world.app.delete_view(permit, &view.to_string()).await
}

fn named(name: &str) -> ViewDraft {
    ViewDraft {
        name: name.to_owned(),
        ..ViewDraft::default()
    }
}

async fn field(world: &World, name: &str) -> FieldId {
    world.table(TABLE).await.field(name).unwrap().id
}

fn points_over(field: FieldId, value: serde_json::Value) -> Filter {
    Filter {
        conjunction: Conjunction::And,
        conditions: vec![Condition::Cell {
            field,
            operator: Operator::Greater,
            value: Some(value),
        }],
    }
}

#[tokio::test]
async fn a_view_is_made_changed_and_deleted() {
    let world = World::new().await;
    let (points, state) = (field(&world, "Points").await, field(&world, "State").await);
    let sort = |field| ViewSort {
        field,
        direction: Direction::Descending,
    };
    let settings = ViewSettings {
        order: vec![state, points],
        hidden: BTreeSet::from([points]),
        widths: BTreeMap::from([(state, 300)]),
        filter: Some(points_over(points, json!(3))),
        formula: None,
        sorts: vec![sort(points)],
        groups: vec![sort(state)],
    };
    let made = create(
        &world,
        ViewDraft {
            name: " Mine ".to_owned(),
            description: Some("What is mine".to_owned()),
            settings: settings.clone(),
        },
    )
    .await
    .unwrap();
    assert_eq!(made.table.id, world.table(TABLE).await.id);
    assert_eq!(
        (made.view.name.as_str(), &made.view.settings),
        ("Mine", &settings)
    );
    let views = world.table(TABLE).await.views;
    assert_eq!(views.last(), Some(&made.view));
    // What is not given stays.
    let edit = ViewEdit {
        name: Some("MINE".to_owned()),
        description: Some(String::new()),
        filter: Some(None),
        hidden: Some(BTreeSet::new()),
        ..ViewEdit::default()
    };
    let changed = update(&world, made.view.id, edit.clone()).await.unwrap();
    assert_eq!(
        changed.view.settings,
        ViewSettings {
            filter: None,
            hidden: BTreeSet::new(),
            ..settings
        }
    );
    assert_eq!(
        (changed.view.name.as_str(), &changed.view.description),
        ("MINE", &None)
    );
    let stored = world.stored().await;
    assert_eq!(
        stored.log.last().unwrap().what,
        [ChangeItem::ViewUpdated {
            table: made.table.no,
            before: Box::new(made.view.clone()),
            after: Box::new(changed.view.clone()),
        }]
    );
    update(&world, made.view.id, edit).await.unwrap();
    let again = world.stored().await.log.len();
    assert_eq!(again, stored.log.len(), "nothing changed");
    assert_eq!(delete(&world, made.view.id).await.unwrap(), made.view.id);
    assert_eq!(world.table(TABLE).await.views.len(), 1);
    for gone in [
        delete(&world, made.view.id).await.map(drop),
        update(&world, made.view.id, ViewEdit::default())
            .await
            .map(drop),
    ] {
        assert!(matches!(gone, Err(AppError::NotFound(Missing::View(_)))));
    }
    let last = world.stored().await.log.pop().unwrap();
    assert!(matches!(
        last.what.as_slice(),
        [ChangeItem::ViewDeleted { .. }]
    ));
}

#[tokio::test]
async fn a_view_is_of_its_table() {
    let world = World::new().await;
    world.make_table("People", vec![]).await;
    let elsewhere = world.table("People").await.primary_field;
    let (points, primary) = (
        field(&world, "Points").await,
        world.table(TABLE).await.primary_field,
    );
    let before = world.stored().await.log.len();
    let nowhere = FieldId::random(&Fixed::new(3));
    let sort = |field| ViewSort {
        field,
        direction: Direction::Ascending,
    };
    for unknown in [elsewhere, nowhere] {
        let filter = points_over(unknown, json!(1));
        for settings in [
            ViewSettings {
                order: vec![unknown],
                ..ViewSettings::default()
            },
            ViewSettings {
                hidden: BTreeSet::from([unknown]),
                ..ViewSettings::default()
            },
            ViewSettings {
                widths: BTreeMap::from([(unknown, 100)]),
                ..ViewSettings::default()
            },
            ViewSettings {
                filter: Some(filter),
                ..ViewSettings::default()
            },
            ViewSettings {
                sorts: vec![sort(unknown)],
                ..ViewSettings::default()
            },
            ViewSettings {
                groups: vec![sort(unknown)],
                ..ViewSettings::default()
            },
        ] {
            let draft = ViewDraft {
                settings,
                ..named("v")
            };
            match create(&world, draft).await {
                Err(AppError::UnknownField(id)) => assert_eq!(id, unknown.to_string()),
                other => panic!("{other:?}"),
            }
        }
    }
    for (settings, expected) in [
        (
            ViewSettings {
                order: vec![points, points],
                ..ViewSettings::default()
            },
            "twice",
        ),
        (
            ViewSettings {
                hidden: BTreeSet::from([primary]),
                ..ViewSettings::default()
            },
            "primary",
        ),
        (
            ViewSettings {
                widths: BTreeMap::from([(points, 39)]),
                ..ViewSettings::default()
            },
            "pixels",
        ),
        (
            ViewSettings {
                widths: BTreeMap::from([(points, 2_001)]),
                ..ViewSettings::default()
            },
            "pixels",
        ),
        (
            ViewSettings {
                filter: Some(points_over(points, json!("many"))),
                ..ViewSettings::default()
            },
            "filter",
        ),
        (
            ViewSettings {
                sorts: vec![sort(points), sort(points)],
                ..ViewSettings::default()
            },
            "twice",
        ),
    ] {
        let draft = ViewDraft {
            settings,
            ..named("v")
        };
        let (rule, message) = broken(create(&world, draft).await);
        assert_eq!(rule, Rule::Request);
        assert!(message.contains(expected), "{message}");
    }
    assert_eq!(world.stored().await.log.len(), before);
}

#[tokio::test]
async fn names_of_views_differ_and_the_last_view_stays() {
    let world = World::with(Limits {
        views_per_table: 2,
        ..Limits::default()
    })
    .await;
    let first = world.table(TABLE).await.views[0].id;
    for name in ["GRID VIEW", " ", "a\nb", &"x".repeat(256)] {
        let (rule, _) = broken(create(&world, named(name)).await);
        assert_eq!(rule, Rule::Request, "{name}");
    }
    assert!(broken(delete(&world, first).await).1.contains("last view"));
    let second = create(&world, named("Second")).await.unwrap().view.id;
    let (_, message) = broken(create(&world, named("Third")).await);
    assert!(message.contains("at most 2"), "{message}");
    let rename = |name: &str| ViewEdit {
        name: Some(name.to_owned()),
        ..ViewEdit::default()
    };
    broken(update(&world, second, rename("grid view")).await);
    // A table of its own has names of its own.
    world.make_table("People", vec![]).await;
    assert_eq!(world.table("People").await.views[0].name, "Grid view");
    delete(&world, first).await.unwrap();
    broken(delete(&world, second).await);
}

#[tokio::test]
async fn links_forget_a_deleted_view() {
    let world = World::new().await;
    let tasks = world.table(TABLE).await.id;
    world.make_table("People", vec![]).await;
    let view = create(&world, named("Second")).await.unwrap().view.id;
    let kind = FieldKind::MultipleRecordLinks(Link {
        view: Some(view),
        ..Link::to(tasks)
    });
    world.make_field("People", draft("One", kind.clone())).await;
    world.make_field("People", draft("Two", kind)).await;
    let gone = world.delete_field("People", "Two").await;
    delete(&world, view).await.unwrap();
    let last = world.stored().await.log.pop().unwrap();
    assert!(matches!(
        last.what.as_slice(),
        [
            ChangeItem::ViewDeleted { .. },
            ChangeItem::FieldUpdated { .. }
        ]
    ));
    world.restore(&gone.id).await;
    for (field, link) in world.table("People").await.links() {
        assert_eq!(link.view, None, "{}", field.name);
    }
}

#[tokio::test]
async fn what_a_view_does_not_change_may_name_deleted_fields() {
    let world = World::new().await;
    let (points, state) = (field(&world, "Points").await, field(&world, "State").await);
    let draft = ViewDraft {
        settings: ViewSettings {
            order: vec![points, state],
            ..ViewSettings::default()
        },
        ..named("v")
    };
    let view = create(&world, draft).await.unwrap().view;
    let gone = world.delete_field(TABLE, "Points").await;
    let edit = ViewEdit {
        widths: Some(BTreeMap::from([(state, 80)])),
        ..ViewEdit::default()
    };
    update(&world, view.id, edit).await.unwrap();
    world.restore(&gone.id).await;
    let view = world.table(TABLE).await.views.pop().unwrap();
    assert_eq!(view.settings.order, [points, state]);
}

async fn set_dates(world: &World, dates: Option<DateDependency>) -> Result<TableHandle, AppError> {
    let edit = TableEdit {
        date_dependency: Some(dates),
        ..TableEdit::default()
    };
    let permit = world.permit::<op::UpdateTable>().await;
    world.app.update_table(permit, TABLE, edit).await
}

#[tokio::test]
async fn date_dependencies_name_fields_that_fit() {
    let world = World::new().await;
    let people = world.make_table("People", vec![]).await;
    let tasks = world.table(TABLE).await.id;
    let days = FieldKind::Date {
        date: DateFormat::Iso,
    };
    let length = FieldKind::Duration {
        format: DurationFormat::Minutes,
    };
    let mut ids = BTreeMap::new();
    for (name, kind) in [
        ("start", days.clone()),
        ("end", days),
        ("length", length),
        ("own", link_to(tasks)),
        ("other", link_to(people)),
    ] {
        ids.insert(name, world.make_field(TABLE, draft(name, kind)).await.id);
    }
    let name = world.table(TABLE).await.primary_field;
    let good = DateDependency {
        enabled: true,
        start: ids["start"],
        end: ids["end"],
        duration: ids["length"],
        predecessor: Some(ids["own"]),
        rescheduling: Rescheduling::Flexible,
        skips_holidays: true,
        holidays: vec!["2024-02-29".to_owned()],
        forward_only: true,
    };
    let before = world.stored().await.log.len();
    let change = |with: &dyn Fn(&mut DateDependency)| {
        let mut bad = good.clone();
        with(&mut bad);
        bad
    };
    let nowhere = FieldId::random(&Fixed::new(3));
    let bad_days = |day: &str| change(&|bad| bad.holidays = vec![day.to_owned()]);
    for (bad, expected) in [
        (change(&|bad| bad.start = name), "startDateFieldId"),
        (change(&|bad| bad.start = nowhere), "startDateFieldId"),
        (change(&|bad| bad.end = ids["length"]), "endDateFieldId"),
        (change(&|bad| bad.end = bad.start), "endDateFieldId"),
        (
            change(&|bad| bad.duration = ids["start"]),
            "durationFieldId",
        ),
        (
            change(&|bad| bad.predecessor = Some(ids["other"])),
            "predecessorFieldId",
        ),
        (bad_days("2023-02-29"), "holidays"),
        (bad_days("2024-1-2"), "holidays"),
        (bad_days("2024-01-02T00:00:00.000Z"), "holidays"),
        (bad_days(""), "holidays"),
    ] {
        let (rule, message) = broken(set_dates(&world, Some(bad)).await);
        assert_eq!(rule, Rule::Request);
        assert!(
            message.contains(expected),
            "{message} instead of {expected}"
        );
    }
    assert_eq!(world.stored().await.log.len(), before);
    let table = set_dates(&world, Some(good.clone())).await.unwrap();
    assert_eq!(table.date_dependency.as_deref(), Some(&good));
    let stored = world.stored().await;
    assert_eq!(
        stored.log.last().unwrap().what,
        [ChangeItem::DateDependencyUpdated {
            table: table.no,
            before: None,
            after: Some(Box::new(good)),
        }]
    );
    let table = set_dates(&world, None).await.unwrap();
    assert_eq!(table.date_dependency, None);
}

#[tokio::test]
async fn a_view_keeps_records_by_a_formula() {
    let world = World::new().await;
    for points in [1, 5, 9] {
        world
            .create(vec![
                json!({ "Name": format!("n{points}"), "Points": points }),
            ])
            .await;
    }
    let permit = world.permit::<op::CreateView>().await;
    let draft = |formula: &str| ViewDraft {
        name: "Large".to_owned(),
        description: None,
        settings: ViewSettings {
            formula: Some(formula.to_owned()),
            ..ViewSettings::default()
        },
    };
    let refused = world
        .app
        .create_view(permit, TABLE, draft("{Nothing} > 1"))
        .await;
    assert!(matches!(refused, Err(AppError::Formula(_))));
    let permit = world.permit::<op::CreateView>().await;
    let made = world.app.create_view(permit, TABLE, draft("{Points} > 3"));
    let formula = made.await.unwrap().view.settings.formula.unwrap();
    assert!(formula.starts_with("{fld"), "kept by id: {formula}");
    let list = async |filter: Option<&str>| {
        let query = ListQuery {
            view: Some("Large".to_owned()),
            filter: filter.map(str::to_owned),
            ..ListQuery::default()
        };
        let permit = world.permit::<op::ListRecords>().await;
        let page = world.app.list_records(permit, TABLE, query).await.unwrap();
        page.records.len()
    };
    assert_eq!(list(None).await, 2);
    assert_eq!(list(Some("{Points} < 9")).await, 1);
    // What it reads may go: it means nothing then, as other settings do.
    let permit = world.permit::<op::DeleteField>().await;
    world
        .app
        .delete_field(permit, TABLE, "Points")
        .await
        .unwrap();
    assert_eq!(list(None).await, 3);
}
