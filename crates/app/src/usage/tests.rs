//! Counting, bounds, and that it does not matter how often one flushes.

use std::sync::Arc;

use basekey_access::{
    Access, Addresses, NewToken, NewTokenSettings, Op, Scope, ScopeSet, Secret, Token,
};
use basekey_model::id::{BaseId, Entropy, RequestId, TokenId};
use basekey_model::schema::UserNo;
use basekey_model::testing::Fixed;
use basekey_model::time::Millis;
use basekey_store::{Origin, Shared};
use proptest::prelude::*;

use super::delta::{Bounds, Delta, NotedCall, Waiting};
use super::document::{CALLS_KEPT, CLIENTS_KEPT, Document, HOURS_KEPT};
use super::unused::{counted_since, unused};

const START: i64 = 1_760_000_000_000;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;

fn origin(n: u64) -> Arc<Origin> {
    Arc::new(Origin {
        address: Some(format!("192.0.2.{n}")),
        client: (!n.is_multiple_of(3)).then(|| format!("client/{n}")),
    })
}

fn call(entropy: &dyn Entropy, client: u64, op: Op, status: u16) -> NotedCall {
    NotedCall {
        token: TokenId::random(&Fixed::new(1)),
        secret: Millis(START),
        origin: origin(client),
        request: RequestId::random(entropy),
        operation: Some(op),
        status,
        resource: Some(Shared::Base(BaseId::random(&Fixed::new(2)))),
        micros: 7,
    }
}

fn document(calls: &[(i64, NotedCall)]) -> Document {
    let first = calls.first().map_or(START, |(at, _)| *at);
    let mut delta = Delta::new(Millis(first));
    for (at, call) in calls {
        delta.note(call.clone(), Millis(*at), true, true);
    }
    delta.into_document()
}

/// Calls by a few clients, with hours between some of them, and where to cut.
fn calls() -> impl Strategy<Value = (Vec<(i64, NotedCall)>, Vec<bool>)> {
    let one = (
        prop_oneof![0..3i64, 0..3 * HOUR, 0..40 * HOUR],
        0..9u64,
        0..Op::ALL.len(),
        prop::sample::select(vec![200u16, 200, 200, 404, 422, 403, 429]),
        any::<bool>(),
    );
    prop::collection::vec(one, 1..120).prop_map(|steps| {
        let (entropy, mut at) = (Fixed::new(3), START);
        let (mut calls, mut cuts) = (Vec::new(), Vec::new());
        for (wait, client, op, status, cut) in steps {
            at += wait;
            let mut made = call(&entropy, client, Op::ALL[op], status);
            made.secret = Millis(START + i64::from(client % 2 == 0));
            calls.push((at, made));
            cuts.push(cut);
        }
        (calls, cuts)
    })
}

proptest! {
    #[test]
    fn it_does_not_matter_how_often_one_flushes((calls, cuts) in calls()) {
        let whole = document(&calls);
        let mut parts: Vec<Vec<_>> = vec![Vec::new()];
        for (call, cut) in calls.iter().zip(cuts) {
            if let Some(part) = parts.last_mut() {
                part.push(call.clone());
            }
            if cut {
                parts.push(Vec::new());
            }
        }
        let mut merged = Document::begun(whole.since);
        for part in parts.iter().filter(|part| !part.is_empty()) {
            merged.merge(document(part));
        }
        prop_assert_eq!(&merged, &whole);
        // Two that counted at the same time, and were merged in the other order.
        let (odd, even): (Vec<_>, Vec<_>) =
            calls.iter().enumerate().partition(|(index, _)| index % 2 == 1);
        let side = |side: Vec<(usize, &(i64, NotedCall))>| {
            document(&side.into_iter().map(|(_, call)| call.clone()).collect::<Vec<_>>())
        };
        let mut both = Document::begun(whole.since);
        both.merge(side(odd));
        both.merge(side(even));
        prop_assert_eq!(&both.hours, &whole.hours);
        prop_assert_eq!(&both.operations, &whole.operations);
        prop_assert_eq!(&both.clients, &whole.clients);
        // And as it is stored.
        let text = serde_json::to_string(&whole).unwrap();
        prop_assert_eq!(serde_json::from_str::<Document>(&text).unwrap(), whole);
    }
}

