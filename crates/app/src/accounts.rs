//! The caller's own account.

use basekey_access::{Permit, Scope, Via, op};
use basekey_model::id::UserId;
use basekey_store::{Cost, Session, StoreError, StoreExt, User, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::error::{AppError, Missing, Result, Rule};
use crate::sessions::came_by_link;
use crate::users::{UserInfo, display_name, email, taken};
use crate::{App, Ctx};

/// Who the caller is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// `usr…`
    pub id: UserId,
    /// Given only with the scope `user.email:read`, or to a session.
    pub email: Option<String>,
}

/// What to change of one's own account; absent parts stay.
#[derive(Debug, Default)]
pub struct AccountEdit {
    /// As people see it.
    pub name: Option<String>,
    /// A new e-mail; needs the current password if there is one.
    pub email: Option<String>,
    /// A new password; ends the other sessions.
    pub password: Option<String>,
    /// The password until now, if there is one.
    pub current_password: Option<String>,
}

impl App {
    /// Who the caller is. Needs no scope.
    pub async fn whoami(&self, permit: Permit<op::WhoAmI>, ctx: &Ctx) -> Result<Account> {
        let sees_email = match &ctx.caller.via {
            Via::Token(token) => token.scopes.contains(Scope::UserEmailRead),
            Via::Session(_) | Via::Operator => true,
        };
        let email = if sees_email {
            self.people()
                .await?
                .get(permit.user())
                .map(|person| person.email.clone())
        } else {
            None
        };
        Ok(Account {
            id: ctx.caller.user_id,
            email,
        })
    }

    /// The caller's own account in full.
    pub async fn account(&self, permit: Permit<op::GetAccount>) -> Result<UserInfo> {
        let no = permit.user();
        let user = self
            .store()
            .run_read(Cost::Short, move |read| read.user(UserKey::No(no)))
            .await?;
        Ok(UserInfo::of(&user.ok_or(Missing::User)?))
    }

    /// Changes the caller's own account.
    pub async fn update_account(
        &self,
        permit: Permit<op::UpdateAccount>,
        ctx: &Ctx,
        edit: AccountEdit,
    ) -> Result<UserInfo> {
        let no = permit.user();
        let name = edit.name.as_deref().map(display_name).transpose()?;
        let email = edit.email.as_deref().map(email).transpose()?;
        let (via, now) = (ctx.caller.via.clone(), self.now());
        let (known, by_link) = self
            .store()
            .run_read(Cost::Short, move |read| {
                let known = read.user(UserKey::No(no))?;
                Ok::<_, StoreError>((known, came_by_link(read, &via, now)?))
            })
            .await?;
        let known = known.ok_or(Missing::User)?;
        // Both are how this person signs in.
        let new_email = email.as_ref().is_some_and(|email| *email != known.email);
        let sensitive = edit.password.is_some() || new_email;
        // Whoever forgot their password was sent a link to set another. One that is
        // given all the same is judged.
        let unsaid = edit.current_password.as_deref().unwrap_or("").is_empty();
        let forgot = by_link && unsaid && edit.password.is_some() && !new_email;
        if sensitive && !forgot && known.password.is_some() {
            let given = edit.current_password.as_deref().unwrap_or("");
            if !self.confirms(no, given, known.password.clone()).await? {
                self.note_refused_sign_in(Some(known.id), &ctx.origin);
                return Err(AppError::invalid(
                    Rule::Account,
                    "currentPassword is not your password",
                ));
            }
        }
        let password = match edit.password {
            None => None,
            Some(password) => Some(self.hash_password(&password).await?),
        };
        let here = match &ctx.caller.via {
            Via::Session(id) => Some(*id),
            _ => None,
        };
        let actor = Actor::of(ctx);
        let user = self
            .write_directory(move |tx| {
                let before = tx.user(UserKey::No(no))?.ok_or(Missing::User)?;
                if sensitive && before.password != known.password {
                    return Err(AppError::Busy(
                        "your password was changed meanwhile; try again",
                    ));
                }
                let new_password = password.is_some();
                let user = User {
                    name: name.unwrap_or_else(|| before.name.clone()),
                    email: email.unwrap_or_else(|| before.email.clone()),
                    password: password.or_else(|| before.password.clone()),
                    ..before.clone()
                };
                tx.put_user(&user).map_err(taken)?;
                if new_password {
                    // A link that is still about must not set another one.
                    tx.end_links_of(no)?;
                    for session in tx.sessions_of(no)? {
                        tx.end_session(session.id)?;
                        if Some(session.id) == here {
                            tx.add_session(&Session {
                                by_link: false,
                                ..session
                            })?;
                        }
                    }
                }
                let detail = json!({
                    "before": { "name": before.name, "email": before.email },
                    "after": { "name": user.name, "email": user.email },
                    "passwordChanged": new_password,
                });
                actor.log(
                    tx,
                    now,
                    "account.updated",
                    Some(user.id.to_string()),
                    detail,
                )?;
                Ok::<_, AppError>(user)
            })
            .await?;
        Ok(UserInfo::of(&user))
    }
}
