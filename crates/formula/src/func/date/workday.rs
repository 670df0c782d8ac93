//! Working days: Monday to Friday without holidays.

use crate::context::Context;
use crate::date::{Clock, in_range};
use crate::eval::coerce;
use crate::value::{Failure, Moment, Value};

/// Days that can be counted: more than there are from the year 1 to 9999.
const MOST: f64 = 4_000_000.0;

/// Holidays that are no Saturdays and Sundays, as numbers of days, in order.
struct Holidays(Vec<i64>);

impl Holidays {
    /// A text with commas between the days, a list of days, or one day.
    fn read(value: Option<&Value<'_>>, context: &Context) -> Result<Self, Failure> {
        let mut days = Vec::new();
        collect(value.unwrap_or(&Value::Blank), &mut days, context)?;
        days.retain(|day| is_working(*day));
        days.sort_unstable();
        days.dedup();
        Ok(Self(days))
    }

    /// Working days before a day, counted from some day long ago.
    fn working_before(&self, day: i64) -> i64 {
        // Counted in weeks that begin on Mondays.
        let from_monday = day + 3;
        let weekdays = from_monday.div_euclid(7) * 5 + from_monday.rem_euclid(7).min(5);
        weekdays - self.0.partition_point(|holiday| *holiday < day) as i64
    }
}

fn collect(value: &Value<'_>, days: &mut Vec<i64>, context: &Context) -> Result<(), Failure> {
    match value {
        Value::Text(text) => {
            context.read(text.len())?;
            for part in text.split(',') {
                days.extend(coerce::date(&Value::text(part))?.map(|day| number(&day)));
            }
        }
        Value::List(items) => {
            context.visit(items.len())?;
            for item in items {
                collect(item, days, context)?;
            }
        }
        other => days.extend(coerce::date(other)?.map(|day| number(&day))),
    }
    Ok(())
}

/// The number of a moment's day on its clocks; 0 is 1970-01-01.
fn number(moment: &Moment) -> i64 {
    Clock::of(moment).day()
}

/// Monday to Friday; 1970 began on a Thursday.
fn is_working(day: i64) -> bool {
    (day + 3).rem_euclid(7) < 5
}

/// The same time so many working days later; the day itself is not counted.
pub(super) fn add<'r>(
    moment: &Moment,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let count = args.get(1).map_or(Ok(0.0), coerce::whole)?;
    if count.abs() > MOST {
        return Err(Failure::DateRange);
    }
    let count = count as i64;
    let holidays = Holidays::read(args.get(2), context)?;
    let start = number(moment);
    // Of seven days in a row five are working days or holidays.
    let enough = count.abs() * 2 + 7 + 7 * holidays.0.len() as i64;
    let counted = |days: i64| match count {
        ..0 => holidays.working_before(start) - holidays.working_before(start - days),
        _ => holidays.working_before(start + days + 1) - holidays.working_before(start + 1),
    };
    // The fewest days with as many working days among them.
    let (mut few, mut many) = (0, enough);
    while few < many {
        let days = i64::midpoint(few, many);
        if counted(days) < count.abs() {
            few = days + 1;
        } else {
            many = days;
        }
    }
    let days = few * count.signum();
    let at = Clock::of(moment).days_later(days);
    Ok(Value::Date(Moment {
        at: in_range(at)?,
        ..moment.clone()
    }))
}

/// Working days from one day to another, both counted; negative if the second
/// is before the first.
pub(super) fn between<'r>(
    moment: &Moment,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let Some(end) = args.get(1).map_or(Ok(None), coerce::date)? else {
        return Ok(Value::Blank);
    };
    let holidays = Holidays::read(args.get(2), context)?;
    let (start, end) = (number(moment), number(&end));
    let days =
        holidays.working_before(start.max(end) + 1) - holidays.working_before(start.min(end));
    Ok(Value::Number(
        (if start <= end { days } else { -days }) as f64,
    ))
}
