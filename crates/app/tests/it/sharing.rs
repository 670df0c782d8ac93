//! Users, collaborators, sessions.

use basekey_access::{Role, op};
use basekey_app::{AuditFilter, NewCollaborator, NewUserSettings, Origin, SignInFailure, UserEdit};

use crate::support::{World, ctx_of};

#[tokio::test]
async fn nobody_grants_above_their_own_role_and_the_last_owner_stays() {
    let world = World::new().await;
    let bob = world.user("bob@example.com", Some(Role::Creator)).await;
    world.user("cat@example.com", None).await;
    let permit = world
        .app
        .permit_instance::<op::CreateSignInLink>(&world.ctx().await)
        .unwrap();
    let link = world
        .app
        .create_sign_in_link(permit, &world.ctx().await, &bob.id.to_string())
        .await
        .unwrap();
    let origin = Origin::default();
    let signed_in = world
        .app
        .sign_in_by_link(link.expose(), &origin)
        .await
        .unwrap();
    assert!(
        world
            .app
            .sign_in_by_link(link.expose(), &origin)
            .await
            .is_err(),
        "a link works once"
    );
    let as_bob = ctx_of(
        &world.app,
        world
            .app
            .caller_by_session(&signed_in.cookie)
            .await
            .unwrap(),
    );

    let share = |role| {
        let (world, as_bob) = (&world, &as_bob);
        async move {
            let permit = world
                .app
                .permit_base::<op::AddBaseCollaborator>(as_bob, &world.base)
                .await
                .unwrap();
            let new = vec![NewCollaborator {
                user: "cat@example.com".to_owned(),
                role,
            }];
            world.app.add_base_collaborators(permit, as_bob, new).await
        }
    };
    assert!(share(Role::Owner).await.is_err());
    assert_eq!(share(Role::Editor).await.unwrap().len(), 2);

    let ctx = world.ctx().await;
    let permit = world
        .app
        .permit_workspace::<op::RemoveWorkspaceCollaborator>(&ctx, &world.workspace)
        .await
        .unwrap();
    let owner = world.owner.id.to_string();
    assert!(
        world
            .app
            .remove_workspace_collaborator(permit, &ctx, &owner)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_password_signs_in_and_wrong_ones_are_slowed_down() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let password = format!("a long {} word", "enough");
    let new = NewUserSettings {
        email: "dan@example.com".to_owned(),
        password: Some(password.clone()),
        ..Default::default()
    };
    let dan = world
        .app
        .create_user(
            world.app.permit_instance::<op::CreateUser>(&ctx).unwrap(),
            &ctx,
            new,
        )
        .await
        .unwrap();
    let origin = Origin::default();
    let signed_in = world
        .app
        .sign_in("Dan@Example.com", &password, &origin)
        .await
        .unwrap();
    assert_eq!(signed_in.user.id, dan.id);
    assert!(world.app.caller_by_session(&signed_in.cookie).await.is_ok());
    let wrong = world
        .app
        .sign_in("dan@example.com", "wrong", &origin)
        .await
        .unwrap_err();
    assert!(matches!(wrong, SignInFailure::Refused(_)));
    for _ in 0..9 {
        let _ = world.app.sign_in("dan@example.com", "wrong", &origin).await;
    }
    let slowed = world
        .app
        .sign_in("dan@example.com", &password, &origin)
        .await
        .unwrap_err();
    assert!(matches!(slowed, SignInFailure::App(_)), "{slowed}");
    world.clock.advance_seconds(301);
    assert!(
        world
            .app
            .sign_in("dan@example.com", &password, &origin)
            .await
            .is_ok()
    );

    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    let off = UserEdit {
        active: Some(false),
        ..Default::default()
    };
    world
        .app
        .update_user(permit, &ctx, &dan.id.to_string(), off)
        .await
        .unwrap();
    assert!(
        world
            .app
            .caller_by_session(&signed_in.cookie)
            .await
            .is_err()
    );
    assert!(
        world
            .app
            .sign_in("dan@example.com", &password, &origin)
            .await
            .is_err()
    );
}

#[tokio::test]
async fn many_sign_ins_at_once_get_no_more_tries_than_one_after_the_other() {
    let world = World::new().await;
    let mut tries = tokio::task::JoinSet::new();
    for _ in 0..30 {
        let app = world.app.clone();
        tries.spawn(async move {
            let outcome = app
                .sign_in("ann@example.com", "wrong", &Origin::default())
                .await;
            matches!(outcome.unwrap_err(), SignInFailure::Refused(_))
        });
    }
    let judged = tries.join_all().await;
    assert_eq!(judged.iter().filter(|judged| **judged).count(), 10);
    // What can be no e-mail or no password is refused without a trace.
    let long = format!("{}@example.com", "a".repeat(300));
    let longer = "x".repeat(300);
    for (email, password) in [(&*long, "wrong"), ("bob@example.com", &*longer)] {
        for _ in 0..12 {
            let outcome = world
                .app
                .sign_in(email, password, &Origin::default())
                .await
                .unwrap_err();
            assert!(matches!(outcome, SignInFailure::Refused(_)), "{outcome}");
        }
    }
}

#[tokio::test]
async fn a_sign_in_under_way_does_not_outlive_a_deactivation() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let password = format!("a long {} word", "enough");
    let new = NewUserSettings {
        email: "eve@example.com".to_owned(),
        password: Some(password.clone()),
        ..Default::default()
    };
    let permit = world.app.permit_instance::<op::CreateUser>(&ctx).unwrap();
    let eve = world.app.create_user(permit, &ctx, new).await.unwrap();
    let app = world.app.clone();
    let under_way = tokio::spawn(async move {
        app.sign_in("eve@example.com", &password, &Origin::default())
            .await
    });
    // It has read the user and computes the hash on another thread.
    tokio::task::yield_now().await;
    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    let off = UserEdit {
        active: Some(false),
        ..Default::default()
    };
    let id = eve.id.to_string();
    world.app.update_user(permit, &ctx, &id, off).await.unwrap();
    let refused = under_way.await.unwrap().unwrap_err();
    assert!(matches!(refused, SignInFailure::Refused(_)), "{refused}");
}

