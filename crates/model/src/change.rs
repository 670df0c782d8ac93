//! The vocabulary of a base's change log: enough to tell history, to notify
//! webhooks and to undo. The serde form is the stored form.
//!
//! Every item stands under its own name (`{"recordsCreated":{…}}`); inside a
//! tag beside the content, documents could not be carried as raw text.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::id::{RecordId, TokenId};
use crate::schema::{DateDependency, Field, FieldKey, Table, TableNo, UserNo, View};
use crate::time::Millis;

/// One committed change of a base.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Change {
    /// Counts up by one within a base; given by the store.
    pub seq: i64,
    /// When it was made.
    pub at: Millis,
    /// Who made it; absent if the server did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserNo>,
    /// The token it was made with, if with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// What kind of caller made it.
    pub source: ChangeSource,
    /// What changed, in order.
    pub what: Vec<ChangeItem>,
}

impl Change {
    /// What the server did of its own accord.
    pub fn of_system(at: Millis, what: Vec<ChangeItem>) -> Self {
        Self {
            seq: 0,
            at,
            user: None,
            token: None,
            source: ChangeSource::System,
            what,
        }
    }
}

/// What kind of caller made a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeSource {
    /// A token over the public API.
    PublicApi,
    /// A person in a session.
    Client,
    /// The server or its operator.
    System,
    /// An import.
    Import,
}

/// One part of a change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ChangeItem {
    /// The base was made.
    BaseCreated {
        /// Its name.
        name: String,
    },
    /// The base was renamed.
    BaseRenamed {
        /// The old name.
        before: String,
        /// The new name.
        after: String,
    },
    /// A table was made.
    TableCreated {
        /// The table as made.
        table: Box<Table>,
    },
    /// A table's name or description changed.
    TableUpdated {
        /// Which table.
        table: TableNo,
        /// As it was.
        before: TableLabel,
        /// As it is.
        after: TableLabel,
    },
    /// A table was deleted; it can be restored for a while.
    TableDeleted {
        /// Which table.
        table: TableNo,
    },
    /// A deleted table came back.
    TableRestored {
        /// The table as it came back.
        table: Box<Table>,
    },
    /// A deleted table is gone for good, with its records.
    TablePurged {
        /// Which table.
        table: TableNo,
    },
    /// A table's date dependency settings changed.
    DateDependencyUpdated {
        /// Which table.
        table: TableNo,
        /// As they were.
        before: Option<Box<DateDependency>>,
        /// As they are.
        after: Option<Box<DateDependency>>,
    },
    /// A view was made.
    ViewCreated {
        /// The view's table.
        table: TableNo,
        /// The view as made.
        view: Box<View>,
    },
    /// A view changed.
    ViewUpdated {
        /// The view's table.
        table: TableNo,
        /// As it was.
        before: Box<View>,
        /// As it is.
        after: Box<View>,
    },
    /// A view was deleted.
    ViewDeleted {
        /// The view's table.
        table: TableNo,
        /// As it was.
        view: Box<View>,
    },
    /// A field was added.
    FieldCreated {
        /// The field's table.
        table: TableNo,
        /// The field as added.
        field: Box<Field>,
    },
    /// A field's name, description, type or options changed.
    FieldUpdated {
        /// The field's table.
        table: TableNo,
        /// As it was.
        before: Box<Field>,
        /// As it is.
        after: Box<Field>,
    },
    /// A field was deleted; it can be restored for a while.
    FieldDeleted {
        /// The field's table.
        table: TableNo,
        /// As it was.
        field: Box<Field>,
    },
    /// A deleted field came back, perhaps under another name.
    FieldRestored {
        /// The field's table.
        table: TableNo,
        /// As it came back.
        field: Box<Field>,
    },
    /// A deleted field is gone for good, with its cells.
    FieldPurged {
        /// The field's table.
        table: TableNo,
        /// The key its cells had.
        key: FieldKey,
    },
    /// Records were made, at the change's time and by its user.
    RecordsCreated {
        /// Their table.
        table: TableNo,
        /// Ids and documents.
        records: Vec<(RecordId, RawDoc)>,
    },
    /// Cells of records changed.
    RecordsUpdated {
        /// Their table.
        table: TableNo,
        /// One per record.
        records: Vec<RecordEdit>,
    },
    /// Links were made or ended from their other side. Only what came and
    /// went is told, since a record that thousands link to has a long cell.
    LinksFollowed {
        /// The table whose cells followed.
        table: TableNo,
        /// Under which key, which may be a hidden one.
        key: FieldKey,
        /// One per record.
        records: Vec<LinkEdit>,
    },
    /// Derived cells of records followed a change of other cells. What they
    /// hold follows from the rest and is not told.
    RecordsRecalculated {
        /// Their table.
        table: TableNo,
        /// Which records.
        records: Vec<RecordId>,
    },
    /// The cells of derived fields were computed anew in all records.
    FieldsRecalculated {
        /// Their table.
        table: TableNo,
        /// Which fields.
        keys: Vec<FieldKey>,
    },
    /// Records were deleted.
    RecordsDeleted {
        /// Their table.
        table: TableNo,
        /// All that is needed to bring them back.
        records: Vec<DeletedRecord>,
    },
}

