//! Changing what a field is, with the cells that are there.

mod any;
mod cells;
mod computed;
mod links;

use basekey_access::op;
use basekey_app::{AppError, Conversion, FieldChange, FieldChanged};
use basekey_model::field::{BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, TimeResult};
use basekey_model::testing::Fixed;

use serde_json::json;

use crate::base::text;
use crate::support::{TABLE, World};

pub(super) async fn retype(
    world: &World,
    table: &str,
    field: &str,
    kind: FieldKind,
    change: FieldChange,
) -> Result<FieldChanged, AppError> {
    let permit = world.permit::<op::UpdateField>().await;
    world
        .app
        .change_field(permit, table, field, change, |_| {
            Ok::<_, AppError>(Some(kind.clone()))
        })
        .await
}

/// Changes a field's type and tells what became of its cells.
pub(super) async fn become_kind(
    world: &World,
    table: &str,
    field: &str,
    kind: FieldKind,
) -> Conversion {
    let changed = retype(world, table, field, kind, FieldChange::default()).await;
    changed.unwrap().conversion.unwrap()
}

pub(super) fn number() -> FieldKind {
    FieldKind::Number { precision: 0 }
}

pub(super) fn select(names: &[&str]) -> FieldKind {
    FieldKind::SingleSelect(Choices::named(names.iter().copied(), &Fixed::new(5)))
}

/// Cells that held something, and how many of them were lost.
pub(super) fn counts(conversion: &Conversion) -> (u64, u64) {
    (conversion.cells, conversion.lost)
}

pub(super) fn tick() -> FieldKind {
    FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    }
}

pub(super) fn days() -> FieldKind {
    FieldKind::Date {
        date: DateFormat::Iso,
    }
}

pub(super) fn last_modified() -> FieldKind {
    FieldKind::LastModifiedTime {
        watched: Vec::new(),
        result: TimeResult::Date {
            date: DateFormat::Iso,
        },
    }
}

pub(super) async fn notes(values: &[&str]) -> World {
    let world = World::new().await;
    world.make_field(TABLE, text("Note")).await;
    let rows = values.iter().map(|note| json!({"Note": note}));
    for rows in rows.collect::<Vec<_>>().chunks(10) {
        world.make(TABLE, rows.to_vec()).await;
    }
    world
}
