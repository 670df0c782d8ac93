//! From text to tokens.
//!
//! What is no part of the language becomes a problem, and what was most likely
//! meant is read in its place, so that reading goes on as if it were right.

mod foreign;

use crate::ast::{BinaryOp, Span};
use crate::problem::{PROBLEMS, Problem, ProblemKind};

use foreign::{FOREIGN, closing_quotes};

/// A token and its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Token {
    pub(crate) span: Span,
    pub(crate) kind: TokenKind,
    /// True if a problem was told that explains why this token may stand in a
    /// wrong place; of such a one nothing else is told.
    pub(crate) doubtful: bool,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum TokenKind {
    /// Digits, perhaps with a fraction.
    Number(f64),
    /// A text, its escapes resolved.
    Text(String),
    /// A field in braces, its escapes resolved.
    Field(String),
    /// A word: a function, a field or a constant.
    Word(String),
    /// An operator between two expressions; `+` and `-` are signs as well.
    Operator(BinaryOp),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// After everything.
    End,
}

impl TokenKind {
    /// The token in words, for messages.
    pub(crate) fn in_words(&self) -> String {
        match self {
            Self::Number(_) => "a number".to_owned(),
            Self::Text(_) => "a text".to_owned(),
            Self::Field(name) => format!("the field {{{}}}", shortened(name)),
            Self::Word(word) => format!("\"{}\"", shortened(word)),
            Self::Operator(op) => format!("\"{}\"", op.text()),
            Self::Open => "\"(\"".to_owned(),
            Self::Close => "\")\"".to_owned(),
            Self::Comma => "\",\"".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// The beginning of a text, as much of it as a message should hold.
pub(crate) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}

/// The symbols of the language, the longer before what they begin with.
const SYMBOLS: &[(&str, TokenKind)] = &[
    ("!=", TokenKind::Operator(BinaryOp::NotEqual)),
    ("<=", TokenKind::Operator(BinaryOp::LessOrEqual)),
    (">=", TokenKind::Operator(BinaryOp::GreaterOrEqual)),
    ("=", TokenKind::Operator(BinaryOp::Equal)),
    ("<", TokenKind::Operator(BinaryOp::Less)),
    (">", TokenKind::Operator(BinaryOp::Greater)),
    ("+", TokenKind::Operator(BinaryOp::Add)),
    ("-", TokenKind::Operator(BinaryOp::Subtract)),
    ("*", TokenKind::Operator(BinaryOp::Multiply)),
    ("/", TokenKind::Operator(BinaryOp::Divide)),
    ("&", TokenKind::Operator(BinaryOp::Join)),
    ("(", TokenKind::Open),
    (")", TokenKind::Close),
    (",", TokenKind::Comma),
];

const PERCENT: &str = ": write 0.5 for 50 percent, MOD(…, …) for a remainder";
const COMMENT: &str = ": formulas have no comments";
const QUOTES: &str = ": write \" or ' around texts";

/// Reads tokens one after the other, and keeps what was wrong.
pub(crate) struct Lexer<'t> {
    text: &'t str,
    at: usize,
    /// The end of the last token, which for messages is the end of the text.
    end: usize,
    /// Whether the next token is doubtful.
    doubtful: bool,
    /// True if the last token is not closed, and took all the rest.
    cut: bool,
    /// What was wrong so far, here and in the parser.
    pub(crate) problems: Vec<Problem>,
}

impl<'t> Lexer<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            end: 0,
            doubtful: false,
            cut: false,
            problems: Vec::new(),
        }
    }

    /// The next token; at the end the end, again and again.
    pub(crate) fn next(&mut self) -> Token {
        loop {
            self.skip(char::is_whitespace);
            let start = self.at;
            let read = match self.peek() {
                None => {
                    return Token {
                        span: Span::new(self.end, self.end),
                        kind: TokenKind::End,
                        doubtful: self.doubtful || self.cut,
                    };
                }
                Some('"' | '\'') => Some(self.quoted()),
                Some('{') => Some(self.braced()),
                Some(mark) if mark.is_ascii_digit() => Some(self.number()),
                Some('.')
                    if self
                        .rest()
                        .as_bytes()
                        .get(1)
                        .is_some_and(u8::is_ascii_digit) =>
                {
                    Some(self.number())
                }
                Some(mark) if begins_word(mark) => Some(TokenKind::Word(self.word().to_owned())),
                Some(mark) => self.symbol(mark),
            };
            if let Some(kind) = read {
                self.end = self.at;
                return Token {
                    span: Span::new(start, self.at),
                    kind,
                    doubtful: std::mem::take(&mut self.doubtful),
                };
            }
            self.doubtful = true;
        }
    }

    /// What is not read yet.
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Another one that reads on from here, for looking ahead.
    pub(crate) fn ahead(&self) -> Self {
        Self {
            at: self.at,
            ..Self::new(self.text)
        }
    }

    /// Passes over all the rest.
    pub(crate) fn finish(&mut self) {
        self.at = self.text.len();
    }

    /// Notes a problem. More than are told need no place.
    pub(crate) fn problem(&mut self, span: Span, kind: ProblemKind) {
        if self.problems.len() < PROBLEMS {
            self.problems.push(Problem::new(span, kind));
        }
    }

    /// A problem from `start` to here.
    fn unexpected(&mut self, start: usize, found: String, hint: &'static str) {
        let span = Span::new(start, self.at);
        self.problem(span, ProblemKind::Character { found, hint });
    }

    /// What was read since `start`.
    fn since(&self, start: usize) -> &'t str {
        self.text.get(start..self.at).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn skip(&mut self, takes: impl Fn(char) -> bool) {
        let rest = self.rest();
        self.at += rest.find(|mark| !takes(mark)).unwrap_or(rest.len());
    }

    fn number(&mut self) -> TokenKind {
        let start = self.at;
        let digit = |mark: char| mark.is_ascii_digit();
        self.skip(digit);
        if let Some(fraction) = self.rest().strip_prefix('.')
            && fraction.starts_with(digit)
        {
            self.at += 1;
            self.skip(digit);
        }
        let number = self.since(start);
        if self.peek().is_some_and(begins_word) {
            return self.number_and_letters(start, number);
        }
        // Digits always read.
        let read: f64 = number.parse().unwrap_or_default();
        if read.is_finite() {
            return TokenKind::Number(read);
        }
        let found = format!("number of {} digits", number.len());
        self.unexpected(start, found, ": there are none beyond 1.8e308");
        TokenKind::Number(0.0)
    }

    /// An exponent or a name that begins with a digit: neither is allowed.
    fn number_and_letters(&mut self, start: usize, number: &str) -> TokenKind {
        let word = self.word();
        let exponent = word.strip_prefix(['e', 'E']);
        let has_exponent = match exponent {
            Some("") => self.rest().strip_prefix(['+', '-']).is_some_and(|digits| {
                let is = digits.starts_with(|mark: char| mark.is_ascii_digit());
                if is {
                    self.at += 1;
                    self.skip(|mark| mark.is_ascii_digit());
                }
                is
            }),
            Some(digits) => digits.bytes().all(|digit| digit.is_ascii_digit()),
            None => false,
        };
        let hint = if has_exponent {
            ": numbers are written without an exponent"
        } else if number.contains('.') {
            ""
        } else {
            ": write { and } around a name that begins with a digit"
        };
        let found = self.since(start);
        self.unexpected(start, format!("\"{}\"", shortened(found)), hint);
        TokenKind::Number(0.0)
    }

    fn word(&mut self) -> &'t str {
        let start = self.at;
        self.skip(|mark| mark.is_alphanumeric() || mark == '_');
        self.since(start)
    }

    /// A text. An unknown escape keeps its backslash, so that `"\d"` and
    /// `"\\d"` are one pattern (formulas 1).
    fn quoted(&mut self) -> TokenKind {
        let start = self.at;
        let quote = self.bump();
        let mut read = String::new();
        loop {
            match self.bump() {
                None => {
                    let closing = if quote == Some('"') { "\"" } else { "'" };
                    self.unclosed(start, "the text", closing);
                    return TokenKind::Text(read);
                }
                end if end == quote => return TokenKind::Text(read),
                Some('\\') => match self.bump() {
                    Some('n') => read.push('\n'),
                    Some('t') => read.push('\t'),
                    Some('r') => read.push('\r'),
                    Some(mark @ ('"' | '\'' | '\\')) => read.push(mark),
                    other => {
                        read.push('\\');
                        read.extend(other);
                    }
                },
                Some(other) => read.push(other),
            }
        }
    }

    /// A field in braces. Backslashes mean something only before `}`: two of
    /// them are one, and what is left over makes `}` a part of the name. Names
    /// with backslashes elsewhere need no care, as clients take none.
    fn braced(&mut self) -> TokenKind {
        let start = self.at;
        self.bump();
        let mut name = String::new();
        loop {
            let begin = self.at;
            self.skip(|mark| mark != '\\' && mark != '}');
            name.push_str(self.since(begin));
            let begin = self.at;
            self.skip(|mark| mark == '\\');
            let slashes = self.since(begin);
            match self.bump() {
                None => {
                    name.push_str(slashes);
                    self.unclosed(start, "the field name", "}");
                    return TokenKind::Field(name);
                }
                Some('}') => {
                    name.push_str(slashes.get(..slashes.len() / 2).unwrap_or_default());
                    if slashes.len().is_multiple_of(2) {
                        return TokenKind::Field(name);
                    }
                    name.push('}');
                }
                Some(other) => {
                    name.push_str(slashes);
                    name.push(other);
                }
            }
        }
    }

    fn unclosed(&mut self, start: usize, what: &'static str, closing: &'static str) {
        self.cut = true;
        let span = Span::new(start, self.at);
        self.problem(span, ProblemKind::Unclosed { what, closing });
    }

    /// Everything else; `None` if it is passed over.
    fn symbol(&mut self, mark: char) -> Option<TokenKind> {
        let start = self.at;
        let rest = self.rest();
        if rest.starts_with("//") || rest.starts_with("/*") {
            return self.comment(start);
        }
        let foreign = FOREIGN.iter().find(|(text, ..)| rest.starts_with(text));
        if let Some((text, hint, meant)) = foreign {
            self.at += text.len();
            self.unexpected(start, format!("\"{text}\""), hint);
            return meant.clone();
        }
        if let Some((text, kind)) = SYMBOLS.iter().find(|(text, _)| rest.starts_with(text)) {
            self.at += text.len();
            return Some(kind.clone());
        }
        self.bump();
        if let Some(closing) = closing_quotes(mark) {
            self.unexpected(start, format!("\"{mark}\""), QUOTES);
            let rest = self.rest();
            let end = rest.find(closing)?;
            let text = rest.get(..end).unwrap_or_default();
            self.at += end;
            self.bump();
            return Some(TokenKind::Text(text.to_owned()));
        }
        if mark == '%' {
            self.unexpected(start, "\"%\"".to_owned(), PERCENT);
            let next = self.rest().trim_start().chars().next();
            let operand = |mark| begins_word(mark) || matches!(mark, '0'..='9' | '{' | '(' | '.');
            return next
                .filter(|mark| operand(*mark))
                .and(Some(TokenKind::Operator(BinaryOp::Divide)));
        }
        self.skip(|next| next == mark);
        // Of what can not be seen the code is told.
        let found = if mark.is_control() || mark.escape_debug().nth(1) == Some('u') {
            format!("character U+{:04X}", u32::from(mark))
        } else {
            format!("\"{mark}\"")
        };
        let hint = match mark {
            '!' => ": write NOT(…)",
            '.' => ": digits follow a decimal point",
            _ => "",
        };
        self.unexpected(start, found, hint);
        None
    }

    /// A comment, which ends with its line or with its mark.
    fn comment(&mut self, start: usize) -> Option<TokenKind> {
        let rest = self.rest();
        let (mark, end) = if rest.starts_with("//") {
            ("//", rest.find('\n'))
        } else {
            let inside = rest.get(2..).unwrap_or_default();
            ("/*", inside.find("*/").map(|end| end + 4))
        };
        self.at += end.unwrap_or(rest.len());
        self.unexpected(start, format!("\"{mark}\""), COMMENT);
        None
    }
}

fn begins_word(mark: char) -> bool {
    mark.is_alphabetic() || mark == '_'
}

#[cfg(test)]
mod tests;
