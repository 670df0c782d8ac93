use serde_json::{Value as Json, json};

use super::*;
use crate::bounds::Bounds;
use crate::cases::{Case, to_json};
use basekey_model::time::Millis;

pub(crate) const NOW: Millis = Millis(1_709_164_800_000);

fn error() -> Json {
    json!({ "error": "#ERROR!" })
}

fn special(which: &str) -> Json {
    json!({ "specialValue": which })
}

/// Fields of every kind that a formula tells apart.
fn fields() -> Json {
    json!({ "fields": {
        "Five": { "type": "number", "value": 5 },
        "Zero": { "type": "number", "value": 0 },
        "NoNumber": { "type": "number", "value": null },
        "Word": { "type": "singleLineText", "value": "word" },
        "NoWord": { "type": "singleLineText", "value": null },
        "Day": { "type": "date", "value": "2024-02-29" },
        "Later": { "type": "dateTime", "value": "2024-02-29T13:45:30.000Z" },
        "NoDay": { "type": "date", "value": null },
        "Tags": { "type": "multipleSelects", "value": ["a", "b"] },
        "Tag": { "type": "multipleSelects", "value": ["a"] },
        "NoTag": { "type": "multipleSelects", "value": null },
        "Nine": { "type": "multipleLookupValues", "of": "number", "value": [9] },
        "Ten": { "type": "multipleLookupValues", "of": "number", "value": [10] },
        "Numbers": { "type": "multipleLookupValues", "of": "number", "value": [1, 2] },
        "Days": { "type": "multipleLookupValues", "of": "date", "value": ["2024-02-29"] },
        "Bad": { "type": "multipleLookupValues", "of": "number", "value": [1, { "error": "#ERROR!" }] },
        "Wrong": { "type": "formula", "of": "number", "value": { "error": "#ERROR!" } },
        "Infinite": { "type": "formula", "of": "number", "value": { "specialValue": "Infinity" } },
    } })
}

/// What a formula gives, with these fields and bounds.
pub(crate) fn value(formula: &str, record: &Json, bounds: Bounds) -> Value<'static> {
    let context = Context::new(NOW, bounds);
    let case = Case::read(record).unwrap();
    case.value(formula, &context)
        .unwrap_or_else(|error| panic!("{formula}: {error}"))
}

