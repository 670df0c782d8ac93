//! The whole matrix of operation, scopes, access list, role and caller,
//! written as one table that is reviewed and compared: `tests/matrix.txt`.
//!
//! Every cell is the outcome of asking `judge` for all its cases, never of
//! reading the table of operations. `UPDATE_EXPECT=1` writes the file anew.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;

use basekey_access::{
    Access, Caller, Denial, OPERATIONS, Op, Revocation, Role, Scope, ScopeSet, Token, Via, judge,
};

use crate::support::{NOW, World, after, roles};

const HEAD: &str = "\
Who may do what. Made by the test `matrix`, which asks for every case; do not edit by hand.

A cell names the least role that may, and after the slash the reason for all smaller ones:
`edit/role` means editor and up, the others are refused for their role. `yes`: every role and even
none. `no: scope`: nobody, for that reason. Roles: none < read < comment < edit < create < owner.

Columns are access lists: all; the workspace concerned; the base concerned; something else. A single
cell holds for all of them. A token's line stands for every set of scopes that includes one of the
named sets, and `less` for every set that does not. What `tokens:manage` may do to other tokens is
limited further by `mint`.
";

/// The names of the access lists, in the order of [`accesses`].
const COLUMNS: [&str; 4] = ["all", "workspace", "base", "else"];

fn accesses(world: &World) -> [Access; 4] {
    let listed = |ids: &[String]| Access::from_ids(ids).unwrap();
    [
        Access::All,
        listed(&[world.workspace.to_string()]),
        listed(&[world.base.to_string()]),
        listed(&[
            world.other_base.to_string(),
            world.other_workspace.to_string(),
        ]),
    ]
}

/// A kind of caller; scopes and access list are still open for a token.
struct Asker {
    name: &'static str,
    kind: Kind,
    active: bool,
    instance_owner: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Token,
    Early,
    Paused,
    Expired,
    Revoked,
    Session,
    Operator,
}

const ASKERS: [Asker; 12] = {
    const fn asker(name: &'static str, kind: Kind, active: bool, instance_owner: bool) -> Asker {
        Asker {
            name,
            kind,
            active,
            instance_owner,
        }
    }
    [
        asker("operator", Kind::Operator, true, false),
        asker("token not valid yet", Kind::Early, true, true),
        asker("paused token", Kind::Paused, true, true),
        asker("expired token", Kind::Expired, true, true),
        asker("revoked token", Kind::Revoked, true, true),
        asker("token of a deactivated user", Kind::Token, false, true),
        asker("session of a deactivated user", Kind::Session, false, true),
        asker(
            "operator for a deactivated user",
            Kind::Operator,
            false,
            true,
        ),
        asker("token", Kind::Token, true, false),
        asker("token of an instance owner", Kind::Token, true, true),
        asker("session", Kind::Session, true, false),
        asker("session of an instance owner", Kind::Session, true, true),
    ]
};

impl Asker {
    fn has_scopes(&self) -> bool {
        !matches!(self.kind, Kind::Session | Kind::Operator)
    }

    /// The caller, with a copy of `token` in this asker's state if it has one.
    fn caller(&self, world: &World, token: &Token) -> Caller {
        let mut token = token.clone();
        let via = match self.kind {
            Kind::Session => world.session().via,
            Kind::Operator => Via::Operator,
            Kind::Token | Kind::Early | Kind::Paused | Kind::Expired | Kind::Revoked => {
                match self.kind {
                    Kind::Early => token.not_before = Some(after(1)),
                    Kind::Paused => token.pause().unwrap(),
                    Kind::Expired => token.expires = Some(NOW),
                    Kind::Revoked => token.revoke(Revocation::default(), NOW).unwrap(),
                    _ => token.expires = Some(after(1)),
                }
                Via::Token(Arc::new(token))
            }
        };
        Caller {
            active: self.active,
            instance_owner: self.instance_owner,
            ..world.caller(via)
        }
    }
}

/// For no role, then every role, smallest first.
type Outcomes = [Result<(), Denial>; 6];

/// One cell: see the head of the file.
fn cell(outcomes: &Outcomes) -> String {
    let least = outcomes.iter().position(Result::is_ok);
    let (below, above) = outcomes.split_at(least.unwrap_or(outcomes.len()));
    assert!(
        above.iter().all(Result::is_ok),
        "a greater role may less: {outcomes:?}"
    );
    let reasons: BTreeSet<_> = below
        .iter()
        .filter_map(|outcome| outcome.err())
        .map(|denial| denial.reason())
        .collect();
    let reasons: Vec<_> = reasons.into_iter().collect();
    match least {
        None => format!("no: {}", reasons.join("+")),
        Some(0) => "yes".to_owned(),
        Some(index) => format!("{}/{}", Role::ALL[index - 1].wire(), reasons.join("+")),
    }
}

/// One cell for each access list; only one if they make no difference.
type Cells = Vec<String>;

/// Which sets of scopes lead to which cells.
type Found = BTreeMap<Cells, Vec<ScopeSet>>;

