//! Numbers as text and text as numbers.

/// A number in canonical form: as ECMAScript prints it (RFC 8785).
pub fn number_text(number: f64) -> String {
    number.to_string()
}
