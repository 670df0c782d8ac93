//! How often clients may call (web-api 7): per base and per user.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use basekey_model::id::BaseId;
use basekey_model::schema::UserNo;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::RateLimits;
use crate::error::{Answer, Refusal};

/// Checks between two clean-ups of keys that nobody uses any more.
const CLEAN_EVERY: u32 = 4096;

/// Absent when limits are switched off.
pub(crate) struct Rates {
    bases: DefaultKeyedRateLimiter<BaseId>,
    users: DefaultKeyedRateLimiter<UserNo>,
    retry_after: u32,
    checks: AtomicU32,
}

impl Rates {
    pub(crate) fn new(limits: &RateLimits) -> Option<Self> {
        let per_second =
            |number: u32| Quota::per_second(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN));
        limits.enabled.then(|| Self {
            bases: RateLimiter::keyed(per_second(limits.per_base)),
            users: RateLimiter::keyed(per_second(limits.per_user)),
            retry_after: limits.retry_after,
            checks: AtomicU32::new(0),
        })
    }

    pub(crate) fn user(&self, user: UserNo) -> Answer<()> {
        if self
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(CLEAN_EVERY)
        {
            self.users.retain_recent();
            self.bases.retain_recent();
        }
        self.users
            .check_key(&user)
            .map_err(|_| Refusal::rate_limit(self.retry_after))
    }

    pub(crate) fn base(&self, base: BaseId) -> Answer<()> {
        self.bases
            .check_key(&base)
            .map_err(|_| Refusal::rate_limit(self.retry_after))
    }
}
