//! The text of a token, and what is kept of it.
//!
//! A token is `pat`, fourteen letters or digits, a dot and 64 lower-case
//! hexadecimal digits: Airtable's form, so that clients and secret scanners
//! know it. The last eight digits are a CRC-32 (IEEE) over everything before
//! them (tokens.md 2.4), which anyone can compute: it tells a typo or a cut
//! paste from a token without asking the store and is no proof of anything.
//! The proof is the SHA-256 of the whole text. One fast unsalted pass is
//! enough, because 224 random bits can not be guessed (tokens.md 3.1).

use std::borrow::Cow;
use std::fmt;

use basekey_model::id::{Entropy, ID_LEN, TAIL_LEN, TokenId};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::hex;

/// Hexadecimal digits after the dot.
const BODY_LEN: usize = 64;

/// Those of them that are the checksum.
const CHECK_LEN: usize = 8;

/// Characters before the checksum, which are what it covers.
const COVERED_LEN: usize = TOKEN_LEN - CHECK_LEN;

/// Last characters that are kept in the clear.
const HINT_LEN: usize = 4;

/// Characters of a whole token.
pub const TOKEN_LEN: usize = ID_LEN + 1 + BODY_LEN;

/// A token's text, which exists once, between its making and the answer that
/// shows it. Neither prints nor copies itself, and is wiped from memory.
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// A new token's id and text.
    ///
    /// The id has at least two digits, an upper-case and a lower-case letter,
    /// because some scanners look at nothing else (tokens.md 2.1).
    pub fn mint(entropy: &dyn Entropy) -> (TokenId, Self) {
        let id = loop {
            let id = TokenId::random(entropy);
            if looks_random(&id) {
                break id;
            }
        };
        (id, Self::for_token(id, entropy))
    }

    /// A new text for a token that is there.
    pub fn for_token(id: TokenId, entropy: &dyn Entropy) -> Self {
        let mut random = Zeroizing::new([0u8; (BODY_LEN - CHECK_LEN) / 2]);
        entropy.fill(random.as_mut());
        // Room for all of it: growing would leave a copy of the text behind.
        let mut text = String::with_capacity(TOKEN_LEN);
        text.push_str(TokenId::PREFIX);
        text.push_str(id.tail());
        text.push('.');
        hex::push(&mut text, random.as_ref());
        let check = crc32fast::hash(text.as_bytes());
        hex::push(&mut text, &check.to_be_bytes());
        Self(Zeroizing::new(text))
    }

    /// The text, to be shown once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is verified against it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(self.0.as_bytes())
    }

    /// What is stored of it.
    pub fn kept(&self) -> KeptSecret {
        KeptSecret {
            hash: self.hash(),
            hint: self.0[TOKEN_LEN - HINT_LEN..].to_owned(),
        }
    }
}

/// What is stored of a token's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSecret {
    /// To be compared with what is presented.
    pub hash: SecretHash,
    /// The last four characters, for a person to tell texts apart. They are
    /// half of the checksum, which leaves 208 unknown bits of 224.
    pub hint: String,
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

fn looks_random(id: &TokenId) -> bool {
    let tail = id.tail().as_bytes();
    tail.iter().filter(|byte| byte.is_ascii_digit()).count() >= 2
        && tail.iter().any(u8::is_ascii_uppercase)
        && tail.iter().any(u8::is_ascii_lowercase)
}

/// A 256-bit secret that belongs to no token: a session's cookie or a sign-in
/// link. 64 lower-case hexadecimal digits.
pub struct Opaque(Zeroizing<String>);

impl Opaque {
    /// A new secret.
    pub fn mint(entropy: &dyn Entropy) -> Self {
        let mut random = Zeroizing::new([0u8; BODY_LEN / 2]);
        entropy.fill(random.as_mut());
        let mut text = String::with_capacity(BODY_LEN);
        hex::push(&mut text, random.as_ref());
        Self(Zeroizing::new(text))
    }

    /// The hash of a presented text. Whatever was not minted is not known to
    /// any store, so its form needs no check.
    pub fn hash_of(text: &str) -> SecretHash {
        SecretHash::of(text.as_bytes())
    }

    /// The text, to be handed out once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is stored of it.
    pub fn hash(&self) -> SecretHash {
        SecretHash::of(self.0.as_bytes())
    }
}

impl fmt::Debug for Opaque {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The SHA-256 of a secret's whole text. Compared in constant time, also by
/// `==`; never prints itself; stored as 64 hexadecimal digits.
#[derive(Clone, Copy)]
pub struct SecretHash([u8; 32]);

impl SecretHash {
    /// The hash of a text.
    pub fn of(text: &[u8]) -> Self {
        Self(Sha256::digest(text).into())
    }

    /// A hash that was computed or stored before.
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The bytes, for a store to keep or look up.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Compares in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl PartialEq for SecretHash {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other)
    }
}

impl Eq for SecretHash {}

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[hash]")
    }
}

