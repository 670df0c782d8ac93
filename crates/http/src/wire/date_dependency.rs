//! A table's date dependency settings as Airtable writes them (web-api 4.2).

use basekey_model::id::FieldId;
use basekey_model::schema::{DateDependency, Rescheduling};
use serde_json::{Value, json};

use super::schema::Object;
use crate::error::{Answer, Refusal};

/// What the settings are called in messages.
const WHAT: &str = "dateDependencySettings";

/// The settings as clients read them.
pub(crate) fn date_dependency_json(settings: &DateDependency) -> Value {
    json!({
        "isEnabled": settings.enabled,
        "startDateFieldId": settings.start,
        "endDateFieldId": settings.end,
        "durationFieldId": settings.duration,
        "predecessorFieldId": settings.predecessor,
        "reschedulingMode": match settings.rescheduling {
            Rescheduling::Flexible => "flexible",
            Rescheduling::Fixed => "fixed",
            Rescheduling::None => "none",
        },
        "shouldSkipWeekendsAndHolidays": settings.skips_holidays,
        "holidays": settings.holidays,
        "isForwardOnly": settings.forward_only,
    })
}

/// The settings as a client sends them. Whether the fields are of the right
/// types is not looked at here.
pub(crate) fn date_dependency(value: Value) -> Answer<DateDependency> {
    let mut object = Object::of(WHAT, value)?;
    let missing = |key: &str| Refusal::parameter(&format!("{WHAT}.{key}"), "is required");
    let required = |object: &mut Object<'_>, key: &str| {
        object
            .id(key, "the id of a field (fld…)")?
            .ok_or_else(|| missing(key))
    };
    let start: FieldId = required(&mut object, "startDateFieldId")?;
    let end = required(&mut object, "endDateFieldId")?;
    let duration = required(&mut object, "durationFieldId")?;
    let predecessor = object.id("predecessorFieldId", "the id of a field (fld…)")?;
    let rescheduling = match object.text("reschedulingMode")?.as_deref() {
        Some("flexible") => Rescheduling::Flexible,
        Some("fixed") => Rescheduling::Fixed,
        Some("none") => Rescheduling::None,
        _ => {
            return Err(Refusal::parameter(
                "dateDependencySettings.reschedulingMode",
                "must be flexible, fixed or none",
            ));
        }
    };
    let settings = DateDependency {
        enabled: object
            .boolean("isEnabled")?
            .ok_or_else(|| missing("isEnabled"))?,
        start,
        end,
        duration,
        predecessor,
        rescheduling,
        skips_holidays: object
            .boolean("shouldSkipWeekendsAndHolidays")?
            .unwrap_or(false),
        holidays: object.texts("holidays")?,
        forward_only: object.boolean("isForwardOnly")?.unwrap_or(false),
    };
    object.finish()?;
    Ok(settings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Value {
        json!({
            "isEnabled": true,
            "startDateFieldId": "fldAAAAAAAAAAAAA1",
            "endDateFieldId": "fldAAAAAAAAAAAAA2",
            "durationFieldId": "fldAAAAAAAAAAAAA3",
            "predecessorFieldId": null,
            "reschedulingMode": "fixed",
            "shouldSkipWeekendsAndHolidays": true,
            "holidays": ["2026-12-25"],
            "isForwardOnly": true,
        })
    }

    #[test]
    fn what_is_sent_is_shown() {
        let settings = date_dependency(sent()).unwrap();
        assert_eq!(date_dependency_json(&settings), sent());
        let mut short = sent();
        let keys = short.as_object_mut().unwrap();
        for key in [
            "predecessorFieldId",
            "shouldSkipWeekendsAndHolidays",
            "holidays",
            "isForwardOnly",
        ] {
            keys.shift_remove(key);
        }
        let settings = date_dependency(short).unwrap();
        assert!(settings.holidays.is_empty() && !settings.skips_holidays);
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (key, value) in [
            ("isEnabled", json!("yes")),
            ("isEnabled", Value::Null),
            ("startDateFieldId", json!("Start")),
            ("endDateFieldId", Value::Null),
            ("durationFieldId", json!(3)),
            ("predecessorFieldId", json!("x")),
            ("reschedulingMode", json!("loose")),
            ("reschedulingMode", Value::Null),
            ("holidays", json!("2026-12-25")),
            ("isForwardOnly", json!(1)),
            ("colour", json!("red")),
        ] {
            let mut wrong = sent();
            wrong[key] = value;
            let refusal = date_dependency(wrong).unwrap_err();
            assert!(refusal.message().contains(key), "{}", refusal.message());
        }
    }
}
