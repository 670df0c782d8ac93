//! What a list asks for, read against its table.

use std::collections::HashSet;
use std::sync::Arc;

use basekey_model::filter::Filter;
use basekey_model::id::{ViewId, has_shape};
use basekey_model::limits::Limits;
use basekey_model::schema::{Field, Table, View};
use basekey_model::time::Millis;

use super::condition::{Condition, of_both};
use super::names::names_records;
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
    /// The formula that records must meet.
    pub(super) condition: Option<Arc<Condition>>,
    /// The view's filter, which they must meet too.
    pub(super) filter: Option<Filter>,
    /// The order asked for, or else the view's; each field once. Empty for the
    /// order of ids.
    pub(super) sort: Vec<(Field, Direction)>,
    /// If asked for: the shown fields whose linked records are to be named.
    pub(super) named: Option<Vec<Field>>,
}

impl Asked {
    /// `now` is the present moment of the whole request.
    pub(super) fn of(
        limits: &Limits,
        table: &TableHandle,
        query: &ListQuery,
        now: Millis,
    ) -> Result<Self> {
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
        let named = query.names.then(|| {
            let shown = shown.unwrap_or_else(|| table.fields.iter().collect());
            let naming = shown.into_iter().filter(|field| names_records(&field.kind));
            naming.cloned().collect()
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
            condition: of_both(
                table,
                view.and_then(|view| view.settings.formula.as_deref()),
                query.filter.as_deref(),
                now,
            )?
            .map(Arc::new),
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

#[cfg(test)]
mod tests {
    use basekey_model::field::{FieldKind, Link};
    use basekey_model::id::BaseId;
    use basekey_model::schema::{BaseNo, BaseSchema, FieldDraft, TableDraft, TableNo};
    use basekey_model::testing::Fixed;

    use super::*;

    /// Else one request prepares as much as its body can name.
    #[test]
    fn a_field_that_is_named_again_is_looked_up_once() {
        let entropy = Fixed::new(1);
        let draft = |name: &str, fields| TableDraft {
            name: name.to_owned(),
            description: None,
            fields,
        };
        let name = FieldDraft::new("Name", FieldKind::SingleLineText);
        let linked = draft("Linked", vec![name.clone()]).build(TableNo(1), &entropy);
        let link = FieldKind::MultipleRecordLinks(Link::to(linked.id));
        let fields = vec![name, FieldDraft::new("Link", link)];
        let table = draft("Table", fields).build(TableNo(2), &entropy);
        let id = table.fields[1].id.to_string();
        let schema = Arc::new(BaseSchema {
            base: BaseId::random(&entropy),
            no: BaseNo(1),
            version: 1,
            tables: vec![linked, table],
            deleted: Vec::new(),
            next_table: TableNo(3),
        });
        let table = TableHandle::find(&schema, "Table").unwrap();
        let query = ListQuery {
            fields: Some(vec!["Link".to_owned(), id, "Link".to_owned()]),
            names: true,
            ..ListQuery::default()
        };
        let asked = Asked::of(&Limits::default(), &table, &query, Millis(0)).unwrap();
        assert_eq!(asked.named.map(|links| links.len()), Some(1));
    }
}
