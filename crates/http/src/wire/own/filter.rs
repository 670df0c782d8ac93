//! Filters of views: a tree of conditions.

use basekey_model::filter::{Condition, Conjunction, Filter, Operator};
use basekey_model::id::FieldId;
use serde_json::{Map, Value, json};

use crate::error::{Answer, Refusal};
use crate::wire::schema::Object;

/// Reads a filter. Whether the operators fit the fields is not looked at here.
pub(super) fn filter(path: &str, value: Value) -> Answer<Filter> {
    let mut object = Object::of(path, value)?;
    let filter = whole(path, &mut object)?;
    object.finish()?;
    Ok(filter)
}

fn whole(path: &str, object: &mut Object<'_>) -> Answer<Filter> {
    let conjunction = match object.text("conjunction")?.as_deref() {
        Some("and") => Conjunction::And,
        Some("or") => Conjunction::Or,
        _ => {
            let name = format!("{path}.conjunction");
            return Err(Refusal::parameter(&name, "must be and, or or"));
        }
    };
    let conditions = object.array("conditions")?.ok_or_else(|| {
        Refusal::parameter(
            &format!("{path}.conditions"),
            "must be an array of conditions",
        )
    })?;
    let conditions = conditions
        .into_iter()
        .enumerate()
        .map(|(index, value)| condition(&format!("{path}.conditions[{index}]"), value))
        .collect::<Answer<_>>()?;
    Ok(Filter {
        conjunction,
        conditions,
    })
}

fn condition(path: &str, value: Value) -> Answer<Condition> {
    let mut object = Object::of(path, value)?;
    if object.has("conditions") || object.has("conjunction") {
        let within = whole(path, &mut object)?;
        object.finish()?;
        return Ok(Condition::Group(within));
    }
    let field: FieldId = object
        .id("fieldId", "the id of a field (fld…)")?
        .ok_or_else(|| {
            let name = format!("{path}.fieldId");
            Refusal::parameter(&name, "is required, or `conditions` for a filter within")
        })?;
    let operator = object.required_text("operator")?;
    let operator: Operator = serde_json::from_value(json!(operator)).map_err(|_| {
        Refusal::parameter(
            &format!("{path}.operator"),
            "is not an operator, such as =, contains or isAnyOf",
        )
    })?;
    let value = object.take("value");
    object.finish()?;
    Ok(Condition::Cell {
        field,
        operator,
        value,
    })
}

/// The filter as it is sent.
pub(super) fn filter_json(filter: &Filter) -> Value {
    let conjunction = match filter.conjunction {
        Conjunction::And => "and",
        Conjunction::Or => "or",
    };
    let conditions: Vec<_> = filter.conditions.iter().map(condition_json).collect();
    json!({ "conjunction": conjunction, "conditions": conditions })
}

fn condition_json(condition: &Condition) -> Value {
    match condition {
        Condition::Group(within) => filter_json(within),
        Condition::Cell {
            field,
            operator,
            value,
        } => {
            let mut object = Map::new();
            object.insert("fieldId".to_owned(), json!(field));
            object.insert("operator".to_owned(), json!(operator));
            if let Some(value) = value {
                object.insert("value".to_owned(), value.clone());
            }
            Value::Object(object)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_is_shown() {
        let sent = json!({
            "conjunction": "and",
            "conditions": [
                { "fieldId": "fldAAAAAAAAAAAAA1", "operator": "!=", "value": "x" },
                { "conjunction": "or", "conditions": [
                    { "fieldId": "fldAAAAAAAAAAAAA1", "operator": "isEmpty" },
                    { "fieldId": "fldAAAAAAAAAAAAA2", "operator": "isWithin", "value": { "mode": "pastNumberOfDays", "days": 3 } },
                ] },
            ],
        });
        assert_eq!(filter_json(&filter("filters", sent.clone()).unwrap()), sent);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let one = |condition: Value| json!({ "conjunction": "or", "conditions": [condition] });
        for (value, path) in [
            (json!([]), "filters must be an object"),
            (json!({ "conditions": [] }), "filters.conjunction"),
            (
                json!({ "conjunction": "xor", "conditions": [] }),
                "filters.conjunction",
            ),
            (json!({ "conjunction": "and" }), "filters.conditions"),
            (
                json!({ "conjunction": "and", "conditions": [], "x": 1 }),
                "`x` of filters",
            ),
            (one(json!(1)), "filters.conditions[0] must be"),
            (
                one(json!({ "operator": "=" })),
                "filters.conditions[0].fieldId",
            ),
            (
                one(json!({ "fieldId": "Name", "operator": "=" })),
                "`fieldId` of filters.conditions[0]",
            ),
            (
                one(json!({ "fieldId": "fldAAAAAAAAAAAAA1" })),
                "`operator` of filters.conditions[0]",
            ),
            (
                one(json!({ "fieldId": "fldAAAAAAAAAAAAA1", "operator": "like" })),
                "filters.conditions[0].operator",
            ),
            (
                one(one(
                    json!({ "fieldId": "fldAAAAAAAAAAAAA1", "operator": "=", "x": 1 }),
                )),
                "`x` of filters.conditions[0].conditions[0]",
            ),
        ] {
            let refusal = filter("filters", value.clone()).unwrap_err();
            assert!(
                refusal.message().contains(path),
                "{value}: {}",
                refusal.message()
            );
        }
    }
}
