//! Lists filtered by formulas, from documents and from columns.

mod columns;
mod random;

use std::sync::Arc;

use basekey_access::op;
use basekey_app::{
    App, AppError, Direction, ListQuery, Parts, RecordEdit, RecordPage, SortBy, UpdateMode,
    ViewEdit, WriteOptions,
};
use basekey_model::field::{DateFormat, FieldKind, TimeResult};
use basekey_model::filter::Operator;
use basekey_model::limits::Limits;
use basekey_model::schema::ViewSettings;
use basekey_model::testing::Fixed;
use serde_json::{Value, json};

use crate::base::{broken, draft, link_to};
use crate::derived::formula;
use crate::listing::{ROWS, change_view, field, list, make_view, only, through};
use crate::support::{World, map, rows};

/// A list filtered by a formula.
fn by(text: &str) -> ListQuery {
    ListQuery {
        filter: Some(text.to_owned()),
        ..ListQuery::default()
    }
}

fn sorted(query: ListQuery, fields: &[(&str, Direction)]) -> ListQuery {
    let sort = fields.iter().map(|(field, direction)| SortBy {
        field: (*field).to_owned(),
        direction: *direction,
    });
    ListQuery {
        sort: sort.collect(),
        ..query
    }
}

const UP: Direction = Direction::Ascending;
const DOWN: Direction = Direction::Descending;

/// Another process's view of the same store, which has no columns.
fn without_columns(world: &World) -> App {
    let parts = Parts {
        clock: world.clock.clone(),
        entropy: Arc::new(Fixed::new(7)),
        limits: Limits {
            columns_mib: 0,
            ..Limits::default()
        },
    };
    App::open(world.store.clone(), parts)
}

async fn list_by(
    world: &World,
    app: &App,
    table: &str,
    query: ListQuery,
) -> Result<RecordPage, AppError> {
    let ctx = world.ctx().await;
    let permit = app.permit_base::<op::ListRecords>(&ctx, &world.base).await;
    app.list_records(permit.unwrap(), table, query).await
}

/// The ids of all pages.
async fn all_ids(world: &World, app: &App, table: &str, query: &ListQuery) -> Vec<String> {
    let (mut query, mut found) = (query.clone(), Vec::new());
    loop {
        let page = list_by(world, app, table, query.clone()).await.unwrap();
        found.extend(page.records.iter().map(|record| record.head.id.to_string()));
        query.offset = page.offset;
        if query.offset.is_none() {
            return found;
        }
    }
}

fn names(page: &RecordPage) -> String {
    let rows = rows(page);
    let names = rows.iter().filter_map(|row| row["Name"].as_str());
    names.collect::<Vec<_>>().join("")
}

async fn kept(world: &World, query: ListQuery) -> String {
    names(&list(world, query).await.unwrap())
}

async fn edit(world: &World, id: &str, cells: Value) {
    let permit = world.permit::<op::UpdateRecords>().await;
    let edits = vec![RecordEdit {
        id: id.to_owned(),
        fields: map(cells),
    }];
    let options = WriteOptions { typecast: true };
    let patch = UpdateMode::Patch;
    let done = world
        .app
        .update_records(permit, ROWS, edits, patch, options, true);
    done.await.unwrap();
}

/// Records a to f with sizes.
async fn six() -> (World, Vec<String>) {
    let world = World::new().await;
    let more = vec![
        draft("Size", FieldKind::Number { precision: 0 }),
        draft("Notes", FieldKind::MultilineText),
    ];
    world.make_table(ROWS, more).await;
    let records = vec![
        json!({"Name": "a", "Size": 3, "Notes": "red wine"}),
        json!({"Name": "b", "Size": 1, "Notes": "blue sky"}),
        json!({"Name": "c", "Size": 2, "Notes": "bored"}),
        json!({"Name": "d", "Notes": "red"}),
        json!({"Name": "e", "Size": 2}),
        json!({"Name": "f", "Size": 9, "Notes": "\"RED\""}),
    ];
    let ids = world.make(ROWS, records).await;
    (world, ids)
}

#[tokio::test]
async fn a_formula_says_which_records() {
    let (world, ids) = six().await;
    let size = field(&world, "Size").await;
    for (text, expected) in [
        ("{Size} > 1", "acef"),
        ("AND(Size >= 2, FIND(\"red\", {Notes}))", "ac"),
        ("NOT({Notes})", "e"),
        ("Size = BLANK()", "d"),
        ("LEN({Notes} & Name) * Size > 20", "af"),
        ("1", "abcdef"),
        ("0", ""),
        ("", "abcdef"),
        ("  ", "abcdef"),
        ("\"\"", ""),
        ("1/0", "abcdef"),
        ("0/0", ""),
        ("ERROR()", ""),
        (&format!("{{{size}}} = 9"), "f"),
        (&format!("RECORD_ID() = '{}'", ids[3]), "d"),
        ("CREATED_TIME() > DATETIME_PARSE('2001-01-01')", "abcdef"),
        ("IS_BEFORE(LAST_MODIFIED_TIME(), '2001-01-01')", ""),
    ] {
        for query in [by(text), sorted(by(text), &[("Name", UP)])] {
            assert_eq!(kept(&world, query).await, expected, "{text}");
        }
        let query = sorted(by(text), &[("Name", DOWN)]);
        let backwards: String = expected.chars().rev().collect();
        assert_eq!(kept(&world, query).await, backwards, "{text}");
    }
}

