use std::sync::OnceLock;

use basekey_formula::{
    Bounds, Context, Expr, ExprKind, Program, Row, Scope, Type, Value, cells, check, parse, print,
    rename, types::Item,
};
use basekey_model::cell::{self, Names};
use basekey_model::field::{
    AiText, BrightColor, CheckboxIcon, Choices, Count, DateFormat, DurationFormat, FieldKind,
    Formula, Link, Lookup, MomentFormat, RatingIcon, Rollup, TimeFormat, TimeResult, Upkeep,
};
use basekey_model::id::{FieldId, RecordId, TableId};
use basekey_model::schema::{FieldDraft, Table, TableDraft, TableNo};
use basekey_model::testing::{Fixed, Office};
use basekey_model::time::Millis;

/// Reading a formula never panics, and its problems have places. What reads
/// is printed to the same tree, and goes from names to ids and back.
pub fn formula_parse(bytes: &[u8]) {
    let text = crate::text(bytes);
    let parsed = parse(&text, &Bounds::default());
    for problem in &parsed.problems {
        assert!(
            text.get(problem.span.start..problem.span.end).is_some(),
            "{text:?}: {problem:?}"
        );
        let _ = problem.placed(&text);
        assert_eq!(problem.caret(&text).lines().count(), 2, "{text:?}");
    }
    let find = |name: &str| table().field(name).map(|field| field.id);
    let name = |id: FieldId| table().field_of_id(id).map(|field| field.name.clone());
    assert_eq!(rename::to_ids(&text, &parsed.expr, &|_| None), *text);
    let _ = rename::to_names(&text, &name);
    let Ok(expr) = parsed.clone().ok() else {
        return;
    };
    let printed = print::print(&expr);
    let again = read(&printed);
    assert!(same(&expr, &again), "{text:?} is printed as {printed:?}");
    assert_eq!(print::print(&again), printed);

    let by_id = rename::to_ids(&text, &expr, &find);
    let by_name = rename::to_names(&by_id, &name);
    assert!(same(&expr, &read(&by_name)), "{text:?} became {by_name:?}");
    assert_eq!(rename::to_ids(&by_name, &read(&by_name), &find), by_id);

    // Bounds refuse or change nothing.
    let bounds = Bounds {
        text_bytes: 60,
        depth: 4,
        chain: 3,
        nodes: 12,
        ..Bounds::default()
    };
    let bounded = parse(&text, &bounds);
    assert!(!bounded.problems.is_empty() || bounded.expr == expr);
}

fn read(text: &str) -> Expr {
    match parse(text, &Bounds::default()).ok() {
        Ok(expr) => expr,
        Err(problem) => panic!("{}", problem.caret(text)),
    }
}

/// The same tree, places aside. A field is the same with and without braces.
fn same(one: &Expr, other: &Expr) -> bool {
    let mut left = vec![(one, other)];
    while let Some((one, other)) = left.pop() {
        let are = match (&one.kind, &other.kind) {
            (
                ExprKind::Call { function, args, .. },
                ExprKind::Call {
                    function: named,
                    args: given,
                    ..
                },
            ) => {
                left.extend(args.iter().zip(given));
                function == named && args.len() == given.len()
            }
            (ExprKind::Unary { op, of }, ExprKind::Unary { op: sign, of: what }) => {
                left.push((of, what));
                op == sign
            }
            (
                ExprKind::Binary { op, left: a, right },
                ExprKind::Binary {
                    op: sign,
                    left: b,
                    right: what,
                },
            ) => {
                left.extend([(&**a, &**b), (right, what)]);
                op == sign
            }
            (ExprKind::Paren(inner), ExprKind::Paren(what)) => {
                left.push((inner, what));
                true
            }
            (ExprKind::Word(word), ExprKind::Field(name)) => word == name,
            (one, other) => one == other,
        };
        if !are {
            return false;
        }
    }
    true
}

