//! The life of a token: secrets, states, settings, stored form.

use crate::support::{NOW, World, addresses, after};
use basekey_access::{
    Access, NewToken, NewTokenSettings, Regenerated, Revocation, Scope, ScopeSet, Secret,
    SecretEnd, SecretHash, Standing, StoredSecret, Token, TokenEdit, TokenError, TokenState,
    Verified, parse,
};
use basekey_model::time::Millis;

const FIRST: Verified = Verified::Current { first_use: true };
const AGAIN: Verified = Verified::Current { first_use: false };

fn token(world: &World) -> (Token, SecretHash) {
    let (token, secret) = world.issue(ScopeSet::all(), Access::All, Some(after(1000)));
    let presented = parse(secret.expose()).unwrap();
    assert_eq!(presented.id, token.id);
    (token, presented.hash)
}

fn renew(world: &World, token: &mut Token, old_ends: SecretEnd, now: Millis) -> (SecretHash, bool) {
    let new = Secret::for_token(token.id, &world.entropy).kept();
    let hash = new.hash;
    match token.regenerate(new, old_ends, None, now).unwrap() {
        Regenerated::Made { dropped } => (hash, dropped),
        Regenerated::Repeated { .. } => panic!("no key was given"),
    }
}

#[test]
fn the_first_use_is_told_once() {
    let world = World::new();
    let (mut token, hash) = token(&world);
    assert_eq!(token.verify(&hash, NOW), FIRST);
    assert_eq!(token.verify(&hash, NOW), FIRST);
    assert!(token.mark_used(&hash, after(1)));
    assert!(!token.mark_used(&hash, after(2)));
    assert_eq!(token.secrets[0].first_used, Some(after(1)));
    assert_eq!(token.verify(&hash, NOW), AGAIN);
    let wrong = SecretHash::of(b"wrong");
    assert_eq!(token.verify(&wrong, NOW), Verified::No);
    assert!(!token.mark_used(&wrong, NOW));
}

#[test]
fn the_old_secret_can_end_at_once() {
    let world = World::new();
    let (mut token, old) = token(&world);
    token.mark_used(&old, NOW);
    let (new, dropped) = renew(&world, &mut token, SecretEnd::At(after(5)), after(5));
    assert!(!dropped);
    assert_eq!(token.verify(&old, after(5)), Verified::Ended);
    assert!(!token.mark_used(&old, after(5)));
    assert_eq!(token.verify(&new, after(5)), FIRST);
}

#[test]
fn the_old_secret_can_end_at_a_chosen_time() {
    let world = World::new();
    let (mut token, old) = token(&world);
    token.mark_used(&old, NOW);
    let (new, _) = renew(&world, &mut token, SecretEnd::At(after(60)), NOW);
    assert!(token.mark_used(&new, after(1)));
    assert_eq!(token.verify(&old, Millis(after(60).0 - 1)), AGAIN);
    assert_eq!(token.verify(&old, after(60)), Verified::Ended);
    assert_eq!(token.verify(&new, after(61)), AGAIN);
}

#[test]
fn the_old_secret_can_end_at_the_first_use_of_the_new() {
    let world = World::new();
    let (mut token, old) = token(&world);
    token.mark_used(&old, NOW);
    let (new, _) = renew(&world, &mut token, SecretEnd::AtFirstUseOfNext, NOW);
    assert_eq!(token.verify(&old, after(900)), AGAIN);
    assert_eq!(token.verify(&new, after(900)), FIRST);
    // Verifying alone changes nothing.
    assert_eq!(token.verify(&old, after(900)), AGAIN);
    assert!(token.mark_used(&new, after(900)));
    assert_eq!(token.verify(&old, after(900)), Verified::Ended);
    assert_eq!(token.verify(&new, after(900)), AGAIN);
}

