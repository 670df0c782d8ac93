//! `basekey formula`: trying formulas without a server.

use std::io::{BufWriter, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use basekey_formula::cases::{Case, CaseError, run};
use basekey_formula::{Bounds, Context, explain};
use basekey_model::time::Clock as _;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::usage;
use crate::out;
use crate::system::SystemClock;

#[derive(Debug, Subcommand)]
pub(crate) enum FormulaCommand {
    /// Print what a formula gives
    #[command(after_help = "\
Examples:
  basekey formula eval '1 + 2 * 3'
  basekey formula eval '{Price} * 2' --record record.json
  basekey formula eval --cases cases.json

A record is {\"fields\": {\"Price\": {\"type\": \"number\", \"value\": 5}}}, with the types and values
of the Web API, and perhaps {\"record\": {\"id\", \"createdTime\", \"lastModifiedTime\"}}. Cases are a
list of such objects, each with an id and a formula; each gives one line of JSON with the id and
the value or the error.")]
    Eval(EvalArgs),
    /// Show how a formula is understood: its parts, type, fields, and what a store decides
    #[command(after_help = "\
Examples:
  basekey formula explain 'AND({Price} > 5, FIND(\"x\", {Name}))' --record record.json")]
    Explain(ExplainArgs),
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// The formula
    #[arg(required_unless_present = "cases", conflicts_with = "cases")]
    formula: Option<String>,
    /// A file with the fields and cells of a record
    #[arg(long, value_name = "FILE", conflicts_with = "cases")]
    record: Option<PathBuf>,
    /// A file with a list of cases
    #[arg(long, value_name = "FILE")]
    cases: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The formula
    formula: String,
    /// A file with the fields of a record
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
}

impl FormulaCommand {
    pub(crate) fn run(&self, as_json: bool) -> Result<ExitCode> {
        let context = Context::new(SystemClock.now(), Bounds::default());
        match self {
            Self::Eval(args) => match (&args.cases, &args.formula) {
                (Some(file), _) => cases(file, &context),
                (None, Some(formula)) => {
                    let record = record(args.record.as_ref())?;
                    eval(formula, &record, &context, as_json)
                }
                (None, None) => Err(usage("a formula or --cases FILE is needed")),
            },
            Self::Explain(args) => {
                let case = Case::read(&record(args.record.as_ref())?)?;
                match explain::explain(&args.formula, case.table(), &context.bounds) {
                    Ok(text) if as_json => out::json(&json!({ "explanation": text })),
                    Ok(text) => out::text(text),
                    Err(problems) => {
                        let told: Vec<String> = problems
                            .iter()
                            .map(|problem| problem.caret(&args.formula))
                            .collect();
                        bail!("the formula is not valid\n{}", told.join("\n"));
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

/// A record as a file has it; without one, a record without fields.
fn record(file: Option<&PathBuf>) -> Result<Value> {
    match file {
        None => Ok(json!({})),
        Some(file) => read(file),
    }
}

fn read(file: &PathBuf) -> Result<Value> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no JSON", file.display()))
}

fn eval(formula: &str, record: &Value, context: &Context, as_json: bool) -> Result<ExitCode> {
    let case = Case::read(record)?;
    match case.evaluate(formula, context) {
        Ok(value) if as_json => out::json(&json!({ "value": value })),
        Ok(Value::String(text)) => out::line(text),
        Ok(Value::Null) => out::line(""),
        Ok(value) => out::line(value.to_string()),
        Err(CaseError::Formula(problem)) => {
            bail!("the formula is not valid\n{}", problem.caret(formula));
        }
        Err(error) => return Err(error.into()),
    }
    Ok(ExitCode::SUCCESS)
}

/// One line of JSON for each case. That a formula is not valid is a result like
/// others.
fn cases(file: &PathBuf, context: &Context) -> Result<ExitCode> {
    let cases = read(file)?;
    let Some(cases) = cases.as_array() else {
        bail!("{} is no list of cases", file.display());
    };
    let mut lines = BufWriter::new(std::io::stdout().lock());
    for case in cases {
        let line = match run(case, context) {
            Ok(value) => json!({ "id": case["id"], "value": value }),
            Err(error) => json!({ "id": case["id"], "error": error.to_string() }),
        };
        writeln!(lines, "{line}")?;
    }
    lines.flush()?;
    Ok(ExitCode::SUCCESS)
}
