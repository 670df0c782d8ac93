//! Everything that the store holds, as one short text per part, so that a
//! test can tell that nothing was changed, and what was if something was.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

use basekey_store::{AuditFilter, Cost, Read, Result, Shared, StoreError, StoreExt};

use super::World;

/// Parts of the store and the hashes of what they hold.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Digest(BTreeMap<String, u64>);

impl Digest {
    /// The parts in which two digests differ.
    pub(crate) fn differs_from(&self, before: &Self) -> Vec<String> {
        self.0
            .keys()
            .chain(before.0.keys())
            .filter(|part| self.0.get(*part) != before.0.get(*part))
            .cloned()
            .collect()
    }

    fn add(&mut self, part: impl Into<String>, thing: &dyn Debug) {
        let mut hasher = DefaultHasher::new();
        format!("{thing:?}").hash(&mut hasher);
        self.0.insert(part.into(), hasher.finish());
    }
}

impl World {
    /// The digest of everything that the store holds.
    pub(crate) async fn digest(&self) -> Digest {
        self.store
            .run_read(Cost::Long, |read| {
                let mut digest = Digest(BTreeMap::new());
                people(read, &mut digest)?;
                bases(read, &mut digest)?;
                digest.add(
                    "audit",
                    &read.audit(&AuditFilter::default(), None, usize::MAX)?,
                );
                digest.add("settings", &read.setting("instance")?);
                Ok::<_, StoreError>(digest)
            })
            .await
            .unwrap()
    }
}

fn people(read: &dyn Read, digest: &mut Digest) -> Result<()> {
    for user in read.users()? {
        // Not as Debug, which hides most of it.
        let open = (
            user.no,
            &user.email,
            &user.name,
            &user.password,
            user.active,
            user.instance_owner,
        );
        digest.add(format!("user {}", user.id), &open);
        digest.add(
            format!("sessions of {}", user.id),
            &read.sessions_of(user.no)?,
        );
        digest.add(format!("roles of {}", user.id), &read.memberships(user.no)?);
        digest.add(format!("tokens of {}", user.id), &read.tokens_of(user.no)?);
    }
    Ok(())
}

fn bases(read: &dyn Read, digest: &mut Digest) -> Result<()> {
    for workspace in read.workspaces()? {
        let members = read.members(Shared::Workspace(workspace.id))?;
        let invites = read.invites(Shared::Workspace(workspace.id))?;
        digest.add(format!("{} invites", workspace.id), &invites);
        digest.add(format!("{}", workspace.id), &(members, &workspace));
    }
    for base in read.bases()? {
        let id = base.id;
        let invites = read.invites(Shared::Base(id))?;
        digest.add(format!("{id} invites"), &invites);
        digest.add(format!("{id}"), &(read.members(Shared::Base(id))?, &base));
        let schema = read.schema(id, base.no)?;
        for table in schema.tables.iter().chain(&schema.deleted) {
            let records = read.page(base.no, table.no, None, usize::MAX)?;
            let listed: Vec<_> = records
                .iter()
                .map(|record| (*record.head, record.doc.to_owned()))
                .collect();
            digest.add(format!("{id} records of {}", table.name), &listed);
            for field in &table.fields {
                let name = format!("t{}.f{}", table.no.0, field.key.0);
                digest.add(format!("{id} {name}"), &read.counter(base.no, &name)?);
            }
        }
        digest.add(format!("{id} schema"), &schema);
        let changes = read.changes(base.no, 0, usize::MAX)?;
        digest.add(format!("{id} changes"), &(changes.len(), &changes));
    }
    Ok(())
}
