//! Functions of regular expressions (formulas 17). Patterns are RE2's, see
//! [`re2`].

mod re2;
mod reach;

use std::borrow::Cow;

use regex::{Captures, Regex, RegexBuilder};

use crate::bounds::Bounds;
use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

use reach::Reach;

/// Steps that compiling a pattern counts for: the largest that is allowed
/// takes some milliseconds.
const COMPILING: usize = 50_000;

/// Compiled patterns that are kept from row to row.
const KEPT: usize = 16;

/// Compiles a pattern; `None` if it is not valid or too large.
pub(crate) fn compile(pattern: &str, bounds: &Bounds) -> Option<Regex> {
    RegexBuilder::new(&re2::translated(pattern)?)
        .size_limit(bounds.regex_bytes)
        .build()
        .ok()
}

/// Calls a function whose pattern is no constant.
pub(super) fn call<'r>(
    function: Function,
    args: &mut [Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let [text, pattern, rest @ ..] = args else {
        return Err(Failure::Kind);
    };
    let pattern = coerce::text(pattern, context)?;
    let regex = kept(&pattern, context)?;
    let text = std::mem::replace(text, Value::Blank);
    let new = rest.first_mut();
    let new = new.map(|new| std::mem::replace(new, Value::Blank));
    run(function, &regex, Some(text), new, context)
}

/// The compiled pattern, perhaps from an earlier row. It counts as compiled
/// anew, so that no result depends on the rows before.
fn kept(pattern: &str, context: &Context) -> Result<Regex, Failure> {
    context.visit(COMPILING)?;
    let mut kept = context.regexes.borrow_mut();
    if let Some(regex) = kept.get(pattern) {
        return regex.clone().ok_or(Failure::Regex);
    }
    if kept.len() >= KEPT {
        kept.clear();
    }
    let regex = compile(pattern, &context.bounds);
    kept.insert(pattern.to_owned(), regex.clone());
    regex.ok_or(Failure::Regex)
}

/// Calls a function with a compiled pattern on the text and, to replace, the
/// new text.
#[inline(never)]
pub(crate) fn run<'r>(
    function: Function,
    regex: &Regex,
    text: Option<Value<'r>>,
    new: Option<Value<'r>>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let text = coerce::into_text(text.unwrap_or(Value::Blank), context)?;
    let new = new.unwrap_or(Value::Blank);
    let new = coerce::text(&new, context)?;
    reach::once(&text, context)?;
    match function {
        Function::RegexMatch => Ok(Value::truth(regex.is_match(&text))),
        Function::RegexExtract => {
            let found = regex.find(&text).ok_or(Failure::NoMatch)?.range();
            Ok(Value::Text(match text {
                Cow::Borrowed(text) => Cow::Borrowed(text.get(found).unwrap_or_default()),
                Cow::Owned(text) => Cow::Owned(text.get(found).unwrap_or_default().to_owned()),
            }))
        }
        _ => replaced(regex, text, &new, context).map(Value::Text),
    }
}

/// The text with every match replaced.
fn replaced<'r>(
    regex: &Regex,
    text: Cow<'r, str>,
    new: &str,
    context: &Context,
) -> Result<Cow<'r, str>, Failure> {
    let mut reach = Reach::new(regex, &text);
    let mut out = String::new();
    let mut done = 0;
    if new.contains('$') {
        for found in regex.captures_iter(&text) {
            let Some(whole) = found.get(0) else {
                continue;
            };
            context.visit(found.len())?;
            reach.note(whole.start(), context)?;
            coerce::push(
                text.get(done..whole.start()).unwrap_or_default(),
                &mut out,
                context,
            )?;
            expand(new, &found, &mut out, context)?;
            done = whole.end();
        }
    } else {
        for found in regex.find_iter(&text) {
            reach.note(found.start(), context)?;
            coerce::push(
                text.get(done..found.start()).unwrap_or_default(),
                &mut out,
                context,
            )?;
            coerce::push(new, &mut out, context)?;
            done = found.end();
        }
    }
    if done == 0 && out.is_empty() {
        return Ok(text);
    }
    coerce::push(text.get(done..).unwrap_or_default(), &mut out, context)?;
    Ok(Cow::Owned(out))
}

/// Appends the new text. As in ECMAScript, `$1` is what the first group found,
/// `$&` the whole match, `$<name>` what a named group found and `$$` a dollar;
/// of groups that the pattern does not have, the text stays as it is.
fn expand(
    new: &str,
    found: &Captures<'_>,
    out: &mut String,
    context: &Context,
) -> Result<(), Failure> {
    let mut rest = new;
    while let Some(at) = memchr::memchr(b'$', rest.as_bytes()) {
        let (before, from) = rest.split_at(at);
        coerce::push(before, out, context)?;
        let (part, length) = meant(from, found).unwrap_or(("$", 1));
        coerce::push(part, out, context)?;
        rest = from.get(length..).unwrap_or_default();
    }
    coerce::push(rest, out, context)
}

/// What a text that begins with a dollar means, and how long that is.
fn meant<'t>(from: &str, found: &Captures<'t>) -> Option<(&'t str, usize)> {
    let after = from.get(1..)?;
    let text = |group: Option<regex::Match<'t>>| group.map_or("", |group| group.as_str());
    match *after.as_bytes().first()? {
        b'$' => Some(("$", 2)),
        b'&' => Some((text(found.get(0)), 2)),
        b'<' => {
            let name = after.get(1..after.find('>')?)?;
            // A name that the pattern does not have is not looked up.
            let group = found.name(name)?;
            Some((group.as_str(), name.len() + 3))
        }
        _ => {
            let digits = after.bytes().take(2).take_while(u8::is_ascii_digit).count();
            // Two digits are one group if there are that many.
            (1..=digits).rev().find_map(|length| {
                let group: usize = after.get(..length)?.parse().ok()?;
                (1..found.len())
                    .contains(&group)
                    .then(|| (text(found.get(group)), length + 1))
            })
        }
    }
}

#[cfg(test)]
mod tests;
