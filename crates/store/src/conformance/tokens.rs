//! Tokens and what is kept beside them, the audit log, settings.

use basekey_model::schema::UserNo;

use super::samples::{at, audit, last_used, refusal, token, token_id, user};
use super::{Ground, Outcome, holds, same};
use crate::error::StoreError;
use crate::rows::{AuditEntry, AuditFilter};

pub(super) async fn a_token_comes_back_as_it_was(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.put_token(&token(1, UserNo(1))))
        .await?;
    let found = ground.read(|read| read.token(token_id(1))).await?;
    same!(
        found.map(|found| (found.token, found.last_used)),
        Some((token(1, UserNo(1)), None))
    );
    holds!(ground.read(|read| read.token(token_id(2))).await?.is_none());
    Ok(())
}

pub(super) async fn a_changed_token_keeps_its_last_use(ground: Ground) -> Outcome {
    let mut changed = token(1, UserNo(1));
    changed.name = String::from("Other");
    changed.revoked = Some(at(9));
    let put = changed.clone();
    ground
        .write(move |tx| {
            tx.put_token(&token(1, UserNo(1)))?;
            tx.put_last_used(&[(token_id(1), last_used(1))])?;
            tx.put_last_used(&[(token_id(1), last_used(2))])?;
            tx.put_token(&put)
        })
        .await?;
    let found = ground.read(|read| read.token(token_id(1))).await?;
    let found = found.map(|found| (found.token, found.last_used));
    same!(found, Some((changed, Some(last_used(2)))));
    Ok(())
}

pub(super) async fn tokens_come_newest_first(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in [2, 3, 1] {
                tx.put_token(&token(n, UserNo(1)))?;
            }
            // A change of an old one does not make it new.
            let mut revoked = token(1, UserNo(1));
            revoked.revoked = Some(at(9));
            tx.put_token(&revoked)?;
            tx.put_token(&token(4, UserNo(2)))
        })
        .await?;
    let found = ground.read(|read| read.tokens_of(UserNo(1))).await?;
    let ids: Vec<_> = found.iter().map(|found| found.token.id).collect();
    same!(ids, [3, 2, 1].map(token_id));
    Ok(())
}

pub(super) async fn all_tokens_are_paged_newest_first(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            // Two owners, taking turns; a change of an old one does not make it new.
            for n in [3, 1, 5, 2, 4] {
                tx.put_token(&token(n, UserNo((n % 2) as i64)))?;
            }
            tx.put_last_used(&[(token_id(1), last_used(1))])?;
            tx.put_token(&token(3, UserNo(1)))
        })
        .await?;
    let (mut after, mut sizes, mut all) = (None, Vec::new(), Vec::new());
    loop {
        let page = ground.read(move |read| read.tokens(after, 2)).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.token.id);
        sizes.push(page.len());
        all.extend(page);
    }
    same!(sizes, [2, 2, 1]);
    let ids: Vec<_> = all.iter().map(|found| found.token.id).collect();
    same!(ids, [4, 2, 5, 1, 3].map(token_id));
    let used: Vec<_> = all
        .into_iter()
        .filter_map(|found| found.last_used)
        .collect();
    same!(used, [last_used(1)]);
    let unknown = ground
        .read(|read| read.tokens(Some(token_id(9)), 2))
        .await?;
    holds!(unknown.is_empty());
    Ok(())
}

pub(super) async fn the_use_of_a_token_is_replaced(ground: Ground) -> Outcome {
    let found = ground.read(|read| read.token_usage(token_id(1))).await?;
    same!(found, None);
    ground
        .write(|tx| {
            tx.put_token_usage(token_id(1), "{\"n\":1}")?;
            tx.put_token_usage(token_id(2), "{\"n\":2}")?;
            tx.put_token_usage(token_id(1), "{\"a\":\"☃\"}")
        })
        .await?;
    for (n, wanted) in [(1, "{\"a\":\"☃\"}"), (2, "{\"n\":2}")] {
        let found = ground
            .read(move |read| read.token_usage(token_id(n)))
            .await?;
        same!(found.as_deref(), Some(wanted));
    }
    Ok(())
}