#[test]
fn hours_calls_and_clients_are_counted() {
    let entropy = Fixed::new(4);
    let calls = [
        (START, call(&entropy, 1, Op::ListRecords, 200)),
        (START + 1, call(&entropy, 1, Op::CreateRecords, 403)),
        (START + 2, call(&entropy, 2, Op::ListRecords, 422)),
        (START + HOUR, call(&entropy, 1, Op::ListRecords, 429)),
    ];
    let document = document(&calls);
    let hours: Vec<_> = document
        .hours
        .iter()
        .map(|hour| (hour.calls, hour.refused))
        .collect();
    assert_eq!(hours, [(3, 1), (1, 1)]);
    assert!(document.hours.iter().all(|hour| hour.at.0 % HOUR == 0));
    // What was refused is no use of the operation.
    let used: Vec<_> = document
        .operations
        .iter()
        .map(|(name, used)| (&**name, used.calls))
        .collect();
    assert_eq!(used, [("listRecords", 2)]);
    let statuses: Vec<_> = document.calls.iter().map(|call| call.status).collect();
    assert_eq!(statuses, [429, 422, 403, 200]);
    assert!(
        document.calls[0]
            .resource
            .as_ref()
            .unwrap()
            .starts_with("app")
    );
    let clients: Vec<_> = document.clients.iter().map(|client| client.calls).collect();
    assert_eq!(clients, [3, 1]);
    assert_eq!(document.clients[0].first, Millis(START));
    assert_eq!(document.clients[0].last, Millis(START + HOUR));
}

#[test]
fn a_document_does_not_grow_without_bound() {
    let entropy = Fixed::new(5);
    let mut kept = Document::begun(Millis(START));
    for hour in 0..400 {
        let at = START + hour * HOUR;
        kept.merge(document(&[(
            at,
            call(&entropy, hour as u64, Op::WhoAmI, 200),
        )]));
    }
    assert_eq!(kept.hours.len() as i64, HOURS_KEPT);
    assert_eq!(kept.calls.len(), CALLS_KEPT);
    assert_eq!(kept.clients.len(), CLIENTS_KEPT);
    let newest = Some("192.0.2.399".to_owned());
    assert_eq!(kept.clients[0].origin.address, newest);
    assert_eq!(kept.calls[0].origin.address, newest);
    // One flush that holds more than is kept.
    let many: Vec<_> = (0..400)
        .map(|n| (START + n, call(&entropy, n as u64, Op::WhoAmI, 200)))
        .collect();
    let kept = document(&many);
    assert_eq!(
        (kept.calls.len(), kept.clients.len()),
        (CALLS_KEPT, CLIENTS_KEPT)
    );
    assert_eq!(kept.clients[0].origin.address, newest);
    assert_eq!(kept.hours.iter().map(|hour| hour.calls).sum::<u64>(), 400);
}

#[test]
fn memory_is_bounded_and_what_comes_on_top_is_counted_only() {
    let entropy = Fixed::new(6);
    let bounds = Bounds {
        tokens: 2,
        calls: 3,
        clients: 2,
    };
    let mut waiting = Waiting::bounded(bounds);
    let ids: Vec<_> = (10..13).map(|n| TokenId::random(&Fixed::new(n))).collect();
    for (turn, id) in [0, 0, 0, 0, 1, 2].into_iter().enumerate() {
        let mut one = call(&entropy, turn as u64, Op::WhoAmI, 200);
        one.token = ids[id];
        waiting.note(one, Millis(START + turn as i64));
    }
    assert!(waiting.is_crowded());
    assert!(
        waiting.peek(ids[2]).is_none(),
        "there was no room for a third token"
    );
    let first = waiting.take_one(ids[0]).unwrap().into_document();
    assert_eq!((first.calls.len(), first.clients.len()), (3, 2));
    assert_eq!(first.calls[0].at, Millis(START + 3), "the newest stay");
    assert_eq!(first.clients[0].last, Millis(START + 3));
    assert_eq!(first.hours[0].calls, 4);
    let second = waiting.take_one(ids[1]).unwrap().into_document();
    assert_eq!((second.calls.len(), second.clients.len()), (0, 0));
    assert_eq!(
        (second.hours[0].calls, second.operations["whoAmI"].calls),
        (1, 1)
    );
    // Taking things out makes room.
    assert!(!waiting.is_crowded());
    let mut one = call(&entropy, 1, Op::WhoAmI, 200);
    one.token = ids[2];
    waiting.note(one, Millis(START));
    let taken: Vec<_> = waiting
        .take()
        .into_values()
        .map(Delta::into_document)
        .collect();
    assert_eq!((taken.len(), taken[0].calls.len()), (1, 1));
    assert!(waiting.take().is_empty());
}

