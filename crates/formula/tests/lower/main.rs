//! What is lowered and what is left keep together what the whole keeps.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

mod random;
mod world;

use basekey_formula::{Bounds, Context, lower};
use basekey_model::field::Upkeep;
use basekey_model::time::Millis;
use proptest::prelude::*;

use random::formula;
use world::{NOW, Record, a_record, agrees, fields, id, keeps, program, table};

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_keep_what_the_whole_keeps(
        text in formula(),
        records in prop::collection::vec(a_record(), 8),
    ) {
        agrees(&text, &records, &table());
    }

    /// `AND` and `OR` stop early where that changes nothing; with more than
    /// eight arguments they never do.
    #[test]
    fn stopping_early_changes_nothing(
        one in formula(),
        other in formula(),
        record in a_record(),
    ) {
        let table = table();
        for (function, pad) in [("AND", "1"), ("OR", "0")] {
            let pads = format!(", {pad}").repeat(8);
            for turned in ["", "NOT"] {
                let quick = format!("{turned}({function}({one}, {other}))");
                let whole = format!("{turned}({function}({one}, {other}{pads}))");
                prop_assert_eq!(
                    keeps(&program(&quick, &table), &record, &table),
                    keeps(&program(&whole, &table), &record, &table),
                    "{}", quick
                );
            }
        }
    }
}

#[test]
fn days_and_months_go_to_the_store() {
    let table = table();
    for (text, start, end) in [
        (
            "IS_SAME({Day}, '2024-02-29T10:00:00Z', 'day')",
            "2024-02-29",
            "2024-03-01",
        ),
        (
            "IS_SAME('2024-02-29', {When}, 'month')",
            "2024-02-01",
            "2024-03-01",
        ),
        (
            "IS_SAME({F date}, '2024-02-29', 'year')",
            "2024-01-01",
            "2025-01-01",
        ),
    ] {
        let parts = lower::lower(&program(text, &table), &table);
        assert!(parts.rest.is_none(), "{text}");
        let told = parts.predicate.text(&table);
        let (from, before) = (format!(">= {start}T"), format!("< {end}T"));
        assert!(
            told.contains(&from) && told.contains(&before),
            "{text}: {told}"
        );
    }
}

