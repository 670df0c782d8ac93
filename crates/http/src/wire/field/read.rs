//! Reading a type and its options when a field is to be made.

use basekey_model::field::{
    BrightColor, CheckboxIcon, ChoiceColor, Choices, DateFormat, DurationFormat, FieldKind,
    MomentFormat, RatingIcon, TimeFormat, TimeResult,
};
use basekey_model::id::{Entropy, FieldId};
use serde_json::{Map, Value};

use crate::error::{Answer, Code, Refusal};
use crate::extract::shorten;

/// Types that Airtable has and this version does not, or that nobody can make
/// through the API.
const NOT_TO_BE_MADE: &[&str] = &[
    "barcode",
    "singleCollaborator",
    "multipleCollaborators",
    "multipleRecordLinks",
    "multipleAttachments",
    "formula",
    "rollup",
    "multipleLookupValues",
    "lookup",
    "count",
    "button",
    "aiText",
    "externalSyncSource",
    "manualSort",
];

/// The options of a field about to be made, taken key by key so that what is
/// left over is what does not belong there.
struct Options<'a> {
    field: &'a str,
    path: String,
    object: Map<String, Value>,
}

impl<'a> Options<'a> {
    fn of(field: &'a str, path: &str, value: Option<&Value>) -> Answer<Self> {
        let object = match value {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(object)) => object.clone(),
            Some(_) => return Err(bad(field, path, "must be an object")),
        };
        Ok(Self {
            field,
            path: path.to_owned(),
            object,
        })
    }

    fn wrong(&self, key: &str, wants: &str) -> Refusal {
        bad(self.field, &format!("{}.{key}", self.path), wants)
    }

    fn take(&mut self, key: &str) -> Option<Value> {
        self.object
            .shift_remove(key)
            .filter(|value| !value.is_null())
    }

    fn text(&mut self, key: &str) -> Answer<String> {
        match self.take(key) {
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(self.wrong(key, "must be text")),
            None => Err(self.wrong(key, "is required")),
        }
    }

    fn small(&mut self, key: &str, least: u8, most: u8) -> Answer<u8> {
        let wants = format!("must be a whole number from {least} to {most}");
        let value = self
            .take(key)
            .ok_or_else(|| self.wrong(key, "is required"))?;
        value
            .as_u64()
            .and_then(|number| u8::try_from(number).ok())
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.wrong(key, &wants))
    }

    fn named<T>(
        &mut self,
        key: &str,
        read: fn(&str) -> Option<T>,
        all: &[&'static str],
    ) -> Answer<T> {
        let text = self.text(key)?;
        read(&text).ok_or_else(|| self.wrong(key, &format!("must be one of {}", all.join(", "))))
    }

    /// `{name, format?}`, where the format must be the name's.
    fn format<T: Copy>(
        &mut self,
        key: &str,
        read: fn(&str) -> Option<T>,
        format: fn(T) -> &'static str,
        all: &[&'static str],
    ) -> Answer<T> {
        let value = self
            .take(key)
            .ok_or_else(|| self.wrong(key, "is required"))?;
        let mut inner = Options::of(self.field, &format!("{}.{key}", self.path), Some(&value))?;
        let found = inner.named("name", read, all)?;
        match inner.take("format") {
            None => {}
            Some(Value::String(text)) if text == format(found) => {}
            Some(_) => {
                return Err(inner.wrong(
                    "format",
                    &format!("must be \"{}\" for this name", format(found)),
                ));
            }
        }
        inner.finish()?;
        Ok(found)
    }

    fn finish(self) -> Answer<()> {
        match self.object.keys().next() {
            None => Ok(()),
            Some(key) => Err(self.wrong(
                &shorten(key),
                "is not an option of this field type, or can not be set",
            )),
        }
    }
}

fn bad(field: &str, path: &str, wants: &str) -> Refusal {
    Refusal::new(Code::InvalidFieldOptions).say(format!(
        "Invalid options for field \"{}\": {path} {wants}",
        shorten(field)
    ))
}

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
    field: &str,
    name: &str,
    value: Option<&Value>,
    entropy: &dyn Entropy,
) -> Answer<FieldKind> {
    let mut options = Options::of(field, "options", value)?;
    let kind = match name {
        "singleLineText" => FieldKind::SingleLineText,
        "multilineText" => FieldKind::MultilineText,
        "richText" => FieldKind::RichText,
        "email" => FieldKind::Email,
        "url" => FieldKind::Url,
        "phoneNumber" => FieldKind::PhoneNumber,
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
            date: day(&mut options)?,
        },
        "dateTime" => FieldKind::DateTime(moment_format(&mut options)?),
        "singleSelect" => FieldKind::SingleSelect(choices(&mut options, entropy)?),
        "multipleSelects" => FieldKind::MultipleSelects(choices(&mut options, entropy)?),
        "autoNumber" => FieldKind::AutoNumber,
        "createdTime" => FieldKind::CreatedTime {
            result: time_result(&mut options)?,
        },
        "lastModifiedTime" => {
            // What is given back on reading may be sent again.
            options.take("isValid");
            FieldKind::LastModifiedTime {
                watched: watched(&mut options)?,
                result: time_result(&mut options)?,
            }
        }
        "createdBy" => FieldKind::CreatedBy,
        "lastModifiedBy" => FieldKind::LastModifiedBy {
            watched: watched(&mut options)?,
        },
        other if NOT_TO_BE_MADE.contains(&other) => {
            return Err(Refusal::new(Code::UnsupportedFieldType).say(format!(
                "Creating {other} fields is not supported at this time (field \"{}\")",
                shorten(field)
            )));
        }
        other => {
            return Err(Refusal::new(Code::InvalidRequestUnknown).say(format!(
                "Invalid request: field \"{}\" has the unknown type \"{}\"",
                shorten(field),
                shorten(other)
            )));
        }
    };
    options.finish()?;
    Ok(kind)
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
    let path = format!("{}.result", options.path);
    let mut result = Options::of(options.field, &path, Some(&value))?;
    let name = result.text("type")?;
    let inner = result.take("options");
    let mut inner = Options::of(options.field, &format!("{path}.options"), inner.as_ref())?;
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

