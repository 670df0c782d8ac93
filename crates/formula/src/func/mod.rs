//! The functions, by family. Each takes values that are no errors; functions
//! that look at errors or leave arguments unevaluated are in [`crate::eval`].

pub(crate) mod array;
pub(crate) mod date;
pub(crate) mod number;
pub(crate) mod record;
pub(crate) mod regex;
pub(crate) mod text;

use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function on its evaluated arguments, whose number is right. The
/// first error among them is the result.
pub(crate) fn call<'r>(function: Function, args: &mut [Value<'r>], context: &Context) -> Value<'r> {
    for arg in &*args {
        if let Value::Error(failure) = arg {
            return Value::Error(*failure);
        }
    }
    family(function, args, context).unwrap_or_else(Value::Error)
}

fn family<'r>(
    function: Function,
    args: &mut [Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    use Function as F;
    match function {
        F::Concatenate
        | F::EncodeUrlComponent
        | F::Find
        | F::Left
        | F::Len
        | F::Lower
        | F::Mid
        | F::Replace
        | F::Rept
        | F::Right
        | F::Search
        | F::Substitute
        | F::T
        | F::Trim
        | F::Upper => text::call(function, args, context),
        F::Sum | F::Average | F::Min | F::Max | F::Count | F::Counta | F::Countall => {
            number::aggregate::call(function, args, context)
        }
        F::Abs
        | F::Ceiling
        | F::Even
        | F::Exp
        | F::Floor
        | F::Int
        | F::Log
        | F::Mod
        | F::Odd
        | F::Power
        | F::Round
        | F::Rounddown
        | F::Roundup
        | F::Sqrt => number::call(function, args),
        F::Value => number::parse::value(args.first().unwrap_or(&Value::Blank)),
        F::Arraycompact | F::Arrayflatten | F::Arrayjoin | F::Arrayslice | F::Arrayunique => {
            array::call(function, args, context)
        }
        F::RegexExtract | F::RegexMatch | F::RegexReplace => regex::call(function, args, context),
        F::Not => Ok(Value::truth(!args.first().is_some_and(coerce::truth))),
        F::Dateadd
        | F::Datestr
        | F::DatetimeDiff
        | F::DatetimeFormat
        | F::DatetimeParse
        | F::Day
        | F::Fromnow
        | F::Hour
        | F::IsAfter
        | F::IsBefore
        | F::IsSame
        | F::Minute
        | F::Month
        | F::Now
        | F::Second
        | F::SetLocale
        | F::SetTimezone
        | F::Timestr
        | F::Today
        | F::Tonow
        | F::Weekday
        | F::Weeknum
        | F::Workday
        | F::WorkdayDiff
        | F::Year => date::call(function, args, context),
        F::True => Ok(Value::Number(1.0)),
        F::False => Ok(Value::Number(0.0)),
        F::Blank => Ok(Value::Blank),
        // These are evaluated with the row.
        F::And
        | F::Or
        | F::Xor
        | F::If
        | F::Switch
        | F::Iserror
        | F::Error
        | F::RecordId
        | F::CreatedTime
        | F::LastModifiedTime => Err(Failure::Kind),
    }
}
