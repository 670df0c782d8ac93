//! Functions of regular expressions (formulas 17).
//!
//! The patterns are RE2's. The engine is `regex`, whose syntax is nearly that;
//! the differences are written anew before it sees them: Perl classes and word
//! boundaries are ASCII, a bracket within a class stands for itself, and
//! `\Q…\E` quotes.

use regex::{Captures, Regex, RegexBuilder};

use crate::bounds::Bounds;
use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

/// The greatest number in `{n}` and `{n,m}`, as in RE2.
const REPEATS: u32 = 1_000;

/// Compiles a pattern; `None` if it is not valid or too large.
pub(crate) fn compile(pattern: &str, bounds: &Bounds) -> Option<Regex> {
    RegexBuilder::new(&translated(pattern)?)
        .size_limit(bounds.regex_bytes)
        .dfa_size_limit(bounds.regex_bytes)
        .nest_limit(100)
        .build()
        .ok()
}

/// Calls a function with a pattern that is known only now.
pub(super) fn call<'r>(
    function: Function,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let pattern = coerce::text(args.get(1).unwrap_or(&Value::Blank), context)?;
    // Compiling takes about as long as thousands of steps.
    if !context.step(10_000 + 100 * pattern.len() as u64) {
        return Err(Failure::TooMuch);
    }
    let regex = compile(&pattern, &context.bounds).ok_or(Failure::Regex)?;
    run(function, &regex, args, context)
}

/// Calls a function with a compiled pattern.
pub(crate) fn run<'r>(
    function: Function,
    regex: &Regex,
    args: &[Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let blank = Value::Blank;
    let text = coerce::text(args.first().unwrap_or(&blank), context)?;
    if !context.step(text.len() as u64 / 16) {
        return Err(Failure::TooMuch);
    }
    match function {
        Function::RegexMatch => Ok(Value::truth(regex.is_match(&text))),
        Function::RegexExtract => {
            let found = regex.find(&text).ok_or(Failure::NoMatch)?;
            if !context.make(found.len()) {
                return Err(Failure::TooMuch);
            }
            Ok(Value::text(found.as_str().to_owned()))
        }
        _ => {
            let new = coerce::text(args.get(2).unwrap_or(&blank), context)?;
            replaced(regex, &text, &new, context).map(Value::text)
        }
    }
}

fn replaced(
    regex: &Regex,
    text: &str,
    new: &str,
    context: &Context,
) -> Result<String, Failure> {
    let mut out = String::new();
    let mut at = 0;
    for found in regex.captures_iter(text) {
        let Some(whole) = found.get(0) else {
            continue;
        };
        let before = out.len();
        out.push_str(&text[at..whole.start()]);
        expand(new, &found, &mut out);
        if !context.make(out.len() - before) {
            return Err(Failure::TooMuch);
        }
        at = whole.end();
    }
    out.push_str(&text[at..]);
    Ok(out)
}

/// Appends the replacement: `$1` is what the first group found, `$0` and `$&`
/// are all of it, `$$` is a dollar.
fn expand(new: &str, found: &Captures<'_>, out: &mut String) {
    let mut rest = new;
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar + 1..];
        let digits = rest.bytes().take(2).take_while(u8::is_ascii_digit).count();
        // Two digits name a group only if there is one of that number.
        let group = (1..=digits).rev().find_map(|length| {
            let group: usize = rest[..length].parse().ok()?;
            (group < found.len()).then_some((group, length))
        });
        match (group, rest.as_bytes().first()) {
            (Some((group, length)), _) => {
                out.push_str(found.get(group).map_or("", |part| part.as_str()));
                rest = &rest[length..];
            }
            (None, Some(b'$')) => {
                out.push('$');
                rest = &rest[1..];
            }
            (None, Some(b'&')) => {
                out.push_str(found.get(0).map_or("", |part| part.as_str()));
                rest = &rest[1..];
            }
            _ => out.push('$'),
        }
    }
    out.push_str(rest);
}

