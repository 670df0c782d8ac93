//! Links: both sides in step, whatever is written or deleted.

use std::collections::{BTreeMap, HashSet};

use basekey_access::op;
use basekey_app::{
    AppError, ListQuery, RecordEdit, RecordInput, RecordPage, UpdateMode, WriteOptions,
};
use basekey_model::cell::CellError;
use basekey_model::doc::Doc;
use basekey_model::field::{FieldKind, Inverse, Link, linked};
use basekey_model::id::RecordId;
use basekey_model::schema::{FieldDraft, Table, TableDraft};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{World, map, rows};

/// People, who know each other, and projects with a team and a lead.
struct Linked {
    world: World,
}

impl Linked {
    async fn new() -> Self {
        let world = World::new().await;
        let people = TableDraft {
            name: "People".to_owned(),
            description: None,
            fields: vec![FieldDraft::new("Name", FieldKind::SingleLineText)],
        };
        let permit = world.permit::<op::CreateTable>().await;
        let people = world.app.create_table(permit, people).await.unwrap().id;
        let to_people =
            |name: &str| FieldDraft::new(name, FieldKind::MultipleRecordLinks(Link::to(people)));
        let permit = world.permit::<op::CreateField>().await;
        world
            .app
            .create_field(permit, "People", to_people("Knows"))
            .await
            .unwrap();
        let projects = TableDraft {
            name: "Projects".to_owned(),
            description: None,
            fields: vec![
                FieldDraft::new("Title", FieldKind::SingleLineText),
                to_people("Team"),
                to_people("Lead"),
            ],
        };
        let permit = world.permit::<op::CreateTable>().await;
        world.app.create_table(permit, projects).await.unwrap();
        Self { world }
    }

    async fn try_create(
        &self,
        table: &str,
        records: Vec<Value>,
        typecast: bool,
    ) -> Result<RecordPage, AppError> {
        let inputs = records
            .into_iter()
            .map(|fields| RecordInput {
                fields: map(fields),
            })
            .collect();
        let permit = self.world.permit::<op::CreateRecords>().await;
        self.world
            .app
            .create_records(permit, table, inputs, WriteOptions { typecast })
            .await
    }

    async fn create(&self, table: &str, records: Vec<Value>) -> Vec<String> {
        ids(&self.try_create(table, records, false).await.unwrap())
    }

    async fn update(
        &self,
        table: &str,
        id: &str,
        fields: Value,
        mode: UpdateMode,
    ) -> Result<RecordPage, AppError> {
        let edit = RecordEdit {
            id: id.to_owned(),
            fields: map(fields),
        };
        let permit = self.world.permit::<op::UpdateRecords>().await;
        self.world
            .app
            .update_records(
                permit,
                table,
                vec![edit],
                mode,
                WriteOptions::default(),
                true,
            )
            .await
    }

    async fn delete(&self, table: &str, wanted: &[&str]) {
        let permit = self.world.permit::<op::DeleteRecords>().await;
        let wanted = wanted.iter().map(|id| (*id).to_owned()).collect();
        self.world
            .app
            .delete_records(permit, table, wanted, false)
            .await
            .unwrap();
    }

    async fn list(&self, table: &str) -> RecordPage {
        let permit = self.world.permit::<op::ListRecords>().await;
        self.world
            .app
            .list_records(permit, table, ListQuery::default())
            .await
            .unwrap()
    }

    /// Cells of a table by the primary cell.
    async fn by_name(&self, table: &str) -> BTreeMap<String, serde_json::Map<String, Value>> {
        let page = self.list(table).await;
        let primary = page.table.primary().unwrap().name.clone();
        rows(&page)
            .into_iter()
            .map(|row| {
                let name = row
                    .get(&primary)
                    .and_then(Value::as_str)
                    .unwrap_or_default();
                (name.to_owned(), row)
            })
            .collect()
    }

    /// Both sides of every link say the same, and name only what is there.
    async fn check(&self) {
        let (people, projects) = (self.list("People").await, self.list("Projects").await);
        let pages = [&people, &projects];
        let mut pairs: BTreeMap<(String, String), HashSet<(RecordId, RecordId)>> = BTreeMap::new();
        for page in pages {
            for field in &page.table.fields {
                let Some(link) = field.kind.link() else {
                    continue;
                };
                let other = pages
                    .iter()
                    .find(|other| other.table.id == link.table)
                    .unwrap();
                let there: HashSet<RecordId> =
                    other.records.iter().map(|record| record.head.id).collect();
                let forward = links(page, field.key);
                assert!(forward.iter().all(|(_, to)| there.contains(to)));
                let key = other.table.inverse_key(link.inverse).unwrap();
                let back: HashSet<_> = links(other, key)
                    .into_iter()
                    .map(|(to, from)| (from, to))
                    .collect();
                assert_eq!(forward, back, "{} of {}", field.name, page.table.name);
                pairs.insert((page.table.name.clone(), field.name.clone()), forward);
            }
        }
        assert_eq!(pairs.len(), 5);
    }
}

