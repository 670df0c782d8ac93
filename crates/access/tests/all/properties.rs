//! What holds for every token text, every caller and every access list.

use std::collections::BTreeSet;

use basekey_access::{
    Access, BadToken, Caller, OPERATIONS, OpInfo, Place, PlaceKind, Presented, Role, Scope,
    ScopeSet, Secret, SecretHash, Token, Via, judge, may_mint, parse, redact,
};
use basekey_model::id::{BaseId, WorkspaceId};
use basekey_model::schema::BaseNo;
use basekey_model::testing::Fixed;
use proptest::collection::btree_set;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::support::{NOW, World, after};

/// Ids out of few, so that lists meet.
const IDS: usize = 4;

fn bases() -> Vec<BaseId> {
    let entropy = Fixed::new(21);
    (0..IDS).map(|_| BaseId::random(&entropy)).collect()
}

fn workspaces() -> Vec<WorkspaceId> {
    let entropy = Fixed::new(22);
    (0..IDS).map(|_| WorkspaceId::random(&entropy)).collect()
}

/// Where each base is; `None` for one that is gone.
type Homes = Vec<Option<WorkspaceId>>;

fn any_homes() -> impl Strategy<Value = Homes> {
    prop::collection::vec(option::weighted(0.8, select(workspaces())), IDS)
}

fn home_in(homes: &Homes) -> impl Fn(BaseId) -> Option<WorkspaceId> {
    move |base| {
        bases()
            .iter()
            .position(|id| *id == base)
            .and_then(|index| homes[index])
    }
}

fn any_access() -> impl Strategy<Value = Access> {
    let some = |ids: usize| 0..=ids;
    prop_oneof![
        1 => Just(Access::All),
        5 => (btree_set(select(workspaces()), some(2)), btree_set(select(bases()), some(3)))
            .prop_map(|(workspaces, bases)| Access::Listed { workspaces, bases }),
    ]
}

fn any_scopes() -> impl Strategy<Value = ScopeSet> {
    let scopes: Vec<Scope> = ScopeSet::all().iter().collect();
    prop::sample::subsequence(scopes.clone(), 0..=scopes.len())
        .prop_map(|chosen| chosen.into_iter().collect())
}

fn any_role() -> impl Strategy<Value = Option<Role>> {
    option::weighted(0.9, select(Role::ALL.to_vec()))
}

fn any_op() -> impl Strategy<Value = &'static OpInfo> {
    select(OPERATIONS.iter().collect::<Vec<_>>())
}

fn place(info: &OpInfo, base: BaseId, workspace: WorkspaceId, role: Option<Role>) -> Place {
    match info.place {
        PlaceKind::Account => Place::Account,
        PlaceKind::Instance => Place::Instance,
        PlaceKind::Workspace => Place::Workspace {
            id: workspace,
            role,
        },
        PlaceKind::Base => Place::Base {
            id: base,
            no: BaseNo(1),
            workspace,
            role,
        },
    }
}

/// Everything a decision depends on and from which something can be taken.
#[derive(Debug, Clone)]
struct Rights {
    scopes: ScopeSet,
    access: Access,
    role: Option<Role>,
    active: bool,
    instance_owner: bool,
    by_session: bool,
}

fn any_rights() -> impl Strategy<Value = Rights> {
    let flags = (
        prop::bool::weighted(0.9),
        any::<bool>(),
        prop::bool::weighted(0.2),
    );
    (any_scopes(), any_access(), any_role(), flags).prop_map(
        |(scopes, access, role, (active, instance_owner, by_session))| Rights {
            scopes,
            access,
            role,
            active,
            instance_owner,
            by_session,
        },
    )
}

impl Rights {
    fn allow(&self, world: &World, info: &OpInfo, base: BaseId, workspace: WorkspaceId) -> bool {
        let via = if self.by_session {
            world.session().via
        } else {
            Via::Token(world.token(self.scopes, self.access.clone()).into())
        };
        let caller = Caller {
            active: self.active,
            instance_owner: self.instance_owner,
            ..world.caller(via)
        };
        judge(
            info.op,
            &caller,
            &place(info, base, workspace, self.role),
            NOW,
        )
        .is_ok()
    }

