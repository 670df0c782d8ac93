//! Users, sessions and sign-in links.

use basekey_access::SecretHash;
use basekey_model::id::SessionId;
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use rusqlite::{Connection, Row, params};

use super::sql;
use crate::error::Result;
use crate::rows::{NewUser, Session, SignInLink, User, UserKey};

pub(super) fn user(conn: &Connection, key: UserKey<'_>) -> Result<Option<User>> {
    const DOING: &str = "read a user";
    match key {
        UserKey::No(no) => sql::one(
            conn,
            "SELECT no, id, email, name, password, active, instance_owner, created
             FROM users WHERE no = ?1",
            [no.0],
            DOING,
            read_user,
        ),
        UserKey::Id(id) => sql::one(
            conn,
            "SELECT no, id, email, name, password, active, instance_owner, created
             FROM users WHERE id = ?1",
            [id.to_string()],
            DOING,
            read_user,
        ),
        UserKey::Email(email) => sql::one(
            conn,
            "SELECT no, id, email, name, password, active, instance_owner, created
             FROM users WHERE email = ?1",
            [email],
            DOING,
            read_user,
        ),
    }
}

pub(super) fn users(conn: &Connection) -> Result<Vec<User>> {
    sql::all(
        conn,
        "SELECT no, id, email, name, password, active, instance_owner, created
         FROM users ORDER BY no",
        [],
        "read the users",
        read_user,
    )
}

fn read_user(row: &Row<'_>) -> Result<User> {
    const WHAT: &str = "user";
    Ok(User {
        no: UserNo(sql::get(row, 0, WHAT)?),
        id: sql::parsed(row, 1, WHAT)?,
        email: sql::get(row, 2, WHAT)?,
        name: sql::get(row, 3, WHAT)?,
        password: sql::get(row, 4, WHAT)?,
        active: sql::get(row, 5, WHAT)?,
        instance_owner: sql::get(row, 6, WHAT)?,
        created: sql::millis(row, 7, WHAT)?,
    })
}

pub(super) fn add_user(conn: &Connection, user: &NewUser) -> Result<UserNo> {
    sql::run_unique(
        conn,
        "INSERT INTO users (id, email, name, active, instance_owner, created)
         VALUES (?1, ?2, ?3, 1, ?4, ?5)",
        params![
            user.id.to_string(),
            user.email,
            user.name,
            user.instance_owner,
            user.created.0
        ],
        "store a user",
        taken,
    )?;
    Ok(UserNo(conn.last_insert_rowid()))
}

pub(super) fn put_user(conn: &Connection, user: &User) -> Result<()> {
    const DOING: &str = "store a user's settings";
    let changed = sql::run_unique(
        conn,
        "UPDATE users SET id = ?2, email = ?3, name = ?4, password = ?5, active = ?6,
             instance_owner = ?7, created = ?8
         WHERE no = ?1",
        params![
            user.no.0,
            user.id.to_string(),
            user.email,
            user.name,
            user.password,
            user.active,
            user.instance_owner,
            user.created.0
        ],
        DOING,
        taken,
    )?;
    if changed == 0 {
        Err(sql::missing(DOING, "user"))
    } else {
        Ok(())
    }
}

fn taken(message: &str) -> &'static str {
    if message.contains("users.email") {
        "a user with this e-mail"
    } else {
        "a user with this id"
    }
}

pub(super) fn session(conn: &Connection, id: SessionId) -> Result<Option<Session>> {
    sql::one(
        conn,
        "SELECT id, user, hash, created, expires, origin, confirmed, by_link
         FROM sessions WHERE id = ?1",
        [id.to_string()],
        "read a session",
        read_session,
    )
}

pub(super) fn sessions_of(conn: &Connection, user: UserNo) -> Result<Vec<Session>> {
    sql::all(
        conn,
        "SELECT id, user, hash, created, expires, origin, confirmed, by_link
         FROM sessions
         WHERE user = ?1 ORDER BY created DESC, no DESC",
        [user.0],
        "read a user's sessions",
        read_session,
    )
}

