//! What is kept about the use of one token: a document that does not grow
//! without bound, and how a newer part of it is merged in.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use basekey_model::time::Millis;
use basekey_store::Origin;
use serde::{Deserialize, Serialize};

/// Milliseconds of an hour.
const HOUR_MS: i64 = 3_600_000;

/// Hours that are kept, counted back from the newest: seven days.
pub(super) const HOURS_KEPT: i64 = 168;

/// Single calls that are kept.
pub(super) const CALLS_KEPT: usize = 50;

/// Clients that are kept, those used last.
pub(super) const CLIENTS_KEPT: usize = 50;

/// An hour of a token's life in which it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HourUse {
    /// When it began.
    pub at: Millis,
    /// Calls, refused ones among them.
    pub calls: u64,
    /// Those that were answered 401, 403 or 429.
    pub refused: u64,
}

/// One call of a token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CallUse {
    /// When it was answered.
    pub at: Millis,
    /// The request id that the client was given.
    pub request: String,
    /// The operation's name, if it came that far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// The status of the answer.
    pub status: u16,
    /// The base or workspace it was about, once leave was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// From where.
    pub origin: Origin,
    /// How long it took, in microseconds.
    pub micros: u64,
}

/// An address and client that used a token, with one of its secrets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ClientUse {
    /// Address and client.
    pub origin: Origin,
    /// When the secret it presented was made.
    pub secret: Millis,
    /// Calls since `first`.
    pub calls: u64,
    /// Its first call.
    pub first: Millis,
    /// Its last call.
    pub last: Millis,
}

/// How often a token was used for an operation, refused calls left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OperationUse {
    /// Calls.
    pub calls: u64,
    /// The last one.
    pub last: Millis,
}

/// What is known about the use of one token. The serde form is the stored one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Document {
    /// When counting began.
    pub(crate) since: Millis,
    /// By time.
    #[serde(default)]
    pub(crate) hours: Vec<HourUse>,
    /// The newest first.
    #[serde(default)]
    pub(crate) calls: Vec<CallUse>,
    /// The one used last first.
    #[serde(default)]
    pub(crate) clients: Vec<ClientUse>,
    /// By name. Not cut: there are as many as the program has operations.
    #[serde(default)]
    pub(crate) operations: BTreeMap<String, OperationUse>,
}

/// The part of a [`Document`] that a list of tokens needs.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    pub(crate) since: Millis,
    #[serde(default)]
    pub(crate) operations: BTreeMap<String, OperationUse>,
}

/// The beginning of the hour that holds a moment.
pub(super) fn hour_of(at: Millis) -> Millis {
    Millis(at.0.div_euclid(HOUR_MS) * HOUR_MS)
}

/// True if the hour that began at `hour` is among those kept when `newest` is
/// the newest one.
pub(super) fn is_kept(hour: Millis, newest: Millis) -> bool {
    newest.0.saturating_sub(hour.0) < HOURS_KEPT * HOUR_MS
}

impl Document {
    /// Nothing yet.
    pub(crate) fn begun(since: Millis) -> Self {
        Self {
            since,
            hours: Vec::new(),
            calls: Vec::new(),
            clients: Vec::new(),
            operations: BTreeMap::new(),
        }
    }

    /// Takes in what came after. Whether it is handed in at once or bit by
    /// bit makes no difference, as long as no bound is reached.
    pub(crate) fn merge(&mut self, newer: Self) {
        self.since = self.since.min(newer.since);
        self.merge_hours(newer.hours);
        self.merge_calls(newer.calls);
        self.merge_clients(newer.clients);
        for (name, used) in newer.operations {
            self.operations
                .entry(name)
                .and_modify(|old| {
                    old.calls = old.calls.saturating_add(used.calls);
                    old.last = old.last.max(used.last);
                })
                .or_insert(used);
        }
    }

    fn merge_hours(&mut self, newer: Vec<HourUse>) {
        for hour in newer {
            match self.hours.iter_mut().find(|old| old.at == hour.at) {
                Some(old) => {
                    old.calls = old.calls.saturating_add(hour.calls);
                    old.refused = old.refused.saturating_add(hour.refused);
                }
                None => self.hours.push(hour),
            }
        }
        self.hours.sort_unstable_by_key(|hour| hour.at);
        if let Some(newest) = self.hours.last().map(|hour| hour.at) {
            self.hours.retain(|hour| is_kept(hour.at, newest));
        }
    }

    fn merge_calls(&mut self, mut newer: Vec<CallUse>) {
        newer.append(&mut self.calls);
        // Stable, so that of two calls of one millisecond the later stays first.
        newer.sort_by_key(|call| Reverse(call.at));
        newer.truncate(CALLS_KEPT);
        self.calls = newer;
    }

    fn merge_clients(&mut self, newer: Vec<ClientUse>) {
        for client in newer {
            let same =
                |old: &&mut ClientUse| old.secret == client.secret && old.origin == client.origin;
            match self.clients.iter_mut().find(same) {
                Some(old) => {
                    old.calls = old.calls.saturating_add(client.calls);
                    old.first = old.first.min(client.first);
                    old.last = old.last.max(client.last);
                }
                None => self.clients.push(client),
            }
        }
        self.clients.sort_by(|a, b| {
            let (left, right) = ((b.last, b.first, b.secret), (a.last, a.first, a.secret));
            left.cmp(&right)
                .then_with(|| a.origin.address.cmp(&b.origin.address))
                .then_with(|| a.origin.client.cmp(&b.origin.client))
        });
        self.clients.truncate(CLIENTS_KEPT);
    }
}
