//! The formula by which a list is filtered.

use std::fmt::Write as _;
use std::sync::Arc;

use basekey_formula::lower::{Lowered, lower};
use basekey_formula::problem::ProblemKind;
use basekey_formula::{Bounds, Context, Problem, Program, Scope, check, parse, rename};
use basekey_model::field::{FieldKind, Upkeep};
use basekey_model::id::FieldId;
use basekey_model::predicate::Predicate;
use basekey_model::schema::{Field, FieldKey, Table};
use basekey_model::time::Millis;

use crate::error::{AppError, Result};

/// A filter's formula, checked against its table.
#[derive(Debug)]
pub(crate) struct Condition {
    /// As the client wrote it.
    pub(crate) text: Arc<str>,
    /// What the store can decide.
    pub(crate) predicate: Predicate,
    /// What is left for the evaluator.
    pub(crate) rest: Option<Rest>,
    /// Whether it reads cells that are not in the documents.
    pub(crate) unstored: bool,
}

/// A program and where its cells are.
#[derive(Debug)]
pub(crate) struct Rest {
    pub(crate) program: Program,
    /// The fields it reads, slot by slot; `None` for one that is gone.
    pub(crate) slots: Vec<Option<Field>>,
    /// Where the last changes that it reads are kept.
    pub(crate) watched: Vec<FieldKey>,
}

impl Condition {
    /// Reads a formula, which is asked at this moment: what depends on nothing
    /// but the clock is a constant, and can be left to the store.
    pub(crate) fn of(table: &Table, text: &str, now: Millis) -> Result<Self> {
        let bounds = Bounds::default();
        let refused = |problems: &[Problem]| AppError::Formula(told(text, problems));
        let expr = parse(text, &bounds)
            .ok()
            .map_err(|problem| refused(&[problem]))?;
        let program =
            check(&expr, &Scope::of(table), &bounds).map_err(|problems| refused(&problems))?;
        let unstored = program.fields().iter().any(|id| {
            let upkeep = table.field_of_id(*id).and_then(|field| field.kind.upkeep());
            upkeep.is_some_and(|upkeep| upkeep != Upkeep::Stored)
        });
        // Refused wherever it stands, even if the store would decide the rest.
        watched_keys(table, &program)?;
        let program = program.at(&Context::new(now, bounds));
        let Lowered { predicate, rest } = lower(&program, table);
        let rest = match rest {
            None => None,
            Some(program) => Some(Rest {
                slots: program
                    .fields()
                    .iter()
                    .map(|id| table.field_of_id(*id).cloned())
                    .collect(),
                watched: watched_keys(table, &program)?,
                program,
            }),
        };
        Ok(Self {
            text: text.into(),
            predicate,
            rest,
            unstored,
        })
    }
}

/// A filter's formula as it is kept: checked, its fields written by id.
pub(crate) fn checked_formula(table: &Table, text: &str) -> Result<String> {
    Condition::of(table, text, Millis(0))?;
    let expr = parse(text, &Bounds::default())
        .ok()
        .map_err(|problem| AppError::Formula(told(text, &[problem])))?;
    let find = |name: &str| table.field(name).map(|field| field.id);
    Ok(rename::to_ids(text, &expr, &find))
}

/// The condition of a view's formula and a client's, of which both must hold.
/// A view's formula that reads fields which are gone means nothing, as other
/// settings of such fields do.
pub(super) fn of_both(
    table: &Table,
    view: Option<&str>,
    asked: Option<&str>,
    now: Millis,
) -> Result<Option<Condition>> {
    let asked = match asked {
        Some(text) if !text.trim().is_empty() => Some((text, Condition::of(table, text, now)?)),
        _ => None,
    };
    let view = view.and_then(|text| Some((text, Condition::of(table, text, now).ok()?)));
    match (view, asked) {
        (None, None) => Ok(None),
        (Some((_, one)), None) | (None, Some((_, one))) => Ok(Some(one)),
        (Some((view, _)), Some((asked, _))) => {
            Condition::of(table, &format!("AND({view}, {asked})"), now).map(Some)
        }
    }
}

/// What a client is told of a formula that is none.
fn told(text: &str, problems: &[Problem]) -> String {
    let mut unknown: Vec<String> = Vec::new();
    for problem in problems {
        if let ProblemKind::UnknownField { name, .. } = &problem.kind {
            let name = name.to_lowercase();
            if !unknown.contains(&name) {
                unknown.push(name);
            }
        }
    }
    if !unknown.is_empty() {
        return format!("Unknown field names: {}", unknown.join(", "));
    }
    let mut told = String::from("Invalid formula. Please check your formula text.");
    if let Some(problem) = problems.first() {
        let before = text.get(..problem.span.start).unwrap_or(text);
        let at = before.chars().count() + 1;
        // Writing to a text can not fail.
        let _ = write!(told, " At character {at}: {}.", problem.kind);
    }
    told
}

