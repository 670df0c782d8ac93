//! A checked formula, ready to run.

use std::sync::Arc;

use basekey_model::id::FieldId;

use crate::ast::BinaryOp;
use crate::context::{Context, Row};
use crate::function::Function;
use crate::types::Type;
use crate::value::Value;

/// A checked formula.
#[derive(Debug, Clone)]
pub struct Program {
    pub(crate) root: Node,
    pub(crate) fields: Vec<FieldId>,
    pub(crate) watched: Vec<Vec<FieldId>>,
    pub(crate) uses: Uses,
    pub(crate) result: Type,
    pub(crate) decimals: u8,
    /// Slots whose cells are never errors or lists.
    pub(crate) plain: Vec<bool>,
    /// What is run in the place of `root`, with the same results.
    pub(crate) quick: Option<Node>,
}

/// What a formula reads beside fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a thing of its own")]
pub struct Uses {
    /// The present moment: the result is good for one request.
    pub now: bool,
    /// When the record last changed.
    pub modified: bool,
    /// `values`.
    pub values: bool,
    /// What people are called, which changes without a write to the record.
    pub people: bool,
}

/// A step of a program.
#[derive(Debug, Clone)]
pub(crate) enum Node {
    /// A constant.
    Constant(Value<'static>),
    /// The cell of a field.
    Field(usize),
    /// `values`.
    Values,
    /// `LAST_MODIFIED_TIME` of a list of fields.
    ModifiedOf(usize),
    /// The other sign.
    Negate(Box<Node>),
    /// An operator.
    Binary(BinaryOp, Box<Node>, Box<Node>),
    /// A function.
    Call(Function, Box<[Node]>),
    /// A function whose second argument is a constant regular expression,
    /// which is compiled once.
    Regex(Function, Arc<regex::Regex>, Box<[Node]>),
}

impl Program {
    /// The fields it reads, in the order of the slots of [`Row::cell`].
    pub fn fields(&self) -> &[FieldId] {
        &self.fields
    }

    /// Lists of fields whose last change it reads, in the order of
    /// [`Row::modified_of`].
    pub fn watched(&self) -> &[Vec<FieldId>] {
        &self.watched
    }

    /// What it reads beside fields.
    pub fn uses(&self) -> Uses {
        self.uses
    }

    /// The type of its result.
    pub fn result(&self) -> Type {
        self.result
    }

    /// With how many decimals a number that it gives is best shown.
    pub fn decimals(&self) -> u8 {
        self.decimals
    }

    /// The value for a row.
    pub fn evaluate<'r>(&'r self, row: &'r dyn Row, context: &Context) -> Value<'r> {
        context.reset();
        let node = self.quick.as_ref().unwrap_or(&self.root);
        crate::eval::evaluate(node, row, context)
    }

    /// The program with the present moment put in: what depends on nothing
    /// else is computed now and not for every row.
    #[must_use]
    pub fn at(&self, context: &Context) -> Self {
        if !self.uses.now {
            return self.clone();
        }
        context.reset();
        let mut at = Self {
            root: crate::fold::settled(&self.root, context),
            uses: Uses {
                now: false,
                ..self.uses
            },
            ..self.clone()
        };
        at.quicken();
        at
    }

    /// True if a record with this value is kept by a filter: all but 0, blank,
    /// empty text, NaN, empty lists and errors (formulas 5).
    pub fn keeps(value: &Value<'_>) -> bool {
        match value {
            Value::Blank | Value::Error(_) => false,
            Value::Number(number) => *number != 0.0 && !number.is_nan(),
            Value::Text(text) => !text.is_empty(),
            Value::Date(_) => true,
            Value::List(items) => !items.is_empty(),
        }
    }
}