#[tokio::test]
async fn the_last_instance_owner_can_not_be_lost() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let id = world.owner.id.to_string();
    for edit in [
        UserEdit {
            active: Some(false),
            ..Default::default()
        },
        UserEdit {
            instance_owner: Some(false),
            ..Default::default()
        },
    ] {
        let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
        assert!(
            world
                .app
                .update_user(permit, &ctx, &id, edit)
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn refused_sign_ins_are_counted_in_the_audit_log_without_a_write_each() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let origin = Origin::default();
    for _ in 0..3 {
        let refused = world
            .app
            .sign_in("nobody@example.com", "wrong word", &origin);
        assert!(refused.await.is_err());
    }
    let permit = world.app.permit_instance::<op::ListAudit>(&ctx).unwrap();
    let page = world
        .app
        .list_audit(permit, AuditFilter::default(), None, 10)
        .await
        .unwrap();
    let refused: Vec<_> = page
        .entries
        .iter()
        .filter(|entry| entry.entry.action == "signIn.refused")
        .collect();
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0].entry.detail["count"], 3);
}

#[tokio::test]
async fn who_was_demoted_meanwhile_grants_no_more() {
    let world = World::new().await;
    let bob = world.user("bob@example.com", Some(Role::Creator)).await;
    world.user("cat@example.com", None).await;
    let ctx = world.ctx().await;
    let link = world
        .app
        .create_sign_in_link(
            world
                .app
                .permit_instance::<op::CreateSignInLink>(&ctx)
                .unwrap(),
            &ctx,
            &bob.id.to_string(),
        )
        .await
        .unwrap();
    let origin = Origin::default();
    let signed_in = world
        .app
        .sign_in_by_link(link.expose(), &origin)
        .await
        .unwrap();
    let as_bob = ctx_of(
        &world.app,
        world
            .app
            .caller_by_session(&signed_in.cookie)
            .await
            .unwrap(),
    );
    // Bob's request is under way, with its permit, when the owner demotes him.
    let permit = world
        .app
        .permit_base::<op::AddBaseCollaborator>(&as_bob, &world.base)
        .await
        .unwrap();
    let demote = world.permit::<op::UpdateBaseCollaborator>().await;
    world
        .app
        .update_base_collaborator(demote, &ctx, &bob.id.to_string(), Role::ReadOnly)
        .await
        .unwrap();
    let new = vec![NewCollaborator {
        user: "cat@example.com".to_owned(),
        role: Role::Creator,
    }];
    assert!(
        world
            .app
            .add_base_collaborators(permit, &as_bob, new)
            .await
            .is_err()
    );
}
