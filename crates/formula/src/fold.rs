//! Computing in advance what is the same for every row.

use basekey_model::id::{Entropy, RecordId};
use basekey_model::time::Millis;

use crate::context::{Context, Row};
use crate::function::Function;
use crate::program::Node;
use crate::value::{Failure, Value};

/// Bytes of a text that is worth computing in advance.
const FOLDED: usize = 256;

/// The node, or the constant that it gives if nothing but constants goes into
/// it and the context's present moment.
pub(crate) fn fold(node: Node, context: &Context) -> Node {
    if !is_constant(&node) {
        return node;
    }
    let value = crate::eval::evaluate(&node, &NoRow, context).into_owned();
    let worth = match &value {
        Value::Blank | Value::Number(_) | Value::Date(_) => true,
        Value::Text(text) => text.len() <= FOLDED,
        Value::Error(failure) => *failure != Failure::TooMuch,
        Value::List(_) => false,
    };
    if worth { Node::Constant(value) } else { node }
}

/// True for functions of the present moment, and for reading dates by formats
/// that leave to it what a text does not say, or may do so.
pub(crate) fn reads_clock(node: &Node) -> bool {
    match node {
        Node::Call(Function::Now | Function::Today | Function::Fromnow | Function::Tonow, _) => {
            true
        }
        Node::Call(Function::DatetimeParse, args) => match args.get(1) {
            None | Some(Node::Constant(Value::Blank)) => false,
            Some(Node::Constant(Value::Text(format))) => crate::date::reads_today(format),
            Some(_) => true,
        },
        _ => false,
    }
}

/// A copy with all that is constant at the context's present moment computed.
pub(crate) fn settled(node: &Node, context: &Context) -> Node {
    let each = |args: &[Node]| args.iter().map(|arg| settled(arg, context)).collect();
    let copy = match node {
        Node::Negate(of) => Node::Negate(Box::new(settled(of, context))),
        Node::Call(function, args) => Node::Call(*function, each(args)),
        Node::Regex(function, regex, args) => Node::Regex(*function, regex.clone(), each(args)),
        Node::Binary(..) => return row(node, context),
        other => other.clone(),
    };
    fold(copy, context)
}

/// A row of operators is as deep as it is long: its beginning is looked for
/// without going in.
fn row(node: &Node, context: &Context) -> Node {
    let mut operations = Vec::new();
    let mut first = node;
    while let Node::Binary(op, left, right) = first {
        operations.push((*op, right));
        first = left;
    }
    let mut done = settled(first, context);
    for (op, right) in operations.into_iter().rev() {
        let right = settled(right, context);
        done = fold(Node::Binary(op, Box::new(done), Box::new(right)), context);
    }
    done
}

/// True if nothing but constants goes into it.
fn is_constant(node: &Node) -> bool {
    let constant = |node: &Node| matches!(node, Node::Constant(_));
    match node {
        Node::Negate(of) => constant(of),
        Node::Binary(_, left, right) => constant(left) && constant(right),
        Node::Regex(_, _, args) => args.iter().all(constant),
        Node::Call(function, args) => {
            !matches!(
                function,
                Function::CreatedTime | Function::LastModifiedTime | Function::RecordId
            ) && args.iter().all(constant)
        }
        Node::Constant(_) | Node::Field(_) | Node::Values | Node::ModifiedOf(_) => false,
    }
}

/// For what reads no row.
struct NoRow;

impl Row for NoRow {
    fn cell(&self, _: usize) -> Value<'_> {
        Value::Blank
    }

    fn id(&self) -> RecordId {
        RecordId::random(self)
    }

    fn created(&self) -> Millis {
        Millis(0)
    }

    fn modified(&self) -> Millis {
        Millis(0)
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        None
    }
}

/// It has an id, too, which nobody asks for.
impl Entropy for NoRow {
    fn fill(&self, into: &mut [u8]) {
        into.fill(0);
    }
}
