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
    let edit = move |settings: &mut Settings| {
        let defaults = Settings::default();
        set(
            &mut settings.token_default_days,
            optional(body.token_default_days),
            None,
        );
        set(
            &mut settings.token_maximum_days,
            optional(body.token_maximum_days),
            None,
        );
        set(
            &mut settings.forbidden_scopes,
            body.forbidden_scopes,
            defaults.forbidden_scopes,
        );
        set(
            &mut settings.allow_everything,
            body.allow_everything,
            defaults.allow_everything,
        );
        set(
            &mut settings.token_creators,
            creators,
            defaults.token_creators,
        );
    };
    json(&SettingsOut::from(
        &call.app().update_settings(permit, &ctx, edit).await?,
    ))
}

fn set<T>(setting: &mut T, change: Patch<T>, lifted: T) {
    match change {
        Patch::Absent => {}
        Patch::Null => *setting = lifted,
        Patch::Set(value) => *setting = value,
    }
}

/// For a setting whose absence means no limit.
fn optional<T>(change: Patch<T>) -> Patch<Option<T>> {
    match change {
        Patch::Absent => Patch::Absent,
        Patch::Null => Patch::Null,
        Patch::Set(value) => Patch::Set(Some(value)),
    }
}
