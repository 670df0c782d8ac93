//! What columns are made of: bits, texts in one buffer.

/// One bit per row; rows beyond the end are unset.
#[derive(Debug, Default, Clone)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    #[inline]
    pub(super) fn get(&self, row: usize) -> bool {
        self.0
            .get(row / 64)
            .is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    pub(super) fn set(&mut self, row: usize, to: bool) {
        let word = row / 64;
        if word >= self.0.len() {
            if !to {
                return;
            }
            self.0.resize(word + 1, 0);
        }
        if let Some(word) = self.0.get_mut(word) {
            let bit = 1 << (row % 64);
            if to {
                *word |= bit;
            } else {
                *word &= !bit;
            }
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    pub(super) fn bytes(&self) -> usize {
        self.0.capacity() * 8
    }
}

/// A buffer that grows at its end.
pub(super) trait Buffer: Default {
    /// A part of it.
    type Part: ?Sized;
    fn size(&self) -> usize;
    fn room(&self) -> usize;
    fn append(&mut self, part: &Self::Part);
    fn part(&self, from: usize, to: usize) -> Option<&Self::Part>;
    fn len_of(part: &Self::Part) -> usize;
}

impl Buffer for String {
    type Part = str;

    fn size(&self) -> usize {
        self.len()
    }

    fn room(&self) -> usize {
        self.capacity()
    }

    fn append(&mut self, part: &str) {
        self.push_str(part);
    }

    #[inline]
    fn part(&self, from: usize, to: usize) -> Option<&str> {
        self.get(from..to)
    }

    fn len_of(part: &str) -> usize {
        part.len()
    }
}

impl Buffer for Vec<u8> {
    type Part = [u8];

    fn size(&self) -> usize {
        self.len()
    }

    fn room(&self) -> usize {
        self.capacity()
    }

    fn append(&mut self, part: &[u8]) {
        self.extend_from_slice(part);
    }

    #[inline]
    fn part(&self, from: usize, to: usize) -> Option<&[u8]> {
        self.get(from..to)
    }

    fn len_of(part: &[u8]) -> usize {
        part.len()
    }
}

/// Garbage below this is never cleared away.
const GARBAGE: usize = 64 * 1024;

/// A part of one buffer per row; rows that were never set have an empty one.
#[derive(Debug, Default)]
pub(super) struct Arena<B> {
    buffer: B,
    /// Where each begins and ends.
    spans: Vec<(u32, u32)>,
    /// Bytes that no row has any more.
    garbage: usize,
}

/// The buffer can not hold more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Full;

impl<B: Buffer> Arena<B> {
    /// The part of a row; `None` if it is empty.
    #[inline]
    pub(super) fn get(&self, row: usize) -> Option<&B::Part> {
        let (from, to) = *self.spans.get(row)?;
        if from == to {
            return None;
        }
        self.buffer.part(from as usize, to as usize)
    }

    pub(super) fn set(&mut self, row: usize, part: &B::Part) -> Result<(), Full> {
        if row >= self.spans.len() {
            self.spans.resize(row + 1, (0, 0));
        }
        if self.garbage > GARBAGE && self.garbage > self.buffer.size() / 2 {
            self.compact();
        }
        let from = self.buffer.size();
        let to = from + B::len_of(part);
        let span = (
            u32::try_from(from).map_err(|_| Full)?,
            u32::try_from(to).map_err(|_| Full)?,
        );
        if let Some(place) = self.spans.get_mut(row) {
            self.garbage += (place.1 - place.0) as usize;
            *place = span;
            self.buffer.append(part);
        }
        Ok(())
    }

    /// Copies what rows have to a new buffer.
    fn compact(&mut self) {
        let mut buffer = B::default();
        for span in &mut self.spans {
            let from = buffer.size();
            if let Some(part) = self.buffer.part(span.0 as usize, span.1 as usize) {
                buffer.append(part);
            }
            // No longer than before, so it fits.
            let at = |size: usize| u32::try_from(size).unwrap_or(u32::MAX);
            *span = (at(from), at(buffer.size()));
        }
        self.buffer = buffer;
        self.garbage = 0;
    }

    pub(super) fn bytes(&self) -> usize {
        self.buffer.room() + self.spans.capacity() * size_of::<(u32, u32)>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arena_holds_what_was_set_last_and_clears_garbage_away() {
        let mut arena: Arena<String> = Arena::default();
        let long = "x".repeat(1_000);
        for turn in 0..1_000 {
            for row in [0, 3, 7] {
                arena.set(row, &format!("{row} {turn} {long}")).unwrap();
            }
        }
        for row in [0, 3, 7] {
            assert_eq!(arena.get(row), Some(&*format!("{row} 999 {long}")));
        }
        assert!(arena.get(1).is_none() && arena.get(99).is_none());
        assert!(arena.bytes() < 1_000_000, "{}", arena.bytes());
        arena.set(3, "").unwrap();
        assert_eq!(arena.get(3), None);
    }

    #[test]
    fn bits_are_unset_unless_set() {
        let mut bits = Bits::default();
        bits.set(200, false);
        assert!(bits.is_empty() && !bits.get(200));
        bits.set(70, true);
        assert!(bits.get(70) && !bits.get(69) && !bits.get(134));
        bits.set(70, false);
        assert!(bits.is_empty());
    }
}
