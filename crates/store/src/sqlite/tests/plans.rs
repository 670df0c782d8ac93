//! How statements find their rows.

use super::super::{audit, bases, invites, open, records, tokens};
use super::bare;

#[test]
fn plans_use_the_keys() {
    let dir = tempfile::tempdir().unwrap();
    let conn = bare(dir.path());
    let plan = |sql: &str| {
        let mut explained = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let rows = explained
            .raw_query()
            .mapped(|row| row.get::<_, String>(3))
            .collect::<rusqlite::Result<Vec<_>>>();
        rows.unwrap().join("\n")
    };
    let record = "USING PRIMARY KEY (base=? AND tbl=? AND id=?)";
    for (sql, wanted) in [
        (records::ONE, record),
        (records::PUT, record),
        (records::DELETE, record),
        (records::TABLE_OF, record),
        (
            records::TABLE_OF,
            "SEARCH tables USING PRIMARY KEY (base=?)",
        ),
        (
            records::PAGE,
            "USING PRIMARY KEY (base=? AND tbl=? AND id>?)",
        ),
        (records::CLEAR, record),
        (
            records::CLEAR,
            "SUBQUERY 1\nSEARCH records USING PRIMARY KEY (base=? AND tbl=?)",
        ),
        (records::COUNT, "USING PRIMARY KEY (base=? AND tbl=?)"),
        (records::LAST_ID, "USING PRIMARY KEY (base=? AND tbl=?)"),
        (bases::TABLES, "USING PRIMARY KEY (base=?)"),
        (
            bases::CHANGES,
            "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (
            bases::LAST_CHANGE,
            "USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)",
        ),
        (bases::COUNTER, "USING PRIMARY KEY (base=? AND name=?)"),
        (
            tokens::TOKENS_AFTER,
            "SEARCH tokens USING INTEGER PRIMARY KEY (rowid<?)",
        ),
        (
            bases::OPEN_IMPORT,
            "USING INDEX imports_by_file (base=? AND file=?)",
        ),
        (
            invites::FIND,
            "USING INDEX sqlite_autoindex_invites_2 (hash=?)",
        ),
        (
            audit::BY_SUBJECT,
            "USING INDEX audit_by_subject (subject=? AND rowid<?)",
        ),
        (
            audit::BY_TOKEN,
            "USING INDEX audit_by_token (by_token=? AND rowid<?)",
        ),
        (
            audit::BY_USER,
            "USING INDEX audit_by_user (user=? AND rowid<?)",
        ),
        (audit::BY_NUMBER, "USING INTEGER PRIMARY KEY (rowid<?)"),
    ] {
        let plan = plan(sql);
        assert!(plan.contains(wanted), "{sql}\n{plan}");
        assert!(!plan.contains("TEMP B-TREE"), "{sql}\n{plan}");
        assert!(!plan.contains("SCAN"), "{sql}\n{plan}");
    }
}

#[test]
fn every_statement_stays_prepared() {
    // A literal per statement in the crate's sources; a cache that is
    // smaller would prepare some of them again and again.
    let sources = [
        include_str!("../audit.rs"),
        include_str!("../invites.rs"),
        include_str!("../people.rs"),
        include_str!("../sharing.rs"),
        include_str!("../tokens.rs"),
        include_str!("../bases.rs"),
        include_str!("../records.rs"),
        include_str!("../pen.rs"),
    ];
    let verbs = ["\"SELECT ", "\"INSERT ", "\"UPDATE ", "\"DELETE "];
    let statements: usize = sources
        .iter()
        .map(|source| verbs.map(|verb| source.matches(verb).count()))
        .map(|counts| counts.iter().sum::<usize>())
        .sum();
    assert!(statements > 40, "{statements}");
    assert!(statements + 10 < open::STATEMENTS, "{statements}");
}

#[test]
fn an_answered_write_survives_the_loss_of_power() {
    let dir = tempfile::tempdir().unwrap();
    let conn = bare(dir.path());
    let value = |name: &str| {
        conn.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))
            .unwrap()
    };
    assert_eq!(value("synchronous"), 2.into(), "FULL");
    assert_eq!(value("journal_mode"), "wal".to_owned().into());
    assert_eq!(value("page_size"), 4096.into());
    // A file that someone planted must not make SQLite run functions.
    assert_eq!(value("trusted_schema"), 0.into());
    let reader = open::reader(&dir.path().join("basekey.db"), 1).unwrap();
    reader
        .execute_batch("INSERT INTO settings VALUES ('a', '1')")
        .unwrap_err();
}
