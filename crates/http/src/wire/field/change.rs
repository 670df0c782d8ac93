//! Reading what a field is to become, against what it is.

use basekey_model::field::{FieldKind, Link};
use basekey_model::id::Entropy;
use serde_json::Value;

use super::options::{Options, Place};
use super::{derived, options, read};
use crate::error::{Answer, Code, Refusal};

/// Options that a field keeps when it changes its type, if the new type has
/// them and the request says nothing of them.
const KEPT: &[&str] = &[
    "precision",
    "symbol",
    "dateFormat",
    "timeFormat",
    "timeZone",
    "result",
    "referencedFieldIds",
];

/// Options that are shown and can not be set; what is read may be sent again.
const SHOWN: &[&str] = &["linkedTableId", "inverseLinkFieldId"];

/// The kind that `name` and `value` make of `old`; `None` if they say nothing.
/// Options that are not named stay as they are.
pub(crate) fn changed(
    place: Place<'_>,
    old: &FieldKind,
    name: Option<&str>,
    value: Option<&Value>,
    entropy: &dyn Entropy,
) -> Answer<Option<FieldKind>> {
    if name.is_none() && value.is_none() {
        return Ok(None);
    }
    let name = name.unwrap_or(old.type_name());
    let mut given = Options::of(place, "options", value)?;
    if name != old.type_name() {
        return other_type(place, old, name, given, entropy).map(Some);
    }
    if !can_be_set(old) {
        return match value {
            None => Ok(Some(old.clone())),
            Some(_) => Err(Refusal::new(Code::InvalidFieldOptions).say(format!(
                "Invalid options for field \"{}\": options of {name} fields can not be changed",
                place.field
            ))),
        };
    }
    if let Some(kind) = derived::change(place, old, &mut given, entropy)? {
        given.finish()?;
        return Ok(Some(kind));
    }
    let kind = match old {
        FieldKind::MultipleRecordLinks(link) => {
            given.same(SHOWN, options(old).as_ref())?;
            FieldKind::MultipleRecordLinks(relinked(link.clone(), &mut given)?)
        }
        FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices) => {
            let choices = if given.has("choices") {
                read::choices(&mut given, Some(choices), entropy)?
            } else {
                choices.clone()
            };
            select(name, choices)
        }
        _ => {
            for (key, value) in options(old).iter().filter_map(Value::as_object).flatten() {
                given.default(key, value);
            }
            read::kind_of(place, name, &mut given, entropy)?
        }
    };
    given.finish()?;
    Ok(Some(kind))
}

fn other_type(
    place: Place<'_>,
    old: &FieldKind,
    name: &str,
    mut given: Options<'_>,
    entropy: &dyn Entropy,
) -> Answer<FieldKind> {
    let kind = match name {
        "singleSelect" | "multipleSelects" => {
            let choices = match old {
                FieldKind::SingleSelect(choices) | FieldKind::MultipleSelects(choices) => {
                    Some(choices)
                }
                _ => None,
            };
            // Without, they are made of what the cells hold.
            let found = if given.has("choices") {
                read::choices(&mut given, choices, entropy)?
            } else {
                choices.cloned().unwrap_or_default()
            };
            select(name, found)
        }
        "multipleRecordLinks" => {
            let link = Link::to(given.table("linkedTableId")?);
            FieldKind::MultipleRecordLinks(relinked(link, &mut given)?)
        }
        _ => {
            let wanted = options_of(name);
            // A computed value goes on to be shown as it was.
            let shown = old.shown().and_then(options);
            for (key, value) in shown.iter().filter_map(Value::as_object).flatten() {
                if KEPT.contains(&key.as_str()) && wanted.contains(&key.as_str()) {
                    given.default(key, value);
                }
            }
            derived::keep_path(old, name, &mut given);
            read::kind_of(place, name, &mut given, entropy)?
        }
    };
    given.finish()?;
    Ok(kind)
}

