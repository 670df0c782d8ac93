//! Cells: what clients may write, how it is stored, and how it reads.
//!
//! Every stored form is written down in one place, the table of
//! [`crate::doc`]'s raw JSON:
//!
//! | kinds | raw JSON |
//! | --- | --- |
//! | text family | string, never empty |
//! | number, percent, currency, duration, rating, autoNumber | number as [`number_text`] prints it |
//! | checkbox | `true` |
//! | date | `"YYYY-MM-DD"` |
//! | dateTime, lastModifiedTime (and createdTime of a record's head) | `"YYYY-MM-DDTHH:MM:SS.mmmZ"` |
//! | singleSelect | choice key |
//! | multipleSelects | array of choice keys, never empty, none twice |
//! | lastModifiedBy (and createdBy of a record's head) | user number |

mod amount;
mod loose;
mod number;
mod read;
mod select;
mod write;

pub(crate) use amount::{Amount, parse_amount};
pub(crate) use loose::{DayOrder, parse_loose};
pub use number::number_text;
pub use read::{NoPeople, People, Person, check, plain, plain_in, value};
pub(crate) use read::{keys, number, unquoted};

pub use write::{CellError, CellErrorKind, Written, checkbox_word, write};
