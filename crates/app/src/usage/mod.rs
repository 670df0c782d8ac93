//! What tokens were used for: counted in memory after each answer, and merged
//! into one stored document per token now and then.
//!
//! Nothing of this is decided upon. A process that dies loses what it has not
//! written, thirty seconds at most.

mod delta;
mod document;
#[cfg(test)]
mod tests;
mod unused;

use std::sync::atomic::{AtomicI64, Ordering};

use basekey_access::{Permit, ScopeSet, op};
use basekey_model::id::TokenId;
use basekey_model::time::Millis;
use basekey_store::{Cost, StoreError, StoreExt, Tx};
use parking_lot::Mutex;
use serde::de::DeserializeOwned;

use self::delta::Waiting;
use self::document::{Document, hour_of, is_kept};
use crate::App;
use crate::error::{AppError, Missing, Result};
use crate::tokens::own_token;

pub use self::delta::NotedCall;
pub(crate) use self::delta::Unwritten;
pub use self::document::{CallUse, ClientUse, HourUse, OperationUse};
pub(crate) use self::unused::unused_scopes;

/// What waits is written at most this often, unless the room runs out.
const FLUSH_EVERY_MS: i64 = 30_000;

/// Documents merged in one transaction, so that no other write waits long.
const TOKENS_PER_WRITE: usize = 100;

/// What of the use of tokens is in memory.
#[derive(Default)]
pub(crate) struct Usage {
    waiting: Mutex<Waiting>,
    /// Held while something is taken out and written, so that whoever flushes
    /// before reading waits for what another has taken.
    writing: tokio::sync::Mutex<()>,
    flushed: AtomicI64,
}

/// What a token was used for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TokenActivity {
    /// Hours of the last seven days in which there were calls, by time.
    pub hours: Vec<HourUse>,
    /// The last fifty calls, the newest first.
    pub calls: Vec<CallUse>,
    /// From where it was used, the one used last first; at most fifty.
    pub clients: Vec<ClientUse>,
    /// By name, what it was ever used for.
    pub operations: Vec<(String, OperationUse)>,
    /// The scopes that no served call has needed; `None` if it was watched for
    /// less than seven days or never used.
    pub unused_scopes: Option<ScopeSet>,
    /// When counting began; `None` if nothing was counted yet.
    pub since: Option<Millis>,
}

impl App {
    /// Notes an answered call of an accepted token. Costs one short lock.
    pub fn note_call(&self, call: NotedCall) {
        let now = self.now();
        self.inner.usage.waiting.lock().note(call, now);
    }

    /// What a token did that is not written yet.
    pub(crate) fn unwritten_usage(&self, token: TokenId) -> Option<Unwritten> {
        self.inner.usage.waiting.lock().peek(token)
    }

    /// What one of the caller's tokens was used for.
    pub async fn token_activity(
        &self,
        permit: Permit<op::GetTokenActivity>,
        id: &str,
    ) -> Result<TokenActivity> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        let now = self.now();
        // Only an owner's asking is worth a write.
        let token = self
            .store()
            .run_read(Cost::Short, move |read| own_token(read, &permit, id))
            .await?;
        self.flush_usage_of(id).await?;
        self.store()
            .run_read(Cost::Short, move |read| {
                let Some(text) = read.token_usage(id)? else {
                    return Ok(TokenActivity::default());
                };
                let document: Document = parsed(&text)?;
                let names = document.operations.keys().map(String::as_str);
                let unused = unused::unused(&token, document.since, names, None, now);
                let kept = |hour: &HourUse| is_kept(hour.at, hour_of(now));
                Ok::<_, AppError>(TokenActivity {
                    hours: document.hours.into_iter().filter(kept).collect(),
                    calls: document.calls,
                    clients: document.clients,
                    operations: document.operations.into_iter().collect(),
                    unused_scopes: unused,
                    since: Some(document.since),
                })
            })
            .await
    }

    /// Writes what waits if it is time to.
    pub(crate) async fn flush_usage_if_due(&self) -> Result<(), StoreError> {
        let usage = &self.inner.usage;
        let waited = self.now().0 - usage.flushed.load(Ordering::Relaxed);
        if waited < FLUSH_EVERY_MS && !usage.waiting.lock().is_crowded() {
            return Ok(());
        }
        self.flush_usage().await
    }

    /// Writes everything that waits.
    pub(crate) async fn flush_usage(&self) -> Result<(), StoreError> {
        let usage = &self.inner.usage;
        let _turn = usage.writing.lock().await;
        usage.flushed.store(self.now().0, Ordering::Relaxed);
        let taken = usage.waiting.lock().take();
        let mut rest: Vec<_> = taken.into_iter().collect();
        while !rest.is_empty() {
            let some = rest.split_off(rest.len().saturating_sub(TOKENS_PER_WRITE));
            self.store()
                .run_write(move |tx| {
                    some.into_iter()
                        .try_for_each(|(token, delta)| merge(tx, token, delta.into_document()))
                })
                .await?;
        }
        Ok(())
    }

    /// Writes what waits of one token.
    async fn flush_usage_of(&self, token: TokenId) -> Result<(), StoreError> {
        let usage = &self.inner.usage;
        let _turn = usage.writing.lock().await;
        let Some(delta) = usage.waiting.lock().take_one(token) else {
            return Ok(());
        };
        self.store()
            .run_write(move |tx| merge(tx, token, delta.into_document()))
            .await
    }
}

/// Merges into what is stored, in one transaction: another process may have
/// written since.
fn merge(tx: &mut dyn Tx, token: TokenId, newer: Document) -> Result<(), StoreError> {
    // What is damaged is begun anew, so that it does not hold up other tokens' counts.
    let stored = tx
        .token_usage(token)?
        .and_then(|text| parsed::<Document>(&text).ok());
    let document = if let Some(mut stored) = stored {
        stored.merge(newer);
        stored
    } else {
        let Some(stored) = tx.token(token)? else {
            return Ok(());
        };
        let since = unused::counted_since(&stored.token, newer.since);
        Document { since, ..newer }
    };
    let text = serde_json::to_string(&document).map_err(|error| damaged(&error))?;
    tx.put_token_usage(token, &text)
}

fn parsed<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| damaged(&error))
}

/// Not the error's own words: they can quote the value.
fn damaged(error: &serde_json::Error) -> StoreError {
    StoreError::Damaged {
        what: "use of a token",
        cause: format!("{:?} at column {}", error.classify(), error.column()),
    }
}
