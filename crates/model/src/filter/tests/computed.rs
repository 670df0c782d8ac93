//! What conditions on computed fields keep.

use super::*;
use crate::field::computed_samples::{broken, count, formula, lookup, rollup};

const ERROR: &str = r##"{"error":"#ERROR!"}"##;
const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"Infinity"}"#;
const ERROR_AND_2: &str = r##"[{"error":"#ERROR!"},2]"##;
const ERRORS: &str = r##"[{"error":"#ERROR!"}]"##;
const TODAY: &str = r#"{"mode":"today"}"#;
const FILES: &str = r#"[{"id":"attAAAAAAAAAAAAAA","url":"https://x.org/1","filename":"Plan.PDF"},{"id":"attBBBBBBBBBBBBBB","url":"https://x.org/2","filename":"a","type":"image/png"}]"#;

/// Computed fields over the others.
pub(super) fn fields() -> Vec<(&'static str, FieldKind)> {
    let kind = |name: &str| {
        let mut all = super::fields().into_iter();
        all.find(|(known, _)| *known == name).unwrap().1
    };
    vec![
        ("=text", formula(kind("text"))),
        ("=number", formula(kind("number"))),
        ("=date", formula(kind("date"))),
        ("=time", formula(kind("tokyo"))),
        ("=broken", broken(formula(kind("number")))),
        ("counted", count()),
        ("rolled", rollup(kind("number"))),
        ("looked text", lookup(kind("text"))),
        ("looked number", lookup(kind("number"))),
        ("looked date", lookup(kind("date"))),
        ("looked tick", lookup(kind("tick"))),
        ("looked one", lookup(kind("one"))),
        ("looked many", lookup(kind("many"))),
        ("looked user", lookup(kind("creator"))),
        ("looked users", lookup(kind("users"))),
        ("looked links", lookup(kind("links"))),
        ("looked files", lookup(kind("files"))),
        ("looked barcode", lookup(kind("barcode"))),
    ]
}

