//! Cells as people and programs read them.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use super::locale::Locale;
use super::loose::MONTHS;
use super::names::{Names, People};
use super::number::{fixed, grouped, number_text};
use super::select::join_list;
use super::{attachment, barcode, derived, imported, link, people};
use crate::field::{DateFormat, DurationFormat, FieldKind, MomentFormat, TimeFormat, TimeResult};
use crate::schema::UserNo;
use crate::time::iso::parse_iso;
use crate::time::{Millis, Zone};

/// The text a person sees in the grid, in the field's own zone; empty for
/// damaged cells.
pub fn plain(kind: &FieldKind, raw: &str, names: &Names<'_>) -> String {
    plain_in(kind, raw, names, &TextFormat::default())
}

/// As [`plain`], as a reader elsewhere sees it: what `cellFormat=string` with
/// `timeZone` and `userLocale` asks for.
pub fn plain_in(kind: &FieldKind, raw: &str, names: &Names<'_>, format: &TextFormat<'_>) -> String {
    readable(kind, raw, names, format).unwrap_or_default()
}

/// Where the reader of a text is.
#[derive(Debug, Clone, Copy, Default)]
pub struct TextFormat<'a> {
    /// Times are shown on the clocks of this zone; without, of the field's own.
    pub zone: Option<&'a Zone>,
    /// How days of the format `local` are written.
    pub locale: Locale,
}

pub(super) fn readable(
    kind: &FieldKind,
    raw: &str,
    names: &Names<'_>,
    format: &TextFormat<'_>,
) -> Option<String> {
    let TextFormat { zone, locale } = *format;
    Some(match kind {
        FieldKind::SingleLineText
        | FieldKind::MultilineText
        | FieldKind::RichText
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::PhoneNumber => unquoted(raw)?.into_owned(),
        FieldKind::Number { precision } => fixed(number(raw)?, *precision, 0),
        FieldKind::Percent { precision } => fixed(number(raw)?, *precision, 2) + "%",
        FieldKind::Currency { precision, symbol } => {
            let amount = grouped(&fixed(number(raw)?, *precision, 0));
            match amount.strip_prefix('-') {
                Some(amount) => format!("-{symbol}{amount}"),
                None => format!("{symbol}{amount}"),
            }
        }
        FieldKind::Duration { format } => duration(number(raw)?, *format),
        FieldKind::Rating { .. } | FieldKind::AutoNumber => number_text(number(raw)?),
        FieldKind::Checkbox { .. } => (raw == "true").then(|| "checked".to_owned())?,
        FieldKind::Date { date } => day_text(parse_iso(&unquoted(raw)?)?.date, *date, locale),
        FieldKind::DateTime(shown) => moment_text(instant(raw)?, shown, format)?,
        FieldKind::CreatedTime { result } | FieldKind::LastModifiedTime { result, .. } => {
            match result {
                TimeResult::DateTime(shown) => moment_text(instant(raw)?, shown, format)?,
                TimeResult::Date { date } => {
                    let utc = Zone::utc();
                    let day = local(instant(raw)?, zone.unwrap_or(&utc))?.date();
                    day_text(day, *date, locale)
                }
            }
        }
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            choices.by_key(raw.parse().ok()?)?.name.clone()
        }
        FieldKind::MultipleSelects(choices) => join_list(
            keys(raw)?
                .filter_map(|key| choices.by_key(key))
                .map(|choice| choice.name.as_str()),
        ),
        FieldKind::SingleCollaborator | FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => {
            let person = names.people.person(UserNo(raw.parse().ok()?))?;
            person.name.to_owned()
        }
        FieldKind::MultipleCollaborators => people::plain(raw, names.people),
        FieldKind::MultipleRecordLinks(_) => link::plain(raw, names.records),
        FieldKind::MultipleAttachments { .. } => attachment::plain(raw),
        FieldKind::Barcode => barcode::text(raw)?,
        FieldKind::Button => imported::label(raw)?,
        FieldKind::AiText(_) => imported::ai_value(raw)?,
        FieldKind::Formula(_)
        | FieldKind::Rollup(_)
        | FieldKind::MultipleLookupValues(_)
        | FieldKind::Count(_) => derived::text(kind, raw, names, format)?,
    })
}

/// The value as the Web API gives it; `null` for damaged cells and for
/// choices and users that are gone. Errors of computed cells are the objects
/// that stand for them.
pub fn value(kind: &FieldKind, raw: &str, people: &dyn People) -> Value {
    wire_like(kind, raw, people).unwrap_or(Value::Null)
}

