//! What is wrong with a formula, and where.

use crate::ast::Span;

/// Problems that are told at most; more of them help nobody.
pub(crate) const PROBLEMS: usize = 20;

/// One thing that is wrong, its place, and what to do.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{kind}")]
pub struct Problem {
    /// Where.
    pub span: Span,
    /// What.
    pub kind: ProblemKind,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum ProblemKind {
    /// Something else was expected here.
    #[error("expected {expected}, found {found}")]
    Expected {
        /// What could stand here, in words.
        expected: String,
        /// What stands here, in words.
        found: String,
    },
    /// A text without its closing quote, or a field without its brace.
    #[error("{what} is not closed; expected {closing} at its end")]
    Unclosed {
        /// `text` or `field name`.
        what: &'static str,
        /// The missing mark.
        closing: &'static str,
    },
    /// A character that begins nothing.
    #[error("unexpected {found}{hint}")]
    Character {
        /// The character, quoted.
        found: String,
        /// What to write in its place, with a leading separator; may be empty.
        hint: &'static str,
    },
    /// A field that the table does not have.
    #[error("unknown field name \"{name}\"{}", did_you_mean(nearest.as_deref()))]
    UnknownField {
        /// As written.
        name: String,
        /// The most similar name there is.
        nearest: Option<String>,
    },
    /// A function that the language does not have.
    #[error("unknown function {name}{}", did_you_mean(nearest.as_deref()))]
    UnknownFunction {
        /// As written.
        name: String,
        /// The most similar name there is.
        nearest: Option<String>,
    },
    /// Too few or too many arguments.
    #[error("{function} takes {expected}, found {found}")]
    Arguments {
        /// The function's name.
        function: &'static str,
        /// For instance `2 or 3 arguments`.
        expected: String,
        /// How many there are.
        found: usize,
    },
    /// An argument that can never be right, such as a text for a field.
    #[error("{function}: {what}")]
    Argument {
        /// The function's name.
        function: &'static str,
        /// What was expected.
        what: String,
    },
    /// `values` outside of a rollup.
    #[error("values can only be used in a rollup")]
    Values,
    /// A field whose cells can not be used.
    #[error("the field \"{name}\" can not be used in a formula")]
    Unusable {
        /// The field's name.
        name: String,
    },
    /// The formula is too long, too deep or has too many parts.
    #[error("the formula is too large: {what}")]
    TooLarge {
        /// Which bound was met.
        what: String,
    },
}

fn did_you_mean(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

impl Problem {
    /// A problem at a place.
    pub fn new(span: Span, kind: ProblemKind) -> Self {
        Self { span, kind }
    }

    /// The problem with its place in words, for instance `expected "," or ")",
    /// found the end (at character 12)`.
    pub fn placed(&self, text: &str) -> String {
        let before = text.get(..self.span.start).unwrap_or(text);
        let lines = before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default();
        let at = column.chars().count() + 1;
        if text.contains('\n') {
            format!("{self} (at character {at} of line {})", lines + 1)
        } else {
            format!("{self} (at character {at})")
        }
    }

    /// The line of the problem with a mark under its place, then the problem.
    pub fn caret(&self, text: &str) -> String {
        let start = self.span.start.min(text.len());
        let before = text.get(..start).unwrap_or_default();
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or_default();
        let line = rest.split('\n').next().unwrap_or_default();
        let width = |part: &str| part.chars().count();
        let indent = width(text.get(line_start..start).unwrap_or_default());
        let marked = text.get(start..self.span.end.min(line_start + line.len()));
        let marks = marked.map_or(1, width).max(1);
        format!(
            "  {line}\n  {}{} {self}",
            " ".repeat(indent),
            "^".repeat(marks)
        )
    }
}
