//! What kind of value an expression has, as far as it is known before any row
//! is seen.

/// The type of an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Always blank.
    Blank,
    /// Numbers, the results of comparisons among them.
    Number,
    /// Texts.
    Text,
    /// Moments; `time` is false if only their day is meant.
    Date {
        /// Whether the time of day is part of it.
        time: bool,
    },
    /// Lists of values of one kind.
    List(Item),
    /// Not known before a row is seen.
    Any,
}

/// The items of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Item {
    /// Numbers.
    Number,
    /// Texts.
    Text,
    /// Moments, or days only.
    Date {
        /// Whether the time of day is part of it.
        time: bool,
    },
    /// Not known before a row is seen.
    Any,
}

impl From<Item> for Type {
    fn from(item: Item) -> Self {
        match item {
            Item::Number => Self::Number,
            Item::Text => Self::Text,
            Item::Date { time } => Self::Date { time },
            Item::Any => Self::Any,
        }
    }
}

impl Item {
    /// The items of a list of values of this type.
    pub fn of(value: Type) -> Self {
        match value {
            Type::Number => Self::Number,
            Type::Text => Self::Text,
            Type::Date { time } => Self::Date { time },
            Type::List(item) => item,
            Type::Blank | Type::Any => Self::Any,
        }
    }
}