    /// Every way to take one thing away.
    fn lesser(&self) -> Vec<Self> {
        let mut lesser = Vec::new();
        for scope in self.scopes.iter() {
            let mut less = self.clone();
            less.scopes.remove(scope);
            lesser.push(less);
        }
        let lists = match &self.access {
            Access::All => vec![Access::Listed {
                workspaces: workspaces().into_iter().collect(),
                bases: bases().into_iter().collect(),
            }],
            Access::Listed { workspaces, bases } => {
                let without_workspaces = workspaces.iter().map(|gone| Access::Listed {
                    workspaces: without(workspaces, *gone),
                    bases: bases.clone(),
                });
                let without_bases = bases.iter().map(|gone| Access::Listed {
                    workspaces: workspaces.clone(),
                    bases: without(bases, *gone),
                });
                without_workspaces.chain(without_bases).collect()
            }
        };
        lesser.extend(lists.into_iter().map(|access| Self {
            access,
            ..self.clone()
        }));
        if let Some(role) = self.role {
            let smaller = Role::ALL.into_iter().rev().find(|smaller| *smaller < role);
            lesser.push(Self {
                role: smaller,
                ..self.clone()
            });
        }
        lesser.push(Self {
            active: false,
            ..self.clone()
        });
        lesser.push(Self {
            instance_owner: false,
            ..self.clone()
        });
        lesser.push(Self {
            by_session: false,
            ..self.clone()
        });
        lesser
    }
}

fn without<T: Ord + Copy>(set: &BTreeSet<T>, gone: T) -> BTreeSet<T> {
    set.iter().copied().filter(|one| *one != gone).collect()
}

fn minted(seed: u64) -> (Presented, Secret) {
    let (id, secret) = Secret::mint(&Fixed::new(seed));
    let hash = SecretHash::of(secret.expose().as_bytes());
    (Presented { id, hash }, secret)
}

