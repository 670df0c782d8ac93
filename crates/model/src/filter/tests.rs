mod computed;
mod opposites;
mod table;

use serde_json::json;

use super::*;
use crate::cell::{Names, People, Person, RecordNames, number_text};
use crate::doc::DocBuilder;
use crate::field::{
    AiText, BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, Link, MomentFormat,
    RatingIcon, TimeFormat, TimeResult,
};
use crate::id::{RecordId, TableId, UserId};
use crate::schema::{FieldDraft, TableDraft, TableNo, UserNo};
use crate::testing::Fixed;
use table::TABLE;

/// A Wednesday.
const NOW: &str = "2024-06-05T22:30:00.000Z";

struct Known;

impl People for Known {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        (no.0 < 5).then_some(())?;
        Some(Person {
            id: UserId::from_tail(&format!("{:014}", no.0))?,
            email: "",
            name: "",
        })
    }
}

impl RecordNames for Known {
    fn record(&self, id: RecordId) -> Option<&str> {
        match id.tail().strip_prefix("0000000000000")? {
            "1" => Some("One"),
            "2" => Some("Ünter"),
            _ => None,
        }
    }
}

const NAMES: Names<'static> = Names {
    people: &Known,
    records: &Known,
};

/// A field of each kind, named as the rows of the table say.
fn fields() -> Vec<(&'static str, FieldKind)> {
    let moment = |zone: &str| MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: zone.to_owned(),
    };
    let choices = || Choices::named(["a", "b", "c"], &Fixed::new(1));
    vec![
        ("text", FieldKind::SingleLineText),
        ("number", FieldKind::Number { precision: 1 }),
        (
            "rating",
            FieldKind::Rating {
                max: 5,
                icon: RatingIcon::Star,
                color: BrightColor::Red,
            },
        ),
        ("auto", FieldKind::AutoNumber),
        (
            "tick",
            FieldKind::Checkbox {
                icon: CheckboxIcon::Check,
                color: BrightColor::Red,
            },
        ),
        (
            "date",
            FieldKind::Date {
                date: DateFormat::Us,
            },
        ),
        ("time", FieldKind::DateTime(moment("utc"))),
        ("tokyo", FieldKind::DateTime(moment("Asia/Tokyo"))),
        (
            "created",
            FieldKind::CreatedTime {
                result: TimeResult::DateTime(moment("utc")),
            },
        ),
        (
            "modified",
            FieldKind::LastModifiedTime {
                watched: vec![],
                result: TimeResult::Date {
                    date: DateFormat::Us,
                },
            },
        ),
        ("one", FieldKind::SingleSelect(choices())),
        ("source", FieldKind::ExternalSyncSource(choices())),
        ("many", FieldKind::MultipleSelects(choices())),
        ("user", FieldKind::SingleCollaborator),
        ("creator", FieldKind::CreatedBy),
        ("modifier", FieldKind::LastModifiedBy { watched: vec![] }),
        ("users", FieldKind::MultipleCollaborators),
        (
            "links",
            FieldKind::MultipleRecordLinks(Link::to(TableId::from_tail("AAAAAAAAAAAAAA").unwrap())),
        ),
        ("files", FieldKind::MultipleAttachments { reversed: false }),
        ("barcode", FieldKind::Barcode),
        ("button", FieldKind::Button),
        ("ai", FieldKind::AiText(AiText::default())),
    ]
}

fn table() -> Table {
    let fields = fields()
        .into_iter()
        .chain(computed::fields())
        .map(|(name, kind)| FieldDraft::new(name, kind))
        .collect();
    let draft = TableDraft {
        name: "All".to_owned(),
        description: None,
        fields,
    };
    draft.build(TableNo(1), &Fixed::new(5))
}

fn now() -> Millis {
    Millis::parse(NOW).unwrap()
}

