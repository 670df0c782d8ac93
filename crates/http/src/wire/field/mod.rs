//! Field types and their options as Airtable writes them (web-api 4.9).

mod read;

use basekey_model::field::{Choices, DateFormat, FieldKind, MomentFormat, TimeResult};
use serde_json::{Value, json};

pub(crate) use read::kind;

/// The `options` of a field; `None` for types that have none.
pub(crate) fn options(kind: &FieldKind) -> Option<Value> {
    Some(match kind {
        FieldKind::SingleLineText
        | FieldKind::MultilineText
        | FieldKind::RichText
        | FieldKind::Email
        | FieldKind::Url
        | FieldKind::PhoneNumber
        | FieldKind::AutoNumber
        | FieldKind::CreatedBy
        | FieldKind::LastModifiedBy { .. } => return None,
        FieldKind::Number { precision } | FieldKind::Percent { precision } => {
            json!({ "precision": precision })
        }
        FieldKind::Currency { precision, symbol } => {
            json!({ "precision": precision, "symbol": symbol })
        }
        FieldKind::Duration { format } => json!({ "durationFormat": format.name() }),
        FieldKind::Rating { max, icon, color } => {
            json!({ "icon": icon.name(), "max": max, "color": color.name() })
        }
        FieldKind::Checkbox { icon, color } => {
            json!({ "icon": icon.name(), "color": color.name() })
        }
        FieldKind::Date { date } => json!({ "dateFormat": date_format(*date) }),
        FieldKind::DateTime(format) => moment(format),
        FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices) => {
            json!({ "choices": list(choices) })
        }
        FieldKind::CreatedTime { result } => json!({ "result": result_type(result) }),
        FieldKind::LastModifiedTime { watched, result } => {
            json!({ "isValid": true, "referencedFieldIds": watched, "result": result_type(result) })
        }
    })
}

fn date_format(date: DateFormat) -> Value {
    json!({ "name": date.name(), "format": date.format() })
}

fn moment(format: &MomentFormat) -> Value {
    json!({
        "timeZone": format.zone,
        "dateFormat": date_format(format.date),
        "timeFormat": { "name": format.time.name(), "format": format.time.format() },
    })
}

fn result_type(result: &TimeResult) -> Value {
    match result {
        TimeResult::Date { date } => {
            json!({ "type": "date", "options": { "dateFormat": date_format(*date) } })
        }
        TimeResult::DateTime(format) => json!({ "type": "dateTime", "options": moment(format) }),
    }
}

fn list(choices: &Choices) -> Vec<Value> {
    let choice = |choice: &basekey_model::field::Choice| {
        let mut object = json!({ "id": choice.id, "name": choice.name });
        if let (Some(color), Some(object)) = (choice.color, object.as_object_mut()) {
            object.insert("color".to_owned(), json!(color.name()));
        }
        object
    };
    choices.list.iter().map(choice).collect()
}

#[cfg(test)]
mod tests {
    use basekey_model::testing::Fixed;

    use super::*;
    use crate::error::{Answer, Code};

    fn read(name: &str, value: &Value) -> Answer<FieldKind> {
        kind("F", name, Some(value), &Fixed::new(1))
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        for (name, value) in [
            ("singleLineText", Value::Null),
            ("number", json!({ "precision": 8 })),
            ("percent", json!({ "precision": 0 })),
            ("currency", json!({ "precision": 7, "symbol": "€" })),
            ("duration", json!({ "durationFormat": "h:mm:ss.SSS" })),
            (
                "rating",
                json!({ "icon": "dot", "max": 10, "color": "tealBright" }),
            ),
            (
                "checkbox",
                json!({ "icon": "xCheckbox", "color": "grayBright" }),
            ),
            (
                "date",
                json!({ "dateFormat": { "name": "us", "format": "M/D/YYYY" } }),
            ),
            (
                "dateTime",
                json!({
                    "timeZone": "Europe/Berlin",
                    "dateFormat": { "name": "friendly", "format": "LL" },
                    "timeFormat": { "name": "12hour", "format": "h:mma" },
                }),
            ),
            (
                "createdTime",
                json!({ "result": { "type": "date", "options": { "dateFormat": { "name": "iso", "format": "YYYY-MM-DD" } } } }),
            ),
        ] {
            let kind = read(name, &value).unwrap();
            assert_eq!(kind.type_name(), name);
            assert_eq!(options(&kind).unwrap_or(Value::Null), value, "{name}");
        }
    }

    #[test]
    fn choices_get_ids_and_colours() {
        let kind = read("singleSelect", &json!({ "choices": [{ "name": "A" }, { "name": "B", "color": "redDark1", "id": "selX" }, { "name": "C", "color": null }] })).unwrap();
        let written = options(&kind).unwrap();
        let choices = written["choices"].as_array().unwrap();
        assert_eq!(choices[0]["color"], "blueLight2");
        assert_eq!(choices[1]["color"], "redDark1");
        assert_eq!(choices[2].get("color"), None);
        assert!(
            choices[1]["id"].as_str().unwrap().starts_with("sel") && choices[1]["id"] != "selX"
        );
    }

    #[test]
    fn options_that_do_not_belong_are_named() {
        for (name, value, path) in [
            ("number", json!({}), "options.precision"),
            ("number", json!({ "precision": 9 }), "options.precision"),
            ("number", json!({ "precision": "1" }), "options.precision"),
            ("number", json!({ "precision": 1, "x": 1 }), "options.x"),
            ("currency", json!({ "precision": 2 }), "options.symbol"),
            ("checkbox", Value::Null, "options.icon"),
            (
                "rating",
                json!({ "icon": "star", "max": 11, "color": "redBright" }),
                "options.max",
            ),
            (
                "date",
                json!({ "dateFormat": { "name": "iso", "format": "LL" } }),
                "options.dateFormat.format",
            ),
            (
                "date",
                json!({ "dateFormat": { "name": "x" } }),
                "options.dateFormat.name",
            ),
            (
                "dateTime",
                json!({ "dateFormat": { "name": "iso" }, "timeZone": "utc" }),
                "options.timeFormat",
            ),
            (
                "singleSelect",
                json!({ "choices": [{ "name": "A", "color": "blue" }] }),
                "options.choices[0].color",
            ),
            (
                "singleSelect",
                json!({ "choices": [{}] }),
                "options.choices[0].name",
            ),
            ("singleSelect", json!({}), "options.choices"),
            ("email", json!({ "x": 1 }), "options.x"),
            ("email", json!("x"), "options must be an object"),
        ] {
            let refusal = read(name, &value).unwrap_err();
            assert_eq!(refusal.code(), Code::InvalidFieldOptions, "{name} {value}");
            assert!(
                refusal.message().contains(path),
                "{name} {value}: {}",
                refusal.message()
            );
        }
        assert_eq!(
            read("formula", &Value::Null).unwrap_err().code(),
            Code::UnsupportedFieldType
        );
        assert_eq!(
            read("longText", &Value::Null).unwrap_err().code(),
            Code::InvalidRequestUnknown
        );
    }
}
