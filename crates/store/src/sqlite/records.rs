//! Records: the rows that requests read and write.

use basekey_model::id::RecordId;
use basekey_model::predicate::Predicate;
use basekey_model::schema::{BaseNo, TableNo, UserNo};
use basekey_model::time::Millis;
use rusqlite::{Connection, Row, params};

use super::sql::{self, Doing};
use crate::error::{Result, StoreError};
use crate::rows::{RecordHead, RecordRef, Records};

// Named, so that a test can look at their query plans.
pub(super) const ONE: &str = "SELECT id, created, created_by, modified, modified_by, doc
    FROM records WHERE base = ?1 AND tbl = ?2 AND id = ?3";
pub(super) const PAGE: &str = "SELECT id, created, created_by, modified, modified_by, doc
    FROM records WHERE base = ?1 AND tbl = ?2 AND id > ?3 ORDER BY id LIMIT ?4";
pub(super) const TABLE_OF: &str = "SELECT no FROM tables WHERE base = ?1
    AND EXISTS (SELECT 1 FROM records WHERE base = ?1 AND tbl = tables.no AND id = ?2) LIMIT 1";
pub(super) const COUNT: &str = "SELECT count(*) FROM records WHERE base = ?1 AND tbl = ?2";
pub(super) const LAST_ID: &str =
    "SELECT id FROM records WHERE base = ?1 AND tbl = ?2 ORDER BY id DESC LIMIT 1";
pub(super) const ADD: &str = "INSERT INTO records
    (base, tbl, id, created, created_by, modified, modified_by, doc)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
pub(super) const PUT: &str = "UPDATE records SET modified = ?4, modified_by = ?5, doc = ?6
    WHERE base = ?1 AND tbl = ?2 AND id = ?3";
pub(super) const CLEAR: &str = "DELETE FROM records WHERE base = ?1 AND tbl = ?2 AND id IN
    (SELECT id FROM records WHERE base = ?1 AND tbl = ?2 ORDER BY id LIMIT ?3)";
pub(super) const DELETE: &str = "DELETE FROM records WHERE base = ?1 AND tbl = ?2 AND id = ?3";

/// What a row of these is called when it is damaged.
const RECORD: &str = "record";

/// Most records to make room for before any was seen.
const ROOM: usize = 1024;

pub(super) fn record(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    id: RecordId,
) -> Result<Records> {
    let mut found = Records::with_capacity(1);
    by_id(conn, base, table, &[id], &mut found)?;
    Ok(found)
}

pub(super) fn records(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    ids: &[RecordId],
) -> Result<Records> {
    let mut found = Records::with_capacity(ids.len().min(ROOM));
    sql::on_one_state(conn, "read records by id", || {
        by_id(conn, base, table, ids, &mut found)
    })?;
    Ok(found)
}

fn by_id(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    ids: &[RecordId],
    found: &mut Records,
) -> Result<()> {
    const DOING: &str = "read records by id";
    let mut statement = conn.prepare_cached(ONE).doing(DOING)?;
    for id in ids {
        let mut rows = statement
            .query(params![base.0, table.0, id.tail()])
            .doing(DOING)?;
        if let Some(row) = rows.next().doing(DOING)? {
            push(found, row)?;
        }
    }
    Ok(())
}

pub(super) fn page(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    after: Option<RecordId>,
    limit: usize,
) -> Result<Records> {
    const DOING: &str = "read a page of records";
    // The empty text is before every id.
    let after = after.as_ref().map_or("", RecordId::tail);
    let mut statement = conn.prepare_cached(PAGE).doing(DOING)?;
    let mut rows = statement
        .query(params![base.0, table.0, after, sql::limit(limit)])
        .doing(DOING)?;
    let mut found = Records::with_capacity(limit.min(ROOM));
    while let Some(row) = rows.next().doing(DOING)? {
        push(&mut found, row)?;
    }
    Ok(found)
}

