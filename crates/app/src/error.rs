//! What an operation can answer instead of its result.

use basekey_access::{BadToken, Denial, MintDenial, TokenError, TokenState};
use basekey_model::cell::CellError;
use basekey_store::StoreError;

/// Why an operation was not carried out. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The caller may not do this. What the client is told is for the HTTP
    /// crate to soften; the token's owner sees the true reason.
    #[error("{denial}")]
    Denied {
        /// The true reason.
        denial: Denial,
    },
    /// The thing asked for is not there.
    #[error("{0}")]
    NotFound(Missing),
    /// A field name or id that the table does not have.
    #[error("Unknown field name: \"{0}\"")]
    UnknownField(String),
    /// A cell value that the field does not accept.
    #[error("field \"{field}\": {error}")]
    Cell {
        /// The field's name.
        field: String,
        /// What is wrong.
        error: CellError,
    },
    /// A filter's formula is not one of this table. What follows "The formula
    /// for filtering records is invalid: ".
    #[error("{0}")]
    Formula(String),
    /// A request that breaks a rule.
    #[error("{message}")]
    Invalid {
        /// Which family of rules.
        rule: Rule,
        /// What was found, what was expected.
        message: String,
    },
    /// A token's settings or state do not allow this.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// A token may only make or change tokens narrower than itself.
    #[error(transparent)]
    Mint(#[from] MintDenial),
    /// What is asked for opens something, and it is too long ago that the
    /// session's user showed who they are.
    #[error(
        "confirm with your password, or sign in again, before a token may do more or from more addresses"
    )]
    ConfirmationRequired,
    /// The store failed; the request can be tried again.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Something else is in progress that this collides with; try again.
    #[error("{0}")]
    Busy(&'static str),
}

/// The kind of thing that is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// A base, or one the caller can not see.
    #[error("there is no such base")]
    Base,
    /// A workspace, or one the caller can not see.
    #[error("there is no such workspace")]
    Workspace,
    /// A table of a base.
    #[error("there is no table \"{0}\" in this base")]
    Table(String),
    /// A field named in a path.
    #[error("there is no field \"{0}\" in this table")]
    Field(String),
    /// A view named by id in a path.
    #[error("there is no view \"{0}\" in this base")]
    View(String),
    /// The one record that a request is about.
    #[error("Record not found: {0}")]
    Record(String),
    /// One of several records that a request is about.
    #[error("Record ID {0} does not exist")]
    OneOfRecords(String),
    /// A table or field to be restored.
    #[error("there is nothing deleted under \"{0}\" that can be restored")]
    Deleted(String),
    /// A user.
    #[error("there is no such user")]
    User,
    /// A user who does not collaborate on this.
    #[error("this user is not a collaborator here")]
    Collaborator,
    /// A token of the caller's.
    #[error("there is no such token among yours")]
    Token,
    /// A session of the caller's.
    #[error("there is no such session among yours")]
    Session,
    /// An import.
    #[error("there is no such import in this base")]
    Import,
    /// An invite, or one that can not be used any more.
    #[error(
        "there is no such invite: it was used or taken back, has ended, or was not copied whole"
    )]
    Invite,
}

/// The family of a broken rule; the HTTP crate has the status and type of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// The request as a whole: a parameter out of range or of the wrong form.
    Request,
    /// The array of records: missing, empty, too long.
    Records,
    /// A field name that is empty or taken.
    FieldName,
    /// A table name that is empty or taken.
    TableName,
    /// A field's options.
    FieldOptions,
    /// An offset that this server did not give out.
    Offset,
    /// An offset whose list is no longer kept.
    OffsetExpired,
    /// A view name that the table does not have.
    ViewName,
    /// A view id that no table of the base has.
    ViewId,
    /// A view id of another table.
    ViewOfOtherTable,
    /// A new choice that the caller may not make.
    ChoiceNotAllowed,
    /// Account data: e-mail, password, role.
    Account,
    /// A role greater than the caller's own.
    AboveOwnRole,
    /// A token, made for somebody who may not make any.
    TokenCreation,
}

impl AppError {
    pub(crate) fn invalid(rule: Rule, message: impl Into<String>) -> Self {
        Self::Invalid {
            rule,
            message: message.into(),
        }
    }
}

impl From<Denial> for AppError {
    fn from(denial: Denial) -> Self {
        Self::Denied { denial }
    }
}

impl From<Missing> for AppError {
    fn from(missing: Missing) -> Self {
        Self::NotFound(missing)
    }
}

/// Why a credential was not accepted. Clients get one dull answer for all of
/// these; the token's owner sees which it was.
#[derive(Debug, thiserror::Error)]
pub enum AuthFailure {
    /// Not of the form of a token, or mistyped: told without a look-up.
    #[error(transparent)]
    Malformed(#[from] BadToken),
    /// Well formed, but not known here.
    #[error("unknown token or session")]
    Unknown,
    /// The id is known, the secret is not.
    #[error("the secret does not belong to this token")]
    WrongSecret,
    /// A secret that a regeneration has ended.
    #[error("this secret was replaced by a newer one")]
    OldSecret,
    /// The token can not be used in its present state.
    #[error("the token is {0}")]
    State(TokenState),
    /// The token is accepted from other addresses only.
    #[error("the token is not accepted from this address; its owner can allow the address")]
    Address,
    /// The session has ended or its user is deactivated.
    #[error("the session has ended")]
    SessionEnded,
    /// The store failed; try again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Short for the results of this crate.
pub type Result<T, E = AppError> = std::result::Result<T, E>;
