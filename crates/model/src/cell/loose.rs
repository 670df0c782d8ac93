//! Days and moments as people write them in spreadsheets, for typecast and
//! imports.

use jiff::civil::Time;

use crate::time::iso::{Moment, clock, date, number, parse_iso, parse_offset};

/// Which of two numbers is the day's and which the month's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayOrder {
    /// The text says, or it makes no difference.
    Told,
    /// Day first; read otherwise, there is no such day.
    DayFirst,
    /// Month first; read otherwise, there is no such day.
    MonthFirst,
    /// Either; the caller's wish decided.
    Open,
}

/// What [`parse_loose`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Loose {
    /// The day and time.
    pub(crate) moment: Moment,
    /// How day and month were told apart.
    pub(crate) order: DayOrder,
    /// True if a month was written as a word.
    pub(crate) worded: bool,
    /// True if the time of day has am or pm.
    pub(crate) twelve_hour: bool,
}

/// Reads a day, perhaps with a time of day, in the forms people write:
/// `8/7/1998`, `7.8.98`, `1998/08/07`, `Aug 7, 1998`, `7-Aug-1998`,
/// `Friday, August 7th 1998 1:30 pm`, and everything [`parse_iso`] reads.
/// `day_first` decides where both readings are possible; between
/// dots the day always comes first.
pub(crate) fn parse_loose(text: &str, day_first: bool) -> Option<Loose> {
    let text = text.trim();
    // No form is longer, and a long text need not be taken to pieces.
    if text.len() > 64 || !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if let Some(moment) = parse_iso(text) {
        return Some(Loose {
            moment,
            order: DayOrder::Told,
            worded: false,
            twelve_hour: false,
        });
    }
    let mut parts = Parts::default();
    for token in text
        .split([' ', ',', '\u{a0}', '\u{202f}', '\t'])
        .filter(|token| !token.is_empty())
    {
        parts.take(token)?;
    }
    parts.finish(day_first)
}

/// The pieces of a loosely written moment.
#[derive(Default)]
struct Parts {
    /// Numbers of the date in the order written, with their digits; at most three.
    numbers: Vec<(i64, usize)>,
    month: Option<i64>,
    /// How many numbers stood before the month's word.
    before_month: usize,
    weekday: bool,
    dotted: bool,
    time: Option<Time>,
    half: Option<bool>,
    offset: Option<i32>,
}

impl Parts {
    fn take(&mut self, token: &str) -> Option<()> {
        if self.time.is_some() {
            if let Some(half) = half_of_day(token) {
                return put(&mut self.half, half);
            }
            if matches!(token, "UTC" | "GMT") {
                return put(&mut self.offset, 0);
            }
            if token.starts_with(['+', '-']) || matches!(token, "Z" | "z") {
                return put(&mut self.offset, parse_offset(token.as_bytes())?);
            }
        }
        if token.contains(':') || self.is_hour(token) {
            return self.take_time(token);
        }
        if token.eq_ignore_ascii_case("at") && self.has_date() {
            return Some(());
        }
        if let Some(separator) = token.chars().find(|mark| matches!(mark, '/' | '-' | '.')) {
            // A dot may also end an abbreviation or an ordinal: `Aug.`, `7.`
            let token = token.strip_suffix('.').unwrap_or(token);
            self.dotted |= separator == '.';
            for piece in token.split(separator) {
                self.take_piece(piece)?;
            }
            return Some(());
        }
        self.take_piece(token)
    }

    fn has_date(&self) -> bool {
        self.numbers.len() + usize::from(self.month.is_some()) == 3
    }

    /// `1pm`, once the date is complete.
    fn is_hour(&self, token: &str) -> bool {
        self.has_date() && token.as_bytes()[0].is_ascii_digit() && token.ends_with(['m', 'M'])
    }

