//! From text to tree.
//!
//! Reading goes on after a problem as far as that makes sense, so that several
//! are told at once; a tree is there in any case.

use crate::ast::{BinaryOp, Expr, ExprKind, Span, UnaryOp};
use crate::bounds::Bounds;
use crate::function::Function;
use crate::lex::{Lexer, Token, TokenKind, shortened};
use crate::nearest::nearest;
use crate::problem::{PROBLEMS, Problem, ProblemKind};

/// A tree, and what was wrong with the text. A tree is there in any case.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The tree.
    pub expr: Expr,
    /// In order of place; empty if the text is a formula.
    pub problems: Vec<Problem>,
}

impl Parsed {
    /// The tree, if nothing was wrong; else the first problem.
    pub fn ok(self) -> Result<Expr, Problem> {
        match self.problems.into_iter().next() {
            None => Ok(self.expr),
            Some(problem) => Err(problem),
        }
    }
}

/// Reads a formula.
pub fn parse(text: &str, bounds: &Bounds) -> Parsed {
    if text.len() > bounds.text_bytes {
        let whole = Span::new(0, text.len());
        let what = format!("more than {} bytes", bounds.text_bytes);
        return Parsed {
            expr: Expr::missing(whole),
            problems: vec![Problem::new(whole, ProblemKind::TooLarge { what })],
        };
    }
    let mut lexer = Lexer::new(text);
    let token = lexer.next();
    let mut parser = Parser {
        text,
        lexer,
        token,
        word: None,
        bounds,
        nodes: 0,
        stopped: false,
    };
    let expr = parser.formula();
    let mut problems = parser.lexer.problems;
    problems.sort_by_key(|problem| (problem.span.start, problem.span.end));
    Parsed { expr, problems }
}

struct Parser<'t> {
    text: &'t str,
    lexer: Lexer<'t>,
    /// The token that is looked at.
    token: Token,
    /// The place of the token before, if it was a word.
    word: Option<Span>,
    bounds: &'t Bounds,
    nodes: usize,
    /// After a bound was met, nothing else is told.
    stopped: bool,
}

