//! Offsets: where the next page of a list begins (web-api 2.1).
//!
//! An offset looks like Airtable's, `itr` and fourteen characters, a slash,
//! and a record id. A list in order of id needs nothing kept: the id is the
//! last one given, and the fourteen characters say how many were given
//! before and which filter they came through, guarded by a checksum. A sorted
//! list is kept in memory under the fourteen characters, and the id is the
//! next one to give.

use basekey_model::filter::Filter;
use basekey_model::id::{BASE62, IteratorId, RecordId};
use basekey_model::schema::{BaseNo, TableNo};

/// First character of a list in order of id.
const BY_ID: u8 = b'k';
/// First character of a kept list.
pub(crate) const KEPT: u8 = b's';

/// Characters of the count.
const COUNT_LEN: usize = 6;
/// Characters of the filter's mark.
const MARK_LEN: usize = 2;
/// Characters of the checksum.
const SUM_LEN: usize = 5;

/// The table that an offset is good for.
pub(crate) type Of = (BaseNo, TableNo);

/// A parsed offset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Offset {
    /// After this id, so many records having been given.
    ById {
        given: u64,
        after: RecordId,
        through: Mark,
    },
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

/// FNV-1a: tells what differs by accident; no secret.
fn hash<'b>(bytes: impl Iterator<Item = &'b u8>) -> u64 {
    bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Tells a filter from another one, most of the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl Mark {
    /// The mark of a list that is filtered by these.
    pub(crate) fn of(filter: Option<&Filter>, formula: Option<&str>) -> Self {
        let through = filter.is_some() || formula.is_some();
        let text = through
            .then(|| serde_json::to_vec(&(filter, formula)).ok())
            .flatten();
        // Without a filter the mark is 0, which no filter has.
        let marks = 62u64.pow(MARK_LEN as u32) - 1;
        Self(text.map_or(0, |text| hash(text.iter()) % marks + 1))
    }
}

/// Tells an offset that is mistyped or of another table.
fn sum(given: u64, through: Mark, after: RecordId, of: Of) -> u64 {
    let (base, table) = (of.0.0.to_le_bytes(), of.1.0.to_le_bytes());
    let numbers = [given.to_le_bytes(), through.0.to_le_bytes(), base, table];
    hash(numbers.iter().flatten().chain(after.tail().as_bytes())) % 62u64.pow(SUM_LEN as u32)
}

impl Offset {
    pub(crate) fn text(self, of: Of) -> String {
        match self {
            Self::ById {
                given,
                after,
                through,
            } => {
                let mut tail = [BY_ID; 1 + COUNT_LEN + MARK_LEN + SUM_LEN];
                let (count, rest) = tail[1..].split_at_mut(COUNT_LEN);
                let (mark, check) = rest.split_at_mut(MARK_LEN);
                put(count, given);
                put(mark, through.0);
                put(check, sum(given, through, after, of));
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
                let (count, rest) = tail[1..].split_at_checked(COUNT_LEN)?;
                let (mark, check) = rest.split_at_checked(MARK_LEN)?;
                let (given, through) = (take(count)?, Mark(take(mark)?));
                (take(check)? == sum(given, through, record, of)).then_some(Self::ById {
                    given,
                    after: record,
                    through,
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
    use basekey_model::filter::Conjunction;
    use basekey_model::testing::Fixed;

    #[test]
    fn text_round_trips_and_a_changed_count_is_noticed() {
        let after = RecordId::random(&Fixed::new(5));
        let (here, there) = ((BaseNo(1), TableNo(2)), (BaseNo(1), TableNo(3)));
        let filter = |conjunction| Filter {
            conjunction,
            conditions: vec![],
        };
        let (and, or) = (filter(Conjunction::And), filter(Conjunction::Or));
        let marks = [
            Mark::of(None, None),
            Mark::of(Some(&and), None),
            Mark::of(Some(&or), None),
            Mark::of(None, Some("1")),
            Mark::of(Some(&and), Some("1")),
            Mark::of(None, Some("2")),
        ];
        for (at, mark) in marks.iter().enumerate() {
            assert!(!marks[..at].contains(mark), "{at}");
        }
        let [all, and, or, ..] = marks;
        let offset = |given, through| Offset::ById {
            given,
            after,
            through,
        };
        for through in [all, and, or] {
            let offset = offset(100, through);
            let text = offset.text(here);
            assert_eq!(Offset::parse(&text, here), Some(offset));
            assert_eq!(Offset::parse(&text, there), None, "of another table");
            assert_eq!(text.len(), 35);
        }
        let text = offset(100, all).text(here);
        for other in [offset(200, all), offset(100, and)] {
            // Its count and mark with the checksum of the first.
            let forged = format!("{}{}", &other.text(here)[..12], &text[12..]);
            assert_ne!(forged, text);
            assert_eq!(Offset::parse(&forged, here), None);
        }
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
