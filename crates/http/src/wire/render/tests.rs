mod computed;

use basekey_model::cell::{Nobody, Person, value};
use basekey_model::doc::DocBuilder;
use basekey_model::field::{
    AiText, BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, Link, MomentFormat,
    TimeFormat, TimeResult, linked_raw,
};
use basekey_model::id::{RecordId, TableId, UserId};
use basekey_model::schema::{FieldDraft, FieldKey, Table, TableDraft, TableNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::RecordHead;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;
use crate::wire::plan::{Plan, Style};

struct Two(Vec<UserId>);

impl People for Two {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        let id = *self.0.get(usize::try_from(no.0).ok()?)?;
        Some(Person {
            id,
            email: "a@b.c",
            name: "A \"quoted\" name",
        })
    }
}

fn table() -> Table {
    let entropy = Fixed::new(5);
    let names = ["plain", "with \"quotes\"", "ünï", ""];
    let day = TimeResult::Date {
        date: DateFormat::Iso,
    };
    let moment = MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwelveHour,
        zone: "utc".to_owned(),
    };
    let kinds = [
        ("Name", FieldKind::SingleLineText),
        ("A \"b\"\\", FieldKind::MultilineText),
        ("Number", FieldKind::Number { precision: 2 }),
        (
            "Done",
            FieldKind::Checkbox {
                icon: CheckboxIcon::Check,
                color: BrightColor::Green,
            },
        ),
        (
            "One",
            FieldKind::SingleSelect(Choices::named(names, &entropy)),
        ),
        (
            "Many",
            FieldKind::MultipleSelects(Choices::named(names, &entropy)),
        ),
        (
            "Day",
            FieldKind::Date {
                date: DateFormat::Iso,
            },
        ),
        (
            "Made",
            FieldKind::CreatedTime {
                result: TimeResult::DateTime(moment.clone()),
            },
        ),
        (
            "Made on",
            FieldKind::CreatedTime {
                result: day.clone(),
            },
        ),
        (
            "Changed",
            FieldKind::LastModifiedTime {
                watched: Vec::new(),
                result: TimeResult::DateTime(moment),
            },
        ),
        (
            "Changed on",
            FieldKind::LastModifiedTime {
                watched: Vec::new(),
                result: day,
            },
        ),
        ("Maker", FieldKind::CreatedBy),
        (
            "Changer",
            FieldKind::LastModifiedBy {
                watched: Vec::new(),
            },
        ),
        ("Who", FieldKind::SingleCollaborator),
        ("Team", FieldKind::MultipleCollaborators),
        (
            "Links",
            FieldKind::MultipleRecordLinks(Link::to(TableId::random(&entropy))),
        ),
        ("Files", FieldKind::MultipleAttachments { reversed: false }),
        ("Code", FieldKind::Barcode),
        ("Push", FieldKind::Button),
        (
            "Source",
            FieldKind::ExternalSyncSource(Choices::named(names, &entropy)),
        ),
        ("Summary", FieldKind::AiText(AiText::default())),
    ];
    let fields = kinds
        .into_iter()
        .chain(computed::fields())
        .map(|(name, kind)| FieldDraft::new(name, kind))
        .collect();
    let mut table = TableDraft {
        name: "T".to_owned(),
        description: None,
        fields,
    }
    .build(TableNo(1), &entropy);
    // People may move fields about; documents stay in order of key.
    table.fields.swap(0, 4);
    table
}

/// What `cell::value` makes of the same record, slowly.
fn slowly(table: &Table, head: &RecordHead, doc: &str, people: &dyn People) -> Value {
    let mut fields = Map::new();
    for field in &table.fields {
        let raw = match &field.kind {
            FieldKind::CreatedTime { .. } => Some(format!("\"{}\"", head.created)),
            FieldKind::CreatedBy => Some(head.created_by.0.to_string()),
            _ => Doc(doc).get(field.key).map(str::to_owned),
        };
        let shown = raw
            .map(|raw| value(&field.kind, &raw, people))
            .filter(|value| !value.is_null());
        if let Some(shown) =
            shown.filter(|value| value.as_array().is_none_or(|items| !items.is_empty()))
        {
            fields.insert(field.name.clone(), shown);
        }
    }
    json!({ "id": head.id, "createdTime": head.created.to_string(), "fields": fields })
}

