//! Running a program.
//!
//! An error in an operand is the result of the whole, except for what looks
//! at errors (`ISERROR`) and for branches of `IF` and `SWITCH` that are not
//! taken. `AND` and `OR` look at all their arguments, so that an error in the
//! last is an error whatever the first says.

pub(crate) mod coerce;
mod compare;

use crate::ast::BinaryOp;
use crate::context::{Context, Row};
use crate::func;
use crate::function::Function;
use crate::program::Node;
use crate::value::{Failure, Moment, Value};

/// The value of a node for a row.
pub(crate) fn evaluate<'r>(node: &'r Node, row: &'r dyn Row, context: &Context) -> Value<'r> {
    if !context.step(1) {
        return Value::Error(Failure::TooMuch);
    }
    match node {
        Node::Constant(value) => borrowed(value),
        Node::Field(slot) => row.cell(*slot),
        Node::Values => row.values(),
        Node::ModifiedOf(watched) => match row.modified_of(*watched) {
            Some(at) => Value::Date(Moment::from(at)),
            None => Value::Blank,
        },
        Node::Negate(of) => match evaluate(of, row, context) {
            Value::Error(failure) => Value::Error(failure),
            value => match coerce::number(&value) {
                Ok(number) => Value::Number(-number),
                Err(failure) => Value::Error(failure),
            },
        },
        Node::Binary(..) => operators(node, row, context),
        Node::Call(function, args) => call(*function, args, row, context),
        Node::Regex(function, regex, args) => {
            match evaluated(args, row, context) {
                Err(failure) => Value::Error(failure),
                Ok(args) => func::regex::run(*function, regex, &args, context)
                    .unwrap_or_else(Value::Error),
            }
        }
    }
}

/// A constant without a copy of its text.
fn borrowed<'v>(value: &'v Value<'static>) -> Value<'v> {
    match value {
        Value::Text(text) => Value::text(&**text),
        other => other.clone(),
    }
}

/// A row of operators, which is as deep as it is long: its beginning is looked
/// for without going in.
fn operators<'r>(node: &'r Node, row: &'r dyn Row, context: &Context) -> Value<'r> {
    if let Node::Binary(op, left, right) = node
        && !matches!(**left, Node::Binary(..))
    {
        let left = evaluate(left, row, context);
        return binary(*op, left, evaluate(right, row, context), context);
    }
    let mut operators = Vec::new();
    let mut first = node;
    while let Node::Binary(op, left, right) = first {
        operators.push((*op, &**right));
        first = left;
    }
    let mut left = evaluate(first, row, context);
    for (op, right) in operators.into_iter().rev() {
        left = binary(op, left, evaluate(right, row, context), context);
    }
    left
}

fn binary<'r>(op: BinaryOp, left: Value<'r>, right: Value<'r>, context: &Context) -> Value<'r> {
    if let Value::Error(failure) = left {
        return Value::Error(failure);
    }
    if let Value::Error(failure) = right {
        return Value::Error(failure);
    }
    let done = match op {
        BinaryOp::Multiply => arithmetic(&left, &right, |a, b| a * b),
        BinaryOp::Divide => arithmetic(&left, &right, |a, b| a / b),
        BinaryOp::Add => arithmetic(&left, &right, |a, b| a + b),
        BinaryOp::Subtract => arithmetic(&left, &right, |a, b| a - b),
        BinaryOp::Join => join(&left, &right, context),
        _ => compare::compare(op, &left, &right).map(Value::truth),
    };
    done.unwrap_or_else(Value::Error)
}

fn arithmetic<'r>(
    left: &Value<'_>,
    right: &Value<'_>,
    with: impl Fn(f64, f64) -> f64,
) -> Result<Value<'r>, Failure> {
    Ok(Value::Number(with(
        coerce::number(left)?,
        coerce::number(right)?,
    )))
}

