//! Lists through views: filtered, ordered, named.

use std::collections::BTreeSet;

use basekey_access::op;
use basekey_app::{
    AppError, Direction, ListQuery, Missing, RecordPage, Rule, SortBy, ViewDraft, ViewEdit,
};
use basekey_model::cell::RecordNames;
use basekey_model::field::{Choices, FieldKind, linked};
use basekey_model::filter::{Condition, Conjunction, Filter, Operator};
use basekey_model::id::{FieldId, RecordId, ViewId};
use basekey_model::schema::{ViewSettings, ViewSort};
use basekey_model::testing::Fixed;
use serde_json::{Value, json};

use crate::base::{broken, draft, link_to};
use crate::support::{World, rows};

pub(crate) const ROWS: &str = "Rows";

pub(crate) async fn list(world: &World, query: ListQuery) -> Result<RecordPage, AppError> {
    let permit = world.permit::<op::ListRecords>().await;
    world.app.list_records(permit, ROWS, query).await
}

pub(crate) async fn field(world: &World, name: &str) -> FieldId {
    world.table(ROWS).await.field(name).unwrap().id
}

pub(crate) fn only(field: FieldId, operator: Operator, value: Value) -> Filter {
    Filter {
        conjunction: Conjunction::And,
        conditions: vec![Condition::Cell {
            field,
            operator,
            value: Some(value),
        }],
    }
}

pub(crate) async fn make_view(world: &World, settings: ViewSettings) -> ViewId {
    let permit = world.permit::<op::CreateView>().await;
    let draft = ViewDraft {
        name: "Mine".to_owned(),
        description: None,
        settings,
    };
    let made = world.app.create_view(permit, ROWS, draft).await;
    made.unwrap().view.id
}

pub(crate) async fn change_view(world: &World, view: ViewId, edit: ViewEdit) {
    let permit = world.permit::<op::UpdateView>().await;
    let view = view.to_string();
    world.app.update_view(permit, &view, edit).await.unwrap();
}

pub(crate) fn through(view: ViewId) -> ListQuery {
    ListQuery {
        view: Some(view.to_string()),
        ..ListQuery::default()
    }
}

pub(crate) fn by(field: FieldId, direction: Direction) -> ViewSort {
    ViewSort { field, direction }
}

fn names(page: &RecordPage) -> Vec<String> {
    rows(page)
        .iter()
        .map(|row| row["Name"].as_str().unwrap().to_owned())
        .collect()
}

/// Records a to f, of sizes and states.
async fn six() -> World {
    let world = World::new().await;
    let states = Choices::named(["Todo", "Done"], &Fixed::new(1));
    let more = vec![
        draft("Size", FieldKind::Number { precision: 0 }),
        draft("State", FieldKind::SingleSelect(states)),
    ];
    world.make_table(ROWS, more).await;
    let records = vec![
        json!({"Name": "a", "Size": 3, "State": "Done"}),
        json!({"Name": "b", "Size": 1, "State": "Todo"}),
        json!({"Name": "c", "Size": 2, "State": "Done"}),
        json!({"Name": "d", "State": "Todo"}),
        json!({"Name": "e", "Size": 2, "State": "Todo"}),
        json!({"Name": "f", "Size": 9}),
    ];
    world.make(ROWS, records).await;
    world
}

#[tokio::test]
async fn a_view_says_which_records_and_in_which_order() {
    let world = six().await;
    let (size, state) = (field(&world, "Size").await, field(&world, "State").await);
    let view = make_view(
        &world,
        ViewSettings {
            hidden: BTreeSet::from([size]),
            filter: Some(only(size, Operator::Less, json!(9))),
            ..ViewSettings::default()
        },
    )
    .await;
    let page = list(&world, through(view)).await.unwrap();
    assert_eq!(names(&page), ["a", "b", "c", "e"]);
    assert_eq!(rows(&page)[0]["Size"], json!(3), "hidden fields are shown");
    let by_name = ListQuery {
        view: Some("Mine".to_owned()),
        ..ListQuery::default()
    };
    assert_eq!(names(&list(&world, by_name).await.unwrap()).len(), 4);

    // Groups come before sorts.
    let edit = ViewEdit {
        groups: Some(vec![by(state, Direction::Ascending)]),
        sorts: Some(vec![by(size, Direction::Descending)]),
        ..ViewEdit::default()
    };
    change_view(&world, view, edit).await;
    let page = list(&world, through(view)).await.unwrap();
    assert_eq!(names(&page), ["e", "b", "a", "c"]);

    // A sort of the request takes the place of the view's; the filter stays.
    let query = ListQuery {
        sort: vec![SortBy {
            field: "Name".to_owned(),
            direction: Direction::Descending,
        }],
        ..through(view)
    };
    assert_eq!(
        names(&list(&world, query).await.unwrap()),
        ["e", "c", "b", "a"]
    );
}

