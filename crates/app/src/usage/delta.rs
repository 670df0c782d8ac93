//! What tokens did since the last flush, in memory. Noting a call is on the
//! way of every request: one lock, a few comparisons, and no text is copied.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use basekey_access::{Op, ScopeSet};
use basekey_model::id::{RequestId, TokenId};
use basekey_model::time::Millis;
use basekey_store::{Origin, Shared};

use super::document::{
    CALLS_KEPT, CLIENTS_KEPT, CallUse, ClientUse, Document, HourUse, OperationUse, hour_of,
};

/// How much may wait for a flush, over all tokens.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Tokens; those that come on top leave nothing.
    pub(super) tokens: usize,
    /// Single calls; those that come on top are counted only.
    pub(super) calls: usize,
    /// Addresses and clients; those that come on top are counted only.
    pub(super) clients: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            tokens: 10_000,
            calls: 20_000,
            clients: 20_000,
        }
    }
}

/// A call of an accepted token that was answered.
#[derive(Debug, Clone)]
pub struct NotedCall {
    /// Which token.
    pub token: TokenId,
    /// When the secret that was presented was made.
    pub secret: Millis,
    /// From where; shared, since it is kept.
    pub origin: Arc<Origin>,
    /// The id that the client was given.
    pub request: RequestId,
    /// The operation, if it came that far.
    pub operation: Option<Op>,
    /// The status of the answer.
    pub status: u16,
    /// What it was about, once leave was given.
    pub resource: Option<Shared>,
    /// How long it took, in microseconds.
    pub micros: u64,
}

impl NotedCall {
    /// True if the token was held up rather than served: by its scopes, its
    /// access, its owner's role or state, or a limit on how often.
    fn is_refused(&self) -> bool {
        matches!(self.status, 401 | 403 | 429)
    }
}

/// What of tokens waits for a flush.
#[derive(Debug, Default)]
pub(super) struct Waiting {
    tokens: HashMap<TokenId, Delta>,
    calls: usize,
    clients: usize,
    bounds: Bounds,
}

/// A token's use of what is stored about it does not know yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unwritten {
    /// The scopes that served calls may have used; `None` if none was served.
    pub(crate) scopes: Option<ScopeSet>,
    /// Its first call since the last flush.
    pub(crate) first: Millis,
}

impl Waiting {
    #[cfg(test)]
    pub(super) fn bounded(bounds: Bounds) -> Self {
        Self {
            bounds,
            ..Self::default()
        }
    }

    /// Notes a call.
    pub(super) fn note(&mut self, call: NotedCall, now: Millis) {
        let full = self.tokens.len() >= self.bounds.tokens;
        let delta = match self.tokens.entry(call.token) {
            Entry::Occupied(delta) => delta.into_mut(),
            Entry::Vacant(_) if full => return,
            Entry::Vacant(free) => free.insert(Delta::new(now)),
        };
        let (calls, clients) = (delta.calls.len(), delta.clients.len());
        delta.note(
            call,
            now,
            self.calls < self.bounds.calls,
            self.clients < self.bounds.clients,
        );
        self.calls += delta.calls.len() - calls;
        self.clients += delta.clients.len() - clients;
    }

    /// True if much of the room is taken.
    pub(super) fn is_crowded(&self) -> bool {
        self.tokens.len() > self.bounds.tokens / 2
            || self.calls > self.bounds.calls / 2
            || self.clients > self.bounds.clients / 2
    }

    /// Takes everything out. What is made of it is made without the lock.
    pub(super) fn take(&mut self) -> HashMap<TokenId, Delta> {
        (self.calls, self.clients) = (0, 0);
        std::mem::take(&mut self.tokens)
    }

    /// Takes one token's part out.
    pub(super) fn take_one(&mut self, token: TokenId) -> Option<Delta> {
        let delta = self.tokens.remove(&token)?;
        self.calls -= delta.calls.len();
        self.clients -= delta.clients.len();
        Some(delta)
    }

    /// What a list of tokens needs of a token's part.
    pub(super) fn peek(&self, token: TokenId) -> Option<Unwritten> {
        self.tokens.get(&token).map(|delta| Unwritten {
            scopes: (!delta.operations.is_empty()).then(|| {
                let used = delta.operations.iter();
                used.flat_map(|(op, _)| op.may_use().iter()).collect()
            }),
            first: delta.first,
        })
    }
}

