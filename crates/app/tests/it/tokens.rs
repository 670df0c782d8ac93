//! Tokens: their life, their limits, and how fast a change takes effect.

use basekey_access::{Access, Denial, Role, Scope, ScopeSet, TokenState, op};
use basekey_app::{
    AppError, AuthFailure, Expiry, NewToken, OldSecretEnds, Settings, TokenEdit, UserEdit,
};
use basekey_model::time::Millis;

use crate::support::{World, operator};

fn scopes(list: &[Scope]) -> ScopeSet {
    list.iter().copied().collect()
}

async fn reads(world: &World, text: &str) -> Result<(), String> {
    let ctx = world
        .by_token(text)
        .await
        .map_err(|failure| failure.to_string())?;
    world
        .app
        .permit_base::<op::ListRecords>(&ctx, &world.base)
        .await
        .map(|_| ())
        .map_err(|error| match error {
            AppError::Denied { denial } => denial.reason().to_owned(),
            other => other.to_string(),
        })
}

#[tokio::test]
async fn a_token_reads_what_it_was_granted_and_nothing_else() {
    let world = World::new().await;
    let email = world.owner.email.clone();
    let (_, all) = world.token(&email, ScopeSet::all(), Access::All).await;
    assert_eq!(reads(&world, &all).await, Ok(()));
    let (_, narrow) = world
        .token(&email, scopes(&[Scope::RecordsWrite]), Access::All)
        .await;
    assert_eq!(reads(&world, &narrow).await, Err("scope".to_owned()));
    let workspace = Access::from_ids([&*world.workspace]).unwrap();
    let (_, whole) = world
        .token(&email, scopes(&[Scope::RecordsRead]), workspace)
        .await;
    assert_eq!(reads(&world, &whole).await, Ok(()));
    let (_, nothing) = world
        .token(
            &email,
            scopes(&[Scope::RecordsRead]),
            Access::from_ids([""; 0]).unwrap(),
        )
        .await;
    assert_eq!(reads(&world, &nothing).await, Err("access".to_owned()));
}

#[tokio::test]
async fn revocation_pause_role_and_deactivation_hold_at_the_next_request() {
    let world = World::new().await;
    let bob = world.user("bob@example.com", Some(Role::ReadOnly)).await;
    let (id, text) = world.token(&bob.email, ScopeSet::all(), Access::All).await;
    assert_eq!(reads(&world, &text).await, Ok(()));
    let as_bob = operator(&world.app, Some(&bob.email)).await;

    world
        .app
        .pause_token(
            world.app.permit_account::<op::PauseToken>(&as_bob).unwrap(),
            &as_bob,
            &id,
        )
        .await
        .unwrap();
    assert!(reads(&world, &text).await.unwrap_err().contains("aused"));
    world
        .app
        .resume_token(
            world
                .app
                .permit_account::<op::ResumeToken>(&as_bob)
                .unwrap(),
            &as_bob,
            &id,
        )
        .await
        .unwrap();
    assert_eq!(reads(&world, &text).await, Ok(()));

    let ctx = world.ctx().await;
    let permit = world.permit::<op::RemoveBaseCollaborator>().await;
    world
        .app
        .remove_base_collaborator(permit, &ctx, &bob.id.to_string())
        .await
        .unwrap();
    assert_eq!(reads(&world, &text).await, Err("role".to_owned()));

    let deactivate = UserEdit {
        active: Some(false),
        ..Default::default()
    };
    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    world
        .app
        .update_user(permit, &ctx, &bob.id.to_string(), deactivate)
        .await
        .unwrap();
    assert!(matches!(
        world.by_token(&text).await.unwrap_err(),
        AuthFailure::State(TokenState::OwnerDeactivated)
    ));

    let (id, text) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    assert_eq!(reads(&world, &text).await, Ok(()));
    let permit = world.app.permit_account::<op::RevokeToken>(&ctx).unwrap();
    world.app.revoke_token(permit, &ctx, &id).await.unwrap();
    assert!(matches!(
        world.by_token(&text).await.unwrap_err(),
        AuthFailure::State(TokenState::Revoked)
    ));
}

