//! The options of formulas, rollups, lookups and counts as Airtable writes
//! them (field-types 5.16 to 5.19).

use basekey_model::field::{Count, FieldKind, Formula, Lookup, Rollup};
use serde_json::{Map, Value, json};

pub(super) fn formula(formula: &Formula) -> Value {
    json!({
        "isValid": formula.result.is_some(),
        "formula": formula.formula,
        "referencedFieldIds": formula.referenced,
        "result": result(formula.result.as_deref()),
    })
}

pub(super) fn rollup(rollup: &Rollup) -> Value {
    json!({
        "isValid": rollup.result.is_some(),
        "recordLinkFieldId": rollup.link,
        "fieldIdInLinkedTable": rollup.field,
        "referencedFieldIds": rollup.referenced,
        "formula": rollup.formula,
        "result": result(rollup.result.as_deref()),
    })
}

pub(super) fn lookup(lookup: &Lookup) -> Value {
    json!({
        "isValid": lookup.result.is_some(),
        "recordLinkFieldId": lookup.link,
        "fieldIdInLinkedTable": lookup.field,
        "result": result(lookup.result.as_deref()),
    })
}

pub(super) fn count(count: &Count) -> Value {
    json!({ "isValid": count.valid, "recordLinkFieldId": count.link })
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
