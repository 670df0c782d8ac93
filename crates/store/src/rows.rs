//! The shapes a store keeps and gives back.

use std::fmt;
use std::ops::Range;

use basekey_access::{Role, SecretHash, Token};
use basekey_model::doc::Doc;
use basekey_model::id::{
    BaseId, ImportId, InviteId, RecordId, SessionId, TokenId, UserId, WorkspaceId,
};
use basekey_model::predicate::Stored;
use basekey_model::schema::{BaseNo, UserNo};
use basekey_model::time::Millis;
use serde::{Deserialize, Serialize};

/// A person who can sign in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The number that record rows carry.
    pub no: UserNo,
    /// `usr…`
    pub id: UserId,
    /// Lower case; unique in the instance.
    pub email: String,
    /// As people see it.
    pub name: String,
    /// Argon2id in PHC text form; `None` until a password is set.
    pub password: Option<String>,
    /// A deactivated user's sessions and tokens are refused.
    pub active: bool,
    /// May manage users, settings and read the audit log.
    pub instance_owner: bool,
    /// When the user was made.
    pub created: Millis,
}

impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("active", &self.active)
            .finish_non_exhaustive()
    }
}

/// A user about to be stored; the store gives the number.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// `usr…`
    pub id: UserId,
    /// Lower case.
    pub email: String,
    /// As people see it.
    pub name: String,
    /// May manage the instance.
    pub instance_owner: bool,
    /// When the user was made.
    pub created: Millis,
}

/// How a user is looked up.
#[derive(Debug, Clone, Copy)]
pub enum UserKey<'a> {
    /// By number.
    No(UserNo),
    /// By id.
    Id(UserId),
    /// By e-mail, in lower case.
    Email(&'a str),
}

/// A browser session; the cookie's text is kept as a hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// `ses…`, the public part of the cookie.
    pub id: SessionId,
    /// Whose session.
    pub user: UserNo,
    /// SHA-256 of the cookie's text.
    pub hash: SecretHash,
    /// When it began.
    pub created: Millis,
    /// When it ends by itself.
    pub expires: Millis,
    /// When its user last showed who they are: by signing in, or since then.
    /// 1970 for a session that began before this was kept.
    pub confirmed: Millis,
    /// True if a sign-in link began it; false if that was not kept.
    pub by_link: bool,
    /// Address and client that began it.
    pub origin: Origin,
}

/// Where a caller comes from, as far as the server can tell.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// IP address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// The `User-Agent`, cut to 200 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
}

/// A single-use link that signs a user in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignInLink {
    /// SHA-256 of the link's secret text.
    pub hash: SecretHash,
    /// Whom it signs in.
    pub user: UserNo,
    /// When it ends by itself.
    pub expires: Millis,
}

/// A workspace: a group of bases.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    /// `wsp…`
    pub id: WorkspaceId,
    /// As people see it.
    pub name: String,
    /// When it was made.
    pub created: Millis,
}

/// A base without its tables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// `app…`
    pub id: BaseId,
    /// The first part of every key of its data.
    pub no: BaseNo,
    /// Where it lives now.
    pub workspace: WorkspaceId,
    /// As people see it.
    pub name: String,
    /// When it was made.
    pub created: Millis,
}

/// What a role is held on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shared {
    /// A workspace and all its bases.
    Workspace(WorkspaceId),
    /// One base.
    Base(BaseId),
}

/// One collaborator of a workspace or base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user: UserNo,
    /// What they may do.
    pub role: Role,
    /// Since when.
    pub created: Millis,
    /// Who granted it.
    pub granted_by: Option<UserNo>,
}

/// An invite to a workspace or base that was not used yet. The code's text is
/// kept as a hash only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// `inv…`, the public part.
    pub id: InviteId,
    /// To what.
    pub to: Shared,
    /// What whoever uses it may do then.
    pub role: Role,
    /// Lower case; only this address may use it.
    pub email: Option<String>,
    /// SHA-256 of the code's text.
    pub hash: SecretHash,
    /// Who made it.
    pub made_by: UserNo,
    /// When it was made.
    pub created: Millis,
    /// When it ends by itself.
    pub expires: Millis,
}

/// A token with what is kept beside it.
#[derive(Debug, Clone)]
pub struct StoredToken {
    /// Settings, state and hashes.
    pub token: Token,
    /// The last use, written at intervals and at shutdown.
    pub last_used: Option<LastUsed>,
}

/// A token's last use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LastUsed {
    /// When.
    pub at: Millis,
    /// From where.
    pub origin: Origin,
}

