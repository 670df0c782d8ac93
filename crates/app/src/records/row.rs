//! A stored record as a formula sees it.

use basekey_formula::{Moment, Row, Value, cells};
use basekey_model::cell::{self, Names};
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::id::RecordId;
use basekey_model::time::Millis;
use basekey_store::RecordRef;

use super::condition::Rest;

/// A record that lies in a buffer.
pub(super) struct StoredRow<'r> {
    pub(super) record: RecordRef<'r>,
    pub(super) rest: &'r Rest,
    pub(super) names: Names<'r>,
}

impl Row for StoredRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        let Some(Some(field)) = self.rest.slots.get(slot) else {
            return Value::Blank;
        };
        match &field.kind {
            FieldKind::CreatedTime { .. } => Value::Date(Moment::from(self.record.head.created)),
            FieldKind::CreatedBy => match self.names.people.person(self.record.head.created_by) {
                Some(person) if !person.name.is_empty() => Value::text(person.name),
                _ => Value::Blank,
            },
            kind => cells::value(kind, Doc(self.record.doc).get(field.key), &self.names),
        }
    }

    fn id(&self) -> RecordId {
        self.record.head.id
    }

    fn created(&self) -> Millis {
        self.record.head.created
    }

    fn modified(&self) -> Millis {
        self.record.head.modified
    }

    fn modified_of(&self, watched: usize) -> Option<Millis> {
        let key = self.rest.watched.get(watched)?;
        cell::moment(Doc(self.record.doc).get(*key)?)
    }
}
