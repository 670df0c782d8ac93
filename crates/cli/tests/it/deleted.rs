//! Deleting and restoring from the command line, and what a start takes away.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{Home, Server, text, wait_until};

/// A base of two linked tables with one record each.
fn linked(home: &Home) -> (String, String) {
    home.json(&["user", "create", "--email", "ann@example.com"]);
    let file = home.path("tables.json");
    let tables = json!([
        { "name": "Projects", "fields": [
            { "name": "Name", "type": "singleLineText" },
            { "name": "Notes", "type": "multilineText" },
        ]},
        { "name": "Tasks", "fields": [{ "name": "Name", "type": "singleLineText" }]},
    ]);
    std::fs::write(&file, tables.to_string()).unwrap();
    let file = file.to_str().unwrap();
    let base = home.json(&["base", "create", "--name", "B", "--tables", file]);
    let token = home.json(&["token", "create", "--all-scopes", "--access", "all"]);
    (text(&base, "id"), text(&token, "token"))
}

/// Puts a record into each table, linked to each other.
fn link(server: &Server, base: &str, token: &str) {
    let tables = server
        .get(&format!("/v0/meta/bases/{base}/tables"), token)
        .1;
    let made = server.post(
        &format!("/v0/meta/bases/{base}/tables/Tasks/fields"),
        token,
        &json!({
            "name": "Project",
            "type": "multipleRecordLinks",
            "options": { "linkedTableId": tables["tables"][0]["id"] },
        }),
    );
    assert_eq!(made.0, 200, "{}", made.1);
    let project = server.post(
        &format!("/v0/{base}/Projects"),
        token,
        &json!({ "fields": { "Name": "P", "Notes": "kept" } }),
    );
    let task = server.post(
        &format!("/v0/{base}/Tasks"),
        token,
        &json!({ "fields": { "Name": "T", "Project": [project.1["id"]] } }),
    );
    assert_eq!((project.0, task.0), (200, 200), "{} {}", project.1, task.1);
}

/// The names of a table's fields.
fn fields(home: &Home, base: &str, table: &str) -> Vec<String> {
    let schema = home.json(&["base", "show", base]);
    let tables = schema["tables"].as_array().unwrap();
    let found = tables.iter().find(|one| one["name"] == table).unwrap();
    let fields = found["fields"].as_array().unwrap();
    fields.iter().map(|field| text(field, "name")).collect()
}

fn deleted(home: &Home, base: &str) -> Vec<Value> {
    let answer = home.json(&["base", "deleted", base]);
    answer["deleted"].as_array().unwrap().clone()
}

#[test]
fn what_was_deleted_comes_back_with_its_cells_and_links() {
    let home = Home::new();
    let (base, token) = linked(&home);
    let server = home.serve();
    link(&server, &base, &token);
    let records = |table: &str| server.records(&base, table, &token);
    let (projects, tasks) = (records("Projects"), records("Tasks"));
    assert!(projects[0]["fields"]["Tasks"].is_array(), "{}", projects[0]);
    assert!(
        home.run(&["base", "deleted", &base])
            .out
            .contains("Nothing")
    );

    // A field, and a link with its other side.
    let notes = home.json(&["base", "delete-field", &base, "Projects", "Notes"]);
    let done = home.run(&["base", "delete-field", &base, "Tasks", "Project"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(
        done.out.contains("and with it field Tasks (fld"),
        "{}",
        done.out
    );
    assert!(
        done.out
            .contains(&format!("basekey base restore {base} fld")),
        "{}",
        done.out
    );
    assert_eq!(fields(&home, &base, "Projects"), ["Name"]);
    assert_eq!(fields(&home, &base, "Tasks"), ["Name"]);
    let gone = deleted(&home, &base);
    assert!(gone.iter().any(|one| one["id"] == notes["id"]), "{gone:?}");
    assert!(gone.iter().all(|one| one["kind"] == "field"), "{gone:?}");
    let listed = home.run(&["base", "deleted", &base]).out;
    assert!(
        listed.contains("RESTORABLE UNTIL") && listed.contains("Notes") && listed.contains("Tasks"),
        "{listed}"
    );
    // A whole table.
    let table = home.json(&["base", "delete-table", &base, "Tasks"]);
    let path = format!("/v0/{base}/Tasks");
    assert_ne!(server.get(&path, &token).0, 200);
    assert_eq!(
        home.run(&["doctor"]).code,
        0,
        "{}",
        home.run(&["doctor"]).out
    );

    // All of it comes back, whichever way it went.
    let back = home.run(&["base", "restore", &base, &text(&table, "id")]);
    assert!(
        back.out.starts_with("Restored Tasks (tbl"),
        "{} {}",
        back.out,
        back.err
    );
    home.json(&["base", "restore", &base, &text(&notes, "id")]);
    let project = deleted(&home, &base);
    let project = project.iter().find(|one| one["name"] == "Project").unwrap();
    let back = home.json(&["base", "restore", &base, &text(project, "id")]);
    assert_eq!(back["restored"], true);
    assert_eq!((records("Projects"), records("Tasks")), (projects, tasks));
    assert!(deleted(&home, &base).is_empty());
    let examined = home.run(&["doctor"]);
    assert_eq!(examined.code, 0, "{}", examined.out);
}

#[test]
fn what_is_not_there_is_refused() {
    let home = Home::new();
    let (base, _) = linked(&home);
    for args in [
        &["base", "delete-table", &base, "Nothing"][..],
        &["base", "delete-field", &base, "Tasks", "Nothing"],
        // The primary field stays.
        &["base", "delete-field", &base, "Tasks", "Name"],
        &["base", "restore", &base, "fldAAAAAAAAAAAAAA"],
        &["base", "restore", &base, "nonsense"],
        &["base", "deleted", "appAAAAAAAAAAAAAA"],
    ] {
        let done = home.run(args);
        assert_eq!((done.code, done.out.as_str()), (1, ""), "{args:?}");
        assert!(done.err.starts_with("error: "), "{args:?}: {}", done.err);
    }
}

#[test]
fn a_start_takes_away_what_can_not_be_restored_any_more() {
    let home = Home::new();
    let (base, token) = linked(&home);
    let server = home.serve();
    link(&server, &base, &token);
    home.json(&["base", "delete-table", &base, "Tasks"]);
    home.json(&["base", "delete-field", &base, "Projects", "Notes"]);
    // The other side of the link went with the table.
    assert_eq!(deleted(&home, &base).len(), 2);
    drop(server.stop());

    std::fs::write(home.path("c.toml"), "[limits]\ndeleted_days = 0\n").unwrap();
    let server = home.serve_with(&["--config", "c.toml"]);
    wait_until(|| {
        std::thread::sleep(Duration::from_millis(50));
        deleted(&home, &base).is_empty()
    });
    let projects = server.records(&base, "Projects", &token);
    assert_eq!(projects[0]["fields"], json!({ "Name": "P" }));
    let said = server.stop().err;
    assert!(said.contains("gone for good"), "{said}");
    let examined = home.run(&["doctor"]);
    assert_eq!(examined.code, 0, "{}", examined.out);
    assert!(!examined.out.contains("deleted table"), "{}", examined.out);
}
