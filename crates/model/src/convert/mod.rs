//! Cells when a field's type or options change (field-types 8).
//!
//! A [`Conversion`] is planned once from both kinds and then asked cell by
//! cell, so that whoever holds the records reads them in whatever portions it
//! likes. Where every distinct text becomes a choice
//! ([`Conversion::needs_names`]), all cells are shown to [`Conversion::note`]
//! first, and the field is stored with [`Conversion::kind`], which has the new
//! choices.
//!
//! What can be kept is kept; the rest becomes blank, and [`Converted::lost`]
//! says so. It never fails.
//!
//! | from | to | what becomes of a cell |
//! | --- | --- | --- |
//! | a kind | the same with other options | stays, except choices that are gone, ratings above the maximum, and links to another table |
//! | anything | text family | what people read |
//! | number family | number family | the same number; ratings are rounded and cut to the maximum |
//! | text | checkbox | ticked, unless a word says no |
//! | number | checkbox | ticked unless 0; back: 1 |
//! | date | dateTime | midnight in the new field's zone |
//! | times | date | the day on the old field's clocks |
//! | select | select | the same choices by id, else by name; of several the first if one is wanted |
//! | anything else | select | each distinct text a choice, lists split |
//! | user | user | the same user; of several the first if one is wanted |
//! | anything else | user | who has that name, e-mail or id |
//! | anything but a tick | links | the records of that name, made where missing |
//! | text | attachments | addresses, and `filename (address)` as files read as text |
//! | anything | computed | nothing |
//! | formula, rollup, lookup, count | anything else | what was computed last: as its result's kind would be, or as several of it; errors are lost |
//! | anything | any other | as typecast reads what people read |

mod cell;
mod choices;
mod computed;

use std::collections::HashMap;
use std::mem::discriminant;

use crate::cell::{FindPerson, LinkTarget, Names};
use crate::field::{ChoiceColor, FieldKind};
use crate::id::Entropy;
use crate::limits::Limits;

pub use choices::merge_choices;
use choices::{ByName, same_choices};

/// How the cells of one kind become cells of another.
#[derive(Debug, Clone)]
pub struct Conversion {
    /// Of a derived kind that becomes another, what its cells hold.
    from: FieldKind,
    to: FieldKind,
    /// The field was derived and becomes another.
    derived: bool,
    /// The field gets a new key.
    new_key: bool,
    /// Cells are stored the same either way.
    same: bool,
    /// Between selects: old keys to new ones.
    keys: Option<HashMap<u32, u32>>,
    /// From other kinds to selects: choices by what they are called.
    by_name: Option<ByName>,
}

/// What a conversion needs to know beside the cell.
#[derive(Clone, Copy)]
pub struct ConvertContext<'a> {
    /// What cells of the old kind name.
    pub names: Names<'a>,
    /// The users that cells of the base may name.
    pub people: &'a dyn FindPerson,
    /// How much of anything is allowed.
    pub limits: &'a Limits,
    /// For ids of choices and attachments.
    pub entropy: &'a dyn Entropy,
}

/// A cell after its conversion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Converted {
    /// What it becomes.
    pub becomes: Becomes,
    /// True if a person would miss something: all of it, some items of a list,
    /// decimals, the time of day.
    pub lost: bool,
}

/// What a converted cell becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Becomes {
    /// The raw text stays as it is.
    Same,
    /// Another raw text.
    Raw(String),
    /// Nothing.
    Blank,
    /// Links to these, at least one; whoever holds the records finds or makes
    /// them as for a typecast. An id that is not there is lost.
    Links(Vec<LinkTarget>),
}

