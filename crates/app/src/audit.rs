//! The audit log of token, sign-in, user and sharing events.

use basekey_access::{Permit, Via, op};
use basekey_model::id::{TokenId, UserId};
use basekey_store::{AuditEntry, Cost, Origin, StoreExt, Tx};
use serde_json::Value;

use crate::error::Result;
use crate::{App, Ctx};
use basekey_model::time::Millis;

/// Entries given at most in one page.
const PAGE: usize = 200;

/// One page of the audit log, newest first.
#[derive(Debug)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Hand this in as `before` for the next page; `None` on the last.
    pub next: Option<i64>,
}

/// Who does something, for the log.
#[derive(Debug, Clone)]
pub(crate) struct Actor {
    pub(crate) user: Option<UserId>,
    pub(crate) token: Option<TokenId>,
    pub(crate) origin: Origin,
}

impl Actor {
    pub(crate) fn of(ctx: &Ctx) -> Self {
        let token = match &ctx.caller.via {
            Via::Token(token) => Some(token.id),
            Via::Session(_) | Via::Operator => None,
        };
        let user = (ctx.caller.user.0 != 0).then_some(ctx.caller.user_id);
        Self {
            user,
            token,
            origin: ctx.origin.clone(),
        }
    }

    /// Somebody who is not signed in.
    pub(crate) fn stranger(origin: &Origin) -> Self {
        Self {
            user: None,
            token: None,
            origin: origin.clone(),
        }
    }

    /// Adds an entry to the log, in the transaction of what it tells.
    pub(crate) fn log(
        &self,
        tx: &mut dyn Tx,
        at: Millis,
        action: &str,
        subject: Option<String>,
        detail: Value,
    ) -> basekey_store::Result<()> {
        tx.add_audit(&AuditEntry {
            seq: 0,
            at,
            action: action.to_owned(),
            user: self.user,
            by_token: self.token,
            subject,
            detail,
            origin: self.origin.clone(),
        })
        .map(|_| ())
    }
}

impl App {
    /// Reads the audit log, newest first. `limit` is cut to 200.
    pub async fn list_audit(
        &self,
        _permit: Permit<op::ListAudit>,
        before: Option<i64>,
        limit: usize,
    ) -> Result<AuditPage> {
        let limit = limit.clamp(1, PAGE);
        self.flush_activity().await?;
        let mut entries = self
            .store()
            .run_read(Cost::Short, move |read| read.audit(before, limit + 1))
            .await?;
        let more = entries.len() > limit;
        entries.truncate(limit);
        let next = if more {
            entries.last().map(|entry| entry.seq)
        } else {
            None
        };
        Ok(AuditPage { entries, next })
    }
}
