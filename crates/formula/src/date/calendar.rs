//! Points in time on calendars and clocks. Plain numbers, so that what is a
//! little beyond the years 1 to 9999 on the way to a result breaks nothing.

use basekey_model::time::{Millis, Zone};
use jiff::Timestamp;

use crate::value::{Failure, Moment};

/// Milliseconds of a day.
pub(crate) const DAY: i64 = 86_400_000;

/// The first and the last millisecond that formulas know: of the years 1 and
/// 9999.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_300_799_999;

/// The point in time if it is in the years 1 to 9999.
pub(crate) fn in_range(at: Millis) -> Result<Millis, Failure> {
    if (FIRST..=LAST).contains(&at.0) {
        Ok(at)
    } else {
        Err(Failure::DateRange)
    }
}

/// A day of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date {
    pub(crate) year: i64,
    /// 1 to 12.
    pub(crate) month: i64,
    /// 1 to 31.
    pub(crate) day: i64,
}

impl Date {
    /// The day of this number; 0 is 1970-01-01. Days are regrouped into eras of
    /// 400 years that begin in March, so that the leap day ends its year.
    pub(crate) fn of(number: i64) -> Self {
        let shifted = number + 719_468;
        let era = shifted.div_euclid(146_097);
        let of_era = shifted.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let month = (month_from_march + 2) % 12 + 1;
        Self {
            year: year_of_era + era * 400 + i64::from(month <= 2),
            month,
            day: of_year - (153 * month_from_march + 2) / 5 + 1,
        }
    }

    /// Days since 1970-01-01.
    pub(crate) fn number(self) -> i64 {
        let year = self.year - i64::from(self.month <= 2);
        let year_of_era = year.rem_euclid(400);
        let month_from_march = (self.month + 9) % 12;
        let of_year = (153 * month_from_march + 2) / 5 + self.day - 1;
        let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
        year.div_euclid(400) * 146_097 + of_era - 719_468
    }

    /// The same day some months later, or the last day of that month.
    pub(super) fn plus_months(self, months: i64) -> Self {
        let month = self.month - 1 + months;
        let (year, month) = (self.year + month.div_euclid(12), month.rem_euclid(12) + 1);
        let day = self.day.min(days_in_month(year, month));
        Self { year, month, day }
    }
}

/// The number of the first day of a year.
pub(super) fn new_year(year: i64) -> i64 {
    let (month, day) = (1, 1);
    Date { year, month, day }.number()
}

pub(super) fn days_in_year(year: i64) -> i64 {
    new_year(year + 1) - new_year(year)
}

/// `month` is 1 to 12.
pub(super) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 => days_in_year(year) - 337,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The day of the week of a day's number, 0 for Sunday.
pub(crate) fn weekday(number: i64) -> i64 {
    (number + 4).rem_euclid(7)
}

/// Which day weeks begin with, and which week is the first of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WeekRule {
    /// 0 for Sunday.
    pub(crate) first_day: i64,
    /// The day of January that is always in the first week.
    pub(crate) january: i64,
}

impl WeekRule {
    /// The rule of ISO 8601.
    pub(crate) const ISO: Self = Self {
        first_day: 1,
        january: 4,
    };

    /// How many days after the first day of the year its first week begins;
    /// negative if before.
    fn offset(self, year: i64) -> i64 {
        let weekday = weekday(new_year(year) + self.january - 1);
        self.january - 1 - (7 + weekday - self.first_day) % 7
    }

    pub(super) fn weeks_in_year(self, year: i64) -> i64 {
        (days_in_year(year) - self.offset(year) + self.offset(year + 1)) / 7
    }

    /// The year and the number of the week that a day is in.
    pub(crate) fn week(self, number: i64) -> (i64, i64) {
        let year = Date::of(number).year;
        let week = (number - new_year(year) - self.offset(year)).div_euclid(7) + 1;
        if week < 1 {
            return (year - 1, week + self.weeks_in_year(year - 1));
        }
        match week - self.weeks_in_year(year) {
            over @ 1.. => (year + 1, over),
            _ => (year, week),
        }
    }

    /// The number of the day with this weekday (0 for Sunday) in a week.
    pub(super) fn day(self, year: i64, week: i64, weekday: i64) -> i64 {
        let into = (7 + weekday - self.first_day) % 7;
        new_year(year) + self.offset(year) + 7 * (week - 1) + into
    }
}

/// A point in time as calendars and clocks of its zone show it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Clock<'z> {
    /// The point in time.
    pub(super) at: Millis,
    /// Milliseconds since 1970-01-01 00:00 on those clocks.
    local: i64,
    zone: Option<&'z Zone>,
}

impl<'z> Clock<'z> {
    pub(crate) fn of(moment: &'z Moment) -> Self {
        Self::at(moment.at, moment.zone.as_ref())
    }

    pub(super) fn at(at: Millis, zone: Option<&'z Zone>) -> Self {
        let local = at.0 + offset(at, zone) * 1000;
        Self { at, local, zone }
    }

    /// When these clocks show another time: the offset of the present one finds
    /// a point in time, and the offset there is the one that counts.
    pub(super) fn when(&self, local: i64) -> Millis {
        let near = Millis(local - self.offset() * 1000);
        Millis(local - offset(near, self.zone) * 1000)
    }

    /// The same time of day so many days later.
    pub(crate) fn days_later(&self, days: i64) -> Millis {
        self.when(self.local + days * DAY)
    }

    /// Seconds east of UTC.
    pub(super) fn offset(&self) -> i64 {
        (self.local - self.at.0) / 1000
    }

    /// What the zone is called at that time.
    pub(super) fn zone_name(&self) -> String {
        match self.zone {
            None => "UTC".to_owned(),
            Some(zone) => {
                let info = zone.time_zone().to_offset_info(timestamp(self.at));
                info.abbreviation().to_owned()
            }
        }
    }

    /// Milliseconds since 1970-01-01 00:00 on these clocks.
    pub(super) fn local(&self) -> i64 {
        self.local
    }

    /// The number of the day; 0 is 1970-01-01.
    pub(crate) fn day(&self) -> i64 {
        self.local.div_euclid(DAY)
    }

    pub(crate) fn date(&self) -> Date {
        Date::of(self.day())
    }

    /// 0 for Sunday.
    pub(crate) fn weekday(&self) -> i64 {
        weekday(self.day())
    }

    /// 1 to 366.
    pub(super) fn day_of_year(&self) -> i64 {
        self.day() - new_year(self.date().year) + 1
    }

    pub(crate) fn hour(&self) -> i64 {
        self.local.rem_euclid(DAY) / 3_600_000
    }

    pub(crate) fn minute(&self) -> i64 {
        self.local.rem_euclid(3_600_000) / 60_000
    }

    pub(crate) fn second(&self) -> i64 {
        self.local.rem_euclid(60_000) / 1000
    }

    pub(super) fn milli(&self) -> i64 {
        self.local.rem_euclid(1000)
    }
}

/// Seconds east of UTC.
fn offset(at: Millis, zone: Option<&Zone>) -> i64 {
    zone.map_or(0, |zone| {
        let offset = zone.time_zone().to_offset(timestamp(at));
        i64::from(offset.seconds())
    })
}

/// The library's points in time end some hours before the year 9999 does; no
/// zone changes its offset then.
fn timestamp(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at.0).unwrap_or(if at.0 < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}
