//! What is known of a value before any row is seen: its type, and with how
//! many decimals a number is best shown (formulas 6).

use basekey_model::cell::number_text;
use basekey_model::field::FieldKind;

use crate::ast::BinaryOp;
use crate::date::Unit;
use crate::function::Function;
use crate::program::Node;
use crate::types::{Item, Type};
use crate::value::Value;

/// Decimals of quotients, means, roots and the like, whatever they are of.
const FRACTION: u8 = 2;

/// Most decimals that a field shows.
const MOST: u8 = 8;

/// What is known of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) kind: Type,
    /// Of a number; else 0.
    pub(super) decimals: u8,
}

impl Known {
    pub(super) fn new(kind: Type) -> Self {
        Self { kind, decimals: 0 }
    }

    fn number(decimals: u8) -> Self {
        Self {
            kind: Type::Number,
            decimals,
        }
    }

    pub(super) fn of_constant(value: &Value<'_>) -> Self {
        match value {
            Value::Blank | Value::Error(_) => Self::new(Type::Blank),
            Value::Number(number) => Self::number(written(*number)),
            Value::Text(_) => Self::new(Type::Text),
            Value::Date(_) => Self::new(Type::Date { time: true }),
            Value::List(_) => Self::new(Type::List(Item::Any)),
        }
    }
}

/// The decimals of a number as it is written.
fn written(number: f64) -> u8 {
    let text = number_text(number);
    if text.contains("e-") {
        return MOST;
    }
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    u8::try_from(decimals).map_or(MOST, |decimals| decimals.min(MOST))
}

/// The decimals that a field shows of its numbers.
pub(super) fn decimals_of(kind: &FieldKind) -> u8 {
    match kind.shown() {
        Some(FieldKind::Number { precision } | FieldKind::Currency { precision, .. }) => *precision,
        // It is stored as a fraction.
        Some(FieldKind::Percent { precision }) => (precision + 2).min(MOST),
        Some(FieldKind::Duration { format }) => format.second_decimals().unwrap_or(0),
        _ => 0,
    }
}

pub(super) fn binary(op: BinaryOp, left: Known, right: Known) -> Known {
    let most = left.decimals.max(right.decimals);
    match op {
        BinaryOp::Multiply | BinaryOp::Add | BinaryOp::Subtract => Known::number(most),
        BinaryOp::Divide => Known::number(most.max(FRACTION)),
        BinaryOp::Join => Known::new(Type::Text),
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessOrEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterOrEqual => Known::number(0),
    }
}

/// The arguments of `IF` or `SWITCH` of which one is the result.
pub(crate) fn branches<T>(function: Function, args: &[T]) -> impl Iterator<Item = &T> {
    let last = args.len().wrapping_sub(1);
    let default = args.len().is_multiple_of(2);
    args.iter().enumerate().filter_map(move |(at, arg)| {
        let is_branch = match function {
            Function::If => at > 0,
            // expression, pattern, result, pattern, result, …, default
            Function::Switch => (at > 0 && at.is_multiple_of(2)) || (default && at == last),
            _ => false,
        };
        is_branch.then_some(arg)
    })
}

