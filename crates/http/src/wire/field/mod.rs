//! Field types and their options as Airtable writes them (web-api 4.9).

mod change;
mod derived;
mod options;
mod read;
#[cfg(test)]
mod tests;

use basekey_model::field::{
    AiText, Choices, DateFormat, FieldKind, Inverse, Link, MomentFormat, PromptPart, TimeResult,
};
use serde_json::{Map, Value, json};

pub(crate) use change::changed;
pub(crate) use options::Place;
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
        | FieldKind::SingleCollaborator
        | FieldKind::MultipleCollaborators
        | FieldKind::Barcode
        | FieldKind::AutoNumber
        | FieldKind::Button
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
        FieldKind::MultipleRecordLinks(link) => link_options(link),
        FieldKind::MultipleAttachments { reversed } => json!({ "isReversed": reversed }),
        FieldKind::AiText(text) => ai_text(text),
        FieldKind::SingleSelect(choices)
        | FieldKind::MultipleSelects(choices)
        | FieldKind::ExternalSyncSource(choices) => {
            json!({ "choices": list(choices) })
        }
        FieldKind::Formula(formula) => derived::formula(formula),
        FieldKind::Rollup(rollup) => derived::rollup(rollup),
        FieldKind::MultipleLookupValues(lookup) => derived::lookup(lookup),
        FieldKind::Count(count) => derived::count(count),
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

/// A link within one table has no inverse to show (field-types 5.13).
fn link_options(link: &Link) -> Value {
    let mut options = Map::new();
    options.insert("linkedTableId".to_owned(), json!(link.table));
    options.insert("isReversed".to_owned(), json!(link.reversed));
    options.insert(
        "prefersSingleRecordLink".to_owned(),
        json!(link.prefers_single),
    );
    if let Inverse::Field(inverse) = link.inverse {
        options.insert("inverseLinkFieldId".to_owned(), json!(inverse));
    }
    if let Some(view) = link.view {
        options.insert("viewIdForRecordSelection".to_owned(), json!(view));
    }
    Value::Object(options)
}

fn ai_text(text: &AiText) -> Value {
    let part = |part: &PromptPart| match part {
        PromptPart::Text(text) => json!(text),
        PromptPart::Field(field) => json!({ "field": { "fieldId": field } }),
    };
    json!({
        "prompt": text.prompt.iter().map(part).collect::<Vec<_>>(),
        "referencedFieldIds": text.referenced,
    })
}
