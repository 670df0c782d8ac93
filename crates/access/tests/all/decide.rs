//! The decision, case by case: order of reasons, what a permit tells.

use std::sync::Arc;

use crate::support::{NOW, World, after, roles};
use basekey_access::{
    Access, Caller, Denial, OPERATIONS, Op, Permit, Place, PlaceKind, Revocation, Role, Scope,
    ScopeSet, Token, TokenState, Via, decide, judge, op,
};
use basekey_model::schema::BaseNo;

fn only(scopes: &[Scope]) -> ScopeSet {
    scopes.iter().copied().collect()
}

fn nowhere() -> Access {
    Access::from_ids([""; 0]).unwrap()
}

/// Everything is wrong at first; what is told is mended, one after another.
#[test]
fn reasons_come_in_the_order_state_scope_access_role() {
    let world = World::new();
    let ask = |token: &Token, active: bool, role: Option<Role>| {
        let mut caller = world.token_caller(token.clone());
        caller.active = active;
        judge(
            Op::CreateRecords,
            &caller,
            &world.place(PlaceKind::Base, role),
            after(10),
        )
    };
    let (mut token, _) = world.issue(ScopeSet::EMPTY, nowhere(), Some(after(10)));
    token.pause().unwrap();
    let mut revoked = token.clone();
    revoked.revoke(Revocation::default(), NOW).unwrap();
    assert_eq!(
        ask(&revoked, false, None),
        Err(Denial::State(TokenState::Revoked))
    );
    assert_eq!(
        ask(&token, false, None),
        Err(Denial::State(TokenState::OwnerDeactivated))
    );
    assert_eq!(
        ask(&token, true, None),
        Err(Denial::State(TokenState::Expired))
    );
    token.expires = Some(after(11));
    assert_eq!(
        ask(&token, true, None),
        Err(Denial::State(TokenState::Paused))
    );
    token.resume().unwrap();
    let needed: &[Scope] = &[Scope::RecordsWrite];
    assert_eq!(
        ask(&token, true, None),
        Err(Denial::Scope {
            needed,
            any_of: false
        })
    );
    token.scopes = only(&[Scope::RecordsRead]);
    assert_eq!(
        ask(&token, true, None),
        Err(Denial::Scope {
            needed,
            any_of: false
        })
    );
    token.scopes = only(needed);
    assert_eq!(ask(&token, true, None), Err(Denial::Access));
    token.access = Access::from_ids([world.workspace.to_string()]).unwrap();
    let need = Role::Editor;
    assert_eq!(
        ask(&token, true, None),
        Err(Denial::Role { have: None, need })
    );
    let have = Some(Role::Commenter);
    assert_eq!(ask(&token, true, have), Err(Denial::Role { have, need }));
    assert_eq!(ask(&token, true, Some(Role::Editor)), Ok(()));
    assert_eq!(ask(&token, true, Some(Role::Owner)), Ok(()));
}

/// What a refusal names is enough, and nothing less is.
#[test]
fn a_refusal_names_the_scopes_that_mend_it() {
    let world = World::new();
    for info in &OPERATIONS {
        let place = world.place(info.place, Some(Role::Owner));
        let ask = |scopes: &[Scope]| {
            let token = world.token(only(scopes), Access::All);
            judge(info.op, &world.token_caller(token), &place, NOW)
        };
        let Err(Denial::Scope { needed, any_of }) = ask(&[]) else {
            continue;
        };
        assert_eq!(ask(needed), Ok(()), "{}", info.name);
        for scope in needed {
            let others: Vec<_> = needed
                .iter()
                .copied()
                .filter(|other| other != scope)
                .collect();
            assert_eq!(
                ask(&[*scope]).is_ok(),
                any_of || others.is_empty(),
                "{}",
                info.name
            );
            assert_eq!(
                ask(&others).is_ok(),
                any_of && !others.is_empty(),
                "{}",
                info.name
            );
        }
    }
}