#[tokio::test]
async fn a_page_holds_as_many_as_asked_for_and_no_more_in_all() {
    let world = six().await;
    let size = field(&world, "Size").await;
    let filter = Some(only(size, Operator::Less, json!(9)));
    let view = make_view(
        &world,
        ViewSettings {
            filter,
            ..ViewSettings::default()
        },
    )
    .await;
    for sorts in [vec![], vec![by(size, Direction::Ascending)]] {
        let expected = if sorts.is_empty() {
            ["a", "b", "c", "e"]
        } else {
            ["b", "c", "e", "a"]
        };
        let edit = ViewEdit {
            sorts: Some(sorts),
            ..ViewEdit::default()
        };
        change_view(&world, view, edit).await;
        for (page_size, max) in [(1, 9), (2, 3), (3, 3), (3, 4), (4, 4), (9, 2)] {
            let mut query = ListQuery {
                page_size: Some(page_size),
                max_records: Some(max),
                ..through(view)
            };
            let (mut found, mut pages) = (Vec::new(), 0);
            loop {
                let page = list(&world, query.clone()).await.unwrap();
                found.extend(names(&page));
                pages += 1;
                query.offset.clone_from(&page.offset);
                if query.offset.is_none() {
                    break;
                }
            }
            let wanted = expected.len().min(usize::try_from(max).unwrap());
            assert_eq!(found, expected[..wanted], "{page_size} of {max}");
            assert_eq!(pages, wanted.div_ceil(page_size), "{page_size} of {max}");
        }
    }
}

#[tokio::test]
async fn an_offset_is_good_for_one_question() {
    let world = six().await;
    let size = field(&world, "Size").await;
    let filter = |most: i64| Some(only(size, Operator::Less, json!(most)));
    let settings = ViewSettings {
        filter: filter(9),
        ..ViewSettings::default()
    };
    let view = make_view(&world, settings).await;
    let begin = |query: ListQuery| ListQuery {
        page_size: Some(1),
        ..query
    };
    let go_on = |query: &ListQuery, page: &RecordPage| ListQuery {
        offset: page.offset.clone(),
        ..query.clone()
    };
    let refused = async |query: ListQuery| broken(list(&world, query).await).0;

    // By id: of the table, and of the view as it was.
    let (plain, viewed) = (begin(ListQuery::default()), begin(through(view)));
    let of_plain = list(&world, plain.clone()).await.unwrap();
    let of_view = list(&world, viewed.clone()).await.unwrap();
    assert_eq!(
        refused(go_on(&viewed, &of_plain)).await,
        Rule::OffsetExpired
    );
    assert_eq!(refused(go_on(&plain, &of_view)).await, Rule::Offset);
    let renamed = ViewEdit {
        name: Some("Ours".to_owned()),
        ..ViewEdit::default()
    };
    change_view(&world, view, renamed).await;
    assert!(list(&world, go_on(&viewed, &of_view)).await.is_ok());
    let change = |edit: ViewEdit| change_view(&world, view, edit);
    change(ViewEdit {
        filter: Some(filter(8)),
        ..ViewEdit::default()
    })
    .await;
    let gone = refused(go_on(&viewed, &of_view)).await;
    assert_eq!(gone, Rule::OffsetExpired);

    // Kept: the view's order or filter was another.
    let of_view = list(&world, viewed.clone()).await.unwrap();
    let sorted = |direction| ViewEdit {
        sorts: Some(vec![by(size, direction)]),
        ..ViewEdit::default()
    };
    change(sorted(Direction::Ascending)).await;
    let gone = refused(go_on(&viewed, &of_view)).await;
    assert_eq!(gone, Rule::OffsetExpired, "it has no order of ids now");
    let of_view = list(&world, viewed.clone()).await.unwrap();
    assert!(list(&world, go_on(&viewed, &of_view)).await.is_ok());
    assert_eq!(refused(go_on(&plain, &of_view)).await, Rule::Offset);
    change(sorted(Direction::Descending)).await;
    let gone = refused(go_on(&viewed, &of_view)).await;
    assert_eq!(gone, Rule::OffsetExpired);
    change(sorted(Direction::Ascending)).await;
    change(ViewEdit {
        filter: Some(None),
        ..ViewEdit::default()
    })
    .await;
    let gone = refused(go_on(&viewed, &of_view)).await;
    assert_eq!(gone, Rule::OffsetExpired);
}

