//! Tokens, scopes, refusals.

use basekey_access::{Access, Addresses, SCOPES, ScopeSet, SecretEnd};
use basekey_app::{
    Expiry, FoundToken, LastUsed, NewToken, Regenerated, SecretInfo, StoredRefusal, TokenEdit,
    TokenInfo,
};
use basekey_model::time::Millis;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Patch;
use crate::error::{Answer, Refusal};

/// A scope as the token form shows it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ScopeOut {
    name: &'static str,
    group: &'static str,
    title: &'static str,
    meaning: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct ScopesOut {
    scopes: Vec<ScopeOut>,
}

impl ScopesOut {
    pub(crate) fn all() -> Self {
        let out = |scope: &basekey_access::ScopeInfo| ScopeOut {
            name: scope.name,
            group: scope.group,
            title: scope.title,
            meaning: scope.meaning,
        };
        Self {
            scopes: SCOPES.iter().map(out).collect(),
        }
    }
}

/// `{"mode":"all"}` or `{"mode":"specificModelIds","ids":["wsp…","app…"]}`.
#[derive(ToSchema)]
#[expect(
    dead_code,
    reason = "describes the wire form of Access in the OpenAPI document"
)]
pub(crate) struct AccessDoc {
    #[schema(pattern = "^(all|specificModelIds)$")]
    mode: String,
    ids: Option<Vec<String>>,
}

/// A secret of a token, without the secret.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SecretOut {
    /// The last four characters of its text; `null` for one made before they were kept.
    #[schema(required)]
    hint: Option<String>,
    created_time: String,
    /// `never`, `atFirstUse` (of the next secret), or a time.
    ends: String,
    first_used_time: Option<String>,
    /// True if it is accepted now.
    live: bool,
}

impl From<&SecretInfo> for SecretOut {
    fn from(secret: &SecretInfo) -> Self {
        Self {
            hint: secret.hint.clone(),
            created_time: secret.created.to_string(),
            ends: match secret.ends {
                SecretEnd::Never => "never".to_owned(),
                SecretEnd::AtFirstUseOfNext => "atFirstUse".to_owned(),
                SecretEnd::At(at) => at.to_string(),
            },
            first_used_time: secret.first_used.map(|at| at.to_string()),
            live: secret.live,
        }
    }
}

/// The last use of a token.
#[derive(Serialize, ToSchema)]
pub(crate) struct LastUsedOut {
    time: String,
    address: Option<String>,
    client: Option<String>,
}

impl From<&LastUsed> for LastUsedOut {
    fn from(last: &LastUsed) -> Self {
        Self {
            time: last.at.to_string(),
            address: last.origin.address.clone(),
            client: last.origin.client.clone(),
        }
    }
}

/// A token. Its text is there only in the answers that make it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct TokenOut {
    id: String,
    /// The text to send as `Authorization: Bearer …`; shown this once.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
    user_id: String,
    name: String,
    #[schema(required)]
    note: Option<String>,
    #[schema(value_type = Vec<String>)]
    scopes: ScopeSet,
    #[schema(value_type = AccessDoc)]
    access: Access,
    /// Addresses and blocks of addresses from which it is accepted; empty for all.
    #[schema(value_type = Vec<String>)]
    allowed_addresses: Addresses,
    /// The limit that it has of its own.
    #[schema(required)]
    requests_per_second: Option<u32>,
    /// `active`, `notYetValid`, `paused`, `expired`, `revoked` or `ownerDeactivated`.
    state: &'static str,
    created_time: String,
    created_by_token_id: Option<String>,
    /// From when it is accepted.
    #[schema(required)]
    not_before: Option<String>,
    expires: Option<String>,
    /// Counts the edits that changed something, from 1.
    revision: u32,
    #[schema(required)]
    revoked_time: Option<String>,
    #[schema(required)]
    revoked_by_user_id: Option<String>,
    #[schema(required)]
    revoke_reason: Option<String>,
    last_used: Option<LastUsedOut>,
    /// Calls refused within the last day, at most fifty.
    refused_last_day: usize,
    secrets: Vec<SecretOut>,
    /// Scopes that no call has needed; `null` in the first seven days, and if it was never used.
    #[schema(value_type = Option<Vec<String>>, required = true)]
    unused_scopes: Option<ScopeSet>,
}