fn join<'r>(
    left: &Value<'_>,
    right: &Value<'_>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let left = coerce::text(left, context)?;
    let right = coerce::text(right, context)?;
    if !context.make(left.len() + right.len()) {
        return Err(Failure::TooMuch);
    }
    let mut text = left.into_owned();
    text.push_str(&right);
    Ok(Value::text(text))
}

/// All arguments; the first error of them is the result of the call.
fn evaluated<'r>(
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Result<Vec<Value<'r>>, Failure> {
    let mut values = Vec::with_capacity(args.len());
    for arg in args {
        match evaluate(arg, row, context) {
            Value::Error(failure) => return Err(failure),
            value => values.push(value),
        }
    }
    Ok(values)
}

fn call<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    match (function, args) {
        (Function::If, [condition, yes, rest @ ..]) => {
            match evaluate(condition, row, context) {
                Value::Error(failure) => Value::Error(failure),
                value if coerce::truth(&value) => evaluate(yes, row, context),
                _ => match rest.first() {
                    Some(no) => evaluate(no, row, context),
                    None => Value::Blank,
                },
            }
        }
        (Function::Switch, [of, cases @ ..]) => switch(of, cases, row, context),
        (Function::Iserror, [of]) => {
            let value = evaluate(of, row, context);
            Value::truth(match value {
                Value::Error(_) => true,
                Value::Number(number) => !number.is_finite(),
                _ => false,
            })
        }
        // The two most common functions of filters, without a list of values.
        (Function::Find | Function::Search, [needle, hay]) => {
            let needle = evaluate(needle, row, context);
            let hay = evaluate(hay, row, context);
            match (&needle, &hay) {
                (Value::Error(failure), _) | (_, Value::Error(failure)) => {
                    Value::Error(*failure)
                }
                _ => func::text::find(function, &needle, &hay, 0.0, context)
                    .unwrap_or_else(Value::Error),
            }
        }
        (Function::RecordId, _) => Value::text(row.id().to_string()),
        (Function::CreatedTime, _) => Value::Date(Moment::from(row.created())),
        (Function::LastModifiedTime, _) => Value::Date(Moment::from(row.modified())),
        (Function::Error, _) => Value::Error(Failure::Called),
        (Function::And | Function::Or | Function::Xor, _) => {
            logic(function, args, row, context)
        }
        _ => match evaluated(args, row, context) {
            Ok(args) => func::call(function, args, context),
            Err(failure) => Value::Error(failure),
        },
    }
}

fn logic<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let (mut all, mut trues) = (true, 0usize);
    let mut note = |value: &Value<'_>| {
        let is = coerce::truth(value);
        all &= is;
        trues += usize::from(is);
    };
    for arg in args {
        match evaluate(arg, row, context) {
            Value::Error(failure) => return Value::Error(failure),
            Value::List(items) => {
                for item in func::flat(items) {
                    match item {
                        Value::Error(failure) => return Value::Error(failure),
                        item => note(&item),
                    }
                }
            }
            value => note(&value),
        }
    }
    Value::truth(match function {
        Function::And => all,
        Function::Or => trues > 0,
        _ => trues % 2 == 1,
    })
}

fn switch<'r>(
    of: &'r Node,
    cases: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let value = match evaluate(of, row, context) {
        Value::Error(failure) => return Value::Error(failure),
        value => value,
    };
    let pairs = cases.chunks_exact(2);
    let default = pairs.remainder().first();
    for pair in pairs {
        let [pattern, result] = pair else {
            continue;
        };
        match evaluate(pattern, row, context) {
            Value::Error(failure) => return Value::Error(failure),
            pattern => match compare::compare(BinaryOp::Equal, &value, &pattern) {
                Ok(true) => return evaluate(result, row, context),
                Ok(false) => {}
                Err(failure) => return Value::Error(failure),
            },
        }
    }
    match default {
        Some(default) => evaluate(default, row, context),
        None => Value::Blank,
    }
}
