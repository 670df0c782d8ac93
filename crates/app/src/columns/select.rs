//! Choosing rows, part of a condition by part of it.

use basekey_formula::Program;
use basekey_model::cell::DERIVED_ERROR;
use basekey_model::doc::Doc;
use basekey_model::id::RecordId;
use basekey_model::predicate::{Compare, Predicate, Stored};
use basekey_model::schema::FieldKey;
use basekey_model::time::Millis;
use memchr::memmem::Finder;

use super::column::{Cells, Column};
use super::data::{Arena, Bits};
use super::plan::Plan;
use super::row::Slots;
use super::sort::order;
use super::table::TableColumns;

/// Rows that are looked at together when only the first few are wanted.
const BLOCK: usize = 16_384;

/// Rows in ascending order.
enum Rows {
    /// All from one to before another.
    Run(usize, usize),
    These(Vec<u32>),
}

impl Rows {
    /// Those that pass.
    fn keep(self, mut passes: impl FnMut(usize) -> bool) -> Self {
        match self {
            Self::Run(from, to) => {
                // Writing every row down and going on only if it passes needs
                // no branch, which could not be foretold.
                let mut rows = vec![0u32; to.saturating_sub(from)];
                let mut kept = 0;
                for row in from..to {
                    if let Some(place) = rows.get_mut(kept) {
                        *place = u32::try_from(row).unwrap_or(u32::MAX);
                    }
                    kept += usize::from(passes(row));
                }
                rows.truncate(kept);
                Self::These(rows)
            }
            Self::These(mut rows) => {
                rows.retain(|row| passes(*row as usize));
                Self::These(rows)
            }
        }
    }

    fn into_vec(self) -> Vec<u32> {
        match self {
            Self::Run(from, to) => (from..to)
                .map(|row| u32::try_from(row).unwrap_or(u32::MAX))
                .collect(),
            Self::These(rows) => rows,
        }
    }
}

