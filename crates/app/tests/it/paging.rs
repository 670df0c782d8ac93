//! Paging through views of many records, while others write.

use std::collections::{BTreeSet, HashSet, VecDeque};

use basekey_access::op;
use basekey_app::{
    Direction, ListQuery, RecordEdit, RecordPage, UpdateMode, ViewEdit, WriteOptions,
};
use basekey_model::field::FieldKind;
use basekey_model::filter::Operator;
use basekey_model::id::ViewId;
use basekey_model::limits::Limits;
use basekey_model::schema::ViewSettings;
use serde_json::{Value, json};

use crate::base::draft;
use crate::listing::{ROWS, by, change_view, field, list, make_view, only, through};
use crate::support::{World, map};

/// As many records, sizes going round from 0 to 9.
async fn many(count: usize) -> (World, Vec<String>) {
    let limits = Limits {
        records_per_write: 10_000,
        ..Limits::default()
    };
    let world = World::with(limits).await;
    let size = draft("Size", FieldKind::Number { precision: 0 });
    world.make_table(ROWS, vec![size]).await;
    let records: Vec<Value> = (0..count)
        .map(|n| json!({"Name": format!("n{n}"), "Size": n % 10}))
        .collect();
    let ids = world.make(ROWS, records).await;
    (world, ids)
}

async fn view_of(world: &World, operator: Operator, than: i64) -> ViewId {
    let size = field(world, "Size").await;
    let settings = ViewSettings {
        filter: Some(only(size, operator, json!(than))),
        ..ViewSettings::default()
    };
    make_view(world, settings).await
}

/// All ids of a list, page by page.
async fn pages(world: &World, query: &ListQuery) -> Vec<Vec<String>> {
    let mut query = query.clone();
    let mut found = Vec::new();
    loop {
        let page = list(world, query.clone()).await.unwrap();
        found.push(ids_of(&page));
        query.offset = page.offset;
        if query.offset.is_none() {
            return found;
        }
    }
}

fn ids_of(page: &RecordPage) -> Vec<String> {
    let ids = page.records.iter();
    ids.map(|record| record.head.id.to_string()).collect()
}

#[tokio::test]
async fn a_filter_that_keeps_little_is_read_through_to_the_end() {
    let (world, ids) = many(3_210).await;
    let (name, size) = (field(&world, "Name").await, field(&world, "Size").await);
    let view = view_of(&world, Operator::Equal, 3).await;
    let of_size = |page_size| ListQuery {
        page_size: Some(page_size),
        ..through(view)
    };
    let expected: Vec<&String> = ids.iter().skip(3).step_by(10).collect();
    for page_size in [7, 100] {
        let found = pages(&world, &of_size(page_size)).await;
        let full = &found[..found.len() - 1];
        assert!(full.iter().all(|page| page.len() == page_size));
        assert_eq!(found.concat().iter().collect::<Vec<_>>(), expected);
    }
    let filtered_by = |filter| ViewEdit {
        filter: Some(Some(filter)),
        ..ViewEdit::default()
    };
    // One record in a thousand.
    let few = only(name, Operator::Contains, json!("999"));
    change_view(&world, view, filtered_by(few)).await;
    let found = pages(&world, &of_size(1)).await.concat();
    assert_eq!(found, [999, 1_999, 2_999].map(|n| ids[n].clone()));
    let none = only(size, Operator::Greater, json!(9));
    change_view(&world, view, filtered_by(none)).await;
    assert_eq!(pages(&world, &of_size(100)).await, [Vec::<String>::new()]);
}

/// Makes records, deletes those it made and the given ones, and moves others
/// into the filter and out of it.
struct Others<'w> {
    world: &'w World,
    doomed: VecDeque<String>,
    moved: Vec<String>,
    rounds: i64,
}

impl Others<'_> {
    async fn write(&mut self) {
        let sizes = self.rounds..self.rounds + 5;
        let new = sizes.map(|size| json!({"Name": "new", "Size": size % 10}));
        self.doomed
            .extend(self.world.make(ROWS, new.collect()).await);
        if let Some(gone) = self.doomed.pop_front() {
            self.world.remove(ROWS, &gone).await;
        }
        let edits = self.moved.iter().map(|id| RecordEdit {
            id: id.clone(),
            fields: map(json!({"Size": self.rounds % 10})),
        });
        let permit = self.world.permit::<op::UpdateRecords>().await;
        let (edits, mode, options) = (edits.collect(), UpdateMode::Patch, WriteOptions::default());
        let app = &self.world.app;
        let updated = app.update_records(permit, ROWS, edits, mode, options, false);
        updated.await.unwrap();
        self.rounds += 1;
    }
}

#[tokio::test]
async fn while_others_write_nothing_comes_twice_and_nothing_is_lost() {
    let (world, ids) = many(1_000).await;
    let view = view_of(&world, Operator::Less, 5).await;
    let size = field(&world, "Size").await;
    let mut gone = BTreeSet::new();
    let orders = [
        vec![],
        vec![by(size, Direction::Descending)],
        vec![by(size, Direction::Ascending)],
    ];
    for (round, sorts) in orders.into_iter().enumerate() {
        let edit = ViewEdit {
            sorts: Some(sorts),
            ..ViewEdit::default()
        };
        change_view(&world, view, edit).await;
        let doomed: Vec<usize> = (0..1_000).filter(|n| n % 40 == 10 * round).collect();
        let moved: Vec<usize> = (0..1_000).filter(|n| n % 100 == 51).collect();
        let mut others = Others {
            world: &world,
            doomed: doomed.iter().map(|n| ids[*n].clone()).collect(),
            moved: moved.iter().map(|n| ids[*n].clone()).collect(),
            rounds: 0,
        };
        gone.extend(doomed);
        let mut query = ListQuery {
            page_size: Some(13),
            ..through(view)
        };
        let mut found = HashSet::new();
        loop {
            let page = list(&world, query.clone()).await.unwrap();
            for id in ids_of(&page) {
                assert!(found.insert(id), "one came twice in round {round}");
            }
            query.offset = page.offset;
            if query.offset.is_none() {
                break;
            }
            others.write().await;
        }
        assert!(others.rounds > 30, "{} pages", others.rounds);
        let stays = |n: &usize| !gone.contains(n) && !moved.contains(n);
        for n in (0..1_000).filter(stays) {
            assert_eq!(found.contains(&ids[n]), n % 10 < 5, "n{n} in round {round}");
        }
    }
}