#[tokio::test]
async fn what_names_a_deleted_field_counts_for_nothing_until_it_is_back() {
    let world = six().await;
    let (name, size) = (field(&world, "Name").await, field(&world, "Size").await);
    let mut filter = only(size, Operator::Less, json!(9));
    filter.conditions.push(Condition::Cell {
        field: name,
        operator: Operator::NotEqual,
        value: Some(json!("a")),
    });
    let settings = ViewSettings {
        filter: Some(filter),
        sorts: vec![by(size, Direction::Ascending)],
        ..ViewSettings::default()
    };
    let view = make_view(&world, settings).await;
    let listed = async || names(&list(&world, through(view)).await.unwrap());
    assert_eq!(listed().await, ["b", "c", "e"]);
    world.delete_field(ROWS, "Size").await;
    assert_eq!(listed().await, ["b", "c", "d", "e", "f"]);
    world.restore(&size.to_string()).await;
    assert_eq!(listed().await, ["b", "c", "e"]);
}

/// Rows that link to towns, of which the first row names two.
async fn linked_rows() -> (World, Vec<String>, Vec<String>) {
    let world = World::new().await;
    let towns = world.make_table("Towns", vec![]).await;
    let more = vec![
        draft("Towns", link_to(towns)),
        draft("Also", link_to(towns)),
        draft("Owner", FieldKind::SingleCollaborator),
    ];
    let rows = world.make_table(ROWS, more).await;
    let field = draft("Next", link_to(rows));
    world.make_field(ROWS, field).await;
    let names = ["Zürich", "Ávila", "Basel"];
    let towns = names.iter().map(|name| json!({"Name": name})).collect();
    let towns = world.make("Towns", towns).await;
    let ids = world
        .make(
            ROWS,
            vec![
                json!({"Name": "a", "Towns": [towns[0], towns[1]]}),
                json!({"Name": "b", "Towns": [towns[1]], "Owner": "ann@example.com"}),
                json!({"Name": "c", "Also": [towns[2]]}),
                json!({"Name": "d", "Towns": [towns[2]]}),
            ],
        )
        .await;
    (world, ids, towns)
}

#[tokio::test]
async fn links_and_users_sort_and_filter_by_what_they_are_called() {
    let (world, ..) = linked_rows().await;
    let by_field = async |name: &str, direction| {
        let query = ListQuery {
            sort: vec![SortBy {
                field: name.to_owned(),
                direction,
            }],
            ..ListQuery::default()
        };
        names(&list(&world, query).await.unwrap())
    };
    let up = by_field("Towns", Direction::Ascending).await;
    assert_eq!(up, ["c", "b", "d", "a"]);
    let down = by_field("Towns", Direction::Descending).await;
    assert_eq!(down, ["a", "d", "b", "c"]);
    let down = by_field("Owner", Direction::Descending).await;
    assert_eq!(down[0], "b");

    let towns = field(&world, "Towns").await;
    let view = make_view(&world, ViewSettings::default()).await;
    for (operator, expected) in [
        (Operator::Contains, &["a", "b"][..]),
        (Operator::DoesNotContain, &["c", "d"]),
    ] {
        for sorts in [vec![], vec![by(towns, Direction::Descending)]] {
            let edit = ViewEdit {
                filter: Some(Some(only(towns, operator, json!("ÁVI")))),
                sorts: Some(sorts),
                ..ViewEdit::default()
            };
            change_view(&world, view, edit).await;
            let mut found = names(&list(&world, through(view)).await.unwrap());
            found.sort();
            assert_eq!(found, expected);
        }
    }
    let owner = field(&world, "Owner").await;
    let edit = ViewEdit {
        filter: Some(Some(only(
            owner,
            Operator::Equal,
            json!(world.owner.id.to_string()),
        ))),
        ..ViewEdit::default()
    };
    change_view(&world, view, edit).await;
    let found = names(&list(&world, through(view)).await.unwrap());
    assert_eq!(found, ["b"]);
}

