//! Collaborators: users by number.

use serde_json::{Map, Value, json};

use super::error::CellError;
use super::names::{People, PersonRef};
use super::read::integer;
use super::select::{join_list, split_list};
use super::write::{WriteContext, Written, fitting, only_item, scalar_text};
use crate::schema::UserNo;

const WANTED: &str = "a collaborator such as {\"id\": \"usr…\"} or {\"email\": \"…\"}";

/// A single collaborator: an object with `id` or `email`, and with typecast
/// also an id, e-mail address or name as text.
pub(super) fn one(value: &Value, context: &WriteContext<'_>) -> Result<Written, CellError> {
    let found = match value {
        Value::Object(keys) => Some(of_object(keys, context)?),
        value if context.typecast => match only_item(value)? {
            Some(item) => of_item(item, context)?,
            None => None,
        },
        _ => return Err(CellError::Wrong { wanted: WANTED }),
    };
    Ok(found.map_or(Written::Clear, |no| Written::Raw(no.0.to_string())))
}

/// Several collaborators: an array of such objects or of ids as text, and with
/// typecast also of e-mail addresses or names, or one text that lists them.
pub(super) fn many(value: &Value, context: &WriteContext<'_>) -> Result<Written, CellError> {
    let mut found: Vec<UserNo> = Vec::new();
    let max = context.limits.people_per_cell;
    let mut add = |no: UserNo| {
        if !found.contains(&no) {
            found.push(no);
        }
        if found.len() > max {
            Err(CellError::TooMany { max })
        } else {
            Ok(())
        }
    };
    match value {
        Value::Array(items) => {
            for item in items {
                if let Some(no) = of_item(item, context)? {
                    add(no)?;
                }
            }
        }
        Value::String(text) if context.typecast => {
            let text = fitting(text, context.limits)?;
            // A name may have a comma in it.
            match of_text(text.trim(), context) {
                Ok(Some(no)) => add(no)?,
                _ => {
                    for part in split_list(text) {
                        if let Some(no) = of_text(&part, context)? {
                            add(no)?;
                        }
                    }
                }
            }
        }
        value if context.typecast => {
            if let Some(no) = of_item(value, context)? {
                add(no)?;
            }
        }
        _ => {
            return Err(CellError::Wrong {
                wanted: "an array of collaborators",
            });
        }
    }
    Ok(raw_of(&found).map_or(Written::Clear, Written::Raw))
}

/// One item; `None` for one that, with typecast, means nobody.
fn of_item(item: &Value, context: &WriteContext<'_>) -> Result<Option<UserNo>, CellError> {
    match item {
        Value::Object(keys) => of_object(keys, context).map(Some),
        Value::Null if context.typecast => Ok(None),
        item if context.typecast => {
            let text = scalar_text(item).ok_or(CellError::Wrong { wanted: WANTED })?;
            of_text(text.trim(), context)
        }
        item => {
            let id = item.as_str().and_then(|text| text.parse().ok());
            let id = id.ok_or(CellError::Wrong { wanted: WANTED })?;
            found(PersonRef::Id(id), context).map(Some)
        }
    }
}

/// Clients send back what they read, so other keys are let be, and the id
/// decides where there is one.
fn of_object(keys: &Map<String, Value>, context: &WriteContext<'_>) -> Result<UserNo, CellError> {
    let key = |name: &str| keys.get(name).filter(|value| !value.is_null());
    let who = match (key("id"), key("email")) {
        (Some(Value::String(id)), _) => {
            // Groups (`ugp…`) collaborate on nothing here.
            PersonRef::Id(id.parse().map_err(|_| CellError::UnknownPerson)?)
        }
        (None, Some(Value::String(email))) => PersonRef::Email(email.trim()),
        _ => return Err(CellError::Wrong { wanted: WANTED }),
    };
    found(who, context)
}

/// With typecast: text of the shape of an id must be somebody's; other text
/// that is nobody's is dropped, as all that can not be read is.
fn of_text(text: &str, context: &WriteContext<'_>) -> Result<Option<UserNo>, CellError> {
    if text.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = text.parse() {
        return found(PersonRef::Id(id), context).map(Some);
    }
    let people = context.people;
    Ok(people
        .find(PersonRef::Email(text))
        .or_else(|| people.find(PersonRef::Name(text))))
}

fn found(who: PersonRef<'_>, context: &WriteContext<'_>) -> Result<UserNo, CellError> {
    context.people.find(who).ok_or(CellError::UnknownPerson)
}