pub(super) async fn an_undone_write_keeps_the_use_of_a_token(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.put_token_usage(token_id(1), "1"))
        .await?;
    let undone = ground
        .write(|tx| {
            let before = tx.token_usage(token_id(1))?;
            tx.put_token_usage(token_id(1), "2")?;
            let within = tx.reader().token_usage(token_id(1))?;
            Err::<(), _>(StoreError::Damaged {
                what: "nothing",
                cause: format!("{before:?} {within:?}"),
            })
        })
        .await;
    let seen = undone
        .err()
        .map(|error| error.to_string())
        .unwrap_or_default();
    holds!(seen.contains("Some(\"1\") Some(\"2\")"));
    let found = ground.read(|read| read.token_usage(token_id(1))).await?;
    same!(found.as_deref(), Some("1"));
    Ok(())
}

pub(super) async fn the_last_use_of_an_unknown_token_is_dropped(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.put_token(&token(1, UserNo(1))))
        .await?;
    ground
        .write(|tx| tx.put_last_used(&[(token_id(2), last_used(2)), (token_id(1), last_used(1))]))
        .await?;
    let found = ground.read(|read| read.token(token_id(1))).await?;
    same!(found.and_then(|found| found.last_used), Some(last_used(1)));
    holds!(ground.read(|read| read.token(token_id(2))).await?.is_none());
    Ok(())
}

pub(super) async fn the_newest_refusals_are_kept(ground: Ground) -> Outcome {
    for from in [1, 41] {
        let some: Vec<_> = (from..from + 40)
            .map(|n| (token_id(1), refusal(n)))
            .collect();
        ground.write(move |tx| tx.add_refusals(&some, 50)).await?;
    }
    let kept = ground.read(|read| read.refusals(token_id(1))).await?;
    let wanted: Vec<_> = (31..=80).rev().map(refusal).collect();
    same!(kept, wanted);
    Ok(())
}

pub(super) async fn refusals_of_tokens_are_apart(ground: Ground) -> Outcome {
    let mixed: Vec<_> = (1..=6).map(|n| (token_id(n % 2), refusal(n))).collect();
    ground.write(move |tx| tx.add_refusals(&mixed, 2)).await?;
    same!(
        ground.read(|read| read.refusals(token_id(0))).await?,
        [refusal(6), refusal(4)]
    );
    same!(
        ground.read(|read| read.refusals(token_id(1))).await?,
        [refusal(5), refusal(3)]
    );
    same!(ground.read(|read| read.refusals(token_id(2))).await?, []);
    Ok(())
}

