//! Points in time on calendars and clocks.

use basekey_model::time::Millis;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::value::{Failure, Moment};

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// The first and the last day that formulas know: of the years 1 and 9999.
const FIRST: i64 = -719_162;
const LAST: i64 = 2_932_896;

/// A point in time as calendars and clocks of its zone show it.
pub(crate) struct Clock {
    /// Day and time of day.
    pub(crate) civil: DateTime,
    /// Seconds east of UTC.
    pub(crate) offset: i32,
    /// What the zone is called at that time.
    pub(crate) zone: String,
    /// Whether it is shown in a zone that was set.
    pub(crate) is_zoned: bool,
    /// The point in time.
    pub(crate) at: Millis,
}

impl Clock {
    pub(crate) fn of(moment: &Moment) -> Result<Self, Failure> {
        let at = in_range(moment.at)?;
        let timestamp =
            Timestamp::from_millisecond(at.0).map_err(|_| Failure::DateRange)?;
        let Some(zone) = &moment.zone else {
            return Ok(Self {
                civil: TimeZone::UTC.to_datetime(timestamp),
                offset: 0,
                zone: "UTC".to_owned(),
                is_zoned: false,
                at,
            });
        };
        let info = zone.time_zone().to_offset_info(timestamp);
        Ok(Self {
            civil: info.offset().to_datetime(timestamp),
            offset: info.offset().seconds(),
            zone: info.abbreviation().to_owned(),
            is_zoned: true,
            at,
        })
    }

    pub(crate) fn year(&self) -> i64 {
        i64::from(self.civil.year())
    }

    /// 0 to 11.
    pub(crate) fn month0(&self) -> usize {
        usize::try_from(self.civil.month() - 1).unwrap_or(0)
    }

    /// 0 for Sunday to 6.
    pub(crate) fn weekday(&self) -> u32 {
        u32::try_from(self.civil.weekday().to_sunday_zero_offset()).unwrap_or(0)
    }

    /// 1 to 366.
    pub(crate) fn day_of_year(&self) -> u32 {
        u32::try_from(self.civil.day_of_year()).unwrap_or(1)
    }

    pub(crate) fn hour(&self) -> u32 {
        u32::try_from(self.civil.hour()).unwrap_or(0)
    }

    pub(crate) fn minute(&self) -> u32 {
        u32::try_from(self.civil.minute()).unwrap_or(0)
    }

    pub(crate) fn second(&self) -> u32 {
        u32::try_from(self.civil.second()).unwrap_or(0)
    }

    pub(crate) fn milli(&self) -> u32 {
        u32::try_from(self.civil.subsec_nanosecond() / 1_000_000).unwrap_or(0)
    }
}

/// The point in time if it is in the years 1 to 9999.
pub(crate) fn in_range(at: Millis) -> Result<Millis, Failure> {
    if (FIRST * DAY..(LAST + 1) * DAY).contains(&at.0) {
        Ok(at)
    } else {
        Err(Failure::DateRange)
    }
}

/// The point in time at which clocks of a moment's zone show this.
pub(crate) fn from_civil(civil: DateTime, like: &Moment) -> Result<Millis, Failure> {
    let zone = like
        .zone
        .as_ref()
        .map_or(TimeZone::UTC, |zone| zone.time_zone().clone());
    let zoned = zone
        .to_ambiguous_timestamp(civil)
        .compatible()
        .map_err(|_| Failure::DateRange)?;
    in_range(Millis(zoned.as_millisecond()))
}

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    let at = DateTime::from_parts(date, jiff::civil::Time::midnight());
    TimeZone::UTC
        .to_ambiguous_timestamp(at)
        .compatible()
        .map_or(0, |zoned| zoned.as_millisecond().div_euclid(DAY))
}

/// Days of a year.
pub(super) fn days_in_year(year: i64) -> i64 {
    if (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 {
        366
    } else {
        365
    }
}

/// Where the first week of a year begins, in days from its first day. `dow` is
/// the first day of weeks; the first week is the one with day `7 + dow - doy`
/// of January in it.
pub(super) fn first_week_offset(year: i64, dow: i64, doy: i64) -> i64 {
    let forward = 7 + dow - doy;
    // The day of the week of that day of January, by the rule of Gauss.
    let last = year - 1;
    let first_of_january = (1 + 5 * last.rem_euclid(4) + 4 * last.rem_euclid(100)
        + 6 * last.rem_euclid(400))
        .rem_euclid(7);
    let weekday = (first_of_january + forward - 1).rem_euclid(7);
    forward - 1 - (7 + weekday - dow).rem_euclid(7)
}

pub(super) fn weeks_in_year(year: i64, dow: i64, doy: i64) -> i64 {
    let offset = first_week_offset(year, dow, doy);
    let next = first_week_offset(year + 1, dow, doy);
    (days_in_year(year) - offset + next) / 7
}

/// The year and the number of the week of a day.
pub(crate) fn week_of_year(year: i64, day_of_year: i64, dow: i64, doy: i64) -> (i64, i64) {
    let week = (day_of_year - first_week_offset(year, dow, doy) - 1).div_euclid(7) + 1;
    if week < 1 {
        return (year - 1, week + weeks_in_year(year - 1, dow, doy));
    }
    let weeks = weeks_in_year(year, dow, doy);
    if week > weeks {
        (year + 1, week - weeks)
    } else {
        (year, week)
    }
}