/// Running a formula never panics, keeps to its bounds, and gives what its
/// type says, which has a stored form. How it is printed changes nothing.
pub fn formula_evaluate(bytes: &[u8]) {
    let text = crate::text(bytes);
    let bounds = Bounds {
        steps: 10_000,
        output_bytes: 64 * 1024,
        regex_bytes: 64 * 1024,
        ..Bounds::default()
    };
    let Ok(expr) = parse(&text, &bounds).ok() else {
        return;
    };
    for values in [None, Some(Type::List(Item::Number))] {
        let scope = Scope {
            table: table(),
            values,
        };
        let Ok(program) = check(&expr, &scope, &bounds) else {
            continue;
        };
        let printed = read(&print::print(&expr));
        let Ok(again) = check(&printed, &scope, &bounds) else {
            panic!("{text:?} is refused when printed");
        };
        let context = Context::new(Millis(1_709_200_000_123), bounds);
        for filled in [true, false] {
            let row = Cells {
                program: &program,
                filled,
            };
            let value = program.evaluate(&row, &context);
            let _ = Program::keeps(&value);
            let given = text.len() + CELL_BYTES;
            assert!(
                text_bytes(&value) <= bounds.output_bytes + given,
                "{text:?} makes too much"
            );
            keeps_type(&text, program.result(), &value);
            let row = Cells {
                program: &again,
                filled,
            };
            assert_eq!(
                format!("{value:?}"),
                format!("{:?}", again.evaluate(&row, &context)),
                "{text:?} gives something else when printed"
            );
        }
    }
}

/// The bytes of all texts of a value.
fn text_bytes(value: &Value<'_>) -> usize {
    match value {
        Value::Text(text) => text.len(),
        Value::List(items) => items.iter().map(text_bytes).sum(),
        _ => 0,
    }
}

/// A value is of the type that was inferred, and its stored form is one that a
/// field of that type can hold.
fn keeps_type(text: &str, kind: Type, value: &Value<'_>) {
    let result = match (kind, value) {
        (Type::Number, Value::Number(_)) => FieldKind::Number { precision: 0 },
        (Type::Date { time: true }, Value::Date(_)) => moment(),
        (Type::Date { time: false }, Value::Date(_)) => DAY,
        (Type::Text, Value::Text(_)) => FieldKind::MultilineText,
        // The least of no dates is 0, which a field of dates holds as blank.
        (Type::Date { .. }, Value::Number(0.0)) => return,
        // A text may still be the number or date that it will be written as.
        (_, Value::Blank | Value::Error(_)) | (Type::Text | Type::Any | Type::List(_), _) => {
            return;
        }
        (kind, value) => panic!("{text:?} is inferred as {kind:?} and gives {value:?}"),
    };
    let field = formula(Some(result));
    if let Some(raw) = cells::stored(value, false) {
        assert_eq!(
            cell::check(&field, &raw),
            Ok(()),
            "{text:?} is stored as {raw}"
        );
    }
}

/// More than all cells of the row have.
const CELL_BYTES: usize = 4_096;

const DAY: FieldKind = FieldKind::Date {
    date: DateFormat::Iso,
};

fn moment() -> FieldKind {
    FieldKind::DateTime(MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    })
}

fn formula(result: Option<FieldKind>) -> FieldKind {
    FieldKind::Formula(Formula {
        result: result.map(Box::new),
        ..Formula::default()
    })
}

