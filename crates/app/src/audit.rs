//! The audit log of token, sign-in, user and sharing events.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use basekey_access::{Permit, Via, op};
use basekey_model::id::{TokenId, UserId};
use basekey_model::time::Millis;
use basekey_store::{AuditEntry, AuditFilter, Cost, Origin, Read, StoreExt, Tx, UserKey};
use serde_json::Value;

use crate::error::{AppError, Missing, Result};
use crate::tokens::own_token;
use crate::{App, Ctx};

/// Entries given at most in one page.
const PAGE: usize = 200;

/// Entries of an export that are in memory at once.
const EXPORTED_AT_ONCE: usize = 500;

/// One entry, and who did it as people know them now.
#[derive(Debug, Clone)]
pub struct AuditLine {
    /// What was logged.
    pub entry: AuditEntry,
    /// The present name of [`AuditEntry::user`].
    pub user_name: Option<String>,
}

/// One page of the audit log, newest first.
#[derive(Debug)]
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditLine>,
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
            origin: Origin::clone(&ctx.origin),
        }
    }

    /// Somebody who is signed in by what is done here.
    pub(crate) fn person(user: UserId, origin: &Origin) -> Self {
        Self {
            user: Some(user),
            token: None,
            origin: origin.clone(),
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

/// What one page reads: as much as is asked for and one more, which tells
/// whether there is a next.
fn page(
    read: &dyn Read,
    filter: &AuditFilter,
    before: Option<i64>,
    limit: usize,
) -> basekey_store::Result<AuditPage> {
    let mut entries = read.audit(filter, before, limit.saturating_add(1))?;
    let more = entries.len() > limit;
    entries.truncate(limit);
    let next = entries.last().filter(|_| more).map(|entry| entry.seq);
    let mut names: HashMap<UserId, Option<String>> = HashMap::new();
    for id in entries.iter().filter_map(|entry| entry.user) {
        if let Entry::Vacant(free) = names.entry(id) {
            free.insert(read.user(UserKey::Id(id))?.map(|user| user.name));
        }
    }
    let lines = entries.into_iter().map(|entry| AuditLine {
        user_name: entry.user.and_then(|id| names.get(&id).cloned().flatten()),
        entry,
    });
    Ok(AuditPage {
        entries: lines.collect(),
        next,
    })
}

/// The whole log, or what of it fits a filter, part by part. Entries that are
/// made meanwhile are not among them.
pub struct AuditExport {
    app: App,
    filter: AuditFilter,
    next: Next,
}

#[derive(Debug, Clone, Copy)]
enum Next {
    First,
    Before(i64),
    Nothing,
}

impl AuditExport {
    /// The next part, newest first; `None` after the last.
    pub async fn part(&mut self) -> Result<Option<Vec<AuditLine>>> {
        let before = match self.next {
            Next::First => None,
            Next::Before(seq) => Some(seq),
            Next::Nothing => return Ok(None),
        };
        let filter = self.filter.clone();
        let page = self
            .app
            .store()
            .run_read(Cost::Long, move |read| {
                page(read, &filter, before, EXPORTED_AT_ONCE)
            })
            .await?;
        self.next = page.next.map_or(Next::Nothing, Next::Before);
        Ok(Some(page.entries))
    }
}

impl App {
    /// Reads the audit log, newest first. `limit` is cut to 200.
    pub async fn list_audit(
        &self,
        _permit: Permit<op::ListAudit>,
        filter: AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<AuditPage> {
        let limit = limit.clamp(1, PAGE);
        self.flush_activity().await?;
        // What few entries fit, all of them may have to be read for.
        let cost = if filter.is_empty() {
            Cost::Short
        } else {
            Cost::Long
        };
        Ok(self
            .store()
            .run_read(cost, move |read| page(read, &filter, before, limit))
            .await?)
    }

    /// The audit log as one file.
    pub async fn export_audit(
        &self,
        _permit: Permit<op::ExportAudit>,
        filter: AuditFilter,
    ) -> Result<AuditExport> {
        self.flush_activity().await?;
        Ok(AuditExport {
            app: self.clone(),
            filter,
            next: Next::First,
        })
    }

    /// What was done to one of the caller's tokens, newest first. `limit` is
    /// cut to 200.
    pub async fn token_history(
        &self,
        permit: Permit<op::GetTokenHistory>,
        id: &str,
        before: Option<i64>,
        limit: usize,
    ) -> Result<AuditPage> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        let limit = limit.clamp(1, PAGE);
        self.store()
            .run_read(Cost::Short, move |read| {
                own_token(read, &permit, id)?;
                let filter = AuditFilter {
                    subject: Some(id.to_string()),
                    ..AuditFilter::default()
                };
                page(read, &filter, before, limit).map_err(AppError::from)
            })
            .await
    }
}