/// The stored form of several; `None` for nobody.
fn raw_of(numbers: &[UserNo]) -> Option<String> {
    let items: Vec<String> = numbers.iter().map(|no| no.0.to_string()).collect();
    (!items.is_empty()).then(|| format!("[{}]", items.join(",")))
}

/// The users that a stored cell of one or of several names; what is damaged
/// ends the list.
fn numbers(raw: &str) -> impl Iterator<Item = UserNo> + '_ {
    raw.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .unwrap_or(raw)
        .split(',')
        .map_while(|no| no.parse().ok())
        .map(UserNo)
}

/// The names of the users; those who are gone say nothing.
pub fn texts<'n>(raw: &'n str, people: &'n dyn People) -> impl Iterator<Item = &'n str> {
    numbers(raw)
        .filter_map(|no| people.person(no))
        .map(|person| person.name)
}

/// As people read one or several.
pub(super) fn plain(raw: &str, people: &dyn People) -> String {
    join_list(texts(raw, people))
}

/// A user as the Web API shows one.
pub(super) fn value_of_one(raw: &str, people: &dyn People) -> Option<Value> {
    value(UserNo(raw.parse().ok()?), people)
}

/// Several users as the Web API shows them; `None` if all are gone.
pub(super) fn value_of_many(raw: &str, people: &dyn People) -> Option<Value> {
    let list: Vec<Value> = numbers(raw).filter_map(|no| value(no, people)).collect();
    (!list.is_empty()).then_some(Value::Array(list))
}

fn value(no: UserNo, people: &dyn People) -> Option<Value> {
    let person = people.person(no)?;
    Some(json!({
        "id": person.id.to_string(),
        "email": person.email,
        "name": person.name,
    }))
}

/// True if the cell is one that fields of a single user store.
pub(super) fn is_stored_one(raw: &str) -> bool {
    integer::<i64>(raw).is_some()
}

