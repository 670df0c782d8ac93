//! Views with all they show and hide.

use std::collections::{BTreeMap, BTreeSet};

use basekey_app::{ViewDraft, ViewEdit};
use basekey_model::id::FieldId;
use basekey_model::order::Direction;
use basekey_model::schema::{Table, View, ViewSettings, ViewSort};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

use super::filter::{filter, filter_json};
use crate::error::{Answer, Refusal};
use crate::extract::shorten;
use crate::wire::schema::{Object, view_type};

/// A sort or a group of a view.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ViewSortOut {
    #[schema(value_type = String)]
    field_id: FieldId,
    /// `asc` or `desc`.
    #[schema(value_type = String)]
    direction: Direction,
}

impl From<&ViewSort> for ViewSortOut {
    fn from(sort: &ViewSort) -> Self {
        Self {
            field_id: sort.field,
            direction: sort.direction,
        }
    }
}

/// What a view shows, and how. `name` is required of a new one.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes JSON that is read by hand")]
pub(crate) struct ViewIn {
    name: Option<String>,
    /// `grid`; new views only.
    #[schema(rename = "type")]
    kind: Option<String>,
    description: Option<String>,
    /// Those not named follow in table order; the primary field is first.
    field_order: Option<Vec<String>>,
    /// The primary field is always shown.
    hidden_field_ids: Option<Vec<String>>,
    /// Field ids and pixels.
    column_widths: Option<BTreeMap<String, u16>>,
    /// `{"conjunction": "and" or "or", "conditions": […]}`, where a condition
    /// is `{"fieldId", "operator", "value"}` or a filter within; `null` for none.
    #[schema(value_type = Option<Object>)]
    filters: Option<Value>,
    /// Of these, only records for which this formula is true; `null` for all.
    filter_by_formula: Option<String>,
    sorts: Option<Vec<ViewSortIn>>,
    /// Records are ordered by them before the sorts.
    groups: Option<Vec<ViewSortIn>>,
}