impl TokenOut {
    pub(crate) fn of(token: &TokenInfo, text: Option<&str>) -> Self {
        Self {
            id: token.id.to_string(),
            token: text.map(str::to_owned),
            user_id: token.owner.to_string(),
            name: token.name.clone(),
            note: token.note.clone(),
            scopes: token.scopes,
            access: token.access.clone(),
            allowed_addresses: token.allowed_addresses.clone(),
            requests_per_second: token.requests_per_second,
            state: token.state.name(),
            created_time: token.created.to_string(),
            created_by_token_id: token.created_by_token.map(|id| id.to_string()),
            not_before: token.not_before.map(|at| at.to_string()),
            expires: token.expires.map(|at| at.to_string()),
            revision: token.revision,
            revoked_time: token.revoked.map(|at| at.to_string()),
            revoked_by_user_id: token.revoked_by.map(|id| id.to_string()),
            revoke_reason: token.revoke_reason.clone(),
            last_used: token.last_used.as_ref().map(Into::into),
            refused_last_day: token.refused_last_day,
            secrets: token.secrets.iter().map(Into::into).collect(),
            unused_scopes: token.unused_scopes,
        }
    }

    /// After a regeneration; without a text if the call was a repeated one.
    pub(crate) fn regenerated(done: &Regenerated) -> Self {
        Self::of(
            &done.token,
            done.secret.as_ref().map(basekey_access::Secret::expose),
        )
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct TokensOut {
    pub(crate) tokens: Vec<TokenOut>,
}

/// Reads `expires`: absent for the instance's default, `null` or `never` for
/// no end, or a time.
pub(crate) fn expiry(value: &Patch<String>) -> Answer<Option<Expiry>> {
    Ok(match value {
        Patch::Absent => None,
        Patch::Null => Some(Expiry::Never),
        Patch::Set(text) => Some(match text.as_str() {
            "never" => Expiry::Never,
            "default" => Expiry::Default,
            other => Expiry::At(moment("expires", other)?),
        }),
    })
}

pub(crate) fn moment(name: &str, text: &str) -> Answer<Millis> {
    Millis::parse(text).ok_or_else(|| {
        Refusal::parameter(
            name,
            "must be an ISO 8601 time such as 2030-01-31T00:00:00.000Z",
        )
    })
}

fn begin(value: Patch<String>) -> Answer<Patch<Millis>> {
    value.read(|text| moment("notBefore", &text))
}

/// `null` is the empty list: anywhere.
fn addresses(value: Patch<Addresses>) -> Option<Addresses> {
    match value {
        Patch::Absent => None,
        Patch::Null => Some(Addresses::ANYWHERE),
        Patch::Set(addresses) => Some(addresses),
    }
}

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewTokenIn {
    pub(crate) name: String,
    #[schema(value_type = Vec<String>)]
    pub(crate) scopes: ScopeSet,
    #[schema(value_type = AccessDoc)]
    pub(crate) access: Access,
    /// A time, `null` or `never` for no end, absent for the instance's default.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) expires: Patch<String>,
    /// At most 1000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) note: Patch<String>,
    /// A time from which it is accepted; `null` for at once.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) not_before: Patch<String>,
    /// Up to fifty addresses and blocks of addresses, such as `10.0.0.0/8`; `null` or empty for all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) allowed_addresses: Patch<Addresses>,
    /// 1 to 1000; `null` for no limit of its own.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    pub(crate) requests_per_second: Patch<u32>,
}

impl NewTokenIn {
    pub(crate) fn read(self) -> Answer<NewToken> {
        Ok(NewToken {
            expires: expiry(&self.expires)?.unwrap_or_default(),
            note: self.note.set(),
            not_before: begin(self.not_before)?.set(),
            allowed_addresses: addresses(self.allowed_addresses),
            requests_per_second: self.requests_per_second.into(),
            ..NewToken::new(self.name, self.scopes, self.access)
        })
    }
}

/// What to change of a token; absent parts stay.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct TokenEditIn {
    pub(crate) name: Option<String>,
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) scopes: Option<ScopeSet>,
    #[schema(value_type = Option<AccessDoc>)]
    pub(crate) access: Option<Access>,
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) expires: Patch<String>,
    /// At most 1000 characters.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) note: Patch<String>,
    /// A time from which it is accepted; `null` for at once.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    pub(crate) not_before: Patch<String>,
    /// Up to fifty addresses and blocks of addresses, such as `10.0.0.0/8`; `null` or empty for all.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>)]
    pub(crate) allowed_addresses: Patch<Addresses>,
    /// 1 to 1000; `null` for no limit of its own.
    #[serde(default)]
    #[schema(value_type = Option<u32>)]
    pub(crate) requests_per_second: Patch<u32>,
    /// The `revision` that the caller has seen; if the token is at another, nothing is changed.
    pub(crate) if_revision: Option<u32>,
}

