//! `basekey backup` and `basekey restore`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};
use basekey_store::sqlite;
use clap::Args;
use serde_json::json;

use crate::config::Config;
use crate::out;

#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The file to make; one that is there is never overwritten
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

/// Copies the store as of one moment. It reads the store's file itself, so it
/// needs no server and disturbs none.
pub(crate) async fn backup(config: &Config, args: &BackupArgs, as_json: bool) -> Result<()> {
    if !sqlite::exists(&config.data) {
        bail!("there is no Basekey store in {}", config.data.display());
    }
    let (data, file) = (config.data.clone(), args.file.clone());
    tokio::task::spawn_blocking(move || sqlite::backup_file(&data, &file))
        .await?
        .with_context(|| format!("backing up to {}", args.file.display()))?;
    let bytes = std::fs::metadata(&args.file).map_or(0, |file| file.len());
    if as_json {
        out::json(&json!({ "file": args.file, "bytes": bytes }));
    } else {
        out::line(format!("Wrote {} ({}).", args.file.display(), size(bytes)));
    }
    Ok(())
}

/// Makes a data directory from a backup, never over one that is there.
pub(crate) async fn restore(config: &Config, args: &RestoreArgs, as_json: bool) -> Result<()> {
    let data = &config.data;
    if sqlite::exists(data) {
        bail!(
            "{} holds a store already, which restoring never overwrites; name a new directory with --data",
            data.display()
        );
    }
    if !args.file.is_file() {
        bail!("there is no file {}", args.file.display());
    }
    let (file, to) = (args.file.clone(), data.clone());
    tokio::task::spawn_blocking(move || sqlite::restore(&file, &to))
        .await?
        .with_context(|| format!("restoring {} into {}", args.file.display(), data.display()))?;
    if as_json {
        out::json(&json!({ "data": data, "file": args.file }));
    } else {
        out::line(format!(
            "Restored into {0}. Try it: basekey serve --data {0}",
            data.display()
        ));
    }
    Ok(())
}

/// Bytes as people read them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.1} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (0, "0.0 kB"),
            (999_999, "1000.0 kB"),
            (1_500_000, "1.5 MB"),
            (2_000_000_000, "2.0 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
