//! What bounds a token beside its scopes and its access, and who may loosen it.

use basekey_access::{Access, Addresses, Network, Scope, ScopeSet, Standing, TokenState, op};
use basekey_app::{
    AppError, AuthFailure, Ctx, NewToken, OldSecretEnds, TokenEdit, TokenInfo, UserEdit,
};
use basekey_model::time::Millis;

use crate::support::{World, operator};

fn addresses(texts: &[&str]) -> Addresses {
    let blocks: Vec<Network> = texts.iter().map(|text| text.parse().unwrap()).collect();
    blocks.try_into().unwrap()
}

fn read_only() -> NewToken {
    let scopes: ScopeSet = [Scope::RecordsRead].into_iter().collect();
    NewToken::new("test", scopes, Access::All)
}

async fn edit(world: &World, ctx: &Ctx, id: &str, edit: TokenEdit) -> Result<TokenInfo, AppError> {
    let permit = world.app.permit_account::<op::EditToken>(ctx).unwrap();
    world.app.edit_token(permit, ctx, id, edit).await
}

async fn shown(world: &World, id: &str) -> TokenInfo {
    let ctx = world.ctx().await;
    let permit = world.app.permit_account::<op::GetToken>(&ctx).unwrap();
    world.app.token(permit, id).await.unwrap()
}

#[tokio::test]
async fn a_token_works_from_its_addresses_only_and_others_do_not_use_it_up() {
    let world = World::new().await;
    let new = NewToken {
        allowed_addresses: Some(addresses(&["192.0.2.0/24", "2001:db8::1"])),
        ..read_only()
    };
    let (id, text) = world.token_from(&world.owner.email, new).await;
    for outside in [Some("198.51.100.1"), Some("2001:db8::2"), Some("x"), None] {
        let refused = world.by_token_from(&text, outside).await.unwrap_err();
        assert!(matches!(refused, AuthFailure::Address), "{outside:?}");
    }
    // A refused call is no use of the secret.
    assert_eq!(shown(&world, &id).await.secrets[0].first_used, None);
    for inside in ["192.0.2.7", "::ffff:192.0.2.8", "2001:db8::1"] {
        world.by_token_from(&text, Some(inside)).await.unwrap();
    }
    let info = shown(&world, &id).await;
    assert!(info.secrets[0].first_used.is_some());
    assert_eq!(info.refused_last_day, 4);

    let ctx = world.ctx().await;
    let permit = world.app.permit_account::<op::ListRefusals>(&ctx).unwrap();
    let refusals = world.app.list_refusals(permit, &id).await.unwrap();
    assert_eq!(refusals.len(), 4);
    assert!(refusals.iter().all(|refusal| refusal.reason == "address"));
    assert_eq!(refusals[3].origin.address.as_deref(), Some("198.51.100.1"));
    // Written or not, they count once, and for a day.
    assert_eq!(shown(&world, &id).await.refused_last_day, 4);
    world.clock.advance_seconds(24 * 3600 + 1);
    assert_eq!(shown(&world, &id).await.refused_last_day, 0);

    // A wrong secret is told first: who has none learns nothing of addresses.
    let entropy = basekey_model::testing::Fixed::new(99);
    let forged = basekey_access::Secret::for_token(id.parse().unwrap(), &entropy);
    assert!(matches!(
        world.by_token_from(forged.expose(), None).await,
        Err(AuthFailure::WrongSecret)
    ));
}

/// What is changed holds at the next request, as a revocation does.
#[tokio::test]
async fn addresses_and_beginning_hold_at_the_next_request() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, text) = world.token_from(&world.owner.email, read_only()).await;
    let here = Some("192.0.2.7");
    world.by_token_from(&text, here).await.unwrap();
    let change = TokenEdit {
        allowed_addresses: Some(addresses(&["10.0.0.0/8"])),
        ..TokenEdit::default()
    };
    edit(&world, &ctx, &id, change).await.unwrap();
    assert!(matches!(
        world.by_token_from(&text, here).await,
        Err(AuthFailure::Address)
    ));
    let change = TokenEdit {
        allowed_addresses: Some(Addresses::ANYWHERE),
        not_before: Some(Some(world.app.now().plus_seconds(60))),
        ..TokenEdit::default()
    };
    edit(&world, &ctx, &id, change).await.unwrap();
    assert!(matches!(
        world.by_token_from(&text, here).await,
        Err(AuthFailure::State(TokenState::NotYetValid))
    ));
    world.clock.advance_seconds(60);
    world.by_token_from(&text, here).await.unwrap();
}

