//! From a credential to a caller, and from a caller to a permit.

use std::sync::Arc;

use basekey_access::{
    Caller, Denial, Operation, Permit, Place, SecretHash, Token, TokenState, Verified, Via, decide,
    judge, parse,
};
use basekey_model::id::{BaseId, RequestId, TokenId, UserId, WorkspaceId};
use basekey_model::schema::BaseNo;
use basekey_model::time::Millis;
use basekey_store::{Cost, Origin, StoreError, StoreExt, StoredRefusal, UserKey};

use crate::directory::{HeldToken, OwnerState, role_on_workspace};
use crate::error::{AppError, AuthFailure, Missing, Result};
use crate::{App, Ctx};

/// Stands in for a base that does not exist, so that a caller without the
/// scope or the access hears the same for it as for one that does.
const NOWHERE: &str = "00000000000000";

/// A caller whom a token let in.
#[derive(Debug, Clone)]
pub struct Accepted {
    /// Who asks.
    pub caller: Caller,
    /// When the secret that was presented was made: which of two it was.
    pub secret: Millis,
}

impl App {
    /// Who holds this token text. Refusals are noted for the token's owner.
    pub async fn caller_by_token(
        &self,
        text: &str,
        origin: &Origin,
        request: RequestId,
    ) -> Result<Accepted, AuthFailure> {
        let presented = parse(text)?;
        let Some(held) = self.held_token(presented.id).await? else {
            // The comparison is made all the same, so that an unknown id costs what a known one does.
            presented.hash.matches(&presented.hash);
            return Err(AuthFailure::Unknown);
        };
        let now = self.now();
        let refused = match held.token.verify(&presented.hash, now) {
            Verified::Current { first_use } => match admitted(&held, origin, now) {
                Ok(()) => {
                    let token = if first_use {
                        self.first_use(&held, presented.hash).await?
                    } else {
                        held.token.clone()
                    };
                    self.note_use(&held, origin, now);
                    return Ok(accepted(&held.owner, token, &presented.hash));
                }
                Err(refused) => refused,
            },
            Verified::Ended => AuthFailure::OldSecret,
            Verified::No => AuthFailure::WrongSecret,
        };
        let reason = match refused {
            AuthFailure::State(_) => "state",
            AuthFailure::Address => "address",
            _ => "secret",
        };
        self.note_refusal(
            presented.id,
            StoredRefusal {
                at: now,
                request: request.to_string(),
                operation: "authenticate".to_owned(),
                reason: reason.to_owned(),
                detail: refused.to_string(),
                scopes: Vec::new(),
                any_of: false,
                role: None,
                resource: None,
                origin: origin.clone(),
            },
        );
        Err(refused)
    }

    /// Marks a secret as used, which may end the one before it, and stores that.
    async fn first_use(
        &self,
        held: &HeldToken,
        hash: basekey_access::SecretHash,
    ) -> Result<Arc<basekey_access::Token>, AuthFailure> {
        let id: TokenId = held.token.id;
        let now = self.now();
        let token = self
            .write_directory(move |tx| {
                let mut token = tx.token(id)?.ok_or(AuthFailure::Unknown)?.token;
                // A regeneration may have ended the secret since it was looked up.
                match token.verify(&hash, now) {
                    Verified::Current { .. } => {}
                    Verified::Ended => return Err(AuthFailure::OldSecret),
                    Verified::No => return Err(AuthFailure::WrongSecret),
                }
                if token.mark_used(&hash, now) {
                    tx.put_token(&token)?;
                }
                Ok(token)
            })
            .await?;
        Ok(Arc::new(token))
    }

    /// The machine's owner, acting through the local command line, in the
    /// name of the user with this e-mail or id, or of the first instance owner.
    pub async fn operator(&self, act_as: Option<&str>) -> Result<Caller> {
        let wanted = act_as.map(str::to_lowercase);
        let by_id = act_as.and_then(|text| text.parse::<UserId>().ok());
        let owner = self
            .store()
            .run_read(Cost::Short, move |read| {
                let user = match (by_id, wanted) {
                    (Some(id), _) => read.user(UserKey::Id(id))?,
                    (None, Some(email)) => read.user(UserKey::Email(&email))?,
                    (None, None) => {
                        let mut users = read.users()?;
                        let first = users
                            .iter()
                            .position(|user| user.instance_owner && user.active);
                        match (first, users.is_empty()) {
                            (Some(index), _) => Some(users.swap_remove(index)),
                            // Nobody yet: the first user is made by an operator who is no user.
                            (None, true) => return Ok(None),
                            (None, false) => Some(users.swap_remove(0)),
                        }
                    }
                };
                user.map(|user| Some(OwnerState::of(&user)))
                    .ok_or(AppError::NotFound(Missing::User))
            })
            .await?;
        let nobody = OwnerState {
            no: basekey_model::schema::UserNo(0),
            id: UserId::from_tail(NOWHERE).ok_or(Missing::User)?,
            active: true,
            instance_owner: true,
        };
        Ok(caller(&owner.unwrap_or(nobody), Via::Operator))
    }

