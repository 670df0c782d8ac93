//! Why values are refused.

use crate::id::{RecordId, TableId};

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
    /// A link cell takes an array of record ids.
    #[error("Value is not an array of record IDs.")]
    NotRecordIds,
    /// More records, files or users than a cell holds.
    #[error("the cell would hold more than {max}")]
    TooMany {
        /// The greatest possible number.
        max: usize,
    },
    /// A link to a record that is not there.
    #[error("Record ID {0} does not exist")]
    NoSuchRecord(RecordId),
    /// A link to a record of another table than the field's.
    #[error("Record ID {id} belongs to table {table}, but the field links to table {linked}")]
    RecordOfOtherTable {
        /// The record.
        id: RecordId,
        /// Its table.
        table: TableId,
        /// The table that the field links to.
        linked: TableId,
    },
    /// With typecast: no record can be made from the text, since the linked
    /// table's primary field does not take it.
    #[error("no record of the linked table can be made from this text")]
    RecordNotMade,
    /// With typecast: the write would make more records for its links than one
    /// may.
    #[error("one request makes at most {max} records for links by name")]
    TooManyMade {
        /// The greatest possible number.
        max: usize,
    },
    /// Nobody of this id, e-mail or name collaborates on the base.
    #[error("no collaborator of this base is meant by it")]
    UnknownPerson,
    /// An attachment that is not of the allowed form.
    #[error("{0}")]
    Attachment(&'static str),
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
    /// The value is not an array of record ids.
    RecordIds,
    /// A linked record does not exist.
    Record,
    /// A linked record is of another table.
    RecordTable,
    /// An attachment is not of the allowed form.
    Attachment,
}

impl CellError {
    /// How clients are told.
    pub fn kind(&self) -> CellErrorKind {
        match self {
            Self::Wrong { .. }
            | Self::TooLong { .. }
            | Self::Rating { .. }
            | Self::TooMany { .. }
            | Self::RecordNotMade
            | Self::TooManyMade { .. }
            | Self::UnknownPerson => CellErrorKind::Value,
            Self::NotRecordIds => CellErrorKind::RecordIds,
            Self::NoSuchRecord(_) => CellErrorKind::Record,
            Self::RecordOfOtherTable { .. } => CellErrorKind::RecordTable,
            Self::Attachment(_) => CellErrorKind::Attachment,
            Self::Computed => CellErrorKind::Computed,
            Self::UnknownChoice(_) | Self::TooManyChoices { .. } => CellErrorKind::Choice,
        }
    }
}
