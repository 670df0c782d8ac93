//! Users, sessions, the caller's account.

use basekey_app::{SessionInfo, SignIn, UserInfo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct UserOut {
    id: String,
    email: String,
    name: String,
    active: bool,
    instance_owner: bool,
    has_password: bool,
    created_time: String,
}

impl From<&UserInfo> for UserOut {
    fn from(user: &UserInfo) -> Self {
        Self {
            id: user.id.to_string(),
            email: user.email.clone(),
            name: user.name.clone(),
            active: user.active,
            instance_owner: user.instance_owner,
            has_password: user.has_password,
            created_time: user.created.to_string(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct UsersOut {
    pub(crate) users: Vec<UserOut>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewUserIn {
    pub(crate) email: String,
    pub(crate) name: Option<String>,
    pub(crate) password: Option<String>,
    #[serde(default)]
    pub(crate) instance_owner: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct UserEditIn {
    pub(crate) name: Option<String>,
    pub(crate) active: Option<bool>,
    pub(crate) instance_owner: Option<bool>,
    pub(crate) password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct AccountEditIn {
    pub(crate) name: Option<String>,
    /// Needs `currentPassword` if there is one.
    pub(crate) email: Option<String>,
    /// Needs `currentPassword` if there is one.
    pub(crate) password: Option<String>,
    pub(crate) current_password: Option<String>,
}

/// A link that signs a user in once, within a day.
#[derive(Serialize, ToSchema)]
pub(crate) struct LinkOut {
    pub(crate) code: String,
    /// To be put behind the server's address.
    pub(crate) path: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignInIn {
    pub(crate) email: String,
    pub(crate) password: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LinkIn {
    pub(crate) code: String,
}

/// A session that has just begun; its cookie is in `Set-Cookie`.
#[derive(Serialize, ToSchema)]
pub(crate) struct SignedInOut {
    user: UserOut,
    expires: String,
}

impl From<&SignIn> for SignedInOut {
    fn from(signed_in: &SignIn) -> Self {
        Self {
            user: UserOut::from(&signed_in.user),
            expires: signed_in.expires.to_string(),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConfirmIn {
    pub(crate) password: String,
}

/// A session whose user has shown who they are.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ConfirmedOut {
    /// Until then it need not be shown again.
    pub(crate) confirmed_until: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SessionOut {
    id: String,
    created_time: String,
    expires: String,
    address: Option<String>,
    client: Option<String>,
    /// True if a sign-in link began it.
    by_link: bool,
    /// True for the session that asks.
    current: bool,
}

impl From<SessionInfo> for SessionOut {
    fn from(session: SessionInfo) -> Self {
        Self {
            id: session.id.to_string(),
            created_time: session.created.to_string(),
            expires: session.expires.to_string(),
            address: session.origin.address,
            client: session.origin.client,
            by_link: session.by_link,
            current: session.current,
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct SessionsOut {
    pub(crate) sessions: Vec<SessionOut>,
}
