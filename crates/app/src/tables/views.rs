//! Views: listed, made, changed, deleted.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::sync::Arc;

use basekey_access::{Permit, op};
use basekey_model::change::ChangeItem;
use basekey_model::filter::{Filter, FilterError};
use basekey_model::id::{FieldId, ViewId};
use basekey_model::schema::{BaseSchema, Table, View, ViewSettings, ViewSort};

use super::change_by;
use crate::App;
use crate::drafts::{description, view_name};
use crate::error::{AppError, Missing, Result, Rule};
use crate::records::checked_formula;
use crate::schemas::TableHandle;

/// Pixels that a column may be wide.
const WIDTHS: RangeInclusive<u16> = 40..=2_000;

/// A view with the table it belongs to.
#[derive(Debug, Clone)]
pub struct ListedView {
    /// Its table.
    pub table: TableHandle,
    /// The view.
    pub view: View,
}

/// A view about to be made: a grid.
#[derive(Debug, Clone, Default)]
pub struct ViewDraft {
    /// Unique in the table without regard to case.
    pub name: String,
    /// Absent when empty.
    pub description: Option<String>,
    /// What it shows.
    pub settings: ViewSettings,
}

/// What to change of a view; absent parts stay.
#[derive(Debug, Clone, Default)]
pub struct ViewEdit {
    /// Unique in the table without regard to case.
    pub name: Option<String>,
    /// Empty text takes it away.
    pub description: Option<String>,
    /// Fields in the order shown.
    pub order: Option<Vec<FieldId>>,
    /// Fields not shown.
    pub hidden: Option<BTreeSet<FieldId>>,
    /// Widths of columns in pixels.
    pub widths: Option<BTreeMap<FieldId, u16>>,
    /// Which records are shown; `Some(None)` for all.
    pub filter: Option<Option<Filter>>,
    /// Of these, only records for which this formula is true; `Some(None)` for
    /// all.
    pub formula: Option<Option<String>>,
    /// In which order.
    pub sorts: Option<Vec<ViewSort>>,
    /// In which groups.
    pub groups: Option<Vec<ViewSort>>,
}

impl App {
    /// All views of a base, table by table.
    pub async fn list_views(&self, permit: Permit<op::ListViews>) -> Result<Vec<ListedView>> {
        let (id, no) = permit.base();
        let schema = self.schema(id, no).await?;
        let mut listed = Vec::new();
        for table in &schema.tables {
            let handle = TableHandle::find(&schema, &table.id.to_string())?;
            listed.extend(table.views.iter().map(|view| ListedView {
                table: handle.clone(),
                view: view.clone(),
            }));
        }
        Ok(listed)
    }

    /// One view of a base.
    pub async fn view(&self, permit: Permit<op::GetView>, view: &str) -> Result<ListedView> {
        let (id, no) = permit.base();
        let wanted = view_id(view)?;
        listed(&self.schema(id, no).await?, wanted)
    }

    /// Makes a view at the end of a table's list.
    pub async fn create_view(
        &self,
        permit: Permit<op::CreateView>,
        table: &str,
        draft: ViewDraft,
    ) -> Result<ListedView> {
        let (base, who, wanted) = (permit.base(), change_by(&permit), table.to_owned());
        let (schema, id) = self
            .change_schema(base, who, move |edit| {
                let table = edit.find(&wanted)?;
                let view = draft.build(edit.app, table)?;
                let (own, id) = (table.id, view.id);
                let own = edit.table_mut(own)?;
                own.views.push(view.clone());
                let item = ChangeItem::ViewCreated {
                    table: own.no,
                    view: Box::new(view),
                };
                edit.log(item);
                Ok(id)
            })
            .await?;
        listed(&schema, id)
    }

    /// Changes a view.
    pub async fn update_view(
        &self,
        permit: Permit<op::UpdateView>,
        view: &str,
        change: ViewEdit,
    ) -> Result<ListedView> {
        let (base, who) = (permit.base(), change_by(&permit));
        let id = view_id(view)?;
        let (schema, ()) = self
            .change_schema(base, who, move |edit| {
                let (table, before) = find(&edit.schema, id)?;
                let (before, mut after) = (before.clone(), before.clone());
                change.apply(edit.app, table, &mut after)?;
                if before == after {
                    return Ok(());
                }
                let own = edit.table_mut(table.id)?;
                let no = own.no;
                for view in own.views.iter_mut().filter(|view| view.id == id) {
                    view.clone_from(&after);
                }
                edit.log(ChangeItem::ViewUpdated {
                    table: no,
                    before: Box::new(before),
                    after: Box::new(after),
                });
                Ok(())
            })
            .await?;
        listed(&schema, id)
    }

