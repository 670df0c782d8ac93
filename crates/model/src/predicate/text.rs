//! Predicates as people read them.

use std::fmt::Write as _;

use super::{Compare, Predicate};
use crate::cell::number_text;
use crate::schema::{FieldKey, Table};

impl Predicate {
    /// The predicate in words, with the table's names of fields and choices.
    pub fn text(&self, table: &Table) -> String {
        let mut text = String::new();
        self.write(table, &mut text);
        text
    }

    fn write(&self, table: &Table, out: &mut String) {
        let name = |key: &FieldKey| match table.field_by_key(*key) {
            Some(field) => format!("{{{}}}", field.name),
            None => format!("{{field {}}}", key.0),
        };
        // Writing to a text can not fail.
        let _ = match self {
            Self::All(parts) => return joined(parts, " and ", "true", table, out),
            Self::Any(parts) => return joined(parts, " or ", "false", table, out),
            Self::Not(part) => {
                out.push_str("not ");
                return part.write_nested(table, out);
            }
            Self::Id(ids) => {
                let ids = ids.iter().map(ToString::to_string);
                write!(out, "the record is {}", one_of(ids))
            }
            Self::Created(compare, at) => write!(out, "made {} {at}", compare.text()),
            Self::Modified(compare, at) => write!(out, "last changed {} {at}", compare.text()),
            Self::Error(key) => write!(out, "{} is an error", name(key)),
            Self::HasNumber(key) => write!(out, "{} has a number", name(key)),
            Self::Number(key, compare, with) => {
                let with = if with.is_finite() {
                    number_text(*with)
                } else {
                    with.to_string()
                };
                write!(out, "{} {} {with}", name(key), compare.text())
            }
            Self::HasDate(key) => write!(out, "{} has a date", name(key)),
            Self::Date(key, compare, at) => write!(out, "{} {} {at}", name(key), compare.text()),
            Self::Text(key, text) => write!(out, "{} = {text:?}", name(key)),
            Self::Contains(key, text) => write!(out, "{} contains {text:?}", name(key)),
            Self::Choice(key, keys) => {
                let field = table.field_by_key(*key);
                let choices = field.and_then(|field| field.kind.choices());
                let called = |key: &u32| match choices.and_then(|choices| choices.by_key(*key)) {
                    Some(choice) => format!("{:?}", choice.name),
                    None => format!("choice {key}"),
                };
                write!(out, "{} is {}", name(key), one_of(keys.iter().map(called)))
            }
            Self::Ticked(key) => write!(out, "{} is ticked", name(key)),
            Self::HasFile(key) => write!(out, "{} has a file", name(key)),
        };
    }

    /// In parentheses if it is of several parts.
    fn write_nested(&self, table: &Table, out: &mut String) {
        match self {
            Self::All(parts) | Self::Any(parts) if parts.len() > 1 => {
                out.push('(');
                self.write(table, out);
                out.push(')');
            }
            _ => self.write(table, out),
        }
    }
}

fn joined(parts: &[Predicate], with: &str, none: &str, table: &Table, out: &mut String) {
    if parts.is_empty() {
        out.push_str(none);
    }
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(with);
        }
        part.write_nested(table, out);
    }
}

fn one_of(mut items: impl ExactSizeIterator<Item = String>) -> String {
    if items.len() == 1 {
        return items.next().unwrap_or_default();
    }
    format!("one of {}", items.collect::<Vec<_>>().join(", "))
}

impl Compare {
    /// The comparison as formulas write it.
    pub fn text(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}
