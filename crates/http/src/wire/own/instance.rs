//! Imports, the instance's settings.

use basekey_access::ScopeSet;
use basekey_app::{ImportBegun, ImportedRows, Settings};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Patch, TokenCreators};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportIn {
    /// SHA-256 of the file in hex: the same file goes on where it stopped.
    pub(crate) file: String,
    /// The importer's own plan, given back when it goes on.
    #[serde(default)]
    pub(crate) plan: Value,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ImportOut {
    id: String,
    /// Rows that are done; go on with this one.
    done: i64,
    /// The plan that the import began with.
    plan: Value,
    /// True if an earlier, interrupted import goes on.
    resumed: bool,
}

impl From<ImportBegun> for ImportOut {
    fn from(begun: ImportBegun) -> Self {
        let plan = serde_json::from_str(&begun.plan).unwrap_or(Value::Null);
        Self {
            id: begun.id.to_string(),
            done: begun.done,
            plan,
            resumed: begun.resumed,
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImportRowsIn {
    /// A table's id or name.
    pub(crate) table: String,
    /// The number of the first row, counted from 0.
    pub(crate) from: i64,
    /// Field names or ids, and values; taken as with `typecast`.
    #[schema(value_type = Vec<Object>)]
    pub(crate) rows: Vec<serde_json::Map<String, Value>>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RejectionOut {
    row: i64,
    field: String,
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ImportedOut {
    /// Rows that are done now.
    done: i64,
    /// Cells that were left blank, and why.
    rejected: Vec<RejectionOut>,
}

impl From<ImportedRows> for ImportedOut {
    fn from(done: ImportedRows) -> Self {
        let out = |one: basekey_app::ImportRejection| RejectionOut {
            row: one.row,
            field: one.field,
            reason: one.reason,
        };
        Self {
            done: done.done,
            rejected: done.rejected.into_iter().map(out).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct DoneOut {
    pub(crate) done: i64,
}

/// Settings of the instance. In changes, absent parts stay and `null` lifts a limit.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct SettingsIn {
    /// Days that a token lives when its maker names no end.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    pub(crate) token_default_days: Patch<u32>,
    /// Days that a token may live at most.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    pub(crate) token_maximum_days: Patch<u32>,
    /// Scopes that no token gets any more; those that have them keep them.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) forbidden_scopes: Patch<ScopeSet>,
    /// False: no token gets access to everything any more.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    pub(crate) allow_everything: Patch<bool>,
    /// Who may create tokens.
    #[serde(default)]
    #[schema(value_type = Option<TokenCreators>)]
    pub(crate) token_creators: Patch<TokenCreators>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SettingsOut {
    token_default_days: Option<u32>,
    token_maximum_days: Option<u32>,
    #[schema(value_type = Vec<String>)]
    forbidden_scopes: ScopeSet,
    allow_everything: bool,
    token_creators: TokenCreators,
}

impl From<&Settings> for SettingsOut {
    fn from(settings: &Settings) -> Self {
        Self {
            token_default_days: settings.token_default_days,
            token_maximum_days: settings.token_maximum_days,
            forbidden_scopes: settings.forbidden_scopes,
            allow_everything: settings.allow_everything,
            token_creators: (&settings.token_creators).into(),
        }
    }
}