/// One refused call of a token, with the true reason, for its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct StoredRefusal {
    /// When.
    pub at: Millis,
    /// The request id that the client was given.
    pub request: String,
    /// The operation's name.
    pub operation: String,
    /// `scope`, `access`, `role`, `state`, `session`, `address` or `secret`.
    pub reason: String,
    /// The reason in words, with what to do.
    pub detail: String,
    /// The scopes that the operation needs, if one of them was missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scopes: Vec<String>,
    /// True if one of `scopes` is enough.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub any_of: bool,
    /// The least role that the operation needs, if the user's was too small.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// The base or workspace asked for, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// From where.
    pub origin: Origin,
}

/// One entry of the audit log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AuditEntry {
    /// Counts up; given by the store (0 when handed in).
    #[serde(default)]
    pub seq: i64,
    /// When.
    pub at: Millis,
    /// What happened, for instance `token.created`.
    pub action: String,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<UserId>,
    /// The token that did it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_token: Option<TokenId>,
    /// The id of what it was done to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
    /// Settings before and after, never a secret.
    #[serde(default, skip_serializing_if = "serde_json::Value::is_null")]
    pub detail: serde_json::Value,
    /// From where.
    #[serde(default)]
    pub origin: Origin,
}

/// Which entries of the audit log are asked for: those that fit every part
/// that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// What happened: a whole action, or its first words up to a dot, as
    /// `token` for `token.created` and all others of tokens.
    pub action: Option<String>,
    /// Who did it.
    pub user: Option<UserId>,
    /// The token that did it.
    pub by_token: Option<TokenId>,
    /// The id of what it was done to.
    pub subject: Option<String>,
    /// Not before this moment.
    pub from: Option<Millis>,
    /// Before this moment.
    pub to: Option<Millis>,
}

impl AuditFilter {
    /// True if every entry is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What of a record stands outside its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHead {
    /// `rec…`
    pub id: RecordId,
    /// When it was made.
    pub created: Millis,
    /// Who made it.
    pub created_by: UserNo,
    /// When a cell last changed.
    pub modified: Millis,
    /// Who changed it.
    pub modified_by: UserNo,
}

/// Records in one buffer, so that a page costs two allocations and not two hundred.
#[derive(Debug, Clone, Default)]
pub struct Records {
    text: String,
    heads: Vec<(RecordHead, Range<usize>)>,
}

/// One record of a [`Records`].
#[derive(Debug, Clone, Copy)]
pub struct RecordRef<'a> {
    /// What stands outside the document.
    pub head: &'a RecordHead,
    /// The document: short field keys, canonical JSON.
    pub doc: &'a str,
}

impl<'a> RecordRef<'a> {
    /// The record as predicates see it.
    pub fn stored(self) -> Stored<'a> {
        Stored {
            id: self.head.id,
            created: self.head.created,
            modified: self.head.modified,
            doc: Doc(self.doc),
        }
    }
}

impl Records {
    /// An empty buffer with room for `records`.
    pub fn with_capacity(records: usize) -> Self {
        Self {
            text: String::with_capacity(records * 512),
            heads: Vec::with_capacity(records),
        }
    }

    /// Adds a record at the end.
    pub fn push(&mut self, head: RecordHead, doc: &str) {
        let start = self.text.len();
        self.text.push_str(doc);
        self.heads.push((head, start..self.text.len()));
    }

    /// How many records.
    pub fn len(&self) -> usize {
        self.heads.len()
    }

    /// True if there is none.
    pub fn is_empty(&self) -> bool {
        self.heads.is_empty()
    }

    /// The record at `index`.
    pub fn get(&self, index: usize) -> Option<RecordRef<'_>> {
        let (head, range) = self.heads.get(index)?;
        Some(RecordRef {
            head,
            doc: &self.text[range.clone()],
        })
    }

    /// The last record.
    pub fn last(&self) -> Option<RecordRef<'_>> {
        self.get(self.heads.len().checked_sub(1)?)
    }

    /// All records in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = RecordRef<'_>> {
        self.heads.iter().map(|(head, range)| RecordRef {
            head,
            doc: &self.text[range.clone()],
        })
    }

    /// Drops all but the first `keep`.
    pub fn truncate(&mut self, keep: usize) {
        self.heads.truncate(keep);
    }
}

/// How far an import has come; stored in the transaction that stores its rows,
/// so that an interrupted import goes on exactly where it stopped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// `imp…`
    pub id: ImportId,
    /// Where its rows go.
    pub base: BaseNo,
    /// SHA-256 of the file, in hex: the same file goes on, another starts anew.
    pub file: String,
    /// The plan (table, columns, types) as JSON, owned by the importer.
    pub plan: String,
    /// Rows of the file that are done, stored or rejected.
    pub done: i64,
    /// When the whole file was done.
    pub finished: Option<Millis>,
}
