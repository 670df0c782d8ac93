//! Addresses of files as text.

use std::borrow::Cow;

/// A file that a text names.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found<'t> {
    pub(super) url: &'t str,
    /// What stands before the address, if that stands in brackets.
    pub(super) name: Option<&'t str>,
}

/// The files that a text names: addresses with commas or space between them,
/// or `filename (url)` as such cells read. What is neither is passed over.
pub(super) fn files(text: &str) -> impl Iterator<Item = Found<'_>> {
    let mut rest = text;
    // Where no bracket closes, none does further on, and is not looked for again.
    let mut closes = true;
    let next = move || {
        let (before, address) = rest.split_at(address_start(rest)?);
        let name = before.strip_suffix('(');
        let bracket = name
            .filter(|_| closes)
            .and_then(|_| closing_bracket(address));
        closes &= name.is_none() || bracket.is_some();
        let end = bracket.unwrap_or_else(|| plain_end(address));
        let (url, after) = address.split_at(end);
        rest = name.and_then(|_| after.strip_prefix(')')).unwrap_or(after);
        let name = name.map(|name| name.trim_matches(is_between));
        Some(Found {
            url,
            name: name.filter(|name| !name.is_empty()),
        })
    };
    std::iter::from_fn(next).filter(|found| is_address(found.url))
}

/// True if the text is `http` or `https`, a host and whatever comes after.
pub(super) fn is_address(text: &str) -> bool {
    let host = after_scheme(text).map(|rest| rest.split(['/', '?', '#', '\\']).next());
    !text.contains(char::is_control)
        && host.flatten().is_some_and(|host| {
            host.contains(char::is_alphanumeric) && !host.contains(char::is_whitespace)
        })
}

/// A name for the file of an address: the last part of its path, or else its host.
pub(super) fn name_of(url: &str) -> Cow<'_, str> {
    let rest = after_scheme(url).unwrap_or(url);
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    let last = path.split('/').rfind(|part| !part.trim().is_empty());
    decoded(last.unwrap_or(url))
}

/// `a%20b.png` as `a b.png`, unless what comes out is no name.
fn decoded(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = (*first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .filter(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = match code {
            Some(_) => after.get(2..).unwrap_or_default(),
            None => after,
        };
    }
    match String::from_utf8(bytes) {
        Ok(name) if !name.contains(char::is_control) && !name.trim().is_empty() => Cow::Owned(name),
        _ => Cow::Borrowed(part),
    }
}

fn after_scheme(text: &str) -> Option<&str> {
    ["https://", "http://"].iter().find_map(|scheme| {
        let (start, rest) = text.split_at_checked(scheme.len())?;
        start.eq_ignore_ascii_case(scheme).then_some(rest)
    })
}

/// Where the first address of a text begins.
fn address_start(text: &str) -> Option<usize> {
    text.match_indices(['h', 'H']).map(|(at, _)| at).find(|at| {
        let (before, rest) = text.split_at(*at);
        after_scheme(rest).is_some()
            && (before.is_empty() || before.ends_with([' ', '\t', '\n', '\r', ',', '(', ';']))
    })
}

/// True for what stands between one file and the next.
fn is_between(mark: char) -> bool {
    matches!(mark, ',' | ';') || mark.is_whitespace()
}

/// Where an address ends that began after a bracket: at the bracket after
/// which the next file or nothing comes.
fn closing_bracket(address: &str) -> Option<usize> {
    let ends = |at: &usize| {
        let after = address.get(at + 1..).unwrap_or_default();
        after.is_empty() || after.starts_with(is_between)
    };
    address.match_indices(')').map(|(at, _)| at).find(ends)
}

/// Where a bare address ends: at space, or at a comma that is not part of it,
/// since nothing or the next address comes after.
fn plain_end(address: &str) -> usize {
    let mark = |at: &usize| {
        let rest = address.get(*at..).unwrap_or_default();
        match rest.strip_prefix([',', ';']) {
            Some(after) => {
                let next = after.trim_start();
                next.is_empty() || next.len() < after.len() || after_scheme(next).is_some()
            }
            None => true,
        }
    };
    let marks = address.match_indices([',', ';', ' ', '\t', '\n', '\r']);
    marks.map(|(at, _)| at).find(mark).unwrap_or(address.len())
}
