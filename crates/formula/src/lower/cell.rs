//! What a field's cells are to predicates.

use basekey_model::field::{Choices, FieldKind, Upkeep};
use basekey_model::predicate::{Compare, Predicate};
use basekey_model::schema::{Field, FieldKey};

use super::Lowerer;
use super::logic::{all, any, not};
use crate::cells::gives_list;

/// A cell that predicates can look at, in the way in which formulas read it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'t> {
    pub(super) key: FieldKey,
    pub(super) reads: Reads<'t>,
    /// Whether it is computed: then it may hold an error, or a number that is
    /// none.
    computed: bool,
}

/// What a cell reads as.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reads<'t> {
    /// A number or blank.
    Number,
    /// 1 or blank.
    Tick,
    /// A date or blank.
    Date,
    /// The moment when the record was made.
    Created,
    /// A text or blank.
    Text,
    /// The name of a choice or blank.
    Choice(&'t Choices),
    /// A list of names of choices or blank.
    Choices(&'t Choices),
    /// A list of texts or blank.
    Files,
}

impl<'t> Lowerer<'t> {
    /// The cell of a slot; `None` if predicates can not look at it.
    pub(super) fn cell(&self, slot: usize) -> Option<Cell<'t>> {
        let id = self.program.fields.get(slot)?;
        let field: &'t Field = self.table.field_of_id(*id)?;
        // What is computed when it is read is not in the store.
        if field
            .kind
            .upkeep()
            .is_some_and(|upkeep| upkeep != Upkeep::Stored)
        {
            return None;
        }
        let computed = field.kind.is_derived();
        let reads = match &field.kind {
            // A list, or one now and then.
            FieldKind::MultipleLookupValues(_) => return None,
            FieldKind::Rollup(rollup) if gives_list(&rollup.formula) != Some(false) => return None,
            kind => reads(kind.shown()?)?,
        };
        if computed && !matches!(reads, Reads::Number | Reads::Date | Reads::Text) {
            return None;
        }
        Some(Cell {
            key: field.key,
            reads,
            computed,
        })
    }
}

fn reads(kind: &FieldKind) -> Option<Reads<'_>> {
    Some(match kind {
        FieldKind::Checkbox { .. } => Reads::Tick,
        FieldKind::Date { .. } | FieldKind::DateTime(_) | FieldKind::LastModifiedTime { .. } => {
            Reads::Date
        }
        FieldKind::CreatedTime { .. } => Reads::Created,
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            Reads::Choice(named(choices)?)
        }
        FieldKind::MultipleSelects(choices) => Reads::Choices(named(choices)?),
        FieldKind::MultipleAttachments { .. } => Reads::Files,
        kind if kind.is_text() => Reads::Text,
        kind if kind.is_number() => Reads::Number,
        _ => return None,
    })
}

/// The choices, if each has a name.
fn named(choices: &Choices) -> Option<&Choices> {
    let named = choices.list.iter().all(|choice| !choice.name.is_empty());
    named.then_some(choices)
}

impl Cell<'_> {
    /// The cell is an error.
    pub(super) fn fails(&self) -> Predicate {
        if self.computed {
            Predicate::Error(self.key)
        } else {
            Predicate::FALSE
        }
    }

    /// The cell is no error, and this holds.
    pub(super) fn sound(&self, predicate: Predicate) -> Predicate {
        all([predicate, not(self.fails())])
    }

    /// The cell reads as something.
    pub(super) fn is_filled(&self) -> Predicate {
        let key = self.key;
        match self.reads {
            Reads::Number => Predicate::HasNumber(key),
            Reads::Tick => Predicate::Ticked(key),
            Reads::Date => Predicate::HasDate(key),
            Reads::Created => Predicate::TRUE,
            Reads::Text => self.sound(not(Predicate::Text(key, String::new()))),
            Reads::Choice(_) | Reads::Choices(_) => self.any_choice(|_| true),
            Reads::Files => Predicate::HasFile(key),
        }
    }

    /// The cell reads as blank.
    pub(super) fn is_blank(&self) -> Predicate {
        match self.reads {
            Reads::Text => Predicate::Text(self.key, String::new()),
            _ => self.sound(not(self.is_filled())),
        }
    }

    /// The cell counts as true.
    pub(super) fn is_true(&self) -> Predicate {
        match self.reads {
            // Neither 0, nor blank, nor NaN.
            Reads::Number => any([
                Predicate::Number(self.key, Compare::Less, 0.0),
                Predicate::Number(self.key, Compare::Greater, 0.0),
            ]),
            // A computed text may turn out as NaN.
            Reads::Text if self.computed => all([
                self.is_filled(),
                not(all([
                    Predicate::Number(self.key, Compare::NotEqual, 0.0),
                    not(Predicate::Number(self.key, Compare::Less, 0.0)),
                    not(Predicate::Number(self.key, Compare::Greater, 0.0)),
                ])),
            ]),
            _ => self.is_filled(),
        }
    }

    /// The cell's text has this in it.
    pub(super) fn contains(&self, part: &str) -> Option<Predicate> {
        match self.reads {
            // So would those of numbers that a computed text may turn out as.
            Reads::Text
                if self.computed && ["NaN", "-Infinity"].iter().any(|text| text.contains(part)) =>
            {
                None
            }
            Reads::Text => Some(Predicate::Contains(self.key, part.to_owned())),
            Reads::Choice(_) => Some(self.any_choice(|name| name.contains(part))),
            _ => None,
        }
    }

    /// The cell has a choice whose name is such.
    pub(super) fn any_choice(&self, such: impl Fn(&str) -> bool) -> Predicate {
        let (Reads::Choice(choices) | Reads::Choices(choices)) = self.reads else {
            return Predicate::FALSE;
        };
        let such = choices.list.iter().filter(|choice| such(&choice.name));
        let mut keys: Vec<u32> = such.map(|choice| choice.key).collect();
        keys.sort_unstable();
        if keys.is_empty() {
            return Predicate::FALSE;
        }
        Predicate::Choice(self.key, keys)
    }
}
