//! What authorization asks on every request, kept in memory: tokens, users
//! and roles.
//!
//! Everything kept carries the *epoch* it was read in. A change of tokens,
//! users, roles or bases moves the epoch on before its answer leaves, so the
//! next request, on whichever connection, reads anew: that is how a
//! revocation works at once. An entry read while the epoch moved carries the
//! older one and is never used.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use basekey_access::{Role, Token};
use basekey_model::cell::Person;
use basekey_model::id::{BaseId, TokenId, UserId, WorkspaceId};
use basekey_model::schema::{BaseNo, UserNo};
use basekey_store::{
    Cost, Read, Result as StoreResult, Shared, StoreError, StoreExt, Tx, User, UserKey,
};
use parking_lot::RwLock;
use quick_cache::sync::Cache;

use crate::App;
use crate::base_people::BasePeople;
use crate::error::Result;

/// Tokens and places kept at most; the least used go first.
const KEPT: usize = 20_000;

/// Bases whose people are kept at most.
const KEPT_BASE_PEOPLE: usize = 1_000;

pub(crate) struct Directory {
    epoch: AtomicU64,
    tokens: Cache<TokenId, Arc<HeldToken>>,
    places: Cache<(UserNo, BaseId), Arc<HeldPlace>>,
    people: RwLock<Option<Arc<People>>>,
    pub(crate) base_people: Cache<BaseId, Arc<BasePeople>>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            epoch: AtomicU64::new(0),
            tokens: Cache::new(KEPT),
            places: Cache::new(KEPT),
            people: RwLock::new(None),
            base_people: Cache::new(KEPT_BASE_PEOPLE),
        }
    }
}

/// A token and what of its owner a decision needs.
pub(crate) struct HeldToken {
    epoch: u64,
    pub(crate) token: Arc<Token>,
    pub(crate) owner: OwnerState,
    /// When this token's use was last noted, in milliseconds.
    pub(crate) noted: AtomicI64,
}

/// What of a user a decision needs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnerState {
    pub(crate) no: UserNo,
    pub(crate) id: UserId,
    pub(crate) active: bool,
    pub(crate) instance_owner: bool,
}

impl OwnerState {
    pub(crate) fn of(user: &User) -> Self {
        Self {
            no: user.no,
            id: user.id,
            active: user.active,
            instance_owner: user.instance_owner,
        }
    }
}

/// A base as one user stands to it.
pub(crate) struct HeldPlace {
    epoch: u64,
    pub(crate) no: BaseNo,
    pub(crate) workspace: WorkspaceId,
    /// The greater of the roles on the base and on its workspace.
    pub(crate) role: Option<Role>,
}

/// A user as others see them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonInfo {
    /// `usr…`
    pub id: UserId,
    /// Lower case.
    pub email: String,
    /// As people see it.
    pub name: String,
}

/// All users by number, for showing who made or changed a record.
#[derive(Debug, Default)]
pub struct People {
    epoch: u64,
    by_no: HashMap<UserNo, PersonInfo>,
}

impl People {
    /// The user with this number.
    pub fn get(&self, no: UserNo) -> Option<&PersonInfo> {
        self.by_no.get(&no)
    }

    /// Changes whenever any user may have changed.
    pub fn version(&self) -> u64 {
        self.epoch
    }
}

impl basekey_model::cell::People for People {
    fn person(&self, no: UserNo) -> Option<Person<'_>> {
        let info = self.by_no.get(&no)?;
        Some(Person {
            id: info.id,
            email: &info.email,
            name: &info.name,
        })
    }
}

/// A user's effective role on a base.
pub(crate) fn role_on_base(
    read: &dyn Read,
    user: UserNo,
    base: BaseId,
    workspace: WorkspaceId,
) -> StoreResult<Option<Role>> {
    Ok(read
        .memberships(user)?
        .into_iter()
        .filter(|(shared, _)| {
            *shared == Shared::Base(base) || *shared == Shared::Workspace(workspace)
        })
        .map(|(_, role)| role)
        .max())
}

/// A user's role on a workspace.
pub(crate) fn role_on_workspace(
    read: &dyn Read,
    user: UserNo,
    workspace: WorkspaceId,
) -> StoreResult<Option<Role>> {
    Ok(read
        .memberships(user)?
        .into_iter()
        .find(|(shared, _)| *shared == Shared::Workspace(workspace))
        .map(|(_, role)| role))
}

impl App {
    pub(crate) fn epoch(&self) -> u64 {
        self.inner.directory.epoch.load(Ordering::Acquire)
    }

    /// Makes everything kept in memory about tokens, users and roles stale.
    fn directory_changed(&self) {
        self.inner.directory.epoch.fetch_add(1, Ordering::AcqRel);
    }

    /// A write that changes tokens, users, roles or bases.
    pub(crate) async fn write_directory<T, E, F>(&self, job: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        self.write_and(job, Self::directory_changed).await
    }

    /// The token with its owner, if it exists.
    pub(crate) async fn held_token(&self, id: TokenId) -> StoreResult<Option<Arc<HeldToken>>> {
        let epoch = self.epoch();
        if let Some(held) = self.inner.directory.tokens.get(&id)
            && held.epoch == epoch
        {
            return Ok(Some(held));
        }
        let found = self
            .store()
            .run_read(Cost::Short, move |read| {
                let Some(stored) = read.token(id)? else {
                    return Ok(None);
                };
                let owner = read.user(UserKey::No(stored.token.owner))?;
                StoreResult::Ok(owner.map(|owner| (stored, OwnerState::of(&owner))))
            })
            .await?;
        Ok(found.map(|(stored, owner)| {
            let noted = stored.last_used.map_or(0, |last| last.at.0);
            let held = Arc::new(HeldToken {
                epoch,
                token: Arc::new(stored.token),
                owner,
                noted: AtomicI64::new(noted),
            });
            self.inner.directory.tokens.insert(id, held.clone());
            held
        }))
    }

    /// The base as this user stands to it, if it exists.
    pub(crate) async fn held_place(
        &self,
        user: UserNo,
        base: BaseId,
    ) -> StoreResult<Option<Arc<HeldPlace>>> {
        let epoch = self.epoch();
        if let Some(held) = self.inner.directory.places.get(&(user, base))
            && held.epoch == epoch
        {
            return Ok(Some(held));
        }
        let held = self
            .store()
            .run_read(Cost::Short, move |read| {
                let Some(found) = read.base(base)? else {
                    return Ok(None);
                };
                let role = role_on_base(read, user, base, found.workspace)?;
                StoreResult::Ok(Some(HeldPlace {
                    epoch,
                    no: found.no,
                    workspace: found.workspace,
                    role,
                }))
            })
            .await?;
        Ok(held.map(|held| {
            let held = Arc::new(held);
            self.inner
                .directory
                .places
                .insert((user, base), held.clone());
            held
        }))
    }

    /// All users by number.
    pub async fn people(&self) -> Result<Arc<People>> {
        let epoch = self.epoch();
        if let Some(people) = &*self.inner.directory.people.read()
            && people.epoch == epoch
        {
            return Ok(people.clone());
        }
        let users = self
            .store()
            .run_read(Cost::Short, |read| read.users())
            .await?;
        let by_no = users
            .into_iter()
            .map(|user| {
                (
                    user.no,
                    PersonInfo {
                        id: user.id,
                        email: user.email,
                        name: user.name,
                    },
                )
            })
            .collect();
        let people = Arc::new(People { epoch, by_no });
        *self.inner.directory.people.write() = Some(people.clone());
        Ok(people)
    }
}
