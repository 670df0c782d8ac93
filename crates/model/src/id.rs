//! Identifiers as they appear on the wire: three letters that name the kind
//! and fourteen of `[0-9A-Za-z]`, seventeen characters in all, case-sensitive
//! (web-api 0.6).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::time::Millis;

/// The base62 alphabet in ASCII order, so that comparing texts compares numbers.
pub const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Characters after the three letters.
pub const TAIL_LEN: usize = 14;

/// Length of a whole identifier.
pub const ID_LEN: usize = 3 + TAIL_LEN;

/// A source of random bytes. Production hands in the operating system's
/// generator; tests hand in a repeatable one.
pub trait Entropy: Send + Sync {
    /// Fills `into` with random bytes.
    fn fill(&self, into: &mut [u8]);
}

/// The text is not an identifier of the expected kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("expected an id of the form {prefix} followed by 14 letters or digits")]
pub struct BadId {
    /// The three letters that were expected.
    pub prefix: &'static str,
}

/// True if `text` is `prefix` and fourteen letters or digits.
pub fn has_shape(text: &str, prefix: &str) -> bool {
    text.len() == ID_LEN
        && text.starts_with(prefix)
        && text.as_bytes()[3..].iter().all(u8::is_ascii_alphanumeric)
}

/// Fourteen random base62 characters without modulo bias.
pub fn random_tail(entropy: &dyn Entropy) -> [u8; TAIL_LEN] {
    let mut tail = [0u8; TAIL_LEN];
    let mut filled = 0;
    let mut buffer = [0u8; 24];
    while filled < TAIL_LEN {
        entropy.fill(&mut buffer);
        for byte in buffer {
            // 248 is the largest multiple of 62 in a byte.
            if byte < 248 && filled < TAIL_LEN {
                tail[filled] = BASE62[usize::from(byte % 62)];
                filled += 1;
            }
        }
    }
    tail
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; TAIL_LEN]);

        impl $name {
            /// The three letters every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// A new random id.
            pub fn random(entropy: &dyn Entropy) -> Self {
                Self(random_tail(entropy))
            }

            /// An id with the given tail; `None` unless it is fourteen letters or digits.
            pub fn from_tail(tail: &str) -> Option<Self> {
                let bytes: [u8; TAIL_LEN] = tail.as_bytes().try_into().ok()?;
                bytes.iter().all(u8::is_ascii_alphanumeric).then_some(Self(bytes))
            }

            /// The fourteen characters after the prefix.
            pub fn tail(&self) -> &str {
                // The constructors admit ASCII letters and digits only.
                std::str::from_utf8(&self.0).unwrap_or_default()
            }

            /// The whole id as ASCII bytes.
            pub fn bytes(&self) -> [u8; ID_LEN] {
                let mut whole = [0u8; ID_LEN];
                whole[..3].copy_from_slice($prefix.as_bytes());
                whole[3..].copy_from_slice(&self.0);
                whole
            }
        }

        impl FromStr for $name {
            type Err = BadId;

            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix($prefix)
                    .and_then(Self::from_tail)
                    .ok_or(BadId { prefix: $prefix })
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str($prefix)?;
                f.write_str(self.tail())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(d)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A base.
    BaseId = "app";
    /// A workspace.
    WorkspaceId = "wsp";
    /// A table of a base.
    TableId = "tbl";
    /// A field of a table.
    FieldId = "fld";
    /// A view of a table.
    ViewId = "viw";
    /// A record of a table.
    RecordId = "rec";
    /// A choice of a select field.
    ChoiceId = "sel";
    /// A file in an attachment cell.
    AttachmentId = "att";
    /// A user.
    UserId = "usr";
    /// A personal access token (the public part of its text).
    TokenId = "pat";
    /// A browser session.
    SessionId = "ses";
    /// One request, in answers and logs.
    RequestId = "req";
    /// A list iterator, the first part of an offset.
    IteratorId = "itr";
    /// An import in progress.
    ImportId = "imp";
    /// An invite to a workspace or base.
    InviteId = "inv";
}

/// Seven base62 characters hold this many values.
const HALF: u64 = 62u64.pow(7);

