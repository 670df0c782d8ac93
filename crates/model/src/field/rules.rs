//! What each field type is called, may be used for, and may be set to.

use std::collections::HashSet;

use super::{AiText, Choices, FieldKind, Link, MomentFormat, PromptPart, TimeResult};
use crate::limits::Limits;
use crate::time::Zone;

/// The longest formula, in characters.
const FORMULA_CHARS: usize = 256 * 1024;

/// A field's options are not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// More decimals than the type shows.
    #[error("precision is {found}; it must be from 0 to {max}")]
    Precision {
        /// The greatest possible number of decimals.
        max: u8,
        /// What was asked for.
        found: u8,
    },
    /// A rating's maximum is not from 1 to 10.
    #[error("max is {found}; it must be from 1 to 10")]
    RatingMax {
        /// What was asked for.
        found: u8,
    },
    /// A time zone that is neither `utc`, `client` nor an IANA name.
    #[error(
        "timeZone is \"{found}\"; it must be utc, client or an IANA name such as Europe/Berlin"
    )]
    Zone {
        /// What was asked for.
        found: String,
    },
    /// A choice without a name.
    #[error("choice number {position} has no name")]
    EmptyChoice {
        /// Its place in the list, counted from 1.
        position: usize,
    },
    /// Two choices with one name.
    #[error("there are two choices named \"{name}\"")]
    DuplicateChoice {
        /// The name.
        name: String,
    },
    /// Two choices with one key or id, or a key that the field would give again.
    #[error("choice \"{name}\" has the identity of another choice")]
    ChoiceIdentity {
        /// The name of the choice.
        name: String,
    },
    /// More choices than a field may have.
    #[error("{found} choices; a field has at most {max}")]
    TooManyChoices {
        /// The greatest possible number.
        max: usize,
        /// What was asked for.
        found: usize,
    },
    /// More fields named than a table has.
    #[error("{what} names more than {max} fields")]
    TooManyFields {
        /// Which option.
        what: &'static str,
        /// The greatest possible number.
        max: usize,
    },
    /// A computed value that is to be shown as a type that shows none.
    #[error("result can not be shown as {found}; it must be a number, a date or text")]
    Result {
        /// What was asked for.
        found: &'static str,
    },
    /// A currency symbol, choice name, prompt or formula that is too long.
    #[error("{what} is longer than {max} characters")]
    TooLong {
        /// Which text.
        what: &'static str,
        /// The greatest possible number of characters.
        max: usize,
    },
}

impl OptionsError {
    /// The option at fault, as clients spell it.
    pub fn option(&self) -> &'static str {
        match self {
            Self::Precision { .. } => "precision",
            Self::RatingMax { .. } => "max",
            Self::Zone { .. } => "timeZone",
            Self::Result { .. } => "result",
            Self::TooLong { what, .. } | Self::TooManyFields { what, .. } => what,
            Self::EmptyChoice { .. }
            | Self::DuplicateChoice { .. }
            | Self::ChoiceIdentity { .. }
            | Self::TooManyChoices { .. } => "choices",
        }
    }
}

