//! Bringing a store's layout up to this version.
//!
//! Migrations are numbered from 1 and never changed once released: the store
//! keeps the checksum of each, and a store that was made by other ones is
//! refused rather than guessed at. Each is one transaction.

use rusqlite::{Connection, TransactionBehavior, params};
use sha2::{Digest, Sha256};

use super::sql::{self, Doing};
use crate::error::{Result, StoreError};

/// Marks the file as a Basekey store (`bsky` in ASCII); see `PRAGMA application_id`.
const APPLICATION_ID: i32 = 0x6273_6b79;

/// One step of the layout.
#[derive(Debug, Clone, Copy)]
pub(super) struct Migration {
    number: i64,
    name: &'static str,
    sql: &'static str,
}

/// All steps, oldest first.
pub(super) const MIGRATIONS: &[Migration] = &[
    Migration {
        number: 1,
        name: "first",
        sql: include_str!("migrations/0001_first.sql"),
    },
    Migration {
        number: 2,
        name: "token settings",
        sql: include_str!("migrations/0002_token_settings.sql"),
    },
    Migration {
        number: 3,
        name: "invites",
        sql: include_str!("migrations/0003_invites.sql"),
    },
    Migration {
        number: 4,
        name: "token usage",
        sql: include_str!("migrations/0004_token_usage.sql"),
    },
];

impl Migration {
    /// SHA-256 of the text in hex, without regard to how lines end.
    fn checksum(&self) -> String {
        use std::fmt::Write as _;
        let mut hash = Sha256::new();
        for line in self.sql.lines() {
            hash.update(line);
            hash.update("\n");
        }
        let mut text = String::with_capacity(64);
        for byte in hash.finalize() {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        text
    }
}

/// What a file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing yet.
    Empty,
    /// A store with this many of the known migrations.
    Store(usize),
}

/// Looks at a file without changing it. Fails if it is something else, newer
/// than this version or not made by its migrations.
pub(super) fn inspect(conn: &Connection, known: &[Migration]) -> Result<Found> {
    const DOING: &str = "look at the store's layout";
    let application: i32 = conn
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .doing(DOING)?;
    if application != APPLICATION_ID {
        let things: i64 = conn
            .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
            .doing(DOING)?;
        if application == 0 && things == 0 {
            return Ok(Found::Empty);
        }
        return Err(StoreError::Engine {
            doing: "open the store",
            cause: "the file is a database of another program".to_owned(),
        });
    }
    let applied = sql::all(
        conn,
        "SELECT number, checksum FROM migrations ORDER BY number",
        [],
        DOING,
        |row| {
            Ok((
                sql::get::<i64>(row, 0, "migration")?,
                sql::get::<String>(row, 1, "migration")?,
            ))
        },
    )?;
    let newest = known.last().map_or(0, |migration| migration.number);
    if let Some((found, _)) = applied.last().filter(|(number, _)| *number > newest) {
        return Err(StoreError::TooNew {
            found: *found,
            known: newest,
        });
    }
    for (migration, (number, checksum)) in known.iter().zip(&applied) {
        if migration.number != *number || migration.checksum() != *checksum {
            return Err(StoreError::Altered { number: *number });
        }
    }
    Ok(Found::Store(applied.len()))
}

/// Applies what is missing; how many were applied.
pub(super) fn run(conn: &mut Connection, known: &[Migration]) -> Result<usize> {
    const DOING: &str = "bring the store's layout up to date";
    let done = match inspect(conn, known)? {
        Found::Empty => 0,
        Found::Store(done) => done,
    };
    for migration in &known[done.min(known.len())..] {
        let tx = conn
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .doing(DOING)?;
        tx.execute_batch(
            "CREATE TABLE IF NOT EXISTS migrations (
                 number INTEGER PRIMARY KEY,
                 name TEXT NOT NULL,
                 checksum TEXT NOT NULL
             ) STRICT",
        )
        .doing(DOING)?;
        tx.execute_batch(migration.sql).doing(DOING)?;
        tx.execute(
            "INSERT INTO migrations (number, name, checksum) VALUES (?1, ?2, ?3)",
            params![migration.number, migration.name, migration.checksum()],
        )
        .doing(DOING)?;
        tx.pragma_update(None, "application_id", APPLICATION_ID)
            .doing(DOING)?;
        // For people and their tools; the table above is what counts.
        tx.pragma_update(None, "user_version", migration.number)
            .doing(DOING)?;
        tx.commit().doing(DOING)?;
        tracing::info!(
            number = migration.number,
            name = migration.name,
            "applied a migration"
        );
    }
    Ok(known.len().saturating_sub(done))
}

#[cfg(test)]
mod tests {
    use super::super::audit;
    use super::*;
    use crate::rows::AuditFilter;

    const SECOND: Migration = Migration {
        number: 2,
        name: "second",
        sql: "CREATE TABLE second (x TEXT) STRICT;",
    };

    fn memory() -> Connection {
        Connection::open_in_memory().unwrap()
    }

    #[test]
    fn numbers_count_up_from_one() {
        assert!(
            MIGRATIONS
                .iter()
                .map(|m| m.number)
                .eq(1..=MIGRATIONS.len() as i64)
        );
    }