#[rustfmt::skip]
pub(super) const TABLE: &[table::Row] = &[
    // Formulas are compared as what they give; errors are not empty, and nothing else.
    ("=text", "=", r#""a""#, &[r#""A""#], &[r#""b""#, "-", ERROR, NAN]),
    ("=text", "!=", r#""a""#, &[r#""b""#, "-"], &[r#""A""#, ERROR]),
    ("=text", "contains", r#""err""#, &[r#""error""#], &[ERROR, "-"]),
    ("=text", "doesNotContain", r#""x""#, &[r#""a""#, "-"], &[r#""ax""#, ERROR, INFINITE]),
    ("=text", "isEmpty", "", &["-"], &[r#""a""#, ERROR]),
    ("=text", "isNotEmpty", "", &[r#""a""#, ERROR], &["-"]),
    ("=number", "=", "2", &["2"], &["3", "-", ERROR, NAN, INFINITE]),
    ("=number", "!=", "2", &["3", "-", INFINITE], &["2", ERROR, NAN]),
    ("=number", ">", "2", &["3", INFINITE], &["2", "-", ERROR, NAN]),
    ("=number", "<", "2", &["-3", r#"{"specialValue":"-Infinity"}"#], &["2", "-", ERROR, NAN]),
    ("=number", "isEmpty", "", &["-"], &["0", ERROR, NAN]),
    ("=number", "isNotEmpty", "", &["0", ERROR, NAN, INFINITE], &["-"]),
    ("=date", "is", TODAY, &[r#""2024-06-05T00:00:00.000Z""#, r#""2024-06-05T23:59:00.000Z""#], &[r#""2024-06-06T00:00:00.000Z""#, "-", ERROR]),
    ("=date", "isNot", TODAY, &[r#""2024-06-06T00:00:00.000Z""#, "-"], &[r#""2024-06-05T00:00:00.000Z""#, ERROR]),
    ("=time", "is", TODAY, &[r#""2024-06-05T15:00:00.000Z""#], &[r#""2024-06-05T14:59:00.000Z""#, "-", ERROR]),
    ("counted", ">=", "1", &["1"], &["0"]),
    ("counted", "isEmpty", "", &["-"], &["0"]),
    // All cells of a field that is not valid are errors.
    ("=broken", "isNotEmpty", "", &[ERROR], &["-"]),
    ("=broken", "isEmpty", "", &["-"], &[ERROR]),
    // Of several values one must be what is asked for, and none what is not.
    ("rolled", "=", "2", &["2", "[1,2]"], &["[1,3]", "-", ERROR]),
    ("looked number", "=", "2", &["[1,2]", ERROR_AND_2], &["[1,3]", "-", ERRORS]),
    ("looked number", "!=", "2", &["[1,3]", "-"], &["[1,2]", ERROR_AND_2, ERRORS, ERROR]),
    ("looked number", "<", "2", &["[1,3]"], &["[2,3]", "-", ERRORS]),
    ("looked number", "isNotEmpty", "", &["[1]", ERRORS], &["-"]),
    ("looked text", "contains", r#""A, b""#, &[r#"["a","B"]"#], &[r#"["b","a"]"#, "-", ERRORS]),
    ("looked text", "=", r#""a""#, &[r#"["A"]"#], &[r#"["a","b"]"#, "-"]),
    ("looked text", "doesNotContain", r#""a""#, &[r#"["b"]"#, "-"], &[r#"["b","a"]"#, ERRORS]),
    ("looked barcode", "contains", r#""06""#, &[r#"[{"text":"1"},{"text":"4006"}]"#], &[r#"[{"text":"1"}]"#, "-"]),
    ("looked date", "is", TODAY, &[r#"["2024-06-05","2024-06-07"]"#, r#"["2024-06-05T00:00:00.000Z"]"#], &[r#"["2024-06-07"]"#, "-"]),
    ("looked date", "isNot", TODAY, &[r#"["2024-06-07"]"#, "-"], &[r#"["2024-06-05","2024-06-07"]"#, ERRORS]),
    ("looked date", "isBefore", TODAY, &[r#"["2024-06-07","2024-06-01"]"#], &[r#"["2024-06-05"]"#, "-"]),
    ("looked tick", "=", "true", &["[true]", "[true,true]"], &["-", ERRORS]),
    ("looked tick", "=", "false", &["-"], &["[true]", ERRORS]),
    ("looked one", "=", r#""sel:b""#, &["[1]", "[0,1]"], &["[0]", "-"]),
    ("looked one", "isNoneOf", r#"["sel:a","sel:b"]"#, &["[2]", "-"], &["[2,0]"]),
    ("looked many", "hasAllOf", r#"["sel:a","sel:b"]"#, &["[1,0,1,2]"], &["[1,1]", "-"]),
    ("looked many", "isExactly", r#"["sel:a","sel:b"]"#, &["[1,0,1]"], &["[1,0,2]", "[1,1]"]),
    ("looked many", "hasNoneOf", r#"["sel:a"]"#, &["[1,1]", "-"], &["[1,0]", ERRORS]),
    ("looked user", "=", r#""usr:1""#, &["[2,1]"], &["[2]", "[9]", "-"]),
    ("looked users", "hasAllOf", r#"["usr:1","usr:2"]"#, &["[2,1,2]"], &["[2,2]"]),
    ("looked links", "hasAnyOf", r#"["rec:1"]"#, &[r#"["rec00000000000002","rec00000000000001"]"#], &[r#"["rec00000000000002"]"#, "-"]),
    ("looked links", "isExactly", r#"["rec:1"]"#, &[r#"["rec00000000000001","rec00000000000001"]"#], &[r#"["rec00000000000002","rec00000000000001"]"#]),
    ("looked links", "contains", r#""one, ünter""#, &[r#"["rec00000000000001","rec00000000000002"]"#], &[r#"["rec00000000000002"]"#, "-"]),
    ("looked files", "filename", r#""plan""#, &[FILES], &["-"]),
    ("looked files", "filetype", r#""image""#, &[FILES], &["-"]),
];

#[test]
fn fields_that_are_not_valid_take_no_other_operator() {
    let table = super::table();
    let asked = condition(&table, "=broken", "=", Some(json!(2)));
    let filter = filter(Conjunction::And, vec![asked]);
    let refused = filter.check(&table, &Limits::default());
    assert!(
        matches!(refused, Err(FilterError::Operator { .. })),
        "{refused:?}"
    );
    // One that was stored before holds of nothing.
    for raw in [ERROR, "2", "-"] {
        assert!(!keeps(&table, &filter, "=broken", raw), "{raw}");
    }
}

#[test]
fn a_refusal_names_the_type_of_the_result() {
    let table = super::table();
    let asked = condition(&table, "=number", "contains", Some(json!("x")));
    let refused = filter(Conjunction::And, vec![asked]).check(&table, &Limits::default());
    let message = refused.unwrap_err().to_string();
    assert!(message.contains("of type number"), "{message}");
}

#[test]
fn linked_records_are_named_for_what_is_looked_up() {
    let table = super::table();
    let asked = condition(&table, "looked links", "contains", Some(json!("one")));
    let keeper = filter(Conjunction::And, vec![asked]).compile(&table, now());
    assert_eq!(keeper.links(), [table.field("looked links").unwrap().key]);
}

#[test]
fn damaged_cells_take_nothing_down() {
    let table = super::table();
    for (field, operator, text, ..) in TABLE {
        let value = value(&table, field, text);
        let filter = filter(
            Conjunction::And,
            vec![condition(&table, field, operator, value)],
        );
        for raw in [
            "[",
            "[]",
            "[x]",
            r#"[""]"#,
            "{}",
            r#""x""#,
            "[1,[2],{}]",
            "é",
        ] {
            keeps(&table, &filter, field, raw);
        }
    }
}
