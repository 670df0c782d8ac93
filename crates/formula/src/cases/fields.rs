//! Types and values of the Web API as fields and stored cells.

use basekey_model::cell::{DERIVED_ERROR, number_text, special_number};
use basekey_model::field::{
    AiText, BrightColor, CheckboxIcon, Choices, Count, DateFormat, DurationFormat, FieldKind,
    Formula, Link, Lookup, MomentFormat, RatingIcon, Rollup, TimeFormat, TimeResult, Upkeep,
};
use basekey_model::id::{FieldId, TableId};
use basekey_model::time::Millis;
use serde_json::{Value as Json, json};

use super::Same;
use super::row::Named;

/// The type of a field of a case.
pub(super) fn kind(field: &Json) -> Option<FieldKind> {
    let result = || {
        let of = field["of"].as_str().unwrap_or("singleLineText");
        plain(of, &field["value"]).map(Box::new)
    };
    let some_field = || FieldId::random(&Same);
    Some(match field["type"].as_str()? {
        "formula" => FieldKind::Formula(Formula {
            result: Some(result()?),
            ..Formula::default()
        }),
        "rollup" => FieldKind::Rollup(Rollup {
            link: some_field(),
            field: some_field(),
            formula: "values".to_owned(),
            format: None,
            referenced: Vec::new(),
            result: Some(result()?),
            upkeep: Upkeep::Stored,
        }),
        "multipleLookupValues" => FieldKind::MultipleLookupValues(Lookup {
            link: some_field(),
            field: some_field(),
            result: Some(result()?),
            upkeep: Upkeep::Stored,
        }),
        "count" => FieldKind::Count(Count {
            link: some_field(),
            valid: true,
            upkeep: Upkeep::Stored,
        }),
        name => plain(name, &field["value"])?,
    })
}

/// A type that is not derived; `value` names the choices.
fn plain(name: &str, value: &Json) -> Option<FieldKind> {
    let moment = || MomentFormat {
        date: DateFormat::Iso,
        time: TimeFormat::TwentyFourHour,
        zone: "utc".to_owned(),
    };
    let time = || TimeResult::DateTime(moment());
    Some(match name {
        "singleLineText" => FieldKind::SingleLineText,
        "multilineText" => FieldKind::MultilineText,
        "richText" => FieldKind::RichText,
        "email" => FieldKind::Email,
        "url" => FieldKind::Url,
        "phoneNumber" => FieldKind::PhoneNumber,
        "number" => FieldKind::Number { precision: 8 },
        "percent" => FieldKind::Percent { precision: 2 },
        "currency" => FieldKind::Currency {
            precision: 2,
            symbol: "$".to_owned(),
        },
        "duration" => FieldKind::Duration {
            format: DurationFormat::Minutes,
        },
        "rating" => FieldKind::Rating {
            max: 10,
            icon: RatingIcon::Star,
            color: BrightColor::Yellow,
        },
        "checkbox" => FieldKind::Checkbox {
            icon: CheckboxIcon::Check,
            color: BrightColor::Green,
        },
        "date" => FieldKind::Date {
            date: DateFormat::Iso,
        },
        "dateTime" => FieldKind::DateTime(moment()),
        "createdTime" => FieldKind::CreatedTime { result: time() },
        "lastModifiedTime" => FieldKind::LastModifiedTime {
            watched: Vec::new(),
            result: time(),
        },
        "singleSelect" => FieldKind::SingleSelect(choices(value)),
        "multipleSelects" => FieldKind::MultipleSelects(choices(value)),
        "externalSyncSource" => FieldKind::ExternalSyncSource(choices(value)),
        "singleCollaborator" => FieldKind::SingleCollaborator,
        "createdBy" => FieldKind::CreatedBy,
        "lastModifiedBy" => FieldKind::LastModifiedBy {
            watched: Vec::new(),
        },
        "multipleCollaborators" => FieldKind::MultipleCollaborators,
        "multipleRecordLinks" => FieldKind::MultipleRecordLinks(Link::to(TableId::random(&Same))),
        "multipleAttachments" => FieldKind::MultipleAttachments { reversed: false },
        "barcode" => FieldKind::Barcode,
        "autoNumber" => FieldKind::AutoNumber,
        "button" => FieldKind::Button,
        "aiText" => FieldKind::AiText(AiText::default()),
        _ => return None,
    })
}

/// The choices that a value names.
fn choices(value: &Json) -> Choices {
    fn collect<'v>(value: &'v Json, names: &mut Vec<&'v str>) {
        match value {
            Json::String(name) if !names.contains(&name.as_str()) => names.push(name),
            Json::Array(items) => items.iter().for_each(|item| collect(item, names)),
            _ => {}
        }
    }
    let mut names = Vec::new();
    collect(value, &mut names);
    Choices::named(names, &Same)
}

