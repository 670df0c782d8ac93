//! A program of some of the parts of another.

use basekey_model::schema::Table;

use crate::cells::names_people;
use crate::fold::reads_clock;
use crate::function::Function;
use crate::program::{Node, Program, Uses};

/// What keeps the records for which all of `parts`, nodes of `program`, hold.
/// It reads no more than they need.
pub(super) fn of(program: &Program, table: &Table, parts: &[&Node]) -> Program {
    let mut rest = Program {
        root: Node::Call(Function::And, parts.iter().copied().cloned().collect()),
        fields: Vec::new(),
        watched: Vec::new(),
        uses: Uses::default(),
        ..program.clone()
    };
    let mut root = std::mem::replace(&mut rest.root, Node::Values);
    rest.gather(program, &mut root);
    rest.root = root;
    let read = |id| table.field_of_id(id);
    rest.uses.people = rest
        .fields
        .iter()
        .any(|id| read(*id).is_some_and(|field| names_people(&field.kind)));
    rest.quickened(table)
}

impl Program {
    /// Takes over what a node of another program reads.
    fn gather(&mut self, from: &Program, node: &mut Node) {
        self.uses.now |= reads_clock(node);
        match node {
            Node::Constant(_) => {}
            Node::Values => self.uses.values = true,
            Node::Field(slot) => *slot = place(&mut self.fields, from.fields.get(*slot)),
            Node::ModifiedOf(slot) => *slot = place(&mut self.watched, from.watched.get(*slot)),
            Node::Negate(of) => self.gather(from, of),
            Node::Binary(..) => {
                // A row of operators is as deep as it is long.
                let (mut first, mut others) = (node, Vec::new());
                while let Node::Binary(_, left, right) = first {
                    others.push(&mut **right);
                    first = left;
                }
                self.gather(from, first);
                for other in others.into_iter().rev() {
                    self.gather(from, other);
                }
            }
            Node::Call(function, args) => {
                self.uses.modified |= *function == Function::LastModifiedTime;
                args.iter_mut().for_each(|arg| self.gather(from, arg));
            }
            Node::Regex(_, _, args) => args.iter_mut().for_each(|arg| self.gather(from, arg)),
        }
    }
}

/// Where in a list this is; it is added if it is not there.
fn place<T: Clone + PartialEq>(list: &mut Vec<T>, item: Option<&T>) -> usize {
    let Some(item) = item else {
        return usize::MAX;
    };
    let known = list.iter().position(|other| other == item);
    known.unwrap_or_else(|| {
        list.push(item.clone());
        list.len() - 1
    })
}
