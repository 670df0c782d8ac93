//! Functions of texts (formulas 7). Places and lengths count UTF-16 code
//! units, see [`units`].

mod units;

use std::borrow::Cow;

use memchr::memmem;

use crate::context::Context;
use crate::eval::{coerce, take};
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function of texts on its evaluated arguments.
pub(super) fn call<'r>(
    function: Function,
    args: &mut [Value<'r>],
    context: &Context,
) -> Result<Value<'r>, Failure> {
    match function {
        Function::Find | Function::Search => {
            let [wanted, within, rest @ ..] = &*args else {
                return Err(Failure::Kind);
            };
            return find(function, wanted, within, rest.first(), context);
        }
        Function::Concatenate => return concatenate(args, context),
        Function::T => {
            return Ok(match take(args, 0) {
                text @ Value::Text(_) => text,
                _ => Value::Blank,
            });
        }
        _ => {}
    }
    let text = coerce::into_text(take(args, 0), context)?;
    let count = |place: usize| args.get(place).map_or(Ok(1.0), coerce::whole);
    let more = |place: usize| match args.get(place) {
        Some(value) => coerce::text(value, context),
        None => Ok(Cow::Borrowed("")),
    };
    let text = match function {
        Function::Len => return Ok(Value::Number(units::count(&text) as f64)),
        Function::Left => {
            let end = units::before(&text, size(count(1)?));
            cut(text, 0, end)
        }
        Function::Right => {
            let skipped = units::count(&text).saturating_sub(size(count(1)?));
            let start = units::after(&text, skipped);
            let end = text.len();
            cut(text, start, end)
        }
        Function::Mid => {
            let skipped = size(count(1)? - 1.0);
            let start = units::after(&text, skipped);
            let end = units::before(&text, skipped.saturating_add(size(count(2)?)));
            cut(text, start, end)
        }
        Function::Replace => {
            let skipped = size(count(1)? - 1.0);
            let before = units::before(&text, skipped);
            let after = units::after(&text, skipped.saturating_add(size(count(2)?)));
            Cow::Owned(spliced(&text, before, after, &more(3)?, context)?)
        }
        Function::Substitute => {
            let only = args.get(3).map(coerce::whole).transpose()?;
            substitute(text, &more(1)?, &more(2)?, only, context)?
        }
        Function::Rept => repeated(text, size(count(1)?), context)?,
        Function::Trim => trimmed(text),
        Function::Lower => lower(text, context)?,
        Function::Upper => upper(text, context)?,
        _ => encoded(text, context)?,
    };
    Ok(Value::Text(text))
}

/// A number of units; less than none is none.
fn size(number: f64) -> usize {
    // Too great a number becomes the greatest.
    number.max(0.0) as usize
}

/// A part of a text, by bytes, which are between characters. Nothing is
/// copied.
fn cut(text: Cow<'_, str>, start: usize, end: usize) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
        Cow::Owned(text) if start >= end => {
            drop(text);
            Cow::Borrowed("")
        }
        Cow::Owned(mut text) => {
            text.truncate(end);
            text.drain(..start);
            Cow::Owned(text)
        }
    }
}

/// Where one text stands in another, counted from 1; 0 (`FIND`) or blank
/// (`SEARCH`) if it does not. The places 0 and 1 to begin at are the same.
pub(crate) fn find<'r>(
    function: Function,
    wanted: &Value<'_>,
    within: &Value<'_>,
    start: Option<&Value<'_>>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let wanted = coerce::text(wanted, context)?;
    let within = coerce::text(within, context)?;
    let start = match start {
        None => Some(0),
        Some(start) => from(&within, size(coerce::whole(start)? - 1.0)),
    };
    let found = start.and_then(|start| {
        let rest = within.as_bytes().get(start..)?;
        position(rest, wanted.as_bytes()).map(|at| start + at)
    });
    Ok(match found {
        Some(at) => {
            let before = within.get(..at).unwrap_or_default();
            Value::Number(units::count(before) as f64 + 1.0)
        }
        None if function == Function::Find => Value::Number(0.0),
        None => Value::Blank,
    })
}

/// Where one run of bytes first stands in another. In short texts, which most
/// cells are, looking for the first byte is the fastest.
fn position(within: &[u8], wanted: &[u8]) -> Option<usize> {
    const SHORT: usize = 64;
    let [first, rest @ ..] = wanted else {
        return Some(0);
    };
    if within.len() > SHORT {
        return memmem::find(within, wanted);
    }
    let mut start = 0;
    loop {
        let at = start + memchr::memchr(*first, within.get(start..)?)?;
        if within.get(at + 1..)?.starts_with(rest) {
            return Some(at);
        }
        start = at + 1;
    }
}

/// The byte to begin at after some units; `None` after the end, where nothing
/// is found, not even nothing.
fn from(text: &str, skipped: usize) -> Option<usize> {
    let at = units::after(text, skipped);
    (at < text.len() || units::count(text) >= skipped).then_some(at)
}

