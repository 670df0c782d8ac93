//! A stored record as a formula sees it.

use basekey_formula::{Moment, Row, Value, cells};
use basekey_model::cell::{self, Names};
use basekey_model::doc::Doc;
use basekey_model::field::FieldKind;
use basekey_model::id::RecordId;
use basekey_model::schema::{Field, FieldKey};
use basekey_model::time::Millis;
use basekey_store::RecordRef;

use super::condition::Rest;

/// A cell of a record as a value, wherever the record has it.
pub(crate) fn cell_value<'r>(
    field: &'r Field,
    record: RecordRef<'r>,
    names: &Names<'r>,
) -> Value<'r> {
    match &field.kind {
        FieldKind::CreatedTime { .. } => Value::Date(Moment::from(record.head.created)),
        FieldKind::CreatedBy => match names.people.person(record.head.created_by) {
            Some(person) if !person.name.is_empty() => Value::text(person.name),
            _ => Value::Blank,
        },
        kind => cells::value(kind, Doc(record.doc).get(field.key), names),
    }
}

/// The time that is kept under a key.
pub(crate) fn kept_moment(record: RecordRef<'_>, key: FieldKey) -> Option<Millis> {
    cell::moment(Doc(record.doc).get(key)?)
}

/// A record that lies in a buffer.
pub(super) struct StoredRow<'r> {
    pub(super) record: RecordRef<'r>,
    pub(super) rest: &'r Rest,
    pub(super) names: Names<'r>,
}

impl Row for StoredRow<'_> {
    fn cell(&self, slot: usize) -> Value<'_> {
        match self.rest.slots.get(slot) {
            Some(Some(field)) => cell_value(field, self.record, &self.names),
            _ => Value::Blank,
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
        kept_moment(self.record, *self.rest.watched.get(watched)?)
    }
}
