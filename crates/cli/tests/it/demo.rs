//! The demo base.

use std::collections::BTreeSet;
use std::io::{Read, Write};

use crate::support::{Home, text};

/// Every field type that people can make so far.
const TYPES: [&str; 30] = [
    "singleLineText",
    "multilineText",
    "richText",
    "email",
    "url",
    "phoneNumber",
    "number",
    "percent",
    "currency",
    "duration",
    "rating",
    "checkbox",
    "date",
    "dateTime",
    "singleSelect",
    "multipleSelects",
    "autoNumber",
    "createdTime",
    "lastModifiedTime",
    "createdBy",
    "lastModifiedBy",
    "multipleRecordLinks",
    "multipleAttachments",
    "singleCollaborator",
    "multipleCollaborators",
    "barcode",
    "formula",
    "rollup",
    "multipleLookupValues",
    "count",
];

#[test]
fn it_is_made_once_and_its_call_works() {
    let home = Home::new();
    let server = home.serve_with(&["--demo"]);
    let base = text(&home.json(&["base", "list"])["bases"][0], "id");
    let schema = home.json(&["base", "show", &base]);
    let tables = schema["tables"].as_array().unwrap();
    let fields: Vec<_> = tables
        .iter()
        .flat_map(|table| table["fields"].as_array().unwrap())
        .collect();
    let types: BTreeSet<_> = fields
        .iter()
        .map(|field| field["type"].as_str().unwrap())
        .collect();
    assert_eq!(types, TYPES.into_iter().collect());
    let url = server.url.clone();
    let first = server.stop().out;
    let call = first
        .lines()
        .find(|line| line.trim().starts_with("curl "))
        .unwrap();
    let secret = call
        .split("Bearer ")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap()
        .to_owned();
    assert!(
        call.contains(&format!("'{url}/v0/{base}/Projects?maxRecords=3'")),
        "{call}"
    );
    assert!(first.contains("/sign-in?code="), "{first}");

    let server = home.serve_with(&["--demo"]);
    let mut total = 0;
    let mut used = BTreeSet::new();
    for table in tables {
        let name = text(table, "name");
        let records = server.records(&base, &name, &secret);
        total += records.len();
        for record in &records {
            used.extend(
                record["fields"]
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(|field| format!("{name}.{field}")),
            );
        }
    }
    assert!((180..=220).contains(&total), "{total}");
    // Names in the files became links, commas in them or not, and no new records.
    let records = |table: &str| server.records(&base, table, &secret);
    let projects = records("Projects");
    let named = |name: &str| {
        let found = projects.iter().find(|one| one["fields"]["Name"] == name);
        found.unwrap()["id"].clone()
    };
    for (table, field) in [("Projects", "Client"), ("Tasks", "Project")] {
        for record in records(table) {
            let linked = record["fields"][field].as_array().unwrap();
            assert_eq!(linked.len(), 1, "{record}");
        }
    }
    let herbs = named("Seed packets, herbs");
    let of_herbs = records("Tasks")
        .iter()
        .filter(|task| task["fields"]["Project"][0] == herbs)
        .count();
    assert_eq!(of_herbs, 4);
    assert!(home.run(&["doctor"]).out.contains("is sound"));
    assert_eq!(used.len(), fields.len(), "a field without any cell");
    let second = server.stop().out;
    assert!(
        second.contains(&base) && !second.contains(&secret) && !second.contains("sign-in?"),
        "{second}"
    );
    assert_eq!(
        home.json(&["token", "list"])["tokens"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        home.json(&["base", "list"])["bases"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

/// First run lets the owner give their own address.
#[test]
fn the_demo_is_known_again_when_its_owner_has_another_address() {
    let home = Home::new();
    let first = home.serve_with(&["--demo"]).stop().out;
    let base = text(&home.json(&["base", "list"])["bases"][0], "id");
    assert!(first.contains(&base));
    let server = home.serve();
    let socket = std::os::unix::net::UnixStream::connect(home.data().join("basekey.sock"));
    let mut socket = socket.unwrap();
    let body = r#"{"email":"olive@example.com"}"#;
    write!(
        socket,
        "PATCH /api/account HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.stop();
    let second = home.serve_with(&["--demo"]).stop().out;
    assert!(second.contains(&base), "{second}");
    assert_eq!(
        home.json(&["user", "list"])["users"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}

#[test]
fn an_instance_in_use_is_left_alone() {
    let home = Home::new();
    home.furnish();
    let done = home.serve_with(&["--demo"]).stop();
    assert!(!done.out.contains("Demo"), "{}", done.out);
    assert_eq!(
        home.json(&["base", "list"])["bases"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
}
