//! Workspaces, bases, and who collaborates on them.

use basekey_app::{Base, Collaborator, NewCollaborator, WorkspaceInfo};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::{Answer, Refusal};

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct WorkspaceOut {
    id: String,
    name: String,
    created_time: String,
    permission_level: Option<&'static str>,
    base_ids: Vec<String>,
}

impl From<&WorkspaceInfo> for WorkspaceOut {
    fn from(workspace: &WorkspaceInfo) -> Self {
        Self {
            id: workspace.id.to_string(),
            name: workspace.name.clone(),
            created_time: workspace.created.to_string(),
            permission_level: workspace.role.map(basekey_access::Role::wire),
            base_ids: workspace.bases.iter().map(ToString::to_string).collect(),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct WorkspacesOut {
    pub(crate) workspaces: Vec<WorkspaceOut>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NameIn {
    pub(crate) name: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct CollaboratorOut {
    user_id: String,
    email: String,
    name: String,
    permission_level: &'static str,
    created_time: String,
    granted_by_user_id: Option<String>,
}

impl From<&Collaborator> for CollaboratorOut {
    fn from(one: &Collaborator) -> Self {
        Self {
            user_id: one.id.to_string(),
            email: one.email.clone(),
            name: one.name.clone(),
            permission_level: one.role.wire(),
            created_time: one.created.to_string(),
            granted_by_user_id: one.granted_by.map(|id| id.to_string()),
        }
    }
}

#[derive(Serialize, ToSchema)]
pub(crate) struct CollaboratorsOut {
    pub(crate) collaborators: Vec<CollaboratorOut>,
}

impl From<Vec<Collaborator>> for CollaboratorsOut {
    fn from(list: Vec<Collaborator>) -> Self {
        Self {
            collaborators: list.iter().map(Into::into).collect(),
        }
    }
}

/// Whom to add, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewCollaboratorIn {
    /// An e-mail or `usr…`.
    user: String,
    /// `read`, `comment`, `edit`, `create` or `owner`.
    #[schema(value_type = String)]
    pub(crate) permission_level: basekey_access::Role,
}

/// One collaborator (`user`, `permissionLevel`), or several of whom all are added or none.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct NewCollaboratorsIn {
    collaborators: Option<Vec<NewCollaboratorIn>>,
    /// An e-mail or `usr…`.
    user: Option<String>,
    /// `read`, `comment`, `edit`, `create` or `owner`.
    #[schema(value_type = Option<String>)]
    permission_level: Option<basekey_access::Role>,
}

impl NewCollaboratorsIn {
    pub(crate) fn list(self) -> Answer<Vec<NewCollaborator>> {
        match (self.collaborators, self.user, self.permission_level) {
            (Some(several), None, None) => Ok(several
                .into_iter()
                .map(|one| NewCollaborator {
                    user: one.user,
                    role: one.permission_level,
                })
                .collect()),
            (None, Some(user), Some(role)) => Ok(vec![NewCollaborator { user, role }]),
            _ => Err(Refusal::parameter(
                "collaborators",
                "or `user` and `permissionLevel` are required",
            )),
        }
    }
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct RoleIn {
    /// `read`, `comment`, `edit`, `create` or `owner`.
    #[schema(value_type = String)]
    pub(crate) permission_level: basekey_access::Role,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub(crate) struct BaseEditIn {
    pub(crate) name: Option<String>,
    /// Moves the base; the caller must be a creator there, and where it is now.
    pub(crate) workspace_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct BaseOut {
    id: String,
    name: String,
    workspace_id: String,
    created_time: String,
}

impl From<&Base> for BaseOut {
    fn from(base: &Base) -> Self {
        Self {
            id: base.id.to_string(),
            name: base.name.clone(),
            workspace_id: base.workspace.to_string(),
            created_time: base.created.to_string(),
        }
    }
}
