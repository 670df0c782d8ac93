//! Lower-case hexadecimal text, the only form this crate writes or reads.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Appends two digits for every byte.
pub(crate) fn push(into: &mut String, bytes: &[u8]) {
    for byte in bytes {
        into.push(char::from(DIGITS[usize::from(byte >> 4)]));
        into.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
}

/// The value of one digit.
pub(crate) fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    }
}

/// The bytes that exactly `2 * N` digits stand for.
pub(crate) fn read<const N: usize>(text: &[u8]) -> Option<[u8; N]> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != N || !rest.is_empty() {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_is_strict() {
        let mut text = String::new();
        push(&mut text, &[0, 15, 160, 255]);
        assert_eq!(text, "000fa0ff");
        assert_eq!(read(text.as_bytes()), Some([0, 15, 160, 255]));
        for bad in ["000fa0f", "000fa0ff0", "000FA0FF", "000fa0fg", ""] {
            assert_eq!(read::<4>(bad.as_bytes()), None, "{bad}");
        }
    }
}
