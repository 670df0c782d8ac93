//! Whether a base is sound: documents fit the schema, links agree, and the log
//! tells how everything came to be.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use basekey_model::cell;
use basekey_model::change::{Change, ChangeItem};
use basekey_model::doc::Doc;
use basekey_model::field::{FieldKind, Inverse, Upkeep, linked, linked_raw};
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseSchema, Field, FieldKey, Table, TableNo};
use basekey_store::{Cost, StoreError, StoreExt};

use crate::support::World;

type Cells = BTreeMap<FieldKey, String>;
type Documents = BTreeMap<(TableNo, RecordId), Cells>;
/// Which record names which.
type Named = HashSet<(RecordId, RecordId)>;

/// A base as the store has it.
pub(crate) struct Stored {
    pub(crate) schema: BaseSchema,
    pub(crate) log: Vec<Change>,
    documents: Documents,
}

fn cells(doc: &str) -> Cells {
    assert_eq!(Doc(doc).check(), Ok(()), "{doc}");
    Doc(doc)
        .cells()
        .map(|(key, raw)| (key, raw.to_owned()))
        .collect()
}

impl World {
    /// Everything that is stored of the base.
    pub(crate) async fn stored(&self) -> Stored {
        let id = self.base.parse().unwrap();
        self.store
            .run_read(Cost::Long, move |read| {
                let no = read.base(id)?.unwrap().no;
                let schema = read.schema(id, no)?;
                let mut documents = Documents::new();
                for table in (1..schema.next_table.0).map(TableNo) {
                    let page = read.page(no, table, None, usize::MAX)?;
                    for record in page.iter() {
                        documents.insert((table, record.head.id), cells(record.doc));
                    }
                }
                Ok::<_, StoreError>(Stored {
                    log: read.changes(no, 0, usize::MAX)?,
                    schema,
                    documents,
                })
            })
            .await
            .unwrap()
    }

    /// Checks all there is to check.
    pub(crate) async fn sound(&self) -> Stored {
        let stored = self.stored().await;
        stored.documents_fit();
        stored.links_agree();
        stored.log_replays();
        stored
    }
}

/// Every field of a table, deleted or not.
fn fields(table: &Table) -> impl Iterator<Item = &Field> {
    let gone = table.deleted_fields.iter().map(|gone| &gone.field);
    table.fields.iter().chain(gone)
}

impl Stored {
    fn tables(&self) -> impl Iterator<Item = &Table> {
        self.schema.tables.iter().chain(&self.schema.deleted)
    }

    /// The records of a table, with what they hold.
    pub(crate) fn records(&self, no: TableNo) -> impl Iterator<Item = (RecordId, &Cells)> {
        let all = self.documents.iter();
        all.filter(move |((table, _), _)| *table == no)
            .map(|((_, id), cells)| (*id, cells))
    }

    /// Every cell belongs to a field or to the hidden side of a link.
    fn documents_fit(&self) {
        let numbers: BTreeSet<TableNo> = self.tables().map(|table| table.no).collect();
        for (table, id) in self.documents.keys() {
            assert!(numbers.contains(table), "{id} is of no table");
        }
        for table in self.tables() {
            let keys: HashSet<_> = fields(table).map(|field| field.key).collect();
            assert_eq!(keys.len(), fields(table).count(), "two fields of one key");
            let hidden: HashSet<FieldKey> = fields(table).flat_map(Field::hidden_keys).collect();
            for (id, cells) in self.records(table.no) {
                for (key, raw) in cells {
                    assert!(*key < table.next_key);
                    let field = fields(table).find(|field| field.key == *key);
                    match field {
                        // What is computed at reading may have been stored before.
                        Some(field) if field.kind.upkeep() == Some(Upkeep::AtRead) => {}
                        Some(field) => {
                            assert!(!field.kind.is_in_head(), "{}", field.name);
                            let checked = cell::check(&field.kind, raw);
                            assert_eq!(checked, Ok(()), "{id} {} {raw}", field.name);
                        }
                        None => assert!(hidden.contains(key), "{id} has a stray cell {raw}"),
                    }
                }
            }
        }
    }

    fn named(&self, table: &Table, key: FieldKey) -> Named {
        let mut found = Named::new();
        for (id, cells) in self.records(table.no) {
            for to in cells.get(&key).into_iter().flat_map(|raw| linked(raw)) {
                assert!(found.insert((id, to)), "{id} names {to} twice");
            }
        }
        found
    }

