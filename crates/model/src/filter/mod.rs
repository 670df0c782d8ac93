//! Filters of views: a tree of conditions on cells.
//!
//! | kinds | operators | value |
//! | --- | --- | --- |
//! | text family, barcode, button, aiText | `=` `!=` contains doesNotContain isEmpty isNotEmpty | text; case does not count |
//! | number family, autoNumber | `=` `!=` `<` `<=` `>` `>=` isEmpty isNotEmpty | number |
//! | checkbox | `=` | true or false |
//! | date, times | is isNot isBefore isAfter isOnOrBefore isOnOrAfter isWithin isEmpty isNotEmpty | object, see [`Operator::Is`] |
//! | singleSelect, externalSyncSource | `=` `!=` isAnyOf isNoneOf isEmpty isNotEmpty | id of a choice, or several |
//! | multipleSelects | hasAnyOf hasAllOf isExactly hasNoneOf isEmpty isNotEmpty | ids of choices |
//! | multipleRecordLinks | the same, and contains doesNotContain | ids of records, or text |
//! | single users | `=` `!=` isAnyOf isNoneOf isEmpty isNotEmpty | id of a user, or several |
//! | multipleCollaborators | hasAnyOf hasAllOf isExactly hasNoneOf isEmpty isNotEmpty | ids of users |
//! | multipleAttachments | filename filetype isEmpty isNotEmpty | text |
//! | formulas, rollups, lookups, counts | those of their result | that of their result |
//!
//! Of a computed cell of several values, one must be what is asked for, and none
//! what is excluded. Errors are not empty, and match nothing else.
//!
//! A negative operator keeps blank cells: what is not there is not equal, not
//! contained and none of them. [`Filter::check`] refuses what does not fit
//! before it is stored. What no longer fits because the field is gone or is
//! another one now is passed over when records are read.

mod days;
mod keeper;
mod prepare;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::id::FieldId;
use crate::limits::Limits;
use crate::schema::Table;
use crate::time::Millis;

pub use keeper::{Keeper, Row};
use prepare::{Asked, Misfit};

/// Filters may stand this deep within each other, the outermost counted.
const DEPTH: usize = 5;

/// Conditions that hold together or one of which must hold. A filter without
/// conditions keeps every record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Filter {
    /// How the conditions go together.
    pub conjunction: Conjunction,
    /// Conditions and filters within.
    pub conditions: Vec<Condition>,
}

/// How conditions go together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Conjunction {
    /// All must hold.
    And,
    /// One must hold.
    Or,
}

/// One condition, or a filter within a filter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Condition {
    /// A filter within.
    Group(Filter),
    /// A condition on one field. It counts for nothing if the table no longer
    /// has the field, or if the field no longer is one that it fits.
    Cell {
        /// The field.
        field: FieldId,
        /// How it is compared.
        operator: Operator,
        /// With what; absent for operators that need nothing. Choices are named
        /// by id, records by id, users by id, days as [`Operator::Is`] says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        value: Option<Value>,
    },
}

/// How a cell is compared. The names are those of Airtable's interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Operator {
    /// Text or number equal; a choice, user or record; ticked or not.
    #[serde(rename = "=")]
    Equal,
    /// The opposite.
    #[serde(rename = "!=")]
    NotEqual,
    /// A smaller number.
    #[serde(rename = "<")]
    Less,
    /// A smaller number or the same.
    #[serde(rename = "<=")]
    LessOrEqual,
    /// A greater number.
    #[serde(rename = ">")]
    Greater,
    /// A greater number or the same.
    #[serde(rename = ">=")]
    GreaterOrEqual,
    /// The shown text has this in it, without regard to case.
    Contains,
    /// The opposite.
    DoesNotContain,
    /// Blank.
    IsEmpty,
    /// Not blank.
    IsNotEmpty,
    /// One choice, user or record of several.
    IsAnyOf,
    /// None of several.
    IsNoneOf,
    /// At least one of several is in the list.
    HasAnyOf,
    /// All of several are in the list.
    HasAllOf,
    /// The list is these and no others, in whatever order.
    IsExactly,
    /// None of several is in the list.
    HasNoneOf,
    /// On this day: an object of `mode`, which is `today`, `tomorrow`,
    /// `yesterday`, `oneWeekAgo`, `oneWeekFromNow`, `oneMonthAgo`,
    /// `oneMonthFromNow`, `daysAgo`, `daysFromNow` (with `days`) or `exactDate`
    /// (with `exactDate`, as `YYYY-MM-DD`), and perhaps of `timeZone`, whose
    /// clocks say when a day begins; without, the field's own do.
    Is,
    /// On another day, or blank.
    IsNot,
    /// Before this day.
    IsBefore,
    /// After this day.
    IsAfter,
    /// On this day or before.
    IsOnOrBefore,
    /// On this day or after.
    IsOnOrAfter,
    /// From one day to another, both included: the same object with the mode
    /// `pastWeek`, `pastMonth`, `pastYear`, `nextWeek`, `nextMonth`, `nextYear`,
    /// `pastNumberOfDays`, `nextNumberOfDays` (with `days`; these eight begin or
    /// end today), `thisCalendarWeek` (from Sunday), `thisCalendarMonth` or
    /// `thisCalendarYear`.
    IsWithin,
    /// The name of a file has this in it.
    Filename,
    /// A file is of this type: `image`, `text`, or a whole media type. Where
    /// nobody said what type a file is, its name's ending does.
    Filetype,
}

