//! Date and time functions (formulas 10). A value that went through
//! `SET_TIMEZONE` is read on the clocks of that zone by all of them.

mod workday;

use std::borrow::Cow;

use basekey_model::time::{Millis, Zone};

use crate::context::Context;
use crate::date::{Clock, DAY, LocaleId, Unit, data, parse, parse_format, week_of_year};
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
    let blank = Value::Blank;
    let arg = |place: usize| args.get(place).unwrap_or(&blank);
    match function {
        Function::Now => return Ok(Value::Date(Moment::from(context.now))),
        Function::Today => {
            let today = context.now.0.div_euclid(DAY) * DAY;
            return Ok(Value::Date(Moment::from(Millis(today))));
        }
        Function::DatetimeParse => return parsed(args, context),
        Function::IsAfter | Function::IsBefore | Function::IsSame => {
            return compared(function, args, context);
        }
        Function::WorkdayDiff => return workday::between(args),
        _ => {}
    }
    // Of a blank date nothing is known.
    let Some(moment) = coerce::date(arg(0))? else {
        return Ok(Value::Blank);
    };
    let word = |place: usize| -> Result<Option<Cow<'_, str>>, Failure> {
        match args.get(place) {
            None | Some(Value::Blank) => Ok(None),
            Some(value) => coerce::text(value, context).map(Some),
        }
    };
    let clock = || Clock::of(&moment);
    let number = |number: u32| Ok(Value::Number(f64::from(number)));
    match function {
        Function::Dateadd => {
            let unit = word(2)?.as_deref().and_then(Unit::named).ok_or(Failure::Word)?;
            let count = coerce::number(arg(1))?;
            if count.is_nan() {
                return Err(Failure::Kind);
            }
            unit.add(&moment, count).map(Value::Date)
        }
        Function::DatetimeDiff => {
            let Some(other) = coerce::date(arg(1))? else {
                return Ok(Value::Blank);
            };
            let unit = match word(2)?.as_deref() {
                None => Unit::Second,
                // What is no unit counts milliseconds (formulas 12).
                Some(name) => Unit::named(name).unwrap_or(Unit::Millisecond),
            };
            unit.between(&moment, &other).map(Value::Number)
        }
        Function::DatetimeFormat => {
            let format = match word(1)? {
                Some(format) => format,
                None if moment.zone.is_some() => "YYYY-MM-DDTHH:mm:ssZ".into(),
                None => "YYYY-MM-DDTHH:mm:ss[Z]".into(),
            };
            let text = crate::date::format(&moment, &format)?;
            made(text, context)
        }
        Function::Datestr => {
            let plain = Moment {
                locale: None,
                ..moment.clone()
            };
            made(crate::date::format(&plain, "YYYY-MM-DD")?, context)
        }
        Function::Timestr => {
            let plain = Moment {
                locale: None,
                ..moment.clone()
            };
            made(crate::date::format(&plain, "HH:mm:ss")?, context)
        }
        Function::Year => Ok(Value::Number(clock()?.year() as f64)),
        Function::Month => Ok(Value::Number(clock()?.month0() as f64 + 1.0)),
        Function::Day => Ok(Value::Number(f64::from(clock()?.civil.day()))),
        Function::Hour => number(clock()?.hour()),
        Function::Minute => number(clock()?.minute()),
        Function::Second => number(clock()?.second()),
        Function::Weekday => {
            let first = first_day(word(1)?.as_deref())?;
            number((clock()?.weekday() + 7 - first) % 7)
        }
        Function::Weeknum => {
            let first = i64::from(first_day(word(1)?.as_deref())?);
            let clock = clock()?;
            // The first week is the one with the first of January in it.
            let day = i64::from(clock.day_of_year());
            let (_, week) = week_of_year(clock.year(), day, first, first + 6);
            Ok(Value::Number(week as f64))
        }
        Function::SetTimezone => {
            let name = word(1)?.ok_or(Failure::Word)?;
            let zone = if name.eq_ignore_ascii_case("utc") || name.eq_ignore_ascii_case("gmt") {
                Some(Zone::utc())
            } else {
                Zone::named(&name)
            };
            Ok(Value::Date(Moment {
                zone: Some(zone.ok_or(Failure::Word)?),
                ..moment
            }))
        }
        Function::SetLocale => {
            let locale = word(1)?.as_deref().and_then(LocaleId::named);
            Ok(Value::Date(Moment {
                locale: Some(locale.ok_or(Failure::Word)?),
                ..moment
            }))
        }
        Function::Workday => workday::add(&moment, args),
        _ => Ok(Value::text(distance(&moment, context.now)?)),
    }
}

