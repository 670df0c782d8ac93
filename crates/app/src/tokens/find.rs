//! From a text that was found somewhere to the token it is of.

use basekey_access::{Permit, Standing, TokenState, op, parse};
use basekey_model::id::TokenId;
use basekey_store::{Cost, StoreExt, UserKey};

use super::own_token;
use crate::App;
use crate::error::{AppError, Missing, Result, Rule};

/// The token that a text is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundToken {
    /// `pat…`
    pub id: TokenId,
    /// As its owner calls it.
    pub name: String,
    /// Whether it is accepted now.
    pub state: TokenState,
    /// What the text is to it.
    pub standing: Standing,
}

impl App {
    /// Tells which of the caller's tokens a text is of. A text of somebody
    /// else's token is told like one of none.
    pub async fn find_token(
        &self,
        permit: Permit<op::FindToken>,
        text: &str,
    ) -> Result<FoundToken> {
        let presented = parse(text.trim())
            .map_err(|bad| AppError::invalid(Rule::Request, format!("token: {bad}")))?;
        let now = self.now();
        self.store()
            .run_read(Cost::Short, move |read| {
                let token = own_token(read, &permit, presented.id)?;
                let owner = read.user(UserKey::No(token.owner))?.ok_or(Missing::User)?;
                Ok(FoundToken {
                    id: token.id,
                    state: token.state(now, owner.active),
                    standing: token.standing(&presented.hash, now),
                    name: token.name,
                })
            })
            .await
    }
}
