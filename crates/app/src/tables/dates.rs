//! Checking a table's date dependency settings.

use basekey_model::cell;
use basekey_model::change::ChangeItem;
use basekey_model::field::{DateFormat, FieldKind};
use basekey_model::id::{FieldId, TableId};
use basekey_model::schema::{DateDependency, Field, Table};

use super::edit::SchemaEdit;
use crate::error::{AppError, Result, Rule};

/// Days off that one table may name.
const HOLIDAYS: usize = 1_000;

/// What a field must be to play a part in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Day,
    Length,
    OwnLink,
}

impl Part {
    fn fits(self, table: TableId, kind: &FieldKind) -> bool {
        match self {
            Self::Day => matches!(kind, FieldKind::Date { .. } | FieldKind::DateTime(_)),
            Self::Length => {
                matches!(kind, FieldKind::Number { .. } | FieldKind::Duration { .. })
            }
            Self::OwnLink => kind.link().is_some_and(|link| link.table == table),
        }
    }

    fn wanted(self) -> &'static str {
        match self {
            Self::Day => "a date field",
            Self::Length => "a number or duration field",
            Self::OwnLink => "a link to records of the same table",
        }
    }
}

/// The fields that the settings name, with the option and the part they play.
fn parts(settings: &DateDependency) -> impl Iterator<Item = (&'static str, FieldId, Part)> {
    let predecessor = settings
        .predecessor
        .map(|id| ("predecessorFieldId", id, Part::OwnLink));
    [
        ("startDateFieldId", settings.start, Part::Day),
        ("endDateFieldId", settings.end, Part::Day),
        ("durationFieldId", settings.duration, Part::Length),
    ]
    .into_iter()
    .chain(predecessor)
}

/// Refuses settings that name fields of the wrong kind or days that are none.
pub(super) fn check_dates(table: &Table, settings: &DateDependency) -> Result<()> {
    for (option, id, part) in parts(settings) {
        match table.field_of_id(id) {
            None => {
                return Err(bad(&format!(
                    "{option} names {id}, which this table does not have"
                )));
            }
            Some(field) if !part.fits(table.id, &field.kind) => {
                return Err(bad(&format!(
                    "{option} names \"{}\", which is not {}",
                    field.name,
                    part.wanted()
                )));
            }
            Some(_) => {}
        }
    }
    if settings.start == settings.end {
        return Err(bad(
            "endDateFieldId names the field that startDateFieldId names",
        ));
    }
    if settings.holidays.len() > HOLIDAYS {
        return Err(bad(&format!("holidays names more than {HOLIDAYS} days")));
    }
    let days = FieldKind::Date {
        date: DateFormat::Iso,
    };
    for day in &settings.holidays {
        if cell::check(&days, &format!("\"{day}\"")).is_err() {
            return Err(bad("holidays must be days such as 2024-12-25"));
        }
    }
    Ok(())
}

/// Takes the settings away if a field that they name is no longer of a type
/// that they can use.
pub(super) fn drop_unfit(edit: &mut SchemaEdit<'_>, table: TableId, field: &Field) -> Result<()> {
    let own = edit.table(table)?;
    let unfit = |settings: &DateDependency| {
        parts(settings).any(|(_, id, part)| id == field.id && !part.fits(table, &field.kind))
    };
    if own.date_dependency.as_deref().is_some_and(unfit) {
        let own = edit.table_mut(table)?;
        let (no, before) = (own.no, own.date_dependency.take());
        edit.log(ChangeItem::DateDependencyUpdated {
            table: no,
            before,
            after: None,
        });
    }
    Ok(())
}

fn bad(what: &str) -> AppError {
    AppError::invalid(Rule::Request, format!("dateDependencySettings: {what}"))
}