#[tokio::test]
async fn refusals_are_shown_with_their_true_reason() {
    let world = World::new().await;
    let (id, text) = world
        .token(
            &world.owner.email,
            scopes(&[Scope::SchemaRead]),
            Access::All,
        )
        .await;
    for _ in 0..60 {
        assert_eq!(reads(&world, &text).await, Err("scope".to_owned()));
    }
    let ctx = world.ctx().await;
    let permit = world.app.permit_account::<op::ListRefusals>(&ctx).unwrap();
    let refusals = world.app.list_refusals(permit, &id).await.unwrap();
    assert_eq!(refusals.len(), 50);
    assert_eq!(refusals[0].reason, "scope");
    assert_eq!(refusals[0].operation, "listRecords");
    assert_eq!(refusals[0].resource.as_deref(), Some(&*world.base));
    assert!(refusals[0].detail.contains("data.records:read"));
}

#[tokio::test]
async fn a_regenerated_token_keeps_its_id_and_lets_the_old_secret_end_as_chosen() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, first) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    let again = |old, key: Option<&'static str>| {
        let (world, ctx, id) = (&world, &ctx, id.clone());
        async move {
            let permit = world
                .app
                .permit_account::<op::RegenerateToken>(ctx)
                .unwrap();
            world
                .app
                .regenerate_token(permit, ctx, &id, old, key)
                .await
                .unwrap()
        }
    };
    assert_eq!(reads(&world, &first).await, Ok(()));
    let second = again(OldSecretEnds::AtFirstUse, Some("k1"))
        .await
        .secret
        .unwrap()
        .expose()
        .to_owned();
    assert_eq!(&second[..17], &first[..17]);
    assert!(
        again(OldSecretEnds::AtFirstUse, Some("k1"))
            .await
            .secret
            .is_none(),
        "a repeated call makes no third secret"
    );
    assert_eq!(
        reads(&world, &first).await,
        Ok(()),
        "the old one lives until the new one is used"
    );
    assert_eq!(reads(&world, &second).await, Ok(()));
    assert!(matches!(
        world.by_token(&first).await.unwrap_err(),
        AuthFailure::OldSecret
    ));

    let end = Millis(world.app.now().0 + 60_000);
    let third = again(OldSecretEnds::At(end), None)
        .await
        .secret
        .unwrap()
        .expose()
        .to_owned();
    assert_eq!(reads(&world, &third).await, Ok(()));
    assert_eq!(reads(&world, &second).await, Ok(()));
    world.clock.advance_seconds(61);
    assert!(matches!(
        world.by_token(&second).await.unwrap_err(),
        AuthFailure::OldSecret
    ));
    let fourth = again(OldSecretEnds::Now, None)
        .await
        .secret
        .unwrap()
        .expose()
        .to_owned();
    assert!(world.by_token(&third).await.is_err());
    assert_eq!(reads(&world, &fourth).await, Ok(()));
}

#[tokio::test]
async fn a_managing_token_mints_only_what_is_narrower() {
    let world = World::new().await;
    let access = Access::from_ids([&*world.base]).unwrap();
    let (_, text) = world
        .token(
            &world.owner.email,
            scopes(&[Scope::TokensManage, Scope::RecordsRead]),
            access.clone(),
        )
        .await;
    let ctx = world.by_token(&text).await.unwrap();
    let mint = |list: &[Scope], access: Access| {
        let (world, ctx) = (&world, &ctx);
        let new = NewToken::new("child", scopes(list), access);
        async move {
            let permit = world.app.permit_account::<op::CreateToken>(ctx).unwrap();
            world.app.create_token(permit, ctx, new).await
        }
    };
    assert!(mint(&[Scope::RecordsRead], access.clone()).await.is_ok());
    assert!(matches!(
        mint(&[Scope::RecordsWrite], access.clone()).await,
        Err(AppError::Mint(_))
    ));
    assert!(matches!(
        mint(&[Scope::RecordsRead], Access::All).await,
        Err(AppError::Mint(_))
    ));
    let (wide, _) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    let permit = world.app.permit_account::<op::RevokeToken>(&ctx).unwrap();
    assert!(matches!(
        world.app.revoke_token(permit, &ctx, &wide).await,
        Err(AppError::Mint(_))
    ));
    let permit = world.app.permit_account::<op::ListTokens>(&ctx).unwrap();
    assert_eq!(
        world.app.list_tokens(permit).await.unwrap().len(),
        2,
        "itself and its child, not the wide one"
    );
    let (_, plain) = world
        .token(
            &world.owner.email,
            scopes(&[Scope::RecordsRead]),
            Access::All,
        )
        .await;
    let ctx = world.by_token(&plain).await.unwrap();
    let error = world
        .app
        .permit_account::<op::CreateToken>(&ctx)
        .unwrap_err();
    assert!(matches!(
        error,
        AppError::Denied {
            denial: Denial::Scope { .. }
        }
    ));
}

