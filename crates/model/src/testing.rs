//! Repeatable stand-ins for the clock and the random source, for tests of
//! this and every other crate.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crate::cell::{FindPerson, People, Person, PersonRef};
use crate::id::{Entropy, UserId};
use crate::schema::{UserNo, same_name};
use crate::time::{Clock, Millis};

/// A repeatable stream of bytes. Not for secrets.
#[derive(Debug)]
pub struct Fixed(AtomicU64);

impl Fixed {
    /// A stream that depends on `seed` alone.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Fixed {
    fn fill(&self, into: &mut [u8]) {
        for chunk in into.chunks_mut(8) {
            // SplitMix64: a counter through a mixing function.
            let mut mixed = self
                .0
                .fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed)
                .wrapping_add(0x9E37_79B9_7F4A_7C15);
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            mixed ^= mixed >> 31;
            chunk.copy_from_slice(&mixed.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that stands at `start`.
    pub fn at(start: Millis) -> Self {
        Self(AtomicI64::new(start.0))
    }

    /// Moves the clock forward.
    pub fn advance_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Millis {
        Millis(self.0.load(Ordering::SeqCst))
    }
}

/// The users of a small office: Ann Lee, number 7, and Smith, Bob, number 8,
/// who has a comma in his name. `usrAAAAAAAAAAAAA7` is Ann's id.
#[derive(Debug, Clone, Copy, Default)]
pub struct Office;

/// Number, last letters of the id, e-mail address, name.
const STAFF: [(i64, &str, &str, &str); 2] = [
    (7, "AAAAAAAAAAAAA7", "ann@example.com", "Ann Lee"),
    (8, "AAAAAAAAAAAAA8", "bob@example.com", "Smith, Bob"),
];

impl People for Office {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        let (_, id, email, name) = STAFF.iter().find(|(staff, ..)| *staff == no.0)?;
        Some(Person {
            id: UserId::from_tail(id)?,
            email,
            name,
        })
    }
}

impl FindPerson for Office {
    fn find(&self, who: PersonRef<'_>) -> Option<UserNo> {
        let meant = |id: &str, email: &str, name: &str| match who {
            PersonRef::Id(wanted) => UserId::from_tail(id) == Some(wanted),
            PersonRef::Email(wanted) => same_name(email, wanted),
            PersonRef::Name(wanted) => same_name(name, wanted),
        };
        let (no, ..) = STAFF
            .iter()
            .find(|(_, id, email, name)| meant(id, email, name))?;
        Some(UserNo(*no))
    }
}
