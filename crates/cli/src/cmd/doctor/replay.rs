//! Whether a base's change log is complete: its numbers have no gaps, and
//! playing it from the beginning gives the records that are there.
//!
//! Records are not kept while the log is played, only a hash of each: the
//! hashes of its cells, combined so that a changed cell can be taken out and
//! another put in. So memory grows with the number of records and not with
//! what is in them. Computed cells are left out; the server fills them
//! without an entry of their own when a field is added.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use basekey_model::change::{Change, ChangeItem};
use basekey_model::doc::Doc;
use basekey_model::id::RecordId;
use basekey_model::schema::{BaseSchema, FieldKey, TableNo};
use basekey_store::{Read, StoreError};

use super::Findings;
use super::base::pages;
use crate::cmd::count;

/// Changes read at a time.
const CHUNK: usize = 200;

/// Plays the log and compares.
pub(super) fn check(read: &dyn Read, schema: &BaseSchema) -> Result<Findings, StoreError> {
    let mut found = Findings::default();
    let mut played = Played::new(schema);
    let mut last = 0i64;
    loop {
        let changes = read.changes(schema.no, last, CHUNK)?;
        for change in &changes {
            found.expect(change.seq == last + 1, || {
                format!("change {} follows change {last}", change.seq)
            });
            last = change.seq;
            played.apply(change, &mut found);
        }
        if changes.len() < CHUNK {
            break;
        }
    }
    found.expect(last > 0, || {
        "the log is empty; it begins with the base".to_owned()
    });
    for table in &schema.tables {
        pages(read, schema, table, |records| {
            for record in records.iter() {
                let id = record.head.id;
                let here = played.hash(table.no, record.doc);
                match played.records.remove(&(table.no, id)) {
                    None => found.add(format!(
                        "record {id} of table {} is not in the log",
                        table.id
                    )),
                    Some(logged) => found.expect(logged == here, || {
                        format!("record {id} of table {} is not what the log says", table.id)
                    }),
                }
            }
        })?;
    }
    for (table, id) in played.records.keys() {
        found.add(format!(
            "record {id} of table number {} is in the log and not in the table",
            table.0
        ));
    }
    found.seen = count(last.unsigned_abs(), "change");
    Ok(found)
}

/// Where playing the log has come to.
struct Played {
    records: HashMap<(TableNo, RecordId), u64>,
    computed: HashSet<(TableNo, FieldKey)>,
}

impl Played {
    fn new(schema: &BaseSchema) -> Self {
        let computed = schema
            .tables
            .iter()
            .flat_map(|table| table.fields.iter().map(move |field| (table.no, field)))
            .filter(|(_, field)| field.kind.is_computed())
            .map(|(table, field)| (table, field.key))
            .collect();
        Self {
            records: HashMap::new(),
            computed,
        }
    }

    fn apply(&mut self, change: &Change, found: &mut Findings) {
        let seq = change.seq;
        for item in &change.what {
            match item {
                ChangeItem::RecordsCreated { table, records } => {
                    for (id, doc) in records {
                        let hash = self.hash(*table, doc.as_str());
                        if self.records.insert((*table, *id), hash).is_some() {
                            found.add(format!(
                                "change {seq} makes record {id}, which is there already"
                            ));
                        }
                    }
                }
                ChangeItem::RecordsUpdated { table, records } => {
                    for edit in records {
                        let difference = self.hash(*table, edit.before.as_str())
                            ^ self.hash(*table, edit.after.as_str());
                        match self.records.get_mut(&(*table, edit.id)) {
                            Some(hash) => *hash ^= difference,
                            None => found.add(format!(
                                "change {seq} changes record {}, which is not there",
                                edit.id
                            )),
                        }
                    }
                }
                ChangeItem::RecordsDeleted { table, records } => {
                    for gone in records {
                        let hash = self.hash(*table, gone.doc.as_str());
                        match self.records.remove(&(*table, gone.id)) {
                            Some(before) => found.expect(before == hash, || {
                                format!(
                                    "change {seq} deletes another record {} than the log made",
                                    gone.id
                                )
                            }),
                            None => found.add(format!(
                                "change {seq} deletes record {}, which is not there",
                                gone.id
                            )),
                        }
                    }
                }
                ChangeItem::BaseCreated { .. }
                | ChangeItem::BaseRenamed { .. }
                | ChangeItem::TableCreated { .. }
                | ChangeItem::TableUpdated { .. }
                | ChangeItem::FieldCreated { .. }
                | ChangeItem::FieldUpdated { .. } => {}
            }
        }
    }

