//! Invites, and the tokens of who may leave.

use basekey_access::{Role, ScopeSet};
use basekey_app::{InviteInfo, InviteLook, InviteUsed, LeavingToken, NewInvite, Shared, SignIn};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::UserOut;

/// An invite to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct InviteIn {
    /// `read`, `comment`, `edit`, `create` or `owner`; not above the maker's own.
    #[schema(value_type = String)]
    permission_level: Role,
    /// Only who has this address may use it.
    email: Option<String>,
}

impl From<InviteIn> for NewInvite {
    fn from(invite: InviteIn) -> Self {
        Self {
            role: invite.permission_level,
            email: invite.email,
        }
    }
}

/// An invite without its code.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InviteOut {
    id: String,
    #[schema(required = true)]
    email: Option<String>,
    permission_level: &'static str,
    created_time: String,
    expires: String,
    created_by_user_id: String,
    created_by_name: String,
}

impl From<InviteInfo> for InviteOut {
    fn from(invite: InviteInfo) -> Self {
        Self {
            id: invite.id.to_string(),
            email: invite.email,
            permission_level: invite.role.wire(),
            created_time: invite.created.to_string(),
            expires: invite.expires.to_string(),
            created_by_user_id: invite.made_by.to_string(),
            created_by_name: invite.made_by_name,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct InvitesOut {
    invites: Vec<InviteOut>,
}

impl From<Vec<InviteInfo>> for InvitesOut {
    fn from(invites: Vec<InviteInfo>) -> Self {
        Self {
            invites: invites.into_iter().map(Into::into).collect(),
        }
    }
}

/// An invite that was just made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct NewInviteOut {
    id: String,
    #[schema(required = true)]
    email: Option<String>,
    permission_level: &'static str,
    created_time: String,
    expires: String,
    created_by_user_id: String,
    created_by_name: String,
    /// To be put behind the server's address; shown this once. The code stands
    /// after the `#`, so that opening the page does not send it.
    path: String,
}

impl NewInviteOut {
    pub(crate) fn new(invite: InviteInfo, code: &str) -> Self {
        let InviteOut {
            id,
            email,
            permission_level,
            created_time,
            expires,
            created_by_user_id,
            created_by_name,
        } = invite.into();
        Self {
            id,
            email,
            permission_level,
            created_time,
            expires,
            created_by_user_id,
            created_by_name,
            path: format!("/invite#{code}"),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct InviteCodeIn {
    /// What stands after the `#` of the invite's address.
    pub(crate) code: String,
}

/// What an invite offers.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InviteLookOut {
    /// `workspace` or `base`.
    kind: &'static str,
    name: String,
    permission_level: &'static str,
    /// The name of whoever made it.
    invited_by: String,
    /// Only who has this address may use it.
    #[schema(required = true)]
    email: Option<String>,
    expires: String,
}

impl From<InviteLook> for InviteLookOut {
    fn from(look: InviteLook) -> Self {
        Self {
            kind: match look.to {
                Shared::Workspace(_) => "workspace",
                Shared::Base(_) => "base",
            },
            name: look.name,
            permission_level: look.role.wire(),
            invited_by: look.invited_by,
            email: look.email,
            expires: look.expires.to_string(),
        }
    }
}

/// What an invite gave; one of the two ids is set.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct InviteAcceptedOut {
    #[schema(required = true)]
    workspace_id: Option<String>,
    #[schema(required = true)]
    base_id: Option<String>,
    permission_level: &'static str,
}

impl From<InviteUsed> for InviteAcceptedOut {
    fn from(used: InviteUsed) -> Self {
        let (workspace_id, base_id) = ids(used.to);
        Self {
            workspace_id,
            base_id,
            permission_level: used.role.wire(),
        }
    }
}

/// A session that has just begun by an invite, and what was joined; the
/// session's cookie is in `Set-Cookie`.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct JoinedOut {
    user: UserOut,
    expires: String,
    #[schema(required = true)]
    workspace_id: Option<String>,
    #[schema(required = true)]
    base_id: Option<String>,
}

impl JoinedOut {
    pub(crate) fn new(signed_in: &SignIn, to: Shared) -> Self {
        let (workspace_id, base_id) = ids(to);
        Self {
            user: UserOut::from(&signed_in.user),
            expires: signed_in.expires.to_string(),
            workspace_id,
            base_id,
        }
    }
}

/// The id of a workspace, or of a base.
fn ids(of: Shared) -> (Option<String>, Option<String>) {
    match of {
        Shared::Workspace(id) => (Some(id.to_string()), None),
        Shared::Base(id) => (None, Some(id.to_string())),
    }
}

/// Who joins by an invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct JoinIn {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) password: String,
}

/// A token that reaches what its owner may be about to leave.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LeavingTokenOut {
    id: String,
    name: String,
    #[schema(value_type = Vec<String>)]
    scopes: ScopeSet,
    /// As of a token.
    state: &'static str,
    /// True if it reaches all that its owner does.
    everything: bool,
    #[schema(required = true)]
    last_used_time: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct LeavingTokensOut {
    tokens: Vec<LeavingTokenOut>,
}

impl From<Vec<LeavingToken>> for LeavingTokensOut {
    fn from(tokens: Vec<LeavingToken>) -> Self {
        let out = |token: LeavingToken| LeavingTokenOut {
            id: token.id.to_string(),
            name: token.name,
            scopes: token.scopes,
            state: token.state.name(),
            everything: token.everything,
            last_used_time: token.last_used.map(|at| at.to_string()),
        };
        Self {
            tokens: tokens.into_iter().map(out).collect(),
        }
    }
}
