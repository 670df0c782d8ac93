//! Invites, where a request is under way while something else changes.

use basekey_access::{Opaque, Role, op};
use basekey_app::{AppError, AuditFilter, Joining, Missing, NewInvite, Origin};
use basekey_store::{Cost, StoreExt};

use crate::support::{World, ctx_of, operator};

fn edit() -> NewInvite {
    NewInvite {
        role: Role::Editor,
        email: None,
    }
}

async fn invite(world: &World) -> Opaque {
    let permit = world.permit::<op::CreateBaseInvite>().await;
    let ctx = world.ctx().await;
    let made = world.app.create_base_invite(permit, &ctx, edit()).await;
    made.unwrap().1
}

fn joining() -> Joining {
    Joining {
        name: "Jo".to_owned(),
        email: "jo@example.com".to_owned(),
        password: format!("a long {} word", "enough"),
    }
}

async fn stored(world: &World, code: &Opaque) -> bool {
    let hash = code.hash();
    let found = world
        .store
        .run_read(Cost::Short, move |read| read.invite(&hash))
        .await;
    found.unwrap().is_some()
}

#[tokio::test]
async fn the_sweep_forgets_ended_invites_and_no_others() {
    let world = World::new().await;
    let old = invite(&world).await;
    world.clock.advance_seconds(7 * 24 * 3600);
    let new = invite(&world).await;
    world.clock.advance_seconds(1);
    assert!(stored(&world, &old).await);
    world.app.sweep().await.unwrap();
    assert!(!stored(&world, &old).await);
    assert!(stored(&world, &new).await);
    // A used one is gone at once.
    world
        .app
        .join_by_invite(new.expose(), joining(), &Origin::default())
        .await
        .unwrap();
    assert!(!stored(&world, &new).await);
}

#[tokio::test]
async fn so_many_invites_wait_and_no_more() {
    let world = World::new().await;
    for _ in 0..200 {
        invite(&world).await;
    }
    let ctx = world.ctx().await;
    let one_more = || async {
        let permit = world.permit::<op::CreateBaseInvite>().await;
        world.app.create_base_invite(permit, &ctx, edit()).await
    };
    assert!(matches!(one_more().await, Err(AppError::Invalid { .. })));
    let list = world.permit::<op::ListBaseInvites>().await;
    let id = world.app.base_invites(list).await.unwrap()[0]
        .id
        .to_string();
    let permit = world.permit::<op::RevokeBaseInvite>().await;
    let revoked = world.app.revoke_base_invite(permit, &ctx, &id);
    revoked.await.unwrap();
    assert!(one_more().await.is_ok());
    assert!(one_more().await.is_err());
    // Those that have ended do not count, swept or not.
    world.clock.advance_seconds(7 * 24 * 3600);
    assert!(one_more().await.is_ok());
}

#[tokio::test]
async fn who_was_demoted_meanwhile_invites_no_more() {
    let world = World::new().await;
    let bob = world.user("bob@example.com", Some(Role::Creator)).await;
    let as_bob = operator(&world.app, Some("bob@example.com")).await;
    let permit = world
        .app
        .permit_base::<op::CreateBaseInvite>(&as_bob, &world.base)
        .await
        .unwrap();
    let demote = world.permit::<op::UpdateBaseCollaborator>().await;
    let ctx = world.ctx().await;
    world
        .app
        .update_base_collaborator(demote, &ctx, &bob.id.to_string(), Role::Editor)
        .await
        .unwrap();
    let refused = world.app.create_base_invite(permit, &as_bob, edit()).await;
    assert!(
        matches!(refused, Err(AppError::Invalid { .. })),
        "{refused:?}"
    );
}

#[tokio::test]
async fn an_invite_that_ends_while_a_password_is_hashed_is_not_used() {
    let world = World::new().await;
    let code = invite(&world).await;
    let app = world.app.clone();
    let text = code.expose().to_owned();
    let under_way = tokio::spawn(async move {
        app.join_by_invite(&text, joining(), &Origin::default())
            .await
    });
    // It has looked at the invite and computes the hash on another thread.
    tokio::task::yield_now().await;
    let ctx = world.ctx().await;
    let list = world.permit::<op::ListBaseInvites>().await;
    let id = world.app.base_invites(list).await.unwrap()[0].id;
    let permit = world.permit::<op::RevokeBaseInvite>().await;
    world
        .app
        .revoke_base_invite(permit, &ctx, &id.to_string())
        .await
        .unwrap();
    let refused = under_way.await.unwrap().unwrap_err();
    assert!(
        matches!(refused, AppError::NotFound(Missing::Invite)),
        "{refused}"
    );
    let permit = world.app.permit_instance::<op::ListUsers>(&ctx).unwrap();
    assert_eq!(world.app.list_users(permit).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_joins_is_signed_in_and_the_log_says_who_did_what() {
    let world = World::new().await;
    let code = invite(&world).await;
    let (joined, _) = world
        .app
        .join_by_invite(code.expose(), joining(), &Origin::default())
        .await
        .unwrap();
    let caller = world.app.caller_by_session(&joined.cookie).await.unwrap();
    let as_jo = ctx_of(&world.app, caller);
    let create = world
        .app
        .permit_base::<op::CreateRecords>(&as_jo, &world.base);
    assert!(create.await.is_ok());
    let table = world
        .app
        .permit_base::<op::CreateTable>(&as_jo, &world.base);
    assert!(table.await.is_err(), "an editor");
    let ctx = world.ctx().await;
    let permit = world.app.permit_instance::<op::ListAudit>(&ctx).unwrap();
    let filter = AuditFilter {
        user: Some(joined.user.id),
        ..AuditFilter::default()
    };
    let page = world.app.list_audit(permit, filter, None, 10).await;
    let entries = page.unwrap().entries;
    let told: Vec<_> = entries
        .iter()
        .map(|line| (&*line.entry.action, line.user_name.as_deref()))
        .collect();
    let wanted = [
        "signIn.done",
        "invite.used",
        "collaborator.added",
        "user.created",
    ];
    assert_eq!(told, wanted.map(|action| (action, Some("Jo"))));
}
