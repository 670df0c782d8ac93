//! `basekey import`.

mod file;
mod plan;
mod rejects;
mod send;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand, ValueEnum};
use hyper::Method;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use self::file::Scan;
use self::plan::{Plan, Target};
use self::rejects::Rejects;
use super::{list, text, usage, with_api};
use crate::client::{Api, Missing, segment};
use crate::config::Config;
use crate::out;

#[derive(Debug, Subcommand)]
pub(crate) enum ImportCommand {
    /// Bring a CSV file into a table
    #[command(after_help = "\
The first row holds the names of the columns. Types are inferred from all rows and
shown before anything is written. A table of the file's name is made, unless --table
names one: rows are added to a table that is there, column by name.

A cell that its field does not take is left blank and reported. An import that was
interrupted goes on where it stopped when the same command is given again.

Examples:
  basekey import csv movies.csv --base appXXXXXXXXXXXXXX
  basekey import csv movies.csv --base appXXXXXXXXXXXXXX --table Films --types \"Budget=currency:$,Released=date:us\"
  basekey import csv more.csv --base appXXXXXXXXXXXXXX --table Films --yes --rejects rejects.csv")]
    Csv(Box<CsvArgs>),
}

#[derive(Debug, Args)]
pub(crate) struct CsvArgs {
    /// The file: UTF-8, with a row of column names
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The base it goes into
    #[arg(long, value_name = "app…")]
    base: String,
    /// The table: name or id of one that is there, or the name of a new one [default: the file's name]
    #[arg(long, value_name = "TABLE")]
    table: Option<String>,
    /// Who makes the records: e-mail or id [default: the instance's owner]
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// Write without asking
    #[arg(long, short)]
    yes: bool,
    /// Types of columns, instead of the inferred ones; `skip` leaves a column out
    #[arg(
        long = "types",
        visible_alias = "type",
        value_name = "COLUMN=TYPE[:DETAIL]",
        value_delimiter = ','
    )]
    types: Vec<String>,
    /// What separates cells: a character, or `tab` [default: found out]
    #[arg(long, value_name = "CHAR", value_parser = delimiter)]
    delimiter: Option<u8>,
    /// What becomes of columns that an existing table has no field for
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = NewColumns::Refuse)]
    new_columns: NewColumns,
    /// Write all rejected cells into this CSV file
    #[arg(long, value_name = "FILE")]
    rejects: Option<PathBuf>,
    /// Begin anew even if an import of this file was interrupted; its rows stay
    #[arg(long)]
    restart: bool,
}

/// What becomes of columns without a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum NewColumns {
    /// Write nothing and name them
    Refuse,
    /// Add fields for them
    Add,
    /// Leave them out
    Skip,
}

fn delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [one]) if one.is_ascii() && *one != b'"' => Ok(*one),
        _ => Err("one ASCII character, or tab".to_owned()),
    }
}

impl ImportCommand {
    pub(crate) async fn run(self, config: &Config, as_json: bool) -> Result<ExitCode> {
        let Self::Csv(args) = self;
        // Told before a large file is read for nothing.
        if !args.file.is_file() {
            bail!("there is no file {}", args.file.display());
        }
        with_api(config, Missing::Refuse, async |api| {
            csv(api, &args, as_json).await
        })
        .await
    }
}

