//! Functions of numbers (formulas 9).
//!
//! Numbers are doubles, but people mean decimals: 1.005 rounds to 1.01, and
//! 0.3 is three times 0.1. So places are shifted in the decimal text of a
//! number, and a number of steps that is whole but for the noise of doubles
//! counts as whole.

pub(super) mod aggregate;
pub(super) mod parse;

use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function of numbers on its evaluated arguments.
pub(super) fn call<'r>(function: Function, args: &[Value<'r>]) -> Result<Value<'r>, Failure> {
    let arg = |place: usize, missing: f64| args.get(place).map_or(Ok(missing), coerce::number);
    let of = arg(0, 0.0)?;
    Ok(Value::Number(match function {
        Function::Abs => of.abs(),
        Function::Ceiling => multiple(of, arg(1, 1.0)?, f64::ceil),
        Function::Floor => multiple(of, arg(1, 1.0)?, f64::floor),
        Function::Even => away(of, false),
        Function::Odd => away(of, true),
        Function::Exp => of.exp(),
        Function::Int => of.floor(),
        Function::Log => log(of, arg(1, 10.0)?),
        Function::Mod => modulo(of, arg(1, 0.0)?),
        Function::Power => power(of, arg(1, 0.0)?),
        Function::Sqrt => of.sqrt(),
        Function::Round => at_places(of, arg(1, 0.0)?, nearest),
        Function::Roundup => at_places(of, arg(1, 0.0)?, |number| {
            snapped(number.abs(), f64::ceil).copysign(number)
        }),
        _ => at_places(of, arg(1, 0.0)?, |number| {
            snapped(number.abs(), f64::floor).copysign(number)
        }),
    }))
}

/// The nearest whole number; a tie goes up. Adding a half and rounding down
/// would be wrong just below a tie.
fn nearest(number: f64) -> f64 {
    let down = number.floor();
    if number - down >= 0.5 {
        down + 1.0
    } else {
        down
    }
}

/// Rounds a number, unless it is whole but for the last bits.
fn snapped(number: f64, round: impl Fn(f64) -> f64) -> f64 {
    const NOISE: f64 = 8.0 * f64::EPSILON;
    let whole = number.round();
    if (number - whole).abs() <= number.abs() * NOISE {
        whole
    } else {
        round(number)
    }
}

/// Rounds at a number of decimals; a negative one means tens, hundreds, …
fn at_places(of: f64, places: f64, round: impl Fn(f64) -> f64) -> f64 {
    if places.is_nan() {
        return f64::NAN;
    }
    if !of.is_finite() {
        return of;
    }
    // Doubles have digits from about 10^308 to 10^-324.
    let places = places.clamp(-400.0, 400.0) as i32;
    let shifted = shift(of, places);
    if shifted.is_infinite() {
        return of;
    }
    shift(round(shifted), -places)
}

/// The number times a power of ten, rounded but once.
fn shift(number: f64, places: i32) -> f64 {
    if places == 0 || number == 0.0 || !number.is_finite() {
        return number;
    }
    let text = format!("{number:e}");
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let shifted = format!("{digits}e{}", exponent + places);
    shifted.parse().unwrap_or(number)
}

/// A multiple of `step`, whose sign does not matter.
fn multiple(of: f64, step: f64, round: impl Fn(f64) -> f64) -> f64 {
    let step = step.abs();
    if step == 0.0 {
        return if of.is_nan() { of } else { 0.0 };
    }
    let steps = of / step;
    if !steps.is_finite() {
        return if step.is_nan() { step } else { of };
    }
    clean(snapped(steps, round) * step)
}

/// 15 digits of a number that is not whole: the rest is noise.
fn clean(number: f64) -> f64 {
    if number.fract() == 0.0 || !number.is_finite() {
        return number;
    }
    format!("{number:.14e}").parse().unwrap_or(number)
}

/// The next even or odd whole number away from zero.
fn away(of: f64, odd: bool) -> f64 {
    if !of.is_finite() {
        return of;
    }
    let whole = of.abs().ceil();
    let is_odd = whole % 2.0 != 0.0;
    let whole = if is_odd == odd { whole } else { whole + 1.0 };
    if of < 0.0 { -whole } else { whole }
}

/// The remainder with the sign of the divisor.
fn modulo(of: f64, by: f64) -> f64 {
    let rest = of % by;
    if rest != 0.0 && (rest < 0.0) != (by < 0.0) {
        rest + by
    } else {
        rest
    }
}

/// As ECMAScript has it: 1 to the power of what is no number is none.
#[expect(clippy::float_cmp, reason = "nothing but 1 is meant")]
fn power(of: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (of.abs() == 1.0 && exponent.is_infinite()) {
        return f64::NAN;
    }
    of.powf(exponent)
}

#[expect(
    clippy::float_cmp,
    reason = "bases and powers are meant to the last bit"
)]
fn log(of: f64, base: f64) -> f64 {
    if base == 10.0 {
        return of.log10();
    }
    if base == 2.0 {
        return of.log2();
    }
    let found = of.ln() / base.ln();
    // The logarithm of 125 to the base of 5 is 3, not a little more.
    let whole = found.round();
    if (found - whole).abs() < 1e-9 && base.powf(whole) == of {
        whole
    } else {
        found
    }
}

#[cfg(test)]
mod tests;
