//! Cells as people and programs read them.

use serde_json::Value;

use crate::field::FieldKind;
use crate::id::UserId;
use crate::schema::UserNo;
use crate::time::Zone;

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

/// Knows nobody: for kinds that name no users.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoPeople;

impl People for NoPeople {
    fn person(&self, _: UserNo) -> Option<Person<'_>> {
        None
    }
}

/// The text a person sees in the grid, in the field's own zone; empty for
/// damaged cells.
pub fn plain(kind: &FieldKind, raw: &str, people: &dyn People) -> String {
    plain_in(kind, raw, people, None)
}

/// As [`plain`], with times in `zone` whatever the field's own.
pub fn plain_in(kind: &FieldKind, raw: &str, people: &dyn People, zone: Option<&Zone>) -> String {
    let _ = (kind, raw, people, zone);
    String::new()
}

/// The value as the Web API gives it; `null` for damaged cells.
pub fn value(kind: &FieldKind, raw: &str, people: &dyn People) -> Value {
    let _ = (kind, raw, people);
    Value::Null
}
