//! What a token with `tokens:manage` may do to other tokens.

use crate::support::{World, after};
use basekey_access::{Access, MintDenial, NewTokenSettings, Scope, ScopeSet, manages, may_mint};
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
        access: listed(&world.base),
        expires: Some(after(99)),
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
