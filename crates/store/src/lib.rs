//! Keeping bases: one interface, its engines, and the suite every engine passes.

mod error;
mod iface;
mod rows;
pub mod sqlite;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use error::{Result, StoreError};
pub use iface::{Cost, Pending, Read, ReadJob, Store, StoreExt, Tx, Undo, WriteJob};
pub use rows::{
    AuditEntry, AuditFilter, Base, Import, Invite, LastUsed, Member, NewUser, Origin, RecordHead,
    RecordRef, Records, Session, Shared, SignInLink, StoredRefusal, StoredToken, User, UserKey,
    Workspace,
};
