//! ISO 8601 text as days and moments: what the API documents, to the letter.

use jiff::civil::{Date, DateTime, Time};

use super::{Millis, Zone, days};

/// A day, perhaps with a time of day, perhaps with an offset from UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The day as written.
    pub(crate) date: Date,
    /// The time of day as written.
    pub(crate) time: Option<Time>,
    /// Seconds east of UTC, if the text says.
    pub(crate) offset: Option<i32>,
}

/// The first and the last moment whose year has four digits.
const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800_000..=253_402_300_799_999;

impl Moment {
    /// A day without a time.
    fn day(date: Date) -> Self {
        Self {
            date,
            time: None,
            offset: None,
        }
    }

    /// The exact moment: what the text says, or else read in `zone`; midnight
    /// if there is no time of day. `None` outside of the years 1 to 9999.
    pub(crate) fn instant(self, zone: &Zone) -> Option<Millis> {
        let local = DateTime::from_parts(self.date, self.time.unwrap_or(Time::midnight()));
        let millis = match self.offset {
            Some(offset) => millis_at_utc(local) - i64::from(offset) * 1000,
            None if zone.0 == jiff::tz::TimeZone::UTC => millis_at_utc(local),
            // In a gap or a fold of the clock: the offset before the change,
            // as iCalendar (RFC 5545, 3.3.5) reads such times.
            None => zone.0.to_timestamp(local).ok()?.as_millisecond(),
        };
        RANGE.contains(&millis).then_some(Millis(millis))
    }
}

/// The calendar library's moments end a day before the year 9999 does.
fn millis_at_utc(local: DateTime) -> i64 {
    let days = days(
        local.year().into(),
        local.month().into(),
        local.day().into(),
    );
    let minutes = i64::from(local.hour()) * 60 + i64::from(local.minute());
    days * 86_400_000
        + minutes * 60_000
        + i64::from(local.second()) * 1000
        + i64::from(local.millisecond())
}

/// A day of the years 1 to 9999.
pub(crate) fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let (year, month, day) = (
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    );
    if !(1..=9999).contains(&year) {
        return None;
    }
    Date::new(year, month, day).ok()
}

/// Reads `YYYY-MM-DD`, alone or followed by `T` (or a space) and `HH:MM`,
/// `HH:MM:SS` or `HH:MM:SS.fff…`, and then perhaps `Z`, `+HH:MM`, `+HHMM` or
/// `+HH`.
pub(crate) fn parse_iso(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let day = bytes.get(..10)?;
    if day[4] != b'-' || day[7] != b'-' {
        return None;
    }
    let date = date(number(&day[..4])?, number(&day[5..7])?, number(&day[8..])?)?;
    let Some((mark, rest)) = bytes[10..].split_first() else {
        return Some(Moment::day(date));
    };
    if !matches!(mark, b'T' | b't' | b' ') {
        return None;
    }
    let end = rest
        .iter()
        .position(|byte| !matches!(byte, b'0'..=b'9' | b':' | b'.'))
        .unwrap_or(rest.len());
    let time = clock(&rest[..end], 2)?;
    let offset = match &rest[end..] {
        [] => None,
        offset => Some(parse_offset(offset)?),
    };
    Some(Moment {
        date,
        time: Some(time),
        offset,
    })
}

/// Digits and nothing else, nine at most.
pub(crate) fn number(digits: &[u8]) -> Option<i64> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    digits.iter().try_fold(0, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + i64::from(byte - b'0'))
    })
}

/// `HH:MM`, `HH:MM:SS` or `HH:MM:SS.fff…`; the hour has at least `least` digits.
pub(crate) fn clock(text: &[u8], least: usize) -> Option<Time> {
    let mut parts = text.split(|byte| *byte == b':');
    let hour = parts
        .next()
        .filter(|hour| (least..=2).contains(&hour.len()))?;
    let minute = parts.next().filter(|minute| minute.len() == 2)?;
    let (mut second, mut fraction) = (b"00".as_slice(), b"0".as_slice());
    if let Some(seconds) = parts.next() {
        second = seconds.get(..2)?;
        fraction = match &seconds[2..] {
            [] => b"0",
            [b'.', fraction @ ..] => fraction,
            _ => return None,
        };
    }
    if parts.next().is_some() {
        return None;
    }
    // Cells keep milliseconds; what is finer is cut off.
    number(fraction)?;
    let mut millis = 0;
    for place in 0..3 {
        millis = millis * 10
            + fraction
                .get(place)
                .map_or(0, |digit| i32::from(digit - b'0'));
    }
    Time::new(
        i8::try_from(number(hour)?).ok()?,
        i8::try_from(number(minute)?).ok()?,
        i8::try_from(number(second)?).ok()?,
        millis * 1_000_000,
    )
    .ok()
}

