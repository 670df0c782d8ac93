use serde_json::json;

use super::units;
use crate::eval::tests::all_give;

#[test]
fn positions_count_code_units() {
    let record = json!({ "fields": {
        // An emoji is two units; an accent of its own is one.
        "E": { "type": "singleLineText", "value": "a😀b" },
        "A": { "type": "singleLineText", "value": "e\u{301}é" },
        "Tags": { "type": "multipleSelects", "value": ["x", "yz"] },
        "N": { "type": "number", "value": 2021 },
        "None": { "type": "singleLineText" },
    } });
    all_give(
        &record,
        &[
            ("LEN({E})", json!(4)),
            ("LEN({A})", json!(3)),
            ("LEN({N})", json!(4)),
            ("LEN({Tags})", json!(5)),
            ("LEN({None})", json!(0)),
            ("LEFT({E}, 1)", json!("a")),
            ("LEFT({E}, 2)", json!("a")),
            ("LEFT({E}, 3)", json!("a😀")),
            ("LEFT({E}, 99)", json!("a😀b")),
            ("LEFT({E}, -1)", json!("")),
            ("LEFT({E}, 1 / 0)", json!("a😀b")),
            ("LEFT({E}, 1.9)", json!("a")),
            ("LEFT({E})", json!("a")),
            ("LEFT({Tags}, 4)", json!("x, y")),
            ("LEFT({E}, \"2\")", json!({ "error": "#ERROR!" })),
            ("LEFT({E}, {None})", json!("")),
            ("RIGHT({E}, 1)", json!("b")),
            ("RIGHT({E}, 2)", json!("b")),
            ("RIGHT({E}, 3)", json!("😀b")),
            ("RIGHT({E}, 4)", json!("a😀b")),
            ("RIGHT({E}, 0)", json!("")),
            ("RIGHT({N}, 2)", json!("21")),
            ("RIGHT({N} & \"\")", json!("1")),
            ("MID({E}, 2, 2)", json!("😀")),
            ("MID({E}, 3, 2)", json!("b")),
            ("MID({E}, 2, 1)", json!("")),
            ("MID({E}, 1, 2)", json!("a")),
            ("MID({E}, 0, 1)", json!("a")),
            ("MID({E}, 5, 1)", json!("")),
            ("MID({E}, 2, -1)", json!("")),
            ("MID({N}, 2, 2)", json!("02")),
            ("REPLACE({E}, 2, 2, \"-\")", json!("a-b")),
            ("REPLACE({E}, 3, 0, \"-\")", json!("a-b")),
            ("REPLACE({E}, 2, 0, \"-\")", json!("a-😀b")),
            ("REPLACE({E}, 9, 1, \"-\")", json!("a😀b-")),
            ("REPLACE({E}, 1, 99, \"-\")", json!("-")),
            ("FIND(\"b\", {E})", json!(4)),
            ("FIND(\"😀\", {E})", json!(2)),
            ("FIND(\"é\", {A})", json!(3)),
            ("FIND(\"a\", {E}, 2)", json!(0)),
            ("FIND(\"b\", {E}, 4)", json!(4)),
            ("FIND(\"b\", {E}, 5)", json!(0)),
            ("FIND(\"b\", {E}, -3)", json!(4)),
            ("FIND(\"\", {E})", json!(1)),
            ("FIND(\"\", {E}, 3)", json!(4)),
            ("FIND(\"\", {E}, 5)", json!(5)),
            ("FIND(\"\", {E}, 6)", json!(0)),
            ("FIND(\"y\", {Tags})", json!(4)),
            ("FIND(0, {N})", json!(2)),
            ("SEARCH(\"B\", {E})", json!(null)),
            ("SEARCH(\"b\", {E}, 2)", json!(4)),
        ],
    );
}

#[test]
fn changes() {
    let record = json!({ "fields": {
        "T": { "type": "singleLineText", "value": "Straße" },
        "Tags": { "type": "multipleSelects", "value": ["x", "yz"] },
        "None": { "type": "singleLineText" },
    } });
    all_give(
        &record,
        &[
            ("UPPER({T})", json!("STRASSE")),
            ("LOWER(UPPER({T}))", json!("strasse")),
            ("LOWER(\"ΟΔΟΣ\")", json!("οδος")),
            ("UPPER(\"abc1\")", json!("ABC1")),
            ("LOWER({Tags})", json!("x, yz")),
            ("TRIM(\"\u{a0}\u{feff} a  b\t\n\")", json!("a  b")),
            ("TRIM(\" \")", json!("")),
            ("TRIM(\"\u{85}a \")", json!("\u{85}a")),
            ("SUBSTITUTE({T}, \"ß\", \"ss\")", json!("Strasse")),
            ("SUBSTITUTE(\"aaa\", \"aa\", \"b\")", json!("ba")),
            ("SUBSTITUTE(\"aaaa\", \"aa\", \"b\", 2)", json!("aab")),
            ("SUBSTITUTE(\"abab\", \"ab\", \"x\", 0)", json!("abab")),
            ("SUBSTITUTE(\"abab\", \"\", \"x\")", json!("abab")),
            ("SUBSTITUTE({Tags}, \", \", \"/\")", json!("x/yz")),
            ("SUBSTITUTE({T}, {None}, \"x\")", json!("Straße")),
            ("REPT(\"ab\", 2.9)", json!("abab")),
            ("REPT(\"ab\", -1)", json!("")),
            ("REPT(\"ab\", 1)", json!("ab")),
            ("REPT({None}, 5)", json!("")),
            ("T({T})", json!("Straße")),
            ("T({Tags})", json!(null)),
            ("T(1)", json!(null)),
            ("CONCATENATE({T})", json!("Straße")),
            ("CONCATENATE({Tags}, 1, {None}, 0.5)", json!("x, yz10.5")),
            ("CONCATENATE({None})", json!("")),
            (
                "ENCODE_URL_COMPONENT(\"a b/é?'()*!~_.-\")",
                json!("a%20b%2F%C3%A9%3F%27%28%29%2A%21~_.-"),
            ),
            ("ENCODE_URL_COMPONENT(\"abc\")", json!("abc")),
            ("ENCODE_URL_COMPONENT(\"😀\")", json!("%F0%9F%98%80")),
        ],
    );
}

#[test]
fn units_agree_with_the_code_units_themselves() {
    for text in ["", "abc", "é", "a😀b", "😀😀", "日本語", "e\u{301}😀é"] {
        let all: Vec<u16> = text.encode_utf16().collect();
        assert_eq!(units::count(text), all.len(), "{text}");
        for count in 0..=all.len() + 2 {
            let (before, after) = (units::before(text, count), units::after(text, count));
            let start = text[..before].encode_utf16().count();
            let end = text[..after].encode_utf16().count();
            let wanted = count.min(all.len());
            assert!(
                start <= wanted && wanted <= end && end - start <= 2,
                "{text} {count}"
            );
            let splits =
                char::decode_utf16(all[..wanted].iter().copied()).any(|half| half.is_err());
            assert_eq!(splits, start != end, "{text} {count}");
        }
    }
}
