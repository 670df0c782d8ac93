//! Field types and their options.

use serde::{Deserialize, Serialize};

use crate::id::{ChoiceId, FieldId};

mod choices;
mod computed;
mod enums;
mod link;
mod rules;

pub use choices::ChoiceNames;
#[cfg(test)]
pub(crate) use computed::samples as computed_samples;
pub use computed::{Count, Formula, Lookup, Rollup, Upkeep, Watch};
pub use enums::{
    BrightColor, CheckboxIcon, ChoiceColor, DateFormat, DurationFormat, RatingIcon, TimeFormat,
};
pub use link::{Inverse, Link, linked, linked_raw};
pub use rules::OptionsError;

/// A field's type together with its options. The serde form is the stored
/// one; `basekey-http` writes and reads Airtable's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "options")]
pub enum FieldKind {
    /// One line of text.
    SingleLineText,
    /// Text with line breaks.
    MultilineText,
    /// Text in Airtable's Markdown dialect.
    RichText,
    /// An e-mail address; the form is not enforced.
    Email,
    /// A web address; the form is not enforced.
    Url,
    /// A telephone number; the form is not enforced.
    PhoneNumber,
    /// A number; `precision` is the number of decimals shown, 0 to 8.
    Number {
        /// Decimals shown, 0 to 8.
        precision: u8,
    },
    /// A fraction shown as a percentage.
    Percent {
        /// Decimals shown, 0 to 8.
        precision: u8,
    },
    /// An amount of money.
    Currency {
        /// Decimals shown, 0 to 7.
        precision: u8,
        /// Shown before the amount.
        symbol: String,
    },
    /// A length of time in seconds.
    Duration {
        /// How it is shown.
        format: DurationFormat,
    },
    /// A whole number from 1 to `max`.
    Rating {
        /// 1 to 10.
        max: u8,
        /// What is repeated.
        icon: RatingIcon,
        /// Its colour.
        color: BrightColor,
    },
    /// Ticked or not.
    Checkbox {
        /// The tick.
        icon: CheckboxIcon,
        /// Its colour.
        color: BrightColor,
    },
    /// A calendar day.
    Date {
        /// How it is shown.
        date: DateFormat,
    },
    /// A moment.
    DateTime(MomentFormat),
    /// At most one of the choices.
    SingleSelect(Choices),
    /// Any of the choices, in the order chosen.
    MultipleSelects(Choices),
    /// At most one user.
    SingleCollaborator,
    /// Any users, in the order given.
    MultipleCollaborators,
    /// Records of a table, in order.
    MultipleRecordLinks(Link),
    /// Files. What is stored is what clients say of them; the server fetches nothing.
    MultipleAttachments {
        /// Whether editors show the newest first.
        reversed: bool,
    },
    /// What a scanner read.
    Barcode,
    /// What a formula gives.
    Formula(Formula),
    /// What a formula gives over the cells of linked records.
    Rollup(Rollup),
    /// The cells of linked records.
    MultipleLookupValues(Lookup),
    /// How many records are linked.
    Count(Count),
    /// A number counted up by the store, never given twice.
    AutoNumber,
    /// When the record was made.
    CreatedTime {
        /// How it is shown.
        result: TimeResult,
    },
    /// When one of the watched fields last changed.
    LastModifiedTime {
        /// The watched fields; empty means every field a person can edit.
        watched: Vec<FieldId>,
        /// How it is shown.
        result: TimeResult,
    },
    /// Who made the record.
    CreatedBy,
    /// Who last changed one of the watched fields.
    LastModifiedBy {
        /// The watched fields; empty means every field a person can edit.
        watched: Vec<FieldId>,
    },
    /// A button. Clients can not make one; it comes with an imported base.
    Button,
    /// Which source a synced record came from. Comes with an imported base.
    ExternalSyncSource(Choices),
    /// Text that a model wrote. Comes with an imported base.
    AiText(AiText),
}

/// The options of a text that a model wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AiText {
    /// The prompt: text and fields in between.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prompt: Vec<PromptPart>,
    /// The fields that the prompt names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referenced: Vec<FieldId>,
}

/// One part of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PromptPart {
    /// As it stands.
    Text(String),
    /// The cell of this field.
    Field(FieldId),
}

/// How a moment is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MomentFormat {
    /// The day's part.
    pub date: DateFormat,
    /// The clock's part.
    pub time: TimeFormat,
    /// `utc`, `client` or an IANA name.
    pub zone: String,
}

/// The result type of a created or last modified time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "type", content = "options")]
pub enum TimeResult {
    /// Day only.
    Date {
        /// How it is shown.
        date: DateFormat,
    },
    /// Day and clock.
    DateTime(MomentFormat),
}

/// The choices of a select field, in display order, which is also sort order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    /// The choices.
    pub list: Vec<Choice>,
    /// The key the next choice gets.
    pub next_key: u32,
}

/// One choice of a select field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// `sel…`
    pub id: ChoiceId,
    /// What a stored cell holds; never given twice within a field.
    pub key: u32,
    /// What people and clients see.
    pub name: String,
    /// Absent when the field has colours off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<ChoiceColor>,
}
