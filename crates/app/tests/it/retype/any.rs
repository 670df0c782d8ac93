//! Any type becomes any other, while others write.

use basekey_access::op;
use basekey_app::{AppError, FieldChange};
use basekey_model::field::{Choices, FieldKind, Link};
use basekey_model::id::TableId;
use basekey_model::schema::Field;
use basekey_model::testing::Fixed;
use proptest::prelude::*;
use serde_json::json;

use super::{days, last_modified, notes, number, retype, select, tick};
use crate::base::{link_to, text};
use crate::support::TABLE;

#[tokio::test]
async fn records_written_at_the_same_time_are_converted_or_refused() {
    let world = notes(&["1"]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..20 {
        let app = world.app.clone();
        let permit = world.permit::<op::CreateRecords>().await;
        tasks.spawn(async move {
            let fields = crate::support::map(json!({"Note": format!("{n}")}));
            let inputs = vec![basekey_app::RecordInput { fields }];
            let options = basekey_app::WriteOptions { typecast: true };
            app.create_records(permit, TABLE, inputs, options)
                .await
                .map(drop)
        });
    }
    for kind in [number(), FieldKind::SingleLineText, number(), select(&[])] {
        retype(&world, TABLE, "Note", kind, FieldChange::default())
            .await
            .unwrap();
        tokio::task::yield_now().await;
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    world.sound().await;
    assert_eq!(world.cells(TABLE).await.len(), 21);
}

#[tokio::test]
async fn many_changes_at_once_all_come_true() {
    let world = notes(&[]).await;
    let people = world.make_table("People", vec![]).await;
    let mut row = serde_json::Map::new();
    for n in 0..8 {
        world.make_field(TABLE, text(&format!("F{n}"))).await;
        row.insert(format!("F{n}"), json!(format!("{n}")));
    }
    world.make(TABLE, vec![row.into()]).await;
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..8 {
        let (app, permit) = (world.app.clone(), world.permit::<op::UpdateField>().await);
        let kind = if n % 2 == 0 {
            number()
        } else {
            link_to(people)
        };
        tasks.spawn(async move {
            let (field, change) = (format!("F{n}"), FieldChange::default());
            let kind = |_: &Field| Ok::<_, AppError>(Some(kind.clone()));
            let done = app.change_field(permit, TABLE, &field, change, kind).await;
            done.map(drop)
        });
        let (app, permit) = (world.app.clone(), world.permit::<op::CreateField>().await);
        tasks.spawn(async move {
            let field = text(&format!("New {n}"));
            app.create_field(permit, TABLE, field).await.map(drop)
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap().unwrap();
    }
    let table = world.table(TABLE).await;
    for n in 0..8 {
        let kind = &table.field(&format!("F{n}")).unwrap().kind;
        assert_eq!(kind.is_number(), n % 2 == 0);
        assert!(table.field(&format!("New {n}")).is_some());
    }
    assert_eq!(world.table("People").await.fields.len(), 1 + 4);
    world.sound().await;
}

fn kind() -> impl Strategy<Value = FieldKind> {
    prop::sample::select(vec![
        FieldKind::SingleLineText,
        number(),
        tick(),
        days(),
        select(&["1", "x"]),
        FieldKind::MultipleSelects(Choices::default()),
        FieldKind::SingleCollaborator,
        FieldKind::MultipleAttachments { reversed: false },
        FieldKind::Barcode,
        FieldKind::AutoNumber,
        last_modified(),
        FieldKind::CreatedBy,
        FieldKind::MultipleRecordLinks(Link::to(TableId::random(&Fixed::new(0)))),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Any type may become any other, again and again. A link leads to the
    /// other table or to its own, as the number says.
    #[test]
    fn a_base_stays_sound_whatever_fields_become(
        steps in prop::collection::vec((kind(), any::<bool>(), any::<bool>()), 1..8),
    ) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = notes(&["1", "x", "a, b", "2024-05-06", "https://a.b/c", "Ann"]).await;
            let people = world.make_table("People", vec![]).await;
            let tasks = world.table(TABLE).await.id;
            for (kind, own, dry_run) in steps {
                let kind = match kind {
                    FieldKind::MultipleRecordLinks(_) => link_to(if own { tasks } else { people }),
                    kind => kind,
                };
                let before = world.stored().await.log.len();
                let change = FieldChange { dry_run, ..FieldChange::default() };
                let done = retype(&world, TABLE, "Note", kind, change).await;
                if let Err(error) = &done {
                    // From a link to one that leads elsewhere.
                    assert!(error.to_string().contains("linkedTableId"), "{error}");
                }
                let stored = world.sound().await;
                assert!(!dry_run || stored.log.len() == before);
                world.clock.advance_seconds(1);
                world.make(TABLE, vec![json!({"Name": "new"})]).await;
            }
            world.sound().await;
        });
    }
}
