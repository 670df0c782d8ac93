//! Whether the tables of a base make sense: their fields, views and what was
//! deleted of them.

use std::collections::HashSet;
use std::hash::Hash;

use basekey_model::filter::{Condition, Filter};
use basekey_model::limits::Limits;
use basekey_model::schema::{BaseSchema, DeletedField, Deletion, Field, Table, View, ViewSort};

use super::{Findings, Frame, all_tables};

/// Filters within filters that a view can have. Airtable's interface makes
/// three; the number here only stands against a tree without an end.
const DEPTH: usize = 32;

/// Looks at every table.
pub(super) fn check(schema: &BaseSchema, frame: &Frame, found: &mut Findings) {
    let all = || all_tables(schema);
    unique("tables", "number", all().map(|table| table.no), found);
    unique("tables", "id", all().map(|table| table.id), found);
    let names = schema.tables.iter().map(|table| table.name.to_lowercase());
    unique("tables", "name", names, found);
    let views = all().flat_map(|table| &table.views);
    unique("views", "id", views.map(|view| view.id), found);
    let highest = all().map(|table| table.no).max();
    found.expect(highest.is_none_or(|no| no < schema.next_table), || {
        "the base would give a table's number again".to_owned()
    });
    for table in all() {
        check_fields(table, &frame.limits, found);
        check_views(table, found);
        if let Some(deletion) = table.deleted {
            let what = format!("table {}", table.id);
            check_deletion(&what, deletion, frame, found);
        }
        for gone in &table.deleted_fields {
            check_deleted_field(schema, gone, frame, found);
        }
    }
}

/// Notes if two things have one of something that each has for itself.
fn unique<T: Eq + Hash>(
    things: &str,
    what: &str,
    all: impl Iterator<Item = T>,
    found: &mut Findings,
) {
    let mut seen = HashSet::new();
    let mut number = 0;
    for one in all {
        number += 1;
        seen.insert(one);
    }
    found.expect(seen.len() == number, || {
        format!("two {things} have one {what}")
    });
}

/// Fields, deleted ones included.
fn every_field(table: &Table) -> impl Iterator<Item = &Field> {
    let deleted = table.deleted_fields.iter().map(|gone| &gone.field);
    table.fields.iter().chain(deleted)
}

fn check_fields(table: &Table, limits: &Limits, found: &mut Findings) {
    let id = table.id;
    found.expect(table.primary().is_some(), || {
        format!("table {id} has no primary field")
    });
    let things = format!("fields of table {id}");
    let keys = || {
        every_field(table).flat_map(|field| std::iter::once(field.key).chain(field.hidden_keys()))
    };
    unique(&things, "key", keys(), found);
    found.expect(keys().all(|key| key < table.next_key), || {
        format!("table {id} would give a key again that is in use")
    });
    unique(
        &things,
        "id",
        every_field(table).map(|field| field.id),
        found,
    );
    let names = table.fields.iter().map(|field| field.name.to_lowercase());
    unique(&things, "name", names, found);
    for field in every_field(table) {
        // Limits may have been lowered since; what was allowed then is sound.
        let most = Limits {
            choices_per_field: usize::MAX,
            ..limits.clone()
        };
        if let Err(error) = field.kind.validate(&most) {
            found.add(format!("field {} of table {id}: {error}", field.id));
        }
    }
}

fn check_deletion(what: &str, deletion: Deletion, frame: &Frame, found: &mut Findings) {
    let known = deletion.by.is_none_or(|user| frame.users.contains(&user));
    found.expect(known, || format!("{what} was deleted by an unknown user"));
}

fn check_deleted_field(
    schema: &BaseSchema,
    gone: &DeletedField,
    frame: &Frame,
    found: &mut Findings,
) {
    let what = format!("field {}", gone.field.id);
    check_deletion(&what, gone.deletion, frame, found);
    if let Some(with) = gone.with_table
        && !frame.is_overdue(Some(gone.deletion))
    {
        let is_deleted = schema.deleted.iter().any(|table| table.id == with);
        found.expect(is_deleted, || {
            format!("{what} waits for table {with}, which is not deleted")
        });
    }
}

fn check_views(table: &Table, found: &mut Findings) {
    let id = table.id;
    found.expect(!table.views.is_empty(), || {
        format!("table {id} has no view")
    });
    let names = table.views.iter().map(|view| view.name.to_lowercase());
    unique(&format!("views of table {id}"), "name", names, found);
    for view in &table.views {
        check_view(view, found);
    }
}

/// Fields that are gone may be named: they mean nothing, or come back.
fn check_view(view: &View, found: &mut Findings) {
    let (id, settings) = (view.id, &view.settings);
    let things = format!("columns of view {id}");
    unique(&things, "place", settings.order.iter(), found);
    let by = |sorts: &[ViewSort]| {
        let fields: HashSet<_> = sorts.iter().map(|sort| sort.field).collect();
        fields.len() == sorts.len()
    };
    found.expect(by(&settings.sorts) && by(&settings.groups), || {
        format!("view {id} sorts or groups twice by one field")
    });
    found.expect(settings.widths.values().all(|width| *width > 0), || {
        format!("view {id} has a column without width")
    });
    let filter = settings.filter.as_ref();
    found.expect(
        filter.is_none_or(|filter| is_shallow(filter, DEPTH)),
        || format!("the filter of view {id} is nested too deeply"),
    );
}

fn is_shallow(filter: &Filter, depth: usize) -> bool {
    let Some(below) = depth.checked_sub(1) else {
        return false;
    };
    filter.conditions.iter().all(|condition| match condition {
        Condition::Group(inner) => is_shallow(inner, below),
        Condition::Cell { .. } => true,
    })
}
