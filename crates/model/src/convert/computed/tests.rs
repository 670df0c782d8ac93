use super::super::tests::{convert, kind};
use super::*;
use crate::convert::merge_choices;
use crate::field::computed_samples::{broken, count, formula, lookup, rollup};
use crate::limits::Limits;

const ERROR: &str = r##"{"error":"#ERROR!"}"##;
const NAN: &str = r#"{"specialValue":"NaN"}"#;
const MIXED: &str = r##"[{"error":"#ERROR!"},2.5,{"specialValue":"NaN"},1]"##;
const INSTANT: &str = r#""2024-06-05T22:30:00.000Z""#;
const LINKS: &str = r#"["rec00000000000001","rec00000000000002","rec00000000000001"]"#;
const FILES: &str = r#"[{"id":"attAAAAAAAAAAAAAA","url":"https://x.org/a.png","filename":"a.png"},{"id":"attAAAAAAAAAAAAAA","url":"https://x.org/a.png","filename":"a.png"}]"#;

/// From, cell, to, what it reads as (`-` if blank), whether something was lost.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str, &str, bool)] = &[
    // What was computed is frozen as it was shown.
    ("formula text", r#""a, b""#, "text", "a, b", false),
    ("formula number:1", "2.25", "text", "2.3", false),
    ("formula number:1", "2.25", "number:0", "2.25", false),
    ("formula percent:0", "0.5", "text", "50%", false),
    ("formula percent:0", "0.5", "money:2", "0.5", false),
    ("formula duration:h:mm", "5400", "text", "1:30", false),
    ("formula number:0", "3.4", "rating:5", "3", true),
    ("formula text", r#""12""#, "number:0", "12", false),
    ("formula text", r#""x""#, "number:0", "-", true),
    ("formula number:0", "0", "tick", "-", false),
    ("formula number:0", "1", "tick", "true", false),
    ("formula date", INSTANT, "date:us", "2024-06-05", false),
    ("formula date", INSTANT, "time", "2024-06-05T00:00:00.000Z", false),
    ("formula date", INSTANT, "text", "2024-06-05", false),
    ("formula time:Europe/Berlin", INSTANT, "date", "2024-06-06", true),
    ("formula time:Europe/Berlin", INSTANT, "time", "2024-06-05T22:30:00.000Z", false),
    ("formula time:Europe/Berlin", INSTANT, "text", "2024-06-06 00:30", false),
    ("formula text", r#""One, Two""#, "many", "One, Two", false),
    ("formula text", r#""One, Two""#, "one", "One, Two", false),
    ("formula text", r#""One""#, "links:1", "One", false),
    ("formula text", r#""Ann""#, "user", "1", false),
    ("count", "0", "number:0", "0", false),
    ("count", "3", "text", "3", false),
    ("count", "3", "rating:5", "3", false),
    // Errors are lost.
    ("formula number:0", ERROR, "text", "-", true),
    ("formula number:0", NAN, "number:0", "-", true),
    ("formula text", ERROR, "many", "-", true),
    ("broken formula number:0", ERROR, "text", "-", true),
    ("broken count", ERROR, "number:0", "-", true),
    // Lists are joined, or begin with what fits.
    ("rollup number:1", "[1,2.25]", "text", "1.0, 2.3", false),
    ("rollup number:1", "[1,2.25]", "number:0", "1", true),
    ("rollup number:1", "[2.25]", "number:0", "2.25", false),
    ("rollup number:1", "2.25", "number:0", "2.25", false),
    ("lookup number:1", MIXED, "text", "2.5, 1.0", true),
    ("lookup number:1", MIXED, "number:0", "2.5", true),
    ("lookup number:1", "[3,4]", "rating:5", "3", true),
    ("lookup number:0", "[1,2]", "many", "1, 2", false),
    ("lookup text", r#"["a","b, c"]"#, "text", "a, b, c", false),
    ("lookup text", r#"["a","b, c"]"#, "many", "a, \"b, c\"", false),
    ("lookup text", r#"["a, b"]"#, "many", "a, b", false),
    ("lookup text", r#"["a","b"]"#, "one", "a", true),
    ("lookup text", r#"["a","b"]"#, "links:1", "a|b", false),
    ("lookup text", r#"["Ann","nobody"]"#, "users", "[1]", true),
    ("lookup text", r#"["no","x"]"#, "tick", "-", true),
    ("lookup date", r#"["2024-06-05","2024-06-06"]"#, "date", "2024-06-05", true),
    ("lookup date", r#"["2024-06-05","2024-06-06"]"#, "text", "2024-06-05, 2024-06-06", false),
    ("lookup tick", "[true,true]", "text", "checked, checked", false),
    ("lookup tick", "[true]", "tick", "true", false),
    ("lookup tick", "[true]", "number:0", "1", false),
    ("lookup created:utc", r#"["2024-06-05T22:30:00.000Z"]"#, "time", "2024-06-05T22:30:00.000Z", false),
    ("lookup modified", r#"["2024-06-05T22:30:00.000Z"]"#, "date", "2024-06-05", false),
    ("lookup auto", "[7]", "number:0", "7", false),
    ("lookup barcode", r#"[{"text":"1"},{"text":"2"}]"#, "text", "1, 2", false),
    ("lookup barcode", r#"[{"text":"1"}]"#, "barcode", r#"{"text":"1"}"#, false),
    ("lookup ai", r#"[{"state":"generated","isStale":false,"value":"x"}]"#, "text", "x", false),
    // What is named several times is there once.
    ("lookup one:Todo Done", "[1,0,1]", "many", "Done, Todo", false),
    ("lookup many:Todo Done", "[1,0,1]", "one", "Done", true),
    ("lookup many:Todo Done", "[1,0,1]", "text", "Done, Todo", false),
    ("lookup one:Todo Done", "[1]", "one", "Done", false),
    ("lookup creator", "[2,1,2]", "users", "[2,1]", false),
    ("lookup users", "[2,1,2]", "user", "2", true),
    ("lookup users", "[2]", "text", "\"Bob, jr.\"", false),
    ("lookup links:1", LINKS, "links:1", "#rec00000000000001|#rec00000000000002", false),
    ("lookup links:1", LINKS, "links:2", "One|Two, too", false),
    ("lookup links:1", LINKS, "text", "One, \"Two, too\"", false),
    ("lookup files", FILES, "files", "a.png (https://x.org/a.png)", false),
    ("lookup files", FILES, "text", "a.png (https://x.org/a.png)", false),
    // And what can be computed again is not lost.
    ("formula number:0", "2", "rollup number:0", "-", false),
    ("lookup text", r#"["a"]"#, "count", "-", false),
    ("formula number:0", "2", "auto", "-", false),
    // Everything else is discarded.
    ("text", r#""a""#, "formula text", "-", true),
    ("number:0", "2", "count", "-", true),
    ("links:1", LINKS_ONCE, "lookup links:1", "-", true),
    ("created:utc", r#""2024-06-05T22:30:00.000Z""#, "formula date", "-", false),
];

const LINKS_ONCE: &str = r#"["rec00000000000001"]"#;

#[test]
fn computed_cells_become_what_the_table_says() {
    let limits = Limits::default();
    let mut wrong = Vec::new();
    for (from, raw, to, shown, lost) in TABLE {
        let after = convert(from, raw, to, &limits);
        if (after.0.as_str(), after.1) != (*shown, *lost) {
            wrong.push(format!("{from} {raw} to {to}: {after:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn lists_are_cut_where_a_cell_may_hold_no_more() {
    let limits = Limits {
        links_per_cell: 1,
        people_per_cell: 1,
        cell_chars: 5,
        ..Limits::default()
    };
    for (from, raw, to, shown) in [
        ("lookup links:1", LINKS, "links:1", "#rec00000000000001"),
        ("lookup users", "[2,1]", "users", "[2]"),
        ("lookup text", r#"["abc","def"]"#, "text", "abc, "),
        ("formula text", r#""abcdef""#, "text", "abcde"),
    ] {
        let after = convert(from, raw, to, &limits);
        assert_eq!(
            (after.0.as_str(), after.1),
            (shown, true),
            "{from} {raw} to {to}"
        );
    }
}

#[test]
fn a_field_of_another_kind_gets_a_key_of_its_own() {
    let number = || FieldKind::Number { precision: 0 };
    let plan = |from: &FieldKind, to: &FieldKind| {
        let plan = Conversion::plan(from, to);
        (plan.takes_new_key(), plan.keeps_cells())
    };
    // The cells of a changed formula are computed anew where they are.
    for same in [
        formula(number()),
        rollup(number()),
        lookup(number()),
        count(),
    ] {
        assert_eq!(plan(&same, &same), (false, true), "{same:?}");
        assert_eq!(
            plan(&broken(same.clone()), &same),
            (false, true),
            "{same:?}"
        );
    }
    assert_eq!(
        plan(&formula(number()), &formula(FieldKind::SingleLineText)),
        (false, true)
    );
    assert_eq!(plan(&formula(number()), &number()), (true, false));
    assert_eq!(plan(&number(), &formula(number())), (true, false));
    assert_eq!(plan(&formula(number()), &count()), (true, false));
    assert_eq!(plan(&lookup(number()), &rollup(number())), (true, false));
}

#[test]
fn names_of_records_are_asked_for_where_they_are_frozen() {
    let links = kind("links:1");
    let reads = |to: &FieldKind| Conversion::plan(&lookup(links.clone()), to).reads_links();
    assert!(reads(&FieldKind::SingleLineText) && reads(&kind("links:2")) && reads(&kind("many")));
    assert!(!reads(&links) && !reads(&count()));
    assert!(!Conversion::plan(&formula(kind("text")), &links).reads_links());
}

#[test]
fn choices_that_were_looked_up_are_made_anew() {
    let old = kind("many:Todo Done");
    let from = lookup(old.clone());
    let wanted = merge_choices(
        &crate::field::Choices::default(),
        kind("many:Later").choices().cloned().unwrap_or_default(),
        false,
    );
    let plan = Conversion::plan(&from, &FieldKind::MultipleSelects(wanted));
    assert!(plan.needs_names() && !plan.keeps_cells());
    let after = convert(
        "lookup many:Todo Done",
        "[1]",
        "many:Later Done",
        &Limits::default(),
    );
    assert_eq!(after, ("Done".to_owned(), false));
}

#[test]
fn damaged_cells_become_blank() {
    let limits = Limits::default();
    let entropy = crate::testing::Fixed::new(3);
    let context = super::super::tests::context(&limits, &entropy);
    for shown in [
        "text", "number:0", "date", "time", "tick", "many:a", "users", "links:1", "files",
    ] {
        for from in [
            formula(kind(shown)),
            rollup(kind(shown)),
            lookup(kind(shown)),
        ] {
            for to in [
                "text", "number:0", "date", "tick", "many", "one", "users", "links:2", "files",
                "barcode",
            ] {
                let mut plan = Conversion::plan(&from, &kind(to));
                for raw in ["", "[", "[]", "{}", "[é", "[{}]", "x", "[[]]"] {
                    if plan.needs_names() {
                        plan.note(raw, &context);
                    }
                    plan.convert(raw, &context);
                }
            }
        }
    }
}
