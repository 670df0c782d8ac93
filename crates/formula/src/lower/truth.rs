//! When a condition holds, and when it is an error.

use basekey_model::predicate::Predicate;

use super::Lowerer;
use super::logic::{all, any, not, size};
use crate::ast::BinaryOp;
use crate::function::Function;
use crate::program::{Node, Program};
use crate::value::Value;

/// Conditions that one predicate may be made of: those of nested `IF`s are
/// written out more than once.
const LARGEST: usize = 2_000;

/// What can come of a condition. Where neither holds, it is false.
#[derive(Debug, Clone)]
pub(super) struct Truth {
    /// It counts as true.
    pub(super) holds: Predicate,
    /// It is an error, and then it does not hold.
    pub(super) fails: Predicate,
}

impl Truth {
    /// Never an error.
    pub(super) fn of(holds: Predicate) -> Self {
        Self {
            holds,
            fails: Predicate::FALSE,
        }
    }

    /// It is false.
    fn denied(&self) -> Predicate {
        all([not(self.holds.clone()), not(self.fails.clone())])
    }

    fn negated(self) -> Self {
        Self {
            holds: self.denied(),
            fails: self.fails,
        }
    }

    /// Something that is the same in both cases: `yes` where this holds, `no`
    /// where it is false.
    pub(super) fn choose(self, yes: bool, no: bool) -> Self {
        let holds = match (yes, no) {
            (true, true) => not(self.fails.clone()),
            (true, false) => self.holds,
            (false, true) => return self.negated(),
            (false, false) => Predicate::FALSE,
        };
        Self {
            holds,
            fails: self.fails,
        }
    }
}

impl Lowerer<'_> {
    /// What can come of a condition; `None` if predicates can not tell.
    pub(super) fn truth(&self, node: &Node) -> Option<Truth> {
        let truth = match node {
            Node::Constant(Value::Error(_)) => Truth {
                holds: Predicate::FALSE,
                fails: Predicate::TRUE,
            },
            Node::Constant(value) => Truth::of(if Program::keeps(value) {
                Predicate::TRUE
            } else {
                Predicate::FALSE
            }),
            Node::Field(slot) => {
                let cell = self.cell(*slot)?;
                Truth {
                    holds: cell.is_true(),
                    fails: cell.fails(),
                }
            }
            Node::Call(Function::If, args) => self.chosen(args)?,
            // Moments and ids are there always.
            Node::Call(
                Function::CreatedTime | Function::LastModifiedTime | Function::RecordId,
                _,
            ) => Truth::of(Predicate::TRUE),
            Node::Call(Function::Find | Function::Search, args) => self.found(args)?,
            node => self.bit(node)?,
        };
        (size(&truth.holds) + size(&truth.fails) <= LARGEST).then_some(truth)
    }

    /// Of what gives 1 or 0.
    pub(super) fn bit(&self, node: &Node) -> Option<Truth> {
        match node {
            Node::Call(Function::And, args) => {
                let parts = self.truths(args)?;
                Some(Truth {
                    holds: all(parts.iter().map(|part| part.holds.clone())),
                    fails: any(parts.into_iter().map(|part| part.fails)),
                })
            }
            Node::Call(Function::Or, args) => {
                let parts = self.truths(args)?;
                let fails = any(parts.iter().map(|part| part.fails.clone()));
                let holds = any(parts.into_iter().map(|part| part.holds));
                Some(Truth {
                    holds: all([holds, not(fails.clone())]),
                    fails,
                })
            }
            Node::Call(Function::Not, args) => Some(self.truth(args.first()?)?.negated()),
            Node::Call(
                function @ (Function::IsAfter | Function::IsBefore | Function::IsSame),
                args,
            ) => self.dated(*function, args),
            Node::Binary(op, left, right) if op.compares() => self.compared(*op, left, right),
            _ => None,
        }
    }

    fn truths(&self, nodes: &[Node]) -> Option<Vec<Truth>> {
        nodes.iter().map(|node| self.truth(node)).collect()
    }

    /// `IF(condition, yes, no)`.
    fn chosen(&self, args: &[Node]) -> Option<Truth> {
        let condition = self.truth(args.first()?)?;
        let yes = self.truth(args.get(1)?)?;
        let no = match args.get(2) {
            Some(no) => self.truth(no)?,
            None => Truth::of(Predicate::FALSE),
        };
        let (met, denied) = (condition.holds.clone(), condition.denied());
        let either = |yes, no| any([all([met.clone(), yes]), all([denied.clone(), no])]);
        Some(Truth {
            holds: either(yes.holds, no.holds),
            fails: any([condition.fails, either(yes.fails, no.fails)]),
        })
    }

    /// Takes a condition apart where all of its parts must hold: what
    /// predicates can tell goes into `lowered`, other parts into `left`.
    pub(super) fn split<'n>(
        &self,
        node: &'n Node,
        lowered: &mut Vec<Predicate>,
        left: &mut Vec<&'n Node>,
    ) {
        match node {
            Node::Call(Function::And, args) => {
                for arg in args {
                    self.split(arg, lowered, left);
                }
            }
            // Both are kept exactly if the condition holds. (Of a condition
            // that is a list, `AND` would look at the items.)
            Node::Call(Function::If, args)
                if says_the_same(args) && args.first().is_some_and(is_conjunction) =>
            {
                self.split(&args[0], lowered, left);
            }
            Node::Binary(BinaryOp::Equal, of, with) | Node::Binary(BinaryOp::Equal, with, of)
                if is_conjunction(of) && matches!(&**with, Node::Constant(Value::Number(1.0))) =>
            {
                self.split(of, lowered, left);
            }
            node => match self.truth(node) {
                Some(truth) => lowered.push(truth.holds),
                None => left.push(node),
            },
        }
    }
}

fn is_conjunction(node: &Node) -> bool {
    matches!(node, Node::Call(Function::And, _))
}

/// `IF(condition, 1, 0)` and the like.
fn says_the_same(args: &[Node]) -> bool {
    let kept = |node: &Node| match node {
        Node::Constant(value) => Some(Program::keeps(value)),
        _ => None,
    };
    let (Some(yes), no) = (args.get(1).and_then(kept), args.get(2)) else {
        return false;
    };
    yes && no.is_none_or(|no| kept(no) == Some(false))
}
