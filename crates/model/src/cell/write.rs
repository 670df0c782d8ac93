//! What clients may write.

use serde_json::Value;

use crate::field::FieldKind;
use crate::limits::Limits;

/// What is to be done with a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// The cell becomes blank.
    Clear,
    /// The cell becomes this raw JSON.
    Raw(String),
    /// With typecast only: the value names choices that the field does not
    /// have. The caller adds them (if it may) and writes the value again.
    NewChoices {
        /// The names to add, none twice, in the order written.
        names: Vec<String>,
    },
}

/// Why a value can not be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CellError {
    /// The value is of the wrong JSON type, or does not read as the kind's.
    #[error("the value is not {wanted}")]
    Wrong {
        /// What the kind takes, as the end of "the value is not …".
        wanted: &'static str,
    },
    /// A text longer than a cell holds.
    #[error("the text is longer than {max} characters")]
    TooLong {
        /// The greatest possible number of characters.
        max: usize,
    },
    /// A rating outside of its range.
    #[error("the rating is not from 0 to {max}")]
    Rating {
        /// The field's greatest rating.
        max: u8,
    },
    /// The server fills cells of this kind.
    #[error("the field is computed")]
    Computed,
    /// The field has no choice of this name, and adding one was not asked for.
    #[error("the field has no choice named \"{0}\"")]
    UnknownChoice(String),
    /// Adding the named choices would exceed what a field may have.
    #[error("the field would have more than {max} choices")]
    TooManyChoices {
        /// The greatest possible number.
        max: usize,
    },
}

/// The three ways in which clients are told of a [`CellError`] (field-types 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellErrorKind {
    /// The field cannot accept the provided value.
    Value,
    /// The field cannot accept a value because it is computed.
    Computed,
    /// The choice does not exist and may not be made.
    Choice,
}

impl CellError {
    /// How clients are told.
    pub fn kind(&self) -> CellErrorKind {
        match self {
            Self::Wrong { .. } | Self::TooLong { .. } | Self::Rating { .. } => CellErrorKind::Value,
            Self::Computed => CellErrorKind::Computed,
            Self::UnknownChoice(_) | Self::TooManyChoices { .. } => CellErrorKind::Choice,
        }
    }
}

/// Checks a value and gives what is to be stored. `typecast` asks for
/// best-effort conversion of text (field-types 4).
pub fn write(
    kind: &FieldKind,
    value: &Value,
    typecast: bool,
    limits: &Limits,
) -> Result<Written, CellError> {
    let _ = (kind, value, typecast, limits);
    Err(CellError::Computed)
}
