//! Cells of derived fields: formulas, rollups, lookups and counts.
//!
//! | what | raw JSON |
//! | --- | --- |
//! | a value | the stored form of the field's result; a date in full, with time and `Z`, even if only its day is shown |
//! | a list (lookups; rollups that give lists) | array of such, never empty |
//! | an error | `{"error":"#ERROR!"}` |
//! | a number that is none | `{"specialValue":"NaN"}`, `"Infinity"`, `"-Infinity"` |

/// The cell of a derived field that could not be computed.
pub const ERROR: &str = r##"{"error":"#ERROR!"}"##;
