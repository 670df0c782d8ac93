//! Backups, and proving a store sound.

use crate::support::{Home, text};

/// A store with the demo's rows, at rest.
fn furnished() -> Home {
    let home = Home::new();
    home.serve_with(&["--demo"]).stop();
    home
}

#[test]
fn a_backup_of_a_running_server_is_restored_elsewhere() {
    let home = furnished();
    let server = home.serve();
    let file = home.path("backup.db");
    let made = home.json(&["backup", file.to_str().unwrap()]);
    assert!(made["bytes"].as_u64().unwrap() > 10_000);
    assert_eq!(
        home.run(&["backup", file.to_str().unwrap()]).code,
        1,
        "a file was overwritten"
    );
    // What comes after the backup is not in it.
    home.json(&["workspace", "create", "--name", "Later"]);
    let sound = home.run(&["doctor"]);
    assert_eq!(sound.code, 0, "{}{}", sound.out, sound.err);
    let over = home.run(&["restore", file.to_str().unwrap()]);
    assert_eq!(over.code, 1);
    assert!(over.err.contains("never overwrites"), "{}", over.err);
    drop(server);

    let copy = Home::new();
    copy.json(&["restore", file.to_str().unwrap()]);
    let checks = copy.json(&["doctor"]);
    assert_eq!(checks["ok"], true);
    assert!(checks.to_string().contains("194 records"), "{checks}");
    assert!(
        !copy
            .json(&["workspace", "list"])
            .to_string()
            .contains("Later")
    );
    let base = text(&home.json(&["base", "list"])["bases"][0], "id");
    assert_eq!(text(&copy.json(&["base", "list"])["bases"][0], "id"), base);
}

#[test]
fn what_is_no_backup_is_not_restored() {
    let home = Home::new();
    let file = home.path("noise.db");
    std::fs::write(&file, "this is no store".repeat(1_000)).unwrap();
    assert_eq!(home.run(&["restore", file.to_str().unwrap()]).code, 1);
    assert_eq!(home.run(&["restore", "nowhere.db"]).code, 1);
    assert!(!home.data().join("basekey.db").exists());
    assert_eq!(home.run(&["doctor"]).code, 1);
    assert_eq!(home.run(&["backup", "x.db"]).code, 1);
}

/// Replaces text in the store's file by as much other text: where it stands
/// first, or wherever it stands.
fn damage(home: &Home, from: &[u8], to: &[u8], everywhere: bool) {
    assert_eq!(from.len(), to.len());
    let file = home.data().join("basekey.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let mut found = 0;
    while let Some(at) = bytes.windows(from.len()).position(|window| window == from) {
        bytes[at..at + to.len()].copy_from_slice(to);
        found += 1;
        if !everywhere {
            break;
        }
    }
    // Once in the record, once in the log.
    assert!(
        found == if everywhere { 2 } else { 1 },
        "found {found} times"
    );
    std::fs::write(&file, bytes).unwrap();
}

#[test]
fn a_cell_that_changed_behind_the_log_is_found() {
    let home = furnished();
    assert_eq!(home.run(&["doctor"]).code, 0);
    damage(&home, b"Typeset the card", b"Typeset the cord", false);
    let found = home.run(&["doctor"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(
        found.out.contains("is not what the log says"),
        "{}",
        found.out
    );
    // Problems name records, never what is in them.
    assert!(!found.out.contains("Typeset"));
}

#[test]
fn a_cell_of_another_form_is_found() {
    let home = furnished();
    damage(&home, br#""2026-01-28""#, br#""2026-99-28""#, true);
    let found = home.run(&["doctor"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(found.out.contains("does not hold what"), "{}", found.out);
}

#[test]
fn a_damaged_file_is_found() {
    let home = furnished();
    let file = home.data().join("basekey.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 8192].fill(0x5A);
    std::fs::write(&file, bytes).unwrap();
    let found = home.run(&["doctor"]);
    assert_eq!(found.code, 1, "{}", found.out);
    assert!(found.out.contains("FAIL"), "{}", found.out);
}
