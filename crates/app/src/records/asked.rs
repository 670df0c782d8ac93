//! What a list asks for, read against its table.

use std::collections::HashSet;
use std::sync::Arc;

use basekey_model::filter::Filter;
use basekey_model::id::{RecordId, ViewId, has_shape};
use basekey_model::limits::Limits;
use basekey_model::schema::{Field, Table, View};

use super::names::LinkField;
use super::{Direction, ListQuery};
use crate::error::{AppError, Result, Rule};
use crate::schemas::TableHandle;

/// A list's question, checked.
pub(super) struct Asked {
    /// Records in one page.
    pub(super) size: usize,
    /// Records over all pages.
    pub(super) max: Option<u64>,
    /// Whether a view was named.
    pub(super) by_view: bool,
    /// Only these records, in order of id.
    pub(super) only: Option<Arc<[RecordId]>>,
    /// The view's filter.
    pub(super) filter: Option<Filter>,
    /// The order asked for, or else the view's; each field once. Empty for the
    /// order of ids.
    pub(super) sort: Vec<(Field, Direction)>,
    /// If asked for: the shown links whose records are to be named.
    pub(super) named: Option<Vec<LinkField>>,
}

impl Asked {
    pub(super) fn of(limits: &Limits, table: &TableHandle, query: &ListQuery) -> Result<Self> {
        let most = limits.records_per_page;
        let size = query.page_size.unwrap_or(most);
        if size == 0 || size > most {
            return Err(AppError::invalid(
                Rule::Request,
                format!("pageSize is a number from 1 to {most}"),
            ));
        }
        if query.max_records == Some(0) {
            return Err(AppError::invalid(
                Rule::Request,
                "maxRecords is a number greater than 0",
            ));
        }
        let shown = match &query.fields {
            None => None,
            Some(names) => {
                let mut shown: Vec<&Field> = Vec::new();
                let mut seen = HashSet::new();
                for name in names {
                    let field = field(table, name)?;
                    // Named again, it is shown once.
                    if seen.insert(field.id) {
                        shown.push(field);
                    }
                }
                Some(shown)
            }
        };
        let named = query.names.then(|| match shown {
            None => LinkField::among(table.schema(), table.fields.iter()),
            Some(shown) => LinkField::among(table.schema(), shown.into_iter()),
        });
        let view = view(table, query.view.as_deref())?;
        let sort = if query.sort.is_empty() {
            view.map(|view| order_of(table, view)).unwrap_or_default()
        } else {
            let mut sort: Vec<(Field, Direction)> = Vec::with_capacity(query.sort.len());
            for by in &query.sort {
                let field = field(table, &by.field)?;
                // A field decides once: a second time costs a key of every record and changes nothing.
                if !sort.iter().any(|(other, _)| other.id == field.id) {
                    sort.push((field.clone(), by.direction));
                }
            }
            sort
        };
        Ok(Self {
            size,
            max: query.max_records,
            by_view: view.is_some(),
            only: query.only.as_ref().map(|ids| {
                let mut ids = ids.clone();
                ids.sort_unstable();
                ids.dedup();
                ids.into()
            }),
            filter: view.and_then(|view| view.settings.filter.clone()),
            sort,
            named,
        })
    }
}

fn field<'t>(table: &'t Table, name: &str) -> Result<&'t Field> {
    table
        .field(name)
        .ok_or_else(|| AppError::UnknownField(name.to_owned()))
}

/// A view's groups and sorts, as far as the table still has the fields.
fn order_of(table: &Table, view: &View) -> Vec<(Field, Direction)> {
    view.sorts()
        .into_iter()
        .filter_map(|sort| Some((table.field_of_id(sort.field)?.clone(), sort.direction)))
        .collect()
}

/// The view of this name or id, if one is named.
fn view<'t>(table: &'t TableHandle, name: Option<&str>) -> Result<Option<&'t View>> {
    let Some(name) = name.filter(|name| !name.is_empty()) else {
        return Ok(None);
    };
    if let Some(view) = table.view(name) {
        return Ok(Some(view));
    }
    if !has_shape(name, ViewId::PREFIX) {
        return Err(AppError::invalid(Rule::ViewName, name));
    }
    let elsewhere = name
        .parse()
        .ok()
        .and_then(|id| table.schema().table_of_view(id))
        .is_some();
    Err(AppError::invalid(
        if elsewhere {
            Rule::ViewOfOtherTable
        } else {
            Rule::ViewId
        },
        name,
    ))
}
