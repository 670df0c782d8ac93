//! Dates as scripts in browsers read them: the forgiving part of `Date.parse`,
//! as V8 has it, in UTC. Words before the first number and what stands in
//! parentheses mean nothing; numbers with colons are a time, others are month,
//! day and year in the order of the United States, unless the first can only be
//! a year.

mod pieces;

use basekey_model::time::Millis;

use super::calendar::{DAY, Date};
use pieces::{Piece, Pieces, Word, millis};

pub(super) use pieces::zone;

/// Reads a text as a point in time.
pub(super) fn parse(text: &str) -> Option<Millis> {
    let mut read = Read {
        pieces: Pieces::of(text),
        days: Vec::new(),
        month: None,
        is_iso: false,
        times: Vec::new(),
        half: None,
        offset: Offset::default(),
    };
    let first = match read.iso() {
        Iso::Done => None,
        Iso::Wrong => return None,
        Iso::Other(first) => Some(first),
    };
    read.rest(first)?;
    read.finish()
}

/// An offset from UTC, as far as it was read.
#[derive(Default)]
struct Offset {
    sign: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
}

impl Offset {
    fn set(&mut self, hours: i64) {
        self.sign = Some(if hours < 0 { -1 } else { 1 });
        self.hour = Some(hours.abs());
        self.minute = Some(0);
    }

    /// Whether the number may be the minutes.
    fn expects(&self, number: i64) -> bool {
        self.hour.is_some() && self.minute.is_none() && (0..60).contains(&number)
    }
}

/// How it went with ISO 8601.
enum Iso {
    Done,
    /// No date at all.
    Wrong,
    /// Perhaps one of another form, going on with this piece.
    Other(Piece),
}

struct Read<'t> {
    pieces: Pieces<'t>,
    /// Numbers of the day, in their order.
    days: Vec<i64>,
    /// A month by its name.
    month: Option<i64>,
    is_iso: bool,
    /// Hour, minute, second, millisecond.
    times: Vec<i64>,
    half: Option<i64>,
    offset: Offset,
}

