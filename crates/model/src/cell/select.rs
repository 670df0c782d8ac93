//! Names of choices to keys.

use std::collections::HashSet;

use serde_json::Value;

use super::error::CellError;
use super::write::{Written, scalar_text};
use crate::field::{ChoiceNames, Choices};
use crate::limits::Limits;
use crate::schema::folded_name;

/// Names that are looked for one by one; for more, a list of thousands of
/// choices is read once and not as often as there are names.
const FEW: usize = 8;

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
    let by_name = (items.len() > FEW).then(|| ChoiceNames::of(choices));
    let find = |name: &str| match &by_name {
        Some(by_name) => by_name.find(name),
        None => choices.find(name).map(|choice| choice.key),
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
        match find(name) {
            Some(key) => keys.push(key),
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
    let by_name = (names.len() > FEW).then(|| ChoiceNames::of(choices));
    let find = |name: &str| match &by_name {
        Some(by_name) => by_name.find_loosely(name),
        None => choices.find_loosely(name).map(|choice| choice.key),
    };
    let mut keys = Vec::new();
    let mut new: Vec<String> = Vec::new();
    let (mut seen, mut seen_new) = (HashSet::new(), HashSet::new());
    let max = limits.choices_per_field;
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !seen.insert(name.as_str()) {
            continue;
        }
        match find(name) {
            Some(key) => keys.push(key),
            // Two spellings of one new name make one choice.
            None if !seen_new.insert(folded_name(name)) => {}
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
    let mut seen = HashSet::with_capacity(keys.len());
    kept.extend(keys.into_iter().filter(|key| seen.insert(*key)));
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
    // Whether the name is space alone so far: a long one is not looked through
    // at every mark.
    let (mut quoted, mut blank) = (false, true);
    let mut marks = text.chars().peekable();
    while let Some(mark) = marks.next() {
        match mark {
            '"' if !quoted && blank => {
                name.clear();
                quoted = true;
            }
            '"' if quoted && marks.next_if_eq(&'"').is_none() => quoted = false,
            ',' if !quoted => {
                names.push(std::mem::take(&mut name));
                blank = true;
            }
            _ => {
                name.push(mark);
                blank &= mark.is_whitespace();
            }
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
    use serde_json::json;

    use super::*;
    use crate::testing::Fixed;

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

    #[test]
    fn long_lists_take_no_longer_than_they_are() {
        // Compared each with each, these would take minutes.
        let limits = Limits::default();
        let names: Vec<String> = (0..limits.choices_per_field)
            .map(|n| format!("{}{n}", "x".repeat(100)))
            .collect();
        let loud: Vec<String> = names.iter().map(|name| name.to_uppercase()).collect();
        let (none, entropy) = (Choices::default(), Fixed::new(1));
        let written = many(&none, &json!([&names[..], &loud].concat()), true, &limits);
        let new = Written::NewChoices {
            names: names.clone(),
        };
        assert_eq!(written, Ok(new));
        let choices = Choices::named(names.iter().map(String::as_str), &entropy);
        let all = (0..names.len() as u32).collect();
        let all = Ok(keys_written(all));
        assert_eq!(many(&choices, &json!(names), false, &limits), all);
        assert_eq!(many(&choices, &json!(loud), true, &limits), all);
        let text = format!("{}a{}", " ".repeat(100_000), "\"".repeat(100_000));
        assert_eq!(split_list(&text), [text.trim()]);
    }

    #[test]
    fn a_long_list_is_read_as_a_short_one() {
        let choices = Choices::named(["a", "B", "b"], &Fixed::new(1));
        let limits = Limits::default();
        let id = choices.list[0].id.to_string();
        let one: Vec<&str> = vec!["b", &id, "b", " a", "A", "B"];
        for typecast in [false, true] {
            for skip in 0..one.len() {
                let short = json!(one[skip..]);
                let long = json!([&one[skip..], &vec!["a"; 20]].concat());
                let written = many(&choices, &long, typecast, &limits);
                let plain = match many(&choices, &short, typecast, &limits) {
                    Ok(Written::Raw(raw)) if !raw.contains('0') => {
                        Ok(Written::Raw(raw.replace(']', ",0]")))
                    }
                    other => other,
                };
                assert_eq!(written, plain, "{short}");
            }
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
