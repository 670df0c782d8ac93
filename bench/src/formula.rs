//! The formula language without a server: reading a formula, and evaluating
//! one for rows in memory beside the same condition written by hand.

use std::hint::black_box;

use anyhow::{Context as _, Result, anyhow, bail};
use basekey_formula::{Bounds, Context, Program, Row, Scope, Value, check, parse};
use basekey_model::field::FieldKind;
use basekey_model::id::{Entropy, RecordId};
use basekey_model::schema::{FieldDraft, Table, TableDraft, TableNo};
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use rusqlite::types::Value as Cell;

use crate::Rate;
use crate::rows::cells;
use crate::sqlite::repeat;

/// 200 characters.
const LONG: &str = "IF(AND({Number} > 100, OR({Stage} = \"Done\", {Stage} = \"Dropped\")), \
ROUND({Price} * 1.19, 2) & \" \" & UPPER(LEFT({Name}, 20)), IF(FIND(\"amber\", {Notes}), \
\"amber: \" & LEN(TRIM({Notes})), SUBSTITUTE({Mail}, \"@\", \"#\")))";

/// What rows are asked; `LEAST` and `PART` are its constants.
const CONDITION: &str = "AND({Number} > 4000000, FIND(\"amber\", {Name}) > 0)";
const LEAST: f64 = 4_000_000.0;
const PART: &str = "amber";

/// Always the same bytes: ids do not matter here.
struct Zeros;

impl Entropy for Zeros {
    fn fill(&self, into: &mut [u8]) {
        into.fill(0);
    }
}

fn table() -> Table {
    let number = FieldKind::Number { precision: 0 };
    let fields = [
        ("Name", FieldKind::SingleLineText),
        ("Notes", FieldKind::MultilineText),
        ("Number", number.clone()),
        ("Price", number),
        ("Stage", FieldKind::SingleLineText),
        ("Mail", FieldKind::Email),
    ];
    let draft = TableDraft {
        name: "Rows".to_owned(),
        description: None,
        fields: fields
            .into_iter()
            .map(|(name, kind)| FieldDraft::new(name, kind))
            .collect(),
    };
    draft.build(TableNo(1), &Fixed::new(1))
}

fn program(table: &Table, text: &str) -> Result<Program> {
    let bounds = Bounds::default();
    let expr = parse(text, &bounds).ok().context("no formula")?;
    check(&expr, &Scope::of(table), &bounds)
        .map_err(|problems| anyhow!("not a formula of this table: {problems:?}"))
}

struct Item {
    name: String,
    number: f64,
}

fn items(rows: i64) -> Result<Vec<Item>> {
    (0..rows)
        .map(|n| match &cells(n, 0)[..] {
            [Cell::Text(name), _, Cell::Integer(number), ..] => Ok(Item {
                name: name.clone(),
                number: *number as f64,
            }),
            _ => bail!("rows are of another form"),
        })
        .collect()
}

impl Row for Item {
    fn cell(&self, slot: usize) -> Value<'_> {
        // In the order in which the condition names them.
        match slot {
            0 => Value::Number(self.number),
            _ => Value::text(self.name.as_str()),
        }
    }

    fn id(&self) -> RecordId {
        RecordId::random(&Zeros)
    }

    fn created(&self) -> Millis {
        Millis(0)
    }

    fn modified(&self) -> Millis {
        Millis(0)
    }

    fn modified_of(&self, _: usize) -> Option<Millis> {
        None
    }
}

/// Runs one kind of work for so many seconds; of rows, tells how many a second.
pub(crate) fn run(what: &str, rows: i64, seconds: i64) -> Result<Rate> {
    let table = table();
    let items = items(rows)?;
    let by_hand = |item: &Item| item.number > LEAST && item.name.contains(PART);
    let rate = match what {
        "check" => {
            return repeat(seconds, |_| {
                let program = program(&table, black_box(LONG))?;
                Ok(program.fields().len())
            });
        }
        "evaluate" => {
            let program = program(&table, CONDITION)?;
            let context = Context::new(Millis(0), Bounds::default());
            let keeps = |item: &Item| Program::keeps(&program.evaluate(item, &context));
            // The same work, or the comparison says nothing.
            if items.iter().any(|item| keeps(item) != by_hand(item)) {
                bail!("the formula keeps other rows than the hand-written condition");
            }
            repeat(seconds, |_| {
                let items = black_box(&items).iter();
                Ok(items.filter(|item| keeps(item)).count())
            })?
        }
        "hand" => repeat(seconds, |_| {
            let items = black_box(&items).iter();
            Ok(items.filter(|item| by_hand(item)).count())
        })?,
        _ => bail!("no such work: {what}"),
    };
    Ok(Rate {
        per_second: rate.per_second * rows as f64,
        seen: rate.seen,
    })
}
