//! Numbers as text: the canonical form, and the forms people read.

use std::fmt::Write as _;

/// The greatest whole number up to which every whole number is a double.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number in canonical form: the shortest text that reads back as the same
/// double, laid out as ECMAScript does (RFC 8785, section 3.2.2.3), which is
/// what Airtable's clients see. `-0` is `0`. The number must be finite; others
/// are never stored and give `0`.
pub fn number_text(number: f64) -> String {
    let mut text = String::with_capacity(24);
    push_number(&mut text, number);
    text
}

/// As [`number_text`], at the end of `text`.
pub(crate) fn push_number(text: &mut String, number: f64) {
    if !number.is_finite() || number == 0.0 {
        text.push('0');
        return;
    }
    if number.abs() < EXACT && number.fract() == 0.0 {
        let _ = write!(text, "{}", number as i64);
        return;
    }
    // Rust's exponent form has the shortest digits: `-1.25e-7`.
    let scientific = format!("{:e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    // The place of the decimal point, counted from the first digit.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1;
    let count = digits.len() as i32;
    if number < 0.0 {
        text.push('-');
    }
    if (count..=21).contains(&point) {
        text.push_str(&digits);
        text.extend(std::iter::repeat_n('0', (point - count) as usize));
    } else if (1..=21).contains(&point) {
        let (whole, rest) = digits.split_at(point as usize);
        let _ = write!(text, "{whole}.{rest}");
    } else if (-5..=0).contains(&point) {
        text.push_str("0.");
        text.extend(std::iter::repeat_n('0', (-point) as usize));
        text.push_str(&digits);
    } else {
        let (first, rest) = digits.split_at(1);
        text.push_str(first);
        if !rest.is_empty() {
            let _ = write!(text, ".{rest}");
        }
        let _ = write!(text, "e{:+}", point - 1);
    }
}

/// A number with a fixed number of decimals, multiplied by ten to the power of
/// `shift`. Rounding is that of the decimal text: 1.005 with two decimals is
/// 1.01, although the double nearest to it is a little less.
pub(crate) fn fixed(number: f64, decimals: u8, shift: i32) -> String {
    let scientific = format!("{:e}", number.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    // The number is 0.d1d2d3… times ten to the power of `point`.
    let point = exponent.parse::<i32>().unwrap_or(0) + 1 + shift;
    let digits = mantissa.bytes().filter(u8::is_ascii_digit);
    let zeros = std::iter::repeat_n(b'0', (-point).clamp(0, 400) as usize);
    let all: Vec<u8> = zeros.chain(digits).collect();
    let whole = point.max(0) as usize;
    let keep = whole + usize::from(decimals);
    let mut kept: Vec<u8> = all
        .iter()
        .copied()
        .chain(std::iter::repeat(b'0'))
        .take(keep)
        .collect();
    let mut carry = all.get(keep).is_some_and(|digit| *digit >= b'5');
    for digit in kept.iter_mut().rev() {
        if !carry {
            break;
        }
        carry = *digit == b'9';
        *digit = if carry { b'0' } else { *digit + 1 };
    }
    let mut text = String::with_capacity(keep + 4);
    if number < 0.0 && (carry || kept.iter().any(|digit| *digit != b'0')) {
        text.push('-');
    }
    if carry {
        text.push('1');
    } else if whole == 0 {
        text.push('0');
    }
    for (index, digit) in kept.iter().enumerate() {
        if index == whole {
            text.push('.');
        }
        text.push(char::from(*digit));
    }
    text
}

/// Puts a comma between thousands of a text made by [`fixed`].
pub(crate) fn grouped(text: &str) -> String {
    let (whole, decimals) = text.split_at(text.find('.').unwrap_or(text.len()));
    let (sign, digits) = whole.split_at(whole.len() - whole.trim_start_matches('-').len());
    let mut grouped = String::with_capacity(text.len() + digits.len() / 3);
    grouped.push_str(sign);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped.push_str(decimals);
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_ecmascript_does() {
        for (number, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (12.5, "12.5"),
            (-1.0, "-1"),
            (1e20, "100000000000000000000"),
            (123_456_789_012_345_680_000.0, "123456789012345680000"),
            (1e21, "1e+21"),
            (-1.5e22, "-1.5e+22"),
            (0.000_001, "0.000001"),
            (1e-7, "1e-7"),
            (-1.25e-10, "-1.25e-10"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1234.5678, "1234.5678"),
            (9_007_199_254_740_992.0, "9007199254740992"),
            (f64::MAX, "1.7976931348623157e+308"),
            (5e-324, "5e-324"),
        ] {
            assert_eq!(number_text(number), text);
        }
    }

    #[test]
    fn decimals_are_rounded_as_people_do() {
        for (number, decimals, shift, text) in [
            (1.005, 2, 0, "1.01"),
            (2.5, 0, 0, "3"),
            (-2.5, 0, 0, "-3"),
            (0.285, 0, 2, "29"),
            (0.5, 0, 2, "50"),
            (1.1, 1, 2, "110.0"),
            (999.999, 2, 0, "1000.00"),
            (0.04, 1, 0, "0.0"),
            (0.06, 1, 0, "0.1"),
            (0.96, 1, 0, "1.0"),
            (0.96, 0, 0, "1"),
            (-0.001, 2, 0, "0.00"),
            (0.0, 2, 0, "0.00"),
            (1e21, 0, 0, "1000000000000000000000"),
            (12.0, 3, 0, "12.000"),
            (1e-300, 2, 0, "0.00"),
        ] {
            assert_eq!(
                fixed(number, decimals, shift),
                text,
                "{number} {decimals} {shift}"
            );
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        for (text, with) in [
            ("1", "1"),
            ("123", "123"),
            ("1234.50", "1,234.50"),
            ("-1234567", "-1,234,567"),
        ] {
            assert_eq!(grouped(text), with);
        }
    }

    proptest::proptest! {
        #[test]
        fn text_reads_back_as_the_same_number(number in proptest::num::f64::NORMAL | proptest::num::f64::SUBNORMAL) {
            let text = number_text(number);
            proptest::prop_assert_eq!(text.parse::<f64>().unwrap().to_bits(), number.to_bits());
            proptest::prop_assert_eq!(serde_json::from_str::<f64>(&text).unwrap().to_bits(), number.to_bits());
        }

        #[test]
        fn fixed_text_is_the_nearest(number in -1e9f64..1e9, decimals in 0u8..=8) {
            let read: f64 = fixed(number, decimals, 0).parse().unwrap();
            proptest::prop_assert!((read - number).abs() <= 0.500_000_1 * 10f64.powi(-i32::from(decimals)) + 1e-6);
        }
    }
}