#[test]
fn session_only_is_told_before_scopes() {
    let world = World::new();
    let token = world.token_caller(world.token(ScopeSet::all(), Access::All));
    let place = world.place(PlaceKind::Base, Some(Role::Owner));
    assert_eq!(
        judge(Op::UpdateBase, &token, &place, NOW),
        Err(Denial::SessionOnly)
    );
    assert_eq!(judge(Op::UpdateBase, &world.session(), &place, NOW), Ok(()));
    let mut owner = token;
    owner.instance_owner = true;
    assert_eq!(
        judge(Op::ListUsers, &owner, &Place::Instance, NOW),
        Err(Denial::SessionOnly)
    );
}

#[test]
fn the_instance_belongs_to_its_owners_and_the_operator() {
    let world = World::new();
    let mut caller = world.session();
    let ask = |caller: &Caller| judge(Op::ListUsers, caller, &Place::Instance, NOW);
    assert_eq!(ask(&caller), Err(Denial::NotInstanceOwner));
    caller.instance_owner = true;
    assert_eq!(ask(&caller), Ok(()));
    caller.active = false;
    assert_eq!(
        ask(&caller),
        Err(Denial::State(TokenState::OwnerDeactivated))
    );
    caller.via = Via::Operator;
    assert_eq!(
        ask(&caller),
        Err(Denial::State(TokenState::OwnerDeactivated))
    );
    (caller.active, caller.instance_owner) = (true, false);
    assert_eq!(ask(&caller), Ok(()));
}

#[test]
fn the_wrong_kind_of_place_is_refused_to_everyone() {
    let world = World::new();
    let mut callers = [
        world.token_caller(world.token(ScopeSet::all(), Access::All)),
        world.session(),
        world.caller(Via::Operator),
    ];
    let kinds = [
        PlaceKind::Account,
        PlaceKind::Instance,
        PlaceKind::Workspace,
        PlaceKind::Base,
    ];
    for caller in &mut callers {
        caller.instance_owner = true;
        for info in &OPERATIONS {
            for kind in kinds.into_iter().filter(|kind| *kind != info.place) {
                let place = world.place(kind, Some(Role::Owner));
                let denial = judge(info.op, caller, &place, NOW).unwrap_err();
                assert_eq!(
                    denial,
                    Denial::WrongPlace { needed: info.place },
                    "{}",
                    info.name
                );
            }
        }
    }
}

#[test]
fn a_permit_names_who_and_where() {
    let world = World::new();
    let token = world.token(
        only(&[Scope::RecordsWrite, Scope::UserEmailRead]),
        Access::All,
    );
    let id = token.id;
    let caller = world.token_caller(token);
    let place = world.place(PlaceKind::Base, Some(Role::Editor));
    let permit: Permit<op::CreateRecords> = decide(&caller, &place, NOW).unwrap();
    assert_eq!(permit.base(), (world.base, BaseNo(7)));
    assert_eq!(permit.workspace(), world.workspace);
    assert_eq!(
        (permit.user(), permit.user_id()),
        (world.user, world.user_id)
    );
    assert_eq!(permit.token(), Some(id));
    assert_eq!(permit.role(), Some(Role::Editor));
    assert!(permit.can(Role::Editor) && permit.can(Role::ReadOnly) && !permit.can(Role::Creator));
    assert!(permit.has_scope(Scope::UserEmailRead) && !permit.has_scope(Scope::RecordsRead));

    let permit = decide::<op::WhoAmI>(&world.session(), &Place::Account, NOW).unwrap();
    assert_eq!((permit.token(), permit.role()), (None, None));
    assert!(permit.has_scope(Scope::UserEmailRead) && !permit.can(Role::ReadOnly));

    let operator = world.caller(Via::Operator);
    let place = world.place(PlaceKind::Workspace, None);
    let permit = decide::<op::CreateBase>(&operator, &place, NOW).unwrap();
    assert_eq!(
        (permit.workspace(), permit.role()),
        (world.workspace, Some(Role::Owner))
    );
    assert!(permit.can(Role::Owner) && permit.has_scope(Scope::TokensManage));
    let permit = decide::<op::ListUsers>(&operator, &Place::Instance, NOW).unwrap();
    assert_eq!(permit.role(), None);
}