fn watched(options: &mut Options<'_>) -> Answer<Vec<FieldId>> {
    let Some(value) = options.take("referencedFieldIds") else {
        return Ok(Vec::new());
    };
    let ids = value.as_array().map(|ids| {
        ids.iter()
            .map(|id| id.as_str()?.parse().ok())
            .collect::<Option<Vec<_>>>()
    });
    ids.flatten()
        .ok_or_else(|| options.wrong("referencedFieldIds", "must be an array of field ids"))
}

fn choices(options: &mut Options<'_>, entropy: &dyn Entropy) -> Answer<Choices> {
    let Some(Value::Array(list)) = options.take("choices") else {
        return Err(options.wrong(
            "choices",
            "must be an array of objects such as {\"name\": \"Done\"}",
        ));
    };
    let mut choices = Choices::default();
    for (index, value) in list.iter().enumerate() {
        let path = format!("{}.choices[{index}]", options.path);
        let mut choice = Options::of(options.field, &path, Some(value))?;
        let name = choice.text("name")?;
        // A choice copied from another field brings its id, which can not be kept.
        choice.take("id");
        // Colours are given in turn unless one is named; `null` is for none.
        let named = choice.object.contains_key("color");
        let color = match choice.take("color") {
            None if named => None,
            None => Some(ChoiceColor::in_turn(index)),
            Some(Value::String(text)) => Some(ChoiceColor::from_name(&text).ok_or_else(|| {
                choice.wrong("color", "must be a colour such as blueLight2 or redBright")
            })?),
            Some(_) => return Err(choice.wrong("color", "must be text")),
        };
        choice.finish()?;
        choices.add(&name, color, entropy);
    }
    Ok(choices)
}
