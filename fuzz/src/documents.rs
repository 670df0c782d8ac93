use basekey_model::doc::{Doc, merge};
use basekey_model::schema::FieldKey;
use serde_json::{Map, Value};

/// Reading damaged documents never panics; on sound ones the scanner and
/// `serde_json` agree, and merging nothing changes nothing.
pub fn doc_scanner(bytes: &[u8]) {
    let text = crate::text(bytes);
    let doc = Doc(&text);
    let cells: Vec<_> = doc.cells().collect();
    let _ = doc.get(FieldKey(1));
    if doc.check().is_err() {
        return;
    }
    let parsed: Map<String, Value> = match serde_json::from_str(&text) {
        Ok(parsed) => parsed,
        Err(error) => panic!("{text:?} passed the check and is no JSON: {error}"),
    };
    assert_eq!(cells.len(), parsed.len());
    for (key, raw) in cells {
        let value: Value = match serde_json::from_str(raw) {
            Ok(value) => value,
            Err(error) => panic!("{raw:?} of {text:?} is no JSON: {error}"),
        };
        assert_eq!(parsed.get(&key.0.to_string()), Some(&value));
        assert_eq!(doc.get(key), Some(raw));
    }
    assert_eq!(merge(&text, &[]), *text);
}
