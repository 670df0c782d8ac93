//! Choices of a select field: old ones and wanted ones, and what they are called.

use std::collections::{HashMap, HashSet};

use crate::field::{Choice, Choices};

/// The choices of a field that has `old` ones and is to have the `wanted`
/// ones. A wanted choice is an old one if it has its id, or else exactly its
/// name; it keeps id and key, and cells that hold it stay valid. The others
/// get keys that were never given. Old choices that are left out follow at the
/// end, unless `delete` asks for their end.
///
/// Names are not checked here; see [`crate::field::FieldKind::validate`].
#[must_use]
pub fn merge_choices(old: &Choices, wanted: Choices, delete: bool) -> Choices {
    let by_id: HashMap<_, _> = old.list.iter().map(|one| (one.id, one)).collect();
    let by_name: HashMap<_, _> = old
        .list
        .iter()
        .map(|one| (one.name.as_str(), one))
        .collect();
    // An id is the surer sign: who has one can not be meant by name as well.
    let mut taken: HashSet<u32> = wanted
        .list
        .iter()
        .filter_map(|one| Some(by_id.get(&one.id)?.key))
        .collect();
    let mut merged = Choices {
        list: Vec::with_capacity(wanted.list.len()),
        next_key: old.next_key,
    };
    for one in wanted.list {
        let known = by_id.get(&one.id).or_else(|| {
            by_name
                .get(one.name.as_str())
                .filter(|known| taken.insert(known.key))
        });
        let (id, key) = if let Some(known) = known {
            (known.id, known.key)
        } else {
            merged.next_key += 1;
            (one.id, merged.next_key - 1)
        };
        merged.list.push(Choice { id, key, ..one });
    }
    if !delete {
        let left_out = old.list.iter().filter(|one| !taken.contains(&one.key));
        merged.list.extend(left_out.cloned());
    }
    merged
}

/// The keys of old choices and those of the same choices among new ones: by
/// id, or else by exactly the name.
pub(super) fn same_choices(old: &Choices, new: &Choices) -> HashMap<u32, u32> {
    let by_id: HashMap<_, _> = new.list.iter().map(|one| (one.id, one.key)).collect();
    let by_name: HashMap<_, _> = new
        .list
        .iter()
        .map(|one| (one.name.as_str(), one.key))
        .collect();
    old.list
        .iter()
        .filter_map(|one| {
            let key = by_id
                .get(&one.id)
                .or_else(|| by_name.get(one.name.as_str()))?;
            Some((one.key, *key))
        })
        .collect()
}

/// Choices by name. A table of a million texts asks it a million times, so it
/// does not go through the list as a single write does.
#[derive(Debug, Clone, Default)]
pub(super) struct ByName {
    exactly: HashMap<String, u32>,
    /// Without regard to case; the first of several.
    loosely: HashMap<String, u32>,
    /// Choices with smaller keys were there before any text was noted.
    noted_from: u32,
}

impl ByName {
    pub(super) fn of(choices: &Choices) -> Self {
        let mut by_name = Self {
            noted_from: choices.next_key,
            ..Self::default()
        };
        for choice in &choices.list {
            by_name.add(choice);
        }
        by_name
    }

    pub(super) fn add(&mut self, choice: &Choice) {
        self.exactly
            .entry(choice.name.clone())
            .or_insert(choice.key);
        self.loosely
            .entry(folded(&choice.name))
            .or_insert(choice.key);
    }

    /// The key of the choice that a text means, as typecast finds it.
    pub(super) fn find(&self, text: &str) -> Option<u32> {
        self.exactly
            .get(text)
            .or_else(|| self.loosely.get(&folded(text)))
            .copied()
    }

    /// True if a choice of exactly this name was there from the beginning.
    pub(super) fn is_given(&self, text: &str) -> bool {
        self.exactly
            .get(text)
            .is_some_and(|key| *key < self.noted_from)
    }
}

fn folded(name: &str) -> String {
    name.trim().chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::ChoiceColor;
    use crate::id::ChoiceId;
    use crate::testing::Fixed;

    fn names_and_keys(choices: &Choices) -> Vec<(&str, u32)> {
        choices
            .list
            .iter()
            .map(|one| (one.name.as_str(), one.key))
            .collect()
    }

    fn wanted(list: &[(Option<ChoiceId>, &str)]) -> Choices {
        let mut choices = Choices::named(list.iter().map(|(_, name)| *name), &Fixed::new(9));
        for (choice, (id, _)) in choices.list.iter_mut().zip(list) {
            choice.id = id.unwrap_or(choice.id);
            choice.color = Some(ChoiceColor::RedDark1);
        }
        choices
    }

    #[test]
    fn wanted_choices_keep_their_keys() {
        let old = Choices::named(["Todo", "Doing", "Done"], &Fixed::new(1));
        let id = |index: usize| Some(old.list[index].id);
        for (list, delete, merged) in [
            // Renamed by id, found by name, new.
            (
                vec![(id(2), "Finished"), (None, "Todo"), (None, "Later")],
                false,
                vec![("Finished", 2), ("Todo", 0), ("Later", 3), ("Doing", 1)],
            ),
            (
                vec![(id(2), "Finished"), (None, "Todo"), (None, "Later")],
                true,
                vec![("Finished", 2), ("Todo", 0), ("Later", 3)],
            ),
            // The old name of a renamed choice is free for a new one.
            (
                vec![(None, "Todo"), (id(0), "Open")],
                true,
                vec![("Todo", 3), ("Open", 0)],
            ),
            // Names are compared to the letter.
            (vec![(None, "todo")], true, vec![("todo", 3)]),
            (vec![], false, vec![("Todo", 0), ("Doing", 1), ("Done", 2)]),
            (vec![], true, vec![]),
        ] {
            let choices = merge_choices(&old, wanted(&list), delete);
            assert_eq!(names_and_keys(&choices), merged, "{list:?}");
            assert!(choices.list.iter().all(|one| one.key < choices.next_key));
            assert!(
                choices.next_key >= old.next_key,
                "a key is never given twice"
            );
        }
        let choices = merge_choices(&old, wanted(&[(None, "Done")]), true);
        assert_eq!(choices.list[0].id, old.list[2].id);
        assert_eq!(choices.list[0].color, Some(ChoiceColor::RedDark1));
    }

    #[test]
    fn one_choice_wanted_twice_is_one_and_a_new_one() {
        let old = Choices::named(["a"], &Fixed::new(1));
        let choices = merge_choices(&old, wanted(&[(None, "a"), (None, "a")]), true);
        // Which validation refuses, as two choices of one name.
        assert_eq!(names_and_keys(&choices), [("a", 0), ("a", 1)]);
    }

    #[test]
    fn choices_are_found_as_typecast_finds_them() {
        let choices = Choices::named(["open", "Open", " Éa "], &Fixed::new(1));
        let mut by_name = ByName::of(&choices);
        for text in ["open", "Open", "OPEN", "éa", "ÉA ", "none"] {
            assert_eq!(
                by_name.find(text),
                choices.find_loosely(text).map(|choice| choice.key),
                "{text}"
            );
        }
        let mut choices = choices;
        by_name.add(choices.add("new", None, &Fixed::new(2)));
        assert_eq!(by_name.find("NEW"), Some(3));
        assert!(by_name.is_given("open") && !by_name.is_given("new"));
    }
}
