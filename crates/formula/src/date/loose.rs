//! Reading dates without a format: ISO 8601 in all its forms, and what people
//! and programs write (formulas 10). Without an offset a text is in UTC.

use basekey_model::time::Millis;

use super::locale::{LocaleId, data};
use super::parse::{Read, offset_seconds, parse_format};

/// Characters of a text; longer ones are no dates.
const LONGEST: usize = 200;

const MONTHS: [&str; 12] = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
];
const DAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// Reads a text as a point in time; with a format, as
/// [`parse_format`] does for the beginning of 1970.
pub fn parse(text: &str, format: Option<&str>, locale: Option<LocaleId>) -> Option<Millis> {
    if let Some(format) = format {
        return parse_format(text, format, locale, Millis(0));
    }
    if text.len() > LONGEST {
        return None;
    }
    let text = text.trim();
    iso(text).or_else(|| spoken(text))
}

/// ISO 8601: extended or basic; days, weeks, days of the year.
fn iso(text: &str) -> Option<Millis> {
    let (day, time) = match text.find(['T', ' ']) {
        Some(at) if at >= 4 => (text.get(..at)?, Some(text.get(at + 1..)?)),
        _ => (text, None),
    };
    let mut read = Read::default();
    iso_day(day, &mut read)?;
    if let Some(time) = time {
        iso_time(time, &mut read)?;
    }
    // No locale and no present day has a say.
    read.finish(Millis(0), data(None))
}

