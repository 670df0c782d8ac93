//! Writing dates by format tokens (formulas 11).

use std::borrow::Cow;

use super::calendar::{Clock, DAY, WeekRule};
use super::locale::{Locale, data};
use super::token::{expanded, literal, tokens};
use crate::value::{Failure, Moment};

/// Bytes of a format; a longer one is an error.
const LONGEST: usize = 64 * 1024;

/// Writes a moment in its zone and locale by format tokens. An empty format is
/// the one of ISO 8601.
pub fn format(moment: &Moment, format: &str) -> Result<String, Failure> {
    if format.len() > LONGEST {
        return Err(Failure::TooMuch);
    }
    let locale = data(moment.locale);
    let clock = Clock::of(moment);
    let format = match format {
        "" if clock.offset() == 0 => "YYYY-MM-DDTHH:mm:ss[Z]",
        "" => "YYYY-MM-DDTHH:mm:ssZ",
        format => format,
    };
    let writer = Writer {
        format: &expanded(format, locale),
        locale,
        clock,
    };
    let mut out = String::with_capacity(2 * writer.format.len());
    for token in tokens(writer.format) {
        match writer.token(token) {
            Some(text) => out.push_str(&text),
            None => out.push_str(&literal(token)),
        }
    }
    Ok(locale.written(out))
}

struct Writer<'w> {
    format: &'w str,
    locale: &'static Locale,
    clock: Clock<'w>,
}

impl Writer<'_> {
    /// What stands for a token; `None` if it is none.
    fn token(&self, token: &str) -> Option<Cow<'static, str>> {
        let (clock, locale) = (&self.clock, self.locale);
        let (date, weekday) = (clock.date(), clock.weekday());
        let (month, quarter) = (date.month, (date.month + 2) / 3);
        let (hour, minute, second) = (clock.hour(), clock.minute(), clock.second());
        let week = |rule: WeekRule| rule.week(clock.day());
        let plain = |number: i64| Some(Cow::Owned(number.to_string()));
        let padded = |number: i64, width: usize| Some(Cow::Owned(padded(number, width)));
        let ordinal = |number: i64| {
            let kind = token.strip_suffix('o').unwrap_or(token);
            Some(Cow::Owned(locale.ordinal(number, kind)))
        };
        let name = |name: Option<&'static str>| Some(Cow::Borrowed(name.unwrap_or_default()));
        let of_week = |names: &'static [String]| {
            let name = usize::try_from(weekday).ok().and_then(|at| names.get(at));
            name.map(String::as_str)
        };
        let part = |upper| locale.part_of_day(hour * 60 + minute, upper);
        match token {
            "M" => plain(month),
            "MM" => padded(month, 2),
            "Mo" => ordinal(month),
            "MMM" => name(Some(locale.months_short.name(month - 1, self.format))),
            "MMMM" => name(Some(locale.months.name(month - 1, self.format))),
            "Q" => plain(quarter),
            "Qo" => ordinal(quarter),
            "D" => plain(date.day),
            "DD" => padded(date.day, 2),
            "Do" => ordinal(date.day),
            "DDD" => plain(clock.day_of_year()),
            "DDDD" => padded(clock.day_of_year(), 3),
            "DDDo" => ordinal(clock.day_of_year()),
            "d" => plain(weekday),
            "do" => ordinal(weekday),
            "dd" => name(of_week(&locale.days_min)),
            "ddd" => name(of_week(&locale.days_short)),
            "dddd" => name(Some(locale.days.name(weekday, self.format))),
            "e" => plain(self.of_local_week()),
            "E" => plain((weekday + 6) % 7 + 1),
            "eHHmm" => {
                let day = self.of_local_week();
                Some(format!("{day}{hour:02}{minute:02}").into())
            }
            "w" => plain(week(locale.week).1),
            "ww" => padded(week(locale.week).1, 2),
            "wo" => ordinal(week(locale.week).1),
            "W" => plain(week(WeekRule::ISO).1),
            "WW" => padded(week(WeekRule::ISO).1, 2),
            "Wo" => ordinal(week(WeekRule::ISO).1),
            "gg" => padded(week(locale.week).0 % 100, 2),
            "gggg" | "ggggg" => padded(week(locale.week).0, token.len()),
            "GG" => padded(week(WeekRule::ISO).0 % 100, 2),
            "GGGG" | "GGGGG" => padded(week(WeekRule::ISO).0, token.len()),
            "Y" if date.year > 9999 => Some(format!("+{}", date.year).into()),
            "Y" => padded(date.year, 4),
            "YY" => padded(date.year % 100, 2),
            "YYYY" | "YYYYY" => padded(date.year, token.len()),
            "YYYYYY" if date.year >= 0 => Some(format!("+{:06}", date.year).into()),
            "YYYYYY" => padded(date.year, 6),
            "y" | "yy" | "yyy" | "yyyy" => padded(self.era_year(), token.len()),
            "yo" => Some(locale.ordinal(self.era_year(), "y").into()),
            "N" | "NN" | "NNN" => name(locale.era(self.midnight()).map(|era| &*era.short)),
            "NNNN" => name(locale.era(self.midnight()).map(|era| &*era.name)),
            "NNNNN" => name(locale.era(self.midnight()).map(|era| &*era.narrow)),
            "a" => name(Some(part(false))),
            "A" => name(Some(part(true))),
            "H" => plain(hour),
            "HH" => padded(hour, 2),
            "h" => plain(twelve(hour)),
            "hh" => padded(twelve(hour), 2),
            "k" => plain(if hour == 0 { 24 } else { hour }),
            "kk" => padded(if hour == 0 { 24 } else { hour }, 2),
            "hmm" => Some(format!("{}{minute:02}", twelve(hour)).into()),
            "hmmss" => Some(format!("{}{minute:02}{second:02}", twelve(hour)).into()),
            "Hmm" => Some(format!("{hour}{minute:02}").into()),
            "Hmmss" => Some(format!("{hour}{minute:02}{second:02}").into()),
            "m" => plain(minute),
            "mm" => padded(minute, 2),
            "s" => plain(second),
            "ss" => padded(second, 2),
            "z" | "zz" => Some(clock.zone_name().into()),
            "Z" => Some(offset(clock.offset(), ":").into()),
            "ZZ" => Some(offset(clock.offset(), "").into()),
            "X" => plain(clock.at.0.div_euclid(1000)),
            "x" => plain(clock.at.0),
            _ if !token.is_empty() && token.bytes().all(|byte| byte == b'S') => {
                let mut digits = format!("{:03}000000", clock.milli());
                digits.truncate(token.len());
                Some(digits.into())
            }
            _ => None,
        }
    }

    /// The day of the week, counted from the locale's first.
    fn of_local_week(&self) -> i64 {
        (self.clock.weekday() + 7 - self.locale.week.first_day) % 7
    }

    fn midnight(&self) -> i64 {
        self.clock.when(self.clock.day() * DAY).0
    }

    fn era_year(&self) -> i64 {
        let year = self.clock.date().year;
        match self.locale.era(self.midnight()) {
            Some(era) => (year - era.beginning()) * era.step + era.first,
            None => year,
        }
    }
}

/// The hour on a clock with twelve of them.
fn twelve(hour: i64) -> i64 {
    (hour + 11) % 12 + 1
}

/// With zeros in front of the digits, whatever the sign.
fn padded(number: i64, width: usize) -> String {
    let sign = if number < 0 { "-" } else { "" };
    format!("{sign}{:0width$}", number.unsigned_abs())
}

fn offset(seconds: i64, between: &str) -> String {
    let minutes = seconds.abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}