pub(super) fn call(function: Function, nodes: &[Node], args: &[Known]) -> Known {
    use Function as F;
    let most = args.iter().map(|arg| arg.decimals).max().unwrap_or(0);
    let first = args.first().copied().unwrap_or(Known::new(Type::Blank));
    match function {
        F::Abs | F::Mod | F::Power | F::Sum => Known::number(most),
        F::Average | F::Sqrt | F::Log | F::Exp | F::Value => Known::number(most.max(FRACTION)),
        F::Ceiling | F::Floor => Known::number(args.get(1).map_or(0, |step| step.decimals)),
        F::Round | F::Roundup | F::Rounddown => Known::number(match nodes.get(1) {
            None => 0,
            Some(Node::Constant(Value::Number(places))) => places.clamp(0.0, f64::from(MOST)) as u8,
            Some(_) => most,
        }),
        F::Min | F::Max => Known {
            kind: extreme(args),
            decimals: most,
        },
        F::If | F::Switch => {
            let branches = branches(function, args).copied();
            branches.fold(Known::new(Type::Blank), either)
        }

        F::And
        | F::Count
        | F::Counta
        | F::Countall
        | F::DatetimeDiff
        | F::Day
        | F::Even
        | F::False
        | F::Find
        | F::Hour
        | F::Int
        | F::Iserror
        | F::IsAfter
        | F::IsBefore
        | F::IsSame
        | F::Len
        | F::Minute
        | F::Month
        | F::Not
        | F::Odd
        | F::Or
        | F::Search
        | F::Second
        | F::True
        | F::Weekday
        | F::Weeknum
        | F::WorkdayDiff
        | F::Xor
        | F::Year
        | F::RegexMatch => Known::number(0),

        F::Arrayjoin
        | F::Concatenate
        | F::Datestr
        | F::DatetimeFormat
        | F::EncodeUrlComponent
        | F::Fromnow
        | F::Left
        | F::Lower
        | F::Mid
        | F::RecordId
        | F::RegexExtract
        | F::RegexReplace
        | F::Replace
        | F::Rept
        | F::Right
        | F::Substitute
        | F::T
        | F::Timestr
        | F::Tonow
        | F::Trim
        | F::Upper => Known::new(Type::Text),

        F::CreatedTime | F::DatetimeParse | F::LastModifiedTime | F::Now | F::SetTimezone => {
            Known::new(Type::Date { time: true })
        }
        F::Today | F::Workday => Known::new(Type::Date { time: false }),
        F::SetLocale => Known::new(Type::Date {
            time: first.kind != Type::Date { time: false },
        }),
        F::Dateadd => Known::new(Type::Date {
            time: first.kind != Type::Date { time: false } || !adds_days(nodes.get(2)),
        }),

        F::Arraycompact | F::Arrayflatten | F::Arrayslice | F::Arrayunique => Known {
            kind: Type::List(Item::of(first.kind)),
            decimals: first.decimals,
        },
        F::Blank | F::Error => Known::new(Type::Blank),
    }
}

/// True if the unit is a day or a number of days.
fn adds_days(unit: Option<&Node>) -> bool {
    let Some(Node::Constant(Value::Text(unit))) = unit else {
        return false;
    };
    matches!(
        Unit::named(unit),
        Some(Unit::Day | Unit::Week | Unit::Month | Unit::Quarter | Unit::Year)
    )
}

/// The type of what is the least or the greatest.
fn extreme(args: &[Known]) -> Type {
    let mut found = Type::Blank;
    for arg in args {
        let one = match arg.kind {
            Type::List(item) => Type::from(item),
            one => one,
        };
        found = match (found, one) {
            (found, Type::Blank) => found,
            (Type::Date { time: a }, Type::Date { time: b }) => Type::Date { time: a || b },
            (Type::Blank, date @ Type::Date { .. }) => date,
            (Type::Date { .. }, _) | (_, Type::Date { .. } | Type::Any) => {
                return Type::Any;
            }
            // Texts count for nothing.
            _ => Type::Number,
        };
    }
    if found == Type::Blank {
        return Type::Number;
    }
    found
}

/// What one of two is. What is always blank says nothing.
fn either(a: Known, b: Known) -> Known {
    let kind = match (a.kind, b.kind) {
        (Type::Blank, kind) | (kind, Type::Blank) => kind,
        (Type::Date { time: a }, Type::Date { time: b }) => Type::Date { time: a || b },
        (Type::Any, _) | (_, Type::Any) => Type::Any,
        (Type::List(a), Type::List(b)) if a != b => Type::List(Item::Any),
        (a, b) if a == b => a,
        _ => Type::Text,
    };
    Known {
        kind,
        decimals: a.decimals.max(b.decimals),
    }
}