/// The pattern in the syntax of the engine; `None` if RE2 does not take it.
fn translated(pattern: &str) -> Option<String> {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut letters = pattern.chars().peekable();
    // Where in a class: the number of items so far.
    let mut class: Option<usize> = None;
    while let Some(letter) = letters.next() {
        match (letter, class) {
            ('\\', _) => {
                let escaped = letters.next()?;
                if escaped == 'Q' {
                    let mut quoted = String::new();
                    while let Some(letter) = letters.next() {
                        if letter == '\\' && letters.peek() == Some(&'E') {
                            letters.next();
                            break;
                        }
                        quoted.push(letter);
                    }
                    out.push_str(&regex::escape(&quoted));
                    continue;
                }
                escape(escaped, class.is_some(), &mut out)?;
                class = class.map(|items| items + 1);
            }
            ('[', None) => {
                out.push('[');
                if letters.peek() == Some(&'^') {
                    letters.next();
                    out.push('^');
                }
                // A bracket that stands first is one of the items.
                if letters.peek() == Some(&']') {
                    letters.next();
                    out.push_str("\\]");
                    class = Some(1);
                } else {
                    class = Some(0);
                }
            }
            ('[', Some(_)) if letters.peek() == Some(&':') => {
                let mut named = String::from("[");
                while let Some(letter) = letters.next() {
                    named.push(letter);
                    if letter == ']' {
                        break;
                    }
                }
                if !named.ends_with(":]") {
                    return None;
                }
                out.push_str(&named);
                class = class.map(|items| items + 1);
            }
            ('[' | '&' | '~', Some(items)) => {
                out.push('\\');
                out.push(letter);
                class = Some(items + 1);
            }
            (']', Some(_)) => {
                out.push(']');
                class = None;
            }
            (other, Some(items)) => {
                // Two in a row would take one class from another.
                if other == '-' && letters.peek() == Some(&'-') {
                    out.push_str("\\-");
                } else {
                    out.push(other);
                }
                class = Some(items + 1);
            }
            ('{', None) => {
                let rest: String = letters.clone().collect();
                let closing = rest.find('}');
                let inside = closing.and_then(|end| rest.get(..end)).unwrap_or_default();
                if repeats(inside)? {
                    out.push('{');
                } else {
                    out.push_str("\\{");
                }
            }
            ('}', None) if !opened(&out) => out.push_str("\\}"),
            ('(', None) => {
                out.push('(');
                if letters.peek() == Some(&'?') {
                    let flags: String = letters.clone().skip(1).take(10).collect();
                    let flags = flags.split([':', ')', '<']).next().unwrap_or_default();
                    if flags.contains(['x', 'u', 'R']) && !flags.starts_with('P') {
                        return None;
                    }
                }
            }
            (other, None) => out.push(other),
        }
    }
    Some(out)
}

/// True if a repetition is open that a brace would close.
fn opened(out: &str) -> bool {
    let open = out.rfind('{').filter(|at| !out[..*at].ends_with('\\'));
    open.is_some_and(|at| !out[at..].contains('}'))
}

/// True for the inside of `{n}`, `{n,}` and `{n,m}`; `None` if the numbers are
/// too great.
fn repeats(inside: &str) -> Option<bool> {
    let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(least) || !(digits(most) || most.is_empty()) {
        return Some(false);
    }
    for number in [least, most].into_iter().filter(|text| !text.is_empty()) {
        if number.parse::<u32>().map_or(true, |number| number > REPEATS) {
            return None;
        }
    }
    Some(true)
}

fn escape(letter: char, in_class: bool, out: &mut String) -> Option<()> {
    let inner = match letter.to_ascii_lowercase() {
        'd' => "0-9",
        'w' => "0-9A-Za-z_",
        's' => r"\t\n\x0C\r\x20",
        'b' if !in_class => {
            out.push_str(if letter == 'b' { r"(?-u:\b)" } else { r"(?-u:\B)" });
            return Some(());
        }
        _ => {
            // RE2 has neither of these.
            if matches!(letter, '<' | '>' | 'Z' | 'G' | 'K' | 'R' | 'X' | 'u' | 'U') {
                return None;
            }
            out.push('\\');
            out.push(letter);
            return Some(());
        }
    };
    match (letter.is_ascii_uppercase(), in_class) {
        (false, true) => out.push_str(inner),
        (false, false) => {
            out.push('[');
            out.push_str(inner);
            out.push(']');
        }
        (true, _) => {
            out.push_str("[^");
            out.push_str(inner);
            out.push(']');
        }
    }
    Some(())
}
