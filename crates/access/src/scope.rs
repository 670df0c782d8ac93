//! What a token may be used for: Airtable's ten basic scopes, the one that
//! deletes views, and our own `tokens:manage`. Reading and writing are
//! independent: a write scope does not include its read scope (tokens.md 1.3).

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// One permission of a token. The discriminant is the bit in a [`ScopeSet`]
/// and the place in [`SCOPES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Scope {
    /// `data.records:read`
    RecordsRead,
    /// `data.records:write`
    RecordsWrite,
    /// `data.recordComments:read`
    CommentsRead,
    /// `data.recordComments:write`
    CommentsWrite,
    /// `schema.bases:read`
    SchemaRead,
    /// `schema.bases:write`
    SchemaWrite,
    /// `workspacesAndBases:read`
    WorkspacesAndBasesRead,
    /// `workspacesAndBases:write`
    WorkspacesAndBasesWrite,
    /// `webhook:manage`
    WebhookManage,
    /// `block:manage`
    BlockManage,
    /// `user.email:read`
    UserEmailRead,
    /// `tokens:manage`, which Airtable does not have.
    TokensManage,
}

/// How a scope is written and shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeInfo {
    /// The scope.
    pub scope: Scope,
    /// As it stands on the wire, in the store and in a token's settings.
    pub name: &'static str,
    /// The heading it is shown under.
    pub group: &'static str,
    /// A few words.
    pub title: &'static str,
    /// What its holder may do, as one sentence without a full stop.
    pub meaning: &'static str,
}

const RECORDS: &str = "Record data and comments";
const SCHEMA: &str = "Base schema";

/// Every scope, in the order in which they are shown.
pub static SCOPES: [ScopeInfo; 12] = [
    ScopeInfo {
        scope: Scope::RecordsRead,
        name: "data.records:read",
        group: RECORDS,
        title: "Read records",
        meaning: "See the data in records",
    },
    ScopeInfo {
        scope: Scope::RecordsWrite,
        name: "data.records:write",
        group: RECORDS,
        title: "Write records",
        meaning: "Create, change and delete records",
    },
    ScopeInfo {
        scope: Scope::CommentsRead,
        name: "data.recordComments:read",
        group: RECORDS,
        title: "Read comments",
        meaning: "See the comments on records",
    },
    ScopeInfo {
        scope: Scope::CommentsWrite,
        name: "data.recordComments:write",
        group: RECORDS,
        title: "Write comments",
        meaning: "Create, change and delete one's own comments on records",
    },
    ScopeInfo {
        scope: Scope::SchemaRead,
        name: "schema.bases:read",
        group: SCHEMA,
        title: "Read structure",
        meaning: "List bases and see their tables, fields and collaborators",
    },
    ScopeInfo {
        scope: Scope::SchemaWrite,
        name: "schema.bases:write",
        group: SCHEMA,
        title: "Write structure",
        meaning: "Create bases, and create and change tables and fields",
    },
    ScopeInfo {
        scope: Scope::WorkspacesAndBasesRead,
        name: "workspacesAndBases:read",
        group: "Workspaces and bases",
        title: "Read workspaces and bases",
        meaning: "See workspaces, bases, their views and their collaborators",
    },
    ScopeInfo {
        scope: Scope::WorkspacesAndBasesWrite,
        name: "workspacesAndBases:write",
        group: "Workspaces and bases",
        title: "Write workspaces and bases",
        meaning: "Delete views",
    },
    ScopeInfo {
        scope: Scope::WebhookManage,
        name: "webhook:manage",
        group: "Webhooks",
        title: "Manage webhooks",
        meaning: "List, create, change and delete webhooks and fetch what they report",
    },
    ScopeInfo {
        scope: Scope::BlockManage,
        name: "block:manage",
        group: "Extensions",
        title: "Manage extensions",
        meaning: "Release and submit extensions from their command line",
    },
    ScopeInfo {
        scope: Scope::UserEmailRead,
        name: "user.email:read",
        group: "User",
        title: "Read e-mail address",
        meaning: "See the e-mail address of the token's owner",
    },
    ScopeInfo {
        scope: Scope::TokensManage,
        name: "tokens:manage",
        group: "Tokens",
        title: "Manage tokens",
        meaning: "Create, change and revoke the owner's tokens that reach no further than this one",
    },
];

