//! The options of formulas, rollups, lookups and counts as Airtable writes
//! them (field-types 5.16 to 5.19, web-api 4.9).

use basekey_model::field::{Count, FieldKind, Formula, Lookup, Rollup, Upkeep};
use basekey_model::id::{Entropy, FieldId};
use serde_json::{Map, Value, json};

use super::options::{Options, Place};
use super::read::kind_of;
use crate::error::Answer;

const LINK: &str = "recordLinkFieldId";
const FIELD: &str = "fieldIdInLinkedTable";

/// Options that follow from the others. Clients send them along when they copy
/// a field from one base to another, and they mean nothing there.
const FOLLOWING: &[&str] = &["isValid", "referencedFieldIds"];

/// What the value of a formula may be shown as, where it fits.
const RESULTS: &[&str] = &[
    "number",
    "percent",
    "currency",
    "duration",
    "date",
    "dateTime",
    "singleLineText",
    "multilineText",
    "richText",
    "email",
    "url",
    "phoneNumber",
];

pub(super) fn formula(formula: &Formula) -> Value {
    json!({
        "isValid": formula.result.is_some(),
        "formula": formula.formula,
        "referencedFieldIds": formula.referenced,
        "result": result(formula.result.as_deref()),
    })
}

pub(super) fn rollup(rollup: &Rollup) -> Value {
    let valid = rollup.result.is_some();
    let mut options = json!({ "isValid": valid });
    if valid {
        options[LINK] = json!(rollup.link);
        options[FIELD] = json!(rollup.field);
    }
    options["referencedFieldIds"] = json!(rollup.referenced);
    // Airtable does not tell it (field-types 5.17), but without it nobody could
    // make the field again.
    options["formula"] = json!(rollup.formula);
    options["result"] = result(rollup.result.as_deref());
    options
}

pub(super) fn lookup(lookup: &Lookup) -> Value {
    let valid = lookup.result.is_some();
    json!({
        "isValid": valid,
        LINK: valid.then_some(lookup.link),
        FIELD: valid.then_some(lookup.field),
        "result": result(lookup.result.as_deref()),
    })
}

pub(super) fn count(count: &Count) -> Value {
    if count.valid {
        json!({ "isValid": true, LINK: count.link })
    } else {
        json!({ "isValid": false })
    }
}

/// The type of the cells; `null` if the field is not valid.
fn result(kind: Option<&FieldKind>) -> Value {
    let Some(kind) = kind else {
        return Value::Null;
    };
    let mut result = Map::new();
    result.insert("type".to_owned(), json!(kind.type_name()));
    if let Some(options) = super::options(kind) {
        result.insert("options".to_owned(), options);
    }
    Value::Object(result)
}

/// Takes the options of a type of this room; `None` if it is another.
pub(super) fn read(
    place: Place<'_>,
    name: &str,
    options: &mut Options<'_>,
    entropy: &dyn Entropy,
) -> Answer<Option<FieldKind>> {
    let kind = match name {
        "formula" => FieldKind::Formula(Formula {
            formula: text(options, "{Price} * 2")?,
            format: format(place, options, entropy)?,
            ..Formula::default()
        }),
        "rollup" => FieldKind::Rollup(Rollup {
            link: options.field(LINK)?,
            field: options.field(FIELD)?,
            formula: text(options, "SUM(values)")?,
            format: format(place, options, entropy)?,
            referenced: Vec::new(),
            result: None,
            upkeep: Upkeep::Stored,
        }),
        "multipleLookupValues" => {
            // It is that of the field which is looked up.
            options.take("result");
            FieldKind::MultipleLookupValues(Lookup {
                link: options.field(LINK)?,
                field: options.field(FIELD)?,
                result: None,
                upkeep: Upkeep::Stored,
            })
        }
        "count" => FieldKind::Count(Count {
            link: options.field(LINK)?,
            valid: false,
            upkeep: Upkeep::Stored,
        }),
        _ => return Ok(None),
    };
    for key in FOLLOWING {
        options.take(key);
    }
    Ok(Some(kind))
}

/// Takes what is to be changed of a derived field; what is not named stays.
/// `None` for other kinds.
pub(super) fn change(
    place: Place<'_>,
    old: &FieldKind,
    given: &mut Options<'_>,
    entropy: &dyn Entropy,
) -> Answer<Option<FieldKind>> {
    let mut kind = old.clone();
    match &mut kind {
        FieldKind::Formula(formula) => {
            if given.has("formula") {
                formula.formula = text(given, "{Price} * 2")?;
            }
            if given.has("result") {
                formula.format = format(place, given, entropy)?;
            }
        }
        FieldKind::Rollup(rollup) => {
            if given.has("formula") {
                rollup.formula = text(given, "SUM(values)")?;
            }
            if given.has("result") {
                rollup.format = format(place, given, entropy)?;
            }
            change_path(&mut rollup.link, &mut rollup.field, given)?;
        }
        FieldKind::MultipleLookupValues(lookup) => {
            given.take("result");
            change_path(&mut lookup.link, &mut lookup.field, given)?;
        }
        FieldKind::Count(count) => {
            if let Some(link) = given.field_if_any(LINK)? {
                count.link = link;
            }
        }
        _ => return Ok(None),
    }
    for key in FOLLOWING {
        given.take(key);
    }
    Ok(Some(kind))
}

fn change_path(link: &mut FieldId, field: &mut FieldId, given: &mut Options<'_>) -> Answer<()> {
    if let Some(found) = given.field_if_any(LINK)? {
        *link = found;
    }
    if let Some(found) = given.field_if_any(FIELD)? {
        *field = found;
    }
    Ok(())
}

/// Where a field that becomes one of this room gets its cells from, if it was
/// another of this room and the request says nothing of it.
pub(super) fn keep_path(old: &FieldKind, name: &str, given: &mut Options<'_>) {
    let (link, field) = match old {
        FieldKind::Rollup(rollup) => (rollup.link, Some(rollup.field)),
        FieldKind::MultipleLookupValues(lookup) => (lookup.link, Some(lookup.field)),
        FieldKind::Count(count) => (count.link, None),
        _ => return,
    };
    if matches!(name, "rollup" | "multipleLookupValues" | "count") {
        given.default(LINK, &json!(link));
    }
    if let ("rollup" | "multipleLookupValues", Some(field)) = (name, field) {
        given.default(FIELD, &json!(field));
    }
}

/// The text of a formula, names and all; whoever knows the table reads it.
fn text(options: &mut Options<'_>, example: &str) -> Answer<String> {
    let text = options.text("formula")?;
    if text.trim().is_empty() {
        return Err(options.wrong("formula", &format!("is empty; it may be {example}")));
    }
    Ok(text)
}

/// The wish how a result is shown; `null` takes it away.
fn format(
    place: Place<'_>,
    options: &mut Options<'_>,
    entropy: &dyn Entropy,
) -> Answer<Option<Box<FieldKind>>> {
    let Some(value) = options.take("result") else {
        return Ok(None);
    };
    let mut result = options.inner("result", Some(&value))?;
    let name = result.text("type")?;
    if !RESULTS.contains(&name.as_str()) {
        return Err(result.wrong("type", &format!("must be one of {}", RESULTS.join(", "))));
    }
    let inner = result.take("options");
    let mut inner = result.inner("options", inner.as_ref())?;
    let kind = kind_of(place, &name, &mut inner, entropy)?;
    inner.finish()?;
    result.finish()?;
    Ok(Some(Box::new(kind)))
}

#[cfg(test)]
mod tests;
