//! Reading dates without a format: ISO 8601 in all its forms, RFC 2822, and
//! what people and programs write (formulas 10). Without an offset a text is in
//! UTC.

use std::sync::LazyLock;

use basekey_model::time::Millis;
use regex::{Captures, Regex};

use super::calendar::{DAY, Date, days_in_month, in_range, weekday};
use super::find::is_space;
use super::locale::{Locale, LocaleId, data};
use super::script;

/// Bytes of a text; a longer one is no date.
const LONGEST: usize = 4096;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const DAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/// Reads a text as a point in time. The locale has a say in nothing but digits.
pub fn parse(text: &str, locale: Option<LocaleId>) -> Option<Millis> {
    if text.len() > LONGEST {
        return None;
    }
    let locale = data(locale);
    let text = locale.read_digits(text);
    let at = match read(&text, locale) {
        Found::Date(at) => at,
        Found::Wrong => return None,
        Found::Other => script::parse(&text).or_else(|| script::parse(&spread(&text)?))?,
    };
    in_range(at).ok()
}

enum Found {
    Date(Millis),
    /// Of the form, and no date.
    Wrong,
    /// Of another form.
    Other,
}

fn read(text: &str, locale: &'static Locale) -> Found {
    let date = |at: Option<Millis>| at.map_or(Found::Wrong, Found::Date);
    if let Some(stamp) = stamp(text) {
        return Found::Date(stamp);
    }
    if let Some(format) = iso_format(text) {
        return date(super::parse::read(text, &format, locale, None));
    }
    let text = without_comments(text);
    let found = RFC_2822.as_ref().and_then(|regex| regex.captures(&text));
    found.map_or(Found::Other, |found| date(rfc_2822(&found)))
}

/// `/Date(1709629623045)/`
fn stamp(text: &str) -> Option<Millis> {
    let text = text.strip_prefix('/').unwrap_or(text);
    let (name, rest) = text.split_at_checked(5)?;
    if !name.eq_ignore_ascii_case("Date(") {
        return None;
    }
    let digits = rest.strip_prefix('-').unwrap_or(rest);
    let end = digits.find(|c: char| !c.is_ascii_digit());
    let digits = &digits[..end.unwrap_or(digits.len())];
    let millis: i64 = digits.parse().ok()?;
    Some(Millis(if rest.starts_with('-') {
        -millis
    } else {
        millis
    }))
}

/// Forms of dates by their digits (0), with their formats and whether a time
/// may follow. The first that is part of a text is its form.
const ISO_DATES: &[(&str, &str, bool)] = &[
    ("±000000-00-00", "YYYYYY-MM-DD", true),
    ("0000-00-00", "YYYY-MM-DD", true),
    ("0000-W00-0", "GGGG-[W]WW-E", true),
    ("0000-W00", "GGGG-[W]WW", false),
    ("0000-000", "YYYY-DDD", true),
    ("0000-00", "YYYY-MM", false),
    ("±0000000000", "YYYYYYMMDD", true),
    ("00000000", "YYYYMMDD", true),
    ("0000W000", "GGGG[W]WWE", true),
    ("0000W00", "GGGG[W]WW", false),
    ("0000000", "YYYYDDD", true),
    ("000000", "YYYYMM", false),
    ("0000", "YYYY", false),
];

const ISO_TIMES: &[(&str, &str)] = &[
    ("00:00:00.0", "HH:mm:ss.SSSS"),
    ("00:00:00,0", "HH:mm:ss,SSSS"),
    ("00:00:00", "HH:mm:ss"),
    ("00:00", "HH:mm"),
    ("000000.0", "HHmmss.SSSS"),
    ("000000,0", "HHmmss,SSSS"),
    ("000000", "HHmmss"),
    ("0000", "HHmm"),
    ("00", "HH"),
];

static ISO: LazyLock<[Option<Regex>; 2]> = LazyLock::new(|| {
    let regex = |date: &str, time: &str| {
        let offset = "[+-][0-9][0-9](?::?[0-9][0-9])?|[ \\t]*Z";
        Regex::new(&format!(
            "^((?:[+-][0-9]{{6}}|[0-9]{{4}}){date})(?:([T ])({time})({offset})?)?$"
        ))
        .ok()
    };
    let digits = |count: usize| format!("[0-9]{{{count}}}");
    let (two, three) = (digits(2), digits(3));
    [
        regex(
            &format!("-(?:{two}-{two}|W{two}-[0-9]|W{two}|{three}|{two})"),
            &format!("{two}(?::{two}(?::{two}(?:[.,][0-9]+)?)?)?"),
        ),
        regex(
            &format!("(?:{two}{two}|W{three}|W{two}|{three}|{two}|)"),
            &format!("{two}(?:{two}(?:{two}(?:[.,][0-9]+)?)?)?"),
        ),
    ]
});