impl Serialize for SecretHash {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(64);
        hex::push(&mut text, &self.0);
        s.serialize_str(&text)
    }
}

impl<'de> Deserialize<'de> for SecretHash {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(d)?;
        hex::read(text.as_bytes())
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("expected a hash of 64 lower-case hex digits"))
    }
}

/// What a presented token text says: which token, and the hash to verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presented {
    /// The token it claims to be.
    pub id: TokenId,
    /// To be compared by [`Token::verify`](crate::Token::verify).
    pub hash: SecretHash,
}

/// The text is no token of ours. Says nothing of the text itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadToken {
    /// Not the form of a token.
    #[error("not a token: expected pat, 14 letters or digits, a dot and 64 hex digits")]
    Shape,
    /// The form of a token, but a character is wrong.
    #[error("the token is mistyped or damaged: its checksum does not fit")]
    Checksum,
}

/// Reads a token's text. No store is asked and nothing is allocated.
pub fn parse(text: &str) -> Result<Presented, BadToken> {
    let bytes: &[u8; TOKEN_LEN] = text.as_bytes().try_into().map_err(|_| BadToken::Shape)?;
    let id = text
        .get(TokenId::PREFIX.len()..ID_LEN)
        .filter(|_| text.starts_with(TokenId::PREFIX))
        .and_then(TokenId::from_tail)
        .ok_or(BadToken::Shape)?;
    let (covered, check) = bytes.split_at(COVERED_LEN);
    if covered[ID_LEN] != b'.'
        || !covered[ID_LEN + 1..]
            .iter()
            .all(|b| hex::digit(*b).is_some())
    {
        return Err(BadToken::Shape);
    }
    let check = hex::read(check)
        .map(u32::from_be_bytes)
        .ok_or(BadToken::Shape)?;
    if crc32fast::hash(covered) != check {
        return Err(BadToken::Checksum);
    }
    Ok(Presented {
        id,
        hash: SecretHash::of(bytes),
    })
}

/// Least hexadecimal digits after an id and a dot that count as a secret.
/// Fewer than a whole one, so that a cut token is hidden too.
const REDACT_FROM: usize = 8;

/// Replaces the secret part of every token or session text in `text`, whole
/// or cut, and leaves the id, which is public and helps to find the culprit.
/// For log sinks and error reports.
pub fn redact(text: &str) -> Cow<'_, str> {
    let mut clean = String::new();
    let mut copied = 0;
    let mut from = 0;
    while let Some(dot) = text[from..].find('.').map(|at| from + at) {
        from = dot + 1;
        if !follows_id(&text.as_bytes()[..dot]) {
            continue;
        }
        // Upper case is no token of ours, but turns into one too easily.
        let digits = text[from..]
            .bytes()
            .take_while(u8::is_ascii_hexdigit)
            .count();
        if digits >= REDACT_FROM {
            clean.push_str(&text[copied..from]);
            clean.push_str("[redacted]");
            from += digits;
            copied = from;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(text);
    }
    clean.push_str(&text[copied..]);
    Cow::Owned(clean)
}

