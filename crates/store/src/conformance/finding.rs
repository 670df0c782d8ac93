//! Records that match a predicate.

use basekey_model::field::FieldKind;
use basekey_model::id::RecordId;
use basekey_model::predicate::{Compare, Predicate};
use basekey_model::schema::{BaseNo, FieldKey, TableNo};

use super::samples::{add_base, at, head, listed, numbers, record_id, table};
use super::{Ground, Outcome, holds, same};
use crate::error::Result;
use crate::rows::Records;

const TABLE: TableNo = TableNo(1);

/// Records stored.
const COUNT: u64 = 300;

const ERROR: &str = r##"{"error":"#ERROR!"}"##;
const NAN: &str = r#"{"specialValue":"NaN"}"#;

/// Documents with cells of every form: blank, as a client writes them, as
/// computed, and damaged.
fn doc(n: u64) -> String {
    // Each cell goes through its forms at its own pace.
    let pick = |forms: &[&str], step: u64| -> String {
        let at = (n / step) % (forms.len() as u64);
        forms
            .get(at as usize)
            .copied()
            .unwrap_or_default()
            .to_owned()
    };
    let cells = [
        (
            1,
            pick(
                &["", "\"Ann\"", "\"Ann \\\"☃\\\"\\n\"", "\"ann\"", ERROR],
                1,
            ),
        ),
        (
            2,
            pick(&["", "0", "1", "-2.5", "1e+21", NAN, ERROR, "\"x\""], 2),
        ),
        (
            3,
            pick(
                &[
                    "",
                    "\"2024-02-29\"",
                    "\"2024-03-01T10:00:00.000Z\"",
                    "\"2024-02-30\"",
                ],
                3,
            ),
        ),
        (4, pick(&["", "0", "1", "[1,2]", "[0]", "[]"], 5)),
        (5, pick(&["", "true"], 7)),
        (
            6,
            pick(
                &[
                    "",
                    r#"[{"id":"attAAAAAAAAAAAAA1","url":"https://a.example/x","filename":"x"}]"#,
                ],
                11,
            ),
        ),
    ];
    let cells: Vec<String> = cells
        .into_iter()
        .filter(|(_, raw)| !raw.is_empty())
        .map(|(key, raw)| format!("\"{key}\":{raw}"))
        .collect();
    format!("{{{}}}", cells.join(","))
}

/// At least one predicate of every kind.
fn predicates() -> Vec<Predicate> {
    use Predicate as P;
    let not = |predicate| P::Not(Box::new(predicate));
    let key = FieldKey;
    // 2024-02-29
    let day = basekey_model::time::Millis(1_709_164_800_000);
    vec![
        P::TRUE,
        P::FALSE,
        not(P::TRUE),
        P::Id(vec![record_id(3), record_id(7), record_id(COUNT + 9)]),
        P::All(vec![
            P::Id([2, 3, 5, 250].map(record_id).to_vec()),
            not(P::Ticked(key(5))),
        ]),
        P::Any(vec![P::Id(vec![record_id(3)]), P::Ticked(key(5))]),
        P::Created(Compare::Greater, at(100)),
        P::Modified(Compare::LessOrEqual, at(100)),
        P::Error(key(1)),
        P::Error(key(2)),
        P::HasNumber(key(2)),
        P::Number(key(2), Compare::Equal, 0.0),
        P::Number(key(2), Compare::Less, 1.0),
        P::Number(key(2), Compare::NotEqual, 1.0),
        P::HasDate(key(3)),
        P::Date(key(3), Compare::GreaterOrEqual, day),
        P::Date(key(3), Compare::Greater, day),
        P::Text(key(1), String::new()),
        P::Text(key(1), "Ann \"☃\"\n".to_owned()),
        P::Contains(key(1), "☃".to_owned()),
        P::Contains(key(1), "ann".to_owned()),
        P::Choice(key(4), vec![1]),
        P::Choice(key(4), vec![0, 2]),
        P::Ticked(key(5)),
        P::HasFile(key(6)),
        P::All(vec![
            not(P::All(vec![P::Ticked(key(5)), P::HasFile(key(6))])),
            P::Any(vec![
                P::Text(key(1), "Ann".to_owned()),
                P::Number(key(2), Compare::Greater, 0.0),
            ]),
        ]),
    ]
}

async fn with(ground: &Ground) -> Result<BaseNo> {
    ground
        .write(|tx| {
            let base = add_base(tx, 1)?;
            let mut other = table(2);
            if let Some(field) = other.fields.first_mut() {
                field.kind = FieldKind::RichText;
            }
            tx.put_table(base, &other)?;
            let mut stored = Records::default();
            // Every third number is free.
            for n in (1..=COUNT).filter(|n| !n.is_multiple_of(3)) {
                stored.push(head(n), &doc(n));
            }
            tx.add_records(base, TABLE, &stored)?;
            let mut stored = Records::default();
            stored.push(head(3), &doc(3));
            tx.add_records(base, TableNo(2), &stored)?;
            Ok(base)
        })
        .await
}

pub(super) async fn what_matches_is_found(ground: Ground) -> Outcome {
    let base = with(&ground).await?;
    for predicate in predicates() {
        let asked = predicate.clone();
        let (found, wanted) = ground
            .read(move |read| {
                let found = read.find(base, TABLE, None, usize::MAX, &asked)?;
                let mut wanted = Records::default();
                for record in read.page(base, TABLE, None, usize::MAX)?.iter() {
                    if asked.matches(record.stored()) {
                        wanted.push(*record.head, record.doc);
                    }
                }
                Ok((listed(&found), listed(&wanted)))
            })
            .await?;
        same!((&predicate, found), (&predicate, wanted));
    }
    Ok(())
}

pub(super) async fn what_is_found_is_paged(ground: Ground) -> Outcome {
    let base = with(&ground).await?;
    for predicate in predicates() {
        let (all, parts, none) = ground
            .read(move |read| {
                let all = numbers(&read.find(base, TABLE, None, usize::MAX, &predicate)?);
                let mut parts = Vec::new();
                let mut after: Option<RecordId> = None;
                loop {
                    let page = read.find(base, TABLE, after, 7, &predicate)?;
                    let Some(last) = page.iter().last() else {
                        break;
                    };
                    after = Some(last.head.id);
                    parts.push(numbers(&page));
                }
                let none = read.find(base, TABLE, None, 0, &predicate)?.len()
                    + read
                        .find(base, TABLE, Some(record_id(COUNT)), 9, &predicate)?
                        .len()
                    + read.find(base, TableNo(9), None, 9, &predicate)?.len()
                    + read
                        .find(BaseNo(base.0 + 1), TABLE, None, 9, &predicate)?
                        .len();
                Ok((all, parts, none))
            })
            .await?;
        // All pages but the last are full.
        let full = parts.iter().rev().skip(1);
        holds!(full.into_iter().all(|page| page.len() == 7));
        same!(parts.concat(), all);
        same!(none, 0);
    }
    Ok(())
}

pub(super) async fn finding_goes_on_after_a_free_number(ground: Ground) -> Outcome {
    let base = with(&ground).await?;
    let found = ground
        .read(move |read| {
            let all = Predicate::Not(Box::new(Predicate::FALSE));
            let ids = Predicate::Id((1..=9).map(record_id).collect());
            Ok([all, ids]
                .map(|predicate| read.find(base, TABLE, Some(record_id(3)), 3, &predicate)))
        })
        .await?;
    for page in found {
        same!(numbers(&page?), [4, 5, 7]);
    }
    Ok(())
}
