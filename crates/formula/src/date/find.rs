//! Where in a text stands what a token could be.

use super::locale::{Era, Locale, Pattern};

/// Letters of one name that are looked at.
const LONGEST: usize = 256;

/// The first place in a text for a token: from where to where. What is no token
/// is looked for as it is.
pub(super) fn find<'l>(token: &str, text: &str, locale: &'l Locale) -> Option<(usize, usize)> {
    match token {
        "Q" => digits(text, 1, 1, false),
        "M" | "MM" | "D" | "DD" | "d" | "e" | "E" | "w" | "ww" | "W" | "WW" | "YY" | "gg"
        | "GG" | "H" | "HH" | "h" | "hh" | "k" | "kk" | "m" | "mm" | "s" | "ss" => {
            digits(text, 1, 2, false)
        }
        "DDD" | "S" | "SS" | "SSS" => digits(text, 1, 3, false),
        "DDDD" => digits(text, 3, 3, false),
        "hmm" | "Hmm" => digits(text, 3, 4, false),
        "eHHmm" | "hmmss" | "Hmmss" => digits(text, 5, 6, false),
        "YYYY" | "gggg" | "GGGG" => digits(text, 1, 4, false),
        "YYYYY" | "YYYYYY" | "ggggg" | "GGGGG" => digits(text, 1, 6, true),
        "Y" | "x" | "g" | "G" => digits(text, 1, usize::MAX, true),
        "X" => seconds(text),
        "yo" => match &locale.era_year {
            Some(pattern) => pattern.find(text),
            None => digits(text, 1, usize::MAX, false),
        },
        "y" | "yy" | "yyy" | "yyyy" | "SSSS" | "SSSSS" | "SSSSSS" | "SSSSSSS" | "SSSSSSSS"
        | "SSSSSSSSS" => digits(text, 1, usize::MAX, false),
        "Do" => locale.ordinal_find.find(text),
        "Z" | "ZZ" => offset(text),
        "a" | "A" => locale.part_find()?.find(text),
        "MMM" | "MMMM" => match &locale.months_find {
            Some(pattern) => pattern.find(text),
            None if locale.months_exact => {
                let of_month = |place: i64| {
                    let short = locale.months_short.name(place, "");
                    [locale.months.name(place, ""), short]
                };
                beginning(text, (0..12).flat_map(of_month))
            }
            None => word(text),
        },
        "dd" | "ddd" | "dddd" if locale.days_exact => {
            let of_day = |place: usize| {
                let name = |names: &'l [String]| names.get(place).map_or("", String::as_str);
                let (min, short) = (name(&locale.days_min), name(&locale.days_short));
                [min, short, name(locale.days.alone())]
            };
            beginning(text, (0..7).flat_map(of_day))
        }
        "dd" | "ddd" | "dddd" => word(text),
        "N" | "NN" | "NNN" | "NNNN" | "NNNNN" => {
            // The first that fits, not the longest.
            let of_era = |era: &'l Era| [&era.name, &era.short, &era.narrow];
            let mut names = locale.eras().iter().flat_map(of_era);
            let end = names.find_map(|name| starts_with(text, name))?;
            Some((0, end))
        }
        part => {
            let literal = unescaped(part);
            let start = text.find(&literal)?;
            Some((start, start + literal.len()))
        }
    }
    .filter(|(start, end)| end > start)
}

/// The first number of at least and at most so many digits, perhaps with a sign.
fn digits(text: &str, least: usize, most: usize, signed: bool) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut start = 0;
    while start < bytes.len() {
        let sign = usize::from(signed && matches!(bytes[start], b'+' | b'-'));
        let count = leading_digits(&bytes[start + sign..], most);
        if count >= least {
            return Some((start, start + sign + count));
        }
        // No number begins within one that is too short.
        start += (sign + count).max(1);
    }
    None
}

fn leading_digits(bytes: &[u8], most: usize) -> usize {
    let digits = bytes.iter().take(most);
    digits.take_while(|byte| byte.is_ascii_digit()).count()
}

