//! Links between records.
//!
//! Every link has two sides, which the same write keeps in step: if record A
//! of one table names record B of another, B's cell on the other side names
//! A. A link within one table has no second field to show (as Airtable has
//! none); its other side is kept under a hidden key of the same table.

use serde::{Deserialize, Serialize};

use crate::id::{FieldId, RecordId, TableId, ViewId};
use crate::schema::FieldKey;

/// The options of a link field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Link {
    /// The table whose records are named.
    pub table: TableId,
    /// The other side.
    pub inverse: Inverse,
    /// Whether people are offered one record only. A wish for editors: more
    /// may be stored all the same.
    #[serde(default)]
    pub prefers_single: bool,
    /// Whether editors show the newest link first.
    #[serde(default)]
    pub reversed: bool,
    /// The view in which editors offer records.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view: Option<ViewId>,
}

/// Where the linked records hold the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Inverse {
    /// In a field of the linked table.
    Field(FieldId),
    /// Under a key of the same table that no field has.
    Hidden(FieldKey),
    /// In a draft: the other side is made with the field.
    Pending,
}

impl Link {
    /// A link to a table, as a draft says it.
    pub fn to(table: TableId) -> Self {
        Self {
            table,
            inverse: Inverse::Pending,
            prefers_single: false,
            reversed: false,
            view: None,
        }
    }
}

/// The records that a stored cell names, in order; what is damaged ends the list.
pub fn linked(raw: &str) -> impl Iterator<Item = RecordId> + '_ {
    let inner = raw
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or_default();
    inner.split(',').map_while(|id| {
        id.strip_prefix('"')
            .and_then(|rest| rest.strip_suffix('"'))
            .and_then(|id| id.parse().ok())
    })
}

/// The stored cell that names these records; `None` (a blank cell) for none.
pub fn linked_raw<'r>(ids: impl IntoIterator<Item = &'r RecordId>) -> Option<String> {
    let mut raw = String::from("[");
    for id in ids {
        if raw.len() > 1 {
            raw.push(',');
        }
        raw.push('"');
        raw.push_str(RecordId::PREFIX);
        raw.push_str(id.tail());
        raw.push('"');
    }
    if raw.len() == 1 {
        return None;
    }
    raw.push(']');
    Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_stored_reads_back() {
        let ids: Vec<RecordId> = ["AAAAAAAAAAAAA1", "zzzzzzzzzzzzz9"]
            .iter()
            .filter_map(|tail| RecordId::from_tail(tail))
            .collect();
        let raw = linked_raw(&ids).unwrap();
        assert_eq!(raw, r#"["recAAAAAAAAAAAAA1","reczzzzzzzzzzzzz9"]"#);
        assert_eq!(linked(&raw).collect::<Vec<_>>(), ids);
        assert_eq!(linked_raw(&[]), None);
        for damaged in ["", "[]", "null", r#"["x"]"#, "[recAAAAAAAAAAAAA1]"] {
            assert_eq!(linked(damaged).count(), 0, "{damaged}");
        }
    }
}
