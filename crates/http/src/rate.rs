//! How often clients may call (web-api 7): per base, per user, and per token
//! for tokens that have a limit of their own.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use basekey_model::id::{BaseId, TokenId};
use basekey_model::schema::UserNo;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use parking_lot::RwLock;

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

fn per_second(number: u32) -> Quota {
    Quota::per_second(NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN))
}

impl Rates {
    pub(crate) fn new(limits: &RateLimits) -> Option<Self> {
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

/// The limits that tokens have of their own; they hold whether or not the
/// others are switched on.
#[derive(Default)]
pub(crate) struct TokenRates {
    /// One limiter for all tokens with the same limit, so that a token whose
    /// limit is changed is judged by the new one at once.
    by_limit: RwLock<HashMap<u32, Arc<DefaultKeyedRateLimiter<TokenId>>>>,
    checks: AtomicU32,
}

impl TokenRates {
    /// Refuses what is more than `limit` requests of this token in a second.
    pub(crate) fn check(&self, token: TokenId, limit: u32, retry_after: u32) -> Answer<()> {
        if self
            .checks
            .fetch_add(1, Ordering::Relaxed)
            .is_multiple_of(CLEAN_EVERY)
        {
            self.by_limit.write().retain(|_, limiter| {
                limiter.retain_recent();
                !limiter.is_empty()
            });
        }
        self.limiter(limit)
            .check_key(&token)
            .map_err(|_| Refusal::rate_limit(retry_after))
    }

    fn limiter(&self, limit: u32) -> Arc<DefaultKeyedRateLimiter<TokenId>> {
        if let Some(known) = self.by_limit.read().get(&limit) {
            return known.clone();
        }
        self.by_limit
            .write()
            .entry(limit)
            .or_insert_with(|| Arc::new(RateLimiter::keyed(per_second(limit))))
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    #[test]
    fn each_token_has_its_own_limit_and_a_new_limit_holds_at_once() {
        let entropy = Fixed::new(1);
        let (one, other) = (TokenId::random(&entropy), TokenId::random(&entropy));
        let rates = TokenRates::default();
        let allowed = |token, limit: u32| {
            (0..limit * 2)
                .filter(|_| rates.check(token, limit, 30).is_ok())
                .count()
        };
        // One more may come in while the test runs.
        assert!((3..=4).contains(&allowed(one, 3)));
        assert!((3..=4).contains(&allowed(other, 3)));
        assert!((2..=3).contains(&allowed(one, 2)));
        assert_eq!(rates.by_limit.read().len(), 2);
    }

    #[test]
    fn limits_that_nobody_uses_are_forgotten() {
        let rates = TokenRates::default();
        let token = TokenId::random(&Fixed::new(1));
        // A thousand a second: what was used is free again after a moment.
        assert!(rates.check(token, 1000, 30).is_ok());
        std::thread::sleep(std::time::Duration::from_millis(50));
        rates.checks.store(0, Ordering::Relaxed);
        assert!(rates.check(token, 1, 30).is_ok());
        let left: Vec<_> = rates.by_limit.read().keys().copied().collect();
        assert_eq!(left, [1]);
    }
}
