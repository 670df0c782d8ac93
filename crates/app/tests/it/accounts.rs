//! A person's own account, changed twice at once.

use basekey_access::op;
use basekey_app::{AccountEdit, AppError, UserEdit};
use basekey_store::{StoreError, StoreExt, User, UserKey};

use crate::support::World;

#[tokio::test]
async fn a_password_that_was_replaced_meanwhile_changes_no_email() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let password = format!("a long {} word", "enough");
    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    let edit = UserEdit {
        password: Some(password.clone()),
        ..UserEdit::default()
    };
    let owner = world.owner.id;
    world
        .app
        .update_user(permit, &ctx, &owner.to_string(), edit)
        .await
        .unwrap();
    let change = || {
        let permit = world.app.permit_account::<op::UpdateAccount>(&ctx).unwrap();
        let edit = AccountEdit {
            email: Some("new@example.com".to_owned()),
            current_password: Some(password.clone()),
            ..AccountEdit::default()
        };
        let (app, ctx) = (world.app.clone(), ctx.clone());
        tokio::spawn(async move { app.update_account(permit, &ctx, edit).await })
    };
    let under_way = change();
    // It has read the account and compares the password on another thread.
    tokio::task::yield_now().await;
    world
        .store
        .run_write(move |tx| {
            if let Some(user) = tx.user(UserKey::Id(owner))? {
                tx.put_user(&User {
                    password: None,
                    ..user
                })?;
            }
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    let refused = under_way.await.unwrap();
    assert!(matches!(refused, Err(AppError::Busy(_))), "{refused:?}");
    let people = world.app.people().await.unwrap();
    let email = &people.get(ctx.caller.user).unwrap().email;
    assert_eq!(email, "ann@example.com");
    // As the account is now, the session is enough.
    assert!(change().await.unwrap().is_ok());
}
