//! What is known about one request while it is being answered: its id, where
//! it came from, and what the log line and the metrics will say about it.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use basekey_access::Op;
use basekey_app::Origin;
use basekey_model::id::{BASE62, BaseId, Entropy, RequestId, TAIL_LEN, TokenId, WorkspaceId};
use basekey_model::time::Millis;

use crate::Peer;

/// One request and its answer. Shared between the front, which makes it, and
/// the handler, which fills in what it learns.
#[derive(Debug)]
pub(crate) struct Exchange {
    /// In the answer's `X-Request-Id`, in the log, and in refusals.
    pub(crate) id: RequestId,
    /// Where the request came in.
    pub(crate) peer: Peer,
    /// The operation, once a route is found.
    pub(crate) operation: OnceLock<Op>,
    /// The token, once it is accepted.
    pub(crate) token: OnceLock<TokenId>,
    /// From where and by which of its secrets the token was used, with it.
    pub(crate) used: OnceLock<Used>,
    /// The base, once its permit is given.
    pub(crate) base: OnceLock<BaseId>,
    /// The workspace, once its permit is given.
    pub(crate) workspace: OnceLock<WorkspaceId>,
}

/// How an accepted token was presented.
#[derive(Debug)]
pub(crate) struct Used {
    /// From where.
    pub(crate) origin: Arc<Origin>,
    /// When the secret was made.
    pub(crate) secret: Millis,
}

impl Exchange {
    pub(crate) fn new(id: RequestId, peer: Peer) -> Self {
        Self {
            id,
            peer,
            operation: OnceLock::new(),
            token: OnceLock::new(),
            used: OnceLock::new(),
            base: OnceLock::new(),
            workspace: OnceLock::new(),
        }
    }
}

/// Gives request ids: unique, not secret, and without asking the system for
/// random bytes on every request.
#[derive(Debug)]
pub(crate) struct RequestIds {
    seeds: [u64; 2],
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0u8; 24];
        entropy.fill(&mut bytes);
        let word = |at: usize| {
            bytes[at..at + 8]
                .iter()
                .fold(0u64, |word, byte| word << 8 | u64::from(*byte))
        };
        Self {
            seeds: [word(0), word(8)],
            next: AtomicU64::new(word(16)),
        }
    }

    pub(crate) fn next(&self) -> RequestId {
        let count = self.next.fetch_add(1, Ordering::Relaxed);
        let mut tail = [0u8; TAIL_LEN];
        let (left, right) = tail.split_at_mut(TAIL_LEN / 2);
        put(left, mix(count ^ self.seeds[0]));
        put(right, mix(count.wrapping_add(self.seeds[1])));
        let text = std::str::from_utf8(&tail).unwrap_or("00000000000000");
        RequestId::from_tail(text).unwrap_or_else(|| RequestId::random(&Zero))
    }
}

/// Stands in where randomness can not be needed.
struct Zero;

impl Entropy for Zero {
    fn fill(&self, into: &mut [u8]) {
        into.fill(0);
    }
}

fn put(into: &mut [u8], mut value: u64) {
    for slot in into {
        *slot = BASE62[(value % 62) as usize];
        value /= 62;
    }
}

/// The function of `SplitMix64`: neighbours come out unrelated.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    #[test]
    fn ids_do_not_repeat() {
        let ids = RequestIds::new(&Fixed::new(3));
        let made: std::collections::HashSet<_> = (0..10_000).map(|_| ids.next()).collect();
        assert_eq!(made.len(), 10_000);
    }
}
