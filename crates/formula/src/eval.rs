//! Running a program.
//!
//! An error in an operand is the result of the whole, except for what looks
//! at errors (`ISERROR`) and for branches of `IF` and `SWITCH` that are not
//! taken. `AND`, `OR` and `XOR` look at all their arguments, from left to
//! right, so that an error in the last is an error whatever the first says.
//!
//! Nodes within nodes are evaluated by recursion, as deep as
//! [`Bounds::depth`](crate::Bounds::depth) allows; operators in a row, which
//! may be many more, are not. What is rare is kept out of the functions that
//! call each other, so that their frames stay small.

pub(crate) mod coerce;
mod compare;
mod logic;

use std::borrow::Cow;
use std::mem;

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
        Node::Constant(value) => constant(value),
        Node::Field(slot) => row.cell(*slot),
        Node::Values => values(row),
        Node::ModifiedOf(watched) => modified_of(*watched, row),
        Node::Negate(of) => negated(&evaluate(of, row, context)),
        Node::Binary(op, left, right) => {
            if is_row(left) {
                return operators(node, row, context);
            }
            let left = evaluate(left, row, context);
            binary(*op, left, &evaluate(right, row, context), context)
        }
        Node::Call(function, args) => call(*function, args, row, context),
        Node::Regex(function, regex, args) => {
            let text = args.first().map(|text| evaluate(text, row, context));
            let new = args.get(2).map(|new| evaluate(new, row, context));
            func::regex::run(*function, regex, text, new, context).unwrap_or_else(Value::Error)
        }
    }
}

/// A constant without a copy of its text.
fn constant<'v>(value: &'v Value<'static>) -> Value<'v> {
    match value {
        Value::Number(number) => Value::Number(*number),
        Value::Text(text) => Value::text(&**text),
        other => other.clone(),
    }
}

/// `values` is a list, even if nothing is linked.
#[inline(never)]
fn values(row: &dyn Row) -> Value<'_> {
    match row.values() {
        Value::Blank => Value::List(Vec::new()),
        values => values,
    }
}

#[inline(never)]
fn modified_of(watched: usize, row: &dyn Row) -> Value<'_> {
    row.modified_of(watched)
        .map_or(Value::Blank, |at| Value::Date(Moment::from(at)))
}

#[inline(never)]
fn negated<'r>(value: &Value<'_>) -> Value<'r> {
    coerce::number(value).map_or_else(Value::Error, |number| Value::Number(-number))
}

/// True if a left operand is itself a row of several operators. Going into a
/// few is faster than to collect them.
fn is_row(mut left: &Node) -> bool {
    for _ in 0..3 {
        match left {
            Node::Binary(_, first, _) => left = first,
            _ => return false,
        }
    }
    true
}

/// Operators in a row, which are as deep as the row is long: its beginning is
/// looked for without going in.
#[inline(never)]
fn operators<'r>(node: &'r Node, row: &'r dyn Row, context: &Context) -> Value<'r> {
    let mut operators = Vec::new();
    let mut first = node;
    while let Node::Binary(op, left, right) = first {
        operators.push((*op, &**right));
        first = left;
    }
    // The first was counted by who called.
    if !context.step(operators.len() as u64 - 1) {
        return Value::Error(Failure::TooMuch);
    }
    let mut left = evaluate(first, row, context);
    for (op, right) in operators.into_iter().rev() {
        left = binary(op, left, &evaluate(right, row, context), context);
    }
    left
}

#[inline(never)]
fn binary<'r>(op: BinaryOp, left: Value<'r>, right: &Value<'r>, context: &Context) -> Value<'r> {
    if let Value::Error(failure) = left {
        return Value::Error(failure);
    }
    if let Value::Error(failure) = right {
        return Value::Error(*failure);
    }
    let done = match op {
        BinaryOp::Multiply => arithmetic(&left, right, |a, b| a * b),
        BinaryOp::Divide => arithmetic(&left, right, |a, b| a / b),
        BinaryOp::Add => arithmetic(&left, right, |a, b| a + b),
        BinaryOp::Subtract => arithmetic(&left, right, |a, b| a - b),
        BinaryOp::Join => join(left, right, context),
        _ => compare::compare(op, &left, right, context).map(Value::truth),
    };
    done.unwrap_or_else(Value::Error)
}

fn arithmetic<'r>(
    left: &Value<'_>,
    right: &Value<'_>,
    with: impl Fn(f64, f64) -> f64,
) -> Result<Value<'r>, Failure> {
    let (left, right) = (coerce::number(left)?, coerce::number(right)?);
    Ok(Value::Number(with(left, right)))
}

/// The left text grows, so that a long row of `&` copies nothing twice.
fn join<'r>(left: Value<'r>, right: &Value<'r>, context: &Context) -> Result<Value<'r>, Failure> {
    let left = coerce::into_text(left, context)?;
    let nothing = match right {
        Value::Blank => true,
        Value::Text(text) => text.is_empty(),
        _ => false,
    };
    if nothing {
        return Ok(Value::Text(left));
    }
    if left.is_empty() {
        return Ok(Value::text(coerce::text(right, context)?.into_owned()));
    }
    let mut text = match left {
        Cow::Owned(text) => text,
        Cow::Borrowed(text) => {
            context.made(text.len())?;
            text.to_owned()
        }
    };
    coerce::push_text(right, &mut text, context)?;
    Ok(Value::text(text))
}

fn call<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    match function {
        Function::If => logic::choose(args, row, context),
        Function::Switch => logic::switch(args, row, context),
        Function::And | Function::Or | Function::Xor => logic::all(function, args, row, context),
        Function::Iserror => logic::is_error(args, row, context),
        Function::RecordId | Function::CreatedTime | Function::LastModifiedTime => {
            func::record::call(function, row)
        }
        Function::Error => Value::Error(Failure::Called),
        // What conditions are most often made of takes the shortest way.
        Function::Find | Function::Search if args.len() == 2 => find(function, args, row, context),
        _ => match args {
            [one] => with_one(function, one, row, context),
            [one, two] => with_two(function, one, two, row, context),
            _ => with_many(function, args, row, context),
        },
    }
}

#[inline(never)]
fn find<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let [wanted, within] = args else {
        return Value::Blank;
    };
    let (wanted, within) = (
        evaluate(wanted, row, context),
        evaluate(within, row, context),
    );
    func::text::find(function, &wanted, &within, None, context).unwrap_or_else(Value::Error)
}

#[inline(never)]
fn with_one<'r>(
    function: Function,
    arg: &'r Node,
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let mut args = [evaluate(arg, row, context)];
    func::call(function, &mut args, context)
}

#[inline(never)]
fn with_two<'r>(
    function: Function,
    one: &'r Node,
    two: &'r Node,
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let mut args = [evaluate(one, row, context), evaluate(two, row, context)];
    func::call(function, &mut args, context)
}

#[inline(never)]
fn with_many<'r>(
    function: Function,
    args: &'r [Node],
    row: &'r dyn Row,
    context: &Context,
) -> Value<'r> {
    let mut values = Vec::with_capacity(args.len());
    for arg in args {
        values.push(evaluate(arg, row, context));
    }
    func::call(function, &mut values, context)
}

/// Takes an argument out of its place; a missing one is blank.
pub(crate) fn take<'r>(args: &mut [Value<'r>], place: usize) -> Value<'r> {
    args.get_mut(place)
        .map_or(Value::Blank, |value| mem::replace(value, Value::Blank))
}

#[cfg(test)]
pub(crate) mod tests;