async fn csv(api: &Api, args: &CsvArgs, as_json: bool) -> Result<ExitCode> {
    let user = args.user.as_deref();
    let schema_path = format!("/v0/meta/bases/{}/tables", segment(&args.base));
    let schema = api
        .get(&schema_path, user)
        .await
        .with_context(|| format!("looking up the base {}", args.base))?;
    let scan = read_through(args, as_json).await?;
    let asked = Asked::new(args, &schema)?;
    let planned = plan::make(
        &scan,
        &asked.table,
        asked.existing,
        &args.types,
        args.new_columns,
    )?;

    if asked.goes_on_or_fails {
        // A table of the file's name is there: made by an interrupted import
        // of this very file, or by someone else. Which it is shows below.
    } else {
        let words = if as_json { out::say } else { out::line };
        words(planned.show(&scan, &args.file));
        if !args.yes && out::confirm("Write this?") == Some(false) {
            out::say("Nothing was written.");
            return Ok(ExitCode::FAILURE);
        }
    }

    let imports = format!("/api/bases/{}/imports", segment(&args.base));
    let beginning = json!({ "file": scan.sha256, "plan": planned });
    let mut begun = api.post(&imports, &beginning, user).await?;
    if begun["resumed"] == true && args.restart {
        api.post(
            &format!("{imports}/{}/finish", text(&begun, "id")),
            &json!({}),
            user,
        )
        .await?;
        begun = api.post(&imports, &beginning, user).await?;
    }
    let import = text(&begun, "id").to_owned();
    let at = format!("{imports}/{import}");
    let resumed = begun["resumed"] == true;
    if asked.goes_on_or_fails && !resumed {
        api.post(&format!("{at}/finish"), &json!({}), user).await?;
        return Err(usage(format!(
            "there is a table \"{0}\" in this base already; add the rows to it with --table \"{0}\", or name a new one with --table",
            asked.table
        )));
    }
    let plan: Plan = if resumed {
        serde_json::from_value(begun["plan"].clone())
            .context("the interrupted import has a plan of another program")?
    } else {
        planned
    };
    let done = begun["done"].as_u64().unwrap_or(0);
    if resumed {
        out::say(format!(
            "An interrupted import of this file goes on after row {} with its plan.",
            done + 1
        ));
    }
    let table = match prepare(api, &schema_path, &schema, &plan, user).await {
        Ok(table) => table,
        Err(error) => {
            // With nothing stored there is nothing to go on with.
            if done == 0 {
                api.post(&format!("{at}/finish"), &json!({}), user).await?;
            }
            return Err(error);
        }
    };

    let mut rejects = Rejects::new(args.rejects.as_deref(), done > 0)?;
    let job = send::Job {
        api,
        at: &at,
        user,
        table: &table,
        plan: &plan,
        file: &args.file,
        done,
        rows: scan.rows,
    };
    let bar = bar(scan.rows, done, as_json);
    let sent = send::run(&job, &mut rejects, &bar).await;
    bar.finish_and_clear();
    rejects.flush()?;
    let sent = sent?;
    if !sent.interrupted {
        api.post(&format!("{at}/finish"), &json!({}), user).await?;
    }
    report(
        &Outcome {
            import: &import,
            base: &args.base,
            table: &table,
            resumed_at: done,
            sent: &sent,
        },
        &rejects,
        as_json,
    );
    Ok(if sent.interrupted {
        ExitCode::from(130)
    } else {
        ExitCode::SUCCESS
    })
}

/// Where the rows are to go.
struct Asked<'s> {
    table: String,
    existing: Option<&'s Value>,
    /// The table was not named, but one of the file's name is there.
    goes_on_or_fails: bool,
}

impl<'s> Asked<'s> {
    fn new(args: &CsvArgs, schema: &'s Value) -> Result<Self> {
        let find = |name: &str| {
            let tables = list(schema, "tables");
            tables
                .iter()
                .find(|table| text(table, "id") == name)
                .or_else(|| tables.iter().find(|table| text(table, "name") == name))
                .or_else(|| {
                    tables
                        .iter()
                        .find(|table| text(table, "name").to_lowercase() == name.to_lowercase())
                })
        };
        if let Some(name) = &args.table {
            let existing = find(name);
            let table = existing
                .map_or(name.as_str(), |table| text(table, "name"))
                .to_owned();
            return Ok(Self {
                table,
                existing,
                goes_on_or_fails: false,
            });
        }
        let stem = args
            .file
            .file_stem()
            .and_then(|stem| stem.to_str())
            .unwrap_or_default()
            .trim();
        if stem.is_empty() {
            return Err(usage("name the table with --table"));
        }
        let goes_on_or_fails = find(stem).is_some();
        // Planned as a new table either way, as it was the first time.
        Ok(Self {
            table: stem.to_owned(),
            existing: None,
            goes_on_or_fails,
        })
    }
}