impl Scope {
    /// Name, group and meaning.
    pub fn info(self) -> &'static ScopeInfo {
        &SCOPES[self as usize]
    }

    /// As it stands on the wire and in the store.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The scope of exactly this name.
    pub fn from_name(name: &str) -> Option<Self> {
        SCOPES
            .iter()
            .find(|info| info.name == name)
            .map(|info| info.scope)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no scope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown scope {0:?}")]
pub struct UnknownScope(pub String);

impl FromStr for Scope {
    type Err = UnknownScope;

    fn from_str(name: &str) -> Result<Self, UnknownScope> {
        Self::from_name(name).ok_or_else(|| UnknownScope(name.to_owned()))
    }
}

/// A set of scopes. The stored form is the array of their names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct ScopeSet(u16);

impl ScopeSet {
    /// No scope: enough for `whoami`.
    pub const EMPTY: Self = Self(0);

    /// Every scope, `tokens:manage` included.
    pub const fn all() -> Self {
        Self((1 << SCOPES.len()) - 1)
    }

    /// The scopes of these names.
    pub fn from_names<I>(names: I) -> Result<Self, UnknownScope>
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        names
            .into_iter()
            .map(|name| name.as_ref().parse::<Scope>())
            .collect()
    }

    /// Adds a scope.
    pub fn insert(&mut self, scope: Scope) {
        self.0 |= bit(scope);
    }

    /// Takes a scope away.
    pub fn remove(&mut self, scope: Scope) {
        self.0 &= !bit(scope);
    }

    /// True if the scope is in the set.
    pub const fn contains(self, scope: Scope) -> bool {
        self.0 & bit(scope) != 0
    }

    /// True if every scope of this set is in the other.
    pub const fn is_subset(self, of: Self) -> bool {
        self.0 & !of.0 == 0
    }

    /// The scopes of this set that the other lacks.
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// True if there is no scope in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many scopes are in the set.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The scopes in the order of [`SCOPES`].
    pub fn iter(self) -> impl Iterator<Item = Scope> {
        SCOPES
            .iter()
            .map(|info| info.scope)
            .filter(move |scope| self.contains(*scope))
    }
}

const fn bit(scope: Scope) -> u16 {
    1 << scope as u16
}

impl FromIterator<Scope> for ScopeSet {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        let mut set = Self::EMPTY;
        set.extend(scopes);
        set
    }
}

impl Extend<Scope> for ScopeSet {
    fn extend<I: IntoIterator<Item = Scope>>(&mut self, scopes: I) {
        for scope in scopes {
            self.insert(scope);
        }
    }
}

/// The names, separated by blanks, as RFC 6750 writes a `scope` attribute.
impl fmt::Display for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(scope.name())?;
        }
        Ok(())
    }
}

impl fmt::Debug for ScopeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(Scope::name)).finish()
    }
}

impl Serialize for ScopeSet {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_seq(self.iter().map(Scope::name))
    }
}

impl<'de> Deserialize<'de> for ScopeSet {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let names = Vec::<Cow<'de, str>>::deserialize(d)?;
        Self::from_names(&names).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_bits_and_names_are_unique() {
        for (index, info) in SCOPES.iter().enumerate() {
            assert_eq!(info.scope as usize, index);
            assert_eq!(Scope::from_name(info.name), Some(info.scope));
            assert_eq!(info.scope.info(), info);
            assert!(!info.meaning.ends_with('.'), "{}", info.name);
        }
        let names: BTreeSet<_> = SCOPES.iter().map(|info| info.name).collect();
        assert_eq!(names.len(), SCOPES.len());
        // One group is shown as one block.
        let mut groups: Vec<_> = SCOPES.iter().map(|info| info.group).collect();
        groups.dedup();
        assert_eq!(groups.len(), groups.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn a_set_is_stored_as_names_in_table_order() {
        let set: ScopeSet = [Scope::TokensManage, Scope::RecordsRead]
            .into_iter()
            .collect();
        let stored = serde_json::to_string(&set).unwrap();
        assert_eq!(stored, r#"["data.records:read","tokens:manage"]"#);
        assert_eq!(serde_json::from_str::<ScopeSet>(&stored).unwrap(), set);
        assert_eq!(set.to_string(), "data.records:read tokens:manage");
        assert_eq!(
            serde_json::from_str::<ScopeSet>("[]").unwrap(),
            ScopeSet::EMPTY
        );
    }

    #[test]
    fn an_unknown_name_is_named() {
        let error = ScopeSet::from_names(["data.records:read", "data.records:manage"]).unwrap_err();
        assert_eq!(error, UnknownScope("data.records:manage".into()));
        let error = serde_json::from_str::<ScopeSet>(r#"["tokens:*"]"#)
            .unwrap_err()
            .to_string();
        assert!(error.contains("tokens:*"), "{error}");
    }

    #[test]
    fn sets_behave_as_sets() {
        let mut set = ScopeSet::all();
        assert_eq!(set.len(), SCOPES.len());
        assert_eq!(set.iter().count(), SCOPES.len());
        set.remove(Scope::RecordsWrite);
        assert!(!set.contains(Scope::RecordsWrite) && set.contains(Scope::RecordsRead));
        assert!(set.is_subset(ScopeSet::all()) && !ScopeSet::all().is_subset(set));
        assert_eq!(
            ScopeSet::all().without(set),
            [Scope::RecordsWrite].into_iter().collect()
        );
        assert!(ScopeSet::EMPTY.is_subset(ScopeSet::EMPTY) && ScopeSet::EMPTY.is_empty());
    }
}
