//! What a collaborator may do on a workspace or a base.

use serde::{Deserialize, Serialize};

/// A collaborator's role. Greater roles may do all that smaller ones may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "std::borrow::Cow<'_, str>", into = "&'static str")]
pub enum Role {
    /// May read.
    ReadOnly,
    /// May also comment.
    Commenter,
    /// May also create, change and delete records.
    Editor,
    /// May also change tables and fields, and share.
    Creator,
    /// May do everything.
    Owner,
}

impl Role {
    /// All roles, smallest first.
    pub const ALL: [Self; 5] = [
        Self::ReadOnly,
        Self::Commenter,
        Self::Editor,
        Self::Creator,
        Self::Owner,
    ];

    /// Airtable's spelling in `permissionLevel`, which is also the stored form.
    pub fn wire(self) -> &'static str {
        match self {
            Self::ReadOnly => "read",
            Self::Commenter => "comment",
            Self::Editor => "edit",
            Self::Creator => "create",
            Self::Owner => "owner",
        }
    }

    /// As people read it.
    pub fn title(self) -> &'static str {
        match self {
            Self::ReadOnly => "read-only",
            Self::Commenter => "commenter",
            Self::Editor => "editor",
            Self::Creator => "creator",
            Self::Owner => "owner",
        }
    }

    /// Reads [`wire`](Self::wire) names and the names people use
    /// (`readOnly`, `read-only`, `commenter`, …), case-sensitively.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "read" | "readOnly" | "read-only" => Some(Self::ReadOnly),
            "comment" | "commenter" => Some(Self::Commenter),
            "edit" | "editor" => Some(Self::Editor),
            "create" | "creator" => Some(Self::Creator),
            "owner" => Some(Self::Owner),
            _ => None,
        }
    }
}

/// The text names no role.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown role {0:?}: use read, comment, edit, create or owner")]
pub struct UnknownRole(pub String);

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(text: &str) -> Result<Self, UnknownRole> {
        Self::parse(text).ok_or_else(|| UnknownRole(text.to_owned()))
    }
}

impl TryFrom<std::borrow::Cow<'_, str>> for Role {
    type Error = UnknownRole;

    fn try_from(text: std::borrow::Cow<'_, str>) -> Result<Self, UnknownRole> {
        text.parse()
    }
}

impl From<Role> for &'static str {
    fn from(role: Role) -> Self {
        role.wire()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_ascending_and_names_round_trip() {
        assert!(Role::ALL.is_sorted());
        for role in Role::ALL {
            assert_eq!(Role::parse(role.wire()), Some(role));
            assert_eq!(Role::parse(role.title()), Some(role));
            let stored = serde_json::to_string(&role).unwrap();
            assert_eq!(stored, format!("\"{}\"", role.wire()));
            assert_eq!(serde_json::from_str::<Role>(&stored).unwrap(), role);
        }
        assert_eq!(Role::parse("readOnly"), Some(Role::ReadOnly));
    }

    #[test]
    fn other_names_are_refused_by_name() {
        for text in ["", "none", "Read", "admin", "owner "] {
            assert_eq!(Role::parse(text), None, "{text:?}");
        }
        let error = serde_json::from_str::<Role>("\"admin\"")
            .unwrap_err()
            .to_string();
        assert!(error.contains("\"admin\""), "{error}");
    }
}
