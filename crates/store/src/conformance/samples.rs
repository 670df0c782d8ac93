//! Things to store. Each is the same for the same number.

use basekey_access::{Access, Addresses, ScopeSet, SecretEnd, SecretHash, StoredSecret, Token};
use basekey_model::change::{Change, ChangeItem, ChangeSource, RawDoc};
use basekey_model::field::FieldKind;
use basekey_model::id::{
    BaseId, FieldId, ImportId, InviteId, RecordId, SessionId, TableId, TokenId, UserId, ViewId,
    WorkspaceId,
};
use basekey_model::schema::{
    BaseNo, DeletedField, Deletion, Field, FieldKey, Table, TableNo, UserNo, View, ViewKind,
    ViewSettings,
};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;

use super::Failure;
use crate::error::Result;
use crate::iface::Tx;
use crate::rows::{
    AuditEntry, Import, Invite, LastUsed, Member, NewUser, Origin, RecordHead, Records, Session,
    Shared, SignInLink, StoredRefusal, Workspace,
};

/// The moment all samples are counted from.
pub(super) const START: i64 = 1_750_000_000_000;

pub(super) fn at(n: i64) -> Millis {
    Millis(START + n)
}

/// A different stream for each number.
fn random(n: u64) -> Fixed {
    Fixed::new(n.wrapping_mul(0x0001_0000_0001))
}

pub(super) fn user(n: u64) -> NewUser {
    NewUser {
        id: UserId::random(&random(n)),
        email: format!("person{n}@example.com"),
        name: format!("Pérson {n} ☃"),
        instance_owner: n.is_multiple_of(2),
        created: at(n as i64),
    }
}

pub(super) fn session_id(n: u64) -> SessionId {
    SessionId::random(&random(n))
}

pub(super) fn hash(n: u64) -> SecretHash {
    SecretHash::of(&n.to_le_bytes())
}

pub(super) fn origin(n: u64) -> Origin {
    Origin {
        address: Some(format!("192.0.2.{}", n % 250)),
        client: Some("client/1.0".to_owned()),
    }
}

pub(super) fn session(n: u64, user: UserNo, expires: Millis) -> Session {
    Session {
        id: session_id(n),
        user,
        hash: hash(n),
        created: at(n as i64),
        expires,
        confirmed: at(n as i64),
        by_link: n % 2 == 1,
        origin: origin(n),
    }
}

pub(super) fn link(n: u64, user: UserNo, expires: Millis) -> SignInLink {
    SignInLink {
        hash: hash(n),
        user,
        expires,
    }
}

pub(super) fn workspace(n: u64) -> Workspace {
    Workspace {
        id: WorkspaceId::random(&random(n)),
        name: format!("Workspace {n}"),
        created: at(n as i64),
    }
}

pub(super) fn base_id(n: u64) -> BaseId {
    BaseId::random(&random(n))
}

/// Stores base `n` in workspace 1, with table 1.
pub(super) fn add_base(tx: &mut dyn Tx, n: u64) -> Result<BaseNo> {
    let base = tx.add_base(
        base_id(n),
        workspace(1).id,
        &format!("Base {n}"),
        at(n as i64),
    )?;
    tx.put_table(base, &table(1))?;
    Ok(base)
}

pub(super) fn member(user: UserNo, role: basekey_access::Role, created: Millis) -> Member {
    Member {
        user,
        role,
        created,
        granted_by: None,
    }
}

/// Invite `n` to workspace 1 (odd numbers) or base 1.
pub(super) fn invite(n: u64, expires: Millis) -> Invite {
    let odd = !n.is_multiple_of(2);
    Invite {
        id: InviteId::random(&random(n)),
        to: if odd {
            Shared::Workspace(workspace(1).id)
        } else {
            Shared::Base(base_id(1))
        },
        role: if odd {
            basekey_access::Role::Editor
        } else {
            basekey_access::Role::ReadOnly
        },
        email: odd.then(|| format!("pérson{n}@example.com")),
        hash: hash(n),
        made_by: UserNo(1),
        created: at(n as i64),
        expires,
    }
}

