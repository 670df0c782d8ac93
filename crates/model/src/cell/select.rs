//! Names of choices to keys.

use std::collections::HashSet;

use serde_json::Value;

use super::error::CellError;
use super::write::{Written, scalar_text};
use crate::field::Choices;
use crate::limits::Limits;

/// A single select's value, to the letter.
pub(super) fn one(choices: &Choices, value: &Value) -> Result<Written, CellError> {
    let name = value.as_str().ok_or(CellError::Wrong {
        wanted: "the name of a choice",
    })?;
    match choices.find(name) {
        Some(choice) => Ok(Written::Raw(choice.key.to_string())),
        None => Err(CellError::UnknownChoice(name.to_owned())),
    }
}

/// A single select's value from any text.
pub(super) fn one_cast(
    choices: &Choices,
    text: &str,
    limits: &Limits,
) -> Result<Written, CellError> {
    if text.is_empty() {
        return Ok(Written::Clear);
    }
    match choices.find_loosely(text) {
        Some(choice) => Ok(Written::Raw(choice.key.to_string())),
        None => new_choices(choices, vec![text.to_owned()], limits),
    }
}

/// A multiple select's value.
pub(super) fn many(
    choices: &Choices,
    value: &Value,
    typecast: bool,
    limits: &Limits,
) -> Result<Written, CellError> {
    if typecast {
        many_cast(choices, value, limits)
    } else {
        many_exact(choices, value)
    }
}

fn many_exact(choices: &Choices, value: &Value) -> Result<Written, CellError> {
    let wrong = CellError::Wrong {
        wanted: "an array of names of choices",
    };
    let Value::Array(items) = value else {
        return Err(wrong);
    };
    let mut keys = Vec::new();
    // A name that comes again and again is looked up once.
    let mut seen = HashSet::new();
    for item in items {
        let Value::String(name) = item else {
            return Err(wrong);
        };
        if !seen.insert(name.as_str()) {
            continue;
        }
        match choices.find(name) {
            Some(choice) => keys.push(choice.key),
            None => return Err(CellError::UnknownChoice(name.clone())),
        }
    }
    Ok(keys_written(keys))
}

fn many_cast(choices: &Choices, value: &Value, limits: &Limits) -> Result<Written, CellError> {
    let wrong = CellError::Wrong {
        wanted: "names of choices",
    };
    let mut names: Vec<String> = Vec::new();
    match value {
        Value::Array(items) => {
            for item in items {
                if !item.is_null() {
                    names.push(scalar_text(item).ok_or(wrong.clone())?.trim().to_owned());
                }
            }
        }
        value => {
            let text = scalar_text(value).ok_or(wrong)?;
            // A choice may have a comma in its name.
            match choices.find(text.trim()) {
                Some(choice) => names.push(choice.name.clone()),
                None => names.extend(split_list(&text)),
            }
        }
    }
    let mut keys = Vec::new();
    let mut new: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    let max = limits.choices_per_field;
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !seen.insert(name.as_str()) {
            continue;
        }
        match choices.find_loosely(name) {
            Some(choice) => keys.push(choice.key),
            // Two spellings of one new name make one choice.
            None if new
                .iter()
                .any(|other| crate::schema::same_name(other, name)) => {}
            // Rather than compare ever more names that do not fit.
            None if choices.list.len() + new.len() >= max => {
                return Err(CellError::TooManyChoices { max });
            }
            None => new.push(name.clone()),
        }
    }
    if new.is_empty() {
        Ok(keys_written(keys))
    } else {
        new_choices(choices, new, limits)
    }
}

fn new_choices(
    choices: &Choices,
    names: Vec<String>,
    limits: &Limits,
) -> Result<Written, CellError> {
    let (max, max_chars) = (limits.choices_per_field, limits.choice_chars);
    if choices.list.len() + names.len() > max {
        return Err(CellError::TooManyChoices { max });
    }
    if names
        .iter()
        .any(|name| name.len() > max_chars && name.chars().count() > max_chars)
    {
        return Err(CellError::TooLong { max: max_chars });
    }
    Ok(Written::NewChoices { names })
}

/// The keys in the order chosen, each once.
fn keys_written(keys: Vec<u32>) -> Written {
    let mut kept: Vec<u32> = Vec::with_capacity(keys.len());
    for key in keys {
        if !kept.contains(&key) {
            kept.push(key);
        }
    }
    if kept.is_empty() {
        return Written::Clear;
    }
    let items: Vec<String> = kept.iter().map(u32::to_string).collect();
    Written::Raw(format!("[{}]", items.join(",")))
}

/// Splits at commas, except inside double quotes: what texts of cells with
/// several items are joined with. Parts are trimmed, empty ones dropped.
pub fn split_list(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut name = String::new();
    let mut quoted = false;
    let mut marks = text.chars().peekable();
    while let Some(mark) = marks.next() {
        match mark {
            '"' if !quoted && name.trim().is_empty() => {
                name.clear();
                quoted = true;
            }
            '"' if quoted && marks.next_if_eq(&'"').is_some() => name.push('"'),
            '"' if quoted => quoted = false,
            ',' if !quoted => names.push(std::mem::take(&mut name)),
            _ => name.push(mark),
        }
    }
    names.push(name);
    names
        .into_iter()
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

/// Joins names with commas; a name with a comma in it, or that begins with a
/// double quote, is quoted (field-types 5.12).
pub(crate) fn join_list<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let mut text = String::new();
    for name in names {
        if !text.is_empty() {
            text.push_str(", ");
        }
        if name.contains(',') || name.starts_with('"') {
            text.push('"');
            text.push_str(&name.replace('"', "\"\""));
            text.push('"');
        } else {
            text.push_str(name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_split_at_commas_outside_of_quotes() {
        for (text, names) in [
            ("a, b,c", vec!["a", "b", "c"]),
            ("", vec![]),
            (" , ,", vec![]),
            (r#""a, b", c"#, vec!["a, b", "c"]),
            (r#""say ""hi"", you""#, vec![r#"say "hi", you"#]),
            (r#"5" pipe, x"#, vec![r#"5" pipe"#, "x"]),
            (r#""open"#, vec!["open"]),
        ] {
            assert_eq!(split_list(text), names, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn what_is_joined_splits_into_the_same(names in proptest::collection::vec("[ab\", ]{0,4}[ab\",]", 0..5)) {
            let names: Vec<&str> = names.iter().map(|name| name.trim()).collect();
            proptest::prop_assert_eq!(split_list(&join_list(names.iter().copied())), names);
        }
    }
}