#[tokio::test]
async fn a_minted_token_inherits_limits_and_loosens_none() {
    let world = World::new().await;
    let own = addresses(&["10.0.0.0/8"]);
    let new = NewToken {
        scopes: ScopeSet::all(),
        allowed_addresses: Some(own.clone()),
        requests_per_second: Some(Some(5)),
        // It has begun, and still may make others.
        not_before: Some(world.app.now().plus_seconds(10)),
        ..read_only()
    };
    let (id, text) = world.token_from(&world.owner.email, new).await;
    world.clock.advance_seconds(20);
    let ctx = world.by_token_from(&text, Some("10.1.1.1")).await.unwrap();
    let mint = |new: NewToken| {
        let (world, ctx) = (&world, &ctx);
        async move {
            let permit = world.app.permit_account::<op::CreateToken>(ctx).unwrap();
            let made = world.app.create_token(permit, ctx, new).await;
            made.map(|(token, _)| token)
        }
    };
    let child = mint(read_only()).await.unwrap();
    assert_eq!(child.allowed_addresses, own);
    assert_eq!(child.requests_per_second, Some(5));
    let narrow = NewToken {
        allowed_addresses: Some(addresses(&["10.1.0.0/16"])),
        requests_per_second: Some(Some(1)),
        ..read_only()
    };
    let narrow = mint(narrow).await.unwrap();
    assert_eq!(narrow.requests_per_second, Some(1));
    for wider in [
        NewToken {
            allowed_addresses: Some(Addresses::ANYWHERE),
            ..read_only()
        },
        NewToken {
            allowed_addresses: Some(addresses(&["10.0.0.0/7"])),
            ..read_only()
        },
        NewToken {
            requests_per_second: Some(None),
            ..read_only()
        },
        NewToken {
            requests_per_second: Some(Some(6)),
            ..read_only()
        },
    ] {
        assert!(matches!(mint(wider).await, Err(AppError::Mint(_))));
    }
    // Neither itself nor its children does it loosen.
    for (token, loose) in [
        (id.clone(), Some(Addresses::ANYWHERE)),
        (child.id.to_string(), Some(addresses(&["0.0.0.0/0"]))),
        (narrow.id.to_string(), None),
    ] {
        let change = TokenEdit {
            requests_per_second: loose.is_none().then_some(Some(1000)),
            allowed_addresses: loose,
            ..TokenEdit::default()
        };
        let refused = edit(&world, &ctx, &token, change).await;
        assert!(matches!(refused, Err(AppError::Mint(_))), "{refused:?}");
    }
    // A person's own tokens inherit nothing.
    let (free, _) = world.token_from(&world.owner.email, read_only()).await;
    let free = shown(&world, &free).await;
    assert!(free.allowed_addresses.is_anywhere() && free.requests_per_second.is_none());
}

#[tokio::test]
async fn a_duplicate_has_the_same_limits() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let new = NewToken {
        note: Some("For the wall".to_owned()),
        allowed_addresses: Some(addresses(&["10.0.0.0/8"])),
        requests_per_second: Some(Some(7)),
        not_before: Some(world.app.now().plus_seconds(60)),
        ..read_only()
    };
    let (id, _) = world.token_from(&world.owner.email, new).await;
    let duplicate = async || {
        let permit = world
            .app
            .permit_account::<op::DuplicateToken>(&ctx)
            .unwrap();
        let made = world.app.duplicate_token(permit, &ctx, &id, None).await;
        made.unwrap().0
    };
    let (model, copy) = (shown(&world, &id).await, duplicate().await);
    assert_eq!(copy.note, model.note);
    assert_eq!(copy.allowed_addresses, model.allowed_addresses);
    assert_eq!(copy.requests_per_second, Some(7));
    assert_eq!(copy.not_before, model.not_before);
    assert_eq!(copy.revision, 1);
    assert_ne!(copy.secrets[0].hint, None);
    world.clock.advance_seconds(60);
    assert_eq!(duplicate().await.not_before, None);
}

#[tokio::test]
async fn an_edit_of_what_was_changed_meanwhile_changes_nothing() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, _) = world.token_from(&world.owner.email, read_only()).await;
    let rename = |name: &str, if_revision| TokenEdit {
        name: Some(name.to_owned()),
        if_revision,
        ..TokenEdit::default()
    };
    let first = edit(&world, &ctx, &id, rename("a", Some(1))).await.unwrap();
    assert_eq!(first.revision, 2);
    let stale = edit(&world, &ctx, &id, rename("b", Some(1))).await;
    assert!(matches!(stale, Err(AppError::Token(_))), "{stale:?}");
    let now = shown(&world, &id).await;
    assert_eq!((now.name.as_str(), now.revision), ("a", 2));
}

