//! Units of time, and arithmetic with them (formulas 12).

use basekey_model::time::Millis;

use super::calendar::{Clock, DAY, Date, in_range};
use crate::value::{Failure, Moment};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    /// Begins on a Sunday.
    Week,
    /// Begins on a Monday.
    IsoWeek,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The unit of this name: singular, plural or abbreviated. Case matters
    /// where abbreviations differ by nothing else.
    pub(crate) fn named(name: &str) -> Option<Self> {
        match name {
            "M" => return Some(Self::Month),
            "Q" => return Some(Self::Quarter),
            "W" => return Some(Self::IsoWeek),
            "D" | "q" => return None,
            _ => {}
        }
        Some(match name.to_ascii_lowercase().as_str() {
            "ms" | "millisecond" | "milliseconds" => Self::Millisecond,
            "s" | "second" | "seconds" => Self::Second,
            "m" | "minute" | "minutes" => Self::Minute,
            "h" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "week" | "weeks" => Self::Week,
            "isoweek" | "isoweeks" => Self::IsoWeek,
            "month" | "months" => Self::Month,
            "quarter" | "quarters" => Self::Quarter,
            "y" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    fn length(self) -> Length {
        match self {
            Self::Millisecond => Length::Millis(1),
            Self::Second => Length::Millis(1_000),
            Self::Minute => Length::Millis(60_000),
            Self::Hour => Length::Millis(3_600_000),
            Self::Day => Length::Days(1),
            Self::Week | Self::IsoWeek => Length::Days(7),
            Self::Month => Length::Months(1),
            Self::Quarter => Length::Months(3),
            Self::Year => Length::Months(12),
        }
    }

    /// The moment `count` units later. Days and months are whole ones, rounded
    /// to the nearest, and keep the time of day on the moment's clocks.
    pub(crate) fn add(self, moment: &Moment, count: f64) -> Result<Moment, Failure> {
        let clock = Clock::of(moment);
        let at = match self.length() {
            Length::Millis(millis) => {
                let added = match self {
                    // Rounded at every step, as moment's are.
                    Self::Hour => count * 1_000.0 * 60.0 * 60.0,
                    _ => count * f64::from(millis),
                };
                // What is far beyond the calendar saturates.
                Millis((moment.at.0 as f64 + added) as i64)
            }
            Length::Days(days) => clock.days_later(whole(count * f64::from(days))?),
            Length::Months(months) => later(&clock, whole(count * f64::from(months))?),
        };
        Ok(Moment {
            at: in_range(at)?,
            ..moment.clone()
        })
    }

    /// How many whole units lie between: from `other` to `moment`, on the
    /// clocks of `moment`.
    pub(crate) fn between(self, moment: &Moment, other: &Moment) -> f64 {
        let clock = Clock::of(moment);
        let other = Clock::at(other.at, moment.zone.as_ref());
        let units = match self.length() {
            // As moment has it, which counts weeks of ISO in no way.
            _ if self == Self::IsoWeek => (clock.at.0 - other.at.0) as f64,
            Length::Millis(millis) => (clock.at.0 - other.at.0) as f64 / f64::from(millis),
            Length::Days(days) => {
                (clock.local() - other.local()) as f64 / (f64::from(days) * DAY as f64)
            }
            Length::Months(months) => months_between(&clock, &other) / f64::from(months),
        };
        // Not -0.
        units.trunc() + 0.0
    }

    /// The first moment of the unit that a moment is in.
    pub(crate) fn start(self, moment: &Moment) -> Result<Millis, Failure> {
        let clock = Clock::of(moment);
        in_range(clock.when(self.first(&clock)))
    }

    /// Whether a point in time is in the same unit as a moment, on the clocks
    /// of the moment.
    pub(crate) fn holds(self, moment: &Moment, at: Millis) -> bool {
        let clock = Clock::of(moment);
        let first = self.first(&clock);
        let next = match self.length() {
            Length::Millis(millis) => first + i64::from(millis),
            Length::Days(days) => first + i64::from(days) * DAY,
            Length::Months(months) => {
                let date = Date::of(first.div_euclid(DAY));
                date.plus_months(i64::from(months)).number() * DAY
            }
        };
        let last = clock.when(next - 1);
        (clock.when(first)..=last).contains(&at)
    }

    /// The first millisecond of the unit on these clocks.
    fn first(self, clock: &Clock<'_>) -> i64 {
        let (local, date) = (clock.local(), clock.date());
        let month = |month| Date {
            month,
            day: 1,
            ..date
        };
        let day = match self {
            Self::Millisecond => return local,
            Self::Second => return local - local.rem_euclid(1_000),
            Self::Minute => return local - local.rem_euclid(60_000),
            Self::Hour => return local - local.rem_euclid(3_600_000),
            Self::Day => clock.day(),
            Self::Week => clock.day() - clock.weekday(),
            Self::IsoWeek => clock.day() - (clock.weekday() + 6) % 7,
            Self::Month => month(date.month).number(),
            Self::Quarter => month((date.month - 1) / 3 * 3 + 1).number(),
            Self::Year => month(1).number(),
        };
        day * DAY
    }
}

/// How long a unit is.
enum Length {
    Millis(u32),
    Days(u32),
    Months(u32),
}

/// The nearest whole number, ties away from zero; an error if no calendar has
/// so many days.
fn whole(count: f64) -> Result<i64, Failure> {
    let whole = count.round();
    if whole.abs() > 4_000_000.0 {
        return Err(Failure::DateRange);
    }
    Ok(whole as i64)
}

/// The same time of the same day some months later, or of the last of the month.
pub(super) fn later(clock: &Clock<'_>, months: i64) -> Millis {
    let day = clock.date().plus_months(months).number();
    clock.when(day * DAY + clock.local().rem_euclid(DAY))
}

/// Months from `other` to `clock`, a part of one among them. The part is
/// measured in the month, counted from `clock`, that it is in.
fn months_between(clock: &Clock<'_>, other: &Clock<'_>) -> f64 {
    let (here, there) = (clock.date(), other.date());
    if here.day < there.day {
        // So that the last days of months are whole months apart.
        return -months_between(other, clock);
    }
    let whole = (there.year - here.year) * 12 + there.month - here.month;
    let anchor = later(clock, whole).0;
    let rest = other.at.0 - anchor;
    let month = if rest < 0 {
        anchor - later(clock, whole - 1).0
    } else {
        later(clock, whole + 1).0 - anchor
    };
    -(whole as f64 + rest as f64 / month as f64)
}