/// A sort or a group of a view.
#[derive(ToSchema)]
#[schema(rename_all = "camelCase")]
#[expect(dead_code, reason = "describes JSON that is read by hand")]
pub(crate) struct ViewSortIn {
    field_id: String,
    /// `asc` (if absent) or `desc`.
    direction: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ViewOut {
    id: String,
    name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    table_id: String,
    description: Option<String>,
    /// Those not named follow in table order.
    #[schema(value_type = Vec<String>)]
    field_order: Vec<FieldId>,
    #[schema(value_type = Vec<String>)]
    hidden_field_ids: Vec<FieldId>,
    /// Field ids and pixels.
    #[schema(value_type = BTreeMap<String, u16>)]
    column_widths: BTreeMap<FieldId, u16>,
    /// `null` if all records are shown.
    #[schema(value_type = Option<Object>)]
    filters: Option<Value>,
    /// With field ids; `null` if there is none.
    filter_by_formula: Option<String>,
    sorts: Vec<ViewSortOut>,
    groups: Vec<ViewSortOut>,
}

impl ViewOut {
    /// Settings of fields that the table no longer has are left out.
    pub(crate) fn new(table: &Table, view: &View) -> Self {
        let settings = &view.settings;
        let there = |id: &FieldId| table.field_of_id(*id).is_some();
        let sorts = |list: &[ViewSort]| {
            list.iter()
                .filter(|sort| there(&sort.field))
                .map(Into::into)
                .collect()
        };
        Self {
            id: view.id.to_string(),
            name: view.name.clone(),
            kind: view_type(view),
            table_id: table.id.to_string(),
            description: view.description.clone(),
            field_order: settings.order.iter().copied().filter(there).collect(),
            hidden_field_ids: settings.hidden.iter().copied().filter(there).collect(),
            column_widths: settings
                .widths
                .iter()
                .filter(|(id, _)| there(id))
                .map(|(id, width)| (*id, *width))
                .collect(),
            filters: settings.filter.as_ref().map(filter_json),
            filter_by_formula: settings.formula.clone(),
            sorts: sorts(&settings.sorts),
            groups: sorts(&settings.groups),
        }
    }
}

/// A view about to be made.
pub(crate) fn view_draft(body: Value) -> Answer<ViewDraft> {
    let mut body = Object::of("the request body", body)?;
    let name = body.required_text("name")?;
    match body.text("type")?.as_deref() {
        None | Some("grid") => {}
        Some(_) => return Err(Refusal::parameter("type", "must be grid")),
    }
    let edit = edit(&mut body)?;
    body.finish()?;
    Ok(ViewDraft {
        name,
        description: edit.description.filter(|text| !text.is_empty()),
        settings: ViewSettings {
            order: edit.order.unwrap_or_default(),
            hidden: edit.hidden.unwrap_or_default(),
            widths: edit.widths.unwrap_or_default(),
            filter: edit.filter.flatten(),
            formula: edit.formula.flatten(),
            sorts: edit.sorts.unwrap_or_default(),
            groups: edit.groups.unwrap_or_default(),
        },
    })
}

/// What to change of a view.
pub(crate) fn view_edit(body: Value) -> Answer<ViewEdit> {
    let mut body = Object::of("the request body", body)?;
    if body.is_empty() {
        return Err(Refusal::parameter(
            "name",
            "or something else to change is required",
        ));
    }
    let name = body.text("name")?;
    let edit = edit(&mut body)?;
    body.finish()?;
    Ok(ViewEdit { name, ..edit })
}

/// All but the name. `null` takes a part away.
fn edit(body: &mut Object<'_>) -> Answer<ViewEdit> {
    Ok(ViewEdit {
        name: None,
        description: part(body, "description", |body, key| {
            Ok(body.text(key)?.unwrap_or_default())
        })?,
        order: part(body, "fieldOrder", fields)?,
        hidden: part(body, "hiddenFieldIds", |body, key| {
            Ok(fields(body, key)?.into_iter().collect::<BTreeSet<_>>())
        })?,
        widths: part(body, "columnWidths", widths)?,
        filter: part(body, "filters", |body, key| {
            body.take(key).map(|value| filter(key, value)).transpose()
        })?,
        formula: part(body, "filterByFormula", text)?,
        sorts: part(body, "sorts", sorts)?,
        groups: part(body, "groups", sorts)?,
    })
}

fn text(body: &mut Object<'_>, key: &str) -> Answer<Option<String>> {
    body.text(key)
}

/// A part that may be absent, which is something else than `null`.
fn part<T>(
    body: &mut Object<'_>,
    key: &str,
    read: impl Fn(&mut Object<'_>, &str) -> Answer<T>,
) -> Answer<Option<T>> {
    if body.has(key) {
        read(body, key).map(Some)
    } else {
        Ok(None)
    }
}

fn field_id(path: &str, text: Option<&str>) -> Answer<FieldId> {
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| Refusal::parameter(path, "must hold ids of fields (fld…)"))
}

fn fields(body: &mut Object<'_>, key: &str) -> Answer<Vec<FieldId>> {
    body.array(key)?
        .unwrap_or_default()
        .iter()
        .map(|id| field_id(key, id.as_str()))
        .collect()
}

fn widths(body: &mut Object<'_>, key: &str) -> Answer<BTreeMap<FieldId, u16>> {
    let widths = match body.take(key) {
        None => return Ok(BTreeMap::new()),
        Some(Value::Object(widths)) => widths,
        Some(_) => {
            return Err(Refusal::parameter(
                key,
                "must be an object of field ids and pixels",
            ));
        }
    };
    let width = |(id, width): (&String, &Value)| {
        let pixels = width
            .as_u64()
            .and_then(|pixels| u16::try_from(pixels).ok())
            .filter(|pixels| *pixels > 0);
        match pixels {
            Some(pixels) => Ok((field_id(key, Some(id))?, pixels)),
            None => Err(Refusal::parameter(
                &format!("{key}.{}", shorten(id)),
                "must be a number of pixels, at least 1",
            )),
        }
    };
    widths.iter().map(width).collect()
}

fn sorts(body: &mut Object<'_>, key: &str) -> Answer<Vec<ViewSort>> {
    let mut sorts = Vec::new();
    for (index, item) in body.array(key)?.unwrap_or_default().into_iter().enumerate() {
        let path = format!("{key}[{index}]");
        let mut item = Object::of(&path, item)?;
        let field = item
            .id("fieldId", "the id of a field (fld…)")?
            .ok_or_else(|| Refusal::parameter(&format!("{path}.fieldId"), "is required"))?;
        let direction = match item.text("direction")?.as_deref() {
            None | Some("asc") => Direction::Ascending,
            Some("desc") => Direction::Descending,
            Some(_) => {
                return Err(Refusal::parameter(
                    &format!("{path}.direction"),
                    "must be asc or desc",
                ));
            }
        };
        item.finish()?;
        sorts.push(ViewSort { field, direction });
    }
    Ok(sorts)
}

#[cfg(test)]
mod tests {
    use basekey_model::filter::Filter;
    use serde_json::json;

