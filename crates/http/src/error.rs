//! Every error the wire can carry, and the one place where an
//! [`AppError`] becomes one of them.
//!
//! Airtable has two envelopes, `{"error":"NOT_FOUND"}` and
//! `{"error":{"type","message"}}` (web-api 0.7); clients depend on both.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use basekey_access::{Denial, Scope, TokenError};
use basekey_app::StoreError;
use basekey_app::{AppError, AuthFailure, Missing, Rule};
use basekey_model::cell::{CellError, CellErrorKind};

/// How an error is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Envelope {
    /// `{"error":"TYPE"}`
    Bare,
    /// `{"error":{"type":"TYPE"}}`, whatever message there may be.
    TypeOnly,
    /// `{"error":{"type":"TYPE","message":"…"}}`
    Object,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $status:literal $envelope:ident $kind:literal $message:literal;)*) => {
        /// The catalogue (web-api 6.2): what the server can answer instead of a result.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Status, envelope, type, and the message used unless a better one is at hand.
            const fn entry(self) -> (u16, Envelope, &'static str, &'static str) {
                match self { $(Self::$name => ($status, Envelope::$envelope, $kind, $message),)* }
            }

            /// All of them, in the order of the catalogue.
            #[cfg(test)]
            pub(crate) const ALL: &[Self] = &[$(Self::$name,)*];
        }
    };
}

codes! {
    /// No credentials, or none that can be read.
    AuthenticationRequired = 401 Object "AUTHENTICATION_REQUIRED" "Authentication required: send the header `Authorization: Bearer <token>`";
    /// Unknown, mistyped, paused, expired, revoked: one answer for all.
    Unauthorized = 401 Object "UNAUTHORIZED" "Invalid authentication token";
    /// Scope, access or role missing, or nothing there: one answer, so that nobody learns what exists.
    PermissionsOrNotFound = 403 Object "INVALID_PERMISSIONS_OR_MODEL_NOT_FOUND" "Invalid permissions, or the requested model was not found. Check that both your user and your token have the required permissions, and that the model names and/or ids are correct.";
    /// The caller sees the thing but may not do this to it.
    Permissions = 403 Object "INVALID_PERMISSIONS" "You are not permitted to perform this operation";
    /// A session that must show again who sits before it.
    ConfirmationRequired = 403 Object "CONFIRMATION_REQUIRED" "Confirm with your password first";
    /// A token, made for somebody who may not make any.
    TokenCreationForbidden = 403 Object "TOKEN_CREATION_FORBIDDEN" "The owner of this instance has not allowed you to create tokens; ask them";
    /// A request of a browser that did not come from one of our pages.
    CrossSite = 403 Object "CROSS_SITE_REQUEST" "Requests signed in by cookie must come from this server's own pages: send a matching Origin header, or use a token";
    /// No such route, or an id in the path that is none.
    NotFound = 404 Bare "NOT_FOUND" "";
    /// A well-formed id that is not there.
    ModelNotFound = 404 Object "MODEL_ID_NOT_FOUND" "The requested model was not found";
    /// The client took too long to send its request.
    RequestTimeout = 408 Object "REQUEST_TIMEOUT" "The request body did not arrive in time; send it again";
    /// Body too long.
    TooLarge = 413 Object "REQUEST_TOO_LARGE" "The request body is too large";
    /// URL too long.
    UrlTooLong = 414 Object "REQUEST_URL_TOO_LONG" "The URL is too long: use POST …/listRecords instead of GET";
    /// A parameter or key of the wrong form, or one nobody knows.
    InvalidRequestUnknown = 422 Object "INVALID_REQUEST_UNKNOWN" "Invalid request: parameter validation failed. Check your request data.";
    /// A request that breaks a rule of the resource.
    InvalidRequest = 422 Object "INVALID_REQUEST" "Invalid request";
    /// Somebody else was faster.
    ChangedMeanwhile = 422 Object "CHANGED_MEANWHILE" "It was changed meanwhile";
    /// Body not JSON.
    InvalidRequestBody = 422 Object "INVALID_REQUEST_BODY" "Could not parse request body";
    /// The `records` array.
    InvalidRecords = 422 Object "INVALID_RECORDS" "You must provide an array of up to 10 record objects";
    /// A field that the table does not have.
    UnknownFieldName = 422 Object "UNKNOWN_FIELD_NAME" "Unknown field name";
    /// A cell that the field does not accept.
    InvalidValue = 422 Object "INVALID_VALUE_FOR_COLUMN" "The value can not be accepted";
    /// A choice that may not be made.
    InvalidChoice = 422 Object "INVALID_MULTIPLE_CHOICE_OPTIONS" "Insufficient permissions to create new select option";
    /// A filter that is no formula of the table.
    InvalidFormula = 422 Object "INVALID_FILTER_BY_FORMULA" "The formula for filtering records is invalid: Invalid formula. Please check your formula text.";
    /// A record of a batch that is not there.
    RowDoesNotExist = 422 Object "ROW_DOES_NOT_EXIST" "Record does not exist";
    /// A linked record of another table.
    RowOfOtherTable = 422 Object "ROW_TABLE_DOES_NOT_MATCH_LINKED_TABLE" "The record is of another table than the field links to";
    /// A file that is not described as it must be.
    InvalidAttachment = 422 Object "INVALID_ATTACHMENT_OBJECT" "The attachment is not of the allowed form";
    /// By name.
    ViewNameNotFound = 422 Object "VIEW_NAME_NOT_FOUND" "View not found";
    /// By id.
    ViewIdNotFound = 422 Object "VIEW_ID_NOT_FOUND" "View not found";
    /// A view of another table.
    FailedStateCheck = 422 TypeOnly "FAILED_STATE_CHECK" "";
    /// Not an offset of this server.
    InvalidOffset = 422 Object "INVALID_OFFSET_VALUE" "The value of offset is not one that this server gave out";
    /// An offset of a list that is over.
    OffsetExpired = 422 TypeOnly "LIST_RECORDS_ITERATOR_NOT_AVAILABLE" "";
    /// Field names.
    DuplicateField = 422 Object "DUPLICATE_OR_EMPTY_FIELD_NAME" "Field names must not be empty and must be unique";
    /// Table names.
    DuplicateTable = 422 Object "DUPLICATE_TABLE_NAME" "Table names must be unique";
    /// A field type that can not be made through the API.
    UnsupportedFieldType = 422 Object "UNSUPPORTED_FIELD_TYPE_FOR_CREATE" "Creating fields of this type is not supported at this time";
    /// Field options.
    InvalidFieldOptions = 422 Object "INVALID_FIELD_TYPE_OPTIONS_FOR_CREATE" "Invalid options for the field";
    /// Too many requests.
    RateLimit = 429 Object "RATE_LIMIT_REACHED" "Rate limit exceeded. Please try again later";
    /// A mistake of ours.
    ServerError = 500 Object "SERVER_ERROR" "The server could not complete the request";
    /// Safe to try again.
    Retriable = 503 Object "RETRIABLE_ERROR" "The server is busy; send the request again";
}

