//! What each field type is called, may be used for, and may be set to.

use std::collections::HashSet;

use super::{Choices, FieldKind, MomentFormat, TimeResult};
use crate::limits::Limits;
use crate::time::Zone;

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
    /// A currency symbol or choice name that is too long.
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
            Self::TooLong { what, .. } => what,
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
            Self::AutoNumber => "autoNumber",
            Self::CreatedTime { .. } => "createdTime",
            Self::LastModifiedTime { .. } => "lastModifiedTime",
            Self::CreatedBy => "createdBy",
            Self::LastModifiedBy { .. } => "lastModifiedBy",
        }
    }

    /// True if the server fills the cells and clients can not.
    pub fn is_computed(&self) -> bool {
        matches!(
            self,
            Self::AutoNumber
                | Self::CreatedTime { .. }
                | Self::LastModifiedTime { .. }
                | Self::CreatedBy
                | Self::LastModifiedBy { .. }
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
            Self::Checkbox { .. } | Self::CreatedBy | Self::LastModifiedBy { .. }
        )
    }

    /// The choices of a select field.
    pub fn choices(&self) -> Option<&Choices> {
        match self {
            Self::SingleSelect(choices) | Self::MultipleSelects(choices) => Some(choices),
            _ => None,
        }
    }

    /// The choices of a select field, to change them.
    pub fn choices_mut(&mut self) -> Option<&mut Choices> {
        match self {
            Self::SingleSelect(choices) | Self::MultipleSelects(choices) => Some(choices),
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
            Self::SingleSelect(choices) | Self::MultipleSelects(choices) => {
                check_choices(choices, limits)
            }
            _ => Ok(()),
        }
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
mod tests {
    use super::*;
    use crate::field::{BrightColor, DateFormat, RatingIcon, TimeFormat};
    use crate::testing::Fixed;

    fn validate(kind: &FieldKind) -> Result<(), OptionsError> {
        kind.validate(&Limits::default())
    }

    #[test]
    fn numbers_have_ranges() {
        let currency = |precision| FieldKind::Currency {
            precision,
            symbol: "$".to_owned(),
        };
        let rating = |max| FieldKind::Rating {
            max,
            icon: RatingIcon::Star,
            color: BrightColor::Red,
        };
        for good in [
            FieldKind::Number { precision: 8 },
            currency(7),
            rating(1),
            rating(10),
        ] {
            assert_eq!(validate(&good), Ok(()), "{good:?}");
        }
        let number = FieldKind::Number { precision: 9 };
        assert_eq!(
            validate(&number),
            Err(OptionsError::Precision { max: 8, found: 9 })
        );
        let percent = FieldKind::Percent { precision: 9 };
        assert_eq!(
            validate(&percent),
            Err(OptionsError::Precision { max: 8, found: 9 })
        );
        assert_eq!(
            validate(&currency(8)),
            Err(OptionsError::Precision { max: 7, found: 8 })
        );
        assert_eq!(
            validate(&rating(0)),
            Err(OptionsError::RatingMax { found: 0 })
        );
        assert_eq!(
            validate(&rating(11)),
            Err(OptionsError::RatingMax { found: 11 })
        );
        let symbol = FieldKind::Currency {
            precision: 0,
            symbol: "x".repeat(21),
        };
        assert_eq!(
            validate(&symbol).map_err(|error| error.option()),
            Err("symbol")
        );
    }

    #[test]
    fn zones_are_known() {
        let format = |zone: &str| MomentFormat {
            date: DateFormat::Iso,
            time: TimeFormat::TwelveHour,
            zone: zone.to_owned(),
        };
        let result = |zone: &str| TimeResult::DateTime(format(zone));
        for kind in [
            FieldKind::DateTime(format("UTC")),
            FieldKind::CreatedTime {
                result: result("UTC"),
            },
            FieldKind::LastModifiedTime {
                watched: vec![],
                result: result("UTC"),
            },
        ] {
            assert_eq!(
                validate(&kind),
                Err(OptionsError::Zone {
                    found: "UTC".to_owned()
                })
            );
        }
        for zone in ["utc", "client", "Europe/Berlin"] {
            assert_eq!(
                validate(&FieldKind::DateTime(format(zone))),
                Ok(()),
                "{zone}"
            );
        }
    }

    #[test]
    fn choices_differ() {
        let select = |names: &[&str]| {
            FieldKind::SingleSelect(Choices::named(names.iter().copied(), &Fixed::new(1)))
        };
        assert_eq!(
            validate(&select(&["a", "A", "b"])),
            Ok(()),
            "names differ in case"
        );
        assert_eq!(validate(&select(&[])), Ok(()));
        assert_eq!(
            validate(&select(&["a", "b", "a"])),
            Err(OptionsError::DuplicateChoice {
                name: "a".to_owned()
            })
        );
        assert_eq!(
            validate(&select(&["a", " "])),
            Err(OptionsError::EmptyChoice { position: 2 })
        );
        let limits = Limits {
            choices_per_field: 1,
            ..Limits::default()
        };
        assert_eq!(
            select(&["a", "b"]).validate(&limits),
            Err(OptionsError::TooManyChoices { max: 1, found: 2 })
        );
        let mut kind = select(&["a", "b"]);
        if let Some(choices) = kind.choices_mut() {
            choices.list[1].key = 0;
        }
        assert!(matches!(
            validate(&kind),
            Err(OptionsError::ChoiceIdentity { .. })
        ));
        let mut kind = select(&["a", "b"]);
        if let Some(choices) = kind.choices_mut() {
            choices.next_key = 1;
        }
        assert!(matches!(
            validate(&kind),
            Err(OptionsError::ChoiceIdentity { .. })
        ));
    }

    /// The stored form names types as clients do.
    #[test]
    fn names_agree_with_the_stored_form() {
        let result = TimeResult::Date {
            date: DateFormat::Us,
        };
        for kind in [
            FieldKind::SingleLineText,
            FieldKind::PhoneNumber,
            FieldKind::Number { precision: 1 },
            FieldKind::Date {
                date: DateFormat::Us,
            },
            FieldKind::MultipleSelects(Choices::default()),
            FieldKind::AutoNumber,
            FieldKind::LastModifiedTime {
                watched: vec![],
                result,
            },
            FieldKind::LastModifiedBy { watched: vec![] },
        ] {
            let json = serde_json::to_value(&kind).unwrap();
            assert_eq!(json["type"], kind.type_name());
            assert_eq!(serde_json::from_value::<FieldKind>(json).unwrap(), kind);
        }
    }

    #[test]
    fn uses_of_kinds() {
        assert!(FieldKind::AutoNumber.is_computed() && FieldKind::AutoNumber.can_be_primary());
        assert!(FieldKind::CreatedBy.is_in_head() && !FieldKind::CreatedBy.can_be_primary());
        assert!(!FieldKind::Email.is_computed() && FieldKind::Email.is_text());
        assert!(!FieldKind::Email.is_number());
    }
}