/// Asks every case of one kind of caller; one answer for each operation.
fn ask(world: &World, token: &mut Token, asker: &Asker) -> Vec<Found> {
    let lists = accesses(world);
    let mut found = vec![Found::new(); OPERATIONS.len()];
    // The same outcomes come over and over again: write their cells once.
    let mut written: Vec<([Outcomes; 4], Cells)> = Vec::new();
    for scopes in every_scope_set() {
        token.scopes = scopes;
        let callers = lists.each_ref().map(|access| {
            token.access.clone_from(access);
            asker.caller(world, token)
        });
        for (info, found) in OPERATIONS.iter().zip(&mut found) {
            let outcomes = callers.each_ref().map(|caller| {
                roles().map(|role| judge(info.op, caller, &world.place(info.place, role), NOW))
            });
            let known = written.iter().position(|(known, _)| *known == outcomes);
            let index = known.unwrap_or_else(|| {
                written.push((outcomes, cells(&outcomes)));
                written.len() - 1
            });
            let cells = &written[index].1;
            match found.get_mut(cells) {
                Some(sets) => sets.push(scopes),
                None => drop(found.insert(cells.clone(), vec![scopes])),
            }
        }
    }
    found
}

fn cells(outcomes: &[Outcomes; 4]) -> Cells {
    let mut cells: Cells = outcomes.iter().map(cell).collect();
    if cells.iter().all(|cell| *cell == cells[0]) {
        cells.truncate(1);
    }
    cells
}

fn every_scope_set() -> impl Iterator<Item = ScopeSet> {
    let scopes: Vec<Scope> = ScopeSet::all().iter().collect();
    (0..1u32 << scopes.len()).map(move |bits| {
        scopes
            .iter()
            .enumerate()
            .filter(|(at, _)| bits >> at & 1 == 1)
            .map(|(_, held)| *held)
            .collect()
    })
}

/// Lines of scopes and cells, what allows before what refuses.
fn lines(found: Found, name: &str) -> Vec<(String, Cells)> {
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|(cells, _)| cells.iter().all(|cell| cell.starts_with("no")));
    match &found[..] {
        [(cells, _)] => vec![("any scopes".to_owned(), cells.clone())],
        [(allowed, enough), (refused, less)] => {
            // Only then does naming the smallest sets name all of them.
            for set in less {
                assert!(
                    !enough.iter().any(|enough| enough.is_subset(*set)),
                    "{name}: {set}"
                );
            }
            vec![
                (smallest(enough), allowed.clone()),
                ("less".to_owned(), refused.clone()),
            ]
        }
        _ => panic!("{name}: scopes make more than one difference"),
    }
}

fn smallest(sets: &[ScopeSet]) -> String {
    let minimal = sets.iter().filter(|set| {
        !sets
            .iter()
            .any(|other| other != *set && other.is_subset(**set))
    });
    minimal
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(" | ")
}

fn put(text: &mut String, caller: &str, scopes: &str, cells: &[impl AsRef<str>]) {
    let mut line = format!("  {caller:<32}{scopes:<48}");
    for cell in cells {
        write!(line, "  {:<12}", cell.as_ref()).unwrap();
    }
    text.push_str(line.trim_end());
    text.push('\n');
}

fn table() -> String {
    let world = World::new();
    let mut token = world.token(ScopeSet::EMPTY, Access::All);
    let mut uniform = String::new();
    let mut by_operation = vec![String::new(); OPERATIONS.len()];
    let mut last = Vec::new();
    for asker in &ASKERS {
        let found = ask(&world, &mut token, asker);
        let seen: BTreeSet<_> = found.iter().flat_map(BTreeMap::keys).collect();
        if let [cells] = seen.iter().collect::<Vec<_>>()[..] {
            put(&mut uniform, asker.name, "", cells);
            continue;
        }
        let found: Vec<_> = found
            .into_iter()
            .zip(&OPERATIONS)
            .map(|(found, info)| lines(found, info.name))
            .collect();
        for (index, lines) in found.iter().enumerate() {
            // An instance owner stands below the same caller who is none.
            if asker.instance_owner && last.get(index) == Some(lines) {
                continue;
            }
            for (scopes, cells) in lines {
                let scopes = if asker.has_scopes() { scopes } else { "" };
                put(&mut by_operation[index], asker.name, scopes, cells);
            }
        }
        last = found;
    }
    let mut text =
        format!("{HEAD}\nWhatever the operation, scopes, access list and role:\n\n{uniform}");
    text.push_str(
        "\nThe others, by operation; an instance owner only where it makes a difference:\n\n",
    );
    put(&mut text, "", "", &COLUMNS);
    for (info, lines) in OPERATIONS.iter().zip(by_operation) {
        write!(text, "\n{} ({:?})\n{lines}", info.name, info.place).unwrap();
    }
    text
}

#[test]
fn the_matrix_is_as_reviewed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/matrix.txt");
    let actual = table();
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(&path, &actual).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap();
    for (number, (actual, expected)) in (1..).zip(actual.lines().zip(expected.lines())) {
        let hint = "if the change is meant, run with UPDATE_EXPECT=1 and review the difference";
        assert_eq!(
            actual, expected,
            "line {number} of tests/matrix.txt; {hint}"
        );
    }
    assert_eq!(
        actual.lines().count(),
        expected.lines().count(),
        "lines of tests/matrix.txt"
    );
}

/// The table is the one of all operations there are.
#[test]
fn every_operation_is_in_the_table() {
    assert_eq!(OPERATIONS.map(|info| info.op).as_slice(), Op::ALL);
}
