//! Date and time functions (formulas 10).
//!
//! Of a value that went through `SET_TIMEZONE`, the parts (`HOUR`, `DAY`,
//! `WEEKNUM`, …), units and working days are those on the clocks of its zone;
//! `DATESTR` and `TIMESTR` are in GMT all the same.

mod workday;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use basekey_model::time::{Millis, Zone};

use crate::context::Context;
use crate::date::{self, Clock, DAY, LocaleId, Unit, WeekRule};
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Moment, Value};

/// Calls a date function on its evaluated arguments; the number of arguments
/// is right.
pub(crate) fn call<'r>(
    function: Function,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    match function {
        Function::Now => return Ok(Value::Date(context.now.into())),
        Function::Today => {
            let today = Millis(context.now.0.div_euclid(DAY) * DAY);
            return Ok(Value::Date(today.into()));
        }
        Function::DatetimeParse => return parsed(args, context),
        Function::IsAfter | Function::IsBefore | Function::IsSame => {
            return compared(function, args, context);
        }
        _ => {}
    }
    let Some(moment) = date(args, 0)? else {
        // Of a blank date nothing is known.
        return Ok(Value::Blank);
    };
    match function {
        Function::Dateadd => {
            let unit = word(args, 2, context)?.ok_or(Failure::Word)?;
            let unit = Unit::named(&unit).ok_or(Failure::Word)?;
            let count = args.get(1).map_or(Ok(0.0), coerce::number)?;
            if count.is_nan() {
                return Err(Failure::Kind);
            }
            unit.add(&moment, count).map(Value::Date)
        }
        Function::DatetimeDiff => {
            let unit = match word(args, 2, context)? {
                None => Unit::Second,
                // What is no unit counts milliseconds (formulas 12).
                Some(name) => Unit::named(&name).unwrap_or(Unit::Millisecond),
            };
            let other = date(args, 1)?;
            let units = |other| Value::Number(unit.between(&moment, &other));
            Ok(other.map_or(Value::Blank, units))
        }
        Function::DatetimeFormat => {
            let format = word(args, 1, context)?.unwrap_or_default();
            context.read(8 * format.len())?;
            text(date::format(&moment, &format)?, context)
        }
        Function::Datestr => text(date::format(&moment.at.into(), "YYYY-MM-DD")?, context),
        Function::Timestr => text(date::format(&moment.at.into(), "HH:mm:ss")?, context),
        Function::SetTimezone => {
            let name = word(args, 1, context)?.ok_or(Failure::Word)?;
            let zone = Some(Zone::named(&name).ok_or(Failure::Word)?);
            Ok(Value::Date(Moment { zone, ..moment }))
        }
        Function::SetLocale => {
            let name = word(args, 1, context)?.ok_or(Failure::Word)?;
            let locale = Some(LocaleId::named(&name).ok_or(Failure::Word)?);
            Ok(Value::Date(Moment { locale, ..moment }))
        }
        Function::Fromnow => {
            let ahead = moment.at > context.now;
            text(date::span(&moment, context.now, ahead), context)
        }
        Function::Tonow => {
            let ahead = moment.at < context.now;
            text(date::span(&moment, context.now, ahead), context)
        }
        Function::Workday => workday::add(&moment, args, context),
        Function::WorkdayDiff => workday::between(&moment, args, context),
        _ => part(function, &moment, args, context),
    }
}

/// A number that a calendar or a clock shows.
fn part<'r>(
    function: Function,
    moment: &Moment,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let clock = Clock::of(moment);
    let number = match function {
        Function::Year => clock.date().year,
        Function::Month => clock.date().month,
        Function::Day => clock.date().day,
        Function::Hour => clock.hour(),
        Function::Minute => clock.minute(),
        Function::Second => clock.second(),
        Function::Weekday => (clock.weekday() + 7 - first_day(args, context)?) % 7,
        Function::Weeknum => {
            // The first week is the one with the first of January in it.
            let rule = WeekRule {
                first_day: first_day(args, context)?,
                january: 1,
            };
            rule.week(clock.day()).1
        }
        _ => return Err(Failure::Kind),
    };
    Ok(Value::Number(number as f64))
}

/// A date among the arguments; `None` if it is blank.
fn date(args: &[Value<'_>], place: usize) -> Result<Option<Moment>, Failure> {
    args.get(place).map_or(Ok(None), coerce::date)
}

/// A text among the arguments that is not empty.
fn word<'v>(
    args: &'v [Value<'_>],
    place: usize,
    context: &Context,
) -> Result<Option<Cow<'v, str>>, Failure> {
    let word = args.get(place).map(|value| coerce::text(value, context));
    Ok(word.transpose()?.filter(|word| !word.is_empty()))
}

fn text<'r>(text: String, context: &Context) -> Result<Value<'r>, Failure> {
    context.made(text.len())?;
    Ok(Value::text(text))
}

/// The day that weeks begin with: 0 for Sunday, 1 for Monday.
fn first_day(args: &[Value<'_>], context: &Context) -> Result<i64, Failure> {
    match word(args, 1, context)? {
        None => Ok(0),
        Some(name) if name.eq_ignore_ascii_case("sunday") => Ok(0),
        Some(name) if name.eq_ignore_ascii_case("monday") => Ok(1),
        Some(_) => Err(Failure::Word),
    }
}

fn parsed<'r>(args: &[Value<'r>], context: &Context) -> Result<Value<'r>, Failure> {
    let text = match args.first() {
        None | Some(Value::Blank) => return Ok(Value::Blank),
        Some(Value::Date(moment)) => return Ok(Value::Date(moment.clone())),
        Some(value) => coerce::text(value, context)?,
    };
    if text.trim().is_empty() {
        return Ok(Value::Blank);
    }
    let locale = match word(args, 2, context)? {
        None => None,
        Some(name) => Some(LocaleId::named(&name).ok_or(Failure::Word)?),
    };
    let at = match word(args, 1, context)? {
        Some(format) => {
            // Every token is looked for in what is left of the text.
            context.read(text.len().saturating_mul(1 + format.len()))?;
            date::parse_format(&text, &format, locale, context.now)
        }
        None => date::parse(&text, locale),
    };
    let at = at.ok_or(Failure::Date)?;
    Ok(Value::Date(at.into()))
}

/// A blank date is neither before nor after nor the same as another.
fn compared<'r>(
    function: Function,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let (Some(left), Some(right)) = (date(args, 0)?, date(args, 1)?) else {
        return Ok(Value::truth(false));
    };
    let is = match (function, word(args, 2, context)?) {
        (Function::IsAfter, _) => left.at > right.at,
        (Function::IsBefore, _) => left.at < right.at,
        (_, None) => left.at == right.at,
        (_, Some(unit)) => {
            let unit = Unit::named(&unit).ok_or(Failure::Word)?;
            unit.holds(&left, right.at)
        }
    };
    Ok(Value::truth(is))
}
