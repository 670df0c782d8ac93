//! `basekey token edit`.

use anyhow::Result;
use basekey_model::time::Clock;
use hyper::Method;
use serde_json::{Map, Value, json};

use super::show::show;
use super::{EditArgs, access, names};
use crate::client::Api;
use crate::cmd::{list, text, usage};
use crate::system::SystemClock;

pub(super) async fn edit(api: &Api, args: &EditArgs, as_json: bool) -> Result<()> {
    let mut body = Map::new();
    if let Some(name) = &args.name {
        body.insert("name".to_owned(), json!(name));
    }
    let relative = !(args.add_scope.is_empty()
        && args.remove_scope.is_empty()
        && args.add_access.is_empty()
        && args.remove_access.is_empty());
    let now = if relative {
        args.token.call(api, Method::GET, "", None).await?
    } else {
        Value::Null
    };
    if !args.scopes.is_empty()
        || args.all_scopes
        || !args.add_scope.is_empty()
        || !args.remove_scope.is_empty()
    {
        let mut wanted: Vec<String> = if args.scopes.is_empty() && !args.all_scopes {
            list(&now, "scopes")
                .iter()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect()
        } else {
            names(&args.scopes, args.all_scopes)
                .into_iter()
                .map(str::to_owned)
                .collect()
        };
        wanted.extend(args.add_scope.iter().map(|scope| scope.name().to_owned()));
        wanted.retain(|name| !args.remove_scope.iter().any(|scope| scope.name() == name));
        wanted.sort();
        wanted.dedup();
        body.insert("scopes".to_owned(), json!(wanted));
    }
    if !args.access.is_empty() {
        body.insert("access".to_owned(), access(&args.access)?);
    } else if !args.add_access.is_empty() || !args.remove_access.is_empty() {
        if text(&now["access"], "mode") == "all" {
            return Err(usage(
                "this token reaches everything; say what it reaches instead with --access",
            ));
        }
        let mut ids: Vec<String> = list(&now["access"], "ids")
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        ids.extend(args.add_access.iter().cloned());
        ids.retain(|id| !args.remove_access.contains(id));
        ids.sort();
        ids.dedup();
        let ids = if ids.is_empty() {
            vec!["none".to_owned()]
        } else {
            ids
        };
        body.insert("access".to_owned(), access(&ids)?);
    }
    if let Some(expires) = args.expires {
        body.insert("expires".to_owned(), json!(expires.wire(SystemClock.now())));
    }
    if body.is_empty() {
        return Err(usage(
            "say what to change: --name, --scope, --access, --expires; see --help",
        ));
    }
    let edited = args
        .token
        .call(api, Method::PATCH, "", Some(&Value::Object(body)))
        .await?;
    show(&edited, as_json);
    Ok(())
}
