//! The operations of Basekey.
//!
//! An operation on a base takes a [`Permit`](basekey_access::Permit) by value
//! and acts on the base that the permit names: whoever has not asked has
//! nothing to hand in, and the code does not compile. Permits are asked for
//! with [`App::permit_base`] and its siblings, which look the resource up and
//! let [`basekey_access::decide`] judge.
//!
//! This crate knows nothing of HTTP: no status codes, no wire shapes. It
//! knows the store by its interface only.

mod accounts;
mod activity;
mod audit;
mod authorize;
mod base_people;
mod bases;
mod collaborators;
mod columns;
mod compute;
mod directory;
mod drafts;
mod error;
mod imports;
mod invites;
mod leaving;
mod passwords;
mod policy;
mod records;
mod schemas;
mod sessions;
mod settings;
mod tables;
mod tokens;
mod tries;
mod usage;
mod users;
mod workspaces;

use std::sync::Arc;

use basekey_access::Caller;
use basekey_model::id::{Entropy, RequestId};
use basekey_model::limits::Limits;
use basekey_model::time::{Clock, Millis};
use basekey_store::{Store, StoreExt, Tx};

pub use accounts::{Account, AccountEdit};
pub use audit::{AuditExport, AuditLine, AuditPage};
pub use authorize::Accepted;
pub use bases::{BaseEdit, CreatedBase, ListedBase, NewBase};
pub use collaborators::{Collaborator, Collaborators, NewCollaborator};
pub use columns::ColumnUse;
pub use compute::verify_derived;
pub use directory::{People, PersonInfo};
pub use error::{AppError, AuthFailure, Missing, Result, Rule};
pub use imports::{ImportBegun, ImportRejection, ImportRows, ImportedRows, NewImport};
pub use invites::{InviteInfo, InviteLook, InviteUsed, Joining, NewInvite};
pub use leaving::LeavingToken;
pub use policy::Policy;
pub use records::{
    Direction, LinkNames, ListQuery, RecordEdit, RecordInput, RecordPage, SortBy, UpdateMode,
    UpsertElement, Upserted, WriteOptions,
};
pub use schemas::TableHandle;
pub use sessions::{SESSION_SECONDS, SessionInfo, SignIn, SignInFailure};
pub use settings::{CreatorsMode, Settings, TokenCreators};
pub use tables::{
    Conversion, DeletedItem, FieldChange, FieldChanged, FieldEdit, Gone, ListedView, TableEdit,
    ViewDraft, ViewEdit,
};
pub use tokens::{
    Expiry, FoundToken, InstanceToken, InstanceTokens, NewToken, NotRevoked, OldSecretEnds,
    Regenerated, RevokedTokens, SecretInfo, TokenEdit, TokenFilter, TokenInfo,
};
pub use usage::{CallUse, ClientUse, HourUse, NotedCall, OperationUse, TokenActivity};
pub use users::{NewUserSettings, UserEdit, UserInfo};
pub use workspaces::WorkspaceInfo;

pub use basekey_store::{
    AuditEntry, AuditFilter, Base, LastUsed, Origin, RecordHead, RecordRef, Records, Shared,
    StoreError, StoredRefusal,
};

/// What [`App::open`] is given from outside.
pub struct Parts {
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Gives random bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Every number that bounds a request.
    pub limits: Limits,
}

/// Who asks, from where, and under which request id.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// The authenticated caller.
    pub caller: Caller,
    /// Where the request comes from; shared, because a token's is kept.
    pub origin: Arc<Origin>,
    /// The id the client is given.
    pub request: RequestId,
}

/// The whole application. Cloning shares it.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    store: Arc<dyn Store>,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    limits: Limits,
    directory: directory::Directory,
    schemas: schemas::Schemas,
    activity: activity::Activity,
    usage: usage::Usage,
    record_ids: records::Ids,
    iterators: records::Iterators,
    matching: records::Matching,
    columns: columns::Columns,
    graphs: compute::Graphs,
    fills: compute::Fills,
    passwords: passwords::Passwords,
    tries: tries::Tries,
}

impl App {
    /// Starts the application on an open store.
    pub fn open(store: Arc<dyn Store>, parts: Parts) -> Self {
        Self {
            inner: Arc::new(Inner {
                store,
                clock: parts.clock,
                entropy: parts.entropy,
                columns: columns::Columns::new(parts.limits.columns_mib),
                limits: parts.limits,
                directory: directory::Directory::default(),
                schemas: schemas::Schemas::default(),
                activity: activity::Activity::default(),
                usage: usage::Usage::default(),
                record_ids: records::Ids::default(),
                iterators: records::Iterators::default(),
                matching: records::Matching::default(),
                graphs: compute::Graphs::default(),
                fills: compute::Fills::default(),
                passwords: passwords::Passwords::default(),
                tries: tries::Tries::default(),
            }),
        }
    }

    /// The numbers that bound requests.
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    /// The source of random bytes, for request ids.
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.inner.entropy
    }

    /// The present moment.
    pub fn now(&self) -> Millis {
        self.inner.clock.now()
    }

    /// True if the store answers.
    pub async fn ready(&self) -> bool {
        use basekey_store::Cost;
        self.inner
            .store
            .run_read(Cost::Short, |read| read.setting("ready").map(|_| ()))
            .await
            .is_ok()
    }

    /// Writes what is kept in memory (last uses, refusals, counts) and closes the store.
    pub async fn close(&self) -> Result<()> {
        // What could not be written is lost either way; the store is closed all the same.
        let flushed = self.flush_activity().await;
        let counted = self.flush_usage().await;
        self.inner.store.close().await?;
        flushed.and(counted.map_err(AppError::from))
    }

    fn store(&self) -> &dyn Store {
        &*self.inner.store
    }

    /// A write and what must follow its commit. Both are carried out even if
    /// the caller hangs up meanwhile: a revocation that was stored but not
    /// made known to this process would not hold.
    async fn write_and<T, E, F>(&self, job: F, after: fn(&Self)) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: FnOnce(&mut dyn Tx) -> Result<T, E> + Send + 'static,
    {
        let app = self.clone();
        let written = tokio::spawn(async move {
            let done = app.store().run_write(job).await;
            after(&app);
            done
        });
        written
            .await
            .unwrap_or_else(|_| Err(StoreError::Closed.into()))
    }
}
