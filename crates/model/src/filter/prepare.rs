//! From a condition to a test: what can be worked out once is.

use serde_json::Value;

use super::Operator;
use super::days::{Range, range};
use crate::field::{Choices, FieldKind, TimeResult};
use crate::id::{ChoiceId, RecordId, UserId};
use crate::time::{Millis, Zone};

/// A condition without its field.
#[derive(Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) operator: Operator,
    pub(super) value: Option<&'a Value>,
    pub(super) now: Millis,
    /// Refuse choices that the field does not have, instead of passing over
    /// those that are gone.
    pub(super) strictly: bool,
}

/// Why a condition does not fit a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Misfit {
    /// The kind has no such operator.
    Operator,
    /// The value is not this.
    Value(&'static str),
}

/// A condition that was prepared for one kind.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Test {
    /// The cell is blank, or is not.
    Blank(bool),
    Text(Source, Matching),
    Number(Operator, f64),
    Ticked(bool),
    Days(Range),
    Choices(Among<u32>),
    Records(Among<RecordId>),
    Users(Among<UserId>),
    Filename(Matching),
    /// The type or the part of it before the slash.
    Filetype(String),
    /// Nothing holds of cells that are errors anyway.
    Nothing,
}

/// Where the text of a cell stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    Own,
    Barcode,
    Button,
    Ai,
    Links,
}

/// A text that is looked for; in small letters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matching {
    pub(super) wanted: String,
    /// The whole text, or else a part of it.
    pub(super) whole: bool,
    /// What does not match is meant.
    pub(super) not: bool,
}

/// Several things that are looked for, in ascending order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Among<T> {
    pub(super) wanted: Vec<T>,
    pub(super) how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    Any,
    All,
    Exactly,
    None,
}

const TEXT: &str = "text";
const CHOICE: &str = "the id of a choice that the field has";
const CHOICES: &str = "an array of ids of choices that the field has, at least one";

/// Prepares a condition for cells of a kind; of a computed kind, for what they
/// show.
pub(super) fn test(kind: &FieldKind, asked: Asked<'_>) -> Result<Test, Misfit> {
    use FieldKind as K;
    let computed = kind.is_derived();
    let Some(kind) = kind.shown() else {
        return of_invalid(asked);
    };
    let asked = Asked {
        value: asked.value.filter(|value| !value.is_null()),
        ..asked
    };
    let blank = match asked.operator {
        Operator::IsEmpty => Some(true),
        Operator::IsNotEmpty => Some(false),
        _ => None,
    };
    if let Some(blank) = blank {
        if matches!(kind, K::Checkbox { .. }) {
            return Err(Misfit::Operator);
        }
        if asked.value.is_some() {
            return Err(Misfit::Value("left out"));
        }
        return Ok(match source(kind) {
            // A cell may be there without any text in it, unless it is computed.
            Some(source) if !computed => Test::Text(
                source,
                Matching {
                    wanted: String::new(),
                    whole: true,
                    not: !blank,
                },
            ),
            _ => Test::Blank(blank),
        });
    }
    if let Some(source) = source(kind) {
        return Ok(Test::Text(source, asked.matching()?));
    }
    match kind {
        K::Checkbox { .. } => match (asked.operator, asked.value) {
            (Operator::Equal, Some(Value::Bool(ticked))) => Ok(Test::Ticked(*ticked)),
            (Operator::Equal, _) => Err(Misfit::Value("true or false")),
            _ => Err(Misfit::Operator),
        },
        K::Date { .. } => asked.days(None),
        K::DateTime(format)
        | K::CreatedTime {
            result: TimeResult::DateTime(format),
        }
        | K::LastModifiedTime {
            result: TimeResult::DateTime(format),
            ..
        } => asked.days(Some(&Zone::of_option(&format.zone))),
        K::CreatedTime { .. } | K::LastModifiedTime { .. } => asked.days(Some(&Zone::utc())),
        K::SingleSelect(choices) | K::ExternalSyncSource(choices) => {
            let (how, ids) = asked.single(CHOICE, CHOICES)?;
            asked.choices(choices, how, &ids, CHOICE)
        }
        K::MultipleSelects(choices) => {
            let (how, ids) = asked.several(CHOICES)?;
            asked.choices(choices, how, &ids, CHOICES)
        }
        K::SingleCollaborator | K::CreatedBy | K::LastModifiedBy { .. } => {
            const USERS: &str = "an array of ids of users (usr…), at least one";
            let (how, ids) = asked.single("the id of a user (usr…)", USERS)?;
            Ok(Test::Users(among(how, ids)))
        }
        K::MultipleCollaborators => {
            let (how, ids) = asked.several("an array of ids of users (usr…), at least one")?;
            Ok(Test::Users(among(how, ids)))
        }
        K::MultipleRecordLinks(_) => match asked.operator {
            Operator::Contains | Operator::DoesNotContain => {
                Ok(Test::Text(Source::Links, asked.matching()?))
            }
            _ => {
                let (how, ids) =
                    asked.several("an array of ids of records (rec…), at least one")?;
                Ok(Test::Records(among(how, ids)))
            }
        },
        K::MultipleAttachments { .. } => match asked.operator {
            Operator::Filename => Ok(Test::Filename(Matching {
                wanted: folded(asked.text()?),
                whole: false,
                not: false,
            })),
            Operator::Filetype => Ok(Test::Filetype(folded(asked.text()?.trim()))),
            _ => Err(Misfit::Operator),
        },
        _ => asked.number(),
    }
}

