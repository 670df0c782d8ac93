//! Texts that are checked in and compared.

use std::path::Path;

/// Compares `text` with the file, or writes the file if `UPDATE_EXPECT` is set.
#[track_caller]
pub(crate) fn compare(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if let Some((line, (found, wanted))) = text
        .lines()
        .zip(expected.lines())
        .enumerate()
        .find(|(_, (found, wanted))| found != wanted)
    {
        panic!(
            "{file}:{}\n  found:    {found}\n  expected: {wanted}\nrun the test with UPDATE_EXPECT=1 if this is meant",
            line + 1
        );
    }
    assert_eq!(
        text.lines().count(),
        expected.lines().count(),
        "{file} has another length; run with UPDATE_EXPECT=1 if this is meant"
    );
}