/// Every way to widen, and the ways that are none.
#[tokio::test]
async fn a_session_widens_only_while_its_user_has_just_shown_who_they_are() {
    let world = World::new().await;
    let session = world.session(&world.owner).await;
    let base = Access::from_ids([&*world.base]).unwrap();
    let new = NewToken {
        access: base.clone(),
        allowed_addresses: Some(addresses(&["10.0.0.0/8"])),
        ..read_only()
    };
    let (id, _) = world.token_from(&world.owner.email, new).await;
    let widening = || {
        [
            TokenEdit {
                scopes: Some(
                    [Scope::RecordsRead, Scope::RecordsWrite]
                        .into_iter()
                        .collect(),
                ),
                ..TokenEdit::default()
            },
            TokenEdit {
                access: Some(Access::from_ids([&*world.workspace]).unwrap()),
                ..TokenEdit::default()
            },
            TokenEdit {
                allowed_addresses: Some(addresses(&["10.0.0.0/8", "192.0.2.7"])),
                ..TokenEdit::default()
            },
            TokenEdit {
                allowed_addresses: Some(Addresses::ANYWHERE),
                ..TokenEdit::default()
            },
        ]
    };
    let narrowing = || {
        [
            TokenEdit {
                name: Some("other".to_owned()),
                requests_per_second: Some(Some(9)),
                ..TokenEdit::default()
            },
            TokenEdit {
                scopes: Some([Scope::RecordsRead].into_iter().collect()),
                access: Some(base.clone()),
                allowed_addresses: Some(addresses(&["10.0.0.0/8"])),
                requests_per_second: Some(None),
                ..TokenEdit::default()
            },
        ]
    };
    // Signing in confirms, for a quarter of an hour.
    world.clock.advance_seconds(15 * 60 - 1);
    for wide in widening() {
        edit(&world, &session, &id, wide).await.unwrap();
        let [_, back] = narrowing();
        edit(&world, &session, &id, back).await.unwrap();
    }
    world.clock.advance_seconds(1);
    let before = shown(&world, &id).await;
    for wide in widening() {
        let refused = edit(&world, &session, &id, wide).await;
        assert!(
            matches!(refused, Err(AppError::ConfirmationRequired)),
            "{refused:?}"
        );
    }
    assert_eq!(shown(&world, &id).await, before);
    for narrow in narrowing() {
        edit(&world, &session, &id, narrow).await.unwrap();
    }
    // Signing in elsewhere confirms that session and not this one.
    let elsewhere = world.session(&world.owner).await;
    let [wide, ..] = widening();
    assert!(edit(&world, &session, &id, wide.clone()).await.is_err());
    edit(&world, &elsewhere, &id, wide).await.unwrap();
    // The machine's operator needs no password.
    let operator = operator(&world.app, Some(&world.owner.email)).await;
    let [_, wide, ..] = widening();
    edit(&world, &operator, &id, wide).await.unwrap();
}