/// Compares what formulas give with what they should, to the last digit.
pub(crate) fn all_give(record: &Json, table: &[(&str, Json)]) {
    let wrong: Vec<String> = table
        .iter()
        .filter_map(|(formula, wanted)| {
            let got = to_json(&value(formula, record, Bounds::default()));
            (got != *wanted).then(|| format!("{formula} gives {got}, not {wanted}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn arithmetic_of_what_is_no_number() {
    all_give(
        &fields(),
        &[
            ("{NoNumber} + 5", json!(5)),
            ("{NoNumber} * 5", json!(0)),
            ("5 / {NoNumber}", special("Infinity")),
            ("-5 / {Zero}", special("-Infinity")),
            ("{Five} + {Word}", special("NaN")),
            ("{Five} + \"5\"", special("NaN")),
            ("-{Word}", special("NaN")),
            ("-{NoNumber}", json!(0)),
            ("{Nine} + 1", json!(10)),
            ("{NoTag} + 1", json!(1)),
            ("{Numbers} + 1", error()),
            ("{Tag} + 1", special("NaN")),
            ("{Day} - {Later}", error()),
            ("{Day} + 1", error()),
            ("-{Day}", error()),
            ("{NoDay} + 1", json!(1)),
            ("{Infinite} - {Infinite}", special("NaN")),
            ("{Wrong} + 1", error()),
            ("1 + {Wrong}", error()),
            ("{Bad} + 1", error()),
        ],
    );
}

#[test]
fn texts_of_values() {
    all_give(
        &fields(),
        &[
            ("{Five} / 4 & \"\"", json!("1.25")),
            ("{Zero} & \"\"", json!("0")),
            ("-{Zero} & \"\"", json!("0")),
            ("{NoNumber} & \"\"", json!("")),
            ("1 / 3 & \"\"", json!("0.3333333333333333")),
            ("POWER(10, 21) & \"\"", json!("1e+21")),
            ("POWER(10, 20) & \"\"", json!("100000000000000000000")),
            ("POWER(10, -7) & \"\"", json!("1e-7")),
            ("{Infinite} & \"\"", json!("Infinity")),
            ("-{Infinite} & \"!\"", json!("-Infinity!")),
            ("0 / {Zero} & \"\"", json!("NaN")),
            ("{Day} & \"\"", json!("2024-02-29T00:00:00.000Z")),
            ("\"on \" & {Later}", json!("on 2024-02-29T13:45:30.000Z")),
            ("{Tags} & \"!\"", json!("a, b!")),
            ("\"\" & {Numbers}", json!("1, 2")),
            (
                "\"x\" & {Numbers} & {NoTag} & {Days}",
                json!("x1, 22024-02-29T00:00:00.000Z"),
            ),
            ("{Bad} & \"\"", error()),
            ("\"\" & {Wrong}", error()),
            ("({Five} > 1) & \"\"", json!("1")),
        ],
    );
}

#[test]
fn what_is_equal() {
    all_give(
        &fields(),
        &[
            ("BLANK() = 0", json!(1)),
            ("BLANK() = \"\"", json!(1)),
            ("BLANK() = BLANK()", json!(1)),
            ("0 = \"\"", json!(0)),
            ("{Zero} = \"\"", json!(0)),
            ("{Zero} = {NoNumber}", json!(1)),
            ("{NoWord} = \"\"", json!(1)),
            ("{Five} = \"5\"", json!(0)),
            ("{Five} != \"5\"", json!(1)),
            ("\"done\" = \"Done\"", json!(0)),
            ("{Day} = \"2024-02-29\"", json!(0)),
            ("{Day} = DATETIME_PARSE(\"2024-02-29\")", json!(1)),
            ("{Day} = {Later}", json!(0)),
            ("{NoDay} = BLANK()", json!(1)),
            ("{NoDay} = {Day}", json!(0)),
            ("{NoDay} != {Day}", json!(1)),
            ("{Day} = 0", json!(0)),
            ("{NoTag} = BLANK()", json!(1)),
            ("{NoTag} = \"\"", json!(1)),
            ("{Tags} = \"a, b\"", json!(1)),
            ("\"a, b\" = {Tags}", json!(1)),
            ("{Tag} = \"a\"", json!(1)),
            ("{Tag} = {Tags}", json!(0)),
            ("{Nine} = 9", json!(1)),
            ("9 = {Nine}", json!(1)),
            ("{Nine} = \"9\"", json!(1)),
            ("{Numbers} = 1", json!(0)),
            ("{Numbers} = \"1, 2\"", json!(1)),
            ("{Days} = {Day}", json!(1)),
            ("0 / 0 = 0 / 0", json!(0)),
            ("0 / 0 != 0 / 0", json!(1)),
            ("{Infinite} = 1 / 0", json!(1)),
            ("{Wrong} = 1", error()),
            ("{Word} != {Wrong}", error()),
            ("{Bad} = 1", error()),
        ],
    );
}

#[test]
fn what_is_less() {
    all_give(
        &fields(),
        &[
            ("{NoNumber} < 1", json!(1)),
            ("{NoNumber} >= 0", json!(1)),
            ("{NoNumber} > 0", json!(0)),
            ("-1 < BLANK()", json!(1)),
            ("BLANK() <= BLANK()", json!(1)),
            ("BLANK() < BLANK()", json!(0)),
            ("\"a\" < \"b\"", json!(1)),
            ("\"B\" < \"a\"", json!(1)),
            ("\"a\" < \"ab\"", json!(1)),
            ("\"a\" <= \"a\"", json!(1)),
            // By code units: the half of a pair is less than U+FF5E.
            ("\"\u{1F600}\" < \"\u{FF5E}\"", json!(1)),
            ("\"\u{FF5E}\" > \"\u{1F600}\"", json!(1)),
            ("\"é\" > \"z\"", json!(1)),
            ("{NoWord} < \"a\"", json!(1)),
            ("{NoWord} >= \"\"", json!(1)),
            ("{Five} < \"6\"", json!(0)),
            ("{Five} >= \"6\"", json!(0)),
            ("{Day} < {Later}", json!(1)),
            ("{Day} >= {Later}", json!(0)),
            ("{NoDay} < {Day}", json!(0)),
            ("{NoDay} > {Day}", json!(0)),
            ("{Day} <= {NoDay}", json!(0)),
            ("{Nine} < {Ten}", json!(1)),
            ("{Nine} > 8", json!(1)),
            ("{Numbers} > 0", json!(0)),
            ("{Days} <= {Later}", json!(1)),
            ("0 / 0 < 1", json!(0)),
            ("0 / 0 >= 1", json!(0)),
        ],
    );
}

#[test]
fn logic() {
    all_give(
        &fields(),
        &[
            ("IF(\"0\", 1, 2)", json!(1)),
            ("IF(-1, 1, 2)", json!(1)),
            ("IF(0 / 0, 1, 2)", json!(2)),
            ("IF({Infinite}, 1, 2)", json!(1)),
            ("IF({Day}, 1, 2)", json!(1)),
            ("IF({NoDay}, 1)", json!(null)),
            ("IF({Tags}, 1, 2)", json!(1)),
            ("IF({NoTag}, 1, 2)", json!(2)),
            ("IF({Wrong}, 1, 2)", error()),
            ("IF({Five}, 1, {Wrong})", json!(1)),
            ("IF({Zero}, {Wrong}, 1)", json!(1)),
            ("IF({Five}, {Wrong}, 1)", error()),
            ("AND({Zero}, {Wrong})", error()),
            ("OR({Five}, {Wrong})", error()),
            ("XOR({Five}, {Wrong})", error()),
            ("AND({Tags}, 1)", json!(1)),
            ("AND({NoTag}, 1)", json!(0)),
            ("OR({Numbers}, 0)", json!(1)),
            ("OR({Bad}, 1)", error()),
            ("XOR({Numbers}, 1)", json!(1)),
            ("XOR({Numbers}, 0)", json!(0)),
            ("NOT({NoTag})", json!(1)),
            ("NOT({Wrong})", error()),
            ("SWITCH({Five}, 4, \"a\", 5, \"b\", \"c\")", json!("b")),
            ("SWITCH({Five}, 4, \"a\", 6, \"b\", \"c\")", json!("c")),
            ("SWITCH({Five}, 4, \"a\", 6, \"b\")", json!(null)),
            ("SWITCH({Five}, 5, \"a\", {Wrong}, \"b\")", json!("a")),
            ("SWITCH({Five}, 4, \"a\", {Wrong}, \"b\")", error()),
            ("SWITCH({Five}, 4, {Wrong}, 5, \"b\")", json!("b")),
            ("SWITCH({Wrong}, 4, 1)", error()),
            ("SWITCH({NoNumber}, 0, \"zero\")", json!("zero")),
            (
                "SWITCH({NoWord}, \"\", \"none\", 0, \"zero\")",
                json!("none"),
            ),
            ("ISERROR({Wrong})", json!(1)),
            ("ISERROR({Infinite})", json!(1)),
            ("ISERROR(-{Infinite})", json!(1)),
            ("ISERROR({Bad})", json!(1)),
            ("ISERROR({Numbers})", json!(0)),
            ("ISERROR({NoNumber})", json!(0)),
            ("ISERROR({Word} * 2)", json!(1)),
            ("ISERROR(ERROR(\"so\"))", json!(1)),
            ("ERROR(\"so\")", error()),
            ("TRUE() & FALSE()", json!("10")),
        ],
    );
}

#[test]
fn the_record_itself() {
    let record = json!({ "record": {
        "id": "recABCDEFGHIJKLMN",
        "createdTime": "2024-01-15T12:00:00.000Z",
        "lastModifiedTime": "2024-02-01T08:30:00.000Z",
    }, "fields": { "A": { "type": "number" } } });
    all_give(
        &record,
        &[
            ("RECORD_ID()", json!("recABCDEFGHIJKLMN")),
            ("CREATED_TIME()", json!("2024-01-15T12:00:00.000Z")),
            ("LAST_MODIFIED_TIME()", json!("2024-02-01T08:30:00.000Z")),
            ("LAST_MODIFIED_TIME({A})", json!("2024-02-01T08:30:00.000Z")),
        ],
    );
}

#[test]
fn values_are_a_list_even_if_nothing_is_linked() {
    let none =
        json!({ "fields": { "values": { "type": "multipleLookupValues", "of": "number" } } });
    all_give(
        &none,
        &[
            ("COUNTALL(values)", json!(0)),
            ("SUM(values)", json!(0)),
            ("AVERAGE(values)", special("NaN")),
            ("AND(values)", json!(0)),
            ("ARRAYJOIN(values)", json!("")),
            ("values", json!([])),
        ],
    );
}

#[test]
fn values_of_a_row_that_has_none() {
    let root = Node::Call(Function::Countall, [Node::Values].into());
    let context = Context::new(NOW, Bounds::default());
    assert_eq!(evaluate(&root, &random::Bare, &context), Value::Number(0.0));
}

/// What a formula fails with under these bounds.
fn failure(formula: &str, bounds: Bounds) -> Option<Failure> {
    match value(formula, &fields(), bounds) {
        Value::Error(failure) => Some(failure),
        _ => None,
    }
}

#[test]
fn texts_do_not_grow_without_bound() {
    let bounds = Bounds {
        output_bytes: 10_000,
        ..Bounds::default()
    };
    let mut doubled = "{Word}".to_owned();
    for _ in 0..12 {
        doubled = format!("({doubled} & {doubled})");
    }
    let mut substituted = "\"aa\"".to_owned();
    for _ in 0..20 {
        substituted = format!("SUBSTITUTE({substituted}, \"a\", {{Tags}} & \"aa\")");
    }
    for formula in [
        &doubled,
        &substituted,
        "REPT({Word}, 2501)",
        "REPT({Word}, 1 / 0)",
        "CONCATENATE(REPT({Word}, 1500), REPT({Word}, 1500))",
        "REPLACE({Word}, 1, 0, REPT({Word}, 1250)) & REPT({Word}, 1250)",
        "REGEX_REPLACE(REPT({Word}, 400), \"\", \"0123456789\")",
        "REGEX_REPLACE(REPT({Word}, 400), \"(.)\", \"$1$1$1$1$1$1$1\")",
        "ENCODE_URL_COMPONENT(REPT(\"é\", 2000) & {Word})",
        "ARRAYJOIN({Tags}, REPT({Word}, 2000)) & {Tags}",
        "UPPER(REPT(\"é\" & {Word}, 1000))",
    ] {
        assert_eq!(
            failure(formula, bounds),
            Some(Failure::TooMuch),
            "{formula}"
        );
    }
    for formula in [
        "REPT({Word}, 2500)",
        "LEFT(REPT({Word}, 2000), 3)",
        "REPT(\"\", 1 / 0)",
    ] {
        assert_eq!(failure(formula, bounds), None, "{formula}");
    }
}

#[test]
fn steps_are_counted() {
    let bounds = Bounds {
        steps: 20,
        ..Bounds::default()
    };
    let sum = |terms: usize| ["{Five}"].repeat(terms).join(" + ");
    assert_eq!(failure(&sum(8), bounds), None);
    assert_eq!(failure(&sum(30), bounds), Some(Failure::TooMuch));
    let list = |items: usize| format!("COUNTALL({})", ["{Tags}"].repeat(items).join(", "));
    assert_eq!(failure(&list(3), bounds), None);
    assert_eq!(failure(&list(6), bounds), Some(Failure::TooMuch));
    let tags: Vec<String> = (0..30).map(|number| number.to_string()).collect();
    let many = json!({ "fields": { "Many": { "type": "multipleSelects", "value": tags } } });
    assert_eq!(
        value("{Many} & \"\"", &many, bounds),
        Value::Error(Failure::TooMuch)
    );
    let read = "LEN(REPT({Word}, 1000))";
    assert_eq!(failure(read, bounds), Some(Failure::TooMuch));
    assert_eq!(failure("LEN(REPT({Word}, 10))", bounds), None);
}

#[test]
fn every_evaluation_has_all_steps() {
    let bounds = Bounds {
        steps: 20,
        output_bytes: 20,
        ..Bounds::default()
    };
    let context = Context::new(NOW, bounds);
    let case = Case::read(&fields()).unwrap();
    for _ in 0..10 {
        let value = case.value("REPT({Word}, 4)", &context).unwrap();
        assert_eq!(value, Value::text("wordwordwordword"));
    }
}

#[test]
fn a_text_that_grows_is_not_copied_again_and_again() {
    // A copy for each would be 400 times 200 pieces, which is too many bytes.
    let bounds = Bounds {
        output_bytes: 2_000,
        ..Bounds::default()
    };
    let row = ["{Word}"].repeat(400).join(" & ");
    assert_eq!(
        value(&row, &fields(), bounds),
        Value::text("word".repeat(400))
    );
}

#[test]
fn the_deepest_formula_fits_the_stack() {
    let depth = Bounds::default().depth;
    let chain = Bounds::default().chain;
    for (start, end) in [
        ("IF({Five}, ", ")"),
        ("LOWER(", ")"),
        ("LEFT(", ", 9)"),
        ("SUBSTITUTE(\"x\", \"x\", ", ")"),
        ("SWITCH({Five}, 5, ", ")"),
        ("REGEX_REPLACE(", ", \"x\", \"y\")"),
        ("(\"\" & ", ")"),
        ("AND(1, ", ")"),
        ("ISERROR(", ")"),
        ("-(", ")"),
        ("SUM(1, 2, 3, ", ")"),
        ("1 + (", ")"),
        ("LOWER(", " & 1 & 2 & 3)"),
    ] {
        let times = depth / 2 - 2;
        let formula = format!("{}{{Word}}{}", start.repeat(times), end.repeat(times));
        let got = std::thread::Builder::new()
            .stack_size(1024 * 1024)
            .spawn(move || value(&formula, &fields(), Bounds::default()))
            .unwrap()
            .join();
        assert!(got.is_ok(), "{start}");
    }
    let row = ["{Five}"].repeat(chain).join(" + ");
    assert_eq!(
        value(&row, &fields(), Bounds::default()),
        Value::Number(5.0 * chain as f64)
    );
}

mod random;
