//! A small world for the tests: one base in one workspace, one user.

use std::sync::Arc;

use basekey_access::{
    Access, Addresses, Caller, Network, NewToken, NewTokenSettings, Place, PlaceKind, Role,
    ScopeSet, Secret, Token, Via,
};
use basekey_model::id::{BaseId, SessionId, UserId, WorkspaceId};
use basekey_model::schema::{BaseNo, UserNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;

pub(crate) const NOW: Millis = Millis(1_790_000_000_000);

/// `NOW` moved by seconds.
pub(crate) fn after(seconds: i64) -> Millis {
    NOW.plus_seconds(seconds)
}

pub(crate) struct World {
    pub(crate) entropy: Fixed,
    pub(crate) base: BaseId,
    pub(crate) workspace: WorkspaceId,
    pub(crate) other_base: BaseId,
    pub(crate) other_workspace: WorkspaceId,
    pub(crate) user: UserNo,
    pub(crate) user_id: UserId,
}

impl World {
    pub(crate) fn new() -> Self {
        let entropy = Fixed::new(11);
        Self {
            base: BaseId::random(&entropy),
            workspace: WorkspaceId::random(&entropy),
            other_base: BaseId::random(&entropy),
            other_workspace: WorkspaceId::random(&entropy),
            user: UserNo(5),
            user_id: UserId::random(&entropy),
            entropy,
        }
    }

    /// Where the world's two bases are.
    pub(crate) fn home(&self) -> impl Fn(BaseId) -> Option<WorkspaceId> {
        let homes = [
            (self.base, self.workspace),
            (self.other_base, self.other_workspace),
        ];
        move |id| {
            homes
                .iter()
                .find(|(base, _)| *base == id)
                .map(|(_, home)| *home)
        }
    }

    pub(crate) fn issue(
        &self,
        scopes: ScopeSet,
        access: Access,
        expires: Option<Millis>,
    ) -> (Token, Secret) {
        self.issue_with(NewTokenSettings {
            expires,
            ..NewTokenSettings::new(scopes, access)
        })
    }

    pub(crate) fn issue_with(&self, settings: NewTokenSettings) -> (Token, Secret) {
        let (id, secret) = Secret::mint(&self.entropy);
        let new = NewToken {
            id,
            owner: self.user,
            name: "test".into(),
            note: None,
            settings,
            created_by_token: None,
        };
        (Token::issue(new, secret.kept(), NOW).unwrap(), secret)
    }

    pub(crate) fn token(&self, scopes: ScopeSet, access: Access) -> Token {
        self.issue(scopes, access, None).0
    }

    pub(crate) fn caller(&self, via: Via) -> Caller {
        Caller {
            user: self.user,
            user_id: self.user_id,
            active: true,
            instance_owner: false,
            via,
        }
    }

    pub(crate) fn token_caller(&self, token: Token) -> Caller {
        self.caller(Via::Token(Arc::new(token)))
    }

    pub(crate) fn session(&self) -> Caller {
        self.caller(Via::Session(SessionId::random(&self.entropy)))
    }

    /// The world's place of this kind, where the user has this role.
    pub(crate) fn place(&self, kind: PlaceKind, role: Option<Role>) -> Place {
        match kind {
            PlaceKind::Account => Place::Account,
            PlaceKind::Instance => Place::Instance,
            PlaceKind::Workspace => Place::Workspace {
                id: self.workspace,
                role,
            },
            PlaceKind::Base => Place::Base {
                id: self.base,
                no: BaseNo(7),
                workspace: self.workspace,
                role,
            },
        }
    }
}

/// No role, then all of them, smallest first.
pub(crate) fn roles() -> [Option<Role>; 6] {
    let mut roles = [None; 6];
    roles[1..].copy_from_slice(&Role::ALL.map(Some));
    roles
}

/// A list of addresses and blocks.
pub(crate) fn addresses(texts: &[&str]) -> Addresses {
    let blocks: Vec<Network> = texts.iter().map(|text| text.parse().unwrap()).collect();
    blocks.try_into().unwrap()
}