/// A field of every kind, with a cell.
fn fields() -> Vec<(&'static str, FieldKind, Option<&'static str>)> {
    const NUMBER: FieldKind = FieldKind::Number { precision: 2 };
    let entropy = Fixed::new(3);
    let choices = || Choices::named(["Todo", "Done, really"], &Fixed::new(1));
    let link = FieldId::random(&entropy);
    let lookup = |of: Option<FieldKind>| {
        FieldKind::MultipleLookupValues(Lookup {
            link,
            field: link,
            result: of.map(Box::new),
            upkeep: Upkeep::Stored,
        })
    };
    let rollup = |formula: &str, result: FieldKind| {
        FieldKind::Rollup(Rollup {
            link,
            field: link,
            formula: formula.to_owned(),
            format: None,
            referenced: Vec::new(),
            result: Some(Box::new(result)),
            upkeep: Upkeep::Stored,
        })
    };
    let file = r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x.png"}]"#;
    vec![
        ("Name", FieldKind::SingleLineText, Some(r#""Ann \"É\"""#)),
        (
            "Long",
            FieldKind::MultilineText,
            Some(r#""one\ntwo 3,5\u0001\ud83d\ude00""#),
        ),
        ("Rich", FieldKind::RichText, Some(r#""**a**\n""#)),
        ("Mail", FieldKind::Email, Some(r#""a@b.example""#)),
        ("Url", FieldKind::Url, Some(r#""https://a.example/?q=1""#)),
        ("Phone", FieldKind::PhoneNumber, Some(r#""+49 1""#)),
        ("N", NUMBER, Some("-12.5")),
        ("Big", NUMBER, Some("1e+300")),
        ("Share", FieldKind::Percent { precision: 1 }, Some("0.25")),
        (
            "Price",
            FieldKind::Currency {
                precision: 2,
                symbol: "€".to_owned(),
            },
            Some("9.99"),
        ),
        (
            "Time",
            FieldKind::Duration {
                format: DurationFormat::ALL[0],
            },
            Some("5400"),
        ),
        (
            "Stars",
            FieldKind::Rating {
                max: 5,
                icon: RatingIcon::ALL[0],
                color: BrightColor::ALL[0],
            },
            Some("3"),
        ),
        (
            "Done",
            FieldKind::Checkbox {
                icon: CheckboxIcon::ALL[0],
                color: BrightColor::ALL[0],
            },
            Some("true"),
        ),
        ("Day", DAY, Some(r#""2024-02-29""#)),
        ("When", moment(), Some(r#""2024-02-29T23:59:59.999Z""#)),
        ("First", moment(), Some(r#""0001-01-01T00:00:00.000Z""#)),
        ("Last", moment(), Some(r#""9999-12-31T23:59:59.999Z""#)),
        ("State", FieldKind::SingleSelect(choices()), Some("1")),
        ("Tags", FieldKind::MultipleSelects(choices()), Some("[1,0]")),
        ("Owner", FieldKind::SingleCollaborator, Some("7")),
        ("Team", FieldKind::MultipleCollaborators, Some("[8,7]")),
        (
            "Link",
            FieldKind::MultipleRecordLinks(Link::to(TableId::random(&entropy))),
            Some(r#"["recAAAAAAAAAAAAA1","recAAAAAAAAAAAAA2"]"#),
        ),
        (
            "Files",
            FieldKind::MultipleAttachments { reversed: false },
            Some(file),
        ),
        (
            "Code",
            FieldKind::Barcode,
            Some(r#"{"text":"0123","type":"upce"}"#),
        ),
        ("Half", formula(Some(NUMBER)), Some("-6.25")),
        (
            "Endless",
            formula(Some(NUMBER)),
            Some(r#"{"specialValue":"-Infinity"}"#),
        ),
        ("Failed", formula(Some(NUMBER)), Some(cell::DERIVED_ERROR)),
        ("Broken", formula(None), None),
        ("Sum", rollup("SUM(values)", NUMBER), Some("3")),
        (
            "All",
            rollup("ARRAYUNIQUE(values)", NUMBER),
            Some("[1,2,3]"),
        ),
        ("Numbers", lookup(Some(NUMBER)), Some("[1,-2.5,1]")),
        ("One", lookup(Some(NUMBER)), Some("[4]")),
        ("Days", lookup(Some(DAY)), Some(r#"["2024-02-29"]"#)),
        (
            "States",
            lookup(Some(FieldKind::SingleSelect(choices()))),
            Some("[0,1,0]"),
        ),
        (
            "Mixed",
            lookup(Some(FieldKind::SingleLineText)),
            Some(r##"["a",{"error":"#ERROR!"}]"##),
        ),
        (
            "Count",
            FieldKind::Count(Count {
                link,
                valid: true,
                upkeep: Upkeep::Stored,
            }),
            Some("2"),
        ),
        ("Auto", FieldKind::AutoNumber, Some("17")),
        (
            "Made",
            FieldKind::CreatedTime {
                result: TimeResult::Date {
                    date: DateFormat::Iso,
                },
            },
            Some(r#""2024-01-01T12:00:00.000Z""#),
        ),
        (
            "Changed",
            FieldKind::LastModifiedTime {
                watched: Vec::new(),
                result: TimeResult::Date {
                    date: DateFormat::Iso,
                },
            },
            Some(r#""2024-01-02T12:00:00.000Z""#),
        ),
        ("By", FieldKind::CreatedBy, Some("7")),
        (
            "Editor",
            FieldKind::LastModifiedBy {
                watched: Vec::new(),
            },
            Some("8"),
        ),
        (
            "Go",
            FieldKind::Button,
            Some(r#"{"label":"Go","url":null}"#),
        ),
        (
            "Ai",
            FieldKind::AiText(AiText::default()),
            Some(r#"{"state":"generated","isStale":false,"value":"So"}"#),
        ),
        (
            "Source",
            FieldKind::ExternalSyncSource(choices()),
            Some("0"),
        ),
        // Names that need care.
        ("a}b {c} \\", FieldKind::SingleLineText, Some(r#""x""#)),
        ("Value", NUMBER, Some("1")),
        ("TODAY", NUMBER, Some("2")),
        ("Größe", NUMBER, Some("3")),
    ]
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let drafts = fields().into_iter();
        let draft = TableDraft {
            name: "T".to_owned(),
            description: None,
            fields: drafts
                .map(|(name, kind, _)| FieldDraft::new(name, kind))
                .collect(),
        };
        draft.build(TableNo(1), &Fixed::new(5))
    })
}

/// The cells of the table's fields, in order.
fn raws() -> &'static [Option<&'static str>] {
    static RAWS: OnceLock<Vec<Option<&'static str>>> = OnceLock::new();
    RAWS.get_or_init(|| fields().into_iter().map(|(_, _, raw)| raw).collect())
}

/// A record with all cells or none.
struct Cells<'p> {
    program: &'p Program,
    filled: bool,
}

impl Row for Cells<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let id = self.program.fields().get(slot);
        let at = id.and_then(|id| table().fields.iter().position(|field| field.id == *id));
        let Some((field, raw)) = at.and_then(|at| table().fields.get(at).zip(raws().get(at)))
        else {
            panic!("the slot {slot} has no field");
        };
        cells::value(&field.kind, raw.filter(|_| self.filled), &names())
    }

    fn values(&self) -> Value<'_> {
        if self.filled {
            Value::List([3.0, -1.5, 3.0].map(Value::Number).into())
        } else {
            Value::Blank
        }
    }

    fn id(&self) -> RecordId {
        RecordId::random(&Fixed::new(11))
    }

    fn created(&self) -> Millis {
        Millis(1_700_000_000_000)
    }

    fn modified(&self) -> Millis {
        Millis(1_709_000_000_000)
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        self.filled.then_some(Millis(1_708_000_000_000))
    }
}

/// Two people, and one of the two linked records.
fn names() -> Names<'static> {
    static PEOPLE: Office = Office;
    static RECORDS: OnceLock<std::collections::HashMap<RecordId, String>> = OnceLock::new();
    let records = RECORDS.get_or_init(|| {
        RecordId::from_tail("AAAAAAAAAAAAA1")
            .map(|id| (id, "One, 1".to_owned()))
            .into_iter()
            .collect()
    });
    Names {
        people: &PEOPLE,
        records,
    }
}
