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
            format!("{} (at character {at} of line {})", self.line(), lines + 1)
        } else {
            format!("{} (at character {at})", self.line())
        }
    }

    /// The problem in one line, with nothing that a terminal would obey: names
    /// may hold anything.
    fn line(&self) -> String {
        self.to_string().replace(char::is_control, " ")
    }

    /// The line of the problem, and under it a mark at its place with the
    /// problem. Of a long line only what is around the place.
    pub fn caret(&self, text: &str) -> String {
        let start = self.span.start.min(text.len());
        let (before, after) = text.split_at_checked(start).unwrap_or(("", text));
        let before = before.rsplit('\n').next().unwrap_or_default();
        let after = after.split('\n').next().unwrap_or_default();
        let marked = text
            .get(start..self.span.end.min(text.len()))
            .unwrap_or_default();
        let marked = marked.split('\n').next().unwrap_or_default();

        // The first of these characters is as many before the place.
        let skipped = before.chars().count().saturating_sub(AROUND);
        let mut line = String::new();
        if skipped > 0 {
            line.push('…');
        }
        line.extend(before.chars().skip(skipped));
        let indent = line.chars().count();
        line.extend(after.chars().take(AROUND));
        if after.chars().nth(AROUND).is_some() {
            line.push('…');
        }
        // Every character has one column.
        let line = line.replace(char::is_control, " ");
        let marks = marked.chars().take(AROUND).count().max(1);
        format!(
            "  {line}\n  {}{} {}",
            " ".repeat(indent),
            "^".repeat(marks),
            self.line()
        )
    }
}

/// Characters of a line that are shown on each side of a problem's place.
const AROUND: usize = 70;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(start: usize, end: usize) -> Problem {
        Problem::new(Span::new(start, end), ProblemKind::Values)
    }

    #[test]
    fn places_are_counted_in_characters_and_lines() {
        let says = "values can only be used in a rollup";
        for (text, start, place) in [
            ("values", 0, "at character 1"),
            ("\"é\" & values", 7, "at character 7"),
            ("1 +\n  values", 6, "at character 3 of line 2"),
            ("values\n", 0, "at character 1 of line 1"),
            ("x", 1, "at character 2"),
            // What is no place of the text is its end.
            ("x", 9, "at character 2"),
        ] {
            assert_eq!(at(start, start).placed(text), format!("{says} ({place})"));
        }
    }

    #[test]
    fn a_mark_stands_under_the_place() {
        let says = "values can only be used in a rollup";
        for (text, start, end, wanted) in [
            ("1 + values", 4, 10, "  1 + values\n      ^^^^^^"),
            ("é + values & 2", 5, 11, "  é + values & 2\n      ^^^^^^"),
            ("1 +\n\tvalues\n+ 2", 5, 11, "   values\n   ^^^^^^"),
            // Over several lines only the first is marked.
            ("(1 +\n2)", 0, 7, "  (1 +\n  ^^^^"),
            ("(1", 2, 2, "  (1\n    ^"),
            ("", 0, 0, "  \n  ^"),
            ("x", 7, 9, "  x\n   ^"),
            ("\u{1b}[2J", 1, 2, "   [2J\n   ^"),
        ] {
            assert_eq!(
                at(start, end).caret(text),
                format!("{wanted} {says}"),
                "{text:?}"
            );
        }
    }

    #[test]
    fn whatever_a_name_holds_a_message_is_one_line() {
        let kind = ProblemKind::UnknownField {
            name: "a\nb\u{1b}".to_owned(),
            nearest: None,
        };
        let problem = Problem::new(Span::new(0, 3), kind);
        let says = "unknown field name \"a b \"";
        assert_eq!(problem.placed("{x}"), format!("{says} (at character 1)"));
        assert_eq!(problem.caret("{x}"), format!("  {{x}}\n  ^^^ {says}"));
    }

    #[test]
    fn of_a_long_line_the_surroundings_are_shown() {
        let text = format!("{}values{}", "ä + ".repeat(1_000), " + 1".repeat(1_000));
        let shown = at(5_000, 5_006).caret(&text);
        let (line, marks) = shown.split_once('\n').unwrap();
        assert_eq!(line.chars().count(), 2 + 1 + AROUND + AROUND + 1);
        assert!(line.starts_with("  …") && line.ends_with('…'), "{line}");
        let column = marks.find('^').unwrap();
        let under: String = line.chars().skip(column).take(6).collect();
        assert_eq!(under, "values");
    }
}
