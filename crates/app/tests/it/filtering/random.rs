//! Random tables, filters, sorts and writes: columns answer as documents do.

use basekey_access::op;
use basekey_app::{App, Direction, FieldChange, ListQuery, SortBy, ViewEdit};
use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, MomentFormat, TimeFormat, TimeResult,
};
use basekey_model::filter::{Conjunction, Filter, Operator};
use basekey_model::id::ViewId;
use basekey_model::limits::Limits;
use basekey_model::schema::ViewSettings;
use basekey_model::testing::Fixed;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Map, Value, json};

use super::{all_ids, edit, without_columns};
use crate::base::{draft, link_to};
use crate::derived::{count, formula, lookup, rollup};
use crate::listing::{ROWS, change_view, field, make_view, only};
use crate::support::World;

/// Steps over all tables; a list is compared after each.
const STEPS: usize = 400;

fn moment() -> MomentFormat {
    MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    }
}

/// One way or another to keep the cells of a field.
fn kinds() -> Vec<FieldKind> {
    let choices = || Choices::named(["Red", "Green", "Blue", "7"], &Fixed::new(9));
    vec![
        FieldKind::SingleLineText,
        FieldKind::Number { precision: 2 },
        FieldKind::SingleSelect(choices()),
        FieldKind::MultipleSelects(choices()),
        FieldKind::DateTime(moment()),
        FieldKind::Date {
            date: DateFormat::Iso,
        },
        FieldKind::Checkbox {
            icon: CheckboxIcon::Check,
            color: BrightColor::Green,
        },
        FieldKind::Email,
    ]
}

const FIELDS: [&str; 21] = [
    "Name", "Num", "Text", "One", "Some", "When", "Day", "Done", "Who", "Links", "Twice", "Label",
    "Later", "Sum", "Seen", "Count", "Made", "Maker", "Changed", "Age", "Extra",
];

async fn table(world: &World) {
    let number = FieldKind::Number { precision: 1 };
    let other = world
        .make_table("Other", vec![draft("Worth", number.clone())])
        .await;
    let all = kinds();
    let when = TimeResult::DateTime(moment());
    let more = vec![
        draft("Num", number),
        draft("Text", FieldKind::MultilineText),
        draft("One", all[2].clone()),
        draft("Some", all[3].clone()),
        draft("When", all[4].clone()),
        draft("Day", all[5].clone()),
        draft("Done", all[6].clone()),
        draft("Who", FieldKind::SingleCollaborator),
        draft("Links", link_to(other)),
        draft(
            "Made",
            FieldKind::CreatedTime {
                result: when.clone(),
            },
        ),
        draft("Maker", FieldKind::CreatedBy),
        draft("Extra", FieldKind::AutoNumber),
        draft(
            "Changed",
            FieldKind::LastModifiedTime {
                watched: Vec::new(),
                result: when,
            },
        ),
    ];
    world.make_table(ROWS, more).await;
    let (link, worth) = (
        field(world, "Links").await,
        world.table("Other").await.field("Worth").unwrap().id,
    );
    for (name, kind) in [
        ("Twice", formula("Num * 2 / (Num - 1)")),
        ("Label", formula("IF(Num > 2, Text, One)")),
        ("Later", formula("DATEADD(When, 1, 'days')")),
        ("Sum", rollup(link, worth, "SUM(values)")),
        ("Seen", lookup(link, worth)),
        ("Count", count(link)),
        (
            "Age",
            formula("DATETIME_DIFF(NOW(), Made, 'seconds') + Num"),
        ),
    ] {
        world.make_field(ROWS, draft(name, kind)).await;
    }
    let others = (0..5)
        .map(|n| json!({"Name": format!("o{n}"), "Worth": n}))
        .collect();
    world.make("Other", others).await;
}

