//! What a base has beside records: tables, counters, changes, imports.

use basekey_model::change::{Change, ChangeItem, ChangeSource};
use basekey_model::id::{BaseId, ImportId, TokenId};
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableNo, UserNo};
use basekey_model::time::Millis;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};

use super::{records, sql};
use crate::error::{Result, StoreError};
use crate::rows::Import;

// Named, so that a test can look at their query plans.
pub(super) const TABLES: &str = "SELECT body FROM tables WHERE base = ?1 ORDER BY no";
pub(super) const CHANGES: &str = "SELECT key, at, user, token, body FROM changes
    WHERE key > ?1 AND key <= ?2 ORDER BY key LIMIT ?3";
pub(super) const LAST_CHANGE: &str = "SELECT max(key) FROM changes WHERE key > ?1 AND key <= ?2";
pub(super) const COUNTER: &str = "SELECT next FROM counters WHERE base = ?1 AND name = ?2";
pub(super) const OPEN_IMPORT: &str = "SELECT id, base, file, plan, done, finished FROM imports
    WHERE base = ?1 AND file = ?2 AND finished IS NULL ORDER BY no DESC LIMIT 1";

/// The counter of a base from which its tables are numbered.
const TABLE_NUMBERS: &str = "tables";

pub(super) fn schema(conn: &Connection, base: BaseId, no: BaseNo) -> Result<BaseSchema> {
    sql::on_one_state(conn, "read a base's tables", || {
        let all: Vec<Table> = sql::all(conn, TABLES, [no.0], "read a base's tables", |row| {
            sql::json(row, 0, "table")
        })?;
        // Tables that are gone for good have moved the counter past their number.
        let counted = counter(conn, no, TABLE_NUMBERS)?;
        let next = all.iter().map(|table| table.no.0 + 1).max().unwrap_or(1);
        let (deleted, tables) = all.into_iter().partition(|table| table.deleted.is_some());
        Ok(BaseSchema {
            base,
            no,
            version: schema_version(conn, no)?,
            tables,
            deleted,
            next_table: TableNo(next.max(counted)),
        })
    })
}

pub(super) fn schema_version(conn: &Connection, base: BaseNo) -> Result<i64> {
    let version = sql::one(
        conn,
        "SELECT schema_version FROM bases WHERE no = ?1",
        [base.0],
        "read the version of a base's schema",
        |row| sql::get(row, 0, "base"),
    )?;
    Ok(version.unwrap_or(0))
}

pub(super) fn put_table(conn: &Connection, base: BaseNo, table: &Table) -> Result<()> {
    const DOING: &str = "store a table";
    count_version(conn, base, DOING)?;
    sql::run(
        conn,
        "INSERT INTO tables (base, no, body) VALUES (?1, ?2, ?3)
         ON CONFLICT (base, no) DO UPDATE SET body = excluded.body",
        params![base.0, table.no.0, sql::to_json(table, DOING)?],
        DOING,
    )
    .map(drop)
}

/// Takes a table away that has no records; its number is not given again.
pub(super) fn remove_table(conn: &Connection, base: BaseNo, table: TableNo) -> Result<()> {
    const DOING: &str = "remove a table";
    if records::last_id(conn, base, table)?.is_some() {
        return Err(StoreError::Engine {
            doing: DOING,
            cause: "it has records".to_owned(),
        });
    }
    count_version(conn, base, DOING)?;
    let next = counter(conn, base, TABLE_NUMBERS)?;
    set_counter(conn, base, TABLE_NUMBERS, next.max(table.0 + 1))?;
    let removed = sql::run(
        conn,
        "DELETE FROM tables WHERE base = ?1 AND no = ?2",
        params![base.0, table.0],
        DOING,
    )?;
    if removed == 0 {
        return Err(sql::missing(DOING, "table"));
    }
    Ok(())
}

fn count_version(conn: &Connection, base: BaseNo, doing: &'static str) -> Result<()> {
    let counted = sql::run(
        conn,
        "UPDATE bases SET schema_version = schema_version + 1 WHERE no = ?1",
        [base.0],
        doing,
    )?;
    if counted == 0 {
        return Err(sql::missing(doing, "base"));
    }
    Ok(())
}

pub(super) fn counter(conn: &Connection, base: BaseNo, name: &str) -> Result<i64> {
    let next = sql::one(
        conn,
        COUNTER,
        params![base.0, name],
        "read a counter",
        |row| sql::get(row, 0, "counter"),
    )?;
    Ok(next.unwrap_or(1))
}

pub(super) fn set_counter(conn: &Connection, base: BaseNo, name: &str, next: i64) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO counters (base, name, next) VALUES (?1, ?2, ?3)
         ON CONFLICT (base, name) DO UPDATE SET next = excluded.next",
        params![base.0, name, next],
        "move a counter",
    )
    .map(drop)
}

