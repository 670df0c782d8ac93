//! Invites: a code that gives whoever uses it a role on a workspace or base, once.
//!
//! An invite is worth what its maker is worth when it is used: it gives no
//! role that they could not give themselves at that moment.

mod using;

use basekey_access::{Opaque, Permit, Role, op};
use basekey_model::id::{InviteId, UserId};
use basekey_model::time::Millis;
use basekey_store::{Cost, Invite, Read, Shared, StoreExt, User, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::collaborators::{ceiling, name_of, not_above, role_on};
use crate::error::{AppError, Missing, Result, Rule};
use crate::users::email as plausible;
use crate::{App, Ctx};

pub use using::{InviteLook, InviteUsed, Joining};

/// An invite lives this long, in seconds: seven days.
const INVITE_SECONDS: i64 = 7 * 24 * 3600;

/// Invites of one workspace or base that wait to be used at most.
const WAITING: usize = 200;

/// What an invite is made from.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// What whoever uses it may do then.
    pub role: Role,
    /// Only this address may use it.
    pub email: Option<String>,
}

/// An invite as those who share see it. Not its code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InviteInfo {
    /// `inv…`
    pub id: InviteId,
    /// Only this address may use it.
    pub email: Option<String>,
    /// What whoever uses it may do then.
    pub role: Role,
    /// When it was made.
    pub created: Millis,
    /// When it ends by itself.
    pub expires: Millis,
    /// Who made it.
    pub made_by: UserId,
    /// As people see them.
    pub made_by_name: String,
}

impl App {
    /// Makes an invite to a workspace. The code leaves here once.
    pub async fn create_workspace_invite(
        &self,
        permit: Permit<op::CreateWorkspaceInvite>,
        ctx: &Ctx,
        new: NewInvite,
    ) -> Result<(InviteInfo, Opaque)> {
        self.invite(Shared::Workspace(permit.workspace()), ctx, new)
            .await
    }

    /// Makes an invite to a base. The code leaves here once.
    pub async fn create_base_invite(
        &self,
        permit: Permit<op::CreateBaseInvite>,
        ctx: &Ctx,
        new: NewInvite,
    ) -> Result<(InviteInfo, Opaque)> {
        self.invite(Shared::Base(permit.base().0), ctx, new).await
    }

    async fn invite(&self, to: Shared, ctx: &Ctx, new: NewInvite) -> Result<(InviteInfo, Opaque)> {
        let email = new.email.as_deref().map(plausible).transpose()?;
        let code = Opaque::mint(&*self.inner.entropy);
        let now = self.now();
        let invite = Invite {
            id: InviteId::random(&*self.inner.entropy),
            to,
            role: new.role,
            email,
            hash: code.hash(),
            made_by: ctx.caller.user,
            created: now,
            expires: now.plus_seconds(INVITE_SECONDS),
        };
        let actor = Actor::of(ctx);
        // Nobody's role changes yet, so nothing kept in memory becomes stale.
        let info = self
            .store()
            .run_write(move |tx| {
                let maker = maker(tx.reader(), &invite)?.ok_or_else(|| {
                    AppError::invalid(
                        Rule::AboveOwnRole,
                        "an invite gives no role above that of whom it is made by, who must be a creator at least",
                    )
                })?;
                if tx.invites(to)?.iter().filter(|other| other.expires > now).count() >= WAITING {
                    return Err(AppError::invalid(
                        Rule::Request,
                        format!("{WAITING} invites wait here already; take some back first"),
                    ));
                }
                tx.add_invite(&invite)?;
                actor.log(tx, now, "invite.created", Some(name_of(to)), detail(&invite))?;
                Ok::<_, AppError>(info(invite, &maker))
            })
            .await?;
        Ok((info, code))
    }

    /// The invites to a workspace that can still be used, newest first.
    pub async fn workspace_invites(
        &self,
        permit: Permit<op::ListWorkspaceInvites>,
    ) -> Result<Vec<InviteInfo>> {
        self.invites(Shared::Workspace(permit.workspace())).await
    }

    /// The invites to a base that can still be used, newest first.
    pub async fn base_invites(
        &self,
        permit: Permit<op::ListBaseInvites>,
    ) -> Result<Vec<InviteInfo>> {
        self.invites(Shared::Base(permit.base().0)).await
    }

    async fn invites(&self, to: Shared) -> Result<Vec<InviteInfo>> {
        let now = self.now();
        self.store()
            .run_read(Cost::Short, move |read| {
                let mut found = Vec::new();
                for invite in read.invites(to)? {
                    if invite.expires <= now {
                        continue;
                    }
                    if let Some(user) = read.user(UserKey::No(invite.made_by))? {
                        found.push(info(invite, &user));
                    }
                }
                Ok(found)
            })
            .await
    }

    /// Takes an invite to a workspace back.
    pub async fn revoke_workspace_invite(
        &self,
        permit: Permit<op::RevokeWorkspaceInvite>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<()> {
        self.revoke_invite(Shared::Workspace(permit.workspace()), ctx, id)
            .await
    }

    /// Takes an invite to a base back.
    pub async fn revoke_base_invite(
        &self,
        permit: Permit<op::RevokeBaseInvite>,
        ctx: &Ctx,
        id: &str,
    ) -> Result<()> {
        self.revoke_invite(Shared::Base(permit.base().0), ctx, id)
            .await
    }

    async fn revoke_invite(&self, to: Shared, ctx: &Ctx, id: &str) -> Result<()> {
        let id: InviteId = id.parse().map_err(|_| Missing::Invite)?;
        let (actor, now) = (Actor::of(ctx), self.now());
        let (by, via) = (ctx.caller.user, ctx.caller.via.clone());
        self.store()
            .run_write(move |tx| {
                let invite = tx.invites(to)?.into_iter().find(|invite| invite.id == id);
                let invite = invite.ok_or(Missing::Invite)?;
                not_above(ceiling(tx, to, by, &via)?, invite.role)?;
                tx.remove_invite(id)?;
                actor.log(
                    tx,
                    now,
                    "invite.revoked",
                    Some(name_of(to)),
                    detail(&invite),
                )?;
                Ok(())
            })
            .await
    }
}

/// Who made it, if they could make it now: active, a creator at least, and
/// with no smaller role than it gives.
fn maker(read: &dyn Read, invite: &Invite) -> Result<Option<User>> {
    let Some(user) = read.user(UserKey::No(invite.made_by))? else {
        return Ok(None);
    };
    let role = role_on(read, invite.to, user.no)?;
    let needed = invite.role.max(Role::Creator);
    Ok((user.active && role >= Some(needed)).then_some(user))
}

/// What the log says of an invite: all but its code.
fn detail(invite: &Invite) -> serde_json::Value {
    json!({ "invite": invite.id, "role": invite.role, "email": invite.email })
}

fn info(invite: Invite, maker: &User) -> InviteInfo {
    InviteInfo {
        id: invite.id,
        email: invite.email,
        role: invite.role,
        created: invite.created,
        expires: invite.expires,
        made_by: maker.id,
        made_by_name: maker.name.clone(),
    }
}
