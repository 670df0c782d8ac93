use basekey_model::field::Inverse;
use basekey_model::filter::{Condition, Conjunction, Filter};
use basekey_model::id::FieldId;
use basekey_model::order::Direction;
use basekey_model::schema::{Deletion, View, ViewSort};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;

use super::super::testing::{
    AFTER, BEFORE, CLIENTS, DELETED, NAME, OLD, PROJECT, PROJECTS, Row, TASKS, delete_field,
    findings, frame, late, link, links, row, schema,
};
use super::*;

/// What is found in a base of these tables and records.
fn problems(schema: &BaseSchema, rows: &[Row]) -> Vec<String> {
    problems_by(schema, rows, frame())
}

fn problems_by(schema: &BaseSchema, rows: &[Row], frame: Frame) -> Vec<String> {
    let schema = schema.clone();
    findings(rows, Vec::new(), move |read| check(read, &schema, &frame)).problems
}

/// Records that all is well with: tasks 1 to 3, projects 11 and 12.
fn rows() -> Vec<Row> {
    let (both, first) = (links(&[11, 12]), links(&[11]));
    vec![
        row(
            TASKS,
            1,
            &[
                (NAME, r#""a""#),
                (PROJECT, &both),
                (BEFORE, &links(&[3, 2])),
            ],
        ),
        row(
            TASKS,
            2,
            &[(PROJECT, &first), (AFTER, &links(&[1])), (FieldKey(4), "1")],
        ),
        row(
            TASKS,
            3,
            &[
                (AFTER, &links(&[1])),
                (FieldKey(5), "[1]"),
                (OLD, r#""kept""#),
            ],
        ),
        row(PROJECTS, 11, &[(PROJECT, &links(&[2, 1]))]),
        row(PROJECTS, 12, &[(PROJECT, &links(&[1]))]),
        row(CLIENTS, 21, &[(NAME, r#""gone""#)]),
    ]
}

/// The same, with one record otherwise.
fn rows_with(changed: Row) -> Vec<Row> {
    let mut rows = rows();
    let old = rows
        .iter_mut()
        .find(|row| (row.0, row.1) == (changed.0, changed.1));
    match old {
        Some(old) => *old = changed,
        None => rows.push(changed),
    }
    rows
}

/// Fails unless what is found is told in these words, one for each problem.
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

#[test]
fn a_sound_base_has_no_problems() {
    let schema = schema();
    found(&problems(&schema, &rows()), &[]);
    found(&problems(&schema, &[]), &[]);
    let seen = findings(&rows(), Vec::new(), move |read| {
        check(read, &schema, &frame())
    });
    assert_eq!(seen.seen, "2 tables, 6 records, with 1 deleted table");
}

#[test]
fn a_record_that_does_not_name_back_is_told() {
    let schema = schema();
    let lost = row(PROJECTS, 11, &[(PROJECT, &links(&[1]))]);
    // Record 11 forgot record 2, so each is wrong by the other.
    found(
        &problems(&schema, &rows_with(lost)),
        &[
            "record rec00000000000011 of table",
            "record rec00000000000002 of table",
        ],
    );
    // The same in the hidden side, which no field shows.
    let lost = row(
        TASKS,
        1,
        &[(PROJECT, &links(&[11, 12])), (BEFORE, &links(&[3]))],
    );
    found(
        &problems(&schema, &rows_with(lost)),
        &[
            "record rec00000000000001 of table",
            "record rec00000000000002 of table",
        ],
    );
    // Two that were swapped have the right number of links.
    let mut swapped = rows();
    swapped[3] = row(PROJECTS, 11, &[(PROJECT, &links(&[1]))]);
    swapped[4] = row(PROJECTS, 12, &[(PROJECT, &links(&[1, 2]))]);
    found(
        &problems(&schema, &swapped),
        &[
            "record rec00000000000011 of table",
            "record rec00000000000012 of table",
            "record rec00000000000002 of table",
        ],
    );
}

#[test]
fn a_record_that_is_not_there_is_told() {
    let schema = schema();
    let tasks = schema.tables[0].id;
    let named = row(PROJECTS, 12, &[(PROJECT, &links(&[1, 9]))]);
    found(
        &problems(&schema, &rows_with(named)),
        &[
            &format!("names record rec00000000000009, which table {tasks} does not have"),
            "record rec00000000000012 of table",
        ],
    );
}

#[test]
fn deleted_links_are_kept_in_step_until_they_are_overdue() {
    let mut schema = schema();
    delete_field(&mut schema.tables[0], PROJECT);
    delete_field(&mut schema.tables[1], PROJECT);
    found(&problems(&schema, &rows()), &[]);
    let lost = rows_with(row(PROJECTS, 12, &[]));
    assert!(!problems(&schema, &lost).is_empty());
    // One side may be taken away before the other.
    found(&problems_by(&schema, &lost, late()), &[]);
}

#[test]
fn links_without_another_side_are_told() {
    let mut lost = schema();
    lost.tables[1].fields.pop();
    found(&problems(&lost, &[]), &["is no link of table"]);
    let mut pending = schema();
    link(&mut pending.tables[0], AFTER).inverse = Inverse::Pending;
    found(&problems(&pending, &[]), &["links without another side"]);
    let mut elsewhere = schema();
    link(&mut elsewhere.tables[0], AFTER).table = elsewhere.tables[1].id;
    found(
        &problems(&elsewhere, &[]),
        &["hides the other side of a link to another table"],
    );
    let mut nowhere = schema();
    nowhere.tables.pop();
    nowhere.next_table = CLIENTS;
    nowhere.deleted.clear();
    found(&problems(&nowhere, &[]), &["which is not there"]);
    let mut one_sided = schema();
    link(&mut one_sided.tables[1], PROJECT).inverse = Inverse::Hidden(FieldKey(9));
    let told = problems(&one_sided, &[]);
    assert!(told[0].contains("would give a key again"), "{told:#?}");
    assert!(told.iter().any(|told| told.contains("names another")));
    let mut half = schema();
    delete_field(&mut half.tables[0], PROJECT);
    found(&problems(&half, &[]), &["one alone is deleted"]);
}

#[test]
fn cells_of_no_field_are_told() {
    let schema = schema();
    let purged = rows_with(row(TASKS, 31, &[(FieldKey(9), "1")]));
    found(&problems(&schema, &purged), &["a cell of no field (key 9)"]);
    // A deleted field's cells are there to be restored, and must be sound.
    let damaged = rows_with(row(TASKS, 31, &[(OLD, "1")]));
    found(&problems(&schema, &damaged), &["does not hold what"]);
    let damaged = rows_with(row(CLIENTS, 31, &[(NAME, "1")]));
    found(&problems(&schema, &damaged), &["does not hold what"]);
    let damaged = rows_with(row(TASKS, 31, &[(BEFORE, r#"["x"]"#)]));
    assert!(problems(&schema, &damaged)[0].contains("the hidden side of field"));
}

#[test]
fn unknown_people_are_told() {
    let schema = schema();
    for cells in [[(FieldKey(4), "2")], [(FieldKey(5), "[1,2]")]] {
        let unknown = rows_with(row(TASKS, 31, &cells));
        found(&problems(&schema, &unknown), &["names an unknown user"]);
    }
    let mut by = schema.clone();
    by.deleted[0].deleted = Some(Deletion {
        at: DELETED,
        by: Some(UserNo(2)),
    });
    by.tables[0].deleted_fields[0].deletion.by = Some(UserNo(3));
    found(
        &problems(&by, &[]),
        &[
            &format!("table {} was deleted by an unknown user", by.deleted[0].id),
            &format!(
                "field {} was deleted by an unknown user",
                by.tables[0].deleted_fields[0].field.id
            ),
        ],
    );
}

#[test]
fn identities_are_given_once() {
    let mut keys = schema();
    keys.tables[0].fields[0].key = BEFORE;
    found(&problems(&keys, &[]), &["have one key"]);
    let mut keys = schema();
    keys.tables[0].fields[0].key = OLD;
    found(&problems(&keys, &[]), &["have one key"]);
    let mut next = schema();
    next.tables[0].next_key = BEFORE;
    found(&problems(&next, &[]), &["would give a key again"]);
    let mut next = schema();
    next.next_table = CLIENTS;
    found(
        &problems(&next, &[]),
        &["would give a table's number again"],
    );
    let mut names = schema();
    names.tables[1].name = "TASKS".to_owned();
    found(&problems(&names, &[]), &["two tables have one name"]);
    // The name of a deleted one is free.
    let mut names = schema();
    names.deleted[0].name = "Tasks".to_owned();
    names.tables[0].deleted_fields[0].field.name = "Name".to_owned();
    found(&problems(&names, &[]), &[]);
    let mut ids = schema();
    ids.tables[0].deleted_fields[0].field.id = ids.tables[0].fields[0].id;
    found(&problems(&ids, &[]), &["have one id"]);
}

#[test]
fn views_make_sense() {
    let entropy = Fixed::new(5);
    let sort = |field| ViewSort {
        field,
        direction: Direction::Ascending,
    };
    let mut sound = schema();
    let gone = FieldId::random(&entropy);
    let settings = &mut sound.tables[0].views[0].settings;
    settings.order.push(gone);
    settings.groups.push(sort(gone));
    settings.sorts.push(sort(gone));
    found(&problems(&sound, &[]), &[]);

    let mut none = schema();
    none.tables[0].views.clear();
    found(&problems(&none, &[]), &["has no view"]);
    let mut named = schema();
    let mut second = View::first(&entropy);
    second.name = "GRID view".to_owned();
    named.tables[0].views.push(second);
    found(&problems(&named, &[]), &["have one name"]);
    let mut twice = schema();
    twice.tables[0].views[0] = twice.tables[1].views[0].clone();
    found(&problems(&twice, &[]), &["two views have one id"]);

    let mut damaged = schema();
    let settings = &mut damaged.tables[0].views[0].settings;
    settings.order = vec![gone, gone];
    settings.sorts = vec![sort(gone), sort(gone)];
    settings.widths.insert(gone, 0);
    let mut filter = Filter {
        conjunction: Conjunction::And,
        conditions: Vec::new(),
    };
    for _ in 0..40 {
        filter = Filter {
            conjunction: Conjunction::Or,
            conditions: vec![Condition::Group(filter)],
        };
    }
    settings.filter = Some(filter);
    found(
        &problems(&damaged, &[]),
        &[
            "have one place",
            "twice by one field",
            "without width",
            "too deeply",
        ],
    );
}

#[test]
fn a_deleted_field_waits_for_a_deleted_table_only() {
    let mut waiting = schema();
    waiting.tables[0].deleted_fields[0].with_table = Some(waiting.deleted[0].id);
    found(&problems(&waiting, &[]), &[]);
    waiting.tables[0].deleted_fields[0].with_table = Some(waiting.tables[1].id);
    found(&problems(&waiting, &[]), &["which is not deleted"]);
    // Then it is taken away with the table.
    found(&problems_by(&waiting, &[], late()), &[]);
    waiting.tables[0].deleted_fields[0].deletion.at = Millis(DELETED.0 + 1);
    found(
        &problems_by(&waiting, &[], late()),
        &["which is not deleted"],
    );
}