    /// Both sides of every link say the same, and name only what is there.
    fn links_agree(&self) {
        for table in self.tables() {
            for (field, link) in table.links() {
                let other = self.tables().find(|other| other.id == link.table);
                let other = other.unwrap_or_else(|| panic!("{} leads nowhere", field.name));
                let key = other.inverse_key(link.inverse);
                let key = key.unwrap_or_else(|| panic!("{} has no other side", field.name));
                let forward = self.named(table, field.key);
                for (_, to) in &forward {
                    assert!(self.documents.contains_key(&(other.no, *to)));
                }
                let back: Named = self
                    .named(other, key)
                    .into_iter()
                    .map(|(to, from)| (from, to))
                    .collect();
                assert_eq!(forward, back, "{} of {}", field.name, table.name);
            }
        }
        // What can be seen has its other side where it can be seen.
        for table in &self.schema.tables {
            for field in &table.fields {
                let Some(link) = field.kind.link() else {
                    continue;
                };
                let other = self.schema.table_of_id(link.table).unwrap();
                if let Inverse::Field(id) = link.inverse {
                    let other = other.field_of_id(id).unwrap();
                    let back = other.kind.link().unwrap();
                    assert_eq!(
                        (back.table, back.inverse),
                        (table.id, Inverse::Field(field.id))
                    );
                }
            }
        }
    }

    /// Playing the log gives the documents, but for what the server fills.
    fn log_replays(&self) {
        let mut computed = BTreeSet::new();
        let mut played = Documents::new();
        for (change, seq) in self.log.iter().zip(1..) {
            assert_eq!(change.seq, seq);
            for item in &change.what {
                note_computed(item, &mut computed);
                play(item, &mut played);
            }
        }
        let known = |documents: &Documents| -> Documents {
            let all = documents.iter();
            all.map(|((table, id), cells)| {
                let mut cells = cells.clone();
                cells.retain(|key, _| !computed.contains(&(*table, *key)));
                ((*table, *id), cells)
            })
            .collect()
        };
        let (played, stored) = (known(&played), known(&self.documents));
        let ids = |documents: &Documents| documents.keys().copied().collect::<Vec<_>>();
        assert_eq!(ids(&played), ids(&stored));
        for (id, cells) in &stored {
            assert_eq!(&played[id], cells, "{id:?}");
        }
    }
}

fn note_computed(item: &ChangeItem, computed: &mut BTreeSet<(TableNo, FieldKey)>) {
    let mut note = |table: TableNo, field: &Field| {
        if field.kind.is_computed() {
            computed.insert((table, field.key));
            computed.extend(field.hidden_keys().map(|key| (table, key)));
        }
    };
    match item {
        ChangeItem::TableCreated { table } => {
            table.fields.iter().for_each(|field| note(table.no, field));
        }
        ChangeItem::FieldCreated { table, field } => note(*table, field),
        ChangeItem::FieldUpdated { table, after, .. } => note(*table, after),
        _ => {}
    }
}

fn play(item: &ChangeItem, played: &mut Documents) {
    match item {
        ChangeItem::RecordsCreated { table, records } => {
            for (id, doc) in records {
                let before = played.insert((*table, *id), cells(doc.as_str()));
                assert!(before.is_none());
            }
        }
        ChangeItem::RecordsUpdated { table, records } => {
            assert!(records.len() <= 1_000);
            for edit in records {
                let record = played.get_mut(&(*table, edit.id)).unwrap();
                for (key, raw) in edit.before.doc().cells() {
                    let was = record.remove(&key);
                    // Cells that the server fills are not in the log.
                    assert!(was.as_deref().is_none_or(|was| was == raw), "{was:?} {raw}");
                }
                for (key, raw) in edit.after.doc().cells() {
                    if raw != "null" {
                        record.insert(key, raw.to_owned());
                    }
                }
            }
        }
        ChangeItem::LinksFollowed {
            table,
            key,
            records,
        } => {
            for edit in records {
                let record = played.get_mut(&(*table, edit.id)).unwrap();
                let raw = record.remove(key).unwrap_or_default();
                let mut ids: Vec<RecordId> = linked(&raw).collect();
                for (place, id) in edit.removed.iter().rev() {
                    assert_eq!(ids.remove(*place as usize), *id);
                }
                ids.extend(&edit.added);
                record.extend(linked_raw(&ids).map(|raw| (*key, raw)));
            }
        }
        ChangeItem::RecordsDeleted { table, records } => {
            for gone in records {
                assert!(played.remove(&(*table, gone.id)).is_some());
            }
        }
        ChangeItem::FieldPurged { table, key } => {
            for ((no, _), cells) in played.iter_mut() {
                if no == table {
                    cells.remove(key);
                }
            }
        }
        ChangeItem::TablePurged { table } => played.retain(|(no, _), _| no != table),
        _ => {}
    }
}

#[tokio::test]
async fn a_base_that_was_just_made_is_sound() {
    let world = World::new().await;
    world
        .create(vec![
            serde_json::json!({"Name": "a"}),
            serde_json::json!({}),
        ])
        .await;
    let stored = world.sound().await;
    let kinds: Vec<_> = stored.schema.tables[0]
        .fields
        .iter()
        .map(|field| matches!(field.kind, FieldKind::AutoNumber))
        .collect();
    assert!(kinds.contains(&true));
}
