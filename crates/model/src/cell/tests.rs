//! What is written reads back, for every kind.

use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::doc::{Doc, DocBuilder};
use crate::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, DurationFormat, FieldKind, Link, MomentFormat,
    RatingIcon, TimeFormat, linked_raw,
};
use crate::id::{RecordId, TableId};
use crate::limits::Limits;
use crate::schema::FieldKey;
use crate::testing::{Fixed, Office};
use crate::time::Millis;

/// What is stored for a value, as the app would do it: links are to records
/// that are there, and cells held nothing before.
fn stored(kind: &FieldKind, value: &Value, typecast: bool) -> Result<Option<String>, CellError> {
    let context = WriteContext {
        typecast,
        limits: &Limits::default(),
        people: &Office,
        entropy: &Fixed::new(1),
    };
    Ok(match write(kind, value, &context)? {
        Written::Raw(raw) => Some(raw),
        Written::Links(targets) => {
            let ids: Vec<RecordId> = targets
                .iter()
                .filter_map(|target| match target {
                    LinkTarget::Id(id) => Some(*id),
                    LinkTarget::Named(_) | LinkTarget::Text(_) => None,
                })
                .collect();
            linked_raw(&ids)
        }
        Written::Attachments(inputs) => Some(attachments_raw(None, &inputs)?),
        Written::Clear | Written::NewChoices { .. } => None,
    })
}

fn choices() -> Choices {
    Choices::named(["Todo", "In progress", "Smith, John"], &Fixed::new(1))
}

fn links() -> FieldKind {
    FieldKind::MultipleRecordLinks(Link::to(TableId::from_tail("AAAAAAAAAAAAA1").unwrap()))
}

fn files() -> FieldKind {
    FieldKind::MultipleAttachments { reversed: false }
}

fn moments() -> FieldKind {
    FieldKind::DateTime(MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "Europe/Berlin".to_owned(),
    })
}

fn numbers() -> impl Strategy<Value = FieldKind> {
    let symbol = "€".to_owned();
    prop::sample::select(vec![
        FieldKind::Number { precision: 1 },
        FieldKind::Percent { precision: 0 },
        FieldKind::Currency {
            precision: 2,
            symbol,
        },
        FieldKind::Duration {
            format: DurationFormat::Minutes,
        },
    ])
}

/// A kind and a value that it takes and gives back.
fn plain_values() -> impl Strategy<Value = (FieldKind, Value)> {
    let names =
        prop::sample::subsequence(vec!["Todo", "In progress", "Smith, John"], 1..=3).prop_shuffle();
    let date = FieldKind::Date {
        date: DateFormat::Iso,
    };
    let stars = FieldKind::Rating {
        max: 5,
        icon: RatingIcon::Star,
        color: BrightColor::Yellow,
    };
    let tick = FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    };
    prop_oneof![
        "\\PC{1,30}|(.|\\n){1,9}".prop_map(|text| (FieldKind::MultilineText, json!(text))),
        (numbers(), any::<f64>())
            .prop_filter("finite", |(_, number)| number.is_finite() && *number != 0.0)
            .prop_map(|(kind, number)| (kind, json!(number))),
        (numbers(), any::<i32>()).prop_map(|(kind, number)| (kind, json!(f64::from(number)))),
        (1u8..=5).prop_map(move |count| (stars.clone(), json!(f64::from(count)))),
        Just((tick, json!(true))),
        (1i64..=9999, 1i64..=12, 1i64..=28).prop_map(move |(year, month, day)| {
            (
                date.clone(),
                json!(format!("{year:04}-{month:02}-{day:02}")),
            )
        }),
        (-62_135_596_800_000i64..=253_402_300_799_999)
            .prop_map(|millis| (moments(), json!(Millis(millis).to_string()))),
        names
            .clone()
            .prop_map(|names| (FieldKind::SingleSelect(choices()), json!(names[0]))),
        names.prop_map(|names| (FieldKind::MultipleSelects(choices()), json!(names))),
    ]
}

/// As [`plain_values`], of the kinds that name something.
fn naming_values() -> impl Strategy<Value = (FieldKind, Value)> {
    let person = |no: i64| {
        let person = Office.person(crate::schema::UserNo(no)).unwrap();
        json!({"id": person.id.to_string(), "email": person.email, "name": person.name})
    };
    let people = prop::sample::subsequence(vec![person(7), person(8)], 1..=2).prop_shuffle();
    let ids = prop::collection::hash_set("rec[0-9A-Za-z]{14}", 1..5);
    prop_oneof![
        people
            .clone()
            .prop_map(|people| (FieldKind::SingleCollaborator, people[0].clone())),
        people.prop_map(|people| (FieldKind::MultipleCollaborators, json!(people))),
        ids.prop_map(|ids| (links(), json!(ids))),
        ("(.|\\n){1,9}", prop::option::of(".{1,9}")).prop_map(|(text, symbology)| {
            let mut value = json!({"text": text});
            if let Some(symbology) = symbology {
                value["type"] = json!(symbology);
            }
            (FieldKind::Barcode, value)
        }),
    ]
}

