//! `basekey token`.

mod edit;
mod expires;
mod show;

use anyhow::{Result, bail};
use basekey_access::{SCOPES, Scope};
use basekey_model::time::Clock;
use clap::{Args, Subcommand};
use hyper::Method;
use serde_json::{Value, json};

use self::edit::edit;
use self::expires::Expires;
use self::show::{refusals, scopes, show, show_all, show_new};
use super::{list, text, usage, with_api};
use crate::client::{Api, Missing, segment};
use crate::config::Config;
use crate::system::SystemClock;

#[derive(Debug, Subcommand)]
pub(crate) enum TokenCommand {
    /// Make a token; its text is printed this once
    #[command(after_help = "\
A call is allowed if the token has the scope, its access list covers the base,
and its owner's role there allows it. `basekey token scopes` explains the scopes.

Examples:
  basekey token create --user ann@example.com --name Script --all-scopes --access all
  basekey token create --user ann@example.com --name Dashboard \\
    --scope data.records:read --scope schema.bases:read --access appXXXXXXXXXXXXXX --expires 90d")]
    Create(CreateArgs),
    /// List a user's tokens
    List(OwnerArgs),
    /// Show a token's settings, state and secrets (never their text)
    Show(TokenArgs),
    /// Change a token's name, scopes, access or expiry
    #[command(
        after_help = "Example:\n  basekey token edit patXXXXXXXXXXXXXX --add-access appXXXXXXXXXXXXXX --expires never"
    )]
    Edit(EditArgs),
    /// Refuse a token until it is resumed
    Pause(TokenArgs),
    /// End a pause
    Resume(TokenArgs),
    /// Give a token a new text, with the same id and settings
    #[command(after_help = "\
The old text ends now, at the first use of the new one, or at a time of your choice.

Examples:
  basekey token regenerate patXXXXXXXXXXXXXX
  basekey token regenerate patXXXXXXXXXXXXXX --old-ends first-use
  basekey token regenerate patXXXXXXXXXXXXXX --old-ends 7d")]
    Regenerate(RegenerateArgs),
    /// Refuse a token for good
    Revoke(TokenArgs),
    /// Make a token with the settings of another
    Duplicate(DuplicateArgs),
    /// Show why calls of a token were refused
    Refusals(TokenArgs),
    /// Explain the scopes
    Scopes,
}

#[derive(Debug, Args)]
pub(crate) struct OwnerArgs {
    /// Whose tokens: e-mail or id [default: the instance's owner]
    #[arg(long, value_name = "USER", visible_alias = "owner")]
    user: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct TokenArgs {
    /// The token's id
    #[arg(value_name = "pat…")]
    id: String,
    #[command(flatten)]
    owner: OwnerArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    owner: OwnerArgs,
    /// What it is called
    #[arg(long, value_name = "NAME", default_value = "Token")]
    name: String,
    /// A scope; several one after the other, with commas, or by repeating the flag
    #[arg(long = "scope", visible_alias = "scopes", value_name = "SCOPE", num_args = 1.., value_delimiter = ',', value_parser = scope)]
    scopes: Vec<Scope>,
    /// Every scope there is
    #[arg(long, conflicts_with = "scopes")]
    all_scopes: bool,
    /// `all`, or the ids of workspaces and bases, several with commas
    #[arg(
        long,
        value_name = "all|wsp…|app…",
        value_delimiter = ',',
        required = true
    )]
    access: Vec<String>,
    /// When it ends: in 30d, 12h or 90m, on a DATE, or never [default: as the instance's settings say]
    #[arg(long, value_name = "WHEN")]
    expires: Option<Expires>,
}