impl Parser<'_> {
    fn formula(&mut self) -> Expr {
        if self.token.kind == TokenKind::Operator(BinaryOp::Equal) {
            let kind = ProblemKind::Character {
                found: "\"=\"".to_owned(),
                hint: ": a formula is written without it at its beginning",
            };
            self.problem(self.token.span, kind);
            self.bump();
        }
        let expr = self.expr(0, 1);
        if self.token.kind != TokenKind::End {
            self.expected_operator("an operator or the end");
            self.resync(1);
            while self.token.kind != TokenKind::End {
                self.bump();
                self.resync(1);
            }
        }
        expr
    }

    fn bump(&mut self) -> Token {
        let next = self.lexer.next();
        let token = std::mem::replace(&mut self.token, next);
        self.word = matches!(token.kind, TokenKind::Word(_)).then_some(token.span);
        token
    }

    fn problem(&mut self, span: Span, kind: ProblemKind) {
        if !self.stopped {
            self.lexer.problem(span, kind);
        }
    }

    /// Tells that something else is needed here, once for each token.
    fn expected(&mut self, expected: &str, hint: &str) {
        if std::mem::replace(&mut self.token.doubtful, true) {
            return;
        }
        let kind = ProblemKind::Expected {
            expected: expected.to_owned(),
            found: self.token.kind.in_words() + hint,
        };
        self.problem(self.token.span, kind);
    }

    /// Tells that an expression has ended before this token.
    fn expected_operator(&mut self, expected: &str) {
        if let TokenKind::Word(word) = &self.token.kind
            && (word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or"))
        {
            let hint = format!(": write {}(…, …)", word.to_uppercase());
            self.expected(expected, &hint);
            // It is passed over like the operator that it is elsewhere.
            self.bump();
            return;
        }
        let Some(end) = self.end_of_words() else {
            self.expected(expected, "");
            return;
        };
        let start = self.word.map_or(end, |first| first.start);
        let name = self.text.get(start..end).unwrap_or_default();
        let hint = format!(": write {{{}}} if that is a name", shortened(name));
        self.expected(expected, &hint);
        while self.token.span.end <= end && self.token.kind != TokenKind::End {
            self.bump();
        }
        self.token.doubtful = true;
    }

    /// The end of the words here that with the one before may be a name of
    /// several words; `None` if there are none.
    fn end_of_words(&self) -> Option<usize> {
        self.word?;
        let mut ahead = self.lexer.ahead();
        let (mut end, mut last) = (None, self.token.clone());
        while matches!(last.kind, TokenKind::Word(_) | TokenKind::Number(_)) {
            let next = ahead.next();
            // A function is no part of a name.
            if next.kind != TokenKind::Open {
                end = Some(last.span.end);
            }
            last = next;
        }
        end
    }

    /// Reads on after a problem to what may end an argument, only to find more
    /// problems.
    fn resync(&mut self, depth: usize) {
        loop {
            match self.token.kind {
                TokenKind::Comma | TokenKind::Close | TokenKind::End => return,
                // There is always something read: an operator here,
                TokenKind::Operator(_) => {
                    self.bump();
                }
                _ => {}
            }
            // or what begins an expression.
            self.expr(0, depth);
        }
    }

    /// Gives up: the rest of the text is passed over.
    fn stop(&mut self, span: Span, what: String) -> Expr {
        if !self.stopped {
            // This one is told in any case.
            self.lexer.problems.truncate(PROBLEMS - 1);
            self.problem(span, ProblemKind::TooLarge { what });
        }
        self.stopped = true;
        self.lexer.finish();
        self.token = self.lexer.next();
        Expr::missing(span)
    }

    fn node(&mut self, span: Span, kind: ExprKind) -> Expr {
        self.nodes += 1;
        if self.nodes > self.bounds.nodes && !self.stopped {
            return self.stop(span, format!("more than {} parts", self.bounds.nodes));
        }
        Expr { span, kind }
    }

    /// An expression whose operators bind more tightly than `least`.
    fn expr(&mut self, least: u8, depth: usize) -> Expr {
        let mut left = self.unary(depth);
        let mut chained = 0;
        while let TokenKind::Operator(op) = self.token.kind
            && op.precedence() > least
        {
            chained += 1;
            if chained > self.bounds.chain {
                let what = format!("more than {} operators in a row", self.bounds.chain);
                return self.stop(self.token.span, what);
            }
            self.bump();
            let right = self.expr(op.precedence(), depth + 1);
            let span = left.span.to(right.span);
            let kind = ExprKind::Binary {
                op,
                left: Box::new(left),
                right: Box::new(right),
            };
            left = self.node(span, kind);
        }
        left
    }

    fn unary(&mut self, depth: usize) -> Expr {
        if depth > self.bounds.depth {
            let what = format!("more than {} parts within each other", self.bounds.depth);
            return self.stop(self.token.span, what);
        }
        let op = match self.token.kind {
            TokenKind::Operator(BinaryOp::Subtract) => UnaryOp::Minus,
            TokenKind::Operator(BinaryOp::Add) => UnaryOp::Plus,
            _ => return self.primary(depth),
        };
        let start = self.bump().span;
        let of = Box::new(self.unary(depth + 1));
        let span = start.to(of.span);
        self.node(span, ExprKind::Unary { op, of })
    }

    fn primary(&mut self, depth: usize) -> Expr {
        if matches!(
            self.token.kind,
            TokenKind::Operator(_) | TokenKind::Close | TokenKind::Comma | TokenKind::End
        ) {
            self.expected("an expression", "");
            return Expr::missing(self.token.span);
        }
        let token = self.bump();
        let kind = match token.kind {
            TokenKind::Number(number) => ExprKind::Number(number),
            TokenKind::Text(text) => ExprKind::Text(text),
            TokenKind::Field(name) => ExprKind::Field(name),
            TokenKind::Word(word) if self.token.kind == TokenKind::Open => {
                return self.call(&word, token.span, depth);
            }
            TokenKind::Word(word) => ExprKind::Word(word),
            // All others were looked for above.
            _ => return self.parenthesized(token.span, depth),
        };
        self.node(token.span, kind)
    }

    fn parenthesized(&mut self, start: Span, depth: usize) -> Expr {
        let inner = self.expr(0, depth + 1);
        if self.token.kind != TokenKind::Close {
            self.expected_operator(match self.token.kind {
                TokenKind::End => "\")\"",
                _ => "an operator or \")\"",
            });
            self.resync(depth + 1);
            while self.token.kind == TokenKind::Comma {
                self.bump();
                self.resync(depth + 1);
            }
        }
        let end = self.close();
        self.node(start.to(end), ExprKind::Paren(Box::new(inner)))
    }

    /// The closing parenthesis, if it is there.
    fn close(&mut self) -> Span {
        match self.token.kind {
            TokenKind::Close => self.bump().span,
            _ => self.token.span,
        }
    }

    fn call(&mut self, word: &str, name: Span, depth: usize) -> Expr {
        let function = Function::named(word);
        if function.is_none() {
            self.unknown_function(word, name);
        }
        self.bump();
        let mut args = Vec::new();
        while self.token.kind != TokenKind::Close {
            args.push(self.expr(0, depth + 1));
            if !matches!(self.token.kind, TokenKind::Comma | TokenKind::Close) {
                self.expected_operator(match self.token.kind {
                    TokenKind::End => "\",\" or \")\"",
                    _ => "an operator, \",\" or \")\"",
                });
                self.resync(depth + 1);
            }
            if self.token.kind != TokenKind::Comma {
                break;
            }
            self.bump();
            if self.token.kind == TokenKind::Close {
                self.expected("another argument after the comma", "");
            }
        }
        let span = name.to(self.close());
        match function {
            None => Expr::missing(span),
            Some(function) => {
                let kind = ExprKind::Call {
                    function,
                    name,
                    args,
                };
                self.node(span, kind)
            }
        }
    }

    fn unknown_function(&mut self, word: &str, name: Span) {
        // Looking for similar names is worth it only if they are told.
        if self.stopped || self.lexer.problems.len() >= PROBLEMS {
            return;
        }
        let names = Function::ALL.iter().map(|function| function.name());
        let kind = ProblemKind::UnknownFunction {
            name: shortened(word),
            nearest: nearest(word, names).map(str::to_owned),
        };
        self.problem(name, kind);
    }
}

#[cfg(test)]
mod tests;