#[test]
fn the_texts_of_a_client_are_kept_once() {
    let entropy = Fixed::new(7);
    let mut delta = Delta::new(Millis(START));
    let first = call(&entropy, 1, Op::WhoAmI, 200);
    let (kept, again) = (first.origin.clone(), call(&entropy, 1, Op::WhoAmI, 200));
    let dropped = again.origin.clone();
    delta.note(first, Millis(START), true, true);
    delta.note(again, Millis(START), true, true);
    // This test's own, the client's, and one for each of the two calls.
    assert_eq!(Arc::strong_count(&kept), 4);
    assert_eq!(Arc::strong_count(&dropped), 1);
}

fn token(scopes: &[Scope]) -> (Token, Secret) {
    let (id, secret) = Secret::mint(&Fixed::new(8));
    let settings = NewTokenSettings {
        scopes: scopes.iter().copied().collect(),
        access: Access::All,
        allowed_addresses: Addresses::ANYWHERE,
        requests_per_second: None,
        not_before: None,
        expires: None,
    };
    let new = NewToken {
        id,
        owner: UserNo(1),
        name: "t".to_owned(),
        note: None,
        settings,
        created_by_token: None,
    };
    let token = Token::issue(new, secret.kept(), Millis(START)).unwrap();
    (token, secret)
}

#[test]
fn unused_scopes_are_told_after_a_week_of_watching() {
    let held = [
        Scope::RecordsRead,
        Scope::SchemaRead,
        Scope::WorkspacesAndBasesRead,
        Scope::UserEmailRead,
        Scope::WebhookManage,
    ];
    let (token, _) = token(&held);
    let week = Millis(START + 7 * DAY);
    let told = |operations: &[Op], since: i64, now: Millis| {
        let names = operations.iter().map(|op| op.name());
        unused(&token, Millis(since), names, None, now)
    };
    let without = |used: &[Scope]| {
        let used: ScopeSet = used.iter().copied().collect();
        Some(token.scopes.without(used))
    };
    assert_eq!(told(&[], START, week), None, "never used");
    assert_eq!(told(&[Op::ListRecords], START, Millis(week.0 - 1)), None);
    assert_eq!(
        told(&[Op::ListRecords], START, week),
        without(&[Scope::RecordsRead])
    );
    // Counting began later than the token.
    assert_eq!(told(&[Op::ListRecords], START + 1, week), None);
    // Either of two would have done: neither is called unused.
    assert_eq!(
        told(&[Op::GetBaseCollaborators], START, week),
        without(&[Scope::SchemaRead, Scope::WorkspacesAndBasesRead])
    );
    assert_eq!(
        told(&[Op::WhoAmI], START, week),
        without(&[Scope::UserEmailRead])
    );
    let strange = unused(&token, Millis(START), ["strange"].into_iter(), None, week);
    assert_eq!(strange, without(&[]));
    let waiting = Some(Op::ListRecords.may_use());
    assert_eq!(
        unused(&token, Millis(START), std::iter::empty(), waiting, week),
        without(&[Scope::RecordsRead])
    );
}

#[test]
fn counting_covers_a_token_from_its_making_unless_it_was_used_before() {
    let (mut token, secret) = token(&[Scope::RecordsRead]);
    let first = Millis(START + 30 * DAY);
    assert_eq!(counted_since(&token, first), token.created);
    assert!(token.mark_used(&secret.hash(), Millis(first.0 - 1_000)));
    assert_eq!(counted_since(&token, first), token.created);
    let later = Millis(first.0 + DAY);
    assert_eq!(counted_since(&token, later), later);
}