/// Any value at all, with texts that some kinds read.
fn anything() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "\\PC{0,9}",
        "(Todo|Later|Ann Lee|ann@example\\.com|usrAAAAAAAAAAAAA[78]|rec[0-9]{14}|att[0-9]{14}|https://z\\.example/[a,]{0,2}|[0-9/:.,%-]{1,10})(, ?(Todo|Ann Lee|x|rec[0-9]{14}|http://a))?",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        text.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        let key = prop::sample::select(vec![
            "id", "email", "name", "url", "filename", "text", "type",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec(
                (key, prop_oneof![text.clone().prop_map(Value::from), inner]),
                0..3
            )
            .prop_map(|pairs| {
                let pairs = pairs
                    .into_iter()
                    .map(|(key, value)| (key.to_owned(), value));
                Value::Object(pairs.collect())
            }),
        ]
    })
}

fn every_kind() -> impl Strategy<Value = FieldKind> {
    prop_oneof![
        plain_values().prop_map(|(kind, _)| kind),
        naming_values().prop_map(|(kind, _)| kind),
        Just(files()),
    ]
}

proptest! {
    #[test]
    fn what_is_written_reads_back((kind, given) in prop_oneof![plain_values(), naming_values()], typecast in any::<bool>()) {
        let raw = stored(&kind, &given, typecast);
        let raw = raw.ok().flatten().ok_or_else(|| TestCaseError::fail("refused"))?;
        prop_assert_eq!(value(&kind, &raw, &Office), given);
        prop_assert_eq!(check(&kind, &raw), Ok(()));
        let mut doc = DocBuilder::new();
        doc.push(FieldKey(1), &raw);
        prop_assert_eq!(Doc(&doc.finish()).check(), Ok(()));
    }

    /// Whatever is accepted is in stored form, reads, and can be sent back.
    #[test]
    fn what_is_accepted_is_in_stored_form(kind in every_kind(), given in anything(), typecast in any::<bool>()) {
        let Ok(Some(raw)) = stored(&kind, &given, typecast) else {
            return Ok(());
        };
        prop_assert_eq!(check(&kind, &raw), Ok(()), "{} stored as {}", given, raw);
        let read = value(&kind, &raw, &Office);
        prop_assert!(!read.is_null(), "{} reads as nothing", raw);
        let _ = plain(&kind, &raw, &Names { people: &Office, records: &Nobody });
        if !matches!(kind, FieldKind::MultipleAttachments { .. }) {
            prop_assert_eq!(stored(&kind, &read, typecast), Ok(Some(raw)), "{} sent back", read);
        }
    }

    /// What people read is, with typecast, the same value for kinds of text,
    /// choices, people and codes.
    #[test]
    fn texts_lead_back((kind, given) in prop_oneof![plain_values(), naming_values()]) {
        let lossless = kind.is_text() || kind.choices().is_some() || matches!(
            kind,
            FieldKind::SingleCollaborator
                | FieldKind::MultipleCollaborators
                | FieldKind::Rating { .. }
                | FieldKind::Checkbox { .. }
                | FieldKind::Date { .. }
        );
        if !lossless {
            return Ok(());
        }
        let raw = stored(&kind, &given, false);
        let names = Names { people: &Office, records: &Nobody };
        let text = plain(&kind, raw.as_ref().unwrap().as_ref().unwrap(), &names);
        prop_assert_eq!(stored(&kind, &json!(text), true), raw, "{}", text);
    }
}

#[test]
fn links_read_by_name_and_stand_as_ids() {
    let ids = ["recAAAAAAAAAAAAA1", "recAAAAAAAAAAAAA2"];
    let raw = stored(&links(), &json!(ids), false).unwrap().unwrap();
    assert_eq!(raw, r#"["recAAAAAAAAAAAAA1","recAAAAAAAAAAAAA2"]"#);
    let records = HashMap::from([
        (ids[0].parse().unwrap(), "Ann".to_owned()),
        (ids[1].parse().unwrap(), "b, c".to_owned()),
    ]);
    let names = Names {
        people: &Nobody,
        records: &records,
    };
    assert_eq!(plain(&links(), &raw, &names), "Ann, \"b, c\"");
    assert_eq!(plain(&links(), &raw, &Names::NONE), "");
    assert_eq!(value(&links(), &raw, &Nobody), json!(ids));
}
