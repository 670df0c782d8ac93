//! Who collaborates on a workspace or base, and changing that.
//!
//! Nobody grants, changes or removes a role above their own, and a workspace
//! keeps at least one owner.

use basekey_access::{Permit, Role, Via, op};
use basekey_model::id::{BaseId, UserId, WorkspaceId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::{Cost, Member, Read, Result as StoreResult, Shared, StoreExt, Tx, UserKey};
use serde_json::json;

use crate::audit::Actor;
use crate::directory::{role_on_base, role_on_workspace};
use crate::error::{AppError, Missing, Result, Rule};
use crate::users::find_user;
use crate::{App, Ctx};

/// One collaborator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collaborator {
    /// `usr…`
    pub id: UserId,
    /// Lower case.
    pub email: String,
    /// As people see it.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub created: Millis,
    /// Who granted it.
    pub granted_by: Option<UserId>,
}

/// The collaborators of a base: its own and those of its workspace.
#[derive(Debug, Clone)]
pub struct Collaborators {
    /// The base.
    pub base: BaseId,
    /// Its name.
    pub name: String,
    /// When it was made.
    pub created: Millis,
    /// Where it lives.
    pub workspace: WorkspaceId,
    /// The caller's role.
    pub role: Option<Role>,
    /// Those of the base itself.
    pub of_base: Vec<Collaborator>,
    /// Those of its workspace.
    pub of_workspace: Vec<Collaborator>,
}

/// Whom to add, and as what.
#[derive(Debug, Clone)]
pub struct NewCollaborator {
    /// An e-mail or `usr…`.
    pub user: String,
    /// What they may do.
    pub role: Role,
}

pub(crate) fn collaborators(read: &dyn Read, of: Shared) -> StoreResult<Vec<Collaborator>> {
    let mut found = Vec::new();
    for member in read.members(of)? {
        let Some(user) = read.user(UserKey::No(member.user))? else {
            continue;
        };
        let granted_by = match member.granted_by {
            Some(no) => read.user(UserKey::No(no))?.map(|user| user.id),
            None => None,
        };
        found.push(Collaborator {
            id: user.id,
            email: user.email,
            name: user.name,
            role: member.role,
            created: member.created,
            granted_by,
        });
    }
    Ok(found)
}

/// A user's effective role on a workspace or base.
pub(crate) fn role_on(read: &dyn Read, of: Shared, user: UserNo) -> Result<Option<Role>> {
    Ok(match of {
        Shared::Workspace(id) => role_on_workspace(read, user, id)?,
        Shared::Base(id) => {
            let base = read.base(id)?.ok_or(Missing::Base)?;
            role_on_base(read, user, id, base.workspace)?
        }
    })
}

/// The greatest role that this caller may hand out or take away, as it is in
/// the transaction: whoever was demoted meanwhile grants no more.
pub(crate) fn ceiling(tx: &dyn Tx, of: Shared, user: UserNo, via: &Via) -> Result<Role> {
    if let Via::Operator = via {
        return Ok(Role::Owner);
    }
    match role_on(tx.reader(), of, user)? {
        Some(role) if role >= Role::Creator => Ok(role),
        _ => Err(AppError::invalid(
            Rule::AboveOwnRole,
            "your role changed meanwhile; sharing needs a creator",
        )),
    }
}

enum Step {
    Add(Vec<NewCollaborator>),
    Change { user: String, role: Role },
    Remove { user: String },
}

impl App {
    /// The collaborators of a base.
    pub async fn base_collaborators(
        &self,
        permit: Permit<op::GetBaseCollaborators>,
    ) -> Result<Collaborators> {
        let ((id, _), role) = (permit.base(), permit.role());
        self.store()
            .run_read(Cost::Short, move |read| {
                let base = read.base(id)?.ok_or(Missing::Base)?;
                Ok(Collaborators {
                    base: id,
                    name: base.name,
                    created: base.created,
                    workspace: base.workspace,
                    role,
                    of_base: collaborators(read, Shared::Base(id))?,
                    of_workspace: collaborators(read, Shared::Workspace(base.workspace))?,
                })
            })
            .await
    }

    /// The collaborators of a workspace.
    pub async fn workspace_collaborators(
        &self,
        permit: Permit<op::ListWorkspaceCollaborators>,
    ) -> Result<Vec<Collaborator>> {
        let of = Shared::Workspace(permit.workspace());
        Ok(self
            .store()
            .run_read(Cost::Short, move |read| collaborators(read, of))
            .await?)
    }

    /// Adds collaborators to a workspace: all of them or none.
    pub async fn add_workspace_collaborators(
        &self,
        permit: Permit<op::AddWorkspaceCollaborator>,
        ctx: &Ctx,
        new: Vec<NewCollaborator>,
    ) -> Result<Vec<Collaborator>> {
        self.share(Shared::Workspace(permit.workspace()), ctx, Step::Add(new))
            .await
    }

    /// Changes a workspace collaborator's role.
    pub async fn update_workspace_collaborator(
        &self,
        permit: Permit<op::UpdateWorkspaceCollaborator>,
        ctx: &Ctx,
        user: &str,
        role: Role,
    ) -> Result<Vec<Collaborator>> {
        let step = Step::Change {
            user: user.to_owned(),
            role,
        };
        self.share(Shared::Workspace(permit.workspace()), ctx, step)
            .await
    }

