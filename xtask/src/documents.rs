//! Documents say what is there: decisions are listed, paths are described,
//! links lead somewhere.

use anyhow::{Context, Result};
use serde_json::Value;

use crate::repository::Repository;

const DECISIONS: &str = "docs/decisions/";
const DECISIONS_LIST: &str = "docs/decisions/README.md";
const OPENAPI: &str = "crates/http/openapi.json";
const API: &str = "docs/api.md";

/// Every decision is linked from the list.
pub(crate) fn decisions(repository: &Repository) -> Result<Vec<String>> {
    let list = repository.text(DECISIONS_LIST)?;
    let linked: Vec<_> = targets(&list).collect();
    Ok(repository
        .files()
        .filter_map(|path| path.strip_prefix(DECISIONS))
        .filter(|name| *name != "README.md" && !linked.contains(name))
        .map(|name| format!("{DECISIONS}{name} is not linked from {DECISIONS_LIST}"))
        .collect())
}

/// Every operation of the OpenAPI document is named, as `METHOD /path`, in the API document.
pub(crate) fn api(repository: &Repository) -> Result<Vec<String>> {
    let document: Value = serde_json::from_str(&repository.text(OPENAPI)?)?;
    let text = repository.text(API)?;
    let mut complaints = Vec::new();
    for (path, methods) in document["paths"].as_object().context("no paths")? {
        for method in methods.as_object().context("a path has no methods")?.keys() {
            let call = format!("{} {path}", method.to_uppercase());
            if !text.contains(&format!("`{call}`")) {
                complaints.push(format!("{API} does not mention `{call}`"));
            }
        }
    }
    Ok(complaints)
}

/// Relative links of all documents lead to files that are there.
pub(crate) fn links(repository: &Repository) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    for path in repository.ending(&[".md"]) {
        let text = repository.text(path)?;
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for target in targets(&text) {
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || file.contains(':') {
                continue;
            }
            if !repository.has(&joined(folder, file)) {
                complaints.push(format!("{path} links to {target}, which is not there"));
            }
        }
    }
    Ok(complaints)
}

/// The targets of `[text](target)`, outside of code blocks.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    text.lines()
        .filter(move |line| {
            if line.trim_start().starts_with("```") {
                in_code = !in_code;
            }
            !in_code
        })
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| rest.split(')').next())
}

/// `docs/decisions` and `../api.md` make `docs/api.md`.
fn joined(folder: &str, target: &str) -> String {
    let mut parts: Vec<_> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::repository::scratch;

    #[test]
    fn an_unlisted_decision_is_noticed() {
        let folder = scratch("decisions");
        let repository = Repository::of(
            &folder.0,
            &[
                (DECISIONS_LIST, "- [one](0001-one.md)\n"),
                ("docs/decisions/0001-one.md", ""),
                ("docs/decisions/0002-two.md", ""),
            ],
        );
        let complaints = decisions(&repository).unwrap();
        assert_eq!(
            complaints,
            ["docs/decisions/0002-two.md is not linked from docs/decisions/README.md"]
        );
    }

    #[test]
    fn an_undocumented_path_is_noticed() {
        let folder = scratch("api");
        let repository = Repository::of(
            &folder.0,
            &[
                (
                    OPENAPI,
                    r#"{"paths":{"/v0/a/{id}":{"get":{},"delete":{}}}}"#,
                ),
                (API, "`GET /v0/a/{id}` reads it"),
            ],
        );
        assert_eq!(
            api(&repository).unwrap(),
            ["docs/api.md does not mention `DELETE /v0/a/{id}`"]
        );
    }

    #[test]
    fn a_dead_link_is_noticed() {
        let folder = scratch("links");
        let text = "[a](../b.md#part) [x](https://example.com) [here](#part)\n```\n[code](nowhere.md)\n```\n[dead](c.md)\n";
        let repository = Repository::of(&folder.0, &[("docs/a.md", text), ("b.md", "")]);
        assert_eq!(
            links(&repository).unwrap(),
            ["docs/a.md links to c.md, which is not there"]
        );
    }
}
