//! Reading dates by format tokens, as forgivingly as moment does: what a token
//! stands for is looked for from where the one before it ended, and what lies
//! between is passed over.

use basekey_model::time::Millis;

use super::calendar::{
    DAY, Date, WeekRule, days_in_month, days_in_year, in_range, new_year, weekday,
};
use super::find::{self, find};
use super::locale::{Era, Locale, LocaleId, data};
use super::token::{expanded, reads_today, tokens};

/// Bytes of a text or a format; longer ones are no dates.
const LONGEST: usize = 4096;

/// Numbers are cut to this, far beyond all calendars.
const MOST: i64 = 1_000_000_000_000_000;

/// Reads a text by format tokens. What the format leaves out before the first
/// part that it names is taken from the present day, what it leaves out after
/// it is the beginning. A format that names a year gives the same at all times
/// (see [`reads_today`]): a text without one is no date then.
pub fn parse_format(
    text: &str,
    format: &str,
    locale: Option<LocaleId>,
    now: Millis,
) -> Option<Millis> {
    if text.len() > LONGEST || format.len() > LONGEST {
        return None;
    }
    let today = reads_today(format).then(|| now.0.div_euclid(DAY));
    let locale = data(locale);
    read(&locale.read_digits(text), format, locale, today)
}

/// The same for a text with common digits; `today` is the number of the present
/// day, if it may be used.
pub(super) fn read(
    text: &str,
    format: &str,
    locale: &'static Locale,
    today: Option<i64>,
) -> Option<Millis> {
    let mut parts = Parts::default();
    let mut rest = text;
    let mut empty = true;
    for token in tokens(&expanded(format, locale)) {
        let Some((start, end)) = find(token, rest, locale) else {
            continue;
        };
        if is_token(token) {
            empty = false;
            parts.take(token, &rest[start..end], locale)?;
        }
        rest = &rest[end..];
    }
    if empty {
        return None;
    }
    parts.finish(locale, today)
}

/// Whether it can be written, which is a little more than what can be read.
fn is_token(token: &str) -> bool {
    match token {
        "g" | "G" | "w|" | "W|" => false,
        "X" | "x" | "Y" | "Q" | "A" | "E" => true,
        _ => token.chars().next().is_some_and(|first| {
            "MDdwWQNYygGeahHkmsSzZ".contains(first) && !token.starts_with('[')
        }),
    }
}

/// A number, whatever its length.
fn number(text: &str) -> i64 {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let number = digits
        .bytes()
        .take_while(u8::is_ascii_digit)
        .fold(0, |number: i64, digit| {
            (number * 10 + i64::from(digit - b'0')).min(MOST)
        });
    if negative { -number } else { number }
}

/// A year of two digits: 69 to 99 are of the last century.
fn short_year(text: &str) -> i64 {
    match number(text) {
        year @ 69.. => 1900 + year,
        year => 2000 + year,
    }
}

/// The year, unless it is so far away that computing with it makes no sense.
fn within_calendars(year: i64) -> Option<i64> {
    (-100_000..=100_000).contains(&year).then_some(year)
}

/// What was read of a date, each part as the tokens say it.
#[derive(Default)]
struct Parts {
    year: Option<i64>,
    /// 0 to 11 if it is right.
    month: Option<i64>,
    day: Option<i64>,
    hour: Option<i64>,
    minute: Option<i64>,
    second: Option<i64>,
    milli: Option<i64>,
    day_of_year: Option<i64>,
    weeks: Option<Weeks>,
    /// Minutes east of UTC.
    offset: i64,
    part_of_day: Option<String>,
    era: Option<&'static Era>,
    at: Option<Millis>,
}

/// What was read of weeks and their days.
#[derive(Default)]
struct Weeks {
    year: Option<i64>,
    week: Option<i64>,
    /// Counted from the locale's first.
    day: Option<i64>,
    /// 0 for Sunday.
    weekday: Option<i64>,
    iso_year: Option<i64>,
    iso_week: Option<i64>,
    iso_day: Option<i64>,
}

