//! Whatever goes and comes in whatever order, a base stays sound.

use basekey_app::RecordPage;
use proptest::prelude::*;
use serde_json::json;

use super::{DAY, linked, update};
use crate::base::{draft, link_to};
use crate::support::{TABLE, World};

/// One thing that is done to a base of three tables that all link to each other.
#[derive(Debug, Clone)]
enum Step {
    Make(usize, usize),
    Remove(usize, usize),
    Link(usize, usize, usize, usize),
    DeleteField(usize, usize),
    DeleteTable(usize),
    Restore(usize),
    Wait(i64),
    Purge,
    NewLink(usize, usize),
}

fn step() -> impl Strategy<Value = Step> {
    let some = 0..6usize;
    prop_oneof![
        3 => (some.clone(), some.clone()).prop_map(|(table, n)| Step::Make(table, n)),
        2 => (some.clone(), some.clone()).prop_map(|(table, n)| Step::Remove(table, n)),
        4 => (some.clone(), some.clone(), some.clone(), some.clone())
            .prop_map(|(table, field, from, to)| Step::Link(table, field, from, to)),
        3 => (some.clone(), some.clone()).prop_map(|(table, n)| Step::DeleteField(table, n)),
        2 => some.clone().prop_map(Step::DeleteTable),
        4 => some.clone().prop_map(Step::Restore),
        2 => (1..20i64).prop_map(Step::Wait),
        1 => Just(Step::Purge),
        1 => (some.clone(), some).prop_map(|(from, to)| Step::NewLink(from, to)),
    ]
}

fn pick<T>(list: &[T], n: usize) -> Option<&T> {
    list.get(n.checked_rem(list.len())?)
}

async fn take(world: &World, step: &Step) {
    let schema = world.schema().await;
    let table = |n: usize| pick(&schema.tables, n).unwrap();
    let record = |page: &RecordPage, n: usize| {
        let at = n.checked_rem(page.records.len())?;
        Some(page.records.get(at)?.head.id.to_string())
    };
    match step {
        Step::Make(at, n) => {
            let rows = (0..=*n % 3).map(|n| json!({"Name": format!("r{n}")}));
            world.make(&table(*at).name, rows.collect()).await;
        }
        Step::Remove(at, n) => {
            let name = &table(*at).name;
            if let Some(id) = record(&world.page(name).await, *n) {
                world.remove(name, &id).await;
            }
        }
        Step::Link(at, field, from, to) => {
            let own = table(*at);
            let fields: Vec<_> = own
                .fields
                .iter()
                .filter_map(|field| Some((field, field.kind.link()?)))
                .collect();
            let Some((field, link)) = pick(&fields, *field) else {
                return;
            };
            let other = &schema.table_of_id(link.table).unwrap().name;
            let (own_page, other_page) = (world.page(&own.name).await, world.page(other).await);
            let (Some(from), Some(to)) = (record(&own_page, *from), record(&other_page, *to))
            else {
                return;
            };
            let cells = json!({field.name.clone(): [to]});
            update(world, &own.name, &from, cells).await.unwrap();
        }
        Step::DeleteField(at, n) => {
            let own = table(*at);
            if let Some(field) = pick(&own.fields[1..], *n) {
                world.delete_field(&own.name, &field.name).await;
            }
        }
        Step::DeleteTable(at) => {
            let done = world.try_delete_table(&table(*at).name).await;
            assert_eq!(done.is_ok(), schema.tables.len() > 1);
        }
        Step::Restore(n) => {
            let items = world.deleted().await;
            if let Some(item) = pick(&items, *n) {
                // A field may wait for a table; everything else comes back.
                let back = world.try_restore(&item.id).await;
                assert!(back.is_ok() || item.table.is_some(), "{back:?}");
            }
        }
        Step::Wait(days) => world.clock.advance_seconds(days * DAY),
        Step::Purge => drop(world.app.purge_deleted().await.unwrap()),
        Step::NewLink(from, to) => {
            let (from, to) = (table(*from), table(*to));
            let name = format!("L{}", from.next_key.0);
            world
                .make_field(&from.name, draft(&name, link_to(to.id)))
                .await;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_base_stays_sound_whatever_goes_and_comes(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let world = linked().await;
            let people = world.table("People").await.id;
            let tasks = world.table(TABLE).await.id;
            let links = vec![draft("To people", link_to(people)), draft("To tasks", link_to(tasks))];
            world.make_table("Third", links).await;
            for step in &steps {
                take(&world, step).await;
            }
            world.sound().await;
            world.clock.advance_seconds(31 * DAY);
            world.app.purge_deleted().await.unwrap();
            let stored = world.sound().await;
            assert!(stored.schema.deleted.is_empty());
            assert!(stored.schema.tables.iter().all(|table| table.deleted_fields.is_empty()));
        });
    }
}
