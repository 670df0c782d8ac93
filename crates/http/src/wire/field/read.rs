//! Reading a type and its options when a field is to be made.

use std::collections::HashMap;

use basekey_model::field::{
    BrightColor, CheckboxIcon, Choice, ChoiceColor, Choices, DateFormat, DurationFormat, FieldKind,
    Link, MomentFormat, RatingIcon, TimeFormat, TimeResult,
};
use basekey_model::id::{ChoiceId, Entropy};
use serde_json::Value;

use super::derived;
use super::options::{Options, Place};
use crate::error::{Answer, Code, Refusal};
use crate::extract::shorten;

/// Types that Airtable has and nobody can make through the API; a lookup is
/// made as `multipleLookupValues`.
const NOT_TO_BE_MADE: &[&str] = &[
    "lookup",
    "button",
    "aiText",
    "externalSyncSource",
    "manualSort",
];

macro_rules! names_of {
    ($kind:ident) => {
        &$kind::ALL
            .iter()
            .map(|item| item.name())
            .collect::<Vec<_>>()
    };
}

/// Reads a type and its options.
pub(crate) fn kind(
    place: Place<'_>,
    name: &str,
    value: Option<&Value>,
    entropy: &dyn Entropy,
) -> Answer<FieldKind> {
    let mut options = Options::of(place, "options", value)?;
    let kind = kind_of(place, name, &mut options, entropy)?;
    options.finish()?;
    Ok(kind)
}

/// Reads a type and takes its options; what it leaves does not belong there.
pub(super) fn kind_of(
    place: Place<'_>,
    name: &str,
    options: &mut Options<'_>,
    entropy: &dyn Entropy,
) -> Answer<FieldKind> {
    if let Some(kind) = derived::read(place, name, options, entropy)? {
        return Ok(kind);
    }
    Ok(match name {
        "singleLineText" => FieldKind::SingleLineText,
        "multilineText" => FieldKind::MultilineText,
        "richText" => FieldKind::RichText,
        "email" => FieldKind::Email,
        "url" => FieldKind::Url,
        "phoneNumber" => FieldKind::PhoneNumber,
        "barcode" => FieldKind::Barcode,
        "singleCollaborator" => FieldKind::SingleCollaborator,
        "multipleCollaborators" => FieldKind::MultipleCollaborators,
        "number" => FieldKind::Number {
            precision: options.small("precision", 0, 8)?,
        },
        "percent" => FieldKind::Percent {
            precision: options.small("precision", 0, 8)?,
        },
        "currency" => FieldKind::Currency {
            precision: options.small("precision", 0, 7)?,
            symbol: options.text("symbol")?,
        },
        "duration" => FieldKind::Duration {
            format: options.named(
                "durationFormat",
                DurationFormat::from_name,
                names_of!(DurationFormat),
            )?,
        },
        "rating" => FieldKind::Rating {
            icon: options.named("icon", RatingIcon::from_name, names_of!(RatingIcon))?,
            max: options.small("max", 1, 10)?,
            color: options.named("color", BrightColor::from_name, names_of!(BrightColor))?,
        },
        "checkbox" => FieldKind::Checkbox {
            icon: options.named("icon", CheckboxIcon::from_name, names_of!(CheckboxIcon))?,
            color: options.named("color", BrightColor::from_name, names_of!(BrightColor))?,
        },
        "date" => FieldKind::Date {
            date: day(options)?,
        },
        "dateTime" => FieldKind::DateTime(moment_format(options)?),
        "singleSelect" => FieldKind::SingleSelect(choices(options, None, entropy)?),
        "multipleSelects" => FieldKind::MultipleSelects(choices(options, None, entropy)?),
        "multipleRecordLinks" => FieldKind::MultipleRecordLinks(Link {
            view: options.view("viewIdForRecordSelection")?,
            ..Link::to(options.table("linkedTableId")?)
        }),
        "multipleAttachments" => FieldKind::MultipleAttachments {
            reversed: options.boolean("isReversed")?.unwrap_or(false),
        },
        "autoNumber" => FieldKind::AutoNumber,
        "createdTime" => FieldKind::CreatedTime {
            result: time_result(options)?,
        },
        "lastModifiedTime" => {
            // What is given back on reading may be sent again.
            options.take("isValid");
            FieldKind::LastModifiedTime {
                watched: options.fields("referencedFieldIds")?,
                result: time_result(options)?,
            }
        }
        "createdBy" => FieldKind::CreatedBy,
        "lastModifiedBy" => FieldKind::LastModifiedBy {
            watched: options.fields("referencedFieldIds")?,
        },
        other if NOT_TO_BE_MADE.contains(&other) => {
            return Err(Refusal::new(Code::UnsupportedFieldType).say(format!(
                "Creating {other} fields is not supported at this time (field \"{}\")",
                place.text()
            )));
        }
        other => {
            return Err(Refusal::new(Code::InvalidRequestUnknown).say(format!(
                "Invalid request: field \"{}\" has the unknown type \"{}\"",
                shorten(place.field),
                shorten(other)
            )));
        }
    })
}

