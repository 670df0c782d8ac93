//! Cells of derived fields: formulas, rollups, lookups and counts.
//!
//! | what | raw JSON |
//! | --- | --- |
//! | a value | the stored form of the field's result; a date in full, with time and `Z`, even if only its day is shown |
//! | a list (lookups; rollups that give lists) | array of such, never empty |
//! | an error | `{"error":"#ERROR!"}` |
//! | a number that is none | `{"specialValue":"NaN"}`, `"Infinity"`, `"-Infinity"` |

use memchr::memchr;

use crate::doc::{nested_end, string_end};

const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"Infinity"}"#;
const MINUS_INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;

/// The cell of a derived field that could not be computed.
pub const ERROR: &str = r##"{"error":"#ERROR!"}"##;

/// The number that a cell such as `{"specialValue":"NaN"}` stands for.
pub fn special_number(raw: &str) -> Option<f64> {
    match raw {
        NAN => Some(f64::NAN),
        INFINITE => Some(f64::INFINITY),
        MINUS_INFINITE => Some(f64::NEG_INFINITY),
        _ => None,
    }
}

/// The cell of a number that is not finite.
pub fn special_raw(number: f64) -> &'static str {
    if number.is_nan() {
        NAN
    } else if number > 0.0 {
        INFINITE
    } else {
        MINUS_INFINITE
    }
}

/// The items of a stored list, each in its raw form; `None` if the cell is no
/// list. What is damaged ends it.
pub fn items(raw: &str) -> Option<impl Iterator<Item = &str>> {
    let mut rest = raw.strip_prefix('[')?.strip_suffix(']')?;
    Some(std::iter::from_fn(move || {
        let bytes = rest.as_bytes();
        let end = match *bytes.first()? {
            b'"' => string_end(bytes, 1)?,
            b'[' | b'{' => nested_end(bytes, 0)?,
            _ => memchr(b',', bytes).unwrap_or(bytes.len()),
        };
        let (item, after) = rest.split_at_checked(end)?;
        // Nothing but a comma and the next item may follow.
        rest = after.strip_prefix(',').unwrap_or_default();
        (!item.is_empty()).then_some(item)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_taken_apart() {
        for (raw, parts) in [
            (
                r#"["a","b,\"]",3,-1.5]"#,
                &[r#""a""#, r#""b,\"]""#, "3", "-1.5"][..],
            ),
            (
                r##"[{"error":"#ERROR!"},{"id":"x","t":[1,{"a":"]"}]},[1,2]]"##,
                &[
                    r##"{"error":"#ERROR!"}"##,
                    r#"{"id":"x","t":[1,{"a":"]"}]}"#,
                    "[1,2]",
                ],
            ),
            ("[]", &[]),
            ("[1,", &[]),
            (r#"["a"#, &[]),
            ("[1,,2]", &["1"]),
            (r#"["a"x,"b"]"#, &[r#""a""#]),
        ] {
            let found: Vec<&str> = items(raw).into_iter().flatten().collect();
            assert_eq!(found, parts, "{raw}");
        }
        for raw in ["", "1", "\"[1]\"", "{}"] {
            assert!(items(raw).is_none(), "{raw}");
        }
    }

    #[test]
    fn numbers_that_are_none_read_back() {
        for number in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(special_number(special_raw(number)), Some(number));
        }
        assert!(special_number(special_raw(f64::NAN)).is_some_and(f64::is_nan));
        assert_eq!(special_number(ERROR), None);
    }
}