fn raw(kind: &FieldKind) -> BoxedStrategy<String> {
    let quoted = |text: String| serde_json::to_string(&text).unwrap();
    let moment = (0..4_000_000_000_000i64).prop_map(|at| format!("\"{}\"", Millis(at)));
    match kind {
        kind if kind.is_derived() => computed::raw(kind),
        FieldKind::Number { .. } => (-1e12..1e12f64)
            .prop_map(|number| number.to_string())
            .boxed(),
        FieldKind::Checkbox { .. } => Just("true".to_owned()).boxed(),
        // One more than there are, as after a choice has gone.
        FieldKind::SingleSelect(_) | FieldKind::ExternalSyncSource(_) => {
            (0..5u32).prop_map(|key| key.to_string()).boxed()
        }
        FieldKind::MultipleSelects(_) => prop::collection::vec(0..5u32, 1..4)
            .prop_map(|keys| {
                format!(
                    "[{}]",
                    keys.iter()
                        .map(u32::to_string)
                        .collect::<Vec<_>>()
                        .join(",")
                )
            })
            .boxed(),
        FieldKind::Date { .. } => Just("\"2024-02-29\"".to_owned()).boxed(),
        FieldKind::LastModifiedTime { .. } => moment.boxed(),
        // Likewise: two users are known.
        FieldKind::LastModifiedBy { .. } | FieldKind::SingleCollaborator => {
            (0..3i64).prop_map(|no| no.to_string()).boxed()
        }
        FieldKind::MultipleCollaborators => prop::collection::vec(0..3i64, 1..4)
            .prop_map(|numbers| json!(numbers).to_string())
            .boxed(),
        FieldKind::MultipleRecordLinks(_) => prop::collection::vec(any::<u64>(), 1..4)
            .prop_map(|seeds| {
                let ids: Vec<_> = seeds
                    .iter()
                    .map(|seed| RecordId::random(&Fixed::new(*seed)))
                    .collect();
                linked_raw(&ids).unwrap()
            })
            .boxed(),
        FieldKind::MultipleAttachments { .. } => "\\PC{0,9}"
            .prop_map(|name| json!([{ "id": "att", "url": "u", "filename": name }]).to_string())
            .boxed(),
        FieldKind::Barcode => "\\PC{0,9}"
            .prop_map(|text| json!({ "text": text, "type": "upce" }).to_string())
            .boxed(),
        FieldKind::Button => Just(json!({ "label": "Open", "url": null }).to_string()).boxed(),
        FieldKind::AiText(_) => {
            Just(json!({ "state": "generated", "isStale": false, "value": "x" }).to_string())
                .boxed()
        }
        _ => ".{1,20}".prop_map(quoted).boxed(),
    }
}

fn document(table: &Table) -> impl Strategy<Value = String> + use<> {
    let mut cells: Vec<_> = table
        .fields
        .iter()
        .filter(|field| {
            !matches!(
                field.kind,
                FieldKind::CreatedTime { .. } | FieldKind::CreatedBy
            )
        })
        .map(|field| (field.key, prop::option::of(raw(&field.kind))))
        .collect();
    cells.sort_by_key(|(key, _)| *key);
    let (keys, cells): (Vec<FieldKey>, Vec<_>) = cells.into_iter().unzip();
    cells.prop_map(move |cells| {
        let mut doc = DocBuilder::new();
        for (key, cell) in keys.iter().zip(cells) {
            if let Some(cell) = cell {
                doc.push(*key, &cell);
            }
        }
        doc.finish()
    })
}

/// With `0` and `0.0` as the same number, which they are on the wire: how a
/// drawn cell was written is not what is compared.
fn plain_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.into_iter().map(plain_numbers).collect(),
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| (key, plain_numbers(value)))
            .collect(),
        other => other,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn agrees_with_the_slow_way(docs in prop::collection::vec(document(&table()), 1..4), at in 0..4_000_000_000_000i64) {
        let table = table();
        let entropy = Fixed::new(9);
        let people = Two(vec![UserId::random(&entropy), UserId::random(&entropy)]);
        let mut records = Records::default();
        for (index, doc) in docs.iter().enumerate() {
            let no = UserNo(index as i64);
            let made = Millis(at + index as i64 * 40_000_000);
            let head = RecordHead { id: RecordId::random(&entropy), created: made, created_by: no, modified: made, modified_by: no };
            records.push(head, doc);
        }
        let plan = Plan::of(&table, Style::default());
        let mut writer = Writer::new(&plan, Some(&people), None, Vec::new());
        writer.records(&records);
        let text = format!("[{}]", String::from_utf8(writer.out).unwrap());
        let found: Value = serde_json::from_str(&text).unwrap();
        let expected: Vec<_> = records.iter().map(|record| slowly(&table, record.head, record.doc, &people)).collect();
        prop_assert_eq!(&plain_numbers(found.clone()), &plain_numbers(Value::from(expected)));
        // The order is the table's too, which comparing maps does not tell.
        let keys = |record: &Value| record["fields"].as_object().unwrap().keys().cloned().collect::<Vec<_>>();
        for record in found.as_array().unwrap() {
            let mut places: Vec<_> = keys(record).iter().map(|key| table.fields.iter().position(|field| field.name == *key)).collect();
            let sent = places.clone();
            places.sort();
            prop_assert_eq!(sent, places);
        }
    }
}