fn day(options: &mut Options<'_>) -> Answer<DateFormat> {
    options.format(
        "dateFormat",
        DateFormat::from_name,
        DateFormat::format,
        names_of!(DateFormat),
    )
}

fn moment_format(options: &mut Options<'_>) -> Answer<MomentFormat> {
    Ok(MomentFormat {
        zone: options.text("timeZone")?,
        date: day(options)?,
        time: options.format(
            "timeFormat",
            TimeFormat::from_name,
            TimeFormat::format,
            names_of!(TimeFormat),
        )?,
    })
}

/// The `result` of a computed moment; an ISO date and time in UTC if absent.
fn time_result(options: &mut Options<'_>) -> Answer<TimeResult> {
    let Some(value) = options.take("result") else {
        return Ok(TimeResult::DateTime(MomentFormat {
            date: DateFormat::Iso,
            time: TimeFormat::TwentyFourHour,
            zone: "utc".to_owned(),
        }));
    };
    let mut result = options.inner("result", Some(&value))?;
    let name = result.text("type")?;
    let inner = result.take("options");
    let mut inner = result.inner("options", inner.as_ref())?;
    let found = match name.as_str() {
        "date" => TimeResult::Date {
            date: day(&mut inner)?,
        },
        "dateTime" => TimeResult::DateTime(moment_format(&mut inner)?),
        _ => return Err(result.wrong("type", "must be date or dateTime")),
    };
    inner.finish()?;
    result.finish()?;
    Ok(found)
}

/// The choices in the order sent. One that names a choice of `old`, by id or
/// by exactly its name, is that choice; the others are new.
pub(super) fn choices(
    options: &mut Options<'_>,
    old: Option<&Choices>,
    entropy: &dyn Entropy,
) -> Answer<Choices> {
    let Some(Value::Array(list)) = options.take("choices") else {
        return Err(options.wrong(
            "choices",
            "must be an array of objects such as {\"name\": \"Done\"}",
        ));
    };
    let known = old.map(Known::of);
    let mut choices = Choices {
        list: Vec::with_capacity(list.len()),
        next_key: old.map_or(0, |old| old.next_key),
    };
    for (index, value) in list.iter().enumerate() {
        let mut choice = options.inner(&format!("choices[{index}]"), Some(value))?;
        // A choice copied from another field brings its id, which can not be kept.
        let id = choice.take("id");
        let known = match &known {
            None => None,
            Some(known) => known.find(&choice, id)?,
        };
        let name = match known {
            Some(known) if !choice.has("name") => known.name.clone(),
            _ => choice.text("name")?,
        };
        // New choices get a colour in turn unless one is named; `null` is for none.
        let named = choice.has("color");
        let color = match choice.take("color") {
            None if named => None,
            None => match known {
                Some(known) => known.color,
                None if old.is_some_and(|old| !old.has_colors()) => None,
                None => Some(ChoiceColor::in_turn(index)),
            },
            Some(Value::String(text)) => Some(ChoiceColor::from_name(&text).ok_or_else(|| {
                choice.wrong("color", "must be a colour such as blueLight2 or redBright")
            })?),
            Some(_) => return Err(choice.wrong("color", "must be text")),
        };
        choice.finish()?;
        match known {
            Some(known) => choices.list.push(Choice {
                name,
                color,
                ..known.clone()
            }),
            None => {
                choices.add(&name, color, entropy);
            }
        }
    }
    Ok(choices)
}

/// The choices that a field has, by what requests call them.
struct Known<'o> {
    by_id: HashMap<ChoiceId, &'o Choice>,
    by_name: HashMap<&'o str, &'o Choice>,
}

impl<'o> Known<'o> {
    fn of(choices: &'o Choices) -> Self {
        Self {
            by_id: choices.list.iter().map(|one| (one.id, one)).collect(),
            by_name: choices
                .list
                .iter()
                .map(|one| (one.name.as_str(), one))
                .collect(),
        }
    }

    fn find(&self, choice: &Options<'_>, id: Option<Value>) -> Answer<Option<&'o Choice>> {
        let Some(id) = id else {
            let named = choice.peek("name").and_then(|name| self.by_name.get(name));
            return Ok(named.copied());
        };
        let found = id
            .as_str()
            .and_then(|id| id.parse().ok())
            .and_then(|id: ChoiceId| self.by_id.get(&id));
        match found {
            Some(found) => Ok(Some(found)),
            None => Err(choice.wrong("id", "must be the id of a choice that the field has")),
        }
    }
}