/// A number with up to three decimals.
fn seconds(text: &str) -> Option<(usize, usize)> {
    let (start, end) = digits(text, 1, usize::MAX, true)?;
    let decimals = match text.as_bytes().get(end..) {
        Some([b'.', decimals @ ..]) => leading_digits(decimals, 3),
        _ => 0,
    };
    let end = end + decimals + usize::from(decimals > 0);
    Some((start, end))
}

/// `Z`, `+HH`, `+HHMM` or `+HH:MM`.
fn offset(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    (0..bytes.len()).find_map(|start| {
        let two = |at: usize| leading_digits(bytes.get(start + at..)?, 2).checked_sub(2);
        let length = match bytes[start] {
            b'Z' | b'z' => 1,
            b'+' | b'-' => {
                two(1)?;
                match bytes.get(start + 3) {
                    Some(b':') if two(4).is_some() => 6,
                    Some(b'0'..=b'9') if two(3).is_some() => 5,
                    _ => 3,
                }
            }
            _ => return None,
        };
        Some((start, start + length))
    })
}

/// The longest of the names that the text begins with; of names of one length
/// the first.
fn beginning<'n>(text: &str, names: impl Iterator<Item = &'n str>) -> Option<(usize, usize)> {
    let units = |name: &str| name.encode_utf16().count();
    let fits = names.filter_map(|name| Some((units(name), starts_with(text, name)?)));
    let longest = fits.reduce(|best, next| if next.0 > best.0 { next } else { best });
    longest.map(|(_, end)| (0, end))
}

/// The end of a name, in either case, that the text begins with.
fn starts_with(text: &str, name: &str) -> Option<usize> {
    let mut end = 0;
    let mut chars = text.chars();
    for expected in name.chars() {
        let c = chars.next().filter(|c| same(*c, expected))?;
        end += c.len_utf8();
    }
    Some(end)
}

/// Whether two characters are the same but for their case.
fn same(left: char, right: char) -> bool {
    left == right || folded(left) == folded(right)
}

/// In upper case, if that is one character, and not from outside of ASCII into
/// it.
fn folded(c: char) -> char {
    let mut upper = c.to_uppercase();
    match (upper.next(), upper.next()) {
        (Some(upper), None) if c.is_ascii() || !upper.is_ascii() => upper,
        _ => c,
    }
}

/// The first word, perhaps with digits before it; in Arabic script up to three
/// words.
fn word(text: &str) -> Option<(usize, usize)> {
    let mut starts = text.char_indices().map(|(start, _)| start);
    starts.find_map(|start| {
        let rest = &text[start..];
        let end = plain_word(rest).or_else(|| arabic_words(rest))?;
        Some((start, start + end))
    })
}

/// How many bytes of a text the first characters take that are of some kind.
fn run(text: &str, is: impl Fn(char) -> bool) -> usize {
    let taken = text.chars().take(LONGEST).take_while(|c| is(*c));
    taken.map(char::len_utf8).sum()
}

fn plain_word(text: &str) -> Option<usize> {
    let digits = run(text, |c| c.is_ascii_digit());
    let letters = run(&text[digits..], |c| {
        matches!(
            c,
            '\'' | 'a'..='z' | 'A'..='Z' | '\u{A0}'..='\u{5FF}' | '\u{700}'..='\u{D7FF}'
                | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FF07}' | '\u{FF10}'..='\u{FFEF}'
        )
    });
    (letters > 0).then_some(digits + letters)
}

fn arabic_words(text: &str) -> Option<usize> {
    let arabic = |c: char| matches!(c, '\u{600}'..='\u{6FF}');
    // One more word after spaces, or none.
    let next = |from: usize| {
        let spaces = run(&text[from..], is_space);
        let letters = run(&text[from + spaces..], arabic);
        (letters > 0).then_some(from + spaces + letters)
    };
    let mut first = run(text, |c| arabic(c) || c == '/');
    while first > 0 {
        if let Some(second) = next(first) {
            return Some(next(second).unwrap_or(second));
        }
        // A word that stands alone is cut in two.
        first = text[..first].char_indices().next_back()?.0;
    }
    None
}

