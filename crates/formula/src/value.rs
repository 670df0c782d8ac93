//! Values at run time.

use std::borrow::Cow;

use basekey_model::time::{Millis, Zone};

use crate::date::LocaleId;

/// A value. Comparisons give the numbers 1 and 0; there is no other truth.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nothing.
    Blank,
    /// A double; NaN and the infinities are values like others.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A point in time.
    Date(Moment),
    /// A list, which may hold lists.
    List(Vec<Value<'a>>),
    /// `#ERROR!`
    Error(Failure),
}

/// A point in time and how it wants to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// When.
    pub at: Millis,
    /// Set by `SET_TIMEZONE`; without, UTC.
    pub zone: Option<Zone>,
    /// Set by `SET_LOCALE`; without, English.
    pub locale: Option<LocaleId>,
}

impl From<Millis> for Moment {
    fn from(at: Millis) -> Self {
        Self {
            at,
            zone: None,
            locale: None,
        }
    }
}

/// Why a value is `#ERROR!`. Clients see only that it is one; `formula eval`
/// tells the reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// `ERROR()`.
    #[error("ERROR() was called")]
    Called,
    /// A cell that is itself an error.
    #[error("a cell it reads is an error")]
    Cell,
    /// A value of the wrong kind.
    #[error("a value is of the wrong kind")]
    Kind,
    /// A text that is no date.
    #[error("a text can not be read as a date")]
    Date,
    /// A date beyond the calendar.
    #[error("a date is out of range")]
    DateRange,
    /// An unknown unit, zone, locale or day of the week.
    #[error("a unit, zone or locale is not known")]
    Word,
    /// A text that is no number.
    #[error("a text can not be read as a number")]
    Number,
    /// A bad or too large regular expression.
    #[error("the regular expression is not valid or too large")]
    Regex,
    /// No match to extract.
    #[error("the regular expression matches nothing")]
    NoMatch,
    /// Several values where one is needed.
    #[error("a list has several values where one is needed")]
    Several,
    /// The bounds of one evaluation were met.
    #[error("the formula asks for more steps or longer texts than are allowed")]
    TooMuch,
}

impl<'a> Value<'a> {
    /// A text.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        Self::Text(text.into())
    }

    /// 1 or 0.
    pub fn truth(is: bool) -> Self {
        Self::Number(f64::from(u8::from(is)))
    }

    /// A value that borrows nothing.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Blank => Value::Blank,
            Self::Number(number) => Value::Number(number),
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Date(moment) => Value::Date(moment),
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Self::Error(failure) => Value::Error(failure),
        }
    }
}