impl Parts {
    /// Takes what was found for a token; `None` if it is nothing of the kind.
    fn take(&mut self, token: &str, text: &str, locale: &'static Locale) -> Option<()> {
        let whole = Some(number(text));
        // The number at this place from the end, of two digits.
        let pair = |from_end: usize| {
            let end = text.len().saturating_sub(2 * from_end);
            Some(number(
                text.get(end.saturating_sub(2)..end).unwrap_or_default(),
            ))
        };
        // What stands before so many pairs.
        let before = |pairs: usize| {
            let end = text.len().saturating_sub(2 * pairs);
            Some(number(text.get(..end).unwrap_or_default()))
        };
        match token {
            "M" | "MM" => self.month = Some(number(text) - 1),
            "MMM" | "MMMM" => self.month = Some(find::month(text, token, locale)?),
            "Q" => self.month = Some((number(text) - 1) * 3),
            "D" | "DD" => self.day = whole,
            "Do" => {
                let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
                self.day = Some(number(digits.get(..2).unwrap_or(digits)));
            }
            "DDD" | "DDDD" => self.day_of_year = whole,
            "YYYY" if text.len() == 2 => self.year = Some(short_year(text)),
            "YY" => self.year = Some(short_year(text)),
            "yo" if locale.era_year.is_some()
                && !text.starts_with(|c: char| c.is_ascii_digit()) =>
            {
                self.year = Some(1);
            }
            "Y" | "YYYY" | "YYYYY" | "YYYYYY" | "y" | "yy" | "yyy" | "yyyy" | "yo" => {
                self.year = whole;
            }
            "N" | "NN" | "NNN" | "NNNN" | "NNNNN" => self.era = Some(find::era(text, locale)?),
            "H" | "HH" | "h" | "hh" => self.hour = whole,
            "k" | "kk" => self.hour = whole.map(|hour| if hour == 24 { 0 } else { hour }),
            "hmm" | "Hmm" => (self.hour, self.minute) = (before(1), pair(0)),
            "hmmss" | "Hmmss" => {
                (self.hour, self.minute, self.second) = (before(2), pair(1), pair(0));
            }
            "a" | "A" => self.part_of_day = Some(text.to_owned()),
            "m" | "mm" => self.minute = whole,
            "s" | "ss" => self.second = whole,
            "Z" | "ZZ" => self.offset = offset(text)?,
            "X" => {
                let seconds: f64 = text.parse().ok()?;
                self.at = Some(Millis((seconds * 1000.0) as i64));
            }
            "x" => self.at = Some(Millis(number(text))),
            _ if token.starts_with('S') => {
                let fraction: f64 = format!("0.{text}").parse().ok()?;
                self.milli = Some((fraction * 1000.0) as i64);
            }
            _ => self.take_of_week(token, text, locale)?,
        }
        Some(())
    }

    fn take_of_week(&mut self, token: &str, text: &str, locale: &Locale) -> Option<()> {
        let whole = Some(number(text));
        if token == "eHHmm" {
            let tail = text.len().saturating_sub(4);
            let (day, time) = text.split_at_checked(tail)?;
            let (hour, minute) = time.split_at_checked(2)?;
            (self.hour, self.minute) = (Some(number(hour)), Some(number(minute)));
            self.weeks.get_or_insert_default().day = Some(number(day));
            return Some(());
        }
        if matches!(token, "z" | "zz") || token.ends_with('o') {
            return Some(());
        }
        let weeks = self.weeks.get_or_insert_default();
        match token {
            "gg" => weeks.year = Some(short_year(text)),
            "gggg" | "ggggg" => weeks.year = whole,
            "GG" => weeks.iso_year = Some(short_year(text)),
            "GGGG" | "GGGGG" => weeks.iso_year = whole,
            "w" | "ww" => weeks.week = whole,
            "W" | "WW" => weeks.iso_week = whole,
            "d" => weeks.weekday = whole,
            "e" => weeks.day = whole,
            "E" => weeks.iso_day = whole,
            _ => weeks.weekday = Some(find::weekday(text, token, locale)?),
        }
        Some(())
    }

    /// The point in time, if the parts make one.
    fn finish(mut self, locale: &Locale, today: Option<i64>) -> Option<Millis> {
        self.set_part_of_day(locale)?;
        if let Some(era) = self.era {
            let year = self.year.unwrap_or(era.first);
            self.year = Some(era.beginning() + (year - era.first) * era.step);
        }
        let at = match self.at {
            Some(at) => {
                self.check(self.year)?;
                at
            }
            None => self.combined(locale, today)?,
        };
        in_range(at).ok()
    }

    /// Changes the hour by the part of the day.
    fn set_part_of_day(&mut self, locale: &Locale) -> Option<()> {
        let Some(part) = self.part_of_day.take() else {
            return Some(());
        };
        // A part of the day without anything else is no date.
        [
            self.year,
            self.month,
            self.day,
            self.hour,
            self.minute,
            self.second,
            self.milli,
        ]
        .into_iter()
        .flatten()
        .next()?;
        if !locale.part_hours.is_empty() {
            let place = match self.hour {
                None => 0,
                Some(hour @ 0..=24) => usize::try_from(hour).ok()? + 1,
                Some(_) => return Some(()),
            };
            let row = locale.part_hours.iter().find(|(name, _)| *name == part);
            self.hour = row.and_then(|(_, hours)| *hours.get(place)?);
            if self.hour == Some(-1) {
                // That is no hour, but for a stamp none is needed.
                self.at?;
                self.hour = None;
            }
            return Some(());
        }
        let after = match &locale.part_after {
            Some(after) => after.contains(&part),
            None => part.starts_with(['p', 'P']),
        };
        match self.hour {
            Some(hour) if after && hour < 12 => self.hour = Some(hour + 12),
            Some(12) if !after => self.hour = Some(0),
            _ => {}
        }
        Some(())
    }