    /// The hash of a document, or of the changed cells of one, in which
    /// `null` stands for a blank cell.
    fn hash(&self, table: TableNo, doc: &str) -> u64 {
        Doc(doc)
            .cells()
            .filter(|(key, raw)| *raw != "null" && !self.computed.contains(&(table, *key)))
            .fold(0, |sum, (key, raw)| {
                let mut hasher = DefaultHasher::new();
                (key, raw).hash(&mut hasher);
                sum ^ hasher.finish()
            })
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::change::{ChangeSource, DeletedRecord, RawDoc, RecordEdit};
    use basekey_model::field::FieldKind;
    use basekey_model::id::{BaseId, RecordIds};
    use basekey_model::schema::{BaseNo, FieldDraft, TableDraft, UserNo};
    use basekey_model::testing::Fixed;
    use basekey_model::time::Millis;

    use super::*;

    const T: TableNo = TableNo(1);

    fn schema() -> BaseSchema {
        let entropy = Fixed::new(1);
        let fields = vec![
            FieldDraft::new("a", FieldKind::SingleLineText),
            FieldDraft::new("b", FieldKind::SingleLineText),
            FieldDraft::new("n", FieldKind::AutoNumber),
        ];
        let draft = TableDraft {
            name: "t".into(),
            description: None,
            fields,
        };
        let tables = vec![draft.build(T, &entropy)];
        BaseSchema {
            base: BaseId::random(&entropy),
            no: BaseNo(1),
            version: 1,
            tables,
        }
    }

    fn doc(text: &str) -> RawDoc {
        RawDoc::new(text.to_owned()).unwrap()
    }

    fn change(what: ChangeItem) -> Change {
        Change {
            seq: 1,
            at: Millis(0),
            user: None,
            token: None,
            source: ChangeSource::System,
            what: vec![what],
        }
    }

    #[test]
    fn edits_lead_to_the_same_hash_as_the_record_they_make() {
        let mut played = Played::new(&schema());
        let mut found = Findings::default();
        let id = RecordIds::default().next(Millis(0), &Fixed::new(2));
        played.apply(
            &change(ChangeItem::RecordsCreated {
                table: T,
                records: vec![(id, doc(r#"{"1":"x","3":1}"#))],
            }),
            &mut found,
        );
        let edit = RecordEdit {
            id,
            before: doc(r#"{"1":"x","2":null}"#),
            after: doc(r#"{"1":null,"2":"y"}"#),
        };
        played.apply(
            &change(ChangeItem::RecordsUpdated {
                table: T,
                records: vec![edit],
            }),
            &mut found,
        );
        assert_eq!(
            played.records[&(T, id)],
            played.hash(T, r#"{"2":"y","3":7}"#)
        );
        assert_ne!(played.records[&(T, id)], played.hash(T, r#"{"1":"y"}"#));
        let gone = |text: &str| DeletedRecord {
            id,
            doc: doc(text),
            created: Millis(0),
            created_by: UserNo(1),
            modified: Millis(0),
            modified_by: UserNo(1),
        };
        played.apply(
            &change(ChangeItem::RecordsDeleted {
                table: T,
                records: vec![gone(r#"{"2":"y"}"#)],
            }),
            &mut found,
        );
        assert!(found.problems.is_empty(), "{:?}", found.problems);
        played.apply(
            &change(ChangeItem::RecordsDeleted {
                table: T,
                records: vec![gone("{}")],
            }),
            &mut found,
        );
        assert_eq!(found.problems.len(), 1);
    }
}
