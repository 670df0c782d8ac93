//! Text as numbers and lengths of time.

use crate::field::DurationFormat;

/// A number with what its text tells about its kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Amount<'t> {
    /// The number; a percentage is a fraction already.
    pub(crate) value: f64,
    /// Decimals written (of the percentage, if it is one).
    pub(crate) decimals: usize,
    /// The currency sign, if there is one.
    pub(crate) symbol: Option<&'t str>,
    /// True if there is a percent sign.
    pub(crate) percent: bool,
    /// True if the digits begin with a needless zero, as codes and telephone
    /// numbers do.
    pub(crate) padded: bool,
    /// The mark between whole and decimals, if there is one.
    pub(crate) point: Option<char>,
    /// The mark between thousands, if there is one.
    pub(crate) separator: Option<char>,
}

/// Reads a number as people write one: with a sign, a currency sign on either
/// side, separated thousands, an accountant's brackets and a percent sign (which
/// divides by a hundred). `None` if it is anything else.
///
/// The comma separates thousands and the point decimals, except where the
/// text can only mean the reverse: `1.234,50`, `1.234.567` and `3,5`.
pub(crate) fn parse_amount(text: &str) -> Option<Amount<'_>> {
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inner) = rest
        .strip_prefix('(')
        .and_then(|inner| inner.strip_suffix(')'))
    {
        negative = true;
        rest = inner.trim();
    }
    let mut percent = false;
    let mut symbol = None;
    let mut signed = negative;
    // Signs before the digits, in any order, each at most once.
    loop {
        let first = rest.chars().next()?;
        let after = rest[first.len_utf8()..].trim_start();
        match first {
            '-' | '\u{2212}' | '+' if !signed => {
                signed = true;
                negative = first != '+';
            }
            _ if symbol.is_none() && is_currency(first) => symbol = Some(&rest[..first.len_utf8()]),
            _ => break,
        }
        rest = after;
    }
    loop {
        let last = rest.chars().next_back()?;
        let before = &rest[..rest.len() - last.len_utf8()];
        match last {
            '%' if !percent && symbol.is_none() => percent = true,
            _ if symbol.is_none() && !percent && is_currency(last) => {
                symbol = Some(&rest[before.len()..]);
            }
            _ => break,
        }
        rest = before.trim_end();
    }
    let Digits {
        plain,
        point,
        separator,
    } = plain_digits(rest)?;
    let mut value: f64 = plain.parse().ok()?;
    if !value.is_finite() {
        return None;
    }
    let (mantissa, exponent) = plain.split_once(['e', 'E']).unwrap_or((&plain, ""));
    let decimals = mantissa
        .split_once('.')
        .map_or(0, |(_, decimals)| decimals.len());
    let padded = exponent.is_empty()
        && mantissa.len() > 1
        && mantissa.starts_with('0')
        && !mantissa.starts_with("0.");
    if percent {
        // Through decimal text, so that 50.1% is 0.501 and not its neighbour.
        value = format!("{plain}{}", if exponent.is_empty() { "e-2" } else { "" })
            .parse()
            .ok()?;
        if !exponent.is_empty() {
            value /= 100.0;
        }
    }
    if negative {
        value = -value;
    }
    Some(Amount {
        value,
        decimals,
        symbol,
        percent,
        padded,
        point,
        separator,
    })
}

/// The digits with separators of thousands dropped and the decimals after a point.
struct Digits {
    plain: String,
    point: Option<char>,
    separator: Option<char>,
}

fn plain_digits(text: &str) -> Option<Digits> {
    let (mantissa, exponent) = match text.find(['e', 'E']) {
        Some(at) => text.split_at(at),
        None => (text, ""),
    };
    let signless = exponent
        .trim_start_matches(['e', 'E'])
        .trim_start_matches(['+', '-']);
    if !exponent.is_empty()
        && (signless.is_empty()
            || !signless.bytes().all(|byte| byte.is_ascii_digit())
            || exponent.len() - signless.len() > 2)
    {
        return None;
    }
    if !mantissa.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut digits = if mantissa.bytes().all(|byte| byte.is_ascii_digit()) {
        Digits {
            plain: mantissa.to_owned(),
            point: None,
            separator: None,
        }
    } else {
        separated(mantissa)?
    };
    digits.plain.push_str(exponent);
    Some(digits)
}