impl Code {
    /// The status.
    pub(crate) fn status(self) -> StatusCode {
        StatusCode::from_u16(self.entry().0).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The type on the wire.
    #[cfg(test)]
    pub(crate) const fn kind(self) -> &'static str {
        self.entry().2
    }
}

/// What `WWW-Authenticate` says (RFC 6750 section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Challenge {
    /// Credentials were missing: no error code.
    Plain,
    /// They were there and are not accepted.
    InvalidToken,
    /// They are accepted, but lack one of these scopes.
    Scopes(&'static [Scope]),
}

/// A refusal on its way to the wire.
#[derive(Debug)]
pub(crate) struct Refusal {
    code: Code,
    message: Cow<'static, str>,
    challenge: Option<Challenge>,
    retry_after: Option<u32>,
    cause: Option<String>,
}

/// What handlers answer.
pub(crate) type Answer<T = Response> = Result<T, Refusal>;

impl Refusal {
    /// With the catalogue's message.
    pub(crate) fn new(code: Code) -> Self {
        let challenge = match code {
            Code::AuthenticationRequired => Some(Challenge::Plain),
            Code::Unauthorized => Some(Challenge::InvalidToken),
            _ => None,
        };
        Self {
            code,
            message: Cow::Borrowed(code.entry().3),
            challenge,
            retry_after: None,
            cause: None,
        }
    }

    /// With a better message.
    #[must_use]
    pub(crate) fn say(mut self, message: impl Into<Cow<'static, str>>) -> Self {
        self.message = message.into();
        self
    }

    /// A parameter or body key of the wrong form.
    pub(crate) fn parameter(name: &str, wants: &str) -> Self {
        Self::new(Code::InvalidRequestUnknown).say(format!("Invalid request: `{name}` {wants}"))
    }

    /// Too many requests; come back in so many seconds.
    pub(crate) fn rate_limit(retry_after: u32) -> Self {
        Self {
            retry_after: Some(retry_after),
            ..Self::new(Code::RateLimit)
        }
    }

    /// A failed sign-in: it was no token that failed, so the challenge names no error.
    pub(crate) fn sign_in() -> Self {
        let refusal = Self::new(Code::Unauthorized)
            .say("The e-mail and password, or the link, are not right");
        Self {
            challenge: Some(Challenge::Plain),
            ..refusal
        }
    }

    /// Which entry of the catalogue.
    pub(crate) fn code(&self) -> Code {
        self.code
    }

