//! Where a call happens, as a value that a caller of [`decide`](crate::decide)
//! fills in and as the types that permits keep.

use basekey_model::id::{BaseId, WorkspaceId};
use basekey_model::schema::BaseNo;

use crate::op::PlaceKind;
use crate::role::Role;

/// Where a call happens, and what the caller's user is there now.
///
/// `role` is the live one, the greater of the workspace's and the base's,
/// read in the same consistent state as the data the call is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The caller's own account.
    Account,
    /// The whole instance.
    Instance,
    /// One workspace.
    Workspace {
        /// Which.
        id: WorkspaceId,
        /// The user's role on it.
        role: Option<Role>,
    },
    /// One base.
    Base {
        /// Which.
        id: BaseId,
        /// Its number in the store.
        no: BaseNo,
        /// Where it lives now.
        workspace: WorkspaceId,
        /// The user's effective role on it.
        role: Option<Role>,
    },
}

impl Place {
    /// Which kind of place it is.
    pub fn kind(&self) -> PlaceKind {
        match self {
            Self::Account => PlaceKind::Account,
            Self::Instance => PlaceKind::Instance,
            Self::Workspace { .. } => PlaceKind::Workspace,
            Self::Base { .. } => PlaceKind::Base,
        }
    }
}

/// A kind of place as a type. Implemented by the types of this module only.
pub trait PlaceType: Sized + Send + Sync + sealed::Sealed + 'static {
    /// The kind as a value.
    const KIND: PlaceKind;

    #[doc(hidden)]
    fn of(place: &Place) -> Option<Self>;

    #[doc(hidden)]
    fn role(&self) -> Option<Role>;

    /// True if people hold roles there.
    fn is_shared(&self) -> bool {
        matches!(Self::KIND, PlaceKind::Workspace | PlaceKind::Base)
    }
}

/// A place inside a workspace: the workspace itself or one of its bases.
pub trait InWorkspace: PlaceType {
    #[doc(hidden)]
    fn workspace(&self) -> WorkspaceId;
}

mod sealed {
    pub trait Sealed {}
}

/// The caller's own account.
#[derive(Debug)]
pub struct OwnAccount(());

/// The whole instance.
#[derive(Debug)]
pub struct WholeInstance(());

/// One workspace.
#[derive(Debug)]
pub struct OnWorkspace {
    id: WorkspaceId,
    role: Option<Role>,
}

/// One base.
#[derive(Debug)]
pub struct OnBase {
    id: BaseId,
    no: BaseNo,
    workspace: WorkspaceId,
    role: Option<Role>,
}

impl OnBase {
    pub(crate) fn base(&self) -> (BaseId, BaseNo) {
        (self.id, self.no)
    }
}

impl sealed::Sealed for OwnAccount {}
impl sealed::Sealed for WholeInstance {}
impl sealed::Sealed for OnWorkspace {}
impl sealed::Sealed for OnBase {}

impl PlaceType for OwnAccount {
    const KIND: PlaceKind = PlaceKind::Account;

    fn of(place: &Place) -> Option<Self> {
        matches!(place, Place::Account).then_some(Self(()))
    }

    fn role(&self) -> Option<Role> {
        None
    }
}

impl PlaceType for WholeInstance {
    const KIND: PlaceKind = PlaceKind::Instance;

    fn of(place: &Place) -> Option<Self> {
        matches!(place, Place::Instance).then_some(Self(()))
    }

    fn role(&self) -> Option<Role> {
        None
    }
}

impl PlaceType for OnWorkspace {
    const KIND: PlaceKind = PlaceKind::Workspace;

    fn of(place: &Place) -> Option<Self> {
        match *place {
            Place::Workspace { id, role } => Some(Self { id, role }),
            _ => None,
        }
    }

    fn role(&self) -> Option<Role> {
        self.role
    }
}

impl InWorkspace for OnWorkspace {
    fn workspace(&self) -> WorkspaceId {
        self.id
    }
}

impl PlaceType for OnBase {
    const KIND: PlaceKind = PlaceKind::Base;

    fn of(place: &Place) -> Option<Self> {
        match *place {
            Place::Base {
                id,
                no,
                workspace,
                role,
            } => Some(Self {
                id,
                no,
                workspace,
                role,
            }),
            _ => None,
        }
    }

    fn role(&self) -> Option<Role> {
        self.role
    }
}

impl InWorkspace for OnBase {
    fn workspace(&self) -> WorkspaceId {
        self.workspace
    }
}
