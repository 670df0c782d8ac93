//! Functions of numbers (formulas 9).

use basekey_model::time::Millis;

use super::flat;
use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Moment, Value};

/// Sums, means, extremes and counts over all arguments, lists among them.
pub(super) fn aggregate<'r>(
    function: Function,
    args: Vec<Value<'r>>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let items = flat(args);
    if !context.step(items.len() as u64) {
        return Err(Failure::TooMuch);
    }
    if let Some(Value::Error(failure)) = items.iter().find(|item| matches!(item, Value::Error(_)))
    {
        return Err(*failure);
    }
    let filled = |item: &&Value<'_>| match item {
        Value::Blank => false,
        Value::Text(text) => !text.is_empty(),
        _ => true,
    };
    let numbers = || {
        items.iter().filter_map(|item| match item {
            Value::Number(number) => Some(*number),
            _ => None,
        })
    };
    let number = match function {
        Function::Count => numbers().count() as f64,
        Function::Counta => items.iter().filter(filled).count() as f64,
        Function::Countall => items.len() as f64,
        Function::Sum => clean_sum(numbers()),
        Function::Average => clean_sum(numbers()) / numbers().count() as f64,
        _ => return Ok(extreme(function == Function::Max, &items, numbers())),
    };
    Ok(Value::Number(number))
}

fn clean_sum(numbers: impl Iterator<Item = f64>) -> f64 {
    // An empty sum of doubles is -0.
    numbers.fold(0.0, |sum, number| sum + number)
}

/// The least or greatest number; if there are only dates, the first or last.
fn extreme<'r>(
    greatest: bool,
    items: &[Value<'_>],
    numbers: impl Iterator<Item = f64>,
) -> Value<'r> {
    let more = |left: f64, right: f64| {
        if left.is_nan() || right.is_nan() {
            f64::NAN
        } else if greatest {
            left.max(right)
        } else {
            left.min(right)
        }
    };
    if let Some(number) = numbers.reduce(more) {
        return Value::Number(number);
    }
    let dates = items.iter().filter_map(|item| match item {
        Value::Date(moment) => Some(moment.at),
        _ => None,
    });
    let date: Option<Millis> = if greatest { dates.max() } else { dates.min() };
    date.map_or(Value::Number(0.0), |at| Value::Date(Moment::from(at)))
}

/// Calls a function of numbers on its evaluated arguments.
pub(super) fn call<'r>(function: Function, args: &[Value<'r>]) -> Result<Value<'r>, Failure> {
    let arg = |place: usize, missing: f64| {
        args.get(place)
            .map_or(Ok(missing), coerce::number)
    };
    if function == Function::Value {
        return value(args.first().unwrap_or(&Value::Blank));
    }
    let of = arg(0, 0.0)?;
    Ok(Value::Number(match function {
        Function::Abs => of.abs(),
        Function::Ceiling => step(of, arg(1, 1.0)?, f64::ceil),
        Function::Floor => step(of, arg(1, 1.0)?, f64::floor),
        Function::Even => away(of, 0.0),
        Function::Odd => away(of, 1.0),
        Function::Exp => of.exp(),
        Function::Int => of.floor(),
        Function::Log => log(of, arg(1, 10.0)?),
        Function::Mod => {
            let by = arg(1, 0.0)?;
            modulo(of, by)
        }
        Function::Power => of.powf(arg(1, 0.0)?),
        Function::Sqrt => of.sqrt(),
        // Ties go up, towards the greater number.
        Function::Round => at_decimals(of, arg(1, 0.0)?, |scaled| (scaled + 0.5).floor()),
        Function::Roundup => at_decimals(of, arg(1, 0.0)?, |scaled| {
            scaled.signum() * scaled.abs().ceil()
        }),
        _ => at_decimals(of, arg(1, 0.0)?, f64::trunc),
    }))
}

/// The remainder with the sign of the divisor.
fn modulo(of: f64, by: f64) -> f64 {
    if by == 0.0 || by.is_nan() || !of.is_finite() {
        return f64::NAN;
    }
    if by.is_infinite() {
        return if of == 0.0 || of.signum() == by.signum() { of } else { by };
    }
    let rest = of % by;
    if rest != 0.0 && rest.signum() != by.signum() {
        rest + by
    } else {
        rest
    }
}

/// 15 significant digits: what is left of them is noise of doubles.
fn clean(number: f64) -> f64 {
    if !number.is_finite() || number == 0.0 {
        return number;
    }
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// A multiple of `by`.
fn step(of: f64, by: f64, round: impl Fn(f64) -> f64) -> f64 {
    if by == 0.0 {
        return 0.0;
    }
    clean(round(clean(of / by)) * by)
}

/// The next even (`rest` 0) or odd (1) whole number away from zero.
fn away(of: f64, rest: f64) -> f64 {
    let mut whole = of.abs().ceil();
    if (whole % 2.0 - rest).abs() > 0.5 {
        whole += 1.0;
    }
    if of < 0.0 { -whole } else { whole }
}

fn log(of: f64, base: f64) -> f64 {
    if base == 10.0 {
        of.log10()
    } else if base == 2.0 {
        of.log2()
    } else {
        clean(of.ln() / base.ln())
    }
}

/// Rounds at a number of decimals; a negative one means tens, hundreds, …
fn at_decimals(of: f64, decimals: f64, round: impl Fn(f64) -> f64) -> f64 {
    if decimals.is_nan() {
        return f64::NAN;
    }
    let decimals = decimals.trunc();
    if !of.is_finite() || decimals > 300.0 {
        return of;
    }
    if decimals < -308.0 {
        return 0.0;
    }
    let scale = 10f64.powi(decimals.abs() as i32);
    if decimals >= 0.0 {
        let scaled = of * scale;
        if !scaled.is_finite() || scaled.abs() >= 9.0e15 {
            return of;
        }
        round(clean(scaled)) / scale
    } else {
        round(clean(of / scale)) * scale
    }
}

/// The number that a text says: currency signs and thousands separators are
/// passed over.
fn value<'r>(of: &Value<'_>) -> Result<Value<'r>, Failure> {
    match of {
        Value::Blank => Ok(Value::Blank),
        Value::Number(number) => Ok(Value::Number(*number)),
        Value::Text(text) => {
            let digits: String = text
                .chars()
                .filter(|letter| !matches!(letter, ',' | '$' | '€' | '£' | '¥') && !letter.is_whitespace())
                .collect();
            let (digits, percent) = match digits.strip_suffix('%') {
                Some(digits) => (digits, true),
                None => (digits.as_str(), false),
            };
            if digits.is_empty() && text.trim().is_empty() {
                return Ok(Value::Blank);
            }
            let plain = digits
                .bytes()
                .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
            let number = digits.parse::<f64>().ok().filter(|_| plain);
            let number = number.ok_or(Failure::Number)?;
            Ok(Value::Number(if percent { number / 100.0 } else { number }))
        }
        Value::List(items) => match items.as_slice() {
            [] => Ok(Value::Blank),
            [one] => value(one),
            _ => Err(Failure::Several),
        },
        Value::Date(_) => Err(Failure::Kind),
        Value::Error(failure) => Err(*failure),
    }
}