    /// Deletes a view for good. A table keeps at least one. Link fields that
    /// offered records of the view offer all from then on.
    pub async fn delete_view(&self, permit: Permit<op::DeleteView>, view: &str) -> Result<ViewId> {
        let (base, who) = (permit.base(), change_by(&permit));
        let id = view_id(view)?;
        self.change_schema(base, who, move |edit| {
            let (table, view) = find(&edit.schema, id)?;
            if table.views.len() < 2 {
                return Err(AppError::invalid(
                    Rule::Request,
                    "the last view of a table can not be deleted",
                ));
            }
            let view = Box::new(view.clone());
            let own = edit.table_mut(table.id)?;
            own.views.retain(|view| view.id != id);
            let table = own.no;
            edit.log(ChangeItem::ViewDeleted { table, view });
            edit.forget_view(id)
        })
        .await?;
        Ok(id)
    }
}

fn view_id(text: &str) -> Result<ViewId> {
    text.parse()
        .map_err(|_| Missing::View(text.to_owned()).into())
}

fn find(schema: &BaseSchema, id: ViewId) -> Result<(&Table, &View)> {
    schema
        .table_of_view(id)
        .ok_or_else(|| Missing::View(id.to_string()).into())
}

fn listed(schema: &Arc<BaseSchema>, id: ViewId) -> Result<ListedView> {
    let (table, view) = find(schema, id)?;
    Ok(ListedView {
        table: TableHandle::find(schema, &table.id.to_string())?,
        view: view.clone(),
    })
}

impl ViewDraft {
    /// The view with an id, checked.
    fn build(self, app: &App, table: &Table) -> Result<View> {
        let most = app.limits().views_per_table;
        if table.views.len() >= most {
            return Err(bad(format!("a table has at most {most} views")));
        }
        let mut view = View::first(app.entropy());
        let ViewSettings {
            order,
            hidden,
            widths,
            filter,
            formula,
            sorts,
            groups,
        } = self.settings;
        let settings = ViewEdit {
            name: Some(self.name),
            description: self.description,
            order: Some(order),
            hidden: Some(hidden),
            widths: Some(widths),
            filter: Some(filter),
            formula: Some(formula),
            sorts: Some(sorts),
            groups: Some(groups),
        };
        settings.apply(app, table, &mut view)?;
        Ok(view)
    }
}

impl ViewEdit {
    /// Checks what is given and puts it into the view. What is not given may
    /// name fields that the table no longer has.
    fn apply(self, app: &App, table: &Table, view: &mut View) -> Result<()> {
        if let Some(name) = &self.name {
            view.name = view_name(app, &table.views, name, Some(view.id))?;
        }
        if let Some(text) = self.description {
            view.description = description(app, Some(text))?;
        }
        let settings = &mut view.settings;
        if let Some(order) = self.order {
            check_fields(table, "the order", order.iter())?;
            settings.order = order;
        }
        if let Some(hidden) = self.hidden {
            check_fields(table, "the hidden fields", hidden.iter())?;
            if hidden.contains(&table.primary_field) {
                return Err(bad("the primary field is always shown".to_owned()));
            }
            settings.hidden = hidden;
        }
        if let Some(widths) = self.widths {
            check_fields(table, "the widths", widths.keys())?;
            if let Some(width) = widths.values().find(|width| !WIDTHS.contains(*width)) {
                let (least, most) = (WIDTHS.start(), WIDTHS.end());
                return Err(bad(format!(
                    "a column is from {least} to {most} pixels wide, not {width}"
                )));
            }
            settings.widths = widths;
        }
        if let Some(filter) = self.filter {
            if let Some(filter) = &filter {
                let checked = filter.check(table, app.limits());
                checked.map_err(|error| match error {
                    FilterError::UnknownField(id) => AppError::UnknownField(id.to_string()),
                    error => bad(format!("the filter of a view: {error}")),
                })?;
            }
            settings.filter = filter;
        }
        if let Some(formula) = self.formula {
            settings.formula = formula
                .filter(|text| !text.trim().is_empty())
                .map(|text| checked_formula(table, &text))
                .transpose()?;
        }
        if let Some(sorts) = self.sorts {
            check_fields(table, "the sorts", sorts.iter().map(|sort| &sort.field))?;
            settings.sorts = sorts;
        }
        if let Some(groups) = self.groups {
            check_fields(table, "the groups", groups.iter().map(|group| &group.field))?;
            settings.groups = groups;
        }
        Ok(())
    }
}

/// Refuses fields that the table does not have, and one named twice.
fn check_fields<'f>(
    table: &Table,
    what: &str,
    ids: impl Iterator<Item = &'f FieldId>,
) -> Result<()> {
    let mut seen = BTreeSet::new();
    for id in ids {
        let field = table
            .field_of_id(*id)
            .ok_or_else(|| AppError::UnknownField(id.to_string()))?;
        if !seen.insert(*id) {
            return Err(bad(format!(
                "{what} of a view name \"{}\" twice",
                field.name
            )));
        }
    }
    Ok(())
}

fn bad(message: String) -> AppError {
    AppError::invalid(Rule::Request, message)
}
