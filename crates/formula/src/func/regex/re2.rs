//! Patterns as RE2 reads them, written anew for the engine, whose syntax is
//! nearly the same. What differs is decided here:
//!
//! - `\d`, `\s`, `\w` and `\b` know ASCII only, and `\s` has no vertical tab;
//! - within brackets, `[`, `&&`, `--` and `~~` are plain characters;
//! - `\Q…\E` quotes, `\123` is octal, `\<` is a plain character;
//! - a brace that repeats nothing is a plain character;
//! - two groups may have one name;
//! - `a**` is refused, as are `{n}` above 1000 and the flags `x`, `u` and `R`.
//!
//! Characters are written out by number wherever a sign might mean something
//! to the engine.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::iter::Peekable;
use std::str::Chars;

/// The greatest count of a repetition.
const REPEATS: u32 = 1_000;

/// Classes such as `[:alpha:]`.
const NAMES: [&str; 14] = [
    "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct",
    "space", "upper", "word", "xdigit",
];

const DIGIT: &str = "0-9";
const SPACE: &str = r"\t\n\x0C\r\x20";
const WORD: &str = "0-9A-Za-z_";

/// The pattern in the syntax of the engine; `None` if RE2 refuses it. What
/// both refuse alike is left to the engine.
pub(super) fn translated(pattern: &str) -> Option<String> {
    let mut reader = Reader {
        rest: pattern.chars().peekable(),
        out: String::with_capacity(pattern.len() + 16),
        names: HashSet::new(),
    };
    reader.pattern()?;
    Some(reader.out)
}

/// What looked like something that it is not.
struct Refused;

struct Reader<'p> {
    rest: Peekable<Chars<'p>>,
    out: String,
    names: HashSet<String>,
}

