//! The one decision. Allowed is what the token's state, its scopes, its
//! access list and its owner's live role allow together (tokens.md 1.5).

use std::sync::Arc;

use basekey_model::id::{SessionId, UserId};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;

use crate::op::{Callers, Op, Operation, PlaceKind, Scopes};
use crate::permit::Permit;
use crate::place::{Place, PlaceType};
use crate::role::Role;
use crate::scope::Scope;
use crate::token::{Token, TokenState};

/// Who asks, after the text of a token or a cookie has been verified.
#[derive(Debug, Clone)]
pub struct Caller {
    /// The user: the token's owner, or who is signed in.
    pub user: UserNo,
    /// The same user on the wire.
    pub user_id: UserId,
    /// False if the user is deactivated.
    pub active: bool,
    /// May manage the instance.
    pub instance_owner: bool,
    /// How they ask.
    pub via: Via,
}

/// How a caller asks.
#[derive(Debug, Clone)]
pub enum Via {
    /// With a personal access token.
    Token(Arc<Token>),
    /// Signed in by a browser session.
    Session(SessionId),
    /// From the machine itself, by the command line and its private socket.
    /// Who can read the data directory needs no permission of ours, so only
    /// the user's deactivation holds them up.
    Operator,
}

impl Caller {
    /// Whether this caller is accepted at all at `now`.
    pub fn state(&self, now: Millis) -> TokenState {
        match &self.via {
            Via::Token(token) => token.state(now, self.active),
            Via::Session(_) | Via::Operator if self.active => TokenState::Active,
            Via::Session(_) | Via::Operator => TokenState::OwnerDeactivated,
        }
    }
}

/// Why a call is refused. The words are for the caller's own eyes: what is
/// missing and what to do. Whether the answer may say so is for
/// [`hides_existence`](Self::hides_existence) to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The token or its owner is not accepted at present.
    #[error("{}", state_words(*.0))]
    State(TokenState),
    /// A token asked for what only signed-in people may do.
    #[error("no token can do this, whatever its scopes; sign in to do it")]
    SessionOnly,
    /// The token lacks a scope.
    #[error("the token needs the scope {}; add it to the token's scopes", scope_words(needed, *any_of))]
    Scope {
        /// What the operation needs.
        needed: &'static [Scope],
        /// One of them is enough; otherwise all are needed.
        any_of: bool,
    },
    /// The token's access list does not cover the place.
    #[error(
        "the token's access list does not cover this base or workspace; add it, or use another token"
    )]
    Access,
    /// The user's role is too small, whatever the token.
    #[error("{}", role_words(*have, *need))]
    Role {
        /// What the user is there now.
        have: Option<Role>,
        /// What the operation needs.
        need: Role,
    },
    /// The user does not own the instance.
    #[error("only an owner of this instance may do this; ask one of them")]
    NotInstanceOwner,
    /// The program asked about the wrong kind of place. A defect, never the caller's fault.
    #[error("this operation does not happen at such a place; please report this defect")]
    WrongPlace {
        /// Where the operation happens.
        needed: PlaceKind,
    },
}

impl Denial {
    /// True if telling the reason to just anyone would tell that the thing
    /// exists: the answer must be the one that is given for a thing that
    /// does not.
    pub fn hides_existence(&self) -> bool {
        matches!(self, Self::Access | Self::Role { have: None, .. })
    }

    /// One word for the list of refusals, logs and metrics.
    pub fn reason(&self) -> &'static str {
        match self {
            Self::State(_) => "state",
            Self::SessionOnly => "session",
            Self::Scope { .. } => "scope",
            Self::Access => "access",
            Self::Role { .. } | Self::NotInstanceOwner => "role",
            Self::WrongPlace { .. } => "place",
        }
    }
}

fn state_words(state: TokenState) -> &'static str {
    match state {
        TokenState::Active => "the token is active",
        TokenState::NotYetValid => "the token is not valid yet; its owner can let it begin earlier",
        TokenState::Paused => "the token is paused; its owner can resume it",
        TokenState::Expired => "the token has expired; its owner can give it a later expiry",
        TokenState::Revoked => "the token was revoked for good; make a new one",
        TokenState::OwnerDeactivated => {
            "the user is deactivated; an owner of this instance can activate them again"
        }
    }
}

fn scope_words(needed: &[Scope], any_of: bool) -> String {
    let names: Vec<_> = needed.iter().map(|scope| scope.name()).collect();
    names.join(if any_of { " or " } else { " and " })
}

fn role_words(have: Option<Role>, need: Role) -> String {
    match have {
        None => format!(
            "the user is no collaborator here and needs to be {} at least; ask someone who shares it",
            need.title()
        ),
        Some(have) => format!(
            "the user is {} here and needs to be {} at least; ask someone who shares it",
            have.title(),
            need.title()
        ),
    }
}

/// Decides whether `caller` may do `O` at `place` now. The permit is the only
/// way into the operation, so that a path that forgot to ask does not compile.
///
/// Nothing is allocated.
pub fn decide<O: Operation>(
    caller: &Caller,
    place: &Place,
    now: Millis,
) -> Result<Permit<O>, Denial> {
    judge(O::OP, caller, place, now)?;
    let at = O::At::of(place).ok_or(Denial::WrongPlace {
        needed: O::At::KIND,
    })?;
    Ok(Permit::new(caller, at))
}

/// The decision of [`decide`] for an operation that is known at run time only.
/// Gives no permit.
pub fn judge(op: Op, caller: &Caller, place: &Place, now: Millis) -> Result<(), Denial> {
    let needed = op.info();
    let state = caller.state(now);
    if state != TokenState::Active {
        return Err(Denial::State(state));
    }
    if place.kind() != needed.place {
        return Err(Denial::WrongPlace {
            needed: needed.place,
        });
    }
    match &caller.via {
        Via::Operator => return Ok(()),
        Via::Session(_) => {}
        Via::Token(token) => {
            if needed.callers == Callers::SessionOnly {
                return Err(Denial::SessionOnly);
            }
            if !needed.scopes.satisfied_by(token.scopes) {
                return Err(Denial::Scope {
                    needed: needed.scopes.listed(),
                    any_of: matches!(needed.scopes, Scopes::AnyOf(_)),
                });
            }
        }
    }
    if needed.place == PlaceKind::Instance && !caller.instance_owner {
        return Err(Denial::NotInstanceOwner);
    }
    // Whoever forgets to name a role in the table shuts strangers out all the same.
    within_reach(&caller.via, place, needed.role.unwrap_or(Role::ReadOnly))
}

/// The part of the decision that depends on the place: access list, then role.
pub(crate) fn within_reach(via: &Via, place: &Place, need: Role) -> Result<(), Denial> {
    let (covered, have) = match *place {
        Place::Account | Place::Instance => return Ok(()),
        Place::Workspace { id, role } => (
            covers(via, |token| token.access.reaches_workspace(id)),
            role,
        ),
        Place::Base {
            id,
            workspace,
            role,
            ..
        } => (
            covers(via, |token| token.access.reaches_base(id, workspace)),
            role,
        ),
    };
    if matches!(via, Via::Operator) {
        Ok(())
    } else if !covered {
        Err(Denial::Access)
    } else if have.is_none_or(|have| have < need) {
        Err(Denial::Role { have, need })
    } else {
        Ok(())
    }
}

fn covers(via: &Via, reaches: impl Fn(&Token) -> bool) -> bool {
    match via {
        Via::Token(token) => reaches(token),
        Via::Session(_) | Via::Operator => true,
    }
}
