//! Deleting tables and fields, bringing them back, and the end of both.

mod fields;
mod purge;
mod steps;
mod tables;

use basekey_access::op;
use basekey_app::{AppError, DeletedItem, RecordEdit, UpdateMode, WriteOptions};
use basekey_model::schema::Table;
use serde_json::{Value, json};

use crate::base::{draft, link_to, text};
use crate::support::{TABLE, World, map};

pub(super) const DAY: i64 = 24 * 60 * 60;

/// Tasks that people do, and that come after each other.
pub(super) async fn linked() -> World {
    let world = World::new().await;
    let people = world.make_table("People", vec![text("City")]).await;
    let tasks = world.table(TABLE).await.id;
    world
        .make_field(TABLE, draft("Doer", link_to(people)))
        .await;
    world
        .make_field(TABLE, draft("After", link_to(tasks)))
        .await;
    world.make_field(TABLE, text("Last")).await;
    world
        .make(
            "People",
            vec![
                json!({"Name": "Ann", "City": "Bonn"}),
                json!({"Name": "Bob"}),
            ],
        )
        .await;
    world
        .make(
            TABLE,
            vec![
                json!({"Name": "a", "Doer": ["Ann", "Bob"], "Last": "x"}),
                json!({"Name": "b", "Doer": ["Bob"], "After": ["a"]}),
            ],
        )
        .await;
    world
}

pub(super) fn names(table: &Table) -> Vec<&str> {
    let fields = table.fields.iter();
    fields.map(|field| field.name.as_str()).collect()
}

pub(super) fn listed(items: &[DeletedItem]) -> Vec<&str> {
    items.iter().map(|item| item.name.as_str()).collect()
}

pub(super) async fn update(
    world: &World,
    table: &str,
    id: &str,
    fields: Value,
) -> Result<(), AppError> {
    let edits = vec![RecordEdit {
        id: id.to_owned(),
        fields: map(fields),
    }];
    let permit = world.permit::<op::UpdateRecords>().await;
    let (mode, options) = (UpdateMode::Patch, WriteOptions::default());
    let app = &world.app;
    app.update_records(permit, table, edits, mode, options, true)
        .await
        .map(drop)
}
