//! What stops when somebody is taken off a workspace or base: their tokens
//! that reach it.

use basekey_access::{Access, Permit, ScopeSet, TokenState, op};
use basekey_model::id::{TokenId, UserId};
use basekey_model::time::Millis;
use basekey_store::{Cost, Read, Shared, StoreExt, UserKey};

use crate::App;
use crate::collaborators::member;
use crate::error::{AppError, Missing, Result};

/// A token of somebody who may be about to leave, as those who share the
/// workspace or base see it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeavingToken {
    /// `pat…`
    pub id: TokenId,
    /// As its owner calls it.
    pub name: String,
    /// What it may be used for.
    pub scopes: ScopeSet,
    /// Whether it is accepted now.
    pub state: TokenState,
    /// True if it reaches all that its owner does, and not just what it lists.
    pub everything: bool,
    /// Its last use, at most some seconds old.
    pub last_used: Option<Millis>,
}

impl App {
    /// A workspace collaborator's tokens that reach the workspace or one of
    /// its bases, newest first. Tokens that have ended for good are left out.
    pub async fn workspace_collaborator_tokens(
        &self,
        permit: Permit<op::ListWorkspaceCollaboratorTokens>,
        user: &str,
    ) -> Result<Vec<LeavingToken>> {
        self.leaving(Shared::Workspace(permit.workspace()), user)
            .await
    }

    /// A base collaborator's tokens that reach the base, newest first. Tokens
    /// that have ended for good are left out.
    pub async fn base_collaborator_tokens(
        &self,
        permit: Permit<op::ListBaseCollaboratorTokens>,
        user: &str,
    ) -> Result<Vec<LeavingToken>> {
        self.leaving(Shared::Base(permit.base().0), user).await
    }

    async fn leaving(&self, of: Shared, user: &str) -> Result<Vec<LeavingToken>> {
        let id: UserId = user.parse().map_err(|_| Missing::Collaborator)?;
        let (now, app) = (self.now(), self.clone());
        self.store()
            .run_read(Cost::Short, move |read| {
                // Of a stranger nothing is told, not even that they are one.
                let user = read.user(UserKey::Id(id))?.ok_or(Missing::Collaborator)?;
                member(read, of, user.no)?;
                let reaches = reach(read, of)?;
                let mut found = Vec::new();
                for stored in read.tokens_of(user.no)? {
                    let token = stored.token;
                    let state = token.state(now, user.active);
                    let ended = matches!(
                        state,
                        TokenState::Revoked | TokenState::Expired | TokenState::OwnerDeactivated
                    );
                    if ended || !reaches(&token.access) {
                        continue;
                    }
                    found.push(LeavingToken {
                        id: token.id,
                        everything: token.access == Access::All,
                        last_used: app
                            .unwritten_use(token.id)
                            .or(stored.last_used)
                            .map(|last| last.at),
                        name: token.name,
                        scopes: token.scopes,
                        state,
                    });
                }
                Ok::<_, AppError>(found)
            })
            .await
    }
}

/// Tells whether an access list covers the base, or the workspace or any base
/// that is in it now.
fn reach(read: &dyn Read, of: Shared) -> Result<impl Fn(&Access) -> bool + use<>> {
    let (workspace, bases) = match of {
        Shared::Workspace(id) => {
            let bases = read.bases()?.into_iter();
            let inside = bases.filter(|base| base.workspace == id);
            (id, inside.map(|base| base.id).collect::<Vec<_>>())
        }
        Shared::Base(id) => {
            let base = read.base(id)?.ok_or(Missing::Base)?;
            (base.workspace, vec![id])
        }
    };
    let whole = matches!(of, Shared::Workspace(_));
    Ok(move |access: &Access| {
        (whole && access.reaches_workspace(workspace))
            || bases
                .iter()
                .any(|base| access.reaches_base(*base, workspace))
    })
}
