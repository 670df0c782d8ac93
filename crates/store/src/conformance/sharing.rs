//! Workspaces, bases, collaborators.

use basekey_access::Role;
use basekey_model::schema::{BaseNo, UserNo};

use super::samples::{at, base_id, member, workspace};
use super::{Ground, Outcome, holds, refused, same};
use crate::error::StoreError;
use crate::rows::{Base, Member, Shared, Workspace};

pub(super) async fn workspaces_come_oldest_first(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in [3, 1, 2] {
                tx.put_workspace(&workspace(n))?;
            }
            tx.put_workspace(&Workspace {
                name: "New name".to_owned(),
                ..workspace(2)
            })
        })
        .await?;
    let all = ground.read(|read| read.workspaces()).await?;
    let second = Workspace {
        name: "New name".to_owned(),
        ..workspace(2)
    };
    same!(all, [workspace(1), second.clone(), workspace(3)]);
    same!(
        ground.read(|read| read.workspace(workspace(2).id)).await?,
        Some(second)
    );
    same!(
        ground.read(|read| read.workspace(workspace(9).id)).await?,
        None
    );
    Ok(())
}

pub(super) async fn bases_are_numbered_and_found(ground: Ground) -> Outcome {
    let home = workspace(1).id;
    let numbers = ground
        .write(move |tx| {
            (1..=3)
                .map(|n| tx.add_base(base_id(n), home, &format!("Base {n}"), at(n as i64)))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    holds!(numbers.is_sorted() && numbers[0].0 > 0);
    let second = Base {
        id: base_id(2),
        no: numbers[1],
        workspace: home,
        name: "Base 2".to_owned(),
        created: at(2),
    };
    same!(
        ground.read(|read| read.base(base_id(2))).await?,
        Some(second)
    );
    same!(ground.read(|read| read.base(base_id(9))).await?, None);
    let all = ground.read(|read| read.bases()).await?;
    same!(all.iter().map(|base| base.no).collect::<Vec<_>>(), numbers);
    Ok(())
}

pub(super) async fn base_ids_are_unique(ground: Ground) -> Outcome {
    let home = workspace(1).id;
    ground
        .write(move |tx| tx.add_base(base_id(1), home, "One", at(1)))
        .await?;
    let again = ground
        .write(move |tx| tx.add_base(base_id(1), home, "Two", at(2)))
        .await;
    refused!(again, StoreError::Duplicate { .. });
    same!(ground.read(|read| read.bases()).await?.len(), 1);
    Ok(())
}

pub(super) async fn a_base_is_renamed_and_moved(ground: Ground) -> Outcome {
    let no = ground
        .write(|tx| tx.add_base(base_id(1), workspace(1).id, "Old", at(1)))
        .await?;
    let moved = Base {
        id: base_id(1),
        no,
        workspace: workspace(2).id,
        name: "New".to_owned(),
        created: at(1),
    };
    let put = moved.clone();
    ground.write(move |tx| tx.put_base(&put)).await?;
    same!(
        ground.read(|read| read.base(base_id(1))).await?,
        Some(moved.clone())
    );
    let missing = Base {
        no: BaseNo(no.0 + 1),
        id: base_id(2),
        ..moved
    };
    refused!(
        ground.write(move |tx| tx.put_base(&missing)).await,
        StoreError::Engine { .. }
    );
    Ok(())
}

pub(super) async fn members_come_longest_standing_first(ground: Ground) -> Outcome {
    let of = Shared::Workspace(workspace(1).id);
    let granted = Member {
        granted_by: Some(UserNo(3)),
        ..member(UserNo(1), Role::ReadOnly, at(2))
    };
    ground
        .write(move |tx| {
            tx.put_member(of, &member(UserNo(2), Role::Creator, at(3)))?;
            tx.put_member(of, &granted)?;
            tx.put_member(of, &member(UserNo(3), Role::Owner, at(1)))
        })
        .await?;
    let wanted = [
        member(UserNo(3), Role::Owner, at(1)),
        granted,
        member(UserNo(2), Role::Creator, at(3)),
    ];
    same!(ground.read(move |read| read.members(of)).await?, wanted);
    let other = Shared::Workspace(workspace(2).id);
    same!(ground.read(move |read| read.members(other)).await?, []);
    Ok(())
}

pub(super) async fn a_role_is_changed_and_taken_away(ground: Ground) -> Outcome {
    let of = Shared::Base(base_id(1));
    for role in Role::ALL {
        let granted = member(UserNo(1), role, at(1));
        ground.write(move |tx| tx.put_member(of, &granted)).await?;
        same!(ground.read(move |read| read.members(of)).await?, [granted]);
    }
    holds!(
        ground
            .write(move |tx| tx.remove_member(of, UserNo(1)))
            .await?
    );
    holds!(
        !ground
            .write(move |tx| tx.remove_member(of, UserNo(1)))
            .await?
    );
    same!(ground.read(move |read| read.members(of)).await?, []);
    Ok(())
}

pub(super) async fn memberships_span_workspaces_and_bases(ground: Ground) -> Outcome {
    let (first, second) = (Shared::Workspace(workspace(1).id), Shared::Base(base_id(1)));
    ground
        .write(move |tx| {
            tx.put_member(first, &member(UserNo(1), Role::Commenter, at(1)))?;
            tx.put_member(second, &member(UserNo(1), Role::Editor, at(1)))?;
            tx.put_member(second, &member(UserNo(2), Role::Owner, at(1)))
        })
        .await?;
    let mut found = ground.read(|read| read.memberships(UserNo(1))).await?;
    found.sort();
    same!(found, [(first, Role::Commenter), (second, Role::Editor)]);
    same!(ground.read(|read| read.memberships(UserNo(9))).await?, []);
    Ok(())
}