/// A value as the rows spell it: `sel:b`, `usr:1` and `rec:1` stand for ids,
/// also within arrays.
fn value(table: &Table, field: &str, text: &str) -> Option<Value> {
    let id = |text: &str| {
        let (what, which) = text.split_once(':')?;
        Some(match what {
            "sel" => {
                let choice = table.field(field)?.kind.shown()?.choices()?.find(which)?;
                choice.id.to_string()
            }
            "usr" | "rec" => format!("{what}{which:0>14}"),
            _ => return None,
        })
    };
    let swap = |value: Value| match value {
        Value::String(text) => Value::from(id(&text).unwrap_or(text)),
        other => other,
    };
    match serde_json::from_str(text).ok()? {
        Value::Array(list) => Some(list.into_iter().map(swap).collect()),
        value => Some(swap(value)),
    }
}

fn condition(table: &Table, field: &str, operator: &str, value: Option<Value>) -> Condition {
    Condition::Cell {
        field: table.field(field).unwrap().id,
        operator: serde_json::from_value(json!(operator)).unwrap(),
        value,
    }
}

fn filter(conjunction: Conjunction, conditions: Vec<Condition>) -> Filter {
    Filter {
        conjunction,
        conditions,
    }
}

/// A document with one cell; none if the raw text is `-`.
fn doc(table: &Table, field: &str, raw: &str) -> String {
    let mut doc = DocBuilder::new();
    if raw != "-" {
        doc.push(table.field(field).unwrap().key, raw);
    }
    doc.finish()
}

fn keeps(table: &Table, filter: &Filter, field: &str, raw: &str) -> bool {
    let doc = doc(table, field, raw);
    // Cells of the head are written as others are.
    let at = raw.trim_matches('"').parse::<i64>().ok();
    let row = Row {
        created: Millis::parse(raw.trim_matches('"')).unwrap_or(Millis(0)),
        created_by: UserNo(at.unwrap_or(1)),
        doc: &doc,
    };
    filter.compile(table, now()).keeps(row, &NAMES)
}

#[test]
fn conditions_keep_what_the_table_says() {
    let table = table();
    for (field, operator, text, kept, not_kept) in TABLE.iter().chain(computed::TABLE) {
        let value = value(&table, field, text);
        assert_eq!(value.is_none(), text.is_empty(), "{text}");
        let condition = condition(&table, field, operator, value);
        let filter = filter(Conjunction::And, vec![condition]);
        assert_eq!(
            filter.check(&table, &Limits::default()),
            Ok(()),
            "{field} {operator} {text}"
        );
        assert!(!filter.compile(&table, now()).keeps_all());
        for (raws, expected) in [(kept, true), (not_kept, false)] {
            for raw in *raws {
                assert_eq!(
                    keeps(&table, &filter, field, raw),
                    expected,
                    "{field} {operator} {text}: {raw}"
                );
            }
        }
        // Stored and read again it is the same.
        let json = serde_json::to_string(&filter).unwrap();
        assert_eq!(serde_json::from_str::<Filter>(&json).unwrap(), filter);
    }
}

/// Every kind takes the operators of the table in the module's documentation
/// and no others.
#[test]
fn kinds_have_their_operators_only() {
    const TEXT: &[&str] = &[
        "=",
        "!=",
        "contains",
        "doesNotContain",
        "isEmpty",
        "isNotEmpty",
    ];
    const NUMBER: &[&str] = &["=", "!=", "<", "<=", ">", ">=", "isEmpty", "isNotEmpty"];
    const DAY: &[&str] = &[
        "is",
        "isNot",
        "isBefore",
        "isAfter",
        "isOnOrBefore",
        "isOnOrAfter",
        "isWithin",
        "isEmpty",
        "isNotEmpty",
    ];
    const ONE: &[&str] = &["=", "!=", "isAnyOf", "isNoneOf", "isEmpty", "isNotEmpty"];
    const MANY: &[&str] = &[
        "hasAnyOf",
        "hasAllOf",
        "isExactly",
        "hasNoneOf",
        "isEmpty",
        "isNotEmpty",
    ];
    const LINKS: &[&str] = &[
        "contains",
        "doesNotContain",
        "hasAnyOf",
        "hasAllOf",
        "isExactly",
        "hasNoneOf",
        "isEmpty",
        "isNotEmpty",
    ];
    const FILES: &[&str] = &["filename", "filetype", "isEmpty", "isNotEmpty"];
    const ALL: &[&[&str]] = &[TEXT, NUMBER, DAY, ONE, MANY, LINKS, FILES];
    let table = table();
    for (field, kind) in fields() {
        let own = match field {
            "text" | "barcode" | "button" | "ai" => TEXT,
            "number" | "rating" | "auto" => NUMBER,
            "tick" => &["="],
            "date" | "time" | "tokyo" | "created" | "modified" => DAY,
            "one" | "source" | "user" | "creator" | "modifier" => ONE,
            "many" | "users" => MANY,
            "links" => LINKS,
            "files" => FILES,
            other => panic!("{other}"),
        };
        for operator in ALL.iter().copied().flatten() {
            let condition = condition(&table, field, operator, Some(json!([[]])));
            let filter = filter(Conjunction::And, vec![condition]);
            let error = filter.check(&table, &Limits::default()).unwrap_err();
            assert_eq!(
                matches!(error, FilterError::Value { .. }),
                own.contains(operator),
                "{field} {operator}: {error}"
            );
            assert!(error.to_string().contains(operator), "{error}");
            assert!(
                filter.compile(&table, now()).keeps_all(),
                "{}",
                kind.type_name()
            );
        }
    }
}

