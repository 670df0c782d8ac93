//! Whatever clients do, the doctor finds nothing: links agree on both sides
//! and the change log leads to what is there.

use serde_json::{Value, json};

use crate::support::{Home, Server, text};

/// Things done in one run.
const STEPS: usize = 250;

/// Choices that are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        // Knuth's constants; the upper bits are the good ones.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end
    }

    fn one_of<'t, T>(&mut self, things: &'t [T]) -> &'t T {
        &things[self.below(things.len())]
    }
}

/// A client who tries everything.
struct Client<'s> {
    server: &'s Server,
    base: &'s str,
    token: &'s str,
    dice: Dice,
    /// How many calls were answered with 200.
    done: usize,
}

impl Client<'_> {
    fn call(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let (status, answer) = self.server.call(method, path, self.token, body);
        assert!(status < 500, "{method} {path} {body}: {status} {answer}");
        self.done += usize::from(status == 200);
        answer
    }

    fn tables(&self) -> Vec<Value> {
        let path = format!("/v0/meta/bases/{}/tables", self.base);
        let schema = self.server.get(&path, self.token).1;
        schema["tables"].as_array().unwrap().clone()
    }

    fn records(&self, table: &str) -> Vec<String> {
        let records = self.server.records(self.base, table, self.token);
        records.iter().map(|record| text(record, "id")).collect()
    }

    /// Cells for some of a table's fields, right more often than wrong.
    fn cells(&mut self, table: &Value) -> Value {
        let mut cells = json!({});
        for field in table["fields"].as_array().unwrap() {
            if self.dice.below(3) == 0 {
                continue;
            }
            let linked = field["options"]["linkedTableId"].as_str();
            let value = match linked.map(|linked| self.records(linked)) {
                None => json!(format!("r{}", self.dice.below(30))),
                Some(_) if self.dice.below(5) == 0 => {
                    json!(format!("r{}, new", self.dice.below(9)))
                }
                Some(records) if records.is_empty() => json!([]),
                Some(records) => (0..self.dice.below(5))
                    .map(|_| self.dice.one_of(&records).clone())
                    .collect(),
            };
            cells[text(field, "id")] = value;
        }
        cells
    }

    fn step(&mut self, number: usize) {
        let tables = self.tables();
        let table = self.dice.one_of(&tables).clone();
        let (base, id) = (self.base, text(&table, "id"));
        let fields = table["fields"].as_array().unwrap();
        let field = text(self.dice.one_of(fields), "id");
        let primary = text(&table, "primaryFieldId");
        let to = text(self.dice.one_of(&tables), "id");
        let records = self.records(&id);
        let cells = self.cells(&table);
        let (own, meta) = (
            format!("/api/bases/{base}"),
            format!("/v0/meta/bases/{base}/tables"),
        );
        let rows = format!("/v0/{base}/{id}");
        let link = json!({ "linkedTableId": to });
        match self.dice.below(24) {
            0..5 => {
                let body = json!({ "records": [{ "fields": cells }], "typecast": true });
                self.call("POST", &rows, &body);
            }
            5..12 if !records.is_empty() => {
                let records: Vec<_> = (0..3)
                    .map(|_| json!({ "id": self.dice.one_of(&records), "fields": cells }))
                    .collect();
                let method = *self.dice.one_of(&["PATCH", "PATCH", "PUT"]);
                self.call(
                    method,
                    &rows,
                    &json!({ "records": records, "typecast": true }),
                );
            }
            12..14 if records.len() > 3 => {
                let record = self.dice.one_of(&records);
                self.call("DELETE", &format!("{rows}/{record}"), &json!({}));
            }
            14..16 => {
                let body = json!({
                    "performUpsert": { "fieldsToMergeOn": [primary] },
                    "records": [{ "fields": cells }, { "fields": cells }],
                    "typecast": true,
                });
                self.call("PATCH", &rows, &body);
            }
            16 => {
                let name = format!("Link {number}");
                let body = json!({ "name": name, "type": "multipleRecordLinks", "options": link });
                self.call("POST", &format!("{meta}/{id}/fields"), &body);
            }
            17 => {
                self.call(
                    "DELETE",
                    &format!("{own}/tables/{id}/fields/{field}"),
                    &json!({}),
                );
            }
            18 if number.is_multiple_of(3) => {
                self.call("DELETE", &format!("{own}/tables/{id}"), &json!({}));
            }
            19 => {
                let name = format!("Table {number}");
                let fields = json!([
                    { "name": "Name", "type": "singleLineText" },
                    { "name": "To", "type": "multipleRecordLinks", "options": link },
                ]);
                self.call("POST", &meta, &json!({ "name": name, "fields": fields }));
            }
            20..22 => {
                let listed = self.call("GET", &format!("{own}/deleted"), &json!({}));
                let deleted = listed["deleted"].as_array().unwrap();
                if !deleted.is_empty() {
                    let gone = text(self.dice.one_of(deleted), "id");
                    self.call("POST", &format!("{own}/deleted/{gone}/restore"), &json!({}));
                }
            }
            _ => {
                let kinds = [
                    json!({ "type": "singleLineText" }),
                    json!({ "type": "multipleRecordLinks", "options": link }),
                    json!({ "type": "number", "options": { "precision": 0 } }),
                    json!({ "type": "multipleSelects" }),
                    json!({ "type": "autoNumber" }),
                    json!({ "type": "multipleRecordLinks", "options": link, "dryRun": true }),
                ];
                let kind = self.dice.one_of(&kinds);
                self.call("PATCH", &format!("{own}/tables/{id}/fields/{field}"), kind);
            }
        }
    }
}

#[track_caller]
fn sound(home: &Home) {
    let examined = home.run(&["doctor"]);
    assert_eq!(examined.code, 0, "{}", examined.out);
}

#[test]
fn it_finds_nothing_whatever_clients_do() {
    let home = Home::new();
    let (base, token) = home.furnish();
    let server = home.serve();
    let mut client = Client {
        server: &server,
        base: &base,
        token: &token,
        dice: Dice(3),
        done: 0,
    };
    for number in 0..STEPS {
        client.step(number);
        if number % 50 == 49 {
            sound(&home);
        }
    }
    assert!(client.done > STEPS / 2, "{} of {STEPS}", client.done);
    drop(server.stop());
    // All that was deleted goes for good.
    std::fs::write(home.path("c.toml"), "[limits]\ndeleted_days = 0\n").unwrap();
    let server = home.serve_with(&["--config", "c.toml"]);
    crate::support::wait_until(|| {
        let path = format!("/api/bases/{base}/deleted");
        server.get(&path, &token).1["deleted"]
            .as_array()
            .unwrap()
            .is_empty()
    });
    sound(&home);
    drop(server.stop());
    sound(&home);
}