/// True if `before` ends with the id of a token or session.
fn follows_id(before: &[u8]) -> bool {
    before.last_chunk::<ID_LEN>().is_some_and(|id| {
        let (prefix, tail) = id.split_at(ID_LEN - TAIL_LEN);
        (prefix == b"pat" || prefix == b"ses") && tail.iter().all(u8::is_ascii_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    /// The published test vector, put together here so that no scanner takes
    /// this file for a leak.
    fn vector() -> String {
        let hex = "0123456789abcdef";
        [
            "pat", "A1b2C3d4", "E5f6G7", ".", hex, hex, hex, "01234567", "330d", "e5f6",
        ]
        .concat()
    }

    #[test]
    fn the_published_vector_is_read() {
        let text = vector();
        let presented = parse(&text).unwrap();
        assert_eq!(presented.id.to_string(), text[..17]);
        assert_eq!(presented.hash, SecretHash::of(text.as_bytes()));
        // Known from another implementation of SHA-256.
        let of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let stored = serde_json::to_string(&SecretHash::of(b"abc")).unwrap();
        assert_eq!(stored, format!("\"{of_abc}\""));
    }

    #[test]
    fn a_minted_token_is_read_and_every_scanner_takes_it() {
        let entropy = Fixed::new(3);
        for _ in 0..200 {
            let (id, secret) = Secret::mint(&entropy);
            let text = secret.expose();
            assert_eq!(
                parse(text),
                Ok(Presented {
                    id,
                    hash: secret.hash()
                })
            );
            assert_eq!(text.len(), TOKEN_LEN);
            assert!(text.starts_with(&format!("{id}.")));
            let tail = id.tail();
            assert!(tail.bytes().filter(u8::is_ascii_digit).count() >= 2, "{id}");
            assert!(tail.bytes().any(|b| b.is_ascii_uppercase()), "{id}");
            assert!(tail.bytes().any(|b| b.is_ascii_lowercase()), "{id}");
        }
    }

    #[test]
    fn the_hint_is_the_end_of_the_text_and_no_random_part_of_it() {
        let (_, secret) = Secret::mint(&Fixed::new(8));
        let kept = secret.kept();
        assert_eq!(kept.hash, secret.hash());
        assert_eq!(kept.hint, secret.expose()[78..]);
        assert!(kept.hint.len() < CHECK_LEN);
    }

    #[test]
    fn a_new_secret_keeps_the_id_and_shares_nothing_else() {
        let entropy = Fixed::new(4);
        let (id, first) = Secret::mint(&entropy);
        let second = Secret::for_token(id, &entropy);
        assert_eq!(parse(second.expose()).unwrap().id, id);
        assert_ne!(first.hash(), second.hash());
        assert_ne!(first.expose()[18..], second.expose()[18..]);
    }

    #[test]
    fn the_wrong_form_is_told_from_a_typo() {
        let good = vector();
        let with = |at: usize, character: &str| {
            let mut text = good.clone();
            text.replace_range(at..=at, character);
            text
        };
        let cases = [
            (String::new(), BadToken::Shape),
            (good[..81].to_owned(), BadToken::Shape),
            (format!("{good}0"), BadToken::Shape),
            (format!(" {good}"), BadToken::Shape),
            (with(0, "q"), BadToken::Shape),
            (with(5, "-"), BadToken::Shape),
            (with(17, ":"), BadToken::Shape),
            (with(30, "A"), BadToken::Shape),
            (with(80, "F"), BadToken::Shape),
            (with(81, "g"), BadToken::Shape),
            // As many bytes as a token, but not as many characters.
            (
                format!("pat{}{}", "é".repeat(7), &good[17..]),
                BadToken::Shape,
            ),
            (format!("pa{}{}", "é", &good[4..]), BadToken::Shape),
            (with(5, "Z"), BadToken::Checksum),
            (with(30, "0"), BadToken::Checksum),
            (with(81, "7"), BadToken::Checksum),
        ];
        for (text, error) in cases {
            assert_eq!(parse(&text), Err(error), "{text}");
        }
    }

    #[test]
    fn nothing_prints_itself() {
        let (_, secret) = Secret::mint(&Fixed::new(5));
        let opaque = Opaque::mint(&Fixed::new(5));
        assert_eq!(format!("{secret:?} {opaque:?}"), "[redacted] [redacted]");
        let shown = format!("{:?}", parse(secret.expose()).unwrap());
        let stored = serde_json::to_string(&secret.hash()).unwrap();
        assert!(
            shown.contains("[hash]") && !shown.contains(stored.trim_matches('"')),
            "{shown}"
        );
    }

    #[test]
    fn a_hash_is_stored_as_hex_and_nothing_else_is_read() {
        let hash = SecretHash::of(b"x");
        let stored = serde_json::to_string(&hash).unwrap();
        assert_eq!(serde_json::from_str::<SecretHash>(&stored).unwrap(), hash);
        assert_eq!(SecretHash::from_bytes(*hash.as_bytes()), hash);
        for bad in [r#""""#, r#""00""#, &stored.to_uppercase(), "1"] {
            assert!(serde_json::from_str::<SecretHash>(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn an_opaque_secret_is_its_own() {
        let entropy = Fixed::new(6);
        let (one, two) = (Opaque::mint(&entropy), Opaque::mint(&entropy));
        assert_eq!(one.expose().len(), 64);
        assert_eq!(Opaque::hash_of(one.expose()), one.hash());
        assert_ne!(one.hash(), two.hash());
    }

    #[test]
    fn redaction_hides_secrets_and_keeps_ids() {
        let token = vector();
        let (id, body) = token.split_once('.').unwrap();
        let hidden = format!("{id}.[redacted]");
        let session = id.replacen("pat", "ses", 1);
        let cases = [
            (token.clone(), hidden.clone()),
            (
                format!("Bearer {token}, {token}!"),
                format!("Bearer {hidden}, {hidden}!"),
            ),
            // Glued to other text, cut, and shouted.
            (format!("x=é{token}zé"), format!("x=é{hidden}zé")),
            (token[..60].to_owned(), hidden.clone()),
            (format!("{id}.{}", body.to_uppercase()), hidden.clone()),
            (format!("{session}.{body}"), format!("{session}.[redacted]")),
            (format!("{id}.{token}"), format!("{id}.{hidden}")),
        ];
        for (text, clean) in cases {
            assert_eq!(redact(&text), clean);
            assert!(!redact(&text).contains(&body[..8]));
        }
        for text in [
            "",
            ".",
            "a.b.c",
            id,
            "path.0123456789abcdef",
            &format!("{id}. Done."),
            "é.é",
        ] {
            assert!(
                matches!(redact(text), Cow::Borrowed(same) if same == text),
                "{text}"
            );
        }
    }
}
