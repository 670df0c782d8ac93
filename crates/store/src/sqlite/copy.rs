//! Copies of a whole store, and starting from one.

use std::fs::{self, File};
use std::path::Path;
use std::time::Duration;

use super::migrate::{self, Found, MIGRATIONS};
use super::sql::Doing;
use super::{check, dir, open};
use crate::error::{Result, StoreError};

/// Copies the store in `dir` into the new file `to`, also while another
/// process has it open: what was committed when the copy began is in it, all
/// of it and nothing else.
pub fn backup_file(dir: &Path, to: &Path) -> Result<()> {
    const DOING: &str = "back up the store";
    let path = dir::db_path(dir);
    if !path.exists() {
        return Err(StoreError::Engine {
            doing: DOING,
            cause: "there is no store".to_owned(),
        });
    }
    backup(&path, to)
}

/// Copies the store `path` into the new file `to` and makes it durable.
pub(super) fn backup(path: &Path, to: &Path) -> Result<()> {
    const DOING: &str = "back up the store";
    let conn = open::read_only(path)?;
    if migrate::inspect(&conn, MIGRATIONS)? == Found::Empty {
        return Err(StoreError::Engine {
            doing: DOING,
            cause: "the store is empty".to_owned(),
        });
    }
    // Made by us and not by SQLite: for its owner alone, and never over another file.
    let file = create_new(to, "a file of this name", DOING)?;
    let copied = to
        .to_str()
        .ok_or_else(|| StoreError::Engine {
            doing: DOING,
            cause: "the file's name is not UTF-8".to_owned(),
        })
        .and_then(|name| conn.execute("VACUUM INTO ?1", [name]).doing(DOING))
        .and_then(|_| file.sync_all().doing(DOING))
        .and_then(|()| sync_beside(to));
    if copied.is_err() {
        // Half a copy is worse than none; the first error is the one to tell.
        let _ = fs::remove_file(to);
    }
    copied
}

/// Puts the backup `file` into the data directory `dir`, which must not hold
/// a store. The file is checked first: that it is sound, and that this
/// version knows its layout.
pub fn restore(file: &Path, dir: &Path) -> Result<()> {
    const DOING: &str = "restore the backup";
    dir::make(dir)?;
    let lock = dir::Lock::take(dir, Duration::ZERO)?;
    let path = dir::db_path(dir);
    if path.exists() {
        return Err(StoreError::Duplicate {
            what: "a store in this directory",
        });
    }
    let half = dir.join("restoring.db");
    // What an earlier attempt left when it was broken off.
    remove_all(&half);
    let restored = take_copy(file, &half)
        .and_then(|()| check_copy(&half))
        .and_then(|()| fs::rename(&half, &path).doing(DOING))
        .and_then(|()| dir::sync(dir));
    remove_all(&half);
    lock.release();
    restored
}

fn take_copy(from: &Path, to: &Path) -> Result<()> {
    const DOING: &str = "restore the backup";
    let mut from = File::open(from).doing(DOING)?;
    let mut to = create_new(to, "a restore under way", DOING)?;
    std::io::copy(&mut from, &mut to).doing(DOING)?;
    to.sync_all().doing(DOING)
}

/// Works on the copy, because looking into a database can leave files beside it.
fn check_copy(path: &Path) -> Result<()> {
    let conn = open::read_only(path)?;
    let found = migrate::inspect(&conn, MIGRATIONS)?;
    let problems = if found == Found::Empty {
        Vec::new()
    } else {
        check::structure(&conn)?
    };
    conn.close()
        .map_err(|(_, error)| error)
        .doing("restore the backup")?;
    match (found, problems.first()) {
        (Found::Empty, _) => Err(StoreError::Engine {
            doing: "restore the backup",
            cause: "the file is empty".to_owned(),
        }),
        (_, Some(problem)) => Err(StoreError::Damaged {
            what: "backup",
            cause: problem.clone(),
        }),
        _ => Ok(()),
    }
}

fn create_new(path: &Path, what: &'static str, doing: &'static str) -> Result<File> {
    dir::private().create_new(true).open(path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::AlreadyExists {
            StoreError::Duplicate { what }
        } else {
            StoreError::Engine {
                doing,
                cause: error.to_string(),
            }
        }
    })
}

/// Makes the name of `file` durable.
fn sync_beside(file: &Path) -> Result<()> {
    let parent = file
        .parent()
        .filter(|parent| !parent.as_os_str().is_empty());
    dir::sync(parent.unwrap_or(Path::new(".")))
}

fn remove_all(db: &Path) {
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = db.as_os_str().to_owned();
        name.push(suffix);
        // Not there is what is wanted; anything else shows when it is written.
        let _ = fs::remove_file(name);
    }
}
