//! Looking choices up and adding them.

use super::{Choice, ChoiceColor, Choices};
use crate::id::{ChoiceId, Entropy};

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
            let wanted = text.trim().to_lowercase();
            self.list
                .iter()
                .find(|choice| choice.name.trim().to_lowercase() == wanted)
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
