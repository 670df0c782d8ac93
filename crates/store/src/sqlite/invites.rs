//! Invites to workspaces and bases.

use basekey_access::SecretHash;
use basekey_model::id::InviteId;
use basekey_model::schema::UserNo;
use rusqlite::{Connection, Row, params};

use super::sharing::{parse_shared, shared_id};
use super::sql;
use crate::error::Result;
use crate::rows::{Invite, Shared};

pub(super) const LIST: &str =
    "SELECT id, shared, role, email, hash, made_by, created, expires FROM invites
     WHERE shared = ?1 ORDER BY created DESC, no DESC";

pub(super) const FIND: &str =
    "SELECT id, shared, role, email, hash, made_by, created, expires FROM invites
     WHERE hash = ?1";

pub(super) fn list(conn: &Connection, to: Shared) -> Result<Vec<Invite>> {
    sql::all(conn, LIST, [shared_id(to)], "read invites", read_invite)
}

pub(super) fn find(conn: &Connection, hash: &SecretHash) -> Result<Option<Invite>> {
    sql::one(conn, FIND, [hash.as_bytes()], "read an invite", read_invite)
}

fn read_invite(row: &Row<'_>) -> Result<Invite> {
    const WHAT: &str = "invite";
    Ok(Invite {
        id: sql::parsed(row, 0, WHAT)?,
        to: parse_shared(sql::text(row, 1, WHAT)?)?,
        role: sql::parsed(row, 2, WHAT)?,
        email: sql::get(row, 3, WHAT)?,
        hash: sql::hash(row, 4, WHAT)?,
        made_by: UserNo(sql::get(row, 5, WHAT)?),
        created: sql::millis(row, 6, WHAT)?,
        expires: sql::millis(row, 7, WHAT)?,
    })
}

pub(super) fn add(conn: &Connection, invite: &Invite) -> Result<()> {
    sql::run_unique(
        conn,
        "INSERT INTO invites (id, shared, role, email, hash, made_by, created, expires)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            invite.id.to_string(),
            shared_id(invite.to),
            invite.role.wire(),
            invite.email,
            invite.hash.as_bytes(),
            invite.made_by.0,
            invite.created.0,
            invite.expires.0
        ],
        "store an invite",
        |_| "this invite",
    )
    .map(drop)
}

pub(super) fn remove(conn: &Connection, id: InviteId) -> Result<bool> {
    sql::run(
        conn,
        "DELETE FROM invites WHERE id = ?1",
        [id.to_string()],
        "take an invite away",
    )
    .map(|removed| removed > 0)
}