/// True if the cell is one that fields of several users store.
pub(super) fn is_stored_many(raw: &str) -> bool {
    let numbers: Vec<UserNo> = numbers(raw).collect();
    let mut seen = std::collections::HashSet::with_capacity(numbers.len());
    numbers.iter().all(|no| seen.insert(*no)) && raw_of(&numbers).as_deref() == Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::testing::{Fixed, Office};

    type Write = fn(&Value, &WriteContext<'_>) -> Result<Written, CellError>;

    fn in_office(write: Write, value: &Value, typecast: bool) -> Result<Written, CellError> {
        let limits = Limits {
            people_per_cell: 1,
            ..Limits::default()
        };
        let roomy = Limits::default();
        let entropy = Fixed::new(1);
        let context = |limits| WriteContext {
            typecast,
            limits,
            people: &Office,
            entropy: &entropy,
        };
        let result = write(value, &context(&roomy));
        // A smaller limit is kept, and makes no other difference.
        let limited = write(value, &context(&limits));
        match &result {
            Ok(Written::Raw(raw)) if raw.contains(',') => {
                assert_eq!(limited, Err(CellError::TooMany { max: 1 }));
            }
            result => assert_eq!(&limited, result),
        }
        result
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with results")]
    fn raw(text: &str) -> Result<Written, CellError> {
        Ok(if text.is_empty() {
            Written::Clear
        } else {
            Written::Raw(text.to_owned())
        })
    }

    const ANN: &str = "usrAAAAAAAAAAAAA7";
    const NOBODY: &str = "usrAAAAAAAAAAAAA1";

    #[test]
    fn one_is_an_object() {
        for typecast in [false, true] {
            for (value, stored) in [
                (json!({"id": ANN}), "7"),
                (json!({"email": "ANN@example.com"}), "7"),
                // As clients read it, and the id decides.
                (
                    json!({"id": ANN, "email": "bob@example.com", "name": "x"}),
                    "7",
                ),
                (json!({"id": null, "email": "bob@example.com"}), "8"),
            ] {
                assert_eq!(in_office(one, &value, typecast), raw(stored), "{value}");
                let list = json!([value]);
                let stored = format!("[{stored}]");
                assert_eq!(in_office(many, &list, typecast), raw(&stored), "{list}");
            }
            for unknown in [
                json!({"id": NOBODY, "email": "ann@example.com"}),
                json!({"id": "ugpAAAAAAAAAAAAA7"}),
                json!({"id": "Ann Lee"}),
                json!({"email": "eve@example.com"}),
                json!({"email": "Ann Lee"}),
            ] {
                let error = Err(CellError::UnknownPerson);
                assert_eq!(in_office(one, &unknown, typecast), error, "{unknown}");
                assert_eq!(in_office(many, &json!([unknown]), typecast), error);
            }
            for wrong in [
                json!({}),
                json!({"id": 7}),
                json!({"email": ["a"]}),
                json!({"name": "Ann Lee"}),
            ] {
                let result = in_office(one, &wrong, typecast);
                assert!(matches!(result, Err(CellError::Wrong { .. })), "{wrong}");
                let result = in_office(many, &json!([wrong]), typecast);
                assert!(matches!(result, Err(CellError::Wrong { .. })), "{wrong}");
            }
        }
        for wrong in [
            json!(ANN),
            json!([{"id": ANN}]),
            json!([]),
            json!(7),
            json!(""),
        ] {
            let result = in_office(one, &wrong, false);
            assert!(matches!(result, Err(CellError::Wrong { .. })), "{wrong}");
        }
    }

    #[test]
    fn several_are_an_array() {
        let both = json!([{"email": "bob@example.com"}, ANN, {"id": ANN}]);
        assert_eq!(in_office(many, &both, false), raw("[8,7]"));
        assert_eq!(in_office(many, &json!([]), false), raw(""));
        assert_eq!(
            in_office(many, &json!([NOBODY]), false),
            Err(CellError::UnknownPerson)
        );
        for wrong in [
            json!(ANN),
            json!({"id": ANN}),
            json!(["ann@example.com"]),
            json!(["Ann Lee"]),
            json!([null]),
            json!([7]),
        ] {
            let result = in_office(many, &wrong, false);
            assert!(matches!(result, Err(CellError::Wrong { .. })), "{wrong}");
        }
    }

    #[test]
    fn with_typecast_text_means_people() {
        for (value, single, several) in [
            (json!(ANN), "7", "[7]"),
            (json!(" ann@EXAMPLE.com "), "7", "[7]"),
            (json!("ann lee"), "7", "[7]"),
            (json!("Smith, Bob"), "8", "[8]"),
            (json!(["Smith, Bob"]), "8", "[8]"),
            (json!([{"id": ANN}]), "7", "[7]"),
            // What means nobody is dropped.
            (json!("eve"), "", ""),
            (json!("eve@example.com"), "", ""),
            (json!(12), "", ""),
            (json!(""), "", ""),
            (json!([]), "", ""),
            (json!([null]), "", ""),
        ] {
            assert_eq!(in_office(one, &value, true), raw(single), "{value}");
            assert_eq!(in_office(many, &value, true), raw(several), "{value}");
        }
        for (value, several) in [
            (json!("Ann Lee, \"Smith, Bob\", eve"), "[7,8]"),
            (json!("bob@example.com,Ann Lee,bob@example.com"), "[8,7]"),
            (json!(["eve", "Ann Lee", null, "bob@example.com"]), "[7,8]"),
            (json!({"id": ANN}), "[7]"),
        ] {
            assert_eq!(in_office(many, &value, true), raw(several), "{value}");
        }
        // An id means somebody or is wrong.
        let error = Err(CellError::UnknownPerson);
        assert_eq!(in_office(one, &json!(NOBODY), true), error);
        assert_eq!(in_office(many, &json!([ANN, NOBODY]), true), error);
        assert_eq!(
            in_office(many, &json!(format!("{ANN}, {NOBODY}")), true),
            error
        );
        for wrong in [json!([ANN, ANN]), json!([[ANN]])] {
            assert!(in_office(one, &wrong, true).is_err(), "{wrong}");
        }
        assert!(in_office(many, &json!([[ANN]]), true).is_err());
    }

    #[test]
    fn stored_users_read_by_name() {
        assert_eq!(plain("[8,9,7]", &Office), "\"Smith, Bob\", Ann Lee");
        assert_eq!(plain("[9]", &Office), "");
        assert_eq!(value_of_many("[9]", &Office), None);
        let ann = json!({"id": ANN, "email": "ann@example.com", "name": "Ann Lee"});
        assert_eq!(value_of_many("[9,7]", &Office), Some(json!([ann])));
        assert!(is_stored_many("[8,7]") && is_stored_one("8"));
        for bad in [
            "[]", "[7,7]", "[7, 8]", "[7,x]", "[07]", "7", "\"7\"", "null",
        ] {
            assert!(!is_stored_many(bad), "{bad}");
        }
        for bad in ["[7]", "07", "7.5", "\"7\"", "null"] {
            assert!(!is_stored_one(bad), "{bad}");
        }
    }
}
