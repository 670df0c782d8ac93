use serde_json::{Value as Json, json};

use crate::eval::tests::all_give;

fn special(which: &str) -> Json {
    json!({ "specialValue": which })
}

fn error() -> Json {
    json!({ "error": "#ERROR!" })
}

#[test]
fn rounding_means_decimals() {
    all_give(
        &json!({}),
        &[
            ("ROUND(1.005, 2)", json!(1.01)),
            ("ROUND(2.345, 2)", json!(2.35)),
            ("ROUND(-2.345, 2)", json!(-2.34)),
            ("ROUND(0.5)", json!(1)),
            ("ROUND(-0.5)", json!(0)),
            ("ROUND(-1.5)", json!(-1)),
            ("ROUND(0.49999999999999994)", json!(0)),
            ("ROUND(1234567890123.456, 2)", json!(1_234_567_890_123.46)),
            ("ROUND(1250, -2)", json!(1300)),
            ("ROUND(-1250, -2)", json!(-1200)),
            ("ROUND(1250, -4)", json!(0)),
            ("ROUND(5000, -4)", json!(10_000)),
            ("ROUND(1.5, 0.9)", json!(2)),
            ("ROUND(1.23456, 400)", json!(1.23456)),
            ("ROUND(1.23456, 1 / 0)", json!(1.23456)),
            ("ROUND(1.23456, -1 / 0)", json!(0)),
            ("ROUND(1 / 0, 2)", special("Infinity")),
            ("ROUND(1.5, \"1\")", special("NaN")),
            ("ROUNDUP(1.1)", json!(2)),
            ("ROUNDUP(-1.1)", json!(-2)),
            ("ROUNDUP(0.1 + 0.2, 1)", json!(0.3)),
            ("ROUNDUP(0.3000001, 1)", json!(0.4)),
            ("ROUNDUP(POWER(10, -17), 0)", json!(1)),
            ("ROUNDUP(2.71428, 3)", json!(2.715)),
            ("ROUNDUP(0)", json!(0)),
            ("ROUNDDOWN(4.1 * 100, 0)", json!(410)),
            ("ROUNDDOWN(1.15, 2)", json!(1.15)),
            (
                "ROUNDDOWN(1234567890123.456, 2)",
                json!(1_234_567_890_123.45),
            ),
            ("ROUNDDOWN(-1.999, 2)", json!(-1.99)),
            ("ROUNDDOWN(1999, -3)", json!(1000)),
        ],
    );
}

#[test]
fn multiples() {
    all_give(
        &json!({}),
        &[
            ("CEILING(1.01, 0.1)", json!(1.1)),
            ("CEILING(0.3, 0.1)", json!(0.3)),
            ("FLOOR(0.3, 0.1)", json!(0.3)),
            ("CEILING(0.1 + 0.2, 0.1)", json!(0.3)),
            ("CEILING(7, 3)", json!(9)),
            ("CEILING(-7, 3)", json!(-6)),
            ("FLOOR(-7, 3)", json!(-9)),
            ("CEILING(7, -3)", json!(9)),
            ("FLOOR(7, -3)", json!(6)),
            ("CEILING(5, 0)", json!(0)),
            ("FLOOR(5, 0)", json!(0)),
            (
                "CEILING(9007199254740991, 1)",
                json!(9_007_199_254_740_991_i64),
            ),
            ("FLOOR(1 / 0)", special("Infinity")),
            ("EVEN(3)", json!(4)),
            ("EVEN(-3)", json!(-4)),
            ("EVEN(2)", json!(2)),
            ("EVEN(1 / 0)", special("Infinity")),
            ("ODD(2)", json!(3)),
            ("ODD(-0.5)", json!(-1)),
            ("ODD(-2)", json!(-3)),
            ("INT(-0.5)", json!(-1)),
            ("MOD(7, 3)", json!(1)),
            ("MOD(-7, 3)", json!(2)),
            ("MOD(7, -3)", json!(-2)),
            ("MOD(-6, 3)", json!(0)),
            ("MOD(7, 0)", special("NaN")),
            ("MOD(1 / 0, 2)", special("NaN")),
        ],
    );
}

#[test]
fn powers() {
    all_give(
        &json!({}),
        &[
            ("POWER(2, 10)", json!(1024)),
            ("POWER(-8, 1 / 3)", special("NaN")),
            ("POWER(0, -1)", special("Infinity")),
            ("POWER(1, 0 / 0)", special("NaN")),
            ("POWER(0 / 0, 0)", json!(1)),
            ("EXP(1 / 0)", special("Infinity")),
            ("EXP(-1 / 0)", json!(0)),
            ("SQRT(-1)", special("NaN")),
            ("SQRT(2.25)", json!(1.5)),
            ("LOG(1000)", json!(3)),
            ("LOG(8, 2)", json!(3)),
            ("LOG(125, 5)", json!(3)),
            ("LOG(0)", special("-Infinity")),
            ("LOG(-1)", special("NaN")),
            ("LOG(5, 1)", special("Infinity")),
            ("ABS(\"x\")", special("NaN")),
            ("ABS(BLANK())", json!(0)),
        ],
    );
}

