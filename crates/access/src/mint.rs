//! What a token that holds `tokens:manage` may do to other tokens: nothing
//! that reaches further than itself (tokens.md 3.10).
//!
//! Both checks speak of one moment. A base that moves to another workspace
//! later, or a minter that is narrowed later, does not change the tokens that
//! were made before; [`Token::created_by_token`] tells which those are.

use crate::grant::Home;
use crate::scope::ScopeSet;
use crate::token::{NewTokenSettings, Token};

/// The wanted token reaches further than the one that asks for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MintDenial {
    /// It belongs to someone else.
    #[error("a token manages its owner's tokens only")]
    Owner,
    /// It has scopes that the asking token lacks.
    #[error("a token can manage only tokens with scopes it has itself; it lacks {beyond}")]
    Scopes {
        /// Those scopes.
        beyond: ScopeSet,
    },
    /// It covers something that the asking token does not.
    #[error("a token can manage only tokens whose access list its own covers")]
    Access,
    /// It is accepted from more addresses.
    #[error("a token can manage only tokens whose allowed addresses its own cover")]
    Addresses,
    /// It may be used more often.
    #[error("a token can manage only tokens with no more requests per second than itself")]
    Rate,
    /// It lives longer.
    #[error("a token can manage only tokens that expire no later than itself")]
    Life,
}

/// Whether `minter` may create a token with these settings, or change one to them.
///
/// For a change, ask [`manages`] about the token as it is, too.
pub fn may_mint(
    minter: &Token,
    wanted: &NewTokenSettings,
    home: Home<'_>,
) -> Result<(), MintDenial> {
    if !wanted.scopes.is_subset(minter.scopes) {
        let beyond = wanted.scopes.without(minter.scopes);
        return Err(MintDenial::Scopes { beyond });
    }
    if !wanted.access.narrower_than(&minter.access, home) {
        return Err(MintDenial::Access);
    }
    if !wanted
        .allowed_addresses
        .narrower_than(&minter.allowed_addresses)
    {
        return Err(MintDenial::Addresses);
    }
    let faster = match (minter.requests_per_second, wanted.requests_per_second) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(own), Some(wanted)) => wanted > own,
    };
    if faster {
        return Err(MintDenial::Rate);
    }
    // When a token begins makes no difference: one that has not begun asks for nothing.
    let outlives = match (minter.expires, wanted.expires) {
        (None, _) => false,
        (Some(_), None) => true,
        (Some(own), Some(wanted)) => wanted > own,
    };
    if outlives {
        return Err(MintDenial::Life);
    }
    Ok(())
}

/// Whether `minter` may edit, pause, resume, regenerate, duplicate or revoke
/// `other` as it is now. A token manages itself.
pub fn manages(minter: &Token, other: &Token, home: Home<'_>) -> Result<(), MintDenial> {
    if minter.owner != other.owner {
        return Err(MintDenial::Owner);
    }
    may_mint(minter, &other.settings(), home)
}

/// Whether a change of settings opens more than was open: a scope, a place or
/// an address. That a token lives longer or may call more often opens nothing new.
pub fn widens(before: &NewTokenSettings, after: &NewTokenSettings, home: Home<'_>) -> bool {
    !(after.scopes.is_subset(before.scopes)
        && after.access.narrower_than(&before.access, home)
        && after
            .allowed_addresses
            .narrower_than(&before.allowed_addresses))
}
