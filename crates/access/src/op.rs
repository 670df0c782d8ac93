//! Every operation, in one table: what it is called, where it happens, and
//! which scopes, which role and which kind of caller it needs (tokens.md 1.4).
//!
//! An operation is named twice: as a value, [`Op`], for tables and logs, and
//! as a type of the same name in this module, so that a
//! [`Permit`](crate::Permit) says in its type what it permits.

use crate::place::{OnBase, OnWorkspace, OwnAccount, PlaceType, WholeInstance};
use crate::role::Role;
use crate::scope::{Scope, ScopeSet};

/// The scopes an operation needs. Sessions need none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scopes {
    /// A token without any scope will do.
    None,
    /// Every one of these.
    All(&'static [Scope]),
    /// At least one of these.
    AnyOf(&'static [Scope]),
}

impl Scopes {
    /// The scopes that are named; empty for [`Scopes::None`].
    pub const fn listed(self) -> &'static [Scope] {
        match self {
            Self::None => &[],
            Self::All(scopes) | Self::AnyOf(scopes) => scopes,
        }
    }

    /// True if a token that holds these scopes has what is needed.
    pub fn satisfied_by(self, held: ScopeSet) -> bool {
        match self {
            Self::None => true,
            Self::All(scopes) => scopes.iter().all(|scope| held.contains(*scope)),
            Self::AnyOf(scopes) => scopes.iter().any(|scope| held.contains(*scope)),
        }
    }
}

/// Where an operation happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlaceKind {
    /// The caller's own account.
    Account,
    /// The whole instance.
    Instance,
    /// One workspace.
    Workspace,
    /// One base.
    Base,
}

/// Which callers may ask at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Callers {
    /// Tokens and sessions.
    Any,
    /// Signed-in people only: no scope allows it to a token.
    SessionOnly,
}

/// One row of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpInfo {
    /// The operation.
    pub op: Op,
    /// The `operationId` of the OpenAPI document, and its name in logs.
    pub name: &'static str,
    /// What a token needs.
    pub scopes: Scopes,
    /// The least role on the workspace or base; `None` if it happens elsewhere.
    pub role: Option<Role>,
    /// Where it happens.
    pub place: PlaceKind,
    /// Who may ask.
    pub callers: Callers,
}

/// The type of an operation. Implemented by the types of this module only.
pub trait Operation: sealed::Sealed {
    /// The operation as a value.
    const OP: Op;
    /// Where it happens, as a type.
    type At: PlaceType;
}

/// An operation on one base, whose permit therefore names that base.
pub trait BaseOperation: Operation<At = OnBase> {}

impl<O: Operation<At = OnBase>> BaseOperation for O {}

mod sealed {
    pub trait Sealed {}
}

macro_rules! place_type {
    (Account) => {
        OwnAccount
    };
    (Instance) => {
        WholeInstance
    };
    (Workspace) => {
        OnWorkspace
    };
    (Base) => {
        OnBase
    };
}

macro_rules! least_role {
    (-) => {
        None
    };
    ($role:ident) => {
        Some(Role::$role)
    };
}

macro_rules! scopes {
    (-) => { Scopes::None };
    ($scope:ident) => { Scopes::All(&[Scope::$scope]) };
    ($($scope:ident)|+) => { Scopes::AnyOf(&[$(Scope::$scope),+]) };
    ($($scope:ident)&+) => { Scopes::All(&[$(Scope::$scope),+]) };
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident $wire:literal: $place:tt, $callers:ident, [$($scopes:tt)+], $role:tt;)*) => {
        /// Every operation there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Op { $($(#[$doc])* $name,)* }

        impl Op {
            /// All of them, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];
        }

        /// The table, in the order of [`Op`].
        pub static OPERATIONS: [OpInfo; Op::ALL.len()] = [$(OpInfo {
            op: Op::$name,
            name: $wire,
            scopes: scopes!($($scopes)+),
            role: least_role!($role),
            place: PlaceKind::$place,
            callers: Callers::$callers,
        }),*];

        $(
            $(#[$doc])*
            #[derive(Debug)]
            pub enum $name {}
            impl sealed::Sealed for $name {}
            impl Operation for $name {
                const OP: Op = Op::$name;
                type At = place_type!($place);
            }
        )*
    };
}

