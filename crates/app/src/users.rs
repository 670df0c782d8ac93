//! Users, as the instance owner manages them.

use basekey_access::{Permit, op};
use basekey_model::id::{Entropy, UserId};
use basekey_model::time::Millis;
use basekey_store::{Cost, NewUser, SignInLink, StoreError, StoreExt, Tx, User, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::error::{AppError, Missing, Result, Rule};
use crate::workspaces::add_workspace;
use crate::{App, Ctx};

/// A sign-in link lives this long, in seconds: one day.
const LINK_SECONDS: i64 = 24 * 3600;

/// A user as the instance owner sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserInfo {
    /// `usr…`
    pub id: UserId,
    /// Lower case.
    pub email: String,
    /// As people see it.
    pub name: String,
    /// A deactivated user's sessions and tokens are refused.
    pub active: bool,
    /// May manage the instance.
    pub instance_owner: bool,
    /// False until a password is set; sign-in links work either way.
    pub has_password: bool,
    /// When the user was made.
    pub created: Millis,
}

impl UserInfo {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            id: user.id,
            email: user.email.clone(),
            name: user.name.clone(),
            active: user.active,
            instance_owner: user.instance_owner,
            has_password: user.password.is_some(),
            created: user.created,
        }
    }
}

/// What a user is made from.
#[derive(Debug, Default)]
pub struct NewUserSettings {
    /// Stored in lower case; unique.
    pub email: String,
    /// The part of the e-mail before the `@` if absent.
    pub name: Option<String>,
    /// Absent: the user signs in by link first.
    pub password: Option<String>,
    /// May manage the instance. The first user always may.
    pub instance_owner: bool,
}

/// What to change of a user; absent parts stay.
#[derive(Debug, Default)]
pub struct UserEdit {
    /// As people see it.
    pub name: Option<String>,
    /// Deactivating ends all sessions and stops all tokens at once.
    pub active: Option<bool>,
    /// May manage the instance.
    pub instance_owner: Option<bool>,
    /// A new password; ends all sessions.
    pub password: Option<String>,
}

/// The stored form of an e-mail: trimmed, lower case, plausible.
pub(crate) fn email(text: &str) -> Result<String> {
    let email = text.trim().to_lowercase();
    let plausible = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && email.split_once('@').is_some_and(|(local, domain)| {
            !local.is_empty() && !domain.is_empty() && !domain.contains('@')
        });
    if plausible {
        Ok(email)
    } else {
        Err(AppError::invalid(
            Rule::Account,
            "this is not an e-mail address",
        ))
    }
}

pub(crate) fn display_name(text: &str) -> Result<String> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > 100 || name.chars().any(char::is_control) {
        return Err(AppError::invalid(
            Rule::Account,
            "a name has 1 to 100 characters",
        ));
    }
    Ok(name.to_owned())
}

pub(crate) fn taken(error: StoreError) -> AppError {
    match error {
        StoreError::Duplicate { what } => {
            AppError::invalid(Rule::Account, format!("there is already {what}"))
        }
        other => other.into(),
    }
}

impl App {
    /// All users.
    pub async fn list_users(&self, _permit: Permit<op::ListUsers>) -> Result<Vec<UserInfo>> {
        let users = self
            .store()
            .run_read(Cost::Short, |read| read.users())
            .await?;
        Ok(users.iter().map(UserInfo::of).collect())
    }

    /// Makes a user with a workspace of their own. The first user of an
    /// instance is its owner.
    pub async fn create_user(
        &self,
        _permit: Permit<op::CreateUser>,
        ctx: &Ctx,
        new: NewUserSettings,
    ) -> Result<UserInfo> {
        let email = email(&new.email)?;
        let fallback = email.split('@').next().unwrap_or("user").to_owned();
        let name = display_name(new.name.as_deref().unwrap_or(&fallback))?;
        let password = match new.password {
            Some(password) => Some(self.hash_password(&password).await?),
            None => None,
        };
        let (actor, now, entropy) = (Actor::of(ctx), self.now(), self.inner.entropy.clone());
        let user = self
            .write_directory(move |tx| {
                let fresh = NewUser {
                    id: UserId::random(&*entropy),
                    email,
                    name,
                    instance_owner: new.instance_owner,
                    created: now,
                };
                add_user(tx, &*entropy, fresh, password, &actor)
            })
            .await?;
        Ok(UserInfo::of(&user))
    }

