//! Making documents.

use super::Doc;
use crate::schema::FieldKey;

/// Puts a document together, cell by cell.
#[derive(Debug, Clone)]
pub struct DocBuilder {
    text: String,
    last: Option<FieldKey>,
}

impl Default for DocBuilder {
    fn default() -> Self {
        Self::new()
    }
}

impl DocBuilder {
    /// A document without cells.
    pub fn new() -> Self {
        Self::with_capacity(64)
    }

    /// A document without cells and room for `bytes`.
    pub fn with_capacity(bytes: usize) -> Self {
        let mut text = String::with_capacity(bytes.max(2));
        text.push('{');
        Self { text, last: None }
    }

    /// Adds a cell. Keys must ascend and `raw` must be in canonical form;
    /// [`merge`] takes cells of a document in between.
    #[inline]
    pub fn push(&mut self, key: FieldKey, raw: &str) {
        debug_assert!(
            self.last < Some(key),
            "keys ascend: {:?} after {:?}",
            key,
            self.last
        );
        if self.last.is_some() {
            self.text.push(',');
        }
        self.last = Some(key);
        self.text.push('"');
        push_number(&mut self.text, u64::from(key.0));
        self.text.push_str("\":");
        self.text.push_str(raw);
    }

    /// True if no cell was added.
    pub fn is_empty(&self) -> bool {
        self.last.is_none()
    }

    /// The document.
    pub fn finish(mut self) -> String {
        self.text.push('}');
        self.text
    }
}

#[inline]
fn push_number(text: &mut String, mut value: u64) {
    let mut digits = [0u8; 20];
    let mut at = digits.len();
    loop {
        at -= 1;
        digits[at] = b'0' + (value % 10) as u8;
        value /= 10;
        if value == 0 {
            break;
        }
    }
    text.extend(digits[at..].iter().map(|digit| char::from(*digit)));
}

/// `old` with cells set (`Some`) or cleared (`None`). `sets` ascend by key.
pub fn merge(old: &str, sets: &[(FieldKey, Option<String>)]) -> String {
    merge_cells(old, sets.iter().map(|(key, raw)| (*key, raw.as_deref())))
}

/// `old` with the cells of `changes`, in which `null` clears: what a
/// [`crate::change::RecordEdit`] says, forward with its `after` and back with
/// its `before`.
pub fn patch(old: &str, changes: &str) -> String {
    merge_cells(
        old,
        Doc(changes)
            .cells()
            .map(|(key, raw)| (key, (raw != "null").then_some(raw))),
    )
}

fn merge_cells<'s>(old: &str, sets: impl Iterator<Item = (FieldKey, Option<&'s str>)>) -> String {
    let mut made = DocBuilder::with_capacity(old.len() + 64);
    let mut kept = Doc(old).cells().peekable();
    for (key, raw) in sets {
        while let Some((before, raw)) = kept.next_if(|(other, _)| *other < key) {
            made.push(before, raw);
        }
        kept.next_if(|(other, _)| *other == key);
        if let Some(raw) = raw {
            made.push(key, raw);
        }
    }
    for (key, raw) in kept {
        made.push(key, raw);
    }
    made.finish()
}

/// The cells in which two documents differ, as they were and as they are, with
/// `null` for a blank one; `None` if there is no difference.
pub fn diff(before: &str, after: &str) -> Option<(String, String)> {
    let mut was = DocBuilder::new();
    let mut is = DocBuilder::new();
    let mut old = Doc(before).cells().peekable();
    let mut new = Doc(after).cells().peekable();
    loop {
        let (key, left, right) = match (old.peek().copied(), new.peek().copied()) {
            (None, None) => break,
            (Some((key, raw)), None) => (key, Some(raw), None),
            (None, Some((key, raw))) => (key, None, Some(raw)),
            (Some((left, raw)), Some((right, _))) if left < right => (left, Some(raw), None),
            (Some((left, _)), Some((right, raw))) if right < left => (right, None, Some(raw)),
            (Some((key, left)), Some((_, right))) => (key, Some(left), Some(right)),
        };
        if left.is_some() {
            old.next();
        }
        if right.is_some() {
            new.next();
        }
        if left != right {
            was.push(key, left.unwrap_or("null"));
            is.push(key, right.unwrap_or("null"));
        }
    }
    (!was.is_empty()).then(|| (was.finish(), is.finish()))
}