struct Dice(TestRunner);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        (0..count).new_tree(&mut self.0).unwrap().current()
    }

    fn of<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }

    fn number(&mut self) -> f64 {
        [0.0, 1.0, 2.0, 2.5, -3.0, 7.0, 1e9, 40.0][self.below(8)]
    }

    fn text(&mut self) -> &'static str {
        self.of(&[
            "",
            "red",
            "Red apple",
            "é\"\\\n",
            "7",
            "10",
            "9",
            "blue RED",
            "zebra",
            "Ärger",
        ])
    }

    fn moment(&mut self) -> String {
        format!("20{:02}-0{}-11", 20 + self.below(10), 1 + self.below(9))
    }

    fn cells(&mut self) -> Map<String, Value> {
        let mut cells = Map::new();
        for name in [
            "Name", "Num", "Text", "One", "Some", "When", "Day", "Done", "Who", "Links",
        ] {
            if self.below(3) == 0 {
                continue;
            }
            let value = match name {
                "Num" => json!(self.number()),
                "One" => json!(self.of(&["Red", "Green", "Blue", "7", "Newer"])),
                "Some" => json!([self.of(&["Red", "Green"]), "Blue"]),
                "When" | "Day" => json!(self.moment()),
                "Done" => json!(self.below(2) == 0),
                "Who" => json!("ann@example.com"),
                "Links" => json!([format!("o{}", self.below(5)), "o1"]),
                _ => json!(self.text()),
            };
            cells.insert(name.to_owned(), value);
        }
        cells
    }

    fn condition(&mut self, deep: usize) -> String {
        let text = serde_json::to_string(self.text()).unwrap();
        let (number, moment) = (self.number(), self.moment());
        let compare = self.of(&["=", "!=", "<", "<=", ">", ">="]);
        let some = FIELDS[self.below(FIELDS.len())];
        if deep > 0 && self.below(2) == 0 {
            let parts: Vec<String> = (0..=self.below(3))
                .map(|_| self.condition(deep - 1))
                .collect();
            let parts = parts.join(", ");
            return match self.below(4) {
                0 => format!("AND({parts})"),
                1 => format!("OR({parts})"),
                2 => format!("NOT(OR({parts}))"),
                _ => format!("IF({}, AND({parts}), 0)", self.condition(0)),
            };
        }
        match self.below(14) {
            0 => format!("{{Num}} {compare} {number}"),
            1 => format!("{{Twice}} {compare} {number}"),
            2 => format!("FIND({text}, {{Text}})"),
            3 => format!("FIND({text}, {{Label}}) > 0"),
            4 => format!("{{One}} {} \"Red\"", self.of(&["=", "!="])),
            5 => "FIND(\"Blue\", ARRAYJOIN({Some}))".to_owned(),
            6 => format!("{{When}} {compare} DATETIME_PARSE(\"{moment}\")"),
            7 => format!("IS_AFTER({{Later}}, \"{moment}\")"),
            8 => "{Done}".to_owned(),
            9 => format!("{{{some}}}"),
            10 => format!("{{{some}}} = BLANK()"),
            11 => format!("LEN({{{some}}} & \"\") {compare} 3"),
            12 => format!("{{Sum}} + {{Count}} {compare} {number}"),
            _ => format!("ISERROR({{{some}}})"),
        }
    }

    fn sorts(&mut self) -> Vec<SortBy> {
        (0..self.below(3))
            .map(|_| SortBy {
                field: FIELDS[self.below(FIELDS.len())].to_owned(),
                direction: [Direction::Ascending, Direction::Descending][self.below(2)],
            })
            .collect()
    }
}