/// Which of [`KEPT`] a type has.
fn options_of(name: &str) -> &'static [&'static str] {
    match name {
        "number" | "percent" => &["precision"],
        "currency" => &["precision", "symbol"],
        "date" => &["dateFormat"],
        "dateTime" => &["dateFormat", "timeFormat", "timeZone"],
        "createdTime" => &["result"],
        "lastModifiedTime" => &["result", "referencedFieldIds"],
        "lastModifiedBy" => &["referencedFieldIds"],
        _ => &[],
    }
}

fn can_be_set(kind: &FieldKind) -> bool {
    !matches!(
        kind,
        FieldKind::Button | FieldKind::ExternalSyncSource(_) | FieldKind::AiText(_)
    )
}

fn select(name: &str, choices: basekey_model::field::Choices) -> FieldKind {
    if name == "singleSelect" {
        FieldKind::SingleSelect(choices)
    } else {
        FieldKind::MultipleSelects(choices)
    }
}

fn relinked(mut link: Link, given: &mut Options<'_>) -> Answer<Link> {
    if let Some(prefers) = given.boolean("prefersSingleRecordLink")? {
        link.prefers_single = prefers;
    }
    if let Some(reversed) = given.boolean("isReversed")? {
        link.reversed = reversed;
    }
    // `null` takes the view away.
    if given.has("viewIdForRecordSelection") {
        link.view = given.view("viewIdForRecordSelection")?;
    }
    Ok(link)
}

#[cfg(test)]
mod tests {
    use basekey_model::field::{ChoiceColor, Choices, DateFormat, Inverse};
    use basekey_model::id::{FieldId, TableId, ViewId};
    use basekey_model::testing::Fixed;
    use serde_json::json;

    use super::*;

