//! Checking what tables, fields and views are to be made from.

use basekey_model::field::FieldKind;
use basekey_model::id::{FieldId, TableId, ViewId};
use basekey_model::schema::{
    Field, FieldDraft, NameError, Table, TableDraft, TableNo, View, check_name, unique_name,
};

use crate::App;
use crate::error::{AppError, Result, Rule};

/// A name as it is stored, checked against those beside it.
fn checked<'n>(
    app: &App,
    (what, rule): (&str, Rule),
    name: &str,
    others: impl Iterator<Item = &'n str>,
) -> Result<String> {
    let name = name.trim();
    if name.chars().any(char::is_control) {
        let message = format!("the name of a {what} is one line of text");
        return Err(AppError::invalid(rule, message));
    }
    check_name(name, app.limits().name_chars, others).map_err(|error| {
        AppError::invalid(
            rule,
            match error {
                NameError::Empty => format!("the name of a {what} can not be empty"),
                NameError::TooLong { max } => {
                    format!("the name of a {what} has at most {max} characters")
                }
                NameError::Taken(name) => format!("there is already a {what} named \"{name}\""),
            },
        )
    })?;
    Ok(name.to_owned())
}

/// The name of a table among `tables`; `own` is the one that is renamed.
pub(crate) fn table_name(
    app: &App,
    tables: &[Table],
    name: &str,
    own: Option<TableId>,
) -> Result<String> {
    let others = tables.iter().filter(|table| Some(table.id) != own);
    let what = ("table", Rule::TableName);
    checked(app, what, name, others.map(|table| table.name.as_str()))
}

/// The name of a field among `fields`; `own` is the one that is renamed.
pub(crate) fn field_name(
    app: &App,
    fields: &[Field],
    name: &str,
    own: Option<FieldId>,
) -> Result<String> {
    let others = fields.iter().filter(|field| Some(field.id) != own);
    let what = ("field", Rule::FieldName);
    checked(app, what, name, others.map(|field| field.name.as_str()))
}

/// The name of a view among `views`; `own` is the one that is renamed.
pub(crate) fn view_name(
    app: &App,
    views: &[View],
    name: &str,
    own: Option<ViewId>,
) -> Result<String> {
    let others = views.iter().filter(|view| Some(view.id) != own);
    let what = ("view", Rule::Request);
    checked(app, what, name, others.map(|view| view.name.as_str()))
}

/// A name for something that nobody named just now: `wanted`, with a number if
/// it is taken, and cut so that it fits.
pub(crate) fn free_name<'n>(
    app: &App,
    wanted: &str,
    taken: impl Iterator<Item = &'n str>,
) -> String {
    let taken: Vec<&str> = taken.collect();
    let most = app.limits().name_chars;
    let name = unique_name(wanted, &taken);
    if name.chars().count() <= most {
        return name;
    }
    // Room for a space and any number there can be.
    let room = most.saturating_sub(21).max(1);
    let cut: String = wanted.chars().take(room).collect();
    unique_name(cut.trim_end(), &taken)
}

/// A description as it is stored; empty text is none.
pub(crate) fn description(app: &App, text: Option<String>) -> Result<Option<String>> {
    let most = app.limits().description_chars;
    match text {
        Some(text) if text.chars().count() > most => Err(AppError::invalid(
            Rule::Request,
            format!("a description has at most {most} characters"),
        )),
        other => Ok(other.filter(|text| !text.is_empty())),
    }
}

/// A field's options are not possible; `what` names the option.
pub(crate) fn bad_options(field: &str, what: &str) -> AppError {
    AppError::invalid(Rule::FieldOptions, format!("field \"{field}\": {what}"))
}

/// Refuses one field more than a table may have.
pub(crate) fn check_room(app: &App, table: &Table) -> Result<()> {
    let most = app.limits().fields_per_table;
    if table.fields.len() < most {
        return Ok(());
    }
    Err(AppError::invalid(
        Rule::Request,
        format!(
            "a table has at most {most} fields, and \"{}\" has them",
            table.name
        ),
    ))
}

/// Checks a kind's options for a field of `table`. Where a link leads is
/// checked by whoever makes its other side.
pub(crate) fn check_kind(app: &App, table: &Table, name: &str, kind: &FieldKind) -> Result<()> {
    kind.validate(app.limits())
        .map_err(|error| bad_options(name, &error.to_string()))?;
    if let FieldKind::LastModifiedTime { watched, .. } | FieldKind::LastModifiedBy { watched } =
        kind
        && let Some(id) = watched.iter().find(|id| table.field_of_id(**id).is_none())
    {
        let what = format!("referencedFieldIds names {id}, which this table does not have");
        return Err(bad_options(name, &what));
    }
    Ok(())
}

/// A checked draft of one more field of a table.
fn checked_field(app: &App, table: &Table, draft: FieldDraft) -> Result<FieldDraft> {
    check_room(app, table)?;
    let name = field_name(app, &table.fields, &draft.name, None)?;
    check_kind(app, table, &name, &draft.kind)?;
    Ok(FieldDraft {
        name,
        description: description(app, draft.description)?,
        kind: draft.kind,
    })
}

/// Adds a checked field at the end of a table. A link's other side is still
/// to be made.
pub(crate) fn push_field(app: &App, table: &mut Table, draft: FieldDraft) -> Result<FieldId> {
    let draft = checked_field(app, table, draft)?;
    Ok(table.add_field(draft, app.entropy()).id)
}

/// A new table beside `tables`, checked and with ids. The other sides of its
/// links are still to be made.
pub(crate) fn build_table(
    app: &App,
    tables: &[Table],
    no: TableNo,
    draft: TableDraft,
) -> Result<Table> {
    let name = table_name(app, tables, &draft.name, None)?;
    check_tables(app, tables)?;
    let Some(first) = draft.fields.first() else {
        return Err(AppError::invalid(
            Rule::Request,
            format!("table \"{name}\" needs at least one field"),
        ));
    };
    check_primary(&first.kind)?;
    let empty = TableDraft {
        name,
        description: description(app, draft.description)?,
        fields: Vec::new(),
    };
    let mut table = empty.build(no, app.entropy());
    for field in draft.fields {
        push_field(app, &mut table, field)?;
    }
    if let Some(first) = table.fields.first() {
        table.primary_field = first.id;
    }
    Ok(table)
}

/// Refuses one table more than a base may have.
pub(crate) fn check_tables(app: &App, tables: &[Table]) -> Result<()> {
    let most = app.limits().tables_per_base;
    if tables.len() < most {
        return Ok(());
    }
    Err(AppError::invalid(
        Rule::Request,
        format!("a base has at most {most} tables"),
    ))
}

/// Refuses a kind that can not name records.
pub(crate) fn check_primary(kind: &FieldKind) -> Result<()> {
    if kind.can_be_primary() {
        return Ok(());
    }
    Err(AppError::invalid(
        Rule::FieldOptions,
        format!(
            "a field of type {} can not be the primary field of a table",
            kind.type_name()
        ),
    ))
}
