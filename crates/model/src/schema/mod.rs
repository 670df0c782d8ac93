//! Tables, fields and views of a base, as the store keeps them.

mod date_dependency;
mod deleted;
mod name;
mod view;

use serde::{Deserialize, Serialize};

use crate::field::{FieldKind, Inverse, Link};
use crate::id::{BaseId, Entropy, FieldId, TableId, ViewId};

pub use date_dependency::{DateDependency, Rescheduling};
pub use deleted::{DeletedField, Deletion};
pub use name::{NameError, check_name, folded_name, same_name, unique_name};
pub use view::{View, ViewKind, ViewSettings, ViewSort};

/// A field's short name inside a record's stored document. Numbers are given
/// out once per table and never again, so a deleted field's cells can not
/// come back under another field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldKey(pub u32);

/// A base's number in the store: the first part of every key of its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BaseNo(pub i64);

/// A user's number in the store. Short, because every record names two users.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UserNo(pub i64);

/// A table's number within its base: the second part of a record's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TableNo(pub i64);

/// All tables of a base, in display order.
#[derive(Debug, Clone, PartialEq)]
pub struct BaseSchema {
    /// The base.
    pub base: BaseId,
    /// Its number in the store.
    pub no: BaseNo,
    /// Counts every change of the schema; a write checked against an older
    /// version is checked again.
    pub version: i64,
    /// The tables.
    pub tables: Vec<Table>,
    /// Deleted tables that can still be restored, in order of number.
    pub deleted: Vec<Table>,
    /// The number the next table gets; never given twice, so that a record in
    /// the log of changes is always of the table it says.
    pub next_table: TableNo,
}

impl BaseSchema {
    /// The table with this id or exactly this name. Ids win over names.
    pub fn table(&self, id_or_name: &str) -> Option<&Table> {
        id_or_name
            .parse::<TableId>()
            .ok()
            .and_then(|id| self.tables.iter().find(|table| table.id == id))
            .or_else(|| self.tables.iter().find(|table| table.name == id_or_name))
    }

    /// The table of this id.
    pub fn table_of_id(&self, id: TableId) -> Option<&Table> {
        self.tables.iter().find(|table| table.id == id)
    }

    /// The table that has a view of this id.
    pub fn table_of_view(&self, view: ViewId) -> Option<(&Table, &View)> {
        self.tables
            .iter()
            .find_map(|table| Some((table, table.views.iter().find(|v| v.id == view)?)))
    }
}

/// One table: its fields and views.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// `tbl…`
    pub id: TableId,
    /// Its number within the base.
    pub no: TableNo,
    /// Unique in the base without regard to case.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The field whose value names a record.
    pub primary_field: FieldId,
    /// In display order.
    pub fields: Vec<Field>,
    /// In display order.
    pub views: Vec<View>,
    /// The key the next field gets.
    pub next_key: FieldKey,
    /// Deleted fields that can still be restored.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deleted_fields: Vec<DeletedField>,
    /// How dates of records depend on each other, as a client set it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_dependency: Option<Box<DateDependency>>,
    /// Present on a deleted table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deletion>,
}

impl Table {
    /// The field with this id or exactly this name. Ids win over names.
    pub fn field(&self, id_or_name: &str) -> Option<&Field> {
        id_or_name
            .parse::<FieldId>()
            .ok()
            .and_then(|id| self.fields.iter().find(|field| field.id == id))
            .or_else(|| self.fields.iter().find(|field| field.name == id_or_name))
    }

    /// The field that names records.
    pub fn primary(&self) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| field.id == self.primary_field)
    }

    /// The field with this key.
    pub fn field_by_key(&self, key: FieldKey) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// The field of this id.
    pub fn field_of_id(&self, id: FieldId) -> Option<&Field> {
        self.fields.iter().find(|field| field.id == id)
    }

    /// The links of all fields, deleted ones included: what is kept in step
    /// when a linked record goes.
    pub fn links(&self) -> impl Iterator<Item = (&Field, &Link)> {
        self.fields
            .iter()
            .chain(self.deleted_fields.iter().map(|gone| &gone.field))
            .filter_map(|field| Some((field, field.kind.link()?)))
    }

    /// The key under which the records of this table hold the other side of
    /// `inverse`, which is this table's field or hidden key.
    pub fn inverse_key(&self, inverse: Inverse) -> Option<FieldKey> {
        match inverse {
            Inverse::Hidden(key) => Some(key),
            Inverse::Field(id) => self
                .links()
                .find(|(field, _)| field.id == id)
                .map(|(field, _)| field.key),
            Inverse::Pending => None,
        }
    }

    /// The view with this id or exactly this name.
    pub fn view(&self, id_or_name: &str) -> Option<&View> {
        id_or_name
            .parse::<ViewId>()
            .ok()
            .and_then(|id| self.views.iter().find(|view| view.id == id))
            .or_else(|| self.views.iter().find(|view| view.name == id_or_name))
    }

    /// Adds a field at the end. Name and options are not checked here.
    pub fn add_field(&mut self, draft: FieldDraft, entropy: &dyn Entropy) -> &Field {
        let field = Field {
            id: FieldId::random(entropy),
            key: self.take_key(),
            name: draft.name,
            description: draft.description.filter(|text| !text.is_empty()),
            kind: draft.kind,
        };
        let at = self.fields.len();
        self.fields.push(field);
        &self.fields[at]
    }

    /// Takes the next field key.
    pub fn take_key(&mut self) -> FieldKey {
        let key = self.next_key;
        self.next_key = FieldKey(key.0 + 1);
        key
    }
}

