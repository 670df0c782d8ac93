//! What holds for every token text, every caller and every access list.

use std::collections::BTreeSet;
use std::net::IpAddr;

use basekey_access::{
    Access, Addresses, BadToken, Caller, Network, NewTokenSettings, OPERATIONS, OpInfo, Place,
    PlaceKind, Presented, Role, Scope, ScopeSet, Secret, SecretHash, Token, TokenState, Via, judge,
    may_mint, parse, redact, widens,
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

fn any_network() -> impl Strategy<Value = Network> {
    let texts = [
        "10.0.0.0/8",
        "10.0.0.0/9",
        "10.128.0.0/9",
        "10.0.0.1",
        "10.128.0.1",
        "::ffff:10.0.0.0/105",
        "0.0.0.0/0",
        "fd00::/8",
        "fd00::1",
        "::/0",
    ];
    select(texts.to_vec()).prop_map(|text| text.parse().unwrap())
}

fn any_addresses() -> impl Strategy<Value = Addresses> {
    prop::collection::vec(any_network(), 0..4).prop_map(|blocks| blocks.try_into().unwrap())
}

fn any_address() -> impl Strategy<Value = IpAddr> {
    let texts = [
        "10.0.0.1",
        "10.128.0.1",
        "192.0.2.7",
        "::ffff:10.0.0.1",
        "fd00::1",
        "fe80::1",
    ];
    select(texts.to_vec()).prop_map(|text| text.parse().unwrap())
}

/// What bounds a token beside its scopes and its access.
#[derive(Debug, Clone)]
struct Limits {
    addresses: Addresses,
    rate: Option<u32>,
    begins: Option<i64>,
    ends: Option<i64>,
}

fn any_limits() -> impl Strategy<Value = Limits> {
    let times = (option::weighted(0.3, 0i64..2), option::of(2i64..4));
    (any_addresses(), option::of(1u32..4), times).prop_map(|(addresses, rate, (begins, ends))| {
        Limits {
            addresses,
            rate,
            begins,
            ends,
        }
    })
}

impl Limits {
    fn of(&self, scopes: ScopeSet, access: Access) -> NewTokenSettings {
        NewTokenSettings {
            allowed_addresses: self.addresses.clone(),
            requests_per_second: self.rate,
            not_before: self.begins.map(after),
            expires: self.ends.map(after),
            ..NewTokenSettings::new(scopes, access)
        }
    }
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

    /// Few blocks of few addresses, so that lists meet.
    #[test]
    fn narrower_addresses_are_a_preorder_that_implies_reach(
        lists in prop::array::uniform3(any_addresses()),
        address in any_address(),
    ) {
        let [a, b, c] = &lists;
        prop_assert!(a.narrower_than(a));
        if a.narrower_than(b) && b.narrower_than(c) {
            prop_assert!(a.narrower_than(c));
        }
        if a.narrower_than(b) {
            prop_assert!(!a.allow(Some(address)) || b.allow(Some(address)));
            prop_assert!(!a.allow(None) || b.allow(None));
        }
    }

    /// Taking a block away, or making one smaller, never lets more in; taking
    /// the last one away would, and is not narrower.
    #[test]
    fn a_lesser_list_of_addresses_lets_no_more_in(list in any_addresses(), address in any_address()) {
        for gone in 0..list.networks().len() {
            let mut blocks = list.networks().to_vec();
            blocks.remove(gone);
            let less = Addresses::try_from(blocks).unwrap();
            prop_assert_eq!(less.narrower_than(&list), !less.is_anywhere());
            if !less.is_anywhere() {
                prop_assert!(list.allow(Some(address)) || !less.allow(Some(address)));
            }
        }
    }

    #[test]
    fn any_text_is_a_block_or_refused(text in "[0-9a-f.:/]{0,30}|\\PC{0,30}") {
        if let Ok(block) = text.parse::<Network>() {
            prop_assert_eq!(block.to_string().parse::<Network>(), Ok(block));
            prop_assert!(block.within(&block));
        }
    }

    /// In most cases the wanted token is near its minter, or hardly any could be minted.
    #[test]
    fn what_a_token_may_mint_can_do_no_more_than_the_token(
        (own, wanted) in (any_rights(), any_rights()),
        (own_limits, wanted_limits) in (any_limits(), any_limits()),
        near in prop::array::uniform4(prop::bool::weighted(0.8)),
        info in any_op(),
        base in 0..IDS,
        homes in any_homes(),
        address in any_address(),
        begun in 0i64..3,
    ) {
        let world = World::new();
        let (minter, _) = world.issue_with(own_limits.of(own.scopes, own.access.clone()));
        let mut settings = minter.settings();
        settings.scopes = settings.scopes.without(settings.scopes.without(wanted.scopes));
        if !near[0] {
            settings.scopes = wanted.scopes;
        }
        if !near[1] {
            settings.access = wanted.access;
        }
        let other = wanted_limits.of(settings.scopes, settings.access.clone());
        if !near[2] {
            settings.expires = other.expires;
        }
        if !near[3] {
            settings.allowed_addresses = other.allowed_addresses;
            settings.requests_per_second = other.requests_per_second;
        }
        settings.not_before = other.not_before;
        // Only a token that is accepted mints.
        prop_assume!(minter.state(after(begun), true) == TokenState::Active);
        prop_assume!(settings.not_before.is_none_or(|begins| settings.expires.is_none_or(|ends| begins < ends)));
        let allowed = may_mint(&minter, &settings, &home_in(&homes)).is_ok();
        let (child, _) = world.issue_with(settings);
        if allowed {
            let from = |token: &Token| token.allowed_addresses.allow(Some(address));
            prop_assert!(from(&minter) || !from(&child));
            let rate = |token: &Token| token.requests_per_second.unwrap_or(u32::MAX);
            prop_assert!(rate(&child) <= rate(&minter));
        }
        if let (true, Some(workspace)) = (allowed, homes[base]) {
            let place = place(info, bases()[base], workspace, own.role);
            for seconds in begun..4 {
                let may = |token: &Token| {
                    token.allowed_addresses.allow(Some(address))
                        && judge(info.op, &world.token_caller(token.clone()), &place, after(seconds)).is_ok()
                };
                prop_assert!(may(&minter) || !may(&child), "{} by {:?}", info.name, child);
            }
    }
    }

    /// What a token may not do it may not do after a change that does not widen it.
    #[test]
    fn a_change_that_does_not_widen_opens_nothing(
        (before, wanted) in (any_rights(), any_rights()),
        (limits, wanted_limits) in (any_limits(), any_limits()),
        near in prop::array::uniform3(prop::bool::weighted(0.7)),
        info in any_op(),
        base in 0..IDS,
        homes in any_homes(),
        address in any_address(),
    ) {
        let world = World::new();
        let before_it = limits.of(before.scopes, before.access.clone());
        let other = wanted_limits.of(before.scopes.without(wanted.scopes), wanted.access);
        let mut after_it = before_it.clone();
        after_it.scopes = if near[0] { other.scopes } else { wanted.scopes };
        if !near[1] {
            after_it.access = other.access;
        }
        if !near[2] {
            after_it.allowed_addresses = other.allowed_addresses;
        }
        let (old, _) = world.issue_with(before_it.clone());
        let (new, _) = world.issue_with(after_it.clone());
        if let (false, Some(workspace)) = (widens(&before_it, &after_it, &home_in(&homes)), homes[base]) {
            let place = place(info, bases()[base], workspace, before.role);
            let may = |token: &Token| {
                token.allowed_addresses.allow(Some(address))
                    && judge(info.op, &world.token_caller(token.clone()), &place, after(0)).is_ok()
            };
            prop_assert!(may(&old) || !may(&new), "{} by {:?}", info.name, new);
        }
    }

    #[test]
    fn stored_forms_round_trip(scopes in any_scopes(), access in any_access()) {
        let stored = serde_json::to_string(&(scopes, &access)).unwrap();
        prop_assert_eq!(serde_json::from_str::<(ScopeSet, Access)>(&stored).unwrap(), (scopes, access));
    }
}
