//! The numbers, words and marks of a text.

use std::iter::Peekable;
use std::str::Chars;

use crate::date::find::is_space;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];

/// Digits of a number that count.
const DIGITS: usize = 9;

/// Hours east of UTC that a name stands for.
pub(in crate::date) fn zone(name: &str) -> Option<i64> {
    Some(match name.to_ascii_lowercase().as_str() {
        "ut" | "utc" | "z" | "gmt" => 0,
        "edt" => -4,
        "est" | "cdt" => -5,
        "cst" | "mdt" => -6,
        "mst" | "pdt" => -7,
        "pst" => -8,
        _ => return None,
    })
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Piece {
    /// A number and how many digits it has.
    Number(i64, usize),
    /// One of `:+-.)`.
    Mark(char),
    Word(Word),
    Space,
    /// Anything else.
    Other,
    End,
}

/// What a word means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Word {
    /// 1 to 12.
    Month(i64),
    /// 0 for AM, 12 for PM.
    Half(i64),
    Zone(i64),
    /// `Z` alone.
    Zulu,
    /// `T` alone.
    Time,
    Nothing,
}

impl Word {
    fn of(letters: &str) -> Self {
        let letters = letters.to_ascii_lowercase();
        let starts = |name: &&str| letters.starts_with(*name);
        if let Some(month) = (1..).zip(MONTHS).find(|(_, name)| starts(name)) {
            return Self::Month(month.0);
        }
        match letters.as_str() {
            "am" => Self::Half(0),
            "pm" => Self::Half(12),
            "z" => Self::Zulu,
            "t" => Self::Time,
            other => zone(other).map_or(Self::Nothing, Self::Zone),
        }
    }
}

pub(super) struct Pieces<'t> {
    rest: Peekable<Chars<'t>>,
    next: Option<Piece>,
}

impl<'t> Pieces<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        Self {
            rest: text.chars().peekable(),
            next: None,
        }
    }

    pub(super) fn peek(&mut self) -> Piece {
        let next = match self.next {
            Some(next) => next,
            None => self.scan(),
        };
        self.next = Some(next);
        next
    }

    pub(super) fn next(&mut self) -> Piece {
        let next = self.peek();
        self.next = None;
        next
    }

    /// Passes over a mark if it comes next.
    pub(super) fn skip(&mut self, mark: char) -> bool {
        let comes = self.peek() == Piece::Mark(mark);
        if comes {
            self.next = None;
        }
        comes
    }

    /// A number of so many digits, if one comes next.
    pub(super) fn fixed(&mut self, digits: usize, from: i64, to: i64) -> Option<i64> {
        match self.peek() {
            Piece::Number(number, length) if length == digits && (from..=to).contains(&number) => {
                self.next = None;
                Some(number)
            }
            _ => None,
        }
    }

    fn scan(&mut self) -> Piece {
        let Some(first) = self.rest.peek().copied() else {
            return Piece::End;
        };
        if first.is_ascii_digit() {
            return self.number();
        }
        if first >= 'A' && !is_space(first) {
            let mut letters = String::new();
            while let Some(c) = self.rest.next_if(|c| *c >= 'A' && !is_space(*c)) {
                letters.push(c);
            }
            return Piece::Word(Word::of(&letters));
        }
        self.rest.next();
        match first {
            ':' | '-' | '+' | '.' | ')' => Piece::Mark(first),
            '(' => {
                // Up to the one that closes it.
                let mut open = 1;
                while open > 0 {
                    match self.rest.next() {
                        Some('(') => open += 1,
                        Some(')') => open -= 1,
                        Some(_) => {}
                        None => break,
                    }
                }
                Piece::Other
            }
            space if is_space(space) => {
                while self.rest.next_if(|c| is_space(*c)).is_some() {}
                Piece::Space
            }
            _ => Piece::Other,
        }
    }

    fn number(&mut self) -> Piece {
        let (mut number, mut length, mut counted) = (0, 0, 0);
        while let Some(digit) = self.rest.next_if(char::is_ascii_digit) {
            length += 1;
            // Zeros in front do not count.
            if (digit != '0' || counted > 0) && counted < DIGITS {
                number = number * 10 + i64::from(u32::from(digit) - u32::from('0'));
                counted += 1;
            }
        }
        Piece::Number(number, length)
    }
}

/// Milliseconds of a fraction of a second with so many digits.
pub(super) fn millis(number: i64, length: usize) -> i64 {
    match length {
        1 => number * 100,
        2 => number * 10,
        3 => number,
        // Only so many digits were counted.
        _ => {
            let over = u32::try_from(length.min(DIGITS) - 3).unwrap_or(0);
            number / 10_i64.pow(over)
        }
    }
}
