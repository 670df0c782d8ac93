//! Sharing, which workspaces and bases do alike.

use anyhow::{Context, Result, bail};
use basekey_access::Role;
use clap::Args;
use hyper::Method;
use serde_json::json;

use super::{list, short_time, text};
use crate::client::{Api, ApiError, segment};
use crate::out;

#[derive(Debug, Args)]
pub(crate) struct ShareArgs {
    /// What to share: its id
    #[arg(value_name = "ID")]
    id: String,
    /// With whom: e-mail or id
    #[arg(long, value_name = "USER", visible_alias = "user")]
    with: String,
    /// What they may do there: read, comment, edit, create or owner
    #[arg(long, value_name = "ROLE")]
    role: Role,
}

#[derive(Debug, Args)]
pub(crate) struct UnshareArgs {
    /// What to take away: its id
    #[arg(value_name = "ID")]
    id: String,
    /// From whom: e-mail or id
    #[arg(long, value_name = "USER", visible_alias = "user")]
    with: String,
}

#[derive(Debug, Args)]
pub(crate) struct CollaboratorsArgs {
    /// Of what: its id
    #[arg(value_name = "ID")]
    id: String,
}

/// Adds a collaborator, or changes the role of one who is there. `kind` is
/// the part of the path: `workspaces` or `bases`.
pub(crate) async fn share(api: &Api, kind: &str, args: &ShareArgs, as_json: bool) -> Result<()> {
    let path = format!("/api/{kind}/{}/collaborators", segment(&args.id));
    let there = collaborator(api, &path, &args.with).await?;
    let role = args.role.wire();
    let answer = match there {
        Some(user) => {
            let body = json!({ "permissionLevel": role });
            api.call(Method::PATCH, &format!("{path}/{user}"), Some(&body), None)
                .await?
        }
        None => {
            api.post(
                &path,
                &json!({ "user": args.with, "permissionLevel": role }),
                None,
            )
            .await?
        }
    };
    if as_json {
        out::json(&answer);
    } else {
        out::line(format!(
            "{} is {} on {}.",
            args.with,
            args.role.title(),
            args.id
        ));
    }
    Ok(())
}

/// Takes a collaborator's role away.
pub(crate) async fn unshare(
    api: &Api,
    kind: &str,
    args: &UnshareArgs,
    as_json: bool,
) -> Result<()> {
    let path = format!("/api/{kind}/{}/collaborators", segment(&args.id));
    let Some(user) = collaborator(api, &path, &args.with).await? else {
        bail!("{} holds no role of their own on {}", args.with, args.id);
    };
    api.call(Method::DELETE, &format!("{path}/{user}"), None, None)
        .await?;
    if as_json {
        out::json(&json!({ "id": args.id, "userId": user, "removed": true }));
    } else {
        out::line(format!(
            "{} holds no role of their own on {} any more.",
            args.with, args.id
        ));
    }
    Ok(())
}

/// Lists collaborators.
pub(crate) async fn collaborators(
    api: &Api,
    kind: &str,
    args: &CollaboratorsArgs,
    as_json: bool,
) -> Result<()> {
    let answer = api
        .get(
            &format!("/api/{kind}/{}/collaborators", segment(&args.id)),
            None,
        )
        .await?;
    if as_json {
        out::json(&answer);
        return Ok(());
    }
    let rows: Vec<_> = list(&answer, "collaborators")
        .iter()
        .map(|one| {
            vec![
                text(one, "userId").to_owned(),
                text(one, "email").to_owned(),
                text(one, "permissionLevel").to_owned(),
                short_time(text(one, "createdTime")),
            ]
        })
        .collect();
    out::text(out::table(&["USER", "E-MAIL", "ROLE", "SINCE"], &rows));
    Ok(())
}

/// The id of the collaborator named by e-mail or id, if there is such a one.
async fn collaborator(api: &Api, path: &str, who: &str) -> Result<Option<String>> {
    let answer = api
        .get(path, None)
        .await
        .map_err(|error| match error.downcast::<ApiError>() {
            Ok(error) => anyhow::Error::from(error),
            Err(other) => other,
        });
    let answer = answer.context("looking up who collaborates there")?;
    let wanted = who.trim().to_lowercase();
    Ok(list(&answer, "collaborators")
        .iter()
        .find(|one| text(one, "userId") == who || text(one, "email") == wanted)
        .map(|one| text(one, "userId").to_owned()))
}
