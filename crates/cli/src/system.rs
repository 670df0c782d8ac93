//! The real clock and the real random source. Everything else is handed
//! these, so that tests can hand in others.

use basekey_model::id::Entropy;
use basekey_model::time::{Clock, Millis};
use rand::Rng;

/// The system's clock.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Millis {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where time enters the program"
        )]
        let now = std::time::SystemTime::now();
        match now.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => Millis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX)),
            // A clock set before 1970.
            Err(before) => {
                Millis(-i64::try_from(before.duration().as_millis()).unwrap_or(i64::MAX))
            }
        }
    }
}

/// A generator for secrets, seeded and reseeded by the operating system. It
/// spares the system call that every record id would cost otherwise.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, into: &mut [u8]) {
        #[expect(
            clippy::disallowed_methods,
            reason = "this is where randomness enters the program"
        )]
        let mut generator = rand::rng();
        generator.fill_bytes(into);
    }
}
