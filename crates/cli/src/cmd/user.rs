//! `basekey user`.

use std::io::Read;

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use hyper::Method;
use serde_json::{Value, json};

use super::{find_user, list, short_time, text, usage, with_api};
use crate::client::{Api, Missing};
use crate::config::Config;
use crate::out;

#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Add a person, with a workspace of their own
    #[command(after_help = "\
The first user of an instance is its owner.

Examples:
  basekey user create --email ann@example.com --name Ann
  pass show basekey | basekey user create --email ann@example.com --password-stdin")]
    Create(CreateArgs),
    /// List everybody
    List,
    /// Refuse a person's sessions and tokens at once
    Deactivate(WhoArgs),
    /// Let a deactivated person in again
    Activate(WhoArgs),
    /// Set a person's password, read from standard input
    #[command(
        after_help = "Example:\n  pass show basekey | basekey user set-password ann@example.com"
    )]
    SetPassword(WhoArgs),
    /// Make a link that signs a person in once, within a day
    SignInLink(WhoArgs),
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    /// Their e-mail address, which signs in
    #[arg(long, value_name = "EMAIL")]
    email: String,
    /// Their name [default: the e-mail's first part]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read a password from standard input; without one, they sign in by link first
    #[arg(long)]
    password_stdin: bool,
    /// Let them manage the instance: users, settings, audit log
    #[arg(long)]
    owner: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhoArgs {
    /// E-mail or id
    #[arg(value_name = "USER", required_unless_present = "user")]
    who: Option<String>,
    /// The same
    #[arg(
        long,
        value_name = "USER",
        visible_alias = "email",
        conflicts_with = "who"
    )]
    user: Option<String>,
}

impl WhoArgs {
    fn who(&self) -> &str {
        self.who
            .as_deref()
            .or(self.user.as_deref())
            .unwrap_or_default()
    }
}

impl UserCommand {
    pub(crate) async fn run(self, config: &Config, as_json: bool) -> Result<()> {
        let missing = if matches!(self, Self::Create(_)) {
            Missing::Make
        } else {
            Missing::Refuse
        };
        with_api(config, missing, async |api| match &self {
            Self::Create(args) => create(api, args, as_json).await,
            Self::List => show_all(api, as_json).await,
            Self::Deactivate(who) => edit(api, who, &json!({ "active": false }), as_json).await,
            Self::Activate(who) => edit(api, who, &json!({ "active": true }), as_json).await,
            Self::SetPassword(who) => {
                edit(api, who, &json!({ "password": password()? }), as_json).await
            }
            Self::SignInLink(who) => link(api, config, who, as_json).await,
        })
        .await
    }
}

async fn create(api: &Api, args: &CreateArgs, as_json: bool) -> Result<()> {
    let mut body = json!({ "email": args.email, "instanceOwner": args.owner });
    if let Some(name) = &args.name {
        body["name"] = json!(name);
    }
    if args.password_stdin {
        body["password"] = json!(password()?);
    }
    let user = api.post("/api/users", &body, None).await?;
    if as_json {
        out::json(&user);
        return Ok(());
    }
    out::line(format!(
        "Made the user {} ({}).",
        text(&user, "email"),
        text(&user, "id")
    ));
    if user["instanceOwner"] == true {
        out::line("They own this instance.");
    }
    if !args.password_stdin {
        out::line(format!(
            "To let them sign in: basekey user sign-in-link {}",
            text(&user, "email")
        ));
    }
    Ok(())
}

/// A password from standard input: its first line.
fn password() -> Result<String> {
    let mut text = String::new();
    std::io::stdin()
        .take(4096)
        .read_to_string(&mut text)
        .context("reading the password from standard input")?;
    let line = text.lines().next().unwrap_or_default();
    if line.is_empty() {
        return Err(usage("standard input holds no password"));
    }
    Ok(line.to_owned())
}

async fn show_all(api: &Api, as_json: bool) -> Result<()> {
    let answer = api.get("/api/users", None).await?;
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let flag = |user: &Value| match (user["active"] == true, user["instanceOwner"] == true) {
        (false, _) => "deactivated",
        (true, true) => "instance owner",
        (true, false) => "",
    };
    let rows: Vec<_> = list(&answer, "users")
        .iter()
        .map(|user| {
            vec![
                text(user, "id").to_owned(),
                text(user, "email").to_owned(),
                out::brief(text(user, "name"), 40),
                short_time(text(user, "createdTime")),
                flag(user).to_owned(),
            ]
        })
        .collect();
    out::text(out::table(&["ID", "E-MAIL", "NAME", "CREATED", ""], &rows));
    Ok(())
}

async fn edit(api: &Api, who: &WhoArgs, body: &Value, as_json: bool) -> Result<()> {
    let user = find_user(api, who.who()).await?;
    let user = api
        .call(
            Method::PATCH,
            &format!("/api/users/{}", text(&user, "id")),
            Some(body),
            None,
        )
        .await?;
    if as_json {
        out::json(&user);
    } else {
        let done = match body.get("active") {
            Some(Value::Bool(true)) => "is active",
            Some(_) => "is deactivated; their sessions and tokens are refused from now on",
            None => "has a new password; their sessions have ended",
        };
        out::line(format!("{} {done}.", text(&user, "email")));
    }
    Ok(())
}

async fn link(api: &Api, config: &Config, who: &WhoArgs, as_json: bool) -> Result<()> {
    let user = find_user(api, who.who()).await?;
    let id = text(&user, "id");
    let mut made = api
        .post(&format!("/api/users/{id}/sign-in-link"), &json!({}), None)
        .await?;
    let url = format!("{}{}", super::serve::address(config), text(&made, "path"));
    if as_json {
        made["id"] = json!(id);
        made["url"] = json!(url);
        out::json(&made);
    } else {
        out::line(format!(
            "{url}\nSigns {} in once, within a day.",
            text(&user, "email")
        ));
    }
    Ok(())
}
