//! Where a token may be used: everywhere its owner may, or a list of
//! workspaces and bases.
//!
//! A list is judged by containment at the moment of the call and never
//! expanded when it is saved (tokens.md 1.6): a base made later in a listed
//! workspace is reached at once, one that moves away is not.

use std::collections::BTreeSet;

use basekey_model::id::{BaseId, WorkspaceId};
use serde::{Deserialize, Serialize};

/// A token's access list. The stored form is Airtable's `resourceAccess`:
/// `{"mode":"all"}` or `{"mode":"specificModelIds","ids":["wsp…","app…"]}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub enum Access {
    /// All workspaces and bases that the owner reaches, now and later.
    All,
    /// These only.
    Listed {
        /// With all their bases, now and later.
        workspaces: BTreeSet<WorkspaceId>,
        /// Single bases, wherever they are.
        bases: BTreeSet<BaseId>,
    },
}

/// Tells in which workspace a base is now; `None` if there is no such base.
pub type Home<'a> = &'a dyn Fn(BaseId) -> Option<WorkspaceId>;

impl Access {
    /// The list of these ids, in which workspaces and bases may be mixed.
    pub fn from_ids<I>(ids: I) -> Result<Self, BadAccess>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let (mut workspaces, mut bases) = (BTreeSet::new(), BTreeSet::new());
        for id in ids {
            let id = id.as_ref();
            if let Ok(workspace) = id.parse::<WorkspaceId>() {
                workspaces.insert(workspace);
            } else if let Ok(base) = id.parse::<BaseId>() {
                bases.insert(base);
            } else {
                return Err(BadAccess(id.to_owned()));
            }
        }
        Ok(Self::Listed { workspaces, bases })
    }

    /// The listed ids, workspaces first; `None` for [`Access::All`].
    pub fn ids(&self) -> Option<Vec<String>> {
        match self {
            Self::All => None,
            Self::Listed { workspaces, bases } => Some(
                workspaces
                    .iter()
                    .map(ToString::to_string)
                    .chain(bases.iter().map(ToString::to_string))
                    .collect(),
            ),
        }
    }

    /// True if the workspace itself, and so all that is in it, is covered.
    pub fn reaches_workspace(&self, workspace: WorkspaceId) -> bool {
        match self {
            Self::All => true,
            Self::Listed { workspaces, .. } => workspaces.contains(&workspace),
        }
    }

    /// True if a base that is in `workspace` now is covered.
    pub fn reaches_base(&self, base: BaseId, workspace: WorkspaceId) -> bool {
        match self {
            Self::All => true,
            Self::Listed { workspaces, bases } => {
                bases.contains(&base) || workspaces.contains(&workspace)
            }
        }
    }

    /// True if nothing is covered by this list that `other` does not cover,
    /// given where bases are now.
    ///
    /// A listed workspace stands for its future bases too, so only the same
    /// workspace covers it, not the list of all its bases of today.
    pub fn narrower_than(&self, other: &Self, home: Home<'_>) -> bool {
        match (self, other) {
            (_, Self::All) => true,
            (Self::All, Self::Listed { .. }) => false,
            (Self::Listed { workspaces, bases }, Self::Listed { .. }) => {
                workspaces
                    .iter()
                    .all(|workspace| other.reaches_workspace(*workspace))
                    && bases.iter().all(|base| other.lists_base(*base, home))
            }
        }
    }

    fn lists_base(&self, base: BaseId, home: Home<'_>) -> bool {
        match (self, home(base)) {
            (_, Some(workspace)) => self.reaches_base(base, workspace),
            (Self::All, None) => true,
            (Self::Listed { bases, .. }, None) => bases.contains(&base),
        }
    }
}

/// The text is not the id of a workspace or a base.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not the id of a workspace (wsp…) or a base (app…)")]
pub struct BadAccess(pub String);

#[derive(Serialize, Deserialize)]
#[serde(tag = "mode")]
enum Stored {
    #[serde(rename = "all")]
    All,
    #[serde(rename = "specificModelIds")]
    Listed { ids: Vec<String> },
}

impl TryFrom<Stored> for Access {
    type Error = BadAccess;