#[test]
fn values_of_the_wrong_form_are_refused() {
    let table = table();
    for (field, operator, value) in [
        ("text", "=", Some(json!(1))),
        ("text", "contains", None),
        ("text", "isEmpty", Some(json!(""))),
        ("number", "=", Some(json!("1"))),
        ("number", "<", None),
        ("tick", "=", Some(json!("true"))),
        ("date", "is", Some(json!("2024-06-05"))),
        ("date", "is", Some(json!({}))),
        ("date", "is", Some(json!({"mode": "pastWeek"}))),
        ("date", "is", Some(json!({"mode": "daysAgo"}))),
        ("date", "is", Some(json!({"mode": "daysAgo", "days": -1}))),
        (
            "date",
            "is",
            Some(json!({"mode": "daysAgo", "days": 100_001})),
        ),
        ("date", "is", Some(json!({"mode": "exactDate"}))),
        (
            "date",
            "is",
            Some(json!({"mode": "exactDate", "exactDate": "5/6/2024"})),
        ),
        (
            "date",
            "is",
            Some(json!({"mode": "exactDate", "exactDate": "2024-05-06T00:00"})),
        ),
        ("date", "is", Some(json!({"mode": "today", "zone": "utc"}))),
        ("date", "isWithin", Some(json!({"mode": "today"}))),
        (
            "date",
            "isWithin",
            Some(json!({"mode": "pastNumberOfDays"})),
        ),
        (
            "time",
            "is",
            Some(json!({"mode": "today", "timeZone": "Mars/Base"})),
        ),
        ("one", "=", Some(json!("a"))),
        ("one", "=", Some(json!("selZZZZZZZZZZZZZZ"))),
        ("one", "isAnyOf", Some(json!([]))),
        ("one", "isAnyOf", Some(json!("selZZZZZZZZZZZZZZ"))),
        ("many", "hasAnyOf", Some(json!(["selZZZZZZZZZZZZZZ"]))),
        ("user", "=", Some(json!("ann"))),
        ("users", "hasAnyOf", Some(json!(["ann"]))),
        ("links", "hasAnyOf", Some(json!(["One"]))),
        ("links", "contains", Some(json!(["One"]))),
        ("files", "filename", None),
    ] {
        let condition = condition(&table, field, operator, value.clone());
        let error = filter(Conjunction::And, vec![condition])
            .check(&table, &Limits::default())
            .unwrap_err();
        assert!(
            matches!(error, FilterError::Value { .. }),
            "{field} {operator} {value:?}: {error}"
        );
    }
}

