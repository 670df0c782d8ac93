//! The one place of numbers: how much of anything is allowed.

use serde::{Deserialize, Serialize};

/// Limits that clients meet. The defaults are Airtable's where Airtable
/// publishes one (web-api 7, field-types 9). In configuration files the names
/// are spelled as here; what is left out keeps its default.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Records in one create, update or delete.
    pub records_per_write: usize,
    /// Records in one page of a list.
    pub records_per_page: usize,
    /// Bases in one page of a list.
    pub bases_per_page: usize,
    /// Length of a request's address in characters.
    pub url_length: usize,
    /// Size of a request's body in bytes.
    pub body_bytes: usize,
    /// Characters in one text cell.
    pub cell_chars: usize,
    /// Tables in one base.
    pub tables_per_base: usize,
    /// Fields in one table.
    pub fields_per_table: usize,
    /// Views of one table.
    pub views_per_table: usize,
    /// Records that one cell links to by a client's wish. The other side, which
    /// follows, may grow beyond.
    pub links_per_cell: usize,
    /// Records that one write makes on the way because its links name them by
    /// text.
    pub records_made_per_write: usize,
    /// Records whose derived cells one write brings up to date. Beyond, they
    /// are computed when they are read until they are stored bit by bit.
    pub recalculated_per_write: usize,
    /// Files in one attachment cell.
    pub attachments_per_cell: usize,
    /// Users in one cell.
    pub people_per_cell: usize,
    /// Fields by which one upsert matches records.
    pub merge_fields: usize,
    /// Conditions in one view's filter.
    pub filter_conditions: usize,
    /// MiB of memory that columns of tables may take, by which lists are
    /// filtered and sorted; 0 for none.
    pub columns_mib: usize,
    /// Days for which deleted tables and fields can be restored.
    pub deleted_days: u32,
    /// Choices in one select field.
    pub choices_per_field: usize,
    /// Characters in the name of a base, table, field, view, token or person.
    pub name_chars: usize,
    /// Characters in the name of a choice.
    pub choice_chars: usize,
    /// Characters in a currency symbol.
    pub symbol_chars: usize,
    /// Characters in the description of a table or field.
    pub description_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            records_per_write: 10,
            records_per_page: 100,
            bases_per_page: 1_000,
            url_length: 16_000,
            body_bytes: 8 * 1024 * 1024,
            cell_chars: 100_000,
            tables_per_base: 1_000,
            fields_per_table: 500,
            views_per_table: 1_000,
            links_per_cell: 10_000,
            records_made_per_write: 10_000,
            recalculated_per_write: 10_000,
            attachments_per_cell: 1_000,
            people_per_cell: 1_000,
            merge_fields: 3,
            filter_conditions: 200,
            columns_mib: 256,
            deleted_days: 30,
            choices_per_field: 10_000,
            name_chars: 255,
            choice_chars: 1_000,
            symbol_chars: 20,
            description_chars: 20_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_keeps_its_default() {
        let limits: Limits = serde_json::from_str(r#"{"cell_chars":5}"#).unwrap();
        assert_eq!(
            limits,
            Limits {
                cell_chars: 5,
                ..Limits::default()
            }
        );
        assert!(serde_json::from_str::<Limits>(r#"{"cell_char":5}"#).is_err());
    }
}
