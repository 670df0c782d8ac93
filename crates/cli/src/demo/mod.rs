//! A base to try things with: a design studio's clients, projects and tasks,
//! linked to each other, with every field type that people can make so far. It
//! is made through the API like any other base, on an empty store, once.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::client::{Api, segment};
use crate::cmd::base::all_bases;
use crate::cmd::{list, text};

/// Who owns it.
const EMAIL: &str = "owner@example.com";

/// What it is called.
const NAME: &str = "Studio planner";

/// The table of the example call.
const SHOWN: &str = "Projects";

/// Its tables as the API takes them. A link names a table before it in the
/// place of that table's id, which is not known yet.
const TABLES: &str = include_str!("tables.json");

/// Fields whose cells follow from others, as the API takes them. A link is
/// named in the place of its id, and so is the field it leads to.
const DERIVED: &str = include_str!("derived.json");

/// The rows of each table.
const ROWS: [(&str, &str); 3] = [
    ("Clients", include_str!("clients.csv")),
    ("Projects", include_str!("projects.csv")),
    ("Tasks", include_str!("tasks.csv")),
];

/// What there is to say at the start.
pub(crate) struct Welcome {
    base: String,
    /// The first token's text; shown when it is made.
    token: Option<String>,
    /// Where the first sign-in link leads.
    sign_in: Option<String>,
}

/// Makes what is missing of the demo. An instance that others use is left
/// alone: `None`. What an interrupted start made is gone on with.
pub(crate) async fn prepare(api: &Api) -> Result<Option<Welcome>> {
    let users = api.get("/api/users", None).await?;
    let owner = match list(&users, "users") {
        [] => {
            let body = json!({ "email": EMAIL, "name": "Owner", "instanceOwner": true });
            text(&api.post("/api/users", &body, None).await?, "id").to_owned()
        }
        [one] => text(one, "id").to_owned(),
        _ => return Ok(None),
    };
    let tokens = api.get("/api/tokens", Some(&owner)).await?;
    let base = all_bases(api, None)
        .await?
        .into_iter()
        .find(|base| text(base, "name") == NAME);
    // The owner of a demo may have given their own address since.
    let is_demo = base.is_some()
        || list(&users, "users")
            .iter()
            .all(|one| text(one, "email") == EMAIL);
    if !is_demo {
        return Ok(None);
    }
    if !list(&tokens, "tokens").is_empty() {
        return Ok(base.map(|base| Welcome {
            base: text(&base, "id").to_owned(),
            token: None,
            sign_in: None,
        }));
    }
    let tables: Vec<Value> = serde_json::from_str(TABLES)?;
    let base = match base {
        Some(base) => text(&base, "id").to_owned(),
        None => make_base(api, &owner, &tables).await?,
    };
    add_tables(api, &owner, &base, tables).await?;
    add_derived(api, &owner, &base).await?;
    for (table, rows) in ROWS {
        fill(api, &owner, &base, table, rows)
            .await
            .with_context(|| format!("filling the demo's table {table}"))?;
    }
    let body =
        json!({ "name": "First token", "scopes": all_scopes(), "access": { "mode": "all" } });
    let token = api.post("/api/tokens", &body, Some(&owner)).await?;
    let link = api
        .post(
            &format!("/api/users/{owner}/sign-in-link"),
            &json!({}),
            None,
        )
        .await?;
    Ok(Some(Welcome {
        base,
        token: Some(text(&token, "token").to_owned()),
        sign_in: Some(text(&link, "path").to_owned()),
    }))
}

fn all_scopes() -> Vec<&'static str> {
    basekey_access::SCOPES
        .iter()
        .map(|info| info.name)
        .collect()
}

/// Makes the base with its first table.
async fn make_base(api: &Api, owner: &str, tables: &[Value]) -> Result<String> {
    let answer = api.get("/api/workspaces", Some(owner)).await?;
    let workspace = list(&answer, "workspaces")
        .first()
        .map(|workspace| text(workspace, "id"))
        .unwrap_or_default();
    let first = tables.first().into_iter().collect::<Vec<_>>();
    let body = json!({ "name": NAME, "workspaceId": workspace, "tables": first });
    let made = api
        .post("/v0/meta/bases", &body, Some(owner))
        .await
        .context("making the demo base")?;
    Ok(text(&made, "id").to_owned())
}