    /// The words for a person.
    pub(crate) fn message(&self) -> &str {
        &self.message
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let (_, envelope, kind, _) = self.code.entry();
        let body = match envelope {
            Envelope::Bare => serde_json::json!({ "error": kind }),
            Envelope::TypeOnly => serde_json::json!({ "error": { "type": kind } }),
            Envelope::Object => {
                serde_json::json!({ "error": { "type": kind, "message": self.message } })
            }
        };
        let mut response = Response::new(Body::from(body.to_string()));
        *response.status_mut() = self.code.status();
        let headers = response.headers_mut();
        headers.insert(
            CONTENT_TYPE,
            HeaderValue::from_static("application/json; charset=utf-8"),
        );
        if let Some(challenge) = self.challenge {
            headers.insert(WWW_AUTHENTICATE, challenge.header());
        }
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(cause) = self.cause {
            response.extensions_mut().insert(Cause(cause));
        }
        response
    }
}

impl Challenge {
    fn header(self) -> HeaderValue {
        match self {
            Self::Plain => HeaderValue::from_static("Bearer realm=\"basekey\""),
            Self::InvalidToken => HeaderValue::from_static(
                "Bearer realm=\"basekey\", error=\"invalid_token\", error_description=\"The token is unknown, mistyped or not usable now\"",
            ),
            Self::Scopes(needed) => {
                let names: Vec<_> = needed.iter().map(|scope| scope.name()).collect();
                HeaderValue::from_str(&format!(
                    "Bearer realm=\"basekey\", error=\"insufficient_scope\", scope=\"{}\"",
                    names.join(" ")
                ))
                .unwrap_or(HeaderValue::from_static(
                    "Bearer error=\"insufficient_scope\"",
                ))
            }
        }
    }
}

/// What went wrong inside, for the log; never sent. The front reads it from
/// the answer's extensions.
#[derive(Debug, Clone)]
pub(crate) struct Cause(pub(crate) String);

/// A mistake or trouble of ours: the client gets a plain answer with the
/// request id, the log gets the cause.
pub(crate) fn server_error(request: basekey_model::id::RequestId) -> Response {
    Refusal::new(Code::ServerError)
        .say(format!("The server could not complete the request. If it happens again, tell its operator this number: {request}"))
        .into_response()
}

impl From<AppError> for Refusal {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Denied { denial } => denied(&denial),
            AppError::NotFound(missing) => not_found(&missing),
            AppError::UnknownField(_) => Self::new(Code::UnknownFieldName).say(error.to_string()),
            AppError::Cell { field, error } => cell(&field, &error),
            AppError::Formula(problem) => Self::new(Code::InvalidFormula).say(format!(
                "The formula for filtering records is invalid: {problem}"
            )),
            AppError::Invalid { rule, message } => {
                let code = match rule {
                    Rule::Request | Rule::Account => Code::InvalidRequestUnknown,
                    Rule::AboveOwnRole => Code::Permissions,
                    Rule::TokenCreation => Code::TokenCreationForbidden,
                    Rule::Records => Code::InvalidRecords,
                    Rule::FieldName => Code::DuplicateField,
                    Rule::TableName => Code::DuplicateTable,
                    Rule::FieldOptions => Code::InvalidFieldOptions,
                    Rule::Offset => Code::InvalidOffset,
                    Rule::OffsetExpired => Code::OffsetExpired,
                    Rule::ViewName => Code::ViewNameNotFound,
                    Rule::ViewId => Code::ViewIdNotFound,
                    Rule::ViewOfOtherTable => Code::FailedStateCheck,
                    Rule::ChoiceNotAllowed => Code::InvalidChoice,
                };
                Self::new(code).say(match rule {
                    Rule::ViewName | Rule::ViewId => format!("View \"{message}\" not found"),
                    Rule::ChoiceNotAllowed => no_new_choice(&message),
                    _ => message,
                })
            }
            AppError::Token(error @ TokenError::ChangedMeanwhile { .. }) => {
                Self::new(Code::ChangedMeanwhile).say(error.to_string())
            }
            AppError::ConfirmationRequired => {
                Self::new(Code::ConfirmationRequired).say(error.to_string())
            }
            AppError::Token(error) => Self::new(Code::InvalidRequest).say(error.to_string()),
            AppError::Mint(denial) => Self::new(Code::Permissions).say(denial.to_string()),
            AppError::Store(error) => store(&error),
            AppError::Busy(what) => Self {
                retry_after: Some(1),
                ..Self::new(Code::Retriable)
            }
            .say(what),
        }
    }
}

impl From<AuthFailure> for Refusal {
    /// One dull answer, whatever the reason: it would tell a finder of half a
    /// token too much. The reason is with the token's refusals.
    fn from(failure: AuthFailure) -> Self {
        match failure {
            AuthFailure::Store(error) => store(&error),
            _ => Self::new(Code::Unauthorized),
        }
    }
}

