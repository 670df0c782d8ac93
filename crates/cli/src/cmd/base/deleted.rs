//! Deleting tables and fields of a base, and bringing them back.

use anyhow::Result;
use clap::Args;
use hyper::Method;
use serde_json::{Value, json};

use super::super::{list, short_time, text};
use crate::client::{Api, segment};
use crate::out;

#[derive(Debug, Args)]
pub(crate) struct DeleteTableArgs {
    /// The base's id
    #[arg(value_name = "app…")]
    base: String,
    /// The table: its id or name
    #[arg(value_name = "TABLE")]
    table: String,
}

#[derive(Debug, Args)]
pub(crate) struct DeleteFieldArgs {
    /// The base's id
    #[arg(value_name = "app…")]
    base: String,
    /// The table: its id or name
    #[arg(value_name = "TABLE")]
    table: String,
    /// The field: its id or name
    #[arg(value_name = "FIELD")]
    field: String,
}

#[derive(Debug, Args)]
pub(crate) struct DeletedArgs {
    /// The base's id
    #[arg(value_name = "app…")]
    base: String,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The base's id
    #[arg(value_name = "app…")]
    base: String,
    /// What to bring back: its id, as `basekey base deleted` shows it
    #[arg(value_name = "tbl…|fld…")]
    id: String,
}

/// Deletes a table.
pub(super) async fn delete_table(api: &Api, args: &DeleteTableArgs, as_json: bool) -> Result<()> {
    let path = format!(
        "/api/bases/{}/tables/{}",
        segment(&args.base),
        segment(&args.table)
    );
    let what = format!("table {}", args.table);
    delete(api, &args.base, &path, &what, as_json).await
}

/// Deletes a field.
pub(super) async fn delete_field(api: &Api, args: &DeleteFieldArgs, as_json: bool) -> Result<()> {
    let path = format!(
        "/api/bases/{}/tables/{}/fields/{}",
        segment(&args.base),
        segment(&args.table),
        segment(&args.field)
    );
    let what = format!("field {} of table {}", args.field, args.table);
    delete(api, &args.base, &path, &what, as_json).await
}

async fn delete(api: &Api, base: &str, path: &str, what: &str, as_json: bool) -> Result<()> {
    let gone = api.call(Method::DELETE, path, None, None).await?;
    if as_json {
        out::json(&gone);
        return Ok(());
    }
    out::line(format!("Deleted the {what}{}.", also(&gone)));
    out::line(format!(
        "It can be restored for a while: basekey base restore {base} {}",
        text(&gone, "id")
    ));
    Ok(())
}

/// Lists what can be restored.
pub(super) async fn show(api: &Api, args: &DeletedArgs, as_json: bool) -> Result<()> {
    let path = format!("/api/bases/{}/deleted", segment(&args.base));
    let answer = api.get(&path, None).await?;
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let rows: Vec<_> = list(&answer, "deleted")
        .iter()
        .map(|gone| {
            vec![
                text(gone, "id").to_owned(),
                text(gone, "kind").to_owned(),
                out::brief(text(gone, "name"), 40),
                out::brief(text(gone, "tableName"), 40),
                short_time(text(gone, "deletedTime")),
                short_time(text(gone, "restorableUntil")),
            ]
        })
        .collect();
    if rows.is_empty() {
        out::line("Nothing was deleted lately.");
        return Ok(());
    }
    let headings = [
        "ID",
        "KIND",
        "NAME",
        "OF TABLE",
        "DELETED",
        "RESTORABLE UNTIL",
    ];
    out::text(out::table(&headings, &rows));
    Ok(())
}

/// Brings a table or field back.
pub(super) async fn restore(api: &Api, args: &RestoreArgs, as_json: bool) -> Result<()> {
    let path = format!(
        "/api/bases/{}/deleted/{}/restore",
        segment(&args.base),
        segment(&args.id)
    );
    let back = api.post(&path, &json!({}), None).await?;
    if as_json {
        out::json(&back);
    } else {
        out::line(format!(
            "Restored {} ({}){}.",
            text(&back, "name"),
            text(&back, "id"),
            also(&back)
        ));
    }
    Ok(())
}

/// What went or came along: the other sides of links.
fn also(answer: &Value) -> String {
    let names: Vec<_> = list(answer, "also")
        .iter()
        .map(|field| {
            let (name, id) = (text(field, "name"), text(field, "fieldId"));
            format!("field {name} ({id})")
        })
        .collect();
    if names.is_empty() {
        return String::new();
    }
    format!(", and with it {}", names.join(", "))
}
