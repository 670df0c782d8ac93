//! Points in time, and the clock that tells them.

use std::fmt;

use serde::{Deserialize, Serialize};

pub(crate) mod iso;

/// Milliseconds since 1970-01-01T00:00:00Z: the resolution of the wire
/// (`2024-05-06T07:08:09.000Z`) and of the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Millis(pub i64);

impl Millis {
    /// This moment moved by `seconds`, saturating.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// Reads an ISO 8601 instant with an offset or `Z`, of the years 1 to 9999.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = iso::parse_iso(text)?;
        moment.offset?;
        moment.instant(&Zone::utc())
    }
}

/// ISO 8601 in UTC with milliseconds and `Z`.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = self.0.div_euclid(86_400_000);
        let rest = self.0.rem_euclid(86_400_000);
        let (year, month, day) = civil(days);
        let (hour, minute, second, milli) = (
            rest / 3_600_000,
            rest / 60_000 % 60,
            rest / 1000 % 60,
            rest % 1000,
        );
        write!(
            f,
            "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{milli:03}Z"
        )
    }
}

/// Year, month and day of a day number counted from 1970-01-01. Days are
/// regrouped into 400-year eras that begin in March, so that the leap day is
/// the last of its year.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The day number, counted from 1970-01-01: [`civil`] backwards.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let month_from_march = (month + 9) % 12;
    let day_of_year = (153 * month_from_march + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * 146_097 + day_of_era - 719_468
}

/// A time zone from the database that is built in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone(pub(crate) jiff::tz::TimeZone);

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self(jiff::tz::TimeZone::UTC)
    }

    /// The zone of an IANA name, without regard to case.
    pub fn named(name: &str) -> Option<Self> {
        jiff::tz::TimeZone::get(name).ok().map(Self)
    }

    /// The zone as the calendar library has it.
    pub fn time_zone(&self) -> &jiff::tz::TimeZone {
        &self.0
    }

    /// The zone a field's `timeZone` option stands for. Nobody knows the
    /// client's zone here, so `client` is UTC, as Airtable reads what the API
    /// is sent (web-api 2.8).
    pub fn of_option(option: &str) -> Self {
        match option {
            "utc" | "client" => Self::utc(),
            name => Self::named(name).unwrap_or_else(Self::utc),
        }
    }

    /// True if a field's `timeZone` option may be set to this: `utc`, `client`
    /// or an IANA name in its own spelling; `UTC` is refused (web-api 4.9).
    pub fn is_option(option: &str) -> bool {
        matches!(option, "utc" | "client")
            || (option != "UTC"
                && jiff::tz::db()
                    .available()
                    .any(|name| name.as_str() == option))
    }
}

/// Tells the time. Production reads the system's; tests move it by hand.
pub trait Clock: Send + Sync {
    /// The present moment.
    fn now(&self) -> Millis;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_the_wire_wants() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_715_000_889_000, "2024-05-06T13:08:09.000Z"),
            (951_782_400_123, "2000-02-29T00:00:00.123Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Millis(millis).to_string(), text);
            assert_eq!(Millis::parse(text), Some(Millis(millis)));
        }
    }

    #[test]
    fn zones_of_fields() {
        for name in [
            "utc",
            "client",
            "Europe/Berlin",
            "America/Argentina/Buenos_Aires",
            "Etc/GMT+5",
        ] {
            assert!(Zone::is_option(name), "{name}");
        }
        for name in [
            "UTC",
            "Utc",
            "Client",
            "",
            "europe/berlin",
            "Mars/Base",
            "+02:00",
            "CET-1CEST",
        ] {
            assert!(!Zone::is_option(name), "{name}");
        }
        assert_eq!(Zone::of_option("client"), Zone::utc());
        assert_ne!(Zone::of_option("Asia/Tokyo"), Zone::utc());
        assert_eq!(Zone::named("Mars/Base"), None);
    }

    proptest::proptest! {
        #[test]
        fn agrees_with_the_calendar_library(millis in -60_000_000_000_000i64..250_000_000_000_000) {
            let text = Millis(millis).to_string();
            proptest::prop_assert_eq!(Millis::parse(&text), Some(Millis(millis)));
            let theirs: jiff::Timestamp = text.parse().unwrap();
            proptest::prop_assert_eq!(theirs.as_millisecond(), millis);
        }
    }
}