fn links(page: &RecordPage, key: basekey_model::schema::FieldKey) -> HashSet<(RecordId, RecordId)> {
    let mut found = HashSet::new();
    for record in page.records.iter() {
        for to in Doc(record.doc).get(key).into_iter().flat_map(linked) {
            assert!(found.insert((record.head.id, to)), "named twice");
        }
    }
    found
}

fn ids(page: &RecordPage) -> Vec<String> {
    page.records
        .iter()
        .map(|record| record.head.id.to_string())
        .collect()
}

fn inverse_of(table: &Table, field: &str) -> Inverse {
    table.field(field).unwrap().kind.link().unwrap().inverse
}

#[tokio::test]
async fn the_other_side_follows_and_order_is_kept() {
    let linked = Linked::new().await;
    let people = linked
        .create(
            "People",
            vec![
                json!({"Name": "Ann"}),
                json!({"Name": "Bob"}),
                json!({"Name": "Cem"}),
            ],
        )
        .await;
    let [ann, bob, cem] = people.as_slice() else {
        panic!()
    };
    let made = linked
        .create(
            "Projects",
            vec![
                json!({"Title": "X", "Team": [bob, ann, bob], "Lead": [cem]}),
                json!({"Title": "Y", "Team": [ann]}),
            ],
        )
        .await;
    let projects = linked.by_name("Projects").await;
    assert_eq!(
        projects["X"]["Team"],
        json!([bob, ann]),
        "order kept, none twice"
    );
    let by_name = linked.by_name("People").await;
    assert_eq!(by_name["Ann"]["Projects"], json!(made));
    assert_eq!(by_name["Cem"]["Projects 2"], json!([made[0]]));
    linked.check().await;

    // From the other side.
    linked
        .update(
            "People",
            cem,
            json!({"Projects": [made[1], made[0]]}),
            UpdateMode::Patch,
        )
        .await
        .unwrap();
    let projects = linked.by_name("Projects").await;
    assert_eq!(projects["X"]["Team"], json!([bob, ann, cem]));
    assert_eq!(projects["Y"]["Team"], json!([ann, cem]));

    // A new order of the same records changes this side alone.
    let before = linked.by_name("People").await;
    linked
        .update(
            "Projects",
            &made[0],
            json!({"Team": [cem, bob, ann]}),
            UpdateMode::Patch,
        )
        .await
        .unwrap();
    assert_eq!(linked.by_name("People").await, before);

    // A put that does not name a link ends it.
    linked
        .update("Projects", &made[0], json!({"Title": "X"}), UpdateMode::Put)
        .await
        .unwrap();
    let by_name = linked.by_name("People").await;
    assert_eq!(by_name["Bob"].get("Projects"), None);
    assert_eq!(by_name["Ann"]["Projects"], json!([made[1]]));
    linked.check().await;

    linked.delete("People", &[ann, bob]).await;
    let projects = linked.by_name("Projects").await;
    assert_eq!(projects["Y"]["Team"], json!([cem]));
    linked.check().await;
}

#[tokio::test]
async fn links_within_a_table_have_a_hidden_other_side() {
    let linked = Linked::new().await;
    let page = linked.list("People").await;
    assert!(matches!(
        inverse_of(&page.table, "Knows"),
        Inverse::Hidden(_)
    ));
    let people = linked
        .create(
            "People",
            vec![json!({"Name": "Ann"}), json!({"Name": "Bob"})],
        )
        .await;
    let knows = json!({"Knows": [people[1], people[0]]});
    linked
        .update("People", &people[0], knows.clone(), UpdateMode::Patch)
        .await
        .unwrap();
    assert_eq!(
        linked.by_name("People").await["Ann"]["Knows"],
        knows["Knows"]
    );
    linked.check().await;
    linked.delete("People", &[&people[1]]).await;
    let by_name = linked.by_name("People").await;
    assert_eq!(by_name["Ann"]["Knows"], json!([people[0]]));
    linked.check().await;
    linked.delete("People", &[&people[0]]).await;
    assert!(linked.by_name("People").await.is_empty());
}

/// Whether a refusal is the expected one.
type Expected = fn(&CellError) -> bool;