impl TokenEditIn {
    pub(crate) fn read(self) -> Answer<TokenEdit> {
        Ok(TokenEdit {
            name: self.name,
            scopes: self.scopes,
            access: self.access,
            expires: expiry(&self.expires)?,
            note: self.note.into(),
            not_before: begin(self.not_before)?.into(),
            allowed_addresses: addresses(self.allowed_addresses),
            requests_per_second: self.requests_per_second.into(),
            if_revision: self.if_revision,
        })
    }
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DuplicateIn {
    /// The other's name and " copy" if absent.
    pub(crate) name: Option<String>,
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default, rename_all = "camelCase")]
pub(crate) struct RegenerateIn {
    /// When the secret in use ends: `now` (the default), `atFirstUse` of the new one, or a time.
    pub(crate) old_secret_ends: Option<String>,
    /// Repeating a call with the same key changes nothing; so does the header `Idempotency-Key`.
    pub(crate) idempotency_key: Option<String>,
}

/// A text of which somebody wonders whose it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FindTokenIn {
    pub(crate) token: String,
}

/// The token that a text is of.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FoundTokenOut {
    token_id: String,
    name: String,
    state: &'static str,
    /// `current` (its newest), `old` (an older one that still works), `ended`, or `wrong` (none of its).
    secret: &'static str,
}

impl From<FoundToken> for FoundTokenOut {
    fn from(found: FoundToken) -> Self {
        Self {
            token_id: found.id.to_string(),
            name: found.name,
            state: found.state.name(),
            secret: found.standing.name(),
        }
    }
}

/// A refused call.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefusalOut {
    time: String,
    request_id: String,
    operation: String,
    /// `scope`, `access`, `role`, `state`, `session`, `address` or `secret`.
    reason: String,
    detail: String,
    /// The scopes that the operation needs, if the reason is `scope`.
    scopes: Vec<String>,
    /// True if one of them is enough.
    any_of: bool,
    /// The least role that the operation needs, if the reason is `role`.
    #[schema(required)]
    role: Option<String>,
    resource: Option<String>,
    address: Option<String>,
    client: Option<String>,
}

impl From<StoredRefusal> for RefusalOut {
    fn from(refusal: StoredRefusal) -> Self {
        Self {
            time: refusal.at.to_string(),
            request_id: refusal.request,
            operation: refusal.operation,
            reason: refusal.reason,
            detail: refusal.detail,
            scopes: refusal.scopes,
            any_of: refusal.any_of,
            role: refusal.role,
            resource: refusal.resource,
            address: refusal.origin.address,
            client: refusal.origin.client,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct RefusalsOut {
    pub(crate) refusals: Vec<RefusalOut>,
}