impl Reader<'_> {
    /// True if this comes next, which it then is past.
    fn eat(&mut self, wanted: char) -> bool {
        self.rest.next_if_eq(&wanted).is_some()
    }

    /// What is between here and `end`, if that comes at all, and goes past it.
    /// Names and numbers are short; nothing is read again and again.
    fn up_to(&mut self, end: &str) -> Option<String> {
        const LONGEST: usize = 64;
        let mut ahead = self.rest.clone();
        let mut found = String::new();
        while !found.ends_with(end) {
            if found.len() > LONGEST {
                return None;
            }
            found.push(ahead.next()?);
        }
        self.rest = ahead;
        found.truncate(found.len() - end.len());
        Some(found)
    }

    fn pattern(&mut self) -> Option<()> {
        // Whether a repetition stands before: another must not follow.
        let mut repeated = false;
        while let Some(letter) = self.rest.next() {
            let mut repeats = false;
            match letter {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                '*' | '+' | '?' => {
                    self.out.push(letter);
                    repeats = true;
                }
                '{' => match self.count() {
                    Some(count) => {
                        self.out.push_str(&count.ok()?);
                        repeats = true;
                    }
                    None => self.literal('{'),
                },
                ')' | '|' | '.' | '^' | '$' => self.out.push(letter),
                letter => self.literal(letter),
            }
            if repeats {
                if repeated {
                    return None;
                }
                // Not greedy.
                if self.eat('?') {
                    self.out.push('?');
                }
            }
            repeated = repeats;
        }
        Some(())
    }

    fn literal(&mut self, letter: char) {
        if letter.is_ascii_alphanumeric() || !letter.is_ascii() {
            self.out.push(letter);
        } else {
            // Writing into a text does not fail.
            let _ = write!(self.out, "\\x{{{:X}}}", u32::from(letter));
        }
    }

    /// What is after a backslash, not within brackets.
    fn escape(&mut self) -> Option<()> {
        match *self.rest.peek()? {
            'Q' => {
                self.rest.next();
                while let Some(letter) = self.rest.next() {
                    if letter == '\\' && self.eat('E') {
                        break;
                    }
                    self.literal(letter);
                }
            }
            letter @ ('A' | 'z') => {
                self.rest.next();
                self.out.extend(['\\', letter]);
            }
            letter @ ('b' | 'B') => {
                self.rest.next();
                let _ = write!(self.out, "(?-u:\\{letter})");
            }
            _ => {
                if let Some(named) = self.named() {
                    self.bracketed(named)?;
                } else {
                    let letter = self.escaped()?;
                    self.literal(letter);
                }
            }
        }
        Some(())
    }

    /// `\d`, `\pL` and the like, after the backslash: whether it is negated,
    /// and what stands between brackets. `None` if it is none of
    /// them.
    fn named(&mut self) -> Option<Result<(bool, String), Refused>> {
        let letter = *self.rest.peek()?;
        let inside = match letter.to_ascii_lowercase() {
            'd' => DIGIT,
            's' => SPACE,
            'w' => WORD,
            'p' => {
                self.rest.next();
                return Some(self.property(letter == 'P').ok_or(Refused));
            }
            _ => return None,
        };
        self.rest.next();
        Some(Ok((letter.is_ascii_uppercase(), inside.to_owned())))
    }

    /// Writes such a class, which may stand within brackets as well.
    fn bracketed(&mut self, named: Result<(bool, String), Refused>) -> Option<()> {
        let (negated, inside) = named.ok()?;
        let start = if negated { "[^" } else { "[" };
        let _ = write!(self.out, "{start}{inside}]");
        Some(())
    }

    /// `L` or `{Greek}` or `{^Greek}`, after `\p`.
    fn property(&mut self, negated: bool) -> Option<(bool, String)> {
        let mut name = if self.eat('{') {
            self.up_to("}")?
        } else {
            self.rest.next()?.to_string()
        };
        let mut negated = negated;
        if name.starts_with('^') {
            name.remove(0);
            negated = !negated;
        }
        // The engine knows more names, and does not mind their case.
        let known = name.starts_with(|first: char| first.is_ascii_uppercase())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
        known.then(|| (negated, format!("\\p{{{name}}}")))
    }

    /// One character, after a backslash.
    fn escaped(&mut self) -> Option<char> {
        let letter = self.rest.next()?;
        match letter {
            // A digit alone would refer back, which RE2 does not.
            '1'..='7' if !self.rest.peek().is_some_and(|next| next.is_digit(8)) => None,
            '0'..='7' => {
                let mut code = letter.to_digit(8)?;
                for _ in 0..2 {
                    match self.rest.next_if(|next| next.is_digit(8)) {
                        Some(next) => code = code * 8 + next.to_digit(8)?,
                        None => break,
                    }
                }
                char::from_u32(code)
            }
            'x' => {
                let digits = if self.eat('{') {
                    self.up_to("}")?
                } else {
                    [self.rest.next()?, self.rest.next()?].iter().collect()
                };
                let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                let code = u32::from_str_radix(&digits, 16).ok().filter(|_| is_hex)?;
                char::from_u32(code)
            }
            'a' => Some('\x07'),
            'f' => Some('\x0C'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'v' => Some('\x0B'),
            sign if sign.is_ascii() && !sign.is_ascii_alphanumeric() => Some(sign),
            _ => None,
        }
    }

    /// `{2}`, `{2,}` or `{2,5}`, after the opening brace; `None` if it
    /// is nothing of that.
    fn count(&mut self) -> Option<Result<String, Refused>> {
        let before = self.rest.clone();
        let inside = self.up_to("}")?;
        let (least, most) = inside.split_once(',').unwrap_or((&inside, &inside));
        let is_count = |text: &str| {
            !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit())
                && (text.len() == 1 || !text.starts_with('0'))
        };
        if !is_count(least) || !(most.is_empty() || is_count(most)) {
            self.rest = before;
            return None;
        }
        let allowed = |text: &str| text.parse::<u32>().is_ok_and(|count| count <= REPEATS);
        let allowed = allowed(least) && (most.is_empty() || allowed(most));
        Some(if allowed {
            Ok(format!("{{{inside}}}"))
        } else {
            Err(Refused)
        })
    }

    /// After an opening parenthesis.
    fn group(&mut self) -> Option<()> {
        if !self.eat('?') {
            self.out.push('(');
            return Some(());
        }
        if self.eat('P') {
            return self.eat('<').then(|| self.name())?;
        }
        if self.eat('<') {
            return self.name();
        }
        let (mut flags, mut negated, mut seen) = (String::new(), false, false);
        loop {
            match self.rest.next()? {
                flag @ ('i' | 'm' | 's' | 'U') => {
                    seen = true;
                    // The engine takes none twice.
                    if !flags.contains(flag) {
                        flags.push(flag);
                    }
                }
                '-' if !negated => {
                    flags.push('-');
                    (negated, seen) = (true, false);
                }
                end @ (':' | ')') if seen || !negated => {
                    if !flags.is_empty() || end == ':' {
                        let _ = write!(self.out, "(?{flags}{end}");
                    }
                    return Some(());
                }
                _ => return None,
            }
        }
    }

    /// The name of a group, after `(?P<` or `(?<`.
    fn name(&mut self) -> Option<()> {
        let name = self.up_to(">")?;
        let is_name = |letter: u8| letter.is_ascii_alphanumeric() || letter == b'_';
        if name.is_empty() || !name.bytes().all(is_name) {
            return None;
        }
        // The engine takes no name twice; the first group of a name has it.
        if self.names.contains(&name) {
            self.out.push('(');
        } else {
            let _ = write!(self.out, "(?P<{name}>");
            self.names.insert(name);
        }
        Some(())
    }

    /// After an opening bracket.
    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        if self.eat('^') {
            self.out.push('^');
        }
        let mut first = true;
        while first || self.rest.peek() != Some(&']') {
            first = false;
            if let Some(posix) = self.posix() {
                self.out.push_str(&posix.ok()?);
                continue;
            }
            let before = self.rest.clone();
            if self.eat('\\')
                && let Some(named) = self.named()
            {
                self.bracketed(named)?;
                continue;
            }
            self.rest = before;
            let low = self.member()?;
            self.literal(low);
            let mut ahead = self.rest.clone();
            if ahead.next() == Some('-') && ahead.next().is_some_and(|next| next != ']') {
                self.rest.next();
                let high = self.member()?;
                self.out.push('-');
                self.literal(high);
            }
        }
        self.rest.next();
        self.out.push(']');
        Some(())
    }

    /// One character within brackets.
    fn member(&mut self) -> Option<char> {
        match self.rest.next()? {
            '\\' => self.escaped(),
            letter => Some(letter),
        }
    }

    /// `[:alpha:]`, within brackets; `None` if it is none.
    fn posix(&mut self) -> Option<Result<String, Refused>> {
        let before = self.rest.clone();
        let name = if self.eat('[') && self.eat(':') {
            self.up_to(":]")
        } else {
            None
        };
        let Some(name) = name else {
            self.rest = before;
            return None;
        };
        let known = NAMES.contains(&name.strip_prefix('^').unwrap_or(&name));
        Some(if known {
            Ok(format!("[:{name}:]"))
        } else {
            Err(Refused)
        })
    }
}