#[tokio::test]
async fn what_is_not_there_is_refused_and_nothing_is_written() {
    let linked = Linked::new().await;
    let people = linked.create("People", vec![json!({"Name": "Ann"})]).await;
    let projects = linked.create("Projects", vec![json!({"Title": "X"})]).await;
    let absent = "recZZZZZZZZZZZZZZ";
    let wrong: Vec<(Value, Expected)> = vec![
        (json!([absent]), |error| {
            matches!(error, CellError::NoSuchRecord(_))
        }),
        (json!([people[0], absent]), |error| {
            matches!(error, CellError::NoSuchRecord(_))
        }),
        (json!([projects[0]]), |error| {
            matches!(error, CellError::RecordOfOtherTable { .. })
        }),
        (json!("Ann"), |error| *error == CellError::NotRecordIds),
        (json!(["Ann"]), |error| *error == CellError::NotRecordIds),
        (json!([1]), |error| *error == CellError::NotRecordIds),
    ];
    for (value, expected) in wrong {
        let records = vec![
            json!({"Title": "good", "Team": [people[0]]}),
            json!({"Title": "bad", "Team": value}),
        ];
        let error = linked
            .try_create("Projects", records, false)
            .await
            .unwrap_err();
        match error {
            AppError::Cell { field, error } => {
                assert_eq!(field, "Team");
                assert!(expected(&error), "{value}: {error}");
            }
            other => panic!("{value}: {other}"),
        }
    }
    assert_eq!(linked.by_name("Projects").await.len(), 1);
    assert_eq!(linked.by_name("People").await["Ann"].get("Projects"), None);
    linked.check().await;
}

#[tokio::test]
async fn text_becomes_links_with_typecast() {
    let linked = Linked::new().await;
    let people = linked
        .create(
            "People",
            vec![
                json!({"Name": "Ann"}),
                json!({"Name": "Ann"}),
                json!({"Name": "Smith, John"}),
            ],
        )
        .await;
    let made = linked
        .try_create(
            "Projects",
            vec![
                json!({"Title": "1", "Team": ["Ann", " New ", "Ann"]}),
                json!({"Title": "2", "Team": "Smith, John", "Lead": "New"}),
                json!({"Title": "3", "Team": "New, Ann, \"Smith, John\", Third"}),
                json!({"Title": "4", "Team": [people[1]]}),
                json!({"Title": "5", "Team": ""}),
            ],
            true,
        )
        .await
        .unwrap();
    let names = linked.by_name("People").await;
    assert_eq!(names.len(), 4, "Ann twice, John, New, Third");
    assert_eq!(linked.list("People").await.records.len(), 5);
    let listed = linked.list("People").await;
    let id_of = |name: &str| {
        let place = rows(&listed)
            .iter()
            .position(|row| row["Name"] == json!(name));
        ids(&listed)[place.unwrap()].clone()
    };
    let (new, third) = (id_of("New"), id_of("Third"));
    let projects = linked.by_name("Projects").await;
    assert_eq!(
        projects["1"]["Team"],
        json!([people[0], new]),
        "the first Ann"
    );
    assert_eq!(
        projects["2"]["Team"],
        json!([people[2]]),
        "the whole text first"
    );
    assert_eq!(projects["2"]["Lead"], json!([new]));
    assert_eq!(
        projects["3"]["Team"],
        json!([new, people[0], people[2], third])
    );
    assert_eq!(projects["4"]["Team"], json!([people[1]]), "ids are ids");
    assert_eq!(projects["5"].get("Team"), None);
    assert_eq!(made.records.len(), 5);
    linked.check().await;

    // A record that stands earlier in the same request is found.
    let made = linked
        .try_create(
            "People",
            vec![
                json!({"Name": "Eve"}),
                json!({"Name": "Fay", "Knows": ["Eve", "Fay"]}),
            ],
            true,
        )
        .await
        .unwrap();
    assert_eq!(made.records.len(), 2);
    let names = linked.by_name("People").await;
    let knows = names["Fay"]["Knows"].as_array().unwrap();
    assert_eq!(knows[0], json!(ids(&made)[0]));
    linked.check().await;
}

#[tokio::test]
async fn what_is_the_same_number_or_day_is_the_same_record() {
    let linked = Linked::new().await;
    let date = basekey_model::field::DateFormat::Friendly;
    for (name, kind, texts) in [
        (
            "Amounts",
            FieldKind::Number { precision: 2 },
            ["5", "5.00", " 5.0"],
        ),
        (
            "Days",
            FieldKind::Date { date },
            ["2024-05-06", "May 6, 2024", "6 May 2024"],
        ),
    ] {
        let table = TableDraft {
            name: name.to_owned(),
            description: None,
            fields: vec![FieldDraft::new("Key", kind)],
        };
        let permit = linked.world.permit::<op::CreateTable>().await;
        let id = linked
            .world
            .app
            .create_table(permit, table)
            .await
            .unwrap()
            .id;
        let link = FieldDraft::new(name, FieldKind::MultipleRecordLinks(Link::to(id)));
        let permit = linked.world.permit::<op::CreateField>().await;
        linked
            .world
            .app
            .create_field(permit, "Projects", link)
            .await
            .unwrap();
        let records = texts.iter().map(|text| json!({name: [text]})).collect();
        linked.try_create("Projects", records, true).await.unwrap();
        let records = vec![
            json!({name: [texts[0]]}),
            json!({name: [texts[0], texts[1]]}),
        ];
        linked.try_create("Projects", records, true).await.unwrap();
        assert_eq!(linked.list(name).await.records.len(), 1, "{name}");
    }
}