/// What one token did since the last flush.
#[derive(Debug)]
pub(super) struct Delta {
    first: Millis,
    /// Few, and the last one is nearly always the one that is wanted.
    hours: Vec<HourUse>,
    /// The newest last.
    calls: VecDeque<Call>,
    clients: Vec<Client>,
    /// Few of all: a client does the same things over and over.
    operations: Vec<(Op, OperationUse)>,
}

#[derive(Debug)]
struct Call {
    at: Millis,
    request: RequestId,
    operation: Option<Op>,
    status: u16,
    resource: Option<Shared>,
    origin: Arc<Origin>,
    micros: u64,
}

#[derive(Debug)]
struct Client {
    origin: Arc<Origin>,
    secret: Millis,
    calls: u64,
    first: Millis,
    last: Millis,
}

impl Delta {
    pub(super) fn new(first: Millis) -> Self {
        Self {
            first,
            hours: Vec::new(),
            calls: VecDeque::new(),
            clients: Vec::new(),
            operations: Vec::new(),
        }
    }

    pub(super) fn note(&mut self, call: NotedCall, now: Millis, calls: bool, clients: bool) {
        let refused = call.is_refused();
        self.count_hour(hour_of(now), refused);
        if let Some(op) = call.operation.filter(|_| !refused) {
            self.count_operation(op, now);
        }
        // The text that is kept already, so that the request's own goes.
        let origin = self.count_client(call.origin, call.secret, now, clients);
        if self.calls.len() >= CALLS_KEPT || (!calls && !self.calls.is_empty()) {
            self.calls.pop_front();
        } else if !calls {
            return;
        }
        self.calls.push_back(Call {
            at: now,
            request: call.request,
            operation: call.operation,
            status: call.status,
            resource: call.resource,
            origin,
            micros: call.micros,
        });
    }

    fn count_hour(&mut self, at: Millis, refused: bool) {
        let refused = u64::from(refused);
        match self.hours.iter_mut().rev().find(|hour| hour.at == at) {
            Some(hour) => {
                hour.calls += 1;
                hour.refused += refused;
            }
            None => self.hours.push(HourUse {
                at,
                calls: 1,
                refused,
            }),
        }
    }

    fn count_operation(&mut self, op: Op, now: Millis) {
        match self.operations.iter_mut().find(|(other, _)| *other == op) {
            Some((_, used)) => {
                used.calls += 1;
                used.last = used.last.max(now);
            }
            None => self.operations.push((
                op,
                OperationUse {
                    calls: 1,
                    last: now,
                },
            )),
        }
    }

    /// Counts a client, and gives its text as it is kept. Without room the one
    /// used longest ago makes way; without any, nothing is kept of this one.
    fn count_client(
        &mut self,
        origin: Arc<Origin>,
        secret: Millis,
        now: Millis,
        room: bool,
    ) -> Arc<Origin> {
        let same = |client: &&mut Client| client.secret == secret && client.origin == origin;
        if let Some(client) = self.clients.iter_mut().find(same) {
            client.calls += 1;
            client.last = client.last.max(now);
            return client.origin.clone();
        }
        let client = Client {
            origin: origin.clone(),
            secret,
            calls: 1,
            first: now,
            last: now,
        };
        if self.clients.len() < CLIENTS_KEPT && room {
            self.clients.push(client);
        } else if let Some(oldest) = self.clients.iter_mut().min_by_key(|client| client.last) {
            *oldest = client;
        }
        origin
    }

    pub(super) fn into_document(self) -> Document {
        let mut document = Document::begun(self.first);
        let calls = self.calls.into_iter().rev().map(|call| CallUse {
            at: call.at,
            request: call.request.to_string(),
            operation: call.operation.map(|op| op.name().to_owned()),
            status: call.status,
            resource: call.resource.map(|shared| match shared {
                Shared::Workspace(id) => id.to_string(),
                Shared::Base(id) => id.to_string(),
            }),
            origin: Origin::clone(&call.origin),
            micros: call.micros,
        });
        let clients = self.clients.into_iter().map(|client| ClientUse {
            origin: Arc::unwrap_or_clone(client.origin),
            secret: client.secret,
            calls: client.calls,
            first: client.first,
            last: client.last,
        });
        // Merged into nothing, so that it has the order and bounds of what is stored.
        document.merge(Document {
            since: self.first,
            hours: self.hours,
            calls: calls.collect(),
            clients: clients.collect(),
            operations: self
                .operations
                .into_iter()
                .map(|(op, used)| (op.name().to_owned(), used))
                .collect(),
        });
        document
    }
}
