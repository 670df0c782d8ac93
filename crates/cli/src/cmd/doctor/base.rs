//! Whether a base's tables make sense and its records can be read by them.

use std::collections::{HashMap, HashSet};

use basekey_model::cell;
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::limits::Limits;
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table, UserNo};
use basekey_store::{Read, Records, StoreError, User};

use super::Findings;
use crate::cmd::count;

/// Records read at a time.
const CHUNK: usize = 1_000;

/// Looks at every table and every cell.
pub(super) fn check(
    read: &dyn Read,
    schema: &BaseSchema,
    users: &[User],
    limits: &Limits,
) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let users: HashSet<UserNo> = users.iter().map(|user| user.no).collect();
    let mut total = 0u64;
    for table in &schema.tables {
        check_table(table, limits, &mut found);
        let fields: HashMap<FieldKey, &Field> = table
            .fields
            .iter()
            .map(|field| (field.key, field))
            .collect();
        let mut rows = 0i64;
        pages(read, schema, table, |records| {
            for record in records.iter() {
                rows += 1;
                let place = || format!("record {} of table {}", record.head.id, table.id);
                for (role, user) in [
                    ("made", record.head.created_by),
                    ("changed", record.head.modified_by),
                ] {
                    found.expect(users.contains(&user), || {
                        format!("{}: {role} by an unknown user", place())
                    });
                }
                check_doc(record.doc, &fields, &users, &place, &mut found);
            }
        })?;
        let counted = read.count(schema.no, table.no)?;
        found.expect(counted == rows, || {
            format!("table {} counts {counted} records and has {rows}", table.id)
        });
        total += rows.unsigned_abs();
    }
    found.seen = format!(
        "{}, {}",
        count(schema.tables.len() as u64, "table"),
        count(total, "record")
    );
    Ok(found)
}

fn check_doc(
    doc: &str,
    fields: &HashMap<FieldKey, &Field>,
    users: &HashSet<UserNo>,
    place: &dyn Fn() -> String,
    found: &mut Findings,
) {
    if let Err(error) = Doc(doc).check() {
        found.add(format!("{}: {error}", place()));
        return;
    }
    for (key, raw) in Doc(doc).cells() {
        match fields.get(&key) {
            None => found.add(format!("{}: a cell of no field (key {})", place(), key.0)),
            Some(field) if field.kind.is_in_head() => found.add(format!(
                "{}: the cell of field {} stands in the document as well",
                place(),
                field.id
            )),
            Some(field) => {
                if let Err(what) = cell::check(&field.kind, raw) {
                    found.add(format!(
                        "{}: the cell of field {} {what}",
                        place(),
                        field.id
                    ));
                } else if matches!(field.kind, FieldKind::LastModifiedBy { .. }) {
                    let known = raw.parse().is_ok_and(|no| users.contains(&UserNo(no)));
                    found.expect(known, || {
                        format!("{}: field {} names an unknown user", place(), field.id)
                    });
                }
            }
        }
    }
}

/// Every page of a table's records.
pub(super) fn pages(
    read: &dyn Read,
    schema: &BaseSchema,
    table: &Table,
    mut with: impl FnMut(&Records),
) -> Result<(), StoreError> {
    let mut after = None;
    loop {
        let records = read.page(schema.no, table.no, after, CHUNK)?;
        with(&records);
        match records
            .len()
            .checked_sub(1)
            .and_then(|last| records.get(last))
        {
            Some(last) if records.len() == CHUNK => after = Some(last.head.id),
            _ => return Ok(()),
        }
    }
}

fn check_table(table: &Table, limits: &Limits, found: &mut Findings) {
    let id = table.id;
    found.expect(table.primary().is_some(), || {
        format!("table {id} has no primary field")
    });
    let keys: HashSet<_> = table.fields.iter().map(|field| field.key).collect();
    found.expect(keys.len() == table.fields.len(), || {
        format!("two fields of table {id} have one key")
    });
    found.expect(keys.iter().all(|key| *key < table.next_key), || {
        format!("table {id} would give a key again that is in use")
    });
    let ids: HashSet<_> = table.fields.iter().map(|field| field.id).collect();
    found.expect(ids.len() == table.fields.len(), || {
        format!("two fields of table {id} have one id")
    });
    let names: HashSet<_> = table
        .fields
        .iter()
        .map(|field| field.name.to_lowercase())
        .collect();
    found.expect(names.len() == table.fields.len(), || {
        format!("two fields of table {id} have one name")
    });
    for field in &table.fields {
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