#[tokio::test]
async fn renamed_and_deleted_records_are_not_found_by_their_old_names() {
    let linked = Linked::new().await;
    let people = linked
        .create(
            "People",
            vec![json!({"Name": "Ann"}), json!({"Name": "Bob"})],
        )
        .await;
    let team = |name: &str| vec![json!({"Title": name, "Team": [name]})];
    // Makes the index.
    linked
        .try_create("Projects", team("Ann"), true)
        .await
        .unwrap();
    linked
        .update(
            "People",
            &people[0],
            json!({"Name": "Zoe"}),
            UpdateMode::Patch,
        )
        .await
        .unwrap();
    linked.delete("People", &[&people[1]]).await;
    for name in ["Ann", "Bob", "Zoe"] {
        linked
            .try_create("Projects", team(name), true)
            .await
            .unwrap();
    }
    let listed = linked.list("People").await;
    assert_eq!(listed.records.len(), 3, "Zoe, a new Ann, a new Bob");
    let projects = linked.by_name("Projects").await;
    assert_eq!(projects["Zoe"]["Team"], json!([people[0]]));
    assert_ne!(projects["Bob"]["Team"], json!([people[1]]));
    linked.check().await;
}

#[derive(Debug, Clone)]
enum Step {
    Create(bool, Vec<u8>, Vec<u8>),
    Update(bool, u8, Vec<u8>, bool),
    Delete(bool, Vec<u8>),
}

fn step() -> impl Strategy<Value = Step> {
    let some = || prop::collection::vec(any::<u8>(), 0..5);
    prop_oneof![
        3 => (any::<bool>(), some(), some()).prop_map(|(t, a, b)| Step::Create(t, a, b)),
        3 => (any::<bool>(), any::<u8>(), some(), any::<bool>())
            .prop_map(|(t, n, a, put)| Step::Update(t, n, a, put)),
        1 => (any::<bool>(), prop::collection::vec(any::<u8>(), 1..4))
            .prop_map(|(t, n)| Step::Delete(t, n)),
    ]
}

fn pick(from: &[String], which: &[u8]) -> Vec<String> {
    if from.is_empty() {
        return Vec::new();
    }
    which
        .iter()
        .map(|n| from[usize::from(*n) % from.len()].clone())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever is written, both sides agree, and the log alone leads to the
    /// same records.
    #[test]
    fn both_sides_always_agree(steps in prop::collection::vec(step(), 1..25)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let linked = Linked::new().await;
            for step in steps {
                let (people, projects) =
                    (ids(&linked.list("People").await), ids(&linked.list("Projects").await));
                match step {
                    Step::Create(true, one, two) => {
                        let row = json!({
                            "Knows": pick(&people, &one),
                            "Projects": pick(&projects, &two),
                        });
                        linked.create("People", vec![row, json!({})]).await;
                    }
                    Step::Create(false, one, two) => {
                        let row = json!({
                            "Team": pick(&people, &one),
                            "Lead": pick(&people, &two),
                        });
                        linked.create("Projects", vec![row]).await;
                    }
                    Step::Update(of_people, which, links, put) => {
                        let mode = if put { UpdateMode::Put } else { UpdateMode::Patch };
                        let (table, from) =
                            if of_people { ("People", &people) } else { ("Projects", &projects) };
                        let row = if of_people {
                            json!({"Knows": pick(&people, &links), "Projects 2": pick(&projects, &links)})
                        } else {
                            json!({"Team": pick(&people, &links)})
                        };
                        if let [id] = pick(from, &[which]).as_slice() {
                            linked.update(table, id, row, mode).await.unwrap();
                        }
                    }
                    Step::Delete(of_people, which) => {
                        let (table, from) =
                            if of_people { ("People", &people) } else { ("Projects", &projects) };
                        let gone = pick(from, &which);
                        if !gone.is_empty() {
                            let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
                            linked.delete(table, &gone).await;
                        }
                    }
                }
                linked.check().await;
            }
        });
    }
}
