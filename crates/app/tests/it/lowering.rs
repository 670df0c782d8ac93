//! Filters by formula: what the store finds and the evaluator lets through is
//! what the formula gives for every record.

use basekey_access::op;
use basekey_app::ListQuery;
use basekey_formula::{Bounds, Context, Program, Row, Scope, Value, cells, check, parse};
use basekey_model::cell::Names;
use basekey_model::doc::Doc;
use basekey_model::field::{
    BrightColor, CheckboxIcon, Choices, DateFormat, FieldKind, Formula, MomentFormat, TimeFormat,
    TimeResult,
};
use basekey_model::id::RecordId;
use basekey_model::schema::{FieldDraft, Table};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::RecordRef;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::base::draft;
use crate::support::World;

const ROWS: &str = "Rows";

/// Formulas tried.
const FORMULAS: usize = 400;

fn fields() -> Vec<FieldDraft> {
    let entropy = Fixed::new(3);
    let moment = MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    };
    let tick = FieldKind::Checkbox {
        icon: CheckboxIcon::Check,
        color: BrightColor::Green,
    };
    let formula = |text: &str| {
        FieldKind::Formula(Formula {
            formula: text.to_owned(),
            ..Formula::default()
        })
    };
    vec![
        draft("Num", FieldKind::Number { precision: 1 }),
        draft("Done", tick),
        draft(
            "Day",
            FieldKind::Date {
                date: DateFormat::Iso,
            },
        ),
        draft("When", FieldKind::DateTime(moment.clone())),
        draft(
            "State",
            FieldKind::SingleSelect(Choices::named(["Todo", "Done"], &entropy)),
        ),
        draft(
            "Tags",
            FieldKind::MultipleSelects(Choices::named(["a", "b"], &entropy)),
        ),
        draft(
            "Made",
            FieldKind::CreatedTime {
                result: TimeResult::DateTime(moment),
            },
        ),
        draft("No", FieldKind::AutoNumber),
        draft("Ratio", formula("1 / {Num}")),
        draft("Text", formula("IF({Done}, {Name}, ERROR())")),
        draft("Late", formula("IF(TODAY() > {Day}, {Num}, BLANK())")),
    ]
}

/// Records whose cells go through all values, each field at its own pace.
async fn with_records() -> World {
    let world = World::new().await;
    world.make_table(ROWS, fields()).await;
    let pick = |forms: &[serde_json::Value], at: usize| forms[at % forms.len()].clone();
    for chunk in 0..9 {
        let mut records = Vec::new();
        for n in chunk * 10..chunk * 10 + 10 {
            records.push(json!({
                "Name": pick(&[json!(null), json!("Ann"), json!("ann \"x\"\n"), json!("0")], n),
                "Num": pick(&[json!(null), json!(0), json!(1), json!(-2.5), json!(7)], n),
                "Done": pick(&[json!(null), json!(true)], n / 2),
                "Day": pick(&[json!(null), json!("2025-10-08"), json!("2025-10-09"), json!("2025-10-10")], n / 3),
                "When": pick(&[json!(null), json!("2025-10-09T00:00:00.000Z"), json!("2025-10-09T23:59:59.999Z")], n / 5),
                "State": pick(&[json!(null), json!("Todo"), json!("Done")], n / 4),
                "Tags": pick(&[json!(null), json!(["a"]), json!(["b", "a"])], n / 7),
            }));
        }
        world.make(ROWS, records).await;
        world.clock.advance_seconds(3_600);
    }
    world
}

/// A record as formulas see it.
struct Seen<'r> {
    record: RecordRef<'r>,
    table: &'r Table,
    program: &'r Program,
    created: String,
}

impl Row for Seen<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let field = self.table.field_of_id(self.program.fields()[slot]).unwrap();
        let raw = match field.kind {
            FieldKind::CreatedTime { .. } => Some(self.created.as_str()),
            _ => Doc(self.record.doc).get(field.key),
        };
        cells::value(&field.kind, raw, &Names::NONE)
    }

    fn id(&self) -> RecordId {
        self.record.head.id
    }

    fn created(&self) -> Millis {
        self.record.head.created
    }

    fn modified(&self) -> Millis {
        self.record.head.modified
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        None
    }
}