fn read_session(row: &Row<'_>) -> Result<Session> {
    const WHAT: &str = "session";
    Ok(Session {
        id: sql::parsed(row, 0, WHAT)?,
        user: UserNo(sql::get(row, 1, WHAT)?),
        hash: sql::hash(row, 2, WHAT)?,
        created: sql::millis(row, 3, WHAT)?,
        expires: sql::millis(row, 4, WHAT)?,
        origin: sql::json(row, 5, WHAT)?,
        confirmed: sql::millis(row, 6, WHAT)?,
        by_link: sql::get(row, 7, WHAT)?,
    })
}

pub(super) fn add_session(conn: &Connection, session: &Session) -> Result<()> {
    const DOING: &str = "store a session";
    sql::run_unique(
        conn,
        "INSERT INTO sessions (id, user, hash, created, expires, origin, confirmed, by_link)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            session.id.to_string(),
            session.user.0,
            session.hash.as_bytes(),
            session.created.0,
            session.expires.0,
            sql::to_json(&session.origin, DOING)?,
            session.confirmed.0,
            session.by_link
        ],
        DOING,
        |_| "a session with this id",
    )
    .map(drop)
}

pub(super) fn confirm_session(conn: &Connection, id: SessionId, at: Millis) -> Result<bool> {
    sql::run(
        conn,
        "UPDATE sessions SET confirmed = ?2 WHERE id = ?1",
        params![id.to_string(), at.0],
        "confirm a session",
    )
    .map(|confirmed| confirmed > 0)
}

pub(super) fn end_session(conn: &Connection, id: SessionId) -> Result<bool> {
    sql::run(
        conn,
        "DELETE FROM sessions WHERE id = ?1",
        [id.to_string()],
        "end a session",
    )
    .map(|ended| ended > 0)
}

pub(super) fn end_sessions_of(conn: &Connection, user: UserNo) -> Result<usize> {
    sql::run(
        conn,
        "DELETE FROM sessions WHERE user = ?1",
        [user.0],
        "end a user's sessions",
    )
}

pub(super) fn sign_in_link(conn: &Connection, hash: &SecretHash) -> Result<Option<SignInLink>> {
    sql::one(
        conn,
        "SELECT hash, user, expires FROM links WHERE hash = ?1",
        [hash.as_bytes()],
        "read a sign-in link",
        read_link,
    )
}

pub(super) fn add_sign_in_link(conn: &Connection, link: &SignInLink) -> Result<()> {
    sql::run_unique(
        conn,
        "INSERT INTO links (hash, user, expires) VALUES (?1, ?2, ?3)",
        params![link.hash.as_bytes(), link.user.0, link.expires.0],
        "store a sign-in link",
        |_| "this sign-in link",
    )
    .map(drop)
}

pub(super) fn take_sign_in_link(
    conn: &Connection,
    hash: &SecretHash,
) -> Result<Option<SignInLink>> {
    sql::one(
        conn,
        "DELETE FROM links WHERE hash = ?1 RETURNING hash, user, expires",
        [hash.as_bytes()],
        "take a sign-in link",
        read_link,
    )
}

fn read_link(row: &Row<'_>) -> Result<SignInLink> {
    const WHAT: &str = "sign-in link";
    Ok(SignInLink {
        hash: sql::hash(row, 0, WHAT)?,
        user: UserNo(sql::get(row, 1, WHAT)?),
        expires: sql::millis(row, 2, WHAT)?,
    })
}

pub(super) fn end_links_of(conn: &Connection, user: UserNo) -> Result<usize> {
    sql::run(
        conn,
        "DELETE FROM links WHERE user = ?1",
        [user.0],
        "end a user's sign-in links",
    )
}

pub(super) fn sweep(conn: &Connection, now: Millis) -> Result<usize> {
    const DOING: &str = "forget what has ended";
    let sessions = sql::run(
        conn,
        "DELETE FROM sessions WHERE expires < ?1",
        [now.0],
        DOING,
    )?;
    let links = sql::run(conn, "DELETE FROM links WHERE expires < ?1", [now.0], DOING)?;
    let invites = sql::run(
        conn,
        "DELETE FROM invites WHERE expires < ?1",
        [now.0],
        DOING,
    )?;
    Ok(sessions + links + invites)
}
