//! Workspaces, bases and the roles people hold on them.

use basekey_access::Role;
use basekey_model::id::{BaseId, WorkspaceId};
use basekey_model::schema::{BaseNo, UserNo};
use basekey_model::time::Millis;
use rusqlite::{Connection, Row, params};

use super::sql;
use crate::error::{Result, StoreError};
use crate::rows::{Base, Member, Shared, Workspace};

pub(super) fn workspace(conn: &Connection, id: WorkspaceId) -> Result<Option<Workspace>> {
    sql::one(
        conn,
        "SELECT id, name, created FROM workspaces WHERE id = ?1",
        [id.to_string()],
        "read a workspace",
        read_workspace,
    )
}

pub(super) fn workspaces(conn: &Connection) -> Result<Vec<Workspace>> {
    sql::all(
        conn,
        "SELECT id, name, created FROM workspaces ORDER BY created, no",
        [],
        "read the workspaces",
        read_workspace,
    )
}

fn read_workspace(row: &Row<'_>) -> Result<Workspace> {
    const WHAT: &str = "workspace";
    Ok(Workspace {
        id: sql::parsed(row, 0, WHAT)?,
        name: sql::get(row, 1, WHAT)?,
        created: sql::millis(row, 2, WHAT)?,
    })
}

pub(super) fn put_workspace(conn: &Connection, workspace: &Workspace) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO workspaces (id, name, created) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, created = excluded.created",
        params![
            workspace.id.to_string(),
            workspace.name,
            workspace.created.0
        ],
        "store a workspace",
    )
    .map(drop)
}

pub(super) fn base(conn: &Connection, id: BaseId) -> Result<Option<Base>> {
    sql::one(
        conn,
        "SELECT no, id, workspace, name, created FROM bases WHERE id = ?1",
        [id.to_string()],
        "read a base",
        read_base,
    )
}

pub(super) fn bases(conn: &Connection) -> Result<Vec<Base>> {
    sql::all(
        conn,
        "SELECT no, id, workspace, name, created FROM bases ORDER BY no",
        [],
        "read the bases",
        read_base,
    )
}

fn read_base(row: &Row<'_>) -> Result<Base> {
    const WHAT: &str = "base";
    Ok(Base {
        no: BaseNo(sql::get(row, 0, WHAT)?),
        id: sql::parsed(row, 1, WHAT)?,
        workspace: sql::parsed(row, 2, WHAT)?,
        name: sql::get(row, 3, WHAT)?,
        created: sql::millis(row, 4, WHAT)?,
    })
}

pub(super) fn add_base(
    conn: &Connection,
    id: BaseId,
    workspace: WorkspaceId,
    name: &str,
    created: Millis,
) -> Result<BaseNo> {
    sql::run_unique(
        conn,
        "INSERT INTO bases (id, workspace, name, schema_version, created)
         VALUES (?1, ?2, ?3, 0, ?4)",
        params![id.to_string(), workspace.to_string(), name, created.0],
        "store a base",
        |_| "a base with this id",
    )?;
    Ok(BaseNo(conn.last_insert_rowid()))
}

pub(super) fn put_base(conn: &Connection, base: &Base) -> Result<()> {
    const DOING: &str = "store a base's settings";
    let changed = sql::run(
        conn,
        "UPDATE bases SET name = ?3, workspace = ?4 WHERE no = ?1 AND id = ?2",
        params![
            base.no.0,
            base.id.to_string(),
            base.name,
            base.workspace.to_string()
        ],
        DOING,
    )?;
    if changed == 0 {
        Err(sql::missing(DOING, "base"))
    } else {
        Ok(())
    }
}

/// A workspace and a base never have the same id, for the prefixes differ.
pub(super) fn shared_id(of: Shared) -> String {
    match of {
        Shared::Workspace(id) => id.to_string(),
        Shared::Base(id) => id.to_string(),
    }
}

pub(super) fn parse_shared(text: &str) -> Result<Shared> {
    if let Ok(id) = text.parse() {
        return Ok(Shared::Base(id));
    }
    text.parse()
        .map(Shared::Workspace)
        .map_err(|_| StoreError::Damaged {
            what: "membership",
            cause: "it is of neither a workspace nor a base".to_owned(),
        })
}

pub(super) fn members(conn: &Connection, of: Shared) -> Result<Vec<Member>> {
    const WHAT: &str = "membership";
    sql::all(
        conn,
        "SELECT user, role, created, granted_by FROM members
         WHERE shared = ?1 ORDER BY created, user",
        [shared_id(of)],
        "read collaborators",
        |row| {
            Ok(Member {
                user: UserNo(sql::get(row, 0, WHAT)?),
                role: sql::parsed(row, 1, WHAT)?,
                created: sql::millis(row, 2, WHAT)?,
                granted_by: sql::get::<Option<i64>>(row, 3, WHAT)?.map(UserNo),
            })
        },
    )
}

pub(super) fn memberships(conn: &Connection, user: UserNo) -> Result<Vec<(Shared, Role)>> {
    const WHAT: &str = "membership";
    sql::all(
        conn,
        "SELECT shared, role FROM members WHERE user = ?1 ORDER BY shared",
        [user.0],
        "read a user's roles",
        |row| {
            Ok((
                parse_shared(sql::text(row, 0, WHAT)?)?,
                sql::parsed(row, 1, WHAT)?,
            ))
        },
    )
}

pub(super) fn put_member(conn: &Connection, of: Shared, member: &Member) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO members (shared, user, role, created, granted_by)
         VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (shared, user) DO UPDATE SET
             role = excluded.role, created = excluded.created, granted_by = excluded.granted_by",
        params![
            shared_id(of),
            member.user.0,
            member.role.wire(),
            member.created.0,
            member.granted_by.map(|user| user.0)
        ],
        "grant a role",
    )
    .map(drop)
}

pub(super) fn remove_member(conn: &Connection, of: Shared, user: UserNo) -> Result<bool> {
    sql::run(
        conn,
        "DELETE FROM members WHERE shared = ?1 AND user = ?2",
        params![shared_id(of), user.0],
        "take a role away",
    )
    .map(|removed| removed > 0)
}
