//! Configuration: the compiled-in defaults, a file, the environment, flags,
//! each over the one before.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use basekey_http::HttpConfig;
use basekey_model::limits::Limits;
use figment::Figment;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Serialize};

/// The commented file that documents every key; a test compares it with the code.
pub(crate) const DEFAULT: &str = include_str!("default.toml");

const PREFIX: &str = "BASEKEY_";

/// Everything an operator may set. What the keys mean stands in `default.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) data: PathBuf,
    pub(crate) listen: String,
    pub(crate) public_url: String,
    pub(crate) workers: usize,
    pub(crate) log: LogConfig,
    pub(crate) http: HttpConfig,
    pub(crate) limits: Limits,
}

/// What is logged, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogConfig {
    pub(crate) level: String,
    pub(crate) format: LogFormat,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people.
    Human,
    /// One JSON object per line.
    Json,
}

/// What flags set; absent ones leave what is below them.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Flags {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) data: Option<PathBuf>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: "data".into(),
            listen: "127.0.0.1:8080".to_owned(),
            public_url: String::new(),
            workers: 0,
            log: LogConfig {
                level: "info".to_owned(),
                format: LogFormat::Human,
            },
            http: HttpConfig::default(),
            limits: Limits::default(),
        }
    }
}

impl Config {
    /// Puts the layers together. `file` must be readable if it is given.
    pub(crate) fn load(file: Option<&PathBuf>, flags: Flags) -> Result<Self> {
        let mut layers = Figment::from(Serialized::defaults(Self::default()));
        if let Some(path) = file {
            // Read here as well, because a missing file is no error further down.
            std::fs::metadata(path)
                .with_context(|| format!("the configuration file {}", path.display()))?;
            layers = layers.merge(Toml::file_exact(path));
        }
        let config: Self = layers
            .merge(environment())
            .merge(Serialized::defaults(flags))
            .extract()
            .map_err(explain)?;
        if let Err(error) = crate::logs::levels(&config.log.level) {
            bail!("configuration: log.level: {error}");
        }
        Ok(config)
    }

    /// The address people use, given the one that is listened on.
    pub(crate) fn public_url(&self, listening: std::net::SocketAddr) -> String {
        if self.public_url.is_empty() {
            return format!("http://{}", reachable(listening));
        }
        self.public_url.trim_end_matches('/').to_owned()
    }
}

/// An address of this machine for a listener that takes any.
pub(crate) fn reachable(mut address: std::net::SocketAddr) -> std::net::SocketAddr {
    if address.ip().is_unspecified() {
        match address {
            std::net::SocketAddr::V4(_) => address.set_ip(std::net::Ipv4Addr::LOCALHOST.into()),
            std::net::SocketAddr::V6(_) => address.set_ip(std::net::Ipv6Addr::LOCALHOST.into()),
        }
    }
    address
}

/// Variables that set a key of ours. Others that begin alike belong to
/// scripts around us and are left alone.
fn environment() -> Env {
    const TOP: [&str; 3] = ["listen", "public_url", "workers"];
    const GROUPS: [&str; 3] = ["log__", "http__", "limits__"];
    Env::prefixed(PREFIX)
        .filter(|key| {
            let key = key.as_str().to_lowercase();
            TOP.contains(&key.as_str()) || GROUPS.iter().any(|group| key.starts_with(group))
        })
        .split("__")
}

/// Says for every fault which file or variable has it and what was expected.
fn explain(error: figment::Error) -> anyhow::Error {
    let faults: Vec<String> = error
        .into_iter()
        .map(|fault| {
            let key = fault.path.join(".");
            let name = fault
                .metadata
                .as_ref()
                .map_or("", |metadata| &*metadata.name);
            let source = fault
                .metadata
                .as_ref()
                .and_then(|metadata| metadata.source.as_ref());
            let place = match source {
                Some(source) => source.to_string(),
                None if name.contains("environment") => {
                    format!("{PREFIX}{}", fault.path.join("__").to_uppercase())
                }
                None => name.to_owned(),
            };
            let mut words = String::from("configuration");
            for part in [place, key].into_iter().filter(|part| !part.is_empty()) {
                words.push_str(": ");
                words.push_str(&part);
            }
            format!("{words}: {}", fault.kind)
        })
        .collect();
    anyhow::anyhow!(faults.join("\n"))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn load(text: &str) -> Result<Config> {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        let path = file.path().to_path_buf();
        Config::load(Some(&path), Flags::default())
    }

    /// The documented defaults are the ones in the code, key by key.
    #[test]
    fn the_file_documents_every_key_with_its_default() {
        let file: toml::Value = toml::from_str(DEFAULT).unwrap();
        let config = Config::default();
        assert_eq!(toml::Value::try_from(&config).unwrap(), file);
        assert_eq!(Config::load(None, Flags::default()).unwrap(), config);
    }

    #[test]
    fn a_file_changes_only_what_it_names_and_flags_win() {
        let config = load("listen = \"0.0.0.0:1\"\n[http.rate_limits]\nenabled = true\n").unwrap();
        assert_eq!(config.listen, "0.0.0.0:1");
        assert!(config.http.rate_limits.enabled);
        assert_eq!(config.http.rate_limits.per_base, 5);
        let flags = Flags {
            listen: Some("[::1]:2".into()),
            ..Flags::default()
        };
        assert_eq!(Config::load(None, flags).unwrap().listen, "[::1]:2");
    }

    #[test]
    fn faults_name_the_file_and_the_key() {
        for (text, words) in [
            ("[http]\nbody_timeout = \"big\"", "http.body_timeout"),
            ("[http]\nboddy_timeout = 1", "boddy_timeout"),
            ("[log]\nformat = \"xml\"", "log.format"),
            ("[log]\nlevel = \"loud=very\"", "log.level"),
            ("[http]\ntrusted_proxies = [\"x\"]", "trusted_proxies"),
            ("listen = ", "TOML parse error"),
        ] {
            let said = format!("{:#}", load(text).unwrap_err());
            assert!(said.contains(words), "{text}: {said}");
        }
        let missing = Config::load(Some(&"/nowhere/at/all.toml".into()), Flags::default());
        assert!(format!("{:#}", missing.unwrap_err()).contains("/nowhere/at/all.toml"));
    }

    #[test]
    fn a_listener_on_every_address_is_reached_on_this_machine() {
        let config = Config::load(None, Flags::default()).unwrap();
        assert_eq!(
            config.public_url("0.0.0.0:80".parse().unwrap()),
            "http://127.0.0.1:80"
        );
        assert_eq!(
            config.public_url("[::]:80".parse().unwrap()),
            "http://[::1]:80"
        );
        let config = Config {
            public_url: "https://b.example/".into(),
            ..config
        };
        assert_eq!(
            config.public_url("0.0.0.0:80".parse().unwrap()),
            "https://b.example"
        );
    }
}
