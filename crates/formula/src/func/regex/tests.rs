use serde_json::{Value as Json, json};

use super::compile;
use crate::bounds::Bounds;
use crate::eval::tests::{all_give, value};
use crate::value::{Failure, Value};

fn error() -> Json {
    json!({ "error": "#ERROR!" })
}

fn fields() -> Json {
    json!({ "fields": {
        "T": { "type": "singleLineText", "value": "Jane Doe 42" },
        "P": { "type": "singleLineText", "value": "([A-Z])(\\w+)" },
        "Bad": { "type": "singleLineText", "value": "(" },
        "Tags": { "type": "multipleSelects", "value": ["x1", "y22"] },
        "N": { "type": "number", "value": 2021 },
        "None": { "type": "singleLineText" },
    } })
}

#[test]
fn functions() {
    all_give(
        &fields(),
        &[
            ("REGEX_MATCH({T}, {P})", json!(1)),
            ("REGEX_MATCH({T}, {Bad})", error()),
            ("REGEX_MATCH({None}, \"^$\")", json!(1)),
            ("REGEX_MATCH({T}, {None})", json!(1)),
            ("REGEX_MATCH({N}, \"^20\")", json!(1)),
            ("REGEX_EXTRACT({Tags}, \"[a-z]\\\\d{2}\")", json!("y22")),
            // The whole match, not the first group.
            ("REGEX_EXTRACT({T}, {P})", json!("Jane")),
            ("REGEX_EXTRACT({T} & \"!\", {P})", json!("Jane")),
            ("REGEX_EXTRACT({T}, \"x\")", error()),
            ("REGEX_EXTRACT({T}, \"x*\")", json!("")),
            ("REGEX_REPLACE({T}, {P}, \"$2$1\")", json!("aneJ oeD 42")),
            ("REGEX_REPLACE({T}, \"\\\\d\", {None})", json!("Jane Doe ")),
            ("REGEX_REPLACE({T}, \"x\", \"y\")", json!("Jane Doe 42")),
            ("REGEX_REPLACE(\"abc\", \"\", \"-\")", json!("-a-b-c-")),
            ("REGEX_REPLACE(\"aXbX\", \"X*\", \"-\")", json!("-a-b-")),
            ("REGEX_REPLACE(\"é😀\", \"\", \"-\")", json!("-é-😀-")),
            ("REGEX_REPLACE(\"\", \"^\", \"-\")", json!("-")),
        ],
    );
}

#[test]
fn dollars_in_the_new_text() {
    all_give(
        &json!({}),
        &[
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$2$1\")", json!("ba")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$$1\")", json!("$1")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"[$&]\")", json!("[ab]")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$3\")", json!("$3")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$0\")", json!("$0")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$10\")", json!("a0")),
            ("REGEX_REPLACE(\"ab\", \"(a)(b)\", \"$01\")", json!("a")),
            ("REGEX_REPLACE(\"ab\", \"ab\", \"$5.00\")", json!("$5.00")),
            ("REGEX_REPLACE(\"ab\", \"ab\", \"5$\")", json!("5$")),
            (
                "REGEX_REPLACE(\"ab\", \"(a)|(b)\", \"<$1$2>\")",
                json!("<a><b>"),
            ),
            (
                "REGEX_REPLACE(\"ab\", \"(?P<x>a)\", \"$<x>$<x>$<y>$<\")",
                json!("aa$<y>$<b"),
            ),
            ("REGEX_REPLACE(\"ab\", \"(a)\", \"é$1é\")", json!("éaéb")),
            (
                "REGEX_REPLACE(\"abcdefghijk\", \"(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)(k)\", \"$11$10$1\")",
                json!("kja"),
            ),
        ],
    );
}

