//! From tree to program: fields and functions are found, arguments counted,
//! the type of the result inferred.

mod infer;

use std::collections::HashMap;
use std::sync::Arc;

use basekey_model::id::FieldId;
use basekey_model::schema::{Field, Table};
use basekey_model::time::Millis;

use crate::ast::{BinaryOp, Expr, ExprKind, Span, UnaryOp};
use crate::bounds::Bounds;
use crate::cells;
use crate::context::Context;
use crate::fold;
use crate::function::Function;
use crate::problem::{Problem, ProblemKind};
use crate::program::{Node, Program, Uses};
use crate::types::Type;
use crate::value::Value;

use infer::Known;
pub(crate) use infer::branches;

/// Problems that are told at most; more of them help nobody.
const PROBLEMS: usize = 20;

/// Different constant regular expressions in one formula: each is compiled,
/// and may take as much memory as [`Bounds::regex_bytes`].
const REGEXES: usize = 50;

/// What a formula can name.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'t> {
    /// The table whose fields it names, by id or exactly by name.
    pub table: &'t Table,
    /// The type of `values`, in a rollup.
    pub values: Option<Type>,
}

impl<'t> Scope<'t> {
    /// A formula field or a filter of this table.
    pub fn of(table: &'t Table) -> Self {
        Self {
            table,
            values: None,
        }
    }
}

/// Checks a tree and makes a program of it.
pub fn check(expr: &Expr, scope: &Scope<'_>, bounds: &Bounds) -> Result<Program, Vec<Problem>> {
    let mut checker = Checker {
        scope,
        bounds,
        fields: Vec::new(),
        slots: HashMap::new(),
        types: HashMap::new(),
        watched: Vec::new(),
        uses: Uses::default(),
        regexes: HashMap::new(),
        problems: Vec::new(),
        // One for all that is computed in advance, so that it is bounded as
        // one evaluation is.
        context: Context::new(Millis(0), *bounds),
        length: 0,
    };
    let part = checker.expr(expr, 1);
    if !checker.problems.is_empty() {
        return Err(checker.problems);
    }
    let program = Program {
        root: part.node,
        fields: checker.fields,
        watched: checker.watched,
        uses: checker.uses,
        result: part.known.kind,
        decimals: part.known.decimals.min(8),
        plain: Vec::new(),
        quick: None,
    };
    Ok(program.quickened(scope.table))
}

struct Checker<'c> {
    scope: &'c Scope<'c>,
    bounds: &'c Bounds,
    fields: Vec<FieldId>,
    slots: HashMap<FieldId, usize>,
    /// Asked once: telling the type of a rollup reads its formula.
    types: HashMap<FieldId, Option<Type>>,
    watched: Vec<Vec<FieldId>>,
    uses: Uses,
    regexes: HashMap<String, Option<Arc<regex::Regex>>>,
    problems: Vec<Problem>,
    context: Context,
    /// Operators in a row, of all chains around the expression at hand.
    length: usize,
}

/// A checked expression.
struct Part {
    node: Node,
    known: Known,
}

impl Part {
    fn constant(value: Value<'static>) -> Self {
        Self {
            known: Known::of_constant(&value),
            node: Node::Constant(value),
        }
    }

    /// Stands for what is wrong; a problem tells why.
    fn wrong() -> Self {
        Self {
            node: Node::Constant(Value::Blank),
            known: Known::new(Type::Any),
        }
    }
}