    fn try_from(stored: Stored) -> Result<Self, BadAccess> {
        match stored {
            Stored::All => Ok(Self::All),
            Stored::Listed { ids } => Self::from_ids(ids),
        }
    }
}

impl From<Access> for Stored {
    fn from(access: Access) -> Self {
        access.ids().map_or(Self::All, |ids| Self::Listed { ids })
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;

    fn listed(ids: &[&dyn std::fmt::Display]) -> Access {
        Access::from_ids(ids.iter().map(ToString::to_string)).unwrap()
    }

    #[test]
    fn containment_is_judged_by_where_the_base_is_now() {
        let entropy = Fixed::new(1);
        let (base, other) = (BaseId::random(&entropy), BaseId::random(&entropy));
        let (here, there) = (WorkspaceId::random(&entropy), WorkspaceId::random(&entropy));
        let workspace = listed(&[&here]);
        assert!(workspace.reaches_base(base, here) && !workspace.reaches_base(base, there));
        assert!(workspace.reaches_workspace(here) && !workspace.reaches_workspace(there));
        let single = listed(&[&base]);
        assert!(single.reaches_base(base, here) && single.reaches_base(base, there));
        assert!(!single.reaches_base(other, here) && !single.reaches_workspace(here));
        assert!(Access::All.reaches_base(base, here) && Access::All.reaches_workspace(there));
        let nothing = listed(&[]);
        assert!(!nothing.reaches_base(base, here) && !nothing.reaches_workspace(here));
    }

    #[test]
    fn narrower_follows_bases_to_their_workspaces_but_not_back() {
        let entropy = Fixed::new(2);
        let (base, gone) = (BaseId::random(&entropy), BaseId::random(&entropy));
        let workspace = WorkspaceId::random(&entropy);
        let home = |id| (id == base).then_some(workspace);
        let cases = [
            (Access::All, Access::All, true),
            (listed(&[&base]), Access::All, true),
            (Access::All, listed(&[&workspace]), false),
            (listed(&[&base]), listed(&[&workspace]), true),
            // Its only base of today is listed, its bases of tomorrow are not.
            (listed(&[&workspace]), listed(&[&base]), false),
            (listed(&[&gone]), listed(&[&workspace]), false),
            (listed(&[&gone]), listed(&[&gone]), true),
            (listed(&[&gone]), Access::All, true),
            (listed(&[]), listed(&[]), true),
            (listed(&[&base, &workspace]), listed(&[&workspace]), true),
        ];
        for (narrow, wide, expected) in cases {
            assert_eq!(
                narrow.narrower_than(&wide, &home),
                expected,
                "{narrow:?} in {wide:?}"
            );
        }
    }

    #[test]
    fn the_stored_form_is_airtables() {
        assert_eq!(
            serde_json::to_string(&Access::All).unwrap(),
            r#"{"mode":"all"}"#
        );
        let entropy = Fixed::new(3);
        let (base, workspace) = (BaseId::random(&entropy), WorkspaceId::random(&entropy));
        let access = listed(&[&base, &workspace]);
        let stored = serde_json::to_string(&access).unwrap();
        assert_eq!(
            stored,
            format!(r#"{{"mode":"specificModelIds","ids":["{workspace}","{base}"]}}"#)
        );
        assert_eq!(serde_json::from_str::<Access>(&stored).unwrap(), access);
        assert_eq!(
            serde_json::from_str::<Access>(r#"{"mode":"all"}"#).unwrap(),
            Access::All
        );
    }

    #[test]
    fn a_damaged_form_never_becomes_a_wider_one() {
        for bad in [
            "{}",
            r#"{"mode":"enterprise"}"#,
            r#"{"mode":"specificModelIds"}"#,
            r#"{"mode":"specificModelIds","ids":["tblAAAAAAAAAAAAAA"]}"#,
            r#"{"mode":"specificModelIds","ids":["*"]}"#,
            r#"{"ids":[]}"#,
        ] {
            assert!(serde_json::from_str::<Access>(bad).is_err(), "{bad}");
        }
        assert_eq!(Access::from_ids(["app"]), Err(BadAccess("app".into())));
    }
}
