//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::cmd;

const ABOUT: &str = "Self-hosted bases with Airtable's Web API, opened only by scoped tokens";

const LONG_ABOUT: &str = "\
Basekey keeps bases in one directory and serves them under Airtable's Web API.
Every call is decided by a personal access token.

`basekey serve` runs the server. The other commands manage it: while a server
runs on the directory they talk to it over its private socket, otherwise they
open the directory themselves.";

const EXAMPLES: &str = "\
Examples:
  Try it with a demo base:
    basekey serve --demo

  Begin from nothing:
    basekey user create --email ann@example.com
    basekey base create --user ann@example.com --name Projects
    basekey token create --user ann@example.com --name Script --all-scopes --access all
    basekey serve

  Bring a file in:
    basekey import csv movies.csv --base appXXXXXXXXXXXXXX

Exit status: 0 done, 1 failed, 2 wrong command line.";

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "basekey", version, about = ABOUT, long_about = LONG_ABOUT, after_help = EXAMPLES)]
#[command(
    arg_required_else_help = true,
    max_term_width = 100,
    infer_subcommands = false
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Common options")]
pub(crate) struct Global {
    /// The directory that holds everything [default: ./data]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "BASEKEY_DATA",
        hide_env_values = true
    )]
    pub(crate) data: Option<PathBuf>,
    /// A configuration file; `basekey config` prints one with every key
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "BASEKEY_CONFIG",
        hide_env_values = true
    )]
    pub(crate) config: Option<PathBuf>,
    /// Print the result as one JSON object
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server
    #[command(after_help = "\
Examples:
  basekey serve
  basekey serve --data /var/lib/basekey --listen 127.0.0.1:8080
  basekey serve --listen 127.0.0.1:0 --ready-file /run/basekey.ready
  BASEKEY_LOG__FORMAT=json basekey serve --config basekey.toml")]
    Serve(cmd::serve::ServeArgs),
    /// People: create, list, deactivate, let them sign in
    #[command(subcommand)]
    User(cmd::user::UserCommand),
    /// Workspaces: create, list, share
    #[command(subcommand)]
    Workspace(cmd::workspace::WorkspaceCommand),
    /// Bases: create, list, share, delete and restore their tables and fields
    #[command(subcommand)]
    Base(cmd::base::BaseCommand),
    /// Personal access tokens: create, change, pause, regenerate, revoke
    #[command(subcommand)]
    Token(cmd::token::TokenCommand),
    /// Bring files into a base
    #[command(subcommand)]
    Import(cmd::import::ImportCommand),
    /// Formulas: what they give, and how they are understood
    #[command(subcommand)]
    Formula(cmd::formula::FormulaCommand),
    /// Copy the whole store into one file, also while a server runs
    #[command(after_help = "\
Examples:
  basekey backup basekey-2026-11-25.db
  basekey backup --data /var/lib/basekey /backups/monday.db")]
    Backup(cmd::backup::BackupArgs),
    /// Make a data directory from a backup
    #[command(after_help = "\
Example:
  basekey restore basekey-2026-11-25.db --data ./restored")]
    Restore(cmd::backup::RestoreArgs),
    /// Check that the store is sound, also while a server runs
    #[command(after_help = "\
Every check prints ok or FAIL with what is wrong; the exit status is 1 if one fails.
Nothing is changed.")]
    Doctor,
    /// Print the default configuration, with every key explained
    #[command(after_help = "\
Example:
  basekey config > basekey.toml && basekey serve --config basekey.toml")]
    Config {
        /// Print what is in force here instead: file, environment and flags over the defaults
        #[arg(long)]
        effective: bool,
    },
    /// Print a completion script for a shell
    #[command(after_help = "\
Example:
  basekey completions bash > ~/.local/share/bash-completion/completions/basekey")]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn scopes_may_follow_each_other_in_every_way() {
        let (read, write) = ("data.records:read", "data.records:write");
        for scopes in [
            &["--scope", read, write][..],
            &["--scope", read, "--scope", write],
            &["--scopes", "data.records:read,data.records:write"],
        ] {
            let mut line = vec!["basekey", "token", "create", "--access", "all"];
            line.extend(scopes);
            line.push("--json");
            let cli = Cli::try_parse_from(line).unwrap();
            let said = format!("{:?}", cli.command);
            assert!(
                said.contains("RecordsRead") && said.contains("RecordsWrite"),
                "{said}"
            );
        }
    }

    #[test]
    fn every_scope_there_is_can_be_given() {
        for info in &basekey_access::SCOPES {
            let line = ["basekey", "token", "create", "--access", "all", "--scope"];
            let line = line.into_iter().chain([info.name]);
            let cli = Cli::try_parse_from(line).unwrap();
            let said = format!("{:?}", cli.command);
            assert!(said.contains(&format!("{:?}", info.scope)), "{said}");
        }
    }

    #[test]
    fn every_command_teaches() {
        fn walk(command: &clap::Command, path: &str) {
            let path = format!("{path} {}", command.get_name());
            assert!(command.get_about().is_some(), "{path} has no description");
            for arg in command.get_arguments() {
                assert!(
                    arg.get_help().is_some(),
                    "{path}: {} has no help",
                    arg.get_id()
                );
            }
            for inner in command.get_subcommands() {
                walk(inner, &path);
            }
        }
        walk(&Cli::command(), "");
    }
}
