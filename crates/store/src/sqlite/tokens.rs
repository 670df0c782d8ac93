//! Tokens and what is kept beside them; settings.

use basekey_access::Token;
use basekey_model::id::TokenId;
use basekey_model::schema::UserNo;
use rusqlite::{Connection, Row, params};

use super::sql;
use crate::error::Result;
use crate::rows::{LastUsed, StoredRefusal, StoredToken};

pub(super) fn token(conn: &Connection, id: TokenId) -> Result<Option<StoredToken>> {
    sql::one(
        conn,
        "SELECT body, last_used FROM tokens WHERE id = ?1",
        [id.to_string()],
        "read a token",
        read_token,
    )
}

pub(super) fn tokens_of(conn: &Connection, user: UserNo) -> Result<Vec<StoredToken>> {
    sql::all(
        conn,
        "SELECT body, last_used FROM tokens WHERE owner = ?1 ORDER BY created DESC, no DESC",
        [user.0],
        "read a user's tokens",
        read_token,
    )
}

const ALL_TOKENS: &str = "SELECT body, last_used FROM tokens ORDER BY no DESC LIMIT ?1";

// Tokens are never deleted, so the last one of a page is there for the next.
pub(super) const TOKENS_AFTER: &str = "SELECT body, last_used FROM tokens
     WHERE no < (SELECT no FROM tokens WHERE id = ?1) ORDER BY no DESC LIMIT ?2";

pub(super) fn tokens(
    conn: &Connection,
    after: Option<TokenId>,
    limit: usize,
) -> Result<Vec<StoredToken>> {
    const DOING: &str = "read all tokens";
    let limit = sql::limit(limit);
    match after {
        None => sql::all(conn, ALL_TOKENS, [limit], DOING, read_token),
        Some(after) => sql::all(
            conn,
            TOKENS_AFTER,
            params![after.to_string(), limit],
            DOING,
            read_token,
        ),
    }
}

pub(super) fn token_usage(conn: &Connection, token: TokenId) -> Result<Option<String>> {
    sql::one(
        conn,
        "SELECT body FROM token_usage WHERE token = ?1",
        [token.to_string()],
        "read the use of a token",
        |row| sql::get(row, 0, "use of a token"),
    )
}

pub(super) fn put_token_usage(conn: &Connection, token: TokenId, usage: &str) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO token_usage (token, body) VALUES (?1, ?2)
         ON CONFLICT (token) DO UPDATE SET body = excluded.body",
        params![token.to_string(), usage],
        "store the use of a token",
    )
    .map(drop)
}

fn read_token(row: &Row<'_>) -> Result<StoredToken> {
    let last_used: Option<String> = sql::get(row, 1, "last use of a token")?;
    Ok(StoredToken {
        token: sql::json(row, 0, "token")?,
        last_used: last_used
            .map(|text| sql::parse_json(&text, "last use of a token"))
            .transpose()?,
    })
}

pub(super) fn put_token(conn: &Connection, token: &Token) -> Result<()> {
    const DOING: &str = "store a token";
    sql::run(
        conn,
        "INSERT INTO tokens (id, owner, created, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE SET
             owner = excluded.owner, created = excluded.created, body = excluded.body",
        params![
            token.id.to_string(),
            token.owner.0,
            token.created.0,
            sql::to_json(token, DOING)?
        ],
        DOING,
    )
    .map(drop)
}

pub(super) fn put_last_used(conn: &Connection, uses: &[(TokenId, LastUsed)]) -> Result<()> {
    const DOING: &str = "store the last use of tokens";
    for (id, last) in uses {
        sql::run(
            conn,
            "UPDATE tokens SET last_used = ?2 WHERE id = ?1",
            params![id.to_string(), sql::to_json(last, DOING)?],
            DOING,
        )?;
    }
    Ok(())
}

pub(super) fn refusals(conn: &Connection, token: TokenId) -> Result<Vec<StoredRefusal>> {
    sql::all(
        conn,
        "SELECT body FROM refusals WHERE token = ?1 ORDER BY seq DESC",
        [token.to_string()],
        "read a token's refusals",
        |row| sql::json(row, 0, "refusal"),
    )
}

pub(super) fn add_refusals(
    conn: &Connection,
    refusals: &[(TokenId, StoredRefusal)],
    keep: usize,
) -> Result<()> {
    const DOING: &str = "store a refusal";
    for (token, refusal) in refusals {
        let token = token.to_string();
        sql::run(
            conn,
            "INSERT INTO refusals (token, seq, body) VALUES
             (?1, (SELECT coalesce(max(seq), 0) + 1 FROM refusals WHERE token = ?1), ?2)",
            params![token, sql::to_json(refusal, DOING)?],
            DOING,
        )?;
        // Only the oldest are ever dropped, so the numbers that are left have no gaps.
        sql::run(
            conn,
            "DELETE FROM refusals WHERE token = ?1
             AND seq <= (SELECT max(seq) FROM refusals WHERE token = ?1) - ?2",
            params![token, sql::limit(keep)],
            DOING,
        )?;
    }
    Ok(())
}

pub(super) fn setting(conn: &Connection, name: &str) -> Result<Option<String>> {
    sql::one(
        conn,
        "SELECT value FROM settings WHERE name = ?1",
        [name],
        "read a setting",
        |row| sql::get(row, 0, "setting"),
    )
}

pub(super) fn put_setting(conn: &Connection, name: &str, value: &str) -> Result<()> {
    sql::run(
        conn,
        "INSERT INTO settings (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        [name, value],
        "store a setting",
    )
    .map(drop)
}
