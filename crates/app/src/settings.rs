//! What the instance owner sets for everybody.

use basekey_access::{Permit, ScopeSet, op};
use basekey_model::id::UserId;
use basekey_store::{Cost, Read, StoreError, StoreExt, UserKey};
use serde::{Deserialize, Serialize};

use crate::audit::Actor;
use crate::error::{AppError, Result, Rule};
use crate::{App, Ctx};

const NAME: &str = "instance";

/// A hundred years: a later end could not be written down.
const MOST_DAYS: u32 = 36_500;

/// Users that may be named as makers of tokens.
const CREATORS: usize = 1_000;

/// Settings of the instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Days that a token lives when its maker names no end; `null`: until it is revoked.
    pub token_default_days: Option<u32>,
    /// Days that a token may live at most; `null`: no limit.
    pub token_maximum_days: Option<u32>,
    /// Scopes that no token gets any more; those that have them keep them.
    pub forbidden_scopes: ScopeSet,
    /// Whether a token may be given all that its owner reaches.
    pub allow_everything: bool,
    /// Who may make tokens.
    pub token_creators: TokenCreators,
}

/// Who may make tokens. Those that they have live on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TokenCreators {
    /// Which users.
    pub mode: CreatorsMode,
    /// Those meant by [`CreatorsMode::Chosen`].
    #[serde(default)]
    pub user_ids: Vec<UserId>,
}

/// Which users may make tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CreatorsMode {
    /// All.
    #[default]
    Everyone,
    /// Owners of the instance.
    InstanceOwners,
    /// Those that are named.
    Chosen,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            token_default_days: None,
            token_maximum_days: None,
            forbidden_scopes: ScopeSet::EMPTY,
            allow_everything: true,
            token_creators: TokenCreators::default(),
        }
    }
}

pub(crate) fn read_settings(read: &dyn Read) -> Result<Settings, StoreError> {
    let Some(text) = read.setting(NAME)? else {
        return Ok(Settings::default());
    };
    serde_json::from_str(&text).map_err(|error| StoreError::Damaged {
        what: "instance settings",
        cause: error.to_string(),
    })
}

impl App {
    /// The instance's settings.
    pub async fn settings(&self, _permit: Permit<op::GetSettings>) -> Result<Settings> {
        Ok(self.store().run_read(Cost::Short, read_settings).await?)
    }

    /// Changes the instance's settings, as they are when it is done. Tokens that
    /// live already keep their end, scopes and access.
    pub async fn update_settings(
        &self,
        _permit: Permit<op::UpdateSettings>,
        ctx: &Ctx,
        edit: impl FnOnce(&mut Settings) + Send + 'static,
    ) -> Result<Settings> {
        let (actor, now) = (Actor::of(ctx), self.now());
        self.store()
            .run_write(move |tx| {
                let before = read_settings(tx.reader())?;
                let mut settings = before.clone();
                edit(&mut settings);
                check(tx.reader(), &mut settings)?;
                let text =
                    serde_json::to_string(&settings).map_err(|error| StoreError::Damaged {
                        what: "instance settings",
                        cause: error.to_string(),
                    })?;
                tx.put_setting(NAME, &text)?;
                let detail = serde_json::json!({ "before": before, "after": settings });
                actor.log(tx, now, "settings.updated", None, detail)?;
                Ok(settings)
            })
            .await
    }
}

/// Refuses what can not be meant, and puts the rest in order.
fn check(read: &dyn Read, settings: &mut Settings) -> Result<()> {
    let invalid = |what: String| Err(AppError::invalid(Rule::Request, what));
    let days = [settings.token_default_days, settings.token_maximum_days];
    if days
        .iter()
        .flatten()
        .any(|days| !(1..=MOST_DAYS).contains(days))
    {
        return invalid(format!(
            "a number of days is from 1 to {MOST_DAYS}; null means no limit"
        ));
    }
    if let [Some(default), Some(maximum)] = days
        && default > maximum
    {
        return invalid("tokenDefaultDays can not be greater than tokenMaximumDays".to_owned());
    }
    let named = &mut settings.token_creators.user_ids;
    named.sort_unstable();
    named.dedup();
    if named.len() > CREATORS {
        return invalid(format!(
            "tokenCreators: at most {CREATORS} users can be named"
        ));
    }
    for id in named {
        if read.user(UserKey::Id(*id))?.is_none() {
            return invalid(format!("tokenCreators: there is no user {id}"));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_stored_by_an_earlier_version_allow_what_it_allowed() {
        let old = r#"{"tokenDefaultDays":30,"tokenMaximumDays":null}"#;
        let read: Settings = serde_json::from_str(old).unwrap();
        let wanted = Settings {
            token_default_days: Some(30),
            ..Settings::default()
        };
        assert_eq!(read, wanted);
        assert!(read.allow_everything && read.forbidden_scopes.is_empty());
        assert_eq!(read.token_creators.mode, CreatorsMode::Everyone);
        let text = serde_json::to_string(&read).unwrap();
        assert_eq!(serde_json::from_str::<Settings>(&text).unwrap(), read);
    }
}
