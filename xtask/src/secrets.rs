//! Nothing in the repository may look like a token: scanners would raise a
//! false alarm, and one day a real one would hide among the examples.

use anyhow::Result;

use crate::repository::Repository;

/// `pat`, 14 of base 62, a dot, 64 lower-case hex digits (tokens.md 2).
const PREFIX: &[u8] = b"pat";
const ID: usize = 14;
const BODY: usize = 64;

pub(crate) fn check(repository: &Repository) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in repository.files() {
        let bytes = repository.bytes(path)?;
        if let Some(at) = find(&bytes) {
            let line = bytes[..at].split(|byte| *byte == b'\n').count();
            complaints.push(format!(
                "{path}:{line} holds something that looks like a token; make it at run time"
            ));
        }
    }
    Ok(complaints)
}

/// Where the first token-shaped text begins.
fn find(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(PREFIX.len() + ID + 1 + BODY)
        .position(|text| {
            let (prefix, rest) = text.split_at(PREFIX.len());
            let (id, rest) = rest.split_at(ID);
            prefix == PREFIX
                && id.iter().all(u8::is_ascii_alphanumeric)
                && rest[0] == b'.'
                && rest[1..]
                    .iter()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::scratch;

    #[test]
    fn token_shaped_text_is_found_wherever_it_stands() {
        // Put together here, so that this file does not break its own rule.
        let token = format!("pat{}.{}", "Ab3".repeat(5).split_at(ID).0, "0f".repeat(32));
        assert_eq!(find(format!("x = \"{token}\"").as_bytes()), Some(5));
        assert_eq!(find(&token.as_bytes()[..token.len() - 1]), None);
        assert_eq!(find(token.to_uppercase().as_bytes()), None);
        assert_eq!(find(b""), None);
        let folder = scratch("secrets");
        let repository = Repository::of(
            &folder.0,
            &[("a.md", &format!("one\ntwo {token}\n")), ("b.md", "pat.")],
        );
        let complaints = check(&repository).unwrap();
        assert_eq!(complaints.len(), 1);
        assert!(complaints[0].starts_with("a.md:2 "));
    }
}
