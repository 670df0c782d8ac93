//! Format texts as moment reads them: tokens, and what stands as it is.

use super::locale::Locale;

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part<'f> {
    /// Stands for a part of a date.
    Token(&'f str),
    /// Stands for itself.
    Literal(&'f str),
}

/// Tokens by their first letters, longer ones first where one begins another.
const TOKENS: &[&str] = &[
    "Hmmss", "hmmss", "Hmm", "hmm", "MMMM", "MMM", "MM", "Mo", "M", "DDDD", "DDDo", "DDD", "DD",
    "Do", "D", "dddd", "ddd", "dd", "do", "d", "ww", "wo", "w", "WW", "Wo", "W", "Qo", "Q",
    "NNNNN", "NNNN", "NNN", "NN", "N", "YYYYYY", "YYYYY", "YYYY", "YY", "Y", "yyyy", "yyy", "yy",
    "yo", "y", "ggggg", "gggg", "gg", "GGGGG", "GGGG", "GG", "e", "E", "a", "A", "hh", "h", "HH",
    "H", "kk", "k", "mm", "m", "ss", "s", "SSSSSSSSS", "SSSSSSSS", "SSSSSSS", "SSSSSS", "SSSSS",
    "SSSS", "SSS", "SS", "S", "x", "X", "zz", "z", "ZZ", "Z",
];

const LONG: &[&str] = &["LTS", "LT", "LLLL", "LLL", "LL", "L", "llll", "lll", "ll", "l"];

/// The parts of a format.
pub(super) fn parts(format: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let length = if let Some(length) = bracketed(rest) {
            parts.push(Part::Literal(&rest[1..length - 1]));
            length
        } else if first == '\\' {
            // The token after it stands for itself.
            let after = &rest[1..];
            let escaped = token(after, TOKENS)
                .map_or_else(|| after.chars().next().map_or(0, char::len_utf8), str::len);
            parts.push(Part::Literal(&after[..escaped]));
            1 + escaped
        } else if let Some(token) = token(rest, TOKENS) {
            parts.push(Part::Token(token));
            token.len()
        } else {
            let length = first.len_utf8();
            parts.push(Part::Literal(&rest[..length]));
            length
        };
        rest = &rest[length..];
    }
    parts
}

/// The length of a bracketed part at the beginning.
fn bracketed(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let end = inside.find(['[', ']'])?;
    // An opening bracket inside ends nothing.
    inside[end..].starts_with(']').then_some(end + 2)
}

fn token<'t>(text: &'t str, tokens: &[&str]) -> Option<&'t str> {
    let found = tokens.iter().find(|token| text.starts_with(**token))?;
    text.get(..found.len())
}

/// The format with its presets (`LL` and the like) written out.
pub(super) fn expanded(format: &str, locale: &Locale) -> String {
    let mut format = format.to_owned();
    // A preset may be made of others.
    for _ in 0..5 {
        if !format.contains(['L', 'l']) {
            break;
        }
        let mut out = String::with_capacity(format.len());
        let mut rest = format.as_str();
        let mut changed = false;
        while let Some(first) = rest.chars().next() {
            let length = if let Some(length) = bracketed(rest) {
                out.push_str(&rest[..length]);
                length
            } else if first == '\\' {
                let escaped = rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..1 + escaped]);
                1 + escaped
            } else if let Some(preset) = token(rest, LONG)
                && let Some(long) = locale.long_format(preset)
            {
                out.push_str(long);
                changed = true;
                preset.len()
            } else {
                out.push(first);
                first.len_utf8()
            };
            rest = &rest[length..];
        }
        format = out;
        if !changed {
            break;
        }
    }
    format
}
