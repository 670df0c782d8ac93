//! Working days: Monday to Friday without holidays.

use std::collections::BTreeSet;

use basekey_model::time::Millis;

use crate::date::DAY;
use crate::eval::coerce;
use crate::value::{Failure, Moment, Value};

/// Days that can be counted: more than all there are from the year 1 to 9999.
const MOST: f64 = 4_000_000.0;

/// Holidays that are no Saturdays and Sundays, as numbers of days.
struct Holidays(BTreeSet<i64>);

impl Holidays {
    /// A text with commas between the days, a list of days, or one day.
    fn of(value: Option<&Value<'_>>) -> Result<Self, Failure> {
        let mut days = BTreeSet::new();
        match value {
            None | Some(Value::Blank) => {}
            Some(Value::Text(text)) => {
                for day in text.split(',').map(str::trim).filter(|day| !day.is_empty()) {
                    days.extend(coerce::date(&Value::text(day))?.map(|day| number(day.at)));
                }
            }
            Some(Value::List(items)) => {
                for item in items {
                    days.extend(Self::of(Some(item))?.0);
                }
            }
            Some(other) => days.extend(coerce::date(other)?.map(|day| number(day.at))),
        }
        days.retain(|day| is_weekday(*day));
        Ok(Self(days))
    }

    /// Working days after `start` up to and with `end`, which is not before it.
    fn count(&self, start: i64, end: i64) -> i64 {
        let holidays = self.0.range(start + 1..=end.max(start + 1));
        let holidays = if end > start { holidays.count() as i64 } else { 0 };
        weekdays_before(end + 1) - weekdays_before(start + 1) - holidays
    }
}

fn number(at: Millis) -> i64 {
    at.0.div_euclid(DAY)
}

/// Monday is 0; the first of January 1970 was a Thursday.
fn is_weekday(day: i64) -> bool {
    (day + 3).rem_euclid(7) < 5
}

/// Weekdays between a Monday long ago and a day, that day not among them.
fn weekdays_before(day: i64) -> i64 {
    let monday = day + 3;
    monday.div_euclid(7) * 5 + monday.rem_euclid(7).min(5)
}

/// The moment so many working days later, the day it is on not counted.
pub(super) fn add<'r>(moment: &Moment, args: &[Value<'r>]) -> Result<Value<'r>, Failure> {
    let count = args.get(1).map_or(Ok(0.0), coerce::whole)?;
    if count.abs() > MOST {
        return Err(Failure::DateRange);
    }
    let holidays = Holidays::of(args.get(2))?;
    let (start, count) = (number(moment.at), count as i64);
    if count == 0 {
        return Ok(Value::Date(moment.clone()));
    }
    // Days from the start on that are enough: five of seven are working days.
    let furthest = count.abs() * 2 + 14 + 2 * holidays.0.len() as i64;
    let counted = |days: i64| {
        if count > 0 {
            holidays.count(start, start + days)
        } else {
            holidays.count(start - days - 1, start - 1)
        }
    };
    let (mut few, mut enough) = (0, furthest);
    while few + 1 < enough {
        let middle = (few + enough) / 2;
        if counted(middle) >= count.abs() {
            enough = middle;
        } else {
            few = middle;
        }
    }
    let at = Millis(moment.at.0 + count.signum() * enough * DAY);
    crate::date::in_range(at)?;
    Ok(Value::Date(Moment { at, ..moment.clone() }))
}

/// Working days from one day to another, both counted; negative if the second
/// is before the first.
pub(super) fn between<'r>(args: &[Value<'r>]) -> Result<Value<'r>, Failure> {
    let date = |place: usize| args.get(place).map_or(Ok(None), coerce::date);
    let (Some(start), Some(end)) = (date(0)?, date(1)?) else {
        return Ok(Value::Blank);
    };
    let holidays = Holidays::of(args.get(2))?;
    let (start, end) = (number(start.at), number(end.at));
    let days = if start <= end {
        holidays.count(start - 1, end)
    } else {
        -holidays.count(end - 1, start)
    };
    Ok(Value::Number(days as f64))
}