/// A value of the Web API as a stored cell, `None` if blank; or what the value
/// should be, in words.
pub(super) fn raw(
    kind: &FieldKind,
    value: &Json,
    named: &mut Named,
) -> Result<Option<String>, &'static str> {
    if value.is_null() {
        return Ok(None);
    }
    let Some(shown) = kind.shown().filter(|_| kind.is_derived()) else {
        return plain_raw(kind, value, named);
    };
    let text = value.to_string();
    if text == DERIVED_ERROR || special_number(&text).is_some() {
        return Ok(Some(text));
    }
    match value {
        Json::Array(items) if !matches!(kind, FieldKind::Count(_)) => {
            let mut raws = Vec::new();
            for item in items {
                raws.extend(raw_of_derived(shown, item, named)?);
            }
            Ok(list(&raws))
        }
        _ if matches!(kind, FieldKind::MultipleLookupValues(_)) => Err("a list"),
        value => raw_of_derived(shown, value, named),
    }
}

/// One value of a derived cell.
fn raw_of_derived(
    shown: &FieldKind,
    value: &Json,
    named: &mut Named,
) -> Result<Option<String>, &'static str> {
    let text = value.to_string();
    if value.is_null() || text == DERIVED_ERROR || special_number(&text).is_some() {
        return Ok(Some(text).filter(|_| !value.is_null()));
    }
    // An item of a list of lists is an item of the list.
    let one = match shown {
        FieldKind::MultipleSelects(choices) => FieldKind::SingleSelect(choices.clone()),
        FieldKind::MultipleCollaborators => FieldKind::SingleCollaborator,
        FieldKind::MultipleRecordLinks(_) => return named.record(value).map(Some),
        FieldKind::MultipleAttachments { .. } => return Ok(Some(text)),
        other => other.clone(),
    };
    plain_raw(&one, value, named)
}

fn plain_raw(
    kind: &FieldKind,
    value: &Json,
    named: &mut Named,
) -> Result<Option<String>, &'static str> {
    let items = || value.as_array().ok_or("a list");
    Ok(match kind {
        FieldKind::Checkbox { .. } => value
            .as_bool()
            .ok_or("true or false")?
            .then(|| "true".to_owned()),
        FieldKind::SingleSelect(choices) | FieldKind::ExternalSyncSource(choices) => {
            Some(choice(choices, value)?)
        }
        FieldKind::MultipleSelects(choices) => {
            let keys: Result<Vec<_>, _> =
                items()?.iter().map(|name| choice(choices, name)).collect();
            list(&keys?)
        }
        FieldKind::SingleCollaborator | FieldKind::CreatedBy | FieldKind::LastModifiedBy { .. } => {
            Some(named.person(value)?)
        }
        FieldKind::MultipleCollaborators => {
            let people: Result<Vec<_>, _> = items()?.iter().map(|one| named.person(one)).collect();
            list(&people?)
        }
        FieldKind::MultipleRecordLinks(_) => {
            let records: Result<Vec<_>, _> = items()?.iter().map(|one| named.record(one)).collect();
            list(&records?)
        }
        FieldKind::MultipleAttachments { .. } => {
            let files: Vec<String> = items()?.iter().map(Json::to_string).collect();
            list(&files)
        }
        FieldKind::Date { .. } => {
            let day = value.as_str().ok_or("a date")?;
            Millis::parse(&format!("{day}T00:00:00Z")).ok_or("a date")?;
            Some(value.to_string())
        }
        FieldKind::DateTime(_)
        | FieldKind::CreatedTime { .. }
        | FieldKind::LastModifiedTime { .. } => {
            let at = value.as_str().and_then(Millis::parse);
            Some(format!("\"{}\"", at.ok_or("an ISO 8601 time with a zone")?))
        }
        FieldKind::AiText(_) => {
            Some(json!({ "state": "generated", "isStale": false, "value": value }).to_string())
        }
        FieldKind::Barcode | FieldKind::Button => Some(value.to_string()),
        kind if kind.is_text() => {
            let text = value.as_str().ok_or("a text")?;
            (!text.is_empty()).then(|| value.to_string())
        }
        _ => Some(number_text(value.as_f64().ok_or("a number")?)),
    })
}

fn choice(choices: &Choices, name: &Json) -> Result<String, &'static str> {
    let choice = name.as_str().and_then(|name| choices.find(name));
    Ok(choice.ok_or("the name of a choice")?.key.to_string())
}

fn list(items: &[String]) -> Option<String> {
    (!items.is_empty()).then(|| format!("[{}]", items.join(",")))
}