#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    #[command(flatten)]
    token: TokenArgs,
    /// What it is called
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Its scopes from now on, all of them
    #[arg(long = "scope", visible_alias = "scopes", value_name = "SCOPE", value_delimiter = ',', value_parser = scope)]
    scopes: Vec<Scope>,
    /// Every scope there is
    #[arg(long, conflicts_with = "scopes")]
    all_scopes: bool,
    /// Scopes to add
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = scope, conflicts_with_all = ["scopes", "all_scopes"])]
    add_scope: Vec<Scope>,
    /// Scopes to take away
    #[arg(long, value_name = "SCOPE", value_delimiter = ',', value_parser = scope, conflicts_with = "scopes")]
    remove_scope: Vec<Scope>,
    /// Its access list from now on, all of it
    #[arg(long, value_name = "all|wsp…|app…", value_delimiter = ',')]
    access: Vec<String>,
    /// Workspaces and bases to add
    #[arg(
        long,
        value_name = "wsp…|app…",
        value_delimiter = ',',
        conflicts_with = "access"
    )]
    add_access: Vec<String>,
    /// Workspaces and bases to take away
    #[arg(
        long,
        value_name = "wsp…|app…",
        value_delimiter = ',',
        conflicts_with = "access"
    )]
    remove_access: Vec<String>,
    /// When it ends: in 30d, 12h or 90m, on a DATE, or never
    #[arg(long, value_name = "WHEN")]
    expires: Option<Expires>,
}

#[derive(Debug, Args)]
pub(crate) struct RegenerateArgs {
    #[command(flatten)]
    token: TokenArgs,
    /// When the old text ends: now, first-use, in 7d or 12h, or on a DATE
    #[arg(long, value_name = "WHEN", default_value = "now", value_parser = old_ends)]
    old_ends: OldEnds,
    /// Repeating the command with the same key makes no further text
    #[arg(long, value_name = "KEY")]
    idempotency_key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct DuplicateArgs {
    #[command(flatten)]
    token: TokenArgs,
    /// What the new one is called [default: the old name and "copy"]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
}

/// When an old secret ends.
#[derive(Debug, Clone, Copy)]
enum OldEnds {
    Now,
    FirstUse,
    At(Expires),
}

fn old_ends(text: &str) -> Result<OldEnds, String> {
    match text {
        "now" => Ok(OldEnds::Now),
        "first-use" | "firstUse" | "atFirstUse" | "at-first-use" => Ok(OldEnds::FirstUse),
        other => match other.parse()? {
            Expires::Never => {
                Err("an old secret ends at some time: now, first-use, 7d or a date".to_owned())
            }
            at => Ok(OldEnds::At(at)),
        },
    }
}

fn scope(text: &str) -> Result<Scope, String> {
    Scope::from_name(text.trim()).ok_or_else(|| {
        let names: Vec<_> = SCOPES.iter().map(|info| info.name).collect();
        format!(
            "there is no such scope; the scopes are {}",
            names.join(", ")
        )
    })
}

/// `all`, `none`, or ids, as the API takes them.
fn access(items: &[String]) -> Result<Value> {
    let items: Vec<&str> = items
        .iter()
        .map(|item| item.trim())
        .filter(|item| !item.is_empty())
        .collect();
    match items.as_slice() {
        ["all"] => Ok(json!({ "mode": "all" })),
        ["none"] => Ok(json!({ "mode": "specificModelIds", "ids": [] })),
        ids => {
            for id in ids {
                if !id.starts_with("wsp") && !id.starts_with("app") {
                    return Err(usage(format!(
                        "--access takes all, or ids that begin with wsp or app; {id} is neither"
                    )));
                }
            }
            Ok(json!({ "mode": "specificModelIds", "ids": ids }))
        }
    }
}

impl TokenCommand {
    pub(crate) async fn run(self, config: &Config, as_json: bool) -> Result<()> {
        if matches!(self, Self::Scopes) {
            scopes(as_json);
            return Ok(());
        }
        with_api(config, Missing::Refuse, async |api| match &self {
            Self::Create(args) => create(api, args, as_json).await,
            Self::List(args) => show_all(api, args, as_json).await,
            Self::Show(args) => args.show(api, Method::GET, "", as_json).await,
            Self::Edit(args) => edit(api, args, as_json).await,
            Self::Pause(args) => args.show(api, Method::POST, "/pause", as_json).await,
            Self::Resume(args) => args.show(api, Method::POST, "/resume", as_json).await,
            Self::Regenerate(args) => regenerate(api, args, as_json).await,
            Self::Revoke(args) => args.show(api, Method::DELETE, "", as_json).await,
            Self::Duplicate(args) => duplicate(api, args, as_json).await,
            Self::Refusals(args) => refusals(api, args, as_json).await,
            Self::Scopes => Ok(()),
        })
        .await
    }
}

impl TokenArgs {
    /// Calls the API for this token and shows the token that it answers.
    async fn show(&self, api: &Api, method: Method, what: &str, as_json: bool) -> Result<()> {
        show(&self.call(api, method, what, None).await?, as_json);
        Ok(())
    }