operations! {
    // Airtable's Web API.

    /// Tells a caller who it is.
    WhoAmI "whoAmI": Account, Any, [-], -;
    /// Lists the bases that [`Permit::sees`](crate::Permit::sees).
    ListBases "listBases": Account, Any, [SchemaRead], -;
    /// Makes a base in a workspace.
    CreateBase "createBase": Workspace, Any, [SchemaWrite], Creator;
    /// Reads tables, fields and views.
    GetBaseSchema "getBaseSchema": Base, Any, [SchemaRead], ReadOnly;
    /// Reads who collaborates on a base.
    GetBaseCollaborators "getBaseCollaborators": Base, Any, [SchemaRead | WorkspacesAndBasesRead], ReadOnly;
    /// Makes a table.
    CreateTable "createTable": Base, Any, [SchemaWrite], Creator;
    /// Changes a table's name or description.
    UpdateTable "updateTable": Base, Any, [SchemaWrite], Creator;
    /// Makes a field.
    CreateField "createField": Base, Any, [SchemaWrite], Creator;
    /// Changes a field.
    UpdateField "updateField": Base, Any, [SchemaWrite], Creator;
    /// Lists a base's views.
    ListViews "listViews": Base, Any, [WorkspacesAndBasesRead], ReadOnly;
    /// Reads one view's settings.
    GetView "getView": Base, Any, [WorkspacesAndBasesRead], ReadOnly;
    /// Deletes a view.
    DeleteView "deleteView": Base, Any, [WorkspacesAndBasesWrite], Editor;
    /// Lists a table's records.
    ListRecords "listRecords": Base, Any, [RecordsRead], ReadOnly;
    /// Reads one record.
    GetRecord "getRecord": Base, Any, [RecordsRead], ReadOnly;
    /// Makes records.
    CreateRecords "createRecords": Base, Any, [RecordsWrite], Editor;
    /// Changes records.
    UpdateRecords "updateRecords": Base, Any, [RecordsWrite], Editor;
    /// Deletes records.
    DeleteRecords "deleteRecords": Base, Any, [RecordsWrite], Editor;
    /// Brings rows of a file into a table, which may add choices on the way.
    ImportRecords "importRecords": Base, Any, [RecordsWrite & SchemaWrite], Creator;
    /// Lists the workspaces that [`Permit::sees`](crate::Permit::sees).
    ListWorkspaces "listWorkspaces": Account, Any, [WorkspacesAndBasesRead], -;
    /// Reads a workspace, its bases and collaborators.
    GetWorkspace "getWorkspace": Workspace, Any, [WorkspacesAndBasesRead], ReadOnly;

    // The structure of a base beyond Airtable's API.

    /// Deletes a table; it can be restored for a while.
    DeleteTable "deleteTable": Base, Any, [SchemaWrite], Creator;
    /// Deletes a field; it can be restored for a while.
    DeleteField "deleteField": Base, Any, [SchemaWrite], Creator;
    /// Lists deleted tables and fields that can be restored.
    ListDeleted "listDeleted": Base, Any, [SchemaRead], Creator;
    /// Brings a deleted table or field back.
    RestoreDeleted "restoreDeleted": Base, Any, [SchemaWrite], Creator;
    /// Makes a view.
    CreateView "createView": Base, Any, [SchemaWrite], Editor;
    /// Changes a view.
    UpdateView "updateView": Base, Any, [SchemaWrite], Editor;

    // Tokens. What one token may do to another is decided by `mint`.

    /// Lists the caller's tokens.
    ListTokens "listTokens": Account, Any, [TokensManage], -;
    /// Makes a token.
    CreateToken "createToken": Account, Any, [TokensManage], -;
    /// Reads a token's settings and state.
    GetToken "getToken": Account, Any, [TokensManage], -;
    /// Changes a token's settings.
    EditToken "editToken": Account, Any, [TokensManage], -;
    /// Makes a token with the settings of another.
    DuplicateToken "duplicateToken": Account, Any, [TokensManage], -;
    /// Refuses a token for a while.
    PauseToken "pauseToken": Account, Any, [TokensManage], -;
    /// Ends a pause.
    ResumeToken "resumeToken": Account, Any, [TokensManage], -;
    /// Gives a token a new secret.
    RegenerateToken "regenerateToken": Account, Any, [TokensManage], -;
    /// Ends the secrets of a token that a newer one has followed.
    EndOldSecret "endOldSecret": Account, Any, [TokensManage], -;
    /// Refuses a token for good.
    RevokeToken "revokeToken": Account, Any, [TokensManage], -;
    /// Reads why calls of a token were refused.
    ListRefusals "listRefusals": Account, Any, [TokensManage], -;
    /// Reads what a token was used for.
    GetTokenActivity "getTokenActivity": Account, Any, [TokensManage], -;
    /// Reads what was done to a token.
    GetTokenHistory "getTokenHistory": Account, Any, [TokensManage], -;

    /// Tells which of the caller's tokens a text is of.
    FindToken "findToken": Account, SessionOnly, [-], -;

    // The caller's account.

    /// Shows again that it is the user who sits before the session.
    ConfirmSession "confirmSession": Account, SessionOnly, [-], -;
    /// Reads the caller's own account.
    GetAccount "getAccount": Account, SessionOnly, [-], -;
    /// Changes the caller's name, e-mail or password.
    UpdateAccount "updateAccount": Account, SessionOnly, [-], -;
    /// Lists where the caller is signed in.
    ListSessions "listSessions": Account, SessionOnly, [-], -;
    /// Signs one of the caller's sessions out.
    EndSession "endSession": Account, SessionOnly, [-], -;
    /// Reads what the instance's owner allows tokens.
    GetPolicy "getPolicy": Account, SessionOnly, [-], -;
    /// Makes a workspace, which its maker owns.
    CreateWorkspace "createWorkspace": Account, SessionOnly, [-], -;

    // Workspaces and bases beyond Airtable's API.

    /// Renames a workspace.
    UpdateWorkspace "updateWorkspace": Workspace, SessionOnly, [-], Creator;
    /// Reads who collaborates on a workspace.
    ListWorkspaceCollaborators "listWorkspaceCollaborators": Workspace, SessionOnly, [-], ReadOnly;
    /// Gives someone a role on a workspace.
    AddWorkspaceCollaborator "addWorkspaceCollaborator": Workspace, SessionOnly, [-], Creator;
    /// Changes someone's role on a workspace.
    UpdateWorkspaceCollaborator "updateWorkspaceCollaborator": Workspace, SessionOnly, [-], Creator;
    /// Takes someone's role on a workspace away.
    RemoveWorkspaceCollaborator "removeWorkspaceCollaborator": Workspace, SessionOnly, [-], Creator;
    /// Renames a base.
    UpdateBase "updateBase": Base, SessionOnly, [-], Creator;
    /// Gives someone a role on a base.
    AddBaseCollaborator "addBaseCollaborator": Base, SessionOnly, [-], Creator;
    /// Changes someone's role on a base.
    UpdateBaseCollaborator "updateBaseCollaborator": Base, SessionOnly, [-], Creator;
    /// Takes someone's role on a base away.
    RemoveBaseCollaborator "removeBaseCollaborator": Base, SessionOnly, [-], Creator;

    // Invites, and what stops when someone leaves.

    /// Lists the invites to a workspace that were not used yet.
    ListWorkspaceInvites "listWorkspaceInvites": Workspace, SessionOnly, [-], Creator;
    /// Makes a code that gives whoever uses it a role on a workspace, once.
    CreateWorkspaceInvite "createWorkspaceInvite": Workspace, SessionOnly, [-], Creator;
    /// Takes an invite to a workspace back.
    RevokeWorkspaceInvite "revokeWorkspaceInvite": Workspace, SessionOnly, [-], Creator;
    /// Lists a collaborator's tokens that reach a workspace.
    ListWorkspaceCollaboratorTokens "listWorkspaceCollaboratorTokens": Workspace, SessionOnly, [-], Creator;
    /// Lists the invites to a base that were not used yet.
    ListBaseInvites "listBaseInvites": Base, SessionOnly, [-], Creator;
    /// Makes a code that gives whoever uses it a role on a base, once.
    CreateBaseInvite "createBaseInvite": Base, SessionOnly, [-], Creator;
    /// Takes an invite to a base back.
    RevokeBaseInvite "revokeBaseInvite": Base, SessionOnly, [-], Creator;
    /// Lists a collaborator's tokens that reach a base.
    ListBaseCollaboratorTokens "listBaseCollaboratorTokens": Base, SessionOnly, [-], Creator;
    /// Uses an invite for the caller's own account.
    AcceptInvite "acceptInvite": Account, SessionOnly, [-], -;

    // The instance.

    /// Lists all users.
    ListUsers "listUsers": Instance, SessionOnly, [-], -;
    /// Makes a user.
    CreateUser "createUser": Instance, SessionOnly, [-], -;
    /// Changes a user, or refuses all their sessions and tokens.
    UpdateUser "updateUser": Instance, SessionOnly, [-], -;
    /// Makes a link that signs a user in once.
    CreateSignInLink "createSignInLink": Instance, SessionOnly, [-], -;
    /// Lists the tokens of all users.
    ListAllTokens "listAllTokens": Instance, SessionOnly, [-], -;
    /// Refuses tokens of any user for good.
    RevokeTokens "revokeTokens": Instance, SessionOnly, [-], -;
    /// Reads the audit log.
    ListAudit "listAudit": Instance, SessionOnly, [-], -;
    /// Reads the audit log as a file.
    ExportAudit "exportAudit": Instance, SessionOnly, [-], -;
    /// Reads the instance's settings.
    GetSettings "getSettings": Instance, SessionOnly, [-], -;
    /// Changes the instance's settings.
    UpdateSettings "updateSettings": Instance, SessionOnly, [-], -;
}

