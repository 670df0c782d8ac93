//! The rows of the bare table: the same twelve fields as in `bench/run`, as
//! real columns.

use rusqlite::types::Value;

/// The columns besides the key.
pub(crate) const COLUMNS: [&str; 12] = [
    "name", "notes", "number", "price", "day", "stage", "tags", "done", "mail", "link", "stars",
    "made",
];

/// The cells of row `n`; `salt` changes all that an update changes.
pub(crate) fn cells(n: i64, salt: i64) -> Vec<Value> {
    let mixed = (n + salt).wrapping_mul(0x9E37_79B9) & 0xFF_FFFF;
    vec![
        Value::Text(format!("Item {} {}", n + salt, WORDS[mixed as usize % 8])),
        Value::Text(format!("{} {}. ", WORDS[mixed as usize % 8], mixed).repeat(8)),
        Value::Integer(mixed),
        Value::Real(mixed as f64 / 100.0),
        Value::Text(format!(
            "20{:02}-{:02}-{:02}",
            mixed % 30,
            1 + mixed % 12,
            1 + mixed % 28
        )),
        Value::Integer(mixed % 5),
        Value::Text(format!("[{},{}]", mixed % 3, 3 + mixed % 3)),
        Value::Integer(mixed % 2),
        Value::Text(format!("person{mixed}@example.com")),
        Value::Text(format!("https://example.com/items/{mixed}")),
        Value::Integer(1 + mixed % 5),
        Value::Text("2024-06-01T12:00:00.000Z".to_owned()),
    ]
}

pub(crate) const WORDS: [&str; 8] = [
    "amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "haven",
];