pub(super) fn wire_like(kind: &FieldKind, raw: &str, users: &dyn People) -> Option<Value> {
    Some(match kind {
        FieldKind::Formula(_)
        | FieldKind::Rollup(_)
        | FieldKind::MultipleLookupValues(_)
        | FieldKind::Count(_) => derived::value(kind, raw, users)?,
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            Value::from(choices.by_key(raw.parse().ok()?)?.name.as_str())
        }
        FieldKind::MultipleSelects(choices) => keys(raw)?
            .filter_map(|key| choices.by_key(key))
            .map(|choice| Value::from(choice.name.as_str()))
            .collect(),
        FieldKind::SingleCollaborator | FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => {
            people::value_of_one(raw, users)?
        }
        FieldKind::MultipleCollaborators => people::value_of_many(raw, users)?,
        FieldKind::CreatedTime {
            result: TimeResult::Date { .. },
        }
        | FieldKind::LastModifiedTime {
            result: TimeResult::Date { .. },
            ..
        } => Value::from(unquoted(raw)?.get(..10)?),
        _ if kind.is_number() => Value::from(number(raw)?),
        _ => serde_json::from_str(raw).ok()?,
    })
}

/// Checks that a raw cell is one that this kind stores.
///
/// # Errors
///
/// Says what is wrong, as the end of "the cell …".
pub fn check(kind: &FieldKind, raw: &str) -> Result<(), &'static str> {
    let fits = match kind {
        FieldKind::Checkbox { .. } => raw == "true",
        FieldKind::Rating { max, .. } => {
            integer::<u8>(raw).is_some_and(|stars| (1..=*max).contains(&stars))
        }
        FieldKind::Date { .. } => unquoted(raw)
            .and_then(|text| parse_iso(&text))
            .is_some_and(|moment| format!("\"{}\"", moment.date) == raw),
        FieldKind::DateTime(_)
        | FieldKind::CreatedTime { .. }
        | FieldKind::LastModifiedTime { .. } => {
            instant(raw).is_some_and(|instant| format!("\"{instant}\"") == raw)
        }
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            let key = integer(raw).ok_or("is not a choice")?;
            if choices.by_key(key).is_none() {
                return Err("names a choice that the field does not have");
            }
            true
        }
        FieldKind::MultipleSelects(choices) => {
            let keys: Vec<u32> = keys(raw).ok_or("is not a list of choices")?.collect();
            if !keys.iter().all(|key| choices.by_key(*key).is_some()) {
                return Err("names a choice that the field does not have");
            }
            let mut seen = std::collections::HashSet::new();
            let texts: Vec<String> = keys.iter().map(u32::to_string).collect();
            keys.iter().all(|key| seen.insert(*key))
                && !keys.is_empty()
                && format!("[{}]", texts.join(",")) == raw
        }
        FieldKind::SingleCollaborator | FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => {
            people::is_stored_one(raw)
        }
        FieldKind::MultipleCollaborators => people::is_stored_many(raw),
        FieldKind::MultipleRecordLinks(_) => link::is_stored(raw),
        FieldKind::MultipleAttachments { .. } => attachment::is_stored(raw),
        FieldKind::Barcode => barcode::is_stored(raw),
        FieldKind::Button => imported::is_stored_button(raw),
        FieldKind::AiText(_) => imported::is_stored_ai(raw),
        FieldKind::Formula(_)
        | FieldKind::Rollup(_)
        | FieldKind::MultipleLookupValues(_)
        | FieldKind::Count(_) => derived::is_stored(kind, raw),
        _ if kind.is_text() => unquoted(raw).is_some_and(|text| !text.is_empty()),
        _ => number(raw).is_some_and(|number| number_text(number) == raw),
    };
    if fits {
        Ok(())
    } else {
        Err("does not hold what its field's type stores")
    }
}

/// The text inside of a JSON string; borrowed if nothing is escaped.
pub fn unquoted(raw: &str) -> Option<Cow<'_, str>> {
    let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
    if memchr::memchr(b'\\', inner.as_bytes()).is_none() {
        return Some(Cow::Borrowed(inner));
    }
    serde_json::from_str(raw).ok().map(Cow::Owned)
}

