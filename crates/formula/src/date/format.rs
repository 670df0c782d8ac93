//! Writing dates by format tokens (formulas 11).

use std::fmt::Write as _;

use super::calendar::{Clock, week_of_year};
use super::locale::{Locale, data};
use super::token::{Part, expanded, parts};
use crate::value::{Failure, Moment};

/// Characters of a format; more are an error.
const LONGEST: usize = 1_000;

/// Writes a moment in its zone and locale by format tokens.
pub fn format(moment: &Moment, format: &str) -> Result<String, Failure> {
    if format.len() > LONGEST {
        return Err(Failure::TooMuch);
    }
    let locale = data(moment.locale);
    let clock = Clock::of(moment)?;
    let format = expanded(format, locale);
    let mut out = String::with_capacity(format.len() + 8);
    for part in parts(&format) {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Token(token) => put(token, &clock, locale, &format, &mut out),
        }
    }
    Ok(locale.postformat(out))
}

fn put(token: &str, clock: &Clock, locale: &Locale, format: &str, out: &mut String) {
    let (dow, doy) = (i64::from(locale.first_day()), i64::from(locale.first_week()));
    let week = |dow, doy| {
        week_of_year(clock.year(), i64::from(clock.day_of_year()), dow, doy)
    };
    let month = clock.month0();
    let weekday = clock.weekday() as usize;
    let day = u32::try_from(clock.civil.day()).unwrap_or(1);
    let quarter = month as u32 / 3 + 1;
    let twelve = match clock.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    let whole = |number: i64| u32::try_from(number).unwrap_or(0);
    // Writing into a text does not fail.
    let _ = match token {
        "M" => write!(out, "{}", month + 1),
        "MM" => write!(out, "{:02}", month + 1),
        "Mo" => write!(out, "{}", locale.ordinal(month as u32 + 1, "M")),
        "MMM" => write!(out, "{}", locale.month_short(month, format)),
        "MMMM" => write!(out, "{}", locale.month(month, format)),
        "Q" => write!(out, "{quarter}"),
        "Qo" => write!(out, "{}", locale.ordinal(quarter, "Q")),
        "D" => write!(out, "{day}"),
        "DD" => write!(out, "{day:02}"),
        "Do" => write!(out, "{}", locale.ordinal(day, "D")),
        "DDD" => write!(out, "{}", clock.day_of_year()),
        "DDDD" => write!(out, "{:03}", clock.day_of_year()),
        "DDDo" => write!(out, "{}", locale.ordinal(clock.day_of_year(), "DDD")),
        "d" => write!(out, "{weekday}"),
        "do" => write!(out, "{}", locale.ordinal(weekday as u32, "d")),
        "dd" => write!(out, "{}", locale.weekday_min(weekday, format)),
        "ddd" => write!(out, "{}", locale.weekday_short(weekday, format)),
        "dddd" => write!(out, "{}", locale.weekday(weekday, format)),
        "e" => write!(out, "{}", (weekday as i64 + 7 - dow) % 7),
        "E" => write!(out, "{}", if weekday == 0 { 7 } else { weekday }),
        "w" => write!(out, "{}", week(dow, doy).1),
        "ww" => write!(out, "{:02}", week(dow, doy).1),
        "wo" => write!(out, "{}", locale.ordinal(whole(week(dow, doy).1), "w")),
        "W" => write!(out, "{}", week(1, 4).1),
        "WW" => write!(out, "{:02}", week(1, 4).1),
        "Wo" => write!(out, "{}", locale.ordinal(whole(week(1, 4).1), "W")),
        "gg" => write!(out, "{:02}", week(dow, doy).0 % 100),
        "gggg" => write!(out, "{:04}", week(dow, doy).0),
        "ggggg" => write!(out, "{:05}", week(dow, doy).0),
        "GG" => write!(out, "{:02}", week(1, 4).0 % 100),
        "GGGG" => write!(out, "{:04}", week(1, 4).0),
        "GGGGG" => write!(out, "{:05}", week(1, 4).0),
        "YY" => write!(out, "{:02}", clock.year() % 100),
        "YYYY" => write!(out, "{:04}", clock.year()),
        "YYYYY" => write!(out, "{:05}", clock.year()),
        "YYYYYY" => write!(out, "+{:06}", clock.year()),
        // All years here are of one era.
        "Y" => write!(out, "{:04}", clock.year()),
        "y" => write!(out, "{}", clock.year()),
        "yy" => write!(out, "{:02}", clock.year()),
        "yyy" => write!(out, "{:03}", clock.year()),
        "yyyy" => write!(out, "{:04}", clock.year()),
        "yo" => write!(out, "{}", locale.ordinal(whole(clock.year()), "y")),
        "N" | "NN" | "NNN" | "NNNNN" => write!(out, "AD"),
        "NNNN" => write!(out, "Anno Domini"),
        "A" => write!(out, "{}", locale.meridiem(clock.hour(), clock.minute(), false)),
        "a" => write!(out, "{}", locale.meridiem(clock.hour(), clock.minute(), true)),
        "H" => write!(out, "{}", clock.hour()),
        "HH" => write!(out, "{:02}", clock.hour()),
        "h" => write!(out, "{twelve}"),
        "hh" => write!(out, "{twelve:02}"),
        "k" => write!(out, "{}", if clock.hour() == 0 { 24 } else { clock.hour() }),
        "kk" => write!(out, "{:02}", if clock.hour() == 0 { 24 } else { clock.hour() }),
        "hmm" => write!(out, "{twelve}{:02}", clock.minute()),
        "hmmss" => write!(out, "{twelve}{:02}{:02}", clock.minute(), clock.second()),
        "Hmm" => write!(out, "{}{:02}", clock.hour(), clock.minute()),
        "Hmmss" => write!(
            out,
            "{}{:02}{:02}",
            clock.hour(),
            clock.minute(),
            clock.second()
        ),
        "m" => write!(out, "{}", clock.minute()),
        "mm" => write!(out, "{:02}", clock.minute()),
        "s" => write!(out, "{}", clock.second()),
        "ss" => write!(out, "{:02}", clock.second()),
        "z" => write!(out, "{}", clock.zone),
        "zz" if !clock.is_zoned => write!(out, "Coordinated Universal Time"),
        "zz" => write!(out, "{}", clock.zone),
        "Z" => write!(out, "{}", offset(clock.offset, ":")),
        "ZZ" => write!(out, "{}", offset(clock.offset, "")),
        "X" => write!(out, "{}", clock.at.0.div_euclid(1000)),
        "x" => write!(out, "{}", clock.at.0),
        fraction if fraction.starts_with('S') => {
            let digits = format!("{:03}000000", clock.milli());
            write!(out, "{}", digits.get(..fraction.len()).unwrap_or_default())
        }
        other => write!(out, "{other}"),
    };
}

fn offset(seconds: i32, between: &str) -> String {
    let minutes = seconds.abs() / 60;
    let sign = if seconds < 0 { '-' } else { '+' };
    format!("{sign}{:02}{between}{:02}", minutes / 60, minutes % 60)
}
