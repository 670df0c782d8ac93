//! `basekey base`.

mod deleted;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use self::deleted::{DeleteFieldArgs, DeleteTableArgs, DeletedArgs, RestoreArgs};
use super::share::{self, CollaboratorsArgs, ShareArgs, UnshareArgs};
use super::{list, text, usage, with_api};
use crate::client::{Api, Missing, segment};
use crate::config::Config;
use crate::out;

const KIND: &str = "bases";

#[derive(Debug, Subcommand)]
pub(crate) enum BaseCommand {
    /// Make a base, with the tables of a file or with one to begin with
    #[command(after_help = "\
FILE holds what Airtable's create-base call takes: a list of tables, or an object
with the key `tables`. Without it the base begins with one table.

Examples:
  basekey base create --user ann@example.com --name Projects
  basekey base create --workspace wspXXXXXXXXXXXXXX --name CRM --tables tables.json

  tables.json:
    [{\"name\": \"People\", \"fields\": [
      {\"name\": \"Name\", \"type\": \"singleLineText\"},
      {\"name\": \"Age\", \"type\": \"number\", \"options\": {\"precision\": 0}}]}]")]
    Create(CreateArgs),
    /// List bases
    List(ListArgs),
    /// Show a base's tables and fields
    Show(ShowArgs),
    /// Delete a table with its records; it can be restored for a while
    #[command(after_help = "Example:\n  basekey base delete-table appXXXXXXXXXXXXXX Tasks")]
    DeleteTable(DeleteTableArgs),
    /// Delete a field with its cells; it can be restored for a while
    #[command(after_help = "Example:\n  basekey base delete-field appXXXXXXXXXXXXXX Tasks Notes")]
    DeleteField(DeleteFieldArgs),
    /// List deleted tables and fields that can be restored
    Deleted(DeletedArgs),
    /// Bring a deleted table or field back, with its cells and links
    #[command(after_help = "\
If its name was taken meanwhile, it gets a number.

Examples:
  basekey base restore appXXXXXXXXXXXXXX tblXXXXXXXXXXXXXX
  basekey base restore appXXXXXXXXXXXXXX fldXXXXXXXXXXXXXX")]
    Restore(RestoreArgs),
    /// Give someone a role on a base, or change it
    #[command(
        after_help = "Example:\n  basekey base share appXXXXXXXXXXXXXX --with bob@example.com --role read"
    )]
    Share(ShareArgs),
    /// Take someone's role away
    Unshare(UnshareArgs),
    /// List who collaborates on a base
    Collaborators(CollaboratorsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Where it will live [default: the user's only workspace]
    #[arg(long, value_name = "wsp…")]
    workspace: Option<String>,
    /// What it is called
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Its tables, as Airtable's create-base call takes them; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    tables: Option<PathBuf>,
    /// Who makes it: e-mail or id [default: the instance's owner]
    #[arg(long, value_name = "USER", visible_alias = "owner")]
    user: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// As this user sees them: e-mail or id [default: all]
    #[arg(long, value_name = "USER")]
    user: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The base's id
    #[arg(value_name = "app…")]
    id: String,
}

impl BaseCommand {
    pub(crate) async fn run(self, config: &Config, as_json: bool) -> Result<()> {
        with_api(config, Missing::Refuse, async |api| match &self {
            Self::Create(args) => create(api, args, as_json).await,
            Self::List(args) => show_all(api, args, as_json).await,
            Self::Show(args) => show(api, args, as_json).await,
            Self::DeleteTable(args) => deleted::delete_table(api, args, as_json).await,
            Self::DeleteField(args) => deleted::delete_field(api, args, as_json).await,
            Self::Deleted(args) => deleted::show(api, args, as_json).await,
            Self::Restore(args) => deleted::restore(api, args, as_json).await,
            Self::Share(args) => share::share(api, KIND, args, as_json).await,
            Self::Unshare(args) => share::unshare(api, KIND, args, as_json).await,
            Self::Collaborators(args) => share::collaborators(api, KIND, args, as_json).await,
        })
        .await
    }
}

async fn create(api: &Api, args: &CreateArgs, as_json: bool) -> Result<()> {
    let user = args.user.as_deref();
    let tables = match &args.tables {
        Some(file) => read_tables(file)?,
        None => first_table(),
    };
    let workspace = match &args.workspace {
        Some(id) => id.clone(),
        None => only_workspace(api, user).await?,
    };
    let body = json!({ "name": args.name, "workspaceId": workspace, "tables": tables });
    let mut made = api.post("/v0/meta/bases", &body, user).await?;
    made["name"] = json!(args.name);
    made["workspaceId"] = json!(workspace);
    if as_json {
        out::json(&made);
        return Ok(());
    }
    out::line(format!(
        "Made the base {} ({}).",
        args.name,
        text(&made, "id")
    ));
    for table in list(&made, "tables") {
        out::line(format!("  {}  {}", text(table, "id"), text(table, "name")));
    }
    Ok(())
}

fn read_tables(file: &PathBuf) -> Result<Value> {
    let name = file.display();
    let read = if file.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
    } else {
        std::fs::read_to_string(file)
    };
    let text = read.with_context(|| format!("reading {name}"))?;
    let mut value: Value =
        serde_json::from_str(&text).with_context(|| format!("{name} is not JSON"))?;
    match value {
        Value::Array(_) => Ok(value),
        Value::Object(_) if value["tables"].is_array() => Ok(value["tables"].take()),
        Value::Object(_) if value["fields"].is_array() => Ok(json!([value])),
        _ => Err(usage(format!(
            "{name} holds neither a list of tables nor an object with `tables`"
        ))),
    }
}

/// What a base begins with when nothing is said.
fn first_table() -> Value {
    let status = [
        ("Todo", "redLight2"),
        ("In progress", "yellowLight2"),
        ("Done", "greenLight2"),
    ];
    let choices: Vec<_> = status
        .iter()
        .map(|(name, color)| json!({ "name": name, "color": color }))
        .collect();
    json!([{
        "name": "Table 1",
        "fields": [
            { "name": "Name", "type": "singleLineText" },
            { "name": "Notes", "type": "multilineText" },
            { "name": "Status", "type": "singleSelect", "options": { "choices": choices } },
        ],
    }])
}

/// The workspace of a user who has one only.
async fn only_workspace(api: &Api, user: Option<&str>) -> Result<String> {
    let answer = api.get("/api/workspaces", user).await?;
    let own: Vec<_> = list(&answer, "workspaces")
        .iter()
        .filter(|workspace| matches!(text(workspace, "permissionLevel"), "create" | "owner"))
        .collect();
    match own.as_slice() {
        [one] => Ok(text(one, "id").to_owned()),
        [] => Err(usage(
            "this user has no workspace; make one with `basekey workspace create`",
        )),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|one| format!("  {}  {}", text(one, "id"), text(one, "name")))
                .collect();
            Err(usage(format!(
                "choose one of the user's workspaces with --workspace:\n{}",
                names.join("\n")
            )))
        }
    }
}

