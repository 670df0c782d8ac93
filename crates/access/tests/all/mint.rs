//! What a token with `tokens:manage` may do to other tokens.

use crate::support::{World, addresses, after};
use basekey_access::{
    Access, Addresses, MintDenial, NewTokenSettings, Scope, ScopeSet, manages, may_mint, widens,
};
use basekey_model::schema::UserNo;
use basekey_model::time::Millis;

fn scopes(list: &[Scope]) -> ScopeSet {
    list.iter().copied().collect()
}

fn listed(id: &impl ToString) -> Access {
    Access::from_ids([id.to_string()]).unwrap()
}

#[test]
fn nothing_wider_than_itself_is_minted() {
    let world = World::new();
    let own = scopes(&[Scope::TokensManage, Scope::RecordsRead]);
    let (minter, _) = world.issue(own, listed(&world.workspace), Some(after(100)));
    let write = scopes(&[Scope::RecordsWrite]);
    let narrow = NewTokenSettings {
        scopes: scopes(&[Scope::RecordsRead]),
        expires: Some(after(99)),
        ..NewTokenSettings::new(ScopeSet::EMPTY, listed(&world.base))
    };
    let with = |change: &dyn Fn(&mut NewTokenSettings)| {
        let mut wanted = narrow.clone();
        change(&mut wanted);
        may_mint(&minter, &wanted, &world.home())
    };
    assert_eq!(with(&|_| ()), Ok(()));
    assert_eq!(with(&|wanted| *wanted = minter.settings()), Ok(()));
    assert_eq!(with(&|wanted| wanted.scopes = ScopeSet::EMPTY), Ok(()));
    assert_eq!(
        with(&|wanted| wanted.scopes.extend(write.iter())),
        Err(MintDenial::Scopes { beyond: write })
    );
    assert_eq!(
        with(&|wanted| wanted.access = listed(&world.other_base)),
        Err(MintDenial::Access)
    );
    assert_eq!(
        with(&|wanted| wanted.access = Access::All),
        Err(MintDenial::Access)
    );
    assert_eq!(
        with(&|wanted| wanted.expires = Some(Millis(after(100).0 + 1))),
        Err(MintDenial::Life)
    );
    assert_eq!(with(&|wanted| wanted.expires = None), Err(MintDenial::Life));
}

#[test]
fn a_token_without_end_may_mint_any_life() {
    let world = World::new();
    let minter = world.token(ScopeSet::all(), Access::All);
    for expires in [None, Some(after(1)), Some(after(1_000_000_000))] {
        let wanted = NewTokenSettings {
            expires,
            ..minter.settings()
        };
        assert_eq!(may_mint(&minter, &wanted, &world.home()), Ok(()));
    }
}

#[test]
fn a_token_manages_itself_and_narrower_ones_of_its_owner() {
    let world = World::new();
    let own = scopes(&[Scope::TokensManage, Scope::RecordsRead]);
    let (minter, _) = world.issue(own, listed(&world.base), Some(after(100)));
    let (narrow, _) = world.issue(own, listed(&world.base), Some(after(50)));
    let (lasting, _) = world.issue(own, listed(&world.base), None);
    let (wide, _) = world.issue(own, listed(&world.workspace), Some(after(50)));
    let (strong, _) = world.issue(ScopeSet::all(), listed(&world.base), Some(after(50)));
    let mut foreign = narrow.clone();
    foreign.owner = UserNo(6);
    let ask = |other| manages(&minter, other, &world.home());
    assert_eq!(ask(&minter), Ok(()));
    assert_eq!(ask(&narrow), Ok(()));
    assert_eq!(ask(&lasting), Err(MintDenial::Life));
    assert_eq!(ask(&wide), Err(MintDenial::Access));
    assert_eq!(
        ask(&strong),
        Err(MintDenial::Scopes {
            beyond: ScopeSet::all().without(own)
        })
    );
    assert_eq!(ask(&foreign), Err(MintDenial::Owner));
    assert!(
        ask(&strong)
            .unwrap_err()
            .to_string()
            .contains("data.records:write")
    );
}

#[test]
fn limits_of_a_minted_token_are_no_looser() {
    let world = World::new();
    let bounded = NewTokenSettings {
        allowed_addresses: addresses(&["10.0.0.0/8", "192.0.2.7"]),
        requests_per_second: Some(5),
        ..NewTokenSettings::new(ScopeSet::all(), Access::All)
    };
    let (minter, _) = world.issue_with(bounded.clone());
    let ask = |texts: &[&str], requests_per_second| {
        let wanted = NewTokenSettings {
            allowed_addresses: addresses(texts),
            requests_per_second,
            ..bounded.clone()
        };
        may_mint(&minter, &wanted, &world.home())
    };
    assert_eq!(ask(&["10.0.0.0/8", "192.0.2.7"], Some(5)), Ok(()));
    assert_eq!(ask(&["10.3.0.0/16"], Some(1)), Ok(()));
    for looser in [&[][..], &["192.0.2.0/24"], &["10.0.0.1", "192.0.2.8"]] {
        assert_eq!(ask(looser, Some(5)), Err(MintDenial::Addresses));
    }
    for faster in [Some(6), None] {
        assert_eq!(ask(&["10.0.0.1"], faster), Err(MintDenial::Rate));
    }
    let (free, _) = world.issue(ScopeSet::all(), Access::All, None);
    assert_eq!(may_mint(&free, &bounded, &world.home()), Ok(()));
    assert_eq!(
        manages(&minter, &free, &world.home()),
        Err(MintDenial::Addresses)
    );
}

#[test]
fn a_change_widens_if_it_opens_a_scope_a_place_or_an_address() {
    let world = World::new();
    let before = NewTokenSettings {
        allowed_addresses: addresses(&["10.0.0.0/8"]),
        requests_per_second: Some(5),
        expires: Some(after(100)),
        ..NewTokenSettings::new(scopes(&[Scope::RecordsRead]), listed(&world.base))
    };
    let asked = |change: &dyn Fn(&mut NewTokenSettings)| {
        let mut after = before.clone();
        change(&mut after);
        widens(&before, &after, &world.home())
    };
    assert!(!asked(&|_| ()));
    assert!(!asked(&|after| after.scopes = ScopeSet::EMPTY));
    let nothing = Access::from_ids([""; 0]).unwrap();
    assert!(!asked(&|after| after.access = nothing.clone()));
    assert!(!asked(
        &|after| after.allowed_addresses = addresses(&["10.1.0.0/16"])
    ));
    // More often and longer opens nothing that was shut.
    assert!(!asked(&|after| after.requests_per_second = None));
    assert!(!asked(&|after| after.expires = None));
    assert!(!asked(&|after| after.not_before = Some(Millis(0))));
    assert!(asked(&|after| after.scopes = scopes(&[Scope::RecordsWrite])));
    assert!(asked(&|after| after.access = listed(&world.workspace)));
    assert!(asked(&|after| after.access = Access::All));
    assert!(asked(
        &|after| after.allowed_addresses = addresses(&["10.0.0.0/7"])
    ));
    assert!(asked(&|after| after.allowed_addresses = Addresses::ANYWHERE));
    // What narrows in one place may widen in another.
    assert!(asked(&|after| {
        after.scopes = ScopeSet::EMPTY;
        after.allowed_addresses = Addresses::ANYWHERE;
    }));
}