#[tokio::test]
async fn a_formula_and_a_view_have_both_a_say() {
    let (world, _) = six().await;
    let size = field(&world, "Size").await;
    let settings = ViewSettings {
        filter: Some(only(size, Operator::Less, json!(9))),
        ..ViewSettings::default()
    };
    let view = make_view(&world, settings).await;
    let query = ListQuery {
        filter: Some("FIND('red', {Notes})".to_owned()),
        ..through(view)
    };
    assert_eq!(kept(&world, query.clone()).await, "ac");
    let query = sorted(query, &[("Size", UP)]);
    assert_eq!(kept(&world, query.clone()).await, "ca");
    // From the columns, too, which know of the view's new filter.
    let edit = ViewEdit {
        filter: Some(Some(only(size, Operator::Less, json!(3)))),
        ..ViewEdit::default()
    };
    change_view(&world, view, edit).await;
    assert_eq!(kept(&world, query).await, "c");
    assert!(world.app.column_use().answered > 0);
}

#[tokio::test]
async fn pages_of_a_filtered_list_hold_what_was_asked_for() {
    let (world, _) = six().await;
    for sort in [&[][..], &[("Name", UP)]] {
        for (size, max) in [(1, 9), (2, 3), (3, 3), (3, 4), (4, 4), (9, 2)] {
            let query = ListQuery {
                page_size: Some(size),
                max_records: Some(max),
                ..sorted(by("Size > 1"), sort)
            };
            let found = all_ids(&world, &world.app, ROWS, &query).await;
            assert_eq!(found.len(), 4.min(usize::try_from(max).unwrap()));
        }
    }
}

#[tokio::test]
async fn an_offset_is_good_for_one_formula() {
    let (world, _) = six().await;
    for sort in [&[][..], &[("Name", UP)]] {
        let begin = |text: &str| ListQuery {
            page_size: Some(1),
            ..sorted(by(text), sort)
        };
        let first = list(&world, begin("Size > 1")).await.unwrap();
        assert_eq!(names(&first), "a");
        let go_on = |text: &str| ListQuery {
            offset: first.offset.clone(),
            ..begin(text)
        };
        assert_eq!(kept(&world, go_on("Size > 1")).await, "c");
        for other in ["Size > 2", "", "Size  > 1"] {
            let (rule, _) = broken(list(&world, go_on(other)).await);
            let expected = if sort.is_empty() {
                basekey_app::Rule::Offset
            } else {
                basekey_app::Rule::OffsetExpired
            };
            assert_eq!(rule, expected, "{other}");
        }
    }
}