#[test]
fn a_list_shows_what_both_user_and_token_reach() {
    let world = World::new();
    let access = Access::from_ids([world.base.to_string()]).unwrap();
    let token = world.token_caller(world.token(ScopeSet::all(), access));
    let (session, operator) = (world.session(), world.caller(Via::Operator));
    let sees = |caller, place: &Place| {
        decide::<op::ListBases>(caller, &Place::Account, NOW)
            .unwrap()
            .sees(place)
    };
    for role in roles() {
        let base = world.place(PlaceKind::Base, role);
        let workspace = world.place(PlaceKind::Workspace, role);
        let elsewhere = Place::Base {
            id: world.other_base,
            no: BaseNo(8),
            workspace: world.other_workspace,
            role,
        };
        assert_eq!(sees(&token, &base), role.is_some());
        assert!(!sees(&token, &workspace) && !sees(&token, &elsewhere));
        assert_eq!(sees(&session, &base), role.is_some());
        assert_eq!(sees(&session, &workspace), role.is_some());
        assert!(sees(&operator, &base) && sees(&operator, &elsewhere));
    }
}

static EITHER: [Scope; 2] = [Scope::SchemaRead, Scope::WorkspacesAndBasesRead];

#[test]
fn denials_say_what_to_do_and_what_must_not_be_told() {
    let need = Role::Editor;
    let have = Some(Role::Commenter);
    let cases = [
        (
            Denial::State(TokenState::Paused),
            "state",
            false,
            "its owner can resume it",
        ),
        (
            Denial::State(TokenState::Expired),
            "state",
            false,
            "a later expiry",
        ),
        (
            Denial::State(TokenState::Revoked),
            "state",
            false,
            "make a new one",
        ),
        (
            Denial::State(TokenState::OwnerDeactivated),
            "state",
            false,
            "activate them again",
        ),
        (Denial::SessionOnly, "session", false, "sign in"),
        (
            Denial::Scope {
                needed: &EITHER,
                any_of: true,
            },
            "scope",
            false,
            "the scope schema.bases:read or workspacesAndBases:read; add",
        ),
        (
            Denial::Scope {
                needed: &EITHER,
                any_of: false,
            },
            "scope",
            false,
            "the scope schema.bases:read and workspacesAndBases:read; add",
        ),
        (Denial::Access, "access", true, "add it"),
        (
            Denial::Role { have: None, need },
            "role",
            true,
            "no collaborator here",
        ),
        (
            Denial::Role { have, need },
            "role",
            false,
            "is commenter here and needs to be editor",
        ),
        (Denial::NotInstanceOwner, "role", false, "ask one of them"),
        (
            Denial::WrongPlace {
                needed: PlaceKind::Base,
            },
            "place",
            false,
            "report",
        ),
    ];
    for (denial, reason, hides, words) in cases {
        assert_eq!(denial.reason(), reason);
        assert_eq!(denial.hides_existence(), hides, "{denial:?}");
        assert!(denial.to_string().contains(words), "{denial}");
    }
}

/// The permit keeps the token alive by counting, not by copying.
#[test]
fn a_permit_shares_the_token() {
    let world = World::new();
    let token = Arc::new(world.token(ScopeSet::EMPTY, Access::All));
    let caller = world.caller(Via::Token(token.clone()));
    let permit = decide::<op::WhoAmI>(&caller, &Place::Account, NOW).unwrap();
    assert!(
        permit
            .token_settings()
            .is_some_and(|held| std::ptr::eq(held, Arc::as_ptr(&token)))
    );
    let shown = format!("{permit:?}");
    assert!(
        shown.contains("WhoAmI") && shown.contains(&token.id.to_string()),
        "{shown}"
    );
}
