//! Users, sessions, sign-in links.

use basekey_model::schema::UserNo;

use super::samples::{at, hash, link, session, session_id, user};
use super::{Ground, Outcome, holds, refused, same};
use crate::error::StoreError;
use crate::rows::{NewUser, Session, User, UserKey};

pub(super) async fn users_are_found_by_number_id_and_email(ground: Ground) -> Outcome {
    let new = user(1);
    let (no, found) = ground
        .write(move |tx| {
            tx.add_user(&user(7))?;
            let no = tx.add_user(&new)?;
            let found = [
                tx.user(UserKey::No(no))?,
                tx.user(UserKey::Id(new.id))?,
                tx.user(UserKey::Email(&new.email))?,
            ];
            Ok((no, found))
        })
        .await?;
    let wanted = stored(no, &user(1));
    for found in found {
        same!(found, Some(wanted.clone()));
    }
    let missing = ground
        .read(|read| {
            Ok([
                read.user(UserKey::No(UserNo(99)))?,
                read.user(UserKey::Id(user(99).id))?,
                read.user(UserKey::Email("PERSON1@example.com"))?,
            ])
        })
        .await?;
    same!(missing, [None, None, None]);
    Ok(())
}

/// How a new user reads.
fn stored(no: UserNo, new: &NewUser) -> User {
    User {
        no,
        id: new.id,
        email: new.email.clone(),
        name: new.name.clone(),
        password: None,
        active: true,
        instance_owner: new.instance_owner,
        created: new.created,
    }
}

pub(super) async fn emails_are_unique(ground: Ground) -> Outcome {
    ground.write(|tx| tx.add_user(&user(1))).await?;
    let before = ground.dump().await?;
    let again = ground
        .write(|tx| {
            tx.put_setting("first", "1")?;
            tx.add_user(&NewUser {
                email: user(1).email,
                ..user(2)
            })
        })
        .await;
    refused!(
        again,
        StoreError::Duplicate {
            what: "a user with this e-mail"
        }
    );
    same!(ground.dump().await?, before);
    Ok(())
}

pub(super) async fn user_ids_are_unique(ground: Ground) -> Outcome {
    ground.write(|tx| tx.add_user(&user(1))).await?;
    let again = ground
        .write(|tx| {
            tx.add_user(&NewUser {
                id: user(1).id,
                ..user(2)
            })
        })
        .await;
    refused!(
        again,
        StoreError::Duplicate {
            what: "a user with this id"
        }
    );
    Ok(())
}

pub(super) async fn a_changed_user_is_still_unique(ground: Ground) -> Outcome {
    let second = ground
        .write(|tx| {
            tx.add_user(&user(1))?;
            tx.add_user(&user(2))
        })
        .await?;
    let taken = ground
        .write(move |tx| {
            tx.put_user(&User {
                email: user(1).email,
                ..stored(second, &user(2))
            })
        })
        .await;
    refused!(
        taken,
        StoreError::Duplicate {
            what: "a user with this e-mail"
        }
    );
    // Its own is not taken.
    ground
        .write(move |tx| tx.put_user(&stored(second, &user(2))))
        .await?;
    let missing = ground
        .write(|tx| tx.put_user(&stored(UserNo(77), &user(3))))
        .await;
    refused!(missing, StoreError::Engine { .. });
    Ok(())
}

pub(super) async fn all_settings_of_a_user_are_stored(ground: Ground) -> Outcome {
    let no = ground.write(|tx| tx.add_user(&user(1))).await?;
    let changed = User {
        email: "other@example.com".to_owned(),
        name: "Other".to_owned(),
        password: Some("$argon2id$".to_owned()),
        active: false,
        instance_owner: true,
        ..stored(no, &user(1))
    };
    let wanted = changed.clone();
    ground.write(move |tx| tx.put_user(&changed)).await?;
    same!(
        ground.read(move |read| read.user(UserKey::No(no))).await?,
        Some(wanted)
    );
    Ok(())
}

pub(super) async fn users_come_by_number(ground: Ground) -> Outcome {
    let numbers = ground
        .write(|tx| {
            (1..=5)
                .rev()
                .map(|n| tx.add_user(&user(n)))
                .collect::<Result<Vec<_>, _>>()
        })
        .await?;
    holds!(numbers.is_sorted());
    let users = ground.read(|read| read.users()).await?;
    same!(
        users.iter().map(|user| user.no).collect::<Vec<_>>(),
        numbers
    );
    same!(users[0].id, user(5).id);
    Ok(())
}

pub(super) async fn sessions_come_newest_first(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in [2, 1, 3] {
                tx.add_session(&session(n, UserNo(1), at(500)))?;
            }
            tx.add_session(&session(4, UserNo(2), at(500)))
        })
        .await?;
    let sessions = ground.read(|read| read.sessions_of(UserNo(1))).await?;
    same!(sessions, [3, 2, 1].map(|n| session(n, UserNo(1), at(500))));
    let one = ground.read(|read| read.session(session_id(4))).await?;
    same!(one, Some(session(4, UserNo(2), at(500))));
    same!(ground.read(|read| read.session(session_id(5))).await?, None);
    Ok(())
}