fn denied(denial: &Denial) -> Refusal {
    match denial {
        Denial::State(_) => Refusal::new(Code::Unauthorized),
        // A missing scope tells nothing about what exists, so it is named.
        Denial::Scope { needed, any_of } => Refusal {
            // The attribute lists what is needed together; of alternatives the first will do.
            challenge: Some(Challenge::Scopes(if *any_of {
                needed.get(..1).unwrap_or(needed)
            } else {
                needed
            })),
            ..Refusal::new(Code::PermissionsOrNotFound).say(denial.to_string())
        },
        _ if denial.hides_existence() => Refusal::new(Code::PermissionsOrNotFound),
        _ => Refusal::new(Code::Permissions).say(denial.to_string()),
    }
}

/// The texts that clients search for (web-api 6.2, field-types 3).
fn cell(field: &str, error: &CellError) -> Refusal {
    match error.kind() {
        CellErrorKind::Computed => Refusal::new(Code::InvalidValue).say(format!(
            "Field \"{field}\" cannot accept a value because the field is computed"
        )),
        CellErrorKind::Value | CellErrorKind::RecordIds => Refusal::new(Code::InvalidValue).say(
            format!("Field \"{field}\" cannot accept the provided value: {error}"),
        ),
        CellErrorKind::Record => Refusal::new(Code::RowDoesNotExist).say(error.to_string()),
        CellErrorKind::RecordTable => Refusal::new(Code::RowOfOtherTable).say(error.to_string()),
        CellErrorKind::Attachment => Refusal::new(Code::InvalidAttachment).say(format!(
            "Field \"{field}\" cannot accept the provided value: {error}"
        )),
        CellErrorKind::Choice => Refusal::new(Code::InvalidChoice).say(match error {
            CellError::UnknownChoice(name) => no_new_choice(name),
            other => format!("Field \"{field}\" cannot accept the provided value: {other}"),
        }),
    }
}

/// The doubled quotes are Airtable's; clients take the name out from between
/// them (field-types 3).
fn no_new_choice(name: &str) -> String {
    format!("Insufficient permissions to create new select option \"\"{name}\"\"")
}

fn not_found(missing: &Missing) -> Refusal {
    let code = match missing {
        Missing::Base | Missing::Table(_) => return Refusal::new(Code::PermissionsOrNotFound),
        Missing::OneOfRecords(_) => Code::RowDoesNotExist,
        Missing::Workspace
        | Missing::Field(_)
        | Missing::View(_)
        | Missing::Record(_)
        | Missing::Deleted(_)
        | Missing::User
        | Missing::Collaborator
        | Missing::Token
        | Missing::Session
        | Missing::Import
        | Missing::Invite => Code::ModelNotFound,
    };
    Refusal::new(code).say(missing.to_string())
}

fn store(error: &StoreError) -> Refusal {
    match error {
        StoreError::Closed => Refusal {
            retry_after: Some(1),
            ..Refusal::new(Code::Retriable)
        },
        StoreError::Duplicate { .. } => Refusal::new(Code::InvalidRequest).say(error.to_string()),
        _ => Refusal {
            cause: Some(error.to_string()),
            ..Refusal::new(Code::ServerError)
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_unique_and_statuses_are_errors() {
        let mut seen = std::collections::HashSet::new();
        for code in Code::ALL {
            assert!(seen.insert(code.kind()), "{} is there twice", code.kind());
            assert!(
                code.status().is_client_error() || code.status().is_server_error(),
                "{code:?}"
            );
            let (_, envelope, kind, message) = code.entry();
            assert_eq!(
                envelope == Envelope::Object,
                !message.is_empty(),
                "{code:?}"
            );
            assert!(
                kind.bytes()
                    .all(|byte| byte.is_ascii_uppercase() || byte == b'_'),
                "{kind}"
            );
        }
    }

    #[test]
    fn every_401_carries_a_challenge() {
        for code in Code::ALL
            .iter()
            .filter(|code| code.status() == StatusCode::UNAUTHORIZED)
        {
            assert!(
                Refusal::new(*code)
                    .into_response()
                    .headers()
                    .contains_key(WWW_AUTHENTICATE),
                "{code:?}"
            );
        }
    }

    #[test]
    fn challenges_are_those_of_rfc_6750() {
        let plain = Challenge::Plain.header();
        assert!(!plain.to_str().unwrap().contains("error"));
        let scopes = Challenge::Scopes(&[Scope::RecordsRead]).header();
        assert_eq!(
            scopes.to_str().unwrap(),
            "Bearer realm=\"basekey\", error=\"insufficient_scope\", scope=\"data.records:read\""
        );
    }
}