#[test]
fn a_lost_answer_costs_nothing() {
    let world = World::new();
    let (mut token, old) = token(&world);
    token.mark_used(&old, NOW);
    let (lost, _) = renew(&world, &mut token, SecretEnd::AtFirstUseOfNext, NOW);
    let (also_lost, dropped) = renew(&world, &mut token, SecretEnd::AtFirstUseOfNext, after(1));
    assert!(dropped);
    let (new, dropped) = renew(&world, &mut token, SecretEnd::At(after(9)), after(2));
    assert!(dropped);
    assert_eq!(token.secrets.len(), 2);
    assert_eq!(token.verify(&lost, after(3)), Verified::No);
    assert_eq!(token.verify(&also_lost, after(3)), Verified::No);
    assert_eq!(token.verify(&old, after(3)), AGAIN);
    assert_eq!(token.verify(&new, after(3)), FIRST);
    // The last call's wish for the old one counts.
    assert_eq!(token.verify(&old, after(9)), Verified::Ended);
}

#[test]
fn of_two_secrets_in_use_the_oldest_goes() {
    let world = World::new();
    let (mut token, first) = token(&world);
    token.mark_used(&first, NOW);
    let (second, _) = renew(&world, &mut token, SecretEnd::At(after(500)), NOW);
    token.mark_used(&second, after(1));
    let (third, dropped) = renew(&world, &mut token, SecretEnd::At(after(600)), after(2));
    assert!(dropped);
    assert_eq!(token.verify(&first, after(3)), Verified::No);
    assert_eq!(token.verify(&second, after(3)), AGAIN);
    assert_eq!(token.verify(&third, after(3)), FIRST);
    assert_eq!(token.verify(&second, after(600)), Verified::Ended);
}

/// Once the old one has ended, an unused newest one is the only live secret
/// and may be in a client's configuration already: it is not thrown away.
#[test]
fn a_newest_secret_that_is_alone_is_kept_as_the_old_one() {
    let world = World::new();
    let (mut token, first) = token(&world);
    let (second, _) = renew(&world, &mut token, SecretEnd::At(NOW), NOW);
    assert_eq!(token.verify(&first, NOW), Verified::Ended);
    assert!(!token.mark_used(&first, NOW));
    let (third, dropped) = renew(&world, &mut token, SecretEnd::At(after(60)), after(1));
    assert!(!dropped);
    assert_eq!(token.verify(&first, after(2)), Verified::No);
    assert_eq!(token.verify(&second, after(2)), FIRST);
    assert_eq!(token.verify(&third, after(2)), FIRST);
}

#[test]
fn a_repeated_key_makes_no_third_secret() {
    let world = World::new();
    let (mut token, old) = token(&world);
    let mut ask = |key: Option<u8>, at| {
        let new = Secret::for_token(token.id, &world.entropy).kept();
        let hash = new.hash;
        let made = token.regenerate(new, SecretEnd::At(after(90)), key.map(|k| [k; 32]), at);
        (made.unwrap(), hash, token.clone())
    };
    let (made, new, then) = ask(Some(1), after(1));
    assert_eq!(made, Regenerated::Made { dropped: false });
    let (made, unused, now) = ask(Some(1), after(50));
    assert_eq!(made, Regenerated::Repeated { at: after(1) });
    assert_eq!(now, then);
    assert_eq!(now.verify(&unused, after(50)), Verified::No);
    assert_eq!(now.verify(&new, after(50)), FIRST);
    assert_eq!(now.verify(&old, after(50)), FIRST);
    // A call without a key between the two does not make the repetition a new call.
    assert!(matches!(ask(None, after(51)).0, Regenerated::Made { .. }));
    assert_eq!(
        ask(Some(1), after(52)).0,
        Regenerated::Repeated { at: after(1) }
    );
    assert!(matches!(
        ask(Some(2), after(53)).0,
        Regenerated::Made { .. }
    ));
}

