//! Comparisons of cells with constants (formulas 3.4, 3.5, 3.7).

use basekey_model::id::RecordId;
use basekey_model::predicate::{Compare, Predicate};
use basekey_model::time::Millis;

use super::Lowerer;
use super::cell::{Cell, Reads};
use super::logic::{all, any, not};
use super::truth::Truth;
use crate::ast::BinaryOp;
use crate::date::Unit;
use crate::function::Function;
use crate::program::Node;
use crate::value::Value;

/// The end of the year 9999, which some calendars do not reach.
const LAST: Millis = Millis(253_402_300_799_999);

/// Something whose moment a predicate can compare.
enum Dated<'t> {
    Cell(Cell<'t>),
    Created,
    Modified,
}

impl Dated<'_> {
    /// Blank never matches.
    fn compared(&self, compare: Compare, at: Millis) -> Predicate {
        match self {
            Self::Cell(cell) => Predicate::Date(cell.key, compare, at),
            Self::Created => Predicate::Created(compare, at),
            Self::Modified => Predicate::Modified(compare, at),
        }
    }

    fn truth(&self, holds: Predicate) -> Truth {
        let fails = match self {
            Self::Cell(cell) => cell.fails(),
            Self::Created | Self::Modified => Predicate::FALSE,
        };
        Truth { holds, fails }
    }
}

impl<'t> Lowerer<'t> {
    /// `left op right`.
    pub(super) fn compared(&self, op: BinaryOp, left: &Node, right: &Node) -> Option<Truth> {
        let compare = match op {
            BinaryOp::Equal => Compare::Equal,
            BinaryOp::NotEqual => Compare::NotEqual,
            BinaryOp::Less => Compare::Less,
            BinaryOp::LessOrEqual => Compare::LessOrEqual,
            BinaryOp::Greater => Compare::Greater,
            BinaryOp::GreaterOrEqual => Compare::GreaterOrEqual,
            _ => return None,
        };
        match (left, right) {
            (of, Node::Constant(with)) => self.with_constant(of, compare, with),
            (Node::Constant(with), of) => self.with_constant(of, compare.flipped(), with),
            _ => None,
        }
    }

    fn with_constant(&self, of: &Node, compare: Compare, with: &Value<'_>) -> Option<Truth> {
        if let Node::Call(Function::RecordId, _) = of {
            return record(compare, with);
        }
        if let (Some(dated), Value::Date(at)) = (self.moment(of), with) {
            return Some(match compare {
                // A blank one differs from every other.
                Compare::NotEqual => dated
                    .truth(dated.compared(Compare::Equal, at.at))
                    .choose(false, true),
                compare => dated.truth(dated.compared(compare, at.at)),
            });
        }
        if let Node::Field(slot) = of {
            let cell = self.cell(*slot)?;
            return Some(Truth {
                holds: cell.compared(compare, with)?,
                fails: cell.fails(),
            });
        }
        // Blank is 0 wherever it stands beside a number.
        let with = match with {
            Value::Number(number) => *number,
            Value::Blank => 0.0,
            _ => return None,
        };
        if let Node::Call(Function::Find | Function::Search, args) = of {
            // The place of what was found is 1 or more.
            let (first, far) = (compare.holds(&1.0, &with), compare.holds(&f64::MAX, &with));
            let between = with <= 1.0
                && (with < 1.0 || compare != Compare::Equal && compare != Compare::NotEqual);
            return (first == far && between)
                .then(|| self.found(args))?
                .map(|found| found.choose(first, compare.holds(&0.0, &with)));
        }
        let bit = self.bit(of)?;
        Some(bit.choose(compare.holds(&1.0, &with), compare.holds(&0.0, &with)))
    }

    /// `FIND(text, cell)`, from the beginning: whether there is such a place.
    pub(super) fn found(&self, args: &[Node]) -> Option<Truth> {
        let [
            Node::Constant(Value::Text(wanted)),
            Node::Field(slot),
            start @ ..,
        ] = args
        else {
            return None;
        };
        if !matches!(start, [] | [Node::Constant(Value::Number(0.0 | 1.0))]) {
            return None;
        }
        if wanted.is_empty() {
            return None;
        }
        let cell = self.cell(*slot)?;
        let holds = cell.contains(wanted)?;
        Some(Truth {
            holds,
            fails: cell.fails(),
        })
    }