/// A predicate with its columns found.
enum Test<'c> {
    All(Vec<Test<'c>>),
    Any(Vec<Test<'c>>),
    Not(Box<Test<'c>>),
    Id(&'c [RecordId]),
    Created(Compare, i64),
    Modified(Compare, i64),
    Bits(&'c Bits),
    Number(&'c [f64], &'c Bits, Compare, f64),
    Moment(&'c [i64], &'c Bits, Compare, i64),
    Text(&'c Arena<String>, &'c Bits, &'c str),
    Contains(&'c Arena<String>, &'c Bits, Box<Finder<'c>>),
    Choice(&'c [u32], &'c [u32]),
    /// The cell is stored as this.
    RawIs(&'c Arena<String>, &'c str),
    /// Any condition on a cell that is kept as it is stored.
    Raw(&'c Arena<String>, FieldKey, &'c Predicate),
    Never,
}

impl<'c> Test<'c> {
    fn of(predicate: &'c Predicate, columns: &'c TableColumns) -> Self {
        let all = |parts: &'c [Predicate]| {
            let mut tests: Vec<Self> = parts.iter().map(|part| Self::of(part, columns)).collect();
            // What is cheap spares what is dear the rows that it drops.
            tests.sort_by_key(Self::cost);
            tests
        };
        match predicate {
            Predicate::All(parts) => Self::All(all(parts)),
            Predicate::Any(parts) => Self::Any(all(parts)),
            Predicate::Not(part) => Self::Not(Box::new(Self::of(part, columns))),
            Predicate::Id(ids) => Self::Id(ids),
            Predicate::Created(compare, at) => Self::Created(*compare, at.0),
            Predicate::Modified(compare, at) => Self::Modified(*compare, at.0),
            Predicate::Error(key)
            | Predicate::HasNumber(key)
            | Predicate::Number(key, ..)
            | Predicate::HasDate(key)
            | Predicate::Date(key, ..)
            | Predicate::Text(key, _)
            | Predicate::Contains(key, _)
            | Predicate::Choice(key, _)
            | Predicate::Ticked(key)
            | Predicate::HasFile(key) => match columns.column(*key) {
                Some(column) => Self::of_cell(predicate, *key, column),
                None => Self::Never,
            },
        }
    }

    fn of_cell(predicate: &'c Predicate, key: FieldKey, column: &'c Column) -> Self {
        let errors = &column.errors;
        match (predicate, &column.cells) {
            (Predicate::Error(_), Cells::Raw(raws)) => Self::RawIs(raws, DERIVED_ERROR),
            (_, Cells::Raw(raws)) => Self::Raw(raws, key, predicate),
            (Predicate::Error(_), _) => Self::Bits(errors),
            (Predicate::HasNumber(_), Cells::Number { filled, .. })
            | (Predicate::HasDate(_), Cells::Moment { filled, .. }) => Self::Bits(filled),
            (Predicate::Number(_, compare, with), Cells::Number { values, .. }) => {
                Self::Number(values, errors, *compare, *with)
            }
            (Predicate::Date(_, compare, with), Cells::Moment { values, filled }) => {
                Self::Moment(values, filled, *compare, with.0)
            }
            (Predicate::Text(_, wanted), Cells::Text(texts)) => Self::Text(texts, errors, wanted),
            (Predicate::Contains(_, part), Cells::Text(texts)) => {
                Self::Contains(texts, errors, Box::new(Finder::new(part)))
            }
            (Predicate::Choice(_, wanted), Cells::Choice(keys)) => Self::Choice(keys, wanted),
            (Predicate::Ticked(_), Cells::Tick(ticked)) => Self::Bits(ticked),
            // A plan asks for no other forms.
            _ => Self::Never,
        }
    }

    fn cost(&self) -> u32 {
        match self {
            Self::Never => 0,
            Self::Bits(_) | Self::Created(..) | Self::Modified(..) => 1,
            Self::Number(..) | Self::Moment(..) | Self::Choice(..) => 2,
            Self::Id(_) | Self::Text(..) | Self::RawIs(..) => 8,
            Self::Contains(..) => 24,
            Self::Raw(..) => 200,
            Self::Not(test) => test.cost(),
            Self::All(tests) | Self::Any(tests) => {
                tests.iter().map(Self::cost).fold(1, u32::saturating_add)
            }
        }
    }

    fn refine(&self, rows: Rows, columns: &TableColumns) -> Rows {
        match self {
            Self::All(tests) => tests
                .iter()
                .fold(rows, |rows, test| test.refine(rows, columns)),
            Self::Any(tests) => {
                let mut left = rows.into_vec();
                let mut found = Vec::new();
                for test in tests {
                    let rows = test.refine(Rows::These(left.clone()), columns).into_vec();
                    left = without(left, &rows);
                    found.extend(rows);
                }
                found.sort_unstable();
                Rows::These(found)
            }
            Self::Not(test) => {
                let rows = rows.into_vec();
                let found = test.refine(Rows::These(rows.clone()), columns).into_vec();
                Rows::These(without(rows, &found))
            }
            Self::Id(ids) => rows.keep(|row| {
                let id = columns.ids.get(row);
                id.is_some_and(|id| ids.binary_search(id).is_ok())
            }),
            Self::Created(compare, with) => compared(rows, &columns.created, *compare, with),
            Self::Modified(compare, with) => compared(rows, &columns.modified, *compare, with),
            Self::Bits(bits) => rows.keep(|row| bits.get(row)),
            Self::Number(values, errors, compare, with) => {
                let rows = compared(rows, values, *compare, with);
                if errors.is_empty() {
                    rows
                } else {
                    rows.keep(|row| !errors.get(row))
                }
            }
            Self::Moment(values, filled, compare, with) => {
                compared(rows, values, *compare, with).keep(|row| filled.get(row))
            }
            Self::Text(texts, errors, wanted) => {
                rows.keep(|row| texts.get(row).unwrap_or_default() == *wanted && !errors.get(row))
            }
            Self::Contains(texts, errors, finder) => rows.keep(|row| {
                let text = texts.get(row).unwrap_or_default();
                finder.find(text.as_bytes()).is_some() && !errors.get(row)
            }),
            Self::Choice(keys, wanted) => match wanted {
                [wanted] => rows.keep(|row| keys.get(row) == Some(wanted)),
                _ => rows.keep(|row| {
                    let key = keys.get(row);
                    key.is_some_and(|key| wanted.binary_search(key).is_ok())
                }),
            },
            Self::RawIs(cells, wanted) => rows.keep(|row| cells.get(row) == Some(*wanted)),
            Self::Raw(cells, key, predicate) => {
                let mut doc = String::new();
                rows.keep(|row| {
                    let Some(id) = columns.ids.get(row) else {
                        return false;
                    };
                    doc.clear();
                    doc.push('{');
                    if let Some(raw) = cells.get(row) {
                        doc.push('"');
                        doc.push_str(&key.0.to_string());
                        doc.push_str("\":");
                        doc.push_str(raw);
                    }
                    doc.push('}');
                    predicate.matches(Stored {
                        id: *id,
                        created: Millis(0),
                        modified: Millis(0),
                        doc: Doc(&doc),
                    })
                })
            }
            Self::Never => Rows::These(Vec::new()),
        }
    }
}

/// The rows whose value compares so; those of blank cells among them.
fn compared<T: PartialOrd>(rows: Rows, values: &[T], compare: Compare, with: &T) -> Rows {
    let at = |row: usize| values.get(row);
    // One loop for each, so that it need not be asked for every row which.
    match compare {
        Compare::Equal => rows.keep(|row| at(row).is_some_and(|value| value == with)),
        Compare::NotEqual => rows.keep(|row| at(row).is_some_and(|value| value != with)),
        Compare::Less => rows.keep(|row| at(row).is_some_and(|value| value < with)),
        Compare::LessOrEqual => rows.keep(|row| at(row).is_some_and(|value| value <= with)),
        Compare::Greater => rows.keep(|row| at(row).is_some_and(|value| value > with)),
        Compare::GreaterOrEqual => rows.keep(|row| at(row).is_some_and(|value| value >= with)),
    }
}

/// Those of `rows` that are not in `found`; both are in ascending order.
fn without(mut rows: Vec<u32>, found: &[u32]) -> Vec<u32> {
    let mut found = found.iter().peekable();
    rows.retain(|row| found.next_if(|found| *found == row).is_none());
    rows
}

impl TableColumns {
    /// The ids that a plan keeps, in its order.
    pub(super) fn ordered(&self, plan: &Plan) -> Vec<RecordId> {
        let test = Chosen::of(self, plan);
        let rows = test.rows(0, self.ids.len());
        let by: Vec<_> = plan
            .sorts
            .iter()
            .filter_map(|(field, direction)| Some((self.sort(field.key)?, *direction)))
            .collect();
        self.ids_of(&order(rows, &by))
    }

    /// The first ids after one that a plan keeps, in order of id.
    pub(super) fn after(&self, plan: &Plan, after: Option<RecordId>, most: usize) -> Vec<RecordId> {
        let chosen = Chosen::of(self, plan);
        let mut from = after.map_or(0, |after| self.ids.partition_point(|id| *id <= after));
        let mut found = Vec::new();
        while from < self.ids.len() && found.len() < most {
            let to = (from + BLOCK).min(self.ids.len());
            found.extend(chosen.rows(from, to));
            from = to;
        }
        found.truncate(most);
        self.ids_of(&found)
    }

    fn ids_of(&self, rows: &[u32]) -> Vec<RecordId> {
        let ids = rows.iter().filter_map(|row| self.ids.get(*row as usize));
        ids.copied().collect()
    }
}

/// A plan with its columns found.
struct Chosen<'c> {
    columns: &'c TableColumns,
    plan: &'c Plan,
    view: Option<&'c Bits>,
    test: Option<Test<'c>>,
    rest: Option<(&'c Program, Slots<'c>)>,
}

impl<'c> Chosen<'c> {
    fn of(columns: &'c TableColumns, plan: &'c Plan) -> Self {
        let condition = plan.condition.as_deref();
        let rest = condition.and_then(|condition| condition.rest.as_ref());
        Self {
            columns,
            plan,
            view: plan
                .view
                .as_ref()
                .and_then(|view| columns.view(&view.keeper))
                .map(|kept| &kept.rows),
            test: condition
                .filter(|condition| !condition.predicate.is_true())
                .map(|condition| Test::of(&condition.predicate, columns)),
            rest: rest.map(|rest| (&rest.program, Slots::of(columns, plan, rest))),
        }
    }

    /// The rows kept among some.
    fn rows(&self, from: usize, to: usize) -> Vec<u32> {
        let mut rows = Rows::Run(from, to);
        if self.columns.has_gone() {
            rows = rows.keep(|row| !self.columns.gone.get(row));
        }
        if let Some(view) = self.view {
            rows = rows.keep(|row| view.get(row));
        }
        if let Some(test) = &self.test {
            rows = test.refine(rows, self.columns);
        }
        if let Some((program, slots)) = &self.rest {
            let context = &self.plan.context;
            rows = rows.keep(|row| {
                let row = slots.row(row);
                row.is_some_and(|row| Program::keeps(&program.evaluate(&row, context)))
            });
        }
        rows.into_vec()
    }
}
