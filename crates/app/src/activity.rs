//! What requests leave behind without a write of their own: last uses and
//! refusals, kept in memory and written at intervals and at shutdown.

use std::collections::HashMap;
use std::sync::atomic::Ordering;

use basekey_access::Token;
use basekey_model::id::{TokenId, UserId};
use basekey_model::time::Millis;
use basekey_store::{LastUsed, Origin, StoreError, StoreExt, StoredRefusal};
use parking_lot::Mutex;
use serde_json::json;

use crate::App;
use crate::audit::Actor;
use crate::directory::HeldToken;
use crate::error::Result;

/// A token's use is noted at most this often.
const NOTE_EVERY_MS: i64 = 10_000;

/// Refusals kept for each token.
pub(crate) const REFUSALS_KEPT: usize = 50;

/// Refusals of one token that wait to be written; more in one interval are
/// counted out so that a client in a loop costs no memory.
const REFUSALS_WAITING: usize = REFUSALS_KEPT;

/// Tokens whose refusals wait; a flood of different tokens is cut here.
const TOKENS_WAITING: usize = 10_000;

/// Users whose refused sign-ins wait; those of unknown e-mails count as one.
const SIGN_INS_WAITING: usize = 1_000;

/// Refused sign-ins since the last flush. Written as one entry of the audit
/// log, so that guessing costs the guesser a hash and the store next to nothing.
struct RefusedSignIns {
    count: u64,
    last: Millis,
    origin: Origin,
}

#[derive(Default)]
pub(crate) struct Activity {
    sign_ins: Mutex<HashMap<Option<UserId>, RefusedSignIns>>,
    uses: Mutex<HashMap<TokenId, LastUsed>>,
    refusals: Mutex<HashMap<TokenId, Vec<StoredRefusal>>>,
}

impl App {
    /// Notes that a token was used, at most once an interval.
    pub(crate) fn note_use(&self, held: &HeldToken, origin: &Origin, now: Millis) {
        let last = held.noted.load(Ordering::Relaxed);
        if now.0.saturating_sub(last) < NOTE_EVERY_MS {
            return;
        }
        if held
            .noted
            .compare_exchange(last, now.0, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
        {
            let token: &Token = &held.token;
            self.inner.activity.uses.lock().insert(
                token.id,
                LastUsed {
                    at: now,
                    origin: origin.clone(),
                },
            );
        }
    }

    /// Notes a refusal for the token's owner.
    pub(crate) fn note_refusal(&self, token: TokenId, refusal: StoredRefusal) {
        let mut refusals = self.inner.activity.refusals.lock();
        if refusals.len() >= TOKENS_WAITING && !refusals.contains_key(&token) {
            return;
        }
        let waiting = refusals.entry(token).or_default();
        if waiting.len() >= REFUSALS_WAITING {
            waiting.remove(0);
        }
        waiting.push(refusal);
    }

    /// Notes a refused sign-in; `None` for an e-mail that is nobody's.
    pub(crate) fn note_refused_sign_in(&self, user: Option<UserId>, origin: &Origin) {
        let now = self.now();
        let mut waiting = self.inner.activity.sign_ins.lock();
        if waiting.len() >= SIGN_INS_WAITING && !waiting.contains_key(&user) {
            return;
        }
        let refused = waiting.entry(user).or_insert_with(|| RefusedSignIns {
            count: 0,
            last: now,
            origin: Origin::default(),
        });
        refused.count += 1;
        refused.last = now;
        refused.origin = origin.clone();
    }

    /// A token's last use that is not written yet.
    pub(crate) fn unwritten_use(&self, token: TokenId) -> Option<LastUsed> {
        self.inner.activity.uses.lock().get(&token).cloned()
    }

    /// How many refusals of a token since a moment are not written yet.
    pub(crate) fn unwritten_refusals(&self, token: TokenId, since: Millis) -> usize {
        let refusals = self.inner.activity.refusals.lock();
        refusals.get(&token).map_or(0, |waiting| {
            waiting.iter().filter(|refusal| refusal.at >= since).count()
        })
    }

    /// Writes last uses, refusals and refused sign-ins, and now and then what tokens were used
    /// for. Called every few seconds, at shutdown, and before refusals and the audit log are shown.
    pub async fn flush_activity(&self) -> Result<()> {
        let counted = self.flush_usage_if_due().await;
        self.flush_events().await?;
        Ok(counted?)
    }

    async fn flush_events(&self) -> Result<()> {
        let uses: Vec<_> = std::mem::take(&mut *self.inner.activity.uses.lock())
            .into_iter()
            .collect();
        let refusals: Vec<_> = std::mem::take(&mut *self.inner.activity.refusals.lock())
            .into_iter()
            .flat_map(|(token, list)| list.into_iter().map(move |refusal| (token, refusal)))
            .collect();
        let sign_ins = std::mem::take(&mut *self.inner.activity.sign_ins.lock());
        if uses.is_empty() && refusals.is_empty() && sign_ins.is_empty() {
            return Ok(());
        }
        self.store()
            .run_write(move |tx| {
                tx.put_last_used(&uses)?;
                tx.add_refusals(&refusals, REFUSALS_KEPT)?;
                for (user, refused) in sign_ins {
                    let detail = json!({ "by": "password", "count": refused.count });
                    let subject = user.map(|user| user.to_string());
                    Actor::stranger(&refused.origin).log(
                        tx,
                        refused.last,
                        "signIn.refused",
                        subject,
                        detail,
                    )?;
                }
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(())
    }

    /// Housekeeping: writes activity and forgets sessions, links and invites that have ended.
    pub async fn sweep(&self) -> Result<()> {
        self.flush_activity().await?;
        let now = self.now();
        self.store()
            .run_write(move |tx| tx.sweep(now).map(|_| ()))
            .await?;
        Ok(())
    }
}
