//! A base to damage: tasks linked to projects and to each other, a deleted
//! field, and a deleted table.

use std::collections::HashSet;

use basekey_model::field::{FieldKind, Inverse, Link};
use basekey_model::id::{BaseId, RecordId, WorkspaceId};
use basekey_model::limits::Limits;
use basekey_model::schema::{
    BaseNo, BaseSchema, DeletedField, Deletion, FieldDraft, FieldKey, Table, TableDraft, TableNo,
    UserNo,
};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::sqlite::{SqliteOptions, SqliteStore};
use basekey_store::{Cost, Read, RecordHead, Records, Store, StoreError, StoreExt};

use super::{Findings, Frame};

pub(super) const TASKS: TableNo = TableNo(1);
pub(super) const PROJECTS: TableNo = TableNo(2);
pub(super) const CLIENTS: TableNo = TableNo(3);

/// Keys of the tasks.
pub(super) const NAME: FieldKey = FieldKey(1);
pub(super) const PROJECT: FieldKey = FieldKey(2);
pub(super) const AFTER: FieldKey = FieldKey(3);
pub(super) const NUMBER: FieldKey = FieldKey(6);
pub(super) const OLD: FieldKey = FieldKey(7);
/// The hidden other side of [`AFTER`].
pub(super) const BEFORE: FieldKey = FieldKey(8);

/// When things were deleted that can still be restored.
pub(super) const DELETED: Millis = Millis(5_000);

pub(super) fn frame() -> Frame {
    Frame {
        users: HashSet::from([UserNo(1)]),
        limits: Limits::default(),
        overdue: Millis(DELETED.0 - 1),
    }
}

/// A frame in which all that was deleted may be half gone.
pub(super) fn late() -> Frame {
    Frame {
        overdue: DELETED,
        ..frame()
    }
}

/// Record ids that differ by their number.
pub(super) fn rec(n: u8) -> RecordId {
    RecordId::from_tail(&format!("{n:014}")).unwrap()
}

/// A cell that names records.
pub(super) fn links(records: &[u8]) -> String {
    let ids: Vec<_> = records.iter().map(|n| rec(*n)).collect();
    basekey_model::field::linked_raw(&ids).unwrap()
}

fn deletion() -> Deletion {
    Deletion {
        at: DELETED,
        by: Some(UserNo(1)),
    }
}

fn table(no: TableNo, name: &str, fields: Vec<FieldDraft>) -> Table {
    let draft = TableDraft {
        name: name.to_owned(),
        description: None,
        fields,
    };
    draft.build(no, &Fixed::new(no.0.unsigned_abs()))
}

/// Takes a table's field away, as deleting it does.
pub(super) fn delete_field(table: &mut Table, key: FieldKey) {
    let place = table
        .fields
        .iter()
        .position(|field| field.key == key)
        .unwrap();
    table.deleted_fields.push(DeletedField {
        field: table.fields.remove(place),
        place,
        deletion: deletion(),
        with_table: None,
    });
}

/// The link of a table's field.
pub(super) fn link(table: &mut Table, key: FieldKey) -> &mut Link {
    let field = table.fields.iter_mut().find(|field| field.key == key);
    field.unwrap().kind.link_mut().unwrap()
}

pub(super) fn schema() -> BaseSchema {
    let text = |name: &str| FieldDraft::new(name, FieldKind::SingleLineText);
    let mut clients = table(CLIENTS, "Clients", vec![text("Name")]);
    clients.deleted = Some(deletion());
    let to = |table: &Table| FieldKind::MultipleRecordLinks(Link::to(table.id));
    let mut projects = table(PROJECTS, "Projects", vec![text("Name")]);
    let mut tasks = table(
        TASKS,
        "Tasks",
        vec![
            text("Name"),
            FieldDraft::new("Project", to(&projects)),
            FieldDraft::new("After", to(&projects)),
            FieldDraft::new("Who", FieldKind::SingleCollaborator),
            FieldDraft::new("Team", FieldKind::MultipleCollaborators),
            FieldDraft::new("No.", FieldKind::AutoNumber),
            text("Old"),
        ],
    );
    let other = projects.add_field(FieldDraft::new("Tasks", to(&tasks)), &Fixed::new(9));
    let inverse = Inverse::Field(other.id);
    link(&mut tasks, PROJECT).inverse = inverse;
    link(&mut projects, PROJECT).inverse = Inverse::Field(tasks.fields[1].id);
    let (id, hidden) = (tasks.id, tasks.take_key());
    *link(&mut tasks, AFTER) = Link {
        inverse: Inverse::Hidden(hidden),
        ..Link::to(id)
    };
    delete_field(&mut tasks, OLD);
    BaseSchema {
        base: BaseId::random(&Fixed::new(1)),
        no: BaseNo(1),
        version: 1,
        tables: vec![tasks, projects],
        deleted: vec![clients],
        next_table: TableNo(4),
    }
}

/// A record of a table with its cells.
pub(super) type Row = (TableNo, u8, String);

/// A row of these cells.
pub(super) fn row(table: TableNo, n: u8, cells: &[(FieldKey, &str)]) -> Row {
    let cells: Vec<_> = cells
        .iter()
        .map(|(key, raw)| format!("\"{}\":{raw}", key.0))
        .collect();
    (table, n, format!("{{{}}}", cells.join(",")))
}

/// Stores rows and changes and gives what a check finds.
pub(super) fn findings(
    rows: &[Row],
    changes: Vec<basekey_model::change::Change>,
    check: impl FnOnce(&dyn Read) -> Result<Findings, StoreError> + Send + 'static,
) -> Findings {
    let mut tables: Vec<(TableNo, Records)> = Vec::new();
    for (table, n, doc) in rows {
        let head = RecordHead {
            id: rec(*n),
            created: Millis(1),
            created_by: UserNo(1),
            modified: Millis(1),
            modified_by: UserNo(1),
        };
        let mut records = Records::default();
        records.push(head, doc);
        tables.push((*table, records));
    }
    let folder = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .build()
        .unwrap();
    runtime.block_on(async {
        let store = SqliteStore::open(&SqliteOptions::new(folder.path())).unwrap();
        let (id, home) = (schema().base, WorkspaceId::random(&Fixed::new(1)));
        let filled = store.run_write::<_, StoreError, _>(move |tx| {
            let base = tx.add_base(id, home, "Base", Millis(0))?;
            for (table, records) in &tables {
                tx.add_records(base, *table, records)?;
            }
            for change in &changes {
                tx.add_change(base, change)?;
            }
            Ok(base)
        });
        assert_eq!(filled.await.unwrap(), BaseNo(1));
        let found = store.run_read::<_, StoreError, _>(Cost::Long, check).await;
        store.close().await.unwrap();
        found.unwrap()
    })
}
