//! Tables and fields that were deleted and can still be restored.
//!
//! Their data stays where it is: a deleted field's cells keep their key in the
//! documents, and a deleted table's records their table's number. So deleting
//! and restoring are changes of the schema alone, whatever the number of
//! records. Links are the exception that proves it: both sides of a pair are
//! deleted and restored together, and are kept in step meanwhile as if they
//! were still there.

use serde::{Deserialize, Serialize};

use super::{Field, UserNo};
use crate::id::TableId;
use crate::time::Millis;

/// When and by whom something was deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// When.
    pub at: Millis,
    /// By whom; absent if the server did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<UserNo>,
}

/// A field that was deleted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeletedField {
    /// The field as it was.
    pub field: Field,
    /// Its place among the table's fields.
    pub place: usize,
    /// When and by whom.
    pub deletion: Deletion,
    /// The deleted table it links to, if that is why it was deleted; it comes
    /// back with that table and not by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with_table: Option<TableId>,
}