    use super::*;

    const F: &str = "fldAAAAAAAAAAAAA1";

    #[test]
    fn absent_and_null_differ() {
        let edit = view_edit(json!({ "filters": null, "description": null, "sorts": null }));
        let edit = edit.unwrap();
        assert_eq!(edit.filter, Some(None::<Filter>));
        assert_eq!(edit.description, Some(String::new()));
        assert_eq!(edit.sorts, Some(Vec::new()));
        assert!(edit.order.is_none() && edit.groups.is_none() && edit.name.is_none());
        let edit = view_edit(json!({ "name": "x" })).unwrap();
        assert!(edit.filter.is_none() && edit.description.is_none());
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (body, path) in [
            (json!([]), "the request body"),
            (json!({}), "`name`"),
            (json!({ "name": 1 }), "`name`"),
            (json!({ "type": "grid" }), "`type`"),
            (json!({ "x": 1 }), "`x`"),
            (json!({ "fieldOrder": "x" }), "`fieldOrder`"),
            (json!({ "fieldOrder": ["Name"] }), "`fieldOrder`"),
            (json!({ "hiddenFieldIds": [1] }), "`hiddenFieldIds`"),
            (json!({ "columnWidths": [] }), "`columnWidths`"),
            (json!({ "columnWidths": { "Name": 1 } }), "`columnWidths`"),
            (json!({ "columnWidths": { F: 0 } }), "`columnWidths.fld"),
            (json!({ "columnWidths": { F: 70000 } }), "`columnWidths.fld"),
            (json!({ "sorts": {} }), "`sorts`"),
            (json!({ "sorts": [1] }), "sorts[0]"),
            (json!({ "sorts": [{}] }), "`sorts[0].fieldId`"),
            (
                json!({ "sorts": [{ "fieldId": "x" }] }),
                "`fieldId` of sorts[0]",
            ),
            (
                json!({ "groups": [{ "fieldId": F, "direction": "up" }] }),
                "`groups[0].direction`",
            ),
            (
                json!({ "groups": [{ "fieldId": F, "x": 1 }] }),
                "`x` of groups[0]",
            ),
        ] {
            let refusal = view_edit(body.clone()).unwrap_err();
            assert!(
                refusal.message().contains(path),
                "{body}: {}",
                refusal.message()
            );
        }
        let refusal = view_draft(json!({ "name": "x", "type": "kanban" })).unwrap_err();
        assert!(refusal.message().contains("`type`"));
        assert!(view_draft(json!({ "type": "grid" })).is_err());
    }
}