    #[test]
    fn a_second_run_does_nothing() {
        let mut conn = memory();
        assert_eq!(inspect(&conn, MIGRATIONS).unwrap(), Found::Empty);
        assert_eq!(run(&mut conn, MIGRATIONS).unwrap(), MIGRATIONS.len());
        assert_eq!(
            inspect(&conn, MIGRATIONS).unwrap(),
            Found::Store(MIGRATIONS.len())
        );
        assert_eq!(run(&mut conn, MIGRATIONS).unwrap(), 0);
    }

    /// What the first layout held is there after all later steps.
    #[test]
    fn a_session_of_the_first_layout_stays_and_counts_as_never_confirmed() {
        let mut conn = memory();
        run(&mut conn, &MIGRATIONS[..1]).unwrap();
        conn.execute_batch(
            "INSERT INTO sessions (id, user, hash, created, expires, origin)
             VALUES ('sesAAAAAAAAAAAAAA', 1, zeroblob(32), 5, 6, '{}')",
        )
        .unwrap();
        run(&mut conn, MIGRATIONS).unwrap();
        let id = "sesAAAAAAAAAAAAAA".parse().unwrap();
        let session = super::super::people::session(&conn, id).unwrap().unwrap();
        assert_eq!((session.created.0, session.confirmed.0), (5, 0));
        let moment = basekey_model::time::Millis(9);
        assert!(super::super::people::confirm_session(&conn, id, moment).unwrap());
    }

    #[test]
    fn an_older_store_gets_what_is_missing() {
        let mut conn = memory();
        run(&mut conn, &MIGRATIONS[..1]).unwrap();
        assert_eq!(run(&mut conn, &[MIGRATIONS[0], SECOND]).unwrap(), 1);
        assert_eq!(
            inspect(&conn, &[MIGRATIONS[0], SECOND]).unwrap(),
            Found::Store(2)
        );
        let version: i64 = conn
            .pragma_query_value(None, "user_version", |row| row.get(0))
            .unwrap();
        assert_eq!(version, 2);
    }

    #[test]
    fn audit_entries_of_an_older_store_are_found_by_what_they_tell() {
        let mut conn = memory();
        run(&mut conn, &MIGRATIONS[..1]).unwrap();
        for body in [
            r#"{"at":1,"action":"token.created","user":"usrAAAAAAAAAAAAAA","subject":"one"}"#,
            r#"{"at":2,"action":"signIn.refused"}"#,
        ] {
            conn.execute("INSERT INTO audit (at, body) VALUES (1, ?1)", [body])
                .unwrap();
        }
        run(&mut conn, MIGRATIONS).unwrap();
        let found = |filter: AuditFilter| audit::list(&conn, &filter, None, 9).unwrap().len();
        let none = AuditFilter::default;
        assert_eq!(found(none()), 2);
        let user = "usrAAAAAAAAAAAAAA".parse().ok();
        assert_eq!(found(AuditFilter { user, ..none() }), 1);
        let subject = Some("one".to_owned());
        assert_eq!(found(AuditFilter { subject, ..none() }), 1);
        let action = Some("signIn".to_owned());
        assert_eq!(found(AuditFilter { action, ..none() }), 1);
    }

    #[test]
    fn a_newer_store_is_refused() {
        let mut conn = memory();
        run(&mut conn, &[MIGRATIONS[0], SECOND]).unwrap();
        let error = run(&mut conn, &MIGRATIONS[..1]).unwrap_err();
        assert!(
            matches!(error, StoreError::TooNew { found: 2, known: 1 }),
            "{error}"
        );
    }

    #[test]
    fn another_migration_under_the_same_number_is_refused() {
        let mut conn = memory();
        run(&mut conn, &[MIGRATIONS[0], SECOND]).unwrap();
        let other = Migration {
            sql: "CREATE TABLE other (x TEXT) STRICT;",
            ..SECOND
        };
        let error = run(&mut conn, &[MIGRATIONS[0], other]).unwrap_err();
        assert!(
            matches!(error, StoreError::Altered { number: 2 }),
            "{error}"
        );
    }

    #[test]
    fn the_same_text_with_other_line_ends_is_the_same() {
        let unix = Migration {
            sql: "SELECT 1;\nSELECT 2;\n",
            ..SECOND
        };
        let dos = Migration {
            sql: "SELECT 1;\r\nSELECT 2;\r\n",
            ..SECOND
        };
        let other = Migration {
            sql: "SELECT 1;\nSELECT 3;\n",
            ..SECOND
        };
        assert_eq!(unix.checksum(), dos.checksum());
        assert_ne!(unix.checksum(), other.checksum());
    }

    #[test]
    fn half_a_migration_leaves_nothing() {
        let mut conn = memory();
        let broken = Migration {
            sql: "CREATE TABLE half (x TEXT) STRICT; SELECT nonsense;",
            ..SECOND
        };
        run(&mut conn, &[MIGRATIONS[0], broken]).unwrap_err();
        assert_eq!(run(&mut conn, &[MIGRATIONS[0], SECOND]).unwrap(), 1);
        let half: i64 = conn
            .query_row(
                "SELECT count(*) FROM sqlite_schema WHERE name = 'half'",
                [],
                |r| r.get(0),
            )
            .unwrap();
        assert_eq!(half, 0);
    }

    #[test]
    fn another_programs_file_is_refused() {
        let mut conn = memory();
        conn.execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(run(&mut conn, MIGRATIONS).is_err());
    }
}