    fn take_piece(&mut self, piece: &str) -> Option<()> {
        if piece.is_empty() || self.has_date() {
            return None;
        }
        if piece.as_bytes()[0].is_ascii_alphabetic() {
            let word = piece.to_ascii_lowercase();
            if let Some(month) = month_of(&word) {
                self.before_month = self.numbers.len();
                return put(&mut self.month, month);
            }
            if !self.weekday && is_weekday(&word) {
                self.weekday = true;
                return Some(());
            }
            return None;
        }
        let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
        if !matches!(piece.get(digits..)?, "" | "st" | "nd" | "rd" | "th")
            || !matches!(digits, 1 | 2 | 4)
        {
            return None;
        }
        self.numbers
            .push((number(&piece.as_bytes()[..digits])?, digits));
        Some(())
    }

    fn take_time(&mut self, token: &str) -> Option<()> {
        let bytes = token.as_bytes();
        let end = bytes
            .iter()
            .position(|byte| !matches!(byte, b'0'..=b'9' | b':' | b'.'))
            .unwrap_or(bytes.len());
        let (digits, rest) = token.split_at(end);
        let time = if digits.contains(':') {
            clock(digits.as_bytes(), 1)?
        } else {
            Time::new(i8::try_from(number(digits.as_bytes())?).ok()?, 0, 0, 0).ok()?
        };
        put(&mut self.time, time)?;
        if rest.is_empty() {
            return Some(());
        }
        match half_of_day(rest) {
            Some(half) => put(&mut self.half, half),
            None => put(&mut self.offset, parse_offset(rest.as_bytes())?),
        }
    }

    fn finish(self, day_first: bool) -> Option<Loose> {
        let (date, order) = match (self.month, self.numbers.as_slice()) {
            (Some(month), &[first, second]) => {
                let (year, day) = match self.before_month {
                    // `1998 Aug 7`, but `7 Aug 1998` and `7 Aug 98`.
                    1 if first.1 == 4 => (first, second),
                    2 => return None,
                    _ => (second, first),
                };
                (date(full_year(year)?, month, day.0)?, DayOrder::Told)
            }
            (None, &[year, month, day]) if year.1 == 4 => {
                (date(year.0, month.0, day.0)?, DayOrder::Told)
            }
            (None, &[first, second, year]) => {
                let year = full_year(year)?;
                match (date(year, second.0, first.0), date(year, first.0, second.0)) {
                    (Some(day), Some(month)) if day == month => (day, DayOrder::Told),
                    (Some(day), Some(_)) if self.dotted => (day, DayOrder::DayFirst),
                    (Some(day), Some(month)) => {
                        (if day_first { day } else { month }, DayOrder::Open)
                    }
                    (Some(day), None) => (day, DayOrder::DayFirst),
                    (None, Some(month)) => (month, DayOrder::MonthFirst),
                    (None, None) => return None,
                }
            }
            _ => return None,
        };
        let time = match (self.time, self.half) {
            (Some(time), Some(after_noon)) => Some(twelve_hour(time, after_noon)?),
            (time, _) => time,
        };
        Some(Loose {
            moment: Moment {
                date,
                time,
                offset: self.offset,
            },
            order,
            worded: self.month.is_some(),
            twelve_hour: self.half.is_some(),
        })
    }
}

/// Puts a value where there was none; a second one makes the text unreadable.
fn put<T>(slot: &mut Option<T>, value: T) -> Option<()> {
    slot.replace(value).is_none().then_some(())
}

/// Two digits are a year from 1969 to 2068, as POSIX reads them.
fn full_year((year, digits): (i64, usize)) -> Option<i64> {
    match digits {
        4 => Some(year),
        2 if year >= 69 => Some(1900 + year),
        2 => Some(2000 + year),
        _ => None,
    }
}

/// True for pm, false for am.
fn half_of_day(token: &str) -> Option<bool> {
    match token.to_ascii_lowercase().as_str() {
        "am" | "a.m." | "a" => Some(false),
        "pm" | "p.m." | "p" => Some(true),
        _ => None,
    }
}

fn twelve_hour(time: Time, after_noon: bool) -> Option<Time> {
    let hour = time.hour();
    if !(1..=12).contains(&hour) {
        return None;
    }
    let hour = hour % 12 + if after_noon { 12 } else { 0 };
    Time::new(hour, time.minute(), time.second(), time.subsec_nanosecond()).ok()
}

