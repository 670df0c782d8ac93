//! Units of time, and arithmetic with them (formulas 12).

use basekey_model::time::Millis;
use jiff::civil::{Date, DateTime};

use super::calendar::{Clock, DAY, from_civil, in_range};
use super::locale::data;
use crate::value::{Failure, Moment};

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

impl Unit {
    /// The unit of this name: singular, plural or abbreviated. Only `m` and `M`
    /// differ by case.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        if name == "M" {
            return Some(Self::Month);
        }
        Some(match name.to_ascii_lowercase().as_str() {
            "ms" | "millisecond" | "milliseconds" => Self::Millisecond,
            "s" | "second" | "seconds" => Self::Second,
            "m" | "minute" | "minutes" => Self::Minute,
            "h" | "hour" | "hours" => Self::Hour,
            "d" | "day" | "days" => Self::Day,
            "w" | "week" | "weeks" => Self::Week,
            "month" | "months" => Self::Month,
            "q" | "quarter" | "quarters" => Self::Quarter,
            "y" | "year" | "years" => Self::Year,
            _ => return None,
        })
    }

    /// Its length, if it always has the same.
    fn millis(self) -> Option<i64> {
        Some(match self {
            Self::Millisecond => 1,
            Self::Second => 1_000,
            Self::Minute => 60_000,
            Self::Hour => 3_600_000,
            _ => return None,
        })
    }

    fn months(self) -> f64 {
        match self {
            Self::Quarter => 3.0,
            Self::Year => 12.0,
            _ => 1.0,
        }
    }

    /// A moment `count` units later. Days and months are whole ones, rounded
    /// as moment does; days keep the time of day in the moment's zone.
    pub(crate) fn add(self, moment: &Moment, count: f64) -> Result<Moment, Failure> {
        if !count.is_finite() || count.abs() > 1.0e15 {
            return Err(Failure::DateRange);
        }
        let at = if let Some(millis) = self.millis() {
            let added = (count * millis as f64).trunc();
            if added.abs() > 1.0e17 {
                return Err(Failure::DateRange);
            }
            in_range(Millis(moment.at.0.saturating_add(added as i64)))?
        } else if matches!(self, Self::Day | Self::Week) {
            let days = rounded(count * if self == Self::Week { 7.0 } else { 1.0 });
            add_days(moment, days)?
        } else {
            add_months(moment, rounded(count * self.months()))?
        };
        Ok(Moment { at, ..moment.clone() })
    }

    /// How many whole units lie between: from `other` to `moment`.
    pub(crate) fn between(self, moment: &Moment, other: &Moment) -> Result<f64, Failure> {
        let other = &Moment {
            zone: moment.zone.clone(),
            ..other.clone()
        };
        let difference = moment.at.0 - other.at.0;
        let units = match self.millis() {
            Some(millis) => difference as f64 / millis as f64,
            None if matches!(self, Self::Day | Self::Week) => {
                let shift = i64::from(Clock::of(moment)?.offset - Clock::of(other)?.offset);
                let days = (difference + shift * 1_000) as f64 / DAY as f64;
                if self == Self::Week { days / 7.0 } else { days }
            }
            None => months_between(moment, other)? / self.months(),
        };
        // Not -0.
        Ok(units.trunc() + 0.0)
    }

    /// The first millisecond of the unit that a moment is in.
    pub(crate) fn start(self, moment: &Moment) -> Result<Millis, Failure> {
        if let Some(millis) = self.millis()
            && (self != Self::Hour || moment.zone.is_none())
        {
            return Ok(Millis(moment.at.0.div_euclid(millis) * millis));
        }
        let clock = Clock::of(moment)?;
        let date = clock.civil.date();
        let at_midnight = |date: Date| DateTime::from_parts(date, jiff::civil::Time::midnight());
        let first = |month: i8| Date::new(date.year(), month, 1).map_err(|_| Failure::DateRange);
        let start = match self {
            Self::Hour => {
                let into = i64::from(clock.minute()) * 60_000
                    + i64::from(clock.second()) * 1_000
                    + i64::from(clock.milli());
                return Ok(Millis(moment.at.0 - into));
            }
            Self::Week => {
                let dow = data(moment.locale).first_day();
                let back = i64::from((clock.weekday() + 7 - dow) % 7);
                return add_days(
                    &Moment {
                        at: Self::Day.start(moment)?,
                        ..moment.clone()
                    },
                    -back,
                );
            }
            Self::Month => first(date.month())?,
            Self::Quarter => first((date.month() - 1) / 3 * 3 + 1)?,
            Self::Year => first(1)?,
            _ => date,
        };
        from_civil(at_midnight(start), moment)
    }
}

/// To the nearest whole number, ties away from zero.
fn rounded(count: f64) -> i64 {
    let whole = (count.abs() + 0.5).floor();
    if count < 0.0 { -(whole as i64) } else { whole as i64 }
}

fn add_days(moment: &Moment, days: i64) -> Result<Millis, Failure> {
    if days.abs() > 4_000_000 {
        return Err(Failure::DateRange);
    }
    if moment.zone.is_none() {
        return in_range(Millis(moment.at.0 + days * DAY));
    }
    let civil = Clock::of(moment)?.civil;
    let days = jiff::Span::new().try_days(days).map_err(|_| Failure::DateRange)?;
    from_civil(civil.checked_add(days).map_err(|_| Failure::DateRange)?, moment)
}

/// The same day some months later, or the last day of that month.
fn add_months(moment: &Moment, months: i64) -> Result<Millis, Failure> {
    if months.abs() > 200_000 {
        return Err(Failure::DateRange);
    }
    let civil = Clock::of(moment)?.civil;
    let months = jiff::Span::new()
        .try_months(months)
        .map_err(|_| Failure::DateRange)?;
    from_civil(civil.checked_add(months).map_err(|_| Failure::DateRange)?, moment)
}

/// Months from `other` to `moment`, a part of one among them.
fn months_between(moment: &Moment, other: &Moment) -> Result<f64, Failure> {
    let (here, there) = (Clock::of(moment)?.civil, Clock::of(other)?.civil);
    if here.day() < there.day() {
        // So that the last days of months are whole months apart.
        return Ok(-months_between(other, moment)?);
    }
    let whole = i64::from(there.year() - here.year()) * 12
        + i64::from(there.month() - here.month());
    let anchor = add_months(moment, whole)?.0;
    let to = other.at.0;
    let part = if to < anchor {
        let before = add_months(moment, whole - 1)?.0;
        (to - anchor) as f64 / (anchor - before) as f64
    } else {
        let after = add_months(moment, whole + 1)?.0;
        (to - anchor) as f64 / (after - anchor) as f64
    };
    Ok(-(whole as f64 + part))
}