impl Op {
    /// This operation's row of the table.
    pub fn info(self) -> &'static OpInfo {
        &OPERATIONS[self as usize]
    }

    /// The `operationId`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The operation of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        OPERATIONS
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.op)
    }

    /// The scopes that a call of this may have made use of. Of several that
    /// would do, each counts: whoever takes away what was not used must not
    /// be told to take away all of them. `whoami` needs none, and shows more
    /// to a token that may see its owner's e-mail address.
    pub fn may_use(self) -> ScopeSet {
        let mut scopes: ScopeSet = self.info().scopes.listed().iter().copied().collect();
        if self == Self::WhoAmI {
            scopes.insert(Scope::UserEmailRead);
        }
        scopes
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_order_and_names_are_the_types_in_camel_case() {
        for (index, info) in OPERATIONS.iter().enumerate() {
            assert_eq!(info.op as usize, index);
            let mut letters = format!("{:?}", info.op);
            letters[..1].make_ascii_lowercase();
            assert_eq!(info.name, letters);
        }
        let names: BTreeSet<_> = OPERATIONS.iter().map(|info| info.name).collect();
        assert_eq!(names.len(), OPERATIONS.len());
    }

    #[test]
    fn what_is_shared_needs_a_role_and_the_rest_none() {
        for info in &OPERATIONS {
            let shared = matches!(info.place, PlaceKind::Workspace | PlaceKind::Base);
            assert_eq!(info.role.is_some(), shared, "{}", info.name);
            if info.place == PlaceKind::Instance {
                assert_eq!(info.callers, Callers::SessionOnly, "{}", info.name);
            }
        }
    }

    #[test]
    fn only_the_identity_call_needs_no_scope_of_a_token() {
        let free: Vec<_> = OPERATIONS
            .iter()
            .filter(|info| info.callers == Callers::Any && info.scopes.listed().is_empty())
            .map(|info| info.op)
            .collect();
        assert_eq!(free, [Op::WhoAmI]);
    }

    #[test]
    fn what_a_call_may_use_is_what_it_needs() {
        for op in Op::ALL.iter().copied() {
            assert_eq!(Op::from_name(op.name()), Some(op));
            let needed: ScopeSet = op.info().scopes.listed().iter().copied().collect();
            assert!(needed.is_subset(op.may_use()), "{}", op.name());
        }
        assert_eq!(Op::from_name("none"), None);
        let either = Op::GetBaseCollaborators.may_use();
        assert!(either.contains(Scope::SchemaRead));
        assert!(either.contains(Scope::WorkspacesAndBasesRead));
        assert!(Op::WhoAmI.may_use().contains(Scope::UserEmailRead));
    }

    #[test]
    fn all_means_all_and_any_means_any() {
        static BOTH: [Scope; 2] = [Scope::RecordsWrite, Scope::SchemaWrite];
        let holds = |scopes: &[Scope]| scopes.iter().copied().collect::<ScopeSet>();
        let other = holds(&[Scope::RecordsRead]);
        for (held, all, any) in [
            (ScopeSet::EMPTY, false, false),
            (other, false, false),
            (holds(&BOTH[..1]), false, true),
            (holds(&BOTH[1..]), false, true),
            (holds(&BOTH), true, true),
        ] {
            assert!(Scopes::None.satisfied_by(held));
            assert_eq!(Scopes::All(&BOTH).satisfied_by(held), all, "{held:?}");
            assert_eq!(Scopes::AnyOf(&BOTH).satisfied_by(held), any, "{held:?}");
        }
    }
}
