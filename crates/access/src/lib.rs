//! Who may do what, decided in one place.
//!
//! A call is allowed if the token's state, its scopes, its access list and
//! its owner's live role allow it, all of them. This crate is the whole of
//! that decision and of what a token is: pure, so that it can be read in one
//! sitting and tested through and through. It knows identifiers and nothing
//! of storage or HTTP; time and randomness are handed in.
//!
//! Whoever serves a call says who asks ([`Caller`]) and where ([`Place`],
//! with the role the user has there now), and calls [`decide`]. The answer is
//! a [`Permit`] or a [`Denial`]. Operations take a permit of their own type,
//! so that none can be reached without having asked:
//!
//! ```
//! use std::sync::Arc;
//!
//! use basekey_access::{
//!     Access, Caller, Denial, NewToken, NewTokenSettings, Permit, Place, Role, Scope, Secret,
//!     Token, Verified, Via, decide, op, parse,
//! };
//! # use basekey_model::id::{BaseId, UserId, WorkspaceId};
//! # use basekey_model::schema::{BaseNo, UserNo};
//! # use basekey_model::testing::Fixed;
//! # use basekey_model::time::Millis;
//! # let (entropy, now) = (&Fixed::new(1), Millis(1_700_000_000_000));
//! # let (base, workspace) = (BaseId::random(entropy), WorkspaceId::random(entropy));
//! # let (user, user_id) = (UserNo(1), UserId::random(entropy));
//!
//! // A token that reads records of one base. Its text is shown once, its hash stored.
//! let (id, secret) = Secret::mint(entropy);
//! let scopes = [Scope::RecordsRead].into_iter().collect();
//! let settings = NewTokenSettings::new(scopes, Access::from_ids([base.to_string()])?);
//! let name = "Dashboard".into();
//! let new = NewToken { id, owner: user, name, note: None, settings, created_by_token: None };
//! let token = Token::issue(new, secret.kept(), now)?;
//!
//! // A request comes: from its text to the token it names, and to a caller.
//! let presented = parse(secret.expose())?;
//! assert_eq!(presented.id, token.id);
//! assert_eq!(token.verify(&presented.hash, now), Verified::Current { first_use: true });
//! let via = Via::Token(Arc::new(token));
//! let caller = Caller { user, user_id, active: true, instance_owner: false, via };
//!
//! // What the user is on the base right now goes into the place.
//! let place = Place::Base { id: base, no: BaseNo(7), workspace, role: Some(Role::Owner) };
//! let permit: Permit<op::ListRecords> = decide(&caller, &place, now)?;
//! list_records(permit);
//!
//! // Owning the base does not help where the token lacks the scope.
//! let denial = decide::<op::CreateRecords>(&caller, &place, now).unwrap_err();
//! assert_eq!(denial, Denial::Scope { needed: &[Scope::RecordsWrite], any_of: false });
//! assert_eq!(
//!     denial.to_string(),
//!     "the token needs the scope data.records:write; add it to the token's scopes"
//! );
//!
//! // An operation acts on the base that was decided about, and on no other.
//! fn list_records(permit: Permit<op::ListRecords>) {
//!     assert_eq!(permit.base().1, BaseNo(7));
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Which operation needs what is the table in [`op`]; what follows from it
//! for every kind of caller is written out in `tests/matrix.txt`.

pub mod decide;
pub mod grant;
mod hex;
pub mod mint;
pub mod network;
pub mod op;
mod permit;
mod place;
pub mod role;
pub mod scope;
pub mod secret;
pub mod token;

pub use decide::{Caller, Denial, Via, decide, judge};
pub use grant::{Access, BadAccess, Home};
pub use mint::{MintDenial, manages, may_mint, widens};
pub use network::{Addresses, BadNetwork, Network, TooManyAddresses};
pub use op::{BaseOperation, Callers, OPERATIONS, Op, OpInfo, Operation, PlaceKind, Scopes};
pub use permit::Permit;
pub use place::{InWorkspace, OnBase, OnWorkspace, OwnAccount, Place, PlaceType, WholeInstance};
pub use role::{Role, UnknownRole};
pub use scope::{SCOPES, Scope, ScopeInfo, ScopeSet, UnknownScope};
pub use secret::{
    BadToken, KeptSecret, Opaque, Presented, Secret, SecretHash, TOKEN_LEN, parse, redact,
};
pub use token::{
    LastRegenerate, NewToken, NewTokenSettings, Regenerated, Revocation, SecretEnd, Standing,
    StoredSecret, Token, TokenEdit, TokenError, TokenState, Verified,
};