#[tokio::test]
async fn the_instance_owner_bounds_how_long_tokens_live() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let settings = Settings {
        token_default_days: Some(30),
        token_maximum_days: Some(90),
        ..Settings::default()
    };
    let permit = world
        .app
        .permit_instance::<op::UpdateSettings>(&ctx)
        .unwrap();
    world
        .app
        .update_settings(permit, &ctx, move |now| *now = settings)
        .await
        .unwrap();
    let (id, text) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    let edit = |expires| {
        let (world, ctx, id) = (&world, &ctx, id.clone());
        async move {
            let permit = world.app.permit_account::<op::EditToken>(ctx).unwrap();
            let edit = TokenEdit {
                expires: Some(expires),
                ..Default::default()
            };
            world.app.edit_token(permit, ctx, &id, edit).await
        }
    };
    assert!(edit(Expiry::Never).await.is_err());
    assert!(
        edit(Expiry::At(world.app.now().plus_seconds(91 * 86_400)))
            .await
            .is_err()
    );
    assert!(
        edit(Expiry::At(world.app.now().plus_seconds(89 * 86_400)))
            .await
            .is_ok()
    );
    assert_eq!(reads(&world, &text).await, Ok(()));
    world.clock.advance_seconds(89 * 86_400);
    assert!(matches!(
        world.by_token(&text).await.unwrap_err(),
        AuthFailure::State(TokenState::Expired)
    ));
}

#[tokio::test]
async fn a_managing_token_makes_nothing_after_it_was_revoked_or_narrowed() {
    let world = World::new().await;
    let email = world.owner.email.clone();
    let wanted = || NewToken::new("child", scopes(&[Scope::RecordsWrite]), Access::All);
    let owner = world.ctx().await;
    for narrow in [true, false] {
        let (id, text) = world.token(&email, ScopeSet::all(), Access::All).await;
        let (other, _) = world
            .token(&email, scopes(&[Scope::RecordsWrite]), Access::All)
            .await;
        let ctx = world.by_token(&text).await.unwrap();
        // Permits of requests that are under way while the owner acts.
        let create = world.app.permit_account::<op::CreateToken>(&ctx).unwrap();
        let regenerate = world
            .app
            .permit_account::<op::RegenerateToken>(&ctx)
            .unwrap();
        if narrow {
            let edit = TokenEdit {
                scopes: Some(scopes(&[Scope::TokensManage])),
                ..TokenEdit::default()
            };
            let permit = world.app.permit_account::<op::EditToken>(&owner).unwrap();
            world
                .app
                .edit_token(permit, &owner, &id, edit)
                .await
                .unwrap();
        } else {
            let permit = world.app.permit_account::<op::RevokeToken>(&owner).unwrap();
            world.app.revoke_token(permit, &owner, &id).await.unwrap();
        }
        let made = world.app.create_token(create, &ctx, wanted()).await;
        let again = world
            .app
            .regenerate_token(regenerate, &ctx, &other, OldSecretEnds::Now, None)
            .await;
        for refused in [made.err(), again.err()] {
            match refused {
                Some(AppError::Mint(_)) if narrow => {}
                Some(AppError::Denied {
                    denial: Denial::State(TokenState::Revoked),
                }) if !narrow => {}
                other => panic!("{other:?}"),
            }
        }
    }
}

#[tokio::test]
async fn a_revocation_holds_even_if_the_client_hangs_up_before_the_answer() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, text) = world
        .token(&world.owner.email, ScopeSet::all(), Access::All)
        .await;
    assert_eq!(reads(&world, &text).await, Ok(()));
    let permit = world.app.permit_account::<op::RevokeToken>(&ctx).unwrap();
    let mut hung_up = Box::pin(world.app.revoke_token(permit, &ctx, &id));
    // Polled once, which hands the write over, then dropped.
    let pending = std::future::poll_fn(|context| {
        std::task::Poll::Ready(hung_up.as_mut().poll(context).is_pending())
    });
    assert!(pending.await);
    drop(hung_up);
    let gone = async {
        while world.by_token(&text).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(std::time::Duration::from_secs(10), gone);
    assert!(gone.await.is_ok(), "the revocation did not take effect");
}