/// The months in full; three letters are enough to tell.
pub(crate) const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn month_of(word: &str) -> Option<i64> {
    let place = MONTHS.iter().position(|month| {
        let month = month.to_ascii_lowercase();
        word.len() >= 3
            && (word == &month[..3] || word == month || (word == "sept" && month == "september"))
    })?;
    Some(place as i64 + 1)
}

fn is_weekday(word: &str) -> bool {
    [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ]
    .iter()
    .any(|day| word == *day || word == &day[..3] || matches!(word, "tues" | "thur" | "thurs"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn days_as_people_write_them() {
        use DayOrder::{DayFirst, MonthFirst, Open, Told};
        for (text, day, order) in [
            ("1998-08-07", "1998-08-07", Told),
            ("8/7/1998", "1998-08-07", Open),
            ("8/27/1998", "1998-08-27", MonthFirst),
            ("27/8/1998", "1998-08-27", DayFirst),
            ("27.8.98", "1998-08-27", DayFirst),
            ("7.8.1998", "1998-08-07", DayFirst),
            ("8.27.1998", "1998-08-27", MonthFirst),
            ("7/7/68", "2068-07-07", Told),
            ("1998/08/07", "1998-08-07", Told),
            ("Aug 7 1998", "1998-08-07", Told),
            ("Aug. 7th, 1998", "1998-08-07", Told),
            ("7 August 1998", "1998-08-07", Told),
            ("7. August 1998", "1998-08-07", Told),
            ("7-Aug-98", "1998-08-07", Told),
            ("1998 Aug 7", "1998-08-07", Told),
            ("Friday, August 7, 1998", "1998-08-07", Told),
            ("Sept 7 1998", "1998-09-07", Told),
        ] {
            let found = parse_loose(text, false).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (found.moment.date.to_string().as_str(), found.order),
                (day, order),
                "{text}"
            );
            assert_eq!(found.moment.time, None, "{text}");
        }
        let day_first = parse_loose("8/7/1998", true).unwrap();
        assert_eq!(day_first.moment.date.to_string(), "1998-07-08");
    }

    #[test]
    fn moments_as_people_write_them() {
        for (text, moment) in [
            ("8/27/1998 1:30pm", "1998-08-27T13:30:00.000Z"),
            ("8/27/1998 12:05 AM", "1998-08-27T00:05:00.000Z"),
            ("8/27/1998 12:05 p.m.", "1998-08-27T12:05:00.000Z"),
            ("8/27/1998, 13:30:05", "1998-08-27T13:30:05.000Z"),
            ("Aug 27 1998 at 1pm", "1998-08-27T13:00:00.000Z"),
            (
                "Thu, 27 Aug 1998 13:30:00 +0200",
                "1998-08-27T11:30:00.000Z",
            ),
            ("27 Aug 1998 13:30 GMT", "1998-08-27T13:30:00.000Z"),
            ("1998-08-27 9:30", "1998-08-27T09:30:00.000Z"),
            ("13:30 27.8.1998", "1998-08-27T13:30:00.000Z"),
        ] {
            let found = parse_loose(text, false).unwrap_or_else(|| panic!("{text}"));
            let instant = found.moment.instant(&Zone::utc()).unwrap();
            assert_eq!(instant.to_string(), moment, "{text}");
        }
    }

    #[test]
    fn what_is_no_day() {
        for text in [
            "",
            "12",
            "1998",
            "8/1998",
            "Aug 1998",
            "Aug 7",
            "13:30",
            "13/13/1998",
            "30/2/1998",
            "8/7/1998 8/7/1998",
            "1.2.3.4",
            "2024-13-01",
            "8/7/1998 25:00",
            "8/7/1998 13:30pm",
            "hello 7 1998",
            "Aug Aug 7 1998",
            "7 7 Aug",
            "8//1998",
            "1998-08-07T",
            "8/7/199",
            "May",
            "7 1998",
            "1/2/3",
            "10.0.0.1",
            "555-123-4567",
            "0/1/2000",
            "8/7/0000",
        ] {
            assert_eq!(parse_loose(text, false), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "([0-9]{1,4}|[-/:. ,+TZ]|am|pm|Aug|Fri|é|١){0,10}") {
            if let Some(found) = parse_loose(&text, true) {
                let _ = found.moment.instant(&Zone::utc());
            }
        }
    }
}
