//! Views: which records of a table are shown, in which order, and how.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::Table;
use crate::filter::Filter;
use crate::id::{Entropy, FieldId, ViewId};
use crate::order::Direction;

/// One view of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// `viw…`
    pub id: ViewId,
    /// Unique in the table without regard to case.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// How it shows records.
    pub kind: ViewKind,
    /// What it shows.
    #[serde(default, skip_serializing_if = "ViewSettings::is_default")]
    pub settings: ViewSettings,
}

/// How a view shows records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ViewKind {
    /// Rows and columns.
    Grid,
}

/// What a view shows. Fields that the table no longer has may be named and
/// mean nothing, so that restoring a field restores its place.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ViewSettings {
    /// Fields in the order shown; those not named follow in table order. The
    /// primary field is first whatever is said here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order: Vec<FieldId>,
    /// Fields not shown. The primary field is always shown.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub hidden: BTreeSet<FieldId>,
    /// Widths of columns in pixels, where not the default.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub widths: BTreeMap<FieldId, u16>,
    /// Which records are shown; absent for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filter: Option<Filter>,
    /// Of these, only records for which this formula is true; fields are
    /// written by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub formula: Option<String>,
    /// In which order, the first first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sorts: Vec<ViewSort>,
    /// Groups, the outermost first; records are ordered by them before the sorts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<ViewSort>,
}

/// One sort or group of a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewSort {
    /// By this field.
    pub field: FieldId,
    /// Ascending unless said otherwise.
    pub direction: Direction,
}

impl ViewSettings {
    /// True if all records are shown with all fields in the order they have.
    pub fn is_default(&self) -> bool {
        *self == Self::default()
    }
}

impl View {
    /// The view every new table has.
    pub fn first(entropy: &dyn Entropy) -> Self {
        Self {
            id: ViewId::random(entropy),
            name: "Grid view".to_owned(),
            description: None,
            kind: ViewKind::Grid,
            settings: ViewSettings::default(),
        }
    }

    /// The fields that `table` shows in this view, in the order shown.
    pub fn visible_fields(&self, table: &Table) -> Vec<FieldId> {
        let settings = &self.settings;
        let place = |id: FieldId| {
            if id == table.primary_field {
                return (0, 0);
            }
            match settings.order.iter().position(|other| *other == id) {
                Some(place) => (1, place),
                None => (2, 0),
            }
        };
        let mut ids: Vec<FieldId> = table
            .fields
            .iter()
            .map(|field| field.id)
            .filter(|id| *id == table.primary_field || !settings.hidden.contains(id))
            .collect();
        // Stable: fields without a place of their own stay in table order.
        ids.sort_by_key(|id| place(*id));
        ids
    }

    /// Groups and sorts together, in the order in which they decide. A field
    /// decides once.
    pub fn sorts(&self) -> Vec<ViewSort> {
        let mut all: Vec<ViewSort> = Vec::new();
        for sort in self.settings.groups.iter().chain(&self.settings.sorts) {
            if !all.iter().any(|other| other.field == sort.field) {
                all.push(*sort);
            }
        }
        all
    }
}
