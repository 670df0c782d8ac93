//! Reading dates by format tokens, as forgivingly as moment does: what a token
//! stands for is looked for from where the one before it ended, and what lies
//! between is passed over.

use basekey_model::time::Millis;
use jiff::civil::Date;

use super::calendar::{Clock, DAY, day_number, first_week_offset, in_range, weeks_in_year};
use super::locale::{Locale, LocaleId, data};
use super::token::{Part, expanded, parts};
use crate::value::Moment;

/// Characters of a text or format; longer ones are no dates.
const LONGEST: usize = 1_000;

/// Reads a text by format tokens. What the format leaves out is taken from the
/// present day, or is the beginning (formulas 10, as moment does).
pub fn parse_format(
    text: &str,
    format: &str,
    locale: Option<LocaleId>,
    now: Millis,
) -> Option<Millis> {
    if text.len() > LONGEST || format.len() > LONGEST {
        return None;
    }
    let locale = data(locale);
    let text = locale.preparse(text);
    let format = expanded(format, locale);
    let mut read = Read::default();
    let mut rest = text.as_str();
    let mut found_any = false;
    for part in parts(&format) {
        match part {
            Part::Literal(literal) => {
                if let Some(at) = rest.find(literal) {
                    rest = rest.get(at + literal.len()..)?;
                }
            }
            Part::Token(token) => {
                let Some((at, length)) = locate(token, rest, locale) else {
                    continue;
                };
                let found = rest.get(at..at + length)?;
                found_any = true;
                read.take(token, found, locale)?;
                rest = rest.get(at + length..)?;
            }
        }
    }
    if found_any { read.finish(now, locale) } else { None }
}

/// Where in a text stands what a token could be: place and length.
fn locate(token: &str, text: &str, locale: &Locale) -> Option<(usize, usize)> {
    match token {
        "MMM" | "MMMM" => locale
            .find_month(text, token == "MMM")
            .map(|(_, at, length)| (at, length)),
        "dd" | "ddd" | "dddd" => {
            let letters = match token {
                "dd" => Some(2),
                "ddd" => Some(3),
                _ => None,
            };
            locale
                .find_weekday(text, letters)
                .map(|(_, at, length)| (at, length))
        }
        "a" | "A" => locale
            .find_meridiem(text)
            .map(|(at, length, _)| (at, length)),
        "Z" | "ZZ" => find_offset(text),
        "X" | "x" => find_number(text, token == "X"),
        "Y" | "YYYYYY" | "YYYYY" | "ggggg" | "GGGGG" => digits(text, 6),
        "YYYY" | "gggg" | "GGGG" | "y" | "yy" | "yyy" | "yyyy" => digits(text, 4),
        "DDD" | "DDDD" | "S" | "SS" | "SSS" => digits(text, 3),
        "Q" => digits(text, 1),
        "Hmm" | "hmm" => digits_from(text, 3, 4),
        "Hmmss" | "hmmss" => digits_from(text, 5, 6),
        fraction if fraction.starts_with('S') => digits(text, usize::MAX),
        "z" | "zz" | "N" | "NN" | "NNN" | "NNNN" | "NNNNN" => None,
        // The ending of an ordinal is passed over with what follows.
        _ => digits(text, 2),
    }
}

/// The first digits of a text, `most` at most.
fn digits(text: &str, most: usize) -> Option<(usize, usize)> {
    digits_from(text, 1, most)
}

fn digits_from(text: &str, least: usize, most: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let length = bytes[at..]
            .iter()
            .take(most)
            .take_while(|byte| byte.is_ascii_digit())
            .count();
        if length >= least {
            return Some((at, length));
        }
        at += length.max(1);
    }
    None
}

/// A number with a sign and, for seconds, three decimals.
fn find_number(text: &str, decimals: bool) -> Option<(usize, usize)> {
    let (digits_at, length) = digits(text, 17)?;
    let signed = digits_at
        .checked_sub(1)
        .filter(|at| matches!(text.as_bytes()[*at], b'-' | b'+'));
    let at = signed.unwrap_or(digits_at);
    let mut end = digits_at + length;
    if decimals && text[end..].starts_with('.') {
        let fraction = text[end + 1..]
            .bytes()
            .take(3)
            .take_while(u8::is_ascii_digit)
            .count();
        if fraction > 0 {
            end += 1 + fraction;
        }
    }
    Some((at, end - at))
}

/// `Z`, `+01`, `+0100` or `+01:00`.
fn find_offset(text: &str) -> Option<(usize, usize)> {
    for (at, letter) in text.char_indices() {
        if matches!(letter, 'Z' | 'z') {
            return Some((at, 1));
        }
        if matches!(letter, '+' | '-') {
            let rest = text[at + 1..].as_bytes();
            let two = |from: usize| {
                rest.get(from..from + 2)
                    .is_some_and(|pair| pair.iter().all(u8::is_ascii_digit))
            };
            if !two(0) {
                continue;
            }
            if two(2) {
                return Some((at, 5));
            }
            if rest.get(2) == Some(&b':') && two(3) {
                return Some((at, 6));
            }
            return Some((at, 3));
        }
    }
    None
}

