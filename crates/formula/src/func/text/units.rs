//! Texts measured in UTF-16 code units, as scripts measure them. Texts here
//! are UTF-8, and most are ASCII, where a unit is a byte. A place between the
//! two halves of a character is moved to one side of it, so that no text is
//! made that is none.

/// How many units a text has.
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    // One for every character, and one more for those of four bytes.
    text.bytes()
        .map(|byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0))
        .sum()
}

/// The byte at which a number of units end; before a character that they end
/// within.
pub(super) fn before(text: &str, units: usize) -> usize {
    place(text, units, false)
}

/// The byte at which a number of units end; after a character that they end
/// within.
pub(super) fn after(text: &str, units: usize) -> usize {
    place(text, units, true)
}

fn place(text: &str, units: usize, after: bool) -> usize {
    // There are never more units than bytes.
    let Some(start) = text.as_bytes().get(..units) else {
        return text.len();
    };
    if start.is_ascii() {
        return units;
    }
    let mut seen = 0;
    for (at, letter) in text.char_indices() {
        if seen == units {
            return at;
        }
        seen += letter.len_utf16();
        if seen > units {
            return if after { at + letter.len_utf8() } else { at };
        }
    }
    text.len()
}