/// `Z`, `+HH:MM`, `+HHMM` or `+HH` in seconds.
pub(crate) fn parse_offset(text: &[u8]) -> Option<i32> {
    if matches!(text, b"Z" | b"z") {
        return Some(0);
    }
    let (sign, rest) = text.split_first()?;
    let sign = match sign {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let (hours, minutes) = match rest.len() {
        2 => (rest, b"00".as_slice()),
        4 => rest.split_at(2),
        5 if rest[2] == b':' => (&rest[..2], &rest[3..]),
        _ => return None,
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    (hours <= 23 && minutes <= 59).then(|| sign * (hours as i32 * 3600 + minutes as i32 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instant(text: &str, zone: &str) -> Option<String> {
        Some(
            parse_iso(text)?
                .instant(&Zone::named(zone).unwrap())?
                .to_string(),
        )
    }

    #[test]
    fn iso_moments() {
        for (text, zone, moment) in [
            (
                "2024-06-01T12:30:00.000Z",
                "Europe/Berlin",
                "2024-06-01T12:30:00.000Z",
            ),
            (
                "2024-06-01T12:30:00+02:00",
                "UTC",
                "2024-06-01T10:30:00.000Z",
            ),
            (
                "2024-06-01T12:30:00-0530",
                "UTC",
                "2024-06-01T18:00:00.000Z",
            ),
            ("2024-06-01T12:30+02", "UTC", "2024-06-01T10:30:00.000Z"),
            ("2024-06-01T12:30", "UTC", "2024-06-01T12:30:00.000Z"),
            (
                "2024-06-01 12:30",
                "Europe/Berlin",
                "2024-06-01T10:30:00.000Z",
            ),
            ("2024-06-01", "Europe/Berlin", "2024-05-31T22:00:00.000Z"),
            (
                "2024-06-01T12:30:00.123456789Z",
                "UTC",
                "2024-06-01T12:30:00.123Z",
            ),
            ("2024-06-01T12:30:00.5Z", "UTC", "2024-06-01T12:30:00.500Z"),
            // No such time: the clock goes from 2:00 to 3:00.
            (
                "2024-03-31T02:30",
                "Europe/Berlin",
                "2024-03-31T01:30:00.000Z",
            ),
            // Twice that time: the first is meant.
            (
                "2024-10-27T02:30",
                "Europe/Berlin",
                "2024-10-27T00:30:00.000Z",
            ),
            ("0001-01-01T00:00:00Z", "UTC", "0001-01-01T00:00:00.000Z"),
            (
                "9999-12-31T23:59:59.999Z",
                "UTC",
                "9999-12-31T23:59:59.999Z",
            ),
        ] {
            assert_eq!(
                instant(text, zone).as_deref(),
                Some(moment),
                "{text} in {zone}"
            );
        }
    }

    #[test]
    fn what_is_not_iso() {
        for text in [
            "",
            "2024",
            "2024-6-1",
            "2024-06-31",
            "2023-02-29",
            "2024-06-01T",
            "2024-06-01T12",
            "2024-06-01T24:00",
            "2024-06-01T12:60",
            "2024-06-01T1:30",
            "2024-06-01T12:30:61",
            "2024-06-01T12:30:00.Z",
            "2024-06-01T12:30+25:00",
            "2024-06-01T12:30 ",
            "2024-06-01x",
            "0000-01-01",
            "20240601",
            "2024-06-01T12:30:00ZZ",
            "\u{661}024-06-01",
            "2024-06-01T12:30:00.١Z",
        ] {
            assert_eq!(parse_iso(text), None, "{text}");
        }
        // In range as written and out of it in UTC.
        assert_eq!(instant("0001-01-01T00:00:00+01:00", "UTC"), None);
        assert_eq!(instant("9999-12-31T23:59:59-01:00", "UTC"), None);
    }
}