/// Makes the tables that are not there yet.
async fn add_tables(api: &Api, owner: &str, base: &str, tables: Vec<Value>) -> Result<()> {
    let path = format!("/v0/meta/bases/{base}/tables");
    let mut there = api.get(&path, Some(owner)).await?;
    for mut table in tables {
        let name = text(&table, "name").to_owned();
        if id_of(&there, &name).is_some() {
            continue;
        }
        for field in table["fields"].as_array_mut().into_iter().flatten() {
            if let Some(linked) = field.pointer_mut("/options/linkedTableId") {
                *linked = json!(id_of(&there, linked.as_str().unwrap_or_default()));
            }
        }
        api.post(&path, &table, Some(owner))
            .await
            .with_context(|| format!("making the demo's table {name}"))?;
        there = api.get(&path, Some(owner)).await?;
    }
    Ok(())
}

/// Makes the fields that follow from others, as far as they are not there yet.
async fn add_derived(api: &Api, owner: &str, base: &str) -> Result<()> {
    let tables = format!("/v0/meta/bases/{base}/tables");
    for wanted in serde_json::from_str::<Vec<Value>>(DERIVED)? {
        let there = api.get(&tables, Some(owner)).await?;
        let mut tables_there = list(&there, "tables").iter();
        let table = tables_there
            .find(|table| table["name"] == wanted["table"])
            .context("a table of the demo is missing")?;
        let mut field = wanted["field"].clone();
        let name = text(&field, "name").to_owned();
        if named(table, &name).is_some() {
            continue;
        }
        let mut linked = None;
        if let Some(link) = field.pointer_mut("/options/recordLinkFieldId") {
            let found = named(table, link.as_str().unwrap_or_default());
            let to = found.and_then(|link| link.pointer("/options/linkedTableId"));
            linked = to.and_then(|to| {
                let mut tables = list(&there, "tables").iter();
                tables.find(|table| table["id"] == *to)
            });
            *link = found.map_or(Value::Null, |link| link["id"].clone());
        }
        if let Some(source) = field.pointer_mut("/options/fieldIdInLinkedTable") {
            let found = linked.and_then(|table| named(table, source.as_str().unwrap_or_default()));
            *source = found.map_or(Value::Null, |field| field["id"].clone());
        }
        let path = format!("{tables}/{}/fields", text(table, "id"));
        api.post(&path, &field, Some(owner))
            .await
            .with_context(|| format!("making the demo's field {name}"))?;
    }
    Ok(())
}

/// The field of this name.
fn named<'v>(table: &'v Value, name: &str) -> Option<&'v Value> {
    list(table, "fields")
        .iter()
        .find(|field| text(field, "name") == name)
}

/// The id of the table of this name.
fn id_of<'v>(schema: &'v Value, name: &str) -> Option<&'v str> {
    list(schema, "tables")
        .iter()
        .find(|table| text(table, "name") == name)
        .map(|table| text(table, "id"))
}

/// Fills a table by an import, which an interruption can not make come twice.
async fn fill(api: &Api, owner: &str, base: &str, table: &str, rows: &str) -> Result<()> {
    let path = format!("/v0/{base}/{table}?maxRecords=1");
    if !list(&api.get(&path, Some(owner)).await?, "records").is_empty() {
        return Ok(());
    }
    let file: String = Sha256::digest(rows)
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(hex)
        .collect();
    let imports = format!("/api/bases/{base}/imports");
    let begun = api
        .post(&imports, &json!({ "file": file, "plan": {} }), Some(owner))
        .await?;
    let at = format!("{imports}/{}", text(&begun, "id"));
    let body = json!({ "table": table, "from": 0, "rows": read(rows.as_bytes())? });
    let stored = api.post(&format!("{at}/rows"), &body, Some(owner)).await?;
    if let Some(rejected) = list(&stored, "rejected").first() {
        bail!(
            "row {} was not taken: {} {}",
            rejected["row"],
            text(rejected, "field"),
            text(rejected, "reason")
        );
    }
    api.post(&format!("{at}/finish"), &json!({}), Some(owner))
        .await?;
    Ok(())
}

fn hex(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).unwrap_or('0')
}

/// Rows as the API takes them; blank cells are left out, and a cell that is a
/// JSON list of files becomes one.
fn read(rows: impl Read) -> Result<Vec<Map<String, Value>>> {
    let mut reader = csv::Reader::from_reader(rows);
    let header = reader.headers()?.clone();
    let mut made = Vec::new();
    for record in reader.records() {
        let record = record?;
        let cells = header
            .iter()
            .zip(&record)
            .filter(|(_, cell)| !cell.is_empty());
        made.push(
            cells
                .map(|(name, cell)| (name.to_owned(), value(cell)))
                .collect(),
        );
    }
    Ok(made)
}

