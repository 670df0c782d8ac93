//! Random formulas, mostly of forms that a store can decide.

use proptest::prelude::*;

use crate::world::fields;

pub(crate) fn pick(of: &[&str]) -> prop::sample::Select<String> {
    prop::sample::select(of.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
}

pub(crate) fn field() -> impl Strategy<Value = String> {
    let names: Vec<String> = fields()
        .into_iter()
        .map(|(name, ..)| format!("{{{name}}}"))
        .collect();
    prop::sample::select(names)
}

pub(crate) fn constant() -> impl Strategy<Value = String> {
    pick(&[
        "0",
        "1",
        "-1",
        "2.5",
        "1.5",
        "BLANK()",
        "''",
        "'Ann'",
        "'ann'",
        "'Todo'",
        "'To'",
        "'0'",
        "TRUE()",
        "FALSE()",
        "(0/0)",
        "(1/0)",
        "ERROR()",
        "DATETIME_PARSE('2024-02-29')",
        "'2024-02-29'",
        "'2024-02-29T12:00:00Z'",
        "'nonsense'",
        "'9999-12-31'",
        "'0001-01-01'",
        "DATETIME_PARSE('9999-12-30')",
        "DATEADD('2024-02-28', 1, 'days')",
        "TODAY()",
        "NOW()",
        "DATEADD(TODAY(), 1, 'day')",
        "RECORD_ID()",
        "CREATED_TIME()",
        "LAST_MODIFIED_TIME()",
        "LAST_MODIFIED_TIME({Name})",
        "'recAAAAAAAAAAAAA1'",
        "SET_TIMEZONE('2024-02-29', 'Asia/Tokyo')",
        "SET_TIMEZONE('2024-02-29T20:00:00Z', 'Asia/Tokyo')",
    ])
}

pub(crate) fn operator() -> impl Strategy<Value = String> {
    pick(&["=", "!=", "<", "<=", ">", ">="])
}

pub(crate) fn operand() -> impl Strategy<Value = String> {
    prop_oneof![3 => field(), 3 => constant()]
}

pub(crate) fn atom() -> impl Strategy<Value = String> {
    let found = (
        pick(&["FIND", "SEARCH"]),
        constant(),
        operand(),
        pick(&["", ", 0", ", 1", ", 2"]),
    )
        .prop_map(|(function, part, of, start)| format!("{function}({part}, {of}{start})"));
    let dated = (
        pick(&["IS_BEFORE", "IS_AFTER", "IS_SAME"]),
        operand(),
        operand(),
        pick(&[
            "day", "days", "month", "year", "hour", "week", "nonsense", "",
        ]),
    )
        .prop_map(|(function, left, right, unit)| {
            if function == "IS_SAME" && !unit.is_empty() {
                format!("{function}({left}, {right}, '{unit}')")
            } else {
                format!("{function}({left}, {right})")
            }
        });
    let other = (
        pick(&[
            "LEN(",
            "1+",
            "LOWER(",
            "''&",
            "REGEX_MATCH('a', ",
            "ISERROR(",
        ]),
        operand(),
    )
        .prop_map(|(start, of)| {
            if start.ends_with(['(', ' ']) {
                format!("{start}{of})")
            } else {
                format!("({start}{of})")
            }
        });
    prop_oneof![
        6 => (operand(), operator(), operand()).prop_map(|(l, op, r)| format!("{l} {op} {r}")),
        2 => found,
        2 => dated,
        2 => operand(),
        1 => other,
    ]
}

pub(crate) fn formula() -> impl Strategy<Value = String> {
    atom().prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(", "));
        prop_oneof![
            4 => (pick(&["AND", "OR"]), several.clone()).prop_map(|(name, args)| format!("{name}({args})")),
            1 => several.prop_map(|args| format!("XOR({args})")),
            2 => inner.clone().prop_map(|of| format!("NOT({of})")),
            1 => inner.clone().prop_map(|of| format!("IF({of}, 1, 0)")),
            1 => inner.clone().prop_map(|of| format!("IF({of}, 'yes')")),
            1 => (inner.clone(), inner.clone(), inner.clone()).prop_map(|(c, y, n)| format!("IF({c}, {y}, {n})")),
            2 => (inner.clone(), operator(), constant()).prop_map(|(of, op, with)| format!("({of}) {op} {with}")),
            1 => (inner.clone(), inner).prop_map(|(of, with)| format!("({of}) = ({with})")),
        ]
    })
}
