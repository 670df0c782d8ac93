//! The proof that a call was decided.

use std::fmt;

use basekey_model::id::{BaseId, TokenId, UserId, WorkspaceId};
use basekey_model::schema::{BaseNo, UserNo};

use crate::decide::{Caller, Via, within_reach};
use crate::op::{BaseOperation, Operation};
use crate::place::{InWorkspace, Place, PlaceType};
use crate::role::Role;
use crate::scope::Scope;
use crate::token::Token;

/// Proof that a caller may do `O` at one place, made by
/// [`decide`](crate::decide::decide) alone. It names the place, so that an
/// operation can not act on another than the one that was decided about.
///
/// It can not be made by hand, because its fields are private:
///
/// ```compile_fail,E0451
/// # use basekey_access::{Caller, OnBase, Permit, op::ListRecords};
/// fn forge(caller: Caller, at: OnBase) -> Permit<ListRecords> {
///     Permit { user: caller.user, user_id: caller.user_id, via: caller.via, at }
/// }
/// ```
///
/// nor by the constructor, which only this crate sees:
///
/// ```compile_fail,E0624
/// # use basekey_access::{Caller, OnBase, Permit, op::ListRecords};
/// fn forge(caller: &Caller, at: OnBase) -> Permit<ListRecords> {
///     Permit::new(caller, at)
/// }
/// ```
///
/// A permit for one operation is none for another, and one call's permit can
/// not be kept for the next by copying it:
///
/// ```compile_fail,E0308
/// # use basekey_access::{Permit, op::{CreateRecords, ListRecords}};
/// fn pass_off(permit: Permit<ListRecords>) -> Permit<CreateRecords> {
///     permit
/// }
/// ```
///
/// ```compile_fail,E0308
/// # use basekey_access::{Permit, op::ListRecords};
/// fn copy(permit: &Permit<ListRecords>) -> Permit<ListRecords> {
///     permit.clone()
/// }
/// ```
///
/// Only what happens on a base has a base:
///
/// ```compile_fail,E0599
/// # use basekey_access::{Permit, op::WhoAmI};
/// fn base_of(permit: &Permit<WhoAmI>) {
///     permit.base();
/// }
/// ```
pub struct Permit<O: Operation> {
    user: UserNo,
    user_id: UserId,
    via: Via,
    at: O::At,
}

impl<O: Operation> Permit<O> {
    pub(crate) fn new(caller: &Caller, at: O::At) -> Self {
        Self {
            user: caller.user,
            user_id: caller.user_id,
            via: caller.via.clone(),
            at,
        }
    }

    /// For whom it is done.
    pub fn user(&self) -> UserNo {
        self.user
    }

    /// The same user on the wire.
    pub fn user_id(&self) -> UserId {
        self.user_id
    }

    /// How the caller asked.
    pub fn via(&self) -> &Via {
        &self.via
    }

    /// The token that asked, if one did.
    pub fn token(&self) -> Option<TokenId> {
        self.token_settings().map(|token| token.id)
    }

    /// The token that asked, with its settings: what
    /// [`may_mint`](crate::may_mint) needs to know.
    pub fn token_settings(&self) -> Option<&Token> {
        match &self.via {
            Via::Token(token) => Some(token),
            Via::Session(_) | Via::Operator => None,
        }
    }

    /// True unless a token asked that lacks the scope. For answers that show
    /// more to those who may see it, as `whoami` does with the e-mail address.
    pub fn has_scope(&self, scope: Scope) -> bool {
        self.token_settings()
            .is_none_or(|token| token.scopes.contains(scope))
    }

    /// The caller's role at the place; an operator counts as owner of every
    /// workspace and base. `None` for operations that happen elsewhere.
    pub fn role(&self) -> Option<Role> {
        match (self.at.is_shared(), &self.via) {
            (true, Via::Operator) => Some(Role::Owner),
            _ => self.at.role(),
        }
    }

    /// True if the caller's role at the place is at least `role`.
    pub fn can(&self, role: Role) -> bool {
        self.role().is_some_and(|have| have >= role)
    }

    /// True if the caller may know of `place`: what a list of bases or
    /// workspaces shows.
    pub fn sees(&self, place: &Place) -> bool {
        within_reach(&self.via, place, Role::ReadOnly).is_ok()
    }
}

impl<O: BaseOperation> Permit<O> {
    /// The base it is about.
    pub fn base(&self) -> (BaseId, BaseNo) {
        self.at.base()
    }
}

impl<O> Permit<O>
where
    O: Operation,
    O::At: InWorkspace,
{
    /// The workspace it is about, or in which the base is.
    pub fn workspace(&self) -> WorkspaceId {
        self.at.workspace()
    }
}

impl<O: Operation> fmt::Debug for Permit<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit")
            .field("op", &O::OP)
            .field("user", &self.user)
            .field("token", &self.token())
            .finish_non_exhaustive()
    }
}