#[test]
fn regenerating_is_refused_where_it_makes_no_sense() {
    let world = World::new();
    let (mut token, _) = token(&world);
    let before = token.clone();
    let new = Secret::for_token(token.id, &world.entropy).kept();
    let ends = SecretEnd::AtFirstUseOfNext;
    assert_eq!(
        token.regenerate(new.clone(), SecretEnd::Never, None, NOW),
        Err(TokenError::OldMustEnd)
    );
    assert_eq!(
        token.regenerate(new.clone(), ends, None, after(1000)),
        Err(TokenError::Expired)
    );
    assert_eq!(token, before);
    token.revoke(Revocation::default(), NOW).unwrap();
    assert_eq!(
        token.regenerate(new.clone(), ends, None, NOW),
        Err(TokenError::Revoked)
    );
}

#[test]
fn states_come_and_go_and_revoking_is_for_good() {
    let world = World::new();
    let (mut token, _) = token(&world);
    assert_eq!(token.state(NOW, true), TokenState::Active);
    assert_eq!(token.resume(), Err(TokenError::NotPaused));
    token.pause().unwrap();
    assert_eq!(token.pause(), Err(TokenError::Paused));
    assert_eq!(token.state(NOW, true), TokenState::Paused);
    assert_eq!(token.state(NOW, false), TokenState::OwnerDeactivated);
    token.resume().unwrap();
    assert_eq!(
        token.state(Millis(after(1000).0 - 1), true),
        TokenState::Active
    );
    assert_eq!(token.state(after(1000), true), TokenState::Expired);
    token.revoke(Revocation::default(), after(1)).unwrap();
    assert_eq!(token.revoked, Some(after(1)));
    let gone = token.clone();
    assert_eq!(
        token.revoke(Revocation::default(), after(2)),
        Err(TokenError::Revoked)
    );
    assert_eq!(token.pause(), Err(TokenError::Revoked));
    assert_eq!(token.resume(), Err(TokenError::Revoked));
    let edit = TokenEdit {
        name: Some("x".into()),
        ..TokenEdit::default()
    };
    assert_eq!(token.edit(edit, NOW), Err(TokenError::Revoked));
    assert_eq!(token, gone);
    assert_eq!(token.state(after(1000), false), TokenState::Revoked);
}

#[test]
fn editing_keeps_the_secret_and_tells_whether_anything_changed() {
    let world = World::new();
    let (mut token, hash) = token(&world);
    assert_eq!(token.edit(TokenEdit::default(), NOW), Ok(false));
    let same = TokenEdit {
        name: Some(" test ".into()),
        ..TokenEdit::default()
    };
    assert_eq!(token.edit(same, NOW), Ok(false));
    let scopes: ScopeSet = [Scope::RecordsRead].into_iter().collect();
    let access = Access::from_ids([world.base.to_string()]).unwrap();
    let all = TokenEdit {
        name: Some("nightly".into()),
        scopes: Some(scopes),
        access: Some(access.clone()),
        expires: Some(None),
        ..TokenEdit::default()
    };
    assert_eq!(token.edit(all, NOW), Ok(true));
    assert_eq!(token.name, "nightly");
    assert_eq!(token.settings(), NewTokenSettings::new(scopes, access));
    assert_eq!(token.verify(&hash, NOW), FIRST);
}

#[test]
fn a_refused_edit_changes_nothing() {
    let world = World::new();
    let (mut token, _) = token(&world);
    let before = token.clone();
    for (name, expires, error) in [
        (Some("  "), None, TokenError::Name),
        (Some(&*"x".repeat(201)), None, TokenError::Name),
        (Some("fine"), Some(Some(NOW)), TokenError::ExpiryPast),
    ] {
        let edit = TokenEdit {
            name: name.map(str::to_owned),
            scopes: Some(ScopeSet::EMPTY),
            expires,
            ..TokenEdit::default()
        };
        assert_eq!(token.edit(edit, NOW), Err(error));
        assert_eq!(token, before);
    }
    // An expired token comes back by a later expiry.
    let later = TokenEdit {
        expires: Some(Some(after(2000))),
        ..TokenEdit::default()
    };
    assert_eq!(token.state(after(1500), true), TokenState::Expired);
    assert_eq!(token.edit(later, after(1500)), Ok(true));
    assert_eq!(token.state(after(1500), true), TokenState::Active);
}

