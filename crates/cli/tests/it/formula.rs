//! `basekey formula`, and what the doctor says of derived cells.

use serde_json::{Value, json};

use crate::support::{Home, text};

#[test]
fn a_formula_is_evaluated() {
    let home = Home::new();
    let eval = |args: &[&str]| {
        let done = home.run(&[&["formula", "eval"], args].concat());
        assert_eq!(done.code, 0, "{}", done.err);
        done.out.trim_end().to_owned()
    };
    assert_eq!(eval(&["1 + 2 * 3"]), "7");
    let record = home.path("record.json");
    let cells = json!({
        "fields": { "Price": { "type": "currency", "value": 2.5 } },
        "record": { "id": "recAAAAAAAAAAAAA1" },
    });
    std::fs::write(&record, cells.to_string()).unwrap();
    let file = record.to_str().unwrap();
    let formula = "{Price} * 2 & RECORD_ID()";
    assert_eq!(eval(&[formula, "--record", file]), "5recAAAAAAAAAAAAA1");
    let as_json = home.json(&["formula", "eval", "1 / 0"]);
    assert_eq!(as_json["value"], json!({ "specialValue": "Infinity" }));
    let wrong = home.run(&["formula", "eval", "{Prize} + 1", "--record", file]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.contains("did you mean Price?"), "{}", wrong.err);
    assert!(
        wrong.err.contains("^^^"),
        "the place is marked: {}",
        wrong.err
    );
    assert_eq!(home.run(&["formula", "eval"]).code, 2);
}

#[test]
fn cases_give_a_line_each() {
    let home = Home::new();
    let file = home.path("cases.json");
    let cases = json!([
        { "id": "one", "formula": "LEN({T})", "fields": { "T": { "type": "singleLineText", "value": "abc" } } },
        { "id": "two", "formula": "LEN(", "fields": {} },
    ]);
    std::fs::write(&file, cases.to_string()).unwrap();
    let done = home.run(&["formula", "eval", "--cases", file.to_str().unwrap()]);
    assert_eq!(done.code, 0, "{}", done.err);
    let lines: Vec<Value> = done
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines[0], json!({ "id": "one", "value": 3 }));
    assert_eq!(lines[1]["id"], "two");
    assert!(lines[1]["error"].is_string());
    assert_eq!(lines.len(), 2);
}

#[test]
fn a_formula_is_explained() {
    let home = Home::new();
    let record = home.path("record.json");
    let cells = json!({ "fields": { "N": { "type": "number", "value": 1 } } });
    std::fs::write(&record, cells.to_string()).unwrap();
    let args = ["formula", "explain", "AND({N} > 1, NOW() > 0)", "--record"];
    let done = home.run(&[&args[..], &[record.to_str().unwrap()]].concat());
    assert_eq!(done.code, 0, "{}", done.err);
    for part in [
        "AND",
        "type: number",
        "{N}",
        "by the store",
        "by the evaluator",
    ] {
        assert!(done.out.contains(part), "{part}: {}", done.out);
    }
}

#[test]
fn the_doctor_finds_a_derived_cell_that_is_not_right() {
    let home = Home::new();
    let (base, token) = home.furnish();
    let server = home.serve();
    let (_, schema) = server.get(&format!("/v0/meta/bases/{base}/tables"), &token);
    let table = &schema["tables"][0];
    let (name, table) = (text(&table["fields"][0], "name"), text(table, "id"));
    let field = json!({ "name": "Loud", "type": "formula",
        "options": { "formula": format!("UPPER({{{name}}}) & \"!\"") } });
    let path = format!("/v0/meta/bases/{base}/tables/{table}/fields");
    assert_eq!(server.post(&path, &token, &field).0, 200);
    let row = json!({ "fields": { name.as_str(): "quiet" } });
    let (status, made) = server.post(&format!("/v0/{base}/{table}"), &token, &row);
    assert_eq!((status, &made["fields"]["Loud"]), (200, &json!("QUIET!")));
    server.stop();
    let sound = home.run(&["doctor"]);
    assert_eq!(sound.code, 0, "{}", sound.out);
    // One letter of the stored cell is turned, as a failing disk would.
    let file = home.data().join("basekey.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let at = bytes.windows(6).position(|part| part == b"QUIET!").unwrap();
    bytes[at] = b'X';
    std::fs::write(&file, bytes).unwrap();
    let damaged = home.run(&["doctor"]);
    assert_eq!(damaged.code, 1, "{}", damaged.out);
    assert!(
        damaged.out.contains("is not what its cells give"),
        "{}",
        damaged.out
    );
    assert!(!damaged.out.contains("XUIET"), "no cell is told");
}
