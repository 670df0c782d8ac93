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
//! | singleCollaborator, lastModifiedBy (and createdBy of a record's head) | user number |
//! | multipleCollaborators | array of user numbers, never empty, none twice |
//! | multipleRecordLinks, and the hidden other side of one | array of record ids as text, never empty, none twice |
//! | multipleAttachments | array, never empty, of objects as the Web API shows them: `id`, `url`, `filename`, then what else is known |
//! | barcode | object `text`, then `type` if known |
//! | button | object `label`, `url` |
//! | externalSyncSource | choice key |
//! | aiText | object `state`, `isStale`, `value`, then `errorType` if any |
//! | formula, rollup, multipleLookupValues, count | as their results; see the table in `derived.rs` |

mod amount;
mod attachment;
mod barcode;
mod derived;
mod error;
mod imported;
mod link;
mod locale;
mod loose;
mod names;
mod number;
mod people;
mod read;
mod select;
mod write;

pub(crate) use amount::{Amount, parse_amount};
pub(crate) use attachment::attachment;
pub use attachment::{Attachment, AttachmentInput, attachments, attachments_raw};
pub use barcode::text as barcode_text;
pub(crate) use derived::record as record_of_item;
pub use derived::{
    ERROR as DERIVED_ERROR, day_raw, is_failure, items, parts, special_number, special_raw,
};
pub use error::{CellError, CellErrorKind};
pub use imported::ai_value;
pub(crate) use imported::label as button_label;
pub use link::LinkTarget;
pub use link::texts as names_of_records;
pub use locale::Locale;
pub(crate) use loose::{DayOrder, parse_loose};
pub use names::{FindPerson, Names, Nobody, People, Person, PersonRef, RecordNames};
pub use number::number_text;
pub use people::texts as names_of_people;
pub(crate) use read::local;
pub use read::{TextFormat, check, keys, moment, number, plain, plain_in, unquoted, value};
pub use select::split_list;
pub use write::{WriteContext, Written, checkbox_word, write};

#[cfg(test)]
mod tests;