#[tokio::test]
async fn a_password_confirms_a_session_and_wrong_ones_are_slowed_like_sign_ins() {
    let world = World::new().await;
    let session = world.session(&world.owner).await;
    let confirm = |ctx: Ctx, password: &str| {
        let (world, password) = (&world, password.to_owned());
        async move {
            let permit = world
                .app
                .permit_account::<op::ConfirmSession>(&ctx)
                .unwrap();
            world.app.confirm_session(permit, &ctx, &password).await
        }
    };
    let refused = confirm(session.clone(), "battery staple")
        .await
        .unwrap_err();
    assert!(refused.to_string().contains("no password"), "{refused}");

    let ctx = world.ctx().await;
    let change = UserEdit {
        password: Some("battery staple".to_owned()),
        ..UserEdit::default()
    };
    let permit = world.app.permit_instance::<op::UpdateUser>(&ctx).unwrap();
    let owner = world.owner.id.to_string();
    world
        .app
        .update_user(permit, &ctx, &owner, change)
        .await
        .unwrap();
    // A new password ended the session; one that is gone is not confirmed.
    let gone = confirm(session, "battery staple").await;
    assert!(matches!(gone, Err(AppError::NotFound(_))), "{gone:?}");

    let session = world.session(&world.owner).await;
    world.clock.advance_seconds(3600);
    let until = confirm(session.clone(), "battery staple").await.unwrap();
    assert_eq!(until, world.app.now().plus_seconds(15 * 60));
    let (id, _) = world.token_from(&world.owner.email, read_only()).await;
    let widen = |scope| TokenEdit {
        scopes: Some([Scope::RecordsRead, scope].into_iter().collect()),
        ..TokenEdit::default()
    };
    edit(&world, &session, &id, widen(Scope::RecordsWrite))
        .await
        .unwrap();
    world.clock.advance_seconds(15 * 60);
    let late = edit(&world, &session, &id, widen(Scope::SchemaRead)).await;
    assert!(matches!(late, Err(AppError::ConfirmationRequired)));

    for _ in 0..10 {
        let wrong = confirm(session.clone(), "correct horse").await;
        assert!(matches!(wrong, Err(AppError::Invalid { .. })), "{wrong:?}");
    }
    let slowed = confirm(session.clone(), "battery staple").await;
    assert!(matches!(slowed, Err(AppError::Busy(_))), "{slowed:?}");
    let late = edit(&world, &session, &id, widen(Scope::SchemaRead)).await;
    assert!(matches!(late, Err(AppError::ConfirmationRequired)));
    // The operator has no session to confirm.
    let none = confirm(world.ctx().await, "battery staple").await;
    assert!(matches!(none, Err(AppError::NotFound(_))), "{none:?}");
}

#[tokio::test]
async fn a_text_is_found_among_the_callers_own_tokens() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, old) = world.token_from(&world.owner.email, read_only()).await;
    world.by_token(&old).await.unwrap();
    let find = |ctx: Ctx, text: String| {
        let world = &world;
        async move {
            let permit = world.app.permit_account::<op::FindToken>(&ctx).unwrap();
            world.app.find_token(permit, &text).await
        }
    };
    let regenerate = async |ends| {
        let permit = world
            .app
            .permit_account::<op::RegenerateToken>(&ctx)
            .unwrap();
        let made = world
            .app
            .regenerate_token(permit, &ctx, &id, ends, None)
            .await
            .unwrap();
        made.secret.unwrap().expose().to_owned()
    };
    let found = find(ctx.clone(), format!(" {old}\n")).await.unwrap();
    assert_eq!(
        (found.id.to_string(), found.standing),
        (id.clone(), Standing::Current)
    );
    let later = world.app.now().plus_seconds(60);
    let new = regenerate(OldSecretEnds::At(later)).await;
    let standing = async |text: &str| find(ctx.clone(), text.to_owned()).await.unwrap().standing;
    assert_eq!(standing(&old).await, Standing::Old);
    assert_eq!(standing(&new).await, Standing::Current);
    world.clock.advance_seconds(60);
    assert_eq!(standing(&old).await, Standing::Ended);
    let newest = regenerate(OldSecretEnds::Now).await;
    assert_eq!(standing(&old).await, Standing::Wrong);
    assert_eq!(standing(&new).await, Standing::Ended);
    assert_eq!(standing(&newest).await, Standing::Current);
    // Asking is no use of it.
    assert_eq!(shown(&world, &id).await.secrets[1].first_used, None);

    let bob = world.user("bob@example.com", None).await;
    let as_bob = operator(&world.app, Some(&bob.email)).await;
    let not_his = find(as_bob, newest.clone()).await;
    let (unknown, text) = basekey_access::Secret::mint(&basekey_model::testing::Fixed::new(99));
    assert_ne!(unknown.to_string(), id);
    let nobodys = find(ctx.clone(), text.expose().to_owned()).await;
    for refused in [not_his, nobodys] {
        assert!(matches!(refused, Err(AppError::NotFound(_))), "{refused:?}");
    }
    for bad in [&id, &newest[..80], ""] {
        let refused = find(ctx.clone(), bad.to_owned()).await;
        let refused = refused.unwrap_err();
        assert!(matches!(refused, AppError::Invalid { .. }));
        assert!(!refused.to_string().contains(&newest[18..30]));
    }
}

