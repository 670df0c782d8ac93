//! Computed cells on their way to the wire.

use basekey_model::field::{Count, Formula, Lookup, Rollup, Upkeep};
use basekey_model::id::FieldId;

use super::*;

const ERROR: &str = r##"{"error":"#ERROR!"}"##;
const NAN: &str = r#"{"specialValue":"NaN"}"#;
const INFINITE: &str = r#"{"specialValue":"-Infinity"}"#;

fn formula(result: FieldKind) -> FieldKind {
    FieldKind::Formula(Formula {
        formula: "1".to_owned(),
        result: Some(Box::new(result)),
        ..Formula::default()
    })
}

fn rollup(result: FieldKind) -> FieldKind {
    FieldKind::Rollup(Rollup {
        link: FieldId::random(&Fixed::new(1)),
        field: FieldId::random(&Fixed::new(2)),
        formula: "values".to_owned(),
        format: None,
        referenced: Vec::new(),
        result: Some(Box::new(result)),
        upkeep: Upkeep::Stored,
    })
}

fn lookup(result: Option<FieldKind>) -> FieldKind {
    FieldKind::MultipleLookupValues(Lookup {
        link: FieldId::random(&Fixed::new(1)),
        field: FieldId::random(&Fixed::new(2)),
        result: result.map(Box::new),
        upkeep: Upkeep::Stored,
    })
}

/// Derived fields over every way in which cells are written.
pub(super) fn fields() -> Vec<(&'static str, FieldKind)> {
    let entropy = Fixed::new(6);
    let number = FieldKind::Number { precision: 2 };
    let day = FieldKind::Date {
        date: DateFormat::Iso,
    };
    let made = |result| lookup(Some(FieldKind::CreatedTime { result }));
    let moment = MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwelveHour,
        zone: "utc".to_owned(),
    };
    let names = ["plain", "with \"quotes\"", "ünï", ""];
    let one = FieldKind::SingleSelect(Choices::named(names, &entropy));
    let many = FieldKind::MultipleSelects(Choices::named(names, &entropy));
    let links = FieldKind::MultipleRecordLinks(Link::to(TableId::random(&entropy)));
    let files = FieldKind::MultipleAttachments { reversed: false };
    vec![
        ("=Number", formula(number.clone())),
        ("=Text", formula(FieldKind::SingleLineText)),
        ("=Day", formula(day.clone())),
        ("=Moment", formula(FieldKind::DateTime(moment.clone()))),
        ("Rolled numbers", rollup(number.clone())),
        ("Rolled days", rollup(day.clone())),
        (
            "Counted",
            FieldKind::Count(Count {
                link: FieldId::random(&entropy),
                valid: true,
                upkeep: Upkeep::Stored,
            }),
        ),
        ("Looked text", lookup(Some(FieldKind::Email))),
        ("Looked numbers", lookup(Some(number))),
        ("Looked days", lookup(Some(day))),
        ("Looked one", lookup(Some(one))),
        ("Looked many", lookup(Some(many))),
        ("Looked who", lookup(Some(FieldKind::SingleCollaborator))),
        (
            "Looked team",
            lookup(Some(FieldKind::MultipleCollaborators)),
        ),
        ("Looked maker", lookup(Some(FieldKind::CreatedBy))),
        (
            "Looked made on",
            made(TimeResult::Date {
                date: DateFormat::Iso,
            }),
        ),
        ("Looked made", made(TimeResult::DateTime(moment))),
        ("Looked links", lookup(Some(links))),
        ("Looked files", lookup(Some(files))),
        ("Looked code", lookup(Some(FieldKind::Barcode))),
        ("Not valid", lookup(None)),
    ]
}

/// Cells of these fields, errors among them.
pub(super) fn raw(kind: &FieldKind) -> BoxedStrategy<String> {
    let error = || Just(ERROR.to_owned());
    let Some(shown) = kind.shown() else {
        return error().boxed();
    };
    let failed = prop_oneof![error(), Just(NAN.to_owned()), Just(INFINITE.to_owned())];
    let is_lookup = matches!(kind, FieldKind::MultipleLookupValues(_));
    let one = prop_oneof![8 => item(shown, is_lookup), 1 => failed].boxed();
    let list =
        prop::collection::vec(one.clone(), 1..4).prop_map(|items| format!("[{}]", items.join(",")));
    match kind {
        FieldKind::MultipleLookupValues(_) => prop_oneof![8 => list, 1 => error()].boxed(),
        FieldKind::Rollup(_) => prop_oneof![list, one].boxed(),
        _ => one,
    }
}

