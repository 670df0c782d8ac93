//! What a token was used for.

use basekey_access::ScopeSet;
use basekey_app::{CallUse, ClientUse, HourUse, OperationUse, TokenActivity};
use serde::Serialize;
use utoipa::ToSchema;

/// An hour in which a token was used.
#[derive(Serialize, ToSchema)]
pub(crate) struct HourOut {
    /// When it began.
    time: String,
    /// Calls, refused ones among them.
    calls: u64,
    /// Those answered 401, 403 or 429.
    refused: u64,
}

impl From<&HourUse> for HourOut {
    fn from(hour: &HourUse) -> Self {
        Self {
            time: hour.at.to_string(),
            calls: hour.calls,
            refused: hour.refused,
        }
    }
}

/// One call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CallOut {
    time: String,
    request_id: String,
    #[schema(required = true)]
    operation: Option<String>,
    status: u16,
    /// The base or workspace it was about; `null` if leave was not given.
    #[schema(required = true)]
    resource: Option<String>,
    #[schema(required = true)]
    address: Option<String>,
    #[schema(required = true)]
    client: Option<String>,
    /// How long it took, in microseconds.
    micros: u64,
}

impl From<CallUse> for CallOut {
    fn from(call: CallUse) -> Self {
        Self {
            time: call.at.to_string(),
            request_id: call.request,
            operation: call.operation,
            status: call.status,
            resource: call.resource,
            address: call.origin.address,
            client: call.origin.client,
            micros: call.micros,
        }
    }
}

/// From where a token was used, with one of its secrets.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ClientOut {
    #[schema(required = true)]
    address: Option<String>,
    #[schema(required = true)]
    client: Option<String>,
    calls: u64,
    first_used: String,
    last_used: String,
    /// `createdTime` of the secret.
    secret_created_time: String,
}

impl From<ClientUse> for ClientOut {
    fn from(client: ClientUse) -> Self {
        Self {
            address: client.origin.address,
            client: client.origin.client,
            calls: client.calls,
            first_used: client.first.to_string(),
            last_used: client.last.to_string(),
            secret_created_time: client.secret.to_string(),
        }
    }
}

/// How often a token was used for an operation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OperationUseOut {
    /// The `x-basekey-operation` of this document.
    operation: String,
    /// Calls that were not refused.
    calls: u64,
    last_used: String,
}

impl From<(String, OperationUse)> for OperationUseOut {
    fn from((operation, used): (String, OperationUse)) -> Self {
        Self {
            operation,
            calls: used.calls,
            last_used: used.last.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ActivityOut {
    /// The hours of the last seven days that had calls, by time.
    hours: Vec<HourOut>,
    /// The last fifty, newest first.
    calls: Vec<CallOut>,
    /// At most fifty, the one used last first.
    clients: Vec<ClientOut>,
    operations: Vec<OperationUseOut>,
    /// Scopes that no call has needed; `null` in the first seven days, and if it was never used.
    #[schema(value_type = Option<Vec<String>>, required = true)]
    unused_scopes: Option<ScopeSet>,
    /// When counting began; `null` before the first call.
    #[schema(required = true)]
    since: Option<String>,
}

impl From<TokenActivity> for ActivityOut {
    fn from(activity: TokenActivity) -> Self {
        Self {
            hours: activity.hours.iter().map(Into::into).collect(),
            calls: activity.calls.into_iter().map(Into::into).collect(),
            clients: activity.clients.into_iter().map(Into::into).collect(),
            operations: activity.operations.into_iter().map(Into::into).collect(),
            unused_scopes: activity.unused_scopes,
            since: activity.since.map(|at| at.to_string()),
        }
    }
}