pub(super) fn table(n: i64) -> Table {
    let entropy = random(n as u64);
    let primary = FieldId::random(&entropy);
    let field = |key, id, name: &str, kind| Field {
        id,
        key: FieldKey(key),
        name: name.to_owned(),
        description: None,
        kind,
    };
    Table {
        id: TableId::random(&entropy),
        no: TableNo(n),
        name: format!("Table {n}"),
        description: (n % 2 == 0).then(|| "Ünusual \"text\"".to_owned()),
        primary_field: primary,
        fields: vec![
            field(1, primary, "Name", FieldKind::SingleLineText),
            field(
                2,
                FieldId::random(&entropy),
                "Amount",
                FieldKind::Number { precision: 2 },
            ),
        ],
        views: vec![View {
            id: ViewId::random(&entropy),
            name: "Grid view".to_owned(),
            description: None,
            kind: ViewKind::Grid,
            settings: ViewSettings::default(),
        }],
        next_key: FieldKey(3),
        deleted_fields: Vec::new(),
        date_dependency: None,
        deleted: None,
    }
}

/// Table `n` after user 1 deleted it, with a field that was deleted before.
pub(super) fn deleted_table(n: i64) -> Table {
    let deletion = |moment| Deletion {
        at: at(moment),
        by: Some(UserNo(1)),
    };
    let mut table = table(n);
    let field = table.fields.remove(1);
    table.deleted_fields.push(DeletedField {
        field,
        place: 1,
        deletion: deletion(50),
        with_table: Some(table.id),
    });
    table.deleted = Some(deletion(60));
    table
}

/// Record ids in order of their number.
pub(super) fn record_id(n: u64) -> RecordId {
    RecordId::from_tail(&format!("{n:014}")).unwrap_or_else(|| RecordId::random(&random(n)))
}

pub(super) fn head(n: u64) -> RecordHead {
    RecordHead {
        id: record_id(n),
        created: at(n as i64),
        created_by: UserNo(1),
        modified: at(n as i64 + 1),
        modified_by: UserNo(2),
    }
}

pub(super) fn doc(n: u64) -> String {
    format!("{{\"1\":\"Récord {n} \\n\\u0000 \\\"☃\\\"\",\"2\":{n}.5,\"4\":[3,1]}}")
}

pub(super) fn records(numbers: impl IntoIterator<Item = u64>) -> Records {
    let mut records = Records::default();
    for n in numbers {
        records.push(head(n), &doc(n));
    }
    records
}

/// Ids and documents, to be compared.
pub(super) fn listed(records: &Records) -> Vec<(RecordHead, String)> {
    records
        .iter()
        .map(|record| (*record.head, record.doc.to_owned()))
        .collect()
}

/// The numbers of records.
pub(super) fn numbers(records: &Records) -> Vec<u64> {
    records
        .iter()
        .map(|record| record.head.id.tail().parse().unwrap_or(u64::MAX))
        .collect()
}

pub(super) fn raw(doc: &str) -> std::result::Result<RawDoc, Failure> {
    RawDoc::new(doc.to_owned()).map_err(|error| Failure(error.to_string()))
}

/// A change that says nothing but `n`.
pub(super) fn change(n: i64) -> Change {
    Change {
        seq: -7,
        at: at(n),
        user: Some(UserNo(1)),
        token: None,
        source: ChangeSource::PublicApi,
        what: vec![ChangeItem::BaseCreated {
            name: format!("change {n}"),
        }],
    }
}

pub(super) fn token_id(n: u64) -> TokenId {
    TokenId::random(&random(n))
}

pub(super) fn token(n: u64, owner: UserNo) -> Token {
    Token {
        id: token_id(n),
        owner,
        name: format!("Token {n}"),
        note: Some(format!("note {n}")),
        scopes: ScopeSet::all(),
        access: Access::All,
        allowed_addresses: addresses(n),
        requests_per_second: Some(n as u32),
        created: at(n as i64),
        created_by_token: None,
        not_before: Some(at(n as i64 + 1)),
        expires: Some(at(1_000_000)),
        revision: n as u32,
        paused: false,
        revoked: None,
        revoked_by: Some(user(n).id),
        revoke_reason: Some(format!("reason {n}")),
        secrets: vec![StoredSecret {
            hash: hash(n),
            hint: Some(format!("{:04x}", n % 0x1_0000)),
            created: at(n as i64),
            ends: SecretEnd::Never,
            first_used: None,
        }],
        last_regenerate: None,
    }
}

