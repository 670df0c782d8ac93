//! `basekey workspace`.

use anyhow::Result;
use clap::{Args, Subcommand};
use serde_json::json;

use super::share::{self, CollaboratorsArgs, ShareArgs, UnshareArgs};
use super::{list, short_time, text, with_api};
use crate::client::{Api, Missing};
use crate::config::Config;
use crate::out;

const KIND: &str = "workspaces";

#[derive(Debug, Subcommand)]
pub(crate) enum WorkspaceCommand {
    /// Make a workspace that a user owns
    #[command(
        after_help = "Example:\n  basekey workspace create --user ann@example.com --name Sales"
    )]
    Create(CreateArgs),
    /// List workspaces
    List(ListArgs),
    /// Give someone a role on a workspace and all its bases, or change it
    #[command(
        after_help = "Example:\n  basekey workspace share wspXXXXXXXXXXXXXX --with bob@example.com --role edit"
    )]
    Share(ShareArgs),
    /// Take someone's role away
    Unshare(UnshareArgs),
    /// List who collaborates on a workspace
    Collaborators(CollaboratorsArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Who will own it: e-mail or id [default: the instance's owner]
    #[arg(long, value_name = "USER", visible_alias = "owner")]
    user: Option<String>,
    /// What it is called
    #[arg(long, value_name = "NAME")]
    name: String,
}

#[derive(Debug, Args)]
pub(crate) struct ListArgs {
    /// Only those that this user collaborates on: e-mail or id
    #[arg(long, value_name = "USER")]
    user: Option<String>,
}

impl WorkspaceCommand {
    pub(crate) async fn run(self, config: &Config, as_json: bool) -> Result<()> {
        with_api(config, Missing::Refuse, async |api| match &self {
            Self::Create(args) => create(api, args, as_json).await,
            Self::List(args) => show_all(api, args, as_json).await,
            Self::Share(args) => share::share(api, KIND, args, as_json).await,
            Self::Unshare(args) => share::unshare(api, KIND, args, as_json).await,
            Self::Collaborators(args) => share::collaborators(api, KIND, args, as_json).await,
        })
        .await
    }
}

async fn create(api: &Api, args: &CreateArgs, as_json: bool) -> Result<()> {
    let made = api
        .post(
            "/api/workspaces",
            &json!({ "name": args.name }),
            args.user.as_deref(),
        )
        .await?;
    if as_json {
        out::json(&made);
    } else {
        out::line(format!(
            "Made the workspace {} ({}).",
            text(&made, "name"),
            text(&made, "id")
        ));
    }
    Ok(())
}

async fn show_all(api: &Api, args: &ListArgs, as_json: bool) -> Result<()> {
    let mut answer = api.get("/api/workspaces", args.user.as_deref()).await?;
    if args.user.is_some()
        && let Some(all) = answer["workspaces"].as_array_mut()
    {
        // The machine's owner sees all; a user's own are those they hold a role on.
        all.retain(|workspace| workspace["permissionLevel"].is_string());
    }
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let rows: Vec<_> = list(&answer, "workspaces")
        .iter()
        .map(|workspace| {
            vec![
                text(workspace, "id").to_owned(),
                out::brief(text(workspace, "name"), 40),
                list(workspace, "baseIds").len().to_string(),
                short_time(text(workspace, "createdTime")),
            ]
        })
        .collect();
    out::text(out::table(&["ID", "NAME", "BASES", "CREATED"], &rows));
    Ok(())
}
