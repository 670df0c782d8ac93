//! Invites to workspaces and bases.

use super::samples::{at, base_id, hash, invite, workspace};
use super::{Ground, Outcome, holds, refused, same};
use crate::error::StoreError;
use crate::rows::{Invite, Shared};

pub(super) async fn an_invite_comes_back_as_it_was(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            tx.add_invite(&invite(1, at(50)))?;
            tx.add_invite(&invite(2, at(60)))
        })
        .await?;
    // One to a workspace with an e-mail, one to a base without.
    for (n, ends) in [(1, at(50)), (2, at(60))] {
        let found = ground.read(move |read| read.invite(&hash(n))).await?;
        same!(found, Some(invite(n, ends)));
    }
    same!(ground.read(|read| read.invite(&hash(3))).await?, None);
    Ok(())
}

pub(super) async fn invites_come_newest_first(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in [3, 1, 5, 2] {
                tx.add_invite(&invite(n, at(50)))?;
            }
            Ok(())
        })
        .await?;
    let of = |to| ground.read(move |read| read.invites(to));
    let wanted = [5, 3, 1].map(|n| invite(n, at(50)));
    same!(of(Shared::Workspace(workspace(1).id)).await?, wanted);
    same!(of(Shared::Base(base_id(1))).await?, [invite(2, at(50))]);
    same!(of(Shared::Base(base_id(2))).await?, []);
    Ok(())
}

pub(super) async fn invite_ids_and_codes_are_unique(ground: Ground) -> Outcome {
    ground.write(|tx| tx.add_invite(&invite(1, at(50)))).await?;
    for again in [
        Invite {
            hash: hash(2),
            ..invite(1, at(50))
        },
        Invite {
            hash: hash(1),
            ..invite(2, at(50))
        },
    ] {
        let taken = ground.write(move |tx| tx.add_invite(&again)).await;
        refused!(taken, StoreError::Duplicate { .. });
    }
    Ok(())
}

pub(super) async fn an_invite_is_taken_away_once(ground: Ground) -> Outcome {
    ground.write(|tx| tx.add_invite(&invite(1, at(50)))).await?;
    let take = |n| ground.write(move |tx| tx.remove_invite(invite(n, at(50)).id));
    holds!(!take(2).await?);
    holds!(take(1).await?);
    holds!(!take(1).await?);
    same!(ground.read(|read| read.invite(&hash(1))).await?, None);
    Ok(())
}

pub(super) async fn one_of_many_takes_the_invite(ground: Ground) -> Outcome {
    ground.write(|tx| tx.add_invite(&invite(1, at(50)))).await?;
    let takers = (0..16).map(|_| ground.write(|tx| tx.remove_invite(invite(1, at(50)).id)));
    let taken = futures_util::future::join_all(takers).await;
    let taken = taken.into_iter().collect::<Result<Vec<_>, _>>()?;
    same!(taken.into_iter().filter(|taken| *taken).count(), 1);
    Ok(())
}

pub(super) async fn ended_invites_are_swept(ground: Ground) -> Outcome {
    ground
        .write(|tx| (1..=4).try_for_each(|n| tx.add_invite(&invite(n, at(n as i64 * 10)))))
        .await?;
    same!(ground.write(|tx| tx.sweep(at(20))).await?, 1);
    same!(ground.write(|tx| tx.sweep(at(25))).await?, 1);
    same!(ground.write(|tx| tx.sweep(at(25))).await?, 0);
    same!(ground.read(|read| read.invite(&hash(2))).await?, None);
    holds!(ground.read(|read| read.invite(&hash(3))).await?.is_some());
    Ok(())
}