/// Anywhere for every third.
fn addresses(n: u64) -> Addresses {
    let blocks: Vec<_> = (0..n % 3)
        .filter_map(|block| format!("10.{block}.0.0/16").parse().ok())
        .collect();
    blocks.try_into().unwrap_or_default()
}

pub(super) fn last_used(n: u64) -> LastUsed {
    LastUsed {
        at: at(n as i64),
        origin: origin(n),
    }
}

pub(super) fn refusal(n: u64) -> StoredRefusal {
    StoredRefusal {
        at: at(n as i64),
        request: format!("req{n:014}"),
        operation: "listRecords".to_owned(),
        reason: "scope".to_owned(),
        detail: format!("refusal {n}"),
        scopes: vec!["data.records:read".to_owned(); n as usize % 3],
        any_of: n.is_multiple_of(2),
        role: n.is_multiple_of(3).then(|| "edit".to_owned()),
        resource: None,
        origin: origin(n),
    }
}

pub(super) fn audit(n: u64) -> AuditEntry {
    AuditEntry {
        seq: 0,
        at: at(n as i64),
        action: "token.created".to_owned(),
        user: Some(user(n).id),
        by_token: None,
        subject: Some(format!("pat{n:014}")),
        detail: serde_json::json!({ "n": n }),
        origin: origin(n),
    }
}

pub(super) fn import(n: u64, base: BaseNo, file: &str) -> Import {
    Import {
        id: ImportId::random(&random(n)),
        base,
        file: file.to_owned(),
        plan: format!("{{\"n\":{n}}}"),
        done: n as i64,
        finished: None,
    }
}

/// Names of the settings and counters that [`fill`] stores.
pub(super) const NAMES: [&str; 2] = ["first", "second"];

/// Stores at least one of everything.
pub(super) fn fill(tx: &mut dyn Tx) -> Result<()> {
    use basekey_access::Role;
    let first = tx.add_user(&user(1))?;
    let second = tx.add_user(&user(2))?;
    tx.add_session(&session(1, first, at(100)))?;
    tx.add_session(&session(2, second, at(200)))?;
    tx.add_sign_in_link(&link(9, second, at(100)))?;
    tx.put_workspace(&workspace(1))?;
    let base = add_base(tx, 1)?;
    tx.put_table(base, &table(2))?;
    tx.put_table(base, &deleted_table(3))?;
    // One that is gone for good and leaves its number behind.
    tx.put_table(base, &table(7))?;
    tx.remove_table(base, TableNo(7))?;
    tx.put_member(
        Shared::Workspace(workspace(1).id),
        &member(first, Role::Owner, at(1)),
    )?;
    tx.put_member(
        Shared::Base(base_id(1)),
        &member(second, Role::Editor, at(2)),
    )?;
    tx.add_invite(&invite(1, at(100)))?;
    tx.add_invite(&invite(2, at(200)))?;
    tx.put_token(&token(1, first))?;
    tx.put_last_used(&[(token_id(1), last_used(1))])?;
    tx.add_refusals(&[(token_id(1), refusal(1))], 50)?;
    tx.put_token_usage(token_id(1), "{\"calls\":1}")?;
    tx.add_audit(&audit(1))?;
    for (n, name) in (10..).zip(NAMES) {
        tx.put_setting(name, "{\"on\":true}")?;
        tx.set_counter(base, name, n)?;
    }
    tx.add_records(base, TableNo(1), &records(1..=5))?;
    tx.add_records(base, TableNo(2), &records(6..=7))?;
    tx.add_records(base, TableNo(3), &records(8..=9))?;
    tx.add_change(base, &change(1))?;
    tx.add_change(base, &change(2))?;
    tx.put_import(&import(1, base, "one"))
}