/// Seconds east of UTC.
pub(super) fn offset_seconds(text: &str) -> i64 {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let part = |from: usize| {
        digits
            .get(from..from + 2)
            .and_then(|pair| pair.parse::<i64>().ok())
            .unwrap_or(0)
    };
    let seconds = part(0) * 3_600 + part(2) * 60;
    if text.starts_with('-') { -seconds } else { seconds }
}

/// What was read of a date. Each part as the tokens say it.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) year: Option<i64>,
    /// 1 to 12 if it is right.
    pub(super) month: Option<i64>,
    pub(super) day: Option<i64>,
    pub(super) hour: Option<i64>,
    pub(super) minute: Option<i64>,
    pub(super) second: Option<i64>,
    pub(super) milli: Option<i64>,
    pub(super) day_of_year: Option<i64>,
    /// Of the locale's weeks: year, week, day counted from the first.
    week: (Option<i64>, Option<i64>, Option<i64>),
    /// The same of ISO's.
    pub(super) iso: (Option<i64>, Option<i64>, Option<i64>),
    weekday: Option<i64>,
    afternoon: Option<bool>,
    is_twelve: bool,
    /// Seconds east of UTC.
    pub(super) offset: Option<i64>,
    at: Option<Millis>,
}

impl Read {
    /// Takes in what was found for a token; `None` if it can not be.
    fn take(&mut self, token: &str, found: &str, locale: &Locale) -> Option<()> {
        let number = || found.parse::<i64>().ok();
        match token {
            "MMM" | "MMMM" => {
                let (month, ..) = locale.find_month(found, token == "MMM")?;
                self.month = Some(month as i64 + 1);
            }
            "dd" | "ddd" | "dddd" => {
                let (day, ..) = locale.find_weekday(found, None)?;
                self.weekday = Some(day as i64);
            }
            "a" | "A" => self.afternoon = Some(locale.find_meridiem(found)?.2),
            "Z" | "ZZ" => {
                self.offset = Some(if found.eq_ignore_ascii_case("z") {
                    0
                } else {
                    offset_seconds(found)
                });
            }
            "X" => {
                let seconds: f64 = found.parse().ok()?;
                self.at = Some(Millis((seconds * 1_000.0).round() as i64));
            }
            "x" => self.at = Some(Millis(number()?)),
            "YY" | "yy" if found.len() <= 2 => self.year = Some(two_digits(number()?)),
            "YYYY" if found.len() == 2 => self.year = Some(two_digits(number()?)),
            "YY" | "YYYY" | "YYYYY" | "YYYYYY" | "Y" | "y" | "yy" | "yyy" | "yyyy" => {
                self.year = Some(number()?);
            }
            "gg" => self.week.0 = Some(two_digits(number()?)),
            "gggg" | "ggggg" => self.week.0 = Some(number()?),
            "GG" => self.iso.0 = Some(two_digits(number()?)),
            "GGGG" | "GGGGG" => self.iso.0 = Some(number()?),
            "w" | "ww" | "wo" => self.week.1 = Some(number()?),
            "W" | "WW" | "Wo" => self.iso.1 = Some(number()?),
            "e" => self.week.2 = Some(number()?),
            "E" => self.iso.2 = Some(number()?),
            "d" | "do" => self.weekday = Some(number()?),
            "Q" | "Qo" => self.month = Some((number()? - 1) * 3 + 1),
            "M" | "MM" | "Mo" => self.month = Some(number()?),
            "D" | "DD" | "Do" => self.day = Some(number()?),
            "DDD" | "DDDD" | "DDDo" => self.day_of_year = Some(number()?),
            "H" | "HH" => self.hour = Some(number()?),
            "k" | "kk" => self.hour = Some(number()? % 24),
            "h" | "hh" => {
                self.hour = Some(number()?);
                self.is_twelve = true;
            }
            "m" | "mm" => self.minute = Some(number()?),
            "s" | "ss" => self.second = Some(number()?),
            "Hmm" | "hmm" | "Hmmss" | "hmmss" => {
                let seconds = token.ends_with("ss");
                let tail = if seconds { 4 } else { 2 };
                let hours = found.len() - tail;
                self.hour = found.get(..hours)?.parse().ok();
                self.minute = found.get(hours..hours + 2)?.parse().ok();
                if seconds {
                    self.second = found.get(hours + 2..)?.parse().ok();
                }
                self.is_twelve = token.starts_with('h');
            }
            _ => {
                let padded = format!("{found:0<3}");
                self.milli = padded.get(..3)?.parse().ok();
            }
        }
        Some(())
    }

