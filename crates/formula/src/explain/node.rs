//! A part of a program as a formula.

use std::fmt::Write as _;

use basekey_model::id::FieldId;
use basekey_model::schema::Table;

use crate::ast::BinaryOp;
use crate::print::{braced, quoted};
use crate::program::{Node, Program};
use crate::value::Value;

/// The node of a program as text.
pub(super) fn text(node: &Node, program: &Program, table: &Table) -> String {
    let mut writer = Writer {
        program,
        table,
        out: String::new(),
    };
    writer.put(node, 0);
    writer.out
}

struct Writer<'p> {
    program: &'p Program,
    table: &'p Table,
    out: String,
}

impl Writer<'_> {
    /// In parentheses if it binds no more tightly than `least`.
    fn put(&mut self, node: &Node, least: u8) {
        match node {
            Node::Constant(value) => self.constant(value),
            Node::Field(slot) => match self.program.fields.get(*slot) {
                Some(id) => self.field(*id),
                None => self.out.push_str("{?}"),
            },
            Node::Values => self.out.push_str("values"),
            Node::ModifiedOf(watched) => {
                self.out.push_str("LAST_MODIFIED_TIME(");
                let fields = self.program.watched.get(*watched);
                for (at, id) in fields.into_iter().flatten().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.field(*id);
                }
                self.out.push(')');
            }
            Node::Negate(of) => {
                self.out.push('-');
                self.put(of, u8::MAX);
            }
            Node::Binary(op, ..) => {
                let nested = op.precedence() <= least;
                if nested {
                    self.out.push('(');
                }
                self.chain(node);
                if nested {
                    self.out.push(')');
                }
            }
            Node::Call(function, args) | Node::Regex(function, _, args) => {
                self.out.push_str(function.name());
                self.out.push('(');
                for (at, arg) in args.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str(", ");
                    }
                    self.put(arg, 0);
                }
                self.out.push(')');
            }
        }
    }

    /// A row of operators is as deep as it is long: its beginning is looked
    /// for without going in, as far as it needs no parentheses.
    fn chain(&mut self, node: &Node) {
        let mut operations: Vec<(BinaryOp, &Node)> = Vec::new();
        let mut first = node;
        let mut least = 0;
        while let Node::Binary(op, left, right) = first {
            if op.precedence() < least {
                break;
            }
            least = op.precedence();
            operations.push((*op, right));
            first = left;
        }
        // What is left binds less tightly, if it is a row at all.
        self.put(first, least);
        for (op, right) in operations.into_iter().rev() {
            let _ = write!(self.out, " {} ", op.text());
            self.put(right, op.precedence());
        }
    }

    fn field(&mut self, id: FieldId) {
        match self.table.field_of_id(id) {
            Some(field) => self.out.push_str(&braced(&field.name)),
            None => self.out.push_str(&braced(&id.to_string())),
        }
    }

    fn constant(&mut self, value: &Value<'_>) {
        let _ = match value {
            Value::Blank => write!(self.out, "BLANK()"),
            Value::Number(number) => write!(self.out, "{number}"),
            Value::Text(text) => write!(self.out, "{}", quoted(text)),
            Value::Date(moment) => write!(self.out, "DATETIME_PARSE(\"{}\")", moment.at),
            Value::List(_) => write!(self.out, "[…]"),
            Value::Error(_) => write!(self.out, "ERROR()"),
        };
    }
}
