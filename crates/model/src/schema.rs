//! Tables, fields and views of a base, as the store keeps them.

use serde::{Deserialize, Serialize};

use crate::field::FieldKind;
use crate::id::{BaseId, Entropy, FieldId, TableId, ViewId};

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

    /// The table whose name is this one without regard to case.
    pub fn table_named_like(&self, name: &str) -> Option<&Table> {
        self.tables
            .iter()
            .find(|table| same_name(&table.name, name))
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

    /// The field whose name is this one without regard to case.
    pub fn field_named_like(&self, name: &str) -> Option<&Field> {
        self.fields
            .iter()
            .find(|field| same_name(&field.name, name))
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

/// One view of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// `viw…`
    pub id: ViewId,
    /// Unique in the table.
    pub name: String,
    /// How it shows records.
    pub kind: ViewKind,
}

impl View {
    /// The view every new table has.
    pub fn first(entropy: &dyn Entropy) -> Self {
        Self {
            id: ViewId::random(entropy),
            name: "Grid view".to_owned(),
            kind: ViewKind::Grid,
        }
    }
}

/// How a view shows records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ViewKind {
    /// Rows and columns.
    Grid,
}

/// True if two names differ at most in case, which makes them one name
/// (field-types 1).
pub fn same_name(left: &str, right: &str) -> bool {
    left == right
        || left
            .chars()
            .flat_map(char::to_lowercase)
            .eq(right.chars().flat_map(char::to_lowercase))
}

/// `wanted`, or with the smallest number appended that makes it differ from
/// every name of `taken`.
pub fn unique_name(wanted: &str, taken: &[&str]) -> String {
    let free = |name: &str| !taken.iter().any(|other| same_name(other, name));
    if free(wanted) {
        return wanted.to_owned();
    }
    let mut number = 2u64;
    loop {
        let name = format!("{wanted} {number}");
        if free(&name) {
            return name;
        }
        number += 1;
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

/// Why names of a draft or a rename are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing but space.
    #[error("the name is empty")]
    Empty,
    /// There is one of this name already, perhaps in other case.
    #[error("the name \"{0}\" is taken")]
    Taken(String),
    /// Too many characters.
    #[error("the name is longer than {max} characters")]
    TooLong {
        /// The greatest possible number of characters.
        max: usize,
    },
}

/// Checks a name of a table or field against those beside it.
pub fn check_name<'n>(
    name: &str,
    max_chars: usize,
    mut others: impl Iterator<Item = &'n str>,
) -> Result<(), NameError> {
    if name.trim().is_empty() {
        return Err(NameError::Empty);
    }
    if name.chars().count() > max_chars {
        return Err(NameError::TooLong { max: max_chars });
    }
    match others.find(|other| same_name(other, name)) {
        Some(_) => Err(NameError::Taken(name.to_owned())),
        None => Ok(()),
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
        assert!(table.field_named_like("NAME").is_some());
        assert!(table.field_named_like("GRÖSSE").is_none(), "ß is not ss");
        assert!(table.field_named_like("GRÖßE").is_some());
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

    #[test]
    fn names_are_checked_against_others() {
        let others = ["Name", "Größe"];
        let check = |name| check_name(name, 6, others.into_iter());
        assert_eq!(check("Notes"), Ok(()));
        assert_eq!(check(" "), Err(NameError::Empty));
        assert_eq!(check("nAME"), Err(NameError::Taken("nAME".to_owned())));
        assert_eq!(check("ööööööö"), Err(NameError::TooLong { max: 6 }));
        assert_eq!(unique_name("name", &others), "name 2");
        assert_eq!(unique_name("Other", &others), "Other");
        assert_eq!(unique_name("a", &["A", "A 2"]), "a 3");
    }
}