pub(super) fn find(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    after: Option<RecordId>,
    limit: usize,
    predicate: &Predicate,
) -> Result<Records> {
    const DOING: &str = "find records";
    if predicate.is_true() {
        return page(conn, base, table, after, limit);
    }
    let mut found = Records::default();
    if let Some(ids) = predicate.ids() {
        let start = after.map_or(0, |after| ids.partition_point(|id| *id <= after));
        let ids = ids.get(start..).unwrap_or_default();
        let mut statement = conn.prepare_cached(ONE).doing(DOING)?;
        sql::on_one_state(conn, DOING, || {
            for id in ids {
                if found.len() == limit {
                    break;
                }
                let mut rows = statement
                    .query(params![base.0, table.0, id.tail()])
                    .doing(DOING)?;
                if let Some(row) = rows.next().doing(DOING)? {
                    push_matching(&mut found, row, predicate)?;
                }
            }
            Ok(())
        })?;
        return Ok(found);
    }
    let after = after.as_ref().map_or("", RecordId::tail);
    let mut statement = conn.prepare_cached(PAGE).doing(DOING)?;
    // How many rows it takes to find so many is not known before.
    let mut rows = statement
        .query(params![base.0, table.0, after, sql::limit(usize::MAX)])
        .doing(DOING)?;
    while found.len() < limit {
        let Some(row) = rows.next().doing(DOING)? else {
            break;
        };
        push_matching(&mut found, row, predicate)?;
    }
    Ok(found)
}

/// Adds the record if it matches.
fn push_matching(into: &mut Records, row: &Row<'_>, predicate: &Predicate) -> Result<()> {
    let head = read_head(row)?;
    let doc = sql::text(row, 5, RECORD)?;
    if predicate.matches(RecordRef { head: &head, doc }.stored()) {
        into.push(head, doc);
    }
    Ok(())
}

fn push(into: &mut Records, row: &Row<'_>) -> Result<()> {
    into.push(read_head(row)?, sql::text(row, 5, RECORD)?);
    Ok(())
}

fn read_head(row: &Row<'_>) -> Result<RecordHead> {
    Ok(RecordHead {
        id: read_id(row)?,
        created: sql::millis(row, 1, RECORD)?,
        created_by: UserNo(sql::get(row, 2, RECORD)?),
        modified: sql::millis(row, 3, RECORD)?,
        modified_by: UserNo(sql::get(row, 4, RECORD)?),
    })
}

fn read_id(row: &Row<'_>) -> Result<RecordId> {
    RecordId::from_tail(sql::text(row, 0, RECORD)?).ok_or_else(|| StoreError::Damaged {
        what: RECORD,
        cause: "its id is not fourteen letters or digits".to_owned(),
    })
}

pub(super) fn table_of(conn: &Connection, base: BaseNo, id: RecordId) -> Result<Option<TableNo>> {
    sql::one(
        conn,
        TABLE_OF,
        params![base.0, id.tail()],
        "find a record's table",
        |row| sql::get(row, 0, "table").map(TableNo),
    )
}

pub(super) fn count(conn: &Connection, base: BaseNo, table: TableNo) -> Result<i64> {
    let count = sql::one(conn, COUNT, [base.0, table.0], "count records", |row| {
        sql::get(row, 0, "count")
    })?;
    Ok(count.unwrap_or(0))
}

pub(super) fn last_id(conn: &Connection, base: BaseNo, table: TableNo) -> Result<Option<RecordId>> {
    sql::one(
        conn,
        LAST_ID,
        [base.0, table.0],
        "find the newest record",
        read_id,
    )
}

pub(super) fn add(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    records: &Records,
) -> Result<()> {
    const DOING: &str = "store records";
    let mut statement = conn.prepare_cached(ADD).doing(DOING)?;
    for record in records.iter() {
        let head = record.head;
        statement
            .execute(params![
                base.0,
                table.0,
                head.id.tail(),
                head.created.0,
                head.created_by.0,
                head.modified.0,
                head.modified_by.0,
                record.doc
            ])
            .map_err(|error| sql::duplicate(error, DOING, |_| "a record with this id"))?;
    }
    Ok(())
}

pub(super) fn put(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    head: &RecordHead,
    doc: &str,
) -> Result<()> {
    const DOING: &str = "store a record's cells";
    let Millis(modified) = head.modified;
    let changed = sql::run(
        conn,
        PUT,
        params![
            base.0,
            table.0,
            head.id.tail(),
            modified,
            head.modified_by.0,
            doc
        ],
        DOING,
    )?;
    if changed == 0 {
        Err(sql::missing(DOING, "record"))
    } else {
        Ok(())
    }
}

pub(super) fn clear(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    limit: usize,
) -> Result<usize> {
    sql::run(
        conn,
        CLEAR,
        params![base.0, table.0, sql::limit(limit)],
        "delete records of a table",
    )
}

pub(super) fn delete(
    conn: &Connection,
    base: BaseNo,
    table: TableNo,
    id: RecordId,
) -> Result<bool> {
    sql::run(
        conn,
        DELETE,
        params![base.0, table.0, id.tail()],
        "delete a record",
    )
    .map(|deleted| deleted > 0)
}