/// Reads `1,234.5`, `1.234,5`, `1 234,5`, `1'234.5`, `.5` and `5.`.
fn separated(text: &str) -> Option<Digits> {
    let marks: Vec<char> = text.chars().filter(|mark| !mark.is_ascii_digit()).collect();
    let last = *marks.last()?;
    let (&[first, ..], same) = (
        marks.as_slice(),
        marks.iter().filter(|mark| **mark == last).count(),
    ) else {
        return None;
    };
    // The last mark is the decimal point unless it separates thousands.
    let decimal = match last {
        '.' => same == 1,
        // One comma alone separates thousands if it can: `1,234`, but not
        // `0,234`, `1234,567` or `3,5`.
        ',' => {
            let at = text.rfind(',')?;
            let thousands = (1..=3).contains(&at) && text.len() - at == 4 && !text.starts_with('0');
            same == 1 && (first != ',' || !thousands)
        }
        _ => false,
    };
    let (whole, decimals) = match decimal.then(|| text.rfind(last)).flatten() {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let separator = whole.chars().find(|mark| !mark.is_ascii_digit());
    let mut plain = match separator {
        None => whole.to_owned(),
        Some(mark) if SEPARATORS.contains(&mark) => joined(whole, mark)?,
        Some(_) => return None,
    };
    if plain.is_empty() {
        plain.push('0');
    }
    if !decimals.is_empty() {
        plain.push('.');
        plain.push_str(decimals);
    }
    Some(Digits {
        plain,
        point: decimal.then_some(last),
        separator,
    })
}

/// What stands between thousands somewhere in the world.
const SEPARATORS: [char; 7] = [',', '.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'];

/// The digits of groups of three, or of two before a last group of three
/// (`12,34,567`, as India writes).
fn joined(whole: &str, mark: char) -> Option<String> {
    let groups: Vec<&str> = whole.split(mark).collect();
    let (last, before) = groups.split_last()?;
    let digits = |group: &&str| group.bytes().all(|byte| byte.is_ascii_digit());
    let of = |size: usize| {
        before.iter().enumerate().all(|(index, group)| {
            group.len() == size || (index == 0 && (1..size).contains(&group.len()))
        })
    };
    let fits =
        last.len() == 3 && groups.iter().all(digits) && (of(3) || (of(2) && before.len() > 1));
    fits.then(|| groups.concat())
}

/// True for the signs of Unicode's category "currency symbol" in common use.
fn is_currency(sign: char) -> bool {
    matches!(sign, '$' | '\u{a2}'..='\u{a5}' | '\u{20a0}'..='\u{20cf}' | '\u{e3f}' | '\u{fdfc}')
}

/// Reads `1:30`, `1:30:15.5`, `-0:05` and a plain number of seconds. Two parts
/// mean what they mean in the field's own form: hours and minutes, or minutes
/// and seconds (field-types 4).
pub(crate) fn parse_duration(text: &str, format: DurationFormat) -> Option<f64> {
    let text = text.trim();
    let Some((first, rest)) = text.split_once(':') else {
        return parse_amount(text)
            .filter(|amount| amount.symbol.is_none())
            .map(|amount| amount.value);
    };
    let (negative, first) = match first.strip_prefix(['-', '\u{2212}']) {
        Some(first) => (true, first),
        None => (false, first),
    };
    let (first, below_60) = (whole(first)?, |part: &f64| *part < 60.0);
    let total = match rest.split_once(':') {
        Some((minutes, seconds)) => {
            first * 3600.0
                + whole(minutes).filter(below_60)? * 60.0
                + decimal(seconds).filter(below_60)?
        }
        None if format == DurationFormat::Minutes => {
            first * 3600.0 + whole(rest).filter(below_60)? * 60.0
        }
        None => first * 60.0 + decimal(rest).filter(below_60)?,
    };
    Some(if negative { -total } else { total })
}

fn whole(digits: &str) -> Option<f64> {
    let fits = (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    fits.then(|| digits.parse().ok()).flatten()
}

fn decimal(text: &str) -> Option<f64> {
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, "0"));
    whole(seconds)?;
    whole(fraction)?;
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        for (text, number) in [
            ("12", 12.0),
            (" -12.50 ", -12.5),
            ("+3", 3.0),
            ("$1,234.50", 1234.5),
            ("-$5.00", -5.0),
            ("$-5", -5.0),
            ("($5.00)", -5.0),
            ("1,234,567", 1_234_567.0),
            ("12,34,567.5", 1_234_567.5),
            ("1.234.567", 1_234_567.0),
            ("1.234,50", 1234.5),
            ("1,234", 1234.0),
            ("3,5", 3.5),
            ("1,2345", 1.2345),
            ("0,125", 0.125),
            ("1234,567", 1234.567),
            ("$ 1,234", 1234.0),
            ("1 234,5 \u{20ac}", 1234.5),
            ("1'234.5", 1234.5),
            ("50%", 0.5),
            ("50.1 %", 0.501),
            (".5", 0.5),
            ("5.", 5.0),
            ("1e3", 1000.0),
            ("2.5E-3", 0.0025),
            ("\u{2212}7", -7.0),
        ] {
            assert_eq!(
                parse_amount(text).map(|amount| amount.value),
                Some(number),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in [
            "", " ", "-", "$", "%", "abc", "12a", "1,23,4", "1,2345,6", "1.2.3", "1-2", "--5",
            "1e", "1e+", "e5", "inf", "NaN", "1e400", "0x10", "1,,000", "12:30", "()", ".",
            "1_000", "$$5",
        ] {
            assert_eq!(parse_amount(text), None, "{text}");
        }
    }

    #[test]
    fn tells_how_a_number_was_written() {
        let amount = parse_amount("\u{20ac}007.50").unwrap();
        assert_eq!(
            (amount.decimals, amount.symbol, amount.padded),
            (2, Some("\u{20ac}"), true)
        );
        assert!(!parse_amount("0.5").unwrap().padded);
        assert!(!parse_amount("0").unwrap().padded);
        assert!(parse_amount("5 %").unwrap().percent);
        let amount = parse_amount("1.234,50").unwrap();
        assert_eq!((amount.separator, amount.point), (Some('.'), Some(',')));
        let amount = parse_amount("1,234").unwrap();
        assert_eq!((amount.separator, amount.point), (Some(','), None));
    }

    #[test]
    fn reads_durations() {
        let (minutes, seconds) = (DurationFormat::Minutes, DurationFormat::Seconds);
        for (text, format, value) in [
            ("1:30", minutes, Some(5400.0)),
            ("1:30", seconds, Some(90.0)),
            ("1:30.5", DurationFormat::Tenths, Some(90.5)),
            ("0:00:05", minutes, Some(5.0)),
            ("1:02:03.250", seconds, Some(3723.25)),
            ("-0:30", minutes, Some(-1800.0)),
            ("100:00", minutes, Some(360_000.0)),
            ("90", minutes, Some(90.0)),
            ("$90", minutes, None),
            ("1:60", minutes, None),
            ("1:30.5", minutes, None),
            ("1:30:60", seconds, None),
            ("1:2:3:4", seconds, None),
            ("a:b", seconds, None),
            ("1:", seconds, None),
        ] {
            assert_eq!(parse_duration(text, format), value, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[-+$€%().,eE '0-9:]{0,12}") {
            let _ = parse_amount(&text);
            let _ = parse_duration(&text, DurationFormat::Minutes);
        }
    }
}
