//! Whom the cells of a base may name: the users with a role on the base or on
//! its workspace who are active.

use std::collections::HashMap;
use std::sync::Arc;

use basekey_model::cell::{FindPerson, PersonRef};
use basekey_model::id::{BaseId, UserId};
use basekey_model::schema::UserNo;
use basekey_store::{Cost, Read, Result as StoreResult, Shared, StoreExt, User, UserKey};

use crate::App;

/// The users that cells of one base may name. A cell keeps whom it names when
/// they lose their role; they can only not be written anew.
#[derive(Debug, Default)]
pub(crate) struct BasePeople {
    /// Of the directory, when this was read.
    pub(crate) epoch: u64,
    by_id: HashMap<UserId, UserNo>,
    /// Lower case.
    by_email: HashMap<String, UserNo>,
    /// Lower case; of two people with one name, whoever came first.
    by_name: HashMap<String, UserNo>,
}

impl BasePeople {
    fn read(read: &dyn Read, base: BaseId, epoch: u64) -> StoreResult<Self> {
        let mut users = active_members(read, Shared::Base(base))?;
        if let Some(base) = read.base(base)? {
            users.extend(active_members(read, Shared::Workspace(base.workspace))?);
        }
        users.sort_by_key(|user| user.no);
        users.dedup_by_key(|user| user.no);
        let mut people = Self {
            epoch,
            ..Self::default()
        };
        for user in users {
            people.by_id.insert(user.id, user.no);
            people.by_email.insert(user.email.to_lowercase(), user.no);
            people.by_name.entry(folded(&user.name)).or_insert(user.no);
        }
        Ok(people)
    }
}

fn active_members(read: &dyn Read, of: Shared) -> StoreResult<Vec<User>> {
    let mut users = Vec::new();
    for member in read.members(of)? {
        users.extend(
            read.user(UserKey::No(member.user))?
                .filter(|user| user.active),
        );
    }
    Ok(users)
}

fn folded(name: &str) -> String {
    name.trim().to_lowercase()
}

impl FindPerson for BasePeople {
    fn find(&self, who: PersonRef<'_>) -> Option<UserNo> {
        match who {
            PersonRef::Id(id) => self.by_id.get(&id).copied(),
            PersonRef::Email(email) => self.by_email.get(&folded(email)).copied(),
            PersonRef::Name(name) => self.by_name.get(&folded(name)).copied(),
        }
    }
}

impl App {
    /// Whom cells of this base may name, as of now; kept in memory until the
    /// directory changes.
    pub(crate) async fn collaborators_of(&self, base: BaseId) -> StoreResult<Arc<BasePeople>> {
        let epoch = self.epoch();
        let kept = &self.inner.directory.base_people;
        if let Some(people) = kept.get(&base)
            && people.epoch == epoch
        {
            return Ok(people);
        }
        let people = self
            .store()
            .run_read(Cost::Short, move |read| BasePeople::read(read, base, epoch))
            .await?;
        let people = Arc::new(people);
        kept.insert(base, people.clone());
        Ok(people)
    }
}