/// Where records keep the last changes that a program reads.
fn watched_keys(table: &Table, program: &Program) -> Result<Vec<FieldKey>> {
    program
        .watched()
        .iter()
        .map(|fields| kept_under(table, fields).ok_or_else(|| unwatched(table, fields)))
        .collect()
}

/// The key under which the last change of exactly these fields is kept.
fn kept_under(table: &Table, fields: &[FieldId]) -> Option<FieldKey> {
    let same = |watched: &[FieldId]| {
        !watched.is_empty()
            && watched.iter().all(|id| fields.contains(id))
            && fields.iter().all(|id| watched.contains(id))
    };
    table.fields.iter().find_map(|field| match &field.kind {
        FieldKind::LastModifiedTime { watched, .. } => same(watched).then_some(field.key),
        FieldKind::Formula(formula) => {
            let mut watches = formula.watches.iter();
            watches
                .find(|watch| same(&watch.fields))
                .map(|watch| watch.key)
        }
        _ => None,
    })
}

fn unwatched(table: &Table, fields: &[FieldId]) -> AppError {
    let names: Vec<String> = fields
        .iter()
        .filter_map(|id| table.field_of_id(*id))
        .map(|field| format!("{{{}}}", field.name))
        .collect();
    let names = names.join(", ");
    AppError::Formula(format!(
        "LAST_MODIFIED_TIME({names}) can only be filtered by if the table keeps when these fields \
         last changed. Add a field of type lastModifiedTime that watches exactly {names}, or a \
         formula field LAST_MODIFIED_TIME({names})."
    ))
}

#[cfg(test)]
mod tests {
    use basekey_model::field::{Formula, TimeResult, Watch};
    use basekey_model::schema::{FieldDraft, TableDraft, TableNo};
    use basekey_model::testing::Fixed;

    use super::*;

    fn table() -> Table {
        let draft = TableDraft {
            name: "T".to_owned(),
            description: None,
            fields: vec![
                FieldDraft::new("Name", FieldKind::SingleLineText),
                FieldDraft::new("Größe", FieldKind::Number { precision: 0 }),
                FieldDraft::new("Third", FieldKind::Number { precision: 0 }),
            ],
        };
        draft.build(TableNo(1), &Fixed::new(1))
    }

    fn refused(table: &Table, text: &str) -> String {
        match Condition::of(table, text, Millis(0)) {
            Err(AppError::Formula(message)) => message,
            other => panic!("not refused: {other:?}"),
        }
    }

    #[test]
    fn a_formula_that_is_none_is_told_of() {
        let table = table();
        assert_eq!(
            refused(&table, "AND({Nmae} = 1, SIZE, {Nmae} = 2)"),
            "Unknown field names: nmae, size"
        );
        for (text, words) in [
            (
                "{Größe} >",
                "Please check your formula text. At character 10: ",
            ),
            ("ÄÖ(1)", "At character 1: "),
            ("IF(1)", "IF takes"),
            ("values", "rollup"),
        ] {
            let told = refused(&table, text);
            assert!(told.starts_with("Invalid formula. "), "{told}");
            assert!(told.contains(words), "{text}: {told}");
        }
    }

    #[test]
    fn the_present_is_a_constant_of_one_request() {
        let mut table = table();
        let day = FieldKind::Date {
            date: basekey_model::field::DateFormat::Iso,
        };
        table.add_field(FieldDraft::new("Due", day), &Fixed::new(2));
        let text = "IS_AFTER({Due}, DATEADD(TODAY(), -7, 'days'))";
        let condition = Condition::of(&table, text, Millis(1_760_000_000_000)).unwrap();
        assert!(condition.rest.is_none(), "the store decides it");
    }

    #[test]
    fn last_changes_are_read_where_they_are_kept() {
        let mut table = table();
        let (name, size, third) = (table.fields[0].id, table.fields[1].id, table.fields[2].id);
        let text = "LAST_MODIFIED_TIME({Größe}, {Name})";
        let told = refused(&table, text);
        assert!(told.contains("watches exactly {Größe}, {Name}"), "{told}");
        let day = TimeResult::Date {
            date: basekey_model::field::DateFormat::Iso,
        };
        let watching = |watched| FieldKind::LastModifiedTime {
            watched,
            result: day.clone(),
        };
        let entropy = Fixed::new(2);
        // Of all fields, and of others, is not of these.
        for watched in [vec![], vec![name], vec![name, size, third]] {
            table.add_field(FieldDraft::new("Changed", watching(watched)), &entropy);
            assert!(Condition::of(&table, text, Millis(0)).is_err());
        }
        let formula = Formula {
            watches: vec![Watch {
                fields: vec![name, size],
                key: FieldKey(77),
            }],
            ..Formula::default()
        };
        table.add_field(FieldDraft::new("F", FieldKind::Formula(formula)), &entropy);
        let rest = Condition::of(&table, text, Millis(0))
            .unwrap()
            .rest
            .unwrap();
        assert_eq!(rest.watched, [FieldKey(77)]);
    }
}
