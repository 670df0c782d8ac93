//! Who may do what.

pub mod decide;
pub mod grant;
mod hex;
pub mod mint;
pub mod op;
mod permit;
mod place;
pub mod role;
pub mod scope;
pub mod secret;
pub mod token;

pub use decide::{Caller, Denial, Via, decide, judge};
pub use grant::{Access, BadAccess, Home};
pub use mint::{MintDenial, manages, may_mint};
pub use op::{BaseOperation, Callers, OPERATIONS, Op, OpInfo, Operation, PlaceKind, Scopes};
pub use permit::Permit;
pub use place::{InWorkspace, OnBase, OnWorkspace, OwnAccount, Place, PlaceType, WholeInstance};
pub use role::{Role, UnknownRole};
pub use scope::{SCOPES, Scope, ScopeInfo, ScopeSet, UnknownScope};
pub use secret::{BadToken, Opaque, Presented, Secret, SecretHash, TOKEN_LEN, parse, redact};
pub use token::{
    LastRegenerate, NewToken, NewTokenSettings, Regenerated, SecretEnd, StoredSecret, Token,
    TokenEdit, TokenError, TokenState, Verified,
};
