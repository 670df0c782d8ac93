//! Changed, deleted and restored tables and fields.

use basekey_app::{Conversion, DeletedItem, FieldChanged, Gone};
use basekey_model::id::{FieldId, RecordId, TableId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::Patch;
use crate::wire::docs;
use crate::wire::schema::field_json;

/// What to change of a field; absent parts stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct FieldChangeIn {
    pub(crate) name: Option<String>,
    /// `null` or empty text takes it away.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) description: Patch<String>,
    /// Another type; the cells are converted.
    #[serde(rename = "type")]
    pub(crate) kind: Option<String>,
    /// Those that are not named stay. A choice without `id` is new, unless
    /// the field has one of exactly its name.
    #[schema(value_type = Option<Object>)]
    pub(crate) options: Option<Value>,
    /// Delete choices that `options.choices` leaves out, and clear the cells
    /// that use them. Without, they stay at the end of the list.
    pub(crate) enable_select_field_choice_deletion: Option<bool>,
    /// Change nothing, and tell what would become of the cells.
    pub(crate) dry_run: Option<bool>,
}

impl FieldChangeIn {
    pub(crate) fn says_nothing(&self) -> bool {
        self.name.is_none()
            && self.description == Patch::Absent
            && self.kind.is_none()
            && self.options.is_none()
    }
}

/// A cell whose content was lost, in whole or in part.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LostCellOut {
    #[schema(value_type = String)]
    record_id: RecordId,
    /// What it showed before.
    value: String,
}

/// What became of a field's cells.
#[derive(Serialize, ToSchema)]
pub(crate) struct ConversionOut {
    /// Cells that held something before.
    cells: u64,
    /// Of those, cells whose content was lost in whole or in part.
    lost: u64,
    /// Some of those.
    examples: Vec<LostCellOut>,
}

impl From<&Conversion> for ConversionOut {
    fn from(conversion: &Conversion) -> Self {
        let example = |(record_id, value): &(RecordId, String)| LostCellOut {
            record_id: *record_id,
            value: value.clone(),
        };
        Self {
            cells: conversion.cells,
            lost: conversion.lost,
            examples: conversion.examples.iter().map(example).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FieldChangedOut {
    /// The field as it is now, or would be.
    #[schema(value_type = docs::Field)]
    field: Value,
    dry_run: bool,
    /// `null` where the cells can stay as they are.
    conversion: Option<ConversionOut>,
}

impl FieldChangedOut {
    pub(crate) fn new(done: &FieldChanged, dry_run: bool) -> Self {
        Self {
            field: field_json(&done.field),
            dry_run,
            conversion: done.conversion.as_ref().map(Into::into),
        }
    }
}

/// A field of another table that is the other side of a link.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OtherSideOut {
    #[schema(value_type = String)]
    table_id: TableId,
    #[schema(value_type = String)]
    field_id: FieldId,
    name: String,
}

fn other_sides(also: Vec<(TableId, FieldId, String)>) -> Vec<OtherSideOut> {
    also.into_iter()
        .map(|(table_id, field_id, name)| OtherSideOut {
            table_id,
            field_id,
            name,
        })
        .collect()
}

#[derive(Serialize, ToSchema)]
pub(crate) struct GoneOut {
    id: String,
    deleted: bool,
    /// What went with it.
    also: Vec<OtherSideOut>,
}

impl From<Gone> for GoneOut {
    fn from(gone: Gone) -> Self {
        Self {
            id: gone.id,
            deleted: true,
            also: other_sides(gone.also),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RestoredOut {
    id: String,
    restored: bool,
    /// With a number if the old one was taken meanwhile.
    name: String,
    /// What came back with it.
    also: Vec<OtherSideOut>,
}

impl From<Gone> for RestoredOut {
    fn from(back: Gone) -> Self {
        Self {
            id: back.id,
            restored: true,
            name: back.name,
            also: other_sides(back.also),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DeletedItemOut {
    id: String,
    /// `table` or `field`.
    kind: &'static str,
    name: String,
    /// A field's type; `null` for tables.
    #[serde(rename = "type")]
    field_type: Option<&'static str>,
    /// The table a field is of; `null` for tables.
    #[schema(value_type = Option<String>)]
    table_id: Option<TableId>,
    table_name: Option<String>,
    deleted_time: String,
    deleted_by_user_id: Option<String>,
    restorable_until: String,
}

impl From<&DeletedItem> for DeletedItemOut {
    fn from(item: &DeletedItem) -> Self {
        let (table_id, table_name) = item.table.clone().unzip();
        Self {
            id: item.id.clone(),
            kind: if item.table.is_some() {
                "field"
            } else {
                "table"
            },
            name: item.name.clone(),
            field_type: item.field_type,
            table_id,
            table_name,
            deleted_time: item.at.to_string(),
            deleted_by_user_id: item.by.map(|id| id.to_string()),
            restorable_until: item.until.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct DeletedOut {
    pub(crate) deleted: Vec<DeletedItemOut>,
}