fn concatenate<'r>(args: &mut [Value<'r>], context: &Context) -> Result<Value<'r>, Failure> {
    // One text alone is not copied.
    if let [one] = args {
        return coerce::into_text(std::mem::replace(one, Value::Blank), context).map(Value::Text);
    }
    let mut all = String::new();
    for arg in args {
        coerce::push_text(arg, &mut all, context)?;
    }
    Ok(Value::text(all))
}

/// The text with other text in place of a part of it.
fn spliced(
    text: &str,
    before: usize,
    after: usize,
    new: &str,
    context: &Context,
) -> Result<String, Failure> {
    let before = text.get(..before).unwrap_or_default();
    let after = text.get(after..).unwrap_or_default();
    context.made(before.len() + new.len() + after.len())?;
    Ok([before, new, after].concat())
}

/// All occurrences, or one of them, counted from 1, replaced.
fn substitute<'r>(
    text: Cow<'r, str>,
    old: &str,
    new: &str,
    only: Option<f64>,
    context: &Context,
) -> Result<Cow<'r, str>, Failure> {
    if old.is_empty() {
        return Ok(text);
    }
    let finder = memmem::Finder::new(old.as_bytes());
    if let Some(only) = only {
        let place = size(only)
            .checked_sub(1)
            .and_then(|skipped| finder.find_iter(text.as_bytes()).nth(skipped));
        return match place {
            Some(at) => spliced(&text, at, at + old.len(), new, context).map(Cow::Owned),
            None => Ok(text),
        };
    }
    let count = finder.find_iter(text.as_bytes()).count();
    if count == 0 {
        return Ok(text);
    }
    context.visit(count)?;
    let length = text.len() - count * old.len() + count.saturating_mul(new.len());
    context.made(length)?;
    let mut out = String::with_capacity(length);
    let mut done = 0;
    for at in finder.find_iter(text.as_bytes()) {
        out.push_str(text.get(done..at).unwrap_or_default());
        out.push_str(new);
        done = at + old.len();
    }
    out.push_str(text.get(done..).unwrap_or_default());
    Ok(Cow::Owned(out))
}

fn repeated<'r>(
    text: Cow<'r, str>,
    times: usize,
    context: &Context,
) -> Result<Cow<'r, str>, Failure> {
    if text.is_empty() || times == 1 {
        return Ok(text);
    }
    context.made(text.len().saturating_mul(times))?;
    Ok(Cow::Owned(text.repeat(times)))
}

/// Without white space at both ends, as ECMAScript understands it.
fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    let space = |letter: char| match letter {
        '\u{feff}' => true,
        '\u{85}' => false,
        letter => letter.is_whitespace(),
    };
    let start = text.len() - text.trim_start_matches(space).len();
    let end = text.trim_end_matches(space).len();
    cut(text, start, end)
}

fn lower<'r>(text: Cow<'r, str>, context: &Context) -> Result<Cow<'r, str>, Failure> {
    if text.is_ascii() {
        return ascii(
            text,
            |byte| byte.is_ascii_uppercase(),
            str::make_ascii_lowercase,
            context,
        );
    }
    let lower = text.to_lowercase();
    context.made(lower.len())?;
    Ok(Cow::Owned(lower))
}

fn upper<'r>(text: Cow<'r, str>, context: &Context) -> Result<Cow<'r, str>, Failure> {
    if text.is_ascii() {
        return ascii(
            text,
            |byte| byte.is_ascii_lowercase(),
            str::make_ascii_uppercase,
            context,
        );
    }
    let upper = text.to_uppercase();
    context.made(upper.len())?;
    Ok(Cow::Owned(upper))
}

/// Changes letters if there are any to change.
fn ascii<'r>(
    mut text: Cow<'r, str>,
    changes: impl Fn(u8) -> bool,
    change: impl Fn(&mut str),
    context: &Context,
) -> Result<Cow<'r, str>, Failure> {
    if text.bytes().any(changes) {
        if let Cow::Borrowed(text) = text {
            context.made(text.len())?;
        }
        change(text.to_mut());
    }
    Ok(text)
}

/// Everything but letters, digits and `- _ . ~` as percent signs and bytes.
fn encoded<'r>(text: Cow<'r, str>, context: &Context) -> Result<Cow<'r, str>, Failure> {
    const DIGITS: [char; 16] = [
        '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F',
    ];
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let others = text.bytes().filter(|byte| !plain(*byte)).count();
    if others == 0 {
        return Ok(text);
    }
    context.made(text.len() + 2 * others)?;
    let mut out = String::with_capacity(text.len() + 2 * others);
    for byte in text.bytes() {
        if plain(byte) {
            out.push(char::from(byte));
        } else {
            let [high, low] = [byte >> 4, byte & 15].map(|half| DIGITS[usize::from(half)]);
            out.extend(['%', high, low]);
        }
    }
    Ok(Cow::Owned(out))
}

#[cfg(test)]
mod tests;
