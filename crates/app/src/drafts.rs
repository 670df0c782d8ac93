//! Checking what tables and fields are to be made from.

use basekey_model::field::FieldKind;
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{Field, FieldDraft, NameError, Table, TableDraft, TableNo, check_name};

use crate::App;
use crate::error::{AppError, Result, Rule};

/// A name as it is stored, checked against those beside it.
fn checked<'n>(
    app: &App,
    rule: Rule,
    name: &str,
    others: impl Iterator<Item = &'n str>,
) -> Result<String> {
    let what = if rule == Rule::TableName {
        "table"
    } else {
        "field"
    };
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
    checked(
        app,
        Rule::TableName,
        name,
        others.map(|table| table.name.as_str()),
    )
}

/// The name of a field among `fields`; `own` is the one that is renamed.
pub(crate) fn field_name(
    app: &App,
    fields: &[Field],
    name: &str,
    own: Option<FieldId>,
) -> Result<String> {
    let others = fields.iter().filter(|field| Some(field.id) != own);
    checked(
        app,
        Rule::FieldName,
        name,
        others.map(|field| field.name.as_str()),
    )
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

/// Adds a checked field at the end of a table.
pub(crate) fn add_field(app: &App, table: &mut Table, draft: FieldDraft) -> Result<Field> {
    let most = app.limits().fields_per_table;
    if table.fields.len() >= most {
        return Err(AppError::invalid(
            Rule::Request,
            format!("a table has at most {most} fields"),
        ));
    }
    let name = field_name(app, &table.fields, &draft.name, None)?;
    let options = |message: String| {
        AppError::invalid(Rule::FieldOptions, format!("field \"{name}\": {message}"))
    };
    draft
        .kind
        .validate(app.limits())
        .map_err(|error| options(error.to_string()))?;
    if let FieldKind::LastModifiedTime { watched, .. } | FieldKind::LastModifiedBy { watched } =
        &draft.kind
        && let Some(id) = watched
            .iter()
            .find(|id| !table.fields.iter().any(|field| field.id == **id))
    {
        return Err(options(format!(
            "referencedFieldIds names {id}, which this table does not have"
        )));
    }
    let draft = FieldDraft {
        name,
        description: description(app, draft.description)?,
        kind: draft.kind,
    };
    Ok(table.add_field(draft, app.entropy()).clone())
}

/// A new table after `tables`, checked and with ids.
pub(crate) fn build_table(app: &App, tables: &[Table], draft: TableDraft) -> Result<Table> {
    let name = table_name(app, tables, &draft.name, None)?;
    let most = app.limits().tables_per_base;
    if tables.len() >= most {
        return Err(AppError::invalid(
            Rule::Request,
            format!("a base has at most {most} tables"),
        ));
    }
    let Some(first) = draft.fields.first() else {
        return Err(AppError::invalid(
            Rule::Request,
            format!("table \"{name}\" needs at least one field"),
        ));
    };
    if !first.kind.can_be_primary() {
        let message = format!(
            "a field of type {} can not be the first field of a table",
            first.kind.type_name()
        );
        return Err(AppError::invalid(Rule::FieldOptions, message));
    }
    let no = TableNo(tables.iter().map(|table| table.no.0).max().unwrap_or(0) + 1);
    let empty = TableDraft {
        name,
        description: description(app, draft.description)?,
        fields: Vec::new(),
    };
    let mut table = empty.build(no, app.entropy());
    for field in draft.fields {
        add_field(app, &mut table, field)?;
    }
    if let Some(first) = table.fields.first() {
        table.primary_field = first.id;
    }
    Ok(table)
}
