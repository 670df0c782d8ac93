//! Which scopes a token never needed.

use basekey_access::{Op, ScopeSet, Token};
use basekey_model::time::Millis;
use basekey_store::{Read, StoreError};

use super::delta::Unwritten;
use super::document::Summary;

/// A token must have been watched for so long before anything is said.
const WATCHED_MS: i64 = 7 * 86_400_000;

/// A call may be noted so much later than its secret was first accepted.
const ANSWERED_WITHIN_MS: i64 = 5 * 60_000;

/// Since when the calls of a token are counted, if `first` is the first one
/// that was: since it was made, unless one of its secrets was accepted before
/// that, by a version that did not count.
pub(super) fn counted_since(token: &Token, first: Millis) -> Millis {
    let before = token
        .secrets
        .iter()
        .filter_map(|secret| secret.first_used)
        .any(|used| used.0 < first.0.saturating_sub(ANSWERED_WITHIN_MS));
    if before { first } else { token.created }
}

/// The scopes that no served call of a token has needed. `None` if it was
/// watched for less than seven days, or no call was served.
pub(super) fn unused<'n>(
    token: &Token,
    since: Millis,
    operations: impl Iterator<Item = &'n str>,
    unwritten: Option<ScopeSet>,
    now: Millis,
) -> Option<ScopeSet> {
    let mut used = unwritten;
    for name in operations {
        let used = used.get_or_insert(ScopeSet::EMPTY);
        // An operation of a newer version says nothing to this one.
        used.extend(
            Op::from_name(name)
                .into_iter()
                .flat_map(|op| op.may_use().iter()),
        );
    }
    let watched = now.0.saturating_sub(since.max(token.created).0);
    used.filter(|_| watched >= WATCHED_MS)
        .map(|used| token.scopes.without(used))
}

/// The same of a token in a list, from what is stored and what waits.
pub(crate) fn unused_scopes(
    read: &dyn Read,
    token: &Token,
    unwritten: Option<Unwritten>,
    now: Millis,
) -> Result<Option<ScopeSet>, StoreError> {
    // Most tokens of a list are spared the look at what is stored.
    if now.0.saturating_sub(token.created.0) < WATCHED_MS {
        return Ok(None);
    }
    // A list of tokens is not held up by a damaged count.
    let stored = read
        .token_usage(token.id)?
        .and_then(|text| super::parsed::<Summary>(&text).ok());
    let Some(first) = stored
        .as_ref()
        .map(|stored| stored.since)
        .or(unwritten.map(|unwritten| counted_since(token, unwritten.first)))
    else {
        return Ok(None);
    };
    let operations = stored.iter().flat_map(|stored| stored.operations.keys());
    Ok(unused(
        token,
        first,
        operations.map(String::as_str),
        unwritten.and_then(|unwritten| unwritten.scopes),
        now,
    ))
}
