//! The interface's calls on one connection.

use std::collections::HashMap;

use basekey_access::{Role, SecretHash, Token};
use basekey_model::change::Change;
use basekey_model::id::{BaseId, ImportId, InviteId, RecordId, SessionId, TokenId, WorkspaceId};
use basekey_model::predicate::Predicate;
use basekey_model::schema::{BaseNo, BaseSchema, Table, TableNo, UserNo};
use basekey_model::time::Millis;
use rusqlite::Connection;

use super::{audit, bases, invites, people, records, sharing, tokens};
use crate::error::Result;
use crate::iface::{Read, Tx};
use crate::rows::{
    AuditEntry, AuditFilter, Base, Import, Invite, LastUsed, Member, NewUser, RecordHead, Records,
    Session, Shared, SignInLink, StoredRefusal, StoredToken, User, UserKey, Workspace,
};

/// A connection inside a transaction. `S` is what writing needs beside it.
pub(super) struct Work<'c, S> {
    conn: &'c Connection,
    state: S,
}

/// What a writing closure needs beside the connection.
pub(super) struct Writing<'s> {
    seqs: &'s mut Seqs,
    failed: bool,
}

impl<'c> Work<'c, ()> {
    pub(super) fn reading(conn: &'c Connection) -> Self {
        Self { conn, state: () }
    }
}

impl<'c, 's> Work<'c, Writing<'s>> {
    pub(super) fn writing(conn: &'c Connection, seqs: &'s mut Seqs) -> Self {
        Self {
            conn,
            state: Writing {
                seqs,
                failed: false,
            },
        }
    }

    /// True if a writing call failed, so that half of it may be there.
    pub(super) fn failed(&self) -> bool {
        self.state.failed
    }

    /// Notes a failure.
    fn step<T>(&mut self, result: Result<T>) -> Result<T> {
        self.state.failed |= result.is_err();
        result
    }
}

/// The last change number of each base that was written to, so that a write
/// need not look for it.
#[derive(Default)]
pub(super) struct Seqs {
    last: HashMap<BaseNo, i64>,
    /// What the running closure replaced.
    before: Vec<(BaseNo, i64)>,
}

impl Seqs {
    fn next(&mut self, conn: &Connection, base: BaseNo) -> Result<i64> {
        let last = match self.last.get(&base) {
            Some(last) => *last,
            None => bases::last_change(conn, base)?,
        };
        self.before.push((base, last));
        self.last.insert(base, last + 1);
        Ok(last + 1)
    }

    /// The running closure's changes stay.
    pub(super) fn keep(&mut self) {
        self.before.clear();
    }

    /// The running closure's changes were undone.
    pub(super) fn undo(&mut self) {
        while let Some((base, last)) = self.before.pop() {
            self.last.insert(base, last);
        }
    }

    /// What is stored is not known any more.
    pub(super) fn forget(&mut self) {
        self.before.clear();
        self.last.clear();
    }
}

