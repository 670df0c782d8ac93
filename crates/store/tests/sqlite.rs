//! The SQLite engine against the promises of every engine.

#![expect(clippy::unwrap_used, reason = "a step that fails is a test that fails")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use basekey_store::conformance::{self, Engine};
use basekey_store::sqlite::{self, SqliteOptions, SqliteStore};
use basekey_store::{Cost, Pending, Result, Store, StoreError, StoreExt};

/// Each place is a directory.
struct Sqlite {
    dir: tempfile::TempDir,
    files: AtomicUsize,
}

impl Sqlite {
    fn place(&self, place: usize) -> PathBuf {
        self.dir.path().join(format!("place{place}"))
    }

    fn open_now(&self, place: usize) -> Result<Arc<dyn Store>> {
        Ok(Arc::new(SqliteStore::open(&SqliteOptions::new(
            self.place(place),
        ))?))
    }
}

impl Engine for Sqlite {
    fn open(&self, place: usize) -> Pending<'_, Result<Arc<dyn Store>>> {
        Box::pin(async move { self.open_now(place) })
    }

    fn restore(&self, copy: &Path, place: usize) -> Pending<'_, Result<Arc<dyn Store>>> {
        let copy = copy.to_owned();
        Box::pin(async move {
            sqlite::restore(&copy, &self.place(place))?;
            self.open_now(place)
        })
    }

    fn new_file(&self) -> PathBuf {
        let n = self.files.fetch_add(1, Ordering::Relaxed);
        self.dir.path().join(format!("copy{n}.db"))
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn keeps_every_promise() {
    let engine = Arc::new(Sqlite {
        dir: tempfile::tempdir().unwrap(),
        files: AtomicUsize::new(0),
    });
    let report = conformance::run(engine, "").await;
    assert!(report.failed.is_empty(), "{report}");
    // A list that lost its checks would pass as well.
    assert!(report.passed.len() >= 60, "{report}");
}

fn open(dir: &Path) -> Result<SqliteStore> {
    SqliteStore::open(&SqliteOptions::new(dir))
}

async fn put(store: &dyn Store, value: &'static str) -> Result<()> {
    store
        .run_write(move |tx| tx.put_setting("value", value))
        .await
}

async fn get(store: &dyn Store) -> Result<Option<String>> {
    store
        .run_read(Cost::Short, |read| read.setting("value"))
        .await
}

/// A store's file, opened around the store.
fn raw(dir: &Path) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.join(sqlite::DB_FILE)).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_opener_is_told_the_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let Err(StoreError::InUse { holder }) = open(dir.path()) else {
        panic!("opened twice")
    };
    assert_eq!(holder, format!("process {}", std::process::id()));
    store.close().await.unwrap();
    // Closed, not dropped: the directory is free.
    drop(open(dir.path()).unwrap());
    // Dropped, not closed: the directory is free.
    drop(open(dir.path()).unwrap());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_owner_can_read_the_files() {
    use std::os::unix::fs::PermissionsExt as _;
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("data");
    let store = open(&dir).unwrap();
    put(&store, "1").await.unwrap();
    let copy = outer.path().join("copy.db");
    store.backup(copy.clone()).await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&dir), 0o700);
    let mut names: Vec<_> = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["basekey.db", "basekey.db-shm", "basekey.db-wal", "lock"]
    );
    for path in names.iter().map(|name| dir.join(name)).chain([copy]) {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_is_read_and_copied_beside_its_holder() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("data");
    assert!(sqlite::open_read_only(&dir).is_err());
    assert!(sqlite::backup_file(&dir, &outer.path().join("none.db")).is_err());
    assert!(!sqlite::exists(&dir));
    let store = open(&dir).unwrap();
    assert!(sqlite::exists(&dir));
    put(&store, "old").await.unwrap();

    let beside = sqlite::open_read_only(&dir).unwrap();
    put(&store, "new").await.unwrap();
    assert_eq!(get(&*beside).await.unwrap().as_deref(), Some("new"));
    assert_eq!(beside.verify().await.unwrap(), Vec::<String>::new());
    assert!(put(&*beside, "other").await.is_err());
    let first = outer.path().join("first.db");
    beside.backup(first.clone()).await.unwrap();
    beside.close().await.unwrap();
    assert!(matches!(
        put(&*beside, "other").await,
        Err(StoreError::Closed)
    ));
    assert!(matches!(get(&*beside).await, Err(StoreError::Closed)));

    let second = outer.path().join("second.db");
    sqlite::backup_file(&dir, &second).unwrap();
    put(&store, "newest").await.unwrap();
    store.close().await.unwrap();
    for (n, copy) in [first, second].iter().enumerate() {
        let place = outer.path().join(format!("restored{n}"));
        sqlite::restore(copy, &place).unwrap();
        let restored = open(&place).unwrap();
        assert_eq!(get(&restored).await.unwrap().as_deref(), Some("new"));
        restored.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restore_refuses_what_it_should() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("data");
    let store = open(&dir).unwrap();
    put(&store, "1").await.unwrap();
    let copy = outer.path().join("copy.db");
    store.backup(copy.clone()).await.unwrap();

    // Over a store, in use or not.
    assert!(matches!(
        sqlite::restore(&copy, &dir),
        Err(StoreError::InUse { .. })
    ));
    store.close().await.unwrap();
    assert!(matches!(
        sqlite::restore(&copy, &dir),
        Err(StoreError::Duplicate { .. })
    ));

    let text = outer.path().join("text");
    std::fs::write(&text, "a,b,c\n".repeat(2000)).unwrap();
    let empty = outer.path().join("empty.db");
    std::fs::write(&empty, "").unwrap();
    let other = outer.path().join("other.db");
    rusqlite::Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    let mut bytes = std::fs::read(&copy).unwrap();
    let half = bytes.len() / 2;
    let cut = outer.path().join("cut.db");
    std::fs::write(&cut, &bytes[..half]).unwrap();
    bytes[half..half + 3000].fill(0x5a);
    let damaged = outer.path().join("damaged.db");
    std::fs::write(&damaged, &bytes).unwrap();
    for bad in [
        &text,
        &empty,
        &other,
        &cut,
        &damaged,
        &outer.path().join("missing"),
    ] {
        let place = outer.path().join("place");
        let refused = sqlite::restore(bad, &place);
        assert!(refused.is_err(), "{}", bad.display());
        assert!(!sqlite::exists(&place), "{}", bad.display());
        let left: Vec<_> = std::fs::read_dir(&place).unwrap().flatten().collect();
        assert_eq!(left.len(), 1, "only the lock: {left:?}");
    }
    sqlite::restore(&copy, &outer.path().join("place")).unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unknown_layout_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    open(dir.path()).unwrap().close().await.unwrap();
    let insert = "INSERT INTO migrations (number, name, checksum) VALUES (99, 'later', '')";
    raw(dir.path()).execute_batch(insert).unwrap();
    assert!(matches!(
        open(dir.path()),
        Err(StoreError::TooNew { found: 99, .. })
    ));
    assert!(sqlite::open_read_only(dir.path()).is_err());
    let other = "DELETE FROM migrations WHERE number = 99; UPDATE migrations SET checksum = 'x'";
    raw(dir.path()).execute_batch(other).unwrap();
    assert!(matches!(
        open(dir.path()),
        Err(StoreError::Altered { number: 1 })
    ));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn problems_are_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    put(&store, "1").await.unwrap();
    let conn = raw(dir.path());
    conn.execute_batch(
        "INSERT INTO records VALUES (5, 1, 'AAAAAAAAAAAAAA', 0, 1, 0, 1, '{');
         INSERT INTO bases VALUES (6, 'appAAAAAAAAAAAAAA', 'wspAAAAAAAAAAAAAA', 'b', 0, 0);
         INSERT INTO changes VALUES ((6 << 40) + 1, 0, NULL, NULL, '{}');
         INSERT INTO changes VALUES ((6 << 40) + 3, 0, NULL, NULL, '{}');",
    )
    .unwrap();
    let problems = store.verify().await.unwrap();
    for wanted in [
        "base 5 has rows but is not there",
        "base 5 has records of table 1, which is not there",
        "the changes of base 6 have gaps",
        "record recAAAAAAAAAAAAAA of base 5 is not a document",
        "record recAAAAAAAAAAAAAA of base 5 is of a user who is not there",
        "base appAAAAAAAAAAAAAA is in a workspace that is not there",
    ] {
        assert!(
            problems.iter().any(|problem| problem == wanted),
            "{wanted}\n{problems:?}"
        );
    }
    assert_eq!(problems.len(), 6, "{problems:?}");
}

#[test]
fn nothing_is_made_unless_asked() {
    let outer = tempfile::tempdir().unwrap();
    let dir = outer.path().join("data");
    let options = SqliteOptions {
        create: false,
        ..SqliteOptions::new(&dir)
    };
    assert!(SqliteStore::open(&options).is_err());
    assert!(!dir.exists());
}