impl Read<'_> {
    fn iso(&mut self) -> Iso {
        if let Piece::Mark(mark @ ('+' | '-')) = self.pieces.peek() {
            let sign = self.pieces.next();
            match self.pieces.peek() {
                Piece::Number(year, 6) if year != 0 || mark == '+' => {
                    self.pieces.next();
                    self.days.push(if mark == '-' { -year } else { year });
                }
                _ => return Iso::Other(sign),
            }
        } else if let Some(year) = self.pieces.fixed(4, 0, 9999) {
            self.days.push(year);
        } else {
            return Iso::Other(self.pieces.next());
        }
        for most in [12, 31] {
            if !self.pieces.skip('-') {
                break;
            }
            match self.pieces.fixed(2, 1, most) {
                Some(number) => self.days.push(number),
                None => return Iso::Other(self.pieces.next()),
            }
        }
        match self.pieces.peek() {
            Piece::Word(Word::Time) => {
                self.pieces.next();
                if self.iso_time().is_none() {
                    return Iso::Wrong;
                }
            }
            Piece::End => {}
            _ => return Iso::Other(self.pieces.next()),
        }
        self.is_iso = true;
        Iso::Done
    }

    fn iso_time(&mut self) -> Option<()> {
        let pieces = &mut self.pieces;
        let hour = pieces.fixed(2, 0, 24)?;
        let most = if hour == 24 { 0 } else { 59 };
        self.times.push(hour);
        pieces.skip(':').then_some(())?;
        self.times.push(pieces.fixed(2, 0, most)?);
        if pieces.skip(':') {
            self.times.push(pieces.fixed(2, 0, most)?);
            if pieces.skip('.') {
                match pieces.next() {
                    Piece::Number(number, length) if number <= 0 || hour < 24 => {
                        self.times.push(millis(number, length));
                    }
                    _ => return None,
                }
            }
        }
        match pieces.peek() {
            Piece::Word(Word::Zulu) => {
                pieces.next();
                self.offset.set(0);
            }
            Piece::Mark(sign @ ('+' | '-')) => {
                pieces.next();
                let (hour, minute) = if let Some(both) = pieces.fixed(4, 0, 2359) {
                    (both / 100, both % 100)
                } else {
                    let hour = pieces.fixed(2, 0, 23)?;
                    pieces.skip(':').then_some(())?;
                    (hour, pieces.fixed(2, 0, 59)?)
                };
                if minute > 59 {
                    return None;
                }
                self.offset = Offset {
                    sign: Some(if sign == '-' { -1 } else { 1 }),
                    hour: Some(hour),
                    minute: Some(minute),
                };
            }
            _ => {}
        }
        (pieces.peek() == Piece::End).then_some(())
    }

    /// Whatever is no ISO 8601.
    fn rest(&mut self, first: Option<Piece>) -> Option<()> {
        let mut any_number = !self.days.is_empty();
        let mut first = first;
        loop {
            match first.take().unwrap_or_else(|| self.pieces.next()) {
                Piece::End => return Some(()),
                Piece::Number(number, _) => {
                    any_number = true;
                    self.number(number)?;
                }
                Piece::Word(word) => match word {
                    Word::Half(half) if !self.times.is_empty() => self.half = Some(half),
                    Word::Month(month) => {
                        self.month = Some(month);
                        self.pieces.skip('-');
                    }
                    Word::Zone(hours) if any_number => self.offset.set(hours),
                    Word::Zulu if any_number => self.offset.set(0),
                    _ if any_number => return None,
                    _ => {
                        if let Piece::Number(..) = self.pieces.peek() {
                            return None;
                        }
                    }
                },
                Piece::Mark(sign @ ('+' | '-'))
                    if !self.times.is_empty()
                        || (self.offset.hour, self.offset.minute) == (Some(0), Some(0)) =>
                {
                    any_number = true;
                    self.signed(sign)?;
                }
                Piece::Mark('+' | '-' | ')') if any_number => return None,
                _ => {}
            }
        }
    }

    fn number(&mut self, number: i64) -> Option<()> {
        let is_within = match self.times.len() {
            1 | 2 => (0..60).contains(&number),
            3 => (0..1000).contains(&number),
            _ => false,
        };
        if self.pieces.skip(':') {
            if self.pieces.skip(':') {
                if !self.times.is_empty() {
                    return None;
                }
                self.times.extend([number, 0]);
            } else {
                self.time(number)?;
                self.pieces.skip('.');
            }
        } else if self.pieces.skip('.') && is_within {
            self.times.push(number);
            let Piece::Number(number, length) = self.pieces.next() else {
                return None;
            };
            self.last_time(millis(number, length));
        } else if self.offset.expects(number) {
            self.offset.minute = Some(number);
        } else if is_within {
            self.last_time(number);
            match self.pieces.peek() {
                Piece::End | Piece::Space | Piece::Mark('+' | '-') | Piece::Word(Word::Zulu) => {}
                _ => return None,
            }
        } else {
            if self.days.len() == 3 {
                return None;
            }
            self.days.push(number);
            self.pieces.skip('-');
        }
        Some(())
    }

    fn time(&mut self, number: i64) -> Option<()> {
        (self.times.len() < 4).then(|| self.times.push(number))
    }

    /// The last part of a time; one too many is passed over.
    fn last_time(&mut self, number: i64) {
        self.times.push(number);
        self.times.resize(4, 0);
    }

    /// An offset: `+1`, `+01`, `+0100`, `+01:00`.
    fn signed(&mut self, sign: char) -> Option<()> {
        self.offset.sign = Some(if sign == '-' { -1 } else { 1 });
        let (number, length) = match self.pieces.peek() {
            Piece::Number(number, length) => {
                self.pieces.next();
                (number, length)
            }
            _ => (0, 0),
        };
        let (hour, minute) = match length {
            _ if self.pieces.peek() == Piece::Mark(':') => (number, None),
            1 | 2 => (number, Some(0)),
            3 | 4 => (number / 100, Some(number % 100)),
            _ => return None,
        };
        (self.offset.hour, self.offset.minute) = (Some(hour), minute);
        Some(())
    }

    fn finish(mut self) -> Option<Millis> {
        if self.days.is_empty() {
            return None;
        }
        self.days.resize(3, 1);
        let is_day = |number: i64| (1..=31).contains(&number);
        let [first, second, third] = self.days[..] else {
            return None;
        };
        // A named month leaves two numbers; the first that is no day is the
        // year.
        let (year, month, day) = match self.month {
            None if self.is_iso || !is_day(first) => (first, second, third),
            None => (third, first, second),
            Some(month) if !is_day(first) => (first, month, second),
            Some(month) => (second, month, first),
        };
        let year = match year {
            0..=49 if !self.is_iso => 2000 + year,
            50..=99 if !self.is_iso => 1900 + year,
            year => year,
        };
        // Whatever has more digits is beyond all calendars.
        if !(-99_999..=99_999).contains(&year) || !(1..=12).contains(&month) || !is_day(day) {
            return None;
        }
        self.times.resize(4, 0);
        let [mut hour, minute, second, milli] = self.times[..] else {
            return None;
        };
        if let Some(half) = self.half {
            if !(0..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + half;
        }
        let is_time = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && (0..1000).contains(&milli);
        if !is_time && (hour, minute, second, milli) != (24, 0, 0, 0) {
            return None;
        }
        let offset = self.offset.sign.map_or(0, |sign| {
            let hours = self.offset.hour.unwrap_or(0);
            sign * (hours * 60 + self.offset.minute.unwrap_or(0))
        });
        // The 31st of a shorter month is a day of the next.
        let first = Date {
            year,
            month,
            day: 1,
        };
        let minutes = hour * 60 + minute - offset;
        let seconds = minutes * 60 + second;
        Some(Millis(
            (first.number() + day - 1) * DAY + seconds * 1000 + milli,
        ))
    }
}
