use proptest::prelude::*;
use serde_json::{Map, Value};

use super::*;
use crate::cell::number_text;

fn cells(text: &str) -> Vec<(u32, &str)> {
    Doc(text).cells().map(|(key, raw)| (key.0, raw)).collect()
}

#[test]
fn reads_every_form_of_cell() {
    let doc = r#"{"1":"Ann","2":12.5,"3":true,"4":[3,1],"10":"a \"}\\","11":"2024-01-01"}"#;
    assert_eq!(
        cells(doc),
        [
            (1, r#""Ann""#),
            (2, "12.5"),
            (3, "true"),
            (4, "[3,1]"),
            (10, r#""a \"}\\""#),
            (11, r#""2024-01-01""#),
        ]
    );
    assert_eq!(Doc(doc).get(FieldKey(4)), Some("[3,1]"));
    assert_eq!(Doc(doc).get(FieldKey(5)), None);
    assert_eq!(Doc(doc).get(FieldKey(12)), None);
    assert_eq!(Doc(doc).check(), Ok(()));
    assert_eq!(cells(EMPTY), []);
    assert_eq!(Doc(EMPTY).check(), Ok(()));
}

#[test]
fn nested_values_are_one_cell() {
    let doc = r#"{"1":[{"a":"]}"},[2,{"b":[]}]],"2":{"x":[1,"\\"]},"3":7}"#;
    assert_eq!(
        cells(doc),
        [
            (1, r#"[{"a":"]}"},[2,{"b":[]}]]"#),
            (2, r#"{"x":[1,"\\"]}"#),
            (3, "7")
        ]
    );
}

#[test]
fn cells_end_where_damage_begins() {
    for (text, good) in [
        ("", 0),
        ("{", 0),
        ("null", 0),
        ("{\"1\"", 0),
        ("{\"1\":", 0),
        ("{\"1\":\"abc", 0),
        ("{\"1\":\"abc\\", 0),
        ("{\"1\":[1,2", 0),
        ("{\"\":1}", 0),
        ("{\"x\":1}", 0),
        ("{\"1\":}", 0),
        ("{\"99999999999\":1}", 0),
        ("{\"1\":1;\"2\":2}", 1),
        ("{\"1\":\"a\"\"2\":2}", 1),
        ("{\"1\":\"a\",\"2\":", 1),
        ("{\"1\":\"a\",", 1),
        ("{\"1\":\"a\"", 1),
    ] {
        assert!(cells(text).len() <= good, "{text}: {:?}", cells(text));
        assert!(Doc(text).check().is_err(), "{text}");
        let mut scan = Doc(text).cells();
        while scan.next().is_some() {}
        assert_eq!(scan.next(), None, "{text}");
    }
}

#[test]
fn other_spellings_are_not_canonical() {
    for (text, at) in [
        (r#"{"2":1,"1":1}"#, 11),
        (r#"{"1":1,"1":1}"#, 11),
        (r#"{"01":1}"#, 6),
        (r#"{"1":1.0}"#, 5),
        (r#"{"1":-0}"#, 5),
        (r#"{"1":1e3}"#, 5),
        (r#"{"1":null}"#, 5),
        (r#"{"1":false}"#, 5),
        (r#"{"1":""}"#, 5),
        (r#"{"1":[]}"#, 5),
        (r#"{"1":[1, 2]}"#, 5),
        (r#"{"1":"\u0041"}"#, 5),
        (r#"{"1":"\/"}"#, 5),
        (r#"{"1":nonsense}"#, 5),
        (r#"{"1":1,"2":2}}"#, 12),
        (r#"{"1":1} "#, 6),
        (r#" {"1":1}"#, 0),
        (r#"{"1": 1}"#, 5),
    ] {
        assert_eq!(
            Doc(text).check().map_err(|error| error.at),
            Err(at),
            "{text}"
        );
    }
}

#[test]
fn differences_go_both_ways() {
    let (before, after) = (r#"{"1":"a","2":2,"4":4}"#, r#"{"1":"a","2":3,"3":true}"#);
    let (was, is) = diff(before, after).unwrap();
    assert_eq!(was, r#"{"2":2,"3":null,"4":4}"#);
    assert_eq!(is, r#"{"2":3,"3":true,"4":null}"#);
    assert_eq!(patch(before, &is), after);
    assert_eq!(patch(after, &was), before);
    assert_eq!(diff(before, before), None);
}

/// A cell's value in one of the stored forms.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        "(\\PC|[\"\\\\{}\\[\\],:\u{0}-\u{1f}\u{2028}]){1,20}".prop_map(Value::from),
        any::<f64>()
            .prop_filter("finite", |n| n.is_finite())
            .prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        Just(Value::Bool(true)),
        prop::collection::vec(any::<u32>(), 1..6).prop_map(Value::from),
    ]
}

fn raw(value: &Value) -> String {
    match value.as_f64() {
        Some(number) => number_text(number),
        None => value.to_string(),
    }
}

fn build(map: &std::collections::BTreeMap<u32, Value>) -> String {
    let mut builder = DocBuilder::new();
    for (key, value) in map {
        builder.push(FieldKey(*key), &raw(value));
    }
    builder.finish()
}

fn maps() -> impl Strategy<Value = std::collections::BTreeMap<u32, Value>> {
    // Few keys, so that two maps share some.
    prop::collection::btree_map(prop_oneof![0u32..12, any::<u32>()], value(), 0..10)
}

proptest! {
    #[test]
    fn the_scanner_reads_what_serde_json_reads(map in maps()) {
        let text = build(&map);
        prop_assert_eq!(Doc(&text).check(), Ok(()));
        let parsed: Map<String, Value> = serde_json::from_str(&text).unwrap();
        let scanned: Vec<(String, Value)> = Doc(&text)
            .cells()
            .map(|(key, raw)| (key.0.to_string(), serde_json::from_str(raw).unwrap()))
            .collect();
        prop_assert_eq!(&scanned, &parsed.into_iter().collect::<Vec<_>>());
        prop_assert_eq!(scanned.len(), map.len());
        for (key, value) in &map {
            let raw = raw(value);
            prop_assert_eq!(Doc(&text).get(FieldKey(*key)), Some(raw.as_str()));
        }
    }

    #[test]
    fn merging_is_setting_in_a_map(old in maps(), new in maps(), cleared in prop::collection::btree_set(0u32..12, 0..6)) {
        let mut sets: std::collections::BTreeMap<u32, Option<String>> =
            new.iter().map(|(key, value)| (*key, Some(raw(value)))).collect();
        sets.extend(cleared.iter().map(|key| (*key, None)));
        let mut expected = old.clone();
        for (key, set) in &sets {
            match set {
                Some(_) => expected.insert(*key, new[key].clone()),
                None => expected.remove(key),
            };
        }
        let sets: Vec<_> = sets.into_iter().map(|(key, raw)| (FieldKey(key), raw)).collect();
        prop_assert_eq!(merge(&build(&old), &sets), build(&expected));
    }

    #[test]
    fn a_difference_leads_from_one_to_the_other(old in maps(), new in maps()) {
        let (old, new) = (build(&old), build(&new));
        match diff(&old, &new) {
            None => prop_assert_eq!(old, new),
            Some((was, is)) => {
                prop_assert_eq!(patch(&old, &is), new.clone());
                prop_assert_eq!(patch(&new, &was), old);
            }
        }
    }

    #[test]
    fn damage_never_panics_and_never_passes(map in maps(), at in any::<prop::sample::Index>(), with in any::<char>()) {
        let text = build(&map);
        let mut damaged: Vec<char> = text.chars().collect();
        let at = at.index(damaged.len());
        damaged[at] = with;
        let damaged: String = damaged.into_iter().collect();
        let _ = Doc(&damaged).cells().count();
        if Doc(&damaged).check().is_ok() {
            // What passes is a document that would be written just so.
            let again: std::collections::BTreeMap<u32, Value> = serde_json::from_str::<Map<String, Value>>(&damaged)
                .unwrap()
                .into_iter()
                .map(|(key, value)| (key.parse().unwrap(), value))
                .collect();
            prop_assert_eq!(build(&again), damaged);
        }
    }
}