/// The format of a text that is of ISO 8601.
fn iso_format(text: &str) -> Option<String> {
    let text = text.trim_start_matches(is_space);
    let found = ISO
        .iter()
        .find_map(|regex| regex.as_ref()?.captures(text))?;
    let part = |place: usize| found.get(place).map(|part| part.as_str());
    let date = part(1)?;
    let (_, format, with_time) = ISO_DATES.iter().find(|(form, ..)| has(date, form))?;
    let mut format = (*format).to_owned();
    if let Some(time) = part(3) {
        if !with_time {
            return None;
        }
        let (_, of_time) = ISO_TIMES.iter().find(|(form, _)| has(time, form))?;
        format.push_str(part(2)?);
        format.push_str(of_time);
    }
    if part(4).is_some() {
        format.push('Z');
    }
    Some(format)
}

/// Whether a text has a part of a form: `0` is any digit, `±` is a sign.
fn has(text: &str, form: &str) -> bool {
    let fits = |(c, form): (char, char)| match form {
        '0' => c.is_ascii_digit(),
        '±' => matches!(c, '+' | '-'),
        form => c == form,
    };
    let length = form.chars().count();
    // Such texts are ASCII.
    (0..text.len()).any(|start| {
        text.get(start..start + length)
            .is_some_and(|part| part.chars().zip(form.chars()).all(fits))
    })
}

static RFC_2822: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let (days, months) = (DAYS.join("|"), MONTHS.join("|"));
    Regex::new(&format!(
        "^(?:({days}),? )?([0-9]{{1,2}}) ({months}) ([0-9]{{2,4}}) ([0-9]{{2}}):([0-9]{{2}})\
         (?::([0-9]{{2}}))? (?:(UT|GMT|[ECMP][SD]T)|[Zz]|([+-][0-9]{{4}}))$"
    ))
    .ok()
});

/// `Thu, 01 Jan 1970 00:00:00 +0000`
fn rfc_2822(found: &Captures<'_>) -> Option<Millis> {
    let part = |place: usize| found.get(place).map(|part| part.as_str());
    let number = |place: usize| part(place).map_or(Some(0), |part| part.parse::<i64>().ok());
    let month = MONTHS.iter().position(|name| Some(*name) == part(3))?;
    let date = Date {
        year: match number(4)? {
            year @ ..=49 => 2000 + year,
            year @ ..=999 => 1900 + year,
            year => year,
        },
        month: i64::try_from(month).ok()? + 1,
        day: number(2)?,
    };
    if !(1..=days_in_month(date.year, date.month)).contains(&date.day) {
        return None;
    }
    if let Some(day) = part(1) {
        let day = DAYS.iter().position(|name| *name == day)?;
        if i64::try_from(day).ok()? != weekday(date.number()) {
            return None;
        }
    }
    let (hour, minute, second) = (number(5)?, number(6)?, number(7)?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = match (part(8), part(9)) {
        (Some(zone), _) => script::zone(zone)? * 60,
        (_, Some(offset)) => {
            let (hours, minutes) = offset.get(1..)?.split_at_checked(2)?;
            let minutes = hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?;
            if offset.starts_with('-') {
                -minutes
            } else {
                minutes
            }
        }
        _ => 0,
    };
    let seconds = (hour * 60 + minute - offset) * 60 + second;
    Some(Millis(date.number() * DAY + seconds * 1000))
}

/// Comments and line breaks as spaces, and several spaces as one.
fn without_comments(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let comment = rest.strip_prefix('(').and_then(|inside| {
            let end = inside.find(['(', ')'])?;
            inside[end..].starts_with(')').then_some(end + 2)
        });
        let length = comment.unwrap_or(first.len_utf8());
        match first {
            _ if comment.is_some() => plain.push(' '),
            '\n' | '\t' => plain.push(' '),
            other => plain.push(other),
        }
        rest = &rest[length..];
    }
    let words = plain.split(is_space).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// `5th March 2024 7:31am` as `5 March 2024 7:31 am`, which scripts can read;
/// `None` if there is nothing of the kind.
fn spread(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len() + 2);
    let mut rest = text;
    let mut changed = false;
    while let Some(first) = rest.chars().next() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits == 0 {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        // After a time there are no days.
        let ending = if out.contains(':') {
            ""
        } else {
            ending(&rest[..digits])
        };
        out.push_str(&rest[..digits]);
        rest = &rest[digits..];
        let letters = rest.len() - rest.trim_start_matches(char::is_alphabetic).len();
        match rest[..letters].to_ascii_lowercase().as_str() {
            "" => continue,
            "am" | "pm" => out.push(' '),
            word if word == ending => rest = &rest[letters..],
            _ => continue,
        }
        changed = true;
    }
    changed.then_some(out)
}

/// What a day's number ends with when it is spoken.
fn ending(digits: &str) -> &'static str {
    match digits.as_bytes() {
        [b'1'] | [b'2' | b'3', b'1'] => "st",
        [b'2'] | [b'2', b'2'] => "nd",
        [b'3'] | [b'2', b'3'] => "rd",
        _ => "th",
    }
}