pub(super) async fn session_ids_are_unique(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.add_session(&session(1, UserNo(1), at(500))))
        .await?;
    let again = ground
        .write(|tx| tx.add_session(&session(1, UserNo(2), at(500))))
        .await;
    refused!(again, StoreError::Duplicate { .. });
    let kept = ground.read(|read| read.session(session_id(1))).await?;
    same!(kept.map(|session| session.user), Some(UserNo(1)));
    Ok(())
}

pub(super) async fn a_session_ends_once(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.add_session(&session(1, UserNo(1), at(500))))
        .await?;
    holds!(ground.write(|tx| tx.end_session(session_id(1))).await?);
    holds!(!ground.write(|tx| tx.end_session(session_id(1))).await?);
    same!(ground.read(|read| read.session(session_id(1))).await?, None);
    Ok(())
}

pub(super) async fn confirming_a_session_changes_nothing_else(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            tx.add_session(&session(1, UserNo(1), at(500)))?;
            tx.add_session(&session(2, UserNo(1), at(500)))
        })
        .await?;
    holds!(
        ground
            .write(|tx| tx.confirm_session(session_id(1), at(77)))
            .await?
    );
    holds!(
        !ground
            .write(|tx| tx.confirm_session(session_id(3), at(77)))
            .await?
    );
    let wanted = Session {
        confirmed: at(77),
        ..session(1, UserNo(1), at(500))
    };
    let found = ground.read(|read| read.session(session_id(1))).await?;
    same!(found, Some(wanted));
    let other = ground.read(|read| read.session(session_id(2))).await?;
    same!(other, Some(session(2, UserNo(1), at(500))));
    Ok(())
}

pub(super) async fn all_sessions_of_one_user_end(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in 1..=3 {
                tx.add_session(&session(n, UserNo(1), at(500)))?;
            }
            tx.add_session(&session(4, UserNo(2), at(500)))
        })
        .await?;
    same!(ground.write(|tx| tx.end_sessions_of(UserNo(1))).await?, 3);
    same!(ground.write(|tx| tx.end_sessions_of(UserNo(1))).await?, 0);
    same!(
        ground.read(|read| read.sessions_of(UserNo(2))).await?.len(),
        1
    );
    Ok(())
}

pub(super) async fn a_link_is_taken_once(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.add_sign_in_link(&link(1, UserNo(1), at(5))))
        .await?;
    let looked = ground.read(|read| read.sign_in_link(&hash(1))).await?;
    same!(looked, Some(link(1, UserNo(1), at(5))));
    same!(
        ground.write(|tx| tx.take_sign_in_link(&hash(2))).await?,
        None
    );
    same!(
        ground.write(|tx| tx.take_sign_in_link(&hash(1))).await?,
        looked
    );
    same!(
        ground.write(|tx| tx.take_sign_in_link(&hash(1))).await?,
        None
    );
    Ok(())
}

pub(super) async fn links_end_with_what_their_user_changes(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            tx.add_sign_in_link(&link(1, UserNo(1), at(5)))?;
            tx.add_sign_in_link(&link(2, UserNo(1), at(5)))?;
            tx.add_sign_in_link(&link(3, UserNo(2), at(5)))
        })
        .await?;
    same!(ground.write(|tx| tx.end_links_of(UserNo(1))).await?, 2);
    same!(ground.write(|tx| tx.end_links_of(UserNo(1))).await?, 0);
    let left = ground
        .read(|read| {
            let there = |n| Ok(read.sign_in_link(&hash(n))?.is_some());
            Ok([there(1)?, there(2)?, there(3)?])
        })
        .await?;
    same!(left, [false, false, true]);
    Ok(())
}

pub(super) async fn one_of_many_takes_the_link(ground: Ground) -> Outcome {
    ground
        .write(|tx| tx.add_sign_in_link(&link(1, UserNo(1), at(5))))
        .await?;
    let takers = (0..16).map(|_| ground.write(|tx| tx.take_sign_in_link(&hash(1))));
    let taken = futures_util::future::join_all(takers).await;
    let taken = taken.into_iter().collect::<Result<Vec<_>, _>>()?;
    same!(taken.into_iter().flatten().count(), 1);
    Ok(())
}

pub(super) async fn ended_sessions_and_links_are_swept(ground: Ground) -> Outcome {
    ground
        .write(|tx| {
            for n in 1..=4 {
                tx.add_session(&session(n, UserNo(1), at(n as i64 * 10)))?;
                tx.add_sign_in_link(&link(n, UserNo(1), at(n as i64 * 10)))?;
            }
            Ok(())
        })
        .await?;
    same!(ground.write(|tx| tx.sweep(at(25))).await?, 4);
    same!(ground.write(|tx| tx.sweep(at(25))).await?, 0);
    let left = ground
        .read(|read| {
            Ok((
                read.sessions_of(UserNo(1))?.len(),
                read.sign_in_link(&hash(2))?.is_some(),
                read.sign_in_link(&hash(3))?.is_some(),
            ))
        })
        .await?;
    same!(left, (2, false, true));
    Ok(())
}