fn made<'r>(text: String, context: &Context) -> Result<Value<'r>, Failure> {
    if context.make(text.len()) {
        Ok(Value::text(text))
    } else {
        Err(Failure::TooMuch)
    }
}

/// 0 for Sunday, 1 for Monday.
fn first_day(name: Option<&str>) -> Result<u32, Failure> {
    match name {
        None => Ok(0),
        Some(name) if name.eq_ignore_ascii_case("sunday") => Ok(0),
        Some(name) if name.eq_ignore_ascii_case("monday") => Ok(1),
        Some(_) => Err(Failure::Word),
    }
}

fn parsed<'r>(args: &[Value<'r>], context: &Context) -> Result<Value<'r>, Failure> {
    let blank = Value::Blank;
    let arg = |place: usize| args.get(place).unwrap_or(&blank);
    if let Value::Date(moment) = arg(0) {
        return Ok(Value::Date(Moment::from(moment.at)));
    }
    let text = coerce::text(arg(0), context)?;
    if text.trim().is_empty() {
        return Ok(Value::Blank);
    }
    let format = match arg(1) {
        Value::Blank => None,
        value => Some(coerce::text(value, context)?).filter(|format| !format.is_empty()),
    };
    let locale = match arg(2) {
        Value::Blank => None,
        value => {
            let name = coerce::text(value, context)?;
            Some(LocaleId::named(&name).ok_or(Failure::Word)?)
        }
    };
    let at = match format {
        Some(format) => parse_format(&text, &format, locale, context.now),
        None => parse(&text, None, locale),
    };
    at.map(|at| Value::Date(Moment::from(at)))
        .ok_or(Failure::Date)
}

/// A blank date is neither before nor after nor the same as another.
fn compared<'r>(
    function: Function,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let date = |place: usize| args.get(place).map_or(Ok(None), coerce::date);
    let (Some(left), Some(right)) = (date(0)?, date(1)?) else {
        return Ok(Value::Number(0.0));
    };
    let is = match function {
        Function::IsAfter => left.at > right.at,
        Function::IsBefore => left.at < right.at,
        _ => match args.get(2) {
            None | Some(Value::Blank) => left.at == right.at,
            Some(unit) => {
                let name = coerce::text(unit, context)?;
                let unit = Unit::named(&name).ok_or(Failure::Word)?;
                let right = Moment {
                    at: right.at,
                    ..left.clone()
                };
                unit.start(&left)? == unit.start(&right)?
            }
        },
    };
    Ok(Value::truth(is))
}

/// How far a moment is from now, in words and without a direction.
fn distance(moment: &Moment, now: Millis) -> Result<String, Failure> {
    let locale = data(moment.locale);
    let millis = (moment.at.0 - now.0).abs();
    let now = Moment::from(now);
    let rounded = |unit: f64| (millis as f64 / unit).round() as i64;
    let months = Unit::Month.between(moment, &now)?.abs();
    let rest = {
        let (early, late) = if moment.at < now.at { (moment, &now) } else { (&now, moment) };
        let anchor = Unit::Month.add(early, months)?;
        (late.at.0 - anchor.at.0) as f64 / DAY as f64
    };
    let months = (months + rest * 4_800.0 / 146_097.0).round() as i64;
    let years = (months as f64 / 12.0).round() as i64;
    let (seconds, minutes) = (rounded(1_000.0), rounded(60_000.0));
    let (hours, days) = (rounded(3_600_000.0), rounded(DAY as f64));
    Ok(if seconds <= 44 {
        locale.relative("s", seconds)
    } else if minutes <= 1 {
        locale.relative("m", 1)
    } else if minutes < 45 {
        locale.relative("mm", minutes)
    } else if hours <= 1 {
        locale.relative("h", 1)
    } else if hours < 22 {
        locale.relative("hh", hours)
    } else if days <= 1 {
        locale.relative("d", 1)
    } else if days < 26 {
        locale.relative("dd", days)
    } else if months <= 1 {
        locale.relative("M", 1)
    } else if months < 11 {
        locale.relative("MM", months)
    } else if years <= 1 {
        locale.relative("y", 1)
    } else {
        locale.relative("yy", years)
    })
}