/// All cells of a field that is not valid are errors: nothing holds of them
/// but that they are not empty.
fn of_invalid(asked: Asked<'_>) -> Result<Test, Misfit> {
    match asked.operator {
        Operator::IsEmpty => Ok(Test::Blank(true)),
        Operator::IsNotEmpty => Ok(Test::Blank(false)),
        _ if asked.strictly => Err(Misfit::Operator),
        _ => Ok(Test::Nothing),
    }
}

/// Where a kind that is compared as text has it.
fn source(kind: &FieldKind) -> Option<Source> {
    match kind {
        FieldKind::Barcode => Some(Source::Barcode),
        FieldKind::Button => Some(Source::Button),
        FieldKind::AiText(_) => Some(Source::Ai),
        kind if kind.is_text() => Some(Source::Own),
        _ => None,
    }
}

impl<'a> Asked<'a> {
    fn text(&self) -> Result<&'a str, Misfit> {
        self.value
            .and_then(Value::as_str)
            .ok_or(Misfit::Value(TEXT))
    }

    fn matching(&self) -> Result<Matching, Misfit> {
        let (whole, not) = match self.operator {
            Operator::Equal => (true, false),
            Operator::NotEqual => (true, true),
            Operator::Contains => (false, false),
            Operator::DoesNotContain => (false, true),
            _ => return Err(Misfit::Operator),
        };
        Ok(Matching {
            wanted: folded(self.text()?),
            whole,
            not,
        })
    }

    fn number(&self) -> Result<Test, Misfit> {
        match self.operator {
            Operator::Equal
            | Operator::NotEqual
            | Operator::Less
            | Operator::LessOrEqual
            | Operator::Greater
            | Operator::GreaterOrEqual => {}
            _ => return Err(Misfit::Operator),
        }
        let number = self.value.and_then(Value::as_f64);
        let number = number.filter(|number| number.is_finite());
        number
            .map(|number| Test::Number(self.operator, number))
            .ok_or(Misfit::Value("a number"))
    }

    fn days(&self, zone: Option<&Zone>) -> Result<Test, Misfit> {
        match self.operator {
            Operator::Is
            | Operator::IsNot
            | Operator::IsBefore
            | Operator::IsAfter
            | Operator::IsOnOrBefore
            | Operator::IsOnOrAfter
            | Operator::IsWithin => {}
            _ => return Err(Misfit::Operator),
        }
        range(self.operator, self.value, zone, self.now).map(Test::Days)
    }

    /// The ids for a cell that holds one.
    fn single<T: std::str::FromStr>(
        &self,
        one: &'static str,
        some: &'static str,
    ) -> Result<(How, Vec<T>), Misfit> {
        let how = match self.operator {
            Operator::Equal => How::Any,
            Operator::NotEqual => How::None,
            Operator::IsAnyOf => return Ok((How::Any, self.ids(some)?)),
            Operator::IsNoneOf => return Ok((How::None, self.ids(some)?)),
            _ => return Err(Misfit::Operator),
        };
        let id = self.value.and_then(Value::as_str);
        let id = id.and_then(|id| id.parse().ok());
        Ok((how, vec![id.ok_or(Misfit::Value(one))?]))
    }

    /// The ids for a cell that holds a list.
    fn several<T: std::str::FromStr>(&self, some: &'static str) -> Result<(How, Vec<T>), Misfit> {
        let how = match self.operator {
            Operator::HasAnyOf => How::Any,
            Operator::HasAllOf => How::All,
            Operator::IsExactly => How::Exactly,
            Operator::HasNoneOf => How::None,
            _ => return Err(Misfit::Operator),
        };
        Ok((how, self.ids(some)?))
    }

    fn ids<T: std::str::FromStr>(&self, some: &'static str) -> Result<Vec<T>, Misfit> {
        let ids = self.value.and_then(Value::as_array).and_then(|list| {
            list.iter()
                .map(|id| id.as_str()?.parse().ok())
                .collect::<Option<Vec<T>>>()
        });
        ids.filter(|ids| !ids.is_empty()).ok_or(Misfit::Value(some))
    }

    fn choices(
        &self,
        choices: &Choices,
        how: How,
        ids: &[ChoiceId],
        wanted: &'static str,
    ) -> Result<Test, Misfit> {
        let key_of = |id: &ChoiceId| {
            let choice = choices.list.iter().find(|choice| choice.id == *id)?;
            Some(choice.key)
        };
        let keys: Vec<u32> = ids.iter().filter_map(key_of).collect();
        if keys.is_empty() || (self.strictly && keys.len() < ids.len()) {
            return Err(Misfit::Value(wanted));
        }
        Ok(Test::Choices(among(how, keys)))
    }
}

fn among<T: Ord>(how: How, mut wanted: Vec<T>) -> Among<T> {
    wanted.sort_unstable();
    wanted.dedup();
    Among { wanted, how }
}

/// In small letters, as [`crate::schema::same_name`] compares.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(char::to_lowercase).collect()
}
