//! Who and what cells name: users by number, records by id.

use std::collections::HashMap;
use std::hash::BuildHasher;

use crate::id::{RecordId, UserId};
use crate::schema::UserNo;

/// A user as cells show one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person<'p> {
    /// `usr…`
    pub id: UserId,
    /// Their e-mail address.
    pub email: &'p str,
    /// Their name.
    pub name: &'p str,
}

/// Looks users up by number.
pub trait People {
    /// The user of this number.
    fn person(&self, no: UserNo) -> Option<Person<'_>>;
}

/// Looks users up by what a client says of them. Finds only those who may be
/// named in the base at hand. Is asked for every item of a list, so it had
/// better not go through all users each time.
pub trait FindPerson {
    /// The number of the user meant.
    fn find(&self, who: PersonRef<'_>) -> Option<UserNo>;
}

/// What a client says of a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PersonRef<'a> {
    /// `usr…`
    Id(UserId),
    /// Compared without regard to case.
    Email(&'a str),
    /// Compared without regard to case; with typecast only.
    Name(&'a str),
}

/// Looks up what names a record: the text of its primary cell.
pub trait RecordNames {
    /// The text of the record's primary cell, empty if blank; `None` if the
    /// record is not there.
    fn record(&self, id: RecordId) -> Option<&str>;
}

impl<S: BuildHasher> RecordNames for HashMap<RecordId, String, S> {
    fn record(&self, id: RecordId) -> Option<&str> {
        self.get(&id).map(String::as_str)
    }
}

/// All that cells may name.
#[derive(Clone, Copy)]
pub struct Names<'a> {
    /// Users.
    pub people: &'a dyn People,
    /// Records.
    pub records: &'a dyn RecordNames,
}

impl Names<'_> {
    /// For kinds that name neither users nor records.
    pub const NONE: Names<'static> = Names {
        people: &Nobody,
        records: &Nobody,
    };
}

/// Knows no user and no record.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nobody;

impl People for Nobody {
    fn person(&self, _: UserNo) -> Option<Person<'_>> {
        None
    }
}

impl FindPerson for Nobody {
    fn find(&self, _: PersonRef<'_>) -> Option<UserNo> {
        None
    }
}

impl RecordNames for Nobody {
    fn record(&self, _: RecordId) -> Option<&str> {
        None
    }
}