/// Why a filter can not be stored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FilterError {
    /// Filters within filters within filters.
    #[error("filters stand more than {max} deep within each other")]
    TooDeep {
        /// The greatest possible depth.
        max: usize,
    },
    /// Too many conditions.
    #[error("{found} conditions; a filter has at most {max}")]
    TooMany {
        /// The greatest possible number.
        max: usize,
        /// What was asked for.
        found: usize,
    },
    /// The table has no such field.
    #[error("the table has no field {0}")]
    UnknownField(FieldId),
    /// The field's type is not compared in this way.
    #[error("field \"{field}\" is of type {kind}, which has no operator {operator}")]
    Operator {
        /// The field's name.
        field: String,
        /// The field's type.
        kind: &'static str,
        /// The operator.
        operator: String,
    },
    /// The value is not of the form that the operator takes.
    #[error("field \"{field}\": the value for {operator} is not {wanted}")]
    Value {
        /// The field's name.
        field: String,
        /// The operator.
        operator: String,
        /// What the operator takes, as the end of "the value is not …".
        wanted: &'static str,
    },
}

impl Operator {
    /// The operator as it is stored and as clients spell it.
    fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

impl Filter {
    /// Checks that every condition fits the field it names.
    pub fn check(&self, table: &Table, limits: &Limits) -> Result<(), FilterError> {
        let max = limits.filter_conditions;
        let (conditions, groups) = self.count(DEPTH)?;
        // Groups are read on every list, even if they ask nothing.
        let found = conditions.max(groups);
        if found > max {
            return Err(FilterError::TooMany { max, found });
        }
        self.check_conditions(table)
    }

    /// The fields it looks at, perhaps some of them several times.
    pub fn fields(&self) -> Vec<FieldId> {
        let mut fields = Vec::new();
        for condition in &self.conditions {
            match condition {
                Condition::Group(filter) => fields.extend(filter.fields()),
                Condition::Cell { field, .. } => fields.push(*field),
            }
        }
        fields
    }

    /// The conditions and the groups in it, if it is at most so deep.
    fn count(&self, depth: usize) -> Result<(usize, usize), FilterError> {
        let within = depth
            .checked_sub(1)
            .ok_or(FilterError::TooDeep { max: DEPTH })?;
        let (mut conditions, mut groups) = (0, 0);
        for condition in &self.conditions {
            match condition {
                Condition::Group(filter) => {
                    let inner = filter.count(within)?;
                    conditions += inner.0;
                    groups += inner.1 + 1;
                }
                Condition::Cell { .. } => conditions += 1,
            }
        }
        Ok((conditions, groups))
    }

    fn check_conditions(&self, table: &Table) -> Result<(), FilterError> {
        for condition in &self.conditions {
            let (id, operator, value) = match condition {
                Condition::Group(filter) => {
                    filter.check_conditions(table)?;
                    continue;
                }
                Condition::Cell {
                    field,
                    operator,
                    value,
                } => (*field, *operator, value.as_ref()),
            };
            let field = table.field_of_id(id).ok_or(FilterError::UnknownField(id))?;
            let asked = Asked {
                operator,
                value,
                // Which day it is makes no difference to what fits.
                now: Millis(0),
                strictly: true,
            };
            prepare::test(&field.kind, asked).map_err(|misfit| {
                let (name, operator) = (field.name.clone(), operator.name());
                match misfit {
                    Misfit::Operator => FilterError::Operator {
                        field: name,
                        kind: field.kind.shown().unwrap_or(&field.kind).type_name(),
                        operator,
                    },
                    Misfit::Value(wanted) => FilterError::Value {
                        field: name,
                        operator,
                        wanted,
                    },
                }
            })?;
        }
        Ok(())
    }

    /// Prepares the filter for reading records at a moment.
    pub fn compile(&self, table: &Table, now: Millis) -> Keeper {
        Keeper::of(self, table, now)
    }
}

#[cfg(test)]
mod tests;