    /// Whether the parts are within their bounds.
    fn check(&self, year: Option<i64>) -> Option<()> {
        let within = |part: Option<i64>, from: i64, to: i64| {
            part.is_none_or(|part| (from..=to).contains(&part))
                .then_some(())
        };
        within(self.month, 0, 11)?;
        let last = match (year, self.month) {
            (Some(year), Some(month)) => days_in_month(year, month + 1),
            _ => i64::MAX,
        };
        within(self.day, 1, last)?;
        within(self.hour, 0, 24)?;
        if self.hour == Some(24) {
            // Only the midnight that ends the day. What was not read is not 0
            // if there is a stamp that counts instead.
            let none = self.at.is_some().then_some(-1);
            for part in [self.minute, self.second, self.milli] {
                within(part.or(none), 0, 0)?;
            }
        }
        within(self.minute, 0, 59)?;
        within(self.second, 0, 59)?;
        within(self.milli, 0, 999)
    }

    fn combined(mut self, locale: &Locale, today: Option<i64>) -> Option<Millis> {
        if self.month.is_none()
            && self.day.is_none()
            && let Some(weeks) = &self.weeks
        {
            let day = weeks.day(self.year, locale.week, today)?;
            self.set_day(day);
        } else if let Some(day_of_year) = self.day_of_year {
            let year = match self.year {
                Some(year) => within_calendars(year)?,
                None => Date::of(today?).year,
            };
            if !(1..=days_in_year(year)).contains(&day_of_year) {
                return None;
            }
            // The year may still be left to the present day.
            let date = Date::of(new_year(year) + day_of_year - 1);
            (self.month, self.day) = (Some(date.month - 1), Some(date.day));
        }
        let is_whole = self.year.is_some() && self.month.is_some() && self.day.is_some();
        if self.year.is_none() {
            let today = Date::of(today?);
            self.year = Some(today.year);
            if self.month.is_none() {
                self.month = Some(today.month - 1);
                self.day = self.day.or(Some(today.day));
            }
        }
        let year = within_calendars(self.year?)?;
        let (month, day) = (self.month.unwrap_or(0), self.day.unwrap_or(1));
        (self.month, self.day) = (Some(month), Some(day));
        self.check(self.year)?;
        let month = month + 1;
        let day = Date { year, month, day }.number();
        let read = self.weeks.as_ref().and_then(|weeks| weeks.weekday);
        // The midnight that ends a day is of the next, for moment.
        let shown = day + i64::from(self.hour == Some(24));
        if is_whole && read.is_some_and(|read| read != weekday(shown)) {
            return None;
        }
        let minutes = self.hour.unwrap_or(0) * 60 + self.minute.unwrap_or(0) - self.offset;
        let seconds = minutes * 60 + self.second.unwrap_or(0);
        Some(Millis(day * DAY + seconds * 1000 + self.milli.unwrap_or(0)))
    }

    fn set_day(&mut self, number: i64) {
        let date = Date::of(number);
        (self.year, self.month) = (Some(date.year), Some(date.month - 1));
        self.day = Some(date.day);
    }
}

impl Weeks {
    /// The number of the day; `year` is the calendar's, if it was read.
    fn day(&self, year: Option<i64>, rule: WeekRule, today: Option<i64>) -> Option<i64> {
        let iso = [self.iso_year, self.iso_week, self.iso_day];
        let is_iso = iso.iter().any(Option::is_some);
        let rule = if is_iso { WeekRule::ISO } else { rule };
        let given = if is_iso { self.iso_year } else { self.year };
        let year = match given.or(year) {
            Some(year) => within_calendars(year)?,
            None => rule.week(today?).0,
        };
        let week = match self.week {
            _ if is_iso => self.iso_week.unwrap_or(1),
            Some(week) => week,
            None => rule.week(today?).1,
        };
        let weekday = if is_iso {
            self.iso_day.unwrap_or(1)
        } else {
            let from_first = || Some(self.day? + rule.first_day);
            self.weekday.or_else(from_first).unwrap_or(rule.first_day)
        };
        let first = match (is_iso, self.weekday) {
            (true, _) => 1,
            (false, Some(_)) => 0,
            (false, None) => rule.first_day,
        };
        if !(1..=rule.weeks_in_year(year)).contains(&week) || !(first..first + 7).contains(&weekday)
        {
            return None;
        }
        Some(rule.day(year, week, weekday))
    }
}

/// Minutes east of UTC: 14 hours at most, or 12 to the west.
fn offset(text: &str) -> Option<i64> {
    let Some(sign) = text.chars().next().filter(|sign| matches!(sign, '+' | '-')) else {
        return Some(0);
    };
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = digits.split_at_checked(2)?;
    let minutes = number(minutes);
    let offset = number(hours) * 60 + minutes;
    let most = if sign == '+' { 14 } else { 12 };
    if minutes > 59 || offset > most * 60 {
        return None;
    }
    Some(if sign == '+' { offset } else { -offset })
}
