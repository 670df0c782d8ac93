//! The tokens of all users.

use basekey_app::{InstanceToken, InstanceTokens, NotRevoked, PersonInfo, RevokedTokens};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::TokenOut;

/// A user as others see them.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonOut {
    id: String,
    name: String,
    email: String,
}

impl From<PersonInfo> for PersonOut {
    fn from(person: PersonInfo) -> Self {
        Self {
            id: person.id.to_string(),
            name: person.name,
            email: person.email,
        }
    }
}

/// A token and whose it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct InstanceTokenOut {
    #[serde(flatten)]
    token: TokenOut,
    owner: PersonOut,
}

impl From<InstanceToken> for InstanceTokenOut {
    fn from(found: InstanceToken) -> Self {
        Self {
            token: TokenOut::of(&found.token, None),
            owner: found.owner.into(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct InstanceTokensOut {
    tokens: Vec<InstanceTokenOut>,
    /// Send as `after` for the next page; `null` on the last.
    #[schema(required = true)]
    next: Option<String>,
}

impl From<InstanceTokens> for InstanceTokensOut {
    fn from(page: InstanceTokens) -> Self {
        Self {
            tokens: page.tokens.into_iter().map(Into::into).collect(),
            next: page.next.map(|id| id.to_string()),
        }
    }
}

/// Tokens to be refused for good.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RevokeTokensIn {
    /// 1 to 100.
    pub(crate) token_ids: Vec<String>,
    /// For the audit log; at most 500 characters.
    pub(crate) reason: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokeErrorOut {
    token_id: String,
    /// `TOKEN_NOT_FOUND` or `ALREADY_REVOKED`.
    r#type: &'static str,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RevokedTokensOut {
    revoked_tokens: Vec<String>,
    errors: Vec<RevokeErrorOut>,
}

impl From<RevokedTokens> for RevokedTokensOut {
    fn from(done: RevokedTokens) -> Self {
        let error = |(token_id, why): (String, NotRevoked)| RevokeErrorOut {
            token_id,
            r#type: match why {
                NotRevoked::NotFound => "TOKEN_NOT_FOUND",
                NotRevoked::AlreadyRevoked => "ALREADY_REVOKED",
            },
        };
        Self {
            revoked_tokens: done.revoked.iter().map(ToString::to_string).collect(),
            errors: done.errors.into_iter().map(error).collect(),
        }
    }
}
