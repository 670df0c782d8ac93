//! The interface between Basekey and an engine.
//!
//! Work is handed in as closures. A reading closure sees one consistent
//! state; a writing closure is one transaction: all of it is stored, or, if
//! it returns an error, none. Inside a closure every call is synchronous, so
//! that operations read as plain code whatever the engine.
//!
//! Two promises hold for every engine and are checked by its conformance run:
//! once [`Store::write`] has answered, the data survives the loss of power;
//! and writes are ordered, so that the numbers of a base's changes have no
//! gaps and ids made inside a write ascend in the order of commit.

use std::future::Future;
use std::pin::Pin;

use basekey_access::{Role, SecretHash, Token};
use basekey_model::change::Change;
use basekey_model::id::{BaseId, ImportId, InviteId, RecordId, SessionId, TokenId, WorkspaceId};
use basekey_model::predicate::Predicate;
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableNo, UserNo};
use basekey_model::time::Millis;

use crate::error::{Result, StoreError};
use crate::rows::{
    AuditEntry, AuditFilter, Base, Import, Invite, LastUsed, Member, NewUser, RecordHead, Records,
    Session, Shared, SignInLink, StoredRefusal, StoredToken, User, UserKey, Workspace,
};

/// A boxed future, so that the trait can be used behind a pointer.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A reading closure. Results leave through what it captures; see [`StoreExt`].
pub type ReadJob = Box<dyn FnOnce(&dyn Read) + Send>;

/// A writing closure: `Ok` keeps what it did, `Err` undoes it.
pub type WriteJob = Box<dyn FnOnce(&mut dyn Tx) -> Result<(), Undo> + Send>;

/// Asks the engine to undo the transaction. The reason stays with the caller.
#[derive(Debug, Clone, Copy)]
pub struct Undo;

/// How much a reading closure reads, which decides where it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cost {
    /// One call of [`Read`], which is consistent by itself and needs no
    /// transaction around it.
    One,
    /// A bounded number of keys: microseconds.
    Short,
    /// A whole table: may take long, and must not hold up short ones.
    Long,
}

/// An engine.
pub trait Store: Send + Sync + 'static {
    /// Runs a reading closure on one consistent state.
    fn read(&self, cost: Cost, job: ReadJob) -> Pending<'_, Result<()>>;

    /// Runs a writing closure as one transaction and answers once it is
    /// durable. `Ok(false)` means that the closure asked to undo. The write
    /// goes on even if the returned future is dropped.
    fn write(&self, job: WriteJob) -> Pending<'_, Result<bool>>;

    /// A consistent copy of the whole store, made while it is in use, as one new file.
    fn backup(&self, to: std::path::PathBuf) -> Pending<'_, Result<()>>;

    /// Checks the engine's own structures; empty if sound.
    fn verify(&self) -> Pending<'_, Result<Vec<String>>>;

    /// Finishes what is under way and lets go of the files. Later calls answer [`StoreError::Closed`].
    fn close(&self) -> Pending<'_, Result<()>>;
}