#[tokio::test]
async fn a_formula_that_is_none_is_refused_with_its_place() {
    let (world, _) = six().await;
    for (text, words) in [
        ("{Sise} > 1", "Unknown field names: sise"),
        ("AND({B} = 1, {A}, {b})", "Unknown field names: b, a"),
        (
            "{Size} >",
            "Invalid formula. Please check your formula text. At character 9",
        ),
        (
            "FINDD('a', {Notes})",
            "Invalid formula. Please check your formula text. At character 1",
        ),
        ("values", "Invalid formula. Please check your formula text."),
    ] {
        match list(&world, by(text)).await {
            Err(AppError::Formula(told)) => assert!(told.starts_with(words), "{told}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn many_records_are_found_by_their_ids() {
    let (world, ids) = six().await;
    let missing = (0..600).map(|n| format!("RECORD_ID()='rec{n:014}'"));
    let there = [5, 1].map(|at| format!("RECORD_ID()='{}'", ids[at]));
    let tests: Vec<String> = missing.chain(there).collect();
    let text = format!("OR({})", tests.join(","));
    assert!(text.len() > 17_000);
    assert_eq!(kept(&world, by(&text)).await, "bf");
    let query = sorted(by(&text), &[("Name", DOWN)]);
    assert_eq!(kept(&world, query).await, "fb");
    let both = format!("AND({text}, Size > 1)");
    assert_eq!(kept(&world, by(&both)).await, "f");
    assert_eq!(world.app.column_use().answered, 0, "they are read by key");
}

#[tokio::test]
async fn the_present_time_is_that_of_the_request() {
    let (world, ids) = six().await;
    let text = "DATETIME_DIFF(NOW(), LAST_MODIFIED_TIME(), 'minutes') < 60";
    let query = || sorted(by(text), &[("Name", UP)]);
    assert_eq!(kept(&world, query()).await, "abcdef");
    world.clock.advance_seconds(3_600);
    assert_eq!(kept(&world, query()).await, "");
    edit(&world, &ids[2], json!({"Size": 8})).await;
    assert_eq!(kept(&world, query()).await, "c");
    assert_eq!(kept(&world, by(text)).await, "c");
}

#[tokio::test]
async fn last_changes_are_told_where_a_field_keeps_them() {
    let (world, ids) = six().await;
    let text = "LAST_MODIFIED_TIME({Size}) > LAST_MODIFIED_TIME({Notes})";
    let refused = list(&world, by(text)).await;
    assert!(matches!(refused, Err(AppError::Formula(told)) if told.contains("{Size}")));
    for name in ["Size", "Notes"] {
        let kind = FieldKind::LastModifiedTime {
            watched: vec![field(&world, name).await],
            result: TimeResult::Date {
                date: DateFormat::Iso,
            },
        };
        world
            .make_field(ROWS, draft(&format!("{name} changed"), kind))
            .await;
    }
    world.clock.advance_seconds(10);
    edit(&world, &ids[0], json!({"Size": 8})).await;
    edit(&world, &ids[1], json!({"Notes": "new"})).await;
    assert_eq!(kept(&world, by(text)).await, "a");
    assert_eq!(kept(&world, sorted(by(text), &[("Size", UP)])).await, "a");
    // Or a formula field does.
    world
        .make_field(
            ROWS,
            draft("When", formula("LAST_MODIFIED_TIME({Size}, {Notes})")),
        )
        .await;
    world.clock.advance_seconds(10);
    edit(&world, &ids[4], json!({"Notes": "newer"})).await;
    let text = "LAST_MODIFIED_TIME({Notes}, {Size}) > DATEADD(NOW(), -5, 'seconds')";
    assert_eq!(kept(&world, by(text)).await, "e");
    assert_eq!(kept(&world, sorted(by(text), &[("Name", UP)])).await, "e");
}

#[tokio::test]
async fn links_are_compared_by_what_they_are_called() {
    let world = World::new().await;
    let towns = world.make_table("Towns", vec![]).await;
    let more = vec![draft("Towns", link_to(towns))];
    world.make_table(ROWS, more).await;
    let records = vec![
        json!({"Name": "a", "Towns": "Basel"}),
        json!({"Name": "b", "Towns": ["Basel", "Bern"]}),
        json!({"Name": "c"}),
    ];
    world.make(ROWS, records).await;
    for (text, expected) in [
        ("{Towns} = 'Basel'", "a"),
        ("FIND('Bern', {Towns})", "b"),
        ("{Towns} = BLANK()", "c"),
        ("ARRAYJOIN({Towns}, '+') = 'Basel+Bern'", "b"),
    ] {
        for query in [by(text), sorted(by(text), &[("Name", UP)])] {
            assert_eq!(kept(&world, query).await, expected, "{text}");
        }
    }
    let town = &world.cells("Towns").await[0]["Name"];
    assert_eq!(town, "Basel");
    let town = world.page("Towns").await.records.get(0).unwrap().head.id;
    let permit = world.permit::<op::UpdateRecords>().await;
    let edits = vec![RecordEdit {
        id: town.to_string(),
        fields: map(json!({"Name": "Basilea"})),
    }];
    let done = world.app.update_records(
        permit,
        "Towns",
        edits,
        UpdateMode::Patch,
        WriteOptions::default(),
        true,
    );
    done.await.unwrap();
    let query = sorted(by("FIND('Basilea', {Towns})"), &[("Name", UP)]);
    assert_eq!(kept(&world, query).await, "ab");
}

#[tokio::test]
async fn derived_cells_decide_wherever_they_are() {
    let (world, ids) = six().await;
    let add =
        async |name: &str, text: &str| world.make_field(ROWS, draft(name, formula(text))).await;
    add("Twice", "Size * 2").await;
    add("Says", "IF(Size > 2, Notes, '')").await;
    add(
        "Age",
        "DATETIME_DIFF(NOW(), CREATED_TIME(), 'hours') + Size",
    )
    .await;
    add("Odd", "10 / Size").await;
    let check = async |expected: [&str; 4]| {
        let texts = ["Twice = 4", "FIND('red', Says)", "Age > 3", "ISERROR(Odd)"];
        for (text, expected) in texts.iter().zip(expected) {
            for query in [by(text), sorted(by(text), &[("Name", UP)])] {
                assert_eq!(kept(&world, query).await, expected, "{text}");
            }
        }
    };
    check(["ce", "a", "f", "d"]).await;
    edit(&world, &ids[1], json!({"Size": 2})).await;
    check(["bce", "a", "f", "d"]).await;
    world.clock.advance_seconds(7_200);
    check(["bce", "a", "abcef", "d"]).await;
    // Sorted by what is computed at reading.
    let query = sorted(ListQuery::default(), &[("Age", DOWN)]);
    assert_eq!(kept(&world, query).await, "fabced");
}