#[tokio::test]
async fn a_page_names_the_records_that_it_shows_links_to() {
    let (world, ids, towns) = linked_rows().await;
    let id = |text: &String| text.parse::<RecordId>().unwrap();
    let called = |page: &RecordPage| -> Vec<Option<String>> {
        towns
            .iter()
            .chain(&ids)
            .map(|town| page.names.record(id(town)).map(str::to_owned))
            .collect()
    };
    let all = ListQuery {
        names: true,
        ..ListQuery::default()
    };
    let some = |names: &[&str]| -> Vec<Option<String>> {
        let mut names: Vec<_> = names
            .iter()
            .map(|name| (!name.is_empty()).then(|| (*name).to_owned()))
            .collect();
        names.resize(towns.len() + ids.len(), None);
        names
    };
    let everything = some(&["Zürich", "Ávila", "Basel"]);
    let page = list(&world, all.clone()).await.unwrap();
    assert_eq!(called(&page), everything);
    let sorted = ListQuery {
        sort: vec![SortBy {
            field: "Name".to_owned(),
            direction: Direction::Descending,
        }],
        page_size: Some(2),
        ..all.clone()
    };
    let page = list(&world, sorted).await.unwrap();
    assert_eq!(names(&page), ["d", "c"]);
    assert_eq!(called(&page), some(&["", "", "Basel"]));
    let also = ListQuery {
        fields: Some(vec!["Also".to_owned()]),
        ..all.clone()
    };
    let page = list(&world, also).await.unwrap();
    assert_eq!(
        called(&page),
        some(&["", "", "Basel"]),
        "what is shown only"
    );
    let page = list(&world, ListQuery::default()).await.unwrap();
    assert_eq!(called(&page), some(&[]), "not asked for");

    // The other side names them as well, and a record by itself does.
    let get = async |table: &str, record: &str, names| {
        let permit = world.permit::<op::GetRecord>().await;
        world.app.get_record(permit, table, record, names).await
    };
    let page = get("Towns", &towns[1], true).await.unwrap();
    let back = page.table.field("Rows").unwrap().key;
    let doc = basekey_model::doc::Doc(page.records.get(0).unwrap().doc);
    let rows: Vec<_> = linked(doc.get(back).unwrap())
        .map(|id| page.names.record(id).unwrap().to_owned())
        .collect();
    assert_eq!(rows, ["a", "b"]);
    let page = get("Towns", &ids[0], true).await.unwrap();
    assert_eq!(page.table.name, ROWS, "found in the table that has it");
    assert_eq!(called(&page), some(&["Zürich", "Ávila"]));
    let page = get(ROWS, &ids[0], false).await.unwrap();
    assert_eq!(called(&page), some(&[]));
}

#[tokio::test]
async fn records_of_a_deleted_table_are_not_found() {
    let (world, _, towns) = linked_rows().await;
    let get = async || {
        let permit = world.permit::<op::GetRecord>().await;
        let found = world.app.get_record(permit, ROWS, &towns[0], false).await;
        found.map(|page| page.table.name.clone())
    };
    assert_eq!(get().await.unwrap(), "Towns");
    let gone = world.delete_table("Towns").await;
    assert!(matches!(
        get().await.unwrap_err(),
        AppError::NotFound(Missing::Record(_))
    ));
    world.restore(&gone.id).await;
    assert_eq!(get().await.unwrap(), "Towns");
}