fn digits(text: &str) -> Option<i64> {
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn iso_day(text: &str, read: &mut Read) -> Option<()> {
    let (year, rest) = match text.strip_prefix('+') {
        Some(long) => (digits(long.get(..6)?)?, long.get(6..)?),
        None => (digits(text.get(..4)?)?, text.get(4..)?),
    };
    let (rest, dashed) = match rest.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    if let Some(week) = rest.strip_prefix('W') {
        read.iso = (Some(year), Some(digits(week.get(..2)?)?), Some(1));
        let day = week.get(2..)?;
        let day = if dashed { day.strip_prefix('-').unwrap_or(day) } else { day };
        if !day.is_empty() {
            read.iso.2 = Some(digits(day).filter(|_| day.len() == 1)?);
        }
        return Some(());
    }
    read.year = Some(year);
    match (dashed, rest.len()) {
        (false, 0) => {}
        (_, 3) => read.day_of_year = Some(digits(rest)?),
        (true, 2) => read.month = Some(digits(rest)?),
        (true, 5) => {
            let (month, day) = rest.split_once('-')?;
            (read.month, read.day) = (Some(digits(month)?), Some(digits(day)?));
        }
        (false, 4) => {
            read.month = Some(digits(rest.get(..2)?)?);
            read.day = Some(digits(rest.get(2..)?)?);
        }
        _ => return None,
    }
    Some(())
}

fn iso_time(text: &str, read: &mut Read) -> Option<()> {
    let (clock, offset) = match text.find(['Z', 'z', '+', '-']) {
        Some(at) => (text.get(..at)?.trim_end(), Some(text.get(at..)?)),
        None => (text, None),
    };
    if let Some(offset) = offset {
        read.offset = Some(iso_offset(offset)?);
    }
    let (clock, fraction) = match clock.find(['.', ',']) {
        Some(at) => (clock.get(..at)?, Some(clock.get(at + 1..)?)),
        None => (clock, None),
    };
    let parts: Vec<i64> = if clock.contains(':') {
        clock
            .split(':')
            .map(|part| digits(part).filter(|_| part.len() == 2))
            .collect::<Option<_>>()?
    } else {
        if clock.len() % 2 != 0 {
            return None;
        }
        (0..clock.len())
            .step_by(2)
            .map(|at| digits(clock.get(at..at + 2)?))
            .collect::<Option<_>>()?
    };
    if parts.is_empty() || parts.len() > 3 || (fraction.is_some() && parts.len() < 3) {
        return None;
    }
    read.hour = parts.first().copied();
    read.minute = parts.get(1).copied();
    read.second = parts.get(2).copied();
    if let Some(fraction) = fraction {
        digits(fraction.get(..fraction.len().min(9))?)?;
        read.milli = format!("{fraction:0<3}").get(..3)?.parse().ok();
    }
    Some(())
}

fn iso_offset(text: &str) -> Option<i64> {
    if text.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let rest = text.get(1..)?;
    let plain: String = rest.chars().filter(|letter| *letter != ':').collect();
    digits(&plain).filter(|_| matches!(plain.len(), 2 | 4))?;
    Some(offset_seconds(text))
}

/// A word or a number of a text, or a mark between them.
#[derive(Debug, Clone, PartialEq)]
enum Piece<'t> {
    Number(&'t str),
    Word(String),
    Mark(char),
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let taken = |is: fn(char) -> bool| rest.find(|c: char| !is(c)).unwrap_or(rest.len());
        let length = if first.is_ascii_digit() {
            let length = taken(|c| c.is_ascii_digit());
            pieces.push(Piece::Number(&rest[..length]));
            length
        } else if first.is_alphabetic() {
            let length = taken(|c| c.is_alphabetic() || c == '.');
            let word = rest[..length].to_lowercase().replace('.', "");
            pieces.push(Piece::Word(word));
            length
        } else if first == '(' {
            // What stands in parentheses is a remark.
            rest.find(')').map_or(rest.len(), |at| at + 1)
        } else {
            if !first.is_whitespace() && first != ',' {
                pieces.push(Piece::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    pieces
}

/// What people and programs write, months before days as in the United States.
fn spoken(text: &str) -> Option<Millis> {
    let pieces = pieces(text);
    let mut read = Read::default();
    let mut numbers: Vec<&str> = Vec::new();
    let mut month_at = None;
    let mut at = 0;
    let mark = |at: usize, mark: char| pieces.get(at) == Some(&Piece::Mark(mark));
    let mut afternoon = None;
    while let Some(piece) = pieces.get(at) {
        match piece {
            Piece::Number(hour) if mark(at + 1, ':') && read.hour.is_none() => {
                read.hour = Some(digits(hour)?);
                let Some(Piece::Number(minute)) = pieces.get(at + 2) else {
                    return None;
                };
                read.minute = Some(digits(minute)?);
                at += 3;
                if mark(at, ':') {
                    let Some(Piece::Number(second)) = pieces.get(at + 1) else {
                        return None;
                    };
                    read.second = Some(digits(second)?);
                    at += 2;
                    if mark(at, '.')
                        && let Some(Piece::Number(fraction)) = pieces.get(at + 1)
                    {
                        read.milli = format!("{fraction:0<3}").get(..3)?.parse().ok();
                        at += 2;
                    }
                }
                continue;
            }
            Piece::Number(number) => {
                // 7am
                let hour_word = match pieces.get(at + 1) {
                    Some(Piece::Word(word)) => matches!(word.as_str(), "am" | "pm" | "a" | "p"),
                    _ => false,
                };
                if hour_word && read.hour.is_none() {
                    read.hour = Some(digits(number)?);
                } else {
                    numbers.push(number);
                }
            }
            Piece::Word(word) => match word.as_str() {
                "am" | "a" if read.hour.is_some() => afternoon = Some(false),
                "pm" | "p" if read.hour.is_some() => afternoon = Some(true),
                "t" if numbers.len() >= 3 => {}
                "z" | "utc" | "gmt" | "ut" if read.hour.is_some() => read.offset = Some(0),
                "est" => read.offset = Some(-5 * 3_600),
                "edt" => read.offset = Some(-4 * 3_600),
                "cst" => read.offset = Some(-6 * 3_600),
                "cdt" => read.offset = Some(-5 * 3_600),
                "mst" => read.offset = Some(-7 * 3_600),
                "mdt" => read.offset = Some(-6 * 3_600),
                "pst" => read.offset = Some(-8 * 3_600),
                "pdt" => read.offset = Some(-7 * 3_600),
                "st" | "nd" | "rd" | "th" if !numbers.is_empty() => {}
                "of" | "at" | "the" | "on" => {}
                word => {
                    let start: String = word.chars().take(3).collect();
                    if let Some(month) = MONTHS.iter().position(|month| *month == start) {
                        if read.month.is_some() {
                            return None;
                        }
                        read.month = Some(month as i64 + 1);
                        month_at = Some(numbers.len());
                    } else if !DAYS.contains(&start.as_str()) {
                        return None;
                    }
                }
            },
            Piece::Mark(sign @ ('+' | '-')) if read.hour.is_some() => {
                let Some(Piece::Number(first)) = pieces.get(at + 1) else {
                    return None;
                };
                let mut plain = (*first).to_owned();
                at += 1;
                if mark(at + 1, ':')
                    && let Some(Piece::Number(second)) = pieces.get(at + 2)
                {
                    plain.push_str(second);
                    at += 2;
                }
                if !matches!(plain.len(), 2 | 4) {
                    return None;
                }
                read.offset = Some(offset_seconds(&format!("{sign}{plain}")));
            }
            Piece::Mark('/' | '-' | '.') => {}
            Piece::Mark(_) => return None,
        }
        at += 1;
    }
    if let (Some(hour), Some(afternoon)) = (read.hour, afternoon) {
        if !(1..=12).contains(&hour) {
            return None;
        }
        read.hour = Some(hour % 12 + if afternoon { 12 } else { 0 });
    }
    assign(&numbers, month_at, &mut read)?;
    read.finish(Millis(0), data(None))
}

/// Which number is the year, the month, the day.
fn assign(numbers: &[&str], month_at: Option<usize>, read: &mut Read) -> Option<()> {
    match (month_at, numbers) {
        (Some(_), [year]) if year.len() == 4 => {
            (read.year, read.day) = (Some(digits(year)?), Some(1));
        }
        (Some(_), [year, day]) if year.len() == 4 => {
            (read.year, read.day) = (Some(digits(year)?), Some(digits(day)?));
        }
        (Some(_), [day, year]) => {
            (read.day, read.year) = (Some(digits(day)?), Some(century(year)?));
        }
        (None, [year, month, day]) if year.len() == 4 => {
            read.year = Some(digits(year)?);
            (read.month, read.day) = (Some(digits(month)?), Some(digits(day)?));
        }
        (None, [month, day, year]) => {
            (read.month, read.day) = (Some(digits(month)?), Some(digits(day)?));
            read.year = Some(century(year)?);
        }
        (None, [year, month]) if year.len() == 4 => {
            (read.year, read.month) = (Some(digits(year)?), Some(digits(month)?));
            read.day = Some(1);
        }
        (None, [month, year]) if year.len() == 4 => {
            (read.year, read.month) = (Some(digits(year)?), Some(digits(month)?));
            read.day = Some(1);
        }
        _ => return None,
    }
    Some(())
}

/// Of two digits, 00 to 49 are of this century, 50 to 99 of the last.
fn century(year: &str) -> Option<i64> {
    let number = digits(year)?;
    Some(match year.len() {
        1 | 2 if number < 50 => 2000 + number,
        1 | 2 => 1900 + number,
        4 => number,
        _ => return None,
    })
}