impl FieldKind {
    /// The type as clients spell it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::SingleLineText => "singleLineText",
            Self::MultilineText => "multilineText",
            Self::RichText => "richText",
            Self::Email => "email",
            Self::Url => "url",
            Self::PhoneNumber => "phoneNumber",
            Self::Number { .. } => "number",
            Self::Percent { .. } => "percent",
            Self::Currency { .. } => "currency",
            Self::Duration { .. } => "duration",
            Self::Rating { .. } => "rating",
            Self::Checkbox { .. } => "checkbox",
            Self::Date { .. } => "date",
            Self::DateTime(_) => "dateTime",
            Self::SingleSelect(_) => "singleSelect",
            Self::MultipleSelects(_) => "multipleSelects",
            Self::SingleCollaborator => "singleCollaborator",
            Self::MultipleCollaborators => "multipleCollaborators",
            Self::MultipleRecordLinks(_) => "multipleRecordLinks",
            Self::MultipleAttachments { .. } => "multipleAttachments",
            Self::Barcode => "barcode",
            Self::Formula(_) => "formula",
            Self::Rollup(_) => "rollup",
            Self::MultipleLookupValues(_) => "multipleLookupValues",
            Self::Count(_) => "count",
            Self::AutoNumber => "autoNumber",
            Self::CreatedTime { .. } => "createdTime",
            Self::LastModifiedTime { .. } => "lastModifiedTime",
            Self::CreatedBy => "createdBy",
            Self::LastModifiedBy { .. } => "lastModifiedBy",
            Self::Button => "button",
            Self::ExternalSyncSource(_) => "externalSyncSource",
            Self::AiText(_) => "aiText",
        }
    }

    /// True if the server fills the cells and clients can not.
    pub fn is_computed(&self) -> bool {
        matches!(
            self,
            Self::Formula(_)
                | Self::Rollup(_)
                | Self::MultipleLookupValues(_)
                | Self::Count(_)
                | Self::AutoNumber
                | Self::CreatedTime { .. }
                | Self::LastModifiedTime { .. }
                | Self::CreatedBy
                | Self::LastModifiedBy { .. }
                | Self::Button
                | Self::ExternalSyncSource(_)
                | Self::AiText(_)
        )
    }

    /// True if the cells hold text as written.
    pub fn is_text(&self) -> bool {
        matches!(
            self,
            Self::SingleLineText
                | Self::MultilineText
                | Self::RichText
                | Self::Email
                | Self::Url
                | Self::PhoneNumber
        )
    }

    /// True if the cells hold numbers.
    pub fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Number { .. }
                | Self::Percent { .. }
                | Self::Currency { .. }
                | Self::Duration { .. }
                | Self::Rating { .. }
                | Self::AutoNumber
        )
    }

    /// True if the record's own columns hold the cell and its document does not.
    pub fn is_in_head(&self) -> bool {
        matches!(self, Self::CreatedTime { .. } | Self::CreatedBy)
    }

    /// True if a field of this kind may name records (field-types 8; a
    /// checkbox or a person names nothing).
    pub fn can_be_primary(&self) -> bool {
        !matches!(
            self,
            Self::Checkbox { .. }
                | Self::SingleCollaborator
                | Self::MultipleCollaborators
                | Self::MultipleRecordLinks(_)
                | Self::MultipleAttachments { .. }
                | Self::Rollup(_)
                | Self::MultipleLookupValues(_)
                | Self::CreatedBy
                | Self::LastModifiedBy { .. }
                | Self::Button
                | Self::ExternalSyncSource(_)
                | Self::AiText(_)
        )
    }

    /// Where a link field leads.
    pub fn link(&self) -> Option<&Link> {
        match self {
            Self::MultipleRecordLinks(link) => Some(link),
            _ => None,
        }
    }

    /// Where a link field leads, to change it.
    pub fn link_mut(&mut self) -> Option<&mut Link> {
        match self {
            Self::MultipleRecordLinks(link) => Some(link),
            _ => None,
        }
    }

    /// The choices of a select field.
    pub fn choices(&self) -> Option<&Choices> {
        match self {
            Self::SingleSelect(choices)
            | Self::MultipleSelects(choices)
            | Self::ExternalSyncSource(choices) => Some(choices),
            _ => None,
        }
    }

    /// The choices of a select field, to change them.
    pub fn choices_mut(&mut self) -> Option<&mut Choices> {
        match self {
            Self::SingleSelect(choices)
            | Self::MultipleSelects(choices)
            | Self::ExternalSyncSource(choices) => Some(choices),
            _ => None,
        }
    }

    /// Checks the options against Airtable's ranges (field-types 5 and 9).
    pub fn validate(&self, limits: &Limits) -> Result<(), OptionsError> {
        match self {
            Self::Number { precision } | Self::Percent { precision } => {
                check_precision(*precision, 8)
            }
            Self::Currency { precision, symbol } => {
                check_precision(*precision, 7)?;
                check_length("symbol", symbol, limits.symbol_chars)
            }
            Self::Rating { max, .. } if !(1..=10).contains(max) => {
                Err(OptionsError::RatingMax { found: *max })
            }
            Self::DateTime(format)
            | Self::CreatedTime {
                result: TimeResult::DateTime(format),
            }
            | Self::LastModifiedTime {
                result: TimeResult::DateTime(format),
                ..
            } => check_zone(format),
            Self::SingleSelect(choices)
            | Self::MultipleSelects(choices)
            | Self::ExternalSyncSource(choices) => check_choices(choices, limits),
            Self::AiText(text) => check_prompt(text, limits),
            Self::Formula(formula) => {
                check_formula(&formula.formula, formula.format.as_deref(), limits)
            }
            Self::Rollup(rollup) => {
                check_formula(&rollup.formula, rollup.format.as_deref(), limits)
            }
            _ => Ok(()),
        }
    }

    /// True if what a formula gives may be shown as this type, where it fits.
    fn shows_results(&self) -> bool {
        match self {
            Self::Rating { .. } | Self::AutoNumber => false,
            Self::Date { .. } | Self::DateTime(_) => true,
            kind => kind.is_number() || kind.is_text(),
        }
    }
}