/// All bases, page by page.
pub(crate) async fn all_bases(api: &Api, user: Option<&str>) -> Result<Vec<Value>> {
    let mut found = Vec::new();
    let mut path = "/v0/meta/bases".to_owned();
    loop {
        let page = api.get(&path, user).await?;
        found.extend_from_slice(list(&page, "bases"));
        match page["offset"].as_str() {
            Some(offset) => path = format!("/v0/meta/bases?offset={}", segment(offset)),
            None => return Ok(found),
        }
    }
}

async fn show_all(api: &Api, args: &ListArgs, as_json: bool) -> Result<()> {
    let workspaces = api.get("/api/workspaces", args.user.as_deref()).await?;
    let home = |base: &str| {
        list(&workspaces, "workspaces")
            .iter()
            .find(|workspace| list(workspace, "baseIds").iter().any(|id| id == base))
            .map(|workspace| text(workspace, "id").to_owned())
    };
    let mut bases = all_bases(api, args.user.as_deref()).await?;
    for base in &mut bases {
        base["workspaceId"] = json!(home(text(base, "id")));
    }
    if as_json {
        out::json(&json!({ "bases": bases }));
        return Ok(());
    }
    let rows: Vec<_> = bases
        .iter()
        .map(|base| {
            vec![
                text(base, "id").to_owned(),
                out::brief(text(base, "name"), 50),
                text(base, "workspaceId").to_owned(),
            ]
        })
        .collect();
    out::text(out::table(&["ID", "NAME", "WORKSPACE"], &rows));
    Ok(())
}

async fn show(api: &Api, args: &ShowArgs, as_json: bool) -> Result<()> {
    let mut schema = api
        .get(
            &format!("/v0/meta/bases/{}/tables", segment(&args.id)),
            None,
        )
        .await?;
    if as_json {
        schema["id"] = json!(args.id);
        out::json(&schema);
        return Ok(());
    }
    for table in list(&schema, "tables") {
        out::line(format!("{}  {}", text(table, "id"), text(table, "name")));
        let rows: Vec<_> = list(table, "fields")
            .iter()
            .map(|field| {
                let indented = format!("  {}", text(field, "id"));
                vec![
                    indented,
                    out::brief(text(field, "name"), 50),
                    text(field, "type").to_owned(),
                ]
            })
            .collect();
        out::text(out::table(&["  FIELD", "NAME", "TYPE"], &rows));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn tables_come_as_a_list_an_object_or_one_table() {
        for (file, tables) in [
            (r#"[{"name":"T"}]"#, Some(r#"[{"name":"T"}]"#)),
            (
                r#"{"name":"B","tables":[{"name":"T"}]}"#,
                Some(r#"[{"name":"T"}]"#),
            ),
            (
                r#"{"name":"T","fields":[]}"#,
                Some(r#"[{"name":"T","fields":[]}]"#),
            ),
            (r#"{"name":"T"}"#, None),
            ("3", None),
            ("[", None),
        ] {
            let mut written = tempfile::NamedTempFile::new().unwrap();
            written.write_all(file.as_bytes()).unwrap();
            let read = read_tables(&written.path().to_path_buf());
            assert_eq!(
                read.ok().map(|value| value.to_string()).as_deref(),
                tables,
                "{file}"
            );
        }
    }
}