pub(super) async fn audit_entries_are_numbered(ground: Ground) -> Outcome {
    let numbers = ground
        .write(|tx| {
            (1..=3)
                .map(|n| {
                    tx.add_audit(&AuditEntry {
                        seq: 77,
                        ..audit(n)
                    })
                })
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    holds!(numbers.is_sorted() && numbers[0] > 0);
    let found = ground
        .read(|read| read.audit(&AuditFilter::default(), None, 10))
        .await?;
    let mut wanted: Vec<_> = (1..=3)
        .zip(numbers)
        .map(|(n, seq)| AuditEntry { seq, ..audit(n) })
        .collect();
    wanted.reverse();
    same!(found, wanted);
    Ok(())
}

pub(super) async fn the_audit_log_is_paged_backwards(ground: Ground) -> Outcome {
    ground
        .write(|tx| (1..=7).try_for_each(|n| tx.add_audit(&audit(n)).map(drop)))
        .await?;
    let mut before = None;
    let mut sizes = Vec::new();
    let mut all = Vec::new();
    loop {
        let page = ground
            .read(move |read| read.audit(&AuditFilter::default(), before, 3))
            .await?;
        let Some(last) = page.last() else { break };
        before = Some(last.seq);
        sizes.push(page.len());
        all.extend(page.into_iter().map(|entry| entry.at));
    }
    same!(sizes, [3, 3, 1]);
    same!(all, (1..=7).rev().map(at).collect::<Vec<_>>());
    Ok(())
}

/// Entries 1 to 6 that differ in every part, and which of them each filter keeps.
pub(super) async fn the_audit_log_is_filtered(ground: Ground) -> Outcome {
    let actions = [
        "token.created",
        "token.revoked",
        "tokens.swept",
        "signIn.done",
        "token",
        "a%_.b",
    ];
    ground
        .write(move |tx| {
            for (n, action) in (1..).zip(actions) {
                tx.add_audit(&AuditEntry {
                    action: action.to_owned(),
                    user: (n != 4).then(|| user(n % 2).id),
                    by_token: (n == 2 || n == 3).then(|| token_id(n)),
                    subject: (n != 5).then(|| format!("subject {}", n % 3)),
                    ..audit(n)
                })?;
            }
            Ok(())
        })
        .await?;
    let none = AuditFilter::default;
    let action = |text: &str| AuditFilter {
        action: Some(text.to_owned()),
        ..none()
    };
    let cases: [(AuditFilter, &[i64]); 16] = [
        (none(), &[6, 5, 4, 3, 2, 1]),
        (action("token.created"), &[1]),
        (action("token"), &[5, 2, 1]),
        (action("tok"), &[]),
        (action("%"), &[]),
        (action("a%_"), &[6]),
        (action(""), &[]),
        (
            AuditFilter {
                user: Some(user(1).id),
                ..none()
            },
            &[5, 3, 1],
        ),
        (
            AuditFilter {
                by_token: Some(token_id(2)),
                ..none()
            },
            &[2],
        ),
        (
            AuditFilter {
                subject: Some("subject 1".to_owned()),
                ..none()
            },
            &[4, 1],
        ),
        (
            AuditFilter {
                subject: Some("SUBJECT 1".to_owned()),
                ..none()
            },
            &[],
        ),
        (
            AuditFilter {
                from: Some(at(3)),
                ..none()
            },
            &[6, 5, 4, 3],
        ),
        (
            AuditFilter {
                to: Some(at(3)),
                ..none()
            },
            &[2, 1],
        ),
        (
            AuditFilter {
                subject: Some("subject 1".to_owned()),
                user: Some(user(1).id),
                ..none()
            },
            &[1],
        ),
        (
            AuditFilter {
                by_token: Some(token_id(3)),
                user: Some(user(0).id),
                ..none()
            },
            &[],
        ),
        (
            AuditFilter {
                user: Some(user(1).id),
                from: Some(at(2)),
                to: Some(at(5)),
                ..action("tokens")
            },
            &[3],
        ),
    ];
    for (filter, wanted) in cases {
        // One page of all, and page by page.
        let asked = filter.clone();
        let whole = ground
            .read(move |read| read.audit(&asked, None, 10))
            .await?;
        let moments: Vec<_> = whole.iter().map(|entry| entry.at).collect();
        let wanted: Vec<_> = wanted.iter().map(|n| at(*n)).collect();
        same!((&filter, &moments), (&filter, &wanted));
        let mut before = None;
        let mut paged = Vec::new();
        loop {
            let asked = filter.clone();
            let page = ground
                .read(move |read| read.audit(&asked, before, 1))
                .await?;
            let Some(last) = page.last() else { break };
            before = Some(last.seq);
            paged.extend(page.into_iter().map(|entry| entry.at));
        }
        same!((&filter, &paged), (&filter, &wanted));
    }
    Ok(())
}

pub(super) async fn settings_are_stored(ground: Ground) -> Outcome {
    same!(ground.read(|read| read.setting("one")).await?, None);
    ground
        .write(|tx| {
            tx.put_setting("one", "1")?;
            tx.put_setting("two", "{\"a\":\"☃\"}")?;
            tx.put_setting("one", "null")
        })
        .await?;
    same!(
        ground.read(|read| read.setting("one")).await?,
        Some("null".to_owned())
    );
    same!(
        ground.read(|read| read.setting("two")).await?,
        Some("{\"a\":\"☃\"}".to_owned())
    );
    Ok(())
}