    /// Calls the API for this token, as its owner.
    async fn call(
        &self,
        api: &Api,
        method: Method,
        what: &str,
        body: Option<&Value>,
    ) -> Result<Value> {
        let path = format!("/api/tokens/{}{what}", segment(&self.id));
        if let Some(user) = &self.owner.user {
            return api.call(method, &path, body, Some(user)).await;
        }
        // Ids are unique, so the operator need not know whose token it is.
        let users = api.get("/api/users", None).await?;
        let users = list(&users, "users");
        let is_there = format!("/api/tokens/{}", segment(&self.id));
        for user in users {
            let owner = Some(text(user, "id"));
            if users.len() == 1 || api.get(&is_there, owner).await.is_ok() {
                return api.call(method, &path, body, owner).await;
            }
        }
        bail!("there is no token {}", self.id)
    }
}

async fn create(api: &Api, args: &CreateArgs, as_json: bool) -> Result<()> {
    if args.scopes.is_empty() && !args.all_scopes {
        return Err(usage(
            "say what the token is for: --scope SCOPE (see `basekey token scopes`) or --all-scopes",
        ));
    }
    let mut body = json!({
        "name": args.name,
        "scopes": names(&args.scopes, args.all_scopes),
        "access": access(&args.access)?,
    });
    if let Some(expires) = args.expires {
        body["expires"] = json!(expires.wire(SystemClock.now()));
    }
    let made = api
        .post("/api/tokens", &body, args.owner.user.as_deref())
        .await?;
    show_new(&made, as_json);
    Ok(())
}

fn names(scopes: &[Scope], all: bool) -> Vec<&'static str> {
    if all {
        SCOPES.iter().map(|info| info.name).collect()
    } else {
        scopes.iter().map(|scope| scope.name()).collect()
    }
}

async fn regenerate(api: &Api, args: &RegenerateArgs, as_json: bool) -> Result<()> {
    let ends = match args.old_ends {
        OldEnds::Now => "now".to_owned(),
        OldEnds::FirstUse => "atFirstUse".to_owned(),
        OldEnds::At(when) => when.wire(SystemClock.now()),
    };
    let mut body = json!({ "oldSecretEnds": ends });
    if let Some(key) = &args.idempotency_key {
        body["idempotencyKey"] = json!(key);
    }
    let made = args
        .token
        .call(api, Method::POST, "/regenerate", Some(&body))
        .await?;
    show_new(&made, as_json);
    Ok(())
}

async fn duplicate(api: &Api, args: &DuplicateArgs, as_json: bool) -> Result<()> {
    let mut body = json!({});
    if let Some(name) = &args.name {
        body["name"] = json!(name);
    }
    let made = args
        .token
        .call(api, Method::POST, "/duplicate", Some(&body))
        .await?;
    show_new(&made, as_json);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_is_all_or_ids() {
        let of = |items: &[&str]| {
            access(
                &items
                    .iter()
                    .map(|&item| item.to_owned())
                    .collect::<Vec<_>>(),
            )
        };
        assert_eq!(of(&["all"]).unwrap(), json!({ "mode": "all" }));
        assert_eq!(
            of(&["none"]).unwrap(),
            json!({ "mode": "specificModelIds", "ids": [] })
        );
        assert_eq!(
            of(&["wspA", " appB", ""]).unwrap(),
            json!({ "mode": "specificModelIds", "ids": ["wspA", "appB"] })
        );
        assert!(of(&["all", "appB"]).is_err());
        assert!(of(&["tblX"]).is_err());
    }

    #[test]
    fn old_secrets_end_some_time() {
        assert!(matches!(old_ends("now"), Ok(OldEnds::Now)));
        assert!(matches!(old_ends("first-use"), Ok(OldEnds::FirstUse)));
        assert!(matches!(old_ends("7d"), Ok(OldEnds::At(_))));
        assert!(old_ends("never").is_err());
        assert!(old_ends("soon").is_err());
    }
}