proptest! {
    #[test]
    fn a_token_text_is_read_as_it_was_made(seed: u64) {
        let (presented, secret) = minted(seed);
        prop_assert_eq!(parse(secret.expose()), Ok(presented));
        prop_assert_eq!(redact(secret.expose()), format!("{}.[redacted]", presented.id));
    }

    #[test]
    fn any_single_changed_character_is_refused(seed: u64, at: Index, other: char) {
        let (_, secret) = minted(seed);
        let mut characters: Vec<char> = secret.expose().chars().collect();
        let at = at.index(characters.len());
        prop_assume!(characters[at] != other);
        characters[at] = other;
        prop_assert!(parse(&characters.iter().collect::<String>()).is_err());
    }

    /// The same with characters that keep the form, so that only the checksum can tell.
    #[test]
    fn any_single_typo_is_told_by_the_checksum(seed: u64, at: Index, typed: Index) {
        let (_, secret) = minted(seed);
        let text = secret.expose();
        let at = at.index(text.len() - 4) + 3;
        prop_assume!(at != 17);
        let letters: &[u8] = if at < 17 {
            b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        } else {
            b"0123456789abcdef"
        };
        let typed = char::from(letters[typed.index(letters.len())]);
        prop_assume!(!text[at..].starts_with(typed));
        let mut text = text.to_owned();
        text.replace_range(at..=at, typed.encode_utf8(&mut [0; 4]));
        prop_assert_eq!(parse(&text), Err(BadToken::Checksum));
    }

    #[test]
    fn two_exchanged_neighbours_are_refused(seed: u64, at: Index) {
        let (_, secret) = minted(seed);
        let mut bytes = secret.expose().as_bytes().to_vec();
        let at = at.index(bytes.len() - 1);
        prop_assume!(bytes[at] != bytes[at + 1]);
        bytes.swap(at, at + 1);
        prop_assert!(parse(std::str::from_utf8(&bytes).unwrap()).is_err());
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,100}", cut: Index, seed: u64) {
        prop_assert!(parse(&text).is_err());
        let _ = redact(&text);
        // Cut and glued, which comes nearer to the form.
        let (_, secret) = minted(seed);
        let whole = secret.expose();
        let cut = cut.index(whole.len());
        prop_assert!(parse(&whole[..cut]).is_err());
        let glued = [&whole[..cut], &text].concat();
        prop_assert!(parse(&glued).is_err() || glued == whole);
    }

    #[test]
    fn no_text_around_a_token_keeps_redaction_from_finding_it(
        before in "\\PC{0,20}", after in "[^0-9a-fA-F]?\\PC{0,20}", seed: u64,
    ) {
        let (_, secret) = minted(seed);
        let text = format!("{before}{}{after}", secret.expose());
        let clean = redact(&text);
        prop_assert!(!clean.contains(&secret.expose()[18..26]), "{}", clean);
        let again = redact(&clean);
        prop_assert_eq!(&*again, &*clean);
    }

    /// The heart of it: whatever is taken from a caller, no refusal becomes a permit.
    #[test]
    fn taking_something_away_never_allows_more(
        rights in any_rights(),
        info in any_op(),
        base in select(bases()),
        workspace in select(workspaces()),
    ) {
        let world = World::new();
        let allowed = rights.allow(&world, info, base, workspace);
        for less in rights.lesser() {
            prop_assert!(
                allowed || !less.allow(&world, info, base, workspace),
                "{} is refused for {:?} and allowed for {:?}", info.name, rights, less
            );
        }
    }

    #[test]
    fn narrower_is_a_preorder_that_implies_reach(
        lists in prop::array::uniform3(any_access()),
        homes in any_homes(),
    ) {
        let home = home_in(&homes);
        let [a, b, c] = &lists;
        prop_assert!(a.narrower_than(a, &home));
        if a.narrower_than(b, &home) && b.narrower_than(c, &home) {
            prop_assert!(a.narrower_than(c, &home));
        }
        if a.narrower_than(b, &home) {
            for workspace in workspaces() {
                prop_assert!(!a.reaches_workspace(workspace) || b.reaches_workspace(workspace));
            }
            for base in bases() {
                if let Some(workspace) = home(base) {
                    prop_assert!(!a.reaches_base(base, workspace) || b.reaches_base(base, workspace));
                }
            }
        }
    }

    /// `narrower_than` refuses no list without a reason: something is covered
    /// here and not there, or may be as soon as there are more bases.
    #[test]
    fn what_is_not_narrower_reaches_further(
        a in any_access(), b in any_access(), homes in any_homes(),
    ) {
        let home = home_in(&homes);
        if !a.narrower_than(&b, &home) {
            let all = a == Access::All && b != Access::All;
            let workspace = workspaces().into_iter()
                .any(|id| a.reaches_workspace(id) && !b.reaches_workspace(id));
            let base = bases().into_iter().any(|id| match home(id) {
                Some(home) => a.reaches_base(id, home) && !b.reaches_base(id, home),
                // Gone: listed here alone.
                None => matches!((&a, &b), (Access::Listed { bases: here, .. }, Access::Listed { bases: there, .. })
                    if here.contains(&id) && !there.contains(&id)),
            });
            prop_assert!(all || workspace || base);
        }
    }

    /// In most cases the wanted token is near its minter, or hardly any could be minted.
    #[test]
    fn what_a_token_may_mint_can_do_no_more_than_the_token(
        (own, wanted) in (any_rights(), any_rights()),
        near in prop::array::uniform3(prop::bool::weighted(0.8)),
        lives in prop::array::uniform2(option::of(1i64..3)),
        info in any_op(),
        base in 0..IDS,
        homes in any_homes(),
    ) {
        let world = World::new();
        let (minter, _) = world.issue(own.scopes, own.access.clone(), lives[0].map(after));
        let mut settings = minter.settings();
        settings.scopes = settings.scopes.without(settings.scopes.without(wanted.scopes));
        if !near[0] {
            settings.scopes = wanted.scopes;
        }
        if !near[1] {
            settings.access = wanted.access;
        }
        if !near[2] {
            settings.expires = lives[1].map(after);
        }
        let allowed = may_mint(&minter, &settings, &home_in(&homes)).is_ok();
        let (child, _) = world.issue(settings.scopes, settings.access, settings.expires);
        if let (true, Some(workspace)) = (allowed, homes[base]) {
            let place = place(info, bases()[base], workspace, own.role);
            for seconds in 0..4 {
                let may = |token: &Token| {
                    judge(info.op, &world.token_caller(token.clone()), &place, after(seconds)).is_ok()
                };
                prop_assert!(may(&minter) || !may(&child), "{} by {:?}", info.name, child);
            }
        }
    }

    #[test]
    fn stored_forms_round_trip(scopes in any_scopes(), access in any_access()) {
        let stored = serde_json::to_string(&(scopes, &access)).unwrap();
        prop_assert_eq!(serde_json::from_str::<(ScopeSet, Access)>(&stored).unwrap(), (scopes, access));
    }
}