fn value(cell: &str) -> Value {
    if cell.starts_with("[{\"url\"")
        && let Ok(files) = serde_json::from_str(cell)
    {
        return files;
    }
    Value::from(cell)
}

impl Welcome {
    /// For the terminal, with lines that work when they are pasted. `data`
    /// is the directory that further commands are to name.
    pub(crate) fn text(&self, url: &str, data: &Path) -> String {
        let base = &self.base;
        let program = std::env::args()
            .next()
            .unwrap_or_else(|| "basekey".to_owned());
        let data = data.display();
        let token = self.token.as_deref().unwrap_or("TOKEN");
        let call = format!(
            "curl -H 'Authorization: Bearer {token}' '{url}/v0/{base}/{}?maxRecords=3'",
            segment(SHOWN)
        );
        let mut lines = String::from("\n");
        let mut line = |name: &str, what: &str| {
            // Writing into a text does not fail.
            let _ = writeln!(lines, "  {name:<11} {what}");
        };
        if let Some(path) = &self.sign_in {
            line("Sign in", &format!("{url}{path}"));
            line("", "works once, within a day; for another:");
            line(
                "",
                &format!("{program} user sign-in-link {EMAIL} --data {data}"),
            );
        }
        if basekey_http::has_pages() {
            line("Builder Hub", &format!("{url}/create/tokens"));
        }
        line(
            "Demo base",
            &format!("{base}  {NAME}: Clients, Projects, Tasks"),
        );
        if self.token.is_some() {
            line("Token", token);
            line("", "all scopes, every base; shown only now");
        } else {
            line("Token", "shown when it was made; for another:");
            let create = "token create --all-scopes --access all --data";
            line("", &format!("{program} {create} {data}"));
        }
        let _ = write!(lines, "\nTry it:\n\n  {call}\n\n");
        lines
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_fits_its_table_and_names_what_is_there() {
        let tables: Value = serde_json::from_str(TABLES).unwrap();
        let mut total = 0;
        for (name, rows) in ROWS {
            let table = tables
                .as_array()
                .unwrap()
                .iter()
                .find(|table| text(table, "name") == name)
                .unwrap();
            let fields: BTreeSet<_> = list(table, "fields")
                .iter()
                .map(|field| text(field, "name"))
                .collect();
            let rows = read(rows.as_bytes()).unwrap();
            total += rows.len();
            for row in &rows {
                assert!(
                    row.keys().all(|key| fields.contains(key.as_str())),
                    "{row:?}"
                );
            }
        }
        assert!((180..=220).contains(&total), "{total}");
        let names = |rows: &str, field: &str| -> BTreeSet<String> {
            read(rows.as_bytes())
                .unwrap()
                .iter()
                .filter_map(|row| Some(row.get(field)?.as_str().unwrap().to_owned()))
                .collect()
        };
        // The only person there is.
        assert_eq!(names(ROWS[1].1, "Lead"), BTreeSet::from([EMAIL.to_owned()]));
        assert_eq!(
            names(ROWS[2].1, "Reviewers"),
            BTreeSet::from([EMAIL.to_owned()])
        );
        assert!(names(ROWS[1].1, "Client").is_subset(&names(ROWS[0].1, "Name")));
        assert!(names(ROWS[2].1, "Project").is_subset(&names(ROWS[1].1, "Name")));
    }

    #[test]
    fn the_call_is_shown_with_the_token_once() {
        let first = Welcome {
            base: "appX".into(),
            token: Some("T0".into()),
            sign_in: Some("/sign-in?code=1".into()),
        };
        let said = first.text("http://h:1", Path::new("data"));
        assert!(
            said.contains(
                "curl -H 'Authorization: Bearer T0' 'http://h:1/v0/appX/Projects?maxRecords=3'"
            ),
            "{said}"
        );
        assert!(said.contains("http://h:1/sign-in?code=1"));
        let later = Welcome {
            token: None,
            sign_in: None,
            ..first
        }
        .text("http://h:1", Path::new("data"));
        assert!(
            !later.contains("T0") && !later.contains("sign-in?"),
            "{later}"
        );
    }
}