#[test]
fn a_token_is_not_issued_expired_or_nameless() {
    let world = World::new();
    let (token, _) = token(&world);
    let issue = |name: &str, expires| {
        let settings = NewTokenSettings {
            expires,
            ..token.settings()
        };
        let new = NewToken {
            id: token.id,
            owner: token.owner,
            name: name.into(),
            note: None,
            settings,
            created_by_token: None,
        };
        let secret = Secret::for_token(token.id, &world.entropy);
        Token::issue(new, secret.kept(), NOW).map(|token| token.name)
    };
    assert_eq!(issue("ok", Some(NOW)), Err(TokenError::ExpiryPast));
    assert_eq!(issue("\t", None), Err(TokenError::Name));
    assert_eq!(issue(&"ä".repeat(200), None), Ok("ä".repeat(200)));
    assert_eq!(
        issue(" Dashboard ", Some(after(1))),
        Ok("Dashboard".to_owned())
    );
}

#[test]
fn the_stored_form_round_trips_and_holds_no_secret() {
    let world = World::new();
    let (mut token, secret) = world.issue(ScopeSet::all(), Access::All, None);
    let small = serde_json::to_value(&token).unwrap();
    let hash = serde_json::to_value(secret.hash()).unwrap();
    let hint = &secret.expose()[78..];
    assert_eq!(
        small,
        serde_json::json!({
            "id": token.id,
            "owner": 5,
            "name": "test",
            "scopes": ScopeSet::all(),
            "access": { "mode": "all" },
            "created": NOW.0,
            "revision": 1,
            "secrets": [{ "hash": hash, "hint": hint, "created": NOW.0, "ends": "never" }],
        })
    );
    assert_eq!(serde_json::from_value::<Token>(small).unwrap(), token);

    token.mark_used(&secret.hash(), after(1));
    token.access = Access::from_ids([world.base.to_string()]).unwrap();
    token.expires = Some(after(9));
    token.created_by_token = Some(token.id);
    let edit = TokenEdit {
        note: Some(Some("For the dashboard".into())),
        allowed_addresses: Some(addresses(&["10.0.0.0/8"])),
        requests_per_second: Some(Some(5)),
        not_before: Some(Some(after(3))),
        ..TokenEdit::default()
    };
    assert_eq!(token.edit(edit, NOW), Ok(true));
    token.pause().unwrap();
    let new = Secret::for_token(token.id, &world.entropy);
    token
        .regenerate(new.kept(), SecretEnd::At(after(4)), Some([7; 32]), NOW)
        .unwrap();
    let revocation = Revocation {
        by: Some(world.user_id),
        reason: Some("leaked".into()),
    };
    token.revoke(revocation, after(5)).unwrap();
    let full = serde_json::to_string(&token).unwrap();
    assert_eq!(serde_json::from_str::<Token>(&full).unwrap(), token);
    for shown in [full, format!("{token:?}")] {
        // Eight characters of the end would be the whole checksum.
        for text in [new.expose(), secret.expose()] {
            assert!(!shown.contains(&text[18..26]) && !shown.contains(&text[74..]));
        }
    }
    let ends = [
        SecretEnd::Never,
        SecretEnd::AtFirstUseOfNext,
        SecretEnd::At(NOW),
    ];
    let forms = ends.map(|end| serde_json::to_string(&end).unwrap());
    assert_eq!(
        forms,
        [
            r#""never""#,
            r#""atFirstUseOfNext""#,
            &format!(r#"{{"at":{}}}"#, NOW.0)
        ]
    );
    for (end, form) in ends.into_iter().zip(&forms) {
        assert_eq!(serde_json::from_str::<SecretEnd>(form).unwrap(), end);
    }
}

/// A stored token that lost its secrets is refused, not a reason to fall over.
#[test]
fn a_token_without_secrets_is_harmless() {
    let world = World::new();
    let (mut token, hash) = token(&world);
    token.secrets.clear();
    assert_eq!(token.verify(&hash, NOW), Verified::No);
    assert!(!token.is_live(0, NOW));
    assert_eq!(token.standing(&hash, NOW), Standing::Wrong);
    assert_eq!(token.end_old_secrets(NOW), Err(TokenError::NoOldSecret));
    let new = Secret::for_token(token.id, &world.entropy).kept();
    let made = token.regenerate(new.clone(), SecretEnd::AtFirstUseOfNext, None, NOW);
    assert_eq!(made, Ok(Regenerated::Made { dropped: false }));
    assert_eq!(token.secrets, [StoredSecret::new(new, NOW)]);
}

/// A token as the first version stored it.
#[test]
fn a_token_stored_before_there_were_limits_is_read() {
    let world = World::new();
    let (token, secret) = world.issue(ScopeSet::all(), Access::All, None);
    let old = serde_json::json!({
        "id": token.id,
        "owner": 5,
        "name": "test",
        "scopes": ScopeSet::all(),
        "access": { "mode": "all" },
        "created": NOW.0,
        "revoked": after(9).0,
        "secrets": [{ "hash": secret.hash(), "created": NOW.0, "ends": "never" }],
    });
    let read: Token = serde_json::from_value(old.clone()).unwrap();
    let mut wanted = token.clone();
    wanted.revoked = Some(after(9));
    wanted.secrets[0].hint = None;
    assert_eq!(read, wanted);
    assert_eq!(read.revision, 1);
    assert!(read.allowed_addresses.is_anywhere());
    // And is written as it was, but for the count of its revisions.
    let mut written = old;
    written["revision"] = 1.into();
    assert_eq!(serde_json::to_value(&read).unwrap(), written);
}

/// A list of addresses that can not be read never becomes a wider one.
#[test]
fn damaged_addresses_are_no_token() {
    let world = World::new();
    let (token, _) = world.issue(ScopeSet::all(), Access::All, None);
    for bad in [
        serde_json::json!(["x"]),
        serde_json::json!(null),
        serde_json::json!("10.0.0.1"),
    ] {
        let mut stored = serde_json::to_value(&token).unwrap();
        stored["allowedAddresses"] = bad;
        assert!(serde_json::from_value::<Token>(stored).is_err());
    }
}

#[test]
fn a_token_begins_when_it_was_told_to() {
    let world = World::new();
    let (mut token, _) = world.issue_with(NewTokenSettings {
        not_before: Some(after(10)),
        expires: Some(after(20)),
        ..NewTokenSettings::new(ScopeSet::all(), Access::All)
    });
    assert_eq!(
        token.state(Millis(after(10).0 - 1), true),
        TokenState::NotYetValid
    );
    assert_eq!(token.state(after(10), true), TokenState::Active);
    assert_eq!(token.state(after(20), true), TokenState::Expired);
    assert_eq!(token.state(NOW, false), TokenState::OwnerDeactivated);
    token.pause().unwrap();
    assert_eq!(token.state(NOW, true), TokenState::Paused);
    token.resume().unwrap();
    let edit = |not_before| TokenEdit {
        not_before: Some(not_before),
        ..TokenEdit::default()
    };
    for late in [after(20), after(21)] {
        assert_eq!(
            token.edit(edit(Some(late)), NOW),
            Err(TokenError::NeverValid)
        );
    }
    assert_eq!(token.edit(edit(None), NOW), Ok(true));
    assert_eq!(token.state(NOW, true), TokenState::Active);
}

#[test]
fn revisions_count_what_was_changed_and_guard_it() {
    let world = World::new();
    let (mut token, _) = token(&world);
    let rename = |name: &str, if_revision| TokenEdit {
        name: Some(name.into()),
        if_revision,
        ..TokenEdit::default()
    };
    assert_eq!(token.edit(rename("test", Some(1)), NOW), Ok(false));
    assert_eq!(token.revision, 1);
    assert_eq!(token.edit(rename("a", Some(1)), NOW), Ok(true));
    assert_eq!(token.edit(rename("b", None), NOW), Ok(true));
    assert_eq!(token.revision, 3);
    let before = token.clone();
    for stale in [0, 1, 2, 4] {
        let refused = token.edit(rename("c", Some(stale)), NOW);
        assert_eq!(refused, Err(TokenError::ChangedMeanwhile { now: 3 }));
    }
    assert_eq!(token, before);
    // What is no edit does not count.
    token.pause().unwrap();
    assert_eq!(token.revision, 3);
}

#[test]
fn notes_and_limits_are_bounded() {
    let world = World::new();
    let (mut token, _) = token(&world);
    let mut note = |text: &str| {
        let edit = TokenEdit {
            note: Some(Some(text.into())),
            ..TokenEdit::default()
        };
        token.edit(edit, NOW).map(|_| token.note.clone())
    };
    assert_eq!(note(&"ä".repeat(1000)), Ok(Some("ä".repeat(1000))));
    assert_eq!(note(&"x".repeat(1001)), Err(TokenError::Note));
    assert_eq!(note(" one\ntwo "), Ok(Some("one\ntwo".into())));
    assert_eq!(note(" \n"), Ok(None));
    let mut rate = |rate| {
        let edit = TokenEdit {
            requests_per_second: Some(Some(rate)),
            ..TokenEdit::default()
        };
        token.edit(edit, NOW)
    };
    assert_eq!(rate(0), Err(TokenError::Rate));
    assert_eq!(rate(1001), Err(TokenError::Rate));
    assert_eq!(rate(1), Ok(true));
    assert_eq!(rate(1000), Ok(true));
}

#[test]
fn a_revocation_tells_who_and_why() {
    let world = World::new();
    let (mut token, _) = token(&world);
    let with = |reason: &str| Revocation {
        by: Some(world.user_id),
        reason: Some(reason.into()),
    };
    assert_eq!(
        token.revoke(with(&"x".repeat(501)), NOW),
        Err(TokenError::Reason)
    );
    assert_eq!(token.revoked, None);
    token.revoke(with(" leaked "), after(3)).unwrap();
    assert_eq!(
        (
            token.revoked,
            token.revoked_by,
            token.revoke_reason.as_deref()
        ),
        (Some(after(3)), Some(world.user_id), Some("leaked"))
    );
    // The expiry is at 1000.
    assert_eq!(token.ended(), Some(after(3)));
    token.expires = Some(after(2));
    assert_eq!(token.ended(), Some(after(2)));
    let (silent, _) = world.issue(ScopeSet::all(), Access::All, None);
    assert_eq!(silent.ended(), None);
}

#[test]
fn old_secrets_can_be_ended_and_told_apart() {
    let world = World::new();
    let (mut token, old) = token(&world);
    assert_eq!(token.standing(&old, NOW), Standing::Current);
    assert_eq!(token.end_old_secrets(NOW), Err(TokenError::NoOldSecret));
    token.mark_used(&old, NOW);
    let (new, _) = renew(&world, &mut token, SecretEnd::At(after(500)), NOW);
    assert_eq!(token.standing(&old, after(1)), Standing::Old);
    assert_eq!(token.standing(&new, after(1)), Standing::Current);
    assert_eq!(token.standing(&SecretHash::of(b"x"), NOW), Standing::Wrong);
    token.end_old_secrets(after(2)).unwrap();
    assert_eq!(token.verify(&old, Millis(after(2).0 - 1)), AGAIN);
    assert_eq!(token.verify(&old, after(2)), Verified::Ended);
    assert_eq!(token.standing(&old, after(2)), Standing::Ended);
    assert_eq!(token.verify(&new, after(2)), FIRST);
    assert_eq!(
        token.end_old_secrets(after(3)),
        Err(TokenError::NoOldSecret)
    );
    // Its ending is the one that was told first.
    assert_eq!(token.secrets[0].ends, SecretEnd::At(after(2)));
    token.revoke(Revocation::default(), after(4)).unwrap();
    assert_eq!(token.end_old_secrets(after(4)), Err(TokenError::Revoked));
}