    const PLACE: Place<'_> = Place {
        table: "T",
        field: "F",
    };

    fn change(old: &FieldKind, body: &Value) -> Answer<Option<FieldKind>> {
        let entropy = Fixed::new(7);
        changed(
            PLACE,
            old,
            body["type"].as_str(),
            body.get("options"),
            &entropy,
        )
    }

    #[test]
    fn what_is_not_named_stays() {
        let old = FieldKind::Currency {
            precision: 2,
            symbol: "€".to_owned(),
        };
        assert_eq!(change(&old, &json!({})).unwrap(), None);
        let changed = change(&old, &json!({ "options": { "precision": 0 } })).unwrap();
        assert_eq!(
            changed,
            Some(FieldKind::Currency {
                precision: 0,
                symbol: "€".to_owned()
            })
        );
        assert_eq!(
            change(&old, &json!({ "type": "number" })).unwrap(),
            Some(FieldKind::Number { precision: 2 })
        );
        assert_eq!(
            change(&old, &json!({ "type": "singleLineText" })).unwrap(),
            Some(FieldKind::SingleLineText)
        );
        let day = FieldKind::Date {
            date: DateFormat::Us,
        };
        let moment = json!({ "type": "dateTime", "options": { "timeZone": "utc", "timeFormat": { "name": "24hour" } } });
        let Some(FieldKind::DateTime(format)) = change(&day, &moment).unwrap() else {
            panic!("not a moment");
        };
        assert_eq!(format.date, DateFormat::Us);
    }

    #[test]
    fn choices_keep_their_identity() {
        let old = Choices::named(["Todo", "Done"], &Fixed::new(1));
        let done = old.list[1].id.to_string();
        let body = json!({ "options": { "choices": [
            { "name": "Todo", "color": "redBright" }, { "name": "New" }, { "id": done, "name": "Finished" },
        ] } });
        let Some(FieldKind::SingleSelect(new)) =
            change(&FieldKind::SingleSelect(old.clone()), &body).unwrap()
        else {
            panic!("not a select");
        };
        let keys: Vec<_> = new
            .list
            .iter()
            .map(|one| (one.key, one.name.as_str()))
            .collect();
        assert_eq!(keys, [(0, "Todo"), (2, "New"), (1, "Finished")]);
        assert_eq!(new.next_key, 3);
        assert_eq!(new.list[0].color, Some(ChoiceColor::RedBright));
        assert_eq!(new.list[2].color, old.list[1].color, "not named, so kept");
        assert_eq!(new.list[0].id, old.list[0].id);
        // Another type of select keeps them as well; from text they are made later.
        let body = json!({ "type": "multipleSelects" });
        let many = change(&FieldKind::SingleSelect(old.clone()), &body).unwrap();
        assert_eq!(many, Some(FieldKind::MultipleSelects(old.clone())));
        assert_eq!(
            change(&FieldKind::Email, &body).unwrap(),
            Some(FieldKind::MultipleSelects(Choices::default()))
        );
        let unknown = json!({ "options": { "choices": [{ "id": "selZZZZZZZZZZZZZZ" }] } });
        let refusal = change(&FieldKind::SingleSelect(old), &unknown).unwrap_err();
        assert!(
            refusal.message().contains("options.choices[0].id"),
            "{}",
            refusal.message()
        );
    }

    #[test]
    fn links_change_what_editors_see_only() {
        let entropy = Fixed::new(3);
        let (table, view) = (TableId::random(&entropy), ViewId::random(&entropy));
        let old = FieldKind::MultipleRecordLinks(Link {
            inverse: Inverse::Field(FieldId::random(&entropy)),
            view: Some(view),
            ..Link::to(table)
        });
        let again = json!({ "options": options(&old) });
        assert_eq!(change(&old, &again).unwrap(), Some(old.clone()));
        let body = json!({ "options": { "prefersSingleRecordLink": true, "viewIdForRecordSelection": null } });
        let Some(FieldKind::MultipleRecordLinks(link)) = change(&old, &body).unwrap() else {
            panic!("not a link");
        };
        assert_eq!((link.prefers_single, link.view), (true, None));
        let elsewhere = json!({ "options": { "linkedTableId": "tblZZZZZZZZZZZZZZ" } });
        let refusal = change(&old, &elsewhere).unwrap_err();
        assert_eq!(refusal.code(), Code::InvalidFieldOptions);
        assert!(refusal.message().contains("options.linkedTableId"));
    }

    #[test]
    fn options_that_do_not_belong_are_named() {
        let number = FieldKind::Number { precision: 1 };
        for (old, body, path) in [
            (
                &number,
                json!({ "options": { "symbol": "$" } }),
                "options.symbol",
            ),
            (
                &number,
                json!({ "options": { "precision": 9 } }),
                "options.precision",
            ),
            (
                &number,
                json!({ "type": "currency", "options": {} }),
                "options.symbol",
            ),
            (&number, json!({ "type": "checkbox" }), "options.icon"),
            (
                &number,
                json!({ "type": "multipleRecordLinks" }),
                "options.linkedTableId",
            ),
            (&number, json!({ "options": 1 }), "options must be"),
            (
                &FieldKind::Email,
                json!({ "options": { "x": 1 } }),
                "options.x",
            ),
            (&FieldKind::Button, json!({ "options": {} }), "button"),
        ] {
            let refusal = change(old, &body).unwrap_err();
            assert_eq!(refusal.code(), Code::InvalidFieldOptions, "{body}");
            assert!(
                refusal.message().contains(path),
                "{body}: {}",
                refusal.message()
            );
        }
        for (name, code) in [
            ("formula", Code::InvalidFieldOptions),
            ("lookup", Code::UnsupportedFieldType),
            ("button", Code::UnsupportedFieldType),
            ("longText", Code::InvalidRequestUnknown),
        ] {
            let refusal = change(&number, &json!({ "type": name })).unwrap_err();
            assert_eq!(refusal.code(), code, "{name}");
        }
    }
}
