//! Slowing those who guess.
//!
//! Whoever is wrong pays: each wrong try fills a bucket that empties by one
//! every so often, and while it is full no try is judged. A try counts from
//! its beginning and is taken back if it was right, so that many at once get
//! no more than one after the other.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;

use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::Origin;
use parking_lot::Mutex;

use crate::App;
use crate::error::{AppError, Result};

/// Keys that are remembered at most; of a flood of them those go first that
/// would soonest be free.
const REMEMBERED: usize = 10_000;

/// Wrong sign-ins from one address in a row. More than for one account: a
/// whole office may stand behind one address.
const FROM_ADDRESS: i64 = 30;

/// After that, seconds between two.
const ADDRESS_SECONDS: i64 = 10;

/// Wrong passwords of one signed-in user in a row.
const OF_USER: i64 = 10;

/// After that, seconds between two.
const USER_SECONDS: i64 = 30;

/// Who has been wrong lately. Kept apart by kind, so that a flood of one does
/// not make another forgotten.
pub(crate) struct Tries {
    sign_ins: Pace<Network>,
    codes: Pace<Network>,
    passwords: Pace<UserNo>,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            sign_ins: Pace::new(FROM_ADDRESS, ADDRESS_SECONDS),
            codes: Pace::new(FROM_ADDRESS, ADDRESS_SECONDS),
            passwords: Pace::new(OF_USER, USER_SECONDS),
        }
    }
}

/// What one caller can not easily leave: an IPv4 address, or the 64 bits of an
/// IPv6 address that a provider hands out as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Network(u128);

impl Network {
    /// `None` for the private socket, which has no address. All whose address
    /// nobody could read are one.
    fn of(origin: &Origin) -> Option<Self> {
        let Ok(address) = origin.address.as_deref()?.parse::<IpAddr>() else {
            return Some(Self(0));
        };
        Some(Self(match address.to_canonical() {
            IpAddr::V4(address) => address.to_ipv6_mapped().to_bits(),
            IpAddr::V6(address) => address.to_bits() >> 64 << 64,
        }))
    }
}

/// A bucket for each key. What is kept is the moment at which it is empty.
struct Pace<K> {
    in_a_row: i64,
    seconds: i64,
    empty_at: Mutex<HashMap<K, Millis>>,
}

impl<K: Copy + Eq + Hash> Pace<K> {
    fn new(in_a_row: i64, seconds: i64) -> Self {
        Self {
            in_a_row,
            seconds,
            empty_at: Mutex::default(),
        }
    }

    /// True if a try may be judged; it counts as wrong until it is taken back.
    fn begin(&self, key: K, now: Millis) -> bool {
        let mut kept = self.empty_at.lock();
        let empty = kept.get(&key).copied().unwrap_or(now).max(now);
        let filled = empty.plus_seconds(self.seconds);
        if filled > now.plus_seconds(self.in_a_row * self.seconds) {
            return false;
        }
        if kept.len() >= REMEMBERED && !kept.contains_key(&key) {
            kept.retain(|_, empty| *empty > now);
            if kept.len() >= REMEMBERED
                && let Some(soonest) = kept.iter().min_by_key(|(_, empty)| **empty)
            {
                let soonest = *soonest.0;
                kept.remove(&soonest);
            }
        }
        kept.insert(key, filled);
        true
    }

    /// Takes a try back that was right, or not made.
    fn take_back(&self, key: K, now: Millis) {
        let mut kept = self.empty_at.lock();
        if let Some(empty) = kept.get_mut(&key) {
            *empty = empty.plus_seconds(-self.seconds);
            if *empty <= now {
                kept.remove(&key);
            }
        }
    }
}

/// A try that is being judged. Counts as wrong unless [`Try::right`] is called.
#[must_use]
pub(crate) struct Try<'a, K: Copy + Eq + Hash>(Option<(&'a Pace<K>, K, Millis)>);

