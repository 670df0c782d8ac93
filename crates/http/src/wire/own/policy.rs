//! What the instance's owner allows tokens.

use basekey_access::ScopeSet;
use basekey_app::{CreatorsMode, Policy};
use basekey_model::id::UserId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Answer, Refusal};

/// Who may create tokens.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct TokenCreators {
    /// `everyone`, `instanceOwners` or `chosen`.
    #[schema(pattern = "^(everyone|instanceOwners|chosen)$")]
    mode: String,
    /// Whom `chosen` means.
    #[serde(default)]
    #[schema(required = true)]
    user_ids: Vec<String>,
}

impl TokenCreators {
    pub(crate) fn read(&self) -> Answer<basekey_app::TokenCreators> {
        let mode = match self.mode.as_str() {
            "everyone" => CreatorsMode::Everyone,
            "instanceOwners" => CreatorsMode::InstanceOwners,
            "chosen" => CreatorsMode::Chosen,
            _ => {
                let wants = "must be `everyone`, `instanceOwners` or `chosen`";
                return Err(Refusal::parameter("tokenCreators.mode", wants));
            }
        };
        let ids = self.user_ids.iter().map(|id| id.parse::<UserId>());
        let user_ids = ids.collect::<Result<_, _>>().map_err(|_| {
            Refusal::parameter("tokenCreators.userIds", "must be ids of users (usr…)")
        })?;
        Ok(basekey_app::TokenCreators { mode, user_ids })
    }
}

impl From<&basekey_app::TokenCreators> for TokenCreators {
    fn from(creators: &basekey_app::TokenCreators) -> Self {
        let mode = match creators.mode {
            CreatorsMode::Everyone => "everyone",
            CreatorsMode::InstanceOwners => "instanceOwners",
            CreatorsMode::Chosen => "chosen",
        };
        Self {
            mode: mode.to_owned(),
            user_ids: creators.user_ids.iter().map(ToString::to_string).collect(),
        }
    }
}

/// The rules for tokens, as the caller is bound by them.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PolicyOut {
    #[schema(required = true)]
    token_default_days: Option<u32>,
    #[schema(required = true)]
    token_maximum_days: Option<u32>,
    /// Scopes that no new token gets.
    #[schema(value_type = Vec<String>)]
    forbidden_scopes: ScopeSet,
    /// False if no new token gets access to everything.
    allow_everything: bool,
    may_create_tokens: bool,
}

impl From<Policy> for PolicyOut {
    fn from(policy: Policy) -> Self {
        Self {
            token_default_days: policy.token_default_days,
            token_maximum_days: policy.token_maximum_days,
            forbidden_scopes: policy.forbidden_scopes,
            allow_everything: policy.allow_everything,
            may_create_tokens: policy.may_create_tokens,
        }
    }
}