#[test]
fn aggregates() {
    let record = json!({ "fields": {
        "L": { "type": "multipleLookupValues", "of": "number", "value": [3, 1, 2] },
        "W": { "type": "multipleLookupValues", "of": "singleLineText", "value": ["4", "x"] },
        "D": { "type": "multipleLookupValues", "of": "date", "value": ["2024-03-01", "2024-02-01"] },
        "Day": { "type": "date", "value": "2024-02-15" },
        "Blank": { "type": "number" },
        "Done": { "type": "checkbox", "value": true },
        "Bad": { "type": "multipleLookupValues", "of": "number", "value": [1, { "error": "#ERROR!" }] },
        "Nan": { "type": "multipleLookupValues", "of": "number", "value": [1, { "specialValue": "NaN" }, 2] },
    } });
    all_give(
        &record,
        &[
            ("SUM({L}, 4, {Blank}, \"5\")", json!(10)),
            ("SUM({W})", json!(0)),
            ("SUM({Done}, {Done})", json!(2)),
            ("SUM({Day})", error()),
            ("SUM({Bad})", error()),
            ("SUM({Nan})", special("NaN")),
            ("AVERAGE({L}, {Blank})", json!(2)),
            ("AVERAGE({Blank})", special("NaN")),
            ("AVERAGE({W})", special("NaN")),
            ("MIN({L}, 0.5)", json!(0.5)),
            ("MAX({L}, {Blank})", json!(3)),
            ("MAX(-1, {Blank})", json!(-1)),
            ("MAX({Blank})", json!(0)),
            ("MIN({W})", json!(0)),
            ("MIN({Nan})", special("NaN")),
            ("MAX({Nan})", special("NaN")),
            ("MAX({D})", json!("2024-03-01T00:00:00.000Z")),
            ("MIN({D}, {Day})", json!("2024-02-01T00:00:00.000Z")),
            ("MIN({D}, 1)", error()),
            ("COUNT({L}, {W}, {D}, {Blank}, {Done}, \"\")", json!(4)),
            ("COUNTA({L}, {W}, {D}, {Blank}, {Done}, \"\")", json!(8)),
            ("COUNTALL({L}, {W}, {D}, {Blank}, {Done}, \"\")", json!(10)),
            ("COUNTALL({Bad})", error()),
        ],
    );
}

#[test]
fn numbers_out_of_texts() {
    all_give(
        &json!({ "fields": {
            "N": { "type": "number", "value": 5 },
            "One": { "type": "multipleLookupValues", "of": "singleLineText", "value": ["7"] },
            "Day": { "type": "date", "value": "2024-02-15" },
        } }),
        &[
            ("VALUE(\" 1,234.50 \")", json!(1234.5)),
            ("VALUE(\"-$5\")", json!(-5)),
            ("VALUE(\"$-5\")", json!(-5)),
            ("VALUE(\"€ 10\")", json!(10)),
            ("VALUE(\"10 €\")", json!(10)),
            ("VALUE(\"+3\")", json!(3)),
            ("VALUE(\"\u{2212}3\")", json!(-3)),
            ("VALUE(\".5\")", json!(0.5)),
            ("VALUE(\"5.\")", json!(5)),
            ("VALUE(\"1e3\")", json!(1000)),
            ("VALUE(POWER(10, 21) & \"\")", json!(1e21)),
            ("VALUE({N})", json!(5)),
            ("VALUE({One})", json!(7)),
            ("VALUE(\"\")", json!(null)),
            ("VALUE(BLANK())", json!(null)),
            ("VALUE(\"abc\")", error()),
            ("VALUE(\"1.2.3\")", error()),
            ("VALUE(\"1-2\")", error()),
            ("VALUE(\"--1\")", error()),
            ("VALUE(\"$$1\")", error()),
            ("VALUE(\"$1€\")", error()),
            ("VALUE(\"50%\")", error()),
            ("VALUE(\".\")", error()),
            ("VALUE(\"-\")", error()),
            ("VALUE(\"1e\")", error()),
            ("VALUE(\"1 2\")", error()),
            ("VALUE(\"0.1,5\")", error()),
            ("VALUE(\"Infinity\")", error()),
            ("VALUE(\"NaN\")", error()),
            ("VALUE({Day})", error()),
        ],
    );
}
