//! What is lowered and what is left keep together what the whole keeps.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use basekey_formula::{Bounds, Context, Program, Row, Scope, Value, cells, check, lower, parse};
use basekey_model::cell::{DERIVED_ERROR, Names, RecordNames};
use basekey_model::doc::Doc;
use basekey_model::field::{
    AiText, BrightColor, CheckboxIcon, Choices, Count, DateFormat, DurationFormat, FieldKind,
    Formula, Link, Lookup, MomentFormat, RatingIcon, Rollup, TimeFormat, TimeResult, Upkeep,
};
use basekey_model::id::{FieldId, RecordId, TableId};
use basekey_model::predicate::Stored;
use basekey_model::schema::{FieldDraft, FieldKey, Table, TableDraft, TableNo};
use basekey_model::testing::{Fixed, Office};
use basekey_model::time::Millis;
use proptest::prelude::*;

const NOW: Millis = Millis(1_709_200_000_000);
const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;
const FILES: &str = r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x"}]"#;

/// Fields by name, each with cells that it may have, damaged ones among them.
fn fields() -> Vec<(&'static str, FieldKind, &'static [&'static str])> {
    let entropy = Fixed::new(1);
    let choices = || Choices::named(["Todo", "Done", "To be done"], &entropy);
    let moment = || MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    };
    let formula = |result: Option<FieldKind>, upkeep| {
        FieldKind::Formula(Formula {
            result: result.map(Box::new),
            upkeep,
            ..Formula::default()
        })
    };
    let number = || FieldKind::Number { precision: 1 };
    let rollup = |formula: &str, result| {
        FieldKind::Rollup(Rollup {
            link: FieldId::random(&entropy),
            field: FieldId::random(&entropy),
            formula: formula.to_owned(),
            format: None,
            referenced: Vec::new(),
            result: Some(Box::new(result)),
            upkeep: Upkeep::Stored,
        })
    };
    let lookup = |result| {
        FieldKind::MultipleLookupValues(Lookup {
            link: FieldId::random(&entropy),
            field: FieldId::random(&entropy),
            result: Some(Box::new(result)),
            upkeep: Upkeep::Stored,
        })
    };
    let texts: &[&str] = &[
        r#""Ann""#,
        r#""ann""#,
        r#""Ann \"Lee\"\nx""#,
        r#""0""#,
        r#""2024-02-29""#,
        r#""""#,
        "7",
    ];
    let numbers: &[&str] = &["0", "1", "-1", "2.5", "1e+21", r#""x""#];
    let derived: &[&str] = &[
        "0",
        "1",
        "-1",
        "2.5",
        NAN,
        INFINITE,
        DERIVED_ERROR,
        r#""x""#,
    ];
    let days: &[&str] = &[
        r#""2024-02-28""#,
        r#""2024-02-29""#,
        r#""2024-03-01""#,
        r#""2024-02-30""#,
        r#""9999-12-31""#,
        r#""0001-01-01""#,
    ];
    let moments: &[&str] = &[
        r#""2024-02-29T00:00:00.000Z""#,
        r#""2024-02-29T23:59:59.999Z""#,
        r#""2024-03-01T00:00:00.000Z""#,
        r#""9999-12-31T23:59:59.999Z""#,
        DERIVED_ERROR,
    ];
    vec![
        ("Name", FieldKind::SingleLineText, texts),
        ("Note", FieldKind::MultilineText, texts),
        ("Num", number(), numbers),
        ("Share", FieldKind::Percent { precision: 0 }, numbers),
        (
            "Price",
            FieldKind::Currency {
                precision: 2,
                symbol: "$".to_owned(),
            },
            numbers,
        ),
        (
            "Long",
            FieldKind::Duration {
                format: DurationFormat::Minutes,
            },
            numbers,
        ),
        (
            "Stars",
            FieldKind::Rating {
                max: 5,
                icon: RatingIcon::Star,
                color: BrightColor::Green,
            },
            &["1", "2"],
        ),
        ("No", FieldKind::AutoNumber, &["1", "2"]),
        (
            "Done",
            FieldKind::Checkbox {
                icon: CheckboxIcon::Check,
                color: BrightColor::Green,
            },
            &["true", "false"],
        ),
        (
            "Day",
            FieldKind::Date {
                date: DateFormat::Iso,
            },
            days,
        ),
        ("When", FieldKind::DateTime(moment()), moments),
        (
            "Made",
            FieldKind::CreatedTime {
                result: TimeResult::DateTime(moment()),
            },
            &[],
        ),
        (
            "Changed",
            FieldKind::LastModifiedTime {
                watched: Vec::new(),
                result: TimeResult::Date {
                    date: DateFormat::Iso,
                },
            },
            moments,
        ),
        ("Maker", FieldKind::CreatedBy, &[]),
        (
            "State",
            FieldKind::SingleSelect(choices()),
            &["0", "1", "2", "9"],
        ),
        (
            "Tags",
            FieldKind::MultipleSelects(choices()),
            &["[0]", "[1,0]", "[9]", "[9,2]"],
        ),
        ("Owner", FieldKind::SingleCollaborator, &["7", "8", "9"]),
        (
            "Owners",
            FieldKind::MultipleCollaborators,
            &["[7]", "[9]", "[7,8]"],
        ),
        (
            "Links",
            FieldKind::MultipleRecordLinks(Link::to(TableId::random(&entropy))),
            &[r#"["recAAAAAAAAAAAAA1"]"#, r#"["recAAAAAAAAAAAAA9"]"#],
        ),
        (
            "Files",
            FieldKind::MultipleAttachments { reversed: false },
            &[FILES, "[]", "[1]"],
        ),
        ("Code", FieldKind::Barcode, &[r#"{"text":"Ann"}"#]),
        (
            "Ai",
            FieldKind::AiText(AiText::default()),
            &[r#"{"state":"generated","isStale":false,"value":"Ann"}"#],
        ),
        ("F number", formula(Some(number()), Upkeep::Stored), derived),
        (
            "F text",
            formula(Some(FieldKind::SingleLineText), Upkeep::Stored),
            &[r#""Ann""#, r#""0""#, DERIVED_ERROR, NAN],
        ),
        (
            "F date",
            formula(
                Some(FieldKind::Date {
                    date: DateFormat::Iso,
                }),
                Upkeep::Stored,
            ),
            moments,
        ),
        ("F late", formula(Some(number()), Upkeep::AtRead), derived),
        ("F bad", formula(None, Upkeep::AtRead), &[DERIVED_ERROR]),
        ("R number", rollup("SUM(values)", number()), derived),
        (
            "R list",
            rollup("values", number()),
            &[
                "[1]",
                "[0,1]",
                r##"[{"error":"#ERROR!"},1]"##,
                DERIVED_ERROR,
            ],
        ),
        (
            "R text",
            rollup("ARRAYUNIQUE(values)", FieldKind::SingleLineText),
            &[r#"["Ann"]"#, r#"["Ann","0"]"#],
        ),
        (
            "L number",
            lookup(number()),
            &["[1]", "[0]", "[0,2.5]", r##"[{"error":"#ERROR!"}]"##],
        ),
        (
            "L text",
            lookup(FieldKind::SingleLineText),
            &[r#"["Ann"]"#, r#"["Ann","x"]"#],
        ),
        (
            "Count",
            FieldKind::Count(Count {
                link: FieldId::random(&entropy),
                valid: true,
                upkeep: Upkeep::Stored,
            }),
            &["0", "1"],
        ),
    ]
}

fn table() -> Table {
    let drafts = fields()
        .into_iter()
        .map(|(name, kind, _)| FieldDraft::new(name, kind));
    let draft = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields: drafts.collect(),
    };
    draft.build(TableNo(1), &Fixed::new(2))
}

struct Records;

impl RecordNames for Records {
    fn record(&self, id: RecordId) -> Option<&str> {
        (id.tail() == "AAAAAAAAAAAAA1").then_some("One")
    }
}

/// A record as it is read, and as it is stored.
#[derive(Debug, Clone)]
struct Record {
    id: RecordId,
    created: Millis,
    modified: Millis,
    doc: String,
    stored: String,
}

struct Seen<'r> {
    record: &'r Record,
    table: &'r Table,
    fields: &'r [FieldId],
    created: String,
}

impl Row for Seen<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let field = self.table.field_of_id(self.fields[slot]).unwrap();
        let raw = match field.kind {
            FieldKind::CreatedTime { .. } => Some(self.created.as_str()),
            FieldKind::CreatedBy => Some("7"),
            _ => Doc(&self.record.doc).get(field.key),
        };
        let names = Names {
            people: &Office,
            records: &Records,
        };
        cells::value(&field.kind, raw, &names)
    }

    fn id(&self) -> RecordId {
        self.record.id
    }

    fn created(&self) -> Millis {
        self.record.created
    }

    fn modified(&self) -> Millis {
        self.record.modified
    }

    fn modified_of(&self, watched: usize) -> Option<Millis> {
        (watched == 0).then_some(self.record.modified)
    }
}

fn keeps(program: &Program, record: &Record, table: &Table) -> bool {
    let row = Seen {
        record,
        table,
        fields: program.fields(),
        created: format!("\"{}\"", record.created),
    };
    Program::keeps(&program.evaluate(&row, &Context::new(NOW, Bounds::default())))
}

fn program(text: &str, table: &Table) -> Program {
    let bounds = Bounds::default();
    let expr = parse(text, &bounds)
        .ok()
        .unwrap_or_else(|problem| panic!("{text}: {problem}"));
    check(&expr, &Scope::of(table), &bounds)
        .unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

fn agrees(text: &str, records: &[Record], table: &Table) {
    let whole = program(text, table);
    for program in [
        whole.clone(),
        whole.at(&Context::new(NOW, Bounds::default())),
    ] {
        let parts = lower::lower(&program, table);
        for record in records {
            let stored = Stored {
                id: record.id,
                created: record.created,
                modified: record.modified,
                doc: Doc(&record.stored),
            };
            let by_parts = parts.predicate.matches(stored)
                && parts
                    .rest
                    .as_ref()
                    .is_none_or(|rest| keeps(rest, record, table));
            assert_eq!(
                by_parts,
                keeps(&whole, record, table),
                "{text}\n{}\n{record:?}",
                parts.predicate.text(table)
            );
        }
    }
}

fn id(n: u8) -> RecordId {
    RecordId::from_tail(&format!("AAAAAAAAAAAAA{n}")).unwrap()
}

fn a_record() -> impl Strategy<Value = Record> {
    let cells: Vec<_> = fields()
        .into_iter()
        .map(|(_, _, raws)| {
            let mut forms = vec![None];
            forms.extend(raws.iter().copied().map(Some));
            prop::sample::select(forms)
        })
        .collect();
    let moments = prop::sample::select(vec![
        Millis(1_709_164_799_999),
        Millis(1_709_164_800_000),
        Millis(1_709_251_200_000),
    ]);
    (0..4_u8, moments.clone(), moments, cells).prop_map(|(n, created, modified, cells)| {
        let table = table();
        let doc = |with: &dyn Fn(&FieldKind) -> bool| {
            let cells = table.fields.iter().zip(&cells).filter_map(|(field, raw)| {
                let FieldKey(key) = field.key;
                Some(format!("\"{key}\":{}", (*raw)?)).filter(|_| with(&field.kind))
            });
            format!("{{{}}}", cells.collect::<Vec<_>>().join(","))
        };
        Record {
            id: id(n),
            created,
            modified,
            doc: doc(&|_| true),
            stored: doc(&|kind| kind.upkeep().is_none_or(|upkeep| upkeep == Upkeep::Stored)),
        }
    })
}

fn pick(of: &[&str]) -> prop::sample::Select<String> {
    prop::sample::select(of.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>())
}

fn field() -> impl Strategy<Value = String> {
    let names: Vec<String> = fields()
        .into_iter()
        .map(|(name, ..)| format!("{{{name}}}"))
        .collect();
    prop::sample::select(names)
}

fn constant() -> impl Strategy<Value = String> {
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

fn operator() -> impl Strategy<Value = String> {
    pick(&["=", "!=", "<", "<=", ">", ">="])
}

fn operand() -> impl Strategy<Value = String> {
    prop_oneof![3 => field(), 3 => constant()]
}

fn atom() -> impl Strategy<Value = String> {
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

fn formula() -> impl Strategy<Value = String> {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_parts_keep_what_the_whole_keeps(
        text in formula(),
        records in prop::collection::vec(a_record(), 8),
    ) {
        agrees(&text, &records, &table());
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
            agrees(
                &format!("IS_SAME({{{name}}}, {constant}, 'day')"),
                &records,
                &table,
            );
        }
    }
}