#[test]
fn only_what_is_asked_for_is_shown_and_damage_does_no_harm() {
    let table = table();
    let style = Style {
        by_id: true,
        ..Style::default()
    };
    let plan = Plan::of(&table, style);
    let entropy = Fixed::new(1);
    let at = Millis(0);
    let head = RecordHead {
        id: RecordId::random(&entropy),
        created: at,
        created_by: UserNo(0),
        modified: at,
        modified_by: UserNo(0),
    };
    let shown: Vec<bool> = table
        .fields
        .iter()
        .map(|field| field.name == "Number")
        .collect();
    let mut records = Records::default();
    records.push(head, "{\"1\":\"x\",\"3\":1.5}");
    let mut writer = Writer::new(&plan, None, Some(&shown), Vec::new());
    writer.records(&records);
    let number = table
        .fields
        .iter()
        .find(|field| field.name == "Number")
        .unwrap()
        .id;
    assert!(
        String::from_utf8(writer.out)
            .unwrap()
            .ends_with(&format!("\"fields\":{{\"{number}\":1.5}}}}"))
    );
    for damaged in [
        "",
        "{",
        "{\"1\"",
        "{\"1\":",
        "{\"5\":x}",
        "{\"6\":[9,]}",
        "{\"99\":1}",
        "nonsense",
    ] {
        let mut records = Records::default();
        records.push(head, damaged);
        let mut writer = Writer::new(&plan, Some(&Nobody), None, Vec::new());
        writer.records(&records);
    }
}

/// Cells of hidden sides of links and of deleted fields have keys that no
/// field has.
#[test]
fn cells_without_a_field_are_not_shown() {
    let mut table = table();
    let gone = table.fields.remove(2);
    let entropy = Fixed::new(1);
    let at = Millis(0);
    let head = RecordHead {
        id: RecordId::random(&entropy),
        created: at,
        created_by: UserNo(0),
        modified: at,
        modified_by: UserNo(0),
    };
    let mut doc = DocBuilder::new();
    doc.push(gone.key, "\"gone\"");
    doc.push(
        FieldKey(table.fields.len() as u32 + 9),
        "[\"recAAAAAAAAAAAAAA\"]",
    );
    let mut records = Records::default();
    records.push(head, &doc.finish());
    let plan = Plan::of(&table, Style::default());
    let mut writer = Writer::new(&plan, None, None, Vec::new());
    writer.records(&records);
    let text = String::from_utf8(writer.out).unwrap();
    assert!(!text.contains("gone") && !text.contains("AAAA"), "{text}");
}

#[test]
fn links_are_objects_if_asked_for() {
    let table = table();
    let links = table
        .fields
        .iter()
        .find(|field| field.name == "Links")
        .unwrap();
    let entropy = Fixed::new(1);
    let (one, two) = (RecordId::random(&entropy), RecordId::random(&entropy));
    let at = Millis(0);
    let head = RecordHead {
        id: one,
        created: at,
        created_by: UserNo(0),
        modified: at,
        modified_by: UserNo(0),
    };
    let style = Style {
        link_objects: true,
        ..Style::default()
    };
    let plan = Plan::of(&table, style);
    for (raw, shown) in [
        (
            linked_raw(&[one, two]).unwrap(),
            json!([{ "id": one }, { "id": two }]),
        ),
        // Damage shows nothing.
        ("[1]".to_owned(), Value::Null),
        ("{}".to_owned(), Value::Null),
    ] {
        let mut doc = DocBuilder::new();
        doc.push(links.key, &raw);
        let mut records = Records::default();
        records.push(head, &doc.finish());
        let mut writer = Writer::new(&plan, None, None, Vec::new());
        writer.records(&records);
        let record: Value = serde_json::from_slice(&writer.out).unwrap();
        let found = record["fields"].get("Links").cloned();
        assert_eq!(found.unwrap_or(Value::Null), shown, "{raw}");
    }
}
