//! One field's cells, by row.

use basekey_formula::cells::type_of;
use basekey_formula::types::Type;
use basekey_model::cell::{self, DERIVED_ERROR, special_number};
use basekey_model::field::FieldKind;
use basekey_model::schema::{Field, FieldKey};

use super::data::{Arena, Bits, Full};
use crate::records::is_unstored;

/// How the cells of a field are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As doubles.
    Number,
    /// As texts, taken out of their quotes.
    Text,
    /// As milliseconds.
    Moment,
    /// As ticks.
    Tick,
    /// As the key of a choice.
    Choice,
    /// As they are stored.
    Raw,
}

/// A column that a question needs: all that its content depends on beside the
/// documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Need {
    pub(super) key: FieldKey,
    pub(super) form: Form,
    /// Cells may be errors.
    derived: bool,
    /// The cell is the user who made the record.
    pub(super) creator: bool,
}

impl Need {
    /// The column of a field; `None` if it has none: its cells are computed at
    /// reading, or show what records of another table are called.
    pub(super) fn of(field: &Field) -> Option<Self> {
        let kind = &field.kind;
        let shown = kind.shown()?;
        if is_unstored(kind) || shown.link().is_some() {
            return None;
        }
        let form = match kind {
            FieldKind::MultipleLookupValues(_) => Form::Raw,
            // A rollup that gives texts may hold lists.
            FieldKind::Rollup(_) => match type_of(kind) {
                Some(Type::Number) => Form::Number,
                Some(Type::Date { .. }) => Form::Moment,
                _ => Form::Raw,
            },
            _ => match shown {
                FieldKind::Checkbox { .. } if !kind.is_derived() => Form::Tick,
                FieldKind::SingleSelect(_) | FieldKind::ExternalSyncSource(_)
                    if !kind.is_derived() =>
                {
                    Form::Choice
                }
                FieldKind::Date { .. }
                | FieldKind::DateTime(_)
                | FieldKind::LastModifiedTime { .. } => Form::Moment,
                shown if shown.is_number() => Form::Number,
                shown if shown.is_text() => Form::Text,
                _ => Form::Raw,
            },
        };
        Some(Self {
            key: field.key,
            form,
            derived: kind.is_derived(),
            creator: matches!(kind, FieldKind::CreatedBy),
        })
    }

    /// The column of a last change that is kept under a key.
    pub(super) fn watch(key: FieldKey) -> Self {
        Self {
            key,
            form: Form::Moment,
            derived: false,
            creator: false,
        }
    }
}

/// No choice has this key.
const NO_CHOICE: u32 = u32::MAX;

/// The cells. What is blank is 0 or empty, and has no bit.
#[derive(Debug)]
pub(super) enum Cells {
    Number { values: Vec<f64>, filled: Bits },
    Text(Arena<String>),
    Moment { values: Vec<i64>, filled: Bits },
    Tick(Bits),
    Choice(Vec<u32>),
    Raw(Arena<String>),
}

/// A column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) need: Need,
    pub(super) cells: Cells,
    /// Derived cells that are errors; not of raw columns, which have them as
    /// they are.
    pub(super) errors: Bits,
    /// Rows whose cell is of another form than the field's type says. With
    /// any, the column is not used.
    odd: Bits,
    full: bool,
}

impl Column {
    pub(super) fn new(need: Need) -> Self {
        let cells = match need.form {
            Form::Number => Cells::Number {
                values: Vec::new(),
                filled: Bits::default(),
            },
            Form::Text => Cells::Text(Arena::default()),
            Form::Moment => Cells::Moment {
                values: Vec::new(),
                filled: Bits::default(),
            },
            Form::Tick => Cells::Tick(Bits::default()),
            Form::Choice => Cells::Choice(Vec::new()),
            Form::Raw => Cells::Raw(Arena::default()),
        };
        Self {
            need,
            cells,
            errors: Bits::default(),
            odd: Bits::default(),
            full: false,
        }
    }

    /// True if it tells of every cell what it is.
    pub(super) fn is_sound(&self) -> bool {
        !self.full && self.odd.is_empty()
    }

