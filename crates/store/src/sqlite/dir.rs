//! The data directory and who holds it.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::sql::Doing;
use crate::error::{Result, StoreError};

/// The store's file inside the data directory.
pub const DB_FILE: &str = "basekey.db";

/// The lock's file inside the data directory.
pub const LOCK_FILE: &str = "lock";

/// Between two tries to take the lock.
const RETRY: Duration = Duration::from_millis(10);

/// The path of a data directory's store.
pub(super) fn db_path(dir: &Path) -> PathBuf {
    dir.join(DB_FILE)
}

/// True if the data directory holds a store, in use or not.
pub fn exists(dir: &Path) -> bool {
    db_path(dir).exists()
}

/// Makes the directory, for its owner alone, unless it is there. A directory
/// that someone else made keeps its permissions.
pub(super) fn make(dir: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir).doing("make the data directory")
}

/// Options that make a file readable for its owner alone.
pub(super) fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Makes the names of files in `dir` durable.
pub(super) fn sync(dir: &Path) -> Result<()> {
    // Windows can not open a directory as a file, and its names need no flush.
    #[cfg(unix)]
    File::open(dir)
        .and_then(|dir| dir.sync_all())
        .doing("make the data directory durable")?;
    #[cfg(not(unix))]
    let _ = dir;
    Ok(())
}

/// The directory is this process's as long as the value lives.
#[derive(Debug)]
pub(super) struct Lock(File);

impl Lock {
    /// Takes the lock, waiting at most `wait` for another holder.
    pub(super) fn take(dir: &Path, wait: Duration) -> Result<Self> {
        const DOING: &str = "lock the data directory";
        let mut file = private()
            .create(true)
            .truncate(false)
            .open(dir.join(LOCK_FILE))
            .doing(DOING)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < wait => {
                    std::thread::sleep(RETRY);
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::InUse {
                        holder: holder(&mut file),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(error).doing(DOING),
            }
        }
        // For people only: what counts is the lock, which ends with the process.
        file.set_len(0).doing(DOING)?;
        file.seek(SeekFrom::Start(0)).doing(DOING)?;
        writeln!(file, "process {}", std::process::id()).doing(DOING)?;
        Ok(Self(file))
    }

    /// Lets go of the directory.
    pub(super) fn release(self) {
        // An error leaves it to the file's end, which follows at once.
        let _ = self.0.unlock();
    }
}

/// What the lock's file says about who holds it.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    // Some systems do not let a locked file be read.
    let read = file.take(200).read_to_string(&mut text);
    let text = text.trim();
    if read.is_err() || text.is_empty() {
        "unknown process".to_owned()
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_holder_is_told_the_first() {
        let dir = tempfile::tempdir().unwrap();
        let lock = Lock::take(dir.path(), Duration::ZERO).unwrap();
        let refused = Lock::take(dir.path(), Duration::from_millis(20)).unwrap_err();
        let StoreError::InUse { holder } = refused else {
            panic!("{refused}")
        };
        assert_eq!(holder, format!("process {}", std::process::id()));
        lock.release();
        Lock::take(dir.path(), Duration::ZERO).unwrap().release();
    }

    #[test]
    fn a_lock_that_is_let_go_in_time_is_taken() {
        let dir = tempfile::tempdir().unwrap();
        let lock = Lock::take(dir.path(), Duration::ZERO).unwrap();
        let path = dir.path().to_owned();
        let waiting = std::thread::spawn(move || Lock::take(&path, Duration::from_secs(20)));
        std::thread::sleep(Duration::from_millis(30));
        lock.release();
        waiting.join().unwrap().unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_look_inside() {
        use std::os::unix::fs::PermissionsExt as _;
        let outer = tempfile::tempdir().unwrap();
        let dir = outer.path().join("a/b");
        make(&dir).unwrap();
        make(&dir).unwrap();
        Lock::take(&dir, Duration::ZERO).unwrap().release();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&dir), 0o700);
        assert_eq!(mode(&dir.join(LOCK_FILE)), 0o600);
    }
}
