use basekey_model::change::{ChangeSource, DeletedRecord, RecordEdit};
use basekey_model::field::{FieldKind, Inverse, Link};
use basekey_model::id::FieldId;
use basekey_model::schema::{FieldDraft, FieldKey, Table, UserNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;

use super::super::testing::{
    AFTER, BEFORE, CLIENTS, DELETED, NAME, NUMBER, OLD, PROJECT, PROJECTS, Row, TASKS,
    delete_field, findings, frame, late, links, rec, row, schema,
};
use super::*;

fn doc(text: &str) -> RawDoc {
    RawDoc::new(text.to_owned()).unwrap()
}

/// What is found when the log says `items`, one change each, and the tables hold `rows`.
fn problems(schema: &BaseSchema, items: &[ChangeItem], rows: &[Row]) -> Vec<String> {
    problems_by(schema, items, rows, frame())
}

fn problems_by(
    schema: &BaseSchema,
    items: &[ChangeItem],
    rows: &[Row],
    frame: Frame,
) -> Vec<String> {
    let changes = items
        .iter()
        .map(|item| Change {
            seq: 0,
            at: Millis(0),
            user: None,
            token: None,
            source: ChangeSource::System,
            what: vec![item.clone()],
        })
        .collect();
    let schema = schema.clone();
    findings(rows, changes, move |read| check(read, &schema, &frame)).problems
}

/// The log of the tables of [`schema`], before any record.
fn tables() -> Vec<ChangeItem> {
    let schema = schema();
    let made = |table: &Table| ChangeItem::TableCreated {
        table: Box::new(table.clone()),
    };
    let mut items: Vec<_> = all_tables(&schema).map(made).collect();
    items.push(ChangeItem::TableDeleted { table: CLIENTS });
    items
}

fn created(rows: &[Row]) -> Vec<ChangeItem> {
    rows.iter()
        .map(|(table, n, text)| ChangeItem::RecordsCreated {
            table: *table,
            records: vec![(rec(*n), doc(text))],
        })
        .collect()
}

fn updated(table: TableNo, n: u8, before: &Row, after: &Row) -> ChangeItem {
    ChangeItem::RecordsUpdated {
        table,
        records: vec![RecordEdit {
            id: rec(n),
            before: doc(&before.2),
            after: doc(&after.2),
        }],
    }
}

fn followed(table: TableNo, key: FieldKey, n: u8, removed: &[u8], added: &[u8]) -> ChangeItem {
    ChangeItem::LinksFollowed {
        table,
        key,
        records: vec![LinkEdit {
            id: rec(n),
            removed: removed.iter().map(|n| (0, rec(*n))).collect(),
            added: added.iter().map(|n| rec(*n)).collect(),
        }],
    }
}

fn deleted(row: &Row) -> ChangeItem {
    ChangeItem::RecordsDeleted {
        table: row.0,
        records: vec![DeletedRecord {
            id: rec(row.1),
            doc: doc(&row.2),
            created: Millis(0),
            created_by: UserNo(1),
            modified: Millis(0),
            modified_by: UserNo(1),
        }],
    }
}

#[track_caller]
fn found(problems: &[String], words: &[&str]) {
    assert_eq!(problems.len(), words.len(), "{problems:#?}");
    for words in words {
        assert!(
            problems.iter().any(|problem| problem.contains(words)),
            "{words} is not in {problems:#?}"
        );
    }
}

/// The log of the tables, then these items.
fn log(items: impl IntoIterator<Item = ChangeItem>) -> Vec<ChangeItem> {
    tables().into_iter().chain(items).collect()
}

#[test]
fn edits_lead_to_the_record_they_make() {
    let schema = schema();
    let at = |cells: &[(FieldKey, &str)]| row(TASKS, 1, cells);
    let made = at(&[(NAME, r#""x""#), (NUMBER, "1")]);
    let blank = at(&[(NAME, r#""x""#), (OLD, "null")]);
    let after = at(&[(NAME, "null"), (OLD, r#""y""#)]);
    let items = log(created(&[made])
        .into_iter()
        .chain([updated(TASKS, 1, &blank, &after)]));
    // The number is filled without an entry of its own.
    let sound = at(&[(NUMBER, "7"), (OLD, r#""y""#)]);
    found(&problems(&schema, &items, &[sound]), &[]);
    let wrong = at(&[(NAME, r#""y""#)]);
    found(
        &problems(&schema, &items, &[wrong]),
        &["is not what the log says"],
    );
    found(
        &problems(&schema, &items, &[]),
        &["is in the log and not in the table"],
    );
    let gone = deleted(&at(&[(OLD, r#""y""#)]));
    let items: Vec<_> = items.into_iter().chain([gone]).collect();
    found(&problems(&schema, &items, &[]), &[]);
    let again = deleted(&at(&[]));
    let items: Vec<_> = items.into_iter().chain([again]).collect();
    found(&problems(&schema, &items, &[]), &["which is not there"]);
    found(
        &problems(&schema, &tables(), &[at(&[])]),
        &["is not in the log"],
    );
}

#[test]
fn links_follow_by_what_came_and_went() {
    let schema = schema();
    let hub = |records: &[u8]| match records {
        [] => row(PROJECTS, 11, &[]),
        some => row(PROJECTS, 11, &[(PROJECT, &links(some))]),
    };
    let items = log(created(&[hub(&[])]).into_iter().chain([
        followed(PROJECTS, PROJECT, 11, &[], &[1, 2, 3]),
        followed(PROJECTS, PROJECT, 11, &[2], &[4]),
    ]));
    found(&problems(&schema, &items, &[hub(&[1, 3, 4])]), &[]);
    for wrong in [&[1, 3][..], &[1, 2, 3, 4], &[1, 3, 5], &[]] {
        found(
            &problems(&schema, &items, &[hub(wrong)]),
            &["is not what the log says"],
        );
    }
    // A client writes the cell that followed, and it is emptied again.
    let items: Vec<_> = items
        .into_iter()
        .chain([
            updated(PROJECTS, 11, &hub(&[1, 3, 4]), &hub(&[4, 5])),
            followed(PROJECTS, PROJECT, 11, &[4, 5], &[]),
        ])
        .collect();
    found(&problems(&schema, &items, &[hub(&[])]), &[]);
    // It is deleted as it is, and not otherwise.
    let and = |row: &Row| -> Vec<_> { items.iter().cloned().chain([deleted(row)]).collect() };
    found(&problems(&schema, &and(&hub(&[])), &[]), &[]);
    found(
        &problems(&schema, &and(&hub(&[5])), &[]),
        &["deletes another record"],
    );
    let stray = log([followed(PROJECTS, PROJECT, 11, &[], &[1])]);
    found(
        &problems(&schema, &stray, &[]),
        &["changes links of record"],
    );
}

#[test]
fn the_order_of_links_counts_where_the_log_tells_it() {
    let schema = schema();
    let task = |records: &[u8]| row(TASKS, 1, &[(AFTER, &links(records))]);
    let items = log(created(&[task(&[2, 3])]));
    found(&problems(&schema, &items, &[task(&[2, 3])]), &[]);
    found(
        &problems(&schema, &items, &[task(&[3, 2])]),
        &["is not what the log says"],
    );
    // After a link of the record followed it can not be told any more.
    let items: Vec<_> = items
        .into_iter()
        .chain([followed(TASKS, AFTER, 1, &[], &[4])])
        .collect();
    found(&problems(&schema, &items, &[task(&[3, 2, 4])]), &[]);
}

#[test]
fn hidden_sides_count_and_cells_of_purged_fields_do_not() {
    let schema = schema();
    let purged = FieldKey(99);
    let made = row(TASKS, 1, &[(NAME, r#""x""#), (purged, r#""secret""#)]);
    let items = log(created(&[made]).into_iter().chain([
        followed(TASKS, BEFORE, 1, &[], &[2]),
        followed(TASKS, purged, 1, &[], &[2]),
        ChangeItem::FieldPurged {
            table: TASKS,
            key: purged,
        },
    ]));
    let sound = row(TASKS, 1, &[(NAME, r#""x""#), (BEFORE, &links(&[2]))]);
    found(&problems(&schema, &items, &[sound]), &[]);
    let without = row(TASKS, 1, &[(NAME, r#""x""#)]);
    found(
        &problems(&schema, &items, &[without]),
        &["is not what the log says"],
    );
    let in_use = log([ChangeItem::FieldPurged {
        table: TASKS,
        key: NAME,
    }]);
    found(&problems(&schema, &in_use, &[]), &["and it is in use"]);
}

#[test]
fn what_is_on_its_way_out_may_be_half_gone() {
    let mut schema = schema();
    delete_field(&mut schema.tables[0], PROJECT);
    delete_field(&mut schema.tables[1], PROJECT);
    let cells = [(NAME, r#""x""#), (OLD, r#""y""#)];
    let rows = [row(TASKS, 1, &cells), row(CLIENTS, 21, &cells[..1])];
    let items = log(created(&rows));
    found(&problems(&schema, &items, &rows), &[]);
    let half = [row(TASKS, 1, &cells[..1])];
    assert_eq!(problems(&schema, &items, &half).len(), 2);
    found(&problems_by(&schema, &items, &half, late()), &[]);
    // Of a table that stays every record is still there.
    found(
        &problems_by(&schema, &items, &[], late()),
        &["is in the log and not in the table"],
    );
    assert_eq!(late().overdue, DELETED);
}

#[test]
fn a_link_goes_with_the_table_it_leads_to() {
    let mut schema = schema();
    let to_clients = FieldKind::MultipleRecordLinks(Link {
        inverse: Inverse::Field(FieldId::random(&Fixed::new(1))),
        ..Link::to(schema.deleted[0].id)
    });
    let field = FieldDraft::new("Clients", to_clients);
    let key = schema.tables[1].add_field(field, &Fixed::new(2)).key;
    let items = log(created(&[row(PROJECTS, 11, &[(key, &links(&[21]))])]));
    let stripped = [row(PROJECTS, 11, &[])];
    found(
        &problems(&schema, &items, &stripped),
        &["is not what the log says"],
    );
    found(&problems_by(&schema, &items, &stripped, late()), &[]);
}

#[test]
fn tables_come_and_go_as_the_log_says() {
    let schema = schema();
    found(&problems(&schema, &tables(), &[]), &[]);
    let restored = ChangeItem::TableRestored {
        table: Box::new(schema.deleted[0].clone()),
    };
    let again = ChangeItem::TableDeleted { table: CLIENTS };
    found(
        &problems(&schema, &log([restored.clone(), again.clone()]), &[]),
        &[],
    );
    found(
        &problems(&schema, &log([restored]), &[]),
        &["is deleted; by the log it is there"],
    );
    found(
        &problems(&schema, &log([again]), &[]),
        &["is deleted; it was deleted"],
    );
    // A table that is gone for good takes its records along.
    let purged = |row: &Row| {
        log(created(std::slice::from_ref(row))
            .into_iter()
            .chain([ChangeItem::TablePurged { table: CLIENTS }]))
    };
    let client = row(CLIENTS, 21, &[(NAME, r#""x""#)]);
    let mut without = schema.clone();
    without.deleted.clear();
    found(&problems(&without, &purged(&client), &[]), &[]);
    found(
        &problems(&schema, &purged(&client), &[]),
        &["is deleted; by the log it is gone for good"],
    );
    let made_again = ChangeItem::TableCreated {
        table: Box::new(schema.tables[0].clone()),
    };
    found(
        &problems(&schema, &log([made_again]), &[]),
        &["gives table number 1 again"],
    );
    let mut lost = schema.clone();
    lost.tables.pop();
    found(
        &problems(&lost, &tables(), &[]),
        &["table number 2 is there by the log and is not there"],
    );
    found(
        &problems(&schema, &tables()[1..], &[]),
        &["is there; by the log it is not made"],
    );
}