/// What can be read.
pub trait Read {
    /// One user.
    fn user(&self, key: UserKey<'_>) -> Result<Option<User>>;
    /// All users, by number.
    fn users(&self) -> Result<Vec<User>>;
    /// One session.
    fn session(&self, id: SessionId) -> Result<Option<Session>>;
    /// A user's sessions, newest first.
    fn sessions_of(&self, user: UserNo) -> Result<Vec<Session>>;
    /// A sign-in link by the hash of its secret.
    fn sign_in_link(&self, hash: &SecretHash) -> Result<Option<SignInLink>>;

    /// One workspace.
    fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>>;
    /// All workspaces, oldest first.
    fn workspaces(&self) -> Result<Vec<Workspace>>;
    /// One base.
    fn base(&self, id: BaseId) -> Result<Option<Base>>;
    /// All bases, by number.
    fn bases(&self) -> Result<Vec<Base>>;
    /// The collaborators of a workspace or base, longest standing first.
    fn members(&self, of: Shared) -> Result<Vec<Member>>;
    /// Everything a user collaborates on.
    fn memberships(&self, user: UserNo) -> Result<Vec<(Shared, Role)>>;
    /// The invites to a workspace or base, newest first, ended ones included
    /// until they are swept.
    fn invites(&self, to: Shared) -> Result<Vec<Invite>>;
    /// An invite by the hash of its code.
    fn invite(&self, hash: &SecretHash) -> Result<Option<Invite>>;

    /// One token.
    fn token(&self, id: TokenId) -> Result<Option<StoredToken>>;
    /// A user's tokens, newest first, revoked ones included.
    fn tokens_of(&self, user: UserNo) -> Result<Vec<StoredToken>>;
    /// Tokens of all users, the one made last first: at most `limit` of those
    /// made before `after`; none if there is no such token.
    fn tokens(&self, after: Option<TokenId>, limit: usize) -> Result<Vec<StoredToken>>;
    /// What is kept about a token's use, as JSON text.
    fn token_usage(&self, token: TokenId) -> Result<Option<String>>;
    /// A token's kept refusals, newest first.
    fn refusals(&self, token: TokenId) -> Result<Vec<StoredRefusal>>;
    /// At most `limit` audit entries that fit the filter and have a number
    /// below `before`, newest first.
    fn audit(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>>;
    /// An instance setting as JSON text.
    fn setting(&self, name: &str) -> Result<Option<String>>;

    /// A base's tables, deleted ones apart.
    fn schema(&self, base: BaseId, no: BaseNo) -> Result<BaseSchema>;
    /// Counts the changes of a base's schema.
    fn schema_version(&self, base: BaseNo) -> Result<i64>;
    /// One record; empty if it is not there.
    fn record(&self, base: BaseNo, table: TableNo, id: RecordId) -> Result<Records>;
    /// Those of `ids` that are there, in the order asked.
    fn records(&self, base: BaseNo, table: TableNo, ids: &[RecordId]) -> Result<Records>;
    /// At most `limit` records after `after`, in order of id.
    fn page(
        &self,
        base: BaseNo,
        table: TableNo,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Records>;
    /// At most `limit` records after `after` that match, in order of id: those
    /// of [`Self::page`] that [`Predicate::matches`]. Others cost no copy.
    fn find(
        &self,
        base: BaseNo,
        table: TableNo,
        after: Option<RecordId>,
        limit: usize,
        predicate: &Predicate,
    ) -> Result<Records>;
    /// The table that has a record of this id. A deleted table is told like
    /// any other: whether its records may be seen is for the caller to say.
    fn table_of(&self, base: BaseNo, id: RecordId) -> Result<Option<TableNo>>;
    /// How many records a table has.
    fn count(&self, base: BaseNo, table: TableNo) -> Result<i64>;
    /// The greatest record id of a table.
    fn last_id(&self, base: BaseNo, table: TableNo) -> Result<Option<RecordId>>;
    /// The next number of a counter of a base; 1 if it was never moved.
    fn counter(&self, base: BaseNo, name: &str) -> Result<i64>;
    /// The number of a base's newest change; 0 if it has none.
    fn last_change(&self, base: BaseNo) -> Result<i64>;
    /// Changes after number `after`, oldest first.
    fn changes(&self, base: BaseNo, after: i64, limit: usize) -> Result<Vec<Change>>;
    /// One import.
    fn import(&self, id: ImportId) -> Result<Option<Import>>;
    /// The unfinished import of this file into a base, if any.
    fn open_import(&self, base: BaseNo, file: &str) -> Result<Option<Import>>;
}

/// What can be written, and read, inside one transaction.
///
/// After a call of this trait has failed, half of it may be there: the
/// transaction can only be undone, and [`Store::write`] answers an error if
/// the closure wants to keep it all the same.
pub trait Tx: Read {
    /// This transaction as a reader.
    fn reader(&self) -> &dyn Read;

    /// Stores a new user. Refused if the e-mail or id is taken.
    fn add_user(&mut self, user: &NewUser) -> Result<UserNo>;
    /// Stores all settings of a user that is there.
    fn put_user(&mut self, user: &User) -> Result<()>;
    /// Stores a new session.
    fn add_session(&mut self, session: &Session) -> Result<()>;
    /// Stores when a session's user last showed who they are; false if there
    /// is no such session.
    fn confirm_session(&mut self, id: SessionId, at: Millis) -> Result<bool>;
    /// Ends a session; false if there was none.
    fn end_session(&mut self, id: SessionId) -> Result<bool>;
    /// Ends all sessions of a user.
    fn end_sessions_of(&mut self, user: UserNo) -> Result<usize>;
    /// Stores a sign-in link.
    fn add_sign_in_link(&mut self, link: &SignInLink) -> Result<()>;
    /// Takes a link away, so that it works once; `None` if it is not there.
    fn take_sign_in_link(&mut self, hash: &SecretHash) -> Result<Option<SignInLink>>;
    /// Ends all sign-in links of a user.
    fn end_links_of(&mut self, user: UserNo) -> Result<usize>;
    /// Forgets sessions, links and invites that ended before `now`.
    fn sweep(&mut self, now: Millis) -> Result<usize>;

    /// Stores a workspace, new or changed.
    fn put_workspace(&mut self, workspace: &Workspace) -> Result<()>;
    /// Stores a new base and gives its number.
    fn add_base(
        &mut self,
        id: BaseId,
        workspace: WorkspaceId,
        name: &str,
        created: Millis,
    ) -> Result<BaseNo>;
    /// Stores name and workspace of a base that is there.
    fn put_base(&mut self, base: &Base) -> Result<()>;
    /// Grants a role, or changes it.
    fn put_member(&mut self, of: Shared, member: &Member) -> Result<()>;
    /// Stores a new invite.
    fn add_invite(&mut self, invite: &Invite) -> Result<()>;
    /// Takes an invite away, used or revoked; false if there was none.
    fn remove_invite(&mut self, id: InviteId) -> Result<bool>;
    /// Takes a role away; false if there was none.
    fn remove_member(&mut self, of: Shared, user: UserNo) -> Result<bool>;

    /// Stores a token, new or changed.
    fn put_token(&mut self, token: &Token) -> Result<()>;
    /// Stores last uses.
    fn put_last_used(&mut self, uses: &[(TokenId, LastUsed)]) -> Result<()>;
    /// Stores what is kept about a token's use, as JSON text.
    fn put_token_usage(&mut self, token: TokenId, usage: &str) -> Result<()>;
    /// Adds refusals and keeps the newest `keep` of each token.
    fn add_refusals(&mut self, refusals: &[(TokenId, StoredRefusal)], keep: usize) -> Result<()>;
    /// Adds an audit entry; its number is given by the store.
    fn add_audit(&mut self, entry: &AuditEntry) -> Result<i64>;
    /// Stores an instance setting as JSON text.
    fn put_setting(&mut self, name: &str, value: &str) -> Result<()>;

    /// Stores a table, new or changed, and counts up the schema's version.
    fn put_table(&mut self, base: BaseNo, table: &Table) -> Result<()>;
    /// Takes a table away and counts up the schema's version. Its number is
    /// not given again. Refused while it has records, which nobody could
    /// reach any more, and if there is no such table.
    fn remove_table(&mut self, base: BaseNo, table: TableNo) -> Result<()>;
    /// Adds new records.
    fn add_records(&mut self, base: BaseNo, table: TableNo, records: &Records) -> Result<()>;
    /// Replaces the document and the last modification of a record that is there.
    fn put_record(
        &mut self,
        base: BaseNo,
        table: TableNo,
        head: &RecordHead,
        doc: &str,
    ) -> Result<()>;
    /// Deletes a record; false if there was none.
    fn delete_record(&mut self, base: BaseNo, table: TableNo, id: RecordId) -> Result<bool>;
    /// Deletes at most `limit` records of a table, in order of id, and tells
    /// how many.
    fn delete_some(&mut self, base: BaseNo, table: TableNo, limit: usize) -> Result<usize>;
    /// Moves a counter to `next`.
    fn set_counter(&mut self, base: BaseNo, name: &str, next: i64) -> Result<()>;
    /// Adds a change to the base's log under the next number, which is
    /// returned; the number in `change` is not read.
    fn add_change(&mut self, base: BaseNo, change: &Change) -> Result<i64>;
    /// Stores an import, new or changed.
    fn put_import(&mut self, import: &Import) -> Result<()>;
}

/// Closures with results of their own.
pub trait StoreExt: Store {
    /// Runs `job` on one consistent state and gives its result.
    fn run_read<T, E, F>(&self, cost: Cost, job: F) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&dyn Read) -> Result<T, E> + Send + 'static,
    {
        async move {
            let slot = Slot::default();
            let put = slot.clone();
            self.read(cost, Box::new(move |read| put.fill(job(read))))
                .await?;
            slot.take()
                .unwrap_or_else(|| Err(StoreError::Closed.into()))
        }
    }

    /// Runs `job` as one transaction; an error undoes it.
    fn run_write<T, E, F>(&self, job: F) -> impl Future<Output = Result<T, E>> + Send
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        async move {
            let slot = Slot::default();
            let put = slot.clone();
            self.write(Box::new(move |tx| {
                let result = job(tx);
                let verdict = if result.is_ok() { Ok(()) } else { Err(Undo) };
                put.fill(result);
                verdict
            }))
            .await?;
            slot.take()
                .unwrap_or_else(|| Err(StoreError::Closed.into()))
        }
    }
}

impl<S: Store + ?Sized> StoreExt for S {}

/// Carries a closure's result back to who handed it in.
struct Slot<T>(std::sync::Arc<parking_lot::Mutex<Option<T>>>);

impl<T> Default for Slot<T> {
    fn default() -> Self {
        Self(std::sync::Arc::new(parking_lot::Mutex::new(None)))
    }
}

impl<T> Clone for Slot<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Slot<T> {
    fn fill(&self, value: T) {
        *self.0.lock() = Some(value);
    }

    fn take(&self) -> Option<T> {
        self.0.lock().take()
    }
}