fn put_base62(into: &mut [u8], mut value: u64) {
    for slot in into.iter_mut().rev() {
        *slot = BASE62[(value % 62) as usize];
        value /= 62;
    }
}

/// Makes record ids whose text order is their order of creation: seven
/// characters of time and seven that are random, then counted up within one
/// millisecond.
///
/// Ordered ids keep one table's newest rows on the same pages of the store,
/// and make the order of ids the order of creation, which is what a list
/// without view and sort answers in.
#[derive(Debug, Default)]
pub struct RecordIds {
    last: Option<(u64, u64)>,
}

impl RecordIds {
    /// Makes every later id greater than `id`, which the table has already:
    /// after a restart, or when the clock was set back.
    pub fn pass(&mut self, id: RecordId) {
        let number = |text: &[u8]| {
            text.iter().fold(0u64, |value, byte| {
                value * 62 + BASE62.iter().position(|other| other == byte).unwrap_or(0) as u64
            })
        };
        let reached = (number(&id.0[..7]), number(&id.0[7..]));
        if self.last.is_none_or(|last| last < reached) {
            self.last = Some(reached);
        }
    }

    /// The next id. Never equal to, nor ordered before, an earlier one of this source.
    pub fn next(&mut self, now: Millis, entropy: &dyn Entropy) -> RecordId {
        let wanted = (now.0.max(0) as u64) % HALF;
        let (time, low) = match self.last {
            Some((time, low)) if time >= wanted && low + 1 < HALF => (time, low + 1),
            Some((time, _)) if time >= wanted => (time + 1, random_low(entropy)),
            _ => (wanted, random_low(entropy)),
        };
        self.last = Some((time, low));
        let mut tail = [0u8; TAIL_LEN];
        put_base62(&mut tail[..7], time);
        put_base62(&mut tail[7..], low);
        RecordId(tail)
    }
}

/// A random start in the lower half of the range, which leaves room to count up.
fn random_low(entropy: &dyn Entropy) -> u64 {
    let mut bytes = [0u8; 8];
    entropy.fill(&mut bytes);
    u64::from_le_bytes(bytes) % (HALF / 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixed;

    #[test]
    fn text_round_trips() {
        let id = TableId::random(&Fixed::new(1));
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(id.to_string().len(), ID_LEN);
        assert!(has_shape(&id.to_string(), "tbl"));
    }

    #[test]
    fn other_shapes_are_refused() {
        for text in [
            "",
            "tbl",
            "tbl123",
            "fldAAAAAAAAAAAAAA",
            "tblAAAAAAAAAAAAA-",
            "tblAAAAAAAAAAAAAAA",
        ] {
            assert_eq!(
                text.parse::<TableId>(),
                Err(BadId { prefix: "tbl" }),
                "{text}"
            );
        }
        // Fourteen characters that are not fourteen bytes.
        assert!("tblAAAAAAAAAAAAAé".parse::<TableId>().is_err());
    }

    #[test]
    fn record_ids_follow_an_id_that_is_ahead_of_the_clock() {
        let entropy = Fixed::new(3);
        let mut ahead = RecordIds::default();
        let future = ahead.next(Millis(1_900_000_000_000), &entropy);
        let mut ids = RecordIds::default();
        ids.pass(future);
        assert!(ids.next(Millis(1_700_000_000_000), &entropy) > future);
        let greatest = RecordId([b'z'; TAIL_LEN]);
        ids.pass(RecordId(*b"zzzzzzyzzzzzzz"));
        let next = ids.next(Millis(1_700_000_000_000), &entropy);
        assert!(next > RecordId(*b"zzzzzzyzzzzzzz") && next < greatest);
    }

    #[test]
    fn record_ids_ascend_even_when_the_clock_goes_back() {
        let entropy = Fixed::new(7);
        let mut ids = RecordIds::default();
        let mut last = ids.next(Millis(1_700_000_000_000), &entropy);
        for step in [0, 0, 5, -1_000, 0, 60_000] {
            let next = ids.next(Millis(1_700_000_000_000 + step), &entropy);
            assert!(next > last, "{next} after {last}");
            assert!(next.to_string() > last.to_string());
            last = next;
        }
    }
}
