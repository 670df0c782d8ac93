//! Functions of texts (formulas 7). Places and lengths count UTF-16 code
//! units, as scripts do; where that would cut a character in two, its half is
//! left out.

use std::fmt::Write as _;

use crate::context::Context;
use crate::eval::coerce;
use crate::function::Function;
use crate::value::{Failure, Value};

/// Calls a function of texts on its evaluated arguments.
pub(super) fn call<'r>(
    function: Function,
    args: Vec<Value<'r>>,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    if function == Function::Concatenate {
        let mut all = String::new();
        for arg in &args {
            let text = coerce::text(arg, context)?;
            if !context.make(text.len()) {
                return Err(Failure::TooMuch);
            }
            all.push_str(&text);
        }
        return Ok(Value::text(all));
    }
    if function == Function::T {
        return Ok(match args.into_iter().next() {
            Some(Value::Text(text)) => Value::Text(text),
            _ => Value::Blank,
        });
    }
    let blank = Value::Blank;
    let arg = |place: usize| args.get(place).unwrap_or(&blank);
    let text = coerce::text(arg(0), context)?;
    let made = match function {
        Function::Len => return Ok(Value::Number(units(&text) as f64)),
        Function::Find | Function::Search => {
            let start = args.get(2).map_or(Ok(0.0), coerce::whole)?;
            return find(function, arg(0), arg(1), start, context);
        }
        Function::Lower => text.to_lowercase(),
        Function::Upper => text.to_uppercase(),
        Function::Trim => text.trim().to_owned(),
        Function::Left => {
            let count = args.get(1).map_or(Ok(1.0), coerce::whole)?;
            part(&text, 0, size(count)).to_owned()
        }
        Function::Right => {
            let count = size(args.get(1).map_or(Ok(1.0), coerce::whole)?);
            let length = units(&text);
            part(&text, length.saturating_sub(count), usize::MAX).to_owned()
        }
        Function::Mid => {
            let start = size(coerce::whole(arg(1))? - 1.0);
            part(&text, start, size(coerce::whole(arg(2))?)).to_owned()
        }
        Function::Replace => {
            let start = size(coerce::whole(arg(1))? - 1.0);
            let count = size(coerce::whole(arg(2))?);
            let new = coerce::text(arg(3), context)?;
            let after = part(&text, start.saturating_add(count), usize::MAX);
            let before = part(&text, 0, start);
            format!("{before}{new}{after}")
        }
        Function::Rept => {
            let times = size(coerce::whole(arg(1))?);
            if !context.make(text.len().saturating_mul(times)) {
                return Err(Failure::TooMuch);
            }
            return Ok(Value::text(text.repeat(times)));
        }
        Function::Substitute => {
            let old = coerce::text(arg(1), context)?;
            let new = coerce::text(arg(2), context)?;
            let only = args.get(3).map(coerce::whole).transpose()?;
            substitute(&text, &old, &new, only, context)?
        }
        _ => encoded(&text),
    };
    if !context.make(made.len()) {
        return Err(Failure::TooMuch);
    }
    Ok(Value::text(made))
}

/// A number of characters; less than none is none.
fn size(number: f64) -> usize {
    // Too great a number becomes the greatest.
    number.max(0.0) as usize
}

fn units(text: &str) -> usize {
    if text.is_ascii() {
        text.len()
    } else {
        text.encode_utf16().count()
    }
}

/// `count` units from a place on.
fn part(text: &str, start: usize, count: usize) -> &str {
    if text.is_ascii() {
        let start = start.min(text.len());
        let end = start.saturating_add(count).min(text.len());
        return text.get(start..end).unwrap_or_default();
    }
    let end = start.saturating_add(count);
    let (mut at, mut from, mut to) = (0usize, None, text.len());
    for (byte, letter) in text.char_indices() {
        if from.is_none() && at >= start {
            from = Some(byte);
        }
        let next = at + letter.len_utf16();
        if next > end {
            to = byte;
            break;
        }
        at = next;
    }
    from.and_then(|from| text.get(from..to.max(from)))
        .unwrap_or_default()
}

/// Where one text stands in another, counted from 1; 0 (`FIND`) or blank
/// (`SEARCH`) if it does not.
pub(crate) fn find<'r>(
    function: Function,
    needle: &Value<'_>,
    hay: &Value<'_>,
    start: f64,
    context: &Context,
) -> Result<Value<'r>, Failure> {
    let needle = coerce::text(needle, context)?;
    let hay = coerce::text(hay, context)?;
    let skipped = size(start - 1.0);
    let place = if skipped == 0 {
        memchr::memmem::find(hay.as_bytes(), needle.as_bytes())
            .map(|at| units(&hay[..at]) + 1)
    } else if skipped > units(&hay) {
        None
    } else {
        let rest = part(&hay, skipped, usize::MAX);
        let before = hay.len() - rest.len();
        memchr::memmem::find(rest.as_bytes(), needle.as_bytes())
            .map(|at| units(&hay[..before + at]) + 1)
    };
    Ok(match place {
        Some(place) => Value::Number(place as f64),
        None if function == Function::Find => Value::Number(0.0),
        None => Value::Blank,
    })
}

fn substitute(
    text: &str,
    old: &str,
    new: &str,
    only: Option<f64>,
    context: &Context,
) -> Result<String, Failure> {
    if old.is_empty() {
        return Ok(text.to_owned());
    }
    let Some(only) = only else {
        let found = memchr::memmem::find_iter(text.as_bytes(), old.as_bytes()).count();
        if !context.make(found.saturating_mul(new.len())) {
            return Err(Failure::TooMuch);
        }
        return Ok(text.replace(old, new));
    };
    if only < 1.0 {
        return Ok(text.to_owned());
    }
    let place = text.match_indices(old).nth(size(only) - 1);
    Ok(match place {
        None => text.to_owned(),
        Some((at, _)) => format!("{}{new}{}", &text[..at], &text[at + old.len()..]),
    })
}

/// Everything but letters, digits and `- _ . ~` as percent signs and bytes.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            // Writing into a text does not fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