/// What a table is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableLabel {
    /// Its name.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

impl From<&Table> for TableLabel {
    fn from(table: &Table) -> Self {
        Self {
            name: table.name.clone(),
            description: table.description.clone(),
        }
    }
}

/// How one record's cells changed. Both documents have the same keys; `null`
/// stands for a blank cell. [`crate::doc::diff`] makes them and
/// [`crate::doc::patch`] applies either.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordEdit {
    /// Which record.
    pub id: RecordId,
    /// The changed cells as they were.
    pub before: RawDoc,
    /// The changed cells as they are.
    pub after: RawDoc,
}

/// How the links of one record followed a change of the other side: first
/// those that went are taken out, then those that came are added at the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkEdit {
    /// Which record.
    pub id: RecordId,
    /// Records no longer named, each with the place it had, in ascending order
    /// of place before any was taken out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub removed: Vec<(u32, RecordId)>,
    /// Records named now, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub added: Vec<RecordId>,
}

/// A deleted record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeletedRecord {
    /// Which record.
    pub id: RecordId,
    /// Its document.
    pub doc: RawDoc,
    /// When it was made.
    pub created: Millis,
    /// Who made it.
    pub created_by: UserNo,
    /// When a cell last changed.
    pub modified: Millis,
    /// Who changed it.
    pub modified_by: UserNo,
}

/// A stored document inside a change: JSON text that is copied, not parsed,
/// when the change is written. Equal if the texts are equal.
#[derive(Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RawDoc(Box<RawValue>);

/// The text is not JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a JSON document: {0}")]
pub struct BadDoc(String);

impl RawDoc {
    /// Takes a document that is already in canonical form. The text is looked
    /// through once, so that a damaged document is refused here and not when
    /// the log is read.
    pub fn new(doc: String) -> Result<Self, BadDoc> {
        RawValue::from_string(doc)
            .map(Self)
            .map_err(|error| BadDoc(error.to_string()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        self.0.get()
    }

    /// The text as a document.
    pub fn doc(&self) -> crate::doc::Doc<'_> {
        crate::doc::Doc(self.0.get())
    }
}

impl PartialEq for RawDoc {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RawDoc {}

impl fmt::Debug for RawDoc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::FieldKind;
    use crate::schema::{FieldDraft, TableDraft};
    use crate::testing::Fixed;

    fn raw(text: &str) -> RawDoc {
        RawDoc::new(text.to_owned()).unwrap()
    }

