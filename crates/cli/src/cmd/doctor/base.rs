//! Whether a base's tables make sense and its records can be read by them.

use std::collections::HashMap;

use basekey_model::cell;
use basekey_model::doc::Doc;
use basekey_model::field::{FieldKind, Upkeep};
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table, UserNo};
use basekey_model::time::Millis;
use basekey_store::{Read, StoreError};

use super::links::Links;
use super::pages::pages;
use super::{Findings, Frame, all_tables, tables};
use crate::cmd::count;

#[cfg(test)]
mod tests;

/// Looks at every table and every cell, deleted ones included.
pub(super) fn check(
    read: &dyn Read,
    schema: &BaseSchema,
    frame: &Frame,
) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    tables::check(schema, frame, &mut found);
    let mut links = Links::new(schema, frame, &mut found);
    let mut total = 0u64;
    for table in all_tables(schema) {
        let cells = Cells::of(table);
        let mut rows = 0i64;
        pages(read, schema.no, table.no, |records| {
            for record in records.iter() {
                rows += 1;
                let place = || format!("record {} of table {}", record.head.id, table.id);
                for (role, user) in [
                    ("made", record.head.created_by),
                    ("changed", record.head.modified_by),
                ] {
                    found.expect(frame.users.contains(&user), || {
                        format!("{}: {role} by an unknown user", place())
                    });
                }
                cells.check(record.doc, frame, &place, &mut found);
                for (key, raw) in Doc(record.doc).cells() {
                    links.read(table.no, key, record.head.id, raw);
                }
            }
        })?;
        let counted = read.count(schema.no, table.no)?;
        found.expect(counted == rows, || {
            format!("table {} counts {counted} records and has {rows}", table.id)
        });
        total += rows.unsigned_abs();
    }
    links.compare(read, &mut found)?;
    found.seen = format!(
        "{}, {}",
        count(schema.tables.len() as u64, "table"),
        count(total, "record")
    );
    if !schema.deleted.is_empty() {
        let deleted = count(schema.deleted.len() as u64, "deleted table");
        found.seen = format!("{}, with {deleted}", found.seen);
    }
    Ok(found)
}

/// What a table's documents may hold under which key.
struct Cells<'t>(HashMap<FieldKey, Cell<'t>>);

#[derive(Clone, Copy)]
struct Cell<'t> {
    field: &'t Field,
    /// The other side of a link, which no field shows.
    is_hidden: bool,
}

impl<'t> Cells<'t> {
    fn of(table: &'t Table) -> Self {
        let deleted = table.deleted_fields.iter().map(|gone| &gone.field);
        let mut cells = HashMap::new();
        for field in table.fields.iter().chain(deleted) {
            let cell = |is_hidden| Cell { field, is_hidden };
            cells.insert(field.key, cell(false));
            cells.extend(field.hidden_keys().map(|key| (key, cell(true))));
        }
        Self(cells)
    }

    fn check(&self, doc: &str, frame: &Frame, place: &dyn Fn() -> String, found: &mut Findings) {
        if let Err(error) = Doc(doc).check() {
            found.add(format!("{}: {error}", place()));
            return;
        }
        for (key, raw) in Doc(doc).cells() {
            let Some(Cell { field, is_hidden }) = self.0.get(&key).copied() else {
                found.add(format!("{}: a cell of no field (key {})", place(), key.0));
                continue;
            };
            let what = || {
                let of = if is_hidden { "hidden side" } else { "cell" };
                format!("{}: the {of} of field {}", place(), field.id)
            };
            if is_hidden && field.kind.link().is_none() {
                // When fields last changed that a formula asks for.
                let time = raw.trim_matches('"');
                found.expect(Millis::parse(time).is_some(), || {
                    format!("{} is no time", what())
                });
            } else if field
                .kind
                .upkeep()
                .is_some_and(|kept| kept != Upkeep::Stored)
            {
                // Nobody reads what is left there.
            } else if field.kind.is_in_head() {
                found.add(format!("{} stands in the document as well", what()));
            } else if let Err(wrong) = cell::check(&field.kind, raw) {
                found.add(format!("{} {wrong}", what()));
            } else {
                let known = people(&field.kind, raw)
                    .all(|user| user.is_some_and(|user| frame.users.contains(&user)));
                found.expect(known, || format!("{} names an unknown user", what()));
            }
        }
    }
}

/// The users that a cell names; `None` for what is no user's number.
fn people<'r>(kind: &FieldKind, raw: &'r str) -> impl Iterator<Item = Option<UserNo>> + 'r {
    let inner = match kind {
        FieldKind::SingleCollaborator | FieldKind::LastModifiedBy { .. } => Some(raw),
        FieldKind::MultipleCollaborators => {
            raw.strip_prefix('[').and_then(|raw| raw.strip_suffix(']'))
        }
        _ => None,
    };
    inner
        .into_iter()
        .flat_map(|inner| inner.split(','))
        .map(|number| number.parse().ok().map(UserNo))
}