/// Reads the whole file once: its hash, its columns and what is in them.
async fn read_through(args: &CsvArgs, quiet: bool) -> Result<Scan> {
    let (path, delimiter) = (args.file.clone(), args.delimiter);
    let bytes = std::fs::metadata(&path).map_or(0, |file| file.len());
    let bar = if quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(bytes)
    };
    bar.set_style(style("Reading {bar:30} {bytes}/{total_bytes}"));
    let in_thread = bar.clone();
    let scan = tokio::task::spawn_blocking(move || {
        let delimiter = match delimiter {
            Some(delimiter) => delimiter,
            None => file::sniff(&path)?,
        };
        file::scan(&path, delimiter, &|bytes| in_thread.set_position(bytes))
    })
    .await?;
    bar.finish_and_clear();
    scan.with_context(|| format!("reading {}", args.file.display()))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

fn bar(rows: u64, done: u64, quiet: bool) -> ProgressBar {
    let bar = if quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::new(rows)
    };
    bar.set_style(style("Writing {bar:30} {pos}/{len} rows, {eta} left"));
    bar.set_position(done);
    bar.reset_eta();
    bar
}

/// The table that the rows go into, made or completed as the plan says. What
/// an interrupted import made already is found again by name.
async fn prepare(
    api: &Api,
    path: &str,
    schema: &Value,
    plan: &Plan,
    user: Option<&str>,
) -> Result<Value> {
    let find = |schema: &Value| {
        let same = |table: &&Value| text(table, "name").to_lowercase() == plan.table.to_lowercase();
        list(schema, "tables").iter().find(same).cloned()
    };
    let mut table = match find(schema) {
        Some(table) => table,
        None if plan.new => {
            let body = json!({ "name": plan.table, "fields": plan.drafts() });
            api.post(path, &body, user)
                .await
                .with_context(|| format!("making the table \"{}\"", plan.table))?
        }
        None => bail!(
            "the table \"{}\" that the import went into is gone",
            plan.table
        ),
    };
    for column in &plan.columns {
        let Target::New { field, draft } = &column.target else {
            continue;
        };
        if plan::field_named(&table, field).is_some() {
            continue;
        }
        let fields = format!("{path}/{}/fields", segment(text(&table, "id")));
        let made = api
            .call(Method::POST, &fields, Some(&draft.named(field)), user)
            .await
            .with_context(|| format!("adding the field \"{field}\""))?;
        if let Some(fields) = table["fields"].as_array_mut() {
            fields.push(made);
        }
    }
    Ok(table)
}

struct Outcome<'a> {
    import: &'a str,
    base: &'a str,
    table: &'a Value,
    resumed_at: u64,
    sent: &'a send::Sent,
}

fn report(outcome: &Outcome<'_>, rejects: &Rejects, as_json: bool) {
    let Outcome {
        import,
        base,
        table,
        resumed_at,
        sent,
    } = outcome;
    let here = sent.done - resumed_at;
    let rate = (here as f64 / sent.seconds.max(0.001)).round();
    if as_json {
        out::json(&json!({
            "id": import, "base": base, "table": text(table, "name"), "tableId": text(table, "id"),
            "rows": sent.done, "resumedAt": resumed_at, "finished": !sent.interrupted,
            "rejected": rejects.first(), "rejectedCount": rejects.count(),
            "seconds": (sent.seconds * 1000.0).round() / 1000.0, "rowsPerSecond": rate,
        }));
        return;
    }
    out::text(rejects.text());
    out::line(format!(
        "{} in \"{}\" ({}), {here} of them now, in {:.1} s ({rate} rows/s); {} rejected.",
        super::count(sent.done, "row"),
        text(table, "name"),
        text(table, "id"),
        sent.seconds,
        super::count(rejects.count(), "cell"),
    ));
    if sent.interrupted {
        out::line(format!(
            "Interrupted after row {}. The same command goes on from there.",
            sent.done + 1
        ));
    }
}
