//! Bringing CSV files in.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::{Home, signal, text, wait_until};

#[test]
fn types_are_shown_and_rejected_cells_named_by_row_and_column() {
    let home = Home::new();
    let (base, secret) = home.furnish();
    let file = home.path("films.csv");
    let mut rows = String::from("\u{feff}Title;Year;Genre;Seen;Released\r\n");
    for year in 1990..2010 {
        let genre = if year % 2 == 0 { "Drama" } else { "Comedy" };
        write!(rows, "Film {year};{year};{genre};yes;{year}-05-01\r\n").unwrap();
    }
    std::fs::write(&file, rows).unwrap();
    let path = file.to_str().unwrap();
    let done = home.run(&["import", "csv", path, "--base", &base]);
    assert_eq!(done.code, 0, "{}", done.err);
    for row in [
        "Title     Title     singleLineText            Film 1990   0",
        "Year      Year      number                    1990        0",
        "Genre     Genre     singleSelect (2 choices)  Drama       0",
        "Seen      Seen      checkbox                  yes         0",
    ] {
        assert!(done.out.contains(row), "{}", done.out);
    }
    assert!(done.out.contains("20 rows in \"films\""), "{}", done.out);

    // Again, into the same table, with cells that do not fit.
    std::fs::write(
        home.path("more.csv"),
        "title,year,released\nA,1999,1999-01-02\n\"B\nb\",MCMXC,soon\n,,,beyond\n",
    )
    .unwrap();
    let more = home.path("more.csv");
    let rejects = home.path("rejects.csv");
    let args = [
        "import",
        "csv",
        more.to_str().unwrap(),
        "--base",
        &base,
        "--table",
        "films",
        "--rejects",
        rejects.to_str().unwrap(),
    ];
    let done = home.json_last(&args);
    assert_eq!(done["rows"], 3);
    let places: BTreeSet<_> = done["rejected"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["row"].as_u64().unwrap(),
                text(one, "column"),
                text(one, "value"),
            )
        })
        .collect();
    let expected = [
        (3, "year", "MCMXC"),
        (3, "released", "soon"),
        (4, "(column 4)", "beyond"),
    ];
    assert_eq!(
        places,
        expected
            .into_iter()
            .map(|(row, column, value)| (row, column.into(), value.into()))
            .collect()
    );
    assert_eq!(
        std::fs::read_to_string(&rejects).unwrap().lines().count(),
        4
    );

    let server = home.serve();
    let records = server.records(&base, "films", &secret);
    assert_eq!(records.len(), 23);
    assert_eq!(
        records[0]["fields"],
        json!({ "Title": "Film 1990", "Year": 1990, "Genre": "Drama", "Seen": true, "Released": "1990-05-01" })
    );
    assert_eq!(records[21]["fields"], json!({ "Title": "B\nb" }));
    assert_eq!(records[22]["fields"], json!({}));
}

impl Home {
    /// The JSON of a command whose plan goes to standard error.
    fn json_last(&self, args: &[&str]) -> Value {
        let mut all = args.to_vec();
        all.push("--json");
        self.run(&all).json()
    }
}

#[test]
fn what_would_go_wrong_is_told_before_anything_is_written() {
    let home = Home::new();
    let (base, _) = home.furnish();
    std::fs::write(home.path("Things.csv"), "Name,Colour\na,b\n").unwrap();
    let file = home.path("Things.csv");
    let file = file.to_str().unwrap();
    for (more, code, words) in [
        (&[][..], 2, "--table \"Things\""),
        (&["--table", "Things"], 2, "--new-columns"),
        (
            &["--table", "New", "--types", "Size=number"],
            2,
            "no column",
        ),
        (
            &["--table", "New", "--user", "nobody@example.com"],
            1,
            "no such user",
        ),
    ] {
        let mut args = vec!["import", "csv", file, "--base", &base];
        args.extend(more);
        let done = home.run(&args);
        assert_eq!(done.code, code, "{more:?} {}", done.err);
        assert!(done.err.contains(words), "{more:?}: {}", done.err);
    }
    let schema = home.json(&["base", "show", &base]);
    assert_eq!(schema["tables"].as_array().unwrap().len(), 1);
    assert_eq!(
        home.run(&["import", "csv", "none.csv", "--base", &base])
            .code,
        1
    );
    let added = home.run(&[
        "import",
        "csv",
        file,
        "--base",
        &base,
        "--table",
        "things",
        "--new-columns",
        "add",
    ]);
    assert_eq!(added.code, 0, "{}", added.err);
    assert!(
        home.json(&["base", "show", &base])
            .to_string()
            .contains("Colour")
    );
}

/// A file that takes some seconds.
fn large(home: &Home, rows: usize) -> String {
    let mut text = String::from("Name,Number,Text\n");
    for row in 0..rows {
        writeln!(
            text,
            "Row {row},{row},{}",
            "words and more words ".repeat(8)
        )
        .unwrap();
    }
    let file = home.path("large.csv");
    std::fs::write(&file, text).unwrap();
    file.to_str().unwrap().to_owned()
}

/// Starts an import, ends it by a signal once rows are there, and gives what
/// the same command makes of the rest.
fn interrupted_by(name: &str) {
    const ROWS: usize = 30_000;
    let home = Home::new();
    let (base, secret) = home.furnish();
    let file = large(&home, ROWS);
    let server = home.serve();
    let args = ["import", "csv", &file, "--base", &base, "--yes", "--json"];
    let mut child = home
        .command(&args)
        .arg("--data")
        .arg(home.data())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let path = format!("/v0/{base}/large?maxRecords=1");
    wait_until(|| {
        assert!(
            child.try_wait().unwrap().is_none(),
            "the import was over before it could be interrupted"
        );
        server.get(&path, &secret).1["records"]
            .as_array()
            .is_some_and(|records| !records.is_empty())
    });
    signal(child.id(), name);
    child.wait().unwrap();
    let rest = home.json(&["import", "csv", &file, "--base", &base, "--yes"]);
    let resumed = rest["resumedAt"].as_u64().unwrap();
    assert!(resumed >= 1_000 && resumed < ROWS as u64, "{rest}");
    assert_eq!(
        (&rest["rows"], &rest["rejectedCount"]),
        (&json!(ROWS), &json!(0))
    );
    let records = server.records(&base, "large", &secret);
    let expected = (0..ROWS).map(|row| json!({ "Name": format!("Row {row}"), "Number": row }));
    for (record, expected) in records.iter().zip(expected) {
        assert_eq!(
            (&record["fields"]["Name"], &record["fields"]["Number"]),
            (&expected["Name"], &expected["Number"])
        );
    }
    assert_eq!(records.len(), ROWS);
    // It is finished: the same file begins anew, and says that the table is there.
    let again = home.run(&["import", "csv", &file, "--base", &base, "--yes"]);
    assert_eq!(again.code, 2, "{}", again.err);
}

#[test]
fn an_import_that_was_killed_goes_on_where_it_stopped() {
    interrupted_by("KILL");
}

#[test]
fn an_import_that_was_interrupted_goes_on_where_it_stopped() {
    interrupted_by("INT");
}