impl<'c> Checker<'c> {
    fn problem(&mut self, span: Span, kind: ProblemKind) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem::new(span, kind));
        }
    }

    fn expr(&mut self, expr: &Expr, depth: usize) -> Part {
        if depth > self.bounds.depth {
            let what = format!("more than {} parts within each other", self.bounds.depth);
            self.problem(expr.span, ProblemKind::TooLarge { what });
            return Part::wrong();
        }
        match &expr.kind {
            ExprKind::Number(number) => Part::constant(Value::Number(*number)),
            ExprKind::Text(text) => Part::constant(Value::Text(text.clone().into())),
            ExprKind::Field(name) => match self.scope.table.field(name) {
                Some(field) => self.field(expr.span, field),
                None => self.unknown(expr.span, name),
            },
            ExprKind::Word(word) => self.word(expr.span, word),
            ExprKind::Call {
                function,
                name,
                args,
            } => self.call(*function, *name, args, depth),
            ExprKind::Unary { op, of } => {
                let of = self.expr(of, depth + 1);
                match op {
                    UnaryOp::Plus => of,
                    UnaryOp::Minus => {
                        let known = Known {
                            kind: Type::Number,
                            ..of.known
                        };
                        self.fold(Node::Negate(Box::new(of.node)), known)
                    }
                }
            }
            ExprKind::Binary { .. } => self.chain(expr, depth),
            ExprKind::Paren(of) => self.expr(of, depth + 1),
            ExprKind::Missing => {
                let (expected, found) = ("an expression".to_owned(), "nothing".to_owned());
                self.problem(expr.span, ProblemKind::Expected { expected, found });
                Part::wrong()
            }
        }
    }

    /// `a + b - c …`: operators in a row stand within each other on the left,
    /// and there may be more of them than expressions may be within each other.
    fn chain(&mut self, expr: &Expr, depth: usize) -> Part {
        let mut operations = Vec::new();
        let mut first = expr;
        while let ExprKind::Binary { op, left, right } = &first.kind {
            operations.push((*op, right));
            first = left;
        }
        let length = operations.len();
        self.length += length;
        if self.length > self.bounds.depth + self.bounds.chain {
            let what = format!("more than {} operators in a row", self.bounds.chain);
            self.problem(expr.span, ProblemKind::TooLarge { what });
            return Part::wrong();
        }
        let mut done = self.expr(first, depth);
        let mut operations = operations.into_iter().rev().peekable();
        while let Some((op, right)) = operations.next() {
            let right = self.expr(right, depth + 1);
            let known = infer::binary(op, done.known, right.known);
            if op != BinaryOp::Join || operations.peek().is_none_or(|(next, _)| *next != op) {
                let node = Node::Binary(op, Box::new(done.node), Box::new(right.node));
                done = self.fold(node, known);
                continue;
            }
            // Joined at once, they need no text for every step on the way.
            let mut parts = vec![done.node, right.node];
            while let Some((_, right)) = operations.next_if(|(next, _)| *next == op) {
                parts.push(self.expr(right, depth + 1).node);
            }
            done = self.fold(Node::Call(Function::Concatenate, parts.into()), known);
        }
        self.length -= length;
        done
    }

    fn unknown(&mut self, span: Span, name: &str) -> Part {
        if self.problems.len() < PROBLEMS {
            let names = self.scope.table.fields.iter().map(|field| &*field.name);
            let nearest = crate::nearest::nearest(name, names).map(str::to_owned);
            let name = name.to_owned();
            self.problem(span, ProblemKind::UnknownField { name, nearest });
        }
        Part::wrong()
    }

    fn word(&mut self, span: Span, word: &str) -> Part {
        if let Some(field) = self.scope.table.field(word) {
            return self.field(span, field);
        }
        if let Some(
            function @ (Function::True
            | Function::False
            | Function::Blank
            | Function::Now
            | Function::Today),
        ) = Function::named(word)
        {
            return self.call(function, span, &[], 1);
        }
        if !word.eq_ignore_ascii_case("values") {
            return self.unknown(span, word);
        }
        let Some(kind) = self.scope.values else {
            self.problem(span, ProblemKind::Values);
            return Part::wrong();
        };
        self.uses.values = true;
        Part {
            node: Node::Values,
            known: Known::new(kind),
        }
    }

    fn field(&mut self, span: Span, field: &'c Field) -> Part {
        let known = self.types.entry(field.id);
        let Some(kind) = *known.or_insert_with(|| cells::type_of(&field.kind)) else {
            let name = field.name.clone();
            self.problem(span, ProblemKind::Unusable { name });
            return Part::wrong();
        };
        let next = self.fields.len();
        let slot = *self.slots.entry(field.id).or_insert(next);
        if slot == next {
            self.fields.push(field.id);
        }
        self.uses.people |= cells::names_people(&field.kind);
        Part {
            node: Node::Field(slot),
            known: Known {
                kind,
                decimals: infer::decimals_of(&field.kind),
            },
        }
    }

    fn call(&mut self, function: Function, name: Span, args: &[Expr], depth: usize) -> Part {
        let (least, most) = function.arity();
        if args.len() < least || most.is_some_and(|most| args.len() > most) {
            let kind = ProblemKind::Arguments {
                function: function.name(),
                expected: expected(least, most),
                found: args.len(),
            };
            self.problem(name, kind);
            return Part::wrong();
        }
        match function {
            Function::True => return Part::constant(Value::Number(1.0)),
            Function::False => return Part::constant(Value::Number(0.0)),
            Function::Blank => return Part::constant(Value::Blank),
            Function::LastModifiedTime if !args.is_empty() => return self.modified_of(args),
            Function::LastModifiedTime => self.uses.modified = true,
            _ => {}
        }
        let (mut nodes, mut known) = (Vec::new(), Vec::new());
        for arg in args {
            let part = self.expr(arg, depth + 1);
            nodes.push(part.node);
            known.push(part.known);
        }
        let known = infer::call(function, &nodes, &known);
        let node = match self.pattern(function, name, &nodes) {
            Some(regex) => Node::Regex(function, regex, nodes.into()),
            None => Node::Call(function, nodes.into()),
        };
        self.uses.now |= fold::reads_clock(&node);
        self.fold(node, known)
    }

    /// The compiled regular expression of a call, if it is a constant that is
    /// valid.
    fn pattern(
        &mut self,
        function: Function,
        span: Span,
        args: &[Node],
    ) -> Option<Arc<regex::Regex>> {
        if !matches!(
            function,
            Function::RegexExtract | Function::RegexMatch | Function::RegexReplace
        ) {
            return None;
        }
        let Some(Node::Constant(Value::Text(pattern))) = args.get(1) else {
            return None;
        };
        if let Some(known) = self.regexes.get(&**pattern) {
            return known.clone();
        }
        if self.regexes.len() == REGEXES {
            let what = format!("more than {REGEXES} different regular expressions");
            self.problem(span, ProblemKind::TooLarge { what });
            return None;
        }
        let regex = crate::func::regex::compile(pattern, self.bounds).map(Arc::new);
        self.regexes.insert(pattern.to_string(), regex.clone());
        regex
    }

    fn modified_of(&mut self, args: &[Expr]) -> Part {
        let mut fields = Vec::new();
        for arg in args {
            let found = match &arg.kind {
                ExprKind::Field(name) => {
                    let field = self.scope.table.field(name);
                    if field.is_none() {
                        self.unknown(arg.span, name);
                        continue;
                    }
                    field
                }
                ExprKind::Word(word) => self.scope.table.field(word),
                _ => None,
            };
            match found {
                Some(field) if fields.contains(&field.id) => {}
                Some(field) => fields.push(field.id),
                None => {
                    let kind = ProblemKind::Argument {
                        function: Function::LastModifiedTime.name(),
                        what: "takes nothing but fields".to_owned(),
                    };
                    self.problem(arg.span, kind);
                }
            }
        }
        let known = self.watched.iter().position(|list| *list == fields);
        let place = known.unwrap_or_else(|| {
            self.watched.push(fields);
            self.watched.len() - 1
        });
        Part {
            node: Node::ModifiedOf(place),
            known: Known::new(Type::Date { time: true }),
        }
    }

    /// The node, or what it gives if that is the same for every row.
    fn fold(&self, node: Node, known: Known) -> Part {
        let node = if self.problems.is_empty() && !fold::reads_clock(&node) {
            fold::fold(node, &self.context)
        } else {
            node
        };
        Part { node, known }
    }
}

/// A number of arguments in words.
fn expected(least: usize, most: Option<usize>) -> String {
    let arguments = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match most {
        None => format!("at least {least} {}", arguments(least)),
        Some(0) => "no arguments".to_owned(),
        Some(most) if most == least => format!("{least} {}", arguments(least)),
        Some(most) if most == least + 1 => format!("{least} or {most} arguments"),
        Some(most) => format!("{least} to {most} arguments"),
    }
}

#[cfg(test)]
mod tests;