impl Conversion {
    /// Prepares the conversion of a field's cells. Of selects, `to` has the
    /// choices that [`merge_choices`] made.
    pub fn plan(from: &FieldKind, to: &FieldKind) -> Self {
        let other = discriminant(from) != discriminant(to);
        let new_key = other && (from.is_computed() || to.is_computed());
        let derived = other && from.is_derived();
        let frozen = derived.then(|| computed::frozen(from));
        let from = frozen.as_ref().unwrap_or(from);
        let keys = match (from.choices(), to.choices()) {
            // The choices that were looked up are those of another field.
            (Some(old), Some(new)) if !derived => Some(same_choices(old, new)),
            _ => None,
        };
        let by_name = match to {
            FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices)
                if keys.is_none() =>
            {
                Some(ByName::of(choices))
            }
            _ => None,
        };
        Self {
            same: !(derived && to.choices().is_some()) && is_same(from, to, keys.as_ref()),
            from: from.clone(),
            to: to.clone(),
            derived,
            new_key,
            keys,
            by_name,
        }
    }

    /// The kind to store: the one wanted, with the choices that were noted.
    pub fn kind(&self) -> &FieldKind {
        &self.to
    }

    /// True if every cell stays as and where it is, so that none need be read.
    pub fn keeps_cells(&self) -> bool {
        self.same && !self.new_key
    }

    /// True if the field gets a new key: cells of a computed kind are not in
    /// the log of changes, so under the old key it could not be replayed.
    pub fn takes_new_key(&self) -> bool {
        self.new_key
    }

    /// True if all cells must be shown to [`Conversion::note`] before the
    /// first is converted.
    pub fn needs_names(&self) -> bool {
        self.by_name.is_some()
    }

    /// True if [`ConvertContext::names`] is asked what linked records are called.
    pub fn reads_links(&self) -> bool {
        self.from.link().is_some() && !self.same && !self.to.is_computed()
    }

    /// Makes a choice of each text of a cell that is none yet, as far as the
    /// limits allow.
    pub fn note(&mut self, raw: &str, context: &ConvertContext<'_>) {
        let Some(by_name) = &self.by_name else {
            return;
        };
        let raw = self.thawed(raw).raw;
        let texts = raw.map_or_else(Vec::new, |raw| self.texts(by_name, &raw, context));
        let (Some(by_name), Some(choices)) = (&mut self.by_name, self.to.choices_mut()) else {
            return;
        };
        for text in texts {
            if choices.list.len() >= context.limits.choices_per_field {
                return;
            }
            if by_name.find(&text).is_some() || text.chars().count() > context.limits.choice_chars {
                continue;
            }
            let color = choices
                .has_colors()
                .then(|| ChoiceColor::in_turn(choices.list.len()));
            let choice = choices.add(&text, color, context.entropy);
            by_name.add(choice);
        }
    }
}

/// True if the cells of both kinds are stored alike and mean the same.
fn is_same(from: &FieldKind, to: &FieldKind, keys: Option<&HashMap<u32, u32>>) -> bool {
    use FieldKind as K;
    match (from, to) {
        (K::Rating { max: old, .. }, K::Rating { max: new, .. }) => old <= new,
        (K::MultipleRecordLinks(old), K::MultipleRecordLinks(new)) => old.table == new.table,
        (K::SingleSelect(old) | K::ExternalSyncSource(old), K::SingleSelect(_))
        | (K::MultipleSelects(old), K::MultipleSelects(_))
        | (K::ExternalSyncSource(old), K::ExternalSyncSource(_)) => old
            .list
            .iter()
            .all(|choice| keys.and_then(|keys| keys.get(&choice.key)) == Some(&choice.key)),
        (K::CreatedTime { .. } | K::LastModifiedTime { .. }, K::DateTime(_))
        | (K::CreatedBy | K::LastModifiedBy { .. }, K::SingleCollaborator) => true,
        _ if discriminant(from) == discriminant(to) => true,
        (_, K::AutoNumber | K::Rating { .. }) => false,
        _ => (from.is_text() && to.is_text()) || (from.is_number() && to.is_number()),
    }
}

#[cfg(test)]
mod tests;