/// One field of a table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// `fld…`
    pub id: FieldId,
    /// Its short name in stored documents.
    pub key: FieldKey,
    /// Unique in the table without regard to case.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Type and options.
    pub kind: FieldKind,
}

impl Field {
    /// Keys that records have because of this field and that no field shows:
    /// the other side of a link within one table, and last changes that a
    /// formula asks for.
    pub fn hidden_keys(&self) -> impl Iterator<Item = FieldKey> + '_ {
        let side = match self.kind.link().map(|link| link.inverse) {
            Some(Inverse::Hidden(key)) => Some(key),
            _ => None,
        };
        let watches = match &self.kind {
            FieldKind::Formula(formula) => formula.watches.as_slice(),
            _ => &[],
        };
        side.into_iter()
            .chain(watches.iter().map(|watch| watch.key))
    }
}

/// A table about to be made, without ids.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableDraft {
    /// Its name.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Its fields; the first becomes the primary one.
    pub fields: Vec<FieldDraft>,
}

/// A field about to be made, without id and key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldDraft {
    /// Its name.
    pub name: String,
    /// Absent when empty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Type and options.
    pub kind: FieldKind,
}

impl FieldDraft {
    /// A field without a description.
    pub fn new(name: impl Into<String>, kind: FieldKind) -> Self {
        Self {
            name: name.into(),
            description: None,
            kind,
        }
    }
}

impl TableDraft {
    /// The table with ids given and one view. Names and options are not checked here.
    pub fn build(self, no: TableNo, entropy: &dyn Entropy) -> Table {
        let mut table = Table {
            id: TableId::random(entropy),
            no,
            name: self.name,
            description: self.description.filter(|text| !text.is_empty()),
            primary_field: FieldId::random(entropy),
            fields: Vec::with_capacity(self.fields.len()),
            views: vec![View::first(entropy)],
            next_key: FieldKey(1),
            deleted_fields: Vec::new(),
            date_dependency: None,
            deleted: None,
        };
        for draft in self.fields {
            table.add_field(draft, entropy);
        }
        if let Some(first) = table.fields.first() {
            table.primary_field = first.id;
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixed;

    fn table() -> Table {
        let draft = TableDraft {
            name: "Tasks".to_owned(),
            description: Some(String::new()),
            fields: vec![
                FieldDraft::new("Name", FieldKind::SingleLineText),
                FieldDraft::new("Größe", FieldKind::Number { precision: 0 }),
            ],
        };
        draft.build(TableNo(3), &Fixed::new(1))
    }

    #[test]
    fn a_draft_becomes_a_table() {
        let mut table = table();
        assert_eq!(table.description, None);
        assert_eq!(
            table.primary().map(|field| field.name.as_str()),
            Some("Name")
        );
        assert_eq!(table.views.len(), 1);
        let keys: Vec<u32> = table.fields.iter().map(|field| field.key.0).collect();
        assert_eq!((keys, table.next_key), (vec![1, 2], FieldKey(3)));
        table.fields.pop();
        let field = table.add_field(FieldDraft::new("New", FieldKind::Email), &Fixed::new(2));
        assert_eq!(field.key, FieldKey(3), "a key is never given twice");
    }

    #[test]
    fn names_are_found_exactly_or_without_regard_to_case() {
        let table = table();
        assert!(table.field("Name").is_some() && table.field("name").is_none());
        let like = |name: &str| {
            table
                .fields
                .iter()
                .any(|field| same_name(&field.name, name))
        };
        assert!(like("NAME"));
        assert!(!like("GRÖSSE"), "ß is not ss");
        assert!(like("GRÖßE"));
        let id = table.fields[1].id.to_string();
        assert_eq!(
            table.field(&id).map(|field| field.name.as_str()),
            Some("Größe")
        );
    }

    #[test]
    fn an_id_wins_over_a_name() {
        let mut table = table();
        table.fields[0].name = table.fields[1].id.to_string();
        let found = table.field(&table.fields[0].name).map(|field| field.key);
        assert_eq!(found, Some(FieldKey(2)));
    }
}
