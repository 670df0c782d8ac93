//! Date dependencies: which fields of a table hold the start, the end and the
//! predecessors of a task (web-api 4.2). They are kept and shown as a client
//! set them; no date is moved by the server.

use serde::{Deserialize, Serialize};

use crate::id::FieldId;

/// A table's date dependency settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DateDependency {
    /// Whether the settings are in force.
    pub enabled: bool,
    /// A date field.
    pub start: FieldId,
    /// A date field.
    pub end: FieldId,
    /// A number or duration field.
    pub duration: FieldId,
    /// A link to records of the same table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predecessor: Option<FieldId>,
    /// How successors follow.
    pub rescheduling: Rescheduling,
    /// Whether weekends and holidays do not count.
    pub skips_holidays: bool,
    /// Days that do not count, as `YYYY-MM-DD`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<String>,
    /// Whether dates may only move to later ones.
    #[serde(default)]
    pub forward_only: bool,
}

/// How the dates of successors follow a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Rescheduling {
    /// They keep a buffer.
    Flexible,
    /// They keep their distance.
    Fixed,
    /// They do not.
    None,
}