#[test]
fn groups_stand_in_groups_but_not_for_ever() {
    let table = table();
    let is = |text: &str| condition(&table, "text", "=", Some(json!(text)));
    let not = |text: &str| condition(&table, "text", "!=", Some(json!(text)));
    let group = |conjunction, conditions| Condition::Group(filter(conjunction, conditions));
    let both = filter(
        Conjunction::And,
        vec![
            not("b"),
            group(Conjunction::Or, vec![is("a"), is("b"), is("c")]),
        ],
    );
    let kept = |filter: &Filter| {
        ["a", "b", "c", "d"].map(|text| keeps(&table, filter, "text", &format!("\"{text}\"")))
    };
    assert_eq!(kept(&both), [true, false, true, false]);
    let nothing = filter(Conjunction::Or, vec![]);
    assert_eq!(kept(&nothing), [true; 4], "no conditions keep all");
    let empty_within = filter(Conjunction::Or, vec![is("a"), Condition::Group(nothing)]);
    assert_eq!(kept(&empty_within), [true, false, false, false]);

    let limits = Limits {
        filter_conditions: 4,
        ..Limits::default()
    };
    assert_eq!(both.check(&table, &limits), Ok(()));
    let more = filter(Conjunction::And, vec![is("a"), Condition::Group(both)]);
    assert_eq!(
        more.check(&table, &limits),
        Err(FilterError::TooMany { max: 4, found: 5 })
    );
    let empty = vec![group(Conjunction::Or, vec![]); 5];
    assert_eq!(
        filter(Conjunction::And, empty).check(&table, &limits),
        Err(FilterError::TooMany { max: 4, found: 5 })
    );
    let mut deep = filter(Conjunction::And, vec![is("a")]);
    for depth in 1..=DEPTH {
        let checked = deep.check(&table, &limits);
        assert_eq!(checked, Ok(()), "{depth}");
        deep = filter(Conjunction::And, vec![Condition::Group(deep)]);
    }
    assert_eq!(
        deep.check(&table, &limits),
        Err(FilterError::TooDeep { max: DEPTH })
    );
}

#[test]
fn what_no_longer_fits_is_passed_over() {
    let mut table = table();
    let gone = condition(&table, "number", "=", Some(json!(1)));
    let retyped = condition(&table, "date", "is", Some(json!({"mode": "today"})));
    let choices = value(&table, "one", r#"["sel:a", "sel:b"]"#);
    let fewer = condition(&table, "one", "isAnyOf", choices);
    let none_left = condition(&table, "one", "=", value(&table, "one", "\"sel:a\""));
    let kept = condition(&table, "text", "=", Some(json!("x")));
    let id = table.field("number").unwrap().id;
    table.fields.retain(|field| field.id != id);
    for field in &mut table.fields {
        if field.name == "date" {
            field.kind = FieldKind::SingleLineText;
        }
        if let Some(choices) = field.kind.choices_mut() {
            choices.list.remove(0);
        }
    }
    let limits = Limits::default();
    let check = |condition: &Condition| {
        filter(Conjunction::Or, vec![condition.clone()]).check(&table, &limits)
    };
    assert_eq!(check(&gone), Err(FilterError::UnknownField(id)));
    assert!(check(&retyped).is_err() && check(&fewer).is_err() && check(&none_left).is_err());
    for condition in [&gone, &retyped, &none_left] {
        let alone = filter(Conjunction::Or, vec![condition.clone()]);
        assert!(alone.compile(&table, now()).keeps_all());
        let beside = filter(Conjunction::Or, vec![kept.clone(), condition.clone()]);
        assert!(keeps(&table, &beside, "text", "\"x\""));
        assert!(!keeps(&table, &beside, "text", "\"y\""), "{condition:?}");
    }
    let fewer = filter(Conjunction::Or, vec![fewer]);
    assert!(keeps(&table, &fewer, "one", "1") && !keeps(&table, &fewer, "one", "0"));
}

#[test]
fn only_text_of_links_needs_names() {
    let table = table();
    let key = table.field("links").unwrap().key;
    let contains = || condition(&table, "links", "contains", Some(json!("one")));
    let any = condition(
        &table,
        "links",
        "hasAnyOf",
        value(&table, "links", r#"["rec:1"]"#),
    );
    let asks = |conditions| {
        let filter = filter(Conjunction::And, conditions);
        filter.compile(&table, now()).links().to_vec()
    };
    assert_eq!(asks(vec![any]), []);
    assert_eq!(asks(vec![contains(), contains()]), [key]);
}
