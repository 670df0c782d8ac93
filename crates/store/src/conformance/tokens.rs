//! Tokens and what is kept beside them, the audit log, settings.

use basekey_model::schema::UserNo;

use super::samples::{at, audit, last_used, refusal, token, token_id};
use super::{Ground, Outcome, holds, same};
use crate::rows::AuditEntry;

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
    let found = ground.read(|read| read.audit(None, 10)).await?;
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
        let page = ground.read(move |read| read.audit(before, 3)).await?;
        let Some(last) = page.last() else { break };
        before = Some(last.seq);
        sizes.push(page.len());
        all.extend(page.into_iter().map(|entry| entry.at));
    }
    same!(sizes, [3, 3, 1]);
    same!(all, (1..=7).rev().map(at).collect::<Vec<_>>());
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
