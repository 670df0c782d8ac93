use basekey_access::{Secret, parse, redact};
use basekey_model::testing::Fixed;

/// Reading a token never panics, and no token survives [`redact`], wherever it stands.
pub fn token_text(bytes: &[u8]) {
    let text = crate::text(bytes);
    let _ = parse(&text);
    let seed = bytes.iter().fold(0_u64, |seed, byte| {
        seed.wrapping_mul(31).wrapping_add(u64::from(*byte))
    });
    let (id, secret) = Secret::mint(&Fixed::new(seed));
    match parse(secret.expose()) {
        Ok(presented) => {
            assert_eq!(presented.id, id);
            assert!(presented.hash.matches(&secret.hash()));
        }
        Err(bad) => panic!("a token of ours is refused: {bad}"),
    }
    for around in [
        format!("{text}{}", secret.expose()),
        format!("{}{text}", secret.expose()),
        format!("{text} {}\n{text}", secret.expose()),
    ] {
        let body = secret.expose().rsplit('.').next().unwrap_or_default();
        assert!(
            !redact(&around).contains(body),
            "a secret is left in a redacted text"
        );
    }
}