/// Numbers of changes per base: a change's key is its base's number times
/// this plus its own.
const CHANGES_PER_BASE: i64 = 1 << 40;

/// The key of a base's change. Numbers beyond the last are taken as the last,
/// which is never given out.
fn change_key(base: BaseNo, seq: i64) -> Result<i64> {
    base.0
        .checked_mul(CHANGES_PER_BASE)
        .filter(|_| base.0 >= 0)
        .and_then(|first| first.checked_add(seq.clamp(0, CHANGES_PER_BASE - 1)))
        .ok_or_else(|| StoreError::Engine {
            doing: "number a change",
            cause: "the base's number is out of range".to_owned(),
        })
}

/// What of a change has no column of its own, as it is written.
#[derive(Serialize)]
struct BodyRef<'c> {
    source: ChangeSource,
    what: &'c [ChangeItem],
}

/// What of a change has no column of its own, as it is read.
#[derive(Deserialize)]
struct Body {
    source: ChangeSource,
    what: Vec<ChangeItem>,
}

pub(super) fn changes(
    conn: &Connection,
    base: BaseNo,
    after: i64,
    limit: usize,
) -> Result<Vec<Change>> {
    const WHAT: &str = "change";
    sql::all(
        conn,
        CHANGES,
        params![
            change_key(base, after)?,
            change_key(base, i64::MAX)?,
            sql::limit(limit)
        ],
        "read a base's changes",
        |row| {
            let body: Body = sql::json(row, 4, WHAT)?;
            Ok(Change {
                seq: sql::get::<i64>(row, 0, WHAT)? % CHANGES_PER_BASE,
                at: sql::millis(row, 1, WHAT)?,
                user: sql::get::<Option<i64>>(row, 2, WHAT)?.map(UserNo),
                token: read_token_id(row, 3)?,
                source: body.source,
                what: body.what,
            })
        },
    )
}

fn read_token_id(row: &Row<'_>, at: usize) -> Result<Option<TokenId>> {
    let Some(tail) = sql::get::<Option<String>>(row, at, "change")? else {
        return Ok(None);
    };
    TokenId::from_tail(&tail)
        .map(Some)
        .ok_or_else(|| StoreError::Damaged {
            what: "change",
            cause: "its token is not fourteen letters or digits".to_owned(),
        })
}

/// The greatest number of a base's changes; 0 if it has none.
pub(super) fn last_change(conn: &Connection, base: BaseNo) -> Result<i64> {
    let range = [change_key(base, 0)?, change_key(base, i64::MAX)?];
    let last = sql::one(
        conn,
        LAST_CHANGE,
        range,
        "find a base's newest change",
        |row| sql::get::<Option<i64>>(row, 0, "change"),
    )?;
    Ok(last.flatten().map_or(0, |key| key % CHANGES_PER_BASE))
}

pub(super) fn add_change(conn: &Connection, base: BaseNo, seq: i64, change: &Change) -> Result<()> {
    const DOING: &str = "store a change";
    let body = BodyRef {
        source: change.source,
        what: &change.what,
    };
    sql::run(
        conn,
        "INSERT INTO changes (key, at, user, token, body) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            change_key(base, seq)?,
            change.at.0,
            change.user.map(|user| user.0),
            change.token.as_ref().map(TokenId::tail),
            sql::to_json(&body, DOING)?
        ],
        DOING,
    )
    .map(drop)
}

pub(super) fn import(conn: &Connection, id: ImportId) -> Result<Option<Import>> {
    sql::one(
        conn,
        "SELECT id, base, file, plan, done, finished FROM imports WHERE id = ?1",
        [id.to_string()],
        "read an import",
        read_import,
    )
}

pub(super) fn open_import(conn: &Connection, base: BaseNo, file: &str) -> Result<Option<Import>> {
    sql::one(
        conn,
        OPEN_IMPORT,
        params![base.0, file],
        "find an unfinished import",
        read_import,
    )
}

fn read_import(row: &Row<'_>) -> Result<Import> {
    const WHAT: &str = "import";
    Ok(Import {
        id: sql::parsed(row, 0, WHAT)?,
        base: BaseNo(sql::get(row, 1, WHAT)?),
        file: sql::get(row, 2, WHAT)?,
        plan: sql::get(row, 3, WHAT)?,
        done: sql::get(row, 4, WHAT)?,
        finished: sql::get::<Option<i64>>(row, 5, WHAT)?.map(Millis),
    })
}

pub(super) fn put_import(conn: &Connection, import: &Import) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO imports (id, base, file, plan, done, finished)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (id) DO UPDATE SET base = excluded.base, file = excluded.file,
             plan = excluded.plan, done = excluded.done, finished = excluded.finished",
        params![
            import.id.to_string(),
            import.base.0,
            import.file,
            import.plan,
            import.done,
            import.finished.map(|at| at.0)
        ],
        "store an import",
    )
    .map(drop)
}
