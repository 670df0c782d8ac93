use basekey_access::op;
use basekey_app::Settings;

use crate::error::Answer;
use crate::extract::Call;
use crate::wire::json;
use crate::wire::own::{Patch, SettingsIn, SettingsOut};

/// Reads the instance's settings.
#[utoipa::path(
    get, path = "/api/settings", operation_id = "getSettings", tag = "Instance",
    responses((status = 200, body = SettingsOut))
)]
pub(super) async fn get(call: Call) -> Answer {
    let ctx = call.ctx::<op::GetSettings>().await?;
    let permit = call.instance::<op::GetSettings>(&ctx)?;
    json(&SettingsOut::from(&call.app().settings(permit).await?))
}

/// Changes the instance's settings; absent parts stay, `null` lifts a limit.
/// Tokens that live already keep their end, scopes and access.
#[utoipa::path(
    patch, path = "/api/settings", operation_id = "updateSettings", tag = "Instance",
    request_body = SettingsIn,
    responses((status = 200, body = SettingsOut))
)]
pub(super) async fn update(mut call: Call) -> Answer {
    let ctx = call.ctx::<op::UpdateSettings>().await?;
    let body: SettingsIn = call.json().await?;
    let creators = match body.token_creators {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Set(creators) => Patch::Set(creators.read()?),
    };
    let permit = call.instance::<op::UpdateSettings>(&ctx)?;
    let mut settings = call
        .app()
        .settings(call.instance::<op::GetSettings>(&ctx)?)
        .await?;
    set(&mut settings.token_default_days, &body.token_default_days);
    set(&mut settings.token_maximum_days, &body.token_maximum_days);
    let defaults = Settings::default();
    settings.forbidden_scopes = match body.forbidden_scopes {
        Patch::Absent => settings.forbidden_scopes,
        Patch::Null => defaults.forbidden_scopes,
        Patch::Set(scopes) => scopes,
    };
    settings.allow_everything = match body.allow_everything {
        Patch::Absent => settings.allow_everything,
        Patch::Null => defaults.allow_everything,
        Patch::Set(allowed) => allowed,
    };
    settings.token_creators = match creators {
        Patch::Absent => settings.token_creators,
        Patch::Null => defaults.token_creators,
        Patch::Set(creators) => creators,
    };
    json(&SettingsOut::from(
        &call.app().update_settings(permit, &ctx, settings).await?,
    ))
}

fn set(setting: &mut Option<u32>, change: &Patch<u32>) {
    match change {
        Patch::Absent => {}
        Patch::Null => *setting = None,
        Patch::Set(days) => *setting = Some(*days),
    }
}
