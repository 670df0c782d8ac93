//! Who may depend on whom. The same table stands in ARCHITECTURE.md for
//! people; this one is for the machine.

use std::collections::BTreeSet;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::repository::Repository;

/// Each of our packages with those of ours that it depends on, exactly.
const OURS: &[(&str, &[&str])] = &[
    ("basekey-model", &[]),
    ("basekey-formula", &["basekey-model"]),
    ("basekey-access", &["basekey-model"]),
    ("basekey-store", &["basekey-access", "basekey-model"]),
    (
        "basekey-app",
        &[
            "basekey-access",
            "basekey-formula",
            "basekey-model",
            "basekey-store",
        ],
    ),
    (
        "basekey-http",
        &["basekey-access", "basekey-app", "basekey-model"],
    ),
    (
        "basekey-cli",
        &[
            "basekey-access",
            "basekey-app",
            "basekey-formula",
            "basekey-http",
            "basekey-model",
            "basekey-store",
        ],
    ),
    ("xtask", &[]),
];

/// Packages of others that only some of ours may depend on.
const GUARDED: &[(&[&str], &[&str])] = &[
    (
        &["rusqlite", "libsqlite3-sys", "tokio-postgres", "sqlx"],
        &["basekey-store", "basekey-bench"],
    ),
    (
        &["axum", "axum-extra", "rust-embed", "utoipa", "utoipa-axum"],
        &["basekey-http", "basekey-bench"],
    ),
    (&["argon2"], &["basekey-app"]),
    (&["clap", "figment"], &["basekey-cli"]),
];

/// Packages that stand outside the layers and may use any of ours.
const OUTSIDE: &[&str] = &["basekey-bench", "basekey-fuzz"];

pub(crate) fn check(repository: &Repository) -> Result<Vec<String>> {
    judge(&repository.metadata()?)
}

fn judge(metadata: &Value) -> Result<Vec<String>> {
    let mut complaints = Vec::new();
    let mut seen = BTreeSet::new();
    for package in metadata["packages"].as_array().context("no packages")? {
        let name = package["name"].as_str().context("a package has no name")?;
        seen.insert(name);
        let needs = shipped_needs(package);
        for (guarded, users) in GUARDED {
            for need in needs.iter().filter(|need| guarded.contains(need)) {
                if !users.contains(&name) {
                    complaints.push(format!(
                        "{name} depends on {need}, which is for {} only",
                        users.join(" and ")
                    ));
                }
            }
        }
        if OUTSIDE.contains(&name) {
            continue;
        }
        let Some((_, allowed)) = OURS.iter().find(|(ours, _)| *ours == name) else {
            complaints.push(format!(
                "{name} is not in the table of xtask/src/graph.rs and of ARCHITECTURE.md"
            ));
            continue;
        };
        let ours: BTreeSet<_> = needs
            .iter()
            .copied()
            .filter(|need| need.starts_with("basekey-") || *need == "xtask")
            .collect();
        let allowed: BTreeSet<_> = allowed.iter().copied().collect();
        for extra in ours.difference(&allowed) {
            complaints.push(format!("{name} depends on {extra}, which it must not know"));
        }
        for missing in allowed.difference(&ours) {
            complaints.push(format!(
                "{name} no longer depends on {missing}: correct the table"
            ));
        }
    }
    for (name, _) in OURS {
        if !seen.contains(name) {
            complaints.push(format!("{name} is in the table and not in the workspace"));
        }
    }
    Ok(complaints)
}

/// What a package needs to be built for users. Tests may use more.
fn shipped_needs(package: &Value) -> Vec<&str> {
    package["dependencies"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter(|need| need["kind"].as_str() != Some("dev"))
        .filter_map(|need| need["name"].as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sound() -> Value {
        let packages: Vec<_> = OURS
            .iter()
            .map(|(name, needs)| {
                let needs: Vec<_> = needs
                    .iter()
                    .map(|need| json!({ "name": need, "kind": null }))
                    .collect();
                json!({ "name": name, "dependencies": needs })
            })
            .collect();
        json!({ "packages": packages })
    }

    fn with(name: &str, need: &str, kind: &Value) -> Vec<String> {
        let mut metadata = sound();
        for package in metadata["packages"].as_array_mut().unwrap() {
            if package["name"] == name {
                package["dependencies"]
                    .as_array_mut()
                    .unwrap()
                    .push(json!({ "name": need, "kind": kind }));
            }
        }
        judge(&metadata).unwrap()
    }

    #[test]
    fn the_table_agrees_with_itself() {
        assert_eq!(judge(&sound()).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_upwards_is_noticed_and_one_for_tests_is_not() {
        for (name, need) in [
            ("basekey-model", "basekey-access"),
            ("basekey-access", "basekey-store"),
            ("basekey-http", "basekey-store"),
            ("basekey-app", "axum"),
            ("basekey-http", "rusqlite"),
            ("basekey-cli", "rusqlite"),
        ] {
            let complaints = with(name, need, &Value::Null);
            assert_eq!(complaints.len(), 1, "{name} {need}");
            assert!(complaints[0].starts_with(&format!("{name} depends on {need}")));
            assert_eq!(with(name, need, &json!("dev")), Vec::<String>::new());
        }
    }

    #[test]
    fn packages_that_come_and_go_are_noticed() {
        let mut metadata = sound();
        let packages = metadata["packages"].as_array_mut().unwrap();
        packages.remove(0);
        packages.push(json!({ "name": "basekey-new", "dependencies": [] }));
        let complaints = judge(&metadata).unwrap();
        assert_eq!(complaints.len(), 2);
        assert!(complaints[0].contains("basekey-new is not in the table"));
        assert!(complaints[1].contains("basekey-model is in the table"));
    }
}