/// Writes something.
async fn step(world: &World, dice: &mut Dice, ids: &mut Vec<String>, view: ViewId) {
    world.clock.advance_seconds(1);
    match dice.below(17) {
        0..=3 => {
            let rows = (0..=dice.below(4)).map(|_| Value::Object(dice.cells()));
            let rows = rows.collect();
            ids.extend(world.make(ROWS, rows).await);
        }
        4..=8 if !ids.is_empty() => {
            let id = ids[dice.below(ids.len())].clone();
            let mut cells = dice.cells();
            if dice.below(2) == 0 {
                cells.insert(dice.of(&["Num", "Text", "One"]).to_owned(), Value::Null);
            }
            edit(world, &id, Value::Object(cells)).await;
        }
        9 if ids.len() > 5 => {
            let id = ids.swap_remove(dice.below(ids.len()));
            world.remove(ROWS, &id).await;
        }
        10 => {
            // The records of the other table, from where lookups follow.
            let others = world.page("Other").await;
            let at = dice.below(others.records.len());
            let id = others.records.get(at).unwrap().head.id.to_string();
            let permit = world.permit::<op::UpdateRecords>().await;
            let edits = vec![basekey_app::RecordEdit {
                id,
                fields: crate::support::map(json!({"Worth": dice.number()})),
            }];
            let (patch, options) = (
                basekey_app::UpdateMode::Patch,
                basekey_app::WriteOptions { typecast: true },
            );
            let done = world
                .app
                .update_records(permit, "Other", edits, patch, options, true);
            done.await.unwrap();
        }
        11 => {
            let name = dice.of(&["Text", "Num", "One", "When", "Done", "Day"]);
            let all = kinds();
            let kind = all[dice.below(all.len())].clone();
            let permit = world.permit::<op::UpdateField>().await;
            let change = FieldChange::default();
            let changed = world
                .app
                .change_field(permit, ROWS, name, change, |_| {
                    Ok::<_, basekey_app::AppError>(Some(kind.clone()))
                })
                .await;
            changed.unwrap();
        }
        12 => {
            let name = dice.of(&["Text", "Num", "One", "When", "Done", "Twice"]);
            let id = field(world, name).await.to_string();
            world.delete_field(ROWS, name).await;
            if dice.below(2) == 0 {
                compare(world, dice, view).await;
            }
            world.restore(&id).await;
        }
        13 => {
            let size = field(world, dice.of(&["Num", "Text"])).await;
            let tests = vec![
                only(size, Operator::NotEqual, json!(2)),
                only(size, Operator::NotEqual, json!("red")),
            ];
            let filter = Filter {
                conjunction: Conjunction::And,
                conditions: vec![],
            };
            let mut filter = Some(filter);
            for test in tests {
                let table = world.table(ROWS).await;
                if test.check(&table, &Limits::default()).is_ok() {
                    filter = Some(test);
                }
            }
            let filter = filter.filter(|filter| !filter.conditions.is_empty());
            let edit = ViewEdit {
                filter: Some(filter),
                ..ViewEdit::default()
            };
            change_view(world, view, edit).await;
        }
        14 => {
            let retext = dice.of(&["Num + 1", "Text & Num", "When", "IF(Num, 1, Text)", "1/Num"]);
            let permit = world.permit::<op::UpdateField>().await;
            let kind = formula(retext);
            let changed = world
                .app
                .change_field(permit, ROWS, "Label", FieldChange::default(), |_| {
                    Ok::<_, basekey_app::AppError>(Some(kind.clone()))
                })
                .await;
            changed.unwrap();
        }
        15 => {
            // Of a field that the server fills, and of one that is rolled up.
            let result = TimeResult::DateTime(moment());
            let number = FieldKind::Number { precision: 1 };
            let (table, name, kinds) = match dice.below(2) {
                0 => {
                    let watched = vec![field(world, "Name").await];
                    let changed = |watched| FieldKind::LastModifiedTime {
                        watched,
                        result: result.clone(),
                    };
                    let kinds = vec![
                        FieldKind::AutoNumber,
                        number,
                        changed(watched),
                        changed(Vec::new()),
                        FieldKind::DateTime(moment()),
                    ];
                    (ROWS, "Extra", kinds)
                }
                _ => (
                    "Other",
                    "Worth",
                    vec![number, FieldKind::SingleLineText, kinds()[6].clone()],
                ),
            };
            let kind = kinds[dice.below(kinds.len())].clone();
            let permit = world.permit::<op::UpdateField>().await;
            let change = FieldChange::default();
            let changed = world
                .app
                .change_field(permit, table, name, change, |_| {
                    Ok::<_, basekey_app::AppError>(Some(kind.clone()))
                })
                .await;
            changed.unwrap();
        }
        _ => {}
    }
}

/// Lists in some way, from columns and from documents.
async fn compare(world: &World, dice: &mut Dice, view: ViewId) {
    let text = (dice.below(4) > 0).then(|| dice.condition(2));
    let query = ListQuery {
        view: (dice.below(3) == 0).then(|| view.to_string()),
        filter: text.clone(),
        sort: dice.sorts(),
        page_size: Some(7),
        ..ListQuery::default()
    };
    let scan = without_columns(world);
    let found = try_ids(world, &world.app, &query).await;
    let expected = try_ids(world, &scan, &query).await;
    assert_eq!(found, expected, "{query:?}");
}

/// `None` if a field is gone that it names.
async fn try_ids(world: &World, app: &App, query: &ListQuery) -> Option<Vec<String>> {
    let first = super::list_by(world, app, ROWS, query.clone()).await;
    if first.is_err() {
        return None;
    }
    Some(all_ids(world, app, ROWS, query).await)
}

#[test]
fn columns_answer_as_documents_do() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[11; 32]);
        let mut dice = Dice(TestRunner::new_with_rng(Config::default(), rng));
        let world = World::new().await;
        table(&world).await;
        let view = make_view(&world, ViewSettings::default()).await;
        let mut ids = Vec::new();
        for _ in 0..STEPS {
            step(&world, &mut dice, &mut ids, view).await;
            compare(&world, &mut dice, view).await;
        }
        let answered = world.app.column_use().answered;
        assert!(answered > STEPS as u64 / 5, "{answered} from columns");
    });
}