fn check_formula(
    text: &str,
    format: Option<&FieldKind>,
    limits: &Limits,
) -> Result<(), OptionsError> {
    check_length("formula", text, FORMULA_CHARS)?;
    match format {
        None => Ok(()),
        Some(format) if format.shows_results() => format.validate(limits),
        Some(format) => Err(OptionsError::Result {
            found: format.type_name(),
        }),
    }
}

fn check_precision(found: u8, max: u8) -> Result<(), OptionsError> {
    if found > max {
        Err(OptionsError::Precision { max, found })
    } else {
        Ok(())
    }
}

fn check_length(what: &'static str, text: &str, max: usize) -> Result<(), OptionsError> {
    if text.chars().count() > max {
        Err(OptionsError::TooLong { what, max })
    } else {
        Ok(())
    }
}

/// What names fields of its table names no more than there can be.
fn check_count(what: &'static str, found: usize, limits: &Limits) -> Result<(), OptionsError> {
    let max = limits.fields_per_table;
    if found > max {
        Err(OptionsError::TooManyFields { what, max })
    } else {
        Ok(())
    }
}

/// A prompt's texts together are no longer than a description, which people
/// write in the same place.
fn check_prompt(text: &AiText, limits: &Limits) -> Result<(), OptionsError> {
    check_count("referencedFieldIds", text.referenced.len(), limits)?;
    let (mut chars, mut fields) = (0, 0);
    for part in &text.prompt {
        match part {
            // A part without text counts as well, so that there is an end to them.
            PromptPart::Text(text) => chars += text.chars().count().max(1),
            PromptPart::Field(_) => fields += 1,
        }
    }
    check_count("prompt", fields, limits)?;
    let max = limits.description_chars;
    if chars > max {
        return Err(OptionsError::TooLong {
            what: "prompt",
            max,
        });
    }
    Ok(())
}

fn check_zone(format: &MomentFormat) -> Result<(), OptionsError> {
    if Zone::is_option(&format.zone) {
        Ok(())
    } else {
        Err(OptionsError::Zone {
            found: format.zone.clone(),
        })
    }
}

fn check_choices(choices: &Choices, limits: &Limits) -> Result<(), OptionsError> {
    let (found, max) = (choices.list.len(), limits.choices_per_field);
    if found > max {
        return Err(OptionsError::TooManyChoices { max, found });
    }
    let mut names = HashSet::with_capacity(found);
    let mut keys = HashSet::with_capacity(found);
    let mut ids = HashSet::with_capacity(found);
    for (index, choice) in choices.list.iter().enumerate() {
        if choice.name.trim().is_empty() {
            return Err(OptionsError::EmptyChoice {
                position: index + 1,
            });
        }
        check_length("choices", &choice.name, limits.choice_chars)?;
        if !names.insert(choice.name.as_str()) {
            return Err(OptionsError::DuplicateChoice {
                name: choice.name.clone(),
            });
        }
        if choice.key >= choices.next_key || !keys.insert(choice.key) || !ids.insert(choice.id) {
            return Err(OptionsError::ChoiceIdentity {
                name: choice.name.clone(),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