    fn moment(&self, node: &Node) -> Option<Dated<'t>> {
        match node {
            Node::Field(slot) => {
                let cell = self.cell(*slot)?;
                match cell.reads {
                    Reads::Date => Some(Dated::Cell(cell)),
                    Reads::Created => Some(Dated::Created),
                    _ => None,
                }
            }
            Node::Call(Function::CreatedTime, _) => Some(Dated::Created),
            Node::Call(Function::LastModifiedTime, args) if args.is_empty() => {
                Some(Dated::Modified)
            }
            _ => None,
        }
    }

    /// `IS_BEFORE`, `IS_AFTER` and `IS_SAME`.
    pub(super) fn dated(&self, function: Function, args: &[Node]) -> Option<Truth> {
        let (left, right) = (args.first()?, args.get(1)?);
        let (dated, with, turned) = match (left, right) {
            (of, Node::Constant(with)) => (self.moment(of)?, with, false),
            (Node::Constant(with), of) => (self.moment(of)?, with, true),
            _ => return None,
        };
        let with = crate::eval::coerce::date(with).ok()??;
        match args.get(2) {
            None | Some(Node::Constant(Value::Blank)) => {
                let compare = match (function, turned) {
                    (Function::IsBefore, false) | (Function::IsAfter, true) => Compare::Less,
                    (Function::IsAfter, false) | (Function::IsBefore, true) => Compare::Greater,
                    _ => Compare::Equal,
                };
                Some(dated.truth(dated.compared(compare, with.at)))
            }
            // Clocks are those of the first date.
            Some(Node::Constant(Value::Text(unit))) if !turned || with.zone.is_none() => {
                same(&dated, Unit::named(unit)?, with.at)
            }
            Some(_) => None,
        }
    }
}

/// Whether something is in the same day, month, … as a constant, by clocks in
/// UTC.
fn same(dated: &Dated<'_>, unit: Unit, with: Millis) -> Option<Truth> {
    // Which day begins a week is a matter of locale.
    if unit == Unit::Week {
        return None;
    }
    let start = unit.start(&with.into()).ok()?;
    let from = dated.compared(Compare::GreaterOrEqual, start);
    let holds = match unit.add(&start.into(), 1.0) {
        Ok(end) => all([from, dated.compared(Compare::Less, end.at)]),
        // The calendar ends with it.
        Err(_) => from,
    };
    let mut truth = dated.truth(holds);
    if unit.start(&LAST.into()).is_err() {
        let last = Millis(jiff::Timestamp::MAX.as_millisecond());
        let beyond = dated.compared(Compare::Greater, last);
        truth.holds = all([truth.holds, not(beyond.clone())]);
        truth.fails = any([truth.fails, beyond]);
    }
    Some(truth)
}

/// `RECORD_ID()` compared with a text.
fn record(compare: Compare, with: &Value<'_>) -> Option<Truth> {
    let Value::Text(with) = with else {
        return None;
    };
    let is = match with.parse::<RecordId>() {
        Ok(id) => Predicate::Id(vec![id]),
        Err(_) => Predicate::FALSE,
    };
    match compare {
        Compare::Equal => Some(Truth::of(is)),
        Compare::NotEqual => Some(Truth::of(not(is))),
        _ => None,
    }
}

impl Cell<'_> {
    /// The cell compared with a constant; errors never match.
    fn compared(&self, compare: Compare, with: &Value<'_>) -> Option<Predicate> {
        match compare {
            Compare::Equal => self.equals(with),
            Compare::NotEqual => Some(self.sound(not(self.equals(with)?))),
            compare => self.ordered(compare, with),
        }
    }

    fn equals(&self, with: &Value<'_>) -> Option<Predicate> {
        Some(match (self.reads, with) {
            (_, Value::Error(_) | Value::List(_)) => return None,
            // A computed text may turn out as such a number.
            (Reads::Text, Value::Number(with)) if !with.is_finite() => return None,
            (Reads::Number, Value::Number(with)) => {
                Predicate::Number(self.key, Compare::Equal, *with)
            }
            (Reads::Number, Value::Blank) => Predicate::Number(self.key, Compare::Equal, 0.0),
            (Reads::Tick, Value::Number(1.0)) => Predicate::Ticked(self.key),
            (Reads::Text, Value::Text(with)) => Predicate::Text(self.key, with.to_string()),
            (Reads::Choice(_), Value::Text(with)) if !with.is_empty() => {
                self.any_choice(|name| name == &**with)
            }
            (Reads::Choices(_) | Reads::Files, Value::Text(with)) if !with.is_empty() => {
                return None;
            }
            // Blank is equal to nothing, to no text and to 0.
            (_, Value::Blank | Value::Number(0.0)) => self.is_blank(),
            (_, Value::Text(with)) if with.is_empty() => self.is_blank(),
            // Values of two kinds are never equal.
            _ => Predicate::FALSE,
        })
    }

    fn ordered(&self, compare: Compare, with: &Value<'_>) -> Option<Predicate> {
        let with = match with {
            Value::Number(with) => *with,
            Value::Blank => 0.0,
            _ => return None,
        };
        match self.reads {
            Reads::Number => Some(Predicate::Number(self.key, compare, with)),
            Reads::Tick => {
                let ticked = Truth::of(Predicate::Ticked(self.key));
                Some(
                    ticked
                        .choose(compare.holds(&1.0, &with), compare.holds(&0.0, &with))
                        .holds,
                )
            }
            _ => None,
        }
    }
}
