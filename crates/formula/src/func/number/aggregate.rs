//! Sums, means, extremes and counts over all arguments and all items of lists.
//! Blanks and texts count for nothing but where everything is counted.

use crate::context::Context;
use crate::function::Function;
use crate::value::{Failure, Moment, Value};

/// Calls an aggregate on its evaluated arguments.
pub(in crate::func) fn call<'r>(
    function: Function,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    if matches!(function, Function::Min | Function::Max) {
        let mut extreme = Extreme {
            greatest: function == Function::Max,
            number: None,
            date: None,
        };
        each(args, context, &mut |item| {
            extreme.note(item);
            Ok(())
        })?;
        return extreme.value();
    }
    let (mut sum, mut numbers, mut filled, mut all) = (0.0, 0usize, 0usize, 0usize);
    let adds = matches!(function, Function::Sum | Function::Average);
    each(args, context, &mut |item| {
        all += 1;
        match item {
            Value::Number(number) => {
                sum += number;
                numbers += 1;
                filled += 1;
            }
            Value::Text(text) => filled += usize::from(!text.is_empty()),
            Value::Date(_) if adds => return Err(Failure::Kind),
            Value::Date(_) => filled += 1,
            _ => {}
        }
        Ok(())
    })?;
    Ok(Value::Number(match function {
        Function::Sum => sum,
        Function::Average => sum / numbers as f64,
        Function::Count => numbers as f64,
        Function::Counta => filled as f64,
        _ => all as f64,
    }))
}

/// Goes through everything that is no list.
fn each(
    values: &[Value<'_>],
    context: &Context,
    note: &mut dyn FnMut(&Value<'_>) -> Result<(), Failure>,
) -> Result<(), Failure> {
    context.visit(values.len())?;
    for value in values {
        match value {
            Value::List(items) => each(items, context, note)?,
            Value::Error(failure) => return Err(*failure),
            value => note(value)?,
        }
    }
    Ok(())
}

/// The least or the greatest so far, of numbers or of dates.
struct Extreme {
    greatest: bool,
    number: Option<f64>,
    date: Option<Moment>,
}

impl Extreme {
    fn note(&mut self, value: &Value<'_>) {
        match value {
            Value::Number(number) => {
                let best = self.number.unwrap_or(*number);
                let better = if self.greatest {
                    *number > best
                } else {
                    *number < best
                };
                // What is no number makes the whole none.
                let keeps = !better && !number.is_nan();
                self.number = Some(if keeps { best } else { *number });
            }
            Value::Date(moment) => {
                let better = self.date.as_ref().is_none_or(|best| {
                    if self.greatest {
                        moment.at > best.at
                    } else {
                        moment.at < best.at
                    }
                });
                if better {
                    self.date = Some(moment.clone());
                }
            }
            _ => {}
        }
    }

    fn value<'r>(self) -> Result<Value<'r>, Failure> {
        match (self.number, self.date) {
            (Some(number), None) => Ok(Value::Number(number)),
            (None, Some(moment)) => Ok(Value::Date(moment)),
            (None, None) => Ok(Value::Number(0.0)),
            // They have no order.
            (Some(_), Some(_)) => Err(Failure::Kind),
        }
    }
}
