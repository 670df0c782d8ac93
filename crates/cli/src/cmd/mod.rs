//! The commands.

pub(crate) mod backup;
pub(crate) mod base;
pub(crate) mod doctor;
pub(crate) mod formula;
pub(crate) mod import;
pub(crate) mod serve;
pub(crate) mod share;
pub(crate) mod token;
pub(crate) mod user;
pub(crate) mod workspace;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::CommandFactory;
use serde_json::Value;

use crate::args::{Cli, Command};
use crate::client::{Api, Missing};
use crate::config::{self, Config, Flags};
use crate::out;

/// A command line that clap could read but that makes no sense.
#[derive(Debug)]
pub(crate) struct Usage(String);

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Usage {}

/// A wrong command line, as an error.
pub(crate) fn usage(words: impl Into<String>) -> anyhow::Error {
    Usage(words.into()).into()
}

/// Runs a command; the exit code is 0 unless the command says otherwise.
pub(crate) fn run(cli: Cli) -> Result<ExitCode> {
    let as_json = cli.global.json;
    match &cli.command {
        Command::Config { effective: false } => {
            out::text(config::DEFAULT);
            return Ok(ExitCode::SUCCESS);
        }
        Command::Formula(command) => return command.run(as_json),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "basekey", &mut script);
            out::text(String::from_utf8_lossy(&script));
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let mut flags = Flags {
        data: cli.global.data,
        ..Flags::default()
    };
    if let Command::Serve(args) = &cli.command {
        flags.listen.clone_from(&args.listen);
        flags.public_url.clone_from(&args.public_url);
    }
    let config = Config::load(cli.global.config.as_ref(), flags)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(workers(&config, &cli.command))
        .thread_name("basekey")
        .enable_all()
        .build()
        .context("starting threads")?;
    let done = runtime.block_on(async {
        match cli.command {
            Command::Serve(args) => serve::run(&config, &args, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::User(command) => command
                .run(&config, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Workspace(command) => command
                .run(&config, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Base(command) => command
                .run(&config, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Token(command) => command
                .run(&config, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Import(command) => command.run(&config, as_json).await,
            Command::Backup(args) => backup::backup(&config, &args, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Restore(args) => backup::restore(&config, &args, as_json)
                .await
                .map(|()| ExitCode::SUCCESS),
            Command::Doctor => doctor::run(&config, as_json).await,
            Command::Config { .. } | Command::Completions { .. } | Command::Formula(_) => {
                print_effective(&config, as_json)?;
                Ok(ExitCode::SUCCESS)
            }
        }
    });
    // What still runs on other threads has nothing to add.
    runtime.shutdown_background();
    done
}

fn workers(config: &Config, command: &Command) -> usize {
    match (command, config.workers) {
        (Command::Serve(_), 0) => {
            // A lone write is stored on the thread that answers it, which waits for the disk
            // meanwhile; another must be there for everybody else.
            std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2))
        }
        (Command::Serve(_), set) => set,
        _ => 2,
    }
}

fn print_effective(config: &Config, as_json: bool) -> Result<()> {
    if as_json {
        out::json(&serde_json::to_value(config)?);
    } else {
        out::text(toml::to_string(config)?);
    }
    Ok(())
}

/// Runs something with the API and lets go of the store whatever comes of it.
pub(crate) async fn with_api<T>(
    config: &Config,
    missing: Missing,
    work: impl AsyncFnOnce(&Api) -> Result<T>,
) -> Result<T> {
    let api = Api::open(config, missing).await?;
    let done = work(&api).await;
    let closed = api.close().await;
    let done = done?;
    closed?;
    Ok(done)
}

/// A text of a JSON object; empty if it is not there.
pub(crate) fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value[key].as_str().unwrap_or_default()
}

/// The items of a list in a JSON object.
pub(crate) fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(&[], Vec::as_slice)
}

/// `1 user`, `2 users`.
pub(crate) fn count(number: impl Into<u64>, thing: &str) -> String {
    let number = number.into();
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

/// A time without its milliseconds, for tables.
pub(crate) fn short_time(time: &str) -> String {
    match time.split_once('.') {
        Some((seconds, _)) => seconds.replace('T', " "),
        None => time.to_owned(),
    }
}

/// The user of this e-mail or id, from the list of all.
pub(crate) async fn find_user(api: &Api, who: &str) -> Result<Value> {
    let answer = api.get("/api/users", None).await?;
    let wanted = who.trim().to_lowercase();
    let found = list(&answer, "users")
        .iter()
        .find(|user| text(user, "id") == who || text(user, "email") == wanted);
    found
        .cloned()
        .with_context(|| format!("there is no user {who}; `basekey user list` shows all"))
}
