//! A formula as a tree, as it is written.

use crate::function::Function;

/// A part of a formula's text, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// After the last byte.
    pub end: usize,
}

impl Span {
    /// From `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// From the beginning of this one to the end of the other.
    #[must_use]
    pub fn to(self, end: Self) -> Self {
        Self::new(self.start, end.end)
    }
}

/// An expression and where it stands.
///
/// A row of operators, as in `a & b & c`, is as deep as it is long. Copying,
/// comparing and dropping go along the row and never into it, so that they
/// take no more of the stack than the parser's bound on depth allows.
#[derive(Debug)]
pub struct Expr {
    /// Its place in the text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A number, finite and never negative: the sign is an operator.
    Number(f64),
    /// A text, its escapes resolved.
    Text(String),
    /// A field in braces: its name or id, escapes resolved.
    Field(String),
    /// A word without braces and without parentheses after it: a field,
    /// `values`, or `TRUE`, `FALSE`, `BLANK`, `NOW` or `TODAY`.
    Word(String),
    /// A function and its arguments.
    Call {
        /// Which function.
        function: Function,
        /// The place of its name.
        name: Span,
        /// What it is given.
        args: Vec<Expr>,
    },
    /// `-x` or `+x`.
    Unary {
        /// Which sign.
        op: UnaryOp,
        /// Of what.
        of: Box<Expr>,
    },
    /// `x + y` and the like.
    Binary {
        /// Which operator.
        op: BinaryOp,
        /// What stands before it.
        left: Box<Expr>,
        /// What stands after it.
        right: Box<Expr>,
    },
    /// `(x)`. Kept, so that printing changes nothing.
    Paren(Box<Expr>),
    /// What could not be read; a [`Problem`](crate::Problem) tells why.
    Missing,
}

/// An operator, what stands after it, and the place of all up to there.
pub(crate) type Link<'e> = (BinaryOp, &'e Expr, Span);

impl Expr {
    /// What could not be read.
    pub(crate) fn missing(span: Span) -> Self {
        Self {
            span,
            kind: ExprKind::Missing,
        }
    }

    /// The row of operators that ends with this expression: its first operand,
    /// and the operators from left to right. There are none if the expression
    /// is no operator.
    pub(crate) fn row(&self) -> (&Self, Vec<Link<'_>>) {
        let mut row = Vec::new();
        let mut first = self;
        while let ExprKind::Binary { op, left, right } = &first.kind {
            row.push((*op, &**right, first.span));
            first = left;
        }
        row.reverse();
        (first, row)
    }

    /// The operand on the left, if it is an operator, too; [`ExprKind::Missing`]
    /// takes its place.
    fn take_left(&mut self) -> Option<Self> {
        match &mut self.kind {
            ExprKind::Binary { left, .. } if matches!(left.kind, ExprKind::Binary { .. }) => {
                Some(std::mem::replace(left, Self::missing(Span::default())))
            }
            _ => None,
        }
    }
}

impl Clone for Expr {
    fn clone(&self) -> Self {
        let (first, row) = self.row();
        let mut copy = Self {
            span: first.span,
            kind: first.kind.clone(),
        };
        for (op, right, span) in row {
            copy = Self {
                span,
                kind: ExprKind::Binary {
                    op,
                    left: Box::new(copy),
                    right: Box::new(right.clone()),
                },
            };
        }
        copy
    }
}

impl PartialEq for Expr {
    fn eq(&self, other: &Self) -> bool {
        let ((first, row), (other_first, other_row)) = (self.row(), other.row());
        first.span == other_first.span && first.kind == other_first.kind && row == other_row
    }
}

impl Drop for Expr {
    fn drop(&mut self) {
        let mut next = self.take_left();
        while let Some(mut expr) = next {
            next = expr.take_left();
        }
    }
}

/// A sign before an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Minus,
    /// `+`, which changes nothing.
    Plus,
}

/// An operator between two expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinaryOp {
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `&`: joins texts.
    Join,
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl BinaryOp {
    /// The operator as it is written.
    pub fn text(self) -> &'static str {
        match self {
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Join => "&",
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// How tightly it binds: 4 for `*`, 1 for comparisons. All bind to the left.
    pub fn precedence(self) -> u8 {
        match self {
            Self::Multiply | Self::Divide => 4,
            Self::Add | Self::Subtract => 3,
            Self::Join => 2,
            _ => 1,
        }
    }

    /// True for `=`, `<` and the like.
    pub fn compares(self) -> bool {
        self.precedence() == 1
    }
}

#[cfg(test)]
mod tests {
    use crate::bounds::Bounds;
    use crate::parse::parse;

    #[test]
    fn copies_are_equal_and_others_are_not() {
        let read = |text: &str| parse(text, &Bounds::default()).ok().unwrap();
        let texts = [
            "1 + 2 + 3",
            "1 + 2 - 3",
            "1 - 2 + 3",
            "2 + 2 + 3",
            "1 + 2 + 4",
            "1 + 2",
            "1 + (2 + 3)",
            "1 + 2 * 3",
            "1 +  2 + 3",
            "SUM(1, 2)",
            "SUM(1, 3)",
            "-a",
            "+a",
            "{a}",
        ];
        for one in texts {
            assert_eq!(read(one), read(one).clone(), "{one}");
            for other in texts {
                assert_eq!(read(one) == read(other), one == other, "{one} {other}");
            }
        }
    }
}