    /// Changes a user. The last active instance owner stays one.
    pub async fn update_user(
        &self,
        _permit: Permit<op::UpdateUser>,
        ctx: &Ctx,
        id: &str,
        edit: UserEdit,
    ) -> Result<UserInfo> {
        let id: UserId = id.parse().map_err(|_| Missing::User)?;
        let name = edit.name.as_deref().map(display_name).transpose()?;
        let password = match edit.password {
            Some(password) => Some(self.hash_password(&password).await?),
            None => None,
        };
        let (actor, now) = (Actor::of(ctx), self.now());
        let user = self
            .write_directory(move |tx| {
                let before = tx.user(UserKey::Id(id))?.ok_or(Missing::User)?;
                let mut user = before.clone();
                user.name = name.unwrap_or(user.name);
                user.active = edit.active.unwrap_or(user.active);
                user.instance_owner = edit.instance_owner.unwrap_or(user.instance_owner);
                let new_password = password.is_some();
                user.password = password.or(user.password);
                let leads = |user: &User| user.active && user.instance_owner;
                if leads(&before)
                    && !leads(&user)
                    && !tx.users()?.iter().any(|other| other.no != user.no && leads(other))
                {
                    return Err(AppError::invalid(Rule::Account, "the last instance owner stays one; name another first"));
                }
                tx.put_user(&user)?;
                if new_password || !user.active {
                    tx.end_sessions_of(user.no)?;
                    tx.end_links_of(user.no)?;
                }
                let detail = json!({
                    "before": { "name": before.name, "active": before.active, "instanceOwner": before.instance_owner },
                    "after": { "name": user.name, "active": user.active, "instanceOwner": user.instance_owner },
                    "passwordChanged": new_password,
                });
                actor.log(tx, now, "user.updated", Some(id.to_string()), detail)?;
                Ok(user)
            })
            .await?;
        Ok(UserInfo::of(&user))
    }

    /// A link's secret text that signs this user in once, within a day.
    pub async fn create_sign_in_link(
        &self,
        _permit: Permit<op::CreateSignInLink>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<basekey_access::Opaque> {
        let id: UserId = id.parse().map_err(|_| Missing::User)?;
        let secret = basekey_access::Opaque::mint(&*self.inner.entropy);
        let (hash, actor, now) = (secret.hash(), Actor::of(ctx), self.now());
        self.store()
            .run_write(move |tx| {
                let user = tx.user(UserKey::Id(id))?.ok_or(Missing::User)?;
                if !user.active {
                    return Err(AppError::invalid(Rule::Account, "this user is deactivated"));
                }
                tx.add_sign_in_link(&SignInLink {
                    hash,
                    user: user.no,
                    expires: now.plus_seconds(LINK_SECONDS),
                })?;
                actor.log(
                    tx,
                    now,
                    "signInLink.created",
                    Some(id.to_string()),
                    serde_json::Value::Null,
                )?;
                Ok(())
            })
            .await?;
        Ok(secret)
    }
}

/// Stores a new user with a workspace of their own. The first user of an
/// instance is its owner.
pub(crate) fn add_user(
    tx: &mut dyn Tx,
    entropy: &dyn Entropy,
    mut fresh: NewUser,
    password: Option<String>,
    actor: &Actor,
) -> Result<User> {
    fresh.instance_owner |= tx.users()?.is_empty();
    let no = tx.add_user(&fresh).map_err(taken)?;
    if password.is_some()
        && let Some(user) = tx.user(UserKey::No(no))?
    {
        tx.put_user(&User { password, ..user })?;
    }
    add_workspace(tx, entropy, "My workspace", no, fresh.created)?;
    actor.log(
        tx,
        fresh.created,
        "user.created",
        Some(fresh.id.to_string()),
        json!({ "instanceOwner": fresh.instance_owner }),
    )?;
    tx.user(UserKey::No(no))?
        .ok_or(AppError::NotFound(Missing::User))
}

/// The user with this e-mail or id, inside a transaction.
pub(crate) fn find_user(tx: &dyn Tx, key: &str) -> Result<User> {
    let found = match key.parse::<UserId>() {
        Ok(id) => tx.user(UserKey::Id(id))?,
        Err(_) => tx.user(UserKey::Email(&key.trim().to_lowercase()))?,
    };
    found.ok_or(AppError::NotFound(Missing::User))
}