fn item(shown: &FieldKind, is_lookup: bool) -> BoxedStrategy<String> {
    let alone = |list: String| {
        let inner = list
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'));
        inner.unwrap_or(&list).to_owned()
    };
    let moment = || (0..4_000_000_000_000i64).prop_map(|at| format!("\"{}\"", Millis(at)));
    match shown {
        // One more than there are, as after a choice or a user has gone.
        FieldKind::MultipleSelects(_) => (0..5u32).prop_map(|key| key.to_string()).boxed(),
        FieldKind::MultipleCollaborators | FieldKind::CreatedBy => {
            (0..3i64).prop_map(|no| no.to_string()).boxed()
        }
        FieldKind::MultipleRecordLinks(_) => any::<u64>()
            .prop_map(|seed| format!("\"{}\"", RecordId::random(&Fixed::new(seed))))
            .boxed(),
        FieldKind::MultipleAttachments { .. } => super::raw(shown).prop_map(alone).boxed(),
        FieldKind::Date { .. } if is_lookup => {
            prop_oneof![Just("\"2024-02-29\"".to_owned()), moment()].boxed()
        }
        FieldKind::Date { .. } | FieldKind::DateTime(_) | FieldKind::CreatedTime { .. } => {
            moment().boxed()
        }
        other => super::raw(other),
    }
}

/// One record with these cells, as it is written.
fn written(kind: FieldKind, raws: &[&str]) -> Vec<Value> {
    let draft = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields: vec![FieldDraft::new("F", kind)],
    };
    let table = draft.build(TableNo(1), &Fixed::new(1));
    let plan = Plan::of(&table, Style::default());
    let people = Two(vec![UserId::random(&Fixed::new(2))]);
    let mut records = Records::default();
    for raw in raws {
        let head = RecordHead {
            id: RecordId::random(&Fixed::new(3)),
            created: Millis(0),
            created_by: UserNo(0),
            modified: Millis(0),
            modified_by: UserNo(0),
        };
        let mut doc = DocBuilder::new();
        doc.push(table.fields[0].key, raw);
        records.push(head, &doc.finish());
    }
    let mut writer = Writer::new(&plan, Some(&people), None, Vec::new());
    writer.records(&records);
    let text = format!("[{}]", String::from_utf8(writer.out).unwrap());
    let found: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{text}"));
    let found = found.as_array().unwrap().iter();
    found.map(|record| record["fields"]["F"].clone()).collect()
}

#[test]
fn errors_stand_where_values_do() {
    let error = json!({ "error": "#ERROR!" });
    let nan = json!({ "specialValue": "NaN" });
    let number = FieldKind::Number { precision: 0 };
    assert_eq!(
        written(formula(number.clone()), &["2", "0", ERROR, NAN]),
        [json!(2), json!(0), error.clone(), nan.clone()]
    );
    let list = format!("[1,{ERROR},{NAN}]");
    assert_eq!(
        written(lookup(Some(number)), &[&list, ERROR]),
        [json!([1, error, nan]), error.clone()]
    );
    let day = FieldKind::Date {
        date: DateFormat::Us,
    };
    let list = format!(r#"["2024-02-29T10:00:00.000Z",{ERROR}]"#);
    assert_eq!(
        written(
            rollup(day.clone()),
            &[&list, r#""2024-02-29T10:00:00.000Z""#]
        ),
        [json!(["2024-02-29", error]), json!("2024-02-29")]
    );
    assert_eq!(written(formula(day), &[ERROR]), [error]);
}

#[test]
fn what_names_nothing_any_more_is_left_out() {
    let choices = FieldKind::MultipleSelects(Choices::named(["a", "b"], &Fixed::new(1)));
    assert_eq!(
        written(lookup(Some(choices)), &["[1,7,0,1]", "[7,8]"]),
        [json!(["b", "a", "b"]), Value::Null]
    );
    let found = written(lookup(Some(FieldKind::CreatedBy)), &["[0,9]", "[9]"]);
    assert_eq!(found[0].as_array().unwrap().len(), 1);
    assert_eq!(found[0][0]["email"], "a@b.c");
    assert_eq!(found[1], Value::Null);
}
