//! Offsets: where the next page of a list begins (web-api 2.1).
//!
//! An offset looks like Airtable's, `itr` and fourteen characters, a slash,
//! and a record id. A list in order of id needs nothing kept: the id is the
//! last one given, and the fourteen characters say how many were given
//! before, guarded by a checksum. A sorted list is kept in memory under the
//! fourteen characters, and the id is the next one to give.

use basekey_model::id::{BASE62, IteratorId, RecordId};
use basekey_model::schema::{BaseNo, TableNo};

/// First character of a list in order of id.
const BY_ID: u8 = b'k';
/// First character of a kept list.
pub(crate) const KEPT: u8 = b's';

/// Characters of the count.
const COUNT_LEN: usize = 7;
/// Characters of the checksum.
const SUM_LEN: usize = 6;

/// The table that an offset is good for.
pub(crate) type Of = (BaseNo, TableNo);

/// A parsed offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offset {
    /// After this id, so many records having been given.
    ById { given: u64, after: RecordId },
    /// In the kept list, from this id on.
    Kept { list: IteratorId, next: RecordId },
}

fn put(into: &mut [u8], mut value: u64) {
    for slot in into.iter_mut().rev() {
        *slot = BASE62[(value % 62) as usize];
        value /= 62;
    }
}

fn take(from: &[u8]) -> Option<u64> {
    from.iter().try_fold(0u64, |value, byte| {
        let digit = BASE62.iter().position(|other| other == byte)?;
        value.checked_mul(62)?.checked_add(digit as u64)
    })
}

/// FNV-1a, cut to six characters: tells an offset that is mistyped or of
/// another table; no secret.
fn sum(given: u64, after: RecordId, of: Of) -> u64 {
    let (base, table) = (of.0.0.to_le_bytes(), of.1.0.to_le_bytes());
    given
        .to_le_bytes()
        .iter()
        .chain(&base)
        .chain(&table)
        .chain(after.tail().as_bytes())
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
        % 62u64.pow(SUM_LEN as u32)
}

impl Offset {
    pub(crate) fn text(self, of: Of) -> String {
        match self {
            Self::ById { given, after } => {
                let mut tail = [BY_ID; 1 + COUNT_LEN + SUM_LEN];
                put(&mut tail[1..=COUNT_LEN], given);
                put(&mut tail[1 + COUNT_LEN..], sum(given, after, of));
                format!("itr{}/{after}", String::from_utf8_lossy(&tail))
            }
            Self::Kept { list, next } => format!("{list}/{next}"),
        }
    }

    /// `None` if this server never gave such an offset out.
    pub(crate) fn parse(text: &str, of: Of) -> Option<Self> {
        let (list, record) = text.split_once('/')?;
        let list: IteratorId = list.parse().ok()?;
        let record: RecordId = record.parse().ok()?;
        let tail = list.tail().as_bytes();
        match tail[0] {
            BY_ID => {
                let given = take(&tail[1..=COUNT_LEN])?;
                (take(&tail[1 + COUNT_LEN..])? == sum(given, record, of)).then_some(Self::ById {
                    given,
                    after: record,
                })
            }
            KEPT => Some(Self::Kept { list, next: record }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use basekey_model::testing::Fixed;

    #[test]
    fn text_round_trips_and_a_changed_count_is_noticed() {
        let after = RecordId::random(&Fixed::new(5));
        let (here, there) = ((BaseNo(1), TableNo(2)), (BaseNo(1), TableNo(3)));
        let offset = Offset::ById { given: 100, after };
        let text = offset.text(here);
        assert_eq!(Offset::parse(&text, here), Some(offset));
        assert_eq!(Offset::parse(&text, there), None, "of another table");
        assert_eq!(text.len(), 35);
        let more = Offset::ById { given: 200, after }.text(here);
        let forged = format!("{}{}", &more[..11], &text[11..]);
        assert_eq!(Offset::parse(&forged, here), None);
        for wrong in [
            "",
            "itr",
            "x/y",
            "itrAAAAAAAAAAAAAA/recAAAAAAAAAAAAAA",
            "itr/rec",
        ] {
            assert_eq!(Offset::parse(wrong, here), None, "{wrong}");
        }
    }
}