    /// Leave to act on a base.
    pub async fn permit_base<O: Operation>(&self, ctx: &Ctx, base: &str) -> Result<Permit<O>> {
        let id: BaseId = base.parse().map_err(|_| Missing::Base)?;
        let held = self.held_place(ctx.caller.user, id).await?;
        let place = match &held {
            Some(held) => Place::Base {
                id,
                no: held.no,
                workspace: held.workspace,
                role: held.role,
            },
            None => Place::Base {
                id,
                no: BaseNo(0),
                workspace: WorkspaceId::from_tail(NOWHERE).ok_or(Missing::Base)?,
                role: None,
            },
        };
        self.leave(ctx, &place, held.is_some(), Missing::Base)
    }

    /// Leave to act on a workspace.
    pub async fn permit_workspace<O: Operation>(
        &self,
        ctx: &Ctx,
        workspace: &str,
    ) -> Result<Permit<O>> {
        let id: WorkspaceId = workspace.parse().map_err(|_| Missing::Workspace)?;
        let user = ctx.caller.user;
        let (there, role) = self
            .store()
            .run_read(Cost::Short, move |read| {
                Ok::<_, StoreError>((
                    read.workspace(id)?.is_some(),
                    role_on_workspace(read, user, id)?,
                ))
            })
            .await?;
        self.leave(
            ctx,
            &Place::Workspace { id, role },
            there,
            Missing::Workspace,
        )
    }

    /// Leave to act on what is the caller's own.
    pub fn permit_account<O: Operation>(&self, ctx: &Ctx) -> Result<Permit<O>> {
        self.leave(ctx, &Place::Account, true, Missing::User)
    }

    /// Leave to act on the instance.
    pub fn permit_instance<O: Operation>(&self, ctx: &Ctx) -> Result<Permit<O>> {
        self.leave(ctx, &Place::Instance, true, Missing::User)
    }

    fn leave<O: Operation>(
        &self,
        ctx: &Ctx,
        place: &Place,
        there: bool,
        missing: Missing,
    ) -> Result<Permit<O>> {
        let now = self.now();
        if !there {
            return Err(match judge(O::OP, &ctx.caller, place, now) {
                Ok(()) => missing.into(),
                Err(denial) => self.refuse(ctx, O::OP.name(), place, denial),
            });
        }
        decide::<O>(&ctx.caller, place, now)
            .map_err(|denial| self.refuse(ctx, O::OP.name(), place, denial))
    }

    /// Notes a refusal for the token's owner and passes the reason on.
    pub(crate) fn refuse(
        &self,
        ctx: &Ctx,
        operation: &str,
        place: &Place,
        denial: Denial,
    ) -> AppError {
        if let Via::Token(token) = &ctx.caller.via {
            let resource = match place {
                Place::Base { id, .. } => Some(id.to_string()),
                Place::Workspace { id, .. } => Some(id.to_string()),
                Place::Account | Place::Instance => None,
            };
            let (scopes, any_of, role) = match denial {
                Denial::Scope { needed, any_of } => (needed, any_of, None),
                Denial::Role { need, .. } => (&[][..], false, Some(need)),
                _ => (&[][..], false, None),
            };
            self.note_refusal(
                token.id,
                StoredRefusal {
                    at: self.now(),
                    request: ctx.request.to_string(),
                    operation: operation.to_owned(),
                    reason: denial.reason().to_owned(),
                    detail: denial.to_string(),
                    scopes: scopes.iter().map(|scope| scope.name().to_owned()).collect(),
                    any_of,
                    role: role.map(|role| role.wire().to_owned()),
                    resource,
                    origin: Origin::clone(&ctx.origin),
                },
            );
        }
        denial.into()
    }
}

/// Whether a token with the right secret is accepted now and from there. A
/// refused one is not marked as used, so it ends no older secret.
fn admitted(held: &HeldToken, origin: &Origin, now: Millis) -> Result<(), AuthFailure> {
    match held.token.state(now, held.owner.active) {
        TokenState::Active => {}
        state => return Err(AuthFailure::State(state)),
    }
    let allowed = &held.token.allowed_addresses;
    // Most tokens have no list, and need not read the address.
    if allowed.is_anywhere()
        || allowed.allow(origin.address.as_deref().and_then(|text| text.parse().ok()))
    {
        Ok(())
    } else {
        Err(AuthFailure::Address)
    }
}

fn accepted(owner: &OwnerState, token: Arc<Token>, hash: &SecretHash) -> Accepted {
    let secret = token
        .secret(hash)
        .map_or(token.created, |secret| secret.created);
    Accepted {
        caller: caller(owner, Via::Token(token)),
        secret,
    }
}

pub(crate) fn caller(owner: &OwnerState, via: Via) -> Caller {
    Caller {
        user: owner.no,
        user_id: owner.id,
        active: owner.active,
        instance_owner: owner.instance_owner,
        via,
    }
}