impl<S> Read for Work<'_, S> {
    fn user(&self, key: UserKey<'_>) -> Result<Option<User>> {
        people::user(self.conn, key)
    }

    fn users(&self) -> Result<Vec<User>> {
        people::users(self.conn)
    }

    fn session(&self, id: SessionId) -> Result<Option<Session>> {
        people::session(self.conn, id)
    }

    fn sessions_of(&self, user: UserNo) -> Result<Vec<Session>> {
        people::sessions_of(self.conn, user)
    }

    fn sign_in_link(&self, hash: &SecretHash) -> Result<Option<SignInLink>> {
        people::sign_in_link(self.conn, hash)
    }

    fn workspace(&self, id: WorkspaceId) -> Result<Option<Workspace>> {
        sharing::workspace(self.conn, id)
    }

    fn workspaces(&self) -> Result<Vec<Workspace>> {
        sharing::workspaces(self.conn)
    }

    fn base(&self, id: BaseId) -> Result<Option<Base>> {
        sharing::base(self.conn, id)
    }

    fn bases(&self) -> Result<Vec<Base>> {
        sharing::bases(self.conn)
    }

    fn members(&self, of: Shared) -> Result<Vec<Member>> {
        sharing::members(self.conn, of)
    }

    fn memberships(&self, user: UserNo) -> Result<Vec<(Shared, Role)>> {
        sharing::memberships(self.conn, user)
    }

    fn invites(&self, to: Shared) -> Result<Vec<Invite>> {
        invites::list(self.conn, to)
    }

    fn invite(&self, hash: &SecretHash) -> Result<Option<Invite>> {
        invites::find(self.conn, hash)
    }

    fn token(&self, id: TokenId) -> Result<Option<StoredToken>> {
        tokens::token(self.conn, id)
    }

    fn tokens_of(&self, user: UserNo) -> Result<Vec<StoredToken>> {
        tokens::tokens_of(self.conn, user)
    }

    fn tokens(&self, after: Option<TokenId>, limit: usize) -> Result<Vec<StoredToken>> {
        tokens::tokens(self.conn, after, limit)
    }

    fn token_usage(&self, token: TokenId) -> Result<Option<String>> {
        tokens::token_usage(self.conn, token)
    }

    fn refusals(&self, token: TokenId) -> Result<Vec<StoredRefusal>> {
        tokens::refusals(self.conn, token)
    }

    fn audit(
        &self,
        filter: &AuditFilter,
        before: Option<i64>,
        limit: usize,
    ) -> Result<Vec<AuditEntry>> {
        audit::list(self.conn, filter, before, limit)
    }

    fn setting(&self, name: &str) -> Result<Option<String>> {
        tokens::setting(self.conn, name)
    }

    fn schema(&self, base: BaseId, no: BaseNo) -> Result<BaseSchema> {
        bases::schema(self.conn, base, no)
    }

    fn schema_version(&self, base: BaseNo) -> Result<i64> {
        bases::schema_version(self.conn, base)
    }

    fn record(&self, base: BaseNo, table: TableNo, id: RecordId) -> Result<Records> {
        records::record(self.conn, base, table, id)
    }

    fn records(&self, base: BaseNo, table: TableNo, ids: &[RecordId]) -> Result<Records> {
        records::records(self.conn, base, table, ids)
    }

    fn page(
        &self,
        base: BaseNo,
        table: TableNo,
        after: Option<RecordId>,
        limit: usize,
    ) -> Result<Records> {
        records::page(self.conn, base, table, after, limit)
    }

    fn find(
        &self,
        base: BaseNo,
        table: TableNo,
        after: Option<RecordId>,
        limit: usize,
        predicate: &Predicate,
    ) -> Result<Records> {
        records::find(self.conn, base, table, after, limit, predicate)
    }

    fn table_of(&self, base: BaseNo, id: RecordId) -> Result<Option<TableNo>> {
        records::table_of(self.conn, base, id)
    }

    fn count(&self, base: BaseNo, table: TableNo) -> Result<i64> {
        records::count(self.conn, base, table)
    }

    fn last_id(&self, base: BaseNo, table: TableNo) -> Result<Option<RecordId>> {
        records::last_id(self.conn, base, table)
    }

    fn counter(&self, base: BaseNo, name: &str) -> Result<i64> {
        bases::counter(self.conn, base, name)
    }

    fn last_change(&self, base: BaseNo) -> Result<i64> {
        bases::last_change(self.conn, base)
    }

    fn changes(&self, base: BaseNo, after: i64, limit: usize) -> Result<Vec<Change>> {
        bases::changes(self.conn, base, after, limit)
    }

    fn import(&self, id: ImportId) -> Result<Option<Import>> {
        bases::import(self.conn, id)
    }

    fn open_import(&self, base: BaseNo, file: &str) -> Result<Option<Import>> {
        bases::open_import(self.conn, base, file)
    }
}

impl Tx for Work<'_, Writing<'_>> {
    fn reader(&self) -> &dyn Read {
        self
    }

    fn add_user(&mut self, user: &NewUser) -> Result<UserNo> {
        self.step(people::add_user(self.conn, user))
    }

    fn put_user(&mut self, user: &User) -> Result<()> {
        self.step(people::put_user(self.conn, user))
    }

    fn add_session(&mut self, session: &Session) -> Result<()> {
        self.step(people::add_session(self.conn, session))
    }

    fn confirm_session(&mut self, id: SessionId, at: Millis) -> Result<bool> {
        self.step(people::confirm_session(self.conn, id, at))
    }

    fn end_session(&mut self, id: SessionId) -> Result<bool> {
        self.step(people::end_session(self.conn, id))
    }

    fn end_sessions_of(&mut self, user: UserNo) -> Result<usize> {
        self.step(people::end_sessions_of(self.conn, user))
    }

