//! What the instance owner sets for everybody.

use basekey_access::{Permit, op};
use basekey_store::{Cost, Read, StoreError, StoreExt};
use serde::{Deserialize, Serialize};

use crate::audit::Actor;
use crate::error::{AppError, Result, Rule};
use crate::{App, Ctx};

const NAME: &str = "instance";

/// Settings of the instance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Days that a token lives when its maker names no end; `null`: until it is revoked.
    pub token_default_days: Option<u32>,
    /// Days that a token may live at most; `null`: no limit.
    pub token_maximum_days: Option<u32>,
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

    /// Replaces the instance's settings. Tokens that live already keep their end.
    pub async fn update_settings(
        &self,
        _permit: Permit<op::UpdateSettings>,
        ctx: &Ctx,
        settings: Settings,
    ) -> Result<Settings> {
        if settings.token_default_days == Some(0) || settings.token_maximum_days == Some(0) {
            return Err(AppError::invalid(
                Rule::Request,
                "a number of days is at least 1; null means no limit",
            ));
        }
        if let (Some(default), Some(maximum)) =
            (settings.token_default_days, settings.token_maximum_days)
            && default > maximum
        {
            return Err(AppError::invalid(
                Rule::Request,
                "tokenDefaultDays can not be greater than tokenMaximumDays",
            ));
        }
        let (actor, now) = (Actor::of(ctx), self.now());
        self.store()
            .run_write(move |tx| {
                let before = read_settings(tx.reader())?;
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