impl<K: Copy + Eq + Hash> Try<'_, K> {
    /// It was right, or could not be judged.
    pub(crate) fn right(self) {
        if let Some((pace, key, now)) = self.0 {
            pace.take_back(key, now);
        }
    }
}

impl App {
    /// Begins a sign-in from this address.
    pub(crate) fn try_sign_in(&self, origin: &Origin) -> Result<Try<'_, Network>> {
        self.begin(&self.inner.tries.sign_ins, Network::of(origin))
            .ok_or(AppError::Busy(
                "too many failed sign-ins from this address; wait a little and try again",
            ))
    }

    /// Begins to look for an invite's code that came from this address.
    pub(crate) fn try_code(&self, origin: &Origin) -> Result<Try<'_, Network>> {
        self.begin(&self.inner.tries.codes, Network::of(origin))
            .ok_or(AppError::Busy(
                "too many wrong codes from this address; wait a little and try again",
            ))
    }

    /// Begins to judge the password that a signed-in user says again.
    pub(crate) fn try_password(&self, user: UserNo) -> Result<Try<'_, UserNo>> {
        self.begin(&self.inner.tries.passwords, Some(user))
            .ok_or(AppError::Busy(
                "too many wrong passwords; wait a little and try again",
            ))
    }

    /// `None` if it may not be judged. Without a key nobody is slowed.
    fn begin<'a, K: Copy + Eq + Hash>(
        &self,
        pace: &'a Pace<K>,
        key: Option<K>,
    ) -> Option<Try<'a, K>> {
        let Some(key) = key else {
            return Some(Try(None));
        };
        let now = self.now();
        pace.begin(key, now).then_some(Try(Some((pace, key, now))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn network(address: &str) -> Option<Network> {
        Network::of(&Origin {
            address: Some(address.to_owned()),
            client: None,
        })
    }

    #[test]
    fn a_full_bucket_empties_bit_by_bit() {
        let pace = Pace::new(3, 10);
        let at = |seconds: i64| Millis(5).plus_seconds(seconds);
        for _ in 0..3 {
            assert!(pace.begin(1, at(0)));
        }
        assert!(!pace.begin(1, at(0)));
        assert!(!pace.begin(1, at(9)), "what is refused does not count");
        assert!(pace.begin(2, at(9)), "others are not slowed");
        assert!(pace.begin(1, at(10)));
        assert!(!pace.begin(1, at(10)));
        // After a long while it is empty, and not more than that.
        for _ in 0..3 {
            assert!(pace.begin(1, at(1000)));
        }
        assert!(!pace.begin(1, at(1000)));
    }

    #[test]
    fn what_is_taken_back_leaves_room_and_no_trace() {
        let pace = Pace::new(2, 10);
        let now = Millis(0);
        for _ in 0..20 {
            assert!(pace.begin(1, now));
            pace.take_back(1, now);
        }
        assert!(pace.empty_at.lock().is_empty());
        assert!(pace.begin(1, now) && pace.begin(1, now));
        pace.take_back(1, now);
        assert!(pace.begin(1, now));
        assert!(!pace.begin(1, now), "one right try forgives one wrong one");
        pace.take_back(7, now);
    }

    #[test]
    fn a_flood_is_cut_and_the_full_are_not_forgotten() {
        let pace = Pace::new(2, 10);
        let now = Millis(0);
        assert!(pace.begin(0, now) && pace.begin(0, now));
        for key in 1..=2 * REMEMBERED {
            assert!(pace.begin(key, now));
        }
        assert!(pace.empty_at.lock().len() <= REMEMBERED);
        assert!(!pace.begin(0, now));
        // Those that are free again make room first.
        assert!(pace.begin(usize::MAX, now.plus_seconds(100)));
        assert_eq!(pace.empty_at.lock().len(), 1);
    }

    #[test]
    fn a_network_is_what_a_provider_hands_out() {
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
        assert_eq!(network("::ffff:192.0.2.1"), network("192.0.2.1"));
        assert_ne!(network("::1"), network("127.0.0.1"));
        assert_eq!(Network::of(&Origin::default()), None);
    }
}
