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
#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    /// Its place in the text.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A number, never negative: the sign is an operator.
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
