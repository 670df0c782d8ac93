//! Looking choices up and adding them.

use std::collections::HashMap;

use super::{Choice, ChoiceColor, Choices};
use crate::id::{ChoiceId, Entropy};
use crate::schema::{folded_name, same_name};

impl Choices {
    /// Choices with these names, coloured in turn.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>, entropy: &dyn Entropy) -> Self {
        let mut choices = Self::default();
        for name in names {
            choices.add(
                name,
                Some(ChoiceColor::in_turn(choices.list.len())),
                entropy,
            );
        }
        choices
    }

    /// The choice a stored cell means by `key`.
    pub fn by_key(&self, key: u32) -> Option<&Choice> {
        // Until choices are deleted or moved, a choice stands where its key says.
        match self.list.get(key as usize) {
            Some(choice) if choice.key == key => Some(choice),
            _ => self.list.iter().find(|choice| choice.key == key),
        }
    }

    /// The choice with exactly this name, or else with this id.
    pub fn find(&self, name_or_id: &str) -> Option<&Choice> {
        self.list
            .iter()
            .find(|choice| choice.name == name_or_id)
            .or_else(|| {
                let id: ChoiceId = name_or_id.parse().ok()?;
                self.list.iter().find(|choice| choice.id == id)
            })
    }

    /// As [`Choices::find`], and if there is none, the first choice whose name
    /// differs in case or surrounding space only.
    pub fn find_loosely(&self, text: &str) -> Option<&Choice> {
        self.find(text).or_else(|| {
            let wanted = text.trim();
            self.list
                .iter()
                .find(|choice| same_name(choice.name.trim(), wanted))
        })
    }

    /// Adds a choice at the end and gives it the next key. Names are not checked here.
    pub fn add(
        &mut self,
        name: &str,
        color: Option<ChoiceColor>,
        entropy: &dyn Entropy,
    ) -> &Choice {
        let key = self.next_key;
        self.next_key += 1;
        let at = self.list.len();
        self.list.push(Choice {
            id: ChoiceId::random(entropy),
            key,
            name: name.to_owned(),
            color,
        });
        &self.list[at]
    }

    /// True if choices have colours; a field whose choices have none gets new
    /// ones without.
    pub fn has_colors(&self) -> bool {
        self.list.is_empty() || self.list.iter().any(|choice| choice.color.is_some())
    }
}

/// Choices by what they are called, for whoever looks up many: what [`Choices`]
/// finds by going through its list, this finds at once.
#[derive(Debug, Clone, Default)]
pub struct ChoiceNames {
    exactly: HashMap<String, u32>,
    by_id: HashMap<ChoiceId, u32>,
    /// Without regard to case and surrounding space; the first of several.
    loosely: HashMap<String, u32>,
}

impl ChoiceNames {
    /// The choices of a field.
    pub fn of(choices: &Choices) -> Self {
        let mut names = Self::default();
        for choice in &choices.list {
            names.add(choice);
        }
        names
    }

    /// Adds a choice that stands after those before.
    pub fn add(&mut self, choice: &Choice) {
        let Choice { id, key, name, .. } = choice;
        self.exactly.entry(name.clone()).or_insert(*key);
        self.by_id.entry(*id).or_insert(*key);
        let like = folded_name(name.trim());
        self.loosely.entry(like).or_insert(*key);
    }

    /// The key of what [`Choices::find`] finds.
    pub fn find(&self, name_or_id: &str) -> Option<u32> {
        let by_id = || self.by_id.get(&name_or_id.parse().ok()?);
        self.exactly.get(name_or_id).or_else(by_id).copied()
    }

    /// The key of what [`Choices::find_loosely`] finds.
    pub fn find_loosely(&self, text: &str) -> Option<u32> {
        let like = || self.loosely.get(&folded_name(text.trim())).copied();
        self.find(text).or_else(like)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Fixed;

    #[test]
    fn choices_are_found_by_key_name_and_id() {
        let entropy = Fixed::new(1);
        let mut choices = Choices::named(["Todo", "Done"], &entropy);
        assert_eq!(choices.next_key, 2);
        assert_eq!(choices.list[1].color, Some(ChoiceColor::CyanLight2));
        choices.list.swap(0, 1);
        assert_eq!(
            choices.by_key(0).map(|choice| choice.name.as_str()),
            Some("Todo")
        );
        choices.list.remove(1);
        assert_eq!(choices.by_key(0), None);
        let key = choices.add("Later", None, &entropy).key;
        assert_eq!(key, 2, "a key is never given twice");
        assert_eq!(choices.find("Later").map(|choice| choice.key), Some(2));
        assert_eq!(choices.find("later"), None);
        let id = choices.list[0].id.to_string();
        assert_eq!(
            choices.find(&id).map(|choice| choice.name.as_str()),
            Some("Done")
        );
        assert_eq!(
            choices.find_loosely(" LATER ").map(|choice| choice.key),
            Some(2)
        );
        assert_eq!(choices.find_loosely("never"), None);
    }

    #[test]
    fn an_exact_name_comes_before_a_like_one() {
        let choices = Choices::named(["open", "Open"], &Fixed::new(1));
        assert_eq!(
            choices.find_loosely("Open").map(|choice| choice.key),
            Some(1)
        );
        assert_eq!(
            choices.find_loosely("OPEN").map(|choice| choice.key),
            Some(0)
        );
    }

    #[test]
    fn names_put_in_order_find_what_the_list_finds() {
        let mut choices = Choices::named(["open", " Open", "Größe", "straße", "İ"], &Fixed::new(1));
        choices.list.swap(0, 1);
        let id = choices.list[3].id.to_string();
        choices.add(&id, None, &Fixed::new(2));
        let names = ChoiceNames::of(&choices);
        let other = choices.list[2].id.to_string();
        for text in [
            "open",
            "Open",
            " Open",
            "OPEN ",
            "GRÖSSE",
            "größe",
            "GRÖßE",
            "STRASSE",
            "i\u{307}",
            "İ",
            "i",
            "",
            " ",
            &id,
            &other,
            "selAAAAAAAAAAAAAA",
        ] {
            let key = |found: Option<&Choice>| found.map(|choice| choice.key);
            assert_eq!(names.find(text), key(choices.find(text)), "{text}");
            let loosely = choices.find_loosely(text);
            assert_eq!(names.find_loosely(text), key(loosely), "{text}");
        }
    }
}
