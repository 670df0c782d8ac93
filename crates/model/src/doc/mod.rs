//! A record's cells as one JSON text.
//!
//! The canonical form is compact JSON, `{"1":"Ann","2":12.5,"4":[3,1]}`: field
//! keys as decimal numbers in ascending order, blank cells left out. Text is
//! escaped as `serde_json` escapes it, so that a cell can be copied byte by
//! byte to the wire.
//!
//! Reading trusts the form and allocates nothing. Damaged text never panics:
//! the cells end where the damage begins, and [`Doc::check`] says what is
//! wrong.

mod check;
mod write;

pub use check::DocError;
pub use write::{DocBuilder, diff, merge, patch};

use memchr::{memchr2, memchr3};

use crate::schema::FieldKey;

/// The document without cells.
pub const EMPTY: &str = "{}";

/// A document that is read in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doc<'a>(pub &'a str);

impl<'a> Doc<'a> {
    /// The cells in ascending order of key, each with its raw JSON.
    #[inline]
    pub fn cells(self) -> Cells<'a> {
        // A comma is expected before every cell but the first, whose brace
        // stands where the comma would.
        Cells {
            text: self.0,
            at: 0,
            lead: b'{',
        }
    }

    /// The raw JSON of one cell; `None` if it is blank.
    #[inline]
    pub fn get(self, key: FieldKey) -> Option<&'a str> {
        for (found, raw) in self.cells() {
            if found >= key {
                return (found == key).then_some(raw);
            }
        }
        None
    }

    /// Checks that the text is in canonical form to the letter.
    pub fn check(self) -> Result<(), DocError> {
        check::check(self.0)
    }
}

/// The cells of a [`Doc`].
#[derive(Debug, Clone)]
pub struct Cells<'a> {
    text: &'a str,
    /// Where the next cell's comma (or the opening brace) stands.
    at: usize,
    lead: u8,
}

impl<'a> Iterator for Cells<'a> {
    type Item = (FieldKey, &'a str);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let cell = self.scan();
        if cell.is_none() {
            // Stay at the end, whatever is asked after it.
            self.at = self.text.len();
        }
        cell
    }
}

impl<'a> Cells<'a> {
    #[inline]
    fn scan(&mut self) -> Option<(FieldKey, &'a str)> {
        let bytes = self.text.as_bytes();
        let mut at = self.at;
        if *bytes.get(at)? != self.lead || *bytes.get(at + 1)? != b'"' {
            return None;
        }
        at += 2;
        let mut key: u32 = 0;
        let first = at;
        loop {
            let byte = *bytes.get(at)?;
            at += 1;
            let digit = byte.wrapping_sub(b'0');
            if digit < 10 {
                key = key.checked_mul(10)?.checked_add(u32::from(digit))?;
            } else if byte == b'"' && at > first + 1 {
                break;
            } else {
                return None;
            }
        }
        if *bytes.get(at)? != b':' {
            return None;
        }
        let start = at + 1;
        let end = value_end(bytes, start)?;
        // Both ends stand beside ASCII, so they are character boundaries.
        let raw = self.text.get(start..end)?;
        self.at = end;
        self.lead = b',';
        Some((FieldKey(key), raw))
    }
}

/// Where the value that begins at `start` ends.
#[inline]
fn value_end(bytes: &[u8], start: usize) -> Option<usize> {
    match *bytes.get(start)? {
        b'"' => string_end(bytes, start + 1),
        b'[' | b'{' => nested_end(bytes, start),
        _ => {
            let length = memchr2(b',', b'}', bytes.get(start..)?)?;
            (length > 0).then_some(start + length)
        }
    }
}

/// Where the string ends whose first character is at `at`.
#[inline]
pub(crate) fn string_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes[at] == b'"' {
            return Some(at + 1);
        }
        // A backslash takes the next character with it; `\u0041` needs no
        // more care, since digits end nothing.
        at += 2;
    }
}

/// Where the array or object ends that begins at `at`.
pub(crate) fn nested_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let mut depth = 0usize;
    loop {
        match *bytes.get(at)? {
            b'"' => {
                at = string_end(bytes, at + 1)?;
                continue;
            }
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                // The first byte opened, so there is one to close.
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {
                // Numbers and commas: on to the next byte that means something.
                at += skip_plain(bytes.get(at..)?)?;
                continue;
            }
        }
        at += 1;
    }
}

fn skip_plain(bytes: &[u8]) -> Option<usize> {
    let closing = memchr3(b'"', b']', b'}', bytes)?;
    Some(memchr2(b'[', b'{', bytes.get(..closing)?).unwrap_or(closing))
}

#[cfg(test)]
mod tests;
