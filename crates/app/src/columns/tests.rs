use std::sync::Arc;
use std::sync::mpsc::channel;

use basekey_model::change::{Change, ChangeItem, ChangeSource, RawDoc};
use basekey_model::field::FieldKind;
use basekey_model::id::{BaseId, RecordId, WorkspaceId};
use basekey_model::order::Direction;
use basekey_model::schema::{BaseNo, FieldDraft, TableDraft, TableNo, UserNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use basekey_store::{Cost, Read, RecordHead, Records, StoreError, StoreExt, Workspace};

use super::{Columns, Plan};
use crate::directory::People;
use crate::schemas::TableHandle;

const TABLE: TableNo = TableNo(1);

/// A store with one base of one table.
struct Bare {
    store: Arc<SqliteStore>,
    base: BaseId,
    no: BaseNo,
    _dir: tempfile::TempDir,
}

fn id(n: u32) -> RecordId {
    RecordId::from_tail(&format!("{n:014}")).unwrap()
}

impl Bare {
    async fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(SqliteStore::open(&SqliteOptions::new(dir.path())).unwrap());
        let entropy = Fixed::new(3);
        let (base, workspace) = (BaseId::random(&entropy), WorkspaceId::random(&entropy));
        let draft = TableDraft {
            name: "T".to_owned(),
            description: None,
            fields: vec![FieldDraft::new("N", FieldKind::Number { precision: 0 })],
        };
        let table = draft.build(TABLE, &entropy);
        let no = store
            .run_write(move |tx| {
                tx.put_workspace(&Workspace {
                    id: workspace,
                    name: "W".to_owned(),
                    created: Millis(0),
                })?;
                let no = tx.add_base(base, workspace, "B", Millis(0))?;
                tx.put_table(no, &table)?;
                Ok::<_, StoreError>(no)
            })
            .await
            .unwrap();
        Self {
            store,
            base,
            no,
            _dir: dir,
        }
    }

    /// Adds records that hold these numbers, in one change.
    async fn add(&self, first: u32, numbers: &'static [i64], at: i64) {
        let no = self.no;
        let write = move |tx: &mut dyn basekey_store::Tx| {
            let mut records = Records::default();
            let mut logged = Vec::new();
            for (id, number) in (first..).map(id).zip(numbers) {
                let doc = format!("{{\"1\":{number}}}");
                let head = RecordHead {
                    id,
                    created: Millis(at),
                    created_by: UserNo(1),
                    modified: Millis(at),
                    modified_by: UserNo(1),
                };
                records.push(head, &doc);
                logged.push((id, RawDoc::new(doc).unwrap()));
            }
            tx.add_records(no, TABLE, &records)?;
            let change = Change {
                seq: 0,
                at: Millis(at),
                user: None,
                token: None,
                source: ChangeSource::System,
                what: vec![ChangeItem::RecordsCreated {
                    table: TABLE,
                    records: logged,
                }],
            };
            tx.add_change(no, &change)?;
            Ok::<_, StoreError>(())
        };
        self.store.run_write(write).await.unwrap();
    }

    async fn plan(&self) -> Plan {
        let (base, no) = (self.base, self.no);
        let read = move |read: &dyn Read| read.schema(base, no);
        let schema = self.store.run_read(Cost::Short, read).await.unwrap();
        let table = TableHandle::find(&Arc::new(schema), "T").unwrap();
        let sort = vec![(table.fields[0].clone(), Direction::Ascending)];
        Plan::of(
            &table,
            Arc::new(People::default()),
            None,
            None,
            &sort,
            Millis(0),
        )
        .unwrap()
    }

    async fn ordered(&self, columns: &Arc<Columns>) -> Option<Vec<RecordId>> {
        let (columns, plan) = (columns.clone(), self.plan().await);
        let read = move |read: &dyn Read| columns.ordered(read, &plan);
        self.store.run_read(Cost::Long, read).await.unwrap()
    }
}

/// A list that began before a write, and ends after another list has seen it.
#[tokio::test(flavor = "multi_thread")]
async fn columns_of_a_later_state_are_not_used() {
    let bare = Bare::new().await;
    bare.add(1, &[3, 1, 2], 5).await;
    let columns = Arc::new(Columns::new(1));
    let first = Some(vec![id(2), id(3), id(1)]);
    assert_eq!(bare.ordered(&columns).await, first);

    let (began, has_begun) = channel();
    let (go, may_go) = channel::<()>();
    let (plan, store, slow) = (bare.plan().await, bare.store.clone(), columns.clone());
    let no = bare.no;
    let old = tokio::spawn(async move {
        let read = move |read: &dyn Read| {
            // The state is that of the first look.
            let last = read.last_change(no)?;
            began.send(()).unwrap();
            may_go.recv().unwrap();
            assert_eq!(read.last_change(no)?, last);
            slow.ordered(read, &plan)
        };
        store.run_read(Cost::Long, read).await.unwrap()
    });
    tokio::task::spawn_blocking(move || has_begun.recv().unwrap())
        .await
        .unwrap();
    bare.add(4, &[0], 6).await;
    let second = Some(vec![id(4), id(2), id(3), id(1)]);
    assert_eq!(bare.ordered(&columns).await, second);
    go.send(()).unwrap();
    assert_eq!(old.await.unwrap(), None);
    assert_eq!(bare.ordered(&columns).await, second);
}

/// A commit that fails after others have seen it gives its number back.
#[tokio::test]
async fn a_change_of_the_same_number_but_another_time_is_another_one() {
    let (one, other) = (Bare::new().await, Bare::new().await);
    one.add(1, &[1, 2], 5).await;
    other.add(1, &[2, 1], 6).await;
    assert_eq!(one.no, other.no);
    let columns = Arc::new(Columns::new(1));
    assert_eq!(one.ordered(&columns).await, Some(vec![id(1), id(2)]));
    assert_eq!(other.ordered(&columns).await, Some(vec![id(2), id(1)]));
    other.add(3, &[0], 7).await;
    one.add(3, &[9], 8).await;
    let expected = Some(vec![id(3), id(2), id(1)]);
    assert_eq!(other.ordered(&columns).await, expected);
    let expected = Some(vec![id(1), id(2), id(3)]);
    assert_eq!(one.ordered(&columns).await, expected);
}

/// A record of an id between others is read in its place.
#[tokio::test]
async fn records_that_come_back_stand_where_they_stood() {
    let bare = Bare::new().await;
    bare.add(5, &[3, 1], 5).await;
    let columns = Arc::new(Columns::new(1));
    assert_eq!(bare.ordered(&columns).await, Some(vec![id(6), id(5)]));
    bare.add(2, &[1], 6).await;
    assert_eq!(
        bare.ordered(&columns).await,
        Some(vec![id(2), id(6), id(5)])
    );
}
