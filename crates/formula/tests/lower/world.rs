//! A table with a field of every kind, and its records.

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

pub(crate) const NOW: Millis = Millis(1_709_200_000_000);
const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;
const FILES: &str = r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x"}]"#;

/// Fields by name, each with cells that it may have, damaged ones among them.
pub(crate) fn fields() -> Vec<(&'static str, FieldKind, &'static [&'static str])> {
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

pub(crate) fn table() -> Table {
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

pub(crate) struct Records;

impl RecordNames for Records {
    fn record(&self, id: RecordId) -> Option<&str> {
        (id.tail() == "AAAAAAAAAAAAA1").then_some("One")
    }
}

/// A record as it is read, and as it is stored.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) id: RecordId,
    pub(crate) created: Millis,
    pub(crate) modified: Millis,
    pub(crate) doc: String,
    pub(crate) stored: String,
}

pub(crate) struct Seen<'r> {
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

pub(crate) fn keeps(program: &Program, record: &Record, table: &Table) -> bool {
    let row = Seen {
        record,
        table,
        fields: program.fields(),
        created: format!("\"{}\"", record.created),
    };
    Program::keeps(&program.evaluate(&row, &Context::new(NOW, Bounds::default())))
}

pub(crate) fn program(text: &str, table: &Table) -> Program {
    let bounds = Bounds::default();
    let expr = parse(text, &bounds)
        .ok()
        .unwrap_or_else(|problem| panic!("{text}: {problem}"));
    check(&expr, &Scope::of(table), &bounds)
        .unwrap_or_else(|problems| panic!("{text}: {problems:?}"))
}

pub(crate) fn agrees(text: &str, records: &[Record], table: &Table) {
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

pub(crate) fn id(n: u8) -> RecordId {
    RecordId::from_tail(&format!("AAAAAAAAAAAAA{n}")).unwrap()
}

pub(crate) fn a_record() -> impl Strategy<Value = Record> {
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