/// What `\s` matches in scripts.
pub(super) fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2028}'
            | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\u{FEFF}'
    )
}

/// A part of a format that is no token, as it is looked for.
fn unescaped(part: &str) -> String {
    let part = part.replacen('\\', "", 1);
    let mut out = String::with_capacity(part.len());
    let mut rest = part.as_str();
    while let Some(first) = rest.chars().next() {
        let inside = rest.strip_prefix('[').and_then(|inside| {
            let end = inside.find(['[', ']'])?;
            inside[end..].starts_with(']').then_some(&inside[..end])
        });
        let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        let length = match (inside, escaped) {
            // Nothing in brackets is found nowhere, as good as.
            (Some(""), _) => {
                out.push_str("undefined");
                2
            }
            (Some(inside), _) => {
                out.push_str(inside);
                inside.len() + 2
            }
            (None, Some(escaped)) => {
                out.push(escaped);
                1 + escaped.len_utf8()
            }
            (None, None) => {
                out.push(first);
                first.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    out
}

/// The month (0 to 11) that a text found by [`find`] names.
pub(super) fn month(text: &str, token: &str, locale: &Locale) -> Option<i64> {
    let (long, short) = (locale.months.alone(), locale.months_short.alone());
    if locale.months_exact {
        let [first, second] = if token == "MMM" {
            [short, long]
        } else {
            [long, short]
        };
        return exact(text, &[first, second]);
    }
    let begins = |place: usize| begins_with(text, &[long, short], place);
    named(12, &locale.months_test, text, begins)
}

/// The day of the week (0 for Sunday) that a text found by [`find`] names.
pub(super) fn weekday(text: &str, token: &str, locale: &Locale) -> Option<i64> {
    let (long, short) = (locale.days.alone(), locale.days_short.as_slice());
    let min = locale.days_min.as_slice();
    if locale.days_exact {
        return exact(
            text,
            &match token {
                "dddd" => [long, short, min],
                "ddd" => [short, long, min],
                _ => [min, long, short],
            },
        );
    }
    let begins = |place: usize| begins_with(text, &[long, short, min], place);
    named(7, &locale.days_test, text, begins)
}

/// The era whose name a text is.
pub(super) fn era<'l>(text: &str, locale: &'l Locale) -> Option<&'l Era> {
    let text = text.to_uppercase();
    let mut eras = locale.eras().iter();
    eras.find(|era| {
        [&era.name, &era.short, &era.narrow]
            .iter()
            .any(|name| name.to_uppercase() == text)
    })
}

/// The place of a name in the first list that has it.
fn exact(text: &str, lists: &[&[String]]) -> Option<i64> {
    let text = text.to_lowercase();
    let mut lists = lists.iter();
    let place = lists.find_map(|names| names.iter().position(|name| name.to_lowercase() == text));
    place.and_then(|place| i64::try_from(place).ok())
}

/// The first of so many whose pattern matches, or that the text begins with.
fn named(
    count: usize,
    tests: &[Option<Pattern>],
    text: &str,
    begins: impl Fn(usize) -> bool,
) -> Option<i64> {
    let place = (0..count).find(|place| match tests.get(*place) {
        Some(Some(pattern)) => pattern.matches(text),
        _ => begins(*place),
    });
    place.and_then(|place| i64::try_from(place).ok())
}

/// Whether a text begins with one of the names at a place of the lists. The
/// first dot of all the names may be missing, and others are any character, as
/// moment has it.
fn begins_with(text: &str, lists: &[&[String]], place: usize) -> bool {
    let mut dots = 0;
    lists.iter().any(|names| {
        let mut chars = text.chars();
        names.get(place).is_some_and(|name| {
            name.chars().all(|expected| {
                if expected == '.' {
                    dots += 1;
                    return dots == 1 || chars.next().is_some_and(|c| c != '\n');
                }
                chars.next().is_some_and(|c| same(c, expected))
            })
        })
    })
}