    /// The point in time, if the parts make one.
    pub(super) fn finish(mut self, now: Millis, locale: &Locale) -> Option<Millis> {
        if let Some(at) = self.at {
            return in_range(at).ok();
        }
        if let Some(hour) = self.hour {
            if self.is_twelve && !(1..=12).contains(&hour) {
                return None;
            }
            self.hour = Some(match self.afternoon {
                Some(true) if hour < 12 => hour + 12,
                Some(false) if hour == 12 => 0,
                _ => hour,
            });
        }
        let today = Clock::of(&Moment::from(now)).ok()?.civil.date();
        self.from_weeks(today, locale)?;
        if let Some(day_of_year) = self.day_of_year {
            let year = self.year.unwrap_or(i64::from(today.year()));
            if day_of_year < 1 || day_of_year > super::calendar::days_in_year(year) {
                return None;
            }
            let first = date(year, 1, 1)?;
            let days = jiff::Span::new().try_days(day_of_year - 1).ok()?;
            let found = first.checked_add(days).ok()?;
            self.year = Some(year);
            self.month = Some(i64::from(found.month()));
            self.day = Some(i64::from(found.day()));
        }
        // What stands before the first part that was read is of today; what
        // stands after it is the beginning.
        let (year, month, day) = match (self.year, self.month, self.day) {
            (Some(year), month, day) => (year, month.unwrap_or(1), day.unwrap_or(1)),
            (None, Some(month), day) => (i64::from(today.year()), month, day.unwrap_or(1)),
            (None, None, Some(day)) => {
                (i64::from(today.year()), i64::from(today.month()), day)
            }
            (None, None, None) => (
                i64::from(today.year()),
                i64::from(today.month()),
                i64::from(today.day()),
            ),
        };
        let date = date(year, month, day)?;
        let (hour, minute, second, milli) = (
            self.hour.unwrap_or(0),
            self.minute.unwrap_or(0),
            self.second.unwrap_or(0),
            self.milli.unwrap_or(0),
        );
        let ends_day = hour == 24 && minute == 0 && second == 0 && milli == 0;
        if !(ends_day || (0..24).contains(&hour))
            || !(0..60).contains(&minute)
            || !(0..60).contains(&second)
        {
            return None;
        }
        let time = hour * 3_600_000 + minute * 60_000 + second * 1_000 + milli;
        let at = day_number(date) * DAY + time - self.offset.unwrap_or(0) * 1_000;
        if let Some(weekday) = self.weekday.filter(|_| self.offset.is_none()) {
            let is = i64::from(date.weekday().to_sunday_zero_offset());
            if weekday != is && (self.day.is_some()) {
                return None;
            }
        }
        in_range(Millis(at)).ok()
    }

    /// Works out the day that weeks name, if no day of a month was read.
    fn from_weeks(&mut self, today: Date, locale: &Locale) -> Option<()> {
        let names_week = self.week.1.is_some()
            || self.week.0.is_some()
            || self.week.2.is_some()
            || self.iso.0.is_some()
            || self.iso.1.is_some()
            || self.iso.2.is_some()
            || self.weekday.is_some();
        if !names_week || self.day.is_some() || self.month.is_some() {
            return Some(());
        }
        let is_iso = self.iso.0.is_some() || self.iso.1.is_some() || self.iso.2.is_some();
        let (dow, doy) = if is_iso {
            (1, 4)
        } else {
            (i64::from(locale.first_day()), i64::from(locale.first_week()))
        };
        let now = super::calendar::week_of_year(
            i64::from(today.year()),
            i64::from(today.day_of_year()),
            dow,
            doy,
        );
        let (given_year, given_week) = if is_iso {
            (self.iso.0, self.iso.1)
        } else {
            (self.week.0, self.week.1)
        };
        let year = given_year.or(self.year).unwrap_or(now.0);
        let week = given_week.unwrap_or(if is_iso { 1 } else { now.1 });
        if week < 1 || week > weeks_in_year(year, dow, doy) {
            return None;
        }
        let weekday = if is_iso {
            let day = self.iso.2.unwrap_or(1);
            if !(1..=7).contains(&day) {
                return None;
            }
            day % 7
        } else if let Some(day) = self.weekday {
            if !(0..=6).contains(&day) {
                return None;
            }
            day
        } else if let Some(day) = self.week.2 {
            if !(0..=6).contains(&day) {
                return None;
            }
            (day + dow) % 7
        } else {
            dow
        };
        let day_of_year =
            1 + 7 * (week - 1) + (7 + weekday - dow) % 7 + first_week_offset(year, dow, doy);
        let first = date(year, 1, 1)?;
        let days = jiff::Span::new().try_days(day_of_year - 1).ok()?;
        let found = first.checked_add(days).ok()?;
        self.year = Some(i64::from(found.year()));
        self.month = Some(i64::from(found.month()));
        self.day = Some(i64::from(found.day()));
        self.weekday = None;
        Some(())
    }
}

/// 00 to 68 are of this century, 69 to 99 of the last.
pub(super) fn two_digits(year: i64) -> i64 {
    if year > 68 { 1900 + year } else { 2000 + year }
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year).ok().filter(|year| *year >= 1)?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