    /// Takes a cell in; `None` if it is blank.
    pub(super) fn set(&mut self, row: usize, raw: Option<&str>) {
        let derived = self.need.derived && self.need.form != Form::Raw;
        let is_error = derived && raw == Some(DERIVED_ERROR);
        self.errors.set(row, is_error);
        let raw = raw.filter(|_| !is_error);
        let mut odd = derived && raw.is_some_and(|raw| raw.starts_with('['));
        let mut done: Result<(), Full> = Ok(());
        match &mut self.cells {
            Cells::Number { values, filled } => {
                let number = raw.and_then(|raw| cell::number(raw).or_else(|| special_number(raw)));
                place(values, row, number.unwrap_or(0.0), 0.0);
                filled.set(row, number.is_some());
            }
            Cells::Text(texts) => {
                odd |= derived && raw.is_some_and(|raw| raw.starts_with('{'));
                let text = raw.and_then(cell::unquoted).unwrap_or_default();
                done = texts.set(row, &text);
            }
            Cells::Moment { values, filled } => {
                odd |= derived && raw.is_some_and(|raw| raw.starts_with('{'));
                let at = raw.and_then(cell::moment);
                place(values, row, at.map_or(0, |at| at.0), 0);
                filled.set(row, at.is_some());
            }
            Cells::Tick(ticked) => ticked.set(row, raw == Some("true")),
            Cells::Choice(keys) => {
                let key = raw.and_then(|raw| raw.parse().ok());
                odd |= raw.is_some_and(|raw| raw.starts_with('[')) || key == Some(NO_CHOICE);
                place(keys, row, key.unwrap_or(NO_CHOICE), NO_CHOICE);
            }
            Cells::Raw(raws) => done = raws.set(row, raw.unwrap_or_default()),
        }
        self.odd.set(row, odd);
        self.full |= done.is_err();
    }

    pub(super) fn bytes(&self) -> usize {
        let cells = match &self.cells {
            Cells::Number { values, filled } => values.capacity() * 8 + filled.bytes(),
            Cells::Moment { values, filled } => values.capacity() * 8 + filled.bytes(),
            Cells::Text(texts) | Cells::Raw(texts) => texts.bytes(),
            Cells::Tick(ticked) => ticked.bytes(),
            Cells::Choice(keys) => keys.capacity() * 4,
        };
        cells + self.errors.bytes() + self.odd.bytes()
    }
}

/// Puts a value at a row; rows before that were never set are blank.
pub(super) fn place<T: Copy>(values: &mut Vec<T>, row: usize, value: T, blank: T) {
    if row >= values.len() {
        values.resize(row + 1, blank);
    }
    if let Some(place) = values.get_mut(row) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use basekey_model::field::{Formula, Lookup, Upkeep};
    use basekey_model::id::FieldId;
    use basekey_model::testing::Fixed;

    use super::*;

    fn field(kind: FieldKind) -> Field {
        Field {
            id: FieldId::random(&Fixed::new(1)),
            key: FieldKey(1),
            name: "F".to_owned(),
            description: None,
            kind,
        }
    }

    fn formula(result: FieldKind, upkeep: Upkeep) -> FieldKind {
        FieldKind::Formula(Formula {
            result: Some(Box::new(result)),
            upkeep,
            ..Formula::default()
        })
    }

    #[test]
    fn what_has_no_place_in_a_column_makes_it_useless() {
        let (number, text) = (
            FieldKind::Number { precision: 0 },
            FieldKind::SingleLineText,
        );
        for (kind, raw, sound) in [
            (
                formula(number.clone(), Upkeep::Stored),
                r#"{"specialValue":"NaN"}"#,
                true,
            ),
            (formula(number.clone(), Upkeep::Stored), DERIVED_ERROR, true),
            (formula(number.clone(), Upkeep::Stored), "[1,2]", false),
            (formula(text.clone(), Upkeep::Stored), DERIVED_ERROR, true),
            (
                formula(text.clone(), Upkeep::Stored),
                r#"{"specialValue":"NaN"}"#,
                false,
            ),
            (formula(text.clone(), Upkeep::Stored), r#""{a}""#, true),
            (text.clone(), r#""{\"specialValue\":1}""#, true),
            (FieldKind::SingleSelect(Default::default()), "3", true),
            (FieldKind::SingleSelect(Default::default()), "[3]", false),
        ] {
            let mut column = Column::new(Need::of(&field(kind)).unwrap());
            column.set(3, Some(raw));
            assert_eq!(column.is_sound(), sound, "{raw}");
            column.set(3, None);
            assert!(column.is_sound(), "once it is overwritten, all is well");
        }
    }

    #[test]
    fn what_is_not_stored_has_no_column() {
        let number = FieldKind::Number { precision: 0 };
        for upkeep in [Upkeep::AtRead, Upkeep::Filling] {
            assert_eq!(Need::of(&field(formula(number.clone(), upkeep))), None);
        }
        let invalid = FieldKind::Formula(Formula::default());
        assert_eq!(Need::of(&field(invalid)), None);
        let id = FieldId::random(&Fixed::new(2));
        let lookup = |result| {
            FieldKind::MultipleLookupValues(Lookup {
                link: id,
                field: id,
                result: Some(Box::new(result)),
                upkeep: Upkeep::Stored,
            })
        };
        let need = Need::of(&field(lookup(number))).unwrap();
        assert_eq!(need.form, Form::Raw);
        let table = basekey_model::id::TableId::random(&Fixed::new(3));
        let link = FieldKind::MultipleRecordLinks(basekey_model::field::Link::to(table));
        assert_eq!(Need::of(&field(lookup(link.clone()))), None);
        assert_eq!(Need::of(&field(link)), None);
    }
}