fn formulas(ids: &[String]) -> impl Strategy<Value = String> + use<> {
    fn pick(of: &[&str]) -> prop::sample::Select<String> {
        let of: Vec<String> = of.iter().map(|text| (*text).to_owned()).collect();
        prop::sample::select(of)
    }
    let field = || {
        pick(&[
            "{Name}",
            "{Num}",
            "{Done}",
            "{Day}",
            "{When}",
            "{State}",
            "{Tags}",
            "{Made}",
            "{No}",
            "{Ratio}",
            "{Text}",
            "{Late}",
            "CREATED_TIME()",
            "LAST_MODIFIED_TIME()",
        ])
    };
    let constant = || {
        pick(&[
            "0",
            "1",
            "-2.5",
            "40",
            "BLANK()",
            "''",
            "'Ann'",
            "'Todo'",
            "'a'",
            "TRUE()",
            "(1/0)",
            "TODAY()",
            "NOW()",
            "DATETIME_PARSE('2025-10-09')",
            "'2025-10-09T12:00:00Z'",
            "DATEADD(TODAY(), -1, 'day')",
        ])
    };
    let operator = || pick(&["=", "!=", "<", "<=", ">", ">="]);
    let record = prop::sample::select(ids.to_vec()).prop_map(|id| format!("RECORD_ID() = '{id}'"));
    let atom = prop_oneof![
        6 => (field(), operator(), constant()).prop_map(|(of, op, with)| format!("{of} {op} {with}")),
        1 => (constant(), operator(), field()).prop_map(|(with, op, of)| format!("{with} {op} {of}")),
        1 => (field(), operator(), field()).prop_map(|(of, op, with)| format!("{of} {op} {with}")),
        2 => (pick(&["FIND", "SEARCH"]), constant(), field()).prop_map(|(name, part, of)| format!("{name}({part}, {of})")),
        2 => (pick(&["IS_BEFORE", "IS_AFTER", "IS_SAME"]), field(), constant())
            .prop_map(|(name, of, with)| format!("{name}({of}, {with})")),
        1 => (field(), constant(), pick(&["day", "month"]))
            .prop_map(|(of, with, unit)| format!("IS_SAME({of}, {with}, '{unit}')")),
        1 => field().prop_map(|of| format!("LEN({of}) > 2")),
        2 => record,
        2 => field(),
    ];
    atom.prop_recursive(3, 12, 3, move |inner| {
        let several = prop::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.join(", "));
        prop_oneof![
            4 => (pick(&["AND", "OR"]), several).prop_map(|(name, args)| format!("{name}({args})")),
            2 => inner.clone().prop_map(|of| format!("NOT({of})")),
            1 => (inner.clone(), inner.clone(), inner).prop_map(|(c, y, n)| format!("IF({c}, {y}, {n})")),
        ]
    })
}

async fn pages(
    world: &World,
    filter: Option<String>,
) -> (Table, Vec<(RecordId, Millis, Millis, String)>) {
    let mut found = Vec::new();
    let mut offset = None;
    loop {
        let query = ListQuery {
            filter: filter.clone(),
            page_size: Some(7),
            offset,
            ..ListQuery::default()
        };
        let permit = world.permit::<op::ListRecords>().await;
        let page = world.app.list_records(permit, ROWS, query).await;
        let page = page.unwrap_or_else(|error| panic!("{filter:?}: {error:?}"));
        for record in page.records.iter() {
            let head = record.head;
            found.push((head.id, head.created, head.modified, record.doc.to_owned()));
        }
        offset = page.offset;
        if offset.is_none() {
            return (Table::clone(&page.table), found);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_keeps_what_its_formula_says() {
    let world = with_records().await;
    let (table, all) = pages(&world, None).await;
    assert_eq!(all.len(), 90);
    let ids: Vec<String> = all.iter().map(|(id, ..)| id.to_string()).collect();
    let mut runner = TestRunner::deterministic();
    let formulas = formulas(&ids);
    let bounds = Bounds::default();
    let mut kept = 0;
    for _ in 0..FORMULAS {
        let text = formulas.new_tree(&mut runner).unwrap().current();
        let expr = parse(&text, &bounds).ok().unwrap();
        let program = check(&expr, &Scope::of(&table), &bounds).unwrap();
        let now = basekey_model::time::Clock::now(&*world.clock);
        let context = Context::new(now, bounds);
        let wanted: Vec<RecordId> = all
            .iter()
            .filter(|(id, created, modified, doc)| {
                let head = basekey_store::RecordHead {
                    id: *id,
                    created: *created,
                    created_by: basekey_model::schema::UserNo(1),
                    modified: *modified,
                    modified_by: basekey_model::schema::UserNo(1),
                };
                let row = Seen {
                    record: RecordRef { head: &head, doc },
                    table: &table,
                    program: &program,
                    created: format!("\"{created}\""),
                };
                Program::keeps(&program.evaluate(&row, &context))
            })
            .map(|(id, ..)| *id)
            .collect();
        let (_, found) = pages(&world, Some(text.clone())).await;
        let found: Vec<RecordId> = found.into_iter().map(|(id, ..)| id).collect();
        kept += found.len();
        assert_eq!(found, wanted, "{text}");
    }
    // Neither all nor none.
    assert!((FORMULAS * 9..FORMULAS * 81).contains(&kept), "{kept}");
}