    /// Takes a collaborator off a workspace.
    pub async fn remove_workspace_collaborator(
        &self,
        permit: Permit<op::RemoveWorkspaceCollaborator>,
        ctx: &Ctx,
        user: &str,
    ) -> Result<Vec<Collaborator>> {
        let step = Step::Remove {
            user: user.to_owned(),
        };
        self.share(Shared::Workspace(permit.workspace()), ctx, step)
            .await
    }

    /// Adds collaborators to a base: all of them or none.
    pub async fn add_base_collaborators(
        &self,
        permit: Permit<op::AddBaseCollaborator>,
        ctx: &Ctx,
        new: Vec<NewCollaborator>,
    ) -> Result<Vec<Collaborator>> {
        self.share(Shared::Base(permit.base().0), ctx, Step::Add(new))
            .await
    }

    /// Changes a base collaborator's role.
    pub async fn update_base_collaborator(
        &self,
        permit: Permit<op::UpdateBaseCollaborator>,
        ctx: &Ctx,
        user: &str,
        role: Role,
    ) -> Result<Vec<Collaborator>> {
        let step = Step::Change {
            user: user.to_owned(),
            role,
        };
        self.share(Shared::Base(permit.base().0), ctx, step).await
    }

    /// Takes a collaborator off a base.
    pub async fn remove_base_collaborator(
        &self,
        permit: Permit<op::RemoveBaseCollaborator>,
        ctx: &Ctx,
        user: &str,
    ) -> Result<Vec<Collaborator>> {
        let step = Step::Remove {
            user: user.to_owned(),
        };
        self.share(Shared::Base(permit.base().0), ctx, step).await
    }

    async fn share(&self, of: Shared, ctx: &Ctx, step: Step) -> Result<Vec<Collaborator>> {
        let (by, via) = (ctx.caller.user, ctx.caller.via.clone());
        let (actor, now) = (Actor::of(ctx), self.now());
        let list = self
            .write_directory(move |tx| {
                let ceiling = ceiling(tx, of, by, &via)?;
                match step {
                    Step::Add(new) => {
                        for one in new {
                            let user = find_user(tx, &one.user)?.no;
                            let granted_by = (by.0 != 0).then_some(by);
                            let member = Member {
                                user,
                                role: one.role,
                                created: now,
                                granted_by,
                            };
                            grant(tx, of, ceiling, &member, &actor, "collaborator.added")?;
                        }
                    }
                    Step::Change { user, role } => {
                        let user = find_user(tx, &user)?.no;
                        let member = member(tx.reader(), of, user)?;
                        grant(
                            tx,
                            of,
                            ceiling,
                            &Member { role, ..member },
                            &actor,
                            "collaborator.updated",
                        )?;
                    }
                    Step::Remove { user } => {
                        let user = find_user(tx, &user)?;
                        let member = member(tx.reader(), of, user.no)?;
                        not_above(ceiling, member.role)?;
                        tx.remove_member(of, user.no)?;
                        let detail = json!({ "user": user.id, "role": member.role });
                        actor.log(tx, now, "collaborator.removed", Some(name_of(of)), detail)?;
                    }
                }
                keeps_an_owner(tx, of)?;
                collaborators(tx.reader(), of).map_err(AppError::from)
            })
            .await?;
        Ok(list)
    }
}

pub(crate) fn name_of(of: Shared) -> String {
    match of {
        Shared::Workspace(id) => id.to_string(),
        Shared::Base(id) => id.to_string(),
    }
}

/// How this user collaborates on just this, not through something else.
pub(crate) fn member(read: &dyn Read, of: Shared, user: UserNo) -> Result<Member> {
    read.members(of)?
        .into_iter()
        .find(|member| member.user == user)
        .ok_or(AppError::NotFound(Missing::Collaborator))
}

pub(crate) fn not_above(ceiling: Role, role: Role) -> Result<()> {
    if role > ceiling {
        return Err(AppError::invalid(
            Rule::AboveOwnRole,
            "nobody grants or takes a role above their own",
        ));
    }
    Ok(())
}

pub(crate) fn grant(
    tx: &mut dyn Tx,
    of: Shared,
    ceiling: Role,
    member: &Member,
    actor: &Actor,
    action: &str,
) -> Result<()> {
    not_above(ceiling, member.role)?;
    let before = tx
        .members(of)?
        .into_iter()
        .find(|other| other.user == member.user);
    if let Some(before) = before {
        not_above(ceiling, before.role)?;
    }
    tx.put_member(of, member)?;
    let user = tx.user(UserKey::No(member.user))?.map(|user| user.id);
    let detail =
        json!({ "user": user, "before": before.map(|member| member.role), "after": member.role });
    actor.log(tx, member.created, action, Some(name_of(of)), detail)?;
    Ok(())
}

fn keeps_an_owner(tx: &dyn Tx, of: Shared) -> Result<()> {
    if let Shared::Workspace(_) = of
        && !tx
            .members(of)?
            .iter()
            .any(|member| member.role == Role::Owner)
    {
        return Err(AppError::invalid(
            Rule::Account,
            "a workspace keeps at least one owner; name another first",
        ));
    }
    Ok(())
}
