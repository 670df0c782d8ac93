//! What a list asks of columns.

use std::sync::Arc;

use basekey_formula::{Bounds, Context};
use basekey_model::field::FieldKind;
use basekey_model::filter::{Filter, Keeper};
use basekey_model::order::Direction;
use basekey_model::predicate::Predicate;
use basekey_model::schema::{BaseNo, Field, FieldKey, Table, TableNo};
use basekey_model::time::Millis;

use super::column::{Form, Need};
use crate::directory::People;
use crate::records::Condition;
use crate::schemas::TableHandle;

/// A view's filter, ready to run.
pub(super) struct View {
    pub(super) keeper: Keeper,
    /// What it looks at.
    pub(super) fields: Vec<FieldKey>,
}

/// A question that columns can answer.
pub(crate) struct Plan {
    pub(super) table: TableHandle,
    pub(super) needs: Vec<Need>,
    pub(super) sorts: Vec<(Field, Direction)>,
    pub(super) view: Option<View>,
    pub(super) condition: Option<Arc<Condition>>,
    pub(super) people: Arc<People>,
    pub(super) context: Context,
}

impl Plan {
    /// `None` if columns can not answer: some of the cells are computed at
    /// reading or name records of other tables, or only named records are
    /// asked for.
    pub(crate) fn of(
        table: &TableHandle,
        people: Arc<People>,
        view: Option<(&Filter, &Keeper)>,
        condition: Option<&Arc<Condition>>,
        sort: &[(Field, Direction)],
        now: Millis,
    ) -> Option<Self> {
        let view = match view {
            None => None,
            Some((filter, keeper)) => Some(View {
                fields: looked_at(table, filter, keeper)?,
                keeper: keeper.clone(),
            }),
        };
        let mut needs = Vec::new();
        if let Some(condition) = condition {
            if condition.predicate.ids().is_some() {
                return None;
            }
            of_predicate(table, &condition.predicate, &mut needs)?;
            if let Some(rest) = &condition.rest {
                for field in &rest.slots {
                    let field = field.as_ref()?;
                    // These stand beside the columns.
                    if !matches!(field.kind, FieldKind::CreatedTime { .. }) {
                        add(Need::of(field)?, &mut needs);
                    }
                }
                for key in &rest.watched {
                    add(Need::watch(*key), &mut needs);
                }
            }
        }
        for (field, _) in sort {
            let need = Need::of(field)?;
            let shown = field.kind.shown()?;
            // What people are called changes without a write to the table.
            if need.creator || is_person(shown) {
                return None;
            }
        }
        Some(Self {
            table: table.clone(),
            needs,
            sorts: sort.to_vec(),
            view,
            condition: condition.cloned(),
            people,
            context: Context::new(now, Bounds::default()),
        })
    }

    /// The base that it is about.
    pub(crate) fn base(&self) -> BaseNo {
        self.table.base()
    }

    /// The table that it is about.
    pub(crate) fn table(&self) -> TableNo {
        self.table.no
    }
}

fn is_person(kind: &FieldKind) -> bool {
    matches!(
        kind,
        FieldKind::SingleCollaborator
            | FieldKind::MultipleCollaborators
            | FieldKind::CreatedBy
            | FieldKind::LastModifiedBy { .. }
    )
}

fn add(need: Need, needs: &mut Vec<Need>) {
    if !needs.contains(&need) {
        needs.push(need);
    }
}

/// The fields of a view's filter; `None` if columns can not keep what it keeps.
fn looked_at(table: &Table, filter: &Filter, keeper: &Keeper) -> Option<Vec<FieldKey>> {
    if !keeper.links().is_empty() {
        return None;
    }
    let fields = filter.fields();
    let fields = fields.iter().filter_map(|id| table.field_of_id(*id));
    fields
        .map(|field| (!crate::records::is_unstored(&field.kind)).then_some(field.key))
        .collect()
}

/// Adds the columns that a predicate looks at; `None` if one is not of the
/// form that it looks for.
fn of_predicate(table: &Table, predicate: &Predicate, needs: &mut Vec<Need>) -> Option<()> {
    let (key, forms) = match predicate {
        Predicate::All(parts) | Predicate::Any(parts) => {
            return parts
                .iter()
                .try_for_each(|part| of_predicate(table, part, needs).ok_or(()))
                .ok();
        }
        Predicate::Not(part) => return of_predicate(table, part, needs),
        Predicate::Id(_) | Predicate::Created(..) | Predicate::Modified(..) => return Some(()),
        Predicate::Error(key) => (key, None),
        Predicate::HasNumber(key) | Predicate::Number(key, ..) => (key, Some(Form::Number)),
        Predicate::HasDate(key) | Predicate::Date(key, ..) => (key, Some(Form::Moment)),
        Predicate::Text(key, _) | Predicate::Contains(key, _) => (key, Some(Form::Text)),
        Predicate::Choice(key, _) => (key, Some(Form::Choice)),
        Predicate::Ticked(key) => (key, Some(Form::Tick)),
        Predicate::HasFile(key) => (key, Some(Form::Raw)),
    };
    let need = Need::of(table.field_by_key(*key)?)?;
    if need.creator || forms.is_some_and(|form| need.form != form && need.form != Form::Raw) {
        return None;
    }
    add(need, needs);
    Some(())
}