/// What of typical filters the store decides.
#[test]
fn typical_conditions_go_to_the_store() {
    let table = table();
    let all = |text: &str, wanted: &str| (text.to_owned(), wanted.to_owned(), false);
    let part = |text: &str, wanted: &str| (text.to_owned(), wanted.to_owned(), true);
    for (text, wanted, left) in [
        all("{Num} > 3", "{Num} > 3"),
        all("3 < {Num}", "{Num} > 3"),
        all("{Name} = 'Ann'", r#"{Name} = "Ann""#),
        all("NOT({Name} = 'Ann')", r#"not {Name} = "Ann""#),
        all("{Name} != 'Ann'", r#"not {Name} = "Ann""#),
        all("{Name} = BLANK()", r#"{Name} = """#),
        all("{Name}", r#"not {Name} = """#),
        all("FIND('n', {Name})", r#"{Name} contains "n""#),
        all("SEARCH('n', {Name}) > 0", r#"{Name} contains "n""#),
        all("FIND('n', {Name}, 1) = 0", r#"not {Name} contains "n""#),
        all(
            "FIND('o', {State}) >= 1",
            r#"{State} is one of "Todo", "Done", "To be done""#,
        ),
        all("{State} = 'Done'", r#"{State} is "Done""#),
        all("{State} = 'None'", "false"),
        all(
            "{State}",
            r#"{State} is one of "Todo", "Done", "To be done""#,
        ),
        all(
            "{Tags} = ''",
            r#"not {Tags} is one of "Todo", "Done", "To be done""#,
        ),
        all("{Done}", "{Done} is ticked"),
        all("{Done} = 1", "{Done} is ticked"),
        all("{Done} = TRUE()", "{Done} is ticked"),
        all("NOT({Done})", "not {Done} is ticked"),
        all("{Done} = BLANK()", "not {Done} is ticked"),
        all("{Day} = BLANK()", "not {Day} has a date"),
        all(
            "IS_BEFORE({Day}, '2024-03-01')",
            "{Day} < 2024-03-01T00:00:00.000Z",
        ),
        all(
            "IS_BEFORE('2024-03-01', {When})",
            "{When} > 2024-03-01T00:00:00.000Z",
        ),
        all(
            "{Day} >= DATETIME_PARSE('2024-03-01')",
            "{Day} >= 2024-03-01T00:00:00.000Z",
        ),
        all(
            "CREATED_TIME() < DATETIME_PARSE('2024-03-01')",
            "made < 2024-03-01T00:00:00.000Z",
        ),
        all(
            "{Made} < DATETIME_PARSE('2024-03-01')",
            "made < 2024-03-01T00:00:00.000Z",
        ),
        all(
            "IS_AFTER(LAST_MODIFIED_TIME(), '2024-03-01')",
            "last changed > 2024-03-01T00:00:00.000Z",
        ),
        all("{Files}", "{Files} has a file"),
        all("{Num}", "{Num} < 0 or {Num} > 0"),
        all("{F number} > 1", "{F number} > 1"),
        all(
            "NOT({F number} > 1)",
            "not {F number} > 1 and not {F number} is an error",
        ),
        all("{R number} > 1", "{R number} > 1"),
        all("{Count} > 1", "{Count} > 1"),
        all(
            "RECORD_ID() = 'recAAAAAAAAAAAAA1'",
            "the record is recAAAAAAAAAAAAA1",
        ),
        all(
            "OR(RECORD_ID() = 'recAAAAAAAAAAAAA2', 'recAAAAAAAAAAAAA1' = RECORD_ID())",
            "the record is one of recAAAAAAAAAAAAA1, recAAAAAAAAAAAAA2",
        ),
        all(
            "AND({Num} > 1, OR({Done}, {Num} < 9))",
            "{Num} > 1 and ({Done} is ticked or {Num} < 9)",
        ),
        all("IF({Num} > 1, 1, 0)", "{Num} > 1"),
        all(
            "IF({Num} > 1, {Done}, {Num} < -1)",
            "({Num} > 1 and {Done} is ticked) or (not {Num} > 1 and {Num} < -1)",
        ),
        all("AND({Num} > 1) = TRUE()", "{Num} > 1"),
        all("({Num} > 1) = 0", "not {Num} > 1"),
        part("AND({Num} > 1, LEN({Name}) > 2)", "{Num} > 1"),
        part(
            "IF(AND({Num} > 1, LEN({Name}) > 2, {Done}), 1, 0)",
            "{Num} > 1 and {Done} is ticked",
        ),
        part("OR({Num} > 1, LEN({Name}) > 2)", "true"),
        part("NOT(AND({Num} > 1, LEN({Name}) > 2))", "true"),
        part("{F late} > 1", "true"),
        part("{R list} = 1", "true"),
        part("{L number} = 1", "true"),
        part("{Tags} = 'Done'", "true"),
        part("{Owner} = 'Ann Lee'", "true"),
        part("FIND('Done', {Tags})", "true"),
    ] {
        let parts = lower::lower(&program(&text, &table), &table);
        assert_eq!(parts.predicate.text(&table), wanted, "{text}");
        assert_eq!(parts.rest.is_some(), left, "{text}");
    }
}

#[test]
fn the_rest_reads_no_more_than_it_needs() {
    let table = table();
    let whole = program(
        "AND({Num} > 1, {Owner} != {Links}, {Done}, IS_AFTER({Day}, TODAY()), LEN({Name}), {Name} = 'x')",
        &table,
    );
    let rest = lower::lower(&whole, &table).rest.unwrap();
    let names: Vec<&str> = rest
        .fields()
        .iter()
        .map(|id| table.field_of_id(*id).unwrap().name.as_str())
        .collect();
    assert_eq!(names, ["Owner", "Links", "Day", "Name"]);
    assert!(rest.uses().people && rest.uses().now);
    let at = whole.at(&Context::new(NOW, Bounds::default()));
    assert!(!at.uses().now);
    let parts = lower::lower(&at, &table);
    assert!(
        !parts
            .rest
            .unwrap()
            .fields()
            .contains(&table.field("Day").unwrap().id)
    );
    assert!(
        parts
            .predicate
            .text(&table)
            .contains("{Day} > 2024-02-29T00:00:00.000Z")
    );
}

/// Conditions within conditions double what is written out; that ends somewhere.
#[test]
fn lowering_is_bounded() {
    let table = table();
    let mut text = "{Done}".to_owned();
    for _ in 0..60 {
        text = format!("IF({text}, {{Num}} > 1, {{Num}} < 1)");
    }
    let parts = lower::lower(&program(&text, &table), &table);
    assert!(parts.predicate.text(&table).len() < 1_000_000);
    // Nor does a long row of operators need a deep stack.
    let text = format!("AND({{Done}}, {} > 1)", vec!["{Num}"; 2_000].join(" + "));
    let parts = lower::lower(&program(&text, &table), &table);
    assert_eq!(parts.predicate.text(&table), "{Done} is ticked");
    assert_eq!(parts.rest.unwrap().fields().len(), 1);
}

/// Every field against every constant, with records of every cell.
#[test]
fn every_comparison_agrees() {
    let table = table();
    let mut records = Vec::new();
    let longest = fields()
        .iter()
        .map(|(_, _, raws)| raws.len())
        .max()
        .unwrap();
    for at in 0..=longest {
        let mut stored = Vec::new();
        for ((_, kind, raws), field) in fields().iter().zip(&table.fields) {
            if let Some(raw) = raws.get(at)
                && kind.upkeep().is_none_or(|upkeep| upkeep == Upkeep::Stored)
            {
                stored.push(format!("\"{}\":{raw}", field.key.0));
            }
        }
        let doc = format!("{{{}}}", stored.join(","));
        let moment = Millis(1_709_164_799_999 + at as i64);
        records.push(Record {
            id: id(at as u8 % 9),
            created: moment,
            modified: moment,
            doc: doc.clone(),
            stored: doc,
        });
    }
    let constants = [
        "0",
        "1",
        "-1",
        "2.5",
        "BLANK()",
        "''",
        "'Ann'",
        "'Todo'",
        "'0'",
        "(0/0)",
        "DATETIME_PARSE('2024-02-29')",
        "'2024-02-29'",
        "ERROR()",
    ];
    for (name, ..) in fields()
        .iter()
        .filter(|(name, ..)| !name.starts_with("F late"))
    {
        agrees(&format!("{{{name}}}"), &records, &table);
        agrees(&format!("NOT({{{name}}})"), &records, &table);
        // Of a list, `AND` looks at the items and `IF` does not.
        for of in [
            format!("AND({{{name}}}, NOT({{Num}} = 99))"),
            format!("AND(IF({{{name}}}, 1), NOT({{Num}} = 99))"),
        ] {
            agrees(&of, &records, &table);
        }
        for constant in constants {
            for op in ["=", "!=", "<", "<=", ">", ">="] {
                agrees(&format!("{{{name}}} {op} {constant}"), &records, &table);
                agrees(
                    &format!("NOT({constant} {op} {{{name}}})"),
                    &records,
                    &table,
                );
            }
            for part in [
                format!("FIND({constant}, {{{name}}})"),
                format!("SEARCH({constant}, {{{name}}})"),
            ] {
                agrees(&part, &records, &table);
                agrees(&format!("{part} > 0"), &records, &table);
                agrees(&format!("{part} = 0"), &records, &table);
            }
            for function in ["IS_SAME", "IS_BEFORE", "IS_AFTER"] {
                agrees(
                    &format!("{function}({{{name}}}, {constant})"),
                    &records,
                    &table,
                );
                agrees(
                    &format!("NOT({function}({constant}, {{{name}}}))"),
                    &records,
                    &table,
                );
            }
            for unit in ["day", "week", "month", "year", "minute", "nonsense"] {
                for pair in [
                    format!("{{{name}}}, {constant}"),
                    format!("{constant}, {{{name}}}"),
                ] {
                    let same = format!("IS_SAME({pair}, '{unit}')");
                    agrees(&same, &records, &table);
                    agrees(&format!("NOT({same})"), &records, &table);
                }
            }
        }
    }
}
