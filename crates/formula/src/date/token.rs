//! The tokens of formats (formulas 11).

use super::locale::Locale;

/// How often presets are looked for in what presets were replaced by.
const ROUNDS: usize = 6;

/// The parts of a format in their order: tokens, texts in brackets, escaped
/// tokens with their backslash, and single characters. Line breaks are left out.
pub(super) fn tokens(format: &str) -> impl Iterator<Item = &str> {
    let mut rest = format;
    std::iter::from_fn(move || {
        let line_break = |c| matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}');
        loop {
            let first = rest.chars().next()?;
            let (token, after) = rest.split_at(bracketed(rest).unwrap_or_else(|| {
                let escaped = rest.strip_prefix('\\').map_or(0, length);
                if escaped > 0 && !rest[1..].starts_with(line_break) {
                    1 + escaped
                } else {
                    length(rest)
                }
            }));
            rest = after;
            if !line_break(first) {
                return Some(token);
            }
        }
    })
}

/// The length of a text in brackets at the beginning. It ends with the last
/// bracket before another one opens.
fn bracketed(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('[')?;
    let until = inside.find('[').unwrap_or(inside.len());
    Some(inside[..until].rfind(']')? + 2)
}

/// The length of the token or else the character at the beginning.
fn length(text: &str) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    // How often the first letter is repeated, counted up to `most`.
    let run = |most: usize| text.chars().take(most).take_while(|c| *c == first).count();
    let is = |token: &str| text.starts_with(token);
    match first {
        'e' if is("eHHmm") => 5,
        'H' | 'h' if text[1..].starts_with("mmss") => 5,
        'H' | 'h' if text[1..].starts_with("mm") => 3,
        'M' if is("Mo") => 2,
        'D' if is("Do") => 2,
        'D' if is("DDDo") => 4,
        'd' if is("do") => 2,
        'Q' if is("Qo") => 2,
        'y' if is("yo") => 2,
        // The bar is no mistake of ours; it is moment's, and so it has to be.
        'w' | 'W' if text[1..].starts_with(['o', '|']) => 2,
        'M' | 'D' | 'd' | 'y' => run(4),
        'N' => run(5),
        'S' => run(9),
        'w' | 'W' | 'h' | 'H' | 'k' | 'm' | 's' | 'z' | 'Z' => run(2),
        'Y' => match run(6) {
            3 => 2,
            letters => letters,
        },
        'g' | 'G' => match run(5) {
            3 => 2,
            letters => letters,
        },
        other => other.len_utf8(),
    }
}

/// A part that is no token, as it is written: without brackets or backslashes.
pub(super) fn literal(part: &str) -> String {
    match part.strip_prefix('[') {
        Some(inside) if !inside.is_empty() => inside.strip_suffix(']').unwrap_or(inside).to_owned(),
        _ => part.replace('\\', ""),
    }
}

/// The format with its presets (`LL` and the like) written out.
pub(super) fn expanded(format: &str, locale: &Locale) -> String {
    let mut format = format.to_owned();
    for _ in 0..ROUNDS {
        let next = replaced(&format, locale);
        if next == format {
            break;
        }
        format = next;
    }
    format
}

fn replaced(format: &str, locale: &Locale) -> String {
    let mut out = String::with_capacity(format.len() + 16);
    let mut rest = format;
    while let Some(first) = rest.chars().next() {
        let escaped = rest.strip_prefix('\\').map_or(0, preset);
        let length = match bracketed(rest) {
            Some(length) => length,
            None if escaped > 0 => 1 + escaped,
            None => preset(rest),
        };
        let length = length.max(first.len_utf8());
        let (part, after) = rest.split_at(length);
        match locale.long(part) {
            Some(long) => out.push_str(long),
            None => out.push_str(part),
        }
        rest = after;
    }
    out
}

/// The length of the preset at the beginning; 0 if there is none.
fn preset(text: &str) -> usize {
    let run = |letter: char| text.chars().take(4).take_while(|c| *c == letter).count();
    if text.starts_with("LTS") {
        3
    } else if text.starts_with("LT") {
        2
    } else {
        run('L').max(run('l'))
    }
}

/// The short form of a long format: `MMMM` becomes `MMM`, and so on.
pub(super) fn shortened(long: &str) -> String {
    let short = |token| match token {
        "MMMM" => "MMM",
        "MM" => "M",
        "DD" => "D",
        "dddd" => "ddd",
        other => other,
    };
    tokens(long).map(short).collect()
}

/// Whether what a format reads depends on the present day: it names no year, or
/// days of weeks but no week.
pub fn reads_today(format: &str) -> bool {
    let format = expanded(format, Locale::english());
    let has = |named: &[&str]| tokens(&format).any(|token| named.contains(&token));
    if has(&["X", "x"]) {
        return false;
    }
    let year = has(&[
        "YY", "YYYY", "YYYYY", "YYYYYY", "Y", "y", "yy", "yyy", "yyyy", "yo", "N", "NN", "NNN",
        "NNNN", "NNNNN",
    ]);
    if has(&["M", "MM", "MMM", "MMMM", "Q", "D", "DD", "Do"]) {
        return !year;
    }
    if has(&["GG", "GGGG", "GGGGG", "W", "WW", "E"]) {
        return !year && !has(&["GG", "GGGG", "GGGGG"]);
    }
    if has(&[
        "gg", "gggg", "ggggg", "w", "ww", "e", "d", "dd", "ddd", "dddd", "eHHmm",
    ]) {
        return !has(&["w", "ww"]) || (!year && !has(&["gg", "gggg", "ggggg"]));
    }
    !year
}