#[tokio::test]
async fn the_old_secret_is_ended_on_demand_and_holds_at_the_next_request() {
    let world = World::new().await;
    let ctx = world.ctx().await;
    let (id, old) = world.token_from(&world.owner.email, read_only()).await;
    world.by_token(&old).await.unwrap();
    let end = async || {
        let permit = world.app.permit_account::<op::EndOldSecret>(&ctx).unwrap();
        world.app.end_old_secret(permit, &ctx, &id).await
    };
    assert!(matches!(end().await, Err(AppError::Token(_))));
    let permit = world
        .app
        .permit_account::<op::RegenerateToken>(&ctx)
        .unwrap();
    let at = OldSecretEnds::At(world.app.now().plus_seconds(3600));
    let made = world
        .app
        .regenerate_token(permit, &ctx, &id, at, None)
        .await
        .unwrap();
    world.by_token(&old).await.unwrap();
    let info = end().await.unwrap();
    let live: Vec<_> = info.secrets.iter().map(|secret| secret.live).collect();
    assert_eq!(live, [false, true]);
    assert!(matches!(
        world.by_token(&old).await,
        Err(AuthFailure::OldSecret)
    ));
    let new = made.secret.unwrap();
    world.by_token(new.expose()).await.unwrap();
    assert_eq!(info.secrets[1].hint.as_deref(), Some(&new.expose()[78..]));
}

#[tokio::test]
async fn what_ended_over_a_year_ago_is_not_listed_and_still_there() {
    let world = World::new().await;
    let year = 365 * 24 * 3600;
    let (revoked, _) = world.token_from(&world.owner.email, read_only()).await;
    let soon = NewToken {
        expires: basekey_app::Expiry::At(world.app.now().plus_seconds(10)),
        ..read_only()
    };
    let (expired, _) = world.token_from(&world.owner.email, soon).await;
    let (living, _) = world.token_from(&world.owner.email, read_only()).await;
    let ctx = world.ctx().await;
    world.clock.advance_seconds(10);
    let permit = world.app.permit_account::<op::RevokeToken>(&ctx).unwrap();
    let info = world
        .app
        .revoke_token(permit, &ctx, &revoked)
        .await
        .unwrap();
    assert_eq!(info.revoked, Some(world.app.now()));
    assert_eq!(info.revoked_by, Some(world.owner.id));
    assert_eq!(info.revoke_reason, None);
    let listed = async || {
        let permit = world.app.permit_account::<op::ListTokens>(&ctx).unwrap();
        let tokens = world.app.list_tokens(permit).await.unwrap();
        tokens
            .iter()
            .map(|token| token.id.to_string())
            .collect::<Vec<_>>()
    };
    world.clock.advance_seconds(year);
    assert_eq!(listed().await.len(), 3);
    world.clock.advance_seconds(1);
    assert_eq!(listed().await, [living]);
    assert_eq!(shown(&world, &expired).await.state, TokenState::Expired);
    let gone = shown(&world, &revoked).await;
    assert_eq!(gone.state, TokenState::Revoked);
    assert_eq!(gone.created, Millis(1_760_000_000_000));
}

#[tokio::test]
async fn refusals_say_what_was_needed() {
    let world = World::new().await;
    let bob = world
        .user("bob@example.com", Some(basekey_access::Role::ReadOnly))
        .await;
    let scopes: ScopeSet = [Scope::RecordsWrite].into_iter().collect();
    let (id, text) = world.token(&bob.email, scopes, Access::All).await;
    let ctx = world.by_token(&text).await.unwrap();
    let app = &world.app;
    let base = &world.base;
    assert!(
        app.permit_base::<op::GetBaseCollaborators>(&ctx, base)
            .await
            .is_err()
    );
    assert!(
        app.permit_base::<op::ImportRecords>(&ctx, base)
            .await
            .is_err()
    );
    assert!(
        app.permit_base::<op::CreateRecords>(&ctx, base)
            .await
            .is_err()
    );
    assert!(app.permit_account::<op::GetAccount>(&ctx).is_err());
    let as_bob = operator(app, Some(&bob.email)).await;
    let permit = app.permit_account::<op::ListRefusals>(&as_bob).unwrap();
    let kept = app.list_refusals(permit, &id).await.unwrap();
    let kept: Vec<_> = kept
        .iter()
        .rev()
        .map(|refusal| {
            let scopes: Vec<_> = refusal.scopes.iter().map(String::as_str).collect();
            (
                refusal.reason.as_str(),
                scopes,
                refusal.any_of,
                refusal.role.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        kept,
        [
            (
                "scope",
                vec!["schema.bases:read", "workspacesAndBases:read"],
                true,
                None
            ),
            (
                "scope",
                vec!["data.records:write", "schema.bases:write"],
                false,
                None
            ),
            ("role", vec![], false, Some("edit")),
            ("session", vec![], false, None),
        ]
    );
}