    fn add_sign_in_link(&mut self, link: &SignInLink) -> Result<()> {
        self.step(people::add_sign_in_link(self.conn, link))
    }

    fn take_sign_in_link(&mut self, hash: &SecretHash) -> Result<Option<SignInLink>> {
        self.step(people::take_sign_in_link(self.conn, hash))
    }

    fn end_links_of(&mut self, user: UserNo) -> Result<usize> {
        self.step(people::end_links_of(self.conn, user))
    }

    fn sweep(&mut self, now: Millis) -> Result<usize> {
        self.step(people::sweep(self.conn, now))
    }

    fn put_workspace(&mut self, workspace: &Workspace) -> Result<()> {
        self.step(sharing::put_workspace(self.conn, workspace))
    }

    fn add_base(
        &mut self,
        id: BaseId,
        workspace: WorkspaceId,
        name: &str,
        created: Millis,
    ) -> Result<BaseNo> {
        self.step(sharing::add_base(self.conn, id, workspace, name, created))
    }

    fn put_base(&mut self, base: &Base) -> Result<()> {
        self.step(sharing::put_base(self.conn, base))
    }

    fn put_member(&mut self, of: Shared, member: &Member) -> Result<()> {
        self.step(sharing::put_member(self.conn, of, member))
    }

    fn remove_member(&mut self, of: Shared, user: UserNo) -> Result<bool> {
        self.step(sharing::remove_member(self.conn, of, user))
    }

    fn add_invite(&mut self, invite: &Invite) -> Result<()> {
        self.step(invites::add(self.conn, invite))
    }

    fn remove_invite(&mut self, id: InviteId) -> Result<bool> {
        self.step(invites::remove(self.conn, id))
    }

    fn put_token(&mut self, token: &Token) -> Result<()> {
        self.step(tokens::put_token(self.conn, token))
    }

    fn put_last_used(&mut self, uses: &[(TokenId, LastUsed)]) -> Result<()> {
        self.step(tokens::put_last_used(self.conn, uses))
    }

    fn put_token_usage(&mut self, token: TokenId, usage: &str) -> Result<()> {
        self.step(tokens::put_token_usage(self.conn, token, usage))
    }

    fn add_refusals(&mut self, refusals: &[(TokenId, StoredRefusal)], keep: usize) -> Result<()> {
        self.step(tokens::add_refusals(self.conn, refusals, keep))
    }

    fn add_audit(&mut self, entry: &AuditEntry) -> Result<i64> {
        self.step(audit::add(self.conn, entry))
    }

    fn put_setting(&mut self, name: &str, value: &str) -> Result<()> {
        self.step(tokens::put_setting(self.conn, name, value))
    }

    fn remove_table(&mut self, base: BaseNo, table: TableNo) -> Result<()> {
        self.step(bases::remove_table(self.conn, base, table))
    }

    fn put_table(&mut self, base: BaseNo, table: &Table) -> Result<()> {
        self.step(bases::put_table(self.conn, base, table))
    }

    fn add_records(&mut self, base: BaseNo, table: TableNo, records: &Records) -> Result<()> {
        self.step(records::add(self.conn, base, table, records))
    }

    fn put_record(
        &mut self,
        base: BaseNo,
        table: TableNo,
        head: &RecordHead,
        doc: &str,
    ) -> Result<()> {
        self.step(records::put(self.conn, base, table, head, doc))
    }

    fn delete_some(&mut self, base: BaseNo, table: TableNo, limit: usize) -> Result<usize> {
        self.step(records::clear(self.conn, base, table, limit))
    }

    fn delete_record(&mut self, base: BaseNo, table: TableNo, id: RecordId) -> Result<bool> {
        self.step(records::delete(self.conn, base, table, id))
    }

    fn set_counter(&mut self, base: BaseNo, name: &str, next: i64) -> Result<()> {
        self.step(bases::set_counter(self.conn, base, name, next))
    }

    fn add_change(&mut self, base: BaseNo, change: &Change) -> Result<i64> {
        let stored = self
            .state
            .seqs
            .next(self.conn, base)
            .and_then(|seq| bases::add_change(self.conn, base, seq, change).map(|()| seq));
        self.step(stored)
    }

    fn put_import(&mut self, import: &Import) -> Result<()> {
        self.step(bases::put_import(self.conn, import))
    }
}