#[test]
fn patterns_are_those_of_re2() {
    for (pattern, text, wanted) in [
        (r"^\d$", "5", Some(true)),
        (r"^\d$", "٥", Some(false)),
        (r"^\D$", "٥", Some(true)),
        (r"^\w$", "é", Some(false)),
        (r"^\W$", "é", Some(true)),
        (r"^[\w-]+$", "a-b", Some(true)),
        (r"^[\W]$", "é", Some(true)),
        (r"^[^\W]$", "e", Some(true)),
        (r"^[\D5]$", "5", Some(true)),
        (r"\s", "\u{b}", Some(false)),
        (r"[[:space:]]", "\u{b}", Some(true)),
        (r"\s", "\u{a0}", Some(false)),
        (r"\bé", "aé", Some(true)),
        (r"a\Bb", "ab", Some(true)),
        (r"^.$", "😀", Some(true)),
        (r"^\pL$", "é", Some(true)),
        (r"^\p{Greek}$", "α", Some(true)),
        (r"^\P{Greek}$", "α", Some(false)),
        (r"^\p{^Greek}$", "a", Some(true)),
        (r"^[\p{Lu}\d]$", "É", Some(true)),
        (r"(?i)^straße$", "STRAßE", Some(true)),
        (r"(?i)^k$", "\u{212a}", Some(true)),
        (r"(?i)^[[:^alpha:]]$", "k", Some(false)),
        (r"(?s)^a.b$", "a\nb", Some(true)),
        (r"^b$", "a\nb", Some(false)),
        (r"(?m)^b$", "a\nb\nc", Some(true)),
        (r"^(?i:A)b$", "ab", Some(true)),
        (r"(?U)^a+$", "aa", Some(true)),
        (r"a$", "a\n", Some(false)),
        (r"^[[:alpha:]_]+$", "ab_", Some(true)),
        (r"^[[a]$", "[", Some(true)),
        (r"^[]a]$", "]", Some(true)),
        (r"^[^]a]$", "b", Some(true)),
        (r"^[a&&b]$", "&", Some(true)),
        (r"^[a--b]$", "-", None),
        (r"^[a-]$", "-", Some(true)),
        (r"^[-a]$", "-", Some(true)),
        (r"^[a-c-e]$", "-", Some(true)),
        (r"^[\--0]$", "/", Some(true)),
        (r"^[\]]$", "]", Some(true)),
        (r"^[~~]$", "~", Some(true)),
        (r"\<\>\_\-\ \#", "<>_- #", Some(true)),
        (r"^\Qa.b\E.$", "a.bc", Some(true)),
        (r"^\Qa.b", "a.b", Some(true)),
        (r"^\x41\x{1F600}\101\07$", "A😀A\u{7}", Some(true)),
        (r"^\a\f\t\n\r\v$", "\u{7}\u{c}\t\n\r\u{b}", Some(true)),
        (r"\Aa\z", "a", Some(true)),
        (r"^a{2}$", "aa", Some(true)),
        (r"^a{,2}$", "a{,2}", Some(true)),
        (r"^a{x}{$", "a{x}{", Some(true)),
        (r"^{$", "{", Some(true)),
        (r"^a{02}$", "a{02}", Some(true)),
        (r"^a}]$", "a}]", Some(true)),
        (r"^(?P<n>a)(?<m>b)$", "ab", Some(true)),
        (r"^(?P<n>a)(?P<n>b)$", "ab", Some(true)),
        (r"^ # $", " # ", Some(true)),
        (r"^(?:)a||b*?$", "a", Some(true)),
        (r"(?:a*)*b", "b", Some(true)),
        // Refused.
        (r"(?=a)", "", None),
        (r"(?!a)", "", None),
        (r"(?<=a)", "", None),
        (r"(?<!a)", "", None),
        (r"(a)\1", "", None),
        (r"a**", "", None),
        (r"a+?*", "", None),
        (r"a{2}{3}", "", None),
        (r"*a", "", None),
        (r"(", "", None),
        (r")", "", None),
        (r"[a", "", None),
        (r"[b-a]", "", None),
        (r"[a-\d]", "", None),
        (r"[[:foo:]]", "", None),
        (r"\", "", None),
        (r"\Z", "", None),
        (r"\y", "", None),
        (r"\8", "", None),
        (r"\é", "", None),
        (r"\C", "", None),
        (r"\pX", "", None),
        (r"\p{greek}", "", None),
        (r"\xZZ", "", None),
        (r"a{1001}", "", None),
        (r"a{3,2}", "", None),
        (r"(?x)a", "", None),
        (r"(?u)a", "", None),
        (r"(?i-)a", "", None),
        (r"(?P=n)", "", None),
        (r"(?P<é>a)", "", None),
        (r"[\b]", "", None),
    ] {
        let regex = compile(pattern, &Bounds::default());
        let got = regex.map(|regex| regex.is_match(text));
        assert_eq!(got, wanted, "{pattern} on {text:?}");
    }
}

#[test]
fn large_patterns_are_refused() {
    let bounds = Bounds::default();
    assert!(compile(r"\pL{1000}", &bounds).is_none());
    assert!(compile(r"((a{100}){100}){100}", &bounds).is_none());
    assert!(compile(&"(".repeat(100_000), &bounds).is_none());
    assert!(
        compile(
            &format!("{}a{}", "(".repeat(2000), ")".repeat(2000)),
            &bounds
        )
        .is_none()
    );
    assert!(compile(&"{".repeat(5_000), &bounds).is_some());
    assert!(compile(&"[[:".repeat(200_000), &bounds).is_none());
}

#[test]
fn patterns_that_are_no_constants_cost_steps() {
    let bounds = Bounds {
        steps: 120_000,
        ..Bounds::default()
    };
    let matches = |times: usize| {
        let all = ["REGEX_MATCH({T}, {P})"].repeat(times).join(", ");
        value(&format!("SUM({all})"), &fields(), bounds)
    };
    assert_eq!(matches(2), Value::Number(2.0));
    assert_eq!(matches(3), Value::Error(Failure::TooMuch));
}

#[test]
fn searches_that_read_the_same_again_and_again_end() {
    let record = json!({ "fields": {
        "Long": { "type": "multilineText", "value": "a".repeat(30_000) },
        "Words": { "type": "multilineText", "value": "word  another 12.5\n".repeat(2_000) },
    } });
    let bounds = Bounds {
        steps: 2_000_000,
        ..Bounds::default()
    };
    let gives = |formula: &str| value(formula, &record, bounds);
    for pattern in ["a.*b|a", "(a*)*c|a", "(?s)a.*b|(a)", "a{500}b|a"] {
        for new in ["$1", "x"] {
            let formula = format!("REGEX_REPLACE({{Long}}, \"{pattern}\", \"{new}\")");
            assert_eq!(
                gives(&formula),
                Value::Error(Failure::TooMuch),
                "{pattern} {new}"
            );
        }
    }
    // What people write goes through texts as long as cells can be.
    for (pattern, new) in [
        (r"\\s+", " "),
        (r"\\D", ""),
        (r"(\\d+)\\.(\\d+)", "$2,$1"),
        (r"(?m)^.*?(\\w+)$", "$1"),
        (r"[^a-z]+|$", "-"),
        (r"\\b\\w", "x"),
        (r"(.)", "$1"),
    ] {
        let formula = format!("LEN(REGEX_REPLACE({{Words}}, \"{pattern}\", \"{new}\"))");
        assert!(matches!(gives(&formula), Value::Number(_)), "{pattern}");
    }
}
