//! Workspaces: groups of bases with collaborators of their own.

use basekey_access::{Permit, Role, Via, op};
use basekey_model::id::{BaseId, Entropy, WorkspaceId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;
use basekey_store::{Cost, Member, Shared, StoreExt, Tx, Workspace};
use serde_json::json;

use crate::audit::Actor;
use crate::collaborators::{Collaborator, collaborators};
use crate::error::{AppError, Missing, Result, Rule};
use crate::{App, Ctx};

/// A workspace as one of its collaborators sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceInfo {
    /// `wsp…`
    pub id: WorkspaceId,
    /// As people see it.
    pub name: String,
    /// When it was made.
    pub created: Millis,
    /// The caller's role on it; `None` where only single bases are shared.
    pub role: Option<Role>,
    /// Its bases that the caller reaches.
    pub bases: Vec<BaseId>,
}

/// The name of a workspace or base as it is stored.
pub(crate) fn title(app: &App, text: &str, what: &str) -> Result<String> {
    let (name, most) = (text.trim(), app.limits().name_chars);
    if name.is_empty() || name.chars().count() > most || name.chars().any(char::is_control) {
        return Err(AppError::invalid(
            Rule::Request,
            format!("the name of a {what} has 1 to {most} characters"),
        ));
    }
    Ok(name.to_owned())
}

pub(crate) fn add_workspace(
    tx: &mut dyn Tx,
    entropy: &dyn Entropy,
    name: &str,
    owner: UserNo,
    now: Millis,
) -> basekey_store::Result<Workspace> {
    let workspace = Workspace {
        id: WorkspaceId::random(entropy),
        name: name.to_owned(),
        created: now,
    };
    tx.put_workspace(&workspace)?;
    let member = Member {
        user: owner,
        role: Role::Owner,
        created: now,
        granted_by: None,
    };
    tx.put_member(Shared::Workspace(workspace.id), &member)?;
    Ok(workspace)
}

impl App {
    /// The workspaces that the caller and the credential reach.
    pub async fn list_workspaces(
        &self,
        permit: Permit<op::ListWorkspaces>,
        ctx: &Ctx,
    ) -> Result<Vec<WorkspaceInfo>> {
        let (user, via) = (permit.user(), ctx.caller.via.clone());
        self.store()
            .run_read(Cost::Short, move |read| {
                let memberships = read.memberships(user)?;
                let everything = matches!(via, Via::Operator);
                let bases = read.bases()?;
                let mut found = Vec::new();
                for workspace in read.workspaces()? {
                    let role = role_in(&memberships, Shared::Workspace(workspace.id));
                    if !everything && role.is_none() {
                        continue;
                    }
                    if let Via::Token(token) = &via
                        && !token.access.reaches_workspace(workspace.id)
                    {
                        continue;
                    }
                    let bases = bases
                        .iter()
                        .filter(|base| base.workspace == workspace.id)
                        .map(|base| base.id);
                    found.push(WorkspaceInfo {
                        id: workspace.id,
                        name: workspace.name,
                        created: workspace.created,
                        role,
                        bases: bases.collect(),
                    });
                }
                Ok(found)
            })
            .await
    }

    /// One workspace and who collaborates on it.
    pub async fn workspace(
        &self,
        permit: Permit<op::GetWorkspace>,
    ) -> Result<(WorkspaceInfo, Vec<Collaborator>)> {
        let (id, role) = (permit.workspace(), permit.role());
        self.store()
            .run_read(Cost::Short, move |read| {
                let workspace = read.workspace(id)?.ok_or(Missing::Workspace)?;
                let bases = read.bases()?;
                let info = WorkspaceInfo {
                    id,
                    name: workspace.name,
                    created: workspace.created,
                    role,
                    bases: bases
                        .into_iter()
                        .filter(|base| base.workspace == id)
                        .map(|base| base.id)
                        .collect(),
                };
                Ok((info, collaborators(read, Shared::Workspace(id))?))
            })
            .await
    }

    /// Makes a workspace that the caller owns.
    pub async fn create_workspace(
        &self,
        permit: Permit<op::CreateWorkspace>,
        ctx: &Ctx,
        name: &str,
    ) -> Result<WorkspaceInfo> {
        let name = title(self, name, "workspace")?;
        let (user, actor, now, entropy) = (
            permit.user(),
            Actor::of(ctx),
            self.now(),
            self.inner.entropy.clone(),
        );
        let workspace = self
            .write_directory(move |tx| {
                let workspace = add_workspace(tx, &*entropy, &name, user, now)?;
                let detail = json!({ "name": workspace.name });
                actor.log(
                    tx,
                    now,
                    "workspace.created",
                    Some(workspace.id.to_string()),
                    detail,
                )?;
                Ok::<_, AppError>(workspace)
            })
            .await?;
        Ok(WorkspaceInfo {
            id: workspace.id,
            name: workspace.name,
            created: workspace.created,
            role: Some(Role::Owner),
            bases: Vec::new(),
        })
    }

    /// Renames a workspace.
    pub async fn update_workspace(
        &self,
        permit: Permit<op::UpdateWorkspace>,
        ctx: &Ctx,
        name: &str,
    ) -> Result<WorkspaceInfo> {
        let name = title(self, name, "workspace")?;
        let (id, role) = (permit.workspace(), permit.role());
        let (actor, now) = (Actor::of(ctx), self.now());
        let info = self
            .write_directory(move |tx| {
                let before = tx.workspace(id)?.ok_or(Missing::Workspace)?;
                let workspace = Workspace {
                    name,
                    ..before.clone()
                };
                tx.put_workspace(&workspace)?;
                let detail = json!({ "before": before.name, "after": workspace.name });
                actor.log(tx, now, "workspace.updated", Some(id.to_string()), detail)?;
                let bases = tx
                    .bases()?
                    .into_iter()
                    .filter(|base| base.workspace == id)
                    .map(|base| base.id)
                    .collect();
                Ok::<_, AppError>(WorkspaceInfo {
                    id,
                    name: workspace.name,
                    created: workspace.created,
                    role,
                    bases,
                })
            })
            .await?;
        Ok(info)
    }
}

pub(crate) fn role_in(memberships: &[(Shared, Role)], shared: Shared) -> Option<Role> {
    memberships
        .iter()
        .find(|(other, _)| *other == shared)
        .map(|(_, role)| *role)
}
