//! Looking at an invite and using it.

use basekey_access::{Opaque, Permit, Role, SecretHash, op};
use basekey_model::id::UserId;
use basekey_model::time::Millis;
use basekey_store::{
    Cost, Invite, Member, NewUser, Origin, Read, Shared, StoreExt, Tx, User, UserKey,
};
use serde_json::json;

use super::{detail, maker};
use crate::audit::Actor;
use crate::collaborators::{grant, name_of, role_on};
use crate::error::{AppError, Missing, Result, Rule};
use crate::sessions::{FreshSession, SignIn};
use crate::users::{add_user, display_name, email as plausible};
use crate::{App, Ctx};

/// An invite as who holds its code sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteLook {
    /// To what.
    pub to: Shared,
    /// What that is called.
    pub name: String,
    /// What whoever uses it may do then.
    pub role: Role,
    /// What its maker is called.
    pub invited_by: String,
    /// Only this address may use it.
    pub email: Option<String>,
    /// When it ends by itself.
    pub expires: Millis,
}

/// What an invite gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InviteUsed {
    /// On what.
    pub to: Shared,
    /// Which role.
    pub role: Role,
}

/// Who joins by an invite.
#[derive(Debug)]
pub struct Joining {
    /// As people see them.
    pub name: String,
    /// Stored in lower case; unique.
    pub email: String,
    /// Their first password.
    pub password: String,
}

impl App {
    /// What an invite offers. Open to whoever has its code; wrong codes are slowed.
    pub async fn look_at_invite(&self, code: &str, origin: &Origin) -> Result<InviteLook> {
        let hash = Opaque::hash_of(code);
        let (tried, now) = (self.try_code(origin)?, self.now());
        let looked = self
            .store()
            .run_read(Cost::Short, move |read| {
                let (invite, maker) = usable(read, &hash, now)?;
                let name = match invite.to {
                    Shared::Workspace(id) => read.workspace(id)?.map(|found| found.name),
                    Shared::Base(id) => read.base(id)?.map(|found| found.name),
                };
                Ok(InviteLook {
                    to: invite.to,
                    name: name.ok_or(Missing::Invite)?,
                    role: invite.role,
                    invited_by: maker.name,
                    email: invite.email,
                    expires: invite.expires,
                })
            })
            .await;
        if !is_wrong(&looked) {
            tried.right();
        }
        looked
    }

    /// Uses an invite for the caller's own account.
    pub async fn accept_invite(
        &self,
        permit: Permit<op::AcceptInvite>,
        ctx: &Ctx,
        code: &str,
    ) -> Result<InviteUsed> {
        let (hash, user) = (Opaque::hash_of(code), permit.user());
        let (tried, actor, now) = (self.try_code(&ctx.origin)?, Actor::of(ctx), self.now());
        let done = self
            .write_directory(move |tx| {
                let user = tx.user(UserKey::No(user))?.ok_or(Missing::User)?;
                let (invite, _) = usable(tx.reader(), &hash, now)?;
                if let Some(role) = role_on(tx.reader(), invite.to, user.no)?
                    && role >= invite.role
                {
                    return Err(AppError::invalid(
                        Rule::Account,
                        format!(
                            "you are {} here already, so the invite was not used",
                            role.title()
                        ),
                    ));
                }
                consume(tx, &invite, &user, &actor, now)
            })
            .await;
        if !is_wrong(&done) {
            tried.right();
        }
        done
    }

    /// Makes an account for whoever has an invite's code, gives it the role
    /// and signs it in: all of it, or the code is as good as before. Tells what
    /// it joined.
    pub async fn join_by_invite(
        &self,
        code: &str,
        joining: Joining,
        origin: &Origin,
    ) -> Result<(SignIn, Shared)> {
        let email = plausible(&joining.email)?;
        let name = display_name(&joining.name)?;
        let hash = Opaque::hash_of(code);
        let (tried, now) = (self.try_code(origin)?, self.now());
        let joined = self.join(hash, email, name, &joining.password, origin, now);
        let joined = joined.await;
        // A taken e-mail counts as wrong too: nobody asks with one code who is here.
        if !is_wrong(&joined) && !matches!(joined, Err(AppError::Invalid { .. })) {
            tried.right();
        }
        joined
    }

    async fn join(
        &self,
        hash: SecretHash,
        email: String,
        name: String,
        password: &str,
        origin: &Origin,
        now: Millis,
    ) -> Result<(SignIn, Shared)> {
        // Only who has a code may order the work of hashing a password.
        self.store()
            .run_read(Cost::Short, move |read| usable(read, &hash, now).map(drop))
            .await?;
        let password = self.hash_password(password).await?;
        let entropy = self.inner.entropy.clone();
        let id = UserId::random(&*entropy);
        let session = FreshSession::new(self, origin);
        let (begin, actor) = (session.storing("invite"), Actor::person(id, origin));
        let (user, joined) = self
            .write_directory(move |tx| {
                let (invite, _) = usable(tx.reader(), &hash, now)?;
                let fresh = NewUser {
                    id,
                    email,
                    name,
                    instance_owner: false,
                    created: now,
                };
                let user = add_user(tx, &*entropy, fresh, Some(password), &actor)?;
                consume(tx, &invite, &user, &actor, now)?;
                begin(tx, user.no, &actor)?;
                Ok::<_, AppError>((user, invite.to))
            })
            .await?;
        Ok((session.begun(&user), joined))
    }
}

/// The invite with this code, if it can be used, and its maker.
fn usable(read: &dyn Read, hash: &SecretHash, now: Millis) -> Result<(Invite, User)> {
    let invite = read.invite(hash)?.filter(|invite| invite.expires > now);
    let invite = invite.ok_or(Missing::Invite)?;
    let maker = maker(read, &invite)?.ok_or(Missing::Invite)?;
    Ok((invite, maker))
}

/// Gives the role and takes the invite away, in one transaction.
fn consume(
    tx: &mut dyn Tx,
    invite: &Invite,
    user: &User,
    actor: &Actor,
    now: Millis,
) -> Result<InviteUsed> {
    if invite
        .email
        .as_ref()
        .is_some_and(|only| *only != user.email)
    {
        return Err(AppError::invalid(
            Rule::Account,
            "this invite is for another e-mail address",
        ));
    }
    if !tx.remove_invite(invite.id)? {
        return Err(Missing::Invite.into());
    }
    let member = Member {
        user: user.no,
        role: invite.role,
        created: now,
        granted_by: Some(invite.made_by),
    };
    let here = tx.members(invite.to)?;
    let action = if here.iter().any(|other| other.user == user.no) {
        "collaborator.updated"
    } else {
        "collaborator.added"
    };
    // The maker's role was judged; what the invite gives is its own bound.
    grant(tx, invite.to, invite.role, &member, actor, action)?;
    let mut told = detail(invite);
    told["user"] = json!(user.id);
    actor.log(tx, now, "invite.used", Some(name_of(invite.to)), told)?;
    Ok(InviteUsed {
        to: invite.to,
        role: invite.role,
    })
}

/// True if it was the code that was wrong: the only thing to guess.
fn is_wrong<T>(result: &Result<T>) -> bool {
    matches!(result, Err(AppError::NotFound(Missing::Invite)))
}
