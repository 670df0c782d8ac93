//! Leaving out what can not change the result.
//!
//! `AND` and `OR` look at all their arguments, since an error in the last is
//! an error of the whole. Where the arguments after the first can not be
//! errors, they are written as `IF`s within each other, which stop at the
//! first that decides.

use basekey_model::schema::Table;

use crate::cells;
use crate::function::Function;
use crate::program::{Node, Program};
use crate::types::Type;
use crate::value::Value;

/// Arguments of one call at most: each goes one step deeper.
const MOST: usize = 8;

impl Program {
    /// The program with a quicker way to the same results, if there is one.
    pub(crate) fn quickened(mut self, table: &Table) -> Self {
        self.plain = self
            .fields
            .iter()
            .map(|id| {
                let field = table.field_of_id(*id);
                // Cells of derived fields can be errors.
                let field = field.filter(|field| !field.kind.is_derived());
                let kind = field.and_then(|field| cells::type_of(&field.kind));
                matches!(
                    kind,
                    Some(Type::Number | Type::Text | Type::Date { .. } | Type::Blank)
                )
            })
            .collect();
        self.quicken();
        self
    }

    /// Looks for a quicker way once `root` has changed.
    pub(crate) fn quicken(&mut self) {
        let mut quick = self.root.clone();
        self.quick = self.stop_early(&mut quick).then_some(quick);
    }

    /// True if something was rewritten. Only the outer calls are looked at,
    /// where it matters how often they are asked.
    fn stop_early(&self, node: &mut Node) -> bool {
        let Node::Call(function, args) = node else {
            return false;
        };
        match function {
            Function::And | Function::Or if (2..=MOST).contains(&args.len()) => {}
            Function::And | Function::Or | Function::Not | Function::If => {
                let mut any = false;
                for arg in &mut **args {
                    any |= self.stop_early(arg);
                }
                return any;
            }
            _ => return false,
        }
        let all = *function == Function::And;
        let Some((first, others)) = args.split_first() else {
            return false;
        };
        // An error in the first is the result either way; a list would be
        // looked at item by item.
        let decides = self.is_sure(first) || matches!(first, Node::Binary(..));
        if !decides || !others.iter().all(|arg| self.is_sure(arg)) {
            return false;
        }
        let truth = |is: bool| Node::Constant(Value::truth(is));
        let mut inner = truth(all);
        for arg in args.iter().rev() {
            let stop = truth(!all);
            let (yes, no) = if all { (inner, stop) } else { (stop, inner) };
            inner = Node::Call(Function::If, Box::new([arg.clone(), yes, no]));
        }
        *node = inner;
        true
    }

    /// True if a node never gives an error or a list.
    fn is_sure(&self, node: &Node) -> bool {
        match node {
            Node::Constant(value) => !matches!(value, Value::Error(_) | Value::List(_)),
            Node::Field(slot) => self.plain.get(*slot).copied().unwrap_or(false),
            Node::Binary(op, left, right) => {
                op.compares() && self.is_sure(left) && self.is_sure(right)
            }
            Node::Call(function, args) => {
                let may_be = match function {
                    Function::Find | Function::Search => args.len() == 2,
                    Function::And
                    | Function::Or
                    | Function::Xor
                    | Function::Not
                    | Function::If
                    | Function::Len => true,
                    _ => false,
                };
                may_be && args.iter().all(|arg| self.is_sure(arg))
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::field::{FieldKind, Formula};
    use basekey_model::schema::{FieldDraft, TableDraft, TableNo};
    use basekey_model::testing::Fixed;

    use crate::{Bounds, Program, Scope, check, parse};

    fn program(text: &str) -> Program {
        let formula = FieldKind::Formula(Formula {
            result: Some(Box::new(FieldKind::SingleLineText)),
            ..Formula::default()
        });
        let draft = TableDraft {
            name: "T".to_owned(),
            description: None,
            fields: vec![
                FieldDraft::new("T", FieldKind::SingleLineText),
                FieldDraft::new("N", FieldKind::Number { precision: 0 }),
                FieldDraft::new("F", formula),
                FieldDraft::new("M", FieldKind::MultipleCollaborators),
            ],
        };
        let table = draft.build(TableNo(1), &Fixed::new(1));
        let bounds = Bounds::default();
        let expr = parse(text, &bounds).ok().unwrap();
        check(&expr, &Scope::of(&table), &bounds).unwrap()
    }

    #[test]
    fn only_what_can_not_fail_is_left_out() {
        for quick in [
            "AND({N} > 1, FIND(\"x\", {T}))",
            "OR({N}, {T} = \"a\", NOT({N} = 2))",
            "NOT(AND({N} > 1, {T}))",
            "AND(1 / {N}, {T})",
        ] {
            assert!(program(quick).quick.is_some(), "{quick}");
        }
        for whole in [
            "AND({N} > 1, {F})",
            "AND({N} > 1, {M})",
            "AND({M}, {N})",
            "AND({N} > 1, VALUE({T}))",
            "OR({N}, {N} / 2)",
            "{N} > 1",
        ] {
            assert!(program(whole).quick.is_none(), "{whole}");
        }
    }
}