    fn every_item() -> Vec<ChangeItem> {
        let entropy = Fixed::new(1);
        let draft = TableDraft {
            name: "Tasks".to_owned(),
            description: None,
            fields: vec![FieldDraft::new("Name", FieldKind::SingleLineText)],
        };
        let table = draft.build(TableNo(1), &entropy);
        let label = TableLabel::from(&table);
        let field = Box::new(table.fields[0].clone());
        let (no, id) = (table.no, RecordId::random(&entropy));
        vec![
            ChangeItem::BaseCreated {
                name: "Base".to_owned(),
            },
            ChangeItem::BaseRenamed {
                before: "Base".to_owned(),
                after: "Basis".to_owned(),
            },
            ChangeItem::TableCreated {
                table: Box::new(table),
            },
            ChangeItem::TableUpdated {
                table: no,
                before: label.clone(),
                after: label,
            },
            ChangeItem::FieldCreated {
                table: no,
                field: field.clone(),
            },
            ChangeItem::FieldUpdated {
                table: no,
                before: field.clone(),
                after: field,
            },
            ChangeItem::RecordsCreated {
                table: no,
                records: vec![(id, raw(r#"{"1":"Ann \"é\""}"#))],
            },
            ChangeItem::RecordsUpdated {
                table: no,
                records: vec![RecordEdit {
                    id,
                    before: raw(r#"{"1":null}"#),
                    after: raw(r#"{"1":1e+21}"#),
                }],
            },
            ChangeItem::RecordsDeleted {
                table: no,
                records: vec![DeletedRecord {
                    id,
                    doc: raw(r#"{"1":[3,1]}"#),
                    created: Millis(1),
                    created_by: UserNo(2),
                    modified: Millis(3),
                    modified_by: UserNo(4),
                }],
            },
        ]
    }

    #[test]
    fn the_stored_form_reads_back() {
        let token = Some(TokenId::random(&Fixed::new(2)));
        for (user, token) in [(Some(UserNo(1)), token), (None, None)] {
            let change = Change {
                seq: 5,
                at: Millis(1_700_000_000_000),
                user,
                token,
                source: ChangeSource::PublicApi,
                what: every_item(),
            };
            let json = serde_json::to_string(&change).unwrap();
            let again: Change = serde_json::from_str(&json).unwrap();
            assert_eq!(again, change);
            assert_eq!(serde_json::to_string(&again).unwrap(), json);
        }
    }

    /// What is in the log stays readable: the spelling is part of the format.
    #[test]
    fn the_stored_form_is_spelled_so() {
        let id = RecordId::from_tail("AAAAAAAAAAAAA1").unwrap();
        let change = Change {
            seq: 5,
            at: Millis(12),
            user: Some(UserNo(3)),
            token: None,
            source: ChangeSource::Client,
            what: vec![
                ChangeItem::RecordsCreated {
                    table: TableNo(1),
                    records: vec![(id, raw(r#"{"1":"Ann"}"#))],
                },
                ChangeItem::RecordsUpdated {
                    table: TableNo(1),
                    records: vec![RecordEdit {
                        id,
                        before: raw(r#"{"1":"Ann"}"#),
                        after: raw(r#"{"1":null}"#),
                    }],
                },
            ],
        };
        assert_eq!(
            serde_json::to_string(&change).unwrap(),
            concat!(
                r#"{"seq":5,"at":12,"user":3,"source":"client","what":["#,
                r#"{"recordsCreated":{"table":1,"records":[["recAAAAAAAAAAAAA1",{"1":"Ann"}]]}},"#,
                r#"{"recordsUpdated":{"table":1,"records":[{"id":"recAAAAAAAAAAAAA1","before":{"1":"Ann"},"after":{"1":null}}]}}"#,
                r#"]}"#,
            )
        );
    }

    #[test]
    fn text_that_is_not_json_is_no_document() {
        for text in ["", "{", r#"{"1":}"#, r#"{"1":"a"#, "{} {}"] {
            assert!(RawDoc::new(text.to_owned()).is_err(), "{text}");
        }
        assert_eq!(raw("{}").as_str(), "{}");
        assert_ne!(raw(r#"{"1":1}"#), raw(r#"{"1":2}"#));
    }
}