/// True if the cell is JSON of this form to the letter: what it reads as is
/// written the same, and fits.
pub(super) fn is_canonical<'r, T>(raw: &'r str, fits: impl FnOnce(&T) -> bool) -> bool
where
    T: serde::Deserialize<'r> + serde::Serialize,
{
    serde_json::from_str(raw).is_ok_and(|read: T| {
        fits(&read) && serde_json::to_string(&read).is_ok_and(|again| again == raw)
    })
}

/// A whole number in its only spelling.
pub(super) fn integer<T: std::str::FromStr + ToString>(raw: &str) -> Option<T> {
    raw.parse()
        .ok()
        .filter(|number: &T| number.to_string() == raw)
}

/// A stored number.
pub fn number(raw: &str) -> Option<f64> {
    raw.parse().ok().filter(|number: &f64| number.is_finite())
}

/// The keys of a stored list of choices; what is not a number ends the list.
pub fn keys(raw: &str) -> Option<impl Iterator<Item = u32>> {
    let inner = raw.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split(',').map_while(|key| key.parse().ok()))
}

fn instant(raw: &str) -> Option<Millis> {
    Millis::parse(&unquoted(raw)?)
}

/// The moment of a stored day or moment; a day begins at midnight in UTC.
pub fn moment(raw: &str) -> Option<Millis> {
    parse_iso(&unquoted(raw)?)?.instant(&Zone::utc())
}

/// A moment on the clocks of a zone.
pub(crate) fn local(at: Millis, zone: &Zone) -> Option<DateTime> {
    match jiff::Timestamp::from_millisecond(at.0) {
        Ok(instant) => Some(zone.0.to_datetime(instant)),
        // The last day of the year 9999, which the calendar library leaves out.
        Err(_) => parse_iso(&at.to_string()).map(|moment| {
            DateTime::from_parts(
                moment.date,
                moment.time.unwrap_or(jiff::civil::Time::midnight()),
            )
        }),
    }
}

fn moment_text(at: Millis, shown: &MomentFormat, format: &TextFormat<'_>) -> Option<String> {
    let local = match format.zone {
        Some(zone) => local(at, zone),
        None => local(at, &Zone::of_option(&shown.zone)),
    }?;
    Some(format!(
        "{} {}",
        day_text(local.date(), shown.date, format.locale),
        clock_text(local, shown.time)
    ))
}

fn day_text(date: Date, format: DateFormat, locale: Locale) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    match format {
        DateFormat::Local => locale.day(date),
        DateFormat::Us => format!("{month}/{day}/{year}"),
        DateFormat::European => format!("{day}/{month}/{year}"),
        DateFormat::Iso => format!("{year:04}-{month:02}-{day:02}"),
        DateFormat::Friendly => {
            let name = MONTHS
                .get(usize::from(month.unsigned_abs()) - 1)
                .copied()
                .unwrap_or_default();
            format!("{name} {day}, {year}")
        }
    }
}

fn clock_text(local: DateTime, format: TimeFormat) -> String {
    let (hour, minute) = (local.hour(), local.minute());
    match format {
        TimeFormat::TwentyFourHour => format!("{hour:02}:{minute:02}"),
        TimeFormat::TwelveHour => {
            let half = if hour < 12 { "am" } else { "pm" };
            format!("{}:{minute:02}{half}", (hour + 11) % 12 + 1)
        }
    }
}

/// Seconds as hours, minutes and what the format shows of the seconds,
/// rounded to the last place shown.
fn duration(seconds: f64, format: DurationFormat) -> String {
    // In the smallest unit shown. Past 2^63 the text is no use to anyone.
    // Twice that many bits hold every step on the way.
    let per_second: u128 = match format.second_decimals() {
        None | Some(0) => 1,
        Some(decimals) => 10u128.pow(decimals.into()),
    };
    let units = match format.second_decimals() {
        None => u128::from((seconds.abs() / 60.0).round() as u64) * 60,
        Some(_) => u128::from((seconds.abs() * per_second as f64).round() as u64),
    };
    let (whole, fraction) = (units / per_second, units % per_second);
    let sign = if seconds < 0.0 && units > 0 { "-" } else { "" };
    let (hours, minutes, second) = (whole / 3600, whole / 60 % 60, whole % 60);
    match format.second_decimals() {
        None => format!("{sign}{hours}:{minutes:02}"),
        Some(0) => format!("{sign}{hours}:{minutes:02}:{second:02}"),
        Some(decimals) => {
            let width = usize::from(decimals);
            format!("{sign}{hours}:{minutes:02}:{second:02}.{fraction:0width$}")
        }
    }
}

#[cfg(test)]
mod tests;
