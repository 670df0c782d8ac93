//! A new secret for a token that keeps its id, settings and history.

use basekey_access::{Permit, Regenerated as Step, Secret, SecretEnd, SecretHash, op};
use basekey_model::id::TokenId;
use serde_json::json;

use super::{OldSecretEnds, TokenInfo, own_token};
use crate::audit::Actor;
use crate::error::{AppError, Missing, Result, Rule};
use crate::sessions::require_confirmed;
use crate::{App, Ctx};

/// The answer to a regeneration.
#[derive(Debug)]
pub struct Regenerated {
    /// The token as it is now.
    pub token: TokenInfo,
    /// Its new text, this once; `None` if the idempotency key was that of the
    /// last regeneration, which changed nothing. A text that was lost is
    /// replaced by regenerating once more: the secret never used goes, the
    /// one in use stays as chosen.
    pub secret: Option<Secret>,
}

impl App {
    /// Gives a token a new secret. `old` says when the one in use ends.
    /// Repeating a call with the same idempotency key changes nothing.
    pub async fn regenerate_token(
        &self,
        permit: Permit<op::RegenerateToken>,
        ctx: &Ctx,
        id: &str,
        old: OldSecretEnds,
        idempotency_key: Option<&str>,
    ) -> Result<Regenerated> {
        let id: TokenId = id.parse().map_err(|_| Missing::Token)?;
        let key = match idempotency_key {
            None => None,
            Some(key) if (1..=255).contains(&key.len()) => {
                Some(*SecretHash::of(key.as_bytes()).as_bytes())
            }
            Some(_) => {
                return Err(AppError::invalid(
                    Rule::Request,
                    "an idempotency key has 1 to 255 characters",
                ));
            }
        };
        let now = self.now();
        let ends = match old {
            OldSecretEnds::Now => SecretEnd::At(now),
            OldSecretEnds::AtFirstUse => SecretEnd::AtFirstUseOfNext,
            OldSecretEnds::At(at) => SecretEnd::At(at),
        };
        let secret = Secret::for_token(id, self.entropy());
        let (kept, actor, app) = (secret.kept(), Actor::of(ctx), self.clone());
        let (info, made) = self
            .write_directory(move |tx| {
                let mut token = own_token(tx.reader(), &permit, id)?;
                require_confirmed(tx.reader(), permit.via(), now)?;
                let made = match token.regenerate(kept, ends, key, now)? {
                    Step::Made { dropped } => {
                        tx.put_token(&token)?;
                        let detail = json!({ "oldSecretEnds": ends, "secretsDropped": dropped });
                        actor.log(tx, now, "token.regenerated", Some(id.to_string()), detail)?;
                        true
                    }
                    Step::Repeated { .. } => false,
                };
                let info = app.token_as_seen(tx.reader(), &token, now)?;
                Ok::<_, AppError>((info, made))
            })
            .await?;
        Ok(Regenerated {
            token: info,
            secret: made.then_some(secret),
        })
    }
}
