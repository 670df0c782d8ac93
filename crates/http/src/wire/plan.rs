//! How the records of one table are written, worked out once per schema.
//!
//! A stored cell is canonical JSON that is, for most kinds, what the wire
//! shows; only its key changes from a number to the field's name. So a record
//! is written by walking its document and copying bytes. What can be prepared
//! is kept here: names and choices already escaped.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use basekey_app::TableHandle;
use basekey_model::field::{Choices, FieldKind, TimeResult};
use basekey_model::schema::{BaseNo, FieldKey, Table, TableNo};

/// Plans kept at most; beyond, all are forgotten and made anew.
const KEPT: usize = 2_000;

/// How one field's cells are written.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As they are stored.
    Copy,
    /// The day of a stored moment.
    Day,
    /// The name of a choice, in quotes, by the choice's key.
    Choice(Vec<Option<Box<[u8]>>>),
    /// An array of such names.
    Choices(Vec<Option<Box<[u8]>>>),
    /// A user by number.
    User,
    /// An array of users by number.
    Users,
    /// An array of record ids, shown as an array of objects.
    LinkObjects,
    /// When the record was made; `true` for the day only.
    Created { day: bool },
    /// Who made the record.
    CreatedBy,
    /// A computed cell: an error as it is stored, or a value of this shape, or
    /// an array of such and errors.
    Computed(Box<Shape>),
}

impl Shape {
    fn shows_people(&self) -> bool {
        match self {
            Self::User | Self::Users | Self::CreatedBy => true,
            Self::Computed(shape) => shape.shows_people(),
            _ => false,
        }
    }
}

/// How a client wants records written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Style {
    /// Key cells by field id instead of name.
    pub(crate) by_id: bool,
    /// Links as objects instead of ids, as `includeDateDependencyMetadata`
    /// asks for (web-api 2.1).
    pub(crate) link_objects: bool,
}

/// One field.
#[derive(Debug)]
pub(crate) struct Column {
    /// A comma, the name or id in quotes, a colon.
    pub(crate) label: Box<[u8]>,
    pub(crate) shape: Shape,
}

/// One table.
#[derive(Debug)]
pub(crate) struct Plan {
    /// In table order.
    pub(crate) columns: Vec<Column>,
    /// By field key, the column's place; [`NONE`] where there is none.
    places: Vec<u16>,
    /// Places of columns that stand outside the document.
    pub(crate) outside: Vec<u16>,
    /// True if users are shown.
    pub(crate) shows_people: bool,
}

/// No column.
const NONE: u16 = u16::MAX;

impl Plan {
    pub(crate) fn of(table: &Table, style: Style) -> Self {
        let greatest = table
            .fields
            .iter()
            .map(|field| field.key.0)
            .max()
            .unwrap_or(0) as usize;
        let mut plan = Self {
            columns: Vec::with_capacity(table.fields.len()),
            places: vec![NONE; greatest + 1],
            outside: Vec::new(),
            shows_people: false,
        };
        for field in table.fields.iter().take(usize::from(NONE)) {
            let place = plan.columns.len() as u16;
            let shape = shape(&field.kind, style);
            plan.shows_people |= shape.shows_people();
            if matches!(shape, Shape::Created { .. } | Shape::CreatedBy) {
                plan.outside.push(place);
            }
            plan.places[field.key.0 as usize] = place;
            let mut label = vec![b','];
            if style.by_id {
                quote(&mut label, &field.id.to_string());
            } else {
                quote(&mut label, &field.name);
            }
            label.push(b':');
            plan.columns.push(Column {
                label: label.into(),
                shape,
            });
        }
        plan
    }

    /// The place of the field with this key, if the table still has it.
    #[inline]
    pub(crate) fn place(&self, key: FieldKey) -> Option<usize> {
        match self.places.get(key.0 as usize) {
            Some(&NONE) | None => None,
            Some(&place) => Some(usize::from(place)),
        }
    }
}

fn shape(kind: &FieldKind, style: Style) -> Shape {
    match kind {
        kind if kind.is_derived() => computed(kind),
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            Shape::Choice(names(choices))
        }
        FieldKind::MultipleSelects(choices) => Shape::Choices(names(choices)),
        FieldKind::CreatedTime { result } => Shape::Created {
            day: matches!(result, TimeResult::Date { .. }),
        },
        FieldKind::LastModifiedTime {
            result: TimeResult::Date { .. },
            ..
        } => Shape::Day,
        FieldKind::CreatedBy => Shape::CreatedBy,
        FieldKind::SingleCollaborator | FieldKind::LastModifiedBy { .. } => Shape::User,
        FieldKind::MultipleCollaborators => Shape::Users,
        FieldKind::MultipleRecordLinks(_) if style.link_objects => Shape::LinkObjects,
        _ => Shape::Copy,
    }
}

/// Most computed cells are stored as they are shown.
fn computed(kind: &FieldKind) -> Shape {
    let one = match kind.shown() {
        Some(
            FieldKind::SingleSelect(choices)
            | FieldKind::MultipleSelects(choices)
            | FieldKind::ExternalSyncSource(choices),
        ) => Shape::Choice(names(choices)),
        Some(
            FieldKind::SingleCollaborator
            | FieldKind::MultipleCollaborators
            | FieldKind::CreatedBy
            | FieldKind::LastModifiedBy { .. },
        ) => Shape::User,
        Some(
            FieldKind::Date { .. }
            | FieldKind::CreatedTime {
                result: TimeResult::Date { .. },
            }
            | FieldKind::LastModifiedTime {
                result: TimeResult::Date { .. },
                ..
            },
        ) => Shape::Day,
        _ => return Shape::Copy,
    };
    Shape::Computed(Box::new(one))
}

fn names(choices: &Choices) -> Vec<Option<Box<[u8]>>> {
    let greatest = choices
        .list
        .iter()
        .map(|choice| choice.key)
        .max()
        .unwrap_or(0) as usize;
    let mut names = vec![None; greatest + 1];
    for choice in &choices.list {
        let mut name = Vec::with_capacity(choice.name.len() + 2);
        quote(&mut name, &choice.name);
        names[choice.key as usize] = Some(name.into());
    }
    names
}

/// Adds `text` as a JSON string.
pub(crate) fn quote(out: &mut Vec<u8>, text: &str) {
    // Writing text into memory does not fail.
    let _ = serde_json::to_writer(out, text);
}

type Kept = HashMap<(BaseNo, TableNo, Style), (i64, Arc<Plan>)>;

/// The plans in use.
#[derive(Debug, Default)]
pub(crate) struct Plans {
    kept: RwLock<Kept>,
}

impl Plans {
    /// The plan of a table as it is in this handle.
    pub(crate) fn get(&self, table: &TableHandle, style: Style) -> Arc<Plan> {
        let key = (table.base(), table.no, style);
        let version = table.version();
        {
            let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((of, plan)) = kept.get(&key)
                && *of == version
            {
                return plan.clone();
            }
        }
        let plan = Arc::new(Plan::of(table, style));
        let mut kept = self.kept.write().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key, (version, plan.clone()));
        plan
    }
}
